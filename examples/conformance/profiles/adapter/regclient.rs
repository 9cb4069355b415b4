//! regclient's edits and conversions: a walk over the tree, children first, that asks for each document what its steps say.

use super::unsupported;
use crate::profiles::case::{Blobs, Case};
use crate::profiles::options::{Step, Steps};
use crate::profiles::{Outcome, Output};
use oci_convert::{Converted, EntryEdit, Error, Format, LayerUpdate, ManifestEdit, Need, Request, Source, tools};
use oci_digest::Algorithm;
use oci_platform::Platform;
use oci_spec_types::{Annotations, Descriptor, MediaType, Model, Text, oci};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) fn run(case: &Case, options: &Steps) -> Outcome {
    let steps = options.steps.iter().map(What::of).collect::<Option<Vec<_>>>();
    let (Some(steps), Some(manifest), Some(media_type)) = (steps, &case.input.manifest, &case.input.media_type) else {
        return unsupported(case);
    };
    let mut walk = Walk { case, steps, new: Blobs::new() };
    match walk.document(Source::new(manifest.clone(), MediaType::from(media_type.as_str()))) {
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
    LabelsToAnnotations,
    Promote,
    /// Digests of layers too.
    Digests(Algorithm),
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
                match text("name")?.strip_prefix('[').and_then(|name| name.split_once(']')) {
                    Some((platforms, name)) => {
                        let platforms = platforms.split(',').map(|own| own.trim().parse().ok());
                        Self::Images(platforms.collect::<Option<_>>()?, vec![edit(name)?])
                    }
                    None => Self::Edits(vec![edit(text("name")?)?]),
                }
            }
            "annotation-base" => Self::Edits(vec![
                ManifestEdit::annotate("org.opencontainers.image.base.name", text("name")?.to_owned()),
                ManifestEdit::annotate("org.opencontainers.image.base.digest", text("digest")?.to_owned()),
            ]),
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

const REFERENCE_TYPE: &str = "vnd.docker.reference.type";
const REFERENCE_DIGEST: &str = "vnd.docker.reference.digest";

/// A tree on its way.
struct Walk<'c> {
    case: &'c Case,
    steps: Vec<What>,
    /// Children and configs that are not in the source.
    new: Blobs,
}

impl Walk<'_> {
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
        let (mut edits, mut updates) = (Vec::new(), Vec::new());
        for step in &self.steps {
            match step {
                What::Edits(own) => edits.extend(own.iter().cloned()),
                What::Images(platforms, own) if config.as_ref().is_some_and(|config| is_for(config, platforms)) => {
                    edits.extend(own.iter().cloned());
                }
                What::LabelsToAnnotations => {
                    let labels = config.as_ref().and_then(|config| config.config.as_ref()?.labels.clone());
                    edits.extend(labels.map(ManifestEdit::Annotate));
                }
                What::Digests(algorithm) => {
                    edits.extend([
                        ManifestEdit::ConfigDigest(algorithm.clone()),
                        ManifestEdit::Digest(algorithm.clone()),
                    ]);
                    updates = manifest.layers.iter().map(|layer| self.digested(layer, algorithm)).collect();
                }
                _ => {}
            }
        }
        let mut request = self.request().edits(edits);
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
                (Some((kind, subject)), Some(child)) => moved.push((at, kind, subject, child)),
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
                What::Digests(algorithm) => own_edits.push(ManifestEdit::Digest(algorithm.clone())),
                What::Promote if source.media_type == MediaType::DOCKER_LIST => {
                    return Err(Failure::Walk("unsupported-conversion"));
                }
                What::Promote => {
                    own_edits.push(ManifestEdit::Annotate(common(made.iter().map(|(.., child)| &child.bytes[..]))));
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
            let mut listed = Vec::new();
            for (_, kind, _, child) in moved.iter().filter(|(_, _, about, _)| **about == **old) {
                let edits =
                    [ManifestEdit::annotate(REFERENCE_TYPE, kind.clone()), ManifestEdit::subject(subject.clone())];
                let request = Request::edit().as_tool(&tools::REGCLIENT).edits(edits);
                let child = self.run(&request, Source::new(child.bytes.clone(), child.media_type.clone()))?;
                self.keep(&child);
                let manifest = oci::Manifest::parse(child.bytes.clone()).unwrap_or_default();
                let mut entry = described(&child);
                entry.artifact_type = manifest.artifact_type.or(Some(manifest.config.media_type));
                entry.annotations = manifest.annotations;
                listed.push(EntryEdit::Insert(Box::new(entry)));
            }
            if !listed.is_empty() {
                let empty = oci::Index::new(Vec::new()).to_bytes();
                let request = Request::edit().as_tool(&tools::REGCLIENT).entries(listed);
                let fallback = self.run(&request, Source::new(empty, MediaType::OCI_INDEX))?;
                self.keep(&fallback);
            }
        }
        Ok(())
    }

    /// What becomes of the manifest of an entry; `None` where it is not there.
    fn child(&mut self, entry: &Descriptor) -> Result<Option<Converted>, Failure> {
        let Some(bytes) = self.case.input.blobs.get(&entry.digest.to_string()) else { return Ok(None) };
        self.document(Source::new(bytes.clone(), entry.media_type.clone())).map(Some)
    }

    /// What is new is pushed.
    fn keep(&mut self, made: &Converted) {
        if let Some(config) = made.config.as_ref().filter(|config| config.is_new) {
            self.new.insert(config.digest.to_string(), config.bytes.clone().unwrap_or_default().to_vec());
        }
        self.new.insert(made.digest.to_string(), made.bytes.to_vec());
    }

    fn run(&self, request: &Request, source: Source) -> Result<Converted, Failure> {
        let mut plan = request.plan(source)?;
        for need in plan.needs() {
            let (Need::Config { descriptor, .. } | Need::Layer { descriptor, .. }) = &need else { continue };
            if let Some(blob) = self.blob(descriptor) {
                plan.provide(&need, blob)?;
            }
        }
        Ok(plan.finish()?)
    }

    /// A blob of the source.
    fn blob(&self, descriptor: &Descriptor) -> Option<Vec<u8>> {
        let is = |blob: &Vec<u8>| descriptor.digest.valid().is_some_and(|digest| digest.verify(blob).is_ok());
        let own = self.case.input.config.clone().filter(is);
        own.or_else(|| self.case.input.blobs.get(&descriptor.digest.to_string()).cloned())
    }

    /// A layer that is named by a digest of another algorithm.
    fn digested(&self, layer: &Descriptor, algorithm: &Algorithm) -> LayerUpdate {
        let digest = self.blob(layer).and_then(|blob| algorithm.digest(blob).ok());
        let mut update = LayerUpdate::new(digest.map_or_else(|| layer.digest.clone(), Into::into), layer.size);
        update.urls.clone_from(&layer.urls);
        update
    }
}

fn described(made: &Converted) -> Descriptor {
    let size = i64::try_from(made.bytes.len()).unwrap_or(i64::MAX);
    Descriptor::new(made.media_type.clone(), made.digest.digest(), size)
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
