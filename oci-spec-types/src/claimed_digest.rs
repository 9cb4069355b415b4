use crate::Text;
use oci_digest::{Digest, ParseError};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A digest as a document states it, which may be no digest at all.
///
/// A [`Digest`] cannot exist unchecked; documents hold all sorts of text in its place. This is that text: it is compared,
/// ordered, hashed and printed as it stands, and becomes a [`Digest`] where it is one.
///
/// ```
/// use oci_digest::Digest;
/// use oci_spec_types::ClaimedDigest;
///
/// let claimed = ClaimedDigest::from(Digest::sha256(b"{}"));
/// assert_eq!(claimed.valid(), Some(Digest::sha256(b"{}")));
/// assert!(claimed.as_str().starts_with("sha256:44136fa355b3"));
/// assert_eq!(Digest::try_from(&claimed)?, Digest::sha256(b"{}"));
///
/// let wrong = ClaimedDigest::from("sha256:../../etc/passwd");
/// assert!(wrong.valid().is_none());
/// assert_eq!(wrong.to_string(), "sha256:../../etc/passwd");
/// # Ok::<(), oci_digest::ParseError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimedDigest(Text);

impl ClaimedDigest {
    /// The text as it stands; empty where the document has none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digest, if it is one: it fits the grammar of the image-spec and, for registered algorithms, their length.
    #[must_use]
    pub fn valid(&self) -> Option<Digest> {
        self.0.parse().ok()
    }

    /// Whether the document states nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it states exactly this digest.
    #[must_use]
    pub fn is(&self, digest: &Digest) -> bool {
        self.valid().is_some_and(|own| own == *digest)
    }
}

impl From<Digest> for ClaimedDigest {
    fn from(digest: Digest) -> Self {
        Self::from(&digest)
    }
}

impl From<&Digest> for ClaimedDigest {
    fn from(digest: &Digest) -> Self {
        Self(digest.to_string().into())
    }
}

impl From<&str> for ClaimedDigest {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for ClaimedDigest {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Text> for ClaimedDigest {
    fn from(text: Text) -> Self {
        Self(text)
    }
}

impl From<ClaimedDigest> for Text {
    fn from(claimed: ClaimedDigest) -> Self {
        claimed.0
    }
}

impl TryFrom<&ClaimedDigest> for Digest {
    type Error = ParseError;

    fn try_from(claimed: &ClaimedDigest) -> Result<Self, ParseError> {
        claimed.0.parse()
    }
}

impl TryFrom<ClaimedDigest> for Digest {
    type Error = ParseError;

    fn try_from(claimed: ClaimedDigest) -> Result<Self, ParseError> {
        Self::try_from(&claimed)
    }
}

impl AsRef<str> for ClaimedDigest {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for ClaimedDigest {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for ClaimedDigest {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<Digest> for ClaimedDigest {
    fn eq(&self, other: &Digest) -> bool {
        self.is(other)
    }
}

impl fmt::Display for ClaimedDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The text of a digest is printed plain, and any other one quoted.
impl fmt::Debug for ClaimedDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.valid() {
            Some(digest) => write!(f, "{digest}"),
            None => write!(f, "Invalid({:?})", self.0),
        }
    }
}

impl Serialize for ClaimedDigest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ClaimedDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer).map(Self)
    }
}
