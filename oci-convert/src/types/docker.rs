//! Docker's documents, as containers/image and others hold them: Docker's types of 2015, which they copied.
//!
//! Sources: `containers/container-libs` 523e87c `image/manifest/docker_schema1.go`, `image/manifest/docker_schema2.go`,
//! `image/internal/manifest/`; `docker/distribution` v2.8.3 `manifest/`; `moby/moby` v20.10.8 `image/image.go`, `image/rootfs.go`,
//! `api/types/container/config.go`.

use crate::dialect::{Dialect, Schema1Types};
use crate::go::shape::{always, go_struct, some};
use crate::go::{Field, Form, Shape, Struct};
use oci_spec_types::{Descriptor, Platform, oci};

const MEDIA_TYPE: Field = always("mediaType", Shape::String);
const SIZE: Field = always("size", Shape::Int);
const DIGEST: Field = always("digest", Shape::String);
const URLS: Field = some("urls", Shape::STRINGS);
const SCHEMA_VERSION: Field = always("schemaVersion", Shape::Int);

go_struct! {
    /// `manifest.Schema2Descriptor`
    pub(crate) DESCRIPTOR of Descriptor = "manifest.Schema2Descriptor", [MEDIA_TYPE, SIZE, DIGEST, URLS]
}

go_struct! {
    /// `manifest.Schema2`: Docker v2s2.
    pub(crate) MANIFEST of oci::Manifest = "manifest.Schema2", [
        SCHEMA_VERSION,
        MEDIA_TYPE,
        always("config", Shape::Struct(&DESCRIPTOR)),
        always("layers", Shape::Slice(&Shape::Struct(&DESCRIPTOR))),
    ]
}

go_struct! {
    /// `manifest.Schema2PlatformSpec`
    pub(crate) PLATFORM of Platform = "manifest.Schema2PlatformSpec", [
        always("architecture", Shape::String),
        always("os", Shape::String),
        some("os.version", Shape::String),
        some("os.features", Shape::STRINGS),
        some("variant", Shape::String),
        some("features", Shape::STRINGS),
    ]
}

go_struct! {
    /// `manifest.Schema2ManifestDescriptor`
    pub(crate) LIST_ENTRY of Descriptor = "manifest.Schema2ManifestDescriptor", [MEDIA_TYPE, SIZE, DIGEST, URLS, always("platform", Shape::Struct(&PLATFORM))]
}

go_struct! {
    /// `manifest.Schema2List`
    pub(crate) LIST of oci::Index = "manifest.Schema2List", [SCHEMA_VERSION, MEDIA_TYPE, always("manifests", Shape::Slice(&Shape::Struct(&LIST_ENTRY)))]
}

/// `manifest.Schema1FSLayers`
pub(crate) static FS_LAYER: Struct = Struct::new("manifest.Schema1FSLayers", &[always("blobSum", Shape::String)]);

/// `manifest.Schema1History`
pub(crate) static V1_HISTORY: Struct =
    Struct::new("manifest.Schema1History", &[always("v1Compatibility", Shape::String)]);

/// `manifest.Schema1`: Docker v2s1, without signatures.
pub(crate) static SCHEMA1: Struct = Struct::new(
    "manifest.Schema1",
    &[
        always("name", Shape::String),
        always("tag", Shape::String),
        always("architecture", Shape::String),
        always("fsLayers", Shape::Slice(&Shape::Struct(&FS_LAYER))),
        always("history", Shape::Slice(&Shape::Struct(&V1_HISTORY))),
        SCHEMA_VERSION,
    ],
);

/// `manifest.schema1V1CompatibilityContainerConfig`
pub(crate) static V1_CONTAINER_CONFIG: Struct =
    Struct::new("manifest.schema1V1CompatibilityContainerConfig", &[always("Cmd", Shape::STRINGS)]);

/// `manifest.Schema1V1Compatibility`: what is read of, and written as, a v1Compatibility string.
pub(crate) static V1_COMPATIBILITY: Struct = Struct::new(
    "manifest.Schema1V1Compatibility",
    &[
        always("id", Shape::String),
        some("parent", Shape::String),
        some("comment", Shape::String),
        always("created", Shape::Time),
        // A struct: omitempty has no effect.
        always("container_config", Shape::Struct(&V1_CONTAINER_CONFIG)),
        some("author", Shape::String),
        some("throwaway", Shape::Bool),
    ],
);

go_struct! {
    /// `manifest.Schema2HealthConfig`
    pub(crate) HEALTH_CONFIG of oci::HealthConfig = "manifest.Schema2HealthConfig", [
        some("Test", Shape::STRINGS),
        some("StartPeriod", Shape::Int),
        some("StartInterval", Shape::Int),
        some("Interval", Shape::Int),
        some("Timeout", Shape::Int),
        some("Retries", Shape::Int),
    ]
}

