//! Edits of the entries of an index.

mod live_rows;
mod trace;

pub(crate) use trace::{EntryName, EntryTrace, label};

use crate::notes::Notes;
use crate::{Cause, CompressionAlgorithm, EntryEdit, Error, ErrorKind, LossReason, OddityCode, Part, Source, Stage};
use live_rows::LiveRows;
use oci_digest::Digest;
use oci_platform::{Keep, Selector};
use oci_spec_types::{Annotations, ClaimedDigest, Descriptor, MediaType, Model, Text, annotation, oci};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The entries of an index, and what became of those that the source had. Every edit finds its entry by a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entries {
    /// The entries of the source, as long as no edit has touched them; the rows are made for the first one.
    untouched: Vec<Descriptor>,
    rows: Vec<Row>,
    /// The rows in the order of the result, where that is another than the one that they have.
    order: Option<Vec<usize>>,
    /// Made when the first edit asks for it.
    by_digest: Option<HashMap<ClaimedDigest, BTreeSet<usize>>>,
    /// The first row that had each digest in the source. Made when the first edit asks for it.
    by_former: Option<HashMap<ClaimedDigest, usize>>,
    live: LiveRows,
    /// The other indexes whose children were added: digest and media type.
    pub merged: Vec<(Digest, MediaType)>,
    /// Whether entries came, went or moved.
    pub moved: bool,
    /// Whether annotations of entries changed.
    pub annotated: bool,
}

/// One entry, as it was and as it is.
#[derive(Debug, Clone)]
struct Row {
    before: Option<EntryName>,
    after: Option<Descriptor>,
    cause: Option<Cause>,
    /// What the entry was for, where that is not what it is for now.
    label: Option<Text>,
}

/// How edits are applied.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// Entries can have annotations.
    pub annotated: bool,
    /// Entries must have a platform.
    pub platform_needed: bool,
    /// Updates add the annotation of zstd images.
    pub mark_updates: bool,
    /// Additions do.
    pub mark_additions: bool,
    /// Embedded data stays when an entry names another manifest.
    pub keeps_stale_data: bool,
    /// Entries may have the digest of another one.
    pub repeats: bool,
}

/// Reads another index, whose children are added.
pub(crate) type ReadOther<'r> = &'r dyn Fn(&Source) -> Result<oci::Index, Error>;

/// The error for entries that need a platform where there is none.
pub(crate) fn platform_needed(position: usize) -> Error {
    let text = "a Docker list states a platform for each entry, and no default was given";
    let pointer = format!("/manifests/{position}/platform");
    Error::new(ErrorKind::PlatformRequired, Stage::Convert, Part::Manifest, pointer, text)
}

impl Entries {
    pub(crate) fn of(entries: Vec<Descriptor>) -> Self {
        Self { untouched: entries, ..Self::default() }
    }

    /// Makes the rows that edits work on.
    fn begin(&mut self) {
        let entries = std::mem::take(&mut self.untouched).into_iter();
        let row =
            |own: Descriptor| Row { before: Some(EntryName::of(&own)), after: Some(own), cause: None, label: None };
        self.rows.extend(entries.map(row));
    }

    /// The rows that are still there, in the order of the result.
    fn places(&self) -> Vec<usize> {
        match &self.order {
            Some(order) => order.clone(),
            None => self.rows.iter().enumerate().filter(|(_, row)| !row.is_gone()).map(|(at, _)| at).collect(),
        }
    }

    /// The entries as they are now.
    pub(crate) fn current(&self) -> impl Iterator<Item = &Descriptor> {
        self.untouched.iter().chain(self.places().into_iter().filter_map(|at| self.rows.get(at)?.after.as_ref()))
    }

    /// The entries as they are now, to change them, with their places in the source, or in the result for what was added;
    /// not in the order of the result.
    pub(crate) fn current_mut(&mut self) -> impl Iterator<Item = (usize, &mut Descriptor)> {
        let rows = self.rows.iter_mut().enumerate();
        let rows = rows.filter_map(|(at, row)| row.after.as_mut().map(|entry| (at, entry)));
        self.untouched.iter_mut().enumerate().chain(rows)
    }

