//! Manifests that must stay what they are: containers/image `cannotModifyManifestReason`.

use crate::{Error, ErrorKind, Part};
use oci_spec_types::MediaType;
use std::fmt;

/// Why a manifest must not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fixed {
    /// The digests are to be preserved (skopeo `--preserve-digests`).
    Preserved,
    /// It is signed, and the signatures are copied.
    Signed,
    /// The destination is named by a digest.
    NamedByDigest,
}

impl fmt::Display for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Preserved => "digests are preserved",
            Self::Signed => "signatures would become invalid",
            Self::NamedByDigest => "the destination is named by a digest",
        })
    }
}

impl Fixed {
    /// The error for what changes a manifest all the same.
    pub(super) fn refused(self, pointer: &str, change: impl fmt::Display) -> Error {
        Error::convert(ErrorKind::ManifestFixed, Part::Manifest, pointer, format!("{change}, but {self}"))
    }
}

/// A wish that is passed over, since the manifest must not change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unmet {
    /// Another format is asked for, or the destination takes only others: it may refuse the manifest.
    Format(MediaType),
    /// The layer at this place, from the base up, keeps its compression.
    Compression(usize),
}

/// What is passed over, for people.
impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(media_type) => write!(f, "not converted to {media_type}"),
            Self::Compression(layer) => write!(f, "layer {layer} keeps its compression"),
        }
    }
}
