//! An image config from the history of a schema 1 manifest.
//!
//! containers/image `manifest/docker_schema1.go` `ToSchema2Config`, `internal/image/docker_schema1.go`
//! `convertToManifestSchema2`; moby 20.10 `image/v1/imagev1.go` `MakeConfigFromV1Config`.

use crate::go::shapes::{containers_image as tables, distribution, moby};
use crate::go::{self, Field, Form, Omit, RawMap, Shape, Struct, Value};
use crate::image::{Blob, Image};
use crate::ledger::{Ledger, json_error, read, write};
use crate::parse::v1_text;
use crate::schema2::size;
use crate::{
    Cause, Error, ErrorKind, Format, LayerUpdate, LossReason, OddityCode, Part, Profile, Source, Stage, layers, parse,
};
use oci_digest::Digest;
use oci_spec_types::{MediaType, Text};

/// Who makes an image config from a schema 1 manifest: they do not agree about every manifest.
///
/// Both write the v1 image of the top layer through Docker's types of 2015 if it was made by a Docker before 1.8.3: members
/// that those types do not know are lost, and others are added. They differ in what a *missing* version means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConfigMaker {
    /// containers/image: without `docker_version` the v1 image is kept as it is. Manifests are checked first, and layers that
    /// repeat the ID of their neighbour are left out.
    ContainersImage,
    /// Docker up to 20.10: without `docker_version` the v1 image counts as old. Nothing is checked.
    Moby,
}

/// The image config that a schema 1 manifest stands for: its digest is the image ID.
///
/// `diff_ids` are those of the layers, base first, without those that are empty; nothing is known of them here, and they are
/// taken as they are.
///
/// # Errors
/// When the manifest, or the v1 image of its top layer, can not be read.
///
/// ```
/// use oci_convert::{ConfigMaker, Source, schema1_config};
/// use oci_spec_types::MediaType;
///
/// let manifest = format!(
///     r#"{{"schemaVersion":1,"fsLayers":[{{"blobSum":"sha256:00"}}],"history":[{{"v1Compatibility":"{{\"id\":\"{}\",\"os\":\"linux\"}}"}}]}}"#,
///     "0".repeat(64)
/// );
/// let source = Source::new(manifest, MediaType::DOCKER_SCHEMA1);
/// let config = schema1_config(&source, None, ConfigMaker::ContainersImage)?;
/// assert_eq!(
///     String::from_utf8_lossy(&config),
///     r#"{"history":[{"created":"0001-01-01T00:00:00Z"}],"os":"linux","rootfs":{"type":"layers"}}"#
/// );
/// # Ok::<(), oci_convert::Error>(())
/// ```
pub fn schema1_config(source: &Source, diff_ids: Option<&[Text]>, maker: ConfigMaker) -> Result<Vec<u8>, Error> {
    let mut ledger = Ledger::default();
    match maker {
        ConfigMaker::ContainersImage => {
            let image = parse::parse(source, Profile::CONTAINERS_IMAGE, &mut ledger)?;
            if image.format != Format::DockerV2S1 {
                let text = format!("found {}, expected a schema 1 manifest", image.format);
                return Err(Error::parse(ErrorKind::UnsupportedConversion, Part::Manifest, "", text));
            }
            make(&image.manifest, steps(&image.v1), diff_ids, maker, &mut ledger)
        }
        ConfigMaker::Moby => {
            let manifest = read(Stage::Parse, Part::Manifest, &source.bytes, &distribution::SCHEMA1)?.value;
            let entries = manifest.get("history").list().iter().enumerate();
            let steps = entries.map(|(at, entry)| {
                let read = |table: &'static Struct| read(Stage::Parse, Part::V1Image(at), v1_text(entry), table);
                let image = read(&moby::V1_IMAGE)?.value;
                Ok(step(&image, read(&THROWAWAY)?.value.get("throwaway").as_bool()))
            });
            let steps = steps.collect::<Result<Vec<Value>, Error>>()?;
            make(&manifest, steps, diff_ids, maker, &mut ledger)
        }
    }
}

