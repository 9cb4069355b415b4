//! The report of a conversion.

mod way_back;

use crate::go::shapes::{containers_image as tables, specs_go};
use crate::go::{self, Field, Omit, Shape, Struct, Value};
use crate::guess::guess_media_type;
use crate::image::{Image, Link};
use crate::job::{Job, Made};
use crate::ledger::Ledger;
use crate::report::{Change, DigestRole};
use crate::{Cause, Converted, Format, LossReason, OddityCode, Part, Report, layout, parse};
use oci_spec_types::{Kind, MediaType, Text};

/// What is read of a config: its diffIDs.
static DIFF_IDS: Struct = Struct {
    name: "config",
    fields: &[Field { name: "rootfs", shape: Shape::Pointer(&Shape::Struct(&ROOT_FS)), omit: Omit::Empty }],
};
static ROOT_FS: Struct =
    Struct { name: "rootfs", fields: &[Field { name: "diff_ids", shape: Shape::STRINGS, omit: Omit::Empty }] };

pub(crate) fn report(job: &Job, made: Made, converted: &Converted) -> Report {
    let from = source_kind(job);
    let to = if made.signed { Kind::Schema1Signed } else { made.image.format.kind() };
    let mut report = Report::new(from, to, job.conversion.profile.to_string());
    report.losses = made.ledger.losses.clone();
    report.oddities = made.ledger.oddities.clone();
    report.digests.push(manifest(job, &made, from));
    report.digests.extend(subject(job, &made));
    report.digests.extend(config(job, &made));
    report.digests.extend(layers(&made.image.layers));
    report.digests.extend(diff_ids(job, &made));
    report.digests.extend(v1_ids(job, &made));
    if !job.conversion.no_way_back {
        report.way_back = way_back::find(job, &made, converted, &report);
    }
    report
}

/// Schema 1 with or without signatures, whatever the media type says.
fn source_kind(job: &Job) -> Kind {
    let signed = || guess_media_type(&job.source.bytes) == Some(MediaType::DOCKER_SCHEMA1_SIGNED);
    match job.image.format {
        Format::DockerV2S1 if signed() => Kind::Schema1Signed,
        format => format.kind(),
    }
}

fn manifest(job: &Job, made: &Made, from: Kind) -> Change {
    let before: Text = job.source.digest().to_string().into();
    let after: Text = oci_digest::Digest::sha256(&made.payload).to_string().into();
    let same = before == after;
    let fallback = match same {
        true if job.source.bytes == made.payload => Cause::WrittenAlike,
        true => Cause::OutsideDigest,
        false => Cause::Layout,
    };
    let mut causes = Vec::new();
    if !same {
        changes(job, made, &mut causes);
    }
    if from == Kind::Schema1Signed && !made.signed {
        causes.push(Cause::SignaturesDropped);
    }
    if made.signed {
        causes.push(Cause::Signed);
    }
    if same {
        causes.insert(0, fallback);
    }
    let after_type = if made.signed { MediaType::DOCKER_SCHEMA1_SIGNED } else { made.image.format.media_type() };
    Change::new(DigestRole::Manifest, Some(before), Some(after), fallback)
        .because(causes)
        .typed(from.media_type(), Some(after_type))
}

/// What changed the bytes of the manifest.
fn changes(job: &Job, made: &Made, causes: &mut Vec<Cause>) {
    let (old, new) = (&job.image, &made.image);
    let schema = (old.format == Format::DockerV2S1) != (new.format == Format::DockerV2S1);
    let mut add = |cause, is| {
        if is {
            causes.push(cause);
        }
    };
    add(Cause::Schema, schema);
    let retyped = new.layers.iter().any(|link| match (&link.before, &link.after) {
        (Some(before), Some(after)) => before.media_type != after.media_type,
        _ => false,
    });
    add(Cause::MediaTypes, !schema && (old.format != new.format || retyped));
    let config = |image: &Image| image.manifest.get("config").get("digest").as_str().to_owned();
    add(Cause::ConfigDigest, !schema && config(old) != config(new));
    let digests =
        |link: &Link| link.before.as_ref().map(|blob| &blob.digest) != link.after.as_ref().map(|blob| &blob.digest);
    add(Cause::LayerDigests, new.layers.iter().any(digests));
    let name = |image: &Image| ["name", "tag"].map(|member| image.manifest.get(member).as_str().to_owned());
    add(Cause::NameEmbedded, new.format == Format::DockerV2S1 && name(old) != name(new));
    let dropped =
        made.ledger.losses.iter().any(|loss| loss.part == Part::Manifest && !matches!(loss.reason, LossReason::Asked));
    add(Cause::MembersDropped, !schema && dropped);
    add(Cause::Layout, !schema && !layout::is_kept(&job.source.bytes, &made.payload));
}

/// The subject stays or is dropped; no conversion changes it.
fn subject(job: &Job, made: &Made) -> Option<Change> {
    let digest = |bytes: &[u8]| {
        let manifest = go::read(bytes, &specs_go::MANIFEST).ok()?.value;
        let subject = manifest.get("subject");
        (!subject.is_nil())
            .then(|| (Text::from(subject.get("digest").as_str()), subject.get("mediaType").as_str().into()))
    };
    if job.image.format == Format::DockerV2S1 {
        return None;
    }
    let (before, media_type): (Text, MediaType) = digest(&job.source.bytes)?;
    let after = digest(&made.payload);
    let cause = if after.is_some() { Cause::BytesKept } else { Cause::NoPlace };
    let (after, after_type) = after.unzip();
    Some(Change::new(DigestRole::Subject, Some(before), after, cause).typed(Some(media_type), after_type))
}

