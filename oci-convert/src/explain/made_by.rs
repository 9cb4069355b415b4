//! Whether one document is, to the byte, what a tool makes of the other: found out by doing it.
//!
//! The whole operation of the tool is run. Nothing of the result goes into it but the blobs of layers that a copy compressed
//! anew: digest, size, media type, and the annotations that belong to a blob. Where nothing is to be done a tool keeps the
//! bytes that it has, and nothing is run.

use super::documents::Images;
use super::given::{Pool, covered};
use super::image::{Facts, Image, Layer};
use super::index::entries;
use super::which::Which;
use crate::blob_annotations::is_of_blob;
use crate::dialect::Text as TextForm;
use crate::{
    CompressionAlgorithm, CompressionEdit, CryptoEdit, Destination, EMPTY_LAYER, EMPTY_LAYER_DIGEST, Format,
    LayerUpdate, Need, Plan, Provided, Request, Source, Tool, tools,
};
use oci_spec_types::{ClaimedDigest, Compression, Descriptor, Document, Style, Text};
use serde::Serialize;
use std::collections::HashMap;

/// One document is, to the byte, what a tool makes of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MadeBy {
    /// The one that was there first.
    pub from: Which,
    /// Whose bytes the other one has: [`Tool::id`].
    pub tool: Text,
    /// How many layers are blobs that the tool did not make itself: they were taken as they stand in the result.
    pub replaced: usize,
}

/// All tools that make one of the other, the likeliest first.
pub(super) fn find(a: &Document, b: &Document, images: Option<&Images<'_>>, pool: &Pool<'_>) -> Vec<MadeBy> {
    let mut made = Vec::new();
    for (from, one, other) in [(Which::A, a, b), (Which::B, b, a)] {
        let Some(work) = Work::of(from, one, other, images) else { continue };
        let style = Style::detect(covered(other));
        for tool in tools::ALL {
            if work.may_write(tool, style) && work.makes(tool, covered(other), pool) {
                let tool = Text::from_static(tool.id());
                made.push(MadeBy { from, tool, replaced: work.replaced });
            }
        }
    }
    made
}

/// What a tool would have to do.
struct Work<'w> {
    source: Source,
    /// The format of the source and of the result.
    formats: (Format, Format),
    kind: WorkKind,
    replaced: usize,
    /// Whether both manifests name one config, if both name any.
    same_config: Option<bool>,
    facts: Option<&'w Facts>,
    /// The sizes of blobs.
    sizes: HashMap<ClaimedDigest, i64>,
}

enum WorkKind {
    /// The edits that a copy may have asked for, any one of them; `None` where no blob is new.
    Image { updates: Option<Vec<Vec<LayerUpdate>>> },
    Index {
        /// Both name the same children.
        alone: bool,
    },
}

impl<'w> Work<'w> {
    /// `None` where nothing is to be done, or a tool could not have done it.
    fn of(from: Which, one: &Document, other: &Document, images: Option<&'w Images<'_>>) -> Option<Self> {
        let (source, target) = (Source::from(one), other.media_type()?);
        if let (Some(own), Some(wanted)) = (entries(one), entries(other)) {
            let formats = (Format::of_index_media_type(&source.media_type)?, Format::of_index_media_type(&target)?);
            let alone =
                own.len() == wanted.len() && own.iter().zip(wanted).all(|(own, other)| own.digest == other.digest);
            let kind = WorkKind::Index { alone };
            let (facts, sizes) = (None, HashMap::new());
            let work = Self { source, formats, kind, replaced: 0, same_config: None, facts, sizes };
            // Of the same format, too: children of the other family are converted.
            let foreign = |own: &Descriptor| {
                let format = Format::of_media_type(&own.media_type);
                format.is_some_and(|format| format.family() != formats.1.family())
            };
            return (formats.0 != formats.1 || (!alone && own.iter().any(foreign))).then_some(work);
        }
        let images = images.filter(|images| !images.a.is_config() && !images.b.is_config())?;
        let (before, after) = match from {
            Which::A => (&images.a, &images.b),
            Which::B => (&images.b, &images.a),
        };
        let formats = (Format::of_media_type(&source.media_type)?, Format::of_media_type(&target)?);
        let updates = updates(before, after)?;
        let replaced = updates.as_ref().map_or(0, |(_, replaced)| *replaced);
        let sizes = after.layers.iter().filter_map(|layer| Some((layer.blob.clone()?, layer.descriptor?.size)));
        Some(Self {
            source,
            formats,
            replaced,
            same_config: before.config.zip(after.config).map(|(before, after)| before.digest == after.digest),
            facts: Some(&images.facts),
            sizes: sizes.collect(),
            kind: WorkKind::Image { updates: updates.map(|(updates, _)| updates) },
        })
    }

