use super::digest;
use super::error::{ReferenceError, ReferenceErrorKind};
use super::grammar::{Case, Piece, Split};
use crate::ClaimedDigest;
use std::borrow::Cow;
use std::fmt;

/// The namespace of official images on Docker Hub.
pub(super) const OFFICIAL: &str = "library/";
/// The registry of names that state none.
pub(super) const DOCKER_HUB: &str = "docker.io";
/// The tag of references that state none.
pub(super) const LATEST: &str = "latest";
/// The longest name, in bytes.
pub(super) const LONGEST_NAME: usize = 255;

/// An image reference that borrows from the text it was read from. Nothing in it allocates, unless it says so.
///
/// Made by [`Rules`](super::Rules), by [`Reference::as_ref`](super::Reference::as_ref), or from parts:
///
/// ```
/// use oci_spec_types::reference::{ReferenceRef, Rules};
///
/// let reference = Rules::Distribution.normalized("alpine")?;
/// assert!(reference.is_name_only());
/// assert_eq!(reference.or_latest().to_string(), "docker.io/library/alpine:latest");
///
/// let made = ReferenceRef::from_name("docker.io/library/alpine")?.with_tag("3.20")?;
/// assert_eq!(made.familiar().to_string(), "alpine:3.20");
/// # Ok::<(), oci_spec_types::reference::ReferenceError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ReferenceRef<'a> {
    pub(super) registry: &'a str,
    /// [`OFFICIAL`] stands before `path`: it is not in the text that was read.
    pub(super) official: bool,
    pub(super) path: &'a str,
    pub(super) tag: Option<&'a str>,
    pub(super) digest: Option<&'a str>,
}

impl<'a> ReferenceRef<'a> {
    /// A name without tag and digest, by the grammar alone: nothing is put in front of it (`WithName`).
    ///
    /// # Errors
    /// [`ReferenceErrorKind::Format`] and [`ReferenceErrorKind::TooLong`].
    pub fn from_name(name: &'a str) -> Result<Self, ReferenceError> {
        let text = name.as_bytes();
        let whole = Piece { at: 0, bytes: text };
        let host = whole.split_first(b'/').filter(|(host, _)| host.host(true, Case::Exact).is_ok());
        let path = host.map_or(whole, |(_, path)| path);
        path.path(Case::Exact)
            .map_err(|fault| ReferenceError::at(text, fault.at, ReferenceErrorKind::Format, fault.expected))?;
        if path.bytes.len() > LONGEST_NAME {
            return Err(too_long(text, path.at));
        }
        let registry = host.map_or("", |(host, _)| ascii(host.bytes));
        Ok(Self { registry, official: false, path: ascii(path.bytes), tag: None, digest: None })
    }

