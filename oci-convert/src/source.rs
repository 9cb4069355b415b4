use bytes::Bytes;
use oci_spec_types::artifact::Artifact;
use oci_spec_types::{Document, Kind, MediaType, ParseOptions};

/// A manifest as it came: its bytes, and the media type under which it came.
///
/// The media type decides how the bytes are read, as with the tools: that of the `Content-Type` header or of the
/// descriptor, not the one in the document.
///
/// ```
/// use oci_convert::Source;
/// use oci_spec_types::{Document, MediaType};
///
/// let bytes = br#"{"schemaVersion":2,"config":{},"layers":[]}"#;
/// let known = Source::new(&bytes[..], MediaType::OCI_MANIFEST);
/// assert_eq!(Source::from(&Document::parse(&bytes[..])?), known);
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The bytes.
    pub bytes: Bytes,
    /// The media type; empty when it is not known.
    pub media_type: MediaType,
}

impl Source {
    /// A manifest with its media type, which may be that of a header: parameters such as `charset=utf-8` are set
    /// aside, and known types are read in any case.
    #[must_use]
    pub fn new(bytes: impl Into<Bytes>, media_type: MediaType) -> Self {
        let essence = media_type.essence();
        let is_plain = essence == media_type.as_str() && !essence.bytes().any(|byte| byte.is_ascii_uppercase());
        let media_type = match is_plain {
            true => media_type,
            // Case means nothing in a header.
            false if media_type.known().is_some() => essence.to_ascii_lowercase().into(),
            false => essence.into(),
        };
        Self { bytes: bytes.into(), media_type }
    }

    /// The kind of the document, from its bytes alone.
    pub(crate) fn found_kind(&self) -> Kind {
        Document::parse(self.bytes.clone()).map_or(Kind::Unknown, |document| document.kind())
    }

    /// What the manifest is where it is no image: what a conversion that is refused says.
    pub(crate) fn other_than_image(&self) -> Option<Artifact> {
        let options = ParseOptions::default().media_type(self.media_type.clone());
        let artifact = Document::parse_with(self.bytes.clone(), &options).ok()?.artifact()?;
        (!artifact.kind.is_image()).then_some(artifact)
    }
}

impl From<&Document> for Source {
    /// With the media type that the document has or states.
    fn from(document: &Document) -> Self {
        Self::new(document.bytes().clone(), document.media_type().unwrap_or_default())
    }
}

impl From<Document> for Source {
    fn from(document: Document) -> Self {
        Self::from(&document)
    }
}
