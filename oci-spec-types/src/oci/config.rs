use super::{ContainerConfig, History, RootFs};
use crate::error::{Error, ErrorKind};
use crate::model::{Model, object};
use crate::{ClaimedDigest, Text};
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

    /// With the time when the image was made, as RFC 3339.
    #[must_use]
    pub fn with_created(mut self, created: impl Into<Text>) -> Self {
        self.created = Some(created.into());
        self
    }

    /// With the author of the image.
    #[must_use]
    pub fn with_author(mut self, author: impl Into<Text>) -> Self {
        self.author = Some(author.into());
        self
    }

    /// With the variant of the CPU.
    #[must_use]
    pub fn with_variant(mut self, variant: impl Into<Text>) -> Self {
        self.variant = Some(variant.into());
        self
    }

    /// With the version of the operating system that the image needs.
    #[must_use]
    pub fn with_os_version(mut self, os_version: impl Into<Text>) -> Self {
        self.os_version = Some(os_version.into());
        self
    }

    /// With how a container of the image is run.
    #[must_use]
    pub fn with_config(mut self, config: ContainerConfig) -> Self {
        self.config = Some(Box::new(config));
        self
    }

    /// With more steps of the history, oldest first.
    #[must_use]
    pub fn with_history(mut self, steps: impl IntoIterator<Item = History>) -> Self {
        self.history.get_or_insert_default().extend(steps);
        self
    }

    /// The diffIDs, base first.
    ///
    /// ```
    /// use oci_spec_types::{ErrorKind, Model, oci::ImageConfig};
    ///
    /// let none = ImageConfig::parse(&br#"{"rootfs":{"type":"layers","diff_ids":null}}"#[..])?; // as Go writes an empty list
    /// assert_eq!(none.diff_ids(), Ok(vec![]));
    /// let not_stated = ImageConfig::parse(&br#"{"os":"linux"}"#[..])?;
    /// assert_eq!(not_stated.diff_ids().unwrap_err().kind(), ErrorKind::DiffIds);
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the config states none, or one of them is no digest.
    pub fn diff_ids(&self) -> Result<Vec<DiffId>, Error> {
        if !self.states_diff_ids() {
            let text = "found none, expected the diffIDs of the layers";
            return Err(Error::of_value(ErrorKind::DiffIds, "/rootfs/diff_ids", text));
        }
        let read = |(at, id): (usize, &ClaimedDigest)| match id.valid() {
            Some(digest) => Ok(DiffId::new(digest)),
            None => Err(Error::no_digest(format!("/rootfs/diff_ids/{at}"), id.as_str())),
        };
        self.rootfs.diff_ids.iter().enumerate().map(read).collect()
    }

    /// Whether the config has a `rootfs` with `diff_ids`, be it a list without elements or the `null` that Go writes for one.
    #[must_use]
    pub fn states_diff_ids(&self) -> bool {
        self.states("rootfs") && (self.rootfs.states("diff_ids") || self.rootfs.is_null("diff_ids"))
    }

    /// The chainID of each layer, base first: the names under which snapshots are stored.
    ///
    /// # Errors
    /// As [`ImageConfig::diff_ids`].
    pub fn chain_ids(&self) -> Result<Vec<ChainId>, Error> {
        self.diff_ids().map(|ids| ChainId::all(&ids))
    }

    /// The steps of the history that a layer stands for.
    pub fn layer_history(&self) -> impl Iterator<Item = &History> {
        self.history.iter().flatten().filter(|step| !step.empty_layer)
    }
}
