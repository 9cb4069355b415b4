use std::io::{self, Read};

/// What a reader accepts at most. Every limit is checked before anything is allocated for it.
///
/// The largest of 757 real documents that these crates are tried on has 28 kB and 26 entries. What is far above that may need
/// limits that the caller sets.
///
/// By default no document costs more than 64 MB while it is parsed. At the edge of each limit were measured, the document
/// included, on a machine of 64 bits:
///
/// | limit | a document at its edge | memory |
/// |---|---|---|
/// | [`max_document`](Self::max_document) | 4 MiB of whole entries, refused at the first one too many | 12 MB |
/// | [`max_descriptors`](Self::max_descriptors) | 16,384 layers with three annotations each | 18 MB |
/// | [`max_map_entries`](Self::max_map_entries) | 65,536 annotations | 10 MB |
/// | [`max_elements`](Self::max_elements) | 131,068 unknown members | 14 MB |
/// | [`max_depth`](Self::max_depth) | 10,000 lists in lists | less than 0.1 MB |
///
/// ```
/// use oci_spec_types::{ErrorKind, Limits, Model, oci};
///
/// assert_eq!(Limits::default().max_document, 4 << 20);
/// let few = Limits::default().with_max_descriptors(1);
/// let error = oci::Index::parse_with(&br#"{"manifests":[{},{}]}"#[..], &few).unwrap_err();
/// assert_eq!((error.kind(), error.pointer()), (ErrorKind::Limit, "/manifests/1"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a document. 4 MiB by default: distribution-spec asks everybody to support that much,
    /// containers/image and the distribution registry accept no more.
    pub max_document: usize,
    /// Nested containers. 10,000 by default: the limit of Go's `encoding/json`.
    pub max_depth: u32,
    /// Elements of a list: descriptors (layers of a manifest, entries of an index) and whatever else a model lists. 16,384 by
    /// default.
    pub max_descriptors: usize,
    /// Entries of one map (annotations, labels, ports, volumes). 65,536 by default.
    pub max_map_entries: usize,
    /// All elements of a document: those of its lists, the entries of its maps, and the members that no model knows. 131,072 by
    /// default. What is kept as raw text counts once, whatever is in it.
    pub max_elements: usize,
}

impl Limits {
    /// What registries accept: the default.
    pub const REGISTRY: Self = Self {
        max_document: 4 << 20,
        max_depth: 10_000,
        max_descriptors: 1 << 14,
        max_map_entries: 1 << 16,
        max_elements: 1 << 17,
    };

    /// No limit but nesting: for documents that the caller made itself.
    pub const UNBOUNDED: Self = Self {
        max_document: usize::MAX,
        max_descriptors: usize::MAX,
        max_map_entries: usize::MAX,
        max_elements: usize::MAX,
        ..Self::REGISTRY
    };

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

    /// The same limits with another number of descriptors in a list; eight elements are allowed for each of them, at least.
    ///
    /// ```
    /// use oci_spec_types::Limits;
    ///
    /// assert_eq!(Limits::default().with_max_descriptors(1 << 20).max_elements, 8 << 20);
    /// ```
    #[must_use]
    pub const fn with_max_descriptors(mut self, descriptors: usize) -> Self {
        self.max_descriptors = descriptors;
        // In the proportion of the defaults: each has a platform and some annotations.
        let elements = descriptors.saturating_mul(8);
        if elements > self.max_elements {
            self.max_elements = elements;
        }
        self
    }

    /// The same limits with another number of entries in a map.
    #[must_use]
    pub const fn with_max_map_entries(mut self, entries: usize) -> Self {
        self.max_map_entries = entries;
        self
    }

    /// The same limits with another number of elements.
    #[must_use]
    pub const fn with_max_elements(mut self, elements: usize) -> Self {
        self.max_elements = elements;
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
