//! BuildKit's image exporter.

use super::composing::{descriptor, json, made, output, refused};
use crate::profiles::case::{Blobs, Case};
use crate::profiles::options::{Attestation, Export, Exported};
use crate::profiles::{Outcome, Output};
use oci_convert::compose::{
    AttestationParts, Compose, Composed, ConfigPart, ImageParts, IndexParts, LayerPart, Member, StatementPart,
    StatementSubject, package_url,
};
use oci_convert::{Error, ErrorKind, Format, tools};
use oci_digest::Digest;
use oci_platform::Platform;
use oci_spec_types::docker::jws::SigningTime;
use oci_spec_types::{Annotations, Descriptor, RawJson, Text};

pub(super) fn run(case: &Case, options: &Export) -> Outcome {
    match export(case, options) {
        Ok(output) => Outcome::Output(Box::new(output)),
        Err(Stopped::Kind(kind)) => Outcome::Error(kind.code().to_owned()),
        Err(Stopped::Error(error)) => refused(&error),
        Err(Stopped::Unreadable(what)) => Outcome::Unsupported(what.to_owned()),
    }
}

enum Stopped {
    Kind(ErrorKind),
    Error(Error),
    Unreadable(&'static str),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// What the attributes of the exporter ask for.
struct Wanted<'o> {
    options: &'o Export,
    format: Format,
    /// Attestation manifests are artifacts.
    artifacts: bool,
    /// There is an index, also of one image.
    is_index: bool,
}

impl<'o> Wanted<'o> {
    fn new(options: &'o Export) -> Result<Self, Stopped> {
        let flag = |name: &str| options.attrs.get(name).map(|value| value == "true");
        let recent = options.compatibility_version >= 30;
        let mut attested = options.platforms.iter().flat_map(|platform| &platform.attestations);
        let required = attested.clone().any(|attestation| !attestation.inline_only);
        let is_index = options.multi_platform || required || flag("attestation-inline") == Some(true);
        let attests = is_index && attested.next().is_some();
        let oci = flag("oci-mediatypes").unwrap_or(recent || attests);
        let artifacts = flag("oci-artifact").unwrap_or(recent && oci);
        if !oci && (artifacts || attests) {
            return Err(Stopped::Kind(ErrorKind::RequiresOci));
        }
        let format = if oci { Format::Oci } else { Format::DockerV2S2 };
        Ok(Self { options, format, artifacts, is_index })
    }

    /// The annotations of a level: those without a platform, then those of this one.
    fn annotations(&self, level: &str, platform: Option<&str>) -> Annotations {
        let named = |platform: Option<&str>| {
            let start = platform.map_or_else(|| format!("{level}."), |platform| format!("{level}[{platform}]."));
            let own = self.options.attrs.iter();
            own.filter_map(move |(name, value)| {
                Some((Text::from(name.strip_prefix(&start)?), Text::from(value.as_str())))
            })
        };
        let platform = platform.into_iter().flat_map(|platform| named(Some(platform)).collect::<Vec<_>>());
        let mut all = Annotations::new();
        named(None).chain(platform).for_each(|(name, value)| {
            all.insert(name, value);
        });
        all
    }

    /// Annotations for a platform that is not there.
    fn check_platforms(&self) -> Result<(), Stopped> {
        let there = |platform: &str| self.options.platforms.iter().any(|own| own.id == platform);
        let mut asked = self.options.attrs.keys().filter_map(|name| {
            let (level, rest) = name.split_once('[')?;
            level.starts_with("annotation").then(|| rest.split_once(']'))?.map(|(platform, _)| platform)
        });
        if asked.all(there) { Ok(()) } else { Err(Stopped::Kind(ErrorKind::NoMatchingPlatform)) }
    }

