//! The rows of a report about an image: from what the steps have noted, nothing is read for it.

use crate::held::Held;
use crate::image::{BlobName, Image, LayerTrace};
use crate::notes::Notes;
use crate::report::hashed::Hashed;
use crate::report::{Change, DigestRole, subject};
use crate::{Cause, Causes, Destination, Format, Loss, LossReason, Part, Report, Source, Tool, signed, text_layout};
use bytes::Bytes;
use oci_spec_types::{ClaimedDigest, Kind, MediaType, oci};

/// What the source was, as far as it is told.
#[derive(Debug)]
pub(crate) struct Origin {
    pub kind: Kind,
    pub format: Format,
    /// What the digest covers of a signed manifest.
    pub payload: Option<Bytes>,
    /// Config and subject, where there are some.
    pub config: Option<BlobName>,
    pub subject: Option<BlobName>,
    /// What a schema 1 manifest is called, and its v1 IDs with those that were merged.
    pub name: Destination,
    pub v1_ids: Vec<ClaimedDigest>,
    /// Sizes of the layers, for the way back.
    pub sizes: Vec<i64>,
}

/// What was made of an image.
pub(crate) struct MadeImage {
    pub image: Image,
    pub notes: Notes,
    /// What the digest covers.
    pub payload: Bytes,
    /// Whether that is the text of the source with changes in it.
    pub in_text: bool,
    /// Whether the members that are written stood in the order of the tool.
    pub in_order: bool,
    /// The subject of the result.
    pub subject: Option<BlobName>,
    /// The diffIDs of the config, as far as it is known.
    pub diff_ids: Option<Vec<ClaimedDigest>>,
    /// Those that an edit gave the config instead.
    pub new_diff_ids: Option<Vec<ClaimedDigest>>,
    /// The config that stays, as the tool reads it.
    pub kept: Option<Held<oci::ImageConfig>>,
    /// The config of the source.
    pub given: Option<Bytes>,
    pub signed: bool,
}

impl Origin {
    pub(crate) fn of(image: &Image, source: &Source, tool: &Tool, sizes: bool) -> Self {
        let format = image.format;
        let manifest = image.manifest();
        let stated = manifest.and_then(|manifest| manifest.media_type.as_ref());
        // A manifest that states its type is what it states, and digested as it stands.
        let plain = stated.is_some_and(|own| *own == format.media_type());
        let payload = if plain { None } else { signed::payload(source, tool) };
        let sizes = manifest.filter(|_| sizes).map(|manifest| manifest.layers.iter().map(|layer| layer.size).collect());
        Self {
            kind: match payload {
                Some(_) if format == Format::DockerV2S1 => Kind::Schema1Signed,
                _ => format.kind(),
            },
            format,
            payload,
            config: manifest.map(|manifest| BlobName::of(&manifest.config)),
            subject: manifest.and_then(subject::of),
            name: image.schema1().map(crate::image::Schema1::name).unwrap_or_default(),
            v1_ids: image.schema1().map(|schema1| schema1.all.clone()).unwrap_or_default(),
            sizes: sizes.unwrap_or_default(),
        }
    }

    /// What the digest covers.
    pub(crate) fn payload<'s>(&'s self, source: &'s Source) -> &'s [u8] {
        self.payload.as_ref().unwrap_or(&source.bytes)
    }
}

/// What was lost and met on the way moves into the report.
pub(crate) fn report(tool: &Tool, origin: &Origin, source: &Source, hashed: &Hashed, made: &mut MadeImage) -> Report {
    let to = if made.signed { Kind::Schema1Signed } else { made.image.format.kind() };
    let mut report = Report::new(origin.kind, to, tool);
    let ids = made.diff_ids.as_ref().map_or(0, Vec::len);
    report.digests.reserve(4 + made.image.layers.len() + ids + origin.v1_ids.len());
    report.digests.push(manifest(origin, source, hashed, made));
    report.digests.extend(subject::row(origin.subject.clone(), made.subject.clone(), &made.notes));
    report.digests.extend(config(origin, made));
    report.digests.extend(layers(&made.image.layers));
    report.digests.extend(diff_ids(origin, made));
    report.digests.extend(v1_ids(origin, &made.image));
    report.losses = std::mem::take(&mut made.notes.losses);
    report.oddities = std::mem::take(&mut made.notes.oddities);
    report
}

fn manifest(origin: &Origin, source: &Source, hashed: &Hashed, made: &MadeImage) -> Change {
    let same = hashed.before == *hashed.after.digest();
    let mut causes = Causes::default();
    if same {
        let alike = source.bytes == made.payload;
        causes.push(if alike { Cause::WrittenAlike } else { Cause::OutsideDigest });
    } else {
        changes(origin, source, made, &mut causes);
    }
    if origin.kind == Kind::Schema1Signed && !made.signed {
        causes.push(Cause::SignaturesDropped);
    }
    if made.signed {
        causes.push(Cause::Signed);
    }
    let after_type = if made.signed { MediaType::DOCKER_SCHEMA1_SIGNED } else { made.image.format.media_type() };
    let (before, after) = (ClaimedDigest::from(&hashed.before), ClaimedDigest::from(hashed.after.digest()));
    Change::new(DigestRole::Manifest, Some(before), Some(after), Cause::Layout)
        .because(causes.iter().copied())
        .typed(origin.kind.media_type(), Some(after_type))
}

