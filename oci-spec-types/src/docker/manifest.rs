use crate::model::object;
use crate::{Descriptor, MediaType};

object! {
    /// A Docker v2 schema 2 manifest (distribution docs/spec/manifest-v2-2.md).
    ///
    /// Annotations and other members of the image-spec that stand in such a document are unknown members here.
    pub struct Manifest as "docker-manifest" {
        /// Always 2.
        required "schemaVersion" => schema_version: i64 = 2,
        /// [`MediaType::DOCKER_MANIFEST`].
        required "mediaType" => media_type: MediaType = MediaType::DOCKER_MANIFEST,
        /// The config of the image; by default the two bytes `{}`.
        required "config" => config: Descriptor = Descriptor::of(MediaType::DOCKER_CONFIG, b"{}"),
        /// The layers, base first.
        required "layers" => layers: Vec<Descriptor>,
    }
}

impl Manifest {
    /// A manifest of this config and these layers, base first.
    #[must_use]
    pub fn new(config: Descriptor, layers: Vec<Descriptor>) -> Self {
        Self { config, layers, ..Self::default() }
    }
}
