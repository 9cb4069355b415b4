//! A manifest and its config: whether they can be of one image.
//!
//! Each of the two documents may be faultless, and the pair broken all the same: tools then count layers differently, or
//! unpack one that no diffID stands for. [`check`] needs no blob: it says what the two documents prove.

use crate::printable::printable;
use crate::validate::{Level, Rule};
use crate::{ClaimedDigest, Compression, Descriptor, MediaType, Text, attestation, oci};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// In what a manifest and its config do not agree: what [`check`] finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "mismatch")]
#[non_exhaustive]
pub enum Mismatch {
    /// The config has no `rootfs`, or one without `diff_ids`: nothing is known of the layers' contents.
    NoDiffIds {
        /// How many layers the manifest has.
        layers: usize,
    },
    /// There is not one diffID for each layer.
    LayerCount {
        /// How many layers the manifest has.
        layers: usize,
        /// How many diffIDs the config has.
        diff_ids: usize,
    },
    /// A layer that its media type calls uncompressed has another digest than its diffID, which is the digest of the same
    /// bytes.
    UncompressedLayer {
        /// Which layer, from 0.
        layer: usize,
        /// Its digest.
        digest: ClaimedDigest,
        /// Its diffID.
        diff_id: ClaimedDigest,
    },
    /// Two layers are the same blob and have two diffIDs.
    SameLayer {
        /// The first of the two layers, from 0.
        first: usize,
        /// The second one.
        second: usize,
    },
    /// The history does not have one entry with a layer for each diffID.
    History {
        /// How many entries of the history are not marked with `empty_layer`.
        entries: usize,
        /// How many diffIDs the config has, or layers the manifest, where there are no diffIDs.
        layers: usize,
    },
    /// The entry of the index states another platform than the config.
    Platform {
        /// The member that differs: `os`, `architecture`, `variant` or `os.version`.
        member: &'static str,
        /// What the entry says.
        entry: Text,
        /// What the config says.
        config: Text,
    },
}

impl Mismatch {
    /// The rule that is broken; `None` where the specifications do not speak of it.
    #[must_use]
    pub fn rule(&self) -> Option<Rule> {
        match self {
            Self::NoDiffIds { .. } => Some(Rule::Cfg03),
            Self::LayerCount { .. } | Self::UncompressedLayer { .. } | Self::SameLayer { .. } => Some(Rule::Man13),
            Self::History { .. } => Some(Rule::Cfg11),
            Self::Platform { .. } => None,
        }
    }

    /// How grave it is: that of the rule, or [`Level::Policy`], since a client that chose the entry gets another image than
    /// it asked for.
    #[must_use]
    pub fn level(&self) -> Level {
        self.rule().map_or(Level::Policy, Rule::level)
    }
}

/// What was found, in which of the documents, and what the other one says.
impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDiffIds { layers } => {
                write!(f, "the manifest has {}, the config states no diffIDs", count(*layers, "layer"))
            }
            Self::LayerCount { layers, diff_ids } => {
                write!(f, "the manifest has {}, the config {}", count(*layers, "layer"), count(*diff_ids, "diffID"))
            }
            Self::UncompressedLayer { layer, digest, diff_id } => write!(
                f,
                "layer {layer} is not compressed: its digest {} is not its diffID {}",
                printable(digest.as_str()).longest(80),
                printable(diff_id.as_str()).longest(80)
            ),
            Self::SameLayer { first, second } => {
                write!(f, "layers {first} and {second} are the same blob, the config has two diffIDs for it")
            }
            Self::History { entries, layers } => write!(
                f,
                "the history has {} with a layer, expected {layers}",
                if *entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") }
            ),
            Self::Platform { member, entry, config } => write!(
                f,
                "the entry of the index states {member} {}, the config {}",
                printable(entry).longest(80).quoted(),
                printable(config).longest(80).quoted()
            ),
        }
    }
}

fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Compares the layers of a manifest with the config that it names, and the entry of the index that led to the manifest,
/// if one did.
///
/// Layers and diffIDs are compared by number; by digest, where the media type says that the layer is not compressed or a
/// layer stands twice; with the history of the config; and the platform of the entry with that of the config, where both
/// state it. What does not follow from the documents is not said: whether a compressed layer has its diffID, its bytes
/// tell.
///
/// The documents of artifacts, whose config is no image config, make no such pair.
///
/// ```
/// use oci_spec_types::pair::{self, Mismatch};
/// use oci_spec_types::{Model, oci};
///
/// let manifest = oci::Manifest::parse(&br#"{"layers":[{"digest":"sha256:aa"},{"digest":"sha256:bb"}]}"#[..])?;
/// let config = oci::ImageConfig::parse(&br#"{"rootfs":{"type":"layers","diff_ids":["sha256:cc"]}}"#[..])?;
/// let found = pair::check(&manifest.layers, &config, None);
/// assert_eq!(found, [Mismatch::LayerCount { layers: 2, diff_ids: 1 }]);
/// assert_eq!(found[0].to_string(), "the manifest has 2 layers, the config 1 diffID");
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[must_use]
pub fn check(layers: &[Descriptor], config: &oci::ImageConfig, entry: Option<&Descriptor>) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let diff_ids = &config.rootfs.diff_ids;
    if config.states_diff_ids() {
        if layers.len() != diff_ids.len() {
            found.push(Mismatch::LayerCount { layers: layers.len(), diff_ids: diff_ids.len() });
        } else {
            check_digests(layers, diff_ids, &mut found);
        }
    } else if !layers.is_empty() {
        found.push(Mismatch::NoDiffIds { layers: layers.len() });
    }
    let expected = if config.states_diff_ids() { diff_ids.len() } else { layers.len() };
    let entries = config.layer_history().count();
    if config.history.is_some() && entries != expected {
        found.push(Mismatch::History { entries, layers: expected });
    }
    found.extend(entry.into_iter().flat_map(|entry| check_entry(entry, config)));
    found
}

/// Layers that stand for diffIDs one to one.
fn check_digests(layers: &[Descriptor], diff_ids: &[ClaimedDigest], found: &mut Vec<Mismatch>) {
    let firsts = firsts(layers);
    // Most layers have the type of the one before.
    let mut last: Option<(&MediaType, bool)> = None;
    for (at, (layer, diff_id)) in layers.iter().zip(diff_ids).enumerate() {
        let uncompressed = match last {
            Some((media_type, uncompressed)) if *media_type == layer.media_type => uncompressed,
            _ => is_uncompressed(&layer.media_type),
        };
        last = Some((&layer.media_type, uncompressed));
        if uncompressed && is_other(&layer.digest, diff_id) {
            let (digest, diff_id) = (layer.digest.clone(), diff_id.clone());
            found.push(Mismatch::UncompressedLayer { layer: at, digest, diff_id });
        }
        if let Some(first) = firsts.get(&at)
            && layer.digest.valid().is_some()
            && diff_ids.get(*first).is_some_and(|of_first| is_other(of_first, diff_id))
        {
            found.push(Mismatch::SameLayer { first: *first, second: at });
        }
    }
}

/// The first layer of the same digest, for those that are not the first.
fn firsts(layers: &[Descriptor]) -> BTreeMap<usize, usize> {
    let mut digests: Vec<(&str, usize)> = layers.iter().map(|layer| layer.digest.as_str()).zip(0..).collect();
    digests.sort_unstable();
    let alike = digests.chunk_by(|(a, _), (b, _)| a == b);
    alike
        .filter_map(<[_]>::split_first)
        .flat_map(|((_, first), more)| more.iter().map(|(_, at)| (*at, *first)))
        .collect()
}

/// Whether the bytes of the blob are the layer's tar.
fn is_uncompressed(media_type: &MediaType) -> bool {
    media_type.is_layer() && media_type.blob_compression() == Some(Compression::None)
}

/// Whether two digests are of other bytes: those of two algorithms cannot be compared.
fn is_other(a: &ClaimedDigest, b: &ClaimedDigest) -> bool {
    a != b && matches!((a.valid(), b.valid()), (Some(a), Some(b)) if a.algorithm_str() == b.algorithm_str())
}

/// Compares the platform of an index entry with that of the config which its manifest names: every member that both
/// state. A part of [`check`], for those who have no layers at hand.
///
/// The entry of an attestation states no platform of its own.
///
/// ```
/// use oci_spec_types::pair::{self, Mismatch};
/// use oci_spec_types::{Descriptor, Model, oci};
///
/// let config = oci::ImageConfig::parse(&br#"{"os":"linux","architecture":"arm64"}"#[..])?;
/// let entry = Descriptor::default().with_platform(oci::Platform::new("linux", "amd64"));
/// let found: Vec<Mismatch> = pair::check_entry(&entry, &config).collect();
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].to_string(), "the entry of the index states architecture \"amd64\", the config \"arm64\"");
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
pub fn check_entry(entry: &Descriptor, config: &oci::ImageConfig) -> impl Iterator<Item = Mismatch> {
    let platform = entry.platform.as_ref().filter(|_| attestation::reference(entry).is_none());
    let members = platform.map(|platform| {
        [
            ("os", Some(&platform.os), Some(&config.os)),
            ("architecture", Some(&platform.architecture), Some(&config.architecture)),
            ("variant", platform.variant.as_ref(), config.variant.as_ref()),
            ("os.version", platform.os_version.as_ref(), config.os_version.as_ref()),
        ]
    });
    members.into_iter().flatten().filter_map(|(member, entry, config)| {
        let (entry, config) = (entry?, config?);
        let differ = !entry.is_empty() && !config.is_empty() && entry != config;
        differ.then(|| Mismatch::Platform { member, entry: entry.clone(), config: config.clone() })
    })
}
