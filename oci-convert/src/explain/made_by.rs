//! Whether one document is, to the byte, what a tool makes of the other: found out by doing it.

use super::{Relation, Which, compared};
use crate::index::{IndexConversion, IndexFormat};
use crate::{Algorithm, CompressionEdit, Conversion, Edition, Format, LayerUpdate, Profile, Source};
use oci_spec_types::{Compression, Descriptor, Document, Text, View};
use serde::Serialize;

/// One document is, to the byte, what a tool makes of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MadeBy {
    /// The one that was there first.
    pub from: Which,
    /// Whose bytes the other one has: [`Profile`].
    pub profile: Text,
}

/// The profiles that need nothing but the documents, the likeliest first.
const PROFILES: [Profile; 4] = [
    Profile::CONTAINERS_IMAGE,
    Profile::ContainersImage { edition: Edition::V1_1 },
    Profile::ContainersImage { edition: Edition::V1_0 },
    Profile::Minimal,
];

/// `None` also where the config would be needed to tell.
pub(super) fn find(a: &Document, b: &Document, relation: &Relation) -> Option<MadeBy> {
    match relation {
        Relation::Converted { .. }
        | Relation::Recompressed { .. }
        | Relation::ConvertedAndRecompressed { .. }
        | Relation::IndexConverted
        | Relation::IndexEdited
        | Relation::ManifestEdited
        | Relation::Respelt(_) => {}
        _ => return None,
    }
    for profile in PROFILES {
        for (which, from, to) in [(Which::A, a, b), (Which::B, b, a)] {
            if made(from, to, profile).is_some_and(|bytes| bytes == compared(to)) {
                return Some(MadeBy { from: which, profile: profile.to_string().into() });
            }
        }
    }
    None
}

fn made(from: &Document, to: &Document, profile: Profile) -> Option<Vec<u8>> {
    let (source, target) = (Source::from(from), to.media_type()?);
    if let Some(format) = IndexFormat::of_media_type(&target) {
        let index = IndexConversion::to(format).profile(profile).without_way_back().convert(source).ok()?;
        return Some(index.bytes.to_vec());
    }
    let (own, other) = (Format::of_media_type(&source.media_type)?, Format::of_media_type(&target)?);
    let conversion = if own == other { Conversion::update() } else { Conversion::to(other) };
    let mut conversion = conversion.profile(profile).without_way_back();
    let (before, after) = (layers(from)?, layers(to)?);
    if before.len() != after.len() {
        return None;
    }
    if before.iter().zip(after).any(|(before, after)| before.digest != after.digest) {
        conversion = conversion.layer_updates(before.iter().zip(after).map(update).collect::<Vec<_>>());
    }
    Some(conversion.plan(source).ok()?.finish().ok()?.manifest.to_vec())
}

fn layers(document: &Document) -> Option<&[Descriptor]> {
    match document.view() {
        View::OciManifest(manifest) => Some(&manifest.layers),
        View::DockerManifest(manifest) => Some(&manifest.layers),
        _ => None,
    }
}

/// The edit that a copy would have asked for.
fn update((before, after): (&Descriptor, &Descriptor)) -> LayerUpdate {
    let was_plain = before.media_type.compression() == Some(Compression::None);
    let compressed = if was_plain { CompressionEdit::Compress } else { CompressionEdit::Preserve };
    let (edit, algorithm) = match after.media_type.compression() {
        Some(Compression::None) => (CompressionEdit::Decompress, None),
        Some(Compression::Gzip) => (compressed, Some(Algorithm::Gzip)),
        Some(Compression::Zstd) => (compressed, Some(Algorithm::Zstd)),
        _ => (CompressionEdit::Preserve, None),
    };
    let mut update = LayerUpdate::new(after.digest.to_string(), after.size).compression(edit, algorithm);
    update.urls = after.urls.clone();
    update.annotations = after.annotations.clone();
    update
}
