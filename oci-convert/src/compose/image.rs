//! Composing manifests.

use super::composed::{Composed, added, named, refused, report};
use super::config;
use super::media_type::is_well_spelt;
use super::parts::{ConfigPart, ImageParts};
use super::rules::{ArtifactRule, ImageComposition, NoLayers, counterpart, is_named};
use crate::go::{Struct, Time};
use crate::held::{Held, Reader};
use crate::notes::Notes;
use crate::report::DigestRole;
use crate::{Cause, Config, Error, ErrorKind, Format, LossReason, Part, Tool};
use bytes::Bytes;
use oci_platform::Host;
use oci_spec_types::{Annotations, Blob, Descriptor, Kind, MediaType, Model, Platform, oci};

/// The empty JSON object.
const EMPTY: &[u8] = b"{}";

pub(super) fn make(
    mut parts: ImageParts,
    tool: &'static Tool,
    format: Option<Format>,
    reader: &Reader,
) -> Result<Composed, Error> {
    let rules = tool.image_composition()?;
    let format = chosen(rules, tool, format)?;
    let mut notes = Notes::default();
    check(&parts, rules, format)?;
    let made = config(&mut parts, rules, format, reader, &mut notes)?;
    if let Some(key) = rules.created {
        state_time(&mut parts, key)?;
    }
    let layers = layers(&parts, rules, format);
    let mut extra_blobs = Vec::new();
    let no_config = made.config.as_ref().is_none_or(|config| config.bytes.is_none());
    if layers.is_empty() && rules.no_layers == NoLayers::EmptyBlob && no_config {
        extra_blobs.push(Blob::new(MediaType::OCI_EMPTY, EMPTY));
    }
    let layers = match rules.no_layers {
        NoLayers::EmptyBlob if layers.is_empty() => vec![Descriptor::empty()],
        _ => layers,
    };
    let (kind, media_type) = match rules.artifact {
        ArtifactRule::Manifest(..) => (Kind::ArtifactManifest, MediaType::OCI_ARTIFACT_MANIFEST),
        ArtifactRule::Stated | ArtifactRule::ConfigType(_) => (format.kind(), format.media_type()),
    };
    let subject = parts.subject.take().map(Box::new);
    let repeated = rules.descriptor_repeats.then(|| parts.annotations.clone());
    let artifact_type = match rules.artifact {
        ArtifactRule::ConfigType(_) => None,
        ArtifactRule::Stated => parts.artifact_type.clone(),
        ArtifactRule::Manifest(default, _) => {
            parts.artifact_type.clone().or_else(|| Some(MediaType::from_static(default)))
        }
    };
    let write = Write { tool, notes: &mut notes };
    let bytes = if let ArtifactRule::Manifest(_, table) = rules.artifact {
        let manifest = oci::ArtifactManifest {
            media_type: media_type.clone(),
            artifact_type: artifact_type.clone().unwrap_or_default(),
            blobs: layers.clone(),
            subject: subject.clone(),
            annotations: std::mem::take(&mut parts.annotations),
            ..oci::ArtifactManifest::default()
        };
        write.document(manifest, table)?
    } else {
        let manifest = oci::Manifest {
            schema_version: 2,
            media_type: Some(media_type.clone()),
            artifact_type: artifact_type.clone(),
            config: made.descriptor.clone().unwrap_or_default(),
            layers: layers.clone(),
            subject: subject.clone(),
            annotations: std::mem::take(&mut parts.annotations),
            ..start(rules.no_layers == NoLayers::Null)
        };
        write.document(manifest, tool.dialect.manifest(format))?
    };
    let mut document = Descriptor::of(media_type, &bytes);
    document.platform = made.platform.map(Box::new);
    document.annotations = std::mem::take(&mut parts.descriptor_annotations);
    if let Some(annotations) = repeated {
        annotations.iter().for_each(|(name, value)| {
            document.annotations.insert(name, value.clone());
        });
        document.artifact_type = match rules.artifact {
            ArtifactRule::ConfigType(_) => made.descriptor.as_ref().map(|own| own.media_type.clone()),
            ArtifactRule::Stated | ArtifactRule::Manifest(..) => artifact_type,
        }
        .filter(|kind| !kind.is_empty());
    }

    let mut report = report(kind, DigestRole::Manifest, tool, &document);
    report.digests.extend(subject.as_deref().map(|subject| named(DigestRole::Subject, subject)));
    if let (Some(descriptor), Some(cause)) = (&made.descriptor, made.cause) {
        let row = added(DigestRole::Config, &descriptor.digest, cause).typed(None, Some(descriptor.media_type.clone()));
        report.digests.push(row);
    }
    let rows = layers.iter().enumerate();
    report.digests.extend(rows.map(|(at, layer)| named(DigestRole::Layer, layer).at(at)));
    if rules.config.is_some() && matches!(parts.config, ConfigPart::Image(_)) {
        let diff_ids = parts.layers.iter().enumerate();
        let row = |(at, layer): (usize, &super::LayerPart)| {
            Some(added(DigestRole::DiffId, layer.diff_id.as_ref()?, Cause::Given).at(at))
        };
        report.digests.extend(diff_ids.filter_map(row));
    }
    report.losses = notes.losses;
    report.oddities = notes.oddities;
    Ok(Composed { bytes, descriptor: document, config: made.config, extra_blobs, report })
}

