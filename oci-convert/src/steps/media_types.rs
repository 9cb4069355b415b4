//! Media types of one family become those of the other.

use crate::image::Image;
use crate::notes::Notes;
use crate::rules::{ConfigTypes, ImageRules, Otherwise};
use crate::{Error, ErrorKind, Format, OddityCode, Part, Tool};
use oci_spec_types::MediaType;

/// The media types that Docker's documents name (containers/image `SupportedSchema2MediaType`); zstd, the youngest, is the
/// last one.
pub(crate) static DOCKER_TYPES: [MediaType; 10] = [
    MediaType::DOCKER_LIST,
    MediaType::DOCKER_SCHEMA1,
    MediaType::DOCKER_SCHEMA1_SIGNED,
    MediaType::DOCKER_CONFIG,
    MediaType::DOCKER_FOREIGN_LAYER,
    MediaType::DOCKER_FOREIGN_LAYER_GZIP,
    MediaType::DOCKER_LAYER_GZIP,
    MediaType::DOCKER_MANIFEST,
    MediaType::DOCKER_LAYER,
    MediaType::DOCKER_LAYER_ZSTD,
];

/// Whether a config is that of an image.
pub(crate) fn is_image_config(media_type: &MediaType) -> bool {
    [MediaType::OCI_CONFIG, MediaType::DOCKER_CONFIG].contains(media_type)
}

/// The media type of a layer in another format.
pub(crate) fn of_layer(old: &MediaType, to: Format, rules: &ImageRules) -> Result<MediaType, ErrorKind> {
    if rules.normalises && old.family() == to.family() {
        return Ok(old.clone());
    }
    let to_oci = to == Format::Oci;
    let found = rules.layers.iter().find(|pair| match to_oci {
        true => pair.docker == *old,
        false => pair.oci == *old && pair.to_docker,
    });
    if let Some(pair) = found {
        return Ok(if to_oci { &pair.oci } else { &pair.docker }.clone());
    }
    if rules.other_layers == Otherwise::Kept || (to_oci && rules.other_layers == Otherwise::KeptInOci) {
        return Ok(old.clone());
    }
    if to_oci {
        return Err(ErrorKind::UnknownMediaType);
    }
    Err(match old.as_str().strip_suffix("+encrypted") {
        Some(layer) if rules.encrypted.iter().any(|own| *own == *layer) => ErrorKind::EncryptedNotRepresentable,
        None if OCI_LAYERS.contains(old) => ErrorKind::ZstdNotRepresentable,
        _ => ErrorKind::UnknownMediaType,
    })
}

/// The layers of the image-spec, as they are spelt there; those that may be distributed come first.
pub(crate) static OCI_LAYERS: [MediaType; 6] = [
    MediaType::OCI_LAYER,
    MediaType::OCI_LAYER_GZIP,
    MediaType::OCI_LAYER_ZSTD,
    MediaType::OCI_FOREIGN_LAYER,
    MediaType::OCI_FOREIGN_LAYER_GZIP,
    MediaType::OCI_FOREIGN_LAYER_ZSTD,
];

/// A layer that the target format cannot have.
pub(crate) fn refused(kind: ErrorKind, media_type: &MediaType, at: usize, to: Format, tool: &Tool) -> Error {
    let own = to.family() == media_type.family();
    let text = if own {
        format!(
            "found {media_type:?}, a type of the target format in a manifest of the other: {} refuses it",
            tool.name()
        )
    } else {
        format!("found {media_type:?}, for which {} has no counterpart in the target format ({to})", tool.name())
    };
    Error::convert(kind, Part::Manifest, format!("/layers/{at}/mediaType"), text)
}

/// Gives every layer its media type in another format.
pub(crate) fn retype_layers(image: &mut Image, to: Format, tool: &Tool, notes: &mut Notes) -> Result<(), Error> {
    let rules = tool.image_rules()?;
    let Some(manifest) = image.manifest_mut() else { return Ok(()) };
    for (at, layer) in manifest.layers.iter_mut().enumerate() {
        let new = of_layer(&layer.media_type, to, rules);
        let new = new.map_err(|kind| refused(kind, &layer.media_type, at, to, tool))?;
        let mut odd = |code, detail: &str| {
            notes.odd(Part::Manifest, format!("/layers/{at}/mediaType"), code, detail);
        };
        if new == layer.media_type && new.family() != to.family() {
            odd(OddityCode::UnknownMediaType, new.as_str());
        } else if new == MediaType::DOCKER_LAYER_ZSTD && new != layer.media_type {
            odd(OddityCode::DockerZstd, "");
        }
        layer.media_type = new;
    }
    image.trace_media_types();
    Ok(())
}

/// The media type of a config in another format.
pub(crate) fn retyped_config(old: &MediaType, to: Format, types: ConfigTypes) -> MediaType {
    let other = if to == Format::Oci { Format::DockerV2S2 } else { Format::Oci };
    match types {
        ConfigTypes::Untyped if *old != "application/octet-stream" => old.clone(),
        ConfigTypes::Counterparts if *old != of_config(other) => old.clone(),
        _ => of_config(to),
    }
}

/// The media type that an image config has in a format.
pub(crate) const fn of_config(format: Format) -> MediaType {
    match format {
        Format::Oci => MediaType::OCI_CONFIG,
        Format::DockerV2S2 | Format::DockerV2S1 => MediaType::DOCKER_CONFIG,
    }
}
