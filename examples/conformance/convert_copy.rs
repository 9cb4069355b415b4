//! Copies of whole images and indexes (`convert/copy`). The blobs of the output are taken as given.

use crate::harness::{Mismatch, Verdict, same, same_bytes, text};
use oci_convert::copy::{
    Capabilities, CopiedImage, CopiedLayer, CopyRequest, LayerOperation, LayerStep, LayerWish, detect,
};
use oci_convert::recompress::{LayerTarget, recompress};
use oci_convert::{CompressionAlgorithm, Error, Format, Need, Plan, Source};
use oci_digest::layer::LayerHasher;
use oci_spec_types::docker::jws::{Curve, Jws, Mode, SigningKey, SigningTime};
use oci_spec_types::{Annotations, Document, Platform, View};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub(crate) fn check(dir: &Path, case: &Value) -> Verdict {
    // As is chosen, and with every document read as Go reads it.
    [false, true].into_iter().try_for_each(|as_go| Destination::new(dir, case, as_go)?.run(case))
}

/// What is at the destination, and what will be.
struct Destination {
    dir: PathBuf,
    copy: CopyRequest,
    /// Digests of blobs that were copied.
    there: BTreeSet<String>,
    /// The blobs of the output that are layers: by diffID and compression.
    given: BTreeMap<(String, Option<&'static str>), (String, i64)>,
    /// Annotations that the compressor added, by digest.
    annotations: BTreeMap<String, Annotations>,
}

enum Failure {
    /// The copy fails, as it may be expected to.
    Copy(Error),
    /// The case itself is not as it should be.
    Case(Mismatch),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Copy(error)
    }
}

impl From<Mismatch> for Failure {
    fn from(mismatch: Mismatch) -> Self {
        Self::Case(mismatch)
    }
}

fn problem(error: impl std::fmt::Display) -> Mismatch {
    Mismatch::new("no problem", error)
}

