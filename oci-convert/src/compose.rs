//! Composing documents from parts: images and artifacts from config and layers, indexes from entries, images and other
//! indexes.
//!
//! Parts are plain data ([`ImageParts`], [`IndexParts`]); [`Compose`] makes the document that a [`Tool`] makes of them. What
//! the document does not say of the parts is in the losses of the report. A tree is composed from the leaves up, by the
//! caller: [`Composed::descriptor`] is the entry for the next index.
//!
//! ```
//! use oci_convert::compose::{Compose, IndexParts, Member};
//! use oci_convert::{ErrorKind, tools};
//! use oci_spec_types::{Descriptor, MediaType, Platform};
//!
//! let amd64 = Descriptor::of(MediaType::DOCKER_MANIFEST, b"{}").with_platform(Platform::new("linux", "amd64"));
//! let parts = IndexParts { members: vec![Member::Entry(amd64)], ..IndexParts::default() };
//! let list = Compose::index(parts.clone()).as_tool(&tools::DOCKER_MANIFEST).make()?;
//! assert_eq!(list.descriptor.media_type, MediaType::DOCKER_LIST);
//!
//! // Not every tool composes.
//! let error = Compose::index(parts).as_tool(&tools::MOBY).make().unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
//! # Ok::<(), oci_convert::Error>(())
//! ```

mod archive;
pub(crate) mod attestation;
mod composed;
mod config;
mod entry;
mod image;
mod index;
mod media_type;
mod parts;
pub(crate) mod rules;

pub use archive::ArchiveLayer;
pub use attestation::{AttestationParts, StatementPart, StatementSubject, package_url};
pub use composed::Composed;
pub use parts::{ConfigPart, EntryAnnotation, ImageMember, ImageParts, IndexParts, LayerPart, Member};

#[cfg(doc)]
use crate::ErrorKind;
use crate::held::Reader;
use crate::{Error, Format, Tool, tools};
use oci_spec_types::{Descriptor, Limits};

/// A document to be composed: of which parts, in which format, as which tool.
#[derive(Debug, Clone)]
pub struct Compose {
    parts: Parts,
    tool: &'static Tool,
    format: Option<Format>,
    limits: Limits,
}

#[derive(Debug, Clone)]
enum Parts {
    Image(Box<ImageParts>),
    Index(Box<IndexParts>),
}

impl Compose {
    fn new(parts: Parts) -> Self {
        Self { parts, tool: tools::DEFAULT, format: None, limits: Limits::default() }
    }

    /// The manifest of an image or artifact; [`ImageParts::of_archive`] makes the parts of one in a `docker save` archive.
    #[must_use]
    pub fn image(parts: ImageParts) -> Self {
        Self::new(Parts::Image(Box::new(parts)))
    }

    /// An index or list.
    #[must_use]
    pub fn index(parts: IndexParts) -> Self {
        Self::new(Parts::Index(Box::new(parts)))
    }

    /// Whose bytes are made; [`tools::CONTAINERS_IMAGE`] by default, which composes nothing.
    #[must_use]
    pub fn as_tool(mut self, tool: &'static Tool) -> Self {
        self.tool = tool;
        self
    }

    /// The format; the one that the tool chooses by default.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// The largest documents that are read, among the parts.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Composes the document.
    ///
    /// # Errors
    /// [`ErrorKind::UnsupportedConversion`] when the tool does not compose such documents, or not in this format; otherwise
    /// what the tool refuses: see [`ErrorKind`].
    pub fn make(self) -> Result<Composed, Error> {
        let reader = Reader { limits: self.limits, always_go: false };
        match self.parts {
            Parts::Image(parts) => image::make(*parts, self.tool, self.format, &reader),
            Parts::Index(parts) => index::make(*parts, self.tool, self.format, &reader),
        }
    }
}

impl Member {
    /// The entries that a tool makes of it, for a caller who changes them before they are [`Member::Entry`].
    ///
    /// # Errors
    /// As [`Compose::make`] for an index of this member alone.
    pub fn entries(&self, tool: &'static Tool) -> Result<Vec<Descriptor>, Error> {
        let reader = Reader::default();
        entry::of(self, 0, tool, &reader, &mut crate::notes::Notes::default())
    }
}
