use oci_digest::Found;
use std::fmt;

/// Why a text is not an image reference, or no pattern of them: the place, what stands there, what was expected.
///
/// ```
/// use oci_spec_types::Reference;
/// use oci_spec_types::reference::ReferenceErrorKind;
///
/// let error = "example.com/Repo".parse::<Reference>().unwrap_err();
/// assert_eq!(error.kind(), ReferenceErrorKind::RepositoryUppercase);
/// assert_eq!(error.position(), 12);
/// assert_eq!(
///     error.to_string(),
///     "invalid reference at byte 12: found 'R', expected a repository in lower case",
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferenceError {
    kind: ReferenceErrorKind,
    position: usize,
    found: Found,
    expected: &'static str,
}

/// The class of a [`ReferenceError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReferenceErrorKind {
    /// The text is empty.
    Empty,
    /// The text does not fit the grammar.
    Format,
    /// The text would fit the grammar in lower case.
    Uppercase,
    /// The repository has upper case.
    RepositoryUppercase,
    /// The text is 64 hex digits: an image ID where a name belongs.
    Identifier,
    /// The name is longer than 255 bytes.
    TooLong,
    /// The digest has characters that its algorithm does not allow, or an algorithm with upper case.
    DigestFormat,
    /// The digest has another length than its algorithm says.
    DigestLength,
    /// The algorithm of the digest is none of sha256, sha384 and sha512.
    DigestUnsupported,
    /// What is to be set as a tag is not one.
    TagFormat,
    /// What is to be set as a digest is not one.
    DigestShape,
    /// The text is a reference, but not in the canonical form.
    NotCanonical,
    /// The text has a tag and a digest where only one may be.
    TagAndDigest,
    /// The marker of an unknown digest stands after a tag or a digest.
    UnknownDigest,
    /// A shell pattern has a class that is not closed, or an escape of nothing.
    Pattern,
    /// The text does not begin as the transport demands.
    Transport,
    /// A tool refuses the registry.
    Registry,
    /// A tool refuses the repository.
    Repository,
    /// A tool refuses the tag.
    Tag,
    /// A tool refuses the digest.
    Digest,
}

impl ReferenceError {
    pub(super) fn at(text: &[u8], position: usize, kind: ReferenceErrorKind, expected: &'static str) -> Self {
        Self { kind, position, found: Found::at(text, position), expected }
    }

    /// The same error, where the text that was read stands `by` bytes into `text`.
    pub(super) fn moved(self, text: &[u8], by: usize) -> Self {
        Self::at(text, self.position + by, self.kind, self.expected)
    }

    /// The class of the error.
    #[must_use]
    pub const fn kind(&self) -> ReferenceErrorKind {
        self.kind
    }

    /// Byte offset of the first byte that does not fit.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.position
    }

    /// What stands at [`position`](Self::position).
    #[must_use]
    pub const fn found(&self) -> Found {
        self.found
    }

    /// What would have been accepted there, in words.
    #[must_use]
    pub const fn expected(&self) -> &'static str {
        self.expected
    }
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, position, found, expected } = self;
        let what = if *kind == ReferenceErrorKind::Pattern { "pattern" } else { "reference" };
        write!(f, "invalid {what} at byte {position}: found {found}, expected {expected}")
    }
}

impl std::error::Error for ReferenceError {}

crate::error::converts!(ReferenceError => Reference, InvalidInput, ReferenceError::position);
