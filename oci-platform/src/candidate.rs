//! Entries of an index, as far as a choice looks at them.

use std::borrow::Cow;

use crate::Platform;

/// Annotation of containers/image: the layers are compressed with zstd (value `true`).
pub const ZSTD_ANNOTATION: &str = "io.github.containers.compression.zstd";
/// Annotation of `BuildKit`: the entry is about another one (value `attestation-manifest`).
pub const REFERENCE_TYPE_ANNOTATION: &str = "vnd.docker.reference.type";
/// Annotation of `BuildKit`: the digest of the entry that an attestation is about.
pub const REFERENCE_DIGEST_ANNOTATION: &str = "vnd.docker.reference.digest";

/// Media types of documents that list further manifests.
const INDEX_MEDIA_TYPES: [&str; 2] =
    ["application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json"];

/// Something that can be chosen: an entry of an index or manifest list.
///
/// Implemented by [`Candidate`], [`Platform`], options of both, and the descriptors of `oci-spec-types`.
pub trait Entry {
    /// What a choice looks at.
    fn candidate(&self) -> Candidate<'_>;
}

/// What a choice looks at in an entry of an index; borrows from it.
///
/// ```
/// use oci_platform::{Candidate, Platform};
///
/// let entry = Candidate::new(Platform::new("unknown", "unknown"))
///     .with_annotation("vnd.docker.reference.type", "attestation-manifest");
/// assert!(entry.is_pseudo_image());
/// assert!(!Candidate::without_platform().is_pseudo_image());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate<'a> {
    /// The member `platform`; `None` when absent. An empty object is a platform.
    pub platform: Option<Cow<'a, Platform>>,
    /// The platform in the image config that the entry's manifest points to, when it was read. Asked for by
    /// [`SelectError::NeedsConfig`](crate::SelectError) when a policy looks at it.
    pub config_platform: Option<Cow<'a, Platform>>,
    /// The member `mediaType`; empty when unknown.
    pub media_type: Cow<'a, str>,
    /// The member `artifactType`.
    pub artifact_type: Option<Cow<'a, str>>,
    /// The digest of the entry, to tell which attestation is whose.
    pub digest: Option<Cow<'a, str>>,
    /// Whether the zstd annotation is `true`.
    pub zstd: bool,
    /// Value of [`REFERENCE_TYPE_ANNOTATION`].
    pub reference_type: Option<Cow<'a, str>>,
    /// Value of [`REFERENCE_DIGEST_ANNOTATION`].
    pub reference_digest: Option<Cow<'a, str>>,
}

impl<'a> Candidate<'a> {
    /// An entry with this platform.
    #[must_use]
    pub fn new(platform: Platform) -> Self {
        Self { platform: Some(Cow::Owned(platform)), ..Self::default() }
    }

    /// An entry without the member `platform`.
    #[must_use]
    pub fn without_platform() -> Self {
        Self::default()
    }

    /// Sets the platform that the image config names.
    #[must_use]
    pub fn with_config_platform(mut self, platform: Platform) -> Self {
        self.config_platform = Some(Cow::Owned(platform));
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<Cow<'a, str>>) -> Self {
        self.media_type = media_type.into();
        self
    }

    /// Sets the digest.
    #[must_use]
    pub fn with_digest(mut self, digest: impl Into<Cow<'a, str>>) -> Self {
        self.digest = Some(digest.into());
        self
    }

    /// Sets the artifact type.
    #[must_use]
    pub fn with_artifact_type(mut self, artifact_type: impl Into<Cow<'a, str>>) -> Self {
        self.artifact_type = Some(artifact_type.into());
        self
    }

    /// Takes note of an annotation; those that no policy looks at are ignored.
    #[must_use]
    pub fn with_annotation(mut self, key: &str, value: impl Into<Cow<'a, str>>) -> Self {
        let value = value.into();
        match key {
            ZSTD_ANNOTATION => self.zstd = value == "true",
            REFERENCE_TYPE_ANNOTATION => self.reference_type = Some(value),
            REFERENCE_DIGEST_ANNOTATION => self.reference_digest = Some(value),
            _ => {}
        }
        self
    }

    /// Whether the entry is an index or manifest list itself.
    #[must_use]
    pub fn is_index(&self) -> bool {
        INDEX_MEDIA_TYPES.contains(&self.media_type.as_ref())
    }

    /// Whether the entry is no image for anyone (moby `IsPseudoImage`): platform `unknown/unknown`, or annotated as
    /// being about another entry.
    #[must_use]
    pub fn is_pseudo_image(&self) -> bool {
        self.reference_type.as_ref().is_some_and(|kind| !kind.is_empty())
            || self.platform.as_ref().is_some_and(|platform| platform.is_unknown())
    }
}

impl Entry for Candidate<'_> {
    fn candidate(&self) -> Candidate<'_> {
        Candidate {
            platform: self.platform.as_deref().map(Cow::Borrowed),
            config_platform: self.config_platform.as_deref().map(Cow::Borrowed),
            media_type: Cow::Borrowed(&self.media_type),
            artifact_type: self.artifact_type.as_deref().map(Cow::Borrowed),
            digest: self.digest.as_deref().map(Cow::Borrowed),
            zstd: self.zstd,
            reference_type: self.reference_type.as_deref().map(Cow::Borrowed),
            reference_digest: self.reference_digest.as_deref().map(Cow::Borrowed),
        }
    }
}

impl Entry for Platform {
    fn candidate(&self) -> Candidate<'_> {
        Candidate { platform: Some(Cow::Borrowed(self)), ..Candidate::default() }
    }
}

impl<E: Entry> Entry for Option<E> {
    fn candidate(&self) -> Candidate<'_> {
        self.as_ref().map(Entry::candidate).unwrap_or_default()
    }
}

impl<E: Entry + ?Sized> Entry for &E {
    fn candidate(&self) -> Candidate<'_> {
        (**self).candidate()
    }
}