    /// The registry: a host, and perhaps a port. Empty for a name that has no host, or one that the grammar does not
    /// allow as a host.
    #[must_use]
    pub fn registry(&self) -> &'a str {
        self.registry
    }

    /// The host that answers for the registry: Docker Hub's is not the one in its name.
    ///
    /// ```
    /// # use oci_spec_types::reference::Rules;
    /// assert_eq!(Rules::Distribution.normalized("alpine")?.endpoint(), "registry-1.docker.io");
    /// assert_eq!(Rules::Distribution.normalized("localhost:5000/a")?.endpoint(), "localhost:5000");
    /// # Ok::<(), oci_spec_types::reference::ReferenceError>(())
    /// ```
    #[must_use]
    pub fn endpoint(&self) -> &'a str {
        match self.registry {
            DOCKER_HUB => "registry-1.docker.io",
            other => other,
        }
    }

    /// The repository in its registry. Allocates where `library/` stands before what was read.
    #[must_use]
    pub fn repository(&self) -> Cow<'a, str> {
        if self.official { Cow::Owned([OFFICIAL, self.path].concat()) } else { Cow::Borrowed(self.path) }
    }

    /// The tag.
    #[must_use]
    pub fn tag(&self) -> Option<&'a str> {
        self.tag
    }

    /// The text of the digest.
    #[must_use]
    pub fn digest(&self) -> Option<&'a str> {
        self.digest
    }

    /// The digest to compare and verify with. It is none ([`ClaimedDigest::valid`]) only
    /// where [`with_digest`](Self::with_digest) set a text that has the shape of a digest and is none.
    #[must_use]
    pub fn claimed_digest(&self) -> Option<ClaimedDigest> {
        self.digest.map(ClaimedDigest::from)
    }

    /// Whether there is neither a tag nor a digest.
    #[must_use]
    pub fn is_name_only(&self) -> bool {
        self.tag.is_none() && self.digest.is_none()
    }

    /// The name alone (`TrimNamed`).
    #[must_use]
    pub fn name(&self) -> Self {
        Self { tag: None, digest: None, ..*self }
    }

    /// With the tag `latest` if it has neither tag nor digest (`TagNameOnly`).
    #[must_use]
    pub fn or_latest(&self) -> Self {
        Self { tag: if self.is_name_only() { Some(LATEST) } else { self.tag }, ..*self }
    }

    /// With this tag; a digest stays (`WithTag`).
    ///
    /// # Errors
    /// [`ReferenceErrorKind::TagFormat`].
    pub fn with_tag<'b>(&self, tag: &'b str) -> Result<ReferenceRef<'b>, ReferenceError>
    where
        'a: 'b,
    {
        let text = Piece { at: 0, bytes: tag.as_bytes() };
        text.tag(Case::Exact).map_err(|fault| {
            ReferenceError::at(tag.as_bytes(), fault.at, ReferenceErrorKind::TagFormat, fault.expected)
        })?;
        Ok(ReferenceRef { tag: Some(tag), ..*self })
    }

    /// With this digest; a tag stays (`WithDigest`). Only the shape is checked.
    ///
    /// # Errors
    /// [`ReferenceErrorKind::DigestShape`].
    pub fn with_digest<'b>(&self, digest: &'b str) -> Result<ReferenceRef<'b>, ReferenceError>
    where
        'a: 'b,
    {
        let text = Piece { at: 0, bytes: digest.as_bytes() };
        text.digest(Case::Exact).map_err(|fault| {
            ReferenceError::at(digest.as_bytes(), fault.at, ReferenceErrorKind::DigestShape, fault.expected)
        })?;
        Ok(ReferenceRef { digest: Some(digest), ..*self })
    }

    /// The parts of a text that are known to fit the grammar.
    pub(super) fn of_parts(registry: &'a [u8], official: bool, path: &'a [u8], ends: &Split<'a>) -> Self {
        let end = |piece: Option<Piece<'a>>| piece.map(|piece| ascii(piece.bytes));
        Self { registry: ascii(registry), official, path: ascii(path), tag: end(ends.tag), digest: end(ends.digest) }
    }

    /// The number of bytes of registry and repository.
    pub(super) fn name_len(&self) -> usize {
        let slash = usize::from(!self.registry.is_empty());
        self.registry.len() + slash + self.path_len()
    }

    /// The number of bytes of the repository.
    pub(super) fn path_len(&self) -> usize {
        let official = if self.official { OFFICIAL.len() } else { 0 };
        official + self.path.len()
    }

    /// Checks the value of the digest, which stands at `at` in `text`.
    pub(super) fn check_digest(&self, text: &[u8], at: usize) -> Result<(), ReferenceError> {
        let Some(value) = self.digest else { return Ok(()) };
        digest::check(value.as_bytes())
            .map_err(|(kind, place, expected)| ReferenceError::at(text, at + place, kind, expected))
    }
}

pub(super) fn too_long(text: &[u8], at: usize) -> ReferenceError {
    ReferenceError::at(text, at + LONGEST_NAME, ReferenceErrorKind::TooLong, "a name of at most 255 bytes")
}

/// Text whose bytes were checked.
pub(super) fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// The canonical form.
impl fmt::Display for ReferenceRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.registry)?;
        if !self.registry.is_empty() {
            f.write_str("/")?;
        }
        if self.official {
            f.write_str(OFFICIAL)?;
        }
        f.write_str(self.path)?;
        write_ends(f, self.tag, self.digest)
    }
}

pub(super) fn write_ends(f: &mut fmt::Formatter<'_>, tag: Option<&str>, digest: Option<&str>) -> fmt::Result {
    if let Some(tag) = tag {
        write!(f, ":{tag}")?;
    }
    if let Some(digest) = digest {
        write!(f, "@{digest}")?;
    }
    Ok(())
}

/// Equal when registry, repository, tag and digest are.
impl PartialEq for ReferenceRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        let path = |of: &Self| (if of.official { OFFICIAL } else { "" }, of.path);
        let ((head, tail), (other_head, other_tail)) = (path(self), path(other));
        (self.registry, self.tag, self.digest) == (other.registry, other.tag, other.digest)
            && self.path_len() == other.path_len()
            && head.bytes().chain(tail.bytes()).eq(other_head.bytes().chain(other_tail.bytes()))
    }
}

impl Eq for ReferenceRef<'_> {}
