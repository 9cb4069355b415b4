//! The copy of one image: containers/image `copy/single.go`, `copy/compression.go`, `copy/blob.go`.

use super::{Capabilities, Copy, LayerWish, normalized};
use crate::go::Value;
use crate::image::Image;
use crate::update::{OCI_RULES, V2S2_RULES};
use crate::{
    Algorithm, CompressionEdit, Conversion, Converted, Error, ErrorKind, Format, LayerUpdate, Need, Part, Plan, Source,
};
use bytes::Bytes;
use oci_digest::ManifestDigest;
use oci_spec_types::{Annotations, MediaType, Text};

/// What is done to an image when it is copied.
#[derive(Debug, Clone)]
pub struct CopyPlan {
    copy: Copy,
    source: Source,
    /// The media types to try, best first; never empty.
    formats: Vec<MediaType>,
    layers: Vec<LayerStep>,
}

/// What is done to one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LayerStep {
    /// The digest of the blob in the source.
    pub digest: Text,
    /// Its size in bytes, as the source states it; -1 where it does not.
    pub size: i64,
    /// What is done to it.
    pub operation: LayerOperation,
    urls: Vec<Text>,
    annotations: Annotations,
    edit: (CompressionEdit, Option<Algorithm>),
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
    Compress(Algorithm),
    /// Decompressed, and compressed anew.
    Recompress(Algorithm),
    /// Decompressed.
    Decompress,
}

/// A layer at the destination.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CopiedLayer {
    /// The digest of the blob.
    pub digest: Text,
    /// Its size in bytes.
    pub size: i64,
    /// Annotations that whoever compressed it adds: the table of contents of `zstd:chunked`.
    pub annotations: Annotations,
    /// The diffID: needed for images that come from schema 1.
    pub diff_id: Option<Text>,
    /// Whether the destination had the blob already, under the digest that it has in the source: then it was not looked at,
    /// and nothing is said about its compression.
    pub reused: bool,
}

impl CopiedLayer {
    /// A blob with a digest and a size in bytes.
    #[must_use]
    pub fn new(digest: impl Into<Text>, size: i64) -> Self {
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
    pub compressions: Vec<Algorithm>,
}

impl CopyPlan {
    pub(super) fn new(
        copy: Copy,
        source: Source,
        image: &Image,
        formats: Vec<MediaType>,
        compressions: &[Option<Algorithm>],
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
        let layers = described.into_iter().zip(compressions);
        let layers = layers.map(|(layer, detected)| layer.step(&copy, image, *detected)).collect();
        Ok(Self { copy, source, formats, layers })
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
        schema1(&normalized(&self.source.media_type)) && !schema1(self.media_type())
    }

