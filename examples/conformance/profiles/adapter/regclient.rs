//! regclient's edits and conversions: a walk over the tree, children first, that asks for each document what its steps say.

use super::unsupported;
use crate::profiles::case::{Blobs, Case};
use crate::profiles::options::{Step, Steps};
use crate::profiles::{Outcome, Output};
use oci_convert::{
    ConfigEdit, Converted, EntryEdit, Error, Format, LayerUpdate, ManifestEdit, Need, Request, Source, tools,
};
use oci_digest::Algorithm;
use oci_digest::layer::{LayerHasher, LayerOptions};
use oci_platform::Platform;
use oci_spec_types::{Annotations, ClaimedDigest, Descriptor, MediaType, Model, Text, oci};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(case: &Case, options: &Steps) -> Outcome {
    let steps = options.steps.iter().map(What::of).collect::<Option<Vec<_>>>();
    let (Some(steps), Some(manifest), Some(media_type)) = (steps, &case.input.manifest, &case.input.media_type) else {
        return unsupported(case);
    };
    let mut walk = Walk { case, steps, new: Blobs::new(), referrers: BTreeMap::new() };
    match walk.whole(Source::new(manifest.clone(), MediaType::from(media_type.as_str()))) {
        Ok(made) => Outcome::Output(Box::new(Output {
            manifest: made.bytes.to_vec(),
            media_type: made.media_type.to_string(),
            config: made.config.and_then(|config| config.bytes).map(|bytes| bytes.to_vec()),
            blobs: walk.new,
            ..Output::default()
        })),
        Err(Failure::Crate(error)) => Outcome::Error(error.kind().code().to_owned()),
        Err(Failure::Walk(kind)) => Outcome::Error(kind.to_owned()),
    }
}

/// Why there is no result: an operation failed, or the walk itself.
enum Failure {
    Crate(Error),
    Walk(&'static str),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Crate(error)
    }
}

/// One step.
enum What {
    Convert(Format),
    Referrers,
    /// The same edits of every document.
    Edits(Vec<ManifestEdit>),
    /// Edits of images whose config is for one of these platforms.
    Images(Vec<Platform>, Vec<ManifestEdit>),
    /// Annotations of every document, which then states its media type.
    Base(Annotations),
    LabelsToAnnotations,
    Promote,
    /// Digests of layers too.
    Digests(Algorithm),
    /// Edits of the configs for one of these platforms, if any are named.
    Configs(Vec<Platform>, ConfigEdit),
}

impl What {
    /// `None`: there is no such operation here.
    fn of(step: &Step) -> Option<Self> {
        let text = |name: &str| step.arguments.get(name).and_then(Value::as_str);
        let algorithm = || text("algorithm").and_then(|name| name.parse::<Algorithm>().ok());
        Some(match step.op.as_str() {
            "to-oci" => Self::Convert(Format::Oci),
            "to-docker" => Self::Convert(Format::DockerV2S2),
            "to-oci-referrers" => Self::Referrers,
            "external-urls-rm" => Self::Edits(vec![ManifestEdit::Distributable]),
            "annotation" => {
                let edit = |name: &str| match text("value")? {
                    "" => Some(ManifestEdit::RemoveAnnotation(name.to_owned().into())),
                    value => Some(ManifestEdit::annotate(name.to_owned(), value.to_owned())),
                };
                match selected(text("name")?)? {
                    (platforms, name) if platforms.is_empty() => Self::Edits(vec![edit(name)?]),
                    (platforms, name) => Self::Images(platforms, vec![edit(name)?]),
                }
            }
            "label" => {
                let (platforms, name) = selected(text("name")?)?;
                let edit = match text("value")? {
                    "" => ConfigEdit::RemoveLabel(name.to_owned().into()),
                    value => ConfigEdit::label(name.to_owned(), value.to_owned()),
                };
                Self::Configs(platforms, edit)
            }
            "annotation-base" => {
                let mut annotations = Annotations::new();
                annotations.insert("org.opencontainers.image.base.name", text("name")?.to_owned());
                annotations.insert("org.opencontainers.image.base.digest", text("digest")?.to_owned());
                Self::Base(annotations)
            }
            "annotation-promote" => Self::Promote,
            "label-to-annotation" => Self::LabelsToAnnotations,
            "data-max" => match u64::try_from(step.arguments.get("size")?.as_i64()?) {
                Ok(max) => Self::Edits(vec![ManifestEdit::Data { max }]),
                Err(_) => Self::Edits(Vec::new()),
            },
            "digest-algo" => Self::Digests(algorithm()?),
            "manifest-digest-algo" => Self::Edits(vec![ManifestEdit::Digest(algorithm()?)]),
            "config-digest-algo" => Self::Edits(vec![ManifestEdit::ConfigDigest(algorithm()?)]),
            _ => return None,
        })
    }
}

