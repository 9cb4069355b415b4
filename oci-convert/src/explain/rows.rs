//! The rows of two images: config and layers, each with what became of it.

use super::answer::Found;
use super::image::{Image, Layer};
use super::relation::Relation;
use crate::Cause;
use crate::report::{Change, DigestRole};
use oci_spec_types::{Compression, Text};

/// Adds the rows of config and layers.
pub(super) fn add(a: &Image<'_>, b: &Image<'_>, relation: &Relation, found: &mut Found) {
    if a.is_config() || b.is_config() {
        diff_ids(a, b, found);
        return;
    }
    config(a, b, relation, found);
    for at in 0..a.layers.len().max(b.layers.len()) {
        let (before, after) = (a.layers.get(at), b.layers.get(at));
        let cause = layer_cause(before, after, relation);
        let blob = |layer: Option<&Layer<'_>>| layer.and_then(|layer| layer.blob.clone());
        let typed = |layer: Option<&Layer<'_>>| layer.and_then(Layer::media_type);
        let label = if cause == Cause::BlobKept { Text::default() } else { sizes(before, after) };
        let row = Change::new(DigestRole::Layer, blob(before), blob(after), cause).at(at);
        found.digests.push(row.typed(typed(before), typed(after)).labelled(label));
    }
}

fn config(a: &Image<'_>, b: &Image<'_>, relation: &Relation, found: &mut Found) {
    let digest = |image: &Image<'_>| image.config.map(|config| config.digest.clone());
    let typed = |image: &Image<'_>| image.config.map(|config| config.media_type.clone());
    let (before, after) = (digest(a), digest(b));
    let cause = match (&before, &after, relation) {
        (None, None, _) => return,
        (Some(before), Some(after), _) if before == after => Cause::BytesKept,
        (_, _, Relation::SameBlobs) => Cause::OtherAlgorithm,
        (Some(_), None, Relation::Converted { .. } | Relation::ConvertedAndRecompressed { .. }) => {
            Cause::ConfigEmbedded
        }
        (None, Some(_), Relation::Converted { .. } | Relation::ConvertedAndRecompressed { .. }) => Cause::ConfigMade,
        (_, _, Relation::Converted { .. } | Relation::ConvertedAndRecompressed { .. }) => Cause::ConfigRewritten,
        (_, _, Relation::ConfigChanged | Relation::ConfigChangedAndRecompressed { .. }) => Cause::Replaced,
        _ => Cause::Unknown,
    };
    found.digests.push(Change::new(DigestRole::Config, before, after, cause).typed(typed(a), typed(b)));
}

fn layer_cause(before: Option<&Layer<'_>>, after: Option<&Layer<'_>>, relation: &Relation) -> Cause {
    let (Some(before), Some(after)) = (before, after) else { return Cause::LayerDigests };
    if before.is_same_blob(after) {
        return Cause::BlobKept;
    }
    match relation {
        Relation::SameBlobs => Cause::OtherAlgorithm,
        Relation::Recompressed { .. }
        | Relation::ConvertedAndRecompressed { .. }
        | Relation::ConfigChangedAndRecompressed { .. }
        | Relation::Encrypted { .. }
        | Relation::Decrypted { .. } => recoded(before, after),
        _ if before.is_same(after) == Some(true) => recoded(before, after),
        Relation::Undecided { .. } => Cause::Unknown,
        _ => Cause::LayerDigests,
    }
}

/// What happened to a layer whose content is the same.
fn recoded(before: &Layer<'_>, after: &Layer<'_>) -> Cause {
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

/// The diffIDs, where one is a config by itself.
fn diff_ids(a: &Image<'_>, b: &Image<'_>, found: &mut Found) {
    for at in 0..a.layers.len().max(b.layers.len()) {
        let id = |image: &Image<'_>| image.layers.get(at)?.diff_id.clone().map(Into::into);
        let (before, after) = (id(a), id(b));
        if before.is_none() && after.is_none() {
            continue;
        }
        let cause = match before == after {
            true => Cause::UncompressedKept,
            false if before.is_some() && after.is_some() => Cause::LayerDigests,
            false => Cause::Unknown,
        };
        found.digests.push(Change::new(DigestRole::DiffId, before, after, cause).at(at));
    }
}
