//! podman's manifest lists.

use super::composing::{Registry, annotations, descriptor, entries, made, outcome, refused};
use super::unsupported;
use crate::profiles::case::Case;
use crate::profiles::options::{ManifestList, Step};
use crate::profiles::{Outcome, Output};
use oci_convert::compose::{Compose, Composed, IndexParts, Member};
use oci_convert::{Error, ErrorKind, Format, Request, Source, tools};
use oci_platform::Selector;
use oci_spec_types::{Descriptor, MediaType, Text};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn run(case: &Case, options: &ManifestList) -> Outcome {
    let registry = Registry::new(&case.input);
    let mut list = List::default();
    for step in &options.steps {
        match list.step(step, &registry) {
            Ok(()) => {}
            Err(Stopped::Refused(error)) => return refused(&error),
            Err(Stopped::NoSuchEntry) => return Outcome::Error(ErrorKind::InstanceNotFound.code().to_owned()),
            Err(Stopped::Unknown) => return unsupported(case),
        }
    }
    let media_type = MediaType::from(options.format.as_str());
    match case.operation.as_str() {
        "manifest-serialize" => match Format::of_index_media_type(&media_type) {
            None if !media_type.is_empty() => Outcome::Error(ErrorKind::UnsupportedConversion.code().to_owned()),
            format => outcome(list.compose(format)),
        },
        "manifest-push" => match list.compose(None).and_then(|stored| push(&stored, &media_type)) {
            Ok(output) => Outcome::Output(Box::new(output)),
            Err(error) => refused(&error),
        },
        _ => unsupported(case),
    }
}

/// The stored list as containers/image copies it.
fn push(stored: &Composed, media_type: &MediaType) -> Result<Output, Error> {
    let source = Source::new(stored.bytes.clone(), stored.descriptor.media_type.clone());
    let format = Format::of_index_media_type(&source.media_type).unwrap_or(Format::Oci);
    let request = Request::convert(Format::of_media_type(media_type).unwrap_or(format));
    let pushed = request.as_tool(&tools::CONTAINERS_IMAGE).index_alone().plan(source)?.finish()?;
    let (manifest, media_type) = (pushed.bytes.to_vec(), pushed.media_type.to_string());
    Ok(Output { manifest, media_type, ..Output::default() })
}

/// A list on its way.
#[derive(Default)]
struct List {
    entries: Vec<Descriptor>,
    parts: IndexParts,
}

enum Stopped {
    Refused(Error),
    NoSuchEntry,
    Unknown,
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl List {
    fn step(&mut self, step: &Step, registry: &Registry) -> Result<(), Stopped> {
        let argument = |name: &str| step.arguments.get(name).unwrap_or(&Value::Null);
        let text = |name: &str| argument(name).as_str().unwrap_or_default();
        let texts = || argument("values").as_array().into_iter().flatten().filter_map(Value::as_str).map(Text::from);
        let digest = text("digest");
        let value = Text::from(text("value"));
        match step.op.as_str() {
            "add" => {
                let source = registry.source(digest).ok_or(Stopped::Unknown)?;
                self.add(&added(source, argument("all").as_bool() == Some(true), registry)?);
            }
            "annotate" => {
                let map: BTreeMap<String, String> =
                    serde_json::from_value(argument("annotations").clone()).unwrap_or_default();
                let onto =
                    if digest.is_empty() { &mut self.parts.annotations } else { &mut self.entry(digest)?.annotations };
                annotations(&map).iter().for_each(|(name, value)| {
                    onto.insert(name, value.clone());
                });
            }
            "remove" => {
                let at = self.place(digest)?;
                self.entries.remove(at);
                self.parts.emptied = true;
            }
            "set-artifact-type" => self.parts.artifact_type = Some(MediaType::from(&*value)),
            "set-subject" => self.parts.subject = Some(descriptor(argument("descriptor"))),
            "set-urls" => self.entry(digest)?.urls = texts().collect(),
            op => {
                let platform = self.entry(digest)?.platform.get_or_insert_default();
                match op {
                    "set-os" => platform.os = value,
                    "set-arch" => platform.architecture = value,
                    "set-variant" => platform.variant = Some(value),
                    "set-os-version" => platform.os_version = Some(value),
                    "set-os-features" => platform.os_features = texts().collect(),
                    "set-features" => platform.features = texts().collect(),
                    _ => return Err(Stopped::Unknown),
                }
            }
        }
        Ok(())
    }

    /// An entry with a digest that is there moves to the end.
    fn add(&mut self, entries: &[Descriptor]) {
        for entry in entries {
            self.entries.retain(|own| own.digest != entry.digest);
            self.entries.push(entry.clone());
        }
    }

    fn place(&self, digest: &str) -> Result<usize, Stopped> {
        self.entries.iter().position(|entry| entry.digest.as_str() == digest).ok_or(Stopped::NoSuchEntry)
    }

    fn entry(&mut self, digest: &str) -> Result<&mut Descriptor, Stopped> {
        let at = self.place(digest)?;
        self.entries.get_mut(at).ok_or(Stopped::NoSuchEntry)
    }

    fn compose(mut self, format: Option<Format>) -> Result<Composed, Error> {
        self.parts.members = self.entries.into_iter().map(Member::Entry).collect();
        let compose = Compose::index(self.parts).as_tool(&tools::PODMAN_MANIFEST);
        made(match format {
            Some(format) => compose.format(format),
            None => compose,
        })
    }
}

/// The entries of an image, of all images of an index, or of the one of it for this machine.
fn added(source: Source, all: bool, registry: &Registry) -> Result<Vec<Descriptor>, Stopped> {
    let tool = &tools::PODMAN_MANIFEST;
    if !source.media_type.is_index() {
        return Ok(entries(Member::Image(registry.image(source)), tool)?);
    }
    let mut found = entries(Member::Index(source), tool)?;
    if !all {
        let here = Selector::new(oci_platform::Platform::new("linux", "amd64"));
        let chosen = here.select(&found).map_err(|_| Stopped::Unknown)?.index;
        let child = registry.source(found[chosen].digest.as_str()).ok_or(Stopped::Unknown)?;
        return Ok(entries(Member::Image(registry.image(child)), tool)?);
    }
    for entry in &mut found {
        let child = registry.source(entry.digest.as_str());
        let unnamed = entry.platform.as_deref().is_none_or(|own| own.os.is_empty() && own.architecture.is_empty());
        if let Some(child) = child.filter(|_| unnamed) {
            let mut image = registry.image(child);
            image.entry = Some(entry.clone());
            let made = entries(Member::Image(image), tool)?;
            made.into_iter().for_each(|made| *entry = made);
        }
    }
    Ok(found)
}
