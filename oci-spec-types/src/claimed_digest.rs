use crate::Text;
use oci_digest::Digest;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A digest as a document states it, which may be no digest at all.
///
/// A [`Digest`] cannot exist unchecked; documents hold all sorts of text in its place. This keeps both apart:
/// what is well-formed can be used, what is not is kept as it stands and can only be printed.
///
/// ```
/// use oci_spec_types::ClaimedDigest;
///
/// let wrong = ClaimedDigest::from("sha256:../../etc/passwd");
/// assert!(wrong.valid().is_none());
/// assert_eq!(wrong.to_string(), "sha256:../../etc/passwd");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum ClaimedDigest {
    /// A digest that fits the grammar of the image-spec (and, for registered algorithms, their length).
    Valid(Digest),
    /// Anything else, as it stands; empty where the document has none.
    Invalid(Text),
}

impl ClaimedDigest {
    /// The digest, if it is one.
    #[must_use]
    pub fn valid(&self) -> Option<&Digest> {
        match self {
            Self::Valid(digest) => Some(digest),
            Self::Invalid(_) => None,
        }
    }

    /// Whether the document states nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Invalid(text) if text.is_empty())
    }

    /// Whether it states exactly this digest.
    #[must_use]
    pub fn is(&self, digest: &Digest) -> bool {
        self.valid() == Some(digest)
    }
}

impl Default for ClaimedDigest {
    fn default() -> Self {
        Self::Invalid(Text::from_static(""))
    }
}

impl From<Digest> for ClaimedDigest {
    fn from(digest: Digest) -> Self {
        Self::Valid(digest)
    }
}

impl From<&Digest> for ClaimedDigest {
    fn from(digest: &Digest) -> Self {
        Self::Valid(digest.clone())
    }
}

impl From<&str> for ClaimedDigest {
    fn from(text: &str) -> Self {
        Self::from(Text::from(text))
    }
}

impl From<String> for ClaimedDigest {
    fn from(text: String) -> Self {
        Self::from(Text::from(text))
    }
}

impl From<Text> for ClaimedDigest {
    fn from(text: Text) -> Self {
        match text.parse() {
            Ok(digest) => Self::Valid(digest),
            Err(_) => Self::Invalid(text),
        }
    }
}

impl PartialEq<str> for ClaimedDigest {
    fn eq(&self, other: &str) -> bool {
        match self {
            Self::Valid(digest) => other.parse().is_ok_and(|other: Digest| *digest == other),
            Self::Invalid(text) => text.as_str() == other,
        }
    }
}

impl PartialEq<Digest> for ClaimedDigest {
    fn eq(&self, other: &Digest) -> bool {
        self.is(other)
    }
}

impl fmt::Display for ClaimedDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Valid(digest) => digest.fmt(f),
            Self::Invalid(text) => text.fmt(f),
        }
    }
}

impl fmt::Debug for ClaimedDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Valid(digest) => write!(f, "{digest}"),
            Self::Invalid(text) => write!(f, "Invalid({text:?})"),
        }
    }
}

impl Serialize for ClaimedDigest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClaimedDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer).map(Self::from)
    }
}
