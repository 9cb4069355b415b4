//! containerd's converter, which walks down a tree: each document is a request of its own here. Layers are decompressed here,
//! too.

use super::unsupported;
use crate::profiles::case::{Blobs, Case};
use crate::profiles::options::ContainerdConvert;
use crate::profiles::{Outcome, Output};
use oci_convert::recompress::{LayerTarget, recompress};
use oci_convert::{
    CompressionEdit, ConfigEdit, Converted, EntryEdit, Error, ErrorKind, Format, LayerUpdate, Request, Source, tools,
};
use oci_platform::{Grammar, Host, Matcher, Matching, Platform, WindowsRules};
use oci_spec_types::{Descriptor, Document, Family, MediaType, Model, View, oci};
use serde_json::{Value, json};

pub(super) fn run(case: &Case, options: &ContainerdConvert, as_go: bool) -> Outcome {
    let media_type = MediaType::from(case.input.media_type.as_deref().unwrap_or_default());
    let source = Source::new(case.input.manifest.clone().unwrap_or_default(), media_type);
    let mut converter = Converter { case, options, as_go, blobs: Blobs::new() };
    let converted = match case.operation.as_str() {
        "convert" => converter.document(source).and_then(|done| match done.media_type.is_manifest() {
            true if options.erofs_platform => converter.erofs(done, None),
            _ => Ok(done),
        }),
        "convert-octet-stream-config" => converter.pulled(source),
        _ => return unsupported(case),
    };
    match converted {
        Ok(document) => {
            let mut blobs = converter.blobs;
            blobs.retain(|digest, _| !case.input.blobs.contains_key(digest));
            // What the walk began with, and what it ends with, stand by themselves.
            let source = case.input.manifest.as_deref().unwrap_or_default();
            for whole in [Some(source), Some(&document.bytes), document.config.as_deref()].into_iter().flatten() {
                blobs.remove(&oci_digest::Digest::sha256(whole).to_string());
            }
            let descriptor = document.descriptor(options);
            let media_type = document.media_type.to_string();
            let manifest = document.bytes;
            Outcome::Output(Box::new(Output {
                manifest,
                media_type,
                descriptor: Some(descriptor),
                config: document.config.or_else(|| case.input.config.clone()),
                blobs,
                ..Output::default()
            }))
        }
        Err(error) if error.kind() == ErrorKind::UnsupportedConversion => Outcome::Unsupported(error.to_string()),
        Err(error) => Outcome::Error(error.kind().code().to_owned()),
    }
}

/// A document of the tree, as it is afterwards.
struct Done {
    bytes: Vec<u8>,
    media_type: MediaType,
    /// The platform that it has where it is of EROFS now, and its new config.
    platform: Option<oci_spec_types::Platform>,
    config: Option<Vec<u8>>,
}

impl Done {
    fn kept(source: Source) -> Self {
        Self { bytes: source.bytes.into(), media_type: source.media_type, platform: None, config: None }
    }

    fn digest(&self) -> String {
        oci_digest::Digest::sha256(&self.bytes).to_string()
    }

    /// That of the source with what changed; descriptors of Docker documents have no annotations.
    fn descriptor(&self, options: &ContainerdConvert) -> Value {
        let mut descriptor = options.descriptor.clone().unwrap_or_else(|| json!({}));
        descriptor["mediaType"] = self.media_type.as_str().into();
        descriptor["digest"] = self.digest().into();
        descriptor["size"] = self.bytes.len().into();
        if let Some(platform) = &self.platform {
            descriptor["platform"] = serde_json::to_value(platform).expect("a platform");
        }
        if let (Family::Docker, false, Some(members)) =
            (self.media_type.family(), options.docker_to_oci, descriptor.as_object_mut())
        {
            members.remove("annotations");
        }
        descriptor
    }
}

impl From<Converted> for Done {
    fn from(converted: Converted) -> Self {
        Self { bytes: converted.bytes.into(), media_type: converted.media_type, platform: None, config: None }
    }
}

struct Converter<'c> {
    case: &'c Case,
    options: &'c ContainerdConvert,
    as_go: bool,
    blobs: Blobs,
}

