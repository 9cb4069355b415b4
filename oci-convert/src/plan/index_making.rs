//! Making an index of another: the steps, in their order.

use crate::held::Held;
use crate::image::BlobName;
use crate::notes::Notes;
use crate::report::of_index::MadeIndex;
use crate::rules::EntryRules;
use crate::steps::attestations;
use crate::steps::entries::{Entries, Rules};
use crate::steps::index::{self, Index};
use crate::steps::{family, manifest};
use crate::{EntryEdit, Error, Format, OddityCode, Part, Request, Source, Tool, in_place};
use bytes::Bytes;
use oci_spec_types::{ClaimedDigest, Descriptor, Model, Style, oci};
use std::collections::BTreeMap;

/// What was asked for and provided.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'p> {
    pub request: &'p Request,
    pub source: &'p Source,
    /// All edits of entries: those that were asked for, after those that name what children have become.
    pub edits: &'p [EntryEdit],
    /// The manifests of children that may be embedded.
    pub contents: &'p BTreeMap<usize, Bytes>,
}

/// An index in the making.
pub(super) struct Making<'p> {
    inputs: Inputs<'p>,
    tool: &'static Tool,
    index: Index,
    notes: Notes,
    /// The format of the source.
    from: Format,
    /// The index as it was read, where its text may stay.
    original: Option<Held<oci::Index>>,
    /// The subject of the source.
    subject: Option<BlobName>,
}

impl<'p> Making<'p> {
    /// Begins with the index as it was read.
    pub(super) fn of(mut index: Index, notes: Notes, inputs: Inputs<'p>) -> Result<Self, Error> {
        let tool = inputs.request.tool;
        index::force_head(&mut index, tool)?;
        let keeps = inputs.request.keep_alike || tool.index_rules()?.keeps_unchanged;
        let original = (tool.dialect.is_in_place() || keeps).then(|| index.whole());
        let subject = index.held.model.subject.as_deref().map(BlobName::of);
        let from = index.format;
        Ok(Self { inputs, tool, index, notes, from, original, subject })
    }

    /// Goes all steps: edits first, then the other format.
    pub(super) fn finish(mut self) -> Result<MadeIndex, Error> {
        self.edit_head()?;
        let edited = self.index.format;
        let to = self.inputs.request.to.unwrap_or(edited);
        let before = Before::of(&self.index, self.original.as_ref(), self.inputs.source, to, self.tool)?;
        self.edit_entries()?;
        self.convert(edited, to)?;
        let max = manifest::data_max(&self.inputs.request.edits);
        let (entries, notes) = (&mut self.index.entries, &mut self.notes);
        match before {
            Some(before) => before.embed(entries, max, notes),
            None => embed(entries, self.inputs.contents, max, notes),
        }
        self.write(to)
    }

    /// Edits the index itself.
    fn edit_head(&mut self) -> Result<(), Error> {
        let (request, index, notes) = (self.inputs.request, &mut self.index, &mut self.notes);
        if !request.entries.is_empty() && self.tool.edits.is_some_and(|rules| rules.drops_subject) {
            manifest::drop_subject(&mut index.held.model.subject, notes);
        }
        if !request.edits.is_empty() {
            manifest::edit_index(&mut index.held.model, &mut index.format, &request.edits, self.tool, notes)?;
        }
        Ok(())
    }

    fn edit_entries(&mut self) -> Result<(), Error> {
        if self.inputs.edits.is_empty() {
            return Ok(());
        }
        let (tool, request, index) = (self.tool, self.inputs.request, &mut self.index);
        let EntryRules { marks_zstd: marks, keeps_stale_data, repeats, nothing_is_null } = *tool.entry_rules()?;
        let table = tool.dialect.index(index.format);
        let rules = Rules {
            annotated: tool.dialect.is_in_place() || table.holds_in("manifests", "annotations"),
            platform_needed: tool.dialect.needs_platform(index.format),
            mark_updates: marks && !request.unmarked,
            mark_additions: marks,
            keeps_stale_data,
            repeats,
        };
        let read_other = |other: &Source| {
            let read = index::read(other, tool, None, &request.reader, &mut Notes::default());
            read.map(|other| other.whole().model)
        };
        index.entries.apply(&mut index.held.model, self.inputs.edits, rules, &read_other, &mut self.notes)?;
        if nothing_is_null && index.entries.current().next().is_none() {
            index.held.model.set_null("manifests");
        }
        Ok(())
    }

    /// Gives the index the family of the target.
    fn convert(&mut self, from: Format, to: Format) -> Result<(), Error> {
        let (tool, request, index, notes) = (self.tool, self.inputs.request, &mut self.index, &mut self.notes);
        if request.to.is_none() && tool.index_rules()?.drops_docker_annotations {
            let entries = index.entries.current_mut();
            family::drop_docker_annotations(entries.map(|(at, entry)| (format!("/manifests/{at}"), entry)), notes);
        }
        let platform = request.default_platform.as_ref();
        if from.family() != to.family() {
            index::convert(index, to, platform, tool, notes)
        } else if tool.dialect.is_in_place() && to != Format::Oci {
            index::fit_docker(index, platform, tool, notes)
        } else {
            Ok(())
        }
    }

