//! Edits of layers.

use crate::blob_annotations::is_of_blob;
use crate::image::{BlobName, Body, Image, LayerTrace, Schema1};
use crate::notes::Notes;
use crate::rules::{LayerRules, Unsaid};
use crate::{
    Cause, Causes, CompressionEdit, CryptoEdit, Error, ErrorKind, Format, LayerUpdate, LossReason, OddityCode, Part,
    Tool,
};
use oci_spec_types::{Descriptor, MediaType, Place};

/// One edit for each layer, or none for all.
pub(crate) fn check_count(updates: &[LayerUpdate], layers: usize) -> Result<(), Error> {
    if updates.len() == layers {
        return Ok(());
    }
    let text = format!("found {} edits, expected one for each of the {layers} layers", updates.len());
    Err(Error::convert(ErrorKind::LayerUpdateCountMismatch, Part::Manifest, "", text))
}

/// Applies edits, one for each layer from the base up.
pub(crate) fn apply(image: &mut Image, updates: &[LayerUpdate], tool: &Tool, notes: &mut Notes) -> Result<(), Error> {
    let rules = tool.layer_rules()?;
    check_count(updates, image.layer_count())?;
    let format = image.format;
    match &mut image.body {
        Body::Schema1(schema1) => fs_layers(schema1, updates, rules, tool)?,
        Body::Manifest(held) => {
            let annotated = tool.dialect.manifest(format).holds_in("layers", "annotations");
            let types = if format == Format::Oci { &rules.oci } else { &rules.docker };
            for (at, (layer, update)) in held.model.layers.iter_mut().zip(updates).enumerate() {
                let place = Place::ROOT.member("layers");
                let media_type = types.media_type(&layer.media_type, update, place.element(at))?;
                edit(layer, update, media_type, rules.unsaid, annotated, place.element(at), notes);
            }
            if rules.unsaid == Unsaid::Dropped {
                // A list that was made anew, if an empty one, is no null.
                held.model.extra.forget_order();
            }
        }
    }
    trace(image, updates);
    Ok(())
}

/// Puts what an edit says in the place of a descriptor.
fn edit(
    layer: &mut Descriptor,
    update: &LayerUpdate,
    media_type: MediaType,
    unsaid: Unsaid,
    annotated: bool,
    place: Place<'_>,
    notes: &mut Notes,
) {
    let (digest, size) = (update.digest.clone(), update.size);
    let new = Descriptor { media_type, digest, size, ..Descriptor::default() };
    let old = std::mem::replace(layer, new);
    let replaced = old.digest != update.digest;
    layer.urls.clone_from(&update.urls);
    if annotated {
        layer.annotations.clone_from(&update.annotations);
    }
    if unsaid != Unsaid::Dropped {
        // What belongs to the old blob alone goes with it: urls and embedded data.
        let stays = !replaced || unsaid == Unsaid::Stale;
        if update.urls.is_empty() && stays {
            layer.urls.clone_from(&old.urls);
        }
        if update.annotations.is_empty() {
            layer.annotations.clone_from(&old.annotations);
            if replaced && unsaid == Unsaid::Kept {
                layer.annotations.retain(|name, _| !is_of_blob(name));
            }
            if replaced && let Some(name) = layer.annotations.keys().find(|name| is_of_blob(name)) {
                let pointer = place.member("annotations").to_pointer();
                notes.odd(
                    Part::Manifest,
                    pointer,
                    OddityCode::StaleAnnotation,
                    format!("{name} is of the blob before"),
                );
            }
        }
        let content = is_content(&old, layer);
        if stays || content {
            layer.data.clone_from(&old.data);
        }
        if replaced && layer.data.is_some() && !content {
            let pointer = place.member("data").to_pointer();
            notes.odd(Part::Manifest, pointer, OddityCode::ForeignData, "that of the blob before");
        }
        layer.platform.clone_from(&old.platform);
        layer.artifact_type.clone_from(&old.artifact_type);
        layer.extra = old.extra.clone();
    }
    let mut lose = |name: &str, changed: bool, value: &dyn Fn() -> serde_json::Result<Vec<u8>>| {
        if changed && let Ok(text) = value() {
            notes.lose(Part::Manifest, place.member(name).to_pointer(), &text, LossReason::DescriptorReplaced);
        }
    };
    lose("urls", !old.urls.is_empty() && old.urls != layer.urls, &|| serde_json::to_vec(&old.urls));
    let annotations = &old.annotations;
    lose("annotations", !annotations.is_empty() && *annotations != layer.annotations, &|| {
        serde_json::to_vec(annotations)
    });
    lose("data", old.data.is_some() && old.data != layer.data, &|| serde_json::to_vec(&old.data));
    lose("platform", old.platform.is_some() && old.platform != layer.platform, &|| serde_json::to_vec(&old.platform));
    let artifact_type = old.artifact_type.as_ref().filter(|own| !own.is_empty());
    lose("artifactType", artifact_type.is_some() && old.artifact_type != layer.artifact_type, &|| {
        serde_json::to_vec(&artifact_type)
    });
}

