//! How models are read from JSON text and written back.
//!
//! One macro, [`object!`], turns a table of members into a struct with a reader, a writer and serde implementations.
//! Everything else here is what it needs: [`Reader`] and [`Writer`], [`Member`] for the values of members, and [`WriterLayout`]
//! for what other writers hold of them.

mod declare;
mod layout;
mod member;
mod object;
mod parse;
mod place;
mod reader;
mod serialize;
mod walk;
mod write;
mod writer;

pub(crate) use declare::object;
pub use layout::{LayoutRow, Omit, WriterLayout};
pub(crate) use member::Member;
pub(crate) use object::{Object, SerdeObject, deserialize, read_object, take};
pub(crate) use parse::{parse_bytes, parse_bytes_in, parse_value, text_of};
pub(crate) use place::Tell;
pub use place::{LeftOut, Place, WhyLeftOut};
pub(crate) use reader::Reader;
pub(crate) use serialize::serialize;
pub(crate) use walk::walk;
pub(crate) use writer::Writer;

use crate::error::Error;
use crate::limits::Limits;
use crate::style::Style;
use bytes::Bytes;
use std::io;

/// A document or a part of one: read from JSON text, written back as JSON text.
///
/// This trait cannot be implemented outside of this crate.
pub trait Model: Sized + sealed::Sealed {
    /// Reads the model from the bytes of a document, with other limits than the default.
    ///
    /// # Errors
    /// As [`Model::parse`].
    fn parse_with(bytes: impl Into<Bytes>, limits: &Limits) -> Result<Self, Error>;

    /// The JSON text in another style than that of [`Model::to_json`], and so with another digest: the way to write an edited
    /// document so that only what was edited differs.
    ///
    /// That holds for documents in a style that [`Style`] can tell. Other layouts (Python's `", "`, line breaks `\r\n`), and
    /// escapes in known strings that no writer needs (`\u00e9`, `\/`), are replaced; `null` in the place of an element or of
    /// a map value is written as one that says nothing. Whether a document comes out as it was is told by comparing.
    ///
    /// Members come in the order of [`Model::to_json`].
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

