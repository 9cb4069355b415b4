//! Which media type an edited layer has: one table a format and tool.

use crate::{CompressionEdit, CryptoEdit, Error, ErrorKind, LayerUpdate, Part};
use oci_spec_types::{MediaType, Place};

/// The media types of one sort of layer: not compressed, gzip, zstd.
pub(crate) type Variants = [Option<&'static str>; 3];

/// A layer of a schema 1 manifest, which has no media types.
pub(crate) const FAKE_SCHEMA1: &str = "schema 1 layer";

/// What a format makes of edits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LayerTypes {
    pub(crate) sets: &'static [Variants],
    pub(crate) crypto: bool,
    /// Types, up to their first `+`, that can be encrypted.
    pub(crate) encryptable: &'static [&'static str],
}

/// OCI's layers.
pub(crate) const OCI_LAYER: Variants = [
    Some("application/vnd.oci.image.layer.v1.tar"),
    Some("application/vnd.oci.image.layer.v1.tar+gzip"),
    Some("application/vnd.oci.image.layer.v1.tar+zstd"),
];
/// OCI's layers that are not to be distributed.
pub(crate) const OCI_FOREIGN_LAYER: Variants = [
    Some("application/vnd.oci.image.layer.nondistributable.v1.tar"),
    Some("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"),
    Some("application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"),
];
/// Docker's layers.
pub(crate) const DOCKER_LAYER: Variants = [
    Some("application/vnd.docker.image.rootfs.diff.tar"),
    Some("application/vnd.docker.image.rootfs.diff.tar.gzip"),
    None,
];
/// Docker's layers, with the zstd type that no document of Docker names.
const DOCKER_LAYER_ZSTD: Variants =
    [DOCKER_LAYER[0], DOCKER_LAYER[1], Some("application/vnd.docker.image.rootfs.diff.tar.zstd")];
/// Docker's layers that are fetched from elsewhere.
pub(crate) const DOCKER_FOREIGN_LAYER: Variants = [
    Some("application/vnd.docker.image.rootfs.foreign.diff.tar"),
    Some("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"),
    None,
];

impl LayerTypes {
    /// Those of OCI, without encryption.
    pub(crate) const OCI: Self = Self { sets: &[OCI_LAYER, OCI_FOREIGN_LAYER], crypto: false, encryptable: &[] };
    /// Those of OCI, which can be encrypted as ocicrypt does.
    pub(crate) const OCI_ENCRYPTED: Self = Self {
        crypto: true,
        encryptable: &[
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "application/vnd.oci.image.layer.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
        ],
        ..Self::OCI
    };
    /// Those of Docker.
    pub(crate) const DOCKER: Self =
        Self { sets: &[DOCKER_LAYER, DOCKER_FOREIGN_LAYER], crypto: false, encryptable: &[] };
    /// Those of Docker with zstd.
    pub(crate) const DOCKER_ZSTD: Self = Self { sets: &[DOCKER_LAYER_ZSTD, DOCKER_FOREIGN_LAYER], ..Self::DOCKER };
    /// Those of schema 1.
    pub(crate) const SCHEMA1: Self =
        Self { sets: &[[Some(FAKE_SCHEMA1), Some(FAKE_SCHEMA1), None]], crypto: false, encryptable: &[] };

    /// The media type of an edited layer.
    ///
    /// Decryption first, then compression, then encryption (containers/image `OCI1.UpdateLayerInfos`).
    pub(crate) fn media_type(
        &self,
        original: &str,
        update: &LayerUpdate,
        place: Place<'_>,
    ) -> Result<MediaType, Error> {
        let refuse = |kind, text: String| Err(Error::convert(kind, Part::Manifest, place.to_pointer(), text));
        if !self.crypto && update.crypto != CryptoEdit::Preserve {
            // containers/image looks at compression first; either way the edit is refused.
            self.variant(original, update, place)?;
            return refuse(ErrorKind::CryptoNotSupported, "layers of this format are not encrypted".to_owned());
        }
        let mut media_type = original;
        if update.crypto == CryptoEdit::Decrypt {
            match media_type.strip_suffix("+encrypted") {
                Some(decrypted) => media_type = decrypted,
                None => return refuse(ErrorKind::NotEncrypted, format!("{media_type:?} does not end in +encrypted")),
            }
        }
        let media_type = self.variant(media_type, update, place)?;
        if update.crypto != CryptoEdit::Encrypt {
            return Ok(media_type.into());
        }
        let mut parts = media_type.split('+');
        let base = parts.next().unwrap_or_default();
        let layer = self.encryptable.contains(&base);
        if parts.any(|suffix| suffix == "encrypted") || !layer {
            return refuse(ErrorKind::NotEncryptable, format!("{media_type:?} is encrypted, or no layer"));
        }
        Ok(format!("{media_type}+encrypted").into())
    }

    /// containers/image `updatedMIMEType`.
    fn variant<'a>(&self, original: &'a str, update: &LayerUpdate, place: Place<'_>) -> Result<&'a str, Error> {
        let refuse = |kind, text: String| Err(Error::convert(kind, Part::Manifest, place.to_pointer(), text));
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
        match wanted.and_then(|variant| *set.get(variant)?) {
            Some(media_type) => Ok(media_type),
            None => {
                let algorithm = update.algorithm.map_or_else(|| "no compression".to_owned(), |own| own.to_string());
                refuse(ErrorKind::LayerCompressionIncompatible, format!("{algorithm} does not exist for {original:?}"))
            }
        }
    }
}
