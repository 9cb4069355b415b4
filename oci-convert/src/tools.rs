//! The tools whose bytes can be made, one file each.
//!
//! | tool | who uses it | what a conversion loses |
//! |---|---|---|
//! | [`CONTAINERS_IMAGE`] | skopeo, podman, buildah of 2026; the default | what its Go types do not hold: unknown members; to OCI the Docker part of the config (`Healthcheck`, `OnBuild`, `Shell`, …); to Docker annotations, subject, artifact type |
//! | [`CONTAINERS_IMAGE_1_1`] | released skopeo up to 1.21, with image-spec 1.1 | the same |
//! | [`CONTAINERS_IMAGE_5_23`] | skopeo 1.9.3 of Debian 12 | the same, and the artifact type |
//! | [`DISTRIBUTION`] | the Docker registry up to 2.8, which served schema 2 images to old clients as schema 1 | what schema 1 has no place for: diffIDs, sizes, urls |
//! | [`MOBY`] | Docker up to 20.10: the config of a schema 1 image, and no conversion | |
//! | [`REGCLIENT`] | regctl, regsync, regbot | unknown members of documents that change; to Docker the subject and the artifact type of an index |
//! | [`GO_CONTAINERREGISTRY`] | crane, ko, kaniko: edits, and no conversion | the subject with every edit that does not set one; what its types of manifest and config do not hold |
//! | [`CONTAINERD`] | `ctr image convert`, nerdctl; to OCI only | unknown members of documents that change; annotations of what stays Docker's |
//! | [`CONTAINERD_PULL`] | containerd, of old images whose config has no type of its own | unknown members |
//! | [`ORAS_1_1`] | oras and programs built on oras-go: composes artifacts; [`ORAS_1_0`], [`ORAS_PACK_IMAGE`], [`ORAS_PACK_ARTIFACT`] are its other packings | converts nothing |
//! | [`DOCKER_MANIFEST`] | `docker manifest create` and `push`: composes indexes | converts nothing |
//! | [`PODMAN_MANIFEST`] | `podman manifest`, `buildah manifest`: composes indexes | converts nothing |
//! | [`BUILDX_IMAGETOOLS`] | `docker buildx imagetools create`: composes indexes | converts nothing |
//! | [`BUILDKIT`] | the image exporter of `BuildKit`, `docker buildx build`: composes images and indexes | converts nothing |
//! | [`MINIMAL`] | no program: only what the target format demands is changed, in the text as it stands | between Docker v2s2 and OCI nothing; from and to schema 1 as containers/image |
//!
//! The default is [`CONTAINERS_IMAGE`]; it changes only with a major release.

mod buildkit;
mod buildx;
mod containerd;
mod containers_image;
mod distribution;
mod docker_manifest;
mod ggcr;
mod minimal;
mod moby;
mod oras;
mod podman;
mod regclient;

pub use buildkit::BUILDKIT;
pub use buildx::BUILDX_IMAGETOOLS;
pub use containerd::{CONTAINERD, CONTAINERD_PULL};
pub use containers_image::{CONTAINERS_IMAGE, CONTAINERS_IMAGE_1_1, CONTAINERS_IMAGE_5_23};
pub use distribution::DISTRIBUTION;
pub use docker_manifest::DOCKER_MANIFEST;
pub use ggcr::GO_CONTAINERREGISTRY;
pub use minimal::MINIMAL;
pub use moby::MOBY;
pub use oras::{ORAS_1_0, ORAS_1_1, ORAS_PACK_ARTIFACT, ORAS_PACK_IMAGE};
pub use podman::PODMAN_MANIFEST;
pub use regclient::REGCLIENT;

use crate::Tool;

/// The tool of requests that name none.
pub(crate) static DEFAULT: &Tool = &CONTAINERS_IMAGE;

/// The tool of operations that no program has.
pub(crate) static NEUTRAL: &Tool = &MINIMAL;

/// All tools, the likeliest first.
pub static ALL: [&Tool; 18] = [
    &CONTAINERS_IMAGE,
    &CONTAINERS_IMAGE_1_1,
    &CONTAINERS_IMAGE_5_23,
    &MINIMAL,
    &REGCLIENT,
    &GO_CONTAINERREGISTRY,
    &CONTAINERD,
    &CONTAINERD_PULL,
    &DISTRIBUTION,
    &MOBY,
    &BUILDKIT,
    &BUILDX_IMAGETOOLS,
    &DOCKER_MANIFEST,
    &PODMAN_MANIFEST,
    &ORAS_1_1,
    &ORAS_1_0,
    &ORAS_PACK_IMAGE,
    &ORAS_PACK_ARTIFACT,
];

/// The tool of a name, with or without its version: without, the first of [`ALL`] with that name.
///
/// ```
/// use oci_convert::tools;
///
/// assert_eq!(tools::named("containers-image"), Some(&tools::CONTAINERS_IMAGE));
/// assert_eq!(tools::named("containers-image 5.23.1 (Debian 12)"), Some(&tools::CONTAINERS_IMAGE_5_23));
/// assert_eq!(tools::named("no such"), None);
/// ```
#[must_use]
pub fn named(name: &str) -> Option<&'static Tool> {
    ALL.into_iter().find(|tool| tool.id() == name || tool.name() == name)
}
