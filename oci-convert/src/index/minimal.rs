//! The least change: the text of the index as it stands, with another media type and edited entries.

use super::account::{Child, Contents};
use super::edit::{self, Rules};
use super::{IndexConversion, IndexFormat, Placed, placed, platform_needed};
use crate::ledger::Ledger;
use crate::{Error, ErrorKind, OddityCode, Part, Source, parse};
use oci_spec_types::{Descriptor, Limits, MediaType, Model, Style, Text, oci};

pub(super) fn convert(
    conversion: &IndexConversion,
    source: &Source,
    from: IndexFormat,
    to: IndexFormat,
    ledger: &mut Ledger,
) -> Result<(Vec<u8>, Contents), Error> {
    let mut index = read(source)?;
    let entries = std::mem::take(&mut index.manifests).into_iter().enumerate();
    let mut entries: Placed<Descriptor> = entries.map(|(at, own)| (Some(at), own)).collect();
    let docker = to == IndexFormat::Docker;
    let old = entries.iter().map(|(_, entry)| Child::of(entry)).collect();
    let rules = Rules { table: docker, mark_updates: !conversion.avoid_changes, mark_additions: true };
    edit::apply(&mut entries, &rules, &conversion.edits, ledger)?;
    if from != to {
        index.media_type = Some(to.media_type());
        index.schema_version = 2;
    }
    if docker {
        fit_docker(conversion, &index, &mut entries, ledger)?;
    }
    let contents = Contents { old, new: placed(&entries), subject: subject(&index), keeps_subject: true };
    index.manifests = entries.into_iter().map(|(_, entry)| entry).collect();
    let unchanged = from == to && conversion.edits.is_empty();
    let bytes = if unchanged { source.bytes.to_vec() } else { index.to_styled(Style::detect(&source.bytes)) };
    Ok((bytes, contents))
}

/// Digest and media type of the subject.
pub(super) fn subject(index: &oci::Index) -> Option<(Text, MediaType)> {
    index.subject.as_ref().map(|own| (own.digest.to_string().into(), own.media_type.clone()))
}

/// A list is an index with fewer members.
pub(super) fn read(source: &Source) -> Result<oci::Index, Error> {
    let index = oci::Index::parse_with(source.bytes.clone(), &Limits::REGISTRY).map_err(|error| {
        Error::parse(ErrorKind::InvalidJson, Part::Manifest, error.pointer().to_owned(), error.to_string())
    })?;
    parse::check_unambiguous(&source.bytes, &["manifests"], &source.media_type)?;
    Ok(index)
}

/// Platforms where there are none; members that mean nothing in a Docker list stay.
fn fit_docker(
    conversion: &IndexConversion,
    index: &oci::Index,
    entries: &mut Placed<Descriptor>,
    ledger: &mut Ledger,
) -> Result<(), Error> {
    for (at, (place, entry)) in entries.iter_mut().enumerate() {
        let pointer = format!("/manifests/{}", place.unwrap_or(at));
        if entry.platform.is_none() {
            let platform = conversion.default_platform.clone().ok_or_else(|| platform_needed(place.unwrap_or(at)))?;
            entry.platform = Some(Box::new(platform));
            ledger.odd(Part::Manifest, format!("{pointer}/platform"), OddityCode::DefaultPlatform, "");
        }
        let kept = [
            ("annotations", !entry.annotations.is_empty()),
            ("artifactType", entry.artifact_type.is_some()),
            ("data", entry.data.is_some()),
        ];
        for (member, _) in kept.into_iter().filter(|(_, there)| *there) {
            ledger.odd(Part::Manifest, format!("{pointer}/{member}"), OddityCode::KeptWithoutMeaning, "");
        }
    }
    let kept = [
        ("annotations", !index.annotations.is_empty()),
        ("artifactType", index.artifact_type.is_some()),
        ("subject", index.subject.is_some()),
    ];
    for (member, _) in kept.into_iter().filter(|(_, there)| *there) {
        ledger.odd(Part::Manifest, format!("/{member}"), OddityCode::KeptWithoutMeaning, "");
    }
    Ok(())
}
