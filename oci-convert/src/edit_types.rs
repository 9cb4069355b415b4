//! Which media type an edited layer has: one table a format and tool.

use crate::{CompressionEdit, CryptoEdit, Error, ErrorKind, LayerUpdate, Part};
use oci_spec_types::{MediaType, Place};

/// The media types of one sort of layer: not compressed, gzip, zstd.
pub(crate) type Variants = [Option<MediaType>; 3];

/// What a format makes of edits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LayerTypes {
    pub(crate) sets: &'static [&'static Variants],
    pub(crate) crypto: bool,
    /// Types, up to their first `+`, that can be encrypted.
    pub(crate) encryptable: &'static [MediaType],
}

/// OCI's layers.
pub(crate) static OCI_LAYER: Variants =
    [Some(MediaType::OCI_LAYER), Some(MediaType::OCI_LAYER_GZIP), Some(MediaType::OCI_LAYER_ZSTD)];
/// OCI's layers that are not to be distributed.
pub(crate) static OCI_FOREIGN_LAYER: Variants = [
    Some(MediaType::OCI_FOREIGN_LAYER),
    Some(MediaType::OCI_FOREIGN_LAYER_GZIP),
    Some(MediaType::OCI_FOREIGN_LAYER_ZSTD),
];
/// Docker's layers.
pub(crate) static DOCKER_LAYER: Variants = [Some(MediaType::DOCKER_LAYER), Some(MediaType::DOCKER_LAYER_GZIP), None];
/// Docker's layers, with the zstd type that no document of Docker names.
static DOCKER_LAYER_ZSTD: Variants =
    [Some(MediaType::DOCKER_LAYER), Some(MediaType::DOCKER_LAYER_GZIP), Some(MediaType::DOCKER_LAYER_ZSTD)];
/// Docker's layers that are fetched from elsewhere.
pub(crate) static DOCKER_FOREIGN_LAYER: Variants =
    [Some(MediaType::DOCKER_FOREIGN_LAYER), Some(MediaType::DOCKER_FOREIGN_LAYER_GZIP), None];
/// A layer of a schema 1 manifest, which has no media types.
const SCHEMA1_LAYER: MediaType = MediaType::from_static("schema 1 layer");
/// Layers of schema 1: not compressed, or with gzip.
static SCHEMA1_LAYERS: Variants = [Some(SCHEMA1_LAYER), Some(SCHEMA1_LAYER), None];
/// The same, with zstd.
static ANY_SCHEMA1_LAYERS: Variants = [Some(SCHEMA1_LAYER), Some(SCHEMA1_LAYER), Some(SCHEMA1_LAYER)];

/// What ocicrypt encrypts (containers/image `getEncryptedMediaType`).
static ENCRYPTABLE: [MediaType; 3] = [MediaType::DOCKER_LAYER_GZIP, MediaType::OCI_LAYER, MediaType::OCI_FOREIGN_LAYER];

impl LayerTypes {
    /// Those of OCI, without encryption.
    pub(crate) const OCI: Self = Self { sets: &[&OCI_LAYER, &OCI_FOREIGN_LAYER], crypto: false, encryptable: &[] };
    /// Those of OCI, which can be encrypted as ocicrypt does.
    pub(crate) const OCI_ENCRYPTED: Self = Self { crypto: true, encryptable: &ENCRYPTABLE, ..Self::OCI };
    /// Those of Docker.
    pub(crate) const DOCKER: Self = Self { sets: &[&DOCKER_LAYER, &DOCKER_FOREIGN_LAYER], ..Self::OCI };
    /// Those of Docker with zstd.
    pub(crate) const DOCKER_ZSTD: Self = Self { sets: &[&DOCKER_LAYER_ZSTD, &DOCKER_FOREIGN_LAYER], ..Self::OCI };
    /// Those of schema 1.
    pub(crate) const SCHEMA1: Self = Self { sets: &[&SCHEMA1_LAYERS], ..Self::OCI };
    /// Those of schema 1, whatever their compression.
    pub(crate) const ANY_SCHEMA1: Self = Self { sets: &[&ANY_SCHEMA1_LAYERS], ..Self::OCI };

