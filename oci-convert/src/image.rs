//! A manifest on its way from one format to another.

use crate::go::Value;
use crate::{Cause, Format};
use oci_spec_types::{MediaType, Text};

/// A manifest as the Go types of its format hold it, and what became of its layers so far.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    pub format: Format,
    pub manifest: Value,
    /// Of a schema 1 manifest: the v1 images, newest first.
    pub v1: Vec<Value>,
    /// The layers from the base up, with those that are gone.
    pub layers: Vec<Link>,
    /// The config, where it was given or made.
    pub config: Option<Vec<u8>>,
}

/// What a layer was, and what it is now.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub before: Option<Blob>,
    pub after: Option<Blob>,
    pub causes: Vec<Cause>,
}

/// A layer in a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blob {
    pub digest: Text,
    /// Empty in schema 1.
    pub media_type: MediaType,
}

impl Blob {
    /// The layer of a descriptor.
    pub(crate) fn of(descriptor: &Value) -> Self {
        Self {
            digest: descriptor.get("digest").as_str().into(),
            media_type: descriptor.get("mediaType").as_str().into(),
        }
    }

    pub(crate) fn of_schema1(digest: &str) -> Self {
        Self { digest: digest.into(), media_type: MediaType::default() }
    }
}

impl Link {
    pub(crate) fn kept(blob: Blob) -> Self {
        Self { before: Some(blob.clone()), after: Some(blob), causes: Vec::new() }
    }

    pub(crate) fn remove(&mut self, cause: Cause) {
        self.after = None;
        self.causes = vec![cause];
    }
}

impl Image {
    /// The layers that are there now, from the base up.
    pub(crate) fn current_mut(&mut self) -> impl Iterator<Item = &mut Link> {
        self.layers.iter_mut().filter(|link| link.after.is_some())
    }

    pub(crate) fn layer_count(&self) -> usize {
        self.layers.iter().filter(|link| link.after.is_some()).count()
    }
}
