//! The digest itself.

use crate::algorithm::Algorithm;
use crate::encoded::{Encoded, PathDisplay, Short};
use crate::parse::{self, ParseError};
use crate::{hex, sha2_state as sha2};
use alloc::boxed::Box;
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

/// A content digest, `algorithm:encoded`, as the image-spec defines it (descriptor.md, "Digests").
///
/// A value of this type always fits the grammar. sha256 is held inline (no allocation to parse,
/// compute, compare, print or clone); any other algorithm is one allocation. Unknown algorithms
/// parse, compare and round-trip, but can never be verified ([`is_verifiable`](Self::is_verifiable)).
///
/// Equality and order are those of the algorithm's name, then of the encoded text.
///
/// ```
/// use oci_digest::{Algorithm, Digest};
///
/// let digest = Digest::sha256(b"{}");
/// let text = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
/// assert_eq!(digest.to_string(), text);
/// assert_eq!(text.parse::<Digest>()?, digest);
/// assert_eq!(digest.algorithm(), Algorithm::Sha256);
/// assert!(digest.verify(b"{}").is_ok());
/// # Ok::<(), oci_digest::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Digest(Repr);

/// sha256 is always `Sha256`, everything else always `Text`: so equality can be derived.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Sha256([u8; 32]),
    /// The whole checked text.
    Text(Box<str>),
}

const SHA256: &str = "sha256:";
const SHA256_LEN: usize = SHA256.len() + 64;

impl Digest {
    /// The sha256 digest of these bytes.
    ///
    /// ```
    /// use oci_digest::Digest;
    /// assert_eq!(Digest::sha256(b"").short().to_string(), "sha256:e3b0c44298fc");
    /// ```
    #[must_use]
    pub fn sha256(bytes: impl AsRef<[u8]>) -> Self {
        Self(Repr::Sha256(sha2::to_bytes(&sha2::hash(sha2::SHA256, bytes.as_ref()))))
    }

    /// The sha384 digest of these bytes.
    #[must_use]
    pub fn sha384(bytes: impl AsRef<[u8]>) -> Self {
        Self::from_hash("sha384", &sha2::to_bytes::<u64, 48>(&sha2::hash(sha2::SHA384, bytes.as_ref())))
    }

    /// The sha512 digest of these bytes.
    #[must_use]
    pub fn sha512(bytes: impl AsRef<[u8]>) -> Self {
        Self::from_hash("sha512", &sha2::to_bytes::<u64, 64>(&sha2::hash(sha2::SHA512, bytes.as_ref())))
    }

    /// The blake3 digest of these bytes.
    #[cfg(feature = "blake3")]
    #[cfg_attr(docsrs, doc(cfg(feature = "blake3")))]
    #[must_use]
    pub fn blake3(bytes: impl AsRef<[u8]>) -> Self {
        Self::from_hash("blake3", blake3::hash(bytes.as_ref()).as_bytes())
    }

    /// The digest of a SHA-256 hash that was computed elsewhere.
    #[must_use]
    pub const fn from_sha256(hash: [u8; 32]) -> Self {
        Self(Repr::Sha256(hash))
    }

    /// The digest of a SHA-384 hash that was computed elsewhere.
    #[must_use]
    pub fn from_sha384(hash: [u8; 48]) -> Self {
        Self::from_hash("sha384", &hash)
    }

    /// The digest of a SHA-512 hash that was computed elsewhere.
    #[must_use]
    pub fn from_sha512(hash: [u8; 64]) -> Self {
        Self::from_hash("sha512", &hash)
    }

    /// The digest of a BLAKE3 hash that was computed elsewhere.
    #[must_use]
    pub fn from_blake3(hash: [u8; 32]) -> Self {
        Self::from_hash("blake3", &hash)
    }

    /// A sha256 digest from a literal, for constants: a wrong literal does not compile.
    ///
    /// # Panics
    /// Where the text is not `sha256:` and 64 lower-case hex digits. In a `const` that is an error
    /// of the compiler.
    ///
    /// ```
    /// use oci_digest::Digest;
    ///
    /// const EMPTY_JSON: Digest = Digest::from_static_sha256(
    ///     "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    /// );
    /// assert_eq!(EMPTY_JSON, Digest::sha256(b"{}"));
    /// ```
    ///
    /// ```compile_fail
    /// # use oci_digest::Digest;
    /// const SHORT: Digest = Digest::from_static_sha256("sha256:44136fa355b3678a");
    /// ```
    #[must_use]
    #[allow(clippy::panic, reason = "a text in the source is wrong: at compile time, in a constant")]
    pub const fn from_static_sha256(text: &'static str) -> Self {
        match parse_sha256(text.as_bytes()) {
            Some(hash) => Self(Repr::Sha256(hash)),
            None => panic!("expected \"sha256:\" and 64 lower-case hex digits"),
        }
    }

