//! The conversion of an index with all its children.

use super::edit::IndexEdit;
use super::{ConvertedIndex, IndexConversion, IndexFormat, format_of, minimal};
use crate::report::{DigestRole, Encoder};
use crate::{
    Cause, Conversion, Converted, Error, ErrorKind, Format, LayerUpdate, Need, OddityCode, Part, Plan, Profile, Report,
    Source, Stage,
};
use bytes::Bytes;
use oci_platform::{Entry, REFERENCE_DIGEST_ANNOTATION};
use oci_spec_types::{Annotations, ClaimedDigest, Descriptor, MediaType, Model, Platform, Text, oci};
use std::collections::BTreeMap;

/// A conversion of an index with its children that has been begun: what it needs is asked for, then provided.
///
/// Children that are images of another format are converted, each as by [`Conversion`]; the index names the new ones. What
/// is no image (attestations, artifacts, nested indexes) is kept as it is.
///
/// Attestations name the digest of their image in an annotation. With [`Profile::Minimal`] it follows the image, unless
/// [`WholeIndex::follow_attestations`] says otherwise; tools do not do that, and then the report says that they point at
/// nothing.
#[derive(Debug, Clone)]
pub struct WholeIndex {
    source: Source,
    target: IndexFormat,
    profile: Profile,
    child_format: Format,
    default_platform: Option<Platform>,
    follow: bool,
    entries: Vec<Descriptor>,
    states: Vec<State>,
    updates: BTreeMap<usize, Vec<LayerUpdate>>,
    encoders: Vec<Encoder>,
}

/// How far a child is.
#[derive(Debug, Clone)]
enum State {
    /// It stays as it is.
    Kept,
    /// Its manifest is needed.
    Wanted,
    /// It is being converted.
    Begun(Box<Plan>),
}

/// Something that the conversion of an index needs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexNeed {
    /// The manifest of a child: [`WholeIndex::provide_child`].
    Child {
        /// The place of the entry, from 0.
        position: usize,
        /// The media type that the index states.
        media_type: MediaType,
        /// The digest; the manifest is verified against it.
        digest: ClaimedDigest,
        /// The size in bytes, as the index states it.
        size: i64,
    },
    /// What the conversion of a child needs: provide it to [`WholeIndex::child`].
    OfChild {
        /// The place of the entry, from 0.
        position: usize,
        /// What is needed.
        need: Need,
    },
    /// The platform of entries that have none: [`WholeIndex::default_platform`].
    DefaultPlatform,
}

/// An index that was converted with its children.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConvertedIndexImage {
    /// The index. Its report has those of the children.
    pub index: ConvertedIndex,
    /// The children that were converted, by their places: each must be pushed before the index.
    pub children: BTreeMap<usize, Converted>,
}

impl WholeIndex {
    /// Begins the conversion of an index or list, and of its children to the same family: OCI manifests or Docker v2s2.
    ///
    /// # Errors
    /// When the source can not be read, or is no list of manifests.
    pub fn to(format: IndexFormat, profile: Profile, source: impl Into<Source>) -> Result<Self, Error> {
        let child_format = match format {
            IndexFormat::Oci => Format::Oci,
            IndexFormat::Docker => Format::DockerV2S2,
        };
        Self::with_children(format, child_format, profile, source)
    }

