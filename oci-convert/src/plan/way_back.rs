//! Whether a conversion can be undone: by converting back.

use crate::image::{Body, Image};
use crate::notes::Notes;
use crate::plan::image::{Finished, ImagePlan};
use crate::report::of_image::{MadeImage, Origin};
use crate::report::{Obstacle, ObstacleCode, WayBack};
use crate::rules::ConfigRule;
use crate::steps::{config, family, media_types};
use crate::{Cause, Converted, Error, Format, Need, Part, Provided, Report, Request, Source, in_place};
use bytes::Bytes;
use oci_spec_types::Kind;

/// Finishes a plan, and finds the way back where it is asked for.
pub(super) fn finish(plan: ImagePlan) -> Result<Converted, Error> {
    let (mut converted, finished) = plan.finish()?;
    if finished.request.way_back {
        converted.report.way_back = find(&finished, &converted.report);
    }
    Ok(converted)
}

/// `None`: not known, because the config was not given.
fn find(finished: &Finished, report: &Report) -> Option<WayBack> {
    let Finished { request, source, origin, made } = finished;
    let payload =
        origin.payload.as_ref().filter(|_| origin.format == Format::DockerV2S1).unwrap_or(&source.bytes).clone();
    let mut found = WayBack::default();
    if origin.format == made.image.format {
        // Nothing was converted; what was edited can only be undone with the old blobs at hand.
        found.manifest = payload == made.payload;
    } else if !request.tool.converts(made.image.format, origin.format) {
        let text = format!("{} does not convert {} to {}", request.tool, made.image.format, origin.format);
        found.obstacles.push(Obstacle::new(ObstacleCode::Refused, text));
    } else if origin.format != Format::DockerV2S1 && made.image.format != Format::DockerV2S1 {
        match between_families(finished, &payload, report)? {
            Ok((manifest, config)) => (found.manifest, found.config) = (manifest, config),
            Err(error) => found.obstacles.push(Obstacle::new(ObstacleCode::Refused, error.to_string())),
        }
    } else {
        match back(request, origin, made)? {
            Ok(converted) => {
                found.manifest = converted.bytes == payload;
                let config = converted.config.and_then(|config| config.bytes);
                found.config = made.given.as_ref().zip(config).map(|(old, new)| *old == new);
            }
            Err(error) => found.obstacles.push(Obstacle::new(ObstacleCode::Refused, error.to_string())),
        }
    }
    if !found.is_exact() && found.obstacles.is_empty() {
        found.obstacles = obstacles(origin, made, report);
    }
    if report.from == Kind::Schema1Signed && report.to != report.from {
        found.obstacles.push(Obstacle::new(ObstacleCode::Signatures, ""));
    }
    Some(found)
}

/// Whether manifest and config would be as they were, between Docker v2s2 and OCI: the model that was written goes the steps
/// back, without being read again. `None`: needs what is not there.
fn between_families(
    finished: &Finished,
    payload: &Bytes,
    report: &Report,
) -> Option<Result<(bool, Option<bool>), Error>> {
    let Finished { request, origin, made, .. } = finished;
    let tool = request.tool;
    let rules = tool.image_rules().ok()?;
    let rewritten = rules.config == ConfigRule::Rewritten;
    if origin.format == Format::Oci && rewritten && made.given.is_none() {
        return None;
    }
    // What became of the layers is of no interest here.
    let (format, body) = (made.image.format, made.image.body.clone());
    let mut image = Image { format, body, layers: Vec::new(), config: None };
    let now = made.image.config.clone().or_else(|| made.given.clone());
    let mut notes = Notes::default();
    let reader = request.reader;
    let steps = || -> Result<(bool, Option<Bytes>), Error> {
        if let (Format::Oci, true, Some(kept), Some(given)) = (origin.format, rewritten, &made.kept, &made.given) {
            if config::text(kept, tool, given.len())? != *given {
                // Another config has another digest, which the manifest states.
                return Ok((false, None));
            }
            media_types::retype_layers(&mut image, Format::Oci, tool, &mut notes)?;
            family::rename(&mut image, Format::Oci, rules);
        } else if origin.format == Format::Oci {
            family::to_oci(&mut image, tool, now.as_ref(), Part::Config, &reader, &mut notes)?;
        } else {
            if let (true, Some(manifest)) = (rules.images_only, image.manifest()) {
                family::check_image(manifest, rules.normalises)?;
            }
            family::to_docker(&mut image, tool, &mut notes)?;
        }
        // What the result does not say does not come back.
        let lost = report.losses.iter().any(|loss| loss.part == Part::Manifest);
        let same = match (&made.image.body, &image.body) {
            _ if lost => false,
            (Body::Manifest(now), Body::Manifest(back)) if made.in_text => {
                in_place::manifest(&made.payload, &now.model, &back.model)? == *payload
            }
            (_, Body::Manifest(back)) => {
                let table = tool.dialect.manifest(origin.format);
                back.write(table, tool.dialect.style(), Part::Manifest, payload.len() + 64)? == *payload
            }
            _ => false,
        };
        Ok((same, image.config.take().or(now)))
    };
    let compared = steps().map(|(manifest, config)| {
        // Where no config comes back, another one would be made.
        let same = made.given.as_ref().map(|given| config.is_some_and(|config| config == *given));
        (manifest, same)
    });
    Some(compared)
}

