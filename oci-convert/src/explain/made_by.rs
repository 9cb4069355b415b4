//! Whether one document is, to the byte, what a tool makes of the other: found out by doing it.

use super::{Relation, Which, compared};
use crate::{Algorithm, CompressionEdit, Format, LayerUpdate, Request, Source, Tool, tools};
use oci_spec_types::{Compression, Descriptor, Document, Text, View};
use serde::Serialize;

/// One document is, to the byte, what a tool makes of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MadeBy {
    /// The one that was there first.
    pub from: Which,
    /// Whose bytes the other one has: [`Tool::id`].
    pub tool: Text,
}

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
    for tool in tools::ALL {
        for (which, from, to) in [(Which::A, a, b), (Which::B, b, a)] {
            if made(from, to, tool).is_some_and(|bytes| bytes == compared(to)) {
                return Some(MadeBy { from: which, tool: Text::from_static(tool.id()) });
            }
        }
    }
    None
}

fn made(from: &Document, to: &Document, tool: &'static Tool) -> Option<Vec<u8>> {
    let (source, target) = (Source::from(from), to.media_type()?);
    if let Some(format) = Format::of_index_media_type(&target) {
        let request = Request::convert(format).as_tool(tool).index_alone();
        return Some(request.plan(source).ok()?.finish().ok()?.bytes.to_vec());
    }
    let (own, other) = (Format::of_media_type(&source.media_type)?, Format::of_media_type(&target)?);
    let mut request = if own == other { Request::edit() } else { Request::convert(other) }.as_tool(tool);
    let (before, after) = (layers(from)?, layers(to)?);
    if before.len() != after.len() {
        return None;
    }
    if before.iter().zip(after).any(|(before, after)| before.digest != after.digest) {
        request = request.layers(before.iter().zip(after).map(update).collect::<Vec<_>>());
    }
    Some(request.plan(source).ok()?.finish().ok()?.bytes.to_vec())
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
    let mut update = LayerUpdate::new(after.digest.clone(), after.size).compression(edit, algorithm);
    update.urls = after.urls.clone();
    update.annotations = after.annotations.clone();
    update
}
