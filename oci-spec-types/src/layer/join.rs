//! The layers of an image, one row each: history, descriptor, diffID, chainID.

use super::{EROFS_UNCOMPRESSED, LayerFormat, format, stated_diff_id};
use crate::error::{Error, ErrorKind};
use crate::oci::{History, ImageConfig};
use crate::{ClaimedDigest, Descriptor, Text};
use oci_digest::{ChainId, DiffId};

/// A step of an image's history and the layer that it made, or a layer of which no history tells.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LayerRow<'a> {
    /// The step of the history; `None` where the config has none.
    pub history: Option<&'a History>,
    /// The layer as the manifest describes it; `None` for a step that changed no file.
    pub layer: Option<&'a Descriptor>,
    /// The layer's place in the manifest, from 0, base first.
    pub position: Option<usize>,
    /// The digest of the layer's uncompressed content; `None` without a layer, and where neither the config nor the
    /// descriptor states it.
    pub diff_id: Option<DiffId>,
    /// The chainID of this layer and all below it; `None` where a diffID of one of them is not known.
    pub chain_id: Option<ChainId>,
}

impl<'a> LayerRow<'a> {
    /// The command that made the layer, as the history states it.
    #[must_use]
    pub fn created_by(&self) -> Option<&'a Text> {
        self.history.and_then(|step| step.created_by.as_ref())
    }

    /// The size of the layer's blob in bytes, as the manifest states it: 0 for a step that changed no file.
    #[must_use]
    pub fn size(&self) -> i64 {
        self.layer.map_or(0, |layer| layer.size)
    }
}

/// Joins the layers of a manifest with the history and the diffIDs of its config, base first: one row for each step of the
/// history, those without a layer among them, or one for each layer where there is no history.
///
/// A config without diffIDs (the draft erofs-image-spec allows it) leaves them to the descriptors, see
/// [`stated_diff_id`]; the annotation of an EROFS layer counts before the config.
///
/// Takes time in proportion to the number of layers and steps. What the digests prove is [`crate::pair::check`]'s.
///
/// # Errors
/// When layers, diffIDs and steps with a layer are not equally many, or a diffID is no digest.
///
/// ```
/// use oci_spec_types::layer::join;
/// use oci_spec_types::{Descriptor, MediaType, Model, oci};
///
/// let layer = Descriptor::of(MediaType::OCI_LAYER, b"a tar");
/// let config = format!(
///     r#"{{"rootfs":{{"type":"layers","diff_ids":["{}"]}},
///     "history":[{{"created_by":"COPY . /"}},{{"created_by":"CMD [\"sh\"]","empty_layer":true}}]}}"#,
///     layer.digest
/// );
/// let config = oci::ImageConfig::parse(config.into_bytes())?;
/// let layers = [layer];
/// let rows = join(&layers, &config)?;
/// assert_eq!(rows.len(), 2);
/// assert_eq!((rows[0].created_by().unwrap().as_str(), rows[0].size()), ("COPY . /", 5));
/// assert_eq!(rows[0].chain_id.as_ref().unwrap().to_string(), layers[0].digest.to_string());
/// assert_eq!((rows[1].layer, rows[1].size()), (None, 0));
///
/// let error = join(&[], &config).unwrap_err();
/// let counts = "layers do not match: 0 in the manifest, 1 diffIDs in the config, 1 steps with a layer in its history";
/// assert_eq!(error.to_string(), counts);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn join<'a>(layers: &'a [Descriptor], config: &'a ImageConfig) -> Result<Vec<LayerRow<'a>>, Error> {
    let history = config.history.as_deref().filter(|steps| !steps.is_empty());
    let diff_ids = config.states_diff_ids().then_some(&config.rootfs.diff_ids);
    let steps = history.map(|_| config.layer_history().count());
    let fits = |count: Option<usize>| count.is_none_or(|count| count == layers.len());
    if !fits(diff_ids.map(Vec::len)) || !fits(steps) {
        let mut text = format!("layers do not match: {} in the manifest", layers.len());
        text.extend(diff_ids.map(|ids| format!(", {} diffIDs in the config", ids.len())));
        text.extend(steps.map(|steps| format!(", {steps} steps with a layer in its history")));
        return Err(Error::of_value(ErrorKind::Layers, "", text));
    }
    let mut below = Some(None);
    let mut rows = Vec::with_capacity(history.map_or(layers.len(), <[History]>::len));
    let mut row = |(position, layer): (usize, &'a Descriptor), history| {
        let diff_id = diff_id(layer, position, diff_ids.and_then(|ids| ids.get(position)))?;
        let chain_id = match (below.take(), &diff_id) {
            (Some(None), Some(first)) => ChainId::of(std::slice::from_ref(first)),
            (Some(Some(chain)), Some(next)) => Some(ChainId::then(&chain, next)),
            _ => None,
        };
        below = chain_id.clone().map(Some);
        Ok::<_, Error>(LayerRow { history, layer: Some(layer), position: Some(position), diff_id, chain_id })
    };
    let mut layers = layers.iter().enumerate();
    let Some(history) = history else {
        for layer in layers {
            rows.push(row(layer, None)?);
        }
        return Ok(rows);
    };
    for step in history {
        let made = if step.empty_layer { None } else { layers.next() };
        rows.push(match made {
            Some(layer) => row(layer, Some(step))?,
            None => LayerRow { history: Some(step), layer: None, position: None, diff_id: None, chain_id: None },
        });
    }
    Ok(rows)
}

/// The diffID of a layer: that of the config, unless the layer's own annotation counts before it.
fn diff_id(layer: &Descriptor, position: usize, listed: Option<&ClaimedDigest>) -> Result<Option<DiffId>, Error> {
    let annotated = || layer.annotations.contains_key(EROFS_UNCOMPRESSED) && format(layer) == LayerFormat::Erofs;
    let stated = || stated_diff_id(layer).and_then(|digest| digest.valid());
    match listed {
        None => Ok(stated().map(DiffId::new)),
        Some(listed) => match annotated().then(stated).flatten().or_else(|| listed.valid()) {
            Some(digest) => Ok(Some(DiffId::new(digest))),
            None => Err(Error::no_digest(format!("/rootfs/diff_ids/{position}"), listed.as_str())),
        },
    }
}
