//! Reading a manifest as containers/image reads it: `manifest/*.go`, `internal/manifest/common.go`.

use crate::go::{self, Struct, Value, shapes::containers_image as tables};
use crate::image::{Blob, Image, Link};
use crate::ledger::{Ledger, read};
use crate::{Cause, Error, ErrorKind, Format, OddityCode, Part, Profile, Source, Stage};
use oci_spec_types::MediaType;

/// containers/image `SupportedSchema2MediaType`.
static SCHEMA2_TYPES: [MediaType; 10] = [
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

/// The format as which a manifest of this media type is read; `None` for lists and indexes.
///
/// Whatever is not known is read as schema 1 (containers/image `NormalizedMIMEType`).
pub(crate) fn format_of(media_type: &MediaType) -> Option<Format> {
    match Format::of_media_type(media_type) {
        Some(format) => Some(format),
        None if [MediaType::OCI_INDEX, MediaType::DOCKER_LIST].contains(media_type) => None,
        None => Some(Format::DockerV2S1),
    }
}

/// Reads the manifest of an image.
pub(crate) fn parse(source: &Source, profile: Profile, ledger: &mut Ledger) -> Result<Image, Error> {
    let Some(format) = format_of(&source.media_type) else {
        let text = format!("{} is a list of manifests; convert its children, or the list itself", source.media_type);
        return Err(Error::parse(ErrorKind::UnsupportedConversion, Part::Manifest, "", text));
    };
    let known = Format::of_media_type(&source.media_type).is_some() || source.media_type == "application/json";
    if !known {
        ledger.odd(Part::Manifest, "", OddityCode::ReadAsSchema1, source.media_type.as_str());
    }
    let (table, allowed): (&'static Struct, _) = match format {
        Format::Oci => (profile.edition().manifest(), ["config", "layers"]),
        Format::DockerV2S2 => (&tables::MANIFEST, ["config", "layers"]),
        Format::DockerV2S1 => (&tables::SCHEMA1, ["fsLayers", "history"]),
    };
    let manifest = ledger.read(Stage::Parse, Part::Manifest, &source.bytes, table)?;
    if format == Format::DockerV2S1 && manifest.get("schemaVersion").as_i64() != 1 {
        let text = format!("found {}, expected 1", manifest.get("schemaVersion").as_i64());
        return Err(Error::parse(ErrorKind::UnsupportedSchemaVersion, Part::Manifest, "/schemaVersion", text));
    }
    check_unambiguous(&source.bytes, &allowed, &source.media_type)?;
    match format {
        Format::Oci => Ok(with_layers(Format::Oci, manifest, ledger)),
        Format::DockerV2S2 => {
            let types = std::iter::once((String::from("/mediaType"), manifest.get("mediaType").as_str())).chain(
                (manifest.get("layers").list().iter().enumerate())
                    .map(|(at, layer)| (format!("/layers/{at}/mediaType"), layer.get("mediaType").as_str())),
            );
            for (pointer, media_type) in types {
                if !SCHEMA2_TYPES.iter().any(|known| known == media_type) {
                    let text = format!("found {media_type:?}, expected a media type of Docker");
                    return Err(Error::parse(ErrorKind::UnknownMediaType, Part::Manifest, pointer, text));
                }
            }
            Ok(with_layers(Format::DockerV2S2, manifest, ledger))
        }
        Format::DockerV2S1 => schema1(manifest),
    }
}

/// Members that only other formats have make a manifest invalid: two readers could see two images in it
/// (containers/image `ValidateUnambiguousManifestFormat`).
pub(crate) fn check_unambiguous(text: &[u8], allowed: &[&str], media_type: &MediaType) -> Result<(), Error> {
    let members = read(Stage::Parse, Part::Manifest, text, &tables::AMBIGUOUS)?.value;
    let Some(record) = members.record() else { return Ok(()) };
    let present = record
        .iter()
        .find(|(field, value)| !allowed.contains(&field.name) && value.as_bytes().is_some_and(|text| text != b"null"));
    let Some((field, _)) = present else { return Ok(()) };
    let text = format!("found a member that {media_type} does not have, expected only {}", allowed.join(" and "));
    Err(Error::parse(ErrorKind::AmbiguousManifest, Part::Manifest, format!("/{}", field.name), text))
}

fn with_layers(format: Format, manifest: Value, ledger: &mut Ledger) -> Image {
    let layers: Vec<Link> = manifest.get("layers").list().iter().map(|layer| Link::kept(Blob::of(layer))).collect();
    for (at, layer) in manifest.get("layers").list().iter().enumerate() {
        if !layer.get("urls").list().is_empty() {
            ledger.odd(Part::Manifest, format!("/layers/{at}"), OddityCode::ForeignLayer, "");
        }
        if layer.get("digest").as_str().parse::<oci_digest::Digest>().is_err() {
            let found = layer.get("digest").as_str();
            ledger.odd(Part::Manifest, format!("/layers/{at}/digest"), OddityCode::BadDigest, found);
        }
    }
    Image { format, manifest, v1: Vec::new(), layers, config: None }
}

/// containers/image `Schema1.initialize` and `fixManifestLayers`.
fn schema1(mut manifest: Value) -> Result<Image, Error> {
    let mut v1 = v1_images(&manifest)?;
    for (at, image) in v1.iter().enumerate() {
        let id = image.get("id").as_str();
        if id.parse::<oci_digest::V1Id>().is_err() {
            let text = format!("found {id:?}, expected 64 lower-case hex digits");
            return Err(Error::parse(ErrorKind::InvalidV1Id, Part::V1Image(at), "/id", text));
        }
    }
    if let Some(parent) = v1.last().map(|base| base.get("parent").as_str()).filter(|parent| !parent.is_empty()) {
        let text = format!("found {parent:?} in the base layer, expected none");
        return Err(Error::parse(ErrorKind::InvalidParentId, Part::V1Image(v1.len() - 1), "/parent", text));
    }
    check_unique(&v1)?;

    let mut blobs: Vec<Value> = manifest.get("fsLayers").list().to_vec();
    let mut history: Vec<Value> = manifest.get("history").list().to_vec();
    let mut layers: Vec<Link> =
        blobs.iter().map(|layer| Link::kept(Blob::of_schema1(layer.get("blobSum").as_str()))).collect();
    // Neighbours with the same ID are merged, from the base up: the upper one goes. `below` is the next that stayed.
    let mut keep = vec![true; v1.len()];
    let mut below = v1.len() - 1;
    for at in (0..v1.len() - 1).rev() {
        let (id, parent) = (v1[at].get("id").as_str(), v1[at].get("parent").as_str());
        let expected = v1[below].get("id").as_str();
        if id == expected {
            keep[at] = false;
            layers[at].remove(Cause::DuplicateMerged);
        } else if parent == expected {
            below = at;
        } else {
            let text = format!("found {parent:?}, expected {expected:?}, the ID of the layer below");
            return Err(Error::parse(ErrorKind::InvalidParentId, Part::V1Image(at), "/parent", text));
        }
    }
    retain(&mut v1, &keep);
    retain(&mut blobs, &keep);
    retain(&mut history, &keep);
    layers.reverse();
    manifest.set("fsLayers", blobs);
    manifest.set("history", history);
    Ok(Image { format: Format::DockerV2S1, manifest, v1, layers, config: None })
}

/// The v1 images of a schema 1 manifest, newest first (containers/image `Schema1.initialize`).
pub(crate) fn v1_images(manifest: &Value) -> Result<Vec<Value>, Error> {
    let (layers, history) = (manifest.get("fsLayers").list(), manifest.get("history").list());
    if layers.len() != history.len() {
        let text = format!("found {} entries, expected one for each of the {} layers", history.len(), layers.len());
        return Err(Error::parse(ErrorKind::HistoryLayerCountMismatch, Part::Manifest, "/history", text));
    }
    if layers.is_empty() {
        let text = "found no layer, expected at least one";
        return Err(Error::parse(ErrorKind::NoLayers, Part::Manifest, "/fsLayers", text));
    }
    let image = |(at, entry): (usize, &Value)| {
        let text = v1_text(entry);
        let reading = go::read(text, &tables::V1_COMPATIBILITY);
        reading.map(|reading| reading.value).map_err(|error| {
            let pointer = error.pointer(text);
            Error::parse(ErrorKind::InvalidV1Compatibility, Part::V1Image(at), pointer, error.to_string())
        })
    };
    history.iter().enumerate().map(image).collect()
}

/// The text of a `v1Compatibility`.
pub(crate) fn v1_text(entry: &Value) -> &[u8] {
    match entry.get("v1Compatibility") {
        Value::String(text) => text.as_bytes(),
        Value::BadString(bytes) => bytes,
        _ => b"",
    }
}

/// An ID may stand in neighbours, but not in two places.
fn check_unique(v1: &[Value]) -> Result<(), Error> {
    let mut seen = std::collections::BTreeSet::new();
    let mut last = "";
    for (at, image) in v1.iter().enumerate() {
        let id = image.get("id").as_str();
        if !seen.insert(id) && id != last {
            let text = format!("{id:?} stands in two places");
            return Err(Error::parse(ErrorKind::DuplicateV1Id, Part::V1Image(at), "/id", text));
        }
        last = id;
    }
    Ok(())
}

fn retain<T>(list: &mut Vec<T>, keep: &[bool]) {
    let mut flags = keep.iter();
    list.retain(|_| flags.next().copied().unwrap_or(true));
}