    /// The entries as they are now, taken out.
    pub(crate) fn take(&mut self) -> Vec<Descriptor> {
        if self.rows.is_empty() {
            return std::mem::take(&mut self.untouched);
        }
        if self.order.is_none() {
            return self.rows.iter_mut().filter_map(|row| row.after.take()).collect();
        }
        self.places().into_iter().filter_map(|at| self.rows.get_mut(at)?.after.take()).collect()
    }

    /// What became of every entry: those of the source in their order, then what was added. `entries`: what [`Self::take`]
    /// gave.
    pub(crate) fn traces<'e>(&'e self, entries: &'e [Descriptor]) -> Vec<EntryTrace<'e>> {
        if self.rows.is_empty() {
            let trace = |(position, entry): (usize, &'e Descriptor)| {
                let before = Some(EntryName::of(entry));
                EntryTrace { position, before, after: Some(entry), cause: None, label: None }
            };
            return entries.iter().enumerate().map(trace).collect();
        }
        let mut after: Vec<Option<(usize, &Descriptor)>> = vec![None; self.rows.len()];
        for (position, (at, entry)) in self.places().into_iter().zip(entries).enumerate() {
            if let Some(slot) = after.get_mut(at) {
                *slot = Some((position, entry));
            }
        }
        let rows = self.rows.iter().zip(after).enumerate();
        let traces = rows.filter_map(|(at, (row, after))| match (&row.before, after) {
            (None, None) => None,
            (Some(before), after) => {
                let after = after.map(|(_, entry)| entry);
                Some(EntryTrace {
                    position: at,
                    before: Some(before.clone()),
                    after,
                    cause: row.cause,
                    label: row.label.as_ref(),
                })
            }
            (None, Some((position, entry))) => {
                Some(EntryTrace { position, before: None, after: Some(entry), cause: row.cause, label: None })
            }
        });
        traces.collect()
    }

    /// The row of the first entry with a digest.
    fn find(&mut self, digest: &ClaimedDigest) -> Option<usize> {
        let rows = &self.rows;
        let table = self.by_digest.get_or_insert_with(|| {
            let mut table: HashMap<ClaimedDigest, BTreeSet<usize>> = HashMap::with_capacity(rows.len());
            for (at, row) in rows.iter().enumerate() {
                if let Some(entry) = &row.after {
                    table.entry(entry.digest.clone()).or_default().insert(at);
                }
            }
            table
        });
        table.get(digest)?.first().copied()
    }

    /// The row of the entry with a digest whose annotations are edited: the digest may be the one that it had.
    fn annotated_row(&mut self, entry: &ClaimedDigest, rules: Rules) -> Result<usize, (ErrorKind, String)> {
        if !rules.annotated {
            let text = "entries of this list have no annotations".to_owned();
            return Err((ErrorKind::AnnotationLevelUnsupported, text));
        }
        if let Some(row) = self.find(entry) {
            return Ok(row);
        }
        let rows = &self.rows;
        let table = self.by_former.get_or_insert_with(|| {
            let mut table = HashMap::with_capacity(rows.len());
            for (at, row) in rows.iter().enumerate() {
                if let Some(before) = &row.before {
                    table.entry(before.digest.clone()).or_insert(at);
                }
            }
            table
        });
        let row = table.get(entry).copied().filter(|at| rows.get(*at).is_some_and(|row| row.after.is_some()));
        row.ok_or_else(|| (ErrorKind::InstanceNotFound, not_there(entry)))
    }

    /// `change` says whether it made any.
    fn change_annotations(&mut self, row: usize, change: impl FnOnce(&mut Annotations) -> bool) {
        let Some(entry) = self.rows.get_mut(row).and_then(|row| row.after.as_mut()) else { return };
        self.annotated |= change(&mut entry.annotations);
    }

    fn note(&mut self, at: usize, digest: &ClaimedDigest, there: bool) {
        let Some(table) = &mut self.by_digest else { return };
        let rows = table.entry(digest.clone()).or_default();
        if there {
            rows.insert(at);
        } else {
            rows.remove(&at);
        }
    }

