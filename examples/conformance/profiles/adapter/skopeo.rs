//! skopeo 1.9.3 of Debian 12: `skopeo copy` with the option `--format`, from one folder to another or to a registry that has
//! all layers already.

use super::unsupported;
use crate::profiles::case::{Blobs, Case};
use crate::profiles::options::SkopeoCopy;
use crate::profiles::{Outcome, Output};
use oci_convert::copy::{Capabilities, CopiedImage, CopiedLayer, CopyRequest, LayerStep, detect};
use oci_convert::{Converted, Error, ErrorKind, Format, Need, Plan, Source, Tool, tools};
use oci_digest::layer::LayerHasher;
use oci_spec_types::docker::jws::{Jws, Mode};
use oci_spec_types::{Annotations, Document, MediaType, Platform, View};

static TOOL: &Tool = &tools::CONTAINERS_IMAGE_5_23;

pub(super) fn run(case: &Case, options: &SkopeoCopy, as_go: bool) -> Outcome {
    let skopeo = |to| Skopeo::new(case, options, to, as_go);
    let done = match case.operation.as_str() {
        "convert" => skopeo(Capabilities::directory()).and_then(|skopeo| skopeo.convert()),
        "copy" => skopeo(Capabilities::registry()).and_then(|skopeo| skopeo.copy()),
        "copy-all" => skopeo(Capabilities::registry()).and_then(|skopeo| skopeo.copy_all()),
        _ => return unsupported(case),
    };
    match done {
        Ok(output) => Outcome::Output(Box::new(output)),
        Err(error) if error.kind() == ErrorKind::UnsupportedConversion => Outcome::Unsupported(error.to_string()),
        Err(error) => Outcome::Error(error.kind().code().to_owned()),
    }
}

fn source(case: &Case) -> Source {
    let media_type = case.input.media_type.as_deref().unwrap_or_default();
    Source::new(case.input.manifest.clone().unwrap_or_default(), MediaType::from(media_type))
}

/// What the option `--format` asks for.
fn format(options: &SkopeoCopy) -> Option<Format> {
    let at = options.args.iter().position(|arg| arg == "--format")?;
    match options.args.get(at + 1)?.as_str() {
        "oci" => Some(Format::Oci),
        "v2s2" => Some(Format::DockerV2S2),
        "v2s1" => Some(Format::DockerV2S1),
        _ => None,
    }
}

/// A config that is not needed may be another one.
fn provide_config(plan: &mut Plan, need: &Need, config: Option<&[u8]>) -> Result<(), Error> {
    match config.map(|config| plan.provide(need, config)) {
        Some(Err(error)) if need.is_required() => Err(error),
        _ => Ok(()),
    }
}

/// What the digest of a manifest covers.
fn payload(bytes: &[u8]) -> Vec<u8> {
    match Jws::parse(bytes, Mode::Libtrust) {
        Ok(jws) if !jws.signatures().is_empty() => jws.into_payload().to_vec(),
        _ => bytes.to_vec(),
    }
}

/// The cases have the type of the signed form.
fn signed(media_type: &MediaType) -> String {
    match *media_type == MediaType::DOCKER_SCHEMA1 {
        true => MediaType::DOCKER_SCHEMA1_SIGNED.to_string(),
        false => media_type.to_string(),
    }
}

/// A copy to a folder or a registry.
struct Skopeo<'c> {
    case: &'c Case,
    options: &'c SkopeoCopy,
    request: CopyRequest,
}

impl<'c> Skopeo<'c> {
    fn new(case: &'c Case, options: &'c SkopeoCopy, to: Capabilities, as_go: bool) -> Result<Self, Error> {
        let mut request = CopyRequest::to(to).as_tool(TOOL);
        if as_go {
            request = request.always_as_go();
        }
        if let Some(format) = format(options) {
            request = request.format(format);
        }
        if let Some(name) = &options.destination {
            request = request.name(name.parse()?);
        }
        Ok(Self { case, options, request })
    }

    /// From folder to folder: nothing states a media type, and the layers are left out of the cases.
    fn convert(&self) -> Result<Output, Error> {
        let mut source = source(self.case);
        source.media_type = tools::CONTAINERS_IMAGE_5_23.guess_media_type(&source.bytes).unwrap_or(source.media_type);
        let output = self.copy_of(source)?;
        Ok(Output { blobs: Blobs::new(), ..output })
    }

