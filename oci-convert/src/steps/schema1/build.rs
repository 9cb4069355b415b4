//! A schema 1 manifest from layers and a config.
//!
//! containers/image `internal/image/docker_schema2.go` `convertToManifestSchema1`, and distribution 2.8
//! `manifest/schema1/config_builder.go`, from which the former was made: the IDs are the same.

use crate::dialect::Schema1Types;
use crate::go::{self, RawMap, Shape, Value};
use crate::image::{BlobName, Body, Image, LayerTrace, Schema1};
use crate::notes::{Notes, json_error, read, write};
use crate::rules::Schema1Rules;
use crate::steps::{layers, read::v1_images};
use crate::{
    Cause, Causes, Destination, EMPTY_LAYER, EMPTY_LAYER_DIGEST, Error, ErrorKind, Format, LayerUpdate, LossReason,
    OddityCode, Part, Stage, Tool,
};
use oci_digest::{Digest, LayerDigest, V1Id};
use oci_spec_types::{ClaimedDigest, MediaType, oci};

/// What is read of the config.
fn read_config<'c>(
    types: &Schema1Types,
    rules: &Schema1Rules,
    config: &'c [u8],
    layers: usize,
) -> Result<Value<'c>, Error> {
    let error = |kind, pointer: &str, text: String| Err(Error::convert(kind, Part::Config, pointer, text));
    let read = read(Stage::Convert, Part::Config, config, types.config)?.value;
    if read.get("history").list().is_empty() {
        return error(ErrorKind::NoHistory, "/history", "found no step, expected at least one".to_owned());
    }
    let diff_ids = read.get("rootfs").get("diff_ids").list().len();
    if rules.counts_diff_ids && diff_ids != layers {
        let text = format!("found {diff_ids} diffIDs, expected one for each of the {layers} layers");
        return error(ErrorKind::ConfigLayerCountMismatch, "/rootfs/diff_ids", text);
    }
    Ok(read)
}

