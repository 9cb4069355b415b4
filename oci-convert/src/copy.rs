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
mod request;

pub use fixed::{Fixed, Unmet};
pub use index::IndexCopy;
pub use instances::{InstanceOperation, InstanceStep};
pub use plan::{CopiedImage, CopiedLayer, CopyPlan, LayerOperation, LayerStep};
pub use request::{Capabilities, CopyRequest, LayerWish, Sparse};

use crate::blob_annotations::TABLES_OF_CONTENTS;
use crate::notes::Notes;
use crate::steps::read;
use crate::{CompressionAlgorithm, Error, Source};
use oci_spec_types::Annotations;

impl CopyRequest {
    /// Decides what is done to an image. `compressions` are what [`detect`] says of each blob, from the base up; for schema
    /// 1 with those that are empty.
    ///
    /// # Errors
    /// When the manifest cannot be read, there is not one compression for each layer, no format that the destination takes
    /// can hold what is asked for, the manifest would have to change and must not, or the tool does not copy.
    pub fn plan(
        &self,
        source: impl Into<Source>,
        compressions: &[Option<CompressionAlgorithm>],
    ) -> Result<CopyPlan, Error> {
        let source = source.into();
        let mut notes = Notes::default();
        let image = read::image(&source, self.tool, &self.reader, &mut notes)?;
        let formats = destination::formats(self, &source.media_type)?;
        CopyPlan::new(self.clone(), source, &image, formats, compressions)
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

/// The compression that the first eight bytes of a blob tell; `None` when it is not compressed.
/// (containers/image `DetectCompressionFormat`.)
///
/// The annotations of the layer tell `zstd:chunked` from zstd.
///
/// ```
/// use oci_convert::{CompressionAlgorithm, copy::detect};
/// use oci_spec_types::Annotations;
///
/// assert_eq!(detect(&[0x1f, 0x8b, 8, 0], &Annotations::new()), Some(CompressionAlgorithm::Gzip));
/// assert_eq!(detect(b"etc/passwd", &Annotations::new()), None);
/// ```
#[must_use]
pub fn detect(head: &[u8], annotations: &Annotations) -> Option<CompressionAlgorithm> {
    match head {
        [0x1f, 0x8b, 8, ..] => Some(CompressionAlgorithm::Gzip),
        [b'B', b'Z', b'h', ..] => Some(CompressionAlgorithm::Bzip2),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(CompressionAlgorithm::Xz),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            let chunked = TABLES_OF_CONTENTS.iter().any(|key| annotations.contains_key(key));
            Some(if chunked { CompressionAlgorithm::ZstdChunked } else { CompressionAlgorithm::Zstd })
        }
        _ => None,
    }
}