    /// Whether a layer of this type can be compressed otherwise.
    pub(crate) fn has(&self, media_type: &MediaType) -> bool {
        self.set(media_type).is_some()
    }

    fn set(&self, media_type: &MediaType) -> Option<&'static Variants> {
        self.sets.iter().copied().find(|set| set.iter().flatten().any(|own| own == media_type))
    }

    /// Whether the layers of a schema 1 manifest, which states no media types, can be what an edit says.
    pub(crate) fn check_schema1(&self, update: &LayerUpdate, place: Place<'_>) -> Result<(), Error> {
        self.media_type(&SCHEMA1_LAYER, update, place).map(|_| ())
    }

    /// The media type of an edited layer.
    ///
    /// Decryption first, then compression, then encryption (containers/image `OCI1.UpdateLayerInfos`).
    pub(crate) fn media_type(
        &self,
        original: &MediaType,
        update: &LayerUpdate,
        place: Place<'_>,
    ) -> Result<MediaType, Error> {
        let refuse = |kind, text: String| Err(Error::convert(kind, Part::Manifest, place.to_pointer(), text));
        if !self.crypto && update.crypto != CryptoEdit::Preserve {
            // containers/image looks at compression first; either way the edit is refused.
            self.variant(original, update, place)?;
            return refuse(ErrorKind::CryptoNotSupported, "layers of this format are not encrypted".to_owned());
        }
        let decrypted = match original.as_str().strip_suffix("+encrypted") {
            _ if update.crypto != CryptoEdit::Decrypt => original.clone(),
            Some(decrypted) => decrypted.into(),
            None => {
                let text = format!("{:?} does not end in +encrypted", original.as_str());
                return refuse(ErrorKind::NotEncrypted, text);
            }
        };
        let media_type = self.variant(&decrypted, update, place)?;
        if update.crypto != CryptoEdit::Encrypt {
            return Ok(media_type);
        }
        let mut parts = media_type.as_str().split('+');
        let base = parts.next().unwrap_or_default();
        let is_layer = self.encryptable.iter().any(|own| *own == *base);
        if parts.any(|suffix| suffix == "encrypted") || !is_layer {
            let text = format!("{:?} is encrypted, or no layer", media_type.as_str());
            return refuse(ErrorKind::NotEncryptable, text);
        }
        Ok(format!("{media_type}+encrypted").into())
    }

    /// containers/image `updatedMIMEType`.
    fn variant(&self, original: &MediaType, update: &LayerUpdate, place: Place<'_>) -> Result<MediaType, Error> {
        let refuse = |kind, text: String| Err(Error::convert(kind, Part::Manifest, place.to_pointer(), text));
        let wanted = match (update.compression, update.algorithm) {
            (CompressionEdit::Preserve | CompressionEdit::Compress, None) => return Ok(original.clone()),
            (CompressionEdit::Preserve | CompressionEdit::Compress, Some(algorithm)) => algorithm.variant(),
            (CompressionEdit::Decompress, _) => Some(0),
            (CompressionEdit::Invalid, _) => {
                return refuse(
                    ErrorKind::InvalidCompressionOperation,
                    "expected preserve, compress or decompress".into(),
                );
            }
        };
        let Some(set) = self.set(original) else {
            let text = format!("no table has compressed variants of {:?}", original.as_str());
            return refuse(ErrorKind::CompressionChangeUnsupportedMediaType, text);
        };
        match wanted.and_then(|variant| set.get(variant)?.clone()) {
            Some(media_type) => Ok(media_type),
            None => {
                let algorithm = update.algorithm.map_or_else(|| "no compression".to_owned(), |own| own.to_string());
                let text = format!("{algorithm} does not exist for {:?}", original.as_str());
                refuse(ErrorKind::LayerCompressionIncompatible, text)
            }
        }
    }
}
