use crate::{Report, Source};
use bytes::Bytes;
use oci_digest::ManifestDigest;
use oci_spec_types::{Blob, ClaimedDigest, Descriptor, MediaType};
use std::collections::BTreeMap;

/// The result of a conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Converted {
    /// The manifest, index or list.
    pub bytes: Bytes,
    /// The media type under which it is to be pushed.
    pub media_type: MediaType,
    /// Its digest: of its bytes, but of a signed schema 1 manifest that of what was signed.
    pub digest: ManifestDigest,
    /// The config that the manifest names; schema 1 has none.
    pub config: Option<Config>,
    /// Blobs that must be where the manifest is pushed to, and are not in the source: the empty layer of schema 1.
    pub extra_blobs: Vec<Blob>,
    /// The children of an index that were converted, by their places: each must be pushed before the index.
    pub children: BTreeMap<usize, Converted>,
    /// What was done: every digest, every loss.
    pub report: Report,
}

/// The config of a result, as its manifest describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// The media type.
    pub media_type: MediaType,
    /// The digest: the image ID.
    pub digest: ClaimedDigest,
    /// The size in bytes.
    pub size: i64,
    /// The bytes; `None` when the config is the one of the source, and was not provided.
    pub bytes: Option<Bytes>,
    /// Whether it is another config than that of the source: it must be pushed.
    pub is_new: bool,
}

impl Config {
    /// What is pushed, where the bytes are at hand.
    pub(crate) fn into_blob(self) -> Option<Blob> {
        let Self { media_type, digest, size, .. } = self;
        Some(Blob { bytes: self.bytes?, descriptor: Descriptor { media_type, digest, size, ..Descriptor::default() } })
    }
}

impl From<&Converted> for Source {
    /// What was made, to go on with.
    fn from(converted: &Converted) -> Self {
        Self::new(converted.bytes.clone(), converted.media_type.clone())
    }
}
