//! Between Docker v2 schema 2 and OCI: containers/image `internal/image/docker_schema2.go`, `internal/image/oci.go`; the
//! others do the same with other counterparts.

use crate::held::Reader;
use crate::image::{Body, Image};
use crate::notes::Notes;
use crate::rules::{ConfigRule, Head, ImageRules};
use crate::steps::{config, media_types};
use crate::{Error, ErrorKind, Format, LossReason, OddityCode, Part, Tool};
use bytes::Bytes;
use oci_spec_types::artifact::Artifact;
use oci_spec_types::{ClaimedDigest, Descriptor, Family, MediaType, oci};

/// Converts Docker v2s2 to OCI. `part` is the document of the source that the config comes from. Returns the diffIDs, where
/// the config was read.
pub(crate) fn to_oci(
    image: &mut Image,
    tool: &Tool,
    given: Option<&Bytes>,
    part: Part,
    reader: &Reader,
    notes: &mut Notes,
) -> Result<Option<Vec<ClaimedDigest>>, Error> {
    let rule = tool.image_rules()?.config;
    let mut diff_ids = None;
    if let (ConfigRule::Rewritten, Some(given)) = (rule, given) {
        let layers = image.manifest().map(|manifest| &*manifest.layers);
        let written = config::rewrite(given, layers, tool, part, reader, notes)?;
        if let Some(manifest) = image.manifest_mut() {
            let new = Descriptor::of(MediaType::OCI_CONFIG, &written.bytes);
            let old = std::mem::replace(&mut manifest.config, new);
            if !old.urls.is_empty()
                && let Ok(urls) = serde_json::to_vec(&old.urls)
            {
                notes.lose(Part::Manifest, "/config/urls", &urls, LossReason::DescriptorReplaced);
            }
        }
        image.config = Some(written.bytes);
        diff_ids = Some(written.diff_ids);
    }
    media_types::retype_layers(image, Format::Oci, tool, notes)?;
    rename(image, Format::Oci, tool.image_rules()?);
    Ok(diff_ids)
}

/// Converts OCI to Docker v2s2; the config stays.
pub(crate) fn to_docker(image: &mut Image, tool: &Tool, notes: &mut Notes) -> Result<(), Error> {
    check_representable(image, tool)?;
    media_types::retype_layers(image, Format::DockerV2S2, tool, notes)?;
    if let (true, Some(manifest)) = (tool.dialect.is_in_place(), image.manifest()) {
        note_kept(manifest, notes);
    }
    rename(image, Format::DockerV2S2, tool.image_rules()?);
    Ok(())
}

/// Makes everything in a manifest fit the format that it has.
pub(crate) fn normalise(image: &mut Image, tool: &Tool, notes: &mut Notes) -> Result<(), Error> {
    media_types::retype_layers(image, image.format, tool, notes)?;
    rename(image, image.format, tool.image_rules()?);
    Ok(())
}

/// An artifact type has no place in a Docker manifest; where the tool does not drop it, it is refused.
fn check_representable(image: &Image, tool: &Tool) -> Result<(), Error> {
    let artifact_type = image.manifest().and_then(|manifest| manifest.artifact_type.as_ref());
    match artifact_type
        .filter(|own| tool.image_rules().is_ok_and(|rules| rules.refuses_artifact_types) && !own.is_empty())
    {
        None => Ok(()),
        Some(own) => {
            let text = format!("found {:?}, for which a Docker manifest has no place", own.as_str());
            Err(Error::convert(ErrorKind::ArtifactTypeNotRepresentable, Part::Manifest, "/artifactType", text))
        }
    }
}

/// Members that Docker does not have stay, and mean nothing there.
fn note_kept(manifest: &oci::Manifest, notes: &mut Notes) {
    let kept = [
        ("/artifactType", manifest.artifact_type.as_ref().is_some_and(|own| !own.is_empty())),
        ("/subject", manifest.subject.is_some()),
        ("/annotations", !manifest.annotations.is_empty()),
    ];
    for (pointer, _) in kept.into_iter().filter(|(_, there)| *there) {
        notes.odd(Part::Manifest, pointer, OddityCode::KeptWithoutMeaning, "");
    }
}

/// Gives a manifest the head of a format.
pub(crate) fn rename(image: &mut Image, to: Format, rules: &ImageRules) {
    let from = std::mem::replace(&mut image.format, to);
    let Body::Manifest(held) = &mut image.body else { return };
    let manifest = &mut held.model;
    match rules.head {
        Head::Stated if manifest.media_type.is_none() => {}
        Head::OnConversion | Head::Stated if from == to => {}
        _ => {
            manifest.schema_version = 2;
            manifest.media_type = Some(to.media_type());
        }
    }
    manifest.config.media_type = media_types::retyped_config(&manifest.config.media_type, to, rules.config_types);
    if rules.remakes_lists {
        manifest.extra.forget_order();
    }
}

/// Annotations of descriptors with Docker types go.
pub(crate) fn drop_docker_annotations<'d>(
    descriptors: impl Iterator<Item = (String, &'d mut Descriptor)>,
    notes: &mut Notes,
) {
    for (pointer, descriptor) in descriptors {
        if descriptor.media_type.family() != Family::Docker || descriptor.annotations.is_empty() {
            continue;
        }
        let annotations = std::mem::take(&mut descriptor.annotations);
        if let Ok(text) = serde_json::to_vec(&annotations) {
            notes.lose(Part::Manifest, format!("{pointer}/annotations"), &text, LossReason::NoPlace);
        }
    }
}

/// The same for all descriptors of a manifest.
pub(crate) fn drop_manifest_annotations(image: &mut Image, notes: &mut Notes) {
    let Some(manifest) = image.manifest_mut() else { return };
    let layers = manifest.layers.iter_mut().enumerate();
    let layers = layers.map(|(at, layer)| (format!("/layers/{at}"), layer));
    drop_docker_annotations(std::iter::once(("/config".to_owned(), &mut manifest.config)).chain(layers), notes);
}

/// An OCI manifest whose config is not that of an image cannot be converted
/// (containers/image `NewNonImageArtifactError`).
pub(crate) fn check_image(manifest: &oci::Manifest, normalises: bool) -> Result<(), Error> {
    let media_type = &manifest.config.media_type;
    if *media_type == MediaType::OCI_CONFIG || (normalises && *media_type == MediaType::DOCKER_CONFIG) {
        return Ok(());
    }
    let artifact = Artifact::of_manifest(manifest);
    let text = if artifact.kind.is_image() && *media_type == MediaType::DOCKER_CONFIG {
        "found a Docker config in an OCI manifest".to_owned()
    } else if artifact.kind.is_image() {
        format!("found a config of type {:?}, expected an OCI image config", media_type.as_str())
    } else {
        format!("found {artifact} ({}), expected an image", artifact.reason)
    };
    Err(Error::convert(ErrorKind::NonImageArtifact, Part::Manifest, "/config/mediaType", text))
}
