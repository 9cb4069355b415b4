use std::io::{self, Read};

/// What a reader accepts at most. Every limit is checked before anything is allocated for it.
///
/// ```
/// use oci_spec_types::Limits;
///
/// assert_eq!(Limits::default().max_document, 4 << 20);
/// assert!(Limits::default().with_max_document(100).max_document < 4 << 20);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a document. 4 MiB by default: distribution-spec asks everybody to support that much,
    /// containers/image and the distribution registry accept no more.
    pub max_document: usize,
    /// Nested containers. 10,000 by default: the limit of Go's `encoding/json`.
    pub max_depth: u32,
    /// Elements of a list: descriptors (layers of a manifest, entries of an index) and whatever else a model lists. 65,536 by
    /// default: more descriptors than that do not fit into 4 MiB.
    pub max_descriptors: usize,
    /// Entries of one map (annotations, labels, ports, volumes). 65,536 by default.
    pub max_map_entries: usize,
}

impl Limits {
    /// What registries accept: the default.
    pub const REGISTRY: Self =
        Self { max_document: 4 << 20, max_depth: 10_000, max_descriptors: 1 << 16, max_map_entries: 1 << 16 };

    /// No limit but nesting: for documents that the caller made itself.
    pub const UNBOUNDED: Self =
        Self { max_document: usize::MAX, max_descriptors: usize::MAX, max_map_entries: usize::MAX, ..Self::REGISTRY };

    /// The same limits with another size of the document, in bytes.
    #[must_use]
    pub const fn with_max_document(mut self, bytes: usize) -> Self {
        self.max_document = bytes;
        self
    }

    /// The same limits with another depth of nested containers.
    #[must_use]
    pub const fn with_max_depth(mut self, depth: u32) -> Self {
        self.max_depth = depth;
        self
    }

    /// The same limits with another number of descriptors in a list.
    #[must_use]
    pub const fn with_max_descriptors(mut self, descriptors: usize) -> Self {
        self.max_descriptors = descriptors;
        self
    }

    /// The same limits with another number of entries in a map.
    #[must_use]
    pub const fn with_max_map_entries(mut self, entries: usize) -> Self {
        self.max_map_entries = entries;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::REGISTRY
    }
}

impl Limits {
    /// Reads a whole document, and no more than one byte above the limit.
    pub(crate) fn read(&self, reader: impl io::Read) -> io::Result<Vec<u8>> {
        let most = u64::try_from(self.max_document).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        reader.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
