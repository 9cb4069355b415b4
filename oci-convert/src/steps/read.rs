//! Reading the manifest of an image.

use crate::go::{self, Field, Omit, ReadOptions, Shape, Struct, Value};
use crate::held::{At, Held, Reader};
use crate::image::{BlobName, Body, Image, LayerTrace, Schema1};
use crate::notes::{Notes, json_error, read as read_as_go};
use crate::rules::{ImageRules, Reading};
use crate::{Cause, Error, ErrorKind, Format, OddityCode, Part, Source, Stage, Tool};
use oci_spec_types::{ClaimedDigest, Kind, MediaType, oci};

/// The format as which a manifest of this media type is read; `None` for lists and indexes, and for types that the tool does
/// not read.
pub(crate) fn format_of(media_type: &MediaType, reading: Reading) -> Option<Format> {
    match Format::of_media_type(media_type) {
        Some(format) => Some(format),
        None if media_type.is_index() => None,
        None => reading.unknown_is_schema1.then_some(Format::DockerV2S1),
    }
}

/// Reads the manifest of an image. An error says what the document is, if it is no such manifest.
pub(crate) fn image(source: &Source, tool: &Tool, reader: &Reader, notes: &mut Notes) -> Result<Image, Error> {
    let rules = tool.image_rules()?;
    let result = match format_of(&source.media_type, rules.reading) {
        Some(format) => of_format(source, format, tool, rules, reader, notes),
        None => {
            let text = format!("{} does not read {:?} as an image", tool.name(), source.media_type.as_str());
            Err(Error::parse(ErrorKind::UnsupportedConversion, Part::Manifest, "", text))
        }
    };
    result.map_err(|error| told(error, source, rules.reading))
}

/// The same error, with what the document is where that is something else than it was read as, and why it was read so.
fn told(error: Error, source: &Source, reading: Reading) -> Error {
    if format_of(&source.media_type, reading).is_none() {
        // It was not read at all.
        return error;
    }
    let kind = source.found_kind();
    let read_as = Format::of_media_type(&source.media_type).unwrap_or(Format::DockerV2S1).kind();
    let is_schema1 = |kind| matches!(kind, Kind::Schema1 | Kind::Schema1Signed);
    if kind == read_as || (is_schema1(kind) && is_schema1(read_as)) {
        return error;
    }
    let why = match source.media_type.as_str() {
        "" => "read as schema 1, because no media type is known".to_owned(),
        stated => format!("read as schema 1, because {stated:?} is no type of a manifest"),
    };
    match (Format::of_media_type(&source.media_type), kind) {
        (Some(_), Kind::Unknown) => error,
        (Some(_), kind) => error.because(format!("this is no {read_as}, but: {kind}")),
        (None, Kind::Unknown) => error.because(why),
        (None, Kind::OciManifest | Kind::DockerManifest) => {
            error.because(format!("this is no manifest of schema 1, but: {kind}; {why}"))
        }
        (None, kind) => error.because(format!("this is no manifest of an image, but: {kind}; {why}")),
    }
}

fn of_format(
    source: &Source,
    format: Format,
    tool: &Tool,
    rules: &ImageRules,
    reader: &Reader,
    notes: &mut Notes,
) -> Result<Image, Error> {
    let known = Format::of_media_type(&source.media_type).is_some() || source.media_type == "application/json";
    if !known {
        notes.odd(Part::Manifest, "", OddityCode::ReadAsSchema1, source.media_type.as_str());
    }
    if format == Format::DockerV2S1 {
        return schema1(source, tool, reader, notes);
    }
    let at = At { stage: Stage::Parse, part: Part::Manifest };
    let held: Held<oci::Manifest> = reader.read(at, &source.bytes, tool.dialect.manifest(format), notes)?;
    if rules.reading.unambiguous {
        check_unambiguous(&held, source, &["config", "layers"], notes)?;
    }
    if format == Format::DockerV2S2 && !rules.reading.docker_types.is_empty() {
        check_types(&held.model, rules.reading.docker_types)?;
    }
    for (at, layer) in held.model.layers.iter().enumerate() {
        if !layer.urls.is_empty() {
            notes.odd(Part::Manifest, format!("/layers/{at}"), OddityCode::ForeignLayer, "");
        }
        if layer.digest.valid().is_none() {
            let found = layer.digest.to_string();
            notes.odd(Part::Manifest, format!("/layers/{at}/digest"), OddityCode::BadDigest, found);
        }
    }
    let layers = held.model.layers.iter().map(|layer| LayerTrace::kept(BlobName::of(layer))).collect();
    Ok(Image { format, body: Body::Manifest(held), layers, config: None })
}

