//! What copying an image asks for: which format, what is done to each layer, which edits follow.
//!
//! The decisions are those of containers/image `copy/` (skopeo copy, podman push): [`CopyRequest::plan`] decides from the manifest
//! and the compressions that the blobs really have, the caller moves the blobs, [`CopyPlan::finish`] makes the manifest.
//! Nothing is fetched, compressed or pushed here.
//!
//! A plan models the version that [`CopyPlan::tool`] and [`IndexCopy::tool`] name: that of [`CopyRequest::as_tool`]. Versions
//! differ in what they can do and in the format that they fall back to.
//!
//! Not looked at: encryption, and caches of blobs that the destination has under another digest.

mod destination;
mod fixed;
mod index;
mod instances;
mod plan;

pub use destination::{Capabilities, LayerWish};
pub use fixed::{Fixed, Unmet};
pub use index::IndexCopy;
pub use instances::{InstanceOperation, InstanceStep, Sparse};
pub use plan::{CopiedImage, CopiedLayer, CopyPlan, LayerOperation, LayerStep};

#[cfg(doc)]
use crate::ErrorKind;
use crate::notes::Notes;
use crate::rules::CopyRules;
use crate::steps::read;
use crate::{Algorithm, Destination, Error, Format, Request, Source, Tool, tools};
#[cfg(feature = "signatures")]
use oci_spec_types::docker::jws::{SigningKey, SigningTime};
use oci_spec_types::{Annotations, ClaimedDigest, MediaType};

/// A copy of images to one destination.
///
/// ```
/// use oci_convert::copy::{Capabilities, CopiedLayer, CopyRequest, LayerOperation};
/// use oci_convert::{Algorithm, Source};
/// use oci_spec_types::MediaType;
///
/// let manifest = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
///   "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:01d89888b7ef4cb7709345dd8f5f9a9ee352007a613f2b41fed11571f6f53a95","size":4247},
///   "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef","size":1024}]}"#;
/// let source = Source::new(&manifest[..], MediaType::OCI_MANIFEST);
///
/// // Registries want compressed layers: this one is a plain tar.
/// let plan = CopyRequest::to(Capabilities::registry()).plan(source, &[None])?;
/// assert_eq!(plan.layers()[0].operation, LayerOperation::Compress(Algorithm::Gzip));
///
/// let pushed = CopiedLayer::new("sha256:bd9ddc54bea929a22b334e73e026d4136e5b73f5cc29942896c72e4ece69b13d", 34);
/// let image = plan.finish(&[pushed], |_| Ok(()))?;
/// assert!(image.manifest.ends_with(br#""size":34}]}"#));
/// # Ok::<(), oci_convert::Error>(())
/// ```
#[derive(Clone)]
pub struct CopyRequest {
    to: Capabilities,
    format: Option<Format>,
    compression: Option<Algorithm>,
    name: Option<Destination>,
    fixed: Option<Fixed>,
    from_storage: bool,
    instances: Option<(Vec<ClaimedDigest>, Sparse)>,
    variants: Vec<Algorithm>,
    tool: &'static Tool,
    #[cfg(feature = "signatures")]
    signer: Option<(SigningKey, SigningTime)>,
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
            tool: &tools::CONTAINERS_IMAGE,
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
    pub fn compression(mut self, algorithm: Algorithm) -> Self {
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
    /// copy cannot do without a change it is refused with [`ErrorKind::ManifestFixed`]. [`CopyPlan::unmet`] lists the
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
    pub fn variants(mut self, compressions: impl Into<Vec<Algorithm>>) -> Self {
        self.variants = compressions.into();
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

    /// Decides what is done to an image. `compressions` are what [`detect`] says of each blob, from the base up; for schema
    /// 1 with those that are empty.
    ///
    /// # Errors
    /// When the manifest cannot be read, there is not one compression for each layer, no format that the destination takes
    /// can hold what is asked for, the manifest would have to change and must not, or the tool does not copy.
    pub fn plan(&self, source: impl Into<Source>, compressions: &[Option<Algorithm>]) -> Result<CopyPlan, Error> {
        let source = source.into();
        let mut notes = Notes::default();
        let reader = Request::edit().reader();
        let image = read::image(&source, self.tool, &reader, &mut notes)?;
        let formats = destination::formats(self, &source.media_type)?;
        CopyPlan::new(self.clone(), source, &image, formats, compressions)
    }

    /// The tool's own way to copy; an error where it has none.
    fn rules(&self) -> Result<&'static CopyRules, Error> {
        self.tool.rules(self.tool.copies, "copy images")
    }

    /// Begins the copy of an index with its children.
    ///
    /// # Errors
    /// When the index cannot be read, the destination takes no indexes, the index would have to change and must not, or the
    /// tool cannot copy so.
    pub fn index(&self, source: impl Into<Source>) -> Result<IndexCopy, Error> {
        IndexCopy::new(self.clone(), source.into())
    }
}

impl std::fmt::Debug for CopyRequest {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CopyRequest")
            .field("to", &self.to)
            .field("format", &self.format)
            .field("compression", &self.compression)
            .field("name", &self.name)
            .field("tool", &self.tool)
            .finish_non_exhaustive()
    }
}

/// Annotations of layers in the format `zstd:chunked`, or `eStargz`.
const TABLE_OF_CONTENTS: [&str; 2] =
    ["io.github.containers.zstd-chunked.manifest-checksum", "containerd.io/snapshot/stargz/toc.digest"];

/// The compression that the first eight bytes of a blob tell; `None` when it is not compressed.
/// (containers/image `DetectCompressionFormat`.)
///
/// The annotations of the layer tell `zstd:chunked` from zstd.
///
/// ```
/// use oci_convert::{Algorithm, copy::detect};
/// use oci_spec_types::Annotations;
///
/// assert_eq!(detect(&[0x1f, 0x8b, 8, 0], &Annotations::new()), Some(Algorithm::Gzip));
/// assert_eq!(detect(b"etc/passwd", &Annotations::new()), None);
/// ```
#[must_use]
pub fn detect(head: &[u8], annotations: &Annotations) -> Option<Algorithm> {
    match head {
        [0x1f, 0x8b, 8, ..] => Some(Algorithm::Gzip),
        [b'B', b'Z', b'h', ..] => Some(Algorithm::Bzip2),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Algorithm::Xz),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            let chunked = TABLE_OF_CONTENTS.iter().any(|key| annotations.contains_key(key));
            Some(if chunked { Algorithm::ZstdChunked } else { Algorithm::Zstd })
        }
        _ => None,
    }
}

/// containers/image `NormalizedMIMEType`: what is not known is read as signed schema 1.
fn normalized(media_type: &MediaType) -> MediaType {
    match Format::of_media_type(media_type) {
        Some(_) => media_type.clone(),
        None => MediaType::DOCKER_SCHEMA1_SIGNED,
    }
}
