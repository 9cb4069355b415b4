//! Compressing layers anew, as a stream: bytes in, bytes out, every digest in the same pass.
//!
//! The uncompressed bytes stay what they are, and so does the diffID; it is checked where the options expect one. The blob
//! gets another digest, which depends on the encoder, its version and its options: [`Recompressed::encoder`] names them.
//! How the input is cut into pieces does not matter.
//!
//! ```
//! use oci_convert::recompress::{Recompressor, LayerTarget};
//! use oci_digest::layer::LayerOptions;
//!
//! // An empty tar, as Docker compressed it.
//! let gzip = [
//!     0x1f, 0x8b, 8, 0, 0, 9, 0x6e, 0x88, 0, 0xff, 0x62, 0x18, 5, 0xa3, 0x60, 0x14, 0x8c, 0x58, 0, 8, 0, 0, 0xff,
//!     0xff, 0x2e, 0xaf, 0xb5, 0xef, 0, 4, 0, 0,
//! ];
//! let diff_id = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef".parse()?;
//! let options = LayerOptions::default().expect_diff_id(diff_id).expect_size(32);
//! let mut recompressor = Recompressor::with_options(LayerTarget::gzip().level(9), Vec::new(), options)?;
//! for piece in gzip.chunks(5) {
//!     recompressor.update(piece)?;
//! }
//! let (layer, written) = recompressor.finish()?;
//! assert_eq!(layer.diff_id.to_string(), "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
//! assert_eq!((layer.before.size, layer.uncompressed_size), (32, 1024));
//! assert_eq!(layer.after.size, written.len() as u64);
//! assert_eq!(layer.encoder.unwrap().options, "level 9");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod encode;
mod error;
mod target;

pub use error::RecompressError;
pub use target::LayerTarget;

use crate::report::{Change, DigestRole, Encoder};
use crate::{Cause, CompressionAlgorithm, CompressionEdit, LayerUpdate};
use encode::{Encode, part};
use oci_digest::layer::{LayerHasher, LayerOptions};
use oci_digest::{DiffId, Digest, LayerDigest};
use oci_spec_types::Compression;
use serde::Serialize;
use std::io;

/// A layer before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Recompressed {
    /// The blob that was read.
    pub before: LayerBlob,
    /// The blob that was written.
    pub after: LayerBlob,
    /// The digest of the uncompressed bytes, of both.
    pub diff_id: DiffId,
    /// How many uncompressed bytes there are.
    pub uncompressed_size: u64,
    /// What compressed the blob; `None` when it was written uncompressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoder: Option<Encoder>,
}

/// A blob of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LayerBlob {
    /// Its digest.
    pub digest: LayerDigest,
    /// Its size in bytes.
    pub size: u64,
    /// How it is compressed.
    pub compression: Compression,
}

impl Recompressed {
    /// What happened to the blob.
    #[must_use]
    pub fn cause(&self) -> Cause {
        match (self.before.compression, self.after.compression) {
            _ if self.before.digest == self.after.digest => Cause::WrittenAlike,
            (Compression::None, _) => Cause::Compressed,
            (_, Compression::None) => Cause::Decompressed,
            _ => Cause::Recompressed,
        }
    }

    /// The edit of the layer: what a conversion of the manifest is told of it.
    ///
    /// ```
    /// use oci_convert::recompress::{LayerTarget, recompress};
    /// use oci_convert::{CompressionAlgorithm, CompressionEdit};
    ///
    /// let (layer, _) = recompress(b"a plain layer", LayerTarget::gzip())?;
    /// let update = layer.layer_update();
    /// assert_eq!((update.compression, update.algorithm), (CompressionEdit::Compress, Some(CompressionAlgorithm::Gzip)));
    /// # Ok::<(), oci_convert::recompress::RecompressError>(())
    /// ```
    #[must_use]
    pub fn layer_update(&self) -> LayerUpdate {
        let algorithm = match self.after.compression {
            Compression::Gzip => Some(CompressionAlgorithm::Gzip),
            Compression::Zstd => Some(CompressionAlgorithm::Zstd),
            _ => None,
        };
        let edit = match (self.before.compression, algorithm) {
            (_, None) => CompressionEdit::Decompress,
            (Compression::None, Some(_)) => CompressionEdit::Compress,
            (_, Some(_)) => CompressionEdit::Preserve,
        };
        let size = i64::try_from(self.after.size).unwrap_or(i64::MAX);
        LayerUpdate::new(self.after.digest.digest(), size).compression(edit, algorithm)
    }

