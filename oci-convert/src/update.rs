use crate::{Error, ErrorKind, Part};
use oci_spec_types::{Annotations, MediaType, Text};
use std::fmt;
use std::str::FromStr;

/// What became of one layer when it was copied: the new blob, and how it was made.
///
/// The new descriptor is made of this alone; of the old one only the media type is looked at.
///
/// ```
/// use oci_convert::{Algorithm, CompressionEdit, LayerUpdate};
///
/// let update = LayerUpdate::new("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 42)
///     .compression(CompressionEdit::Compress, Some(Algorithm::Zstd));
/// assert_eq!(update.size, 42);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct LayerUpdate {
    /// The digest of the blob; not checked, as tools do not.
    pub digest: Text,
    /// Its size in bytes; -1 where it is not known.
    pub size: i64,
    /// Where it can be fetched from.
    pub urls: Vec<Text>,
    /// The annotations of the new descriptor; formats without annotations drop them.
    pub annotations: Annotations,
    /// What was done to the compression.
    pub compression: CompressionEdit,
    /// The compression that the blob has now, where that is known.
    pub algorithm: Option<Algorithm>,
    /// What was done to the encryption.
    pub crypto: CryptoEdit,
}

impl LayerUpdate {
    /// A blob whose compression and encryption were not changed.
    #[must_use]
    pub fn new(digest: impl Into<Text>, size: i64) -> Self {
        Self { digest: digest.into(), size, ..Self::default() }
    }

