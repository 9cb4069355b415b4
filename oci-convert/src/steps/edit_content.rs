//! What edits make of the content that a manifest names: a config that is written again, embedded data.

use crate::held::Reader;
use crate::image::Image;
use crate::notes::Notes;
use crate::rules::EditRules;
use crate::steps::{config, manifest};
use crate::{ConfigEdit, Error, ManifestEdit, Tool};
use bytes::Bytes;
use oci_digest::Algorithm;
use oci_spec_types::{ClaimedDigest, MediaType, oci};
use std::collections::BTreeMap;

/// The content that was provided.
pub(crate) struct Content<'c> {
    pub config: Option<&'c Bytes>,
    pub layers: &'c BTreeMap<usize, Bytes>,
}

/// Brings config and embedded data in line with the edits. `old`: the manifest before its layers were edited, and the media
/// type that the source gives the config.
#[expect(clippy::too_many_arguments, reason = "one call")]
pub(crate) fn apply(
    image: &mut Image,
    old: (&oci::Manifest, Option<&MediaType>),
    (edits, config_edits): (&[ManifestEdit], &[ConfigEdit]),
    content: &Content<'_>,
    rules: &EditRules,
    tool: &Tool,
    reader: &Reader,
    notes: &mut Notes,
) -> Result<(), Error> {
    let Some(own) = image.manifest_mut() else { return Ok(()) };
    let max = manifest::data_max(edits);
    for (at, layer) in own.layers.iter_mut().enumerate() {
        if let Some(embeds) = manifest::embeds(layer.size, max) {
            let content = content.layers.get(&at).filter(|_| embeds);
            manifest::set_data(layer, content.map(|blob| &blob[..]), &format!("/layers/{at}"), notes);
        }
    }
    let layers = own.layers != old.0.layers;
    let mut made = None;
    if let Some(given) = content.config {
        let rewrites = manifest::rewrites_config(own, edits, layers, rules);
        let edits_config = !config_edits.is_empty() && manifest::is_image_config(&own.config.media_type);
        if rewrites || edits_config {
            made = config::edit(given, config_edits, rewrites, tool, reader, notes)?;
        }
        if let (Some(_), true, Some(old)) = (&made, rules.old_config_type, old.1) {
            own.config.media_type = old.clone();
        }
        let stated = own.config.digest.valid().map(oci_digest::Digest::algorithm);
        let asked = manifest::config_algorithm(edits);
        if made.is_some() || asked.is_some_and(|asked| Some(asked) != stated.as_ref()) {
            let bytes = made.get_or_insert_with(|| given.clone());
            let algorithm = asked.cloned().or(stated).unwrap_or(Algorithm::Sha256);
            own.config.digest = manifest::digest(&algorithm, bytes)?.into();
            own.config.size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            if own.config.data.is_some() {
                manifest::set_data(&mut own.config, Some(bytes), "/config", notes);
            }
        }
    }
    if let Some(embeds) = manifest::embeds(own.config.size, max).filter(|_| manifest::has_data(&own.config, rules)) {
        let content = made.as_ref().or(content.config).filter(|_| embeds);
        manifest::set_data(&mut own.config, content.map(|bytes| &bytes[..]), "/config", notes);
    }
    let changed = own != old.0;
    if changed && rules.states_type {
        let media_type = image.format.media_type();
        if let Some(own) = image.manifest_mut() {
            own.media_type.get_or_insert(media_type);
        }
    }
    if made.is_some() {
        image.config = made;
    }
    Ok(())
}

/// The diffIDs that edits gave the config.
pub(crate) fn diff_ids(image: &Image, edits: &[ConfigEdit]) -> Option<Vec<ClaimedDigest>> {
    image.config.as_ref()?;
    edits.iter().rev().find_map(|edit| match edit {
        ConfigEdit::DiffIds(ids) => Some(ids.clone()),
        _ => None,
    })
}