fn config(job: &Job, made: &Made) -> Option<Change> {
    let of = |image: &Image| {
        let descriptor = image.manifest.get("config");
        let schema1 = image.format == Format::DockerV2S1;
        (!schema1).then(|| (Text::from(descriptor.get("digest").as_str()), descriptor.get("mediaType").as_str().into()))
    };
    let ((before, before_type), (after, after_type)) = (of(&job.image).unzip(), of(&made.image).unzip());
    let cause = match (&before, &after) {
        (Some(before), Some(after)) if before == after => match made.image.config {
            Some(_) => Cause::WrittenAlike,
            None => Cause::BlobKept,
        },
        (Some(_), Some(_)) => Cause::ConfigRewritten,
        (Some(_), None) => Cause::ConfigEmbedded,
        (None, Some(_)) => Cause::ConfigMade,
        (None, None) => return None,
    };
    Some(Change::new(DigestRole::Config, before, after, cause).typed(before_type, after_type))
}

/// Positions count in the source, and in the result for what was added.
fn layers(links: &[Link]) -> impl Iterator<Item = Change> {
    let (mut old, mut new) = (0, 0);
    links.iter().map(move |link| {
        let position = if link.before.is_some() { old } else { new };
        old += usize::from(link.before.is_some());
        new += usize::from(link.after.is_some());
        let (before, before_type) = link.before.clone().map(|blob| (blob.digest, blob.media_type)).unzip();
        let (after, after_type) = link.after.clone().map(|blob| (blob.digest, blob.media_type)).unzip();
        let kept = before == after;
        let causes = link.causes.iter().copied().filter(|cause| cause.is_change() != kept);
        Change::new(DigestRole::Layer, before, after, if kept { Cause::BlobKept } else { Cause::Replaced })
            .at(position)
            .because(causes)
            .typed(before_type, after_type)
    })
}

fn diff_ids(job: &Job, made: &Made) -> Vec<Change> {
    let read = |config: Option<&[u8]>| -> Vec<Text> {
        let reading = config.and_then(|config| go::read(config, &DIFF_IDS).ok());
        let ids =
            reading.map(|reading| reading.value.get("rootfs").get("diff_ids").iter_strs().map(Text::from).collect());
        ids.unwrap_or_default()
    };
    let before = read(job.config.as_deref());
    let after = match (made.image.format, &made.image.config) {
        (Format::DockerV2S1, _) => Vec::new(),
        (_, Some(config)) => read(Some(config)),
        (_, None) => before.clone(),
    };
    rows(DigestRole::DiffId, before, after, |before, after| match (before, after) {
        (Some(_), Some(_)) => Cause::UncompressedKept,
        (Some(_), None) => Cause::NoPlace,
        (None, Some(id)) if id.is_empty() => Cause::Unknown,
        (None, _) => Cause::Given,
    })
}

fn v1_ids(job: &Job, made: &Made) -> Vec<Change> {
    let ids = |image: &Image| image.v1.iter().rev().map(|v1| Text::from(v1.get("id").as_str())).collect::<Vec<_>>();
    if job.image.format == Format::DockerV2S1 {
        // With those of layers that were merged with their neighbours.
        let manifest = go::read(&job.source.bytes, &tables::SCHEMA1).map(|reading| reading.value);
        let all = manifest.ok().and_then(|manifest| parse::v1_images(&manifest).ok()).unwrap_or_default();
        let all: Vec<Text> = all.iter().rev().map(|v1| Text::from(v1.get("id").as_str())).collect();
        let kept = made.image.format == Format::DockerV2S1;
        let merged = |at: usize| at > 0 && all[at - 1] == all[at];
        let row = |(at, id): (usize, &Text)| {
            let (after, cause) = match (merged(at), kept) {
                (true, _) => (None, Cause::DuplicateMerged),
                (false, true) => (Some(id.clone()), Cause::IdsKept),
                (false, false) => (None, Cause::NoPlace),
            };
            Change::new(DigestRole::V1Id, Some(id.clone()), after, cause).at(at)
        };
        return all.iter().enumerate().map(row).collect();
    }
    rows(DigestRole::V1Id, Vec::new(), ids(&made.image), |_, _| Cause::Computed)
}

fn rows(
    role: DigestRole,
    before: Vec<Text>,
    after: Vec<Text>,
    cause: impl Fn(Option<&Text>, Option<&Text>) -> Cause,
) -> Vec<Change> {
    let count = before.len().max(after.len());
    let row = |at: usize| {
        let (before, after) = (before.get(at).cloned(), after.get(at).cloned());
        let cause = cause(before.as_ref(), after.as_ref());
        Change::new(role, before, after, cause).at(at)
    };
    (0..count).map(row).collect()
}

/// Edits of layers do not touch the IDs of schema 1, which were computed from the layers before.
pub(crate) fn note_old_ids(image: &Image, ledger: &mut Ledger) {
    let changed = |link: &Link| match (&link.before, &link.after) {
        (Some(before), Some(after)) => before.digest != after.digest,
        _ => false,
    };
    if image.layers.iter().any(changed) {
        ledger.odd(Part::Manifest, "/history", OddityCode::OldIds, "");
    }
}

/// What a schema 1 manifest is called.
pub(crate) fn name_and_tag(manifest: &Value) -> crate::Destination {
    crate::Destination::new(manifest.get("name").as_str(), manifest.get("tag").as_str())
}
