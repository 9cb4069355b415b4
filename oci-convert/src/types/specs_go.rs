//! `opencontainers/image-spec` `specs-go/v1`: what containers/image, containerd, `BuildKit`, umoci and most others use.
//!
//! Sources: `descriptor.go`, `manifest.go`, `index.go`, `config.go` at the tags v1.1.0-rc2, v1.1.1 and at main 13cff54.
//! Without an edition in the name a table is that of v1.1 and main; [`IMAGE`] differs between those two.

use crate::dialect::{Dialect, Text};
use crate::go::shape::{always, go_struct, nonzero, some};
use crate::go::{Field, Form, Shape};
use oci_spec_types::{Descriptor, Platform, oci};

const DESCRIPTORS: Shape = Shape::Slice(&Shape::Struct(&DESCRIPTOR));

go_struct! {
    /// `v1.Platform`
    pub(crate) PLATFORM of Platform = "v1.Platform", [
        always("architecture", Shape::String),
        always("os", Shape::String),
        some("os.version", Shape::String),
        some("os.features", Shape::STRINGS),
        some("variant", Shape::String),
    ]
}

go_struct! {
    /// `v1.Descriptor`
    pub(crate) DESCRIPTOR of Descriptor = "v1.Descriptor", [
        always("mediaType", Shape::String),
        always("digest", Shape::String),
        always("size", Shape::Int),
        some("urls", Shape::STRINGS),
        some("annotations", Shape::STRING_MAP),
        some("data", Shape::Bytes),
        some("platform", Shape::Pointer(&Shape::Struct(&PLATFORM))),
        some("artifactType", Shape::String),
    ]
}

go_struct! {
    /// `v1.Manifest`
    pub(crate) MANIFEST of oci::Manifest = "v1.Manifest", [
        always("schemaVersion", Shape::Int),
        some("mediaType", Shape::String),
        some("artifactType", Shape::String),
        always("config", Shape::Struct(&DESCRIPTOR)),
        always("layers", DESCRIPTORS),
        some("subject", Shape::Pointer(&Shape::Struct(&DESCRIPTOR))),
        some("annotations", Shape::STRING_MAP),
    ]
}

go_struct! {
    /// `v1.Index`
    pub(crate) INDEX of oci::Index = "v1.Index", [
        always("schemaVersion", Shape::Int),
        some("mediaType", Shape::String),
        some("artifactType", Shape::String),
        always("manifests", DESCRIPTORS),
        some("subject", Shape::Pointer(&Shape::Struct(&DESCRIPTOR))),
        some("annotations", Shape::STRING_MAP),
    ]
}

const USER: Field = some("User", Shape::String);
const EXPOSED_PORTS: Field = some("ExposedPorts", Shape::Set);
const ENV: Field = some("Env", Shape::STRINGS);
const ENTRYPOINT: Field = some("Entrypoint", Shape::STRINGS);
const CMD: Field = some("Cmd", Shape::STRINGS);
const VOLUMES: Field = some("Volumes", Shape::Set);
const WORKING_DIR: Field = some("WorkingDir", Shape::String);
const LABELS: Field = some("Labels", Shape::STRING_MAP);
const STOP_SIGNAL: Field = some("StopSignal", Shape::String);

go_struct! {
    /// `v1.ImageConfig`
    pub(crate) IMAGE_CONFIG of oci::ContainerConfig = "v1.ImageConfig", [
        USER,
        EXPOSED_PORTS,
        ENV,
        ENTRYPOINT,
        CMD,
        VOLUMES,
        WORKING_DIR,
        LABELS,
        STOP_SIGNAL,
        some("ArgsEscaped", Shape::Bool),
    ]
}

go_struct! {
    /// `v1.RootFS`
    pub(crate) ROOT_FS of oci::RootFs = "v1.RootFS", [always("type", Shape::String), always("diff_ids", Shape::STRINGS)]
}

go_struct! {
    /// `v1.History`
    pub(crate) HISTORY of oci::History = "v1.History", [
        some("created", Shape::TIME_POINTER),
        some("created_by", Shape::String),
        some("author", Shape::String),
        some("comment", Shape::String),
        some("empty_layer", Shape::Bool),
    ]
}

