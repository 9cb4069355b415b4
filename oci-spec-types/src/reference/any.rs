use super::error::ReferenceError;
use super::glob;
use super::named::ReferenceRef;
use oci_digest::Digest;
use std::fmt;

/// A reference, or a digest alone: what a user may type where an image is wanted.
///
/// ```
/// use oci_spec_types::reference::{AnyReference, Rules};
///
/// let id = "6e7f0459dc4c93970c8207f0640ebf0f85a5be180e0981a8a20426dd456f16c7";
/// let AnyReference::Digest(digest) = Rules::Distribution.any(id)? else { panic!("a digest") };
/// assert_eq!(digest.to_string(), format!("sha256:{id}"));
/// assert!(matches!(Rules::Distribution.any("alpine")?, AnyReference::Named(_)));
/// # Ok::<(), oci_spec_types::reference::ReferenceError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnyReference<'a> {
    /// A name, perhaps with tag and digest.
    Named(ReferenceRef<'a>),
    /// A digest without a name.
    Digest(Digest),
}

impl AnyReference<'_> {
    /// Whether it matches a shell pattern; see [`ReferenceRef::matches`].
    ///
    /// # Errors
    /// When the pattern is malformed.
    pub fn matches(&self, pattern: &str) -> Result<bool, ReferenceError> {
        match self {
            Self::Named(named) => named.matches(pattern),
            Self::Digest(digest) => glob::matches(pattern, &digest.to_string()),
        }
    }
}

impl fmt::Display for AnyReference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(named) => named.fmt(f),
            Self::Digest(digest) => digest.fmt(f),
        }
    }
}
