use crate::{CompressionAlgorithm, Source};
use oci_platform::{Keep, Selector};
use oci_spec_types::{Annotations, ClaimedDigest, Descriptor, MediaType, Text};
use std::collections::BTreeSet;

/// One edit of the entries of an index. Edits are applied in their order.
///
/// The first three are those of containers/image (`EditInstances`), which looks at nothing but what they say; the others
/// work on whole descriptors.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum EntryEdit {
    /// The first entry with a digest names another manifest now.
    ///
    /// Everything else that the entry says stays.
    Update {
        /// The digest that the entry has.
        old: ClaimedDigest,
        /// The digest of the manifest.
        digest: ClaimedDigest,
        /// The size of the manifest in bytes.
        size: i64,
        /// The media type of the manifest.
        media_type: MediaType,
        /// Annotations of the entry, `None` to leave them. Docker lists have none. Entries with zstd layers are moved after
        /// the others then.
        annotations: Option<Annotations>,
        /// Whether the annotations stand instead of those that are there; else they are added to them.
        replace_annotations: bool,
        /// The compressions of the layers: with one of the zstd family the entry is annotated so.
        compressions: Vec<CompressionAlgorithm>,
    },
    /// One more entry, after all others. Entries with zstd layers are moved after the others then.
    Add {
        /// The digest of the manifest.
        digest: ClaimedDigest,
        /// The size of the manifest in bytes.
        size: i64,
        /// The media type of the manifest.
        media_type: MediaType,
        /// The type of the artifact; empty for an image. Docker lists have none.
        artifact_type: MediaType,
        /// The platform; Docker lists need one.
        platform: Option<Box<oci_spec_types::Platform>>,
        /// Annotations of the entry; Docker lists have none.
        annotations: Annotations,
        /// The compressions of the layers: with one of the zstd family the entry is annotated so.
        compressions: Vec<CompressionAlgorithm>,
    },
    /// The entry at a place, from 0, goes. Those after it move up: delete the highest first.
    Delete {
        /// The place.
        position: usize,
    },
    /// Only the entries at these places, from 0, stay.
    Retain(BTreeSet<usize>),
    /// Only the entries that fit the platforms of a selector stay, with their attestations.
    ///
    /// Refused when no entry fits one of the platforms, or whether one fits is told only by its config or its own entries.
    Keep(Box<Selector>, Keep),
    /// One more entry, after all others. Refused when there is an entry with this digest already, unless the tool repeats
    /// entries, or a Docker list is to hold one without a platform.
    Insert(Box<Descriptor>),
    /// Another child in the place of the first one with a digest. Where the new one has no platform, it has that of the old
    /// one.
    Replace(ClaimedDigest, Box<Descriptor>),
    /// The first entry with a digest goes.
    Remove(ClaimedDigest),
    /// These annotations of the first entry that has, or had in the source, a digest are set; those of the same names are
    /// replaced. Refused where entries have no annotations.
    Annotate(ClaimedDigest, Annotations),
    /// The annotation of a name goes from the first entry that has, or had in the source, a digest, if there is one.
    RemoveAnnotation(ClaimedDigest, Text),
    /// The children of another index or list that are not there yet are added, and its annotations where there are none of
    /// the same name. Two children for one platform stay both, those of this index first.
    ///
    /// Refused when the other cannot be read, or one of its entries has no platform and this is a Docker list.
    Merge(Source),
}

impl EntryEdit {
    /// Another manifest for an entry, which else stays as it is.
    #[must_use]
    pub fn update(
        old: impl Into<ClaimedDigest>,
        digest: impl Into<ClaimedDigest>,
        size: i64,
        media_type: MediaType,
    ) -> Self {
        Self::Update {
            old: old.into(),
            digest: digest.into(),
            size,
            media_type,
            annotations: None,
            replace_annotations: false,
            compressions: Vec::new(),
        }
    }

    /// An annotation of an entry is set.
    ///
    /// ```
    /// use oci_convert::{EntryEdit, Request, Source, tools};
    /// use oci_spec_types::{Descriptor, MediaType, Model, oci};
    ///
    /// let entry = Descriptor::of(MediaType::OCI_MANIFEST, b"{}");
    /// let index = oci::Index::new(vec![entry.clone()]).to_json();
    /// let edited = Request::edit()
    ///     .as_tool(&tools::MINIMAL)
    ///     .entries([EntryEdit::annotate(entry.digest, "org.opencontainers.image.version", "1")])
    ///     .plan(Source::new(index, MediaType::OCI_INDEX))?
    ///     .finish()?;
    /// let index = oci::Index::parse(edited.bytes)?;
    /// assert_eq!(index.manifests[0].annotations.get("org.opencontainers.image.version").unwrap(), "1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn annotate(entry: impl Into<ClaimedDigest>, name: impl Into<Text>, value: impl Into<Text>) -> Self {
        let mut annotations = Annotations::new();
        annotations.insert(name, value.into());
        Self::Annotate(entry.into(), annotations)
    }

    /// The entry that a descriptor describes, as one more. Its urls and data stay out.
    #[must_use]
    pub fn add(descriptor: &Descriptor) -> Self {
        Self::Add {
            digest: descriptor.digest.clone(),
            size: descriptor.size,
            media_type: descriptor.media_type.clone(),
            artifact_type: descriptor.artifact_type.clone().unwrap_or_default(),
            platform: descriptor.platform.clone(),
            annotations: descriptor.annotations.clone(),
            compressions: Vec::new(),
        }
    }

    /// The same edit for a manifest with layers of these compressions.
    #[must_use]
    pub fn compressed(mut self, algorithms: impl Into<Vec<CompressionAlgorithm>>) -> Self {
        if let Self::Update { compressions, .. } | Self::Add { compressions, .. } = &mut self {
            *compressions = algorithms.into();
        }
        self
    }
}
