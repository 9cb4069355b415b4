//! Tags that go with a digest: `sha256-….sig` and others, by which documents about an image are found where no API lists
//! them.
//!
//! Two schemes are in use. The referrers tag of the distribution-spec ("Referrers Tag Schema") cuts a digest to what fits a
//! tag, so that every digest has one. Attachments of cosign (and of containers/image, which reads and writes its signatures)
//! append a suffix to the whole digest; a digest that leaves no room for it has no such tag: `.sig` of a sha512 digest would
//! be a tag of 139 characters, where 128 are allowed.
//!
//! From digest to tag there is one answer: [`of`]. Back, a tag says what it is about only as far as it holds the digest:
//! [`DigestTag::read`] recognises the algorithms whose digests have a known length, and [`DigestTag::subject`] is `None`
//! where the digest was cut. Whether a tag is about a digest at hand is answered for every algorithm, by the way from digest
//! to tag: look the tags of the digest up, or ask [`DigestTag::is_about`].
//!
//! ```
//! use oci_digest::Digest;
//! use oci_spec_types::tag::{self, DigestTag, TagKind};
//!
//! let image = Digest::sha256(b"image");
//! let signature = tag::of(&image, TagKind::Signature).unwrap();
//! assert_eq!(signature, format!("sha256-{}.sig", image.encoded()));
//!
//! let found = DigestTag::read(&signature).unwrap();
//! assert_eq!(found.kind, TagKind::Signature);
//! assert_eq!(found.subject(), Some(image));
//! assert!(DigestTag::read("latest").is_none());
//! ```

use crate::reference::grammar;
use oci_digest::{Algorithm, Digest};
use std::fmt;

/// What is found under a tag that goes with a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TagKind<'a> {
    /// The index of the referrers: `sha256-…`, without a suffix.
    Referrers,
    /// cosign's signatures: `.sig`.
    Signature,
    /// cosign's attestations: `.att`.
    Attestation,
    /// An SBOM that cosign attached: `.sbom`.
    Sbom,
    /// Another suffix, without its dot.
    Other(&'a str),
}

/// The suffixes of cosign, without the dot.
static SUFFIXES: [(&str, TagKind<'static>); 3] =
    [("sig", TagKind::Signature), ("att", TagKind::Attestation), ("sbom", TagKind::Sbom)];

impl<'a> TagKind<'a> {
    /// The kinds that a client looks for: all that have a name here.
    pub const KNOWN: [TagKind<'static>; 4] =
        [TagKind::Referrers, TagKind::Signature, TagKind::Attestation, TagKind::Sbom];

    /// What follows the digest and a dot; `None` for [`TagKind::Referrers`].
    #[must_use]
    pub fn suffix(self) -> Option<&'a str> {
        match self {
            Self::Referrers => None,
            Self::Other(suffix) => Some(suffix),
            kind => SUFFIXES.iter().find(|row| row.1 == kind).map(|row| row.0),
        }
    }

    fn of_suffix(suffix: &'a str) -> Self {
        SUFFIXES.iter().find(|row| row.0 == suffix).map_or(Self::Other(suffix), |row| row.1)
    }
}

/// For people: "referrers", "signature", "attestation", "SBOM", or the suffix with its dot.
impl fmt::Display for TagKind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Referrers => f.pad("referrers"),
            Self::Signature => f.pad("signature"),
            Self::Attestation => f.pad("attestation"),
            Self::Sbom => f.pad("SBOM"),
            Self::Other(suffix) => write!(f, ".{suffix}"),
        }
    }
}

/// The tag under which a document of this kind about a digest is found; `None` where the digest with its suffix is no tag.
///
/// ```
/// use oci_digest::Digest;
/// use oci_spec_types::tag::{self, TagKind};
///
/// let sha512 = Digest::sha512(b"image");
/// assert_eq!(tag::of(&sha512, TagKind::Referrers).unwrap(), format!("sha512-{}", &sha512.encoded()[..64]));
/// assert_eq!(tag::of(&sha512, TagKind::Signature), None); // longer than a tag may be
/// ```
#[must_use]
pub fn of(subject: &Digest, kind: TagKind<'_>) -> Option<String> {
    let Some(suffix) = kind.suffix() else { return Some(referrers_tag(subject)) };
    let tag = format!("{}-{}.{suffix}", subject.algorithm_str(), &*subject.encoded());
    grammar::is_tag(&tag).then_some(tag)
}

