use oci_spec_types::{Family, Kind, MediaType};
use std::fmt;

/// The format of an image: of its manifest, and of the index or list that names it.
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

    /// Whose format it is.
    pub(crate) const fn family(self) -> Family {
        match self {
            Self::Oci => Family::Oci,
            Self::DockerV2S2 | Self::DockerV2S1 => Family::Docker,
        }
    }

    /// What an index of images in this format is.
    pub(crate) const fn index_kind(self) -> Kind {
        match self {
            Self::Oci => Kind::OciIndex,
            Self::DockerV2S2 | Self::DockerV2S1 => Kind::DockerList,
        }
    }

    /// The media type of an index of images in this format.
    #[must_use]
    pub const fn index_media_type(self) -> MediaType {
        match self {
            Self::Oci => MediaType::OCI_INDEX,
            Self::DockerV2S2 | Self::DockerV2S1 => MediaType::DOCKER_LIST,
        }
    }

    /// The format of the images in an index that travels under a media type, compared exactly; `None` for other types. A
    /// Docker list is taken for one of Docker v2s2 images.
    #[must_use]
    pub fn of_index_media_type(media_type: &MediaType) -> Option<Self> {
        [Self::Oci, Self::DockerV2S2].into_iter().find(|format| format.index_media_type() == *media_type)
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
