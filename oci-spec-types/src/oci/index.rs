use super::Descriptor;
use crate::model::object;
use crate::{Annotations, MediaType, Text};

object! {
    /// An OCI image index: manifests for several platforms (image-spec image-index.md).
    pub struct Index as "index" {
        /// Always 2.
        required "schemaVersion" => schema_version: i64,
        /// [`MediaType::OCI_INDEX`], if stated.
        optional "mediaType" => media_type: Option<MediaType>,
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
        Self { schema_version: 2, media_type: Some(MediaType::OCI_INDEX), manifests, ..Self::default() }
    }

    /// With one more annotation.
    #[must_use]
    pub fn with_annotation(mut self, key: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.annotations.insert(key, value);
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
