//! Two images.

use super::tree::Comparison;
use super::{Found, Note, Relation, Which, image_of};
use crate::Cause;
use crate::report::{Change, DigestRole};
use oci_spec_types::{ClaimedDigest, Compression, Descriptor, Document, Kind, MediaType, Text, View, docker};

/// What a manifest says about its image.
pub(super) struct Image<'d> {
    kind: Kind,
    config: Option<&'d Descriptor>,
    /// Base first, without the empty layers of schema 1.
    layers: Vec<Layer<'d>>,
    /// Name and tag inside a schema 1 manifest.
    name: Option<(&'d Text, &'d Text)>,
}

struct Layer<'d> {
    digest: ClaimedDigest,
    descriptor: Option<&'d Descriptor>,
}

impl Layer<'_> {
    fn media_type(&self) -> Option<MediaType> {
        self.descriptor.map(|descriptor| descriptor.media_type.clone())
    }
}

impl<'d> Image<'d> {
    pub(super) fn of(document: &'d Document) -> Option<Self> {
        let described = |config: &'d Descriptor, layers: &'d [Descriptor]| {
            let layers = layers.iter();
            let layers = layers.map(|own| Layer { digest: super::stated(own), descriptor: Some(own) }).collect();
            Self { kind: document.kind(), config: Some(config), layers, name: None }
        };
        match document.view() {
            View::OciManifest(manifest) => Some(described(&manifest.config, &manifest.layers)),
            View::DockerManifest(manifest) => Some(described(&manifest.config, &manifest.layers)),
            View::Schema1(manifest) => Some(Self {
                kind: document.kind(),
                config: None,
                layers: schema1_layers(manifest),
                name: Some((&manifest.name, &manifest.tag)),
            }),
            _ => None,
        }
    }

    fn is_schema1(&self) -> bool {
        self.config.is_none()
    }
}

/// The layers of a schema 1 manifest, base first, without those that stand for steps without a layer.
fn schema1_layers(manifest: &docker::Schema1) -> Vec<Layer<'static>> {
    let thrown = |at: usize| {
        let image = manifest.history.get(at).and_then(|history| history.image().ok());
        image.is_some_and(|image| image.throw_away)
    };
    let kept = manifest.fs_layers.iter().enumerate().rev().filter(|(at, _)| !thrown(*at));
    kept.map(|(_, layer)| Layer { digest: layer.blob_sum.clone(), descriptor: None }).collect()
}

pub(super) fn relate(a: &Document, b: &Document, comparison: &Comparison, found: &mut Found) -> Option<Relation> {
    let (own, other) = (image_of(a)?, image_of(b)?);
    let same_config = match (own.config, other.config) {
        (Some(own), Some(other)) => Some(own.digest == other.digest && own.digest.valid().is_some()),
        _ => None,
    };
    let schema_differs = own.is_schema1() != other.is_schema1() || (!own.is_schema1() && own.kind != other.kind);
    let same_count = own.layers.len() == other.layers.len();
    let same_digests =
        same_count && own.layers.iter().zip(&other.layers).all(|(own, other)| own.digest == other.digest);
    config_row(&own, &other, same_config, schema_differs && same_digests, same_digests, found);
    let known_same = same_config == Some(true) && same_count;
    let changed = layer_rows(&own, &other, known_same, found);
    let same_layers = same_count && changed == 0;
    let (of, layers) = (own.layers.len(), changed);

    if schema_differs {
        found.causes.push(if own.is_schema1() || other.is_schema1() { Cause::Schema } else { Cause::MediaTypes });
        if own.name.is_some() || other.name.is_some() {
            found.causes.push(Cause::NameEmbedded);
            found.notes.extend([Note::NameInside, Note::PayloadOnly]);
        }
    }
    if same_config == Some(false) {
        found.causes.push(Cause::ConfigDigest);
    }
    if !same_layers {
        found.causes.push(Cause::LayerDigests);
    }
    if same_config == Some(true) {
        found.notes.push(Note::SameImageId);
    }
    if known_same && !same_layers {
        found.notes.extend([Note::SameDiffIds, Note::EncoderDecides]);
        if schema_differs {
            return Some(Relation::ConvertedAndRecompressed { layers, of });
        }
        if comparison.more == 0 && only_layers(comparison) {
            found.notes.push(Note::OnlyLayers);
        }
        return Some(Relation::Recompressed { layers, of });
    }
    if same_layers && (same_config == Some(true) || !own.layers.is_empty()) {
        if schema_differs {
            if same_config == Some(false) {
                found.notes.push(Note::ConfigRewritten);
            }
            return Some(Relation::Converted { same_config });
        }
        if let (Some(own), Some(other)) = (own.name, other.name) {
            if own != other && only(comparison, &["/name", "/tag"]) {
                found.causes.push(Cause::NameEmbedded);
                found.notes.push(Note::NameInside);
                return Some(Relation::Renamed);
            }
            found.causes.push(Cause::Schema);
            return Some(Relation::ManifestEdited);
        }
        if same_config == Some(false) {
            return Some(Relation::ConfigChanged);
        }
        found.causes.push(edited(comparison));
        return Some(Relation::ManifestEdited);
    }
    let shared = own.layers.iter().zip(&other.layers).take_while(|(own, other)| own.digest == other.digest).count();
    if shared > 0 {
        let parent = Which::shorter(shared, own.layers.len(), other.layers.len());
        if parent.is_some() {
            found.notes.push(Note::ParentNotNamed);
        }
        return Some(Relation::SharesBase { layers: shared, parent });
    }
    if same_config == Some(false) {
        found.notes.push(Note::AskConfigs);
    }
    Some(Relation::Different)
}