    fn push(&mut self, entry: Descriptor, cause: Option<Cause>) {
        let digest = entry.digest.clone();
        self.note(self.rows.len(), &digest, true);
        self.live.push();
        self.rows.push(Row { before: None, after: Some(entry), cause, label: None });
        self.moved = true;
    }

    fn remove(&mut self, at: usize, cause: Cause, notes: &mut Notes) {
        let Some(row) = self.rows.get_mut(at) else { return };
        let Some(entry) = row.after.take() else { return };
        row.cause = Some(cause);
        row.label.get_or_insert_with(|| label(&entry));
        if row.before.is_some() {
            let pointer = format!("/manifests/{at}");
            notes.lose(Part::Manifest, pointer, &entry.to_json(), LossReason::Asked);
        }
        self.note(at, &entry.digest, false);
        self.live.remove(at);
        self.moved = true;
    }

    /// Applies edits in their order; entries that are deleted are lost.
    pub(crate) fn apply(
        &mut self,
        index: &mut oci::Index,
        edits: &[EntryEdit],
        rules: Rules,
        read: ReadOther<'_>,
        notes: &mut Notes,
    ) -> Result<(), Error> {
        self.begin();
        let mut added = Vec::new();
        let mut sort = false;
        for (at, edit) in edits.iter().enumerate() {
            let refuse = |kind, text: String| {
                let text = format!("edit {} of {}: {text}", at + 1, edits.len());
                Error::new(kind, Stage::Edit, Part::Manifest, "/manifests", text)
            };
            match edit {
                EntryEdit::Update { annotations, .. } => {
                    sort |= annotations.is_some();
                    self.update(edit, rules, notes).map_err(|(kind, text)| refuse(kind, text))?;
                }
                EntryEdit::Add { .. } => added.push(new_entry(edit, rules).ok_or_else(|| {
                    refuse(ErrorKind::PlatformRequired, "Docker lists state a platform for each entry".into())
                })?),
                EntryEdit::Delete { position } => {
                    let count = self.live.count(self.rows.len());
                    if *position >= count {
                        return Err(refuse(
                            ErrorKind::InvalidIndex,
                            format!("found {position}, expected less than {count}"),
                        ));
                    }
                    let row = self.live.nth(*position, self.rows.len());
                    self.remove(row, Cause::ChildRemoved, notes);
                }
                EntryEdit::Retain(places) => {
                    for (at, row) in self.places().into_iter().enumerate() {
                        if !places.contains(&at) {
                            self.remove(row, Cause::ChildRemoved, notes);
                        }
                    }
                }
                EntryEdit::Keep(selector, keep) => self.keep(selector, *keep, notes)?,
                EntryEdit::Insert(child) => self.insert(child, rules).map_err(|(kind, text)| refuse(kind, text))?,
                EntryEdit::Replace(old, child) => {
                    let row = self.find(old).ok_or_else(|| refuse(ErrorKind::InstanceNotFound, not_there(old)))?;
                    self.replace(row, child);
                }
                EntryEdit::Remove(digest) => {
                    let row =
                        self.find(digest).ok_or_else(|| refuse(ErrorKind::InstanceNotFound, not_there(digest)))?;
                    self.remove(row, Cause::ChildRemoved, notes);
                }
                EntryEdit::Annotate(entry, annotations) => {
                    let row = self.annotated_row(entry, rules).map_err(|(kind, text)| refuse(kind, text))?;
                    self.change_annotations(row, |own| add_annotations(own, annotations));
                }
                EntryEdit::RemoveAnnotation(entry, name) => {
                    let row = self.annotated_row(entry, rules).map_err(|(kind, text)| refuse(kind, text))?;
                    self.change_annotations(row, |own| own.remove(name).is_some());
                }
                EntryEdit::Merge(other) => self.merge(index, other, rules, read)?,
            }
        }
        sort |= !added.is_empty();
        for entry in added {
            self.push(entry, None);
        }
        if sort {
            // Clients that do not know zstd take the first entry that fits.
            let mut order = self.places();
            order.sort_by_key(|at| {
                let entry = self.rows.get(*at).and_then(|row| row.after.as_ref());
                let marked = entry.and_then(|entry| entry.annotations.get(annotation::ZSTD));
                rules.annotated && marked.is_some_and(|value| value == "true")
            });
            self.moved |= !order.is_sorted();
            self.order = Some(order);
        }
        Ok(())
    }