go_struct! {
    /// `container.HealthConfig` of Docker itself.
    pub(crate) HEALTH_CONFIG_OF_MOBY of oci::HealthConfig = "container.HealthConfig", [
        some("Test", Shape::STRINGS),
        some("Interval", Shape::Int),
        some("Timeout", Shape::Int),
        some("StartPeriod", Shape::Int),
        some("Retries", Shape::Int),
    ]
}

/// The fields of Docker's `container.Config`, which others copy with another health check.
macro_rules! container_config {
    ($name:literal, $health:path) => {
        Struct::new(
            $name,
            &[
                always("Hostname", Shape::String),
                always("Domainname", Shape::String),
                always("User", Shape::String),
                always("AttachStdin", Shape::Bool),
                always("AttachStdout", Shape::Bool),
                always("AttachStderr", Shape::Bool),
                some("ExposedPorts", Shape::Set),
                always("Tty", Shape::Bool),
                always("OpenStdin", Shape::Bool),
                always("StdinOnce", Shape::Bool),
                always("Env", Shape::STRINGS),
                always("Cmd", Shape::StrSlice),
                some("Healthcheck", Shape::Pointer(&Shape::Struct(&$health))),
                some("ArgsEscaped", Shape::Bool),
                always("Image", Shape::String),
                always("Volumes", Shape::Set),
                always("WorkingDir", Shape::String),
                always("Entrypoint", Shape::StrSlice),
                some("NetworkDisabled", Shape::Bool),
                some("MacAddress", Shape::String),
                always("OnBuild", Shape::STRINGS),
                always("Labels", Shape::STRING_MAP),
                some("StopSignal", Shape::String),
                some("StopTimeout", Shape::Pointer(&Shape::Int)),
                some("Shell", Shape::StrSlice),
            ],
        )
    };
}
pub(crate) use container_config;

/// `manifest.Schema2Config`
pub(crate) static CONFIG: Struct = container_config!("manifest.Schema2Config", HEALTH_CONFIG);

/// The fields of Docker's `image.V1Image`, followed by `$more`.
macro_rules! v1_image {
    ($name:literal, [$($parent:expr)?], $config:path, [$($more:expr),*]) => {
        Struct::new(
            $name,
            &[
                some("id", Shape::String),
                $($parent,)?
                some("comment", Shape::String),
                always("created", Shape::Time),
                some("container", Shape::String),
                // A struct: omitempty has no effect.
                always("container_config", Shape::Struct(&$config)),
                some("docker_version", Shape::String),
                some("author", Shape::String),
                some("config", Shape::Pointer(&Shape::Struct(&$config))),
                some("architecture", Shape::String),
                some("variant", Shape::String),
                some("os", Shape::String),
                some("Size", Shape::Int),
                $($more,)*
            ],
        )
    };
}
pub(crate) use v1_image;

/// `manifest.Schema2V1Image`
pub(crate) static V1_IMAGE: Struct = v1_image!("manifest.Schema2V1Image", [some("parent", Shape::String)], CONFIG, []);

go_struct! {
    /// `manifest.Schema2RootFS`
    pub(crate) ROOT_FS of oci::RootFs = "manifest.Schema2RootFS", [always("type", Shape::String), some("diff_ids", Shape::STRINGS)]
}

go_struct! {
    /// `manifest.Schema2History`
    pub(crate) HISTORY of oci::History = "manifest.Schema2History", [
        always("created", Shape::Time),
        some("author", Shape::String),
        some("created_by", Shape::String),
        some("comment", Shape::String),
        some("empty_layer", Shape::Bool),
    ]
}

/// `[]manifest.Schema2History`
pub(crate) static HISTORIES: Shape = Shape::Slice(&Shape::Struct(&HISTORY));

/// A Docker image config. Its `parent` shadows that of the embedded `Schema2V1Image`.
macro_rules! image {
    ($config:path) => {
        v1_image!(
            "manifest.Schema2Image",
            [],
            $config,
            [
                some("parent", Shape::String),
                some("rootfs", Shape::Pointer(&Shape::Struct(&ROOT_FS))),
                some("history", HISTORIES),
                some("os.version", Shape::String),
                some("os.features", Shape::STRINGS)
            ]
        )
    };
}

pub(crate) use image;

/// `manifest.Schema2Image`
pub(crate) static IMAGE: Struct = image!(CONFIG);

/// Schema 1 and what belongs to it.
pub(crate) const SCHEMA1_TYPES: Schema1Types = Schema1Types {
    manifest: &SCHEMA1,
    form: Form::COMPACT,
    text: Form::COMPACT,
    layer: &FS_LAYER,
    history: &V1_HISTORY,
    v1_compatibility: &V1_COMPATIBILITY,
    v1_command: &V1_CONTAINER_CONFIG,
    config: &IMAGE,
    v1_image: &V1_IMAGE,
    rootfs: &ROOT_FS,
    step: &HISTORY,
};

/// These types for Docker's documents, those of the image-spec for OCI's.
pub(crate) const DIALECT: Dialect =
    Dialect { docker_manifest: &MANIFEST, docker_list: &LIST, ..super::specs_go::DIALECT };
