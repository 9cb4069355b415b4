//! Which digest will the registry show? A push compresses layers; the manifest that follows is known beforehand.
//!
//! `cargo run --example predict_push -- MANIFEST --layer DIGEST,SIZE[,COMPRESSION]… [--to FORMAT] [--tool NAME]`
//!
//! One `--layer` for each layer of the manifest, base first: the blob that is pushed in its place. Without arguments it
//! runs on two embedded images, whose pushed digests are known.

use bytes::Bytes;
use clap::{Parser, ValueEnum};
use oci_convert::copy::{Capabilities, CopiedLayer, CopyPlan, CopyRequest, LayerOperation};
use oci_convert::{
    CompressionAlgorithm, CompressionEdit, Destination, Format, LayerUpdate, ManifestEdit, Need, Plan, Report, Request,
    Source, Tool, tools,
};
use oci_digest::Digest;
use oci_examples::{Answer, Failure, Input, Screen, data, in_file, run};
use oci_spec_types::{Annotations, Compression, Descriptor, Document, MediaType, View, printable};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

/// Which digest will the registry show?
///
/// A push compresses layers, and may convert the image; the manifest that follows is known beforehand, to the byte, once the
/// digests and sizes of the pushed layers are. What is assumed for it is printed, too.
#[derive(Debug, Parser)]
struct Ask {
    /// The manifest before the push; - reads standard input
    #[arg(requires = "layers")]
    manifest: Option<PathBuf>,
    /// The blob that is pushed for a layer: one for each layer, base first. Without a COMPRESSION (gzip, zstd,
    /// zstd:chunked) it is compressed as the tool does by itself
    #[arg(long = "layer", value_name = "DIGEST,SIZE[,COMPRESSION]")]
    layers: Vec<Pushed>,
    /// The pushed blob has this annotation, as layers in zstd:chunked have several; LAYER is counted from 0
    #[arg(long = "layer-annotation", value_name = "LAYER:KEY=VALUE")]
    layer_annotations: Vec<LayerAnnotation>,
    /// The image has this annotation before it is pushed
    #[arg(long = "annotation", value_name = "KEY=VALUE")]
    annotations: Vec<Annotation>,
    /// The format that is asked for (skopeo and podman: --format)
    #[arg(long, value_enum)]
    to: Option<To>,
    /// Who pushes; containers-image (skopeo, podman, buildah) by default. `convert --tools` lists them
    #[arg(long, value_name = "NAME", value_parser = tool)]
    tool: Option<&'static Tool>,
    /// The config, where the push has to read it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Write the pushed manifest here
    #[arg(long, value_name = "FILE", requires = "manifest")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum To {
    /// OCI image manifest
    Oci,
    /// Docker schema 2 manifest
    #[value(alias = "docker")]
    V2s2,
}

impl From<To> for Format {
    fn from(to: To) -> Self {
        match to {
            To::Oci => Self::Oci,
            To::V2s2 => Self::DockerV2S2,
        }
    }
}

/// A blob that is pushed.
#[derive(Debug, Clone)]
struct Pushed {
    digest: Digest,
    size: i64,
    algorithm: Option<CompressionAlgorithm>,
}

impl FromStr for Pushed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, ',');
        let (Some(digest), Some(size)) = (parts.next(), parts.next()) else {
            return Err("expected the digest of the blob, a comma, and its size in bytes".to_owned());
        };
        let digest = digest.parse().map_err(|error| format!("{digest:?} is no digest: {error}"))?;
        let size = size.parse().ok().filter(|size| *size >= 0);
        let size = size.ok_or_else(|| format!("{:?} is no size in bytes", text.split(',').nth(1).unwrap_or("")))?;
        let algorithm = match parts.next() {
            None => None,
            Some("gzip") => Some(CompressionAlgorithm::Gzip),
            Some("zstd") => Some(CompressionAlgorithm::Zstd),
            Some("zstd:chunked") => Some(CompressionAlgorithm::ZstdChunked),
            Some(other) => return Err(format!("{other:?} is none of gzip, zstd, zstd:chunked")),
        };
        Ok(Self { digest, size, algorithm })
    }
}