    fn copy(&self) -> Result<Output, Error> {
        self.copy_of(source(self.case))
    }

    fn copy_of(&self, source: Source) -> Result<Output, Error> {
        let image = self.image(source)?;
        let converted = image.converted.as_ref();
        let config = converted.and_then(|own| own.config.as_ref()).and_then(|config| config.bytes.clone());
        Ok(Output {
            manifest: payload(&image.manifest),
            media_type: signed(&image.media_type),
            config: config.map(Into::into),
            blobs: converted.map(extra).unwrap_or_default(),
            ..Output::default()
        })
    }

    fn copy_all(&self) -> Result<Output, Error> {
        let copy = self.request.index(source(self.case))?;
        let mut copied = Vec::new();
        let mut blobs = Blobs::new();
        for step in copy.steps() {
            let manifest = self.input(step.digest.as_str());
            let image = self.image(Source::new(manifest, step.media_type.clone()))?;
            if let Some(converted) = &image.converted {
                blobs.append(&mut extra(converted));
                if let Some(config) = converted.config.as_ref().filter(|config| config.is_new) {
                    let bytes = config.bytes.clone().unwrap_or_default();
                    blobs.insert(config.digest.to_string(), bytes.into());
                }
                blobs.insert(image.digest.digest().to_string(), payload(&image.manifest));
            }
            copied.push(image);
        }
        // The cases were made on such a machine.
        let index = copy.finish(&copied, Some(Platform::new("linux", "amd64")))?;
        blobs.retain(|digest, _| !self.case.input.blobs.contains_key(digest));
        let media_type = index.media_type.to_string();
        Ok(Output { manifest: index.bytes.into(), media_type, blobs, ..Output::default() })
    }

    /// No layer is changed: the registry has all of them.
    fn image(&self, source: Source) -> Result<CopiedImage, Error> {
        let digests = layers(&source);
        let heads = digests.iter().map(|digest| detect(&self.input(digest), &Annotations::new()));
        let plan = self.request.plan(source, &heads.collect::<Vec<_>>())?;
        let copied: Vec<CopiedLayer> =
            plan.layers().iter().enumerate().map(|(at, step)| self.layer(at, step, plan.needs_diff_ids())).collect();
        plan.finish(&copied, |plan| {
            for need in plan.needs() {
                if let Need::Config { descriptor, .. } = &need {
                    let child = self.case.input.blobs.get(&descriptor.digest.to_string());
                    provide_config(plan, &need, child.or(self.case.input.config.as_ref()).map(Vec::as_slice))?;
                }
            }
            Ok(())
        })
    }

    fn layer(&self, at: usize, step: &LayerStep, with_diff_id: bool) -> CopiedLayer {
        let blob = self.input(step.digest.as_str());
        let uploaded = self.options.uploaded_layers.get(at).filter(|layer| step.digest.to_string() == layer.digest);
        let size = match uploaded {
            _ if step.size >= 0 => step.size,
            Some(layer) => layer.size,
            None => i64::try_from(blob.len()).unwrap_or_default(),
        };
        let mut layer = CopiedLayer::new(step.digest.clone(), size);
        if with_diff_id {
            let unpacked = || LayerHasher::new().digest_all([&blob]).ok().map(|layer| layer.diff_id.to_string());
            layer.diff_id = self.options.layer_diff_ids.get(at).cloned().or_else(unpacked).map(Into::into);
        }
        layer.reused = true;
        layer
    }

    fn input(&self, digest: &str) -> Vec<u8> {
        self.case.input.blobs.get(digest).cloned().unwrap_or_default()
    }
}

/// Blobs that a manifest needs and the source does not have.
fn extra(converted: &Converted) -> Blobs {
    converted.extra_blobs.iter().map(|blob| (blob.descriptor.digest.to_string(), blob.bytes.to_vec())).collect()
}

/// The digests of the layers, from the base up, with those of schema 1 that are empty.
fn layers(source: &Source) -> Vec<String> {
    let Ok(document) = Document::parse(source.bytes.clone()) else { return Vec::new() };
    match document.view() {
        View::OciManifest(manifest) => manifest.layers.iter().map(|layer| layer.digest.to_string()).collect(),
        View::DockerManifest(manifest) => manifest.layers.iter().map(|layer| layer.digest.to_string()).collect(),
        View::Schema1(manifest) => manifest.fs_layers.iter().rev().map(|layer| layer.blob_sum.to_string()).collect(),
        _ => Vec::new(),
    }
}
