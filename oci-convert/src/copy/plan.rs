//! The copy of one image: containers/image `copy/single.go`, `copy/compression.go`, `copy/blob.go`.

use super::destination;
use super::fixed::Unmet;
use super::request::{Capabilities, CopyRequest, LayerWish};
use crate::image::{Body, Image};
use crate::{
    CompressionAlgorithm, CompressionEdit, Converted, Error, ErrorKind, Format, LayerUpdate, Need, Part, Plan, Request,
    Source, Tool, signed,
};
use bytes::Bytes;
use oci_digest::ManifestDigest;
use oci_spec_types::{Annotations, ClaimedDigest, Descriptor, MediaType, Text};

/// What is done to an image when it is copied.
#[derive(Debug, Clone)]
pub struct CopyPlan {
    copy: CopyRequest,
    source: Source,
    /// The media types to try, best first; never empty.
    formats: Vec<MediaType>,
    layers: Vec<LayerStep>,
    unmet: Vec<Unmet>,
}

/// What is done to one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LayerStep {
    /// The digest of the blob in the source.
    pub digest: ClaimedDigest,
    /// Its size in bytes, as the source states it; -1 where it does not.
    pub size: i64,
    /// What is done to it.
    pub operation: LayerOperation,
    urls: Vec<Text>,
    annotations: Annotations,
    edit: (CompressionEdit, Option<CompressionAlgorithm>),
}

/// What is done to the blob of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LayerOperation {
    /// Not copied: it is fetched from its urls.
    Skip,
    /// Copied as it is.
    Keep,
    /// Compressed.
    Compress(CompressionAlgorithm),
    /// Decompressed, and compressed anew.
    Recompress(CompressionAlgorithm),
    /// Decompressed.
    Decompress,
}

/// A layer at the destination.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CopiedLayer {
    /// The digest of the blob.
    pub digest: ClaimedDigest,
    /// Its size in bytes.
    pub size: i64,
    /// Annotations that whoever compressed it adds: the table of contents of `zstd:chunked`.
    pub annotations: Annotations,
    /// The diffID: needed for images that come from schema 1.
    pub diff_id: Option<ClaimedDigest>,
    /// Whether the destination had the blob already, under the digest that it has in the source: then it was not looked at,
    /// and nothing is said about its compression.
    pub reused: bool,
}

impl CopiedLayer {
    /// A blob with a digest and a size in bytes.
    #[must_use]
    pub fn new(digest: impl Into<ClaimedDigest>, size: i64) -> Self {
        Self { digest: digest.into(), size, ..Self::default() }
    }
}

/// An image at the destination.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopiedImage {
    /// The manifest.
    pub manifest: Bytes,
    /// The media type under which it is to be pushed.
    pub media_type: MediaType,
    /// Its digest.
    pub digest: ManifestDigest,
    /// The conversion; `None` when the manifest is copied as it is.
    pub converted: Option<Converted>,
    /// The compressions of the layers, as far as the copy has looked at them.
    pub compressions: Vec<CompressionAlgorithm>,
}

impl CopyPlan {
    pub(super) fn new(
        copy: CopyRequest,
        source: Source,
        image: &Image,
        formats: Vec<MediaType>,
        compressions: &[Option<CompressionAlgorithm>],
    ) -> Result<Self, Error> {
        let described = described(image);
        if described.len() != compressions.len() {
            let text = format!(
                "found {} compressions, expected one for each of the {} layers",
                compressions.len(),
                described.len()
            );
            return Err(Error::convert(ErrorKind::LayerUpdateCountMismatch, Part::Manifest, "", text));
        }
        if let Some(fixed) = copy.fixed {
            if copy.from_storage {
                return Err(fixed.refused("/layers", "the layers are not those of the manifest"));
            }
            if image.schema1().is_some_and(|own| copy.name.as_ref().is_some_and(|name| own.name() != *name)) {
                return Err(fixed.refused("/name", "the name in the manifest would change"));
            }
        }
        let mut unmet = Vec::new();
        if copy.fixed.is_some() {
            unmet.extend(destination::unmet(&copy, &source.media_type).map(Unmet::Format));
        }
        let mut layers = Vec::with_capacity(described.len());
        for (at, (layer, detected)) in described.into_iter().zip(compressions).enumerate() {
            let mut step = layer.step(&copy, image, *detected);
            let keeps = matches!(step.operation, LayerOperation::Keep | LayerOperation::Skip);
            if copy.fixed.is_some() && !keeps {
                unmet.push(Unmet::Compression(at));
                step.operation = LayerOperation::Keep;
                step.edit = kept(*detected);
            }
            layers.push(step);
        }
        Ok(Self { copy, source, formats, layers, unmet })
    }

