//! What an index is.

use super::kind::ArtifactKind;
use super::reason::Reason;
use crate::annotation::{IMAGE_NAME, REF_NAME};
use crate::{Descriptor, MediaType, Text, attestation};

/// The first rule that fits counts.
///
/// Annotations of entries that say under which name an image is kept are those of a layout (image-spec image-layout.md;
/// containerd). An index of images may have that of the image-spec, too, but states platforms then.
pub(super) fn decide(artifact_type: Option<&MediaType>, entries: &[Descriptor]) -> (ArtifactKind, Reason) {
    let types = || entries.iter().map(|entry| &entry.media_type);
    if let Some(own) = types().find(|own| own.artifact() == Some(ArtifactKind::BuildCache)) {
        return (ArtifactKind::BuildCache, Reason::Entry(own.clone()));
    }
    if let Some(own) = artifact_type {
        return (ArtifactKind::IndexOfArtifacts, Reason::ArtifactType(own.clone()));
    }
    let named = |name: &'static str| {
        let found = entries.iter().any(|entry| entry.annotations.contains_key(name));
        found.then(|| (ArtifactKind::Layout, Reason::Annotation(Text::from_static(name))))
    };
    if let Some(layout) = named(IMAGE_NAME) {
        return layout;
    }
    let is_image = |entry: &Descriptor| type_of(entry).is_none() && attestation::reference(entry).is_none();
    if let Some(at) = entries.iter().position(|entry| entry.platform.is_some() && is_image(entry)) {
        return (ArtifactKind::IndexOfImages, Reason::Platform(at));
    }
    if let Some(layout) = named(REF_NAME) {
        return layout;
    }
    if let Some(own) = types().find(|own| !own.is_manifest() && !own.is_index()) {
        return (ArtifactKind::IndexOfArtifacts, Reason::Entry(own.clone()));
    }
    if let Some(first) = entries.first().and_then(type_of)
        && entries.iter().all(|entry| type_of(entry).is_some())
    {
        // A referrer is about a document, not for a platform.
        let is_list = entries.iter().all(|entry| entry.platform.is_none());
        let kind = if is_list { ArtifactKind::Referrers } else { ArtifactKind::IndexOfArtifacts };
        return (kind, Reason::EntryTypes(first.clone()));
    }
    (ArtifactKind::IndexOfImages, Reason::Nothing)
}

/// The type of the artifact that an entry leads to.
fn type_of(entry: &Descriptor) -> Option<&MediaType> {
    entry.artifact_type.as_ref().filter(|own| !own.is_empty() && !own.is_config())
}
