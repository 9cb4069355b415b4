//! The conversion of an index, alone or with its children.

use crate::notes::Notes;
use crate::plan::image::ImagePlan;
use crate::plan::index_making::{Inputs, Making};
use crate::plan::way_back;
use crate::report::DigestRole;
use crate::report::hashed::Hashed;
use crate::report::of_index::{self, MadeIndex};
use crate::rules::{Children, IndexRules};
use crate::steps::attestations::{self, Becomes};
use crate::steps::index::{self, Index};
use crate::steps::manifest;
use crate::{
    Cause, Converted, EntryEdit, Error, ErrorKind, Format, ManifestEdit, Need, OddityCode, Part, Provided, Request,
    Source, Stage, signed,
};
use bytes::Bytes;
use oci_digest::Digest;
use oci_platform::Entry;
use oci_spec_types::pair;
use oci_spec_types::{ClaimedDigest, Descriptor, Kind, MediaType, Model, oci};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The conversion of an index that has been begun.
#[derive(Debug, Clone)]
pub(crate) struct IndexPlan {
    request: Request,
    source: Source,
    index: Index,
    notes: Notes,
    children: BTreeMap<usize, State>,
    /// Manifests of children that are to be embedded and are not converted.
    contents: BTreeMap<usize, Option<Bytes>>,
    placeholders: bool,
    /// The children of which only the subject is looked at.
    followers: HashSet<usize>,
}

/// How far a child is that is not kept as it is.
#[derive(Debug, Clone)]
enum State {
    /// Its manifest is asked for.
    Wanted { entry: Box<Descriptor>, required: bool },
    /// It is being converted.
    Begun(Box<ImagePlan>),
    /// An attestation whose subject is an edited child: it names what that has become.
    Follows(Source),
}

impl IndexPlan {
    pub(crate) fn new(request: Request, source: Source) -> Result<Self, Error> {
        let mut notes = Notes::default();
        let index = index::read(&source, request.tool, request.to, &request.reader, &mut notes);
        let index = index.map_err(|error| naming(error, &source))?;
        let rules = request.tool.index_rules()?;
        check_supported(&request, index.format)?;
        let embeds = |entry: &Descriptor| match request.tool.edits {
            Some(rules) if !rules.embeds_index_in_entries => {
                manifest::embeds(entry.size, manifest::data_max(&request.edits)) == Some(true)
            }
            _ => false,
        };
        let (mut children, mut contents) = (BTreeMap::new(), BTreeMap::new());
        let count = index.entries.current().count();
        if let Some(position) = request.edited_children().find(|position| *position >= count) {
            let text = format!("found an edit of child {position}, expected less than {count}");
            return Err(Error::parse(ErrorKind::InvalidIndex, Part::Manifest, "/manifests", text));
        }
        let mut followers = attested(&index, &request, rules);
        for (position, entry) in index.entries.current().enumerate() {
            if request.edits_of.contains_key(&position) {
                check_not_nested(&entry.media_type, position)?;
            }
            let asked = request.is_child_edited(position);
            let mut required = true;
            let wanted = match (request.to, Format::of_media_type(&entry.media_type)) {
                (Some(to), Some(format)) if !request.index_alone => match rules.children {
                    Children::Images => {
                        required = format != to;
                        (required || normalises(&request, to)) && !entry.is_pseudo_image()
                    }
                    Children::Manifests => true,
                },
                (Some(_), None) if rules.children == Children::Manifests && !request.index_alone => {
                    check_not_nested(&entry.media_type, position)?;
                    false
                }
                _ => false,
            };
            if wanted || asked {
                followers.remove(&position);
            }
            if wanted || asked || followers.contains(&position) {
                let required = required || asked || followers.contains(&position);
                children.insert(position, State::Wanted { entry: Box::new(entry.clone()), required });
            } else if embeds(entry) {
                contents.insert(position, None);
            }
        }
        Ok(Self { request, source, index, notes, children, contents, placeholders: false, followers })
    }

    fn to(&self) -> Format {
        self.request.to.or_else(|| manifest::format(&self.request.edits)).unwrap_or(self.index.format)
    }

