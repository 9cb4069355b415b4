use crate::coded_enum::coded_enum;
use crate::image::BlobName;
use crate::{Cause, Causes};
use oci_digest::Digest;
use oci_spec_types::{ClaimedDigest, MediaType, Text};
use serde::ser::{Serialize, SerializeMap, Serializer};

coded_enum! {
    /// What a digest is the digest of.
    pub enum DigestRole {
        /// An index or manifest list.
        Index = "index", "index";
        /// A manifest of one image.
        Manifest = "manifest", "manifest";
        /// An entry of an index.
        Child = "child", "child";
        /// What a manifest or index refers to as its subject.
        Subject = "subject", "subject";
        /// An image config: the image ID.
        Config = "config", "config";
        /// The blob of a layer.
        Layer = "layer", "layer";
        /// The uncompressed bytes of a layer.
        DiffId = "diff-id", "diffID";
        /// The ID of a v1 image in a schema 1 manifest: 64 hex digits without an algorithm.
        V1Id = "v1-id", "v1 ID";
    }
}

coded_enum! {
    /// What became of a digest.
    pub enum Fate {
        /// It is still there.
        Same = "same", "=";
        /// Another one stands in its place.
        Changed = "changed", "~";
        /// It was not there before.
        Added = "added", "+";
        /// It is gone, and nothing stands in its place.
        Removed = "removed", "-";
    }
}

/// One digest: before, after, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What it is the digest of.
    pub role: DigestRole,
    /// Which one: layers, diffIDs and v1 IDs from the base up, children as they stand; counted from 0, in the source, or
    /// in the result for what was added. `None` for what there is only one of.
    pub position: Option<usize>,
    /// The digest before, as the source states it; sources may state anything. `None`: not there.
    pub before: Option<ClaimedDigest>,
    /// The digest after. `None`: not there.
    pub after: Option<ClaimedDigest>,
    /// Why; the most important first, never empty.
    pub causes: Causes,
    /// The media type before, where there is one.
    pub media_type_before: Option<MediaType>,
    /// The media type after, where there is one.
    pub media_type_after: Option<MediaType>,
    /// More about it, such as the platform of a child; empty when there is no more.
    pub label: Text,
}

impl Change {
    /// A row with one cause.
    pub(crate) fn new(
        role: DigestRole,
        before: Option<ClaimedDigest>,
        after: Option<ClaimedDigest>,
        cause: Cause,
    ) -> Self {
        Self {
            role,
            position: None,
            before,
            after,
            causes: Causes::from(cause),
            media_type_before: None,
            media_type_after: None,
            label: Text::default(),
        }
    }

    /// A row of blobs, with their media types.
    pub(crate) fn of(role: DigestRole, before: Option<BlobName>, after: Option<BlobName>, cause: Cause) -> Self {
        let split = |blob: Option<BlobName>| blob.map(|blob| (blob.digest, blob.media_type)).unzip();
        let ((before, before_type), (after, after_type)) = (split(before), split(after));
        Self::new(role, before, after, cause).typed(before_type, after_type)
    }

    /// The same row with a position.
    pub(crate) fn at(mut self, position: usize) -> Self {
        self.position = Some(position);
        self
    }

    /// The same row with these causes, if there are any.
    pub(crate) fn because(mut self, causes: impl IntoIterator<Item = Cause>) -> Self {
        let mut causes = causes.into_iter().peekable();
        if causes.peek().is_some() {
            self.causes = causes.collect();
        }
        self
    }

    /// The same row with media types; empty ones are left out.
    pub(crate) fn typed(mut self, before: Option<MediaType>, after: Option<MediaType>) -> Self {
        self.media_type_before = before.filter(|own| !own.is_empty());
        self.media_type_after = after.filter(|own| !own.is_empty());
        self
    }

    /// The same row with a label.
    pub(crate) fn labelled(mut self, label: impl Into<Text>) -> Self {
        self.label = label.into();
        self
    }

    /// What became of it.
    #[must_use]
    pub fn fate(&self) -> Fate {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) if before == after => Fate::Same,
            (Some(_), Some(_)) => Fate::Changed,
            (Some(_), None) => Fate::Removed,
            (None, _) => Fate::Added,
        }
    }

    /// The digest before, where it was a well-formed one.
    #[must_use]
    pub fn digest_before(&self) -> Option<Digest> {
        self.before.as_ref()?.valid()
    }

    /// The digest after, where it is a well-formed one.
    #[must_use]
    pub fn digest_after(&self) -> Option<Digest> {
        self.after.as_ref()?.valid()
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("role", &self.role)?;
        if let Some(position) = self.position {
            map.serialize_entry("position", &position)?;
        }
        map.serialize_entry("fate", &self.fate())?;
        if let Some(before) = &self.before {
            map.serialize_entry("before", before)?;
        }
        if let Some(after) = &self.after {
            map.serialize_entry("after", after)?;
        }
        map.serialize_entry("causes", &self.causes)?;
        if let Some(media_type) = &self.media_type_before {
            map.serialize_entry("media_type_before", media_type.as_str())?;
        }
        if let Some(media_type) = &self.media_type_after {
            map.serialize_entry("media_type_after", media_type.as_str())?;
        }
        if !self.label.is_empty() {
            map.serialize_entry("label", &self.label)?;
        }
        map.end()
    }
}
