use crate::{Error, ErrorKind, Part};
use oci_spec_types::{Annotations, ClaimedDigest, Text};
use std::fmt;
use std::str::FromStr;

/// What became of one layer when it was copied: the new blob, and how it was made.
///
/// The new descriptor is made of this alone; of the old one only the media type is looked at.
///
/// ```
/// use oci_convert::{CompressionAlgorithm, CompressionEdit, LayerUpdate};
///
/// let update = LayerUpdate::new("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 42)
///     .compression(CompressionEdit::Compress, Some(CompressionAlgorithm::Zstd));
/// assert_eq!(update.size, 42);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct LayerUpdate {
    /// The digest of the blob; not checked, as tools do not.
    pub digest: ClaimedDigest,
    /// Its size in bytes; -1 where it is not known.
    pub size: i64,
    /// Where it can be fetched from.
    pub urls: Vec<Text>,
    /// The annotations of the new descriptor; formats without annotations drop them.
    pub annotations: Annotations,
    /// What was done to the compression.
    pub compression: CompressionEdit,
    /// The compression that the blob has now, where that is known.
    pub algorithm: Option<CompressionAlgorithm>,
    /// What was done to the encryption.
    pub crypto: CryptoEdit,
}

impl LayerUpdate {
    /// A blob whose compression and encryption were not changed.
    #[must_use]
    pub fn new(digest: impl Into<ClaimedDigest>, size: i64) -> Self {
        Self { digest: digest.into(), size, ..Self::default() }
    }

    /// The same update with what was done to the compression.
    #[must_use]
    pub fn compression(mut self, edit: CompressionEdit, algorithm: Option<CompressionAlgorithm>) -> Self {
        (self.compression, self.algorithm) = (edit, algorithm);
        self
    }

    /// The same update with what was done to the encryption.
    #[must_use]
    pub fn crypto(mut self, edit: CryptoEdit) -> Self {
        self.crypto = edit;
        self
    }
}

/// What was done to the compression of a layer (containers/image `types.LayerCompression`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum CompressionEdit {
    /// Nothing, or the algorithm says what it is now.
    #[default]
    Preserve,
    /// It was decompressed.
    Decompress,
    /// It was compressed.
    Compress,
    /// No operation that exists: always refused.
    Invalid,
}

/// What was done to the encryption of a layer (containers/image `types.LayerCrypto`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CryptoEdit {
    /// Nothing.
    #[default]
    Preserve,
    /// It was encrypted.
    Encrypt,
    /// It was decrypted.
    Decrypt,
}

/// A compression (containers/image `pkg/compression`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CompressionAlgorithm {
    /// gzip
    Gzip,
    /// Zstandard
    Zstd,
    /// Zstandard in pieces that can be fetched one by one.
    ZstdChunked,
    /// bzip2
    Bzip2,
    /// xz
    Xz,
}

/// The names of containers/image.
const NAMES: [(CompressionAlgorithm, &str); 5] = [
    (CompressionAlgorithm::Gzip, "gzip"),
    (CompressionAlgorithm::Zstd, "zstd"),
    (CompressionAlgorithm::ZstdChunked, "zstd:chunked"),
    (CompressionAlgorithm::Bzip2, "bzip2"),
    (CompressionAlgorithm::Xz, "Xz"),
];

impl CompressionAlgorithm {
    /// The variants of media types it can make; `None` for those that no media type names.
    pub(crate) const fn variant(self) -> Option<usize> {
        match self {
            Self::Gzip => Some(1),
            Self::Zstd | Self::ZstdChunked => Some(2),
            Self::Bzip2 | Self::Xz => None,
        }
    }
}

impl fmt::Display for CompressionAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(NAMES.iter().find(|(own, _)| own == self).map_or("?", |(_, name)| name))
    }
}

impl FromStr for CompressionAlgorithm {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        NAMES.iter().find(|(_, name)| *name == text).map(|(own, _)| *own).ok_or_else(|| {
            let text = format!("{text:?} is none of gzip, zstd, zstd:chunked, bzip2, Xz");
            Error::convert(ErrorKind::InvalidCompressionOperation, Part::Manifest, "", text)
        })
    }
}
