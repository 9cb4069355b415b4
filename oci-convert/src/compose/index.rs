//! Composing indexes and lists.

use super::composed::{Composed, named, refused, report};
use super::entry;
use super::image::{Write, start};
use super::parts::{IndexParts, Member};
use super::rules::{DockerAnnotations, EntryOrder, FormatRule, IndexComposition, SameDigest, is_named};
use crate::held::Reader;
use crate::notes::Notes;
use crate::report::DigestRole;
use crate::steps::attestations::about;
use crate::steps::entries::label;
use crate::{Error, ErrorKind, Format, LossReason, Part, Tool};
use bytes::Bytes;
use oci_platform::Host;
use oci_spec_types::{ClaimedDigest, Descriptor, Family, Kind, MediaType, oci};
use std::collections::{HashMap, HashSet};

pub(super) fn make(
    mut parts: IndexParts,
    tool: &'static Tool,
    format: Option<Format>,
    reader: &Reader,
) -> Result<Composed, Error> {
    let rules = tool.index_composition()?;
    let mut notes = Notes::default();
    if let Some(single) = single(&parts, rules) {
        return keep(single, &parts, tool, reader, notes);
    }
    let mut entries = Vec::new();
    for (place, member) in parts.members.iter().enumerate() {
        let of_member = entry::of(member, place, tool, reader, &mut notes)?;
        entries.extend(of_platforms(of_member, &parts.platforms));
    }
    if entries.is_empty() && !parts.platforms.is_empty() {
        return Err(no_such_platform());
    }
    let mut entries = without_repeats(entries, rules.same);
    if rules.order == EntryOrder::ByDigest {
        entries.sort_by_cached_key(|entry| entry.digest.to_string());
    }
    if rules.entries.platform_required {
        check_platforms(&entries)?;
    }
    let format = chosen(&parts, &entries, rules, tool, format)?;
    annotate(&mut parts, &mut entries, rules, format, &mut notes)?;
    let index = oci::Index {
        schema_version: 2,
        media_type: Some(format.index_media_type()),
        artifact_type: parts.artifact_type,
        manifests: entries.clone(),
        subject: parts.subject.clone().map(Box::new),
        annotations: parts.annotations,
        ..start(rules.null_entries && !parts.emptied)
    };
    let bytes = Write { tool, notes: &mut notes }.document(index, tool.dialect.index(format))?;
    let mut document = Descriptor::of(format.index_media_type(), &bytes);
    document.annotations = parts.descriptor_annotations;
    Ok(composed(bytes, document, &entries, parts.subject.as_ref(), tool, notes))
}

fn composed(
    bytes: Bytes,
    document: Descriptor,
    entries: &[Descriptor],
    subject: Option<&Descriptor>,
    tool: &Tool,
    notes: Notes,
) -> Composed {
    let kind = Kind::of_media_type(&document.media_type).unwrap_or(Kind::OciIndex);
    let mut report = report(kind, DigestRole::Index, tool, &document);
    report.digests.extend(subject.map(|subject| named(DigestRole::Subject, subject)));
    let rows = entries.iter().enumerate();
    report.digests.extend(rows.map(|(at, entry)| named(DigestRole::Child, entry).at(at).labelled(label(entry))));
    report.losses = notes.losses;
    report.oddities = notes.oddities;
    Composed { bytes, descriptor: document, config: None, extra_blobs: Vec::new(), report }
}

/// The only member, where it is kept as it is.
fn single<'p>(parts: &'p IndexParts, rules: &IndexComposition) -> Option<&'p Member> {
    let [member] = parts.members.as_slice() else { return None };
    let plain = parts.annotations.is_empty()
        && parts.entry_annotations.is_empty()
        && parts.artifact_type.is_none()
        && parts.subject.is_none();
    let kept = match member {
        Member::Entry(_) => false,
        Member::Image(_) => parts.may_stay_image,
        Member::Index(_) => true,
    };
    (rules.keeps_single && plain && kept).then_some(member)
}