/// The tag under which a client keeps the list of referrers where the registry has no referrers API
/// (distribution-spec, "Referrers Tag Schema").
///
/// The algorithm is cut to 32 characters and the encoded part to 64; what a tag may not hold becomes `-`.
///
/// ```
/// use oci_digest::Digest;
/// use oci_spec_types::referrers_tag;
///
/// assert!(referrers_tag(&Digest::sha256(b"")).starts_with("sha256-e3b0c44298fc"));
/// assert_eq!(referrers_tag(&"multihash+b64:aGk=".parse()?), "multihash-b64-aGk-");
/// # Ok::<(), oci_digest::ParseError>(())
/// ```
#[must_use]
pub fn referrers_tag(subject: &Digest) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' };
    let mut tag = String::with_capacity(32 + 1 + CUT);
    tag.extend(subject.algorithm_str().chars().take(32).map(allowed));
    tag.push('-');
    tag.extend(subject.encoded().chars().take(CUT).map(allowed));
    tag
}

/// How much of the encoded part a referrers tag holds.
const CUT: usize = 64;

/// The algorithms whose tags are recognised: those whose digests have a known number of hex digits.
const ALGORITHMS: [Algorithm; 4] = [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512, Algorithm::Blake3];

/// A tag that was read as one that goes with a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestTag<'a> {
    /// What is found under it.
    pub kind: TagKind<'a>,
    algorithm: Algorithm,
    /// The hex digits of the digest, perhaps cut.
    hex: &'a str,
}

impl<'a> DigestTag<'a> {
    /// Reads a tag; `None` for one that goes with no digest of sha256, sha384, sha512 or blake3.
    ///
    /// A referrers tag holds the first 64 hex digits of a digest, or, as clients that do not cut it write, all of them; a
    /// tag with a suffix holds all. Hex digits are in lower case.
    ///
    /// ```
    /// use oci_digest::Digest;
    /// use oci_spec_types::tag::{DigestTag, TagKind, referrers_tag};
    ///
    /// let sha512 = Digest::sha512(b"image");
    /// let tag = referrers_tag(&sha512);
    /// let found = DigestTag::read(&tag).unwrap();
    /// assert_eq!(found.kind, TagKind::Referrers);
    /// assert_eq!(found.subject(), None); // the digest was cut
    /// assert!(found.is_about(&sha512));
    /// ```
    #[must_use]
    pub fn read(tag: &'a str) -> Option<Self> {
        let (name, rest) = tag.split_once('-')?;
        let algorithm = ALGORITHMS.into_iter().find(|known| known.as_str() == name)?;
        let whole = 2 * algorithm.hash_size()?;
        let (hex, suffix) = rest.split_once('.').map_or((rest, None), |(hex, suffix)| (hex, Some(suffix)));
        let long_enough = hex.len() == whole || (hex.len() == CUT && suffix.is_none());
        let is_hex = hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !long_enough || !is_hex || !grammar::is_tag(tag) {
            return None;
        }
        let kind = suffix.map_or(TagKind::Referrers, TagKind::of_suffix);
        Some(Self { kind, algorithm, hex })
    }

    /// The digest that the tag goes with, if the tag holds all of it.
    #[must_use]
    pub fn subject(&self) -> Option<Digest> {
        let is_whole = self.algorithm.hash_size().is_some_and(|size| self.hex.len() == 2 * size);
        is_whole.then(|| format!("{}:{}", self.algorithm, self.hex).parse().ok()).flatten()
    }

    /// Whether the tag goes with this digest, as far as it holds one.
    #[must_use]
    pub fn is_about(&self, digest: &Digest) -> bool {
        digest.algorithm_str() == self.algorithm.as_str() && digest.encoded().starts_with(self.hex)
    }
}
