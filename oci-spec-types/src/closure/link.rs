use crate::annotation::REFERENCE_DIGEST;
use crate::{Annotations, ClaimedDigest, Descriptor, Document, MediaType, Role, View};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write;

/// As what a document names a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LinkKind {
    /// An entry of an index or list.
    Entry,
    /// The config of a manifest.
    Config,
    /// A layer of a manifest.
    Layer,
    /// A layer of a schema 1 manifest.
    FsLayer,
    /// A blob of an artifact manifest.
    Blob,
    /// What the document is about: its `subject`.
    Subject,
    /// What an entry of the index is about, by an annotation: BuildKit's attestations, SOCI indexes.
    About,
}

/// The member of a document for each kind of link, and whether it is a list.
static MEMBERS: [(LinkKind, &str, bool); 7] = [
    (LinkKind::Entry, "manifests", true),
    (LinkKind::Config, "config", false),
    (LinkKind::Layer, "layers", true),
    (LinkKind::FsLayer, "fsLayers", true),
    (LinkKind::Blob, "blobs", true),
    (LinkKind::Subject, "subject", false),
    (LinkKind::About, "manifests", true),
];

/// The annotations by which an entry of an index says which other entry it is about: BuildKit
/// (`docs/attestations/attestation-storage.md`), and SOCI (soci-snapshotter `soci/soci_index.go`).
static ABOUT: [&str; 2] = [REFERENCE_DIGEST, "com.amazon.soci.image-manifest-digest"];

impl LinkKind {
    /// Whether the document is incomplete without it: everything but [`LinkKind::Subject`] and [`LinkKind::About`].
    #[must_use]
    pub fn is_needed(self) -> bool {
        !matches!(self, Self::Subject | Self::About)
    }

    /// The RFC 6901 pointer to the place in the document; `place` counts from 0 in the list of the kind.
    ///
    /// ```
    /// use oci_spec_types::closure::LinkKind;
    ///
    /// assert_eq!(LinkKind::Layer.pointer(3), "/layers/3");
    /// assert_eq!(LinkKind::Config.pointer(0), "/config");
    /// ```
    #[must_use]
    pub fn pointer(self, place: usize) -> String {
        let (member, is_list) = MEMBERS.iter().find(|row| row.0 == self).map_or(("", false), |row| (row.1, row.2));
        let mut pointer = format!("/{member}");
        if is_list {
            let _ = write!(pointer, "/{place}");
        }
        pointer
    }
}

/// A digest that a document names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link<'a> {
    /// As what.
    pub kind: LinkKind,
    /// The position in the list of its kind, from 0; 0 where there is no list.
    pub place: usize,
    /// The digest, as the document states it.
    pub digest: Cow<'a, ClaimedDigest>,
    /// The descriptor that states it; that of the entry for [`LinkKind::About`], `None` for schema 1.
    pub descriptor: Option<&'a Descriptor>,
}

impl Link<'_> {
    /// Whether there may be links in what it names: manifests, indexes, and entries of unknown media types.
    #[must_use]
    pub fn is_document(&self) -> bool {
        match self.kind {
            LinkKind::Entry => self.descriptor.is_none_or(|entry| may_have_links(&entry.media_type)),
            kind => !kind.is_needed(),
        }
    }

    /// Whether it is a layer that registries are not asked to store (foreign, non-distributable).
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.kind == LinkKind::Layer && self.descriptor.is_some_and(|layer| !layer.media_type.is_distributable())
    }
}

fn may_have_links(media_type: &MediaType) -> bool {
    matches!(media_type.role(), Role::Manifest | Role::Index) || !media_type.is_known()
}

/// The digests that a document names, in the order of the document; those of entries' annotations after the entries.
///
/// Configs, layers and other blobs name nothing.
///
/// ```
/// use oci_spec_types::closure::{LinkKind, links};
/// use oci_spec_types::{Descriptor, Document, MediaType, Model, oci};
///
/// let config = Descriptor::of(MediaType::OCI_CONFIG, b"{}");
/// let layer = Descriptor::of(MediaType::OCI_LAYER_GZIP, b"layer");
/// let document = Document::parse(oci::Manifest::new(config, vec![layer.clone()]).to_json())?;
/// let links = links(&document);
/// assert_eq!(links.iter().map(|link| link.kind).collect::<Vec<_>>(), [LinkKind::Config, LinkKind::Layer]);
/// assert_eq!(*links[1].digest, layer.digest);
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[must_use]
pub fn links(document: &Document) -> Vec<Link<'_>> {
    let mut links = Vec::new();
    let subject = match document.view() {
        View::OciManifest(manifest) => {
            links.push(of(LinkKind::Config, 0, &manifest.config));
            links.extend(list(LinkKind::Layer, &manifest.layers));
            manifest.subject.as_deref()
        }
        View::DockerManifest(manifest) => {
            links.push(of(LinkKind::Config, 0, &manifest.config));
            links.extend(list(LinkKind::Layer, &manifest.layers));
            None
        }
        View::OciIndex(index) => {
            entries(&index.manifests, &mut links);
            index.subject.as_deref()
        }
        View::DockerList(index) => {
            entries(&index.manifests, &mut links);
            None
        }
        View::ArtifactManifest(artifact) => {
            links.extend(list(LinkKind::Blob, &artifact.blobs));
            artifact.subject.as_deref()
        }
        View::Schema1(manifest) => {
            links.extend(manifest.fs_layers.iter().enumerate().map(|(place, layer)| Link {
                kind: LinkKind::FsLayer,
                place,
                digest: Cow::Borrowed(&layer.blob_sum),
                descriptor: None,
            }));
            None
        }
        _ => None,
    };
    links.extend(subject.map(|subject| of(LinkKind::Subject, 0, subject)));
    links
}

fn of(kind: LinkKind, place: usize, descriptor: &Descriptor) -> Link<'_> {
    Link { kind, place, digest: Cow::Borrowed(&descriptor.digest), descriptor: Some(descriptor) }
}

fn list(kind: LinkKind, descriptors: &[Descriptor]) -> impl Iterator<Item = Link<'_>> {
    descriptors.iter().enumerate().map(move |(place, descriptor)| of(kind, place, descriptor))
}

fn entries<'a>(entries: &'a [Descriptor], links: &mut Vec<Link<'a>>) {
    links.extend(list(LinkKind::Entry, entries));
    for (place, entry) in entries.iter().enumerate() {
        let about = ABOUT.iter().find_map(|key| Annotations::get(&entry.annotations, key));
        links.extend(about.map(|about| Link {
            kind: LinkKind::About,
            place,
            digest: Cow::Owned(about.clone().into()),
            descriptor: Some(entry),
        }));
    }
}
