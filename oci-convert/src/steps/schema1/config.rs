//! An image config from the history of a schema 1 manifest.
//!
//! containers/image `manifest/docker_schema1.go` `ToSchema2Config`, `internal/image/docker_schema1.go`
//! `convertToManifestSchema2`; moby 20.10 `image/v1/imagev1.go` `MakeConfigFromV1Config`.

use crate::dialect::Schema1Types;
use crate::go::{Field, Omit, RawMap, Shape, Struct, Value};
use crate::held::{Held, Reader};
use crate::image::{Body, Image, Schema1};
use crate::notes::{Notes, json_error, read, write};
use crate::rules::Schema1Rules;
use crate::steps::{layers, read as reading, read::v1_text};
use crate::{Cause, Error, ErrorKind, Format, LayerUpdate, LossReason, OddityCode, Part, Source, Stage, Tool};
use bytes::Bytes;
use oci_spec_types::{ClaimedDigest, Descriptor, MediaType, oci};

impl Tool {
    /// The image config that a schema 1 manifest stands for, as the tool makes it: its digest is the image ID.
    ///
    /// `diff_ids` are those of the layers, base first, without those that are empty; nothing is known of them here, and they are
    /// taken as they are.
    ///
    /// Tools do not agree about every manifest. All write the v1 image of the top layer through Docker's types of 2015 if it was
    /// made by a Docker before 1.8.3: members that those types do not know are lost, and others are added.
    /// [`crate::tools::CONTAINERS_IMAGE`] keeps the v1 image where `docker_version` is missing; [`crate::tools::MOBY`] takes it for an old one
    /// then, and checks nothing.
    ///
    /// # Errors
    /// When the manifest, or the v1 image of its top layer, cannot be read or is larger than
    /// [`oci_spec_types::Limits::default`] says, or the tool makes no configs of schema 1.
    ///
    /// ```
    /// use oci_convert::{Source, tools};
    /// use oci_spec_types::MediaType;
    ///
    /// let manifest = format!(
    ///     r#"{{"schemaVersion":1,"fsLayers":[{{"blobSum":"sha256:00"}}],"history":[{{"v1Compatibility":"{{\"id\":\"{}\",\"os\":\"linux\"}}"}}]}}"#,
    ///     "0".repeat(64)
    /// );
    /// let source = Source::new(manifest, MediaType::DOCKER_SCHEMA1);
    /// let config = tools::CONTAINERS_IMAGE.schema1_config(&source, None)?;
    /// assert_eq!(
    ///     String::from_utf8_lossy(&config),
    ///     r#"{"history":[{"created":"0001-01-01T00:00:00Z"}],"os":"linux","rootfs":{"type":"layers"}}"#
    /// );
    /// # Ok::<(), oci_convert::Error>(())
    /// ```
    pub fn schema1_config(&self, source: &Source, diff_ids: Option<&[ClaimedDigest]>) -> Result<Vec<u8>, Error> {
        let mut notes = Notes::default();
        let (types, rules) = super::of_tool(self)?;
        if rules.checks {
            let image = reading::image(source, self, &Reader::default(), &mut notes)?;
            let Body::Schema1(schema1) = &image.body else {
                let text = format!("found {}, expected a schema 1 manifest", image.format);
                return Err(Error::parse(ErrorKind::UnsupportedConversion, Part::Manifest, "", text));
            };
            return make(types, rules, &schema1.manifest, history(types, &schema1.v1), diff_ids, &mut notes);
        }
        let manifest = read(Stage::Parse, Part::Manifest, &source.bytes, types.manifest)?.value;
        let entries = manifest.get("history").list().iter().enumerate();
        let steps = entries.map(|(at, entry)| {
            let read = |table: &'static Struct| read(Stage::Parse, Part::V1Image(at), v1_text(entry), table);
            let image = read(types.v1_image)?.value;
            Ok(step(types, &image, read(&THROWAWAY)?.value.get("throwaway").as_bool()))
        });
        let steps = steps.collect::<Result<Vec<Value<'_>>, Error>>()?;
        make(types, rules, &manifest, steps, diff_ids, &mut notes)
    }
}

/// The members of a v1 image that have no place in a config.
const V1_ONLY: [&str; 6] = ["id", "parent", "parent_id", "layer_id", "throwaway", "Size"];

/// What moby reads of a v1 image besides: whether its layer is empty.
static THROWAWAY: Struct =
    Struct::new("throwaway", &[Field { name: "throwaway", shape: Shape::Bool, omit: Omit::Empty }]);

/// Makes the config. `steps`: its history, newest first.
fn make(
    types: &Schema1Types,
    rules: &Schema1Rules,
    manifest: &Value<'_>,
    steps: Vec<Value<'_>>,
    diff_ids: Option<&[ClaimedDigest]>,
    notes: &mut Notes,
) -> Result<Vec<u8>, Error> {
    let Some(top) = manifest.get("history").list().first() else {
        let text = "found no layer, expected at least one";
        return Err(Error::convert(ErrorKind::NoLayers, Part::Manifest, "/history", text));
    };
    let part = Part::V1Image(0);
    let text = v1_text(top);
    let reading = read(Stage::Convert, part, text, types.v1_image)?;
    let version = reading.value.get("docker_version").as_str().to_owned();
    let old = if version.is_empty() { rules.unknown_version_is_old } else { is_before_1_8_3(&version) };
    let rewritten;
    let text = if old {
        notes.odd(part, "/docker_version", OddityCode::OldDocker, &*version);
        let value = notes.take(part, reading);
        rewritten = write(part, &value, &types.text)?;
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
                notes.lose(part, format!("/{name}"), &text, LossReason::NoPlace);
            }
        }
    }
    let diff_ids = diff_ids.map_or(Value::Nil, |diff_ids| {
        diff_ids.iter().map(|id| Value::from(id.to_string())).collect::<Vec<_>>().into()
    });
    let rootfs = types.rootfs.with([("type", "layers".into()), ("diff_ids", diff_ids)]);
    let history = Value::List(steps.into_iter().rev().collect());
    for (name, value) in [("rootfs", rootfs), ("history", history)] {
        if let Some(text) = map.insert(name, write(part, &value, &types.text)?) {
            notes.lose(part, format!("/{name}"), &text, LossReason::Overwritten);
        }
    }
    Ok(map.to_bytes(&types.text))
}

