//! Indexes and manifest lists: conversion, edits, whole indexes with their children, surgery.
//!
//! [`IndexConversion`] rewrites an index alone, as a tool does: its children stay what they are, Docker children of an OCI
//! index included. [`WholeIndex`] converts the children too. [`Surgery`] changes as little of the text as can be.

mod account;
mod edit;
mod go_types;
mod minimal;
mod surgery;
mod whole;

pub use edit::IndexEdit;
pub use surgery::Surgery;
pub use whole::{ConvertedIndexImage, IndexNeed, WholeIndex};

use crate::ledger::Ledger;
use crate::{Error, ErrorKind, Part, Profile, Report, Source, Stage};
use account::Made;
use bytes::Bytes;
use edit::Entry;
use oci_digest::ManifestDigest;
use oci_spec_types::{Kind, MediaType, Platform, Text};

/// The format of a list of manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndexFormat {
    /// OCI image index.
    Oci,
    /// Docker manifest list.
    Docker,
}

impl IndexFormat {
    /// What a document of the format is.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Oci => Kind::OciIndex,
            Self::Docker => Kind::DockerList,
        }
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> MediaType {
        match self {
            Self::Oci => MediaType::OCI_INDEX,
            Self::Docker => MediaType::DOCKER_LIST,
        }
    }

    /// The format that travels under a media type, compared exactly; `None` for other types.
    #[must_use]
    pub fn of_media_type(media_type: &MediaType) -> Option<Self> {
        [Self::Oci, Self::Docker].into_iter().find(|format| format.media_type() == *media_type)
    }
}

/// What is to be made of an index or manifest list, and how.
///
/// ```
/// use oci_convert::Source;
/// use oci_convert::index::{IndexConversion, IndexFormat};
/// use oci_spec_types::MediaType;
///
/// let list = br#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":null}"#;
/// let index = IndexConversion::to(IndexFormat::Oci).convert(Source::new(&list[..], MediaType::DOCKER_LIST))?;
/// assert_eq!(
///     index.bytes,
///     &br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#[..]
/// );
/// # Ok::<(), oci_convert::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct IndexConversion {
    target: Option<IndexFormat>,
    profile: Profile,
    edits: Vec<IndexEdit>,
    default_platform: Option<Platform>,
    avoid_changes: bool,
    keep_alike: bool,
    no_way_back: bool,
}

/// A converted or edited index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConvertedIndex {
    /// The index or list.
    pub bytes: Bytes,
    /// The media type under which it is to be pushed.
    pub media_type: MediaType,
    /// Its digest.
    pub digest: ManifestDigest,
    /// The account of what was done.
    pub report: Report,
}

impl IndexConversion {
    /// A conversion to a format. To the format that is there already: read and written again.
    #[must_use]
    pub fn to(format: IndexFormat) -> Self {
        Self { target: Some(format), ..Self::default() }
    }

