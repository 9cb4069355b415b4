//! Entries of an index, as far as a choice looks at them.

use std::borrow::Cow;

use crate::platform::Platform;
use crate::platform_ref::PlatformRef;
use oci_spec_types::annotation;

/// Something that can be chosen: an entry of an index or manifest list. Nothing is copied to look at it.
///
/// Implemented by [`Candidate`], [`Platform`], options and references of these, and by the descriptors and the lazily
/// read entries of `oci-spec-types`.
pub trait Entry {
    /// The member `platform`; `None` when absent. An empty object is a platform.
    fn platform(&self) -> Option<PlatformRef<'_>>;

    /// The member `mediaType`; `None` when it is not known what it is, so that an image is assumed.
    fn media_type(&self) -> Option<&str> {
        None
    }

    /// The member `artifactType`.
    fn artifact_type(&self) -> Option<&str> {
        None
    }

    /// The value of an annotation: a key of [`oci_spec_types::annotation`].
    fn annotation(&self, _key: &str) -> Option<Cow<'_, str>> {
        None
    }

    /// The digest, to tell which attestation is whose.
    fn digest(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Whether it is known to be absent from the local store.
    fn is_absent(&self) -> bool {
        false
    }

    /// The contents that the digest names, once they were read.
    fn contents(&self) -> Option<&Contents> {
        None
    }

    /// Whether the entry is no image for anyone (moby `IsPseudoImage`): platform `unknown/unknown`, or annotated as
    /// being about another entry.
    fn is_pseudo_image(&self) -> bool {
        self.platform().is_some_and(PlatformRef::is_unknown) || self.is_reference()
    }

    /// Whether the entry is annotated as being about another one.
    fn is_reference(&self) -> bool {
        self.annotation(annotation::REFERENCE_TYPE).is_some_and(|kind| !kind.is_empty())
    }
}

/// What the digest of an entry names.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Contents {
    /// The manifest of an image.
    Image {
        /// The platform that its config names.
        platform: Platform,
        /// Whether it has layers and none of them is a layer of an image: such as an attestation.
        pseudo: bool,
    },
    /// An index or manifest list.
    Index {
        /// Its entries.
        entries: Vec<Candidate>,
    },
    /// Neither.
    Other,
}

/// An entry that owns what a choice looks at, with the contents that its digest names, where they were read.
///
/// ```
/// use oci_platform::{Candidate, Entry, Platform};
///
/// let entry = Candidate::new(Platform::new("unknown", "unknown"))
///     .with_annotation("vnd.docker.reference.type", "attestation-manifest");
/// assert!(entry.is_pseudo_image());
/// assert!(!Candidate::without_platform().is_pseudo_image());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate {
    /// The member `platform`; `None` when absent. An empty object is a platform.
    pub platform: Option<Platform>,
    /// The member `mediaType`; `None` when not known.
    pub media_type: Option<String>,
    /// The member `artifactType`.
    pub artifact_type: Option<String>,
    /// The digest of the entry.
    pub digest: Option<String>,
    /// The annotations that a choice looks at: key and value.
    pub annotations: Vec<(&'static str, String)>,
    /// Whether it is known to be absent from the local store.
    pub absent: bool,
    /// The contents that the digest names, when they were read.
    pub contents: Option<Contents>,
}

impl Candidate {
    /// An entry with this platform.
    #[must_use]
    pub fn new(platform: Platform) -> Self {
        Self { platform: Some(platform), ..Self::default() }
    }

    /// An entry without the member `platform`.
    #[must_use]
    pub fn without_platform() -> Self {
        Self::default()
    }

    /// A copy of what a choice looks at in an entry, to which the contents that its digest names can be added.
    #[must_use]
    pub fn of<E: Entry>(entry: &E) -> Self {
        let owned = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
        let annotation = |key| owned(entry.annotation(key)).map(|value| (key, value));
        Self {
            platform: entry.platform().map(PlatformRef::to_platform),
            media_type: entry.media_type().map(str::to_owned),
            artifact_type: entry.artifact_type().map(str::to_owned),
            digest: owned(entry.digest()),
            annotations: KEYS.into_iter().filter_map(annotation).collect(),
            absent: entry.is_absent(),
            contents: entry.contents().cloned(),
        }
    }

