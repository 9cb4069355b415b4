//! The least change: the text of the index as it stands, with another media type and edited entries.

use super::{IndexConversion, IndexFormat, Placed, account, edit, placed, platform_needed};
use crate::ledger::Ledger;
use crate::{Error, ErrorKind, OddityCode, Part, Source, parse};
use oci_spec_types::{Descriptor, Limits, Model, Style, oci};

type Entries = Vec<(Option<usize>, account::Child)>;

pub(super) fn convert(
    conversion: &IndexConversion,
    source: &Source,
    from: IndexFormat,
    to: IndexFormat,
    ledger: &mut Ledger,
) -> Result<(Vec<u8>, Entries), Error> {
    let mut index = read(source)?;
    let entries = std::mem::take(&mut index.manifests).into_iter().enumerate();
    let mut entries: Placed<Descriptor> = entries.map(|(at, own)| (Some(at), own)).collect();
    let docker = to == IndexFormat::Docker;
    edit::apply(&mut entries, docker, &conversion.edits, conversion.avoid_changes)?;
    if from != to {
        index.media_type = Some(to.media_type());
        index.schema_version = 2;
    }
    if docker {
        fit_docker(conversion, &index, &mut entries, ledger)?;
    }
    let children = placed(&entries);
    index.manifests = entries.into_iter().map(|(_, entry)| entry).collect();
    let unchanged = from == to && conversion.edits.is_empty();
    let bytes = if unchanged { source.bytes.to_vec() } else { index.to_styled(Style::detect(&source.bytes)) };
    Ok((bytes, children))
}

/// A list is an index with fewer members.
fn read(source: &Source) -> Result<oci::Index, Error> {
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