/// The members of a v1 image that have no place in a config.
const V1_ONLY: [&str; 6] = ["id", "parent", "parent_id", "layer_id", "throwaway", "Size"];

/// What moby reads of a v1 image besides: whether its layer is empty.
static THROWAWAY: Struct =
    Struct { name: "throwaway", fields: &[Field { name: "throwaway", shape: Shape::Bool, omit: Omit::Empty }] };

/// Makes the config. `steps`: its history, newest first.
fn make(
    manifest: &Value,
    steps: Vec<Value>,
    diff_ids: Option<&[Text]>,
    maker: ConfigMaker,
    ledger: &mut Ledger,
) -> Result<Vec<u8>, Error> {
    let Some(top) = manifest.get("history").list().first() else {
        let text = "found no layer, expected at least one";
        return Err(Error::convert(ErrorKind::NoLayers, Part::Manifest, "/history", text));
    };
    let part = Part::V1Image(0);
    let table: &'static Struct = match maker {
        ConfigMaker::ContainersImage => &tables::V1_IMAGE,
        ConfigMaker::Moby => &moby::V1_IMAGE,
    };
    let text = v1_text(top);
    let reading = read(Stage::Convert, part, text, table)?;
    let version = reading.value.get("docker_version").as_str().to_owned();
    let unknown_is_old = maker == ConfigMaker::Moby;
    let old = if version.is_empty() { unknown_is_old } else { is_before_1_8_3(&version) };
    let rewritten;
    let text = if old {
        ledger.odd(part, "/docker_version", OddityCode::OldDocker, &*version);
        let value = ledger.take(part, reading);
        rewritten = write(part, &value, &Form::COMPACT)?;
        &rewritten
    } else {
        text
    };
    let map = RawMap::read(text);
    let mut map = map.map_err(|error| json_error(Stage::Convert, part, text, &error))?;
    for name in V1_ONLY {
        if let Some(text) = map.remove(name) {
            let kept = matches!(name, "id" | "parent" | "throwaway");
            if !kept {
                ledger.lose(part, format!("/{name}"), &text, LossReason::NoPlace);
            }
        }
    }
    let diff_ids = diff_ids.map_or(Value::Nil, |diff_ids| Value::strings(diff_ids.iter().map(Text::as_str)));
    let rootfs = tables::ROOT_FS.with([("type", "layers".into()), ("diff_ids", diff_ids)]);
    let history = Value::List(steps.into_iter().rev().collect());
    for (name, value) in [("rootfs", rootfs), ("history", history)] {
        if let Some(text) = map.insert(name, write(part, &value, &Form::COMPACT)?) {
            ledger.lose(part, format!("/{name}"), &text, LossReason::Overwritten);
        }
    }
    Ok(map.to_bytes(&Form::COMPACT))
}

/// The steps of the history that v1 images stand for.
fn steps(v1: &[Value]) -> Vec<Value> {
    v1.iter().map(|image| step(image, image.get("throwaway").as_bool())).collect()
}

fn step(image: &Value, empty: bool) -> Value {
    let command: Vec<&str> = image.get("container_config").get("Cmd").iter_strs().collect();
    tables::HISTORY.with([
        ("created", image.get("created").clone()),
        ("author", image.get("author").clone()),
        ("created_by", command.join(" ").into()),
        ("comment", image.get("comment").clone()),
        ("empty_layer", empty.into()),
    ])
}

/// Docker's `versions.LessThan(version, "1.8.3")`: numbers between points, 0 for what is none.
fn is_before_1_8_3(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<i64>().unwrap_or(0));
    let mut own = [0; 3];
    own.fill_with(|| parts.next().unwrap_or(0));
    own < [1, 8, 3]
}

/// Sizes and diffIDs of the layers of a schema 1 manifest, base first, with those of empty layers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub sizes: Option<Vec<i64>>,
    pub diff_ids: Option<Vec<Text>>,
}