impl Destination {
    fn new(dir: &Path, case: &Value, as_go: bool) -> Result<Self, Mismatch> {
        let options = &case["options"];
        let mut to = match text(options, "destination_transport") {
            "oci" => Capabilities::oci_layout(),
            _ => Capabilities::directory(),
        };
        for (name, wish) in [("compress", LayerWish::Compress), ("decompress", LayerWish::Decompress)] {
            if options[name].as_bool() == Some(true) {
                to = to.layers(wish);
            }
        }
        let mut copy = CopyRequest::to(to);
        if as_go {
            copy = copy.always_as_go();
        }
        if let Some(algorithm) = options["compress_format"].as_str() {
            copy = copy.compression(algorithm.parse().map_err(|error: Error| problem(error))?);
        }
        copy = match options["format"].as_str() {
            Some("oci") => copy.format(Format::Oci),
            Some("v2s2") => copy.format(Format::DockerV2S2),
            Some("v2s1") => copy.format(Format::DockerV2S1),
            _ => copy,
        };
        let key = SigningKey::ec(Curve::P256, &[7; 32]).map_err(problem)?;
        let time = SigningTime::from_unix(1_461_012_882).map_err(problem)?;
        copy = copy.sign(key, time);
        let mut given = BTreeMap::new();
        for entry in std::fs::read_dir(dir.join("output")).into_iter().flatten().flatten() {
            let bytes = std::fs::read(entry.path()).map_err(problem)?;
            let size = i64::try_from(bytes.len()).unwrap_or_default();
            let Ok(layer) = LayerHasher::new().digest_all([&bytes]) else { continue };
            let compression = name(detect(&bytes, &Annotations::new()));
            given.insert((layer.diff_id.to_string(), compression), (layer.digest.to_string(), size));
        }
        let mut annotations = BTreeMap::new();
        let expected = &case["expected"];
        let images = expected["instances"].as_array().into_iter().flatten().chain([expected]);
        for layer in images.flat_map(|image| image["layers"].as_array().into_iter().flatten()) {
            let added = layer["annotations"].as_object().into_iter().flatten();
            let added = added.filter(|(key, _)| key.starts_with("io.github.containers.zstd-chunked."));
            let added = added.map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default())).collect();
            annotations.insert(text(layer, "digest").to_owned(), added);
        }
        Ok(Self { dir: dir.to_owned(), copy, there: BTreeSet::new(), given, annotations })
    }

    fn run(&mut self, case: &Value) -> Verdict {
        let expected = &case["expected"];
        let bytes = std::fs::read(self.dir.join("input.manifest.json")).map_err(problem)?;
        let source = Source::new(bytes, text(case, "source_media_type").into());
        let copied = if case["options"]["all"].as_bool() == Some(true) {
            self.index(source, expected)
        } else {
            self.image(source).and_then(|image| {
                self.check(expected, &image, &self.dir.join("output.manifest.json"))?;
                Ok(())
            })
        };
        match (text(expected, "result"), copied) {
            (_, Err(Failure::Case(mismatch))) => Err(mismatch),
            ("error", Err(Failure::Copy(_))) | ("ok", Ok(())) => Ok(()),
            ("error", Ok(())) => Err(Mismatch::new(text(expected, "error"), "a result")),
            (_, Err(Failure::Copy(error))) => Err(Mismatch::new("a result", error)),
            (other, Ok(())) => Err(Mismatch::new(other, "ok")),
        }
    }

    fn index(&mut self, source: Source, expected: &Value) -> Result<(), Failure> {
        let copy = self.copy.index(source)?;
        let mut copied = Vec::new();
        for step in copy.steps() {
            let manifest = self.input(step.digest.as_str())?;
            copied.push(self.image(Source::new(manifest, step.media_type.clone()))?);
        }
        for (image, instance) in copied.iter().zip(expected["instances"].as_array().into_iter().flatten()) {
            let hex = text(instance, "manifest_digest").trim_start_matches("sha256:");
            self.check(instance, image, &self.dir.join("output").join(hex))?;
        }
        let index = copy.finish(&copied, Some(Platform::new("linux", "amd64")))?;
        let file = std::fs::read(self.dir.join("output.manifest.json")).map_err(problem)?;
        same_bytes("index", &file, &index.bytes)?;
        same(text(expected, "manifest_digest"), &*index.digest.to_string())?;
        Ok(same(text(expected, "manifest_media_type"), index.media_type.as_str())?)
    }

    fn image(&mut self, source: Source) -> Result<CopiedImage, Failure> {
        let (digests, annotations) = layers(&source)?;
        let mut detected = Vec::new();
        for (digest, annotations) in digests.iter().zip(&annotations) {
            // Layers with urls need not be there.
            let blob = self.input(digest).unwrap_or_default();
            detected.push(detect(&blob, annotations));
        }
        let plan = self.copy.plan(source, &detected)?;
        let mut copied = Vec::new();
        for step in plan.layers() {
            copied.push(self.layer(step, plan.needs_diff_ids())?);
        }
        Ok(plan.finish(&copied, |plan| self.provide(plan))?)
    }

    fn layer(&mut self, step: &LayerStep, with_diff_id: bool) -> Result<CopiedLayer, Failure> {
        if step.operation == LayerOperation::Skip {
            return Ok(CopiedLayer::new(step.digest.clone(), step.size));
        }
        let blob = self.input(step.digest.as_str())?;
        let size = i64::try_from(blob.len()).unwrap_or_default();
        let (plain, _) = recompress(&blob, LayerTarget::Tar).map_err(problem)?;
        let diff_id = plain.diff_id.to_string();
        let reused = self.there.contains(&step.digest.to_string()) && !with_diff_id;
        let mut layer = match step.operation {
            _ if reused => CopiedLayer::new(step.digest.clone(), size),
            LayerOperation::Keep => CopiedLayer::new(step.digest.clone(), size),
            LayerOperation::Compress(algorithm) | LayerOperation::Recompress(algorithm) => {
                self.given(&diff_id, name(Some(algorithm)))?
            }
            _ => self.given(&diff_id, None)?,
        };
        layer.reused = reused;
        layer.diff_id = Some(diff_id.into());
        self.there.insert(layer.digest.to_string());
        Ok(layer)
    }

    /// The blob of the output with this content and compression: the operation was the right one, if there is one.
    fn given(&self, diff_id: &str, compression: Option<&'static str>) -> Result<CopiedLayer, Failure> {
        let Some((digest, size)) = self.given.get(&(diff_id.to_owned(), compression)) else {
            let wanted = format!("{} of {diff_id}", compression.unwrap_or("tar"));
            return Err(Mismatch::new("another operation", wanted).into());
        };
        let mut layer = CopiedLayer::new(digest.as_str(), *size);
        layer.annotations = self.annotations.get(digest).cloned().unwrap_or_default();
        Ok(layer)
    }

    fn provide(&self, plan: &mut Plan) -> Result<(), Error> {
        for need in plan.needs() {
            if let Need::Config { descriptor, .. } = &need
                && let Ok(config) = self.input(descriptor.digest.as_str())
            {
                plan.provide(&need, config)?;
            }
        }
        Ok(())
    }

    fn input(&self, digest: &str) -> Result<Vec<u8>, Mismatch> {
        let hex = digest.trim_start_matches("sha256:");
        std::fs::read(self.dir.join("input").join(hex)).map_err(|error| Mismatch::new(digest, error))
    }

    fn check(&self, expected: &Value, image: &CopiedImage, file: &Path) -> Verdict {
        let file = std::fs::read(file).map_err(problem)?;
        same_bytes("manifest", &payload(&file), &payload(&image.manifest))?;
        same(text(expected, "manifest_digest"), &*image.digest.to_string())?;
        // The cases have the type that the document states, which may be none.
        if !text(expected, "manifest_media_type").is_empty() {
            same(text(expected, "manifest_media_type"), image.media_type.as_str())?;
        }
        let config = image.converted.as_ref().and_then(|converted| converted.config.as_ref());
        match (expected["config_digest"].as_str(), config) {
            (Some(digest), Some(config)) => same(digest, &*config.digest.to_string()),
            _ => Ok(()),
        }
    }
}