/// Whether the data that is embedded for a layer is the content of another, which is the same blob by another digest.
fn is_content(old: &Descriptor, new: &Descriptor) -> bool {
    let (digest, size, data) = (new.digest.clone(), new.size, old.data.clone());
    data.is_some() && Descriptor { digest, size, data, ..Descriptor::default() }.data_bytes().is_ok()
}

/// Layers of schema 1 stand newest first; names, IDs and history stay.
fn fs_layers(schema1: &mut Schema1, updates: &[LayerUpdate], rules: &LayerRules, tool: &Tool) -> Result<(), Error> {
    let (Some(types), Some(own)) = (&rules.schema1, tool.dialect.schema1) else {
        let text = format!("{} does not edit the layers of schema 1 manifests", tool.name());
        return Err(Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "/fsLayers", text));
    };
    let mut layers = Vec::new();
    for (at, update) in updates.iter().enumerate().rev() {
        let place = Place::ROOT.member("fsLayers");
        types.check_schema1(update, place.element(updates.len() - 1 - at))?;
        layers.push(own.layer.with([("blobSum", update.digest.to_string().into())]));
    }
    schema1.manifest.set("fsLayers", layers);
    Ok(())
}

/// Notes what became of the layers.
fn trace(image: &mut Image, updates: &[LayerUpdate]) {
    for (layer, update) in image.current_mut().zip(updates) {
        let changed = layer.after.as_ref().is_some_and(|blob| blob.digest != update.digest);
        layer.after = Some(BlobName { digest: update.digest.clone(), media_type: MediaType::default() });
        if changed && layer.causes.is_empty() {
            layer.causes = causes(update);
        }
    }
    image.trace_media_types();
}

/// What an edit says it did to the bytes.
fn causes(update: &LayerUpdate) -> Causes {
    let crypto = match update.crypto {
        CryptoEdit::Preserve => None,
        CryptoEdit::Encrypt => Some(Cause::Encrypted),
        CryptoEdit::Decrypt => Some(Cause::Decrypted),
    };
    let compression = match (update.compression, update.algorithm) {
        (CompressionEdit::Compress, _) => Some(Cause::Compressed),
        (CompressionEdit::Decompress, _) => Some(Cause::Decompressed),
        (CompressionEdit::Preserve, Some(_)) => Some(Cause::Recompressed),
        _ => None,
    };
    let neither = (crypto.is_none() && compression.is_none()).then_some(Cause::Replaced);
    compression.into_iter().chain(crypto).chain(neither).collect()
}

/// Edits of an OCI image that must come before its conversion, because Docker has neither zstd nor encryption: they are
/// applied here, and what is left of the updates is returned (containers/image `layerEditsOfOCIOnlyFeatures`).
///
/// What is applied keeps digest, size, urls and annotations: those come with the updates that are left.
pub(crate) fn before_docker(
    image: &mut Image,
    updates: &[LayerUpdate],
    tool: &Tool,
    notes: &mut Notes,
) -> Result<Vec<LayerUpdate>, Error> {
    let rules = tool.layer_rules()?;
    check_count(updates, image.layer_count())?;
    let mut late = updates.to_vec();
    let Some(manifest) = image.manifest() else { return Ok(late) };
    let mut early = Vec::new();
    let mut needed = false;
    for (layer, late) in manifest.layers.iter().zip(&mut late) {
        let mut edit = LayerUpdate::new(layer.digest.clone(), layer.size);
        edit.urls.clone_from(&layer.urls);
        edit.annotations.clone_from(&layer.annotations);
        if late.crypto == CryptoEdit::Decrypt {
            needed = true;
            edit.crypto = std::mem::take(&mut late.crypto);
        }
        let zstd = [MediaType::OCI_LAYER_ZSTD, MediaType::OCI_FOREIGN_LAYER_ZSTD].contains(&layer.media_type);
        if zstd && rules.early_zstd {
            needed = true;
            edit.compression = std::mem::take(&mut late.compression);
            edit.algorithm = late.algorithm.take();
        }
        early.push(edit);
    }
    if needed {
        // What is left does not say any more what was done to the blobs.
        for (layer, update) in image.current_mut().zip(updates) {
            if layer.before.as_ref().is_some_and(|blob| blob.digest != update.digest) {
                layer.causes.extend(causes(update).iter().copied());
            }
        }
        apply(image, &early, tool, notes)?;
    }
    Ok(late)
}

/// Edits of layers do not touch the IDs of schema 1, which were computed from the layers before.
pub(crate) fn note_old_ids(image: &Image, notes: &mut Notes) {
    if image.schema1().is_some() && image.layers.iter().any(LayerTrace::is_other_blob) {
        notes.odd(Part::Manifest, "/history", OddityCode::OldIds, "");
    }
}
