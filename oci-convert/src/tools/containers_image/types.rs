//! What containers/image 5.23 has of its own, and what it looks at to guess.
//!
//! Sources: `containers/image` v5.23.1, `containers/container-libs` 523e87c `image/internal/manifest/`.

use crate::go::shape::{always, go_struct, some};
use crate::go::{Shape, Struct};
use crate::types::docker::{HISTORIES, ROOT_FS, container_config, image, v1_image};
use crate::types::specs_go;
use oci_spec_types::{Descriptor, oci};

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

/// The same of 5.23.
pub(crate) static CONFIG_5_23: Struct = container_config!("manifest.Schema2Config", HEALTH_CONFIG_5_23);

/// The same of 5.23.
pub(crate) static V1_IMAGE_5_23: Struct =
    v1_image!("manifest.Schema2V1Image", [some("parent", Shape::String)], CONFIG_5_23, []);

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
        some("platform", Shape::Pointer(&Shape::Struct(&specs_go::PLATFORM))),
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
pub(crate) static GUESS_INDEX: Struct =
    Struct::new("manifest.GuessMIMEType", &[always("manifests", Shape::Slice(&Shape::Struct(&specs_go::DESCRIPTOR)))]);
