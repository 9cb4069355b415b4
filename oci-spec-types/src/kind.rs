use crate::MediaType;
use serde::Serialize;
use std::fmt;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// OCI image manifest.
    OciManifest,
    /// OCI image index.
    OciIndex,
    /// Docker v2 schema 2 manifest.
    DockerManifest,
    /// Docker manifest list.
    DockerList,
    /// Docker v2 schema 1 manifest without signatures.
    Schema1,
    /// Docker v2 schema 1 manifest with signatures.
    Schema1Signed,
    /// Image config, of either family.
    ImageConfig,
    /// OCI artifact manifest (withdrawn).
    ArtifactManifest,
    /// The file `oci-layout`.
    Layout,
    /// The file `manifest.json` of a `docker save` archive.
    DockerArchive,
    /// Legacy v1 image JSON.
    V1Image,
    /// An in-toto statement: what an attestation says.
    InTotoStatement,
    /// A descriptor by itself.
    Descriptor,
    /// None of these.
    Unknown,
}

/// A row for each kind: its name for people, and the media type under which it travels.
static KINDS: [(Kind, &str, Option<MediaType>); 14] = [
    (Kind::OciManifest, "OCI image manifest", Some(MediaType::OCI_MANIFEST)),
    (Kind::OciIndex, "OCI image index", Some(MediaType::OCI_INDEX)),
    (Kind::DockerManifest, "Docker v2 schema 2 manifest", Some(MediaType::DOCKER_MANIFEST)),
    (Kind::DockerList, "Docker manifest list", Some(MediaType::DOCKER_LIST)),
    (Kind::Schema1, "Docker v2 schema 1 manifest", Some(MediaType::DOCKER_SCHEMA1)),
    (Kind::Schema1Signed, "Docker v2 schema 1 manifest, signed", Some(MediaType::DOCKER_SCHEMA1_SIGNED)),
    (Kind::ImageConfig, "image config", None),
    (Kind::ArtifactManifest, "OCI artifact manifest", Some(MediaType::OCI_ARTIFACT_MANIFEST)),
    (Kind::Layout, "OCI layout", Some(MediaType::OCI_LAYOUT)),
    (Kind::DockerArchive, "manifest.json of a docker save archive", None),
    (Kind::V1Image, "v1 image", None),
    (Kind::InTotoStatement, "in-toto statement", Some(MediaType::IN_TOTO)),
    (Kind::Descriptor, "descriptor", Some(MediaType::OCI_DESCRIPTOR)),
    (Kind::Unknown, "unknown document", None),
];

impl Kind {
    /// The kind of document that travels under a media type; `None` for types of other things.
    ///
    /// ```
    /// use oci_spec_types::{Kind, MediaType};
    ///
    /// assert_eq!(Kind::of_media_type(&MediaType::DOCKER_LIST), Some(Kind::DockerList));
    /// assert_eq!(Kind::of_media_type(&MediaType::OCI_LAYER), None);
    /// ```
    #[must_use]
    pub fn of_media_type(media_type: &MediaType) -> Option<Self> {
        if media_type.is_config() {
            return Some(Self::ImageConfig);
        }
        KINDS.iter().find(|row| row.2.as_ref().is_some_and(|own| own.matches(media_type))).map(|row| row.0)
    }

    /// The media type under which documents of this kind travel; `None` where there is none, or more than one.
    #[must_use]
    pub fn media_type(self) -> Option<MediaType> {
        KINDS.iter().find(|row| row.0 == self).and_then(|row| row.2.clone())
    }

    /// Whether it is a manifest of one image or artifact.
    #[must_use]
    pub fn is_manifest(self) -> bool {
        self.media_type().is_some_and(|own| own.is_manifest())
    }

    /// Whether it is an index or a list.
    #[must_use]
    pub fn is_index(self) -> bool {
        matches!(self, Self::OciIndex | Self::DockerList)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(KINDS.iter().find(|row| row.0 == *self).map_or("unknown document", |row| row.1))
    }
}
