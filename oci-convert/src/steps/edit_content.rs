//! What edits make of the content that a manifest names: a config that is written again, embedded data.

use crate::held::Reader;
use crate::image::Image;
use crate::notes::Notes;
use crate::rules::EditRules;
use crate::steps::{config, manifest, media_types};
use crate::{ConfigEdit, Error, ManifestEdit, OddityCode, Part, Tool};
use bytes::Bytes;
use oci_digest::Algorithm;
use oci_spec_types::{ClaimedDigest, MediaType, oci};
use std::collections::BTreeMap;

/// The edits, and what they are applied to.
pub(crate) struct EditContent<'e> {
    pub tool: &'static Tool,
    pub reader: &'e Reader,
    pub edits: &'e [ManifestEdit],
    pub config_edits: &'e [ConfigEdit],
    /// The config, where it was provided.
    pub config: Option<&'e Bytes>,
    /// The blobs of layers that were provided.
    pub layers: &'e BTreeMap<usize, Bytes>,
    /// The manifest before its layers were edited.
    pub before: &'e oci::Manifest,
    /// The media type that the source gives the config.
    pub old_config_type: Option<&'e MediaType>,
}

impl EditContent<'_> {
    /// Brings config and embedded data in line with the edits. Returns the diffIDs of the config, where one was made.
    pub(crate) fn apply(&self, image: &mut Image, notes: &mut Notes) -> Result<Option<Vec<ClaimedDigest>>, Error> {
        let rules = self.tool.edits.unwrap_or(&EditRules::NOTHING_ELSE);
        let media_type = image.format.media_type();
        let Some(own) = image.manifest_mut() else { return Ok(None) };
        let max = manifest::data_max(self.edits);
        for (at, layer) in own.layers.iter_mut().enumerate() {
            if let Some(embeds) = manifest::embeds(layer.size, max) {
                let content = self.layers.get(&at).filter(|_| embeds);
                manifest::set_data(layer, content.map(|blob| &blob[..]), &format!("/layers/{at}"), notes);
            }
        }
        let made = match self.config {
            Some(given) => self.config(given, own, rules, notes)?,
            None => None,
        };
        let bytes = made.as_ref().map(|made| &made.bytes).or(self.config);
        if let Some(embeds) = manifest::embeds(own.config.size, max).filter(|_| manifest::has_data(&own.config, rules))
        {
            let content = bytes.filter(|_| embeds);
            manifest::set_data(&mut own.config, content.map(|bytes| &bytes[..]), "/config", notes);
        }
        if rules.states_type && own != self.before {
            own.media_type.get_or_insert(media_type);
        }
        let Some(made) = made else { return Ok(None) };
        image.config = Some(made.bytes);
        Ok(Some(made.diff_ids))
    }

    /// The config that the edits make, or that is named by another algorithm now; the descriptor names it.
    fn config(
        &self,
        given: &Bytes,
        own: &mut oci::Manifest,
        rules: &EditRules,
        notes: &mut Notes,
    ) -> Result<Option<config::Rewritten>, Error> {
        let layers = own.layers != self.before.layers;
        let rewrites = manifest::rewrites_config(own, self.edits, layers, rules);
        let edited = !self.config_edits.is_empty() && media_types::is_image_config(&own.config.media_type);
        let mut made = None;
        if rewrites || edited {
            made = config::edit(given, self.config_edits, rewrites, self.tool, self.reader, notes)?;
        }
        if let (Some(_), true, Some(old)) = (&made, rules.old_config_type, self.old_config_type) {
            if *old != own.config.media_type {
                notes.odd(Part::Manifest, "/config/mediaType", OddityCode::MixedFamilies, old.as_str());
            }
            own.config.media_type = old.clone();
        }
        let stated = own.config.digest.valid().map(|digest| digest.algorithm());
        let asked = manifest::config_algorithm(self.edits);
        if made.is_none() && asked.is_none_or(|asked| Some(asked) == stated.as_ref()) {
            return Ok(None);
        }
        let bytes = made.as_ref().map_or(given, |made| &made.bytes);
        let algorithm = asked.cloned().or(stated).unwrap_or(Algorithm::Sha256);
        own.config.digest = manifest::digest(&algorithm, bytes)?.into();
        own.config.size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        if own.config.data.is_some() {
            if self.tool.configs.is_some_and(|rules| rules.keeps_stale_data) {
                notes.odd(Part::Manifest, "/config/data", OddityCode::ForeignData, "that of the config before");
            } else {
                manifest::set_data(&mut own.config, Some(bytes), "/config", notes);
            }
        }
        Ok(made)
    }
}
