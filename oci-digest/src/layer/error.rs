//! What can be wrong with a layer.

use core::fmt;
use std::io;

use crate::compression::Compression;
use crate::{DiffId, UnsupportedAlgorithm, VerifyError};

/// Why a blob is no well-formed layer, and where.
///
/// ```
/// use oci_digest::layer::{LayerErrorKind, LayerHasher, BlobPart};
///
/// let mut hasher = LayerHasher::new();
/// hasher.update([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])?;
/// let err = hasher.finish().unwrap_err();
/// assert_eq!(err.kind(), &LayerErrorKind::Truncated { part: BlobPart::Deflate });
/// assert_eq!(err.to_string(), "layer ends inside deflate data, at byte 10 of the blob (0 bytes decompressed)");
/// # Ok::<(), oci_digest::layer::LayerError>(())
/// ```
#[derive(Debug)]
pub struct LayerError {
    kind: LayerErrorKind,
    offset: u64,
    uncompressed: u64,
    source: Option<io::Error>,
}

impl LayerError {
    pub(super) const fn new(kind: LayerErrorKind, offset: u64, uncompressed: u64) -> Self {
        Self { kind, offset, uncompressed, source: None }
    }

    pub(super) const fn io(kind: LayerErrorKind, source: io::Error, offset: u64, uncompressed: u64) -> Self {
        Self { kind, offset, uncompressed, source: Some(source) }
    }

    /// What the reader or sink said.
    pub(super) const fn io_error(&self) -> Option<&io::Error> {
        self.source.as_ref()
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> &LayerErrorKind {
        &self.kind
    }

    /// Byte offset in the blob: where the part that is wrong begins, or how far the decoder got.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Number of bytes decompressed until then.
    #[must_use]
    pub const fn uncompressed(&self) -> u64 {
        self.uncompressed
    }
}

impl fmt::Display for LayerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, offset, uncompressed, .. } = self;
        write!(f, "{kind}, at byte {offset} of the blob ({uncompressed} bytes decompressed)")
    }
}

impl core::error::Error for LayerError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}

impl From<LayerError> for io::Error {
    fn from(err: LayerError) -> Self {
        let kind = match err.kind {
            LayerErrorKind::Truncated { .. } => io::ErrorKind::UnexpectedEof,
            LayerErrorKind::Blob(VerifyError::TooShort { .. }) => io::ErrorKind::UnexpectedEof,
            LayerErrorKind::UnsupportedAlgorithm(_) => io::ErrorKind::Unsupported,
            _ => err.source.as_ref().map_or(io::ErrorKind::InvalidData, io::Error::kind),
        };
        Self::new(kind, err)
    }
}

/// What is wrong with a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LayerErrorKind {
    /// The blob ends too early.
    Truncated {
        /// The part in which it ends.
        part: BlobPart,
    },
    /// The blob does not begin like the compression that is declared.
    WrongMagic {
        /// The compression that was expected.
        expected: Compression,
        /// The one that the bytes look like.
        found: Compression,
    },
    /// The compression is none that layers may have.
    UnsupportedCompression {
        /// The compression that was found or declared.
        found: Compression,
    },
    /// An algorithm of the options is not computed by this build.
    UnsupportedAlgorithm(UnsupportedAlgorithm),
    /// Something stands after the last member or frame.
    Trailing {
        /// The first byte that may not stand there.
        found: u8,
    },
    /// A limit is exceeded.
    Limit {
        /// Which one.
        limit: Limit,
        /// Its value.
        max: u64,
    },
    /// The compression method of a gzip member is not deflate (8).
    GzipMethod {
        /// The method.
        found: u8,
    },
    /// Reserved flags of a gzip member are set (RFC 1952 section 2.3.1.2 wants an error).
    GzipReservedFlags {
        /// The flags.
        found: u8,
    },
    /// The CRC16 of a gzip header is wrong.
    GzipHeaderChecksum {
        /// As the header has it.
        expected: u16,
        /// As computed.
        found: u16,
    },
    /// The deflate data of a gzip member is corrupt.
    Deflate,
    /// The CRC32 of a gzip member is wrong.
    GzipChecksum {
        /// As the trailer has it.
        expected: u32,
        /// As computed.
        found: u32,
    },
    /// The length of a gzip member is wrong.
    GzipLength {
        /// As the trailer has it: modulo 2^32.
        expected: u32,
        /// As counted: modulo 2^32.
        found: u32,
    },
    /// A zstd frame of a version before the format was fixed (0.1 to 0.7).
    ZstdLegacy,
    /// The reserved bit of a zstd frame header is set.
    ZstdReservedBit,
    /// A zstd frame needs a dictionary, which layers have none of.
    ZstdDictionary {
        /// The dictionary's ID.
        id: u32,
    },
    /// A block has the reserved type 3.
    ZstdReservedBlock,
    /// A block of a zstd frame is larger than the frame may have.
    ZstdBlockSize {
        /// Largest size in bytes.
        max: u64,
        /// The block's size in bytes.
        found: u64,
    },
    /// A block of a zstd frame is corrupt.
    ZstdBlock,
    /// The content checksum of a zstd frame is wrong.
    ZstdChecksum,
    /// The content of a zstd frame is not as long as its header says.
    ZstdContentSize {
        /// Size in bytes in the header.
        expected: u64,
        /// Size in bytes as decompressed.
        found: u64,
    },
    /// The blob has another size or digest than expected.
    Blob(VerifyError),
    /// The content has another diffID than expected.
    DiffId {
        /// As it was expected.
        expected: DiffId,
        /// As computed.
        found: DiffId,
    },
    /// The caller's reader failed.
    Read,
    /// The caller's sink failed.
    Sink,
}

