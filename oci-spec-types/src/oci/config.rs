use super::{ContainerConfig, History, RootFs};
use crate::Text;
use crate::model::object;
use oci_digest::{ChainId, DiffId};

object! {
    /// The config of an image, of both families: OCI's members and Docker's (image-spec config.md, moby `image/image.go`).
    ///
    /// Its digest is the image ID.
    ///
    /// ```
    /// use oci_spec_types::{Model, oci::ImageConfig};
    ///
    /// let bytes = br#"{"architecture":"arm64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"moby.buildkit.x":[]}"#;
    /// let config = ImageConfig::parse(&bytes[..])?;
    /// assert_eq!(config.architecture, "arm64");
    /// assert_eq!(config.to_json(), bytes);
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    pub struct ImageConfig as "config" {
        /// When the image was made, as RFC 3339.
        optional "created" => created: Option<Text>,
        /// Who made it.
        optional "author" => author: Option<Text>,
        /// CPU architecture, a `GOARCH` value.
        required "architecture" => architecture: Text,
        /// Operating system, a `GOOS` value.
        required "os" => os: Text,
        /// Version of the operating system that the image needs.
        optional "os.version" => os_version: Option<Text>,
        /// Features of the operating system that the image needs.
        optional "os.features" => os_features: Option<Vec<Text>>,
        /// Variant of the CPU, as `v7`.
        optional "variant" => variant: Option<Text>,
        /// How a container of the image is run.
        optional "config" => config: Option<Box<ContainerConfig>>,
        /// The layers by their diffIDs.
        required "rootfs" => rootfs: RootFs,
        /// How the layers came to be, oldest first.
        optional "history" => history: Option<Vec<History>>,
        /// Docker: v1 ID of a config that came from a v1 image.
        optional "id" => id: Option<Text>,
        /// Docker: v1 ID of its parent.
        optional "parent" => parent: Option<Text>,
        /// Docker: comment of the commit.
        optional "comment" => comment: Option<Text>,
        /// Docker: the container that the image was committed from.
        optional "container" => container: Option<Text>,
        /// Docker: the config of that container.
        optional "container_config" => container_config: Option<Box<ContainerConfig>>,
        /// Docker: version of the engine that made the image.
        optional "docker_version" => docker_version: Option<Text>,
        /// Docker: size of the layer in bytes, in configs that came from a v1 image.
        optional "Size" => size: Option<i64>,
    }
}

impl ImageConfig {
    /// The config of an image for this platform with these layers.
    #[must_use]
    pub fn new(os: impl Into<Text>, architecture: impl Into<Text>, rootfs: RootFs) -> Self {
        Self { os: os.into(), architecture: architecture.into(), rootfs, ..Self::default() }
    }

    /// The diffIDs, base first; `None` where one of them is no digest.
    #[must_use]
    pub fn diff_ids(&self) -> Option<Vec<DiffId>> {
        self.rootfs.diff_ids.iter().map(|id| id.valid().cloned().map(DiffId::new)).collect()
    }

    /// The chainID of each layer, base first: the names under which snapshots are stored.
    #[must_use]
    pub fn chain_ids(&self) -> Option<Vec<ChainId>> {
        self.diff_ids().map(|ids| ChainId::all(&ids))
    }

    /// The steps of the history that a layer stands for.
    pub fn layer_history(&self) -> impl Iterator<Item = &History> {
        self.history.iter().flatten().filter(|step| !step.empty_layer)
    }
}