/// Converts the result back. `None`: needs what is not there.
fn back(request: &Request, origin: &Origin, made: &MadeImage) -> Option<Result<Converted, Error>> {
    let mut back = Request::convert(origin.format).as_tool(request.tool);
    back.reader = request.reader;
    let source = Source::new(made.payload.clone(), made.image.format.media_type());
    let mut plan = match ImagePlan::new(back, source) {
        Ok(plan) => plan,
        Err(error) => return Some(Err(error)),
    };
    for need in plan.needs() {
        let provided: Provided = match &need {
            Need::Config { required, .. } => match made.image.config.clone().or_else(|| made.given.clone()) {
                Some(config) => config.into(),
                None if *required => return None,
                None => continue,
            },
            Need::Name { .. } => origin.name.clone().into(),
            // From the base up, one for each layer of the result, which is schema 1: the source has them.
            Need::DiffIds { .. } => aligned(made, made.diff_ids.clone().unwrap_or_default()).into(),
            Need::LayerSizes { .. } => aligned(made, origin.sizes.clone()).into(),
            Need::Layer { .. } | Need::Child { .. } | Need::DefaultPlatform => return None,
        };
        if let Err(error) = plan.provide(&need, provided) {
            return Some(Err(error));
        }
    }
    Some(plan.finish().map(|(converted, _)| converted))
}

/// What the layers of the source have, for those of the result: empty layers have nothing.
fn aligned<T: Default>(made: &MadeImage, own: Vec<T>) -> Vec<T> {
    let mut own = own.into_iter();
    let kept = made.image.layers.iter().filter(|layer| layer.after.is_some());
    kept.map(|layer| if layer.before.is_some() { own.next().unwrap_or_default() } else { T::default() }).collect()
}

fn obstacles(origin: &Origin, made: &MadeImage, report: &Report) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    let mut lost: Vec<(Part, usize)> = Vec::new();
    for loss in &report.losses {
        match lost.iter_mut().find(|(part, _)| *part == loss.part) {
            Some((_, count)) => *count += 1,
            None => lost.push((loss.part, 1)),
        }
    }
    if !lost.is_empty() {
        let counts: Vec<String> = lost.iter().map(|(part, count)| format!("{count} in the {part}")).collect();
        obstacles.push(Obstacle::new(ObstacleCode::Lost, counts.join(", ")));
    }
    let blobs = made.image.layers.iter().any(|layer| match (&layer.before, &layer.after) {
        (Some(before), Some(after)) => before.digest != after.digest,
        (before, _) => before.is_some() && !layer.causes.contains(&Cause::EmptyLayerDropped),
    });
    if blobs {
        obstacles.push(Obstacle::new(ObstacleCode::LayerBlobs, ""));
    }
    if origin.format == Format::DockerV2S1 && made.image.format != Format::DockerV2S1 {
        obstacles.push(Obstacle::new(ObstacleCode::V1Ids, ""));
    }
    if obstacles.is_empty() {
        obstacles.push(Obstacle::new(ObstacleCode::Layout, ""));
    }
    obstacles
}