    fn update(&mut self, edit: &EntryEdit, rules: Rules, notes: &mut Notes) -> Result<(), (ErrorKind, String)> {
        let EntryEdit::Update { old, digest, size, media_type, annotations, replace_annotations, compressions } = edit
        else {
            return Ok(());
        };
        for digest in [old, digest] {
            if !is_digest(digest) {
                return Err((ErrorKind::InvalidDigest, format!("{digest:?} is no digest")));
            }
        }
        let Some(at) = self.find(old) else { return Err((ErrorKind::InstanceNotFound, not_there(old))) };
        if *size < 0 {
            return Err((ErrorKind::InvalidSize, format!("found {size}, expected a size of 0 or more")));
        }
        if media_type.is_empty() {
            let text = "found no media type, expected that of the manifest";
            return Err((ErrorKind::UnknownMediaType, text.into()));
        }
        if old != digest {
            self.note(at, old, false);
            self.note(at, digest, true);
        }
        let Some(Row { after: Some(entry), label: row_label, .. }) = self.rows.get_mut(at) else { return Ok(()) };
        (entry.digest, entry.size, entry.media_type) = (digest.clone(), *size, media_type.clone());
        if old != digest {
            forget_data(entry, at, rules, notes);
        }
        if let (Some(annotations), true) = (annotations, rules.annotated) {
            if annotations.contains_key(annotation::REFERENCE_TYPE) || *replace_annotations {
                row_label.get_or_insert_with(|| label(entry));
            }
            if *replace_annotations {
                self.annotated |= entry.annotations != *annotations;
                entry.annotations.clone_from(annotations);
            } else {
                self.annotated |= add_annotations(&mut entry.annotations, annotations);
            }
        }
        if rules.mark_updates && rules.annotated && has_zstd(compressions) {
            self.annotated |= entry.annotations.get(annotation::ZSTD).is_none_or(|own| own != "true");
            entry.annotations.insert(annotation::ZSTD, "true");
        }
        Ok(())
    }

    fn keep(&mut self, selector: &Selector, keep: Keep, notes: &mut Notes) -> Result<(), Error> {
        let places = self.places();
        let entries: Vec<&Descriptor> = places.iter().filter_map(|at| self.rows.get(*at)?.after.as_ref()).collect();
        let filtered = selector.filter(&entries, keep);
        if let Some(platform) = filtered.unserved.first() {
            let text = format!("no entry fits {}/{}", platform.os, platform.architecture);
            return Err(Error::new(ErrorKind::InstanceNotFound, Stage::Edit, Part::Manifest, "/manifests", text));
        }
        if let Some(at) = filtered.undecided.first() {
            let text = "has no platform: its config tells whether it fits";
            let pointer = format!("/manifests/{at}");
            return Err(Error::new(ErrorKind::PlatformRequired, Stage::Edit, Part::Manifest, pointer, text));
        }
        let kept: BTreeSet<usize> = filtered.kept.iter().copied().collect();
        for (at, row) in places.into_iter().enumerate() {
            if !kept.contains(&at) {
                self.remove(row, Cause::PlatformDropped, notes);
            }
        }
        Ok(())
    }

    fn insert(&mut self, child: &Descriptor, rules: Rules) -> Result<(), (ErrorKind, String)> {
        if rules.platform_needed && child.platform.is_none() {
            return Err((ErrorKind::PlatformRequired, "Docker lists state a platform for each entry".to_owned()));
        }
        if !rules.repeats && self.find(&child.digest).is_some() {
            return Err((ErrorKind::InvalidDigest, format!("there is an entry with {} already", child.digest)));
        }
        self.push(child.clone(), None);
        Ok(())
    }