/// The types of a manifest and its layers must be known.
fn check_types(manifest: &oci::Manifest, known: &[MediaType]) -> Result<(), Error> {
    let empty = MediaType::default();
    let own = manifest.media_type.as_ref().unwrap_or(&empty);
    let layers = manifest.layers.iter().map(|layer| &layer.media_type);
    for (at, media_type) in std::iter::once(own).chain(layers).enumerate() {
        if !known.contains(media_type) {
            let pointer = match at {
                0 => String::from("/mediaType"),
                _ => format!("/layers/{}/mediaType", at - 1),
            };
            let text = format!("found {:?}, expected a media type of Docker", media_type.as_str());
            return Err(Error::parse(ErrorKind::UnknownMediaType, Part::Manifest, pointer, text));
        }
    }
    Ok(())
}

/// Members that tell the formats apart.
const TELLING: [&str; 5] = ["config", "fsLayers", "history", "layers", "manifests"];

/// Members that only other formats have make a manifest invalid: two readers could see two images in it
/// (containers/image `ValidateUnambiguousManifestFormat`). `notes`: of the reading, which has no place for them.
pub(crate) fn check_unambiguous<T: KeepsUnknown>(
    held: &Held<T>,
    source: &Source,
    allowed: &[&str],
    notes: &Notes,
) -> Result<(), Error> {
    let mut telling = TELLING.iter().copied().filter(|name| !allowed.contains(name));
    let present = match held.odd {
        false => telling.find(|name| is_there(held.model.extra(), name)),
        true if telling.any(|name| notes.may_be_lost(name)) => ambiguous_as_go(&source.bytes, allowed)?,
        true => None,
    };
    match present {
        Some(name) => Err(ambiguous(name, &source.media_type, allowed)),
        None => Ok(()),
    }
}

fn is_there(extra: &oci_spec_types::Extra, name: &str) -> bool {
    let last = extra.iter().filter(|(own, _)| oci_spec_types::folds_to(own, name)).last();
    last.is_some_and(|(_, value)| value.as_str() != "null")
}

const fn telling(name: &'static str) -> Field {
    Field { name, shape: Shape::Raw, omit: Omit::Never }
}

/// The same as Go reads them: of type `any`, nil when missing or `null`.
static AMBIGUOUS: Struct = Struct::new(
    "telling",
    &[telling("config"), telling("fsLayers"), telling("history"), telling("layers"), telling("manifests")],
);

/// The first member that is there and not allowed, as Go finds it.
fn ambiguous_as_go(text: &[u8], allowed: &[&str]) -> Result<Option<&'static str>, Error> {
    let members = read_as_go(Stage::Parse, Part::Manifest, text, &AMBIGUOUS)?.value;
    let Some(record) = members.record() else { return Ok(None) };
    let present = record
        .iter()
        .find(|(field, value)| !allowed.contains(&field.name) && value.as_bytes().is_some_and(|text| text != b"null"));
    Ok(present.map(|(field, _)| field.name))
}

fn ambiguous(name: &str, media_type: &MediaType, allowed: &[&str]) -> Error {
    let text = format!("found a member that {media_type} does not have, expected only {}", allowed.join(" and "));
    Error::parse(ErrorKind::AmbiguousManifest, Part::Manifest, format!("/{name}"), text)
}

/// A model with unknown members.
pub(crate) trait KeepsUnknown {
    fn extra(&self) -> &oci_spec_types::Extra;
}

impl KeepsUnknown for oci::Manifest {
    fn extra(&self) -> &oci_spec_types::Extra {
        &self.extra
    }
}

impl KeepsUnknown for oci::Index {
    fn extra(&self) -> &oci_spec_types::Extra {
        &self.extra
    }
}