/// Whether nothing differs but layers.
fn only_layers(comparison: &Comparison) -> bool {
    comparison.differences.iter().all(|difference| difference.pointer.starts_with("/layers/"))
}

/// Whether nothing differs but these members.
fn only(comparison: &Comparison, pointers: &[&str]) -> bool {
    comparison.more == 0 && comparison.differences.iter().all(|own| pointers.contains(&own.pointer.as_str()))
}

/// What a manifest with the same config and layers was edited for.
fn edited(comparison: &Comparison) -> Cause {
    let any = |part: &str| comparison.differences.iter().any(|own| own.pointer.contains(part));
    match () {
        () if any("/annotations") => Cause::Annotations,
        () if any("/mediaType") => Cause::MediaTypes,
        () if comparison.differences.iter().all(|own| own.a.is_none()) => Cause::MembersAdded,
        () if comparison.differences.iter().all(|own| own.b.is_none()) => Cause::MembersDropped,
        () => Cause::Schema,
    }
}

fn config_row(
    own: &Image<'_>,
    other: &Image<'_>,
    same: Option<bool>,
    converted: bool,
    same_layers: bool,
    found: &mut Found,
) {
    let digest = |image: &Image<'_>| image.config.map(super::stated);
    let typed = |image: &Image<'_>| image.config.map(|config| config.media_type.clone());
    let (before, after) = (digest(own), digest(other));
    if before.is_none() && after.is_none() {
        return;
    }
    let cause = match same {
        Some(true) => Cause::BytesKept,
        Some(false) if converted => Cause::ConfigRewritten,
        Some(false) if same_layers => Cause::Replaced,
        Some(false) => Cause::LayerDigests,
        None if before.is_some() => Cause::ConfigEmbedded,
        None => Cause::ConfigMade,
    };
    found.digests.push(Change::new(DigestRole::Config, before, after, cause).typed(typed(own), typed(other)));
}

/// One row for each layer; returns how many differ.
fn layer_rows(own: &Image<'_>, other: &Image<'_>, known_same: bool, found: &mut Found) -> usize {
    let mut changed = 0;
    for at in 0..own.layers.len().max(other.layers.len()) {
        let (before, after) = (own.layers.get(at), other.layers.get(at));
        let same = matches!((before, after), (Some(before), Some(after)) if before.digest == after.digest);
        let cause = match (before, after) {
            _ if same => Cause::BlobKept,
            (Some(before), Some(after)) if known_same => recompression(before, after),
            _ => Cause::LayerDigests,
        };
        changed += usize::from(!same);
        let text = |layer: Option<&Layer<'_>>| layer.map(|layer| layer.digest.clone());
        let typed = |layer: Option<&Layer<'_>>| layer.and_then(Layer::media_type);
        let label = if same { Text::default() } else { sizes(before, after) };
        let change = Change::new(DigestRole::Layer, text(before), text(after), cause).at(at);
        found.digests.push(change.typed(typed(before), typed(after)).labelled(label));
    }
    changed
}

/// What happened to a layer whose content is the same.
fn recompression(before: &Layer<'_>, after: &Layer<'_>) -> Cause {
    let (Some(before), Some(after)) = (before.media_type(), after.media_type()) else { return Cause::Replaced };
    match (before.is_encrypted(), after.is_encrypted()) {
        (false, true) => return Cause::Encrypted,
        (true, false) => return Cause::Decrypted,
        _ => {}
    }
    match (before.compression(), after.compression()) {
        (Some(Compression::None), Some(Compression::None)) | (None, _) | (_, None) => Cause::Replaced,
        (Some(Compression::None), Some(_)) => Cause::Compressed,
        (Some(_), Some(Compression::None)) => Cause::Decompressed,
        (Some(_), Some(_)) => Cause::Recompressed,
    }
}

/// From what to what, as far as the manifests tell.
fn sizes(before: Option<&Layer<'_>>, after: Option<&Layer<'_>>) -> Text {
    let of = |layer: Option<&Layer<'_>>| {
        let descriptor = layer?.descriptor?;
        let form = match descriptor.media_type.compression() {
            _ if !descriptor.media_type.is_layer() => descriptor.media_type.as_str(),
            Some(Compression::Gzip) => "tar+gzip",
            Some(Compression::Zstd) => "tar+zstd",
            Some(Compression::None) => "tar",
            _ => descriptor.media_type.as_str(),
        };
        Some(format!("{form} of {} bytes", descriptor.size))
    };
    match (of(before), of(after)) {
        (Some(before), Some(after)) => format!("{before} -> {after}").into(),
        (Some(one), None) | (None, Some(one)) => one.into(),
        (None, None) => Text::default(),
    }
}