    /// The rows of a report: the blob, and the diffID that stayed. `position` counts layers from the base.
    #[must_use]
    pub fn changes(&self, position: usize) -> [Change; 2] {
        let row = |role: DigestRole, before: &Digest, after: &Digest, cause: Cause| {
            Change::new(role, Some(before.into()), Some(after.into()), cause).at(position)
        };
        let diff_id = self.diff_id.digest();
        [
            row(DigestRole::Layer, self.before.digest.digest(), self.after.digest.digest(), self.cause()),
            row(DigestRole::DiffId, diff_id, diff_id, Cause::UncompressedKept),
        ]
    }
}

/// Compresses one layer anew. Bytes go to the writer as they are made; nothing is known before [`finish`](Self::finish).
///
/// When anything fails, throw away what was written.
#[must_use = "nothing is known before `finish`"]
#[derive(Debug)]
pub struct Recompressor<W: io::Write> {
    hasher: LayerHasher<Encode<W>>,
    target: LayerTarget,
}

impl<W: io::Write> Recompressor<W> {
    /// Takes layers of any compression, told from the bytes.
    ///
    /// # Errors
    /// When the target's level is none that the encoder has.
    pub fn new(target: LayerTarget, out: W) -> Result<Self, RecompressError> {
        Self::with_options(target, out, LayerOptions::default())
    }

    /// Takes layers as the options say: declared compression, limits, algorithms of the digests, and what the manifest and
    /// the config state of the layer.
    ///
    /// The digest of the written blob is of the algorithm that the options name for blobs.
    ///
    /// # Errors
    /// When the target's level is none that the encoder has, or this build does not compute the algorithm.
    pub fn with_options(target: LayerTarget, out: W, options: LayerOptions) -> Result<Self, RecompressError> {
        target.check()?;
        let encode = Encode::new(target, out, &options)?;
        let hasher = LayerHasher::with_sink(options, encode);
        Ok(Self { hasher, target })
    }

    /// Takes the next piece of the blob, of any size.
    ///
    /// # Errors
    /// Where the blob is not well formed, a limit is exceeded, or the writer fails. Nothing can follow an error.
    pub fn update(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), RecompressError> {
        self.hasher.update(bytes).map_err(RecompressError::Layer)
    }

    /// Takes the rest of the blob from a reader.
    ///
    /// # Errors
    /// As [`update`](Self::update), and where the reader fails.
    pub fn update_from(&mut self, mut reader: impl io::Read) -> Result<(), RecompressError> {
        let mut buffer = vec![0; 256 << 10];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => self.update(part(&buffer, read).map_err(RecompressError::Read)?)?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(RecompressError::Read(error)),
            }
        }
    }

    /// Says that the blob has ended: what it was, what it is now, and the writer.
    ///
    /// # Errors
    /// Where the blob ends too early, the writer fails, or the layer is not the one that the options expect.
    pub fn finish(self) -> Result<(Recompressed, W), RecompressError> {
        let (digests, encode) = self.hasher.finish_with_sink().map_err(RecompressError::Layer)?;
        let (written, out) = encode.finish().map_err(RecompressError::Write)?;
        let layer = Recompressed {
            before: LayerBlob { digest: digests.digest, size: digests.size, compression: digests.compression },
            after: LayerBlob {
                digest: LayerDigest::new(written.digest.unwrap_or_else(|| digests.diff_id.digest().clone())),
                size: written.size,
                compression: self.target.compression(),
            },
            diff_id: digests.diff_id,
            uncompressed_size: digests.uncompressed_size,
            encoder: self.target.encoder(),
        };
        Ok((layer, out))
    }
}

/// Compresses a whole blob anew.
///
/// # Errors
/// As [`Recompressor`].
///
/// ```
/// use oci_convert::recompress::{LayerTarget, recompress};
///
/// let (layer, blob) = recompress(b"a plain layer", LayerTarget::gzip().level(9))?;
/// assert_eq!(recompress(&blob, LayerTarget::Tar)?.1, b"a plain layer");
/// assert_eq!(layer.encoder.unwrap().options, "level 9");
/// # Ok::<(), oci_convert::recompress::RecompressError>(())
/// ```
pub fn recompress(blob: &[u8], target: LayerTarget) -> Result<(Recompressed, Vec<u8>), RecompressError> {
    let mut recompressor = Recompressor::new(target, Vec::new())?;
    recompressor.update(blob)?;
    recompressor.finish()
}
