//! Conversion through the Go types of containers/image: `internal/manifest/{docker_schema2_list,oci_index}.go`.

use super::account::{Child, Contents};
use super::edit::{self, Rules, go_platform};
use super::{IndexConversion, IndexFormat, Placed, placed, platform_needed};
use crate::go::shapes::{containers_image, specs_go};
use crate::go::{Form, ReadOptions, Struct, Value};
use crate::ledger::{Ledger, json_error, write};
use crate::{Edition, Error, LossReason, OddityCode, Part, Source, Stage, parse};
use oci_spec_types::{MediaType, Text};

pub(super) fn convert(
    conversion: &IndexConversion,
    source: &Source,
    from: IndexFormat,
    to: IndexFormat,
    edition: Edition,
    ledger: &mut Ledger,
) -> Result<(Vec<u8>, Contents), Error> {
    let mut index = read(source, from, edition, ledger)?;
    let alike = conversion.keep_alike.then(|| write(Part::Manifest, &index, &Form::COMPACT)).transpose()?;
    let entries = index.get_mut("manifests").and_then(Value::list_mut).map(std::mem::take).unwrap_or_default();
    let mut entries: Placed<Value> = entries.into_iter().enumerate().map(|(at, own)| (Some(at), own)).collect();
    let old = entries.iter().map(|(_, entry)| Child::of(entry)).collect();
    let subject = index.get("subject");
    let subject =
        subject.record().map(|_| (subject.get("digest").as_str().into(), subject.get("mediaType").as_str().into()));
    // The annotation is younger than the first edition.
    let marks = edition != Edition::V1_0;
    let rules = Rules {
        table: entry_table(from, edition),
        mark_updates: marks && !conversion.avoid_changes,
        mark_additions: marks,
    };
    edit::apply(&mut entries, &rules, &conversion.edits, ledger)?;
    if from != to {
        index = match to {
            IndexFormat::Oci => table(to, edition).with([("schemaVersion", 2.into())]),
            IndexFormat::Docker => {
                for member in ["artifactType", "subject", "annotations"] {
                    if index.record().is_some_and(|record| record.get(member).is_some()) {
                        ledger.lose_value(Part::Manifest, format!("/{member}"), index.get(member), LossReason::NoPlace);
                    }
                }
                table(to, edition).with([("schemaVersion", 2.into())])
            }
        };
        index.set("mediaType", to.media_type().as_str());
        for (at, (place, entry)) in entries.iter_mut().enumerate() {
            *entry = converted(conversion, to, edition, entry, (at, *place), ledger)?;
        }
    }
    let contents = Contents { old, new: placed(&entries), subject, keeps_subject: to == IndexFormat::Oci };
    index.set("manifests", entries.into_iter().map(|(_, entry)| entry).collect::<Vec<Value>>());
    let bytes = write(Part::Manifest, &index, &Form::COMPACT)?;
    if alike.is_some_and(|alike| alike == bytes) {
        return Ok((source.bytes.to_vec(), contents));
    }
    Ok((bytes, contents))
}

/// The entries as the tool reads them: digests and media types.
pub(crate) fn children(
    source: &Source,
    format: IndexFormat,
    edition: Edition,
) -> Result<Vec<(Text, MediaType)>, Error> {
    let index = read(source, format, edition, &mut Ledger::default())?;
    let entries = index.get("manifests").list().iter();
    Ok(entries.map(|own| (own.get("digest").as_str().into(), own.get("mediaType").as_str().into())).collect())
}

fn table(format: IndexFormat, edition: Edition) -> &'static Struct {
    match (format, edition) {
        (IndexFormat::Docker, _) => &containers_image::LIST,
        (IndexFormat::Oci, Edition::V1_0) => &specs_go::INDEX_1_0,
        (IndexFormat::Oci, _) => &specs_go::INDEX,
    }
}

fn entry_table(format: IndexFormat, edition: Edition) -> &'static Struct {
    match format {
        IndexFormat::Docker => &containers_image::LIST_ENTRY,
        IndexFormat::Oci => edition.descriptor(),
    }
}

/// Reads a list or index as the tool does, and clones it as the tool does before it writes.
fn read(source: &Source, format: IndexFormat, edition: Edition, ledger: &mut Ledger) -> Result<Value, Error> {
    let table = table(format, edition);
    let mut start = table.zero();
    if format == IndexFormat::Oci {
        // What the document does not state is there already when it is read.
        start = start.with("schemaVersion", 2).with("mediaType", format.media_type().as_str());
    }
    let reading = ReadOptions::default().read_into(&source.bytes, start, table);
    let reading = reading.map_err(|error| json_error(Stage::Parse, Part::Manifest, &source.bytes, &error))?;
    let mut index = ledger.take(Part::Manifest, reading);
    parse::check_unambiguous(&source.bytes, &["manifests"], &source.media_type)?;
    if index.get("manifests").is_nil() {
        index.set("manifests", Vec::new());
    }
    if format == IndexFormat::Docker {
        index.set("schemaVersion", 2);
        index.set("mediaType", format.media_type().as_str());
    }
    Ok(index)
}

/// An entry in the type of the other format. `at` and `place` tell where it stands, and stood.
fn converted(
    conversion: &IndexConversion,
    to: IndexFormat,
    edition: Edition,
    entry: &Value,
    (at, place): (usize, Option<usize>),
    ledger: &mut Ledger,
) -> Result<Value, Error> {
    let table = entry_table(to, edition);
    // What an added entry says was never in the source.
    let mut unnoted = Ledger::default();
    let noted = if place.is_some() { &mut *ledger } else { &mut unnoted };
    let pointer = format!("/manifests/{}", place.unwrap_or(at));
    let mut new = noted.cast(Part::Manifest, &pointer, entry, table);
    if to == IndexFormat::Docker && entry.get("platform").is_nil() {
        let platform = conversion.default_platform.as_ref();
        let platform = go_platform(table, platform).ok_or_else(|| platform_needed(place.unwrap_or(at)))?;
        new.set("platform", platform);
        ledger.odd(Part::Manifest, format!("{pointer}/platform"), OddityCode::DefaultPlatform, "");
    }
    Ok(new)
}
