//! An image on its way from one format to another.

use crate::go::Value;
use crate::held::Held;
use crate::{Cause, Causes, Destination, Format};
use bytes::Bytes;
use oci_spec_types::{ClaimedDigest, Descriptor, MediaType, oci};

/// A manifest as a tool's types hold it, and what became of its layers so far.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    pub format: Format,
    pub body: Body,
    /// The layers from the base up, with those that are gone.
    pub layers: Vec<LayerTrace>,
    /// The config, where one was made.
    pub config: Option<Bytes>,
}

/// What a manifest says.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "there is one a conversion")]
pub(crate) enum Body {
    /// Of the two formats with descriptors: one model for both families.
    Manifest(Held<oci::Manifest>),
    /// Schema 1.
    Schema1(Schema1),
}

/// A schema 1 manifest: values, because its v1 images can have text that is not UTF-8.
#[derive(Debug, Clone)]
pub(crate) struct Schema1 {
    pub manifest: Value<'static>,
    /// The v1 images, newest first.
    pub v1: Vec<Value<'static>>,
    /// The v1 IDs that the document states, from the base up, with those of layers that were merged with their neighbours.
    pub all: Vec<ClaimedDigest>,
}

/// What a layer was, and what it became.
#[derive(Debug, Clone)]
pub(crate) struct LayerTrace {
    pub before: Option<BlobName>,
    pub after: Option<BlobName>,
    pub causes: Causes,
}

/// A layer in a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlobName {
    pub digest: ClaimedDigest,
    /// Empty in schema 1.
    pub media_type: MediaType,
}

impl BlobName {
    pub(crate) fn of(descriptor: &Descriptor) -> Self {
        Self { digest: descriptor.digest.clone(), media_type: descriptor.media_type.clone() }
    }

    pub(crate) fn of_schema1(digest: impl Into<ClaimedDigest>) -> Self {
        Self { digest: digest.into(), media_type: MediaType::default() }
    }
}

impl LayerTrace {
    pub(crate) fn kept(blob: BlobName) -> Self {
        Self { before: Some(blob.clone()), after: Some(blob), causes: Causes::default() }
    }

    pub(crate) fn remove(&mut self, cause: Cause) {
        self.after = None;
        self.causes = Causes::from(cause);
    }

    /// Whether the layer is there, before and after, with another digest.
    pub(crate) fn is_other_blob(&self) -> bool {
        matches!((&self.before, &self.after), (Some(before), Some(after)) if before.digest != after.digest)
    }
}

impl Image {
    /// No image: stands where one was taken from.
    pub(crate) fn nothing() -> Self {
        let body = Body::Manifest(Held::made(oci::Manifest::default()));
        Self { format: Format::Oci, body, layers: Vec::new(), config: None }
    }

    /// The manifest; `None` for schema 1.
    pub(crate) fn manifest(&self) -> Option<&oci::Manifest> {
        match &self.body {
            Body::Manifest(held) => Some(&held.model),
            Body::Schema1(_) => None,
        }
    }

    /// The manifest, to change it; `None` for schema 1.
    pub(crate) fn manifest_mut(&mut self) -> Option<&mut oci::Manifest> {
        match &mut self.body {
            Body::Manifest(held) => Some(&mut held.model),
            Body::Schema1(_) => None,
        }
    }

    /// The schema 1 manifest, if it is one.
    pub(crate) fn schema1(&self) -> Option<&Schema1> {
        match &self.body {
            Body::Manifest(_) => None,
            Body::Schema1(schema1) => Some(schema1),
        }
    }

    /// The layers that are there now, from the base up.
    pub(crate) fn current_mut(&mut self) -> impl Iterator<Item = &mut LayerTrace> {
        self.layers.iter_mut().filter(|layer| layer.after.is_some())
    }

    /// The layers that are there now, from the base up.
    pub(crate) fn current(&self) -> impl Iterator<Item = &BlobName> {
        self.layers.iter().filter_map(|layer| layer.after.as_ref())
    }

    pub(crate) fn layer_count(&self) -> usize {
        self.current().count()
    }

    /// Notes the media types that the layers have now.
    pub(crate) fn trace_media_types(&mut self) {
        let Body::Manifest(held) = &self.body else { return };
        let current = self.layers.iter_mut().filter_map(|layer| layer.after.as_mut());
        for (blob, descriptor) in current.zip(&held.model.layers) {
            blob.media_type = descriptor.media_type.clone();
        }
    }
}

impl Schema1 {
    /// What the manifest is called.
    pub(crate) fn name(&self) -> Destination {
        Destination::new(self.manifest.get("name").as_str(), self.manifest.get("tag").as_str())
    }

    /// The v1 IDs, from the base up.
    pub(crate) fn ids(&self) -> impl Iterator<Item = ClaimedDigest> {
        self.v1.iter().rev().map(|image| image.get("id").as_str().into())
    }
}
