use super::Descriptor;
use crate::model::object;
use crate::{Annotations, MediaType};

object! {
    /// The OCI artifact manifest, withdrawn before image-spec 1.1 and still found in registries.
    ///
    /// New artifacts are image manifests with an `artifactType`.
    pub struct ArtifactManifest as "artifact" {
        /// [`MediaType::OCI_ARTIFACT_MANIFEST`].
        required "mediaType" => media_type: MediaType = MediaType::OCI_ARTIFACT_MANIFEST,
        /// The type of the artifact.
        required "artifactType" => artifact_type: MediaType,
        /// The blobs of the artifact.
        optional "blobs" => blobs: Vec<Descriptor>,
        /// The manifest that this one is about.
        optional "subject" => subject: Option<Box<Descriptor>>,
        /// Annotations of the artifact.
        optional "annotations" => annotations: Annotations,
    }
}
