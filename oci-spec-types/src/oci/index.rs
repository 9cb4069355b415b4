use super::Descriptor;
use crate::model::object;
use crate::{Annotations, MediaType, Text};

object! {
    /// An OCI image index: manifests for several platforms (image-spec image-index.md).
    pub struct Index as "index" {
        /// Always 2.
        required "schemaVersion" => schema_version: i64 = 2,
        /// [`MediaType::OCI_INDEX`], if stated.
        optional "mediaType" => media_type: Option<MediaType> = Some(MediaType::OCI_INDEX),
        /// The type of the artifact, when it is no image.
        optional "artifactType" => artifact_type: Option<MediaType>,
        /// The entries, in the order in which clients look at them.
        required "manifests" => manifests: Vec<Descriptor>,
        /// The manifest that this index is about.
        optional "subject" => subject: Option<Box<Descriptor>>,
        /// Annotations of the index.
        optional "annotations" => annotations: Annotations,
    }
}

impl Index {
    /// An index of these manifests, with its media type stated.
    #[must_use]
    pub fn new(manifests: Vec<Descriptor>) -> Self {
        Self { manifests, ..Self::default() }
    }

    /// With one more annotation.
    #[must_use]
    pub fn with_annotation(mut self, key: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.annotations.insert(key, value);
        self
    }

    /// With more annotations.
    #[must_use]
    pub fn with_annotations<K: Into<Text>, V: Into<Text>>(mut self, more: impl IntoIterator<Item = (K, V)>) -> Self {
        self.annotations.extend(more);
        self
    }

    /// With the manifest that this index is about.
    #[must_use]
    pub fn with_subject(mut self, subject: Descriptor) -> Self {
        self.subject = Some(Box::new(subject));
        self
    }

    /// With the type of the artifact that this is.
    #[must_use]
    pub fn with_artifact_type(mut self, artifact_type: impl Into<MediaType>) -> Self {
        self.artifact_type = Some(artifact_type.into());
        self
    }
}