/// `[platform,…]name`
fn selected(text: &str) -> Option<(Vec<Platform>, &str)> {
    match text.strip_prefix('[').and_then(|name| name.split_once(']')) {
        Some((platforms, name)) => {
            let platforms = platforms.split(',').map(|own| own.trim().parse().ok());
            Some((platforms.collect::<Option<_>>()?, name))
        }
        None => Some((Vec::new(), text)),
    }
}

const REFERENCE_TYPE: &str = "vnd.docker.reference.type";
const REFERENCE_DIGEST: &str = "vnd.docker.reference.digest";

/// A tree on its way.
struct Walk<'c> {
    case: &'c Case,
    steps: Vec<What>,
    /// Children and configs that are not in the source.
    new: Blobs,
    /// What is about a document that has this digest.
    referrers: BTreeMap<String, Vec<EntryEdit>>,
}

impl Walk<'_> {
    /// Makes a document with all that goes with it.
    fn whole(&mut self, source: Source) -> Result<Converted, Failure> {
        let made = self.document(source.clone())?;
        if *made.digest.digest() != oci_digest::Digest::sha256(&source.bytes) {
            self.keep(&made);
            self.new.remove(&made.digest.to_string());
            if let Some(config) = &made.config {
                self.new.remove(&config.digest.to_string());
            }
        }
        for listed in std::mem::take(&mut self.referrers).into_values() {
            let empty = oci::Index::new(Vec::new()).to_json();
            let request = Request::edit().as_tool(&tools::REGCLIENT).entries(listed);
            let fallback = self.run(&request, Source::new(empty, MediaType::OCI_INDEX))?;
            self.keep(&fallback);
        }
        Ok(made)
    }

    /// Makes a document, after its children.
    fn document(&mut self, source: Source) -> Result<Converted, Failure> {
        if Format::of_index_media_type(&source.media_type).is_some() { self.index(source) } else { self.image(source) }
    }

    fn request(&self) -> Request {
        let to = self.steps.iter().rev().find_map(|step| match step {
            What::Convert(to) => Some(*to),
            _ => None,
        });
        to.map_or_else(Request::edit, Request::convert).as_tool(&tools::REGCLIENT)
    }

    fn image(&self, source: Source) -> Result<Converted, Failure> {
        let manifest = oci::Manifest::parse(source.bytes.clone()).unwrap_or_default();
        let config = manifest.config.media_type.is_config().then(|| self.blob(&manifest.config)).flatten();
        let config = config.and_then(|config| oci::ImageConfig::parse(config).ok());
        let (mut edits, mut updates, mut config_edits) = (Vec::new(), Vec::new(), Vec::new());
        let stated = ManifestEdit::MediaType(source.media_type.clone());
        for step in &self.steps {
            match step {
                What::Base(own) => {
                    let annotate = ManifestEdit::Annotate(own.clone());
                    edits.extend([annotate, stated.clone()].into_iter().filter(|_| adds(own, &manifest.annotations)));
                }
                What::Configs(platforms, edit) => {
                    let selects = |own| platforms.is_empty() || is_for(own, platforms);
                    config_edits.extend(config.as_ref().filter(|own| selects(own)).map(|_| edit.clone()));
                }
                What::Edits(own) => {
                    let of_config = |edit: &&ManifestEdit| matches!(edit, ManifestEdit::ConfigDigest(_));
                    edits.extend(own.iter().filter(|edit| config.is_some() || !of_config(edit)).cloned());
                }
                What::Images(platforms, own) if config.as_ref().is_some_and(|config| is_for(config, platforms)) => {
                    edits.extend(own.iter().cloned());
                }
                What::LabelsToAnnotations => {
                    let labels = config.as_ref().and_then(|config| config.config.as_ref()?.labels.clone());
                    if let Some(labels) = labels.filter(|own| adds(own, &manifest.annotations)) {
                        edits.extend([ManifestEdit::Annotate(labels), stated.clone()]);
                    }
                }
                What::Digests(algorithm) => {
                    edits.push(ManifestEdit::Digest(algorithm.clone()));
                    updates = manifest.layers.iter().map(|layer| self.digested(layer, algorithm)).collect();
                    if let Some(config) = &config {
                        let stated = config.rootfs.diff_ids.iter().enumerate();
                        let other = |at| self.diff_id(manifest.layers.get(at)?, algorithm);
                        let ids = stated.map(|(at, old)| other(at).unwrap_or_else(|| old.clone()));
                        config_edits.push(ConfigEdit::DiffIds(ids.collect()));
                        edits.push(ManifestEdit::ConfigDigest(algorithm.clone()));
                    }
                }
                _ => {}
            }
        }
        let mut request = self.request().edits(edits).config_edits(config_edits);
        if !updates.is_empty() {
            request = request.layers(updates);
        }
        self.run(&request, source)
    }

    fn index(&mut self, source: Source) -> Result<Converted, Failure> {
        let index = oci::Index::parse(source.bytes.clone()).unwrap_or_default();
        let entries = &index.manifests;
        let moves = self.steps.iter().any(|step| matches!(step, What::Referrers));
        let about = |entry: &Descriptor| {
            let own = |name| entry.annotations.get(name).filter(|own| moves && !own.is_empty()).cloned();
            Some((own(REFERENCE_TYPE)?, own(REFERENCE_DIGEST)?))
        };
        let (mut edits, mut made, mut moved) = (Vec::new(), Vec::new(), Vec::new());
        for (at, entry) in entries.iter().enumerate() {
            let child = self.child(entry)?;
            match (about(entry), child) {
                (Some((kind, subject)), Some(child)) => {
                    self.keep_config(&child);
                    moved.push((at, kind, subject, child));
                }
                (_, Some(child))
                    if child.bytes != self.case.input.blobs[&entry.digest.to_string()]
                        || !entry.digest.is(child.digest.digest()) =>
                {
                    self.keep(&child);
                    let own = described(&child);
                    edits.push(EntryEdit::update(
                        entry.digest.clone(),
                        own.digest.clone(),
                        own.size,
                        own.media_type.clone(),
                    ));
                    made.push((entry.digest.to_string(), own, child));
                }
                (_, Some(child)) => made.push((entry.digest.to_string(), described(&child), child)),
                (_, None) => {}
            }
        }
        let own = oci_digest::Digest::sha256(&source.bytes).to_string();
        if moved.iter().any(|(_, _, subject, _)| **subject != *own && !made.iter().any(|(old, ..)| **old == **subject))
        {
            return Err(Failure::Walk("subject-not-in-index"));
        }
        if !moved.is_empty() {
            let gone: BTreeSet<usize> = moved.iter().map(|(at, ..)| *at).collect();
            edits.push(EntryEdit::Retain((0..entries.len()).filter(|at| !gone.contains(at)).collect()));
        }
        let mut own_edits = Vec::new();
        for step in &self.steps {
            match step {
                What::Edits(own) => own_edits.extend(own.iter().cloned()),
                What::Base(own) if adds(own, &index.annotations) => own_edits
                    .extend([ManifestEdit::Annotate(own.clone()), ManifestEdit::MediaType(source.media_type.clone())]),
                What::Digests(algorithm) => own_edits.push(ManifestEdit::Digest(algorithm.clone())),
                What::Promote if source.media_type == MediaType::DOCKER_LIST => {
                    return Err(Failure::Walk("unsupported-conversion"));
                }
                What::Promote => {
                    let own = common(made.iter().map(|(.., child)| &child.bytes[..]));
                    if adds(&own, &index.annotations) {
                        let stated = ManifestEdit::MediaType(source.media_type.clone());
                        own_edits.extend([ManifestEdit::Annotate(own), stated]);
                    }
                }
                _ => {}
            }
        }
        let request = self.request().index_alone().edits(own_edits).entries(edits);
        let index = self.run(&request, source)?;
        made.push((own, described(&index), index.clone()));
        self.refer(moved, &made)?;
        Ok(index)
    }

    /// Attestations that left an index name what they are about, and are listed beside it.
    fn refer(
        &mut self,
        moved: Vec<(usize, Text, Text, Converted)>,
        made: &[(String, Descriptor, Converted)],
    ) -> Result<(), Failure> {
        for (old, subject, _) in made {
            for (_, kind, _, child) in moved.iter().filter(|(_, _, about, _)| **about == **old) {
                let edits =
                    [ManifestEdit::annotate(REFERENCE_TYPE, kind.clone()), ManifestEdit::subject(subject.clone())];
                let request = Request::edit().as_tool(&tools::REGCLIENT).edits(edits);
                let child = self.run(&request, Source::new(child.bytes.clone(), child.media_type.clone()))?;
                self.keep(&child);
            }
        }
        Ok(())
    }

    /// What becomes of the manifest of an entry; `None` where it is not there.
    fn child(&mut self, entry: &Descriptor) -> Result<Option<Converted>, Failure> {
        let Some(bytes) = self.case.input.blobs.get(&entry.digest.to_string()) else { return Ok(None) };
        self.document(Source::new(bytes.clone(), entry.media_type.clone())).map(Some)
    }

    /// What is new is pushed; a layout lists what is about something else in an index of its own.
    fn keep(&mut self, made: &Converted) {
        let manifest = oci::Manifest::parse(made.bytes.clone()).unwrap_or_default();
        if let Some(subject) = manifest.subject {
            let artifact_type = manifest.artifact_type.unwrap_or(manifest.config.media_type);
            let entry = Descriptor {
                annotations: manifest.annotations,
                artifact_type: Some(artifact_type).filter(|own| !own.is_empty()),
                ..described(made)
            };
            self.referrers.entry(subject.digest.to_string()).or_default().push(EntryEdit::Insert(Box::new(entry)));
        }
        self.keep_config(made);
        self.new.insert(made.digest.to_string(), made.bytes.to_vec());
    }

    fn keep_config(&mut self, made: &Converted) {
        if let Some(config) = made.config.as_ref().filter(|config| config.is_new) {
            self.new.insert(config.digest.to_string(), config.bytes.clone().unwrap_or_default().to_vec());
        }
    }

    /// Runs a request, as Go reads documents and as they are read without need for that: both give the same.
    fn run(&self, request: &Request, source: Source) -> Result<Converted, Failure> {
        let once = |request: &Request| -> Result<Converted, Error> {
            let mut plan = request.plan(source.clone())?;
            for need in plan.needs() {
                let (Need::Config { descriptor, .. } | Need::Layer { descriptor, .. }) = &need else { continue };
                if let Some(blob) = self.blob(descriptor) {
                    plan.provide(&need, blob)?;
                }
            }
            plan.finish()
        };
        let as_go = once(&request.clone().always_as_go())?;
        let made = once(request)?;
        if made.bytes == as_go.bytes && made.config == as_go.config {
            Ok(made)
        } else {
            Err(Failure::Walk("readings differ"))
        }
    }

    /// A blob of the source.
    fn blob(&self, descriptor: &Descriptor) -> Option<Vec<u8>> {
        let is = |blob: &Vec<u8>| descriptor.digest.valid().is_some_and(|digest| digest.verify(blob).is_ok());
        let own = self.case.input.config.clone().filter(is);
        own.or_else(|| self.case.input.blobs.get(&descriptor.digest.to_string()).cloned())
    }

    /// The digest of the uncompressed bytes of a layer.
    fn diff_id(&self, layer: &Descriptor, algorithm: &Algorithm) -> Option<ClaimedDigest> {
        if !layer.urls.is_empty() {
            return None;
        }
        let options = LayerOptions::default().with_algorithms(algorithm.clone(), algorithm.clone());
        let digests = LayerHasher::with_options(options).digest_all([self.blob(layer)?]).ok()?;
        Some(digests.diff_id.digest().into())
    }

    /// A layer that is named by a digest of another algorithm; one that is fetched from urls is not read.
    fn digested(&self, layer: &Descriptor, algorithm: &Algorithm) -> LayerUpdate {
        let blob = self.blob(layer).filter(|_| layer.urls.is_empty());
        let digest = blob.and_then(|blob| algorithm.digest(blob).ok());
        let mut update = LayerUpdate::new(digest.map_or_else(|| layer.digest.clone(), Into::into), layer.size);
        update.urls.clone_from(&layer.urls);
        update
    }
}