    pub(crate) fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        for (position, state) in &self.children {
            match state {
                State::Wanted { entry, required } => {
                    needs.push(Need::Child { position: *position, descriptor: entry.clone(), required: *required });
                }
                State::Begun(plan) => needs.extend(plan.needs().into_iter().map(|need| need.of_child(*position))),
                State::Follows(_) => {}
            }
        }
        let wanted = self.contents.iter().filter(|(_, content)| content.is_none());
        let entries: Vec<&Descriptor> =
            if self.contents.is_empty() { Vec::new() } else { self.index.entries.current().collect() };
        needs.extend(wanted.filter_map(|(position, _)| {
            let descriptor = Box::new((*entries.get(*position)?).clone());
            Some(Need::Child { position: *position, descriptor, required: true })
        }));
        let to = self.to();
        let needed = self.request.tool.dialect.needs_platform(to);
        let lacks = || self.index.entries.current().any(|entry| entry.platform.is_none());
        let docker = to != Format::Oci && needed && (self.index.format == Format::Oci || self.keeps_text());
        if docker && self.request.default_platform.is_none() && lacks() {
            needs.push(Need::DefaultPlatform);
        }
        needs.sort_by_key(|need| !need.is_required());
        needs
    }

    fn keeps_text(&self) -> bool {
        self.request.tool.dialect.is_in_place()
    }

    pub(crate) fn provide(&mut self, need: &Need, provided: Provided) -> Result<(), Error> {
        match (need, provided) {
            (Need::DefaultPlatform, Provided::Platform(platform)) => {
                self.request.default_platform = Some(platform);
                Ok(())
            }
            (Need::Child { position, .. }, Provided::Bytes(manifest)) => self.provide_child(*position, manifest),
            (need, provided) => match need.child().map(|position| self.children.get_mut(&position)) {
                Some(Some(State::Begun(plan))) => plan.provide(need, provided),
                _ => Err(need.not_asked()),
            },
        }
    }

    fn provide_child(&mut self, position: usize, manifest: Bytes) -> Result<(), Error> {
        let pointer = format!("/manifests/{position}");
        let entry = match (self.children.get(&position), self.contents.get(&position)) {
            (Some(State::Wanted { entry, .. }), _) => Some((**entry).clone()),
            (None, Some(_)) => self.index.entries.current().nth(position).cloned(),
            _ => None,
        };
        let Some(entry) = entry else {
            let text = "the manifest of this child is not needed";
            return Err(Error::new(ErrorKind::InvalidIndex, Stage::Provide, Part::Manifest, pointer, text));
        };
        self.request.reader.check_size(Stage::Provide, Part::Manifest, manifest.len())?;
        let source = Source::new(manifest, entry.media_type.clone());
        let found = signed::digest(&source, self.request.tool);
        let other_algorithm = || entry.digest.valid().is_some_and(|digest| digest.verify(&source.bytes).is_ok());
        if !entry.digest.is(&found) && !other_algorithm() {
            let text = format!("found a manifest with the digest {found}, expected {}", entry.digest);
            return Err(Error::new(ErrorKind::InvalidDigest, Stage::Provide, Part::Manifest, pointer, text));
        }
        if let Some(content) = self.contents.get_mut(&position) {
            *content = Some(source.bytes);
            return Ok(());
        }
        if self.followers.contains(&position) {
            self.children.remove(&position);
            if subject_of(&source).is_some_and(|subject| attestations::about(&entry) == Some(subject)) {
                self.children.insert(position, State::Follows(source));
            }
            return Ok(());
        }
        let images_only = self.request.tool.index_rules()?.children == Children::Images;
        if images_only && is_artifact(&source) && !self.request.is_child_edited(position) {
            self.children.remove(&position);
            return Ok(());
        }
        let is_other = |to: Format| Format::of_media_type(&entry.media_type) != Some(to);
        let to = self.request.to.filter(|to| !images_only || is_other(*to) || normalises(&self.request, *to));
        let mut plan = ImagePlan::new(self.request.for_child(position, to), source)?;
        if self.placeholders {
            plan.accept_placeholders();
        }
        self.children.insert(position, State::Begun(Box::new(plan)));
        Ok(())
    }

    pub(crate) fn accept_placeholders(&mut self) {
        self.placeholders = true;
        for state in self.children.values_mut() {
            if let State::Begun(plan) = state {
                plan.accept_placeholders();
            }
        }
    }

    /// Converts the children, then the index.
    pub(super) fn finish(self) -> Result<(Converted, Finished), Error> {
        // An entry without a platform is met where it stands.
        let required = |need: &&Need| need.is_required() && !matches!(need, Need::DefaultPlatform);
        if let Some(need) = self.needs().iter().find(required) {
            return Err(need.missing());
        }
        let Self { request, source, index, mut notes, children: states, contents, .. } = self;
        let mut children = BTreeMap::new();
        let mut followers = Vec::new();
        for (position, state) in states {
            match state {
                State::Begun(plan) => drop(children.insert(position, way_back::finish(*plan)?)),
                State::Follows(source) => followers.push((position, source)),
                State::Wanted { .. } => {}
            }
        }
        let mut edits = Vec::new();
        if !children.is_empty() {
            let entries: Vec<&Descriptor> = index.entries.current().collect();
            note_platforms(&entries, &children, &mut notes);
            if request.follow.unwrap_or(request.tool.index_rules()?.follows_attestations) {
                edits.extend(followed(&entries, &children, &mut notes));
                let subjects: HashMap<&ClaimedDigest, Descriptor> = children
                    .iter()
                    .filter_map(|(at, child)| {
                        let size = child.bytes.len() as u64;
                        let subject = Descriptor::new(child.media_type.clone(), child.digest.digest(), size);
                        Some((&entries.get(*at)?.digest, subject))
                    })
                    .collect();
                for (position, source) in followers {
                    let about = entries.get(position).and_then(|entry| attestations::about(entry));
                    if let Some(subject) = about.and_then(|about| subjects.get(&about)) {
                        children.insert(position, with_subject(&request, position, source, subject.clone())?);
                    }
                }
            }
            edits.extend(children.iter().filter_map(|(at, child)| update(entries.get(*at)?, child)));
        }
        edits.extend(request.entries.iter().cloned());
        let contents = contents.into_iter().filter_map(|(at, content)| Some((at, content?)));
        let contents = contents.chain(children.iter().map(|(at, child)| (*at, child.bytes.clone()))).collect();
        let inputs = Inputs { request: &request, source: &source, edits: &edits, contents: &contents };
        let mut made = Making::of(index, notes, inputs)?.finish()?;
        note_mixed(&mut made, &children, request.index_alone);
        let hashed = Hashed::of(&source.bytes, &made.bytes, &request.edits)?;
        let mut report = of_index::report(request.tool, &source, &hashed, &mut made);
        let rows = report.digests.iter_mut().filter(|row| row.role == DigestRole::Child);
        for row in rows {
            let converted = row.before.is_some() && row.position.is_some_and(|at| children.contains_key(&at));
            if converted && row.before != row.after && row.after.is_some() {
                row.causes = Cause::ChildConverted.into();
            }
        }
        report.encoders.clone_from(&request.encoders);
        report.children = children.values().map(|child| child.report.clone()).collect();
        let (bytes, media_type, digest) = (made.bytes.clone(), made.to.index_media_type(), hashed.after);
        let converted =
            Converted { bytes, media_type, digest, config: None, extra_blobs: Vec::new(), children, report };
        Ok((converted, Finished { request, source, made }))
    }
}

