//! How models are read from JSON text and written back.
//!
//! One macro, [`object!`], turns a table of members into a struct with a reader, a writer and serde implementations.
//! Everything else here is what it needs: [`Reader`] and [`Writer`], and [`Member`] for the values of members.

mod member;
mod object;
mod profile;
mod reader;
mod writer;

pub(crate) use member::Member;
pub(crate) use object::{Object, SerdeObject, object, serialize};
pub use profile::Profile;
pub(crate) use reader::Reader;
pub(crate) use writer::Writer;

use crate::{Error, Limits, Style, Text};
use bytes::Bytes;

/// A document or a part of one: read from JSON text, written back as JSON text.
///
/// This trait cannot be implemented outside of this crate.
pub trait Model: Sized + sealed::Sealed {
    /// Reads the model from the bytes of a document, with other limits than the default.
    ///
    /// # Errors
    /// As [`Model::parse`].
    fn parse_with(bytes: impl Into<Bytes>, limits: &Limits) -> Result<Self, Error>;

    /// The JSON text in a style: the way to write an edited document so that only what was edited differs.
    ///
    /// That holds for documents in a style that [`Style`] can tell. Other layouts (Python's `", "`, line breaks `\r\n`), and
    /// escapes in known strings that no writer needs (`\u00e9`, `\/`), are replaced; `null` in the place of an element or of
    /// a map value is written as one that says nothing. Whether a document comes out as it was is told by comparing.
    ///
    /// Members come in the order in which they were read, or else in the order of the model.
    ///
    /// ```
    /// use oci_spec_types::{Model, Style, oci};
    ///
    /// let original = b"{\n  \"manifests\": [],\n  \"schemaVersion\": 2\n}\n";
    /// let index = oci::Index::parse(&original[..])?;
    /// assert_eq!(index.to_styled(Style::detect(original)), original);
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    fn to_styled(&self, style: Style) -> Vec<u8>;

    /// The text of this model in the member order, blanks and escapes of the writer named by the profile.
    ///
    /// The model decides which members there are: `Some` of an empty text or list is written, though Go leaves it out, and
    /// what a tool always writes (`"config":{}` in image configs) is only there if the model has it.
    ///
    /// Unknown members are written behind the known ones, in their order.
    fn to_bytes(&self, profile: Profile) -> Vec<u8>;

    /// Reads the model from the bytes of a document, with [`Limits::default`].
    ///
    /// The reading is lenient: unknown members are kept, `null` stands for nothing, members may be missing, digests may be
    /// ill-formed. A value of the wrong type is an error. Bytes that are not UTF-8 are read as U+FFFD, as Go does.
    ///
    /// # Errors
    /// When the bytes are not JSON, a member has the wrong type, or a limit is exceeded.
    fn parse(bytes: impl Into<Bytes>) -> Result<Self, Error> {
        Self::parse_with(bytes, &Limits::default())
    }

    /// The compact JSON text.
    fn to_json(&self) -> Vec<u8> {
        self.to_styled(Style::default())
    }
}

pub(crate) mod sealed {
    /// Keeps [`super::Model`] to this crate.
    pub trait Sealed {}
}

pub(crate) fn parse<T: Member>(bytes: Bytes, limits: &Limits) -> Result<T, Error> {
    parse_value(&text_of(bytes, limits)?, limits)
}

pub(crate) fn parse_value<T: Member>(text: &Text, limits: &Limits) -> Result<T, Error> {
    let mut reader = Reader::new(text, limits);
    let value = T::read(&mut reader).and_then(|value| reader.scanner.end().map(|()| value));
    value.map_err(|error| reader.error(error))
}

/// The bytes as text; bytes that are not UTF-8 as Go reads them.
pub(crate) fn text_of(bytes: Bytes, limits: &Limits) -> Result<Text, Error> {
    if bytes.len() > limits.max_document {
        return Err(Error::new(
            crate::ErrorKind::Limit,
            limits.max_document,
            String::new(),
            format!("the document has {} bytes, expected at most {}", bytes.len(), limits.max_document),
        ));
    }
    Ok(Text::from_utf8(bytes.clone()).unwrap_or_else(|| crate::utf8::lossy_as_go(&bytes).into()))
}