fn chosen(rules: &ImageComposition, tool: &Tool, format: Option<Format>) -> Result<Format, Error> {
    match (format, rules.formats) {
        (None, [default, ..]) => Ok(*default),
        (Some(format), formats) if formats.contains(&format) => Ok(format),
        _ => Err(tool.lacks("compose manifests in this format")),
    }
}

/// What the tool refuses before anything is made.
fn check(parts: &ImageParts, rules: &ImageComposition, format: Format) -> Result<(), Error> {
    if parts.subject.is_some() && !rules.takes_subject {
        let text = "the tool composes no manifest with a subject";
        return Err(refused(ErrorKind::SubjectNotRepresentable, Part::Manifest, "/subject", text));
    }
    if !parts.descriptor_annotations.is_empty() && format != Format::Oci && !rules.docker_descriptor_annotations {
        let text = "the descriptor of a Docker manifest has no annotations";
        return Err(refused(ErrorKind::RequiresOci, Part::Manifest, "", text));
    }
    let named = match &parts.config {
        ConfigPart::Named(config) => Some(&config.media_type),
        _ => None,
    };
    let kind = parts.artifact_type.as_ref().filter(|kind| !kind.is_empty());
    let states = matches!(rules.artifact, ArtifactRule::Stated);
    let missing = matches!(parts.config, ConfigPart::Missing) || named == Some(&MediaType::OCI_EMPTY);
    if states && kind.is_none() && missing {
        let text = "an artifact without a config needs a type";
        return Err(refused(ErrorKind::MissingArtifactType, Part::Manifest, "/artifactType", text));
    }
    if !rules.checks_media_types {
        return Ok(());
    }
    // Where the type of the artifact is that of the config, it is looked at only if there is no other.
    let kind = kind.filter(|_| states || named.is_none());
    for (media_type, pointer) in [(kind, "/artifactType"), (named, "/config/mediaType")] {
        if let Some(media_type) = media_type.filter(|own| !is_well_spelt(own.as_str())) {
            let text = format!("found {:?}, expected type/subtype", media_type.as_str());
            return Err(refused(ErrorKind::InvalidMediaType, Part::Manifest, pointer, text));
        }
    }
    Ok(())
}

/// What becomes of the config.
#[derive(Default)]
struct MadeConfig {
    descriptor: Option<Descriptor>,
    config: Option<Config>,
    platform: Option<Platform>,
    cause: Option<Cause>,
}

impl MadeConfig {
    fn of(descriptor: Descriptor, bytes: Option<Bytes>, cause: Cause) -> Self {
        let config = Config {
            media_type: descriptor.media_type.clone(),
            digest: descriptor.digest.clone(),
            size: descriptor.size,
            is_new: bytes.is_some(),
            bytes,
        };
        Self { descriptor: Some(descriptor), config: Some(config), platform: None, cause: Some(cause) }
    }
}

