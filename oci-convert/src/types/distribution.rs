//! `docker/distribution` (`distribution/distribution`) v2.8.3: the registry, and classic Docker.
//!
//! Sources: `blobs.go`, `manifest/versioned.go`, `manifest/schema1/manifest.go`, `manifest/schema2/manifest.go`,
//! `manifest/manifestlist/manifestlist.go`, `manifest/ocischema/manifest.go`. Its own manifests are written with
//! [`crate::go::Form::INDENT3`].

use super::{docker, specs_go};
use crate::go::shape::{always, go_struct, some};
use crate::go::{Field, Shape, Struct};
use oci_spec_types::{Descriptor, oci};

const SCHEMA_VERSION: Field = always("schemaVersion", Shape::Int);
const MANIFEST_MEDIA_TYPE: Field = some("mediaType", Shape::String);
const MEDIA_TYPE: Field = some("mediaType", Shape::String);
const SIZE: Field = some("size", Shape::Int);
const DIGEST: Field = some("digest", Shape::String);
const URLS: Field = some("urls", Shape::STRINGS);
const ANNOTATIONS: Field = some("annotations", Shape::STRING_MAP);
const CONFIG: Field = always("config", Shape::Struct(&DESCRIPTOR));
const DESCRIPTORS: Shape = Shape::Slice(&Shape::Struct(&DESCRIPTOR));
const LAYERS: Field = always("layers", DESCRIPTORS);

go_struct! {
    /// `distribution.Descriptor`
    pub(crate) DESCRIPTOR of Descriptor = "distribution.Descriptor", [
        MEDIA_TYPE,
        SIZE,
        DIGEST,
        URLS,
        ANNOTATIONS,
        some("platform", Shape::Pointer(&Shape::Struct(&specs_go::PLATFORM))),
    ]
}

go_struct! {
    /// `schema2.Manifest`
    pub(crate) SCHEMA2 of oci::Manifest = "schema2.Manifest", [SCHEMA_VERSION, MANIFEST_MEDIA_TYPE, CONFIG, LAYERS]
}

go_struct! {
    /// `ocischema.Manifest`
    pub(crate) OCI_MANIFEST of oci::Manifest = "ocischema.Manifest", [SCHEMA_VERSION, MANIFEST_MEDIA_TYPE, CONFIG, LAYERS, ANNOTATIONS]
}

go_struct! {
    /// `manifestlist.ManifestDescriptor`: its platform shadows that of the embedded descriptor.
    pub(crate) LIST_ENTRY of Descriptor = "manifestlist.ManifestDescriptor", [MEDIA_TYPE, SIZE, DIGEST, URLS, ANNOTATIONS, always("platform", Shape::Struct(&docker::PLATFORM))]
}

go_struct! {
    /// `manifestlist.ManifestList`
    pub(crate) LIST of oci::Index = "manifestlist.ManifestList", [SCHEMA_VERSION, MANIFEST_MEDIA_TYPE, always("manifests", Shape::Slice(&Shape::Struct(&LIST_ENTRY)))]
}

/// `schema1.Manifest`, without signatures.
pub(crate) static SCHEMA1: Struct = Struct::new(
    "schema1.Manifest",
    &[
        SCHEMA_VERSION,
        MANIFEST_MEDIA_TYPE,
        always("name", Shape::String),
        always("tag", Shape::String),
        always("architecture", Shape::String),
        always("fsLayers", Shape::Slice(&Shape::Struct(&docker::FS_LAYER))),
        always("history", Shape::Slice(&Shape::Struct(&docker::V1_HISTORY))),
    ],
);

/// `imageConfig` of `configManifestBuilder`: what is read of a config to make schema 1 of it.
pub(crate) static IMAGE_CONFIG: Struct = Struct::new(
    "schema1.imageConfig",
    &[
        some("rootfs", Shape::Pointer(&Shape::Struct(&IMAGE_ROOT_FS))),
        some("history", docker::HISTORIES),
        some("architecture", Shape::String),
    ],
);

/// `schema1.imageRootFS`
pub(crate) static IMAGE_ROOT_FS: Struct = Struct::new(
    "schema1.imageRootFS",
    &[always("type", Shape::String), some("diff_ids", Shape::STRINGS), some("base_layer", Shape::String)],
);
