//! What destinations take, and the format that follows: containers/image `copy/manifest.go`.

use super::request::CopyRequest;
use crate::{Error, ErrorKind, Format, Part};
use oci_spec_types::MediaType;

/// The media types to try, best first: containers/image `determineManifestConversion`.
pub(super) fn formats(copy: &CopyRequest, source: &MediaType) -> Result<Vec<MediaType>, Error> {
    let source = copy.normalized(source);
    let rules = copy.rules()?;
    if copy.fixed.is_some() {
        // It is as it is: the destination may take it or not.
        return Ok(vec![source]);
    }
    let holders = copy.compression.zip(rules.holds).map(|(asked, rows)| {
        rows.iter().find(|(algorithm, _)| *algorithm == asked).map_or(&[][..], |(_, formats)| formats)
    });
    let holds = |media_type: &MediaType| holders.is_none_or(|formats| formats.contains(media_type));
    let taken: Vec<MediaType> = match asked(copy) {
        Some(forced) => vec![forced],
        None if copy.to.media_types.is_empty() && holds(&source) => return Ok(vec![source]),
        None if copy.to.media_types.is_empty() => rules.formats.to_vec(),
        None => copy.to.media_types.clone(),
    };
    let taken: Vec<MediaType> = taken.into_iter().filter(holds).collect();
    let first = [source].into_iter().chain(rules.preferred.iter().cloned()).filter(|own| taken.contains(own));
    let mut formats: Vec<MediaType> = Vec::new();
    for media_type in first.chain(taken.iter().cloned()) {
        if !formats.contains(&media_type) && Format::of_media_type(&media_type).is_some() {
            formats.push(media_type);
        }
    }
    if formats.is_empty() {
        let text = match copy.compression {
            Some(compression) => format!("no format that the destination takes can hold {compression} layers"),
            None => "the destination takes no manifests of images".to_owned(),
        };
        return Err(Error::convert(ErrorKind::LayerCompressionIncompatible, Part::Manifest, "", text));
    }
    Ok(formats)
}

/// The media type that is asked for.
fn asked(copy: &CopyRequest) -> Option<MediaType> {
    copy.format.map(|format| match format {
        Format::DockerV2S1 => MediaType::DOCKER_SCHEMA1_SIGNED,
        format => format.media_type(),
    })
}

/// The media type that a manifest that must not change ought to have, where it has another one.
pub(super) fn unmet(copy: &CopyRequest, source: &MediaType) -> Option<MediaType> {
    let source = copy.normalized(source);
    match asked(copy) {
        Some(asked) => Some(asked).filter(|_| copy.format != Format::of_media_type(&source)),
        None if copy.to.media_types.is_empty() || copy.to.media_types.contains(&source) => None,
        None => copy.to.media_types.iter().find(|own| Format::of_media_type(own).is_some()).cloned(),
    }
}

/// The format of an index: containers/image `determineListConversion`.
pub(super) fn index_format(copy: &CopyRequest, source: Format) -> Result<Format, Error> {
    let taken = &copy.to.media_types;
    let target = match copy.format {
        Some(format) => Some(format),
        None if taken.is_empty() || taken.contains(&source.index_media_type()) => Some(source),
        None => taken.iter().find_map(Format::of_index_media_type),
    };
    match (target, copy.fixed) {
        (Some(target), Some(fixed)) if target.family() != source.family() => {
            Err(fixed.refused("", format!("the index would become an {}", target.index_kind())))
        }
        (Some(target), _) => Ok(target),
        (None, _) => {
            let text = "the destination takes no lists of manifests";
            Err(Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "", text))
        }
    }
}
