use crate::Format;
use crate::coded_enum::coded_enum;
use oci_digest::{ChainId, DiffId, Digest};
use oci_spec_types::Text;
use serde::Serialize;
use std::fmt;

coded_enum! {
    /// What a name is the name of.
    pub enum NameKind {
        /// The digest of the index or list.
        Index = "index", "index";
        /// The digest of the manifest.
        Manifest = "manifest", "manifest";
        /// The digest that the manifest has in another format.
        Converted = "converted", "as";
        /// The digest of the config.
        ImageId = "image-id", "image ID";
        /// The digest of a layer's blob.
        Layer = "layer", "layer";
        /// The digest of a layer's uncompressed bytes.
        DiffId = "diff-id", "diffID";
        /// A layer and all below it.
        ChainId = "chain-id", "chainID";
        /// The ID of a v1 image in a schema 1 manifest.
        V1Id = "v1-id", "v1 ID";
        /// The name of a layer in containers-storage.
        StorageId = "storage-id", "storage ID";
    }
}

coded_enum! {
    /// A place where a name is shown.
    pub enum Shown {
        /// `docker images --digests`, and `RepoDigests` of `docker inspect`: the digest that was pulled, which is that of the
        /// index where there is one.
        DockerDigests = "docker-digests", "docker images --digests, RepoDigests";
        /// The `IMAGE ID` of `docker images` with Docker's own store; with that of containerd it is the digest that was pulled.
        DockerImageId = "docker-image-id", "docker images (IMAGE ID)";
        /// `podman images --digests`, and `Digest` of `podman inspect`.
        PodmanDigests = "podman-digests", "podman images --digests";
        /// The `IMAGE ID` of `podman images`, `buildah images` and `crictl images`.
        PodmanImageId = "podman-image-id", "podman images, crictl images (IMAGE ID)";
        /// The header `Docker-Content-Digest` of a registry, for a request by tag.
        RegistryHeader = "registry-header", "registry header Docker-Content-Digest";
        /// `imageID` of a container's status in Kubernetes: the digest that was pulled.
        Kubernetes = "kubernetes", "Kubernetes imageID";
        /// `skopeo inspect`: `Digest`, and `Layers`.
        Skopeo = "skopeo", "skopeo inspect";
        /// `RootFS` of `docker inspect` and `podman inspect`.
        RootFs = "root-fs", "docker inspect (RootFS)";
        /// Folders below `image/overlay2/layerdb` of Docker, snapshots of containerd (`ctr snapshots ls`).
        Snapshots = "snapshots", "ctr snapshots ls, Docker's layerdb";
        /// `docker history` of images that a Docker before 1.10 pulled.
        OldDocker = "old-docker", "Docker before 1.10";
        /// Folders below `overlay` and `layers.json` of containers-storage.
        ContainersStorage = "containers-storage", "containers-storage (layers.json)";
    }
}

impl NameKind {
    /// Where names of this kind are shown.
    ///
    /// ```
    /// use oci_convert::identity::{NameKind, Shown};
    ///
    /// assert!(NameKind::ImageId.shown().contains(&Shown::DockerImageId));
    /// assert!(!NameKind::ImageId.shown().contains(&Shown::RegistryHeader));
    /// ```
    #[must_use]
    pub const fn shown(self) -> &'static [Shown] {
        use Shown as S;
        match self {
            Self::Index => &[S::DockerDigests, S::RegistryHeader, S::Kubernetes],
            Self::Manifest => &[S::DockerDigests, S::PodmanDigests, S::RegistryHeader, S::Kubernetes, S::Skopeo],
            Self::Converted => &[],
            Self::ImageId => &[S::DockerImageId, S::PodmanImageId],
            Self::Layer => &[S::Skopeo],
            Self::DiffId => &[S::RootFs],
            Self::ChainId => &[S::Snapshots],
            Self::V1Id => &[S::OldDocker],
            Self::StorageId => &[S::ContainersStorage],
        }
    }
}

/// One name of an image, or of a layer of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Name {
    /// What it is the name of.
    pub kind: NameKind,
    /// The name, as the document states it; v1 and storage IDs are hex digits without an algorithm.
    pub value: Text,
    /// Which layer, from 0, from the base up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<usize>,
    /// The format, of a manifest that was converted.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub format: Option<Format>,
    /// Whose bytes it is the digest of, for a manifest that was converted: [`crate::Tool::id`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<Text>,
    /// Where it is shown.
    pub shown: &'static [Shown],
}

fn as_text<S: serde::Serializer>(format: &Option<Format>, serializer: S) -> Result<S::Ok, S::Error> {
    match format {
        Some(format) => serializer.collect_str(format),
        None => serializer.serialize_none(),
    }
}

impl Name {
    pub(super) fn new(kind: NameKind, value: impl fmt::Display) -> Self {
        let value = value.to_string().into();
        Self { kind, value, layer: None, format: None, tool: None, shown: kind.shown() }
    }

    pub(super) fn at(mut self, layer: usize) -> Self {
        self.layer = Some(layer);
        self
    }

    pub(super) fn converted(mut self, format: Format, tool: Text) -> Self {
        (self.format, self.tool) = (Some(format), Some(tool));
        self
    }
}

/// The chainID of each layer.
pub(super) fn chain_names(diff_ids: &[DiffId]) -> impl Iterator<Item = Name> {
    ChainId::all(diff_ids).into_iter().enumerate().map(|(at, id)| Name::new(NameKind::ChainId, id).at(at))
}

/// The IDs of the layers in containers-storage: that of the base is its diffID, one above is the sha256 of
/// `parent + "+" + diffID`, all without algorithm (containers/image `storage/storage_dest.go` `layerID`).
pub(super) fn storage_ids(diff_ids: &[DiffId]) -> impl Iterator<Item = Name> {
    let mut parent: Option<String> = None;
    diff_ids.iter().enumerate().map(move |(at, id)| {
        let own = id.digest().encoded().to_string();
        let id = match parent.take() {
            None => own,
            Some(parent) => Digest::sha256(format!("{parent}+{own}")).encoded().to_string(),
        };
        parent = Some(id.clone());
        Name::new(NameKind::StorageId, id).at(at)
    })
}