    /// The same with children of a format of the caller's choice, as tools do that put schema 1 children into lists.
    ///
    /// # Errors
    /// As [`WholeIndex::to`].
    pub fn with_children(
        format: IndexFormat,
        child_format: Format,
        profile: Profile,
        source: impl Into<Source>,
    ) -> Result<Self, Error> {
        let source = source.into();
        format_of(&source)?;
        let entries = minimal::read(&source)?.manifests;
        let read = super::children(&source, profile)?;
        let alike = |entry: &Descriptor, own: &(Text, MediaType)| {
            entry.digest.to_string() == *own.0 && entry.media_type == own.1
        };
        if entries.len() != read.len() || !entries.iter().zip(&read).all(|(entry, own)| alike(entry, own)) {
            let text = "members whose names differ in case, or stand twice, give other entries to other readers";
            return Err(Error::parse(ErrorKind::AmbiguousManifest, Part::Manifest, "/manifests", text));
        }
        let states = entries.iter().map(|entry| match Format::of_media_type(&entry.media_type) {
            Some(format) if format != child_format && !entry.is_pseudo_image() => State::Wanted,
            _ => State::Kept,
        });
        Ok(Self {
            states: states.collect(),
            source,
            target: format,
            profile,
            child_format,
            default_platform: None,
            follow: profile == Profile::Minimal,
            entries,
            updates: BTreeMap::new(),
            encoders: Vec::new(),
        })
    }

    /// Whether the annotations of attestations follow the image they are about. Docker lists have no annotations, as tools
    /// write them.
    pub fn follow_attestations(&mut self, follow: bool) {
        self.follow = follow;
    }

    /// The platform of entries that have none, which Docker lists must state.
    pub fn default_platform(&mut self, platform: Platform) {
        self.default_platform = Some(platform);
    }

    /// What compressed blobs of the layers, for the report.
    pub fn encoder(&mut self, encoder: Encoder) {
        self.encoders.push(encoder);
    }

    /// Edits of the layers of a child: give them before its manifest.
    pub fn layer_updates(&mut self, position: usize, updates: impl Into<Vec<LayerUpdate>>) {
        self.updates.insert(position, updates.into());
        if let Some(state @ State::Kept) = self.states.get_mut(position) {
            *state = State::Wanted;
        }
    }

    /// What is still needed.
    #[must_use]
    pub fn needs(&self) -> Vec<IndexNeed> {
        let mut needs = Vec::new();
        for (position, (state, entry)) in self.states.iter().zip(&self.entries).enumerate() {
            match state {
                State::Kept => {}
                State::Wanted => needs.push(IndexNeed::Child {
                    position,
                    media_type: entry.media_type.clone(),
                    digest: entry.digest.clone(),
                    size: entry.size,
                }),
                State::Begun(plan) => {
                    needs.extend(plan.needs().into_iter().map(|need| IndexNeed::OfChild { position, need }));
                }
            }
        }
        let platforms = self.entries.iter().all(|entry| entry.platform.is_some());
        if self.target == IndexFormat::Docker && self.default_platform.is_none() && !platforms {
            needs.push(IndexNeed::DefaultPlatform);
        }
        needs
    }

    /// Gives the manifest of a child.
    ///
    /// # Errors
    /// When it is not the one that the index names, or can not be converted.
    pub fn provide_child(&mut self, position: usize, manifest: impl Into<Bytes>) -> Result<(), Error> {
        let pointer = format!("/manifests/{position}");
        let Some((entry, state)) = self.entries.get(position).zip(self.states.get_mut(position)) else {
            let text = format!("expected less than {}", self.entries.len());
            return Err(Error::new(ErrorKind::InvalidIndex, Stage::Provide, Part::Manifest, pointer, text));
        };
        let source = Source::new(manifest, entry.media_type.clone());
        let found = source.digest();
        let sha512 = || entry.digest.valid().is_some_and(|digest| digest.verify(&source.bytes).is_ok());
        if !entry.digest.is(&found) && !sha512() {
            let text = format!("found a manifest with the digest {found}, expected {}", entry.digest);
            return Err(Error::new(ErrorKind::InvalidDigest, Stage::Provide, Part::Manifest, pointer, text));
        }
        if is_artifact(&source) && !self.updates.contains_key(&position) {
            *state = State::Kept;
            return Ok(());
        }
        let same = Format::of_media_type(&entry.media_type) == Some(self.child_format);
        let mut conversion = if same { Conversion::update() } else { Conversion::to(self.child_format) };
        conversion = conversion.profile(self.profile);
        if let Some(updates) = self.updates.get(&position) {
            conversion = conversion.layer_updates(updates.clone());
        }
        *state = State::Begun(Box::new(conversion.plan(source)?));
        Ok(())
    }

