use crate::model::object;
use crate::{Descriptor, MediaType};

object! {
    /// A Docker manifest list: manifests for several platforms (distribution docs/spec/manifest-v2-2.md).
    ///
    /// ```
    /// use oci_spec_types::{Model, docker::ManifestList};
    ///
    /// // What `podman manifest create` writes before anything is added.
    /// let bytes = br#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":null}"#;
    /// let list = ManifestList::parse(&bytes[..])?;
    /// assert!(list.manifests.is_empty());
    /// assert_eq!(list.to_json(), bytes);
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    pub struct ManifestList as "list" {
        /// Always 2.
        required "schemaVersion" => schema_version: i64 = 2,
        /// [`MediaType::DOCKER_LIST`].
        required "mediaType" => media_type: MediaType = MediaType::DOCKER_LIST,
        /// The entries, each with its platform.
        required "manifests" => manifests: Vec<Descriptor>,
    }
}

impl ManifestList {
    /// A list of these manifests.
    #[must_use]
    pub fn new(manifests: Vec<Descriptor>) -> Self {
        Self { manifests, ..Self::default() }
    }
}
