use crate::kind::Kind;
use crate::map::Annotations;
use crate::model::{self, Member, Model, Reader};
use crate::oci::Descriptor;
use crate::raw::RawJson;
use crate::style::Style;
use crate::{docker, in_toto, oci};

/// What a document says, typed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum View {
    /// OCI image manifest.
    OciManifest(Box<oci::Manifest>),
    /// OCI image index.
    OciIndex(Box<oci::Index>),
    /// Docker v2 schema 2 manifest.
    DockerManifest(Box<docker::Manifest>),
    /// Docker manifest list.
    DockerList(Box<docker::ManifestList>),
    /// Docker v2 schema 1 manifest; a signed one as its payload says.
    Schema1(Box<docker::Schema1>),
    /// Image config.
    ImageConfig(Box<oci::ImageConfig>),
    /// OCI artifact manifest.
    ArtifactManifest(Box<oci::ArtifactManifest>),
    /// The file `oci-layout`.
    Layout(Box<oci::Layout>),
    /// The file `manifest.json` of a `docker save` archive.
    DockerArchive(Vec<docker::ArchiveEntry>),
    /// Legacy v1 image.
    V1Image(Box<docker::V1Image>),
    /// in-toto statement.
    InTotoStatement(Box<in_toto::Statement>),
    /// A descriptor by itself.
    Descriptor(Box<Descriptor>),
    /// Well-formed JSON of another kind.
    Other(RawJson),
}

impl View {
    pub(crate) fn read(kind: Kind, reader: &mut Reader<'_>) -> Result<Self, oci_digest::json::JsonError> {
        Ok(match kind {
            Kind::OciManifest => Self::OciManifest(Member::read(reader)?),
            Kind::OciIndex => Self::OciIndex(Member::read(reader)?),
            Kind::DockerManifest => Self::DockerManifest(Member::read(reader)?),
            Kind::DockerList => Self::DockerList(Member::read(reader)?),
            Kind::Schema1 | Kind::Schema1Signed => Self::Schema1(Member::read(reader)?),
            Kind::ImageConfig => Self::ImageConfig(Member::read(reader)?),
            Kind::ArtifactManifest => Self::ArtifactManifest(Member::read(reader)?),
            Kind::Layout => Self::Layout(Member::read(reader)?),
            Kind::DockerArchive => Self::DockerArchive(Member::read(reader)?),
            Kind::V1Image => Self::V1Image(Member::read(reader)?),
            Kind::InTotoStatement => Self::InTotoStatement(Member::read(reader)?),
            Kind::Descriptor => Self::Descriptor(Member::read(reader)?),
            Kind::Unknown => Self::Other(Member::read(reader)?),
        })
    }

    /// The JSON text of the view in a style, members in the order in which they were read.
    #[must_use]
    pub fn to_styled(&self, style: Style) -> Vec<u8> {
        match self {
            Self::OciManifest(model) => model.to_styled(style),
            Self::OciIndex(model) => model.to_styled(style),
            Self::DockerManifest(model) => model.to_styled(style),
            Self::DockerList(model) => model.to_styled(style),
            Self::Schema1(model) => model.to_styled(style),
            Self::ImageConfig(model) => model.to_styled(style),
            Self::ArtifactManifest(model) => model.to_styled(style),
            Self::Layout(model) => model.to_styled(style),
            Self::DockerArchive(entries) => docker::ArchiveEntry::write_all(entries, style),
            Self::V1Image(model) => model.to_styled(style),
            Self::InTotoStatement(model) => model.to_styled(style),
            Self::Descriptor(model) => model.to_styled(style),
            Self::Other(raw) => model::Writer::value(raw, style),
        }
    }

    /// Whether the model has a member for the media type under which the document travels.
    pub(crate) fn has_media_type(&self) -> bool {
        matches!(
            self,
            Self::OciManifest(_)
                | Self::OciIndex(_)
                | Self::DockerManifest(_)
                | Self::DockerList(_)
                | Self::ArtifactManifest(_)
        )
    }
}

/// What Docker's and OCI's documents have alike: a tool that reads both asks here, and needs no arm for each.
///
/// ```
/// use oci_spec_types::Document;
///
/// let docker = br#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"size":7},"layers":[{}]}"#;
/// let oci = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"size":7},"layers":[{}]}"#;
/// for bytes in [&docker[..], oci] {
///     let document = Document::parse(bytes)?;
///     let view = document.view();
///     assert_eq!((view.config().unwrap().size, view.layers().len(), view.entries().len()), (7, 1, 0));
/// }
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
impl View {
    /// The config that a manifest names.
    #[must_use]
    pub fn config(&self) -> Option<&Descriptor> {
        match self {
            Self::OciManifest(manifest) => Some(&manifest.config),
            Self::DockerManifest(manifest) => Some(&manifest.config),
            _ => None,
        }
    }

    /// The layers of a manifest, base first; the blobs of an artifact manifest. Schema 1 has digests without descriptors.
    #[must_use]
    pub fn layers(&self) -> &[Descriptor] {
        match self {
            Self::OciManifest(manifest) => &manifest.layers,
            Self::DockerManifest(manifest) => &manifest.layers,
            Self::ArtifactManifest(manifest) => &manifest.blobs,
            _ => &[],
        }
    }

    /// The entries of an index or a manifest list.
    #[must_use]
    pub fn entries(&self) -> &[Descriptor] {
        match self {
            Self::OciIndex(index) => &index.manifests,
            Self::DockerList(list) => &list.manifests,
            _ => &[],
        }
    }

    /// The manifest that this document is about.
    #[must_use]
    pub fn subject(&self) -> Option<&Descriptor> {
        match self {
            Self::OciManifest(manifest) => manifest.subject.as_deref(),
            Self::OciIndex(index) => index.subject.as_deref(),
            Self::ArtifactManifest(manifest) => manifest.subject.as_deref(),
            _ => None,
        }
    }

    /// The annotations of the document; none where its type has none.
    #[must_use]
    pub fn annotations(&self) -> &Annotations {
        static NONE: Annotations = Annotations::new();
        match self {
            Self::OciManifest(manifest) => &manifest.annotations,
            Self::OciIndex(index) => &index.annotations,
            Self::ArtifactManifest(manifest) => &manifest.annotations,
            Self::Descriptor(descriptor) => &descriptor.annotations,
            _ => &NONE,
        }
    }
}
