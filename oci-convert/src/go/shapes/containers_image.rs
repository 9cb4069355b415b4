//! `containers/image` v5 (`go.podman.io/image/v5`): podman, buildah, skopeo.
//!
//! Sources: `containers/container-libs` 523e87c `image/manifest/docker_schema1.go`, `image/manifest/docker_schema2.go`,
//! `image/internal/manifest/`. Its OCI types are those of [`super::specs_go`].

use super::super::shape::{always, go_struct, some};
use super::super::{Field, Shape, Struct};
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
    /// `manifest.Schema2HealthConfig` of 5.23.
    pub(crate) HEALTH_CONFIG_5_23 of oci::HealthConfig = "manifest.Schema2HealthConfig", [
        some("Test", Shape::STRINGS),
        some("StartPeriod", Shape::Int),
        some("Interval", Shape::Int),
        some("Timeout", Shape::Int),
        some("Retries", Shape::Int),
    ]
}

/// The fields of Docker's `container.Config`, which containers/image copies with another health check.
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
pub(super) use container_config;

/// `manifest.Schema2Config`
pub(crate) static CONFIG: Struct = container_config!("manifest.Schema2Config", HEALTH_CONFIG);
/// The same of 5.23.
pub(crate) static CONFIG_5_23: Struct = container_config!("manifest.Schema2Config", HEALTH_CONFIG_5_23);

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
pub(super) use v1_image;

/// `manifest.Schema2V1Image`
pub(crate) static V1_IMAGE: Struct = v1_image!("manifest.Schema2V1Image", [some("parent", Shape::String)], CONFIG, []);
/// The same of 5.23.
pub(crate) static V1_IMAGE_5_23: Struct =
    v1_image!("manifest.Schema2V1Image", [some("parent", Shape::String)], CONFIG_5_23, []);

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

/// `manifest.Schema2Image`
pub(crate) static IMAGE: Struct = image!(CONFIG);
/// The same of 5.23.
pub(crate) static IMAGE_5_23: Struct = image!(CONFIG_5_23);

go_struct! {
    /// `v1.Descriptor` of v1.1.0-rc2, as 5.23 copies the entries of an index (`OCI1IndexFromComponents`).
    pub(crate) ENTRY_5_23 of Descriptor = "v1.Descriptor", [
        some("mediaType", Shape::String),
        always("digest", Shape::String),
        always("size", Shape::Int),
        some("urls", Shape::STRINGS),
        some("annotations", Shape::STRING_MAP),
        some("platform", Shape::Pointer(&Shape::Struct(&super::specs_go::PLATFORM))),
    ]
}

go_struct! {
    /// `v1.Index` of v1.1.0-rc2, as 5.23 copies one before it is written.
    pub(crate) INDEX_5_23 of oci::Index = "v1.Index", [
        always("schemaVersion", Shape::Int),
        some("mediaType", Shape::String),
        always("manifests", Shape::Slice(&Shape::Struct(&ENTRY_5_23))),
        some("annotations", Shape::STRING_MAP),
    ]
}

/// What `GuessMIMEType` looks at first. `signatures` is of type `any` there: nil when it is missing or `null`.
pub(crate) static GUESS: Struct = Struct::new(
    "manifest.GuessMIMEType",
    &[always("mediaType", Shape::String), always("schemaVersion", Shape::Int), always("signatures", Shape::Raw)],
);

/// What `GuessMIMEType` looks at in a document of schema version 2.
pub(crate) static GUESS_MANIFEST: Struct =
    Struct::new("manifest.GuessMIMEType", &[always("config", Shape::Struct(&GUESS_CONFIG))]);

/// The config of [`GUESS_MANIFEST`].
pub(crate) static GUESS_CONFIG: Struct = Struct::new("manifest.GuessMIMEType", &[always("mediaType", Shape::String)]);

/// What `GuessMIMEType` looks at when the config does not tell.
pub(crate) static GUESS_INDEX: Struct = Struct::new(
    "manifest.GuessMIMEType",
    &[always("manifests", Shape::Slice(&Shape::Struct(&super::specs_go::DESCRIPTOR)))],
);
