//! `docker/distribution` (`distribution/distribution`) v2.8.3: the registry, and classic Docker.
//!
//! Sources: `blobs.go`, `manifest/versioned.go`, `manifest/schema1/manifest.go`, `manifest/schema2/manifest.go`,
//! `manifest/manifestlist/manifestlist.go`, `manifest/ocischema/manifest.go`. Its own manifests are written with
//! [`crate::go::Form::INDENT3`].

use super::super::shape::{always, some};
use super::super::{Field, Shape, Struct};
use super::{containers_image, specs_go};

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

/// `distribution.Descriptor`
pub static DESCRIPTOR: Struct = Struct {
    name: "distribution.Descriptor",
    fields: &[
        MEDIA_TYPE,
        SIZE,
        DIGEST,
        URLS,
        ANNOTATIONS,
        some("platform", Shape::Pointer(&Shape::Struct(&specs_go::PLATFORM))),
    ],
};

/// `schema2.Manifest`
pub static SCHEMA2: Struct =
    Struct { name: "schema2.Manifest", fields: &[SCHEMA_VERSION, MANIFEST_MEDIA_TYPE, CONFIG, LAYERS] };

/// `ocischema.Manifest`
pub static OCI_MANIFEST: Struct =
    Struct { name: "ocischema.Manifest", fields: &[SCHEMA_VERSION, MANIFEST_MEDIA_TYPE, CONFIG, LAYERS, ANNOTATIONS] };

/// `manifestlist.PlatformSpec`; containers/image has copied it.
pub use containers_image::PLATFORM;

/// `manifestlist.ManifestDescriptor`: its platform shadows that of the embedded descriptor.
pub static LIST_ENTRY: Struct = Struct {
    name: "manifestlist.ManifestDescriptor",
    fields: &[MEDIA_TYPE, SIZE, DIGEST, URLS, ANNOTATIONS, always("platform", Shape::Struct(&PLATFORM))],
};

/// `manifestlist.ManifestList`
pub static LIST: Struct = Struct {
    name: "manifestlist.ManifestList",
    fields: &[SCHEMA_VERSION, MANIFEST_MEDIA_TYPE, always("manifests", Shape::Slice(&Shape::Struct(&LIST_ENTRY)))],
};

/// `schema1.Manifest`, without signatures.
pub static SCHEMA1: Struct = Struct {
    name: "schema1.Manifest",
    fields: &[
        SCHEMA_VERSION,
        MANIFEST_MEDIA_TYPE,
        always("name", Shape::String),
        always("tag", Shape::String),
        always("architecture", Shape::String),
        always("fsLayers", Shape::Slice(&Shape::Struct(&containers_image::FS_LAYER))),
        always("history", Shape::Slice(&Shape::Struct(&containers_image::V1_HISTORY))),
    ],
};