    /// Parses the bytes of a digest. They need not be UTF-8; no allocation for sha256.
    ///
    /// # Errors
    /// Where the bytes do not fit the grammar of the image-spec; never for an algorithm that is
    /// merely unknown.
    pub fn parse_bytes(input: &[u8]) -> Result<Self, ParseError> {
        if let Some(hash) = parse_sha256(input) {
            return Ok(Self(Repr::Sha256(hash)));
        }
        parse::check(input)?;
        Ok(Self(Repr::Text(hex::ascii(input).into())))
    }

    /// The algorithm. Allocates only for one that this crate does not know.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Repr::Sha256(_) => Algorithm::Sha256,
            Repr::Text(text) => Algorithm::of_valid(split(text).0),
        }
    }

    /// The name of the algorithm: the text before the `:`.
    #[must_use]
    pub fn algorithm_str(&self) -> &str {
        match &self.0 {
            Repr::Sha256(_) => "sha256",
            Repr::Text(text) => split(text).0,
        }
    }

    /// The encoded part: the text after the `:`, without allocation. It reads like a `&str`.
    ///
    /// ```
    /// use oci_digest::Digest;
    ///
    /// let digest: Digest = "multihash+base58:QmRZxt2b1FVZPNqd8hsiyk".parse()?;
    /// assert_eq!(&*digest.encoded(), "QmRZxt2b1FVZPNqd8hsiyk");
    /// assert!(Digest::sha256(b"").encoded().starts_with("e3b0c44298fc"));
    /// # Ok::<(), oci_digest::ParseError>(())
    /// ```
    #[must_use]
    pub fn encoded(&self) -> Encoded<'_> {
        match &self.0 {
            Repr::Sha256(hash) => Encoded::hex(hash),
            Repr::Text(text) => Encoded::text(split(text).1),
        }
    }

    /// The 32 bytes of a sha256 digest.
    #[must_use]
    pub const fn as_sha256(&self) -> Option<&[u8; 32]> {
        match &self.0 {
            Repr::Sha256(hash) => Some(hash),
            Repr::Text(_) => None,
        }
    }

    /// Writes the hex digits of the hash into the caller's buffer; returns them as text.
    /// 128 bytes hold those of every algorithm known here (64 for sha256). `None` where the
    /// buffer is too small, or where the encoded part is not the hex of a known algorithm.
    ///
    /// ```
    /// use oci_digest::Digest;
    ///
    /// let mut buffer = [0; 64];
    /// let hex = Digest::sha256(b"").to_hex(&mut buffer);
    /// assert_eq!(hex.map(|hex| &hex[..8]), Some("e3b0c442"));
    /// ```
    #[must_use]
    pub fn to_hex<'b>(&self, buffer: &'b mut [u8]) -> Option<&'b str> {
        let hash = self.hash()?;
        let out = buffer.get_mut(..2 * hash.as_ref().len())?;
        hex::encode(hash.as_ref(), out);
        Some(hex::ascii(out))
    }

    /// Prints the algorithm, `:` and the first 12 characters of the encoded part: for people,
    /// never for comparing.
    #[must_use]
    pub fn short(&self) -> Short<'_> {
        Short { algorithm: self.algorithm_str(), encoded: self.encoded() }
    }

    /// The two path components under which an OCI layout keeps the blob
    /// (image-layout.md, `blobs/<alg>/<encoded>`). The grammar makes them safe: neither is empty,
    /// begins with a dot, or holds a separator.
    ///
    /// Two digests that differ only in letter case (possible for unknown algorithms with a base64
    /// encoding) share a path on a file system that ignores case.
    #[must_use]
    pub fn path_components(&self) -> (&str, Encoded<'_>) {
        (self.algorithm_str(), self.encoded())
    }

    /// Prints `<alg>/<encoded>`, the [`path_components`](Self::path_components) of an OCI layout.
    ///
    /// ```
    /// use oci_digest::Digest;
    ///
    /// let path = format!("blobs/{}", Digest::sha256(b"").to_path());
    /// assert!(path.starts_with("blobs/sha256/e3b0c44298fc"));
    /// ```
    #[must_use]
    pub fn to_path(&self) -> PathDisplay<'_> {
        PathDisplay { algorithm: self.algorithm_str(), encoded: self.encoded() }
    }

    /// Whether this build can check content against this digest.
    ///
    /// ```
    /// use oci_digest::Digest;
    ///
    /// assert!(Digest::sha512(b"").is_verifiable());
    /// let md5: Digest = "md5:d41d8cd98f00b204e9800998ecf8427e".parse()?;
    /// assert!(!md5.is_verifiable());
    /// # Ok::<(), oci_digest::ParseError>(())
    /// ```
    #[must_use]
    pub fn is_verifiable(&self) -> bool {
        self.hash().is_some() && Algorithm::known(self.algorithm_str()).is_some_and(|known| known.is_supported())
    }

    /// The bytes of the hash, where the encoded part is hex of the known algorithm's length.
    pub(crate) fn hash(&self) -> Option<Hash> {
        match &self.0 {
            Repr::Sha256(hash) => Some(Hash::new(hash)),
            Repr::Text(text) => {
                let (name, encoded) = split(text);
                let mut hash = Hash { bytes: [0; 64], len: Algorithm::known(name)?.hash_size()? };
                hex::decode(encoded.as_bytes(), hash.bytes.get_mut(..hash.len)?).then_some(hash)
            }
        }
    }

    /// `hash` is of this algorithm, which is a known one.
    pub(crate) fn of_hash(algorithm: &Algorithm, hash: &Hash) -> Self {
        match hash.as_ref().try_into() {
            Ok(hash) if *algorithm == Algorithm::Sha256 => Self::from_sha256(hash),
            _ => Self::from_hash(algorithm.as_str(), hash.as_ref()),
        }
    }

    /// `name` is a known algorithm, not sha256, and `hash` has its length.
    pub(crate) fn from_hash(name: &str, hash: &[u8]) -> Self {
        let mut digits = [0; 128];
        #[expect(clippy::indexing_slicing, reason = "no hash has more than 64 bytes")]
        let digits = &mut digits[..2 * hash.len()];
        hex::encode(hash, digits);
        let mut text = String::with_capacity(name.len() + 1 + digits.len());
        text.push_str(name);
        text.push(':');
        text.push_str(hex::ascii(digits));
        Self(Repr::Text(text.into_boxed_str()))
    }
}

