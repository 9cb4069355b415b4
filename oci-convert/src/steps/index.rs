//! Reading an index or list, and giving it another format: containers/image `internal/manifest/{docker_schema2_list,
//! oci_index}.go`.

use crate::held::{At, Held, Reader};
use crate::notes::Notes;
use crate::rules::Head;
use crate::steps::entries::{Entries, platform_needed};
use crate::steps::read::check_unambiguous;
use crate::{Error, ErrorKind, Format, OddityCode, Part, Source, Stage, Tool};
use oci_spec_types::validate::Target;
use oci_spec_types::{MediaType, Model, Platform, oci};

/// An index on its way from one format to another.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    pub format: Format,
    /// The index without its entries.
    pub held: Held<oci::Index>,
    pub entries: Entries,
    /// Whether the members that are written stood in the order of the tool.
    pub in_order: bool,
}

/// The format as which an index of this media type is read (containers/image `ListFromBlob`).
pub(crate) fn format_of(source: &Source) -> Result<Format, Error> {
    Format::of_index_media_type(&source.media_type).ok_or_else(|| {
        let text = format!("{:?} is no list of manifests", source.media_type.as_str());
        Error::parse(ErrorKind::UnsupportedConversion, Part::Manifest, "", text)
    })
}

/// Reads an index or list as the types of a tool hold it; where the tool keeps its text, everything in it. Notes what is not
/// said in the format that it is to have, or else in its own.
pub(crate) fn read(
    source: &Source,
    tool: &Tool,
    to: Option<Format>,
    reader: &Reader,
    notes: &mut Notes,
) -> Result<Index, Error> {
    let format = format_of(source)?;
    let rules = tool.index_rules()?;
    let at = At { stage: Stage::Parse, part: Part::Manifest };
    let mut held = if tool.dialect.is_in_place() {
        let target = if format == Format::Oci { Target::Index } else { Target::DockerList };
        reader.read_plain(at, &source.bytes, tool.dialect.index(format), target)?
    } else {
        let table = rules.oci_read.filter(|_| format == Format::Oci).unwrap_or_else(|| tool.dialect.index(format));
        let states = format == Format::Oci && rules.states_defaults;
        let mut start = table.zero();
        if states {
            // What the document does not state is there already when it is read.
            start = start.with("schemaVersion", 2).with("mediaType", format.index_media_type().as_str());
        }
        let mut held: Held<oci::Index> = reader.read_over(at, &source.bytes, table, start, notes)?;
        if states && !held.odd {
            let index = &mut held.model;
            if !index.states("schemaVersion") {
                index.schema_version = 2;
            }
            index.media_type.get_or_insert(MediaType::OCI_INDEX);
        }
        held
    };
    check_unambiguous(&held, source, &["manifests"], notes)?;
    let in_order = tool.dialect.is_in_place() || {
        let table = tool.dialect.index(to.unwrap_or(format));
        let in_order = held.note_unwritten(table, Part::Manifest, false, notes);
        if !table.holds_in("manifests", "data") {
            // It has been noted: edits have nothing to say of it.
            held.model.manifests.iter_mut().for_each(|entry| entry.data = None);
        }
        in_order
    };
    let entries = Entries::of(std::mem::take(&mut held.model.manifests));
    Ok(Index { format, held, entries, in_order })
}

impl Index {
    /// A copy of the index with its entries.
    pub(crate) fn whole(&self) -> Held<oci::Index> {
        let mut held = self.held.clone();
        held.model.manifests = self.entries.current().cloned().collect();
        held
    }
}

/// Puts what the tool always writes into the head of a list.
pub(crate) fn force_head(index: &mut Index, tool: &Tool) -> Result<(), Error> {
    let rules = tool.index_rules()?;
    if !tool.dialect.is_in_place() && rules.remakes_lists {
        index.held.model.extra.forget_order();
    }
    if rules.forced_heads.contains(&index.format) {
        index.held.model.schema_version = 2;
        index.held.model.media_type = Some(index.format.index_media_type());
    }
    Ok(())
}

/// Gives an index another format.
pub(crate) fn convert(
    index: &mut Index,
    to: Format,
    default_platform: Option<&Platform>,
    tool: &Tool,
    notes: &mut Notes,
) -> Result<(), Error> {
    let from = std::mem::replace(&mut index.format, to);
    let model = &mut index.held.model;
    if tool.index_rules()?.head != Head::Stated || model.media_type.is_some() {
        model.schema_version = 2;
        model.media_type = Some(to.index_media_type());
    }
    if tool.entries.is_some_and(|rules| rules.nothing_is_null) && index.entries.current().next().is_none() {
        index.held.model.set_null("manifests");
    }
    if to != Format::Oci {
        return fit_docker(index, default_platform, tool, notes);
    }
    if tool.dialect.needs_platform(from) && !tool.dialect.is_in_place() {
        index.entries.current_mut().for_each(|(_, entry)| {
            entry.platform.get_or_insert_default();
        });
    }
    Ok(())
}

/// Platforms where there are none; members that mean nothing in a Docker list stay where text stays.
pub(crate) fn fit_docker(
    index: &mut Index,
    default_platform: Option<&Platform>,
    tool: &Tool,
    notes: &mut Notes,
) -> Result<(), Error> {
    let in_place = tool.dialect.is_in_place();
    let model = &index.held.model;
    if in_place {
        for (member, _) in [
            ("annotations", !model.annotations.is_empty()),
            ("artifactType", model.artifact_type.is_some()),
            ("subject", model.subject.is_some()),
        ]
        .into_iter()
        .filter(|(_, there)| *there)
        {
            notes.odd(Part::Manifest, format!("/{member}"), OddityCode::KeptWithoutMeaning, "");
        }
    }
    for (at, entry) in index.entries.current_mut() {
        if entry.platform.is_none() && tool.dialect.needs_platform(Format::DockerV2S2) {
            let platform = default_platform.cloned().ok_or_else(|| platform_needed(at))?;
            entry.platform = Some(Box::new(platform));
            notes.odd(Part::Manifest, format!("/manifests/{at}/platform"), OddityCode::DefaultPlatform, "");
        }
        let members = [
            ("annotations", !entry.annotations.is_empty()),
            ("artifactType", entry.artifact_type.is_some()),
            ("data", entry.data.is_some()),
        ];
        for (member, _) in members.into_iter().filter(|(_, there)| in_place && *there) {
            notes.odd(Part::Manifest, format!("/manifests/{at}/{member}"), OddityCode::KeptWithoutMeaning, "");
        }
    }
    Ok(())
}
