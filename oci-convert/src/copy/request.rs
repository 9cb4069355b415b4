use super::fixed::Fixed;
#[cfg(doc)]
use crate::ErrorKind;
use crate::held::Reader;
use crate::rules::CopyRules;
use crate::{CompressionAlgorithm, Destination, Error, Format, Request, Tool, tools};
#[cfg(feature = "signatures")]
use oci_spec_types::docker::jws::{SigningKey, SigningTime};
use oci_spec_types::{ClaimedDigest, Limits, MediaType};

/// A copy of images to one destination.
///
/// ```
/// use oci_convert::copy::{Capabilities, CopiedLayer, CopyRequest, LayerOperation};
/// use oci_convert::{CompressionAlgorithm, Source};
/// use oci_spec_types::MediaType;
///
/// let manifest = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
///   "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:01d89888b7ef4cb7709345dd8f5f9a9ee352007a613f2b41fed11571f6f53a95","size":4247},
///   "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef","size":1024}]}"#;
/// let source = Source::new(&manifest[..], MediaType::OCI_MANIFEST);
///
/// // Registries want compressed layers: this one is a plain tar.
/// let plan = CopyRequest::to(Capabilities::registry()).plan(source, &[None])?;
/// assert_eq!(plan.layers()[0].operation, LayerOperation::Compress(CompressionAlgorithm::Gzip));
///
/// let pushed = CopiedLayer::new("sha256:bd9ddc54bea929a22b334e73e026d4136e5b73f5cc29942896c72e4ece69b13d", 34);
/// let image = plan.finish(&[pushed], |_| Ok(()))?;
/// assert!(image.manifest.ends_with(br#""size":34}]}"#));
/// # Ok::<(), oci_convert::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct CopyRequest {
    pub(super) to: Capabilities,
    pub(super) format: Option<Format>,
    pub(super) compression: Option<CompressionAlgorithm>,
    pub(super) name: Option<Destination>,
    pub(super) fixed: Option<Fixed>,
    pub(super) from_storage: bool,
    pub(super) instances: Option<(Vec<ClaimedDigest>, Sparse)>,
    pub(super) variants: Vec<CompressionAlgorithm>,
    pub(super) tool: &'static Tool,
    pub(super) reader: Reader,
    #[cfg(feature = "signatures")]
    pub(super) signer: Option<(SigningKey, SigningTime)>,
}

impl CopyRequest {
    /// A copy to a destination.
    #[must_use]
    pub fn to(destination: Capabilities) -> Self {
        Self {
            to: destination,
            format: None,
            compression: None,
            name: None,
            fixed: None,
            from_storage: false,
            instances: None,
            variants: Vec::new(),
            tool: tools::DEFAULT,
            reader: Reader::default(),
            #[cfg(feature = "signatures")]
            signer: None,
        }
    }

    /// The format that images must have (skopeo `--format`). Indexes become those of the same family.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// The compression that layers must have where the destination wants them compressed (`--dest-compress-format`).
    #[must_use]
    pub fn compression(mut self, algorithm: CompressionAlgorithm) -> Self {
        self.compression = Some(algorithm);
        self
    }

    /// The repository name and tag of the destination, where it has one: schema 1 manifests hold them.
    #[must_use]
    pub fn name(mut self, name: Destination) -> Self {
        self.name = Some(name);
        self
    }

    /// Manifests must stay what they are, for a reason (skopeo `--preserve-digests`): no layer is compressed, and where the
    /// copy cannot do without a change it is refused with [`ErrorKind::ManifestFixed`]. [`crate::copy::CopyPlan::unmet`] lists the
    /// wishes that are passed over.
    #[must_use]
    pub fn fixed(mut self, reason: Fixed) -> Self {
        self.fixed = Some(reason);
        self
    }

    /// The source is containers-storage, which keeps layers uncompressed: manifests are written again even where no digest
    /// changes, and with [`Self::fixed`] nothing can be copied.
    #[must_use]
    pub fn from_storage(mut self) -> Self {
        self.from_storage = true;
        self
    }

    /// Of an index only the images with these digests are copied (skopeo `--multi-arch`); `sparse` says what becomes of the
    /// entries of the others.
    #[must_use]
    pub fn instances(mut self, digests: impl IntoIterator<Item = ClaimedDigest>, sparse: Sparse) -> Self {
        self.instances = Some((digests.into_iter().collect(), sparse));
        self
    }

