//! Image configs that are made to fit their layers: BuildKit `exporter/containerimage/writer.go`, `patchImageConfig` and
//! `normalizeLayersAndHistory`.

use super::composed::refused;
use super::parts::{ImageParts, LayerPart};
use super::rules::ConfigFit;
use crate::go::{self, Form, RawMap, Shape, Time, Value};
use crate::notes::{Notes, json_error, write};
use crate::types::specs_go;
use crate::{Error, ErrorKind, LossReason, Part, Stage};
use bytes::Bytes;
use oci_spec_types::Platform;

/// A config that fits.
pub(super) struct Fitted {
    pub(super) bytes: Bytes,
    /// The platform that it names.
    pub(super) platform: Option<Platform>,
}

pub(super) fn fit(text: &[u8], parts: &ImageParts, fit: &ConfigFit, notes: &mut Notes) -> Result<Fitted, Error> {
    let invalid = |error: go::Error| json_error(Stage::Compose, Part::Config, text, &error);
    let mut config = RawMap::read(text).map_err(invalid)?;
    if config.is_nil() {
        return Err(refused(ErrorKind::InvalidJson, Part::Config, "", "found null, expected an object"));
    }
    let reading = go::read(text, &specs_go::IMAGE_1_1).map_err(invalid)?;
    // Of the config only what is made anew is lost.
    for dropped in &reading.dropped {
        if ["/history/", "/rootfs/"].iter().any(|made| dropped.pointer.starts_with(made)) {
            notes.lose(Part::Config, &*dropped.pointer, &dropped.text, LossReason::UnknownMember);
        }
    }
    let image = reading.value;
    let platform = platform(&image, parts)?;
    let latest = parts.latest.as_deref().map(time).transpose()?;

    let mut steps = match image.get("history") {
        Value::List(steps) => Some(steps.clone()),
        _ => None,
    };
    match_steps(&mut steps, &parts.layers, fit)?;
    if let Some(latest) = &latest {
        for step in steps.iter_mut().flatten() {
            if step.get("created").as_time().is_none_or(|own| own.instant() > latest.instant()) {
                step.set("created", latest.clone());
            }
        }
    }
    let rootfs = specs_go::ROOT_FS.with([("type", "layers".into()), ("diff_ids", diff_ids(&parts.layers))]);
    let history = steps.map_or(Value::Nil, Value::List);
    if config.get("created").is_none() {
        let last = history.list().iter().rev().find_map(|step| step.get("created").as_time().cloned());
        let text = last.map_or_else(|| b"null".to_vec(), |time| quoted(&time));
        config.insert("created", text);
    }
    if let (Some(latest), Some(own)) = (&latest, image_created(&config))
        && own.instant() > latest.instant()
    {
        config.insert("created", quoted(latest));
    }
    config.insert("rootfs", write(Part::Config, &rootfs, &Form::COMPACT)?);
    config.insert("history", write(Part::Config, &history, &Form::COMPACT)?);
    for (name, value) in &parts.config_members {
        config.insert(name, value.as_str());
    }
    Ok(Fitted { bytes: config.to_bytes(&Form::COMPACT).into(), platform })
}

/// The platform that a config names: both an operating system and an architecture, or neither.
fn platform(image: &Value<'_>, parts: &ImageParts) -> Result<Option<Platform>, Error> {
    let text = |name: &str| image.get(name).as_str();
    let (os, architecture) = (text("os"), text("architecture"));
    if os.is_empty() != architecture.is_empty() && parts.platform.is_none() {
        let text = "operating system and architecture must be stated together";
        return Err(refused(ErrorKind::MissingPlatform, Part::Config, "", text));
    }
    let some = |text: &str| (!text.is_empty()).then(|| text.into());
    Ok((!os.is_empty()).then(|| Platform {
        variant: some(text("variant")),
        os_version: some(text("os.version")),
        os_features: image.get("os.features").iter_strs().map(Into::into).collect(),
        ..Platform::new(os, architecture)
    }))
}

/// Makes as many steps with a layer as there are layers, each with a time.
fn match_steps(steps: &mut Option<Vec<Value<'_>>>, layers: &[LayerPart], fit: &ConfigFit) -> Result<(), Error> {
    let times: Vec<Option<Time>> =
        layers.iter().map(|layer| layer.created.as_deref().map(time).transpose()).collect::<Result<_, _>>()?;
    let was_there = steps.is_some();
    let mut own = steps.take().unwrap_or_default();
    let mut with_layer = 0;
    for step in &mut own {
        if !step.get("empty_layer").as_bool() {
            if with_layer == layers.len() {
                step.set("empty_layer", true);
            } else {
                with_layer += 1;
            }
        }
    }
    for (layer, created) in layers.iter().zip(&times).skip(with_layer) {
        own.push(specs_go::HISTORY.with([
            ("created", created.clone().map_or(Value::Nil, Value::Time)),
            ("created_by", layer.created_by.as_str().into()),
            ("comment", fit.comment.into()),
        ]));
    }
    let mut layer = times.iter();
    for step in own.iter_mut().filter(|step| !step.get("empty_layer").as_bool()) {
        let created = layer.next().cloned().flatten();
        if step.get("created").is_nil() {
            step.set("created", created.map_or(Value::Nil, Value::Time));
        }
    }
    fill_times(&mut own);
    *steps = (was_there || !own.is_empty()).then_some(own);
    Ok(())
}

/// Steps without a time have that of the step before; the first ones that of the first step with a time after them.
fn fill_times(steps: &mut [Value<'_>]) {
    let mut created = None;
    let mut missing = false;
    for step in &*steps {
        match step.get("created").as_time() {
            Some(time) => {
                created = Some(time.clone());
                if missing {
                    break;
                }
            }
            None => missing = true,
        }
    }
    let mut missing = false;
    for step in steps {
        match step.get("created").as_time() {
            Some(time) if missing => created = Some(time.clone()),
            Some(_) => {}
            None => {
                missing = true;
                step.set("created", created.clone().map_or(Value::Nil, Value::Time));
            }
        }
    }
}

fn diff_ids(layers: &[LayerPart]) -> Value<'static> {
    let id = |layer: &LayerPart| layer.diff_id.as_ref().map(ToString::to_string).unwrap_or_default().into();
    if layers.is_empty() { Value::Nil } else { Value::List(layers.iter().map(id).collect()) }
}

fn image_created(config: &RawMap) -> Option<Time> {
    let reading = go::read(config.get("created")?, Shape::TIME_POINTER).ok()?;
    reading.value.as_time().cloned()
}

fn quoted(time: &Time) -> Vec<u8> {
    format!("\"{time}\"").into_bytes()
}

fn time(text: &str) -> Result<Time, Error> {
    Time::parse(text).ok_or_else(|| {
        let text = format!("found {text:?}, expected a time of RFC 3339");
        refused(ErrorKind::InvalidTime, Part::Config, "", text)
    })
}
