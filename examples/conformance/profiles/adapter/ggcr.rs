//! go-containerregistry and crane: a request for each call of `mutate`, on what the one before gave.

use std::collections::BTreeSet;

use super::unsupported;
use crate::profiles::case::{Blobs, Case};
use crate::profiles::options::{Mutate, Step};
use crate::profiles::{Outcome, Output};
use oci_convert::{Converted, EntryEdit, Error, ManifestEdit, Need, Request, Source, tools};
use oci_spec_types::{Annotations, Descriptor, MediaType, Model, Platform, oci};
use serde_json::Value;

pub(super) fn run(case: &Case, options: &Mutate) -> Outcome {
    let Some((source, edits)) = edits(case, options) else { return unsupported(case) };
    let mut state = State { source, config: case.input.config.clone(), new: Blobs::new() };
    for edit in edits {
        match state.apply(case, edit) {
            Ok(()) => {}
            Err(Failure::Crate(error)) => return Outcome::Error(error.kind().code().to_owned()),
            Err(Failure::ReadingsDiffer) => return Outcome::Error("readings differ".to_owned()),
        }
    }
    let source = &state.source;
    let manifest = oci::Manifest::parse(source.bytes.clone()).unwrap_or_default();
    let own = descriptor(source.media_type.clone(), &source.bytes, manifest);
    Outcome::Output(Box::new(Output {
        descriptor: serde_json::to_value(own).ok(),
        manifest: state.source.bytes.to_vec(),
        media_type: state.source.media_type.to_string(),
        config: state.config,
        blobs: state.new,
        ..Output::default()
    }))
}

/// Why there is no result.
enum Failure {
    Crate(Error),
    ReadingsDiffer,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Crate(error)
    }
}

/// One call.
enum Edit {
    Manifest(ManifestEdit),
    Entries(Vec<EntryEdit>),
    /// The entries that go.
    Remove(Box<dyn Fn(&Descriptor) -> bool>),
}

/// What the calls have made so far.
struct State {
    source: Source,
    config: Option<Vec<u8>>,
    new: Blobs,
}

impl State {
    /// Runs a call, as Go reads documents and as they are read without need for that: both give the same.
    fn apply(&mut self, case: &Case, edit: Edit) -> Result<(), Failure> {
        let request = Request::edit().as_tool(&tools::GO_CONTAINERREGISTRY);
        let request = match edit {
            Edit::Manifest(edit) => request.edits([edit]),
            Edit::Entries(edits) => request.entries(edits),
            Edit::Remove(goes) => {
                let entries = entries(&self.source.bytes);
                let stay = entries.iter().enumerate().filter(|(_, entry)| !goes(entry)).map(|(at, _)| at);
                request.entries([EntryEdit::Retain(stay.collect::<BTreeSet<_>>())])
            }
        };
        let once = |request: &Request| -> Result<Converted, Error> {
            let mut plan = request.plan(self.source.clone())?;
            for need in plan.needs() {
                if let (Need::Config { descriptor, .. }, true) = (&need, need.is_required()) {
                    let digest = descriptor.digest.to_string();
                    let own = self.config.clone().or_else(|| case.input.blobs.get(&digest).cloned());
                    plan.provide(&need, own.unwrap_or_default())?;
                }
            }
            plan.finish()
        };
        let as_go = once(&request.clone().always_as_go())?;
        let made = once(&request)?;
        if made.bytes != as_go.bytes || made.config != as_go.config {
            return Err(Failure::ReadingsDiffer);
        }
        if let Ok(manifest) = oci::Manifest::parse(made.bytes.clone()) {
            for layer in &manifest.layers {
                // What is embedded and nowhere else is pushed from there.
                let digest = layer.digest.to_string();
                if let (Ok(Some(blob)), false) = (layer.data_bytes(), case.input.blobs.contains_key(&digest)) {
                    self.new.insert(digest, blob);
                }
            }
        }
        if let Some(config) = made.config.filter(|config| config.is_new) {
            self.config = config.bytes.map(|bytes| bytes.to_vec());
        }
        self.source = Source::new(made.bytes, made.media_type);
        Ok(())
    }
}

fn entries(index: &[u8]) -> Vec<Descriptor> {
    oci::Index::parse(index.to_vec()).map(|index| index.manifests).unwrap_or_default()
}

