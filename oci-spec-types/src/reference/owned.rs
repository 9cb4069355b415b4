use super::error::ReferenceError;
use super::familiar::{Familiar, FamiliarName};
use super::named::{ReferenceRef, ascii};
use super::rules::Rules;
use crate::{ClaimedDigest, Text};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// An image reference: registry, repository, and perhaps a tag and a digest.
///
/// Parsing it as a string normalises as Docker does; the result prints to a text that parses to itself.
/// Cloning counts a reference. [`Rules`] has the other ways to read one.
///
/// ```
/// use oci_spec_types::Reference;
///
/// let reference: Reference = "localhost:5000/app".parse()?;
/// let digest = oci_digest::Digest::sha256(b"{}");
/// let pinned = reference.with_tag("1.2")?.with_digest(&digest.to_string())?;
/// assert_eq!(pinned.registry(), "localhost:5000");
/// assert_eq!(pinned.claimed_digest().unwrap(), digest);
/// assert_eq!(pinned.name(), reference);
/// # Ok::<(), oci_spec_types::reference::ReferenceError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The canonical form.
    text: Text,
    registry_len: usize,
    name_len: usize,
    tag_len: Option<usize>,
}

impl ReferenceRef<'_> {
    /// A reference that does not borrow.
    #[must_use]
    pub fn to_owned(&self) -> Reference {
        Reference::from(*self)
    }
}

impl Reference {
    /// Reads a text as Docker does (`ParseNormalizedNamed`): `alpine` is `docker.io/library/alpine`.
    ///
    /// # Errors
    /// When the text is no reference; bytes that are not ASCII never are.
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, ReferenceError> {
        Rules::Distribution.normalized(&text).map(Self::from)
    }

    /// A name without tag and digest, by the grammar alone: nothing is put in front of it (`WithName`).
    ///
    /// # Errors
    /// When the name does not fit the grammar, or is too long.
    pub fn from_name(name: &str) -> Result<Self, ReferenceError> {
        ReferenceRef::from_name(name).map(Self::from)
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same, borrowed.
    #[must_use]
    pub fn as_ref(&self) -> ReferenceRef<'_> {
        let (name, ends) = self.text.as_bytes().split_at(self.name_len);
        let (registry, path) = name.split_at(self.registry_len);
        let path = if registry.is_empty() { path } else { path.get(1..).unwrap_or_default() };
        let (tag, digest) = match self.tag_len {
            Some(len) => {
                let (tag, digest) = ends.get(1..).unwrap_or_default().split_at(len);
                (Some(tag), digest)
            }
            None => (None, ends),
        };
        ReferenceRef {
            registry: ascii(registry),
            official: false,
            path: ascii(path),
            tag: tag.map(ascii),
            digest: digest.get(1..).map(ascii),
        }
    }

    /// The registry: a host, and perhaps a port. Empty for a name without a host.
    #[must_use]
    pub fn registry(&self) -> &str {
        self.as_ref().registry
    }

    /// The host that answers for the registry: Docker Hub's is not the one in its name.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        self.as_ref().endpoint()
    }

    /// The repository in its registry.
    #[must_use]
    pub fn repository(&self) -> &str {
        self.as_ref().path
    }

    /// The tag.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.as_ref().tag
    }

    /// The text of the digest.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.as_ref().digest
    }

    /// The digest to compare and verify with; see [`ReferenceRef::claimed_digest`].
    #[must_use]
    pub fn claimed_digest(&self) -> Option<ClaimedDigest> {
        self.as_ref().claimed_digest()
    }

    /// Whether there is neither a tag nor a digest.
    #[must_use]
    pub fn is_name_only(&self) -> bool {
        self.as_ref().is_name_only()
    }

    /// The name alone (`TrimNamed`).
    #[must_use]
    pub fn name(&self) -> Self {
        self.as_ref().name().to_owned()
    }

    /// With the tag `latest` if it has neither tag nor digest (`TagNameOnly`).
    #[must_use]
    pub fn or_latest(&self) -> Self {
        self.as_ref().or_latest().to_owned()
    }

    /// With this tag; a digest stays (`WithTag`).
    ///
    /// # Errors
    /// When it is no tag.
    pub fn with_tag(&self, tag: &str) -> Result<Self, ReferenceError> {
        self.as_ref().with_tag(tag).map(Self::from)
    }

    /// With this digest; a tag stays (`WithDigest`). Only the shape is checked.
    ///
    /// # Errors
    /// When it does not have the shape of a digest.
    pub fn with_digest(&self, digest: &str) -> Result<Self, ReferenceError> {
        self.as_ref().with_digest(digest).map(Self::from)
    }

    /// As people write it; see [`ReferenceRef::familiar`].
    #[must_use]
    pub fn familiar(&self) -> Familiar<'_> {
        self.as_ref().familiar()
    }

    /// The name as people write it.
    #[must_use]
    pub fn familiar_name(&self) -> FamiliarName<'_> {
        self.as_ref().familiar_name()
    }

    /// Whether the familiar form matches a shell pattern; see [`ReferenceRef::matches`].
    ///
    /// # Errors
    /// When the pattern is malformed.
    pub fn matches(&self, pattern: &str) -> Result<bool, ReferenceError> {
        self.as_ref().matches(pattern)
    }
}

impl From<ReferenceRef<'_>> for Reference {
    fn from(reference: ReferenceRef<'_>) -> Self {
        Self {
            text: reference.to_string().into(),
            registry_len: reference.registry.len(),
            name_len: reference.name_len(),
            tag_len: reference.tag.map(str::len),
        }
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;
    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for Reference {
    type Error = ReferenceError;
    fn try_from(text: &str) -> Result<Self, ReferenceError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceError;
    fn try_from(text: String) -> Result<Self, ReferenceError> {
        Self::parse(text)
    }
}

/// The canonical form.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reference({self})")
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Normalises as [`Reference::parse`].
impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(Text::deserialize(deserializer)?.as_str()).map_err(de::Error::custom)
    }
}