/// Whether annotations are not there yet.
fn adds(own: &Annotations, there: &Annotations) -> bool {
    own.iter().any(|(name, value)| there.get(name) != Some(value))
}

fn described(made: &Converted) -> Descriptor {
    Descriptor::new(made.media_type.clone(), made.digest.digest(), made.bytes.len() as u64)
}

/// The annotations that all documents have.
fn common<'d>(documents: impl Iterator<Item = &'d [u8]>) -> Annotations {
    let annotations = documents.map(|text| {
        let manifest = serde_json::from_slice::<Value>(text).unwrap_or_default();
        serde_json::from_value::<Annotations>(manifest["annotations"].clone()).unwrap_or_default()
    });
    let both = |one: Annotations, other: Annotations| {
        one.iter()
            .filter(|(name, value)| other.get(name) == Some(value))
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    };
    annotations.reduce(both).unwrap_or_default()
}

/// `platform.Match` with the platform of a config; Windows and others compare more.
fn is_for(config: &oci::ImageConfig, platforms: &[Platform]) -> bool {
    let named = |own: &Platform| {
        let own = own.normalized_regclient();
        (own.os, own.architecture, own.variant)
    };
    let own = named(&Platform::from(config));
    platforms.iter().any(|platform| named(platform) == own)
}