impl fmt::Display for LayerErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated { part } => write!(f, "layer ends inside {part}"),
            Self::WrongMagic { expected, found: Compression::None } => {
                write!(f, "layer is declared as {expected}, found bytes that are not compressed")
            }
            Self::WrongMagic { expected, found } => {
                write!(f, "layer is declared as {expected}, found bytes that look like {found}")
            }
            Self::UnsupportedCompression { found } => {
                write!(f, "layer is compressed with {found}, expected {KNOWN}")
            }
            Self::UnsupportedAlgorithm(err) => err.fmt(f),
            Self::Trailing { found } => {
                write!(f, "found byte 0x{found:02x} after the compressed data, expected the end of the layer")
            }
            Self::Limit { limit, max } => write!(f, "layer exceeds the limit of {max} for {limit}"),
            Self::GzipMethod { found } => write!(f, "gzip method {found}, expected 8 (deflate)"),
            Self::GzipReservedFlags { found } => write!(f, "reserved gzip flags 0x{found:02x} are set"),
            Self::GzipHeaderChecksum { expected, found } => {
                write!(f, "wrong gzip header checksum: expected {expected:04x}, found {found:04x}")
            }
            Self::Deflate => f.write_str("corrupt deflate data"),
            Self::GzipChecksum { expected, found } => {
                write!(f, "wrong gzip checksum: expected {expected:08x}, found {found:08x}")
            }
            Self::GzipLength { expected, found } => {
                write!(f, "wrong gzip length: expected {expected} bytes, found {found} (modulo 2^32)")
            }
            Self::ZstdLegacy => f.write_str("zstd frame of a version before 0.8"),
            Self::ZstdReservedBit => f.write_str("reserved bit of a zstd frame header is set"),
            Self::ZstdDictionary { id } => write!(f, "zstd frame needs the dictionary {id}"),
            Self::ZstdReservedBlock => f.write_str("zstd block of the reserved type 3"),
            Self::ZstdBlockSize { max, found } => write!(f, "zstd block of {found} bytes, expected at most {max}"),
            Self::ZstdBlock => f.write_str("corrupt zstd block"),
            Self::ZstdChecksum => f.write_str("wrong zstd content checksum"),
            Self::ZstdContentSize { expected, found } => {
                write!(f, "wrong zstd content size: expected {expected} bytes, found {found}")
            }
            Self::Blob(err) => err.fmt(f),
            Self::DiffId { expected, found } => write!(f, "layer has the diffID {found}, expected {expected}"),
            Self::Read => f.write_str("reading the layer failed"),
            Self::Sink => f.write_str("handing on the decompressed layer failed"),
        }
    }
}

/// The compressions that this build reads.
const KNOWN: &str = if cfg!(feature = "zstd") { "none, gzip or zstd" } else { "none or gzip" };

/// A part of a compressed blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlobPart {
    /// The header of a gzip member.
    GzipHeader,
    /// Deflate data of a gzip member.
    Deflate,
    /// The CRC32 and length after the data of a gzip member.
    GzipTrailer,
    /// The magic number and header of a zstd frame.
    ZstdHeader,
    /// A block of a zstd frame, or its header.
    ZstdBlock,
    /// The content checksum of a zstd frame.
    ZstdChecksum,
    /// A skippable frame.
    ZstdSkippable,
}

impl fmt::Display for BlobPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GzipHeader => "a gzip header",
            Self::Deflate => "deflate data",
            Self::GzipTrailer => "a gzip trailer",
            Self::ZstdHeader => "a zstd frame header",
            Self::ZstdBlock => "a zstd block",
            Self::ZstdChecksum => "a zstd checksum",
            Self::ZstdSkippable => "a skippable zstd frame",
        })
    }
}

/// A field of [`LayerLimits`](super::LayerLimits).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// `max_compressed`
    Compressed,
    /// `max_uncompressed`
    Uncompressed,
    /// `max_ratio`
    Ratio,
    /// `max_window`
    Window,
    /// `max_gzip_header`
    GzipHeader,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Compressed => "the size of the blob",
            Self::Uncompressed => "the decompressed size",
            Self::Ratio => "the compression ratio",
            Self::Window => "the zstd window",
            Self::GzipHeader => "the size of a gzip header",
        })
    }
}