    /// The version of the tool that the plan models.
    #[must_use]
    pub fn tool(&self) -> &'static Tool {
        self.copy.tool
    }

    /// The wishes that are passed over since the manifest must not change; empty where it may.
    #[must_use]
    pub fn unmet(&self) -> &[Unmet] {
        &self.unmet
    }

    /// The media types that are tried, best first: another one where the compressions of the layers do not fit, or the
    /// destination refuses the manifest.
    #[must_use]
    pub fn media_types(&self) -> &[MediaType] {
        &self.formats
    }

    /// The destination has refused a manifest of this media type, and of those before it: [`finish`](Self::finish) tries the
    /// others. (Registries do not say what they take before a push.)
    ///
    /// # Errors
    /// When there are no others, or the manifest must not change.
    pub fn rejected(&mut self, media_type: &MediaType) -> Result<(), Error> {
        if let Some(fixed) = self.copy.fixed {
            return Err(fixed.refused("/mediaType", format!("the destination refuses {media_type}")));
        }
        let tried = self.formats.iter().position(|own| own == media_type).map_or(0, |at| at + 1);
        if tried == self.formats.len() {
            let text = format!("the destination refuses {media_type}, and there is nothing else to try");
            return Err(Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "/mediaType", text));
        }
        self.formats.drain(..tried);
        Ok(())
    }

    /// What is done to each layer, from the base up; for schema 1 with those that are empty.
    #[must_use]
    pub fn layers(&self) -> &[LayerStep] {
        &self.layers
    }

    /// The media type of the result, if the compressions of its layers fit; else another one that the destination takes.
    #[must_use]
    pub fn media_type(&self) -> &MediaType {
        // Never empty.
        self.formats.first().unwrap_or(&self.source.media_type)
    }

    /// Whether [`finish`](Self::finish) needs the diffIDs of the layers.
    #[must_use]
    pub fn needs_diff_ids(&self) -> bool {
        let schema1 = |media_type: &MediaType| Format::of_media_type(media_type) == Some(Format::DockerV2S1);
        schema1(&self.copy.normalized(&self.source.media_type)) && !schema1(self.media_type())
    }

    /// The edits of the layers that the copy asks for; `None` when every blob kept its digest, and the source is not
    /// containers-storage.
    ///
    /// One changed layer makes edits of all: media types of mislabelled layers are set right then, and urls are gone.
    ///
    /// # Errors
    /// When there is not one blob for each layer, or one changed and the manifest must not.
    pub fn updates(&self, copied: &[CopiedLayer]) -> Result<Option<Vec<LayerUpdate>>, Error> {
        if copied.len() != self.layers.len() {
            let text =
                format!("found {} blobs, expected one for each of the {} layers", copied.len(), self.layers.len());
            return Err(Error::convert(ErrorKind::LayerUpdateCountMismatch, Part::Manifest, "", text));
        }
        let pairs = || self.layers.iter().zip(copied);
        let changed = pairs().position(|(step, copied)| step.digest != copied.digest);
        if changed.is_none() && !self.copy.from_storage {
            return Ok(None);
        }
        if let (Some(at), Some(fixed)) = (changed, self.copy.fixed) {
            return Err(fixed.refused(&format!("/layers/{at}"), "the layer changed"));
        }
        Ok(Some(pairs().map(|(step, copied)| step.update(copied)).collect()))
    }

    /// Makes the manifest, once the blobs are copied: one for each layer, from the base up.
    ///
    /// `provide` gives a conversion what it needs: the config, mostly. What is known of the layers is provided already. It
    /// is called again when another format must be tried.
    ///
    /// # Errors
    /// When the conversion is not possible, or something that it needs was not provided.
    pub fn finish(
        &self,
        copied: &[CopiedLayer],
        mut provide: impl FnMut(&mut Plan) -> Result<(), Error>,
    ) -> Result<CopiedImage, Error> {
        let updates = self.updates(copied)?;
        let mut first: Option<Error> = None;
        for media_type in &self.formats {
            match self.attempt(media_type, updates.as_deref(), copied, &mut provide) {
                Ok(image) => return Ok(image),
                // Only compression is a reason to try other formats; then whichever can be made is taken.
                Err(error) if first.is_none() && error.kind() != ErrorKind::LayerCompressionIncompatible => {
                    return Err(error);
                }
                Err(error) => first = first.or(Some(error)),
            }
        }
        let text = "the destination takes no manifests of images";
        Err(first.unwrap_or_else(|| Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "", text)))
    }

    fn attempt(
        &self,
        media_type: &MediaType,
        updates: Option<&[LayerUpdate]>,
        copied: &[CopiedLayer],
        provide: &mut impl FnMut(&mut Plan) -> Result<(), Error>,
    ) -> Result<CopiedImage, Error> {
        let source_type = self.copy.normalized(&self.source.media_type);
        let schema1 = Format::of_media_type(&source_type) == Some(Format::DockerV2S1);
        let renames = schema1 && self.copy.name.is_some() && self.copy.fixed.is_none();
        let compressions = self.compressions(copied);
        if *media_type == source_type && updates.is_none() && !renames {
            return Ok(CopiedImage {
                manifest: self.source.bytes.clone(),
                media_type: source_type,
                digest: ManifestDigest::new(signed::digest(&self.source, self.copy.tool)),
                converted: None,
                compressions,
            });
        }
        let mut request = match Format::of_media_type(media_type).filter(|_| *media_type != source_type) {
            Some(format) => Request::convert(format),
            None => Request::edit(),
        };
        request = self.copy.reading(request);
        if let Some(updates) = updates {
            request = request.layers(updates);
        }
        if let Some(name) = &self.copy.name {
            request = request.name(name.clone());
        }
        #[cfg(feature = "signatures")]
        if let Some((key, time)) = &self.copy.signer {
            request = request.sign(key.clone(), *time);
        }
        let mut plan = request.plan(self.source.clone())?;
        for need in plan.needs() {
            match &need {
                Need::DiffIds { .. } => {
                    let ids: Option<Vec<ClaimedDigest>> = copied.iter().map(|layer| layer.diff_id.clone()).collect();
                    if let Some(ids) = ids {
                        plan.provide(&need, ids)?;
                    }
                }
                Need::LayerSizes { .. } => {
                    plan.provide(&need, copied.iter().map(|layer| layer.size).collect::<Vec<i64>>())?;
                }
                Need::Name { .. } => plan.provide(&need, self.copy.name.clone().unwrap_or_default())?,
                _ => {}
            }
        }
        provide(&mut plan)?;
        let converted = plan.finish()?;
        Ok(CopiedImage {
            manifest: converted.bytes.clone(),
            media_type: converted.media_type.clone(),
            digest: converted.digest.clone(),
            converted: Some(converted),
            compressions,
        })
    }

    fn compressions(&self, copied: &[CopiedLayer]) -> Vec<CompressionAlgorithm> {
        let mut found: Vec<CompressionAlgorithm> = Vec::new();
        for (step, copied) in self.layers.iter().zip(copied) {
            if let Some(algorithm) = step.edit.1.filter(|algorithm| !copied.reused && !found.contains(algorithm)) {
                found.push(algorithm);
            }
        }
        found
    }
}