#[derive(Debug, Clone)]
struct Annotation(String, String);

impl FromStr for Annotation {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
        Ok(Self(key.to_owned(), value.to_owned()))
    }
}

#[derive(Debug, Clone)]
struct LayerAnnotation(usize, Annotation);

impl FromStr for LayerAnnotation {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (layer, rest) = text.split_once(':').ok_or("expected LAYER:KEY=VALUE")?;
        Ok(Self(layer.parse().map_err(|_| "expected the number of a layer before the colon")?, rest.parse()?))
    }
}

/// The blobs that were pushed for the embedded images.
const PUSHED: &[(data::Embedded, &[&str])] = &[
    (
        data::DEMO_LOCAL,
        &[
            "sha256:9e167103aefa56af4c39359687f54fdd263ca85bc946e770d92c054df7ada57c,7686605,gzip",
            "sha256:bd9ddc54bea929a22b334e73e026d4136e5b73f5cc29942896c72e4ece69b13d,34,gzip",
        ],
    ),
    (
        data::DEMO_ARM_LOCAL,
        &[
            "sha256:76f837f08b7667f5c10d53f91ca4885797a2cfa13f195e9bd024ad9ad934d0d2,7099212,gzip",
            "sha256:bd9ddc54bea929a22b334e73e026d4136e5b73f5cc29942896c72e4ece69b13d,34,gzip",
        ],
    ),
];

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let jobs: Vec<(Input, Vec<Pushed>)> = match &ask.manifest {
        Some(manifest) => vec![(Input::read(manifest)?, ask.layers.clone())],
        None if !ask.layers.is_empty() => return Err(Failure::usage("--layer is given, and no manifest")),
        None => {
            let parse = |layers: &[&str]| layers.iter().map(|layer| layer.parse()).collect::<Result<_, String>>();
            let jobs = PUSHED.iter().map(|(local, layers)| Ok((Input::embedded(*local), parse(layers)?)));
            jobs.collect::<Result<_, String>>()?
        }
    };
    let config = ask.config.as_deref().map(Input::read).transpose()?.map(|config| config.bytes);
    let (mut texts, mut all) = (Vec::new(), Vec::new());
    for (input, layers) in &jobs {
        let push = Push { ask, layers, config: config.clone(), tool: ask.tool.unwrap_or(&tools::CONTAINERS_IMAGE) };
        let predicted = push.predict(&input.document()?, input)?;
        if let Some(path) = &ask.out {
            let failed = |error| Failure::Output(path.display().to_string(), error);
            std::fs::write(path, &predicted.manifest).map_err(failed)?;
        }
        texts.push(predicted.text(&input.name, screen));
        all.push(json!({
            "manifest": input.name,
            "before": predicted.before,
            "after": predicted.after,
            "media_type": predicted.media_type.as_str(),
            "assumed": predicted.assumed,
            "report": predicted.report,
        }));
    }
    // One value: the answer, or a list where there are two.
    let text = texts.join("\n");
    Ok(match all.as_slice() {
        [one] => screen.answer(text, one),
        all => screen.answer(text, &all),
    })
}

fn tool(name: &str) -> Result<&'static Tool, String> {
    tools::named(name).ok_or_else(|| "no such tool; `convert --tools` lists them".to_owned())
}

/// What will be in the registry.
struct Predicted {
    before: Digest,
    after: Digest,
    manifest: Bytes,
    media_type: MediaType,
    /// `None` where the manifest is pushed as it is.
    report: Option<Report>,
    assumed: Vec<String>,
}

impl Predicted {
    fn text(&self, name: &str, screen: &Screen) -> String {
        let mut text = format!("{}\nlocal   {}\npushed  {}\n\n", screen.heading(name), self.before, self.after);
        text += &match &self.report {
            Some(report) if screen.is_full() => format!("{report:#}"),
            Some(report) => report.to_string(),
            None => "the manifest is pushed as it is\n".to_owned(),
        };
        text += &format!("\n{}\n", screen.heading("assumed"));
        self.assumed.iter().for_each(|line| text += &format!("- {line}\n"));
        text
    }
}