impl Converter<'_> {
    fn request(&self) -> Request {
        self.reading(match self.options.docker_to_oci {
            true => Request::convert(Format::Oci),
            false => Request::edit(),
        })
        .as_tool(&tools::CONTAINERD)
    }

    fn reading(&self, request: Request) -> Request {
        if self.as_go { request.always_as_go() } else { request }
    }

    fn document(&mut self, source: Source) -> Result<Done, Error> {
        let document = Document::parse(source.bytes.clone()).expect("a document");
        match document.view() {
            View::OciManifest(manifest) if source.media_type.is_manifest() => self.image(&source, &manifest.layers),
            View::DockerManifest(manifest) if source.media_type.is_manifest() => self.image(&source, &manifest.layers),
            View::OciIndex(index) => self.index(&source, &index.manifests),
            View::DockerList(list) => self.index(&source, &list.manifests),
            // Nothing that the converter knows.
            _ => Ok(Done::kept(source)),
        }
    }

    fn image(&mut self, source: &Source, layers: &[Descriptor]) -> Result<Done, Error> {
        let mut request = self.request();
        if self.options.uncompress {
            request = request.layers(layers.iter().map(|layer| self.uncompressed(layer)).collect::<Vec<_>>());
        }
        Ok(request.plan(source.clone())?.finish()?.into())
    }

    /// The layer as a plain tar; one that is called so already is not looked at.
    fn uncompressed(&mut self, layer: &Descriptor) -> LayerUpdate {
        let plain = [
            MediaType::DOCKER_LAYER,
            MediaType::DOCKER_FOREIGN_LAYER,
            MediaType::OCI_LAYER,
            MediaType::OCI_FOREIGN_LAYER,
        ];
        if !layer.media_type.is_layer() || plain.contains(&layer.media_type) {
            return LayerUpdate::new(layer.digest.clone(), layer.size);
        }
        let (made, tar) = recompress(&self.input(layer.digest.as_str()), LayerTarget::Tar).expect("a layer");
        let digest = made.diff_id.to_string();
        let size = i64::try_from(tar.len()).unwrap_or(i64::MAX);
        self.blobs.insert(digest.clone(), tar);
        LayerUpdate::new(digest, size).compression(CompressionEdit::Decompress, None)
    }

    fn index(&mut self, source: &Source, entries: &[Descriptor]) -> Result<Done, Error> {
        let (mut removed, mut edits) = (Vec::new(), Vec::new());
        for (position, entry) in entries.iter().enumerate() {
            if entry.platform.as_deref().is_some_and(|platform| !self.wants(&platform.into())) {
                removed.insert(0, EntryEdit::Delete { position });
                continue;
            }
            let digest = entry.digest.to_string();
            let mut child = self.document(Source::new(self.input(&digest), entry.media_type.clone()))?;
            if self.options.erofs_platform && child.media_type.is_manifest() {
                child = self.erofs(child, entry.platform.as_deref())?;
                let mut own = entry.clone();
                own.digest = child.digest().into();
                own.size = i64::try_from(child.bytes.len()).unwrap_or(i64::MAX);
                own.media_type = child.media_type;
                own.platform = child.platform.map(Box::new);
                edits.push(EntryEdit::Replace(digest.into(), Box::new(own)));
                continue;
            }
            if child.digest() != digest || child.media_type != entry.media_type {
                let size = i64::try_from(child.bytes.len()).unwrap_or(i64::MAX);
                edits.push(EntryEdit::update(digest, &*child.digest(), size, child.media_type.clone()));
                self.blobs.insert(child.digest(), child.bytes);
            }
        }
        let edits: Vec<EntryEdit> = removed.into_iter().chain(edits).collect();
        Ok(self.request().index_alone().entries(edits).plan(source.clone())?.finish()?.into())
    }

    /// The image as one with layers of EROFS: its platform, the one of its entry or else of its config, has the feature.
    fn erofs(&mut self, image: Done, platform: Option<&oci_spec_types::Platform>) -> Result<Done, Error> {
        self.blobs.insert(image.digest(), image.bytes.clone());
        let source = Source::new(image.bytes, image.media_type);
        let manifest = oci::Manifest::parse(source.bytes.clone()).expect("a manifest");
        let config = match &self.case.input.config {
            Some(config) => config.clone(),
            None => self.input(manifest.config.digest.as_str()),
        };
        let platform = platform.map_or_else(
            || Platform::from(&oci::ImageConfig::parse(config.clone()).expect("a config")),
            Platform::from,
        );
        let platform = platform.with_os_feature("erofs").normalized(&Host::new("linux", "amd64"));
        let features = platform.os_features.iter().map(|feature| feature.as_str().into()).collect();
        let request =
            self.reading(Request::edit()).as_tool(&tools::CONTAINERD).config_edits([ConfigEdit::OsFeatures(features)]);
        let mut plan = request.plan(source)?;
        for need in plan.needs() {
            plan.provide(&need, config.clone())?;
        }
        let converted = plan.finish()?;
        let config = converted.config.as_ref().and_then(|config| config.bytes.clone()).expect("a config");
        let mut done = Done { platform: Some((&platform).into()), ..converted.into() };
        done.config = Some(config.to_vec());
        self.blobs.insert(done.digest(), done.bytes.clone());
        self.blobs.insert(oci_digest::Digest::sha256(&config).to_string(), config.into());
        Ok(done)
    }

    fn wants(&self, platform: &Platform) -> bool {
        let host = Host::new("linux", "amd64");
        let Some(wanted) = &self.options.platforms else { return true };
        wanted.iter().any(|wanted| {
            let wanted = Platform::parse_with(wanted, Grammar::Containerd, &host).expect("a platform");
            Matcher::new(Matching::ContainerdExact(WindowsRules::Rc5), &wanted, &host).matches(platform)
        })
    }

    /// The config of old images is called by its type, for runtimes that look at it.
    fn pulled(&mut self, source: Source) -> Result<Done, Error> {
        if source.media_type != MediaType::DOCKER_MANIFEST {
            return Ok(Done::kept(source));
        }
        let request = self.reading(Request::convert(Format::DockerV2S2)).as_tool(&tools::CONTAINERD_PULL);
        Ok(request.plan(source)?.finish()?.into())
    }

    fn input(&self, digest: &str) -> Vec<u8> {
        self.case.input.blobs.get(digest).cloned().unwrap_or_default()
    }
}