/// What the calls start from, and the calls.
fn edits(case: &Case, options: &Mutate) -> Option<(Source, Vec<Edit>)> {
    if !options.args.is_empty() {
        return command(case, &options.args);
    }
    let source = match options.base.as_deref() {
        None => input(case)?,
        Some("empty.Index") => empty(MediaType::OCI_INDEX),
        Some(_) => return None,
    };
    let edits = options.steps.iter().map(|step| step_of(case, step)).collect::<Option<Vec<_>>>()?;
    Some((source, edits))
}

fn input(case: &Case) -> Option<Source> {
    let media_type = MediaType::from(case.input.media_type.as_deref()?);
    Some(Source::new(case.input.manifest.clone()?, media_type))
}

fn empty(media_type: MediaType) -> Source {
    Source::new(format!(r#"{{"schemaVersion":2,"mediaType":"{media_type}","manifests":[]}}"#), media_type)
}

fn step_of(case: &Case, step: &Step) -> Option<Edit> {
    let value = step.arguments.get("value");
    let text = |name: &str| step.arguments.get(name).and_then(Value::as_str).map(str::to_owned);
    let texts =
        || -> Option<Vec<String>> { value?.as_array()?.iter().map(|own| own.as_str().map(str::to_owned)).collect() };
    let media_type = || text("value").map(MediaType::from);
    Some(match step.op.as_str() {
        "media-type" | "index-media-type" => Edit::Manifest(ManifestEdit::MediaType(media_type()?)),
        "config-media-type" => Edit::Manifest(ManifestEdit::ConfigMediaType(media_type()?)),
        "annotations" => {
            let mut annotations = Annotations::new();
            for (name, value) in value?.as_object()? {
                annotations.insert(name.clone(), value.as_str()?.to_owned());
            }
            Edit::Manifest(ManifestEdit::Annotate(annotations))
        }
        "subject" => Edit::Manifest(ManifestEdit::subject(Descriptor::parse(value?.to_string()).ok()?)),
        "remove-platforms" => {
            let platforms: Vec<Platform> = texts()?.iter().map(|own| platform(own)).collect();
            Edit::Remove(Box::new(move |entry| {
                entry.platform.as_ref().is_some_and(|own| platforms.iter().any(|platform| *platform == **own))
            }))
        }
        "remove-media-types" => {
            let types = texts()?;
            Edit::Remove(Box::new(move |entry| types.iter().any(|own| *own == *entry.media_type.as_str())))
        }
        "remove-annotation" => {
            let (name, value) = (text("name")?, text("value")?);
            Edit::Remove(Box::new(move |entry| entry.annotations.get(&name).is_some_and(|own| **own == *value)))
        }
        "append-manifests" => {
            let added = step.arguments.get("manifests")?.as_array()?.iter();
            let added = added.map(|own| {
                let digest = own.as_object().filter(|own| own.len() == 1)?.get("digest")?.as_str()?;
                Some(EntryEdit::Insert(Box::new(described(case, digest)?)))
            });
            Edit::Entries(added.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// `crane index append` and `crane index filter`.
fn command(case: &Case, args: &[String]) -> Option<(Source, Vec<Edit>)> {
    let mut args = args.iter().map(String::as_str);
    let (Some("index"), Some(verb)) = (args.next(), args.next()) else { return None };
    let (mut flatten, mut docker, mut base) = (true, false, None);
    let (mut manifests, mut platforms) = (Vec::new(), Vec::new());
    while let Some(arg) = args.next() {
        match arg {
            "-m" => manifests.push(args.next()?.strip_prefix('{')?.strip_suffix('}')?),
            "-t" => _ = args.next()?,
            "--platform" => platforms.push(platform(args.next()?)),
            "--flatten=false" => flatten = false,
            "--docker-empty-base" => docker = true,
            "{input}" => base = Some(input(case)?),
            _ => return None,
        }
    }
    let source = base.unwrap_or_else(|| empty(if docker { MediaType::DOCKER_LIST } else { MediaType::OCI_INDEX }));
    let edit = match verb {
        "filter" => Edit::Remove(Box::new(move |entry| match &entry.platform {
            Some(own) => !platforms.iter().any(|wanted| satisfies(own, wanted)),
            None => true,
        })),
        "append" => {
            let added = manifests.into_iter().map(|digest| appended(case, digest, flatten));
            let added: Vec<Descriptor> = added.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
            Edit::Entries(added.into_iter().map(|own| EntryEdit::Insert(Box::new(own))).collect())
        }
        _ => return None,
    };
    Some((source, vec![edit]))
}

/// What `crane index append` adds: an image with the platform of its config, or the children of an index.
fn appended(case: &Case, digest: &str, flatten: bool) -> Option<Vec<Descriptor>> {
    let mut own = described(case, digest)?;
    if own.media_type.is_index() {
        let children = entries(case.input.blobs.get(digest)?);
        return match flatten {
            true => children.into_iter().map(|entry| flattened(case, entry)).collect(),
            false => Some(vec![own]),
        };
    }
    let manifest = oci::Manifest::parse(case.input.blobs.get(digest)?.clone()).ok()?;
    let config = case.input.blobs.get(&manifest.config.digest.to_string());
    if let Some(config) = config.and_then(|config| oci::ImageConfig::parse(config.clone()).ok()) {
        let platform = Platform {
            os: config.os,
            architecture: config.architecture,
            os_version: config.os_version,
            os_features: config.os_features.unwrap_or_default(),
            variant: config.variant,
            ..Platform::default()
        };
        own.platform = Some(Box::new(platform)).filter(|own| **own != Platform::default());
    }
    Some(vec![own])
}

/// A child with what its entry says; the artifact type is that of the manifest.
fn flattened(case: &Case, entry: Descriptor) -> Option<Descriptor> {
    let own = described(case, entry.digest.as_str())?;
    let annotations = if entry.annotations.is_empty() { own.annotations } else { entry.annotations.clone() };
    Some(Descriptor { artifact_type: own.artifact_type, annotations, ..entry })
}

/// `partial.Descriptor` of a manifest at a registry: with its annotations.
fn described(case: &Case, digest: &str) -> Option<Descriptor> {
    let bytes = case.input.blobs.get(digest)?;
    let manifest = oci::Manifest::parse(bytes.clone()).ok()?;
    let guessed = || if entries(bytes).is_empty() { MediaType::OCI_MANIFEST } else { MediaType::OCI_INDEX };
    let media_type = manifest.media_type.clone().unwrap_or_else(guessed);
    let annotations = manifest.annotations.clone();
    Some(Descriptor { annotations, ..descriptor(media_type, bytes, manifest) })
}

/// `partial.Descriptor`: as the type of the artifact that of the config, also for images.
fn descriptor(media_type: MediaType, bytes: &[u8], manifest: oci::Manifest) -> Descriptor {
    let artifact_type = manifest.artifact_type.filter(|own| !own.is_empty()).unwrap_or(manifest.config.media_type);
    let artifact_type = Some(artifact_type).filter(|own| !own.is_empty());
    Descriptor { artifact_type, ..Descriptor::of(media_type, bytes) }
}

/// `v1.ParsePlatform`: `os/architecture/variant:os.version`, each but the first may be missing.
fn platform(text: &str) -> Platform {
    let (text, version) = text.split_once(':').unwrap_or((text, ""));
    let mut parts = text.split('/');
    let mut next = || parts.next().unwrap_or_default();
    let (os, architecture, variant) = (next().into(), next().into(), next().to_owned());
    let some = |own: String| Some(own.into()).filter(|own: &oci_spec_types::Text| !own.is_empty());
    Platform { os, architecture, variant: some(variant), os_version: some(version.to_owned()), ..Platform::default() }
}

/// `v1.Platform.Satisfies`: what the wanted one does not say is not looked at.
fn satisfies(own: &Platform, wanted: &Platform) -> bool {
    let fits = |own: &str, wanted: &str| wanted.is_empty() || own == wanted;
    let optional = |own: &Option<oci_spec_types::Text>, wanted: &Option<oci_spec_types::Text>| {
        fits(own.as_deref().unwrap_or_default(), wanted.as_deref().unwrap_or_default())
    };
    fits(&own.os, &wanted.os)
        && fits(&own.architecture, &wanted.architecture)
        && optional(&own.variant, &wanted.variant)
        && optional(&own.os_version, &wanted.os_version)
        && wanted.os_features.iter().all(|feature| own.os_features.contains(feature))
}