    /// The conversion of a child that was begun, to provide what it needs.
    #[must_use]
    pub fn child(&mut self, position: usize) -> Option<&mut Plan> {
        match self.states.get_mut(position) {
            Some(State::Begun(plan)) => Some(plan),
            _ => None,
        }
    }

    /// Converts the children, then the index.
    ///
    /// # Errors
    /// When something is missing that [`WholeIndex::needs`] lists, or the conversion of a child or of the index is not
    /// possible.
    pub fn finish(self) -> Result<ConvertedIndexImage, Error> {
        let mut children = BTreeMap::new();
        for (position, state) in self.states.into_iter().enumerate() {
            match state {
                State::Kept => {}
                State::Wanted => {
                    let pointer = format!("/manifests/{position}");
                    let text = "the manifest of this child must be provided";
                    return Err(Error::new(ErrorKind::NotProvided, Stage::Convert, Part::Manifest, pointer, text));
                }
                State::Begun(plan) => {
                    children.insert(position, plan.finish()?);
                }
            }
        }
        let mut edits: Vec<IndexEdit> = children.iter().map(|(at, child)| update(&self.entries[*at], child)).collect();
        if self.follow {
            edits.extend(follow(&self.entries, &children));
        }
        let mut conversion = IndexConversion::to(self.target).profile(self.profile).edits(edits);
        if let Some(platform) = self.default_platform {
            conversion = conversion.default_platform(platform);
        }
        let mut index = conversion.convert(self.source)?;
        index.report.encoders = self.encoders;
        account(&mut index.report, &self.entries, &children, self.target);
        Ok(ConvertedIndexImage { index, children })
    }
}

/// The entry of a child names what it was converted to.
fn update(entry: &Descriptor, child: &Converted) -> IndexEdit {
    let size = i64::try_from(child.manifest.len()).unwrap_or(i64::MAX);
    IndexEdit::update(entry.digest.to_string(), child.digest.to_string(), size, child.media_type.clone())
}

/// Attestations of converted children name what these were converted to.
fn follow(entries: &[Descriptor], children: &BTreeMap<usize, Converted>) -> Vec<IndexEdit> {
    let becomes: BTreeMap<String, String> =
        children.iter().map(|(at, child)| (entries[*at].digest.to_string(), child.digest.to_string())).collect();
    let about = |entry: &Descriptor| becomes.get(entry.annotations.get(REFERENCE_DIGEST_ANNOTATION)?.as_str()).cloned();
    let edit = |entry: &Descriptor| {
        let mut annotations = Annotations::new();
        annotations.insert(REFERENCE_DIGEST_ANNOTATION, about(entry)?);
        let digest = Text::from(entry.digest.to_string());
        Some(IndexEdit::Update {
            old: digest.clone(),
            digest,
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

/// Children were converted, not replaced; what stayed in another family is told.
fn account(report: &mut Report, entries: &[Descriptor], children: &BTreeMap<usize, Converted>, target: IndexFormat) {
    for change in report.digests.iter_mut().filter(|change| change.role == DigestRole::Child) {
        let converted = change.position.is_some_and(|at| children.contains_key(&at));
        if converted && change.before.is_some() && change.before != change.after {
            change.causes = vec![Cause::ChildConverted];
        }
    }
    for (at, entry) in entries.iter().enumerate().filter(|(at, _)| !children.contains_key(at)) {
        if entry.media_type.family() != target.media_type().family() && !entry.media_type.is_empty() {
            let pointer = format!("/manifests/{at}/mediaType");
            let odd = crate::Oddity::new(Part::Manifest, pointer, OddityCode::MixedFamilies, entry.media_type.as_str());
            report.oddities.push(odd);
        }
    }
    report.children = children.values().map(|child| child.report.clone()).collect();
}