/// One push.
struct Push<'a> {
    ask: &'a Ask,
    layers: &'a [Pushed],
    config: Option<Bytes>,
    tool: &'static Tool,
}

impl Push<'_> {
    fn predict(&self, document: &Document, input: &Input) -> Result<Predicted, Failure> {
        let in_input = in_file(&input.name);
        let before = document.digest().map_err(in_file(&input.name))?;
        let described: &[Descriptor] = match document.view() {
            View::OciManifest(manifest) => &manifest.layers,
            View::DockerManifest(manifest) => &manifest.layers,
            _ => return Err(in_input(format!("{}, expected the manifest of one image", document.kind()))),
        };
        if described.len() != self.layers.len() {
            let (has, given) = (described.len(), self.layers.len());
            return Err(Failure::usage(format!("the manifest has {has} layers, and --layer is given {given} times")));
        }
        let mut assumed = vec!["each --layer is the blob that is pushed: nothing was compressed here".to_owned()];
        let mut source = Source::from(document);
        if !self.ask.annotations.is_empty() {
            source = self.annotated(source).map_err(in_file(&input.name))?;
            assumed.push("the annotations are set before the push".to_owned());
        }
        let annotations = self.layer_annotations()?;
        let (manifest, media_type, report) = if self.tool.copies_images() {
            self.copied(source, described, annotations, &mut assumed)
        } else {
            self.edited(source, annotations, &mut assumed)
        }
        .map_err(in_file(&input.name))?;
        let after = Digest::sha256(&manifest);
        Ok(Predicted { before, after, manifest, media_type, report, assumed })
    }

    /// As a tool pushes whose way to copy is known.
    fn copied(
        &self,
        source: Source,
        described: &[Descriptor],
        annotations: Vec<Annotations>,
        assumed: &mut Vec<String>,
    ) -> Result<(Bytes, MediaType, Option<Report>), oci_convert::Error> {
        let mut request = CopyRequest::to(Capabilities::registry()).as_tool(self.tool).name(Destination::default());
        if let Some(to) = self.ask.to {
            request = request.format(to.into());
        }
        // What is asked for: the first compression that is not what the tool takes by itself.
        let asked =
            self.layers.iter().filter_map(|layer| layer.algorithm).find(|own| *own != CompressionAlgorithm::Gzip);
        if let Some(asked) = asked {
            request = request.compression(asked);
            assumed.push(format!("the push is told to compress with {asked}"));
        }
        // A blob that is replaced was a plain tar; of one that stays the media type tells.
        let pairs = described.iter().zip(self.layers);
        let compressions: Vec<Option<CompressionAlgorithm>> = pairs.map(|(own, pushed)| found(own, pushed)).collect();
        let from = source.media_type.clone();
        let plan = request.plan(source, &compressions)?;
        let blobs = self.layers.iter().zip(annotations).map(|(pushed, annotations)| {
            let mut blob = CopiedLayer::new(&pushed.digest, pushed.size);
            blob.annotations = annotations;
            blob
        });
        let image = plan.finish(&blobs.collect::<Vec<_>>(), |plan| self.provide(plan))?;
        assumed.push(format!("{} pushes ({})", self.tool, self.tool.about()));
        assumed.extend(steps(&plan));
        assumed.push(match (&self.ask.to, image.media_type == from) {
            (Some(_), _) => "the format is asked for, and the registry takes it".to_owned(),
            (None, true) => "no other format is asked for, and the registry takes this one".to_owned(),
            (None, false) => format!("it becomes {}: what it was cannot hold such layers", image.media_type),
        });
        Ok((image.manifest, image.media_type, image.converted.map(|converted| converted.report)))
    }

    /// As a tool edits layers, where nothing is known of its pushes.
    fn edited(
        &self,
        source: Source,
        annotations: Vec<Annotations>,
        assumed: &mut Vec<String>,
    ) -> Result<(Bytes, MediaType, Option<Report>), oci_convert::Error> {
        let updates = self.layers.iter().zip(annotations).map(|(pushed, annotations)| {
            let mut update = LayerUpdate::new(&pushed.digest, pushed.size);
            if pushed.algorithm.is_some() {
                update = update.compression(CompressionEdit::Compress, pushed.algorithm);
            }
            update.annotations = annotations;
            update
        });
        let own = Format::of_media_type(&source.media_type);
        let request = match self.ask.to.map(Format::from).filter(|to| Some(*to) != own) {
            Some(format) => Request::convert(format),
            None => Request::edit(),
        };
        let mut plan = request.as_tool(self.tool).layers(updates.collect::<Vec<_>>()).plan(source)?;
        self.provide(&mut plan)?;
        let made = plan.finish()?;
        assumed.push(format!("{} edits the layers so; how it pushes was not measured", self.tool));
        Ok((made.bytes, made.media_type, Some(made.report)))
    }

    fn annotated(&self, source: Source) -> Result<Source, oci_convert::Error> {
        let edits = self.ask.annotations.iter().map(|Annotation(key, value)| ManifestEdit::annotate(&**key, &**value));
        let request = Request::edit().as_tool(self.tool).edits(edits.collect::<Vec<_>>());
        let mut plan = request.plan(source)?;
        self.provide(&mut plan)?;
        let made = plan.finish()?;
        Ok(Source::new(made.bytes, made.media_type))
    }

    /// The annotations of each pushed blob.
    fn layer_annotations(&self) -> Result<Vec<Annotations>, Failure> {
        let mut all = vec![Annotations::new(); self.layers.len()];
        for LayerAnnotation(layer, Annotation(key, value)) in &self.ask.layer_annotations {
            let of_layer = all.get_mut(*layer).ok_or_else(|| {
                Failure::usage(format!("--layer-annotation: there is no layer {layer} of {}", self.layers.len()))
            })?;
            of_layer.insert(&**key, value.as_str());
        }
        let mut pairs = self.layers.iter().zip(&all);
        let bare = pairs
            .position(|(pushed, own)| pushed.algorithm == Some(CompressionAlgorithm::ZstdChunked) && own.is_empty());
        match bare {
            // Without them the digest would be another one, for sure.
            Some(layer) => Err(Failure::usage(format!(
                "layer {layer} is pushed as zstd:chunked: the annotations that the compressor gives it are a part of the \
                 manifest; give them with --layer-annotation {layer}:KEY=VALUE"
            ))),
            None => Ok(all),
        }
    }

    fn provide(&self, plan: &mut Plan) -> Result<(), oci_convert::Error> {
        for need in plan.needs() {
            if let (Need::Config { .. }, Some(config)) = (&need, &self.config) {
                plan.provide(&need, config.clone())?;
            }
        }
        Ok(())
    }
}