/// What a finished plan leaves for the way back.
pub(super) struct Finished {
    pub request: Request,
    pub source: Source,
    pub made: MadeIndex,
}

/// The entries that are read, for whoever copies children one by one.
pub(crate) fn children(source: &Source, request: &Request) -> Result<Vec<Descriptor>, Error> {
    let mut index = index::read(source, request.tool, None, &request.reader, &mut Notes::default())?;
    Ok(index.entries.take())
}

/// The entry of a child names what it was converted to.
fn update(entry: &Descriptor, child: &Converted) -> Option<EntryEdit> {
    let size = i64::try_from(child.bytes.len()).unwrap_or(i64::MAX);
    let new = EntryEdit::update(entry.digest.clone(), child.digest.digest(), size, child.media_type.clone());
    (!child.report.is_unchanged() || !entry.digest.is(child.digest.digest())).then_some(new)
}

/// The error of reading an index, with what the document is instead.
fn naming(error: Error, source: &Source) -> Error {
    match source.found_kind() {
        Kind::Unknown | Kind::OciIndex | Kind::DockerList => error,
        kind => error.because(format_args!("this is no index, but: {kind}")),
    }
}

/// Whether images that have the format already are made to fit it.
fn normalises(request: &Request, to: Format) -> bool {
    request.tool.images.is_some_and(|rules| rules.normalises) && request.tool.converts(to, to)
}

/// Which conversions of indexes the tool has: those of the images in them.
fn check_supported(request: &Request, from: Format) -> Result<(), Error> {
    match request.to {
        Some(to) if to.family() != from.family() && !request.tool.converts(from, to) => {
            let text = format!("from {} to {}, as {}", from.index_kind(), to.index_kind(), request.tool);
            Err(Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "", text))
        }
        _ => Ok(()),
    }
}

/// A tool that converts all children converts those of nested indexes too: these are to be converted first.
fn check_not_nested(media_type: &MediaType, position: usize) -> Result<(), Error> {
    if !media_type.is_index() {
        return Ok(());
    }
    let text = "convert the nested index first, then this index alone";
    let pointer = format!("/manifests/{position}");
    Err(Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, pointer, text))
}

