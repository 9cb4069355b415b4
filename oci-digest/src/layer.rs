//! The layer pass: what a registry serves goes in, both identities of the layer come out.
//!
//! A layer has a blob digest (of the bytes served) and a diffID (of *everything* the blob decompresses to). One pass
//! computes both, checks that the blob is well formed, and enforces limits while it runs; memory is constant.
//!
//! ```
//! use oci_digest::Compression;
//! use oci_digest::layer::LayerHasher;
//!
//! // An empty tar, as Docker compressed it; the blob comes in pieces of any size.
//! let blob = [
//!     0x1f, 0x8b, 8, 0, 0, 9, 0x6e, 0x88, 0, 0xff, 0x62, 0x18, 5, 0xa3, 0x60, 0x14, 0x8c, 0x58, 0, 8, 0, 0, 0xff,
//!     0xff, 0x2e, 0xaf, 0xb5, 0xef, 0, 4, 0, 0,
//! ];
//! let mut hasher = LayerHasher::new();
//! for piece in blob.chunks(7) {
//!     hasher.update(piece)?;
//! }
//! let layer = hasher.finish()?;
//! assert_eq!(layer.compression, Compression::Gzip);
//! assert_eq!(layer.digest.digest().short().to_string(), "sha256:a3ed95caeb02");
//! assert_eq!(layer.diff_id.digest().short().to_string(), "sha256:5f70bf18a086");
//! assert_eq!((layer.size, layer.uncompressed_size), (32, 1024));
//! # Ok::<(), oci_digest::layer::LayerError>(())
//! ```
//!
//! What counts as well formed:
//! - gzip (RFC 1952): every member; CRC32, length and header CRC are checked, reserved flags refused.
//! - zstd (RFC 8878, with the feature `zstd`): every frame, skippable ones too, wherever they stand; content checksum and content size are
//!   checked; a dictionary or a window above the limit is refused.
//! - Plain bytes: anything; the digest of the blob is the diffID, and is computed once.
//! - xz and bzip2 are no layer formats: recognised, and refused by name.
//!
//! Bytes after the last member or frame are refused, unless [`Trailing`] says otherwise. The end of the tar archive
//! means nothing here: bytes after it belong to the diffID like all others.

mod decode;
mod error;
mod gzip;
mod hasher;
mod options;
mod reader;
mod sink;
mod step;
#[cfg(feature = "threads")]
mod threads;
#[cfg(feature = "zstd")]
mod zstd;

pub use error::{BlobPart, LayerError, LayerErrorKind, Limit};
pub use hasher::{LayerDigests, LayerHasher};
pub use options::{LayerLimits, LayerOptions, Trailing, Trust};
pub use reader::LayerReader;
pub use sink::{Discard, Sink, ToWriter};
#[cfg(feature = "threads")]
#[cfg_attr(docsrs, doc(cfg(feature = "threads")))]
pub use threads::TwoThreads;
