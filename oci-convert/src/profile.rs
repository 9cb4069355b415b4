use crate::go::{Struct, shapes::specs_go};
use std::fmt;

/// Whose bytes a conversion makes.
///
/// | profile | whose bytes | what it loses |
/// |---|---|---|
/// | [`ContainersImage`](Self::ContainersImage) | skopeo, podman, buildah (containers/image) | everything that their Go types do not hold: unknown members; to OCI the Docker part of the config (`Healthcheck`, `OnBuild`, `Shell`, …); to Docker annotations, subject, artifact type |
/// | [`Distribution`](Self::Distribution) | the Docker registry up to 2.8, which served schema 2 images to old clients as schema 1 | as schema 1 has no place for it: diffIDs, sizes, urls |
/// | [`Minimal`](Self::Minimal) | nobody's: only what the target format demands is changed, in the text as it stands | between Docker v2s2 and OCI nothing; from and to schema 1 as `ContainersImage` |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// containers/image: skopeo, podman, buildah.
    ContainersImage {
        /// The image-spec that the tool was built with: it decides the bytes of OCI configs and manifests.
        edition: Edition,
    },
    /// Docker distribution 2.8: schema 2 to schema 1, and no other conversion.
    Distribution,
    /// The least change: config and image ID stay, and so do annotations, zstd and unknown members.
    ///
    /// Media types are replaced in the text of the manifest; nothing else of it changes, blanks and member order included.
    /// Docker has no zstd among its documented types: the one that BuildKit and containers/image read is used.
    Minimal,
}

/// The edition of the image-spec whose Go types a tool was built with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Edition {
    /// 1.0: skopeo 1.9, as Debian 12 has it.
    V1_0,
    /// 1.1: skopeo up to 1.21.
    V1_1,
    /// The main branch since February 2026: an empty `config` of a config is left out.
    #[default]
    Main,
}

impl Profile {
    /// containers/image of today.
    pub const CONTAINERS_IMAGE: Self = Self::ContainersImage { edition: Edition::Main };

    /// The edition whose types are used.
    pub(crate) const fn edition(self) -> Edition {
        match self {
            Self::ContainersImage { edition } => edition,
            Self::Distribution | Self::Minimal => Edition::Main,
        }
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::CONTAINERS_IMAGE
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ContainersImage { edition: Edition::V1_0 } => "containers-image/1.0",
            Self::ContainersImage { edition: Edition::V1_1 } => "containers-image/1.1",
            Self::ContainersImage { edition: Edition::Main } => "containers-image/main",
            Self::Distribution => "distribution",
            Self::Minimal => "minimal",
        })
    }
}

impl Edition {
    /// The type of OCI manifests.
    pub(crate) const fn manifest(self) -> &'static Struct {
        match self {
            Self::V1_0 => &specs_go::MANIFEST_1_0,
            Self::V1_1 | Self::Main => &specs_go::MANIFEST,
        }
    }

    /// The type of OCI descriptors.
    pub(crate) const fn descriptor(self) -> &'static Struct {
        match self {
            Self::V1_0 => &specs_go::DESCRIPTOR_1_0,
            Self::V1_1 | Self::Main => &specs_go::DESCRIPTOR,
        }
    }

    /// The type of OCI image configs.
    pub(crate) const fn image(self) -> &'static Struct {
        match self {
            Self::V1_0 => &specs_go::IMAGE_1_0,
            Self::V1_1 => &specs_go::IMAGE_1_1,
            Self::Main => &specs_go::IMAGE,
        }
    }
}
