//! What a document says about an image, and what the inputs tell of its layers.

use super::given::{Pool, covered};
use super::which::Which;
use bytes::Bytes;
use oci_digest::{DiffId, Digest};
use oci_spec_types::artifact::Artifact;
use oci_spec_types::layer::stated_diff_id;
use oci_spec_types::pair::{self, Mismatch};
use oci_spec_types::{ClaimedDigest, Compression, Descriptor, Document, Kind, MediaType, Model, View, docker, oci};
use std::collections::HashMap;

/// An image: a manifest, or a config by itself.
pub(super) struct Image<'d> {
    pub(super) which: Which,
    /// Signed and unsigned schema 1 are one kind.
    pub(super) kind: Kind,
    /// As the manifest describes it; schema 1 and configs have none.
    pub(super) config: Option<&'d Descriptor>,
    /// What is said of how the image is run: the config, or the v1 image of the top layer.
    pub(super) said: Option<Bytes>,
    /// Base first, without the empty layers of schema 1.
    pub(super) layers: Vec<Layer<'d>>,
    /// Whether its layers are those of an image, and its config may tell their diffIDs.
    pub(super) is_image: bool,
    pub(super) fit: Fit,
    /// The diffIDs that a config lists which fits.
    diff_ids: Vec<ClaimedDigest>,
}

/// Whether the config fits the layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// There is no config to look at.
    Unknown,
    Fits,
    /// It lists diffIDs, and they cannot be those of these layers.
    Misfit,
    /// It lists none: no image config.
    Silent,
}

/// A layer.
pub(super) struct Layer<'d> {
    /// The digest of the blob; configs by themselves do not tell it.
    pub(super) blob: Option<ClaimedDigest>,
    pub(super) descriptor: Option<&'d Descriptor>,
    pub(super) diff_id: Option<Digest>,
}

impl Layer<'_> {
    pub(super) fn media_type(&self) -> Option<MediaType> {
        self.descriptor.map(|descriptor| descriptor.media_type.clone())
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.descriptor.is_some_and(|descriptor| descriptor.media_type.is_encrypted())
    }

    pub(super) fn compression(&self) -> Option<Compression> {
        self.descriptor.and_then(|descriptor| descriptor.media_type.compression())
    }

    fn blob(&self) -> Option<Digest> {
        self.blob.as_ref()?.valid()
    }

    /// Whether both are one blob, as their digests state it.
    pub(super) fn is_same_blob(&self, other: &Self) -> bool {
        self.blob.is_some() && self.blob == other.blob
    }

    /// Whether both have one content: `None` where nothing tells.
    pub(super) fn is_same(&self, other: &Self) -> Option<bool> {
        if self.is_same_blob(other) {
            return Some(true);
        }
        let (own, other) = (self.diff_id.as_ref()?, other.diff_id.as_ref()?);
        (own.algorithm_str() == other.algorithm_str()).then(|| own == other)
    }

    /// A name for the content: equal names, one content.
    pub(super) fn content(&self) -> Option<Digest> {
        self.diff_id.clone().or_else(|| self.blob())
    }
}

impl<'d> Image<'d> {
    /// `None` for documents of other kinds.
    pub(super) fn of(document: &'d Document, which: Which, pool: &Pool<'_>) -> Option<Self> {
        match document.view() {
            View::OciManifest(manifest) => {
                let mut image = Self::described(document, which, &manifest.config, &manifest.layers, pool);
                image.is_image &= Artifact::of_manifest(manifest).kind.is_image();
                Some(image)
            }
            View::DockerManifest(manifest) => {
                let mut image = Self::described(document, which, &manifest.config, &manifest.layers, pool);
                image.is_image &= Artifact::of_docker_manifest(manifest).kind.is_image();
                Some(image)
            }
            View::Schema1(manifest) => Some(Self {
                which,
                kind: Kind::Schema1,
                config: None,
                said: manifest.history.first().map(|top| top.v1_compatibility.clone().into_bytes()),
                layers: schema1_layers(manifest),
                is_image: true,
                fit: Fit::Unknown,
                diff_ids: Vec::new(),
            }),
            View::ImageConfig(config) => {
                let ids = config.rootfs.diff_ids.iter();
                let layer = |id: &ClaimedDigest| Layer { blob: None, descriptor: None, diff_id: id.valid() };
                Some(Self {
                    which,
                    kind: Kind::ImageConfig,
                    config: None,
                    said: Some(covered(document).clone()),
                    layers: ids.map(layer).collect(),
                    is_image: true,
                    fit: Fit::Fits,
                    diff_ids: Vec::new(),
                })
            }
            _ => None,
        }
    }

