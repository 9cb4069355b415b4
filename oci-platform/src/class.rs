//! What the media type of an entry says it is. Tools compare it as text.

use oci_spec_types::MediaType;

use crate::candidate::{Contents, Entry};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// A manifest, OCI's or Docker's.
    Image { docker: bool },
    /// An index or manifest list.
    Index { docker: bool },
    /// Docker's schema 1.
    Schema1,
    /// Something known that is neither: a config, a layer.
    Blob,
    /// A media type that nobody knows.
    Unknown,
    /// No media type.
    Empty,
}

impl Class {
    pub(crate) fn of<E: Entry>(entry: &E) -> Self {
        match entry.media_type() {
            Some(media_type) => Self::named(media_type),
            None if matches!(entry.contents(), Some(Contents::Index { .. })) => Self::Index { docker: false },
            None => Self::Image { docker: false },
        }
    }

    fn named(media_type: &str) -> Self {
        let is = |known: &MediaType| known.as_str() == media_type;
        if is(&MediaType::OCI_MANIFEST) || is(&MediaType::DOCKER_MANIFEST) {
            Self::Image { docker: is(&MediaType::DOCKER_MANIFEST) }
        } else if is(&MediaType::OCI_INDEX) || is(&MediaType::DOCKER_LIST) {
            Self::Index { docker: is(&MediaType::DOCKER_LIST) }
        } else if is(&MediaType::DOCKER_SCHEMA1) || is(&MediaType::DOCKER_SCHEMA1_SIGNED) {
            Self::Schema1
        } else if media_type.is_empty() {
            Self::Empty
        } else {
            let media_type = MediaType::from(media_type);
            if media_type.is_config() || media_type.is_layer() { Self::Blob } else { Self::Unknown }
        }
    }

    pub(crate) fn is_index(self) -> bool {
        matches!(self, Self::Index { .. })
    }
}