/// The compression of a blob before the push.
fn found(own: &Descriptor, pushed: &Pushed) -> Option<CompressionAlgorithm> {
    if own.digest != pushed.digest {
        return None;
    }
    match own.media_type.compression()? {
        Compression::Gzip => Some(CompressionAlgorithm::Gzip),
        Compression::Zstd => Some(CompressionAlgorithm::Zstd),
        _ => None,
    }
}

/// What the push does to the layers.
fn steps(plan: &CopyPlan) -> Vec<String> {
    let said = |operation| match operation {
        LayerOperation::Skip => "not pushed: fetched from its urls".to_owned(),
        LayerOperation::Keep => "pushed as it is".to_owned(),
        LayerOperation::Compress(algorithm) => format!("compressed with {algorithm}"),
        LayerOperation::Recompress(algorithm) => format!("compressed anew with {algorithm}"),
        LayerOperation::Decompress => "decompressed".to_owned(),
        _ => "changed".to_owned(),
    };
    let mut runs: Vec<(usize, usize, String)> = Vec::new();
    for (at, step) in plan.layers().iter().enumerate() {
        let text = printable(&said(step.operation)).to_string();
        match runs.last_mut() {
            Some((_, last, own)) if *own == text => *last = at,
            _ => runs.push((at, at, text)),
        }
    }
    let line = |(first, last, text): (usize, usize, String)| match first == last {
        true => format!("layer {first} is {text}"),
        false => format!("layers {first} to {last} are each {text}"),
    };
    runs.into_iter().map(line).collect()
}
