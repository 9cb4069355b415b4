//! The entries that members of an index become.

use super::composed::refused;
use super::parts::{ImageMember, Member};
use super::rules::{EntryRule, NestedRule, PlatformRule, is_named};
use crate::held::{At, Held, Reader};
use crate::notes::Notes;
use crate::{Error, ErrorKind, Format, LossReason, Part, Source, Stage, Tool};
use oci_platform::Host;
use oci_spec_types::{Descriptor, Limits, Model, Platform, oci};

/// The entries of the member at a place.
pub(super) fn of(
    member: &Member,
    place: usize,
    tool: &'static Tool,
    reader: &Reader,
    notes: &mut Notes,
) -> Result<Vec<Descriptor>, Error> {
    let rule = &tool.index_composition()?.entries;
    match member {
        Member::Entry(entry) => {
            check_known(entry, place, rule)?;
            Ok(vec![entry.clone()])
        }
        Member::Image(image) => Ok(vec![of_image(image, place, tool, rule, reader)?]),
        Member::Index(source) => of_index(source, place, tool, rule, reader, notes),
    }
}

/// An entry that is given must be for a platform that the tool knows. One without a platform is met elsewhere.
fn check_known(entry: &Descriptor, place: usize, rule: &EntryRule) -> Result<(), Error> {
    let Some(platform) = entry.platform.as_deref().filter(|platform| is_named(platform)) else { return Ok(()) };
    let knows = |(os, all): &(&str, &[&str])| platform.os == *os && all.contains(&platform.architecture.as_str());
    if rule.known_platforms.is_empty() || rule.known_platforms.iter().any(knows) {
        return Ok(());
    }
    let text = format!("the tool does not know {platform}");
    Err(refused(ErrorKind::UnknownPlatform, Part::Member(place), "/platform", text))
}

fn of_image(
    image: &ImageMember,
    place: usize,
    tool: &'static Tool,
    rule: &EntryRule,
    reader: &Reader,
) -> Result<Descriptor, Error> {
    let manifest = &image.manifest;
    if manifest.media_type.is_index() {
        return Err(nested(Part::Member(place), ""));
    }
    let mut entry = match &image.entry {
        Some(entry) => entry.clone(),
        None => Descriptor::of(manifest.media_type.clone(), &manifest.bytes),
    };
    reader.check_size(Stage::Compose, Part::Member(place), manifest.bytes.len())?;
    let parsed = oci::Manifest::parse_with(manifest.bytes.clone(), &reader.limits).ok();
    if rule.artifact_type && entry.artifact_type.is_none() {
        let kind = parsed.as_ref().and_then(|manifest| manifest.artifact_type.clone());
        entry.artifact_type = kind.filter(|kind| !kind.is_empty());
    }
    let is_artifact = rule.artifact_type && entry.artifact_type.is_some();
    if !is_artifact && entry.platform.as_deref().is_none_or(|platform| !is_named(platform)) {
        let is_image = parsed.as_ref().is_none_or(|manifest| manifest.config.media_type.is_config());
        entry.platform = platform(image, place, tool, rule, reader, is_image)?.map(Box::new);
    }
    Ok(entry)
}

/// The platform that the config of an image names.
fn platform(
    image: &ImageMember,
    place: usize,
    tool: &'static Tool,
    rule: &EntryRule,
    reader: &Reader,
    is_image: bool,
) -> Result<Option<Platform>, Error> {
    let at = At { stage: Stage::Compose, part: Part::Member(place) };
    let Some(text) = &image.config else { return Ok(None) };
    let config: Held<oci::ImageConfig> = match reader.read(at, text, tool.dialect.config, &mut Notes::default()) {
        Ok(config) => config,
        // The config of an artifact may be anything.
        Err(error) if is_image || error.kind() != ErrorKind::InvalidJson => return Err(error),
        Err(_) => return Ok(None),
    };
    let whole = oci_platform::Platform::from(&config.model);
    Ok(match rule.platform {
        PlatformRule::Whole => {
            Some(&whole).filter(|own| !(own.os.is_empty() && own.architecture.is_empty())).map(Into::into)
        }
        PlatformRule::CanonicalWithoutVersion => {
            let oci_platform::Platform { os, architecture, variant, .. } = whole;
            let named = oci_platform::Platform { os, architecture, variant, ..Default::default() };
            Some((&named.normalized(&Host::default())).into())
        }
    })
}

fn of_index(
    source: &Source,
    place: usize,
    tool: &'static Tool,
    rule: &EntryRule,
    reader: &Reader,
    notes: &mut Notes,
) -> Result<Vec<Descriptor>, Error> {
    if rule.nested == NestedRule::Refused {
        return Err(nested(Part::Member(place), ""));
    }
    let mut index = read(source, place, tool, reader, notes)?;
    let part = Part::Member(place);
    let mut entries = std::mem::take(&mut index.manifests);
    for (at, entry) in entries.iter_mut().enumerate() {
        if rule.nested == NestedRule::FlatRefused && entry.media_type.is_index() {
            return Err(nested(part, format!("/manifests/{at}")));
        }
        if !rule.copies_data
            && let Some(data) = entry.data.take()
        {
            notes.lose_value(part, format!("/manifests/{at}/data"), &data.as_str().into(), LossReason::NoPlace);
        }
    }
    // Only entries are taken.
    if let Some(kind) = &index.artifact_type {
        notes.lose_value(part, "/artifactType", &kind.as_str().into(), LossReason::NoPlace);
    }
    if let Some(subject) = &index.subject {
        notes.lose(part, "/subject", &subject.to_json(), LossReason::NoPlace);
    }
    for (key, value) in index.annotations.iter() {
        let mut pointer = "/annotations".to_owned();
        oci_digest::json::push_segment(&mut pointer, key);
        notes.lose_value(part, pointer, &value.as_str().into(), LossReason::NoPlace);
    }
    Ok(entries)
}

/// Reads another index as the tool does.
pub(super) fn read(
    source: &Source,
    place: usize,
    tool: &'static Tool,
    reader: &Reader,
    notes: &mut Notes,
) -> Result<oci::Index, Error> {
    let part = Part::Member(place);
    let Some(format) = Format::of_index_media_type(&source.media_type) else {
        let text = format!("{:?} is no list of manifests", source.media_type.as_str());
        return Err(refused(ErrorKind::UnknownMediaType, part, "", text));
    };
    let table = tool.dialect.index(format);
    let held: Held<oci::Index> = reader.read(At { stage: Stage::Compose, part }, &source.bytes, table, notes)?;
    held.note_unwritten(table, part, false, notes);
    // What the types do not hold is gone.
    let text = held.write(table, crate::go::Form::COMPACT.style(), part, source.bytes.len())?;
    oci::Index::parse_with(text, &Limits::UNBOUNDED)
        .map_err(|error| refused(ErrorKind::InvalidJson, part, error.pointer(), error.text()))
}

fn nested(part: Part, pointer: impl Into<String>) -> Error {
    refused(ErrorKind::NestedIndex, part, pointer, "the tool puts no index into an index")
}
