//! `google/go-containerregistry` `pkg/v1`: crane, ko, kaniko.
//!
//! Sources: `manifest.go`, `config.go`, `platform.go`, `hash.go`, `time.go` at 3f4ff3c.

use crate::go::shape::{always, go_struct, some};
use crate::go::{Field, Shape};
use crate::types::docker::{HEALTH_CONFIG_OF_MOBY, PLATFORM};
use oci_spec_types::{Descriptor, oci};

const SCHEMA_VERSION: Field = always("schemaVersion", Shape::Int);
const MEDIA_TYPE: Field = some("mediaType", Shape::String);
const ANNOTATIONS: Field = some("annotations", Shape::STRING_MAP);
const DESCRIPTOR_POINTER: Shape = Shape::Pointer(&Shape::Struct(&DESCRIPTOR));
const SUBJECT: Field = some("subject", DESCRIPTOR_POINTER);
const ARTIFACT_TYPE: Field = some("artifactType", Shape::String);

go_struct! {
    /// `v1.Descriptor`
    pub(super) DESCRIPTOR of Descriptor = "v1.Descriptor", [
        always("mediaType", Shape::String),
        always("size", Shape::Int),
        always("digest", Shape::Hash),
        some("data", Shape::Bytes),
        some("urls", Shape::STRINGS),
        ANNOTATIONS,
        some("platform", Shape::Pointer(&Shape::Struct(&PLATFORM))),
        ARTIFACT_TYPE,
    ]
}

go_struct! {
    /// `v1.Manifest`
    pub(super) MANIFEST of oci::Manifest = "v1.Manifest", [
        SCHEMA_VERSION,
        MEDIA_TYPE,
        always("config", Shape::Struct(&DESCRIPTOR)),
        always("layers", Shape::Slice(&Shape::Struct(&DESCRIPTOR))),
        ANNOTATIONS,
        SUBJECT,
        ARTIFACT_TYPE,
    ]
}

go_struct! {
    /// `v1.IndexManifest`
    pub(super) INDEX of oci::Index = "v1.IndexManifest", [
        SCHEMA_VERSION,
        MEDIA_TYPE,
        always("manifests", Shape::Slice(&Shape::Struct(&DESCRIPTOR))),
        ANNOTATIONS,
        SUBJECT,
        ARTIFACT_TYPE,
    ]
}

go_struct! {
    /// `v1.Config`
    pub(super) CONFIG of oci::ContainerConfig = "v1.Config", [
        some("AttachStderr", Shape::Bool),
        some("AttachStdin", Shape::Bool),
        some("AttachStdout", Shape::Bool),
        some("Cmd", Shape::STRINGS),
        some("Healthcheck", Shape::Pointer(&Shape::Struct(&HEALTH_CONFIG_OF_MOBY))),
        some("Domainname", Shape::String),
        some("Entrypoint", Shape::STRINGS),
        some("Env", Shape::STRINGS),
        some("Hostname", Shape::String),
        some("Image", Shape::String),
        some("Labels", Shape::STRING_MAP),
        some("OnBuild", Shape::STRINGS),
        some("OpenStdin", Shape::Bool),
        some("StdinOnce", Shape::Bool),
        some("Tty", Shape::Bool),
        some("User", Shape::String),
        some("Volumes", Shape::Set),
        some("WorkingDir", Shape::String),
        some("ExposedPorts", Shape::Set),
        some("ArgsEscaped", Shape::Bool),
        some("NetworkDisabled", Shape::Bool),
        some("MacAddress", Shape::String),
        some("StopSignal", Shape::String),
        some("Shell", Shape::STRINGS),
    ]
}

go_struct! {
    /// `v1.RootFS`
    pub(super) ROOT_FS of oci::RootFs = "v1.RootFS", [always("type", Shape::String), always("diff_ids", Shape::Slice(&Shape::Hash))]
}

go_struct! {
    /// `v1.History`
    pub(super) HISTORY of oci::History = "v1.History", [
        some("author", Shape::String),
        // A struct: omitempty has no effect.
        always("created", Shape::Time),
        some("created_by", Shape::String),
        some("comment", Shape::String),
        some("empty_layer", Shape::Bool),
    ]
}

go_struct! {
    /// `v1.ConfigFile`
    pub(super) CONFIG_FILE of oci::ImageConfig = "v1.ConfigFile", [
        always("architecture", Shape::String),
        some("author", Shape::String),
        some("container", Shape::String),
        always("created", Shape::Time),
        some("docker_version", Shape::String),
        some("history", Shape::Slice(&Shape::Struct(&HISTORY))),
        always("os", Shape::String),
        always("rootfs", Shape::Struct(&ROOT_FS)),
        always("config", Shape::Struct(&CONFIG)),
        some("os.version", Shape::String),
        some("variant", Shape::String),
        some("os.features", Shape::STRINGS),
    ]
}