    /// The names of the members, in the order of the model.
    const MEMBERS: &'static [&'static str];

    /// Reads the model from the bytes of a document as a writer with this layout holds it: what the layout does not hold
    /// stays as raw text in `extra`, and is not looked at.
    ///
    /// # Errors
    /// As [`Model::parse`].
    fn parse_in(
        bytes: impl Into<Bytes>,
        layout: &'static WriterLayout,
        limits: &Limits,
    ) -> Result<ModelReading<Self>, Error>;

    /// The text of the model as a certain writer lays it out: in a layout and a style, written into an empty buffer.
    #[must_use]
    fn write_in(&self, layout: &'static WriterLayout, style: Style, out: Vec<u8>) -> Vec<u8>;

    /// The compact text of the model in the layout of a certain writer.
    fn to_layout(&self, layout: &'static WriterLayout) -> Vec<u8> {
        self.write_in(layout, Style::default(), Vec::with_capacity(1024))
    }

    /// Tells what a model that was read, from the document at this place, does not say when it is written in a layout, in
    /// the order of the document. Returns whether the members that are written stood in the order of the layout.
    fn left_out_in(&self, layout: &'static WriterLayout, place: &Place<'_>, tell: &mut dyn FnMut(LeftOut<'_>)) -> bool;

    /// Whether the model states a member: [`Model::to_json`] writes it, and not as `null`.
    ///
    /// A member that was read with an empty value (`""`, 0, `[]`) is stated; one that was missing or `null` is not.
    ///
    /// ```
    /// use oci_spec_types::{Model, oci};
    ///
    /// let index = oci::Index::parse(&br#"{"mediaType":"","manifests":null}"#[..])?;
    /// assert!(index.states("mediaType"));
    /// assert!(!index.states("manifests"));
    /// assert!(!index.states("schemaVersion"));
    /// assert!(oci::Index::new(vec![]).states("schemaVersion"));
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    fn states(&self, member: &str) -> bool;

    /// Whether the model says that a member is `null`: it was read so, or [`Model::set_null`] made it so, and no value was
    /// set since.
    ///
    /// ```
    /// use oci_spec_types::{Model, oci};
    ///
    /// let index = oci::Index::parse(&br#"{"manifests":null}"#[..])?;
    /// assert!(index.is_null("manifests") && !index.is_null("mediaType"));
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    fn is_null(&self, member: &str) -> bool;

    /// Says that an empty list or map is `null`, as Go writes one that was never made.
    fn set_null(&mut self, member: &str);

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

    /// Reads the model from a reader, with [`Limits::default`]: no more than the largest document is read.
    ///
    /// ```
    /// use oci_spec_types::{Model, oci::Index};
    ///
    /// let file = &br#"{"schemaVersion":2,"manifests":[]}"#[..];
    /// assert!(Index::from_reader(file)?.manifests.is_empty());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// When reading fails; as [`Model::parse`], with [`io::ErrorKind::InvalidData`] and an [`Error`] inside.
    fn from_reader(reader: impl io::Read) -> io::Result<Self> {
        let limits = Limits::default();
        Ok(Self::parse_with(limits.read(reader)?, &limits)?)
    }

    /// The JSON text as Go's `json.Marshal` lays it out: compact, `<`, `>` and `&` as escapes. The bytes of `to_blob`, which
    /// gives the descriptor with them, and what `serde_json::to_vec` writes of the model.
    ///
    /// Of a model that was read, members come in the order in which they stood; of one that a constructor made, in the order
    /// of the image-spec's own types, maps sorted, unknown members last.
    ///
    /// ```
    /// use oci_spec_types::{Model, oci::Index};
    ///
    /// let index = Index::default().with_annotation("b", "<").with_annotation("a", "");
    /// let json = index.to_json();
    /// assert!(json.ends_with(br#","manifests":[],"annotations":{"a":"","b":"\u003c"}}"#));
    /// assert_eq!(serde_json::to_vec(&index)?, json);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    fn to_json(&self) -> Vec<u8> {
        self.to_styled(Style::default())
    }

    /// Writes the JSON text in a style: [`Style::default`] for the bytes of [`Model::to_json`], [`Style::PRETTY`] for people.
    ///
    /// # Errors
    /// When writing fails.
    fn to_writer(&self, mut writer: impl io::Write, style: Style) -> io::Result<()> {
        writer.write_all(&self.to_styled(style))
    }
}

/// What [`Model::parse_in`] reads.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelReading<T> {
    /// The model.
    pub model: T,
    /// Whether a Go program with these types reads the same from the document, and writes every value as it stands there.
    ///
    /// Not so where a name stands twice or differs from a known one in case only, `null` stands where it is no value, text
    /// is not UTF-8, or a check of a [`LayoutRow`] fails.
    pub is_plain: bool,
}

pub(crate) mod sealed {
    /// Keeps [`super::Model`] to this crate.
    pub trait Sealed {}
}

impl WriterLayout {
    /// Whether the layout holds a member of the model `T`.
    #[must_use]
    pub fn holds<T: Model>(&self, member: &str) -> bool {
        T::MEMBERS.iter().position(|own| *own == member).is_some_and(|at| self.place(at as u8).is_some())
    }
}

impl LayoutRow {
    /// A row for a member of the model `T` that holds text: `null` is no value of it, and an absent one is written as `""`.
    ///
    /// # Panics
    /// In a constant, so at compile time: when the model has no such member.
    #[must_use]
    pub const fn of<T: Model>(name: &str, omit: Omit) -> Self {
        Self::of_member(member_index(T::MEMBERS, name), omit)
    }
}

/// Names, each of which is that of a member of the model: another one does not compile.
pub(crate) const fn members_of<T: Model, const N: usize>(names: [&'static str; N]) -> [&'static str; N] {
    check_members::<T>(&names);
    names
}

/// Fails, in a constant so at compile time, when one of these names is not that of a member of the model.
#[expect(clippy::indexing_slicing, reason = "`at` is below the length")]
pub(crate) const fn check_members<T: Model>(names: &[&str]) {
    let mut at = 0;
    while at < names.len() {
        member_index(T::MEMBERS, names[at]);
        at += 1;
    }
}

/// The index of a name, found at compile time.
#[allow(clippy::panic, reason = "at compile time only")]
#[expect(clippy::indexing_slicing, reason = "`at` is below the length")]
const fn member_index(members: &[&str], name: &str) -> u8 {
    let mut at = 0;
    while at < members.len() {
        if equal(members[at].as_bytes(), name.as_bytes()) {
            return at as u8;
        }
        at += 1;
    }
    panic!("the model has no member of this name")
}

#[expect(clippy::indexing_slicing, reason = "`at` is below the length of both")]
const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}