    fn replace(&mut self, at: usize, child: &Descriptor) {
        let mut child = child.clone();
        let Some(row) = self.rows.get_mut(at) else { return };
        let Some(old) = row.after.take() else { return };
        row.label.get_or_insert_with(|| label(&old));
        if child.platform.is_none() {
            child.platform = old.platform;
        }
        let digest = child.digest.clone();
        row.after = Some(child);
        row.cause = Some(Cause::ChildReplaced);
        self.note(at, &old.digest, false);
        self.note(at, &digest, true);
    }

    fn merge(&mut self, own: &mut oci::Index, other: &Source, rules: Rules, read: ReadOther<'_>) -> Result<(), Error> {
        let index = read(other)?;
        let entries = index.manifests;
        if let Some(at) = entries.iter().position(|entry| rules.platform_needed && entry.platform.is_none()) {
            return Err(platform_needed(at));
        }
        for entry in entries {
            match self.find(&entry.digest) {
                Some(at) => {
                    // It is still there, and stands in the other index, too.
                    if let Some(row) = self.rows.get_mut(at).filter(|row| row.before.is_some()) {
                        row.cause = Some(Cause::Merged);
                    }
                }
                None => self.push(entry, None),
            }
        }
        if rules.annotated {
            let there: HashSet<&str> = own.annotations.iter().map(|(key, _)| key).collect();
            let mut new = Annotations::new();
            for (key, value) in index.annotations.iter().filter(|(key, _)| !there.contains(key)) {
                new.insert(key, value.clone());
            }
            add_annotations(&mut own.annotations, &new);
        }
        self.merged.push((Digest::sha256(&other.bytes), other.media_type.clone()));
        Ok(())
    }
}

impl Row {
    /// Whether an edit took the entry away.
    fn is_gone(&self) -> bool {
        matches!(self.cause, Some(Cause::ChildRemoved | Cause::PlatformDropped))
    }
}

fn new_entry(edit: &EntryEdit, rules: Rules) -> Option<Descriptor> {
    let EntryEdit::Add { digest, size, media_type, artifact_type, platform, annotations, compressions } = edit else {
        return None;
    };
    if rules.platform_needed && platform.is_none() {
        return None;
    }
    let (media_type, digest) = (media_type.clone(), digest.clone());
    let mut entry = Descriptor { media_type, digest, size: *size, ..Descriptor::default() };
    entry.platform.clone_from(platform);
    if rules.annotated {
        entry.artifact_type = Some(artifact_type.clone()).filter(|own| !own.is_empty());
        entry.annotations.clone_from(annotations);
        if rules.mark_additions && has_zstd(compressions) {
            entry.annotations.insert(annotation::ZSTD, "true");
        }
    }
    Some(entry)
}

/// Embedded data is that of the manifest that the entry named before.
fn forget_data(entry: &mut Descriptor, at: usize, rules: Rules, notes: &mut Notes) {
    let pointer = || format!("/manifests/{at}/data");
    if rules.keeps_stale_data {
        if entry.data.is_some() {
            notes.odd(Part::Manifest, pointer(), OddityCode::ForeignData, "that of the manifest before");
        }
    } else if let Some(data) = entry.data.take()
        && let Ok(text) = serde_json::to_vec(&data)
    {
        notes.lose(Part::Manifest, pointer(), &text, LossReason::DescriptorReplaced);
    }
}

/// Returns whether any was not there.
fn add_annotations(own: &mut Annotations, more: &Annotations) -> bool {
    let mut changed = false;
    for (key, value) in more.iter() {
        changed |= own.get(key) != Some(value);
        own.insert(key, value.clone());
    }
    changed
}

fn not_there(digest: &ClaimedDigest) -> String {
    format!("no entry has the digest {digest}")
}

/// go-digest `Digest.Validate`: only algorithms that the tool computes.
fn is_digest(claimed: &ClaimedDigest) -> bool {
    claimed.valid().is_some_and(|digest| matches!(digest.algorithm_str(), "sha256" | "sha384" | "sha512"))
}

fn has_zstd(compressions: &[CompressionAlgorithm]) -> bool {
    compressions
        .iter()
        .any(|algorithm| matches!(algorithm, CompressionAlgorithm::Zstd | CompressionAlgorithm::ZstdChunked))
}