    fn described(
        document: &Document,
        which: Which,
        config: &'d Descriptor,
        layers: &'d [Descriptor],
        pool: &Pool<'_>,
    ) -> Self {
        let said = pool.find(&config.digest).cloned();
        let is_empty = config.digest.valid().is_some_and(|digest| digest.verify(b"{}").is_ok());
        let of_layers = layers.iter().all(|layer| layer.media_type.is_layer());
        let (fit, diff_ids) = match &said {
            None => (Fit::Unknown, Vec::new()),
            Some(said) => listed(said, layers),
        };
        Self {
            which,
            kind: document.kind(),
            config: Some(config),
            said,
            layers: layers
                .iter()
                .map(|own| Layer { blob: Some(own.digest.clone()), descriptor: Some(own), diff_id: None })
                .collect(),
            is_image: of_layers && !is_empty && config.media_type.is_config(),
            fit,
            diff_ids,
        }
    }

    pub(super) fn is_schema1(&self) -> bool {
        self.kind == Kind::Schema1
    }

    /// Whether it is a config by itself.
    pub(super) fn is_config(&self) -> bool {
        self.kind == Kind::ImageConfig
    }
}

/// The diffIDs of a config, if it fits the layers: what is no image config lists none.
fn listed(config: &Bytes, layers: &[Descriptor]) -> (Fit, Vec<ClaimedDigest>) {
    let config = oci::ImageConfig::parse(config.clone()).ok().filter(oci::ImageConfig::states_diff_ids);
    let Some(config) = config else { return (Fit::Silent, Vec::new()) };
    let speaks_of_layers = |mismatch: &Mismatch| {
        matches!(
            mismatch,
            Mismatch::LayerCount { .. } | Mismatch::UncompressedLayer { .. } | Mismatch::SameLayer { .. }
        )
    };
    if pair::check(layers, &config, None).iter().any(speaks_of_layers) {
        return (Fit::Misfit, Vec::new());
    }
    (Fit::Fits, config.rootfs.diff_ids)
}

/// The layers of a schema 1 manifest, base first, without those that stand for steps without a layer.
fn schema1_layers(manifest: &docker::Schema1) -> Vec<Layer<'static>> {
    let thrown = |at: usize| {
        let image = manifest.history.get(at).and_then(|history| history.image().ok());
        image.is_some_and(|image| image.throw_away)
    };
    let kept = manifest.fs_layers.iter().enumerate().rev().filter(|(at, _)| !thrown(*at));
    kept.map(|(_, layer)| Layer { blob: Some(layer.blob_sum.clone()), descriptor: None, diff_id: None }).collect()
}

/// What the inputs tell of the contents of blobs.
#[derive(Debug, Default)]
pub(super) struct Facts {
    diff_ids: HashMap<Digest, Digest>,
    /// Two inputs state two diffIDs for one blob.
    pub(super) disagree: bool,
}

impl Facts {
    /// What the two images and the measured diffIDs tell; the layers of the images learn theirs.
    pub(super) fn gather(measured: &[(Digest, DiffId)], images: [&mut Image<'_>; 2]) -> Self {
        let mut facts = Self::default();
        for (blob, diff_id) in measured {
            facts.add(blob, diff_id.digest());
        }
        for image in &images {
            for (layer, diff_id) in image.layers.iter().zip(&image.diff_ids) {
                if let (Some(blob), Some(diff_id)) = (layer.blob(), diff_id.valid()) {
                    facts.add(&blob, &diff_id);
                }
            }
        }
        for image in images.iter().filter(|image| image.is_image) {
            // Descriptors are the weakest of witnesses: who corrected one did not change the blob.
            for layer in &image.layers {
                let stated = layer.descriptor.and_then(stated_diff_id).and_then(|stated| stated.valid());
                if let (Some(blob), Some(stated)) = (layer.blob(), stated) {
                    facts.diff_ids.entry(blob).or_insert(stated);
                }
            }
        }
        for image in images {
            for layer in &mut image.layers {
                if layer.diff_id.is_none() {
                    layer.diff_id = layer.blob().and_then(|blob| facts.diff_ids.get(&blob)).cloned();
                }
            }
        }
        facts
    }

    fn add(&mut self, blob: &Digest, diff_id: &Digest) {
        let known = self.diff_ids.entry(blob.clone()).or_insert_with(|| diff_id.clone());
        self.disagree |= known.algorithm_str() == diff_id.algorithm_str() && known != diff_id;
    }

    /// The diffID of a blob.
    pub(super) fn diff_id(&self, blob: &ClaimedDigest) -> Option<&Digest> {
        self.diff_ids.get(&blob.valid()?)
    }
}