/// What changed the bytes of the manifest.
fn changes(origin: &Origin, source: &Source, made: &MadeImage, causes: &mut Causes) {
    let new = &made.image;
    let schema = (origin.format == Format::DockerV2S1) != (new.format == Format::DockerV2S1);
    let mut add = |cause, is| {
        if is {
            causes.push(cause);
        }
    };
    add(Cause::OtherAlgorithm, source.bytes == made.payload);
    made.notes.edited.iter().for_each(|cause| add(*cause, true));
    add(Cause::Schema, schema);
    let retyped = |layer: &LayerTrace| match (&layer.before, &layer.after) {
        (Some(before), Some(after)) => before.media_type != after.media_type,
        _ => false,
    };
    add(Cause::MediaTypes, !schema && (origin.format != new.format || new.layers.iter().any(retyped)));
    let config = new.manifest().map(|manifest| &manifest.config.digest);
    add(Cause::ConfigDigest, !schema && origin.config.as_ref().map(|own| &own.digest) != config);
    let digests = |layer: &LayerTrace| {
        layer.before.as_ref().map(|blob| &blob.digest) != layer.after.as_ref().map(|blob| &blob.digest)
    };
    add(Cause::LayerDigests, new.layers.iter().any(digests));
    let renamed = new.schema1().is_some_and(|schema1| schema1.name() != origin.name);
    add(Cause::NameEmbedded, renamed);
    let dropped = |loss: &Loss| loss.part == Part::Manifest && loss.reason != LossReason::Asked;
    add(Cause::MembersDropped, !schema && made.notes.losses.iter().any(dropped));
    let laid_out = || made.in_order && text_layout::is_compact(&source.bytes);
    add(Cause::Layout, !schema && !made.in_text && !laid_out());
}

fn config(origin: &Origin, made: &MadeImage) -> Option<Change> {
    let image = &made.image;
    let before = origin.config.clone();
    let after = image.manifest().map(|manifest| BlobName::of(&manifest.config));
    let cause = match (&before, &after) {
        (Some(before), Some(after)) if before.digest == after.digest => match image.config {
            Some(_) => Cause::WrittenAlike,
            None => Cause::BlobKept,
        },
        (Some(_), Some(_)) if image.config.is_none() || image.config == made.given => Cause::OtherAlgorithm,
        (Some(_), Some(_)) => Cause::ConfigRewritten,
        (Some(_), None) => Cause::ConfigEmbedded,
        (None, Some(_)) => Cause::ConfigMade,
        (None, None) => return None,
    };
    Some(Change::of(DigestRole::Config, before, after, cause))
}

/// Positions count in the source, and in the result for what was added.
fn layers(layers: &[LayerTrace]) -> impl Iterator<Item = Change> {
    let (mut old, mut new) = (0, 0);
    layers.iter().map(move |layer| {
        let position = if layer.before.is_some() { old } else { new };
        old += usize::from(layer.before.is_some());
        new += usize::from(layer.after.is_some());
        let digest = |blob: &Option<BlobName>| blob.as_ref().map(|blob| blob.digest.clone());
        let kept = digest(&layer.before) == digest(&layer.after);
        let causes = layer.causes.iter().copied().filter(|cause| cause.is_change() != kept);
        let cause = if kept { Cause::BlobKept } else { Cause::Replaced };
        Change::of(DigestRole::Layer, layer.before.clone(), layer.after.clone(), cause).at(position).because(causes)
    })
}

fn diff_ids(origin: &Origin, made: &MadeImage) -> Vec<Change> {
    let known = made.diff_ids.as_deref().unwrap_or_default();
    let new = made.new_diff_ids.as_deref().unwrap_or(known);
    let before = if origin.format == Format::DockerV2S1 { &[][..] } else { known };
    let after = if made.image.format == Format::DockerV2S1 { &[][..] } else { new };
    rows(DigestRole::DiffId, before, after, |before, after| match (before, after) {
        (Some(before), Some(after)) if before == after => Cause::UncompressedKept,
        (Some(_), Some(_)) => Cause::Given,
        (Some(_), None) => Cause::NoPlace,
        (None, Some(id)) if id.is_empty() => Cause::Unknown,
        (None, _) => Cause::Given,
    })
}

fn v1_ids(origin: &Origin, image: &Image) -> Vec<Change> {
    if origin.format == Format::DockerV2S1 {
        let all = &origin.v1_ids;
        let kept = image.format == Format::DockerV2S1;
        let merged = |at: usize| at > 0 && all.get(at - 1) == all.get(at);
        let row = |(at, id): (usize, &ClaimedDigest)| {
            let (after, cause) = match (merged(at), kept) {
                (true, _) => (None, Cause::DuplicateMerged),
                (false, true) => (Some(id.clone()), Cause::IdsKept),
                (false, false) => (None, Cause::NoPlace),
            };
            Change::new(DigestRole::V1Id, Some(id.clone()), after, cause).at(at)
        };
        return all.iter().enumerate().map(row).collect();
    }
    let after: Vec<ClaimedDigest> = image.schema1().map(|own| own.ids().collect()).unwrap_or_default();
    rows(DigestRole::V1Id, &[], &after, |_, _| Cause::Computed)
}

fn rows(
    role: DigestRole,
    before: &[ClaimedDigest],
    after: &[ClaimedDigest],
    cause: impl Fn(Option<&ClaimedDigest>, Option<&ClaimedDigest>) -> Cause,
) -> Vec<Change> {
    let count = before.len().max(after.len());
    let row = |at: usize| {
        let (before, after) = (before.get(at), after.get(at));
        Change::new(role, before.cloned(), after.cloned(), cause(before, after)).at(at)
    };
    (0..count).map(row).collect()
}
