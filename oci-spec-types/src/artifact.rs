//! What a document is: an image, a chart, a signature, a model.
//!
//! The media type of a manifest says how to read it, not what it carries: charts, models, signatures and build caches travel
//! in image manifests, some of them with the config type of an image. [`Artifact`] says what a document carries, and by
//! which of its members that is known ([`Reason`]).
//!
//! For a manifest, the types that it states decide, in this order: its `artifactType`, the type of its config, those of its
//! layers. What each type stands for is a row of the table of [media types](crate::MediaType::artifact). A manifest is an
//! image when its config is that of an image and one of its layers is (image-spec manifest.md, "Guidelines for Artifact
//! Usage"). For an index, its entries decide.
//!
//! ```
//! use oci_spec_types::artifact::ArtifactKind;
//! use oci_spec_types::{Descriptor, Document, MediaType, Model, oci};
//!
//! // What cosign stores beside an image borrows the config type of an image.
//! let layer = Descriptor::of("application/vnd.dev.cosign.simplesigning.v1+json", b"{}");
//! let manifest = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), vec![layer]);
//! let artifact = Document::parse(manifest.to_json())?.artifact().unwrap();
//! assert_eq!(artifact.kind, ArtifactKind::Signature);
//! assert_eq!(artifact.to_string(), "signature");
//! let reason = "its layers are application/vnd.dev.cosign.simplesigning.v1+json";
//! assert_eq!(artifact.reason.to_string(), reason);
//! # Ok::<(), oci_spec_types::Error>(())
//! ```

mod index;
mod kind;
mod manifest;
mod reason;

pub use kind::ArtifactKind;
pub use reason::Reason;

use crate::printable::printable;
use crate::{Descriptor, MediaType, docker, oci};
use manifest::Stated;
use serde::Serialize;
use std::fmt;

/// What a document is, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Artifact {
    /// What it is.
    pub kind: ArtifactKind,
    /// The type that the document states for what it carries: its `artifactType`, else the media type of its config; of an
    /// index its `artifactType` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<MediaType>,
    /// By what it is known.
    pub reason: Reason,
}

impl Artifact {
    pub(crate) fn new(kind: ArtifactKind, artifact_type: Option<MediaType>, reason: Reason) -> Self {
        Self { kind, artifact_type, reason }
    }

    fn of_stated(stated: &Stated<'_>) -> Self {
        let (kind, reason) = stated.decide();
        Self::new(kind, stated.own_type().cloned(), reason)
    }

    /// What an OCI manifest is.
    ///
    /// ```
    /// use oci_spec_types::artifact::{Artifact, ArtifactKind};
    /// use oci_spec_types::{Descriptor, oci};
    ///
    /// let chart = oci::Manifest::new(Descriptor::of("application/vnd.cncf.helm.config.v1+json", b"{}"), vec![]);
    /// assert_eq!(Artifact::of_manifest(&chart).kind, ArtifactKind::Chart);
    ///
    /// let mine = oci::Manifest::new(Descriptor::empty(), vec![]).with_artifact_type("application/vnd.example.mine");
    /// assert_eq!(Artifact::of_manifest(&mine).to_string(), "artifact of type application/vnd.example.mine");
    /// ```
    #[must_use]
    pub fn of_manifest(manifest: &oci::Manifest) -> Self {
        Self::of_stated(&Stated {
            artifact_type: manifest.artifact_type.as_ref(),
            config: Some(&manifest.config.media_type),
            layers: &manifest.layers,
            annotations: Some(&manifest.annotations),
        })
    }

    /// What a Docker manifest is: Docker's format has no artifact types, but models travel in it, too.
    #[must_use]
    pub fn of_docker_manifest(manifest: &docker::Manifest) -> Self {
        let config = Some(&manifest.config.media_type);
        Self::of_stated(&Stated { artifact_type: None, config, layers: &manifest.layers, annotations: None })
    }

    /// What an artifact manifest (withdrawn from the image-spec) is.
    #[must_use]
    pub fn of_artifact_manifest(manifest: &oci::ArtifactManifest) -> Self {
        Self::of_stated(&Stated {
            artifact_type: Some(&manifest.artifact_type),
            config: None,
            layers: &manifest.blobs,
            annotations: Some(&manifest.annotations),
        })
    }

    /// What an OCI index is.
    #[must_use]
    pub fn of_index(index: &oci::Index) -> Self {
        let artifact_type = index.artifact_type.as_ref().filter(|own| !own.is_empty());
        let (kind, reason) = index::decide(artifact_type, &index.manifests);
        Self::new(kind, artifact_type.cloned(), reason)
    }

    /// What a list of these entries is that states no type of its own, such as a Docker manifest list.
    #[must_use]
    pub fn of_entries(entries: &[Descriptor]) -> Self {
        let (kind, reason) = index::decide(None, entries);
        Self::new(kind, None, reason)
    }
}

/// What it is, for people: the kind, and the type where the kind alone does not tell.
impl fmt::Display for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.kind, &self.artifact_type) {
            (ArtifactKind::Other | ArtifactKind::IndexOfArtifacts, Some(own)) => {
                write!(f, "{} of type {}", self.kind, printable(own.as_str()).longest(120))
            }
            (kind, _) => fmt::Display::fmt(kind, f),
        }
    }
}
