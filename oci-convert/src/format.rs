use oci_spec_types::{Kind, MediaType};
use std::fmt;

/// The format of a manifest of one image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// OCI image manifest.
    Oci,
    /// Docker v2 schema 2.
    DockerV2S2,
    /// Docker v2 schema 1.
    DockerV2S1,
}

impl Format {
    /// What a document of the format is. Schema 1: without signatures.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Oci => Kind::OciManifest,
            Self::DockerV2S2 => Kind::DockerManifest,
            Self::DockerV2S1 => Kind::Schema1,
        }
    }

    /// The media type. Schema 1: without signatures.
    #[must_use]
    pub const fn media_type(self) -> MediaType {
        match self {
            Self::Oci => MediaType::OCI_MANIFEST,
            Self::DockerV2S2 => MediaType::DOCKER_MANIFEST,
            Self::DockerV2S1 => MediaType::DOCKER_SCHEMA1,
        }
    }

    /// The format that travels under a media type, compared exactly; `None` for other types.
    #[must_use]
    pub fn of_media_type(media_type: &MediaType) -> Option<Self> {
        let types = [
            (MediaType::OCI_MANIFEST, Self::Oci),
            (MediaType::DOCKER_MANIFEST, Self::DockerV2S2),
            (MediaType::DOCKER_SCHEMA1, Self::DockerV2S1),
            (MediaType::DOCKER_SCHEMA1_SIGNED, Self::DockerV2S1),
        ];
        types.into_iter().find(|(own, _)| own == media_type).map(|(_, format)| format)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind().fmt(f)
    }
}
