//! Attestations in an index: what they are about, and how they follow what that becomes.

use crate::EntryEdit;
use crate::steps::entries::label;
use oci_spec_types::{Annotations, ClaimedDigest, Descriptor, Text, annotation};
use std::collections::{HashMap, HashSet};

/// What manifests have become, by the digests that they had.
pub(crate) type Becomes = HashMap<ClaimedDigest, String>;

/// What an entry says that it is about.
pub(crate) fn about(entry: &Descriptor) -> Option<ClaimedDigest> {
    entry.annotations.get(annotation::REFERENCE_DIGEST).cloned().map(ClaimedDigest::from)
}

/// The edit by which an attestation names what its image has become; nothing for other entries.
pub(crate) fn follow(entry: &Descriptor, becomes: &Becomes) -> Option<EntryEdit> {
    let mut annotations = Annotations::new();
    annotations.insert(annotation::REFERENCE_DIGEST, becomes.get(&about(entry)?)?.clone());
    Some(EntryEdit::Update {
        old: entry.digest.clone(),
        digest: entry.digest.clone(),
        size: entry.size,
        media_type: entry.media_type.clone(),
        annotations: Some(annotations),
        replace_annotations: false,
        compressions: Vec::new(),
    })
}

/// Attestations whose image is not in the index: their places, what they are, and what they are about.
pub(crate) fn dangling(entries: &[Descriptor]) -> Vec<(usize, Text, ClaimedDigest)> {
    let abouts: Vec<_> =
        entries.iter().enumerate().filter_map(|(at, entry)| Some((at, entry, about(entry)?))).collect();
    if abouts.is_empty() {
        return Vec::new();
    }
    let there: HashSet<&ClaimedDigest> = entries.iter().map(|entry| &entry.digest).collect();
    let gone = abouts.into_iter().filter(|(.., about)| !there.contains(about));
    gone.map(|(at, entry, about)| (at, label(entry), about)).collect()
}