/// The places of the attestations of edited children, if they are to follow.
fn attested(index: &Index, request: &Request, rules: &IndexRules) -> HashSet<usize> {
    if request.edits_of.is_empty() || !request.follow.unwrap_or(rules.follows_attestations) {
        return HashSet::new();
    }
    let entries: Vec<&Descriptor> = index.entries.current().collect();
    let edited: HashSet<&ClaimedDigest> =
        request.edits_of.keys().filter_map(|position| Some(&entries.get(*position)?.digest)).collect();
    let is_about = |entry: &Descriptor| attestations::about(entry).is_some_and(|about| edited.contains(&about));
    entries.iter().enumerate().filter(|(_, entry)| is_about(entry)).map(|(position, _)| position).collect()
}

/// What a manifest is about, if it can be read and says so.
fn subject_of(source: &Source) -> Option<ClaimedDigest> {
    oci::Manifest::parse(source.bytes.clone()).ok()?.subject.map(|subject| subject.digest)
}

/// An attestation with the manifest as its subject that the child has become.
fn with_subject(request: &Request, position: usize, source: Source, subject: Descriptor) -> Result<Converted, Error> {
    let request = request.for_child(position, None).edits([ManifestEdit::subject(subject)]);
    way_back::finish(ImagePlan::new(request, source)?)
}

/// The edits by which attestations of converted children name what these were converted to. What they state is still about
/// the digest before.
fn followed(entries: &[&Descriptor], children: &BTreeMap<usize, Converted>, notes: &mut Notes) -> Vec<EntryEdit> {
    let pairs = children.iter().filter_map(|(at, child)| Some((&entries.get(*at)?.digest, child.digest.digest())));
    let mut becomes: Becomes = pairs.map(|(old, new)| (old.clone(), new.to_string())).collect();
    becomes.retain(|old, new| *old.as_str() != *new);
    let mut edits = Vec::new();
    for (position, entry) in entries.iter().enumerate() {
        let (Some(edit), Some(about)) = (attestations::follow(entry, &becomes), attestations::about(entry)) else {
            continue;
        };
        let text = format!("its statements are about {about}");
        notes.odd(Part::Manifest, format!("/manifests/{position}"), OddityCode::StaleStatement, text);
        edits.push(edit);
    }
    edits
}

/// Notes where the config of a child is of another platform than its entry states.
fn note_platforms(entries: &[&Descriptor], children: &BTreeMap<usize, Converted>, notes: &mut Notes) {
    for (at, child) in children {
        let Some(entry) = entries.get(*at).filter(|entry| entry.platform.is_some()) else { continue };
        let bytes = child.config.as_ref().and_then(|config| config.bytes.clone());
        let Some(config) = bytes.and_then(|bytes| oci::ImageConfig::parse(bytes).ok()) else { continue };
        for mismatch in pair::check_entry(entry, &config) {
            let pointer = format!("/manifests/{at}/platform");
            notes.odd(Part::Manifest, pointer, OddityCode::ConfigMismatch, mismatch.to_string());
        }
    }
}

/// Whether a child is no image: an artifact, or an attestation that its entry does not call so. An artifact type beside the
/// config of an image says nothing (containers/image `internal/manifest/errors.go`).
fn is_artifact(source: &Source) -> bool {
    match oci::Manifest::parse(source.bytes.clone()) {
        Ok(manifest) if source.media_type == MediaType::OCI_MANIFEST => {
            let in_toto = |layer: &Descriptor| layer.media_type == MediaType::IN_TOTO;
            let attests = !manifest.layers.is_empty() && manifest.layers.iter().all(in_toto);
            !manifest.config.media_type.is_config() || attests
        }
        _ => false,
    }
}

/// Children that stayed in another family than that of the index: one by one, or how many where they were to stay.
fn note_mixed(made: &mut MadeIndex, children: &BTreeMap<usize, Converted>, alone: bool) {
    let converted: HashSet<&Digest> = children.values().map(|child| child.digest.digest()).collect();
    let family = made.to.family();
    let is_mixed = |entry: &Descriptor| {
        let other = entry.media_type.family() != family && entry.media_type.is_manifest();
        other && entry.digest.valid().is_none_or(|digest| !converted.contains(&digest))
    };
    if alone {
        let mixed = made.now.iter().filter(|entry| is_mixed(entry)).count();
        if mixed > 0 {
            let detail = format!("{mixed} of {}", made.now.len());
            made.notes.odd(Part::Manifest, "/manifests", OddityCode::MixedFamilies, detail);
        }
        return;
    }
    for (at, entry) in made.now.iter().enumerate().filter(|(_, entry)| is_mixed(entry)) {
        let pointer = format!("/manifests/{at}/mediaType");
        made.notes.odd(Part::Manifest, pointer, OddityCode::MixedFamilies, entry.media_type.as_str());
    }
}