/// The steps of the history that v1 images stand for.
fn history<'v>(types: &Schema1Types, v1: &[Value<'v>]) -> Vec<Value<'v>> {
    v1.iter().map(|image| step(types, image, image.get("throwaway").as_bool())).collect()
}

fn step<'v>(types: &Schema1Types, image: &Value<'v>, empty: bool) -> Value<'v> {
    let command: Vec<&str> = image.get("container_config").get("Cmd").iter_strs().collect();
    types.step.with([
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
    pub diff_ids: Option<Vec<ClaimedDigest>>,
}

/// Converts Docker v2s1 to v2s2. Returns the updates that are left, without those of empty layers, and the
/// diffIDs of the config.
pub(crate) fn to_schema2(
    image: &mut Image,
    known: &Known,
    updates: Option<Vec<LayerUpdate>>,
    tool: &Tool,
    notes: &mut Notes,
) -> Result<(Option<Vec<LayerUpdate>>, Vec<ClaimedDigest>), Error> {
    if let Some(updates) = &updates {
        layers::check_count(updates, image.layer_count())?;
    }
    let (Body::Schema1(schema1), Some(types)) = (&image.body, tool.dialect.schema1) else {
        return Ok((updates, Vec::new()));
    };
    let empty: Vec<bool> = schema1.v1.iter().rev().map(|v1| v1.get("throwaway").as_bool()).collect();
    let full = || empty.iter().enumerate().filter(|(_, empty)| !**empty).map(|(at, _)| at);
    let diff_ids: Option<Vec<ClaimedDigest>> =
        known.diff_ids.as_ref().map(|ids| full().filter_map(|at| ids.get(at).cloned()).collect());
    // Without diffIDs the tool writes one "" for each layer that is not empty.
    let written = diff_ids.unwrap_or_else(|| full().map(|_| ClaimedDigest::default()).collect());
    let (_, rules) = super::of_tool(tool)?;
    let config = make(types, rules, &schema1.manifest, history(types, &schema1.v1), Some(&written), notes)?;
    note_losses(schema1, types, &config, notes);
    if known.sizes.is_none() || known.diff_ids.is_none() {
        notes.odd(Part::Manifest, "/fsLayers", OddityCode::PlaceholderWritten, "");
    }

    for (layer, empty) in image.current_mut().zip(&empty).collect::<Vec<_>>() {
        match &mut layer.after {
            Some(blob) if !empty => blob.media_type = MediaType::DOCKER_LAYER_GZIP,
            _ => layer.remove(Cause::EmptyLayerDropped),
        }
    }
    let sizes = full().map(|at| known.sizes.as_ref().and_then(|sizes| sizes.get(at)).copied().unwrap_or(0));
    let layers: Vec<Descriptor> = image
        .current()
        .zip(sizes)
        .map(|(blob, size)| Descriptor {
            media_type: MediaType::DOCKER_LAYER_GZIP,
            digest: blob.digest.clone(),
            size,
            ..Descriptor::default()
        })
        .collect();
    let all_empty = layers.is_empty();
    let mut manifest = oci::Manifest::new(Descriptor::of(MediaType::DOCKER_CONFIG, &config), layers);
    manifest.media_type = Some(MediaType::DOCKER_MANIFEST);
    if all_empty {
        // Where every layer is empty, the tool writes null.
        oci_spec_types::Model::set_null(&mut manifest, "layers");
    }
    image.body = Body::Manifest(Held::made(manifest));
    image.format = Format::DockerV2S2;
    image.config = Some(Bytes::from(config));
    let left = updates.map(|updates| {
        let kept = updates.into_iter().zip(&empty).filter(|(_, empty)| !**empty);
        kept.map(|(update, _)| update).collect::<Vec<_>>()
    });
    Ok((left.filter(|left| !left.is_empty()), written))
}

/// What schema 2 has no place for.
fn note_losses(schema1: &Schema1, types: &Schema1Types, config: &[u8], notes: &mut Notes) {
    let manifest = &schema1.manifest;
    for member in ["name", "tag"] {
        notes.lose_value(Part::Manifest, format!("/{member}"), manifest.get(member), LossReason::NoPlace);
    }
    let architecture = manifest.get("architecture");
    let again = RawMap::read(config).ok().and_then(|map| map.get("architecture").map(<[u8]>::to_vec));
    if again != architecture.to_bytes(&types.text).ok() {
        notes.lose_value(Part::Manifest, "/architecture", architecture, LossReason::NoPlace);
    }
    // Of the lower v1 images only what makes a step of the history is kept; of the top one everything.
    for (at, entry) in manifest.get("history").list().iter().enumerate().skip(1) {
        if let Ok(reading) = crate::go::read(v1_text(entry), types.v1_compatibility) {
            notes.take(Part::V1Image(at), reading);
        }
    }
}