/// Converts Docker v2s2 to v2s1. Returns the updates that are left, with one for every step of the history.
pub(crate) fn to_schema1(
    image: &mut Image,
    tool: &Tool,
    config: &[u8],
    destination: &Destination,
    updates: Option<Vec<LayerUpdate>>,
    notes: &mut Notes,
) -> Result<Option<Vec<LayerUpdate>>, Error> {
    let layer_count = image.layer_count();
    if let Some(updates) = &updates {
        layers::check_count(updates, layer_count)?;
    }
    let (types, rules) = super::of_tool(tool)?;
    let read = read_config(types, rules, config, layer_count)?;
    let history = read.get("history").list();

    let base = if rules.counts_diff_ids { base_parent(&read) } else { None };
    let mut chain = Chain { parent: None, base, below: None };
    let mut old_links = std::mem::take(&mut image.layers).into_iter();
    let mut left = updates.as_ref().map(|_| Vec::new());
    let mut given = updates.into_iter().flatten();
    let (mut blobs, mut entries, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for (at, step) in history.iter().enumerate() {
        let empty = step.get("empty_layer").as_bool();
        let link = if empty {
            let after = Some(BlobName::of_schema1(EMPTY_LAYER_DIGEST));
            LayerTrace { before: None, after, causes: Causes::from(Cause::EmptyLayerAdded) }
        } else {
            next_link(&mut old_links, &mut image.layers).ok_or_else(|| {
                let text = format!("needs one more than the {layer_count} layers of the manifest");
                Error::convert(ErrorKind::HistoryNeedsMoreLayers, Part::Config, format!("/history/{at}"), text)
            })?
        };
        if let Some(left) = &mut left {
            let empty_layer = || LayerUpdate::new(EMPTY_LAYER_DIGEST, i64::try_from(EMPTY_LAYER.len()).unwrap_or(32));
            left.push(if empty { empty_layer() } else { given.next().unwrap_or_default() });
        }
        let blob = link.after.as_ref().map(|blob| blob.digest.clone()).unwrap_or_default();
        let digest = go_digest(&blob, blobs.len())?;
        let top = at + 1 == history.len();
        chain.step(&digest, top.then_some(config));
        ids.push(chain.id());
        let text = if top { top_image(types, config, &chain, empty)? } else { step_image(types, step, &chain, empty)? };
        blobs.push(types.layer.with([("blobSum", blob.to_string().into())]));
        entries.push(types.history.with([("v1Compatibility", Value::string(text))]));
        image.layers.push(link);
    }
    for mut link in old_links {
        if link.after.is_some() {
            let digest = link.after.as_ref().map(|blob| blob.digest.clone()).unwrap_or_default();
            notes.odd(Part::Manifest, "/layers", OddityCode::SurplusLayers, digest.to_string());
            link.remove(Cause::SurplusDropped);
        }
        image.layers.push(link);
    }
    for link in &mut image.layers {
        if let Some(blob) = &mut link.after {
            blob.media_type = MediaType::default();
        }
    }
    note_losses(image.manifest(), config, history.len(), notes);

    blobs.reverse();
    entries.reverse();
    let manifest = types.manifest.with([
        ("schemaVersion", 1.into()),
        ("name", (&*destination.name).into()),
        ("tag", (&*destination.tag).into()),
        ("architecture", read.get("architecture").as_str().into()),
        ("fsLayers", blobs.into()),
        ("history", entries.into()),
    ]);
    ids.reverse();
    let v1 = if rules.reads_again {
        // A config can have members that a v1 image cannot.
        v1_images(&manifest, types.v1_compatibility).map_err(|error| error.at_stage(Stage::Convert))?
    } else {
        let image = |id: &String| types.v1_compatibility.with([("id", id.as_str().into())]);
        ids.iter().map(image).collect()
    };
    image.body = Body::Schema1(Schema1 { manifest, v1, all: Vec::new() });
    image.format = Format::DockerV2S1;
    image.config = None;
    Ok(left)
}

/// The next layer that is still there; those that are gone are moved along.
fn next_link(old: &mut impl Iterator<Item = LayerTrace>, new: &mut Vec<LayerTrace>) -> Option<LayerTrace> {
    loop {
        let link = old.next()?;
        if link.after.is_some() {
            return Some(link);
        }
        new.push(link);
    }
}

/// The chain of v1 IDs.
struct Chain {
    /// The ID of the last step.
    below: Option<V1Id>,
    /// The parent that the entry of the last step names.
    parent: Option<V1Id>,
    /// The parent of the first step, where the config has an old Windows base layer.
    base: Option<V1Id>,
}

impl Chain {
    /// The next step; the top one with the config.
    fn step(&mut self, blob: &LayerDigest, config: Option<&[u8]>) {
        let first = self.below.is_none();
        let id = match config {
            Some(config) => V1Id::of_top(blob, self.below.as_ref(), config),
            None => V1Id::of_layer(blob, self.below.as_ref()),
        };
        // The base layer is named as parent of the first step, but counts in no ID, and not in a top step.
        self.parent = if first && config.is_none() { self.base.take() } else { self.below };
        self.below = Some(id);
    }

    fn id(&self) -> String {
        self.below.map(|id| id.to_string()).unwrap_or_default()
    }
}

/// The v1 ID that distribution makes of an old Windows base layer: the first 32 bytes of its sha384.
fn base_parent(config: &Value<'_>) -> Option<V1Id> {
    let base = config.get("rootfs").get("base_layer").as_str();
    if base.is_empty() {
        return None;
    }
    Digest::sha384(base).encoded().as_str().get(..64)?.parse().ok()
}

/// A blob digest as go-digest takes it.
fn go_digest(claimed: &ClaimedDigest, at: usize) -> Result<LayerDigest, Error> {
    let known = claimed.valid().filter(|digest| matches!(digest.algorithm_str(), "sha256" | "sha384" | "sha512"));
    known.map(LayerDigest::new).ok_or_else(|| {
        let text = format!("found {claimed:?}, expected a sha256, sha384 or sha512 digest for a v1 ID");
        Error::convert(ErrorKind::InvalidDigest, Part::Manifest, format!("/layers/{at}/digest"), text)
    })
}

/// The v1 image of a step that is not the top one.
fn step_image(types: &Schema1Types, step: &Value<'_>, chain: &Chain, empty: bool) -> Result<Vec<u8>, Error> {
    let command = Value::strings([step.get("created_by").as_str()]);
    let image = types.v1_compatibility.with([
        ("id", chain.id().into()),
        ("parent", chain.parent.map(|id| id.to_string()).unwrap_or_default().into()),
        ("comment", step.get("comment").clone()),
        ("created", step.get("created").clone()),
        ("container_config", types.v1_command.with([("Cmd", command)])),
        ("author", step.get("author").clone()),
        ("throwaway", empty.into()),
    ]);
    write(Part::Config, &image, &types.text)
}

/// The v1 image of the top step: the config, its members kept as text.
fn top_image(types: &Schema1Types, config: &[u8], chain: &Chain, empty: bool) -> Result<Vec<u8>, Error> {
    let map = RawMap::read(config);
    let mut map = map.map_err(|error| json_error(Stage::Convert, Part::Config, config, &error))?;
    map.remove("rootfs");
    map.remove("history");
    map.insert("id", format!("\"{}\"", chain.id()));
    if let Some(parent) = &chain.parent {
        map.insert("parent", format!("\"{parent}\""));
    }
    if empty {
        map.insert("throwaway", "true");
    }
    Ok(map.to_bytes(&types.text))
}

/// What schema 1 has no place for.
fn note_losses(manifest: Option<&oci::Manifest>, config: &[u8], steps: usize, notes: &mut Notes) {
    let mut lose = |pointer: String, text: Option<Vec<u8>>| {
        if let Some(text) = text {
            notes.lose(Part::Manifest, pointer, &text, LossReason::NoPlace);
        }
    };
    let layers = manifest.into_iter().flat_map(|manifest| manifest.layers.iter().enumerate());
    let layers = layers.map(|(at, layer)| (format!("/layers/{at}"), layer));
    for (place, own) in layers.chain(manifest.map(|manifest| (String::from("/config"), &manifest.config))) {
        let json = |there: bool, text: serde_json::Result<Vec<u8>>| text.ok().filter(|_| there);
        lose(format!("{place}/mediaType"), json(!own.media_type.is_empty(), serde_json::to_vec(&own.media_type)));
        lose(format!("{place}/size"), json(true, serde_json::to_vec(&own.size)));
        lose(format!("{place}/urls"), json(!own.urls.is_empty(), serde_json::to_vec(&own.urls)));
    }
    // The steps are read through the type of a history; the top one is replaced by the config.
    let Ok(map) = RawMap::read(config) else { return };
    if let Some(rootfs) = map.get("rootfs") {
        notes.lose(Part::Config, "/rootfs", rootfs, LossReason::NoPlace);
    }
    let Some(history) = map.get("history") else { return };
    let Ok(history) = go::read(history, Shape::Slice(&Shape::RAW_MAP)) else { return };
    for (at, step) in history.value.list().iter().enumerate() {
        for (name, value) in step.as_map().into_iter().flatten() {
            let known = ["created", "author", "created_by", "comment", "empty_layer"].contains(&&**name);
            if (at + 1 == steps && name != "empty_layer") || !known {
                let reason = if known { LossReason::NoPlace } else { LossReason::UnknownMember };
                let mut pointer = format!("/history/{at}");
                oci_digest::json::push_segment(&mut pointer, name);
                notes.lose_value(Part::Config, pointer, value, reason);
            }
        }
    }
    // Members of the config that the v1 image needs for itself.
    for name in ["id", "parent", "throwaway"] {
        if let Some(value) = map.get(name) {
            notes.lose(Part::Config, format!("/{name}"), value, LossReason::Overwritten);
        }
    }
}
