//! The conversion of an index, alone or with its children.

use crate::held::Held;
use crate::image::Blob;
use crate::notes::Notes;
use crate::plan::image::ImagePlan;
use crate::plan::way_back;
use crate::report::of_index::{self, MadeIndex};
use crate::report::{Change, DigestRole, Obstacle, ObstacleCode, WayBack};
use crate::steps::entries::{Entries, Rules};
use crate::steps::index::{self, Index};
use crate::{
    Cause, Converted, EntryEdit, Error, ErrorKind, Format, Need, OddityCode, Part, Provided, Report, Request, Source,
    Stage, in_place,
};
use bytes::Bytes;
use oci_digest::{Digest, ManifestDigest};
use oci_platform::{Entry, REFERENCE_DIGEST_ANNOTATION};
use oci_spec_types::{Annotations, ClaimedDigest, Descriptor, MediaType, Model, Style, oci};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The conversion of an index that has been begun.
#[derive(Debug, Clone)]
pub(crate) struct IndexPlan {
    request: Request,
    source: Source,
    index: Index,
    notes: Notes,
    children: BTreeMap<usize, State>,
    placeholders: bool,
}

/// How far a child is that is not kept as it is.
#[derive(Debug, Clone)]
enum State {
    /// Its manifest is needed.
    Wanted(Box<Descriptor>),
    /// It is being converted.
    Begun(Box<ImagePlan>),
}

impl IndexPlan {
    pub(crate) fn new(request: Request, source: Source) -> Result<Self, Error> {
        let mut notes = Notes::default();
        let index = index::read(&source, request.tool, request.to, &request.reader(), &mut notes)?;
        let mut children = BTreeMap::new();
        for (position, entry) in index.entries.current().enumerate() {
            let asked = request.layers_of.contains_key(&position);
            let wanted = match (request.to, Format::of_media_type(&entry.media_type)) {
                (Some(to), Some(format)) if !request.index_alone => format != to && !entry.is_pseudo_image(),
                _ => false,
            };
            if wanted || asked {
                children.insert(position, State::Wanted(Box::new(entry.clone())));
            }
        }
        Ok(Self { request, source, index, notes, children, placeholders: false })
    }

    fn to(&self) -> Format {
        self.request.to.unwrap_or(self.index.format)
    }