/// Converts Docker v2s1 to v2s2. Returns the updates that are left, without those of empty layers.
pub(crate) fn to_schema2(
    image: &mut Image,
    known: &Known,
    updates: Option<Vec<LayerUpdate>>,
    ledger: &mut Ledger,
) -> Result<Option<Vec<LayerUpdate>>, Error> {
    if let Some(updates) = &updates {
        layers::check_count(updates, image.layer_count())?;
    }
    let empty: Vec<bool> = image.v1.iter().rev().map(|v1| v1.get("throwaway").as_bool()).collect();
    let full = || empty.iter().enumerate().filter(|(_, empty)| !**empty).map(|(at, _)| at);
    let diff_ids: Option<Vec<Text>> =
        known.diff_ids.as_ref().map(|ids| full().filter_map(|at| ids.get(at).cloned()).collect());
    // Without diffIDs the tool writes one "" for each layer that is not empty.
    let written = diff_ids.unwrap_or_else(|| full().map(|_| Text::default()).collect());
    let config = make(&image.manifest, steps(&image.v1), Some(&written), ConfigMaker::ContainersImage, ledger)?;
    account(image, &config, ledger);
    if known.sizes.is_none() || known.diff_ids.is_none() {
        ledger.odd(Part::Manifest, "/fsLayers", OddityCode::PlaceholderWritten, "");
    }

    for (link, empty) in image.current_mut().zip(&empty).collect::<Vec<_>>() {
        match &mut link.after {
            Some(blob) if !empty => blob.media_type = MediaType::DOCKER_LAYER_GZIP,
            _ => link.remove(Cause::EmptyLayerDropped),
        }
    }
    let sizes = full().map(|at| known.sizes.as_ref().and_then(|sizes| sizes.get(at)).copied().unwrap_or(0));
    let blobs = image.layers.iter().filter_map(|link| link.after.as_ref()).map(|blob: &Blob| blob.digest.clone());
    let layers: Vec<Value> = blobs
        .zip(sizes)
        .map(|(digest, size)| descriptor(&MediaType::DOCKER_LAYER_GZIP, &digest, size.into()))
        .collect();
    let digest = Digest::sha256(&config).to_string();
    image.manifest = tables::MANIFEST.with([
        ("schemaVersion", 2.into()),
        ("mediaType", MediaType::DOCKER_MANIFEST.as_str().into()),
        ("config", descriptor(&MediaType::DOCKER_CONFIG, &digest, size(config.len()))),
        // Where every layer is empty, the tool writes null.
        ("layers", if layers.is_empty() { Value::Nil } else { layers.into() }),
    ]);
    image.format = Format::DockerV2S2;
    image.v1 = Vec::new();
    image.config = Some(config);
    let left = updates.map(|updates| {
        let kept = updates.into_iter().zip(&empty).filter(|(_, empty)| !**empty);
        kept.map(|(update, _)| update).collect::<Vec<_>>()
    });
    Ok(left.filter(|left| !left.is_empty()))
}

fn descriptor(media_type: &MediaType, digest: &str, size: Value) -> Value {
    tables::DESCRIPTOR.with([("mediaType", media_type.as_str().into()), ("size", size), ("digest", digest.into())])
}

/// What schema 2 has no place for.
fn account(image: &Image, config: &[u8], ledger: &mut Ledger) {
    for member in ["name", "tag"] {
        ledger.lose_value(Part::Manifest, format!("/{member}"), image.manifest.get(member), LossReason::NoPlace);
    }
    let architecture = image.manifest.get("architecture");
    let again = RawMap::read(config).ok().and_then(|map| map.get("architecture").map(<[u8]>::to_vec));
    if again != architecture.to_bytes(&Form::COMPACT).ok() {
        ledger.lose_value(Part::Manifest, "/architecture", architecture, LossReason::NoPlace);
    }
    // Of the lower v1 images only what makes a step of the history is kept; of the top one everything.
    for (at, entry) in image.manifest.get("history").list().iter().enumerate().skip(1) {
        if let Ok(reading) = go::read(v1_text(entry), Shape::Struct(&tables::V1_COMPATIBILITY)) {
            ledger.take(Part::V1Image(at), reading);
        }
    }
}
