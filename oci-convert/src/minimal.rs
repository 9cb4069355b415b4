//! The least change: only the media types in the text of the manifest, and what edits of layers ask for.

mod text;

use crate::go::{Form, Value, shapes::containers_image};
use crate::image::Image;
use crate::job::Job;
use crate::ledger::{Ledger, read};
use crate::schema2::{layer_to_docker, layer_to_oci, refused};
use crate::update::{OCI_RULES, V2S2_ZSTD_RULES};
use crate::{Error, ErrorKind, Format, LayerUpdate, LossReason, OddityCode, Part, Profile, Stage, layers};
use oci_spec_types::MediaType;
use text::{Edit, Places};

/// Converts between Docker v2s2 and OCI; `None` for schema 1, which has nothing in common with them.
pub(crate) fn convert(job: &Job, image: &mut Image, ledger: &mut Ledger) -> Result<Option<Vec<u8>>, Error> {
    let target = job.conversion.target.unwrap_or(image.format);
    if image.format == Format::DockerV2S1 || target == Format::DockerV2S1 {
        return Ok(None);
    }
    // What the types of the reader do not hold is kept in the text.
    ledger.losses.clear();
    let updates = job.conversion.updates.as_deref();
    rewrite(&job.source.bytes, target, updates, image, ledger).map(Some)
}

/// Rewrites the text of a manifest, and brings the image up to date with it.
pub(crate) fn rewrite(
    source: &[u8],
    target: Format,
    updates: Option<&[LayerUpdate]>,
    image: &mut Image,
    ledger: &mut Ledger,
) -> Result<Vec<u8>, Error> {
    if let Some(updates) = updates {
        layers::check_count(updates, image.layer_count())?;
    }
    let places = Places::find(source)?;
    if places.layers.len() != image.manifest.get("layers").list().len() {
        // A member that only Go takes for the layers (U+017F is an s to it): no other reader would agree.
        return Err(ambiguous("/layers"));
    }
    let mut edits = Vec::new();
    let quoted = |media_type: &MediaType| quote(media_type.as_str());
    if image.format != target {
        edits.push((&places.root, Edit::set("mediaType", quoted(&target.media_type()))));
        let config = if target == Format::Oci { MediaType::OCI_CONFIG } else { MediaType::DOCKER_CONFIG };
        if let Some(place) = &places.config {
            edits.push((place, Edit::set("mediaType", quoted(&config))));
        }
        note_kept(image, target, ledger);
    }
    for (at, (place, layer)) in places.layers.iter().zip(image.manifest.get("layers").list()).enumerate() {
        let update = updates.and_then(|updates| updates.get(at));
        let old = layer.get("mediaType").as_str();
        let new = media_type(old, update, image.format, target, at, ledger)?;
        if new != *old {
            edits.push((place, Edit::set("mediaType", quoted(&new))));
        }
        if let Some(update) = update {
            edits.extend(descriptor_edits(update, layer, at, ledger).into_iter().map(|edit| (place, edit)));
        }
    }
    let text = text::apply(source, edits);

    let table = match target {
        Format::Oci => Profile::Minimal.edition().manifest(),
        _ => &containers_image::MANIFEST,
    };
    image.manifest = read(Stage::Convert, Part::Manifest, &text, table)?.value;
    image.format = target;
    let types: Vec<MediaType> =
        image.manifest.get("layers").list().iter().map(|layer| layer.get("mediaType").as_str().into()).collect();
    for (link, media_type) in image.current_mut().zip(types) {
        if let Some(blob) = &mut link.after {
            blob.media_type = media_type;
        }
    }
    if let Some(updates) = updates {
        layers::link(image, updates);
    }
    Ok(text)
}