    /// A conversion to the format of a media type.
    ///
    /// # Errors
    /// When it is none of a list of manifests.
    pub fn to_media_type(media_type: &MediaType) -> Result<Self, Error> {
        IndexFormat::of_media_type(media_type).map(Self::to).ok_or_else(|| {
            let text = format!("{:?} is no list of manifests", media_type.as_str());
            Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "", text)
        })
    }

    /// No conversion: the index is read and written again, with edits if there are any.
    #[must_use]
    pub fn update() -> Self {
        Self::default()
    }

    /// Whose bytes are made; containers/image of today by default.
    ///
    /// containers/image writes an index through its Go types: unknown members and CPU features are lost, to Docker also
    /// annotations, `data`, artifact types and the subject. [`Profile::Minimal`] keeps all that, in the text as it stands.
    /// [`Profile::Distribution`] converts no indexes.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Edits of the entries, applied in this order before the conversion.
    #[must_use]
    pub fn edits(mut self, edits: impl Into<Vec<IndexEdit>>) -> Self {
        self.edits = edits.into();
        self
    }

    /// The platform of entries that have none, which a Docker list must state. containers/image takes that of the machine
    /// it runs on; nothing is guessed here.
    #[must_use]
    pub fn default_platform(mut self, platform: Platform) -> Self {
        self.default_platform = Some(platform);
        self
    }

    /// Edits do not add the annotation of zstd images: for an index that must stay as it is, because it is signed or named
    /// by its digest. (containers/image `cannotModifyManifest`.)
    #[must_use]
    pub fn avoid_changes(mut self) -> Self {
        self.avoid_changes = true;
        self
    }

    /// An index that says the same as before keeps its bytes, and so its digest; otherwise it is written again, as the tool
    /// writes. (containers/image `copyMultipleImages`.)
    #[must_use]
    pub fn keep_alike(mut self) -> Self {
        self.keep_alike = true;
        self
    }

    /// The report does not say whether the conversion can be undone.
    #[must_use]
    pub fn without_way_back(mut self) -> Self {
        self.no_way_back = true;
        self
    }

    /// Converts.
    ///
    /// # Errors
    /// When the source can not be read or is no list of manifests, an edit is not possible, or an entry without a platform
    /// goes into a Docker list and there is no default.
    pub fn convert(&self, source: impl Into<Source>) -> Result<ConvertedIndex, Error> {
        let source = source.into();
        let from = format_of(&source)?;
        let to = self.target.unwrap_or(from);
        if source.bytes.len() > crate::MAX_DOCUMENT {
            let text = format!("found {} bytes, at most {} are read", source.bytes.len(), crate::MAX_DOCUMENT);
            return Err(Error::parse(ErrorKind::TooLarge, Part::Manifest, "", text));
        }
        let mut ledger = Ledger::default();
        let (bytes, contents) = match self.profile {
            Profile::ContainersImage { edition } => go_types::convert(self, &source, from, to, edition, &mut ledger)?,
            Profile::Minimal => minimal::convert(self, &source, from, to, &mut ledger)?,
            Profile::Distribution => {
                let text = format!("from {} to {}, as {}", from.kind(), to.kind(), self.profile);
                return Err(Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "", text));
            }
        };
        let made = Made { from, to, bytes: Bytes::from(bytes), contents, ledger };
        let report = account::report(self, &source, &made);
        Ok(ConvertedIndex {
            media_type: to.media_type(),
            digest: ManifestDigest::of(&made.bytes),
            bytes: made.bytes,
            report,
        })
    }
}

/// The format as which a list of this media type is read (containers/image `ListFromBlob`).
fn format_of(source: &Source) -> Result<IndexFormat, Error> {
    IndexFormat::of_media_type(&source.media_type).ok_or_else(|| {
        let text = format!("{:?} is no list of manifests", source.media_type.as_str());
        Error::parse(ErrorKind::UnsupportedConversion, Part::Manifest, "", text)
    })
}

/// The entries of an index as a profile reads them: digests and media types.
pub(crate) fn children(source: &Source, profile: Profile) -> Result<Vec<(Text, MediaType)>, Error> {
    let format = format_of(source)?;
    match profile {
        Profile::ContainersImage { edition } => go_types::children(source, format, edition),
        _ => {
            let entries = minimal::read(source)?.manifests.into_iter();
            Ok(entries.map(|own| (own.digest.to_string().into(), own.media_type)).collect())
        }
    }
}

/// The error for entries that need a platform where there is none.
fn platform_needed(position: usize) -> Error {
    let text = "a Docker list states a platform for each entry, and no default was given";
    let pointer = format!("/manifests/{position}/platform");
    Error::new(ErrorKind::PlatformRequired, Stage::Convert, Part::Manifest, pointer, text)
}

/// The entries of a result with their places in the source; `None` for those that were added.
type Placed<E> = Vec<(Option<usize>, E)>;

/// Which entry of the source each entry of the result was, and what it is now.
fn placed<E: Entry>(entries: &[(Option<usize>, E)]) -> Vec<(Option<usize>, account::Child)> {
    entries.iter().map(|(place, entry)| (*place, account::Child::of(entry))).collect()
}