    /// Of every platform of an index there is to be an image with each of these compressions: the copy adds those that are
    /// missing (containers/image `EnsureCompressionVariantsExist`, podman `--add-compression`).
    #[must_use]
    pub fn variants(mut self, compressions: impl Into<Vec<CompressionAlgorithm>>) -> Self {
        self.variants = compressions.into();
        self
    }

    /// As [`Request::always_as_go`](crate::Request::always_as_go).
    #[doc(hidden)]
    #[must_use]
    pub fn always_as_go(mut self) -> Self {
        self.reader.always_go = true;
        self
    }

    /// A request that reads documents as this one says.
    pub(super) fn reading(&self, mut request: Request) -> Request {
        request.reader = self.reader;
        request.as_tool(self.tool)
    }

    /// How large documents may be; [`Limits::default`] by default.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.reader.limits = limits;
        self
    }

    /// Whose copy it is, and whose bytes are made; [`tools::CONTAINERS_IMAGE`] by default.
    #[must_use]
    pub fn as_tool(mut self, tool: &'static Tool) -> Self {
        self.tool = tool;
        self
    }

    /// Schema 1 manifests that are made are signed with this key, as containers/image does with a fresh one.
    #[cfg(feature = "signatures")]
    #[must_use]
    pub fn sign(mut self, key: SigningKey, time: SigningTime) -> Self {
        self.signer = Some((key, time));
        self
    }

    /// As what a manifest of a media type is read: where it is not known, as signed schema 1 by some tools. (containers/image
    /// `NormalizedMIMEType`.)
    pub(super) fn normalized(&self, media_type: &MediaType) -> MediaType {
        match Format::of_media_type(media_type) {
            None if self.tool.images.is_some_and(|rules| rules.reading.unknown_is_schema1) => {
                MediaType::DOCKER_SCHEMA1_SIGNED
            }
            _ => media_type.clone(),
        }
    }

    /// The tool's own way to copy; an error where it has none.
    pub(super) fn rules(&self) -> Result<&'static CopyRules, Error> {
        self.tool.rules(self.tool.copies, "copy images")
    }
}

/// What a destination takes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// Media types of manifests and indexes, in the order in which they are tried; empty for all.
    pub media_types: Vec<MediaType>,
    /// What it wants layers to be.
    pub layers: LayerWish,
    /// Whether layers with urls stay where they are, and are not copied.
    pub keeps_foreign_layers: bool,
}

/// What a destination wants layers to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LayerWish {
    /// As they are.
    #[default]
    Preserve,
    /// Compressed, with gzip unless something else is asked for.
    Compress,
    /// Not compressed.
    Decompress,
}

impl Capabilities {
    /// A directory (skopeo `dir:`): takes everything as it is.
    #[must_use]
    pub fn directory() -> Self {
        Self { media_types: Vec::new(), layers: LayerWish::Preserve, keeps_foreign_layers: false }
    }

    /// An OCI layout (skopeo `oci:`): OCI documents and compressed layers.
    #[must_use]
    pub fn oci_layout() -> Self {
        let media_types = vec![MediaType::OCI_MANIFEST, MediaType::OCI_INDEX];
        Self { media_types, layers: LayerWish::Compress, keeps_foreign_layers: true }
    }

    /// A registry (skopeo `docker:`): everything, and compressed layers.
    #[must_use]
    pub fn registry() -> Self {
        let media_types = vec![
            MediaType::OCI_MANIFEST,
            MediaType::DOCKER_MANIFEST,
            MediaType::OCI_INDEX,
            MediaType::DOCKER_LIST,
            MediaType::DOCKER_SCHEMA1_SIGNED,
            MediaType::DOCKER_SCHEMA1,
        ];
        Self { media_types, layers: LayerWish::Compress, keeps_foreign_layers: true }
    }

    /// The same destination with another wish (skopeo `--dest-compress`, `--dest-decompress`).
    #[must_use]
    pub fn layers(mut self, wish: LayerWish) -> Self {
        self.layers = wish;
        self
    }
}

/// What becomes of the entries whose images are not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sparse {
    /// They stay, and name what may not be there: the index keeps its digest.
    #[default]
    Keep,
    /// They go.
    Strip,
}