    pub(crate) fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        for (position, state) in &self.children {
            match state {
                State::Wanted(entry) => needs.push(Need::Child { position: *position, descriptor: entry.clone() }),
                State::Begun(plan) => needs.extend(plan.needs().into_iter().map(|need| need.of_child(*position))),
            }
        }
        let lacks = || self.index.entries.current().any(|entry| entry.platform.is_none());
        let docker = self.to() != Format::Oci && (self.index.format == Format::Oci || self.keeps_text());
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
        let Some(State::Wanted(entry)) = self.children.get(&position) else {
            let text = "the manifest of this child is not needed";
            return Err(Error::new(ErrorKind::InvalidIndex, Stage::Provide, Part::Manifest, pointer, text));
        };
        self.request.reader().check_size(Stage::Provide, Part::Manifest, manifest.len())?;
        let source = Source::new(manifest, entry.media_type.clone());
        let found = source.digest();
        let other_algorithm = || entry.digest.valid().is_some_and(|digest| digest.verify(&source.bytes).is_ok());
        if !entry.digest.is(&found) && !other_algorithm() {
            let text = format!("found a manifest with the digest {found}, expected {}", entry.digest);
            return Err(Error::new(ErrorKind::InvalidDigest, Stage::Provide, Part::Manifest, pointer, text));
        }
        if is_artifact(&source) && !self.request.layers_of.contains_key(&position) {
            self.children.remove(&position);
            return Ok(());
        }
        let to = self.request.to.filter(|to| Format::of_media_type(&entry.media_type) != Some(*to));
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
        let Self { request, source, index, notes, children: states, .. } = self;
        let mut children = BTreeMap::new();
        let mut edits = Vec::new();
        for (position, state) in states {
            let State::Begun(plan) = state else { continue };
            children.insert(position, way_back::finish(*plan)?);
        }
        if !children.is_empty() {
            let entries: Vec<&Descriptor> = index.entries.current().collect();
            edits.extend(children.iter().filter_map(|(at, child)| Some(update(entries.get(*at)?, child))));
            if request.follow.unwrap_or(request.tool.index_rules()?.follows_attestations) {
                edits.extend(follow(&entries, &children));
            }
        }
        edits.extend(request.entries.iter().cloned());
        let to = request.to.unwrap_or(index.format);
        let mut made = make(&request, &source, index, notes, to, &edits)?;
        note_mixed(&mut made, &children, request.index_alone);
        let digest = ManifestDigest::of(&made.bytes);
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
    to: Format,
    edits: &[EntryEdit],
) -> Result<MadeIndex, Error> {
    let (tool, from) = (request.tool, index.format);
    let dialect = tool.dialect;
    let in_text = dialect.is_in_place();
    let write = |model: &Held<oci::Index>, format| {
        model.write(dialect.index(format), dialect.style(), Part::Manifest, source.bytes.len() + 64)
    };
    index::force_head(&mut index, tool)?;
    let original = (in_text || request.keep_alike).then(|| index.whole());
    if !edits.is_empty() {
        let marks = tool.entry_rules()?.marks_zstd;
        let rules = Rules {
            annotated: in_text || dialect.index(from).holds_in("manifests", "annotations"),
            platform_needed: from != Format::Oci,
            mark_updates: marks && !request.unmarked,
            mark_additions: marks,
        };
        let read_other = |other: &Source| {
            let read = index::read(other, tool, None, &request.reader(), &mut Notes::default());
            read.map(|other| other.whole().model)
        };
        index.entries.apply(&mut index.held.model, edits, rules, &read_other, &mut notes)?;
    }
    let platform = request.default_platform.as_ref();
    if from.family() != to.family() {
        index::convert(&mut index, to, platform, tool, &mut notes)?;
    } else if in_text && to != Format::Oci {
        index::fit_docker(&mut index, platform, tool, &mut notes)?;
    }
    let subject = index.held.model.subject.as_deref().map(Blob::of);
    let keeps_subject = in_text || dialect.index(to).layout.holds::<oci::Index>("subject");
    index.held.model.manifests = index.entries.take();
    let Index { mut held, entries, in_order, .. } = index;
    let bytes: Bytes = match original {
        Some(original) if in_text => in_its_text(source, &original.model, &held.model, entries.moved)?,
        original => {
            let bytes = write(&held, to)?;
            let alike = match &original {
                Some(original) => write(original, from)? == bytes,
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
    Ok(MadeIndex { from, to, bytes, entries, now, subject, keeps_subject, in_order, in_text, notes })
}

/// The text of the source with what changed in it; written again in its style where entries came, went or moved.
fn in_its_text(source: &Source, before: &oci::Index, after: &oci::Index, moved: bool) -> Result<Bytes, Error> {
    let text = if moved { None } else { in_place::index(&source.bytes, before, after)? };
    Ok(text.unwrap_or_else(|| after.to_styled(Style::detect(&source.bytes))).into())
}

/// The entry of a child names what it was converted to.
fn update(entry: &Descriptor, child: &Converted) -> EntryEdit {
    let size = i64::try_from(child.bytes.len()).unwrap_or(i64::MAX);
    EntryEdit::update(entry.digest.clone(), child.digest.digest(), size, child.media_type.clone())
}

/// Attestations of converted children name what these were converted to.
fn follow(entries: &[&Descriptor], children: &BTreeMap<usize, Converted>) -> Vec<EntryEdit> {
    let pairs =
        children.iter().filter_map(|(at, child)| Some((entries.get(*at)?.digest.clone(), child.digest.digest())));
    let becomes: HashMap<ClaimedDigest, String> = pairs.map(|(old, new)| (old, new.to_string())).collect();
    let edit = |entry: &&Descriptor| {
        let about = entry.annotations.get(REFERENCE_DIGEST_ANNOTATION)?;
        let mut annotations = Annotations::new();
        annotations.insert(REFERENCE_DIGEST_ANNOTATION, becomes.get(&ClaimedDigest::from(about.clone()))?.clone());
        Some(EntryEdit::Update {
            old: entry.digest.clone(),
            digest: entry.digest.clone(),
            size: entry.size,
            media_type: entry.media_type.clone(),
            annotations: Some(annotations),
            replace_annotations: false,
            compressions: Vec::new(),
        })
    };
    entries.iter().filter_map(edit).collect()
}

/// Whether a child is no image: an artifact, or an attestation that its entry does not call so.
fn is_artifact(source: &Source) -> bool {
    match oci::Manifest::parse(source.bytes.clone()) {
        Ok(manifest) if source.media_type == MediaType::OCI_MANIFEST => {
            let in_toto = |layer: &Descriptor| layer.media_type == MediaType::IN_TOTO;
            manifest.is_artifact() || (!manifest.layers.is_empty() && manifest.layers.iter().all(in_toto))
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
        other && entry.digest.valid().is_none_or(|digest| !converted.contains(digest))
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
    for entry in &made.now {
        let Some(about) = entry.annotations.get(REFERENCE_DIGEST_ANNOTATION) else { continue };
        let Some(old) = becomes.get(&ClaimedDigest::from(about.clone())) else { continue };
        let mut annotations = Annotations::new();
        annotations.insert(REFERENCE_DIGEST_ANNOTATION, old.clone());
        edits.push(EntryEdit::Update {
            old: entry.digest.clone(),
            digest: entry.digest.clone(),
            size: entry.size,
            media_type: entry.media_type.clone(),
            annotations: Some(annotations),
            replace_annotations: false,
            compressions: Vec::new(),
        });
    }
    edits
}