/// The media type of a layer in the target, edited where the format allows more.
fn media_type(
    old: &str,
    update: Option<&LayerUpdate>,
    from: Format,
    to: Format,
    at: usize,
    ledger: &mut Ledger,
) -> Result<MediaType, Error> {
    let pointer = format!("/layers/{at}");
    let edit = |media_type: MediaType, rules: &crate::update::EditRules| match update {
        Some(update) => rules.media_type(media_type.as_str(), update, &pointer),
        None => Ok(media_type),
    };
    match (from, to) {
        (Format::Oci, Format::Oci) => edit(old.into(), &OCI_RULES),
        (_, Format::Oci) => {
            let mapped = layer_to_oci(old).unwrap_or_else(|_| {
                ledger.odd(Part::Manifest, format!("{pointer}/mediaType"), OddityCode::UnknownMediaType, old);
                old.into()
            });
            edit(mapped, &OCI_RULES)
        }
        (Format::Oci, _) => {
            let edited = edit(old.into(), &OCI_RULES)?;
            let docker = layer_to_docker(edited.as_str(), true);
            let docker = docker.map_err(|kind| refused(kind, edited.as_str(), at, Format::DockerV2S2))?;
            if docker == MediaType::DOCKER_LAYER_ZSTD {
                ledger.odd(Part::Manifest, format!("{pointer}/mediaType"), OddityCode::DockerZstd, "");
            }
            Ok(docker)
        }
        _ => edit(old.into(), &V2S2_ZSTD_RULES),
    }
}

/// What an edit replaces in a descriptor. What belongs to the old blob alone goes: urls and embedded data.
fn descriptor_edits(update: &LayerUpdate, layer: &Value, at: usize, ledger: &mut Ledger) -> Vec<Edit> {
    let mut edits = Vec::new();
    let replaced = layer.get("digest").as_str() != &*update.digest;
    if replaced {
        edits.push(Edit::set("digest", quote(&update.digest)));
    }
    if layer.get("size").as_i64() != update.size {
        edits.push(Edit::set("size", update.size.to_string().into_bytes()));
    }
    let mut lose = |member: &str| {
        let pointer = format!("/layers/{at}/{member}");
        ledger.lose_value(Part::Manifest, pointer, layer.get(member), LossReason::DescriptorReplaced);
    };
    if !update.urls.is_empty() {
        let urls = Value::strings(update.urls.iter().map(oci_spec_types::Text::as_str));
        if urls != *layer.get("urls") {
            lose("urls");
            edits.push(Edit::set("urls", json(&urls)));
        }
    } else if replaced {
        lose("urls");
        edits.push(Edit::remove("urls"));
    }
    if replaced {
        lose("data");
        edits.push(Edit::remove("data"));
    }
    let annotations: std::collections::BTreeMap<String, String> =
        update.annotations.iter().map(|(key, text)| (key.to_owned(), text.as_str().to_owned())).collect();
    let annotations = Value::from(annotations);
    if !update.annotations.is_empty() && annotations != *layer.get("annotations") {
        lose("annotations");
        edits.push(Edit::set("annotations", json(&annotations)));
    }
    edits
}

/// Members that Docker does not have stay, and mean nothing there.
fn note_kept(image: &Image, target: Format, ledger: &mut Ledger) {
    if target != Format::DockerV2S2 {
        return;
    }
    for member in ["artifactType", "subject", "annotations"] {
        let value = image.manifest.get(member);
        if !value.is_nil() && !matches!(value, Value::String(text) if text.is_empty()) {
            ledger.odd(Part::Manifest, format!("/{member}"), OddityCode::KeptWithoutMeaning, "");
        }
    }
}

fn quote(text: &str) -> Vec<u8> {
    json(&text.into())
}

fn json(value: &Value) -> Vec<u8> {
    // Strings, lists and maps of them: Go writes them all.
    value.to_bytes(&Form { html: false, ..Form::COMPACT }).unwrap_or_default()
}

/// A document that cannot be edited in its text, because two members of it mean the same.
fn ambiguous(pointer: &str) -> Error {
    Error::convert(ErrorKind::AmbiguousManifest, Part::Manifest, pointer, "found twice, expected once")
}