    fn image(&self, case: &Case, platform: &Exported) -> Result<Composed, Stopped> {
        let given = case.input.blobs.get(&platform.config).or(case.input.config.as_ref());
        let config = given.ok_or(Stopped::Unreadable("no config"))?;
        let id = Some(platform.id.as_str()).filter(|id| !id.is_empty());
        let epoch = self.options.attrs.get("source-date-epoch").and_then(|seconds| seconds.parse().ok());
        let cache = platform.inline_cache.as_ref().map(|cache| {
            use base64::Engine;
            let text = format!("\"{}\"", base64::prelude::BASE64_STANDARD.encode(cache.as_bytes()));
            ("moby.buildkit.cache.v0".into(), text.parse::<RawJson>().expect("base64 is JSON"))
        });
        let layers = platform.layers.iter().zip(&platform.layer_meta).map(|(layer, meta)| {
            let descriptor = descriptor(layer);
            let diff_id = descriptor.annotations.get("containerd.io/uncompressed").cloned().map(Into::into);
            let created = Some(meta.created_at.as_str().into());
            LayerPart { descriptor, diff_id, created, created_by: meta.description.as_str().into() }
        });
        let parts = ImageParts {
            config: ConfigPart::Image(config.clone().into()),
            layers: layers.collect(),
            annotations: self.annotations("annotation", id),
            descriptor_annotations: self.annotations("annotation-manifest-descriptor", id),
            platform: platform.platform.as_ref().and_then(|own| serde_json::from_value(own.clone()).ok()),
            latest: epoch.and_then(|epoch| SigningTime::from_unix(epoch).ok()).map(|time| time.to_string().into()),
            config_members: cache.into_iter().collect(),
            ..ImageParts::default()
        };
        Ok(made(Compose::image(parts).as_tool(&tools::BUILDKIT).format(self.format))?)
    }

    fn attestations(&self, image: &Composed, of: &[Attestation]) -> Result<Composed, Stopped> {
        let platform = image.descriptor.platform.as_deref().map(Platform::from).unwrap_or_default();
        let names = self.options.attrs.get("name").map(String::as_str).unwrap_or_default();
        let names = names.split(',').filter(|name| !name.is_empty()).map(|name| package_url(name, &platform));
        let statements = of.iter().map(|attestation| {
            let predicate = attestation.predicate.get().parse().map_err(|_| Stopped::Unreadable("no predicate"))?;
            let subjects = attestation.subjects.iter().map(|subject| {
                let name = Text::from(subject.name.as_str());
                match subject.kind.as_str() {
                    "raw" => {
                        let digests = subject.digest.iter().filter_map(|digest| digest.parse().ok()).collect();
                        StatementSubject::Other { name, digests }
                    }
                    _ => StatementSubject::Image(name),
                }
            });
            let subjects = subjects.collect();
            Ok(StatementPart { subjects, ..StatementPart::new(attestation.predicate_type.as_str(), predicate) })
        });
        let parts = AttestationParts {
            image: image.descriptor.clone(),
            names: names.collect(),
            statements: statements.collect::<Result<_, Stopped>>()?,
            is_artifact: self.artifacts,
        };
        Ok(parts.compose(&tools::BUILDKIT)?)
    }
}

fn export(case: &Case, options: &Export) -> Result<Output, Stopped> {
    let wanted = Wanted::new(options)?;
    wanted.check_platforms()?;
    if !wanted.is_index {
        if !wanted.annotations("annotation-index", None).is_empty() {
            return Err(Stopped::Kind(ErrorKind::AnnotationLevelUnsupported));
        }
        let [platform] = options.platforms.as_slice() else { return Err(Stopped::Unreadable("not one platform")) };
        return Ok(single(&wanted.image(case, platform)?));
    }
    let mut blobs = Blobs::new();
    let (mut images, mut attestations) = (Vec::new(), Vec::new());
    for platform in &options.platforms {
        let image = wanted.image(case, platform)?;
        keep(&image, &mut blobs);
        if !platform.attestations.is_empty() {
            let attestation = wanted.attestations(&image, &platform.attestations)?;
            keep(&attestation, &mut blobs);
            attestations.push(Member::Entry(attestation.descriptor));
        }
        images.push(Member::Entry(image.descriptor));
    }
    let parts = IndexParts {
        members: images.into_iter().chain(attestations).collect(),
        annotations: wanted.annotations("annotation-index", None),
        descriptor_annotations: wanted.annotations("annotation-index-descriptor", None),
        ..IndexParts::default()
    };
    let index = made(Compose::index(parts).as_tool(&tools::BUILDKIT).format(wanted.format))?;
    Ok(Output { descriptor: json(&index.descriptor), blobs, ..output(&index) })
}

/// A single image; its descriptor names the config, too.
fn single(image: &Composed) -> Output {
    let config = image.config.as_ref().map(|config| config.digest.to_string());
    let named = match config {
        Some(config) => image.descriptor.clone().with_annotation("config.digest", config),
        None => Descriptor::default(),
    };
    Output { descriptor: json(&named), ..output(image) }
}

/// Puts a manifest and everything new that it names where the index goes.
fn keep(composed: &Composed, blobs: &mut Blobs) {
    let config = composed.config.as_ref().and_then(|config| config.bytes.clone());
    let all = [composed.bytes.clone()].into_iter().chain(config);
    for bytes in all.chain(composed.extra_blobs.iter().map(|blob| blob.bytes.clone())) {
        blobs.insert(Digest::sha256(&bytes).to_string(), bytes.to_vec());
    }
}
