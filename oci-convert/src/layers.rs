//! Edits of layers: containers/image `UpdateLayerInfos`.

use crate::go::{Record, Value, shapes::containers_image as tables};
use crate::image::{Blob, Image};
use crate::ledger::Ledger;
use crate::update::{EditRules, FAKE_SCHEMA1, OCI_RULES, V2S1_RULES, V2S2_RULES};
use crate::{Cause, CompressionEdit, CryptoEdit, Error, ErrorKind, Format, LayerUpdate, LossReason, Part};
use oci_spec_types::{MediaType, Text};

/// One edit for each layer, or none for all.
pub(crate) fn check_count(updates: &[LayerUpdate], layers: usize) -> Result<(), Error> {
    if updates.len() == layers {
        return Ok(());
    }
    let text = format!("found {} edits, expected one for each of the {layers} layers", updates.len());
    Err(Error::convert(ErrorKind::LayerUpdateCountMismatch, Part::Manifest, "", text))
}

/// Applies edits, one for each layer from the base up.
pub(crate) fn apply(image: &mut Image, updates: &[LayerUpdate], ledger: &mut Ledger) -> Result<(), Error> {
    check_count(updates, image.layer_count())?;
    match image.format {
        Format::DockerV2S1 => schema1(image, updates)?,
        Format::DockerV2S2 => descriptors(image, updates, &V2S2_RULES, ledger)?,
        Format::Oci => descriptors(image, updates, &OCI_RULES, ledger)?,
    }
    link(image, updates);
    Ok(())
}

fn descriptors(
    image: &mut Image,
    updates: &[LayerUpdate],
    rules: &EditRules,
    ledger: &mut Ledger,
) -> Result<(), Error> {
    let mut layers: Vec<Value> = image.manifest.get("layers").list().to_vec();
    for (at, (layer, update)) in layers.iter_mut().zip(updates).enumerate() {
        let pointer = format!("/layers/{at}");
        let Some(table) = layer.record().map(Record::table) else { continue };
        let media_type = rules.media_type(layer.get("mediaType").as_str(), update, &pointer)?;
        let mut new = table.with([
            ("mediaType", media_type.as_str().into()),
            ("digest", update.digest.as_str().into()),
            ("size", update.size.into()),
        ]);
        if !update.urls.is_empty() {
            new.set("urls", Value::strings(update.urls.iter().map(Text::as_str)));
        }
        if !update.annotations.is_empty() && table.index_of("annotations").is_some() {
            let annotations = update.annotations.iter();
            let entries = annotations.map(|(key, text)| (key.to_owned(), text.as_str().to_owned()));
            new.set("annotations", entries.collect::<std::collections::BTreeMap<String, String>>());
        }
        for (field, old) in layer.record().into_iter().flat_map(Record::iter) {
            if !matches!(field.name, "mediaType" | "digest" | "size") && old != new.get(field.name) {
                let reason = LossReason::DescriptorReplaced;
                ledger.lose_value(Part::Manifest, format!("{pointer}/{}", field.name), old, reason);
            }
        }
        *layer = new;
    }
    image.manifest.set("layers", layers);
    Ok(())
}

/// Layers stand newest first; names, IDs and history stay.
fn schema1(image: &mut Image, updates: &[LayerUpdate]) -> Result<(), Error> {
    let mut layers = Vec::new();
    for (at, update) in updates.iter().enumerate().rev() {
        let pointer = format!("/fsLayers/{}", updates.len() - 1 - at);
        V2S1_RULES.media_type(FAKE_SCHEMA1, update, &pointer)?;
        layers.push(tables::FS_LAYER.with([("blobSum", update.digest.as_str().into())]));
    }
    image.manifest.set("fsLayers", layers);
    Ok(())
}

/// Notes what became of the layers.
pub(crate) fn link(image: &mut Image, updates: &[LayerUpdate]) {
    let types: Vec<MediaType> =
        image.manifest.get("layers").list().iter().map(|layer| layer.get("mediaType").as_str().into()).collect();
    for (at, (link, update)) in image.current_mut().zip(updates).enumerate() {
        let changed = link.after.as_ref().is_some_and(|blob| blob.digest != update.digest);
        link.after =
            Some(Blob { digest: update.digest.clone(), media_type: types.get(at).cloned().unwrap_or_default() });
        if changed && link.causes.is_empty() {
            link.causes.extend(causes(update));
        }
    }
}

/// What an edit says it did to the bytes.
pub(crate) fn causes(update: &LayerUpdate) -> impl Iterator<Item = Cause> + use<> {
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
    compression.into_iter().chain(crypto).chain(neither)
}