/// A schema 1 manifest: containers/image `Schema1.initialize` and `fixManifestLayers`.
fn schema1(source: &Source, tool: &Tool, reader: &Reader, notes: &mut Notes) -> Result<Image, Error> {
    let Some(types) = tool.dialect.schema1 else {
        let text = format!("{} does not read schema 1", tool.name());
        return Err(Error::parse(ErrorKind::UnsupportedConversion, Part::Manifest, "", text));
    };
    reader.check_size(Stage::Parse, Part::Manifest, source.bytes.len())?;
    let reading = ReadOptions::within(&reader.limits).read(&source.bytes, types.manifest);
    let reading = reading.map_err(|error| json_error(Stage::Parse, Part::Manifest, &source.bytes, &error))?;
    let mut manifest = notes.take(Part::Manifest, reading).into_owned();
    if manifest.get("schemaVersion").as_i64() != 1 {
        let text = format!("found {}, expected 1", manifest.get("schemaVersion").as_i64());
        return Err(Error::parse(ErrorKind::UnsupportedSchemaVersion, Part::Manifest, "/schemaVersion", text));
    }
    let allowed = ["fsLayers", "history"];
    if let Some(name) = ambiguous_as_go(&source.bytes, &allowed)? {
        return Err(ambiguous(name, &source.media_type, &allowed));
    }
    let mut v1 = v1_images(&manifest, types.v1_compatibility)?;
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

    let all: Vec<ClaimedDigest> = v1.iter().rev().map(|image| image.get("id").as_str().into()).collect();
    let mut blobs: Vec<Value<'static>> = manifest.get("fsLayers").list().to_vec();
    let mut history: Vec<Value<'static>> = manifest.get("history").list().to_vec();
    let kept = |layer: &Value<'_>| LayerTrace::kept(BlobName::of_schema1(layer.get("blobSum").as_str()));
    let mut layers: Vec<LayerTrace> = blobs.iter().map(kept).collect();
    // Neighbours with the same ID are merged, from the base up: the upper one goes. `below` is that of the next that stayed.
    let mut keep = vec![true; v1.len()];
    let mut below = None;
    for (at, ((image, stays), layer)) in v1.iter().zip(&mut keep).zip(&mut layers).enumerate().rev() {
        let (id, parent) = (image.get("id").as_str(), image.get("parent").as_str());
        match below {
            Some(expected) if id == expected => {
                *stays = false;
                layer.remove(Cause::DuplicateMerged);
            }
            Some(expected) if parent != expected => {
                let text = format!("found {parent:?}, expected {expected:?}, the ID of the layer below");
                return Err(Error::parse(ErrorKind::InvalidParentId, Part::V1Image(at), "/parent", text));
            }
            _ => below = Some(id),
        }
    }
    retain(&mut v1, &keep);
    retain(&mut blobs, &keep);
    retain(&mut history, &keep);
    layers.reverse();
    manifest.set("fsLayers", blobs);
    manifest.set("history", history);
    Ok(Image { format: Format::DockerV2S1, body: Body::Schema1(Schema1 { manifest, v1, all }), layers, config: None })
}

/// The v1 images of a schema 1 manifest, newest first (containers/image `Schema1.initialize`).
pub(crate) fn v1_images(manifest: &Value<'_>, table: &'static Struct) -> Result<Vec<Value<'static>>, Error> {
    let (layers, history) = (manifest.get("fsLayers").list(), manifest.get("history").list());
    if layers.len() != history.len() {
        let text = format!("found {} entries, expected one for each of the {} layers", history.len(), layers.len());
        return Err(Error::parse(ErrorKind::HistoryLayerCountMismatch, Part::Manifest, "/history", text));
    }
    if layers.is_empty() {
        let text = "found no layer, expected at least one";
        return Err(Error::parse(ErrorKind::NoLayers, Part::Manifest, "/fsLayers", text));
    }
    let image = |(at, entry): (usize, &Value<'_>)| {
        let text = v1_text(entry);
        let reading = go::read(text, table);
        reading.map(|reading| reading.value.into_owned()).map_err(|error| {
            let pointer = error.pointer(text);
            Error::parse(ErrorKind::InvalidV1Compatibility, Part::V1Image(at), pointer, error.to_string())
        })
    };
    history.iter().enumerate().map(image).collect()
}

/// The text of a `v1Compatibility`.
pub(crate) fn v1_text<'v>(entry: &'v Value<'_>) -> &'v [u8] {
    match entry.get("v1Compatibility") {
        Value::String(text) => text.as_bytes(),
        Value::BadString(bytes) => bytes,
        _ => b"",
    }
}

/// An ID may stand in neighbours, but not in two places.
fn check_unique(v1: &[Value<'_>]) -> Result<(), Error> {
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