    /// The bytes, and what there is to say of them.
    fn write(mut self, to: Format) -> Result<MadeIndex, Error> {
        let (tool, source, in_text) = (self.tool, self.inputs.source, self.tool.dialect.is_in_place());
        let model = &mut self.index.held.model;
        let holds_subject = in_text || tool.dialect.index(to).layout.holds::<oci::Index>("subject");
        let new_subject = model.subject.as_deref().filter(|_| holds_subject).map(BlobName::of);
        model.manifests = self.index.entries.take();
        let states_type = tool.edits.is_some_and(|rules| rules.states_type);
        if states_type && self.original.as_ref().is_some_and(|own| own.model.manifests != model.manifests) {
            model.media_type.get_or_insert(to.index_media_type());
        }
        let bytes = match self.original.take() {
            Some(own) if in_text => in_its_text(source, &own.model, &self.index.held.model, self.index.entries.moved)?,
            original => self.in_a_layout(original.as_ref(), to)?,
        };
        let now = std::mem::take(&mut self.index.held.model.manifests);
        for (at, label, about) in attestations::dangling(&now) {
            let detail = format!("{label} is about {about}, which is not in the index");
            self.notes.odd(Part::Manifest, format!("/manifests/{at}"), OddityCode::Dangling, detail);
        }
        if bytes == source.bytes {
            // What was not written again has lost nothing.
            self.notes.losses.clear();
        }
        let Index { entries, in_order, .. } = self.index;
        let subject = (self.subject, new_subject);
        Ok(MadeIndex { from: self.from, to, bytes, entries, now, subject, in_order, in_text, notes: self.notes })
    }

    /// The text that the tool writes; that of the source where it says the same and may stay.
    fn in_a_layout(&self, original: Option<&Held<oci::Index>>, to: Format) -> Result<Bytes, Error> {
        let (dialect, source) = (self.tool.dialect, self.inputs.source);
        let write = |index: &Held<oci::Index>, format| {
            index.write(dialect.index(format), dialect.style(), Part::Manifest, source.bytes.len() + 64)
        };
        let bytes = write(&self.index.held, to)?;
        let rewritten = manifest::algorithm(&self.inputs.request.edits).is_some();
        let alike = match original {
            Some(original) => !rewritten && write(original, self.from)? == bytes,
            None => false,
        };
        Ok(if alike { source.bytes.clone() } else { bytes.into() })
    }
}

/// What the quirk of a tool that embeds the text of an index in its entries needs to know.
struct Before {
    /// The text of the index before its entries changed.
    text: Bytes,
    /// The digest that each entry had, and whether it had its own content embedded.
    entries: Vec<(ClaimedDigest, bool)>,
}

impl Before {
    /// `None` where the tool does no such thing.
    fn of(
        index: &Index,
        original: Option<&Held<oci::Index>>,
        source: &Source,
        to: Format,
        tool: &Tool,
    ) -> Result<Option<Self>, Error> {
        if !tool.edits.is_some_and(|rules| rules.embeds_index_in_entries) {
            return Ok(None);
        }
        let mut whole = index.whole();
        let text = if to == index.format && original.is_some_and(|original| original.model == whole.model) {
            source.bytes.clone()
        } else {
            if to != index.format {
                whole.model.schema_version = 2;
                whole.model.media_type = Some(to.index_media_type());
            }
            whole.write(tool.dialect.index(to), tool.dialect.style(), Part::Manifest, source.bytes.len())?.into()
        };
        let has_own =
            |entry: &Descriptor| entry.data_bytes().is_ok_and(|data| data.is_some_and(|data| !data.is_empty()));
        let entries = index.entries.current().map(|entry| (entry.digest.clone(), has_own(entry))).collect();
        Ok(Some(Self { text, entries }))
    }

    fn embed(&self, entries: &mut Entries, max: Option<u64>, notes: &mut Notes) {
        for (at, entry) in entries.current_mut() {
            let has_own = self.entries.get(at).is_some_and(|(digest, own)| *own && *digest == entry.digest);
            let embeds = manifest::embeds(entry.size, max).unwrap_or(has_own);
            let pointer = format!("/manifests/{at}");
            manifest::set_data(entry, embeds.then_some(&self.text[..]), &pointer, notes);
            if embeds {
                notes.odd(Part::Manifest, pointer + "/data", OddityCode::ForeignData, "that of the index");
            }
        }
    }
}

/// Embeds the children that are small enough, and no others, where that is asked for. An entry that was replaced keeps what
/// the other brought.
fn embed(entries: &mut Entries, contents: &BTreeMap<usize, Bytes>, max: Option<u64>, notes: &mut Notes) {
    if max.is_none() {
        return;
    }
    for (at, entry) in entries.current_mut() {
        let embeds = manifest::embeds(entry.size, max) == Some(true);
        let is_its_own = |bytes: &&Bytes| entry.digest.valid().is_some_and(|digest| digest.verify(bytes).is_ok());
        let content = contents.get(&at).filter(|_| embeds).filter(is_its_own);
        if content.is_some() || !embeds {
            manifest::set_data(entry, content.map(|bytes| &bytes[..]), &format!("/manifests/{at}"), notes);
        }
    }
}

/// The text of the source with what changed in it; written again in its style where entries came, went or moved.
fn in_its_text(source: &Source, before: &oci::Index, after: &oci::Index, moved: bool) -> Result<Bytes, Error> {
    let text = if moved { None } else { in_place::index(&source.bytes, before, after)? };
    Ok(text.unwrap_or_else(|| after.to_styled(Style::detect(&source.bytes))).into())
}
