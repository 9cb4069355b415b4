//! Which images of an index are copied, and how: containers/image `prepareInstanceOps`.

use super::request::{CopyRequest, Sparse};
use crate::{CompressionAlgorithm, Error, ErrorKind, Format, Part};
use oci_spec_types::{ClaimedDigest, Descriptor, MediaType, Text, annotation};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What is done to one image of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InstanceStep {
    /// The place of the entry, from 0.
    pub position: usize,
    /// The digest of the manifest.
    pub digest: ClaimedDigest,
    /// Its media type.
    pub media_type: MediaType,
    /// What is done.
    pub operation: InstanceOperation,
}

/// What is done to an image of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InstanceOperation {
    /// It is copied.
    Copy,
    /// It is copied once more, with layers of this compression: a new entry, after the others.
    AddVariant(CompressionAlgorithm),
    /// It is not copied; its entry stays.
    Leave,
    /// It is not copied; its entry goes.
    Strip,
}

impl InstanceStep {
    /// Whether an image is copied.
    #[must_use]
    pub const fn is_copied(&self) -> bool {
        matches!(self.operation, InstanceOperation::Copy | InstanceOperation::AddVariant(_))
    }
}

/// The steps for the entries, in their order; variants follow the image that they are made of.
pub(super) fn steps(copy: &CopyRequest, format: Format, entries: &[Descriptor]) -> Result<Vec<InstanceStep>, Error> {
    let rules = copy.rules()?;
    let refuse =
        |text: String| Err(Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "/manifests", text));
    if !copy.variants.is_empty() && !rules.adds_variants {
        return refuse(format!("{} adds no variants of images", copy.tool));
    }
    if !copy.variants.is_empty() && copy.instances.is_some() {
        return refuse(format!("{} adds no variants where only some images are copied", copy.tool));
    }
    let only = copy.instances.as_ref().map(|(digests, sparse)| (digests.iter().collect::<HashSet<_>>(), *sparse));
    if only.as_ref().is_some_and(|(_, sparse)| *sparse == Sparse::Strip) && !rules.strips {
        return refuse(format!("{} leaves entries of images that are not copied", copy.tool));
    }
    let mut there = compressions(format, entries);
    let mut steps = Vec::with_capacity(entries.len());
    for (position, entry) in entries.iter().enumerate() {
        let mut push = |operation| {
            let (digest, media_type) = (entry.digest.clone(), entry.media_type.clone());
            steps.push(InstanceStep { position, digest, media_type, operation });
        };
        match &only {
            Some((digests, sparse)) if !digests.contains(&entry.digest) => {
                if let (Sparse::Strip, Some(fixed)) = (sparse, copy.fixed) {
                    return Err(fixed.refused(&format!("/manifests/{position}"), "the entry would go"));
                }
                push(if *sparse == Sparse::Strip { InstanceOperation::Strip } else { InstanceOperation::Leave });
            }
            _ => push(InstanceOperation::Copy),
        }
        let own = there.entry(key(entry)).or_default();
        for variant in &copy.variants {
            if own.insert(variant.to_string()) {
                if let Some(fixed) = copy.fixed {
                    return Err(fixed.refused("/manifests", format!("a {variant} variant would be added")));
                }
                push(InstanceOperation::AddVariant(*variant));
            }
        }
    }
    Ok(steps)
}

/// What tells platforms apart: the order of features does not.
type Key = ([String; 4], Vec<String>);

fn key(entry: &Descriptor) -> Key {
    let Some(platform) = entry.platform.as_deref() else { return Key::default() };
    let text = |text: &Option<Text>| text.as_deref().unwrap_or_default().to_owned();
    let (version, variant) = (text(&platform.os_version), text(&platform.variant));
    let mut features: Vec<String> = platform.os_features.iter().map(ToString::to_string).collect();
    features.sort();
    ([platform.os.to_string(), platform.architecture.to_string(), version, variant], features)
}

/// Which compressions there are of each platform, as the entries tell.
fn compressions(format: Format, entries: &[Descriptor]) -> BTreeMap<Key, BTreeSet<String>> {
    let mut there: BTreeMap<Key, BTreeSet<String>> = BTreeMap::new();
    for entry in entries {
        let marked = entry.annotations.get(annotation::ZSTD).is_some_and(|value| value == "true");
        let compression =
            if marked && format == Format::Oci { CompressionAlgorithm::Zstd } else { CompressionAlgorithm::Gzip };
        there.entry(key(entry)).or_default().insert(compression.to_string());
    }
    there
}
