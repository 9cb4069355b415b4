//! `docker/cli` v28.2.2 `cli/command/manifest`: of the entries of `manifestlist.ManifestDescriptor` (`distribution`) it sets
//! only these.

use super::super::shape::{always, go_struct, some};
use super::super::{Field, Shape};
use super::containers_image;
use oci_spec_types::{Descriptor, oci};

const SCHEMA_VERSION: Field = always("schemaVersion", Shape::Int);
const MEDIA_TYPE: Field = some("mediaType", Shape::String);

go_struct! {
    /// `manifestlist.ManifestDescriptor`
    pub(crate) LIST_ENTRY of Descriptor = "manifestlist.ManifestDescriptor", [
        MEDIA_TYPE,
        some("size", Shape::Int),
        some("digest", Shape::String),
        always("platform", Shape::Struct(&containers_image::PLATFORM)),
    ]
}

go_struct! {
    /// `manifestlist.ManifestList`: Docker lists and OCI indexes alike.
    pub(crate) LIST of oci::Index = "manifestlist.ManifestList", [SCHEMA_VERSION, MEDIA_TYPE, always("manifests", Shape::Slice(&Shape::Struct(&LIST_ENTRY)))]
}