    /// The manifest was read: it is an image whose config names this platform.
    #[must_use]
    pub fn with_config_platform(mut self, platform: Platform) -> Self {
        self.contents = Some(Contents::Image { platform, pseudo: false });
        self
    }

    /// What the digest names was read: these are the contents.
    #[must_use]
    pub fn with_contents(mut self, contents: Contents) -> Self {
        self.contents = Some(contents);
        self
    }

    /// The entry is not in the local store.
    #[must_use]
    pub fn absent(mut self) -> Self {
        self.absent = true;
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Sets the digest.
    #[must_use]
    pub fn with_digest(mut self, digest: impl Into<String>) -> Self {
        self.digest = Some(digest.into());
        self
    }

    /// Sets the artifact type.
    #[must_use]
    pub fn with_artifact_type(mut self, artifact_type: impl Into<String>) -> Self {
        self.artifact_type = Some(artifact_type.into());
        self
    }

    /// Takes note of an annotation; those that no policy looks at are ignored.
    #[must_use]
    pub fn with_annotation(mut self, key: &str, value: impl Into<String>) -> Self {
        if let Some(key) = KEYS.into_iter().find(|known| *known == key) {
            self.annotations.retain(|(known, _)| *known != key);
            self.annotations.push((key, value.into()));
        }
        self
    }
}

/// The annotations that a choice looks at.
const KEYS: [&str; 3] = [annotation::ZSTD, annotation::REFERENCE_TYPE, annotation::REFERENCE_DIGEST];

impl Entry for Candidate {
    fn platform(&self) -> Option<PlatformRef<'_>> {
        self.platform.as_ref().map(PlatformRef::from)
    }

    fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    fn artifact_type(&self) -> Option<&str> {
        self.artifact_type.as_deref()
    }

    fn annotation(&self, key: &str) -> Option<Cow<'_, str>> {
        self.annotations.iter().find(|(known, _)| *known == key).map(|(_, value)| Cow::Borrowed(value.as_str()))
    }

    fn digest(&self) -> Option<Cow<'_, str>> {
        self.digest.as_deref().map(Cow::Borrowed)
    }

    fn is_absent(&self) -> bool {
        self.absent
    }

    fn contents(&self) -> Option<&Contents> {
        self.contents.as_ref()
    }
}

impl Entry for Platform {
    fn platform(&self) -> Option<PlatformRef<'_>> {
        Some(self.into())
    }
}

/// A reference to an entry, or an entry in an option; `None` is an entry that says nothing.
macro_rules! forward {
    ($($type:ty: |$self:ident| $inner:expr),+) => {$(
        impl<E: Entry> Entry for $type {
            fn platform(&self) -> Option<PlatformRef<'_>> {
                let $self = self;
                $inner.and_then(E::platform)
            }

            fn media_type(&self) -> Option<&str> {
                let $self = self;
                $inner.and_then(E::media_type)
            }

            fn artifact_type(&self) -> Option<&str> {
                let $self = self;
                $inner.and_then(E::artifact_type)
            }

            fn annotation(&self, key: &str) -> Option<Cow<'_, str>> {
                let $self = self;
                $inner.and_then(|entry| entry.annotation(key))
            }

            fn digest(&self) -> Option<Cow<'_, str>> {
                let $self = self;
                $inner.and_then(E::digest)
            }

            fn is_absent(&self) -> bool {
                let $self = self;
                $inner.is_some_and(E::is_absent)
            }

            fn contents(&self) -> Option<&Contents> {
                let $self = self;
                $inner.and_then(E::contents)
            }
        }
    )+};
}

forward!(&E: |this| Some(*this), Option<E>: |this| this.as_ref());
