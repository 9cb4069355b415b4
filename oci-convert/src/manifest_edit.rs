use oci_digest::Algorithm;
use oci_spec_types::{Annotations, Descriptor, MediaType, Text};

/// One edit of a manifest or an index itself; its children stay. Edits are applied in their order, before a conversion.
///
/// ```
/// use oci_convert::{ManifestEdit, Request, Source, tools};
/// use oci_spec_types::MediaType;
///
/// let index = br#"{ "schemaVersion": 2, "manifests": [] }"#;
/// let edited = Request::edit()
///     .as_tool(&tools::MINIMAL)
///     .edits([ManifestEdit::annotate("org.opencontainers.image.version", "1")])
///     .plan(Source::new(&index[..], MediaType::OCI_INDEX))?
///     .finish()?;
/// assert_eq!(
///     edited.bytes,
///     &br#"{"annotations":{"org.opencontainers.image.version":"1"}, "schemaVersion": 2, "manifests": [] }"#[..]
/// );
/// # Ok::<(), oci_convert::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ManifestEdit {
    /// These annotations are set; those of the same names are replaced.
    Annotate(Annotations),
    /// The annotation of a name goes, if there is one.
    RemoveAnnotation(Text),
    /// What the document is about; `None`: nothing. Refused where the format has no subject.
    Subject(Option<Box<Descriptor>>),
    /// The media type that the document states, and under which it travels: that of another manifest for a manifest, of
    /// another index for an index. Nothing else is converted.
    MediaType(MediaType),
    /// The media type of the config of a manifest. An index has none: it stays as it is.
    ConfigMediaType(MediaType),
    /// Layers that are fetched from urls become ordinary ones: the urls go, and the media type is that of a layer which is
    /// pushed. Whoever pushes the manifest pushes these layers. Indexes stay as they are.
    Distributable,
    /// Content of up to so many bytes is embedded, as `data`: the config and layers of a manifest, the children of an
    /// index. What is larger is not. The blobs are needed.
    Data {
        /// The size in bytes.
        max: u64,
    },
    /// The manifest names its config by a digest of this algorithm. The config is needed.
    ConfigDigest(Algorithm),
    /// The document is written as the tool writes, and named by a digest of this algorithm.
    Digest(Algorithm),
}

impl ManifestEdit {
    /// An annotation is set.
    #[must_use]
    pub fn annotate(name: impl Into<Text>, value: impl Into<Text>) -> Self {
        let mut annotations = Annotations::new();
        annotations.insert(name, value.into());
        Self::Annotate(annotations)
    }

    /// What the document is about.
    #[must_use]
    pub fn subject(subject: Descriptor) -> Self {
        Self::Subject(Some(Box::new(subject)))
    }
}
