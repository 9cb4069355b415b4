use super::Descriptor;
use crate::model::object;
use crate::{Annotations, MediaType, Text};

object! {
    /// An OCI image manifest: the config and the layers of one image, or an artifact (image-spec manifest.md).
    ///
    /// ```
    /// use oci_spec_types::{MediaType, oci};
    ///
    /// let config = oci::Descriptor::of(MediaType::OCI_CONFIG, b"{}");
    /// let manifest = oci::Manifest::new(config, vec![]).with_annotation("org.opencontainers.image.title", "x");
    /// let blob = manifest.to_blob(); // the bytes to push, and the descriptor that names them
    /// assert!(blob.bytes.starts_with(br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json""#));
    /// assert_eq!(blob.descriptor.media_type, MediaType::OCI_MANIFEST);
    /// assert!(blob.descriptor.verify(&blob.bytes).is_ok());
    /// ```
    pub struct Manifest as "manifest" {
        /// Always 2.
        required "schemaVersion" => schema_version: i64 = 2,
        /// [`MediaType::OCI_MANIFEST`], if stated.
        optional "mediaType" => media_type: Option<MediaType> = Some(MediaType::OCI_MANIFEST),
        /// The type of the artifact, when it is no image.
        optional "artifactType" => artifact_type: Option<MediaType>,
        /// The config of the image; by default the two bytes `{}`.
        required "config" => config: Descriptor = Descriptor::of(MediaType::OCI_CONFIG, b"{}"),
        /// The layers, base first.
        required "layers" => layers: Vec<Descriptor>,
        /// The manifest that this one is about.
        optional "subject" => subject: Option<Box<Descriptor>>,
        /// Annotations of the image.
        optional "annotations" => annotations: Annotations,
    }
}

impl Manifest {
    /// A manifest of this config and these layers (base first), with its media type stated.
    #[must_use]
    pub fn new(config: Descriptor, layers: Vec<Descriptor>) -> Self {
        Self { config, layers, ..Self::default() }
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

    /// With the manifest that this one is about.
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
