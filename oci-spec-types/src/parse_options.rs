use crate::validate::Strictness;
use crate::{Kind, Limits, MediaType};

/// How [`crate::Document::parse_with`] reads.
///
/// ```
/// use oci_spec_types::{Document, ParseOptions};
///
/// let bytes = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"size":-1}]}"#;
/// assert!(Document::parse(&bytes[..]).is_ok());
/// let error = Document::parse_with(&bytes[..], &ParseOptions::spec()).unwrap_err();
/// assert_eq!(error.pointer(), "/manifests/0/size");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseOptions {
    /// What is accepted at most.
    pub limits: Limits,
    /// Which findings are errors: none by default, but that the bytes must be JSON.
    pub strictness: Option<Strictness>,
    /// The kind that the caller expects, from a `Content-Type` header or a descriptor; otherwise the bytes tell.
    pub kind: Option<Kind>,
}

impl ParseOptions {
    /// Whatever a MUST of the specifications forbids is an error.
    #[must_use]
    pub fn spec() -> Self {
        Self::with_strictness(Strictness::Spec)
    }

    /// Whatever a MUST or SHOULD advises against is an error: for documents that the caller is about to publish.
    #[must_use]
    pub fn strict() -> Self {
        Self::with_strictness(Strictness::Strict)
    }

    /// Whatever tools read in different ways is an error, too: for gates between others.
    #[must_use]
    pub fn hardened() -> Self {
        Self::with_strictness(Strictness::Hardened)
    }

    /// With this strictness.
    #[must_use]
    pub fn with_strictness(strictness: Strictness) -> Self {
        Self { strictness: Some(strictness), ..Self::default() }
    }

    /// With other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The document is read as this kind, whatever its bytes say; [`Document::found_kind`](crate::Document::found_kind) tells
    /// what that is.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// The document travels under this media type: it is read as the kind that the type names, if it names one.
    #[must_use]
    pub fn media_type(mut self, media_type: &MediaType) -> Self {
        self.kind = Kind::of_media_type(media_type).or(self.kind);
        self
    }
}
