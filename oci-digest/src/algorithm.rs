//! The algorithm of a digest.

use alloc::boxed::Box;
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

use crate::parse::{self, ParseError};

/// The algorithm of a [`Digest`](crate::Digest): the part before the `:`.
///
/// Any name that fits the grammar of the image-spec is a value; only *computing* with an unknown
/// one is an error ([`UnsupportedAlgorithm`]).
///
/// ```
/// use oci_digest::Algorithm;
///
/// let sha512: Algorithm = "sha512".parse()?;
/// assert_eq!(sha512, Algorithm::Sha512);
/// assert!(sha512.is_supported());
///
/// let md5: Algorithm = "md5".parse()?;
/// assert_eq!(md5.as_str(), "md5");
/// assert!(md5.digest(b"").is_err());
/// # Ok::<(), oci_digest::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// SHA-256: registered, and what nearly everything uses.
    Sha256,
    /// SHA-384: not registered by the image-spec, but known to go-digest; computed and verified.
    Sha384,
    /// SHA-512: registered.
    Sha512,
    /// BLAKE3 with 256 bits of output: registered after image-spec 1.1.1. Computed and verified
    /// with the feature `blake3`.
    Blake3,
    /// Any other name that fits the grammar.
    Other(OtherAlgorithm),
}

/// The name of an algorithm that this crate does not know; made by parsing an [`Algorithm`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OtherAlgorithm(Box<str>);

impl OtherAlgorithm {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The algorithms that have a name here.
const KNOWN: [Algorithm; 4] = [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512, Algorithm::Blake3];

impl Algorithm {
    /// The name as it stands in a digest.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
            Self::Blake3 => "blake3",
            Self::Other(name) => name.as_str(),
        }
    }

    /// Whether this build computes the algorithm ([`Blake3`](Self::Blake3) only with the feature
    /// of that name).
    #[must_use]
    pub const fn is_supported(&self) -> bool {
        match self {
            Self::Sha256 | Self::Sha384 | Self::Sha512 => true,
            Self::Blake3 => cfg!(feature = "blake3"),
            Self::Other(_) => false,
        }
    }

    /// Number of bytes of the hash, for the algorithms known here.
    #[must_use]
    pub const fn hash_size(&self) -> Option<usize> {
        match self {
            Self::Sha256 | Self::Blake3 => Some(32),
            Self::Sha384 => Some(48),
            Self::Sha512 => Some(64),
            Self::Other(_) => None,
        }
    }

    /// The known algorithm of that name.
    pub(crate) fn known(name: &str) -> Option<Self> {
        KNOWN.into_iter().find(|known| known.as_str() == name)
    }

    /// The algorithm of a name that fits the grammar.
    pub(crate) fn of_valid(name: &str) -> Self {
        Self::known(name).unwrap_or_else(|| Self::Other(OtherAlgorithm(name.into())))
    }
}

impl PartialOrd for Algorithm {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By name.
impl Ord for Algorithm {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Algorithm {
    type Err = ParseError;

    fn from_str(name: &str) -> Result<Self, ParseError> {
        parse::check_algorithm(name.as_bytes())?;
        Ok(Self::of_valid(name))
    }
}

impl TryFrom<&str> for Algorithm {
    type Error = ParseError;

    fn try_from(name: &str) -> Result<Self, ParseError> {
        name.parse()
    }
}

impl TryFrom<String> for Algorithm {
    type Error = ParseError;

    fn try_from(name: String) -> Result<Self, ParseError> {
        name.parse()
    }
}

/// An algorithm that this build does not compute: nothing can be verified with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsupportedAlgorithm {
    algorithm: Algorithm,
}

impl UnsupportedAlgorithm {
    pub(crate) const fn new(algorithm: Algorithm) -> Self {
        Self { algorithm }
    }

    /// The algorithm that was asked for.
    #[must_use]
    pub const fn algorithm(&self) -> &Algorithm {
        &self.algorithm
    }
}

impl fmt::Display for UnsupportedAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.algorithm;
        let supported =
            if cfg!(feature = "blake3") { "sha256, sha384, sha512 or blake3" } else { "sha256, sha384 or sha512" };
        write!(f, "unsupported digest algorithm {name}, expected {supported}")
    }
}

impl core::error::Error for UnsupportedAlgorithm {}
