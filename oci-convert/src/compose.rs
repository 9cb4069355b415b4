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
use crate::notes::Notes;
use crate::{Error, Format, Tool, tools};
use oci_spec_types::{Descriptor, Limits};

/// A document to be composed: of which parts, in which format, as which tool.
#[derive(Debug, Clone)]
pub struct Compose {
    parts: Parts,
    tool: &'static Tool,
    format: Option<Format>,
    reader: Reader,
}

#[derive(Debug, Clone)]
enum Parts {
    Image(Box<ImageParts>),
    Index(Box<IndexParts>),
}

impl Compose {
    fn new(parts: Parts) -> Self {
        Self { parts, tool: tools::DEFAULT, format: None, reader: Reader::default() }
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
        self.reader.limits = limits;
        self
    }

    /// As [`Request::always_as_go`](crate::Request::always_as_go).
    #[doc(hidden)]
    #[must_use]
    pub fn always_as_go(mut self) -> Self {
        self.reader.always_go = true;
        self
    }

    /// Composes the document.
    ///
    /// # Errors
    /// [`ErrorKind::UnsupportedConversion`] when the tool does not compose such documents, or not in this format; otherwise
    /// what the tool refuses: see [`ErrorKind`].
    pub fn make(self) -> Result<Composed, Error> {
        match self.parts {
            Parts::Image(parts) => image::make(*parts, self.tool, self.format, &self.reader),
            Parts::Index(parts) => index::make(*parts, self.tool, self.format, &self.reader),
        }
    }

    /// The entries that the tool makes of the members of an index, for a caller who changes them before they are
    /// [`Member::Entry`]; none of an image.
    ///
    /// # Errors
    /// As [`Compose::make`].
    pub fn entries(&self) -> Result<Vec<Descriptor>, Error> {
        let Parts::Index(parts) = &self.parts else { return Ok(Vec::new()) };
        let entries = parts.members.iter().enumerate();
        let entries = entries.map(|(at, member)| entry::of(member, at, self.tool, &self.reader, &mut Notes::default()));
        Ok(entries.collect::<Result<Vec<_>, Error>>()?.concat())
    }
}
