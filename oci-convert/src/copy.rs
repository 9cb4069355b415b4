//! What copying an image asks for: which format, what is done to each layer, which edits follow.
//!
//! The decisions are those of containers/image `copy/` (skopeo copy, podman push): [`Copy::plan`] decides from the manifest
//! and the compressions that the blobs really have, the caller moves the blobs, [`CopyPlan::finish`] makes the manifest.
//! Nothing is fetched, compressed or pushed here.
//!
//! Not looked at: encryption, signatures that must stay valid, and caches of blobs that the destination has under
//! another digest.

mod destination;
mod index;
mod plan;

pub use destination::{Capabilities, LayerWish};
pub use index::IndexCopy;
pub use plan::{CopiedImage, CopiedLayer, CopyPlan, LayerOperation, LayerStep};

use crate::notes::Notes;
use crate::steps::read;
use crate::{Algorithm, Destination, Error, Format, Request, Source, Tool, tools};
#[cfg(feature = "signatures")]
use oci_spec_types::docker::jws::{SigningKey, SigningTime};
use oci_spec_types::{Annotations, MediaType};

/// A copy of images to one destination.
///
/// ```
/// use oci_convert::copy::{Capabilities, CopiedLayer, Copy, LayerOperation};
/// use oci_convert::{Algorithm, Source};
/// use oci_spec_types::MediaType;
///
/// let manifest = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
///   "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:01d89888b7ef4cb7709345dd8f5f9a9ee352007a613f2b41fed11571f6f53a95","size":4247},
///   "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef","size":1024}]}"#;
/// let source = Source::new(&manifest[..], MediaType::OCI_MANIFEST);
///
/// // Registries want compressed layers: this one is a plain tar.
/// let plan = Copy::to(Capabilities::registry()).plan(source, &[None])?;
/// assert_eq!(plan.layers()[0].operation, LayerOperation::Compress(Algorithm::Gzip));
///
/// let pushed = CopiedLayer::new("sha256:bd9ddc54bea929a22b334e73e026d4136e5b73f5cc29942896c72e4ece69b13d", 34);
/// let image = plan.finish(&[pushed], |_| Ok(()))?;
/// assert!(image.manifest.ends_with(br#""size":34}]}"#));
/// # Ok::<(), oci_convert::Error>(())
/// ```
#[derive(Clone)]
pub struct Copy {
    to: Capabilities,
    format: Option<Format>,
    compression: Option<Algorithm>,
    name: Option<Destination>,
    tool: &'static Tool,
    #[cfg(feature = "signatures")]
    signer: Option<(SigningKey, SigningTime)>,
}

impl Copy {
    /// A copy to a destination.
    #[must_use]
    pub fn to(destination: Capabilities) -> Self {
        Self {
            to: destination,
            format: None,
            compression: None,
            name: None,
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

    /// Whose bytes are made; [`tools::CONTAINERS_IMAGE`] by default.
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
    /// When the manifest can not be read, there is not one compression for each layer, or no format that the destination
    /// takes can hold what is asked for.
    pub fn plan(&self, source: impl Into<Source>, compressions: &[Option<Algorithm>]) -> Result<CopyPlan, Error> {
        let source = source.into();
        let mut notes = Notes::default();
        let reader = Request::edit().reader();
        let image = read::image(&source, self.tool, &reader, &mut notes)?;
        let formats = destination::formats(self, &source.media_type)?;
        CopyPlan::new(self.clone(), source, &image, formats, compressions)
    }

    /// Begins the copy of an index with all its children.
    ///
    /// # Errors
    /// When the index can not be read, or the destination takes no indexes.
    pub fn index(&self, source: impl Into<Source>) -> Result<IndexCopy, Error> {
        IndexCopy::new(self.clone(), source.into())
    }
}

impl std::fmt::Debug for Copy {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Copy")
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