/// What the digest of a manifest covers.
fn payload(bytes: &[u8]) -> Vec<u8> {
    match Document::parse(bytes.to_vec()) {
        Ok(document) if matches!(document.view(), View::Schema1(_)) => match Jws::parse(bytes, Mode::Libtrust) {
            Ok(jws) if !jws.signatures().is_empty() => jws.into_payload().to_vec(),
            _ => bytes.to_vec(),
        },
        _ => bytes.to_vec(),
    }
}

/// The digests and annotations of the layers, from the base up.
fn layers(source: &Source) -> Result<(Vec<String>, Vec<Annotations>), Failure> {
    let document = Document::parse(source.bytes.clone()).map_err(problem)?;
    let described = |layers: &[oci_spec_types::Descriptor]| {
        layers.iter().map(|layer| (layer.digest.to_string(), layer.annotations.clone())).unzip()
    };
    Ok(match document.view() {
        View::OciManifest(manifest) => described(&manifest.layers),
        View::DockerManifest(manifest) => described(&manifest.layers),
        View::Schema1(manifest) => {
            let layers = manifest.fs_layers.iter().rev();
            layers.map(|layer| (layer.blob_sum.to_string(), Annotations::new())).unzip()
        }
        _ => return Err(problem("no image").into()),
    })
}

/// What the bytes of a blob tell; `zstd:chunked` is zstd with annotations.
fn name(algorithm: Option<CompressionAlgorithm>) -> Option<&'static str> {
    Some(match algorithm? {
        CompressionAlgorithm::Gzip => "gzip",
        CompressionAlgorithm::Zstd | CompressionAlgorithm::ZstdChunked => "zstd",
        _ => "other",
    })
}