/// The bytes of a hash of up to 512 bits.
pub(crate) struct Hash {
    bytes: [u8; 64],
    len: usize,
}

impl Hash {
    #[expect(clippy::indexing_slicing, reason = "no hash has more than 64 bytes")]
    pub(crate) fn new(hash: &[u8]) -> Self {
        let mut bytes = [0; 64];
        bytes[..hash.len()].copy_from_slice(hash);
        Self { bytes, len: hash.len() }
    }
}

impl AsRef<[u8]> for Hash {
    #[expect(clippy::indexing_slicing, reason = "no hash has more than 64 bytes")]
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// The fast path: everything that is a sha256 digest, and nothing else.
#[expect(clippy::indexing_slicing, reason = "`i` is below the length of the prefix, which was split off")]
const fn parse_sha256(input: &[u8]) -> Option<[u8; 32]> {
    if input.len() != SHA256_LEN {
        return None;
    }
    let (prefix, digits) = input.split_at(SHA256.len());
    let mut i = 0;
    while i < SHA256.len() {
        if prefix[i] != SHA256.as_bytes()[i] {
            return None;
        }
        i += 1;
    }
    match digits.first_chunk() {
        Some(digits) => hex::decode32(digits),
        None => None,
    }
}

fn split(text: &str) -> (&str, &str) {
    text.split_once(':').unwrap_or((text, ""))
}

impl PartialOrd for Digest {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By algorithm, then by encoded text.
impl Ord for Digest {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            // Hex digits sort as the bytes that they stand for.
            (Repr::Sha256(a), Repr::Sha256(b)) => a.cmp(b),
            // ':' sorts after the separators, so the whole texts would sort otherwise.
            (Repr::Text(a), Repr::Text(b)) => split(a).cmp(&split(b)),
            _ => self.algorithm_str().cmp(other.algorithm_str()),
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Sha256(hash) => {
                let mut text = [0; SHA256_LEN];
                let (prefix, digits) = text.split_at_mut(SHA256.len());
                prefix.copy_from_slice(SHA256.as_bytes());
                hex::encode(hash, digits);
                f.pad(hex::ascii(&text))
            }
            Repr::Text(text) => f.pad(text),
        }
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse_bytes(text.as_bytes())
    }
}

impl TryFrom<&str> for Digest {
    type Error = ParseError;

    fn try_from(text: &str) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl TryFrom<&[u8]> for Digest {
    type Error = ParseError;

    fn try_from(text: &[u8]) -> Result<Self, ParseError> {
        Self::parse_bytes(text)
    }
}

impl TryFrom<String> for Digest {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        alloc::string::ToString::to_string(&digest)
    }
}
