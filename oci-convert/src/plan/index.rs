//! The conversion of an index, alone or with its children.

use crate::held::Held;
use crate::image::Blob;
use crate::notes::Notes;
use crate::plan::image::ImagePlan;
use crate::plan::way_back;
use crate::report::of_index::{self, MadeIndex};
use crate::report::{Change, DigestRole, Obstacle, ObstacleCode, WayBack};
use crate::rules::{Children, EntryRules, IndexRules};
use crate::steps::entries::{Entries, Rules};
use crate::steps::index::{self, Index};
use crate::steps::{family, manifest};
use crate::{
    Cause, Converted, EntryEdit, Error, ErrorKind, Format, ManifestEdit, Need, OddityCode, Part, Provided, Report,
    Request, Source, Stage, Tool, in_place, signed,
};
use bytes::Bytes;
use oci_digest::{Digest, ManifestDigest};
use oci_platform::Entry;
use oci_spec_types::{Annotations, ClaimedDigest, Descriptor, MediaType, Model, Style, Text, annotation, oci};
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
    /// Its manifest is needed.
    Wanted(Box<Descriptor>),
    /// It is being converted.
    Begun(Box<ImagePlan>),
    /// An attestation whose subject is an edited child: it names what that has become.
    Follows(Source),
}

impl IndexPlan {
    pub(crate) fn new(request: Request, source: Source) -> Result<Self, Error> {
        let mut notes = Notes::default();
        let index = index::read(&source, request.tool, request.to, &request.reader(), &mut notes)?;
        let rules = request.tool.index_rules()?;
        check_supported(&request, index.format, rules)?;
        let embeds = |entry: &Descriptor| match request.tool.edits {
            Some(rules) if !rules.embeds_index_in_entries => {
                manifest::embeds(entry.size, manifest::data_max(&request.edits)) == Some(true)
            }
            _ => false,
        };
        let (mut children, mut contents) = (BTreeMap::new(), BTreeMap::new());
        let count = index.entries.current().count();
        if let Some(position) = request.edits_of.keys().find(|position| **position >= count) {
            let text = format!("found an edit of child {position}, expected less than {count}");
            return Err(Error::parse(ErrorKind::InvalidIndex, Part::Manifest, "/manifests", text));
        }
        let mut followers = attested(&index, &request, rules);
        for (position, entry) in index.entries.current().enumerate() {
            if request.edits_of.contains_key(&position) {
                check_not_nested(&entry.media_type, position)?;
            }
            let asked = request.is_child_edited(position);
            let wanted = match (request.to, Format::of_media_type(&entry.media_type)) {
                (Some(to), Some(format)) if !request.index_alone => match rules.children {
                    Children::Images => format != to && !entry.is_pseudo_image(),
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
                children.insert(position, State::Wanted(Box::new(entry.clone())));
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
                State::Wanted(entry) => needs.push(Need::Child { position: *position, descriptor: entry.clone() }),
                State::Begun(plan) => needs.extend(plan.needs().into_iter().map(|need| need.of_child(*position))),
                State::Follows(_) => {}
            }
        }
        let wanted = self.contents.iter().filter(|(_, content)| content.is_none());
        let entries: Vec<&Descriptor> =
            if self.contents.is_empty() { Vec::new() } else { self.index.entries.current().collect() };
        needs.extend(wanted.filter_map(|(position, _)| {
            Some(Need::Child { position: *position, descriptor: Box::new((*entries.get(*position)?).clone()) })
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
            (Some(State::Wanted(entry)), _) => Some((**entry).clone()),
            (None, Some(_)) => self.index.entries.current().nth(position).cloned(),
            _ => None,
        };
        let Some(entry) = entry else {
            let text = "the manifest of this child is not needed";
            return Err(Error::new(ErrorKind::InvalidIndex, Stage::Provide, Part::Manifest, pointer, text));
        };
        self.request.reader().check_size(Stage::Provide, Part::Manifest, manifest.len())?;
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
            if subject_of(&source).is_some_and(|subject| subject == ClaimedDigest::from(about(&entry))) {
                self.children.insert(position, State::Follows(source));
            }
            return Ok(());
        }
        let images_only = self.request.tool.index_rules()?.children == Children::Images;
        if images_only && is_artifact(&source) && !self.request.is_child_edited(position) {
            self.children.remove(&position);
            return Ok(());
        }
        let to = self.request.to.filter(|to| !images_only || Format::of_media_type(&entry.media_type) != Some(*to));
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
    pub(crate) fn finish(self) -> Result<Converted, Error> {
        let needs = self.needs();
        // An entry without a platform is met where it stands.
        let required = |need: &&Need| need.is_required() && !matches!(need, Need::DefaultPlatform);
        if let Some(need) = needs.iter().find(required) {
            return Err(need.missing());
        }
        let Self { request, source, index, notes, children: states, contents, .. } = self;
        let mut children = BTreeMap::new();
        let mut edits = Vec::new();
        let mut followers = Vec::new();
        for (position, state) in states {
            match state {
                State::Begun(plan) => drop(children.insert(position, way_back::finish(*plan)?)),
                State::Follows(source) => followers.push((position, source)),
                State::Wanted(_) => {}
            }
        }
        let mut notes = notes;
        if !children.is_empty() {
            let entries: Vec<&Descriptor> = index.entries.current().collect();
            if request.follow.unwrap_or(request.tool.index_rules()?.follows_attestations) {
                let follow = follow(&entries, &children);
                follow.iter().for_each(|(position, about, _)| {
                    let text = format!("its statements are about {about}");
                    notes.odd(Part::Manifest, format!("/manifests/{position}"), OddityCode::StaleStatement, text);
                });
                edits.extend(follow.into_iter().map(|(.., edit)| edit));
                for (position, source) in followers {
                    if let Some(child) = renamed_subject(&request, position, source, &entries, &children)? {
                        children.insert(position, child);
                    }
                }
            }
            edits.extend(children.iter().filter_map(|(at, child)| update(entries.get(*at)?, child)));
        }
        edits.extend(request.entries.iter().cloned());
        let contents = contents.into_iter().filter_map(|(at, content)| Some((at, content?)));
        let contents = contents.chain(children.iter().map(|(at, child)| (*at, child.bytes.clone()))).collect();
        let mut made = make(&request, &source, index, notes, &edits, &contents)?;
        note_mixed(&mut made, &children, request.index_alone);
        let digest = match manifest::algorithm(&request.edits) {
            Some(algorithm) => ManifestDigest::new(manifest::digest(algorithm, &made.bytes)?),
            None => ManifestDigest::of(&made.bytes),
        };
        let mut report = of_index::report(request.tool, &source, &digest, &made);
        let rows = report.digests.iter_mut().filter(|row| row.role == DigestRole::Child);
        for row in rows {
            let converted = row.before.is_some() && row.position.is_some_and(|at| children.contains_key(&at));
            if converted && row.before != row.after && row.after.is_some() {
                row.causes = Cause::ChildConverted.into();
            }
        }
        report.encoders.clone_from(&request.encoders);
        report.children = children.values().map(|child| child.report.clone()).collect();
        if request.way_back {
            report.way_back = Some(undone(&request, &source, &made, &children, &report));
        }
        let media_type = made.to.index_media_type();
        let (config, extra_blobs) = (None, Vec::new());
        Ok(Converted { bytes: made.bytes, media_type, digest, config, extra_blobs, children, report })
    }
}

/// The entries that are read, for whoever copies children one by one.
pub(crate) fn children(source: &Source, request: &Request) -> Result<Vec<Descriptor>, Error> {
    let mut index = index::read(source, request.tool, None, &request.reader(), &mut Notes::default())?;
    Ok(index.entries.take())
}

/// Rewrites an index: edits first, then the other format.
fn make(
    request: &Request,
    source: &Source,
    mut index: Index,
    mut notes: Notes,
    edits: &[EntryEdit],
    contents: &BTreeMap<usize, Bytes>,
) -> Result<MadeIndex, Error> {
    let (tool, source_format) = (request.tool, index.format);
    let dialect = tool.dialect;
    let in_text = dialect.is_in_place();
    let write = |model: &Held<oci::Index>, format| {
        model.write(dialect.index(format), dialect.style(), Part::Manifest, source.bytes.len() + 64)
    };
    index::force_head(&mut index, tool)?;
    let keeps = request.keep_alike || tool.index_rules()?.keeps_unchanged;
    let original = (in_text || keeps).then(|| index.whole());
    let subject = index.held.model.subject.as_deref().map(Blob::of);
    if !request.entries.is_empty() && tool.edits.is_some_and(|rules| rules.drops_subject) {
        manifest::drop_subject(&mut index.held.model.subject, &mut notes);
    }
    if !request.edits.is_empty() {
        manifest::edit_index(&mut index.held.model, &mut index.format, &request.edits, tool, &mut notes)?;
    }
    let from = index.format;
    let to = request.to.unwrap_or(from);
    let before = Before::of(&index, original.as_ref(), source, to, tool)?;
    if !edits.is_empty() {
        let EntryRules { marks_zstd: marks, keeps_stale_data, repeats, nothing_is_null } = *tool.entry_rules()?;
        let rules = Rules {
            annotated: in_text || dialect.index(from).holds_in("manifests", "annotations"),
            platform_needed: dialect.needs_platform(from),
            mark_updates: marks && !request.unmarked,
            mark_additions: marks,
            keeps_stale_data,
            repeats,
        };
        let read_other = |other: &Source| {
            let read = index::read(other, tool, None, &request.reader(), &mut Notes::default());
            read.map(|other| other.whole().model)
        };
        index.entries.apply(&mut index.held.model, edits, rules, &read_other, &mut notes)?;
        if nothing_is_null && index.entries.current().next().is_none() {
            index.held.model.set_null("manifests");
        }
    }
    if request.to.is_none() && tool.index_rules()?.drops_docker_annotations {
        let entries = index.entries.current_mut();
        family::drop_docker_annotations(entries.map(|(at, entry)| (format!("/manifests/{at}"), entry)), &mut notes);
    }
    let platform = request.default_platform.as_ref();
    if from.family() != to.family() {
        index::convert(&mut index, to, platform, tool, &mut notes)?;
    } else if in_text && to != Format::Oci {
        index::fit_docker(&mut index, platform, tool, &mut notes)?;
    }
    let max = manifest::data_max(&request.edits);
    match before {
        Some(before) => before.embed(&mut index.entries, max, &mut notes),
        None => embed(&mut index.entries, contents, max, &mut notes),
    }
    let holds_subject = in_text || dialect.index(to).layout.holds::<oci::Index>("subject");
    let new_subject = index.held.model.subject.as_deref().filter(|_| holds_subject).map(Blob::of);
    index.held.model.manifests = index.entries.take();
    let states_type = tool.edits.is_some_and(|rules| rules.states_type);
    if states_type && original.as_ref().is_some_and(|original| original.model.manifests != index.held.model.manifests) {
        index.held.model.media_type.get_or_insert(to.index_media_type());
    }
    let Index { mut held, entries, in_order, .. } = index;
    let rewritten = manifest::algorithm(&request.edits).is_some();
    let bytes: Bytes = match original {
        Some(original) if in_text => in_its_text(source, &original.model, &held.model, entries.moved)?,
        original => {
            let bytes = write(&held, to)?;
            let alike = match &original {
                Some(original) => !rewritten && write(original, source_format)? == bytes,
                None => false,
            };
            if alike { source.bytes.clone() } else { bytes.into() }
        }
    };
    let now = std::mem::take(&mut held.model.manifests);
    for (at, label, about) in Entries::dangling(&now) {
        let detail = format!("{label} is about {about}, which is not in the index");
        notes.odd(Part::Manifest, format!("/manifests/{at}"), OddityCode::Dangling, detail);
    }
    if bytes == source.bytes {
        // What was not written again has lost nothing.
        notes.losses.clear();
    }
    let subject = (subject, new_subject);
    Ok(MadeIndex { from: source_format, to, bytes, entries, now, subject, in_order, in_text, notes })
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

/// Embeds the children that are small enough, and no others, where that is asked for.
fn embed(entries: &mut Entries, contents: &BTreeMap<usize, Bytes>, max: Option<u64>, notes: &mut Notes) {
    if max.is_none() {
        return;
    }
    for (at, entry) in entries.current_mut() {
        let embeds = manifest::embeds(entry.size, max) == Some(true);
        let content = contents.get(&at).filter(|_| embeds);
        manifest::set_data(entry, content.map(|bytes| &bytes[..]), &format!("/manifests/{at}"), notes);
    }
}

/// The text of the source with what changed in it; written again in its style where entries came, went or moved.
fn in_its_text(source: &Source, before: &oci::Index, after: &oci::Index, moved: bool) -> Result<Bytes, Error> {
    let text = if moved { None } else { in_place::index(&source.bytes, before, after)? };
    Ok(text.unwrap_or_else(|| after.to_styled(Style::detect(&source.bytes))).into())
}

/// The entry of a child names what it was converted to.
fn update(entry: &Descriptor, child: &Converted) -> Option<EntryEdit> {
    let size = i64::try_from(child.bytes.len()).unwrap_or(i64::MAX);
    let new = EntryEdit::update(entry.digest.clone(), child.digest.digest(), size, child.media_type.clone());
    (!child.report.is_unchanged() || !entry.digest.is(child.digest.digest())).then_some(new)
}

/// Which conversions of indexes the tool has.
fn check_supported(request: &Request, from: Format, rules: &IndexRules) -> Result<(), Error> {
    match request.to {
        Some(to) if to.family() != from.family() && !rules.converts => {
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
    let is_about = |entry: &Descriptor| edited.contains(&ClaimedDigest::from(about(entry)));
    entries.iter().enumerate().filter(|(_, entry)| is_about(entry)).map(|(position, _)| position).collect()
}

/// What an entry says that it is about; empty where it says nothing.
fn about(entry: &Descriptor) -> Text {
    entry.annotations.get(annotation::REFERENCE_DIGEST).cloned().unwrap_or_default()
}

/// What a manifest is about, if it can be read and says so.
fn subject_of(source: &Source) -> Option<ClaimedDigest> {
    oci::Manifest::parse(source.bytes.clone()).ok()?.subject.map(|subject| subject.digest)
}

/// An attestation with the manifest as its subject that the child has become.
fn renamed_subject(
    request: &Request,
    position: usize,
    source: Source,
    entries: &[&Descriptor],
    children: &BTreeMap<usize, Converted>,
) -> Result<Option<Converted>, Error> {
    let about = entries.get(position).map(|entry| ClaimedDigest::from(about(entry)));
    let image = children.iter().find(|(at, _)| entries.get(**at).map(|entry| &entry.digest) == about.as_ref());
    let Some((_, image)) = image else { return Ok(None) };
    let size = image.bytes.len() as u64;
    let subject = Descriptor::new(image.media_type.clone(), image.digest.digest(), size);
    let request = request.for_child(position, None).edits([ManifestEdit::subject(subject)]);
    way_back::finish(ImagePlan::new(request, source)?).map(Some)
}

/// Attestations of converted children name what these were converted to: the place of each, what it was about, and the edit.
fn follow(entries: &[&Descriptor], children: &BTreeMap<usize, Converted>) -> Vec<(usize, ClaimedDigest, EntryEdit)> {
    let pairs =
        children.iter().filter_map(|(at, child)| Some((entries.get(*at)?.digest.clone(), child.digest.digest())));
    let becomes: HashMap<ClaimedDigest, String> = pairs.map(|(old, new)| (old, new.to_string())).collect();
    let changed = |about: &ClaimedDigest| becomes.get(about).is_some_and(|new| *new != about.to_string());
    let entries = entries.iter().enumerate();
    let followed = entries.filter_map(|(position, entry)| {
        let about = ClaimedDigest::from(about(entry));
        let edit = follow_one(entry, &becomes).filter(|_| changed(&about))?;
        Some((position, about, edit))
    });
    followed.collect()
}

/// An attestation names what its image has become; nothing for other entries.
fn follow_one(entry: &Descriptor, becomes: &HashMap<ClaimedDigest, String>) -> Option<EntryEdit> {
    let about = entry.annotations.get(annotation::REFERENCE_DIGEST)?;
    let mut annotations = Annotations::new();
    annotations.insert(annotation::REFERENCE_DIGEST, becomes.get(&ClaimedDigest::from(about.clone()))?.clone());
    Some(EntryEdit::Update {
        old: entry.digest.clone(),
        digest: entry.digest.clone(),
        size: entry.size,
        media_type: entry.media_type.clone(),
        annotations: Some(annotations),
        replace_annotations: false,
        compressions: Vec::new(),
    })
}

/// Whether a child is no image: an artifact, or an attestation that its entry does not call so.
fn is_artifact(source: &Source) -> bool {
    match oci::Manifest::parse(source.bytes.clone()) {
        Ok(manifest) if source.media_type == MediaType::OCI_MANIFEST => {
            let in_toto = |layer: &Descriptor| layer.media_type == MediaType::IN_TOTO;
            let typed = manifest.artifact_type.as_ref().is_some_and(|own| !own.is_empty());
            let attests = !manifest.layers.is_empty() && manifest.layers.iter().all(in_toto);
            typed || !manifest.config.media_type.is_config() || attests
        }
        _ => false,
    }
}

/// Children that stayed in another family than that of the index: one by one, or how many where they were to stay.
fn note_mixed(made: &mut MadeIndex, children: &BTreeMap<usize, Converted>, alone: bool) {
    let converted: HashSet<&Digest> = children.values().map(|child| child.digest.digest()).collect();
    let family = made.to.family();
    let is_mixed = |entry: &Descriptor| {
        let other = entry.media_type.is_manifest() && entry.media_type.family() != family;
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

/// Converts back: the index, with the children that were converted named as they were.
fn undone(
    request: &Request,
    source: &Source,
    made: &MadeIndex,
    children: &BTreeMap<usize, Converted>,
    report: &Report,
) -> WayBack {
    let mut way_back = WayBack::default();
    let exact = children.values().all(|child| child.report.way_back.as_ref().is_some_and(WayBack::is_exact));
    if made.from.family() == made.to.family() && children.is_empty() {
        way_back.manifest = source.bytes == made.bytes;
    } else {
        let mut back = Request::convert(made.from).as_tool(request.tool).limits(request.limits).index_alone();
        back.default_platform.clone_from(&request.default_platform);
        back.entries = undo(made, children);
        let source_of_back = Source::new(made.bytes.clone(), made.to.index_media_type());
        let result = IndexPlan::new(back, source_of_back).and_then(IndexPlan::finish);
        match result {
            Ok(original) => way_back.manifest = exact && original.bytes == source.bytes,
            Err(error) => way_back.obstacles.push(Obstacle::new(ObstacleCode::Refused, error.to_string())),
        }
    }
    if way_back.manifest || !way_back.obstacles.is_empty() {
        return way_back;
    }
    let mut add = |code, detail: String| way_back.obstacles.push(Obstacle::new(code, detail));
    let is_converted = |row: &Change| row.causes.contains(&Cause::ChildConverted);
    let rows = || report.of_role(DigestRole::Child).filter(|row| row.before != row.after);
    let changed = rows().filter(|row| !is_converted(row)).count();
    let inexact = children.len()
        - children.values().filter(|child| child.report.way_back.as_ref().is_some_and(WayBack::is_exact)).count();
    if changed + inexact > 0 {
        add(ObstacleCode::Children, format!("{} of them", changed + inexact));
    }
    if !report.losses.is_empty() {
        add(ObstacleCode::Lost, format!("{} members", report.losses.len()));
    }
    if report.oddities.iter().any(|odd| odd.code == OddityCode::DefaultPlatform) {
        add(ObstacleCode::Added, "platforms".to_owned());
    }
    if way_back.obstacles.is_empty() {
        way_back.obstacles.push(Obstacle::new(ObstacleCode::Layout, ""));
    }
    way_back
}

/// The edits that name the children as they were.
fn undo(made: &MadeIndex, children: &BTreeMap<usize, Converted>) -> Vec<EntryEdit> {
    let mut edits = Vec::new();
    let mut becomes: HashMap<ClaimedDigest, String> = HashMap::new();
    for trace in made.entries.traces(&made.now) {
        let (Some(before), Some(after)) = (&trace.before, trace.after) else { continue };
        if !children.contains_key(&trace.position) {
            continue;
        }
        edits.push(EntryEdit::update(
            after.digest.clone(),
            before.digest.clone(),
            before.size,
            before.media_type.clone(),
        ));
        becomes.insert(after.digest.clone(), before.digest.to_string());
    }
    edits.extend(made.now.iter().filter_map(|entry| follow_one(entry, &becomes)));
    edits
}