/// Keeps a single member to the byte; an index of which entries go is written again.
fn keep(
    member: &Member,
    parts: &IndexParts,
    tool: &'static Tool,
    reader: &Reader,
    mut notes: Notes,
) -> Result<Composed, Error> {
    let source = match member {
        Member::Index(source) => {
            let mut index = entry::read(source, 0, tool, reader, &mut notes)?;
            let before = index.manifests.len();
            index.manifests = of_platforms(std::mem::take(&mut index.manifests), &parts.platforms);
            let entries = index.manifests.clone();
            if entries.is_empty() && !parts.platforms.is_empty() {
                return Err(no_such_platform());
            }
            if entries.len() != before {
                let subject = index.subject.as_deref().cloned();
                let table = tool.dialect.index(Format::of_index_media_type(&source.media_type).unwrap_or(Format::Oci));
                let bytes = Write { tool, notes: &mut notes }.document(index, table)?;
                let document = Descriptor::of(source.media_type.clone(), &bytes);
                return Ok(composed(bytes, document, &entries, subject.as_ref(), tool, notes));
            }
            source
        }
        Member::Image(image) => {
            let entries = entry::of(member, 0, tool, reader, &mut notes)?;
            if of_platforms(entries, &parts.platforms).is_empty() {
                return Err(no_such_platform());
            }
            &image.manifest
        }
        Member::Entry(_) => return Err(tool.lacks("keep an entry")),
    };
    let document = Descriptor::of(source.media_type.clone(), &source.bytes);
    let kind = Kind::of_media_type(&source.media_type).unwrap_or(Kind::Unknown);
    let role =
        if kind == Kind::OciIndex || kind == Kind::DockerList { DigestRole::Index } else { DigestRole::Manifest };
    let mut report = crate::Report::new(kind, kind, tool);
    report.digests.push(crate::report::Change::new(
        role,
        Some(document.digest.clone()),
        Some(document.digest.clone()),
        crate::Cause::BytesKept,
    ));
    let bytes = source.bytes.clone();
    Ok(Composed { bytes, descriptor: document, config: None, extra_blobs: Vec::new(), report })
}

/// The entries for these platforms, by their canonical names; those without a platform, and attestations of those that stay.
fn of_platforms(entries: Vec<Descriptor>, wanted: &[oci_platform::Platform]) -> Vec<Descriptor> {
    if wanted.is_empty() {
        return entries;
    }
    let host = Host::default();
    let wanted: Vec<_> = wanted.iter().map(|platform| platform.normalized(&host)).collect();
    let fits = |entry: &Descriptor| match entry.platform.as_deref() {
        Some(platform) => wanted.contains(&oci_platform::Platform::from(platform).normalized(&host)),
        None => true,
    };
    let images = entries.iter().filter(|entry| about(entry).is_none() && fits(entry));
    let kept: HashSet<ClaimedDigest> = images.map(|entry| entry.digest.clone()).collect();
    let stays = |entry: &Descriptor| match about(entry) {
        Some(about) => kept.contains(&about),
        None => fits(entry),
    };
    entries.into_iter().filter(stays).collect()
}

fn no_such_platform() -> Error {
    refused(
        ErrorKind::NoMatchingPlatform,
        Part::Manifest,
        "/manifests",
        "no part is for the platforms that were asked for",
    )
}

fn without_repeats(entries: Vec<Descriptor>, rule: SameDigest) -> Vec<Descriptor> {
    let mut kept: Vec<Option<Descriptor>> = Vec::with_capacity(entries.len());
    let mut places: HashMap<ClaimedDigest, usize> = HashMap::new();
    for entry in entries {
        match (rule, places.get(&entry.digest).copied()) {
            (SameDigest::Merged, Some(place)) => {
                let Some(Some(earlier)) = kept.get_mut(place) else { continue };
                if entry.platform.is_some() {
                    earlier.platform = entry.platform;
                }
                entry.annotations.iter().for_each(|(name, value)| {
                    earlier.annotations.insert(name, value.clone());
                });
            }
            (rule, earlier) => {
                if let (SameDigest::Last, Some(place)) = (rule, earlier)
                    && let Some(slot) = kept.get_mut(place)
                {
                    *slot = None;
                }
                places.insert(entry.digest.clone(), kept.len());
                kept.push(Some(entry));
            }
        }
    }
    kept.into_iter().flatten().collect()
}