    /// The edits of the layers that the copy asks for; `None` when every blob kept its digest.
    ///
    /// One changed layer makes edits of all: media types of mislabelled layers are set right then, and urls are gone.
    ///
    /// # Errors
    /// When there is not one blob for each layer.
    pub fn updates(&self, copied: &[CopiedLayer]) -> Result<Option<Vec<LayerUpdate>>, Error> {
        if copied.len() != self.layers.len() {
            let text =
                format!("found {} blobs, expected one for each of the {} layers", copied.len(), self.layers.len());
            return Err(Error::convert(ErrorKind::LayerUpdateCountMismatch, Part::Manifest, "", text));
        }
        let pairs = || self.layers.iter().zip(copied);
        if pairs().all(|(step, copied)| step.digest == copied.digest) {
            return Ok(None);
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
        let source_type = normalized(&self.source.media_type);
        let schema1 = Format::of_media_type(&source_type) == Some(Format::DockerV2S1);
        let renames = schema1 && self.copy.name.is_some();
        let compressions = self.compressions(copied);
        if *media_type == source_type && updates.is_none() && !renames {
            return Ok(CopiedImage {
                manifest: self.source.bytes.clone(),
                media_type: source_type,
                digest: ManifestDigest::new(self.source.digest()),
                converted: None,
                compressions,
            });
        }
        let mut conversion = match Format::of_media_type(media_type).filter(|_| *media_type != source_type) {
            Some(format) => Conversion::to(format),
            None => Conversion::update(),
        };
        conversion = conversion.profile(self.copy.profile);
        if let Some(updates) = updates {
            conversion = conversion.layer_updates(updates);
        }
        if let Some(name) = &self.copy.name {
            conversion = conversion.destination(name.clone());
        }
        #[cfg(feature = "signatures")]
        if let Some((key, time)) = &self.copy.signer {
            conversion = conversion.sign(key.clone(), *time);
        }
        let mut plan = conversion.plan(self.source.clone())?;
        for need in plan.needs() {
            match need {
                Need::DiffIds { .. } => {
                    let ids: Option<Vec<Text>> = copied.iter().map(|layer| layer.diff_id.clone()).collect();
                    if let Some(ids) = ids {
                        plan.provide_diff_ids(ids)?;
                    }
                }
                Need::LayerSizes { .. } => plan.provide_layer_sizes(copied.iter().map(|layer| layer.size))?,
                Need::Destination => plan.provide_destination(self.copy.name.clone().unwrap_or_default()),
                Need::Config { .. } => {}
            }
        }
        provide(&mut plan)?;
        let converted = plan.finish()?;
        Ok(CopiedImage {
            manifest: converted.manifest.clone(),
            media_type: converted.media_type.clone(),
            digest: converted.digest.clone(),
            converted: Some(converted),
            compressions,
        })
    }

    fn compressions(&self, copied: &[CopiedLayer]) -> Vec<Algorithm> {
        let mut found: Vec<Algorithm> = Vec::new();
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
    digest: &'i str,
    size: i64,
    media_type: &'i str,
    descriptor: Option<&'i Value>,
}

/// The layers from the base up.
fn described(image: &Image) -> Vec<Described<'_>> {
    if image.format == Format::DockerV2S1 {
        let layers = image.manifest.get("fsLayers").list().iter().rev();
        return layers
            .map(|layer| Described {
                digest: layer.get("blobSum").as_str(),
                size: -1,
                media_type: "",
                descriptor: None,
            })
            .collect();
    }
    let layers = image.manifest.get("layers").list().iter();
    layers
        .map(|layer| Described {
            digest: layer.get("digest").as_str(),
            size: layer.get("size").as_i64(),
            media_type: layer.get("mediaType").as_str(),
            descriptor: Some(layer),
        })
        .collect()
}

impl Described<'_> {
    fn step(self, copy: &Copy, image: &Image, detected: Option<Algorithm>) -> LayerStep {
        let urls: Vec<Text> = match self.descriptor {
            Some(layer) => layer.get("urls").iter_strs().map(Text::from).collect(),
            None => Vec::new(),
        };
        let annotations = self.descriptor.and_then(|layer| layer.get("annotations").as_map());
        let annotations = annotations.into_iter().flatten();
        let annotations: Annotations =
            annotations.map(|(key, value)| (key.as_str(), Text::from(value.as_str()))).collect();
        let skip = copy.to.keeps_foreign_layers && !urls.is_empty();
        let (operation, edit) = if skip {
            (LayerOperation::Skip, (CompressionEdit::Preserve, None))
        } else {
            operation(&copy.to, copy.compression, self.can_change(image), detected)
        };
        LayerStep { digest: self.digest.into(), size: self.size, operation, urls, annotations, edit }
    }

    /// Whether the compression of such a layer can be changed: containers/image `CanChangeLayerCompression`.
    fn can_change(&self, image: &Image) -> bool {
        let rules = match image.format {
            Format::DockerV2S1 => return true,
            Format::DockerV2S2 => &V2S2_RULES,
            Format::Oci if image.manifest.get("config").get("mediaType").as_str() != MediaType::OCI_CONFIG.as_str() => {
                return false;
            }
            Format::Oci => &OCI_RULES,
        };
        rules.sets.iter().any(|set| set.contains(&Some(self.media_type)))
    }
}

/// What is done to a layer, and what the edit says about it: containers/image `blobPipelineCompressionStep`.
fn operation(
    to: &Capabilities,
    asked: Option<Algorithm>,
    can_change: bool,
    detected: Option<Algorithm>,
) -> (LayerOperation, (CompressionEdit, Option<Algorithm>)) {
    if !can_change {
        return (LayerOperation::Keep, (CompressionEdit::Preserve, None));
    }
    // A blob in the form zstd:chunked is a blob in the form zstd.
    let is_asked = |detected: Algorithm, asked: Algorithm| {
        detected == asked || (detected, asked) == (Algorithm::ZstdChunked, Algorithm::Zstd)
    };
    match (to.layers, detected, asked) {
        (LayerWish::Compress, None, asked) => {
            let algorithm = asked.unwrap_or(Algorithm::Gzip);
            (LayerOperation::Compress(algorithm), (CompressionEdit::Compress, Some(algorithm)))
        }
        (LayerWish::Compress, Some(detected), Some(asked)) if !is_asked(detected, asked) => {
            (LayerOperation::Recompress(asked), (CompressionEdit::Preserve, Some(asked)))
        }
        (LayerWish::Decompress, Some(_), _) => (LayerOperation::Decompress, (CompressionEdit::Decompress, None)),
        (_, Some(detected), _) => (LayerOperation::Keep, (CompressionEdit::Preserve, Some(detected))),
        (_, None, _) => (LayerOperation::Keep, (CompressionEdit::Decompress, None)),
    }
}