const CREATED: Field = some("created", Shape::TIME_POINTER);
const AUTHOR: Field = some("author", Shape::String);
const ARCHITECTURE: Field = always("architecture", Shape::String);
const OS: Field = always("os", Shape::String);
const OS_VERSION: Field = some("os.version", Shape::String);
const OS_FEATURES: Field = some("os.features", Shape::STRINGS);
const VARIANT: Field = some("variant", Shape::String);
const CONFIG: Field = always("config", Shape::Struct(&IMAGE_CONFIG));
const ROOTFS: Field = always("rootfs", Shape::Struct(&ROOT_FS));
const HISTORY_SLICE: Shape = Shape::Slice(&Shape::Struct(&HISTORY));
const HISTORIES: Field = some("history", HISTORY_SLICE);

go_struct! {
    /// `v1.Image` of main since fccd049 (2026-02): `config` is left out when every member of it is zero.
    pub(crate) IMAGE of oci::ImageConfig = "v1.Image", [
        CREATED,
        AUTHOR,
        ARCHITECTURE,
        OS,
        OS_VERSION,
        OS_FEATURES,
        VARIANT,
        nonzero("config", Shape::Struct(&IMAGE_CONFIG)),
        ROOTFS,
        HISTORIES,
    ]
}

go_struct! {
    /// `v1.Image` of v1.1: `config` is always written.
    pub(crate) IMAGE_1_1 of oci::ImageConfig = "v1.Image", [CREATED, AUTHOR, ARCHITECTURE, OS, OS_VERSION, OS_FEATURES, VARIANT, CONFIG, ROOTFS, HISTORIES]
}

const DESCRIPTORS_RC2: Shape = Shape::Slice(&Shape::Struct(&DESCRIPTOR_RC2));

go_struct! {
    /// `v1.Descriptor` of v1.1.0-rc2: an empty media type is not written.
    pub(crate) DESCRIPTOR_RC2 of Descriptor = "v1.Descriptor", [
        some("mediaType", Shape::String),
        always("digest", Shape::String),
        always("size", Shape::Int),
        some("urls", Shape::STRINGS),
        some("annotations", Shape::STRING_MAP),
        some("data", Shape::Bytes),
        some("platform", Shape::Pointer(&Shape::Struct(&PLATFORM))),
        some("artifactType", Shape::String),
    ]
}

go_struct! {
    /// `v1.Manifest` of v1.1.0-rc2: without an artifact type.
    pub(crate) MANIFEST_RC2 of oci::Manifest = "v1.Manifest", [
        always("schemaVersion", Shape::Int),
        some("mediaType", Shape::String),
        always("config", Shape::Struct(&DESCRIPTOR_RC2)),
        always("layers", DESCRIPTORS_RC2),
        some("subject", Shape::Pointer(&Shape::Struct(&DESCRIPTOR_RC2))),
        some("annotations", Shape::STRING_MAP),
    ]
}

go_struct! {
    /// `v1.Index` of v1.1.0-rc2.
    pub(crate) INDEX_RC2 of oci::Index = "v1.Index", [
        always("schemaVersion", Shape::Int),
        some("mediaType", Shape::String),
        always("manifests", DESCRIPTORS_RC2),
        some("annotations", Shape::STRING_MAP),
    ]
}

go_struct! {
    /// `v1.Image` of v1.1.0-rc2: `variant` follows `architecture`, and `config` is always written.
    pub(crate) IMAGE_RC2 of oci::ImageConfig = "v1.Image", [CREATED, AUTHOR, ARCHITECTURE, VARIANT, OS, OS_VERSION, OS_FEATURES, CONFIG, ROOTFS, HISTORIES]
}

/// These types for everything, Docker's documents included.
pub(crate) const DIALECT: Dialect = Dialect {
    text: Text::Written(Form::COMPACT),
    oci_manifest: &MANIFEST,
    docker_manifest: &MANIFEST,
    oci_index: &INDEX,
    docker_list: &INDEX,
    config: &IMAGE,
    schema1: None,
};
