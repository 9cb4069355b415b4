use crate::destination::Destination;
use crate::error::{Error, ErrorKind, Stage};
use crate::loss::Part;
use bytes::Bytes;
use oci_digest::DiffId;
use oci_spec_types::{ClaimedDigest, Descriptor, Platform};
use std::fmt;

/// Something that a conversion needs besides the document: [`crate::Plan::provide`] takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Need {
    /// The config: its bytes.
    Config {
        /// The place of the child of an index that names it, from 0; `None` where the source is an image.
        child: Option<usize>,
        /// As the manifest describes it; the blob is verified against the digest. Tools do not check the size.
        descriptor: Box<Descriptor>,
        /// Whether the conversion needs it. Otherwise only the report profits from it: it tells the diffIDs, and
        /// whether the way back is exact.
        required: bool,
    },
    /// The blob of a layer that is to be embedded: its bytes.
    Layer {
        /// The place of the child of an index that names it, from 0; `None` where the source is an image.
        child: Option<usize>,
        /// The place of the layer, from 0.
        position: usize,
        /// As the manifest describes it; the blob is verified against the digest.
        descriptor: Box<Descriptor>,
    },
    /// The manifest of a child of an index: its bytes.
    Child {
        /// The place of the entry, from 0.
        position: usize,
        /// As the index describes it; the manifest is verified against the digest.
        descriptor: Box<Descriptor>,
        /// Whether the conversion needs it. Otherwise the child has the format already: it stays as it is, or, where it is
        /// provided, types of the other family in it are made to fit.
        required: bool,
    },
    /// The diffIDs of the layers of a schema 1 manifest, from the base up; those of empty layers are not looked at. They are
    /// taken as they are: who unpacks the layers knows them.
    DiffIds {
        /// The place of the child of an index, from 0; `None` where the source is an image.
        child: Option<usize>,
        /// The blobs of which they are asked for, from the base up.
        layers: Vec<ClaimedDigest>,
    },
    /// The sizes in bytes of the layers of a schema 1 manifest, from the base up.
    LayerSizes {
        /// The place of the child of an index, from 0; `None` where the source is an image.
        child: Option<usize>,
        /// The blobs of which they are asked for, from the base up.
        layers: Vec<ClaimedDigest>,
    },
    /// The repository name and tag of the result: a [`Destination`].
    Name {
        /// The place of the child of an index, from 0; `None` where the source is an image.
        child: Option<usize>,
    },
    /// The platform of entries that have none, where the result must state it: a [`Platform`].
    DefaultPlatform,
}

impl Need {
    /// The place of the child of an index that is concerned, from 0; `None` for the source itself.
    #[must_use]
    pub const fn child(&self) -> Option<usize> {
        match self {
            Self::Config { child, .. }
            | Self::Layer { child, .. }
            | Self::DiffIds { child, .. }
            | Self::LayerSizes { child, .. }
            | Self::Name { child } => *child,
            Self::Child { position, .. } => Some(*position),
            Self::DefaultPlatform => None,
        }
    }

    /// Whether the conversion fails without it.
    #[must_use]
    pub const fn is_required(&self) -> bool {
        !matches!(self, Self::Config { required: false, .. } | Self::Child { required: false, .. })
    }

    /// The document that it is, or is missing from.
    const fn part(&self) -> Part {
        if matches!(self, Self::Config { .. }) { Part::Config } else { Part::Manifest }
    }

    /// The error for what answers another need.
    pub(crate) fn not_asked(&self) -> Error {
        Error::new(ErrorKind::NotProvided, Stage::Provide, self.part(), "", format!("this is not {self}"))
    }

    /// The error for what was not provided.
    pub(crate) fn missing(&self) -> Error {
        let kind = if self.part() == Part::Config { ErrorKind::ConfigRequired } else { ErrorKind::NotProvided };
        let pointer = match self {
            Self::Child { position, .. } => format!("/manifests/{position}"),
            _ => String::new(),
        };
        Error::new(kind, Stage::Convert, self.part(), pointer, format!("{self} must be provided"))
    }

    /// The same need, of a child.
    pub(crate) fn of_child(mut self, position: usize) -> Self {
        match &mut self {
            Self::Config { child, .. }
            | Self::Layer { child, .. }
            | Self::DiffIds { child, .. }
            | Self::LayerSizes { child, .. }
            | Self::Name { child } => *child = Some(position),
            Self::Child { .. } | Self::DefaultPlatform => {}
        }
        self
    }
}

/// What is needed, for people.
impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config { descriptor, .. } if descriptor.digest.as_str().is_empty() => f.write_str("the config"),
            Self::Config { descriptor, .. } => write!(f, "the config {}", descriptor.digest),
            Self::Layer { position, .. } => write!(f, "the blob of layer {position}"),
            Self::Child { position, .. } => write!(f, "the manifest of child {position}"),
            Self::DiffIds { .. } => f.write_str("the diffIDs of the layers"),
            Self::LayerSizes { .. } => f.write_str("the sizes of the layers"),
            Self::Name { .. } => f.write_str("the name of the destination"),
            Self::DefaultPlatform => f.write_str("the platform of entries that have none"),
        }
    }
}

/// What a caller provides for a [`Need`].
///
/// Made by `From` of what people have: bytes, diffIDs, sizes, a name, a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provided {
    /// A document.
    Bytes(Bytes),
    /// The digests of uncompressed layers.
    DiffIds(Vec<ClaimedDigest>),
    /// Sizes in bytes.
    Sizes(Vec<i64>),
    /// A name and a tag.
    Name(Destination),
    /// A platform.
    Platform(Platform),
}

impl From<Bytes> for Provided {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Vec<u8>> for Provided {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<&[u8]> for Provided {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(Bytes::copy_from_slice(bytes))
    }
}

impl From<Vec<ClaimedDigest>> for Provided {
    fn from(diff_ids: Vec<ClaimedDigest>) -> Self {
        Self::DiffIds(diff_ids)
    }
}

impl From<Vec<DiffId>> for Provided {
    fn from(diff_ids: Vec<DiffId>) -> Self {
        Self::DiffIds(diff_ids.iter().map(|id| ClaimedDigest::from(id.digest())).collect())
    }
}

impl From<Vec<i64>> for Provided {
    fn from(sizes: Vec<i64>) -> Self {
        Self::Sizes(sizes)
    }
}

impl From<Destination> for Provided {
    fn from(name: Destination) -> Self {
        Self::Name(name)
    }
}

impl From<Platform> for Provided {
    fn from(platform: Platform) -> Self {
        Self::Platform(platform)
    }
}
