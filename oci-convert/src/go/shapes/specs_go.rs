//! `opencontainers/image-spec` `specs-go/v1`: what containers/image, containerd, `BuildKit`, umoci and most others use.
//!
//! Sources: `descriptor.go`, `manifest.go`, `index.go`, `config.go` at the tags v1.0.2, v1.1.1 and at main 13cff54.
//! Without an edition in the name a table is that of v1.1 and main; [`IMAGE`] differs between those two.

use super::super::shape::{always, nonzero, some};
use super::super::{Field, Shape, Struct};

const DESCRIPTORS: Shape = Shape::Slice(&Shape::Struct(&DESCRIPTOR));

/// `v1.Platform`
pub static PLATFORM: Struct = Struct {
    name: "v1.Platform",
    fields: &[
        always("architecture", Shape::String),
        always("os", Shape::String),
        some("os.version", Shape::String),
        some("os.features", Shape::STRINGS),
        some("variant", Shape::String),
    ],
};

/// `v1.Descriptor`
pub static DESCRIPTOR: Struct = Struct {
    name: "v1.Descriptor",
    fields: &[
        always("mediaType", Shape::String),
        always("digest", Shape::String),
        always("size", Shape::Int),
        some("urls", Shape::STRINGS),
        some("annotations", Shape::STRING_MAP),
        some("data", Shape::Bytes),
        some("platform", Shape::Pointer(&Shape::Struct(&PLATFORM))),
        some("artifactType", Shape::String),
    ],
};

/// `v1.Manifest`
pub static MANIFEST: Struct = Struct {
    name: "v1.Manifest",
    fields: &[
        always("schemaVersion", Shape::Int),
        some("mediaType", Shape::String),
        some("artifactType", Shape::String),
        always("config", Shape::Struct(&DESCRIPTOR)),
        always("layers", DESCRIPTORS),
        some("subject", Shape::Pointer(&Shape::Struct(&DESCRIPTOR))),
        some("annotations", Shape::STRING_MAP),
    ],
};

/// `v1.Index`
pub static INDEX: Struct = Struct {
    name: "v1.Index",
    fields: &[
        always("schemaVersion", Shape::Int),
        some("mediaType", Shape::String),
        some("artifactType", Shape::String),
        always("manifests", DESCRIPTORS),
        some("subject", Shape::Pointer(&Shape::Struct(&DESCRIPTOR))),
        some("annotations", Shape::STRING_MAP),
    ],
};

const USER: Field = some("User", Shape::String);
const EXPOSED_PORTS: Field = some("ExposedPorts", Shape::Set);
const ENV: Field = some("Env", Shape::STRINGS);
const ENTRYPOINT: Field = some("Entrypoint", Shape::STRINGS);
const CMD: Field = some("Cmd", Shape::STRINGS);
const VOLUMES: Field = some("Volumes", Shape::Set);
const WORKING_DIR: Field = some("WorkingDir", Shape::String);
const LABELS: Field = some("Labels", Shape::STRING_MAP);
const STOP_SIGNAL: Field = some("StopSignal", Shape::String);

/// `v1.ImageConfig`
pub static IMAGE_CONFIG: Struct = Struct {
    name: "v1.ImageConfig",
    fields: &[
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
    ],
};

/// `v1.RootFS`
pub static ROOT_FS: Struct =
    Struct { name: "v1.RootFS", fields: &[always("type", Shape::String), always("diff_ids", Shape::STRINGS)] };

/// `v1.History`
pub static HISTORY: Struct = Struct {
    name: "v1.History",
    fields: &[
        some("created", Shape::TIME_POINTER),
        some("created_by", Shape::String),
        some("author", Shape::String),
        some("comment", Shape::String),
        some("empty_layer", Shape::Bool),
    ],
};

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

/// `v1.Image` of main since fccd049 (2026-02): `config` is left out when every member of it is zero.
pub static IMAGE: Struct = Struct {
    name: "v1.Image",
    fields: &[
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
    ],
};

/// `v1.Image` of v1.1: `config` is always written.
pub static IMAGE_1_1: Struct = Struct {
    name: "v1.Image",
    fields: &[CREATED, AUTHOR, ARCHITECTURE, OS, OS_VERSION, OS_FEATURES, VARIANT, CONFIG, ROOTFS, HISTORIES],
};

const DESCRIPTORS_1_0: Shape = Shape::Slice(&Shape::Struct(&DESCRIPTOR_1_0));

/// `v1.Descriptor` of v1.0: an empty media type is not written.
pub static DESCRIPTOR_1_0: Struct = Struct {
    name: "v1.Descriptor",
    fields: &[
        some("mediaType", Shape::String),
        always("digest", Shape::String),
        always("size", Shape::Int),
        some("urls", Shape::STRINGS),
        some("annotations", Shape::STRING_MAP),
        some("platform", Shape::Pointer(&Shape::Struct(&PLATFORM))),
    ],
};

/// `v1.Manifest` of v1.0.2.
pub static MANIFEST_1_0: Struct = Struct {
    name: "v1.Manifest",
    fields: &[
        always("schemaVersion", Shape::Int),
        some("mediaType", Shape::String),
        always("config", Shape::Struct(&DESCRIPTOR_1_0)),
        always("layers", DESCRIPTORS_1_0),
        some("annotations", Shape::STRING_MAP),
    ],
};

/// `v1.Index` of v1.0.2.
pub static INDEX_1_0: Struct = Struct {
    name: "v1.Index",
    fields: &[
        always("schemaVersion", Shape::Int),
        some("mediaType", Shape::String),
        always("manifests", DESCRIPTORS_1_0),
        some("annotations", Shape::STRING_MAP),
    ],
};

/// `v1.ImageConfig` of v1.0: without `ArgsEscaped`.
pub static IMAGE_CONFIG_1_0: Struct = Struct {
    name: "v1.ImageConfig",
    fields: &[USER, EXPOSED_PORTS, ENV, ENTRYPOINT, CMD, VOLUMES, WORKING_DIR, LABELS, STOP_SIGNAL],
};

const CONFIG_1_0: Field = always("config", Shape::Struct(&IMAGE_CONFIG_1_0));

/// `v1.Image` of the commits that released tools used between v1.0.2 and v1.1 (8b9d41f: skopeo 1.9).
pub static IMAGE_1_0: Struct = Struct {
    name: "v1.Image",
    fields: &[CREATED, AUTHOR, ARCHITECTURE, VARIANT, OS, OS_VERSION, OS_FEATURES, CONFIG_1_0, ROOTFS, HISTORIES],
};

/// `v1.Image` of v1.0.2 itself: without variant and the `os.` members.
pub static IMAGE_1_0_2: Struct =
    Struct { name: "v1.Image", fields: &[CREATED, AUTHOR, ARCHITECTURE, OS, CONFIG_1_0, ROOTFS, HISTORIES] };