fn config(
    parts: &mut ImageParts,
    rules: &ImageComposition,
    format: Format,
    reader: &Reader,
    notes: &mut Notes,
) -> Result<MadeConfig, Error> {
    let artifact = parts.artifact_type.as_ref().filter(|kind| !kind.is_empty());
    let made = |mut descriptor: Descriptor, annotations: &mut Annotations| {
        descriptor.annotations = std::mem::take(annotations);
        MadeConfig::of(descriptor, Some(Bytes::from_static(EMPTY)), Cause::Composed)
    };
    match (&parts.config, rules.artifact) {
        (ConfigPart::Missing, ArtifactRule::Manifest(..)) => Ok(MadeConfig::default()),
        (ConfigPart::Named(config), ArtifactRule::Manifest(..)) => {
            notes.lose(Part::Manifest, "/config", &config.to_json(), LossReason::NoPlace);
            Ok(MadeConfig::default())
        }
        (ConfigPart::Missing, ArtifactRule::Stated) => Ok(made(Descriptor::empty(), &mut parts.config_annotations)),
        (ConfigPart::Missing, ArtifactRule::ConfigType(default)) => {
            let media_type = artifact.cloned().unwrap_or_else(|| MediaType::from_static(default));
            Ok(made(Descriptor::of(media_type, EMPTY), &mut parts.config_annotations))
        }
        (ConfigPart::Named(config), ArtifactRule::ConfigType(_)) => {
            if let Some(kind) = artifact {
                notes.lose_value(Part::Manifest, "/artifactType", &kind.as_str().into(), LossReason::NoPlace);
            }
            Ok(MadeConfig::of(config.clone(), None, Cause::Given))
        }
        (ConfigPart::Named(config), ArtifactRule::Stated) => Ok(MadeConfig::of(config.clone(), None, Cause::Given)),
        (ConfigPart::Kept(media_type, bytes), _) => {
            let media_type = counterpart(rules.types, media_type, format).unwrap_or_else(|| media_type.clone());
            Ok(MadeConfig::of(Descriptor::of(media_type, bytes), Some(bytes.clone()), Cause::Given))
        }
        (ConfigPart::Image(bytes), _) => {
            let Some(fit) = &rules.config else {
                let text = "the tool makes no image config: name one";
                return Err(refused(ErrorKind::UnsupportedConversion, Part::Config, "", text));
            };
            reader.check_size(crate::Stage::Compose, Part::Config, bytes.len())?;
            let fitted = config::fit(bytes, parts, fit, notes)?;
            let media_type = if format == Format::Oci { MediaType::OCI_CONFIG } else { MediaType::DOCKER_CONFIG };
            let named = Descriptor::of(media_type, &fitted.bytes);
            let cause = Cause::ConfigRewritten;
            let platform = parts.platform.clone().or(fitted.platform).filter(is_named).map(|platform| {
                let canonical = oci_platform::Platform::from(&platform).normalized(&Host::default());
                Platform::from(&canonical)
            });
            Ok(MadeConfig { platform, ..MadeConfig::of(named, Some(fitted.bytes), cause) })
        }
    }
}

/// The annotation that says when, checked where it is there.
fn state_time(parts: &mut ImageParts, key: &'static str) -> Result<(), Error> {
    let pointer = format!("/annotations/{key}");
    let stated = parts.annotations.get(key).or(parts.now.as_ref()).cloned();
    let Some(time) = stated else {
        let text = "the tool states when it composed, and no time was given";
        return Err(refused(ErrorKind::NotProvided, Part::Manifest, pointer, text));
    };
    if Time::parse(&time).is_none() {
        let text = format!("found {time:?}, expected a time of RFC 3339");
        return Err(refused(ErrorKind::InvalidTime, Part::Manifest, pointer, text));
    }
    parts.annotations.insert(key, time);
    Ok(())
}

/// The layers as the manifest has them.
fn layers(parts: &ImageParts, rules: &ImageComposition, format: Format) -> Vec<Descriptor> {
    let layer = |part: &super::LayerPart| {
        let mut layer = part.descriptor.clone();
        if let Some(media_type) = counterpart(rules.types, &layer.media_type, format) {
            layer.media_type = media_type;
        }
        if !rules.internal_annotations.is_empty() {
            let internal = |key: &str| rules.internal_annotations.iter().any(|start| key.starts_with(start));
            let kept = layer.annotations.iter().filter(|(key, _)| format == Format::Oci && !internal(key));
            layer.annotations = kept.map(|(key, value)| (key, value.clone())).collect();
        }
        layer
    };
    parts.layers.iter().map(layer).collect()
}

/// A manifest whose lists are `null` where they have no elements, or `[]`.
pub(super) fn start<T: Model + Default>(null: bool) -> T {
    if null { T::parse(EMPTY).unwrap_or_default() } else { T::default() }
}

/// How documents are written.
pub(super) struct Write<'n> {
    pub(super) tool: &'static Tool,
    pub(super) notes: &'n mut Notes,
}

impl Write<'_> {
    /// Writes a document as the tool holds it; what it does not hold is noted.
    pub(super) fn document<T: Model>(self, model: T, table: &'static Struct) -> Result<Bytes, Error> {
        let held = Held::made(model);
        held.note_unwritten(table, Part::Manifest, false, self.notes);
        held.write(table, self.tool.dialect.style(), Part::Manifest, 1024).map(Bytes::from)
    }
}