impl LayerStep {
    fn update(&self, copied: &CopiedLayer) -> LayerUpdate {
        let mut update = LayerUpdate::new(copied.digest.clone(), copied.size);
        if !copied.reused {
            update = update.compression(self.edit.0, self.edit.1);
        }
        match self.operation {
            LayerOperation::Skip => {
                update.urls = self.urls.clone();
                update.annotations = self.annotations.clone();
            }
            LayerOperation::Keep => update.annotations = self.annotations.clone(),
            _ => {}
        }
        for (key, value) in copied.annotations.iter() {
            update.annotations.insert(key, value.clone());
        }
        update
    }
}

/// What a manifest says about a layer.
struct Described<'i> {
    digest: ClaimedDigest,
    descriptor: Option<&'i Descriptor>,
}

/// The layers from the base up.
fn described(image: &Image) -> Vec<Described<'_>> {
    match &image.body {
        Body::Schema1(_) => {
            let layers = image.current();
            layers.map(|blob| Described { digest: blob.digest.clone(), descriptor: None }).collect()
        }
        Body::Manifest(held) => {
            let layers = held.model.layers.iter();
            layers.map(|own| Described { digest: own.digest.clone(), descriptor: Some(own) }).collect()
        }
    }
}

impl Described<'_> {
    fn step(self, copy: &CopyRequest, image: &Image, detected: Option<CompressionAlgorithm>) -> LayerStep {
        let urls: Vec<Text> = self.descriptor.map(|layer| layer.urls.clone()).unwrap_or_default();
        let annotations = self.descriptor.map(|layer| layer.annotations.clone()).unwrap_or_default();
        let size = self.descriptor.map_or(-1, |layer| layer.size);
        let skip = copy.to.keeps_foreign_layers && !urls.is_empty();
        let (operation, edit) = if skip {
            (LayerOperation::Skip, (CompressionEdit::Preserve, None))
        } else {
            operation(&copy.to, copy.compression, self.can_change(copy, image), detected)
        };
        LayerStep { digest: self.digest, size, operation, urls, annotations, edit }
    }

    /// Whether the compression of such a layer can be changed: containers/image `CanChangeLayerCompression`.
    fn can_change(&self, copy: &CopyRequest, image: &Image) -> bool {
        let (Some(manifest), Some(layer)) = (image.manifest(), self.descriptor) else { return true };
        let Ok(rules) = copy.tool.layer_rules() else { return false };
        let types = match image.format {
            Format::Oci if manifest.config.media_type != MediaType::OCI_CONFIG => return false,
            Format::Oci => &rules.oci,
            _ => &rules.docker,
        };
        types.has(&layer.media_type)
    }
}

