//! `regclient/regclient` `types/`: regctl, regsync, regbot.
//!
//! Sources: `types/descriptor/descriptor.go`, `types/oci/v1/{manifest,index,config}.go`, `types/docker/schema2/`,
//! `types/platform/platform.go` at 725072f.

use crate::go::shape::{always, go_struct, nonzero, some};
use crate::go::{Field, Shape};
use crate::types::docker::{HEALTH_CONFIG_OF_MOBY, PLATFORM};
use crate::types::specs_go::{HISTORY, ROOT_FS};
use oci_spec_types::{Descriptor, oci};

const SCHEMA_VERSION: Field = always("schemaVersion", Shape::Int);
const MEDIA_TYPE: Field = some("mediaType", Shape::String);
const ARTIFACT_TYPE: Field = some("artifactType", Shape::String);
const CONFIG: Field = always("config", Shape::Struct(&DESCRIPTOR));
const DESCRIPTORS: Shape = Shape::Slice(&Shape::Struct(&DESCRIPTOR));
const LAYERS: Field = always("layers", DESCRIPTORS);
const MANIFESTS: Field = always("manifests", DESCRIPTORS);
const DESCRIPTOR_POINTER: Shape = Shape::Pointer(&Shape::Struct(&DESCRIPTOR));
const SUBJECT: Field = some("subject", DESCRIPTOR_POINTER);
const ANNOTATIONS: Field = some("annotations", Shape::STRING_MAP);

go_struct! {
    /// `descriptor.Descriptor`
    pub(super) DESCRIPTOR of Descriptor = "descriptor.Descriptor", [
        always("mediaType", Shape::String),
        always("digest", Shape::String),
        always("size", Shape::Int),
        some("urls", Shape::STRINGS),
        ANNOTATIONS,
        some("data", Shape::Bytes),
        some("platform", Shape::Pointer(&Shape::Struct(&PLATFORM))),
        ARTIFACT_TYPE,
    ]
}

go_struct! {
    /// `v1.Manifest`
    pub(super) OCI_MANIFEST of oci::Manifest = "v1.Manifest", [SCHEMA_VERSION, MEDIA_TYPE, ARTIFACT_TYPE, CONFIG, LAYERS, SUBJECT, ANNOTATIONS]
}

go_struct! {
    /// `schema2.Manifest`: with annotations.
    pub(super) DOCKER_MANIFEST of oci::Manifest = "schema2.Manifest", [SCHEMA_VERSION, MEDIA_TYPE, CONFIG, LAYERS, ANNOTATIONS]
}

go_struct! {
    /// `v1.Index`
    pub(super) OCI_INDEX of oci::Index = "v1.Index", [SCHEMA_VERSION, MEDIA_TYPE, ARTIFACT_TYPE, MANIFESTS, SUBJECT, ANNOTATIONS]
}

go_struct! {
    /// `schema2.ManifestList`: with annotations.
    pub(super) DOCKER_LIST of oci::Index = "schema2.ManifestList", [SCHEMA_VERSION, MEDIA_TYPE, MANIFESTS, ANNOTATIONS]
}

go_struct! {
    /// `v1.ImageConfig`
    pub(super) IMAGE_CONFIG of oci::ContainerConfig = "v1.ImageConfig", [
        some("User", Shape::String),
        some("ExposedPorts", Shape::Set),
        some("Env", Shape::STRINGS),
        some("Entrypoint", Shape::STRINGS),
        some("Cmd", Shape::STRINGS),
        some("Volumes", Shape::Set),
        some("WorkingDir", Shape::String),
        some("Labels", Shape::STRING_MAP),
        some("StopSignal", Shape::String),
        some("StopTimeout", Shape::Pointer(&Shape::Int)),
        some("ArgsEscaped", Shape::Bool),
        some("Healthcheck", Shape::Pointer(&Shape::Struct(&HEALTH_CONFIG_OF_MOBY))),
        some("OnBuild", Shape::STRINGS),
        some("Shell", Shape::STRINGS),
    ]
}

go_struct! {
    /// `v1.Image`: with the embedded platform.
    pub(super) IMAGE of oci::ImageConfig = "v1.Image", [
        some("created", Shape::TIME_POINTER),
        some("author", Shape::String),
        always("architecture", Shape::String),
        always("os", Shape::String),
        some("os.version", Shape::String),
        some("os.features", Shape::STRINGS),
        some("variant", Shape::String),
        nonzero("config", Shape::Struct(&IMAGE_CONFIG)),
        always("rootfs", Shape::Struct(&ROOT_FS)),
        some("history", Shape::Slice(&Shape::Struct(&HISTORY))),
    ]
}