    /// Whether the tool has such an operation, and writes text that is laid out so, and such a config. Most tools are done with
    /// here.
    fn may_write(&self, tool: &Tool, style: Style) -> bool {
        let form = match (tool.dialect.text, self.formats.1, tool.dialect.schema1) {
            (_, Format::DockerV2S1, None) => return false,
            (_, Format::DockerV2S1, Some(types)) => Some(types.form),
            (TextForm::Written(form), ..) => Some(form),
            (TextForm::InPlace, ..) => None,
        };
        let is_its_text = form.is_none_or(|form| form.style().whitespace == style.whitespace);
        let (from, to) = self.formats;
        let has = match &self.kind {
            WorkKind::Index { .. } => tool.converts_indexes(),
            WorkKind::Image { .. } if from != to => tool.converts(from, to),
            WorkKind::Image { updates: Some(_) } => tool.layers.is_some(),
            // A copy that changes nothing keeps the bytes; what makes media types fit their family does not.
            WorkKind::Image { updates: None } => {
                tool.converts(from, to) && tool.images.is_some_and(|rules| rules.normalises)
            }
        };
        is_its_text && has && self.may_have_config(tool)
    }

    /// Whether the tool may come from the one config to the other: without an edit it keeps what it does not write anew.
    fn may_have_config(&self, tool: &Tool) -> bool {
        let (from, to) = self.formats;
        let edits = matches!(self.kind, WorkKind::Image { updates: Some(_) });
        edits || self.same_config != Some(false) || tool.rewrites_config(from, to)
    }

    /// Whether the tool makes these bytes, and would not have kept those of the source.
    fn makes(&self, tool: &'static Tool, wanted: &[u8], pool: &Pool<'_>) -> bool {
        let (from, to) = self.formats;
        let requests = match &self.kind {
            WorkKind::Image { updates: None } => vec![Request::convert(to)],
            WorkKind::Image { updates: Some(updates) } => {
                let request = if from == to { Request::edit() } else { Request::convert(to) };
                updates.iter().map(|updates| request.clone().layers(updates.clone())).collect()
            }
            WorkKind::Index { alone: true } => vec![Request::convert(to).index_alone()],
            WorkKind::Index { alone: false } => vec![Request::convert(to)],
        };
        requests.into_iter().any(|request| {
            let made = self.run(&request.as_tool(tool), pool);
            made.is_some_and(|made| made == wanted && made != self.source.bytes)
        })
    }

    fn run(&self, request: &Request, pool: &Pool<'_>) -> Option<bytes::Bytes> {
        let mut plan = request.plan(self.source.clone()).ok()?;
        loop {
            let needs: Vec<Need> = plan.needs().into_iter().filter(Need::is_required).collect();
            if needs.is_empty() {
                break;
            }
            for need in &needs {
                self.provide(&mut plan, need, pool)?;
            }
        }
        Some(plan.finish().ok()?.bytes)
    }

    fn provide(&self, plan: &mut Plan, need: &Need, pool: &Pool<'_>) -> Option<()> {
        let is_empty = |layer: &ClaimedDigest| layer.is(&EMPTY_LAYER_DIGEST);
        let provided: Provided = match need {
            Need::Config { descriptor, .. } | Need::Child { descriptor, .. } => {
                pool.find(&descriptor.digest)?.clone().into()
            }
            Need::DiffIds { layers, .. } => {
                let id = |layer: &ClaimedDigest| match self.facts.and_then(|facts| facts.diff_id(layer)) {
                    Some(id) => Some(ClaimedDigest::from(id)),
                    None => is_empty(layer).then(ClaimedDigest::default),
                };
                layers.iter().map(id).collect::<Option<Vec<_>>>()?.into()
            }
            Need::LayerSizes { layers, .. } => {
                let empty = i64::try_from(EMPTY_LAYER.len()).ok();
                let size = |layer: &ClaimedDigest| {
                    self.sizes.get(layer).copied().or_else(|| empty.filter(|_| is_empty(layer)))
                };
                layers.iter().map(size).collect::<Option<Vec<_>>>()?.into()
            }
            Need::Name { .. } => Destination::default().into(),
            Need::Layer { .. } | Need::DefaultPlatform => return None,
        };
        plan.provide(need, provided).ok()
    }
}