    /// The same update with what was done to the compression.
    #[must_use]
    pub fn compression(mut self, edit: CompressionEdit, algorithm: Option<Algorithm>) -> Self {
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
pub enum Algorithm {
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
const NAMES: [(Algorithm, &str); 5] = [
    (Algorithm::Gzip, "gzip"),
    (Algorithm::Zstd, "zstd"),
    (Algorithm::ZstdChunked, "zstd:chunked"),
    (Algorithm::Bzip2, "bzip2"),
    (Algorithm::Xz, "Xz"),
];

impl Algorithm {
    /// The variants of media types it can make; `None` for those that no media type names.
    const fn variant(self) -> Option<usize> {
        match self {
            Self::Gzip => Some(1),
            Self::Zstd | Self::ZstdChunked => Some(2),
            Self::Bzip2 | Self::Xz => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(NAMES.iter().find(|(own, _)| own == self).map_or("?", |(_, name)| name))
    }
}

impl FromStr for Algorithm {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        NAMES.iter().find(|(_, name)| *name == text).map(|(own, _)| *own).ok_or_else(|| {
            let text = format!("{text:?} is none of gzip, zstd, zstd:chunked, bzip2, Xz");
            Error::convert(ErrorKind::InvalidCompressionOperation, Part::Manifest, "", text)
        })
    }
}

/// The media types of one sort of layer: not compressed, gzip, zstd.
pub(crate) type Variants = [Option<&'static str>; 3];

/// A layer of a schema 1 manifest, which has no media types.
pub(crate) const FAKE_SCHEMA1: &str = "schema 1 layer";

const OCI: &[Variants] = &[
    [
        Some("application/vnd.oci.image.layer.v1.tar"),
        Some("application/vnd.oci.image.layer.v1.tar+gzip"),
        Some("application/vnd.oci.image.layer.v1.tar+zstd"),
    ],
    [
        Some("application/vnd.oci.image.layer.nondistributable.v1.tar"),
        Some("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"),
        Some("application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"),
    ],
];
const DOCKER_TAR: &str = "application/vnd.docker.image.rootfs.diff.tar";
const DOCKER_GZIP: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";
const DOCKER_ZSTD: &str = "application/vnd.docker.image.rootfs.diff.tar.zstd";
const DOCKER_FOREIGN: Variants = [
    Some("application/vnd.docker.image.rootfs.foreign.diff.tar"),
    Some("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"),
    None,
];

/// What a format makes of edits: `manifest/*.go` of containers/image.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EditRules {
    pub sets: &'static [Variants],
    pub crypto: bool,
}

pub(crate) const OCI_RULES: EditRules = EditRules { sets: OCI, crypto: true };
pub(crate) const V2S2_RULES: EditRules =
    EditRules { sets: &[[Some(DOCKER_TAR), Some(DOCKER_GZIP), None], DOCKER_FOREIGN], crypto: false };
pub(crate) const V2S1_RULES: EditRules =
    EditRules { sets: &[[Some(FAKE_SCHEMA1), Some(FAKE_SCHEMA1), None]], crypto: false };
/// Docker with the zstd type that is not documented.
pub(crate) const V2S2_ZSTD_RULES: EditRules =
    EditRules { sets: &[[Some(DOCKER_TAR), Some(DOCKER_GZIP), Some(DOCKER_ZSTD)], DOCKER_FOREIGN], crypto: false };

impl EditRules {
    /// The media type of an edited layer.
    ///
    /// Decryption first, then compression, then encryption (containers/image `OCI1.UpdateLayerInfos`).
    pub(crate) fn media_type(&self, original: &str, update: &LayerUpdate, pointer: &str) -> Result<MediaType, Error> {
        let refuse = |kind, text: String| Err(Error::convert(kind, Part::Manifest, pointer, text));
        if !self.crypto && update.crypto != CryptoEdit::Preserve {
            // containers/image looks at compression first; either way the edit is refused.
            self.variant(original, update, pointer)?;
            return refuse(ErrorKind::CryptoNotSupported, "layers of this format are not encrypted".to_owned());
        }
        let mut media_type = original;
        if update.crypto == CryptoEdit::Decrypt {
            match media_type.strip_suffix("+encrypted") {
                Some(decrypted) => media_type = decrypted,
                None => return refuse(ErrorKind::NotEncrypted, format!("{media_type:?} does not end in +encrypted")),
            }
        }
        let media_type = self.variant(media_type, update, pointer)?;
        if update.crypto != CryptoEdit::Encrypt {
            return Ok(media_type.into());
        }
        let mut parts = media_type.split('+');
        let base = parts.next().unwrap_or_default();
        let layer = base == DOCKER_GZIP || OCI.iter().any(|set| set[0] == Some(base));
        if parts.any(|suffix| suffix == "encrypted") || !layer {
            return refuse(ErrorKind::NotEncryptable, format!("{media_type:?} is encrypted, or no layer"));
        }
        Ok(format!("{media_type}+encrypted").into())
    }

    /// containers/image `updatedMIMEType`.
    fn variant<'a>(&self, original: &'a str, update: &LayerUpdate, pointer: &str) -> Result<&'a str, Error> {
        let refuse = |kind, text: String| Err(Error::convert(kind, Part::Manifest, pointer, text));
        let wanted = match (update.compression, update.algorithm) {
            (CompressionEdit::Preserve | CompressionEdit::Compress, None) => return Ok(original),
            (CompressionEdit::Preserve | CompressionEdit::Compress, Some(algorithm)) => algorithm.variant(),
            (CompressionEdit::Decompress, _) => Some(0),
            (CompressionEdit::Invalid, _) => {
                return refuse(
                    ErrorKind::InvalidCompressionOperation,
                    "expected preserve, compress or decompress".into(),
                );
            }
        };
        let Some(set) = self.sets.iter().find(|set| set.contains(&Some(original))) else {
            let text = format!("no table has compressed variants of {original:?}");
            return refuse(ErrorKind::CompressionChangeUnsupportedMediaType, text);
        };
        match wanted.and_then(|variant| set[variant]) {
            Some(media_type) => Ok(media_type),
            None => {
                let algorithm = update.algorithm.map_or_else(|| "no compression".to_owned(), |own| own.to_string());
                refuse(ErrorKind::LayerCompressionIncompatible, format!("{algorithm} does not exist for {original:?}"))
            }
        }
    }
}