fn check_platforms(entries: &[Descriptor]) -> Result<(), Error> {
    let missing = |entry: &Descriptor| entry.platform.as_deref().is_none_or(|platform| !is_named(platform));
    match entries.iter().position(missing) {
        Some(at) => {
            let text = "an operating system and an architecture are needed";
            Err(refused(ErrorKind::MissingPlatform, Part::Manifest, format!("/manifests/{at}/platform"), text))
        }
        None => Ok(()),
    }
}

/// The format of the index.
fn chosen(
    parts: &IndexParts,
    entries: &[Descriptor],
    rules: &IndexComposition,
    tool: &Tool,
    asked: Option<Format>,
) -> Result<Format, Error> {
    let docker = |is: bool| if is { Format::DockerV2S2 } else { Format::Oci };
    let own = match rules.format {
        FormatRule::AllDocker => docker(entries.iter().all(|entry| entry.media_type.family() == Family::Docker)),
        FormatRule::First => docker(entries.first().is_none_or(|entry| entry.media_type != MediaType::OCI_MANIFEST)),
        FormatRule::Richest => asked.unwrap_or_else(|| richest(parts, entries)),
        FormatRule::Asked => asked.unwrap_or(Format::Oci),
    };
    if own == Format::DockerV2S1 || asked.is_some_and(|asked| asked != own) {
        return Err(tool.lacks("compose indexes in this format"));
    }
    Ok(own)
}

/// The format that holds most of what is to be said.
fn richest(parts: &IndexParts, entries: &[Descriptor]) -> Format {
    let only_oci =
        |entry: &Descriptor| entry.artifact_type.is_some() || !entry.annotations.is_empty() || entry.data.is_some();
    let has_features = |entry: &Descriptor| entry.platform.as_deref().is_some_and(|own| !own.features.is_empty());
    if parts.artifact_type.is_some()
        || parts.subject.is_some()
        || !parts.annotations.is_empty()
        || entries.iter().any(only_oci)
    {
        Format::Oci
    } else if entries.is_empty() || entries.iter().any(has_features) {
        Format::DockerV2S2
    } else {
        Format::Oci
    }
}

/// Gives entries their annotations; in Docker lists as the rule says.
fn annotate(
    parts: &mut IndexParts,
    entries: &mut [Descriptor],
    rules: &IndexComposition,
    format: Format,
    notes: &mut Notes,
) -> Result<(), Error> {
    let of_index = [&parts.annotations, &parts.descriptor_annotations];
    let any = of_index.iter().any(|own| !own.is_empty()) || !parts.entry_annotations.is_empty();
    if format != Format::Oci && any {
        match rules.docker_annotations {
            DockerAnnotations::Kept => {}
            DockerAnnotations::Dropped => {
                let mut lose = |above: &str, name: &str, value: &str| {
                    let mut pointer = above.to_owned();
                    oci_digest::json::push_segment(&mut pointer, name);
                    notes.lose_value(Part::Manifest, pointer, &value.into(), LossReason::NoPlace);
                };
                std::mem::take(&mut parts.annotations)
                    .iter()
                    .for_each(|(name, value)| lose("/annotations", name, value));
                parts.entry_annotations.drain(..).for_each(|own| lose("/manifests", &own.name, &own.value));
            }
            DockerAnnotations::Refused => {
                let text = "a Docker list has no annotations";
                return Err(refused(ErrorKind::RequiresOci, Part::Manifest, "/annotations", text));
            }
        }
    }
    for own in &parts.entry_annotations {
        let wanted = own.platform.as_ref().map(|platform| platform.all_fields().to_string());
        for entry in entries.iter_mut() {
            let platform = entry.platform.as_deref().map(oci_platform::Platform::from);
            let fits = match (&wanted, platform) {
                (None, _) => true,
                (Some(wanted), Some(platform)) => *wanted == platform.all_fields().to_string(),
                (Some(_), None) => false,
            };
            if fits {
                entry.annotations.insert(own.name.clone(), own.value.clone());
            }
        }
    }
    Ok(())
}