/// What is done to a layer, and what the edit says about it: containers/image `blobPipelineCompressionStep`.
fn operation(
    to: &Capabilities,
    asked: Option<CompressionAlgorithm>,
    can_change: bool,
    detected: Option<CompressionAlgorithm>,
) -> (LayerOperation, (CompressionEdit, Option<CompressionAlgorithm>)) {
    if !can_change {
        return (LayerOperation::Keep, (CompressionEdit::Preserve, None));
    }
    // A blob in the form zstd:chunked is a blob in the form zstd.
    let is_asked = |detected: CompressionAlgorithm, asked: CompressionAlgorithm| {
        detected == asked || (detected, asked) == (CompressionAlgorithm::ZstdChunked, CompressionAlgorithm::Zstd)
    };
    match (to.layers, detected, asked) {
        (LayerWish::Compress, None, asked) => {
            let algorithm = asked.unwrap_or(CompressionAlgorithm::Gzip);
            (LayerOperation::Compress(algorithm), (CompressionEdit::Compress, Some(algorithm)))
        }
        (LayerWish::Compress, Some(detected), Some(asked)) if !is_asked(detected, asked) => {
            (LayerOperation::Recompress(asked), (CompressionEdit::Preserve, Some(asked)))
        }
        (LayerWish::Decompress, Some(_), _) => (LayerOperation::Decompress, (CompressionEdit::Decompress, None)),
        (_, detected, _) => (LayerOperation::Keep, kept(detected)),
    }
}

/// What the edit says of a layer that is kept as it is.
fn kept(detected: Option<CompressionAlgorithm>) -> (CompressionEdit, Option<CompressionAlgorithm>) {
    match detected {
        Some(_) => (CompressionEdit::Preserve, detected),
        None => (CompressionEdit::Decompress, None),
    }
}