/// Edits, and how many blobs are new.
type Updates = (Vec<Vec<LayerUpdate>>, usize);

/// The edits that a copy may have asked for. The outer `None`: no copy makes one of the other.
fn updates(before: &Image<'_>, after: &Image<'_>) -> Option<Option<Updates>> {
    let pairs = || before.layers.iter().zip(&after.layers);
    let replaced = pairs().filter(|(before, after)| !before.is_same_blob(after)).count();
    // Schema 1 has a layer for each step of the history: some come, and those without a step vanish.
    if before.layers.len() != after.layers.len() && !after.is_schema1() {
        return None;
    }
    if replaced == 0 {
        return Some(None);
    }
    let is_image = before.is_image && after.is_image && !before.is_schema1();
    if !is_image || pairs().any(|(before, after)| before.is_same(after) == Some(false)) {
        return None;
    }
    let vanished = before.layers.iter().skip(after.layers.len()).map(|layer| (layer, layer));
    let kept = pairs().chain(vanished).map(update).collect::<Option<Vec<_>>>()?;
    // What a descriptor says besides may come along, or only the blobs.
    let blobs: Vec<LayerUpdate> = kept.iter().cloned().map(of_blob_alone).collect();
    let ways = if blobs == kept { vec![kept] } else { vec![kept, blobs] };
    Some(Some((ways, replaced)))
}

/// The edit of one layer: what is not about the blob stays as it was.
fn update((before, after): (&Layer<'_>, &Layer<'_>)) -> Option<LayerUpdate> {
    let old = before.descriptor?;
    if before.is_same_blob(after) {
        let mut update = LayerUpdate::new(old.digest.clone(), old.size);
        update.urls = old.urls.clone();
        update.annotations = old.annotations.clone();
        return Some(update);
    }
    let mut update = LayerUpdate::new(after.blob.clone()?, after.descriptor.map_or(-1, |new| new.size));
    update.urls = old.urls.clone();
    let kept = old.annotations.iter().filter(|(name, _)| !is_of_blob(name));
    let new = after.descriptor.into_iter().flat_map(|new| new.annotations.iter()).filter(|(name, _)| is_of_blob(name));
    update.annotations = kept.chain(new).map(|(name, value)| (name, value.clone())).collect();
    let compressed = match before.compression() {
        Some(Compression::None) => CompressionEdit::Compress,
        _ => CompressionEdit::Preserve,
    };
    let same_type = before.media_type() == after.media_type();
    let (edit, algorithm) = match after.compression() {
        _ if same_type => (CompressionEdit::Preserve, None),
        Some(Compression::None) => (CompressionEdit::Decompress, None),
        Some(Compression::Gzip) => (compressed, Some(CompressionAlgorithm::Gzip)),
        Some(Compression::Zstd) => (compressed, Some(CompressionAlgorithm::Zstd)),
        _ => (CompressionEdit::Preserve, None),
    };
    let crypto = match (before.is_encrypted(), after.is_encrypted()) {
        (false, true) => CryptoEdit::Encrypt,
        (true, false) => CryptoEdit::Decrypt,
        _ => CryptoEdit::Preserve,
    };
    Some(update.compression(edit, algorithm).crypto(crypto))
}

/// The same edit with nothing but the blob.
fn of_blob_alone(mut update: LayerUpdate) -> LayerUpdate {
    update.urls.clear();
    update.annotations = update
        .annotations
        .iter()
        .filter(|(name, _)| is_of_blob(name))
        .map(|(name, value)| (name, value.clone()))
        .collect();
    update
}
