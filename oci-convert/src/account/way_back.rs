//! Whether a conversion can be undone: by converting back.

use super::name_and_tag;
use crate::go;
use crate::guess::guess_media_type;
use crate::job::{Job, Made};
use crate::report::{Obstacle, ObstacleCode, WayBack};
use crate::{Cause, Conversion, Converted, Error, Format, Need, Part, Report, Source};
use bytes::Bytes;
use oci_spec_types::docker::jws::{Jws, Mode};
use oci_spec_types::{Kind, MediaType, Text};

/// `None`: not known, because the config was not given.
pub(super) fn find(job: &Job, made: &Made, converted: &Converted, report: &Report) -> Option<WayBack> {
    let payload = source_payload(job);
    let mut found = WayBack::default();
    if job.image.format == made.image.format {
        // Nothing was converted; what was edited can only be undone with the old blobs at hand.
        found.manifest = payload == made.payload;
    } else {
        match back(job, made, converted)? {
            Ok((manifest, config)) => {
                found.manifest = manifest == payload;
                found.config = job.config.as_ref().zip(config).map(|(old, new)| *old == new);
            }
            Err(error) => found.obstacles.push(Obstacle::new(ObstacleCode::Refused, error.to_string())),
        }
    }
    if !found.is_exact() && found.obstacles.is_empty() {
        found.obstacles = obstacles(job, made, report);
    }
    if report.from == Kind::Schema1Signed && report.to != report.from {
        found.obstacles.push(Obstacle::new(ObstacleCode::Signatures, ""));
    }
    Some(found)
}

/// What the digest of the source covers.
fn source_payload(job: &Job) -> Bytes {
    let signed = guess_media_type(&job.source.bytes) == Some(MediaType::DOCKER_SCHEMA1_SIGNED);
    match signed.then(|| Jws::parse(&job.source.bytes, Mode::Libtrust)) {
        Some(Ok(jws)) => jws.into_payload(),
        _ => job.source.bytes.clone(),
    }
}

/// Converts the result back; gives the manifest and the config. `None`: needs what is not there.
fn back(job: &Job, made: &Made, converted: &Converted) -> Option<Result<(Bytes, Option<Bytes>), Error>> {
    let conversion = Conversion::to(job.image.format).profile(job.conversion.profile).without_way_back();
    let source = Source::new(made.payload.clone(), made.image.format.media_type());
    let mut plan = match conversion.plan(source) {
        Ok(plan) => plan,
        Err(error) => return Some(Err(error)),
    };
    for need in plan.needs() {
        let provided = match need {
            Need::Config { required, .. } => match converted.config.as_ref().and_then(|config| config.bytes.clone()) {
                Some(config) => plan.provide_config(config),
                None if required => return None,
                None => Ok(()),
            },
            Need::Destination => {
                plan.provide_destination(name_and_tag(&job.image.manifest));
                Ok(())
            }
            // From the base up, one for each layer of the result, which is schema 1: the source has them.
            Need::DiffIds { .. } => plan.provide_diff_ids(aligned(made, diff_ids(job))),
            Need::LayerSizes { .. } => plan.provide_layer_sizes(aligned(made, sizes(job))),
        };
        if let Err(error) = provided {
            return Some(Err(error));
        }
    }
    Some(plan.finish().map(|back| (back.manifest, back.config.and_then(|config| config.bytes))))
}

fn diff_ids(job: &Job) -> Vec<Text> {
    let reading = job.config.as_deref().and_then(|config| go::read(config, &super::DIFF_IDS).ok());
    let Some(reading) = reading else { return Vec::new() };
    reading.value.get("rootfs").get("diff_ids").iter_strs().map(Text::from).collect()
}

fn sizes(job: &Job) -> Vec<i64> {
    job.image.manifest.get("layers").list().iter().map(|layer| layer.get("size").as_i64()).collect()
}

/// What the layers of the source have, for those of the result: empty layers have nothing.
fn aligned<T: Default>(made: &Made, own: Vec<T>) -> Vec<T> {
    let mut own = own.into_iter();
    let kept = made.image.layers.iter().filter(|link| link.after.is_some());
    kept.map(|link| if link.before.is_some() { own.next().unwrap_or_default() } else { T::default() }).collect()
}

fn obstacles(job: &Job, made: &Made, report: &Report) -> Vec<Obstacle> {
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
    let blobs = made.image.layers.iter().any(|link| match (&link.before, &link.after) {
        (Some(before), Some(after)) => before.digest != after.digest,
        (before, _) => before.is_some() && !link.causes.contains(&Cause::EmptyLayerDropped),
    });
    if blobs {
        obstacles.push(Obstacle::new(ObstacleCode::LayerBlobs, ""));
    }
    if job.image.format == Format::DockerV2S1 && made.image.format != Format::DockerV2S1 {
        obstacles.push(Obstacle::new(ObstacleCode::V1Ids, ""));
    }
    if obstacles.is_empty() {
        obstacles.push(Obstacle::new(ObstacleCode::Layout, ""));
    }
    obstacles
}
