//! `oras-project/oras-go` 19db72b: its own artifact manifest (`internal/spec/artifact.go`). Its other types are those of
//! [`super::specs_go`].

use super::super::Shape;
use super::super::shape::{always, go_struct, some};
use super::specs_go;
use oci_spec_types::oci;

const DESCRIPTOR: Shape = Shape::Struct(&specs_go::DESCRIPTOR);

go_struct! {
    /// `spec.Artifact`
    pub(crate) ARTIFACT of oci::ArtifactManifest = "spec.Artifact", [
        always("mediaType", Shape::String),
        always("artifactType", Shape::String),
        some("blobs", Shape::Slice(&DESCRIPTOR)),
        some("subject", Shape::Pointer(&DESCRIPTOR)),
        some("annotations", Shape::STRING_MAP),
    ]
}
