//! What a writer's type holds of an object, and in which order it writes it.

/// Members that an object has at most.
const MOST: usize = 32;
/// No row, for a member that the writer does not hold.
const NONE: u8 = u8::MAX;

/// How one writer lays out one object: the members that its type holds, in the order in which it writes them.
///
/// A model that is read in a layout ([`Model::parse_in`]) keeps every member that the layout does not hold as raw text in
/// its `extra`; a model that is written in a layout ([`Model::write_in`]) says what the layout holds and nothing else. The
/// order of the models themselves is that of the image-spec ([`Model::to_json`]); tools bring theirs.
///
/// [`Model::parse_in`]: crate::Model::parse_in
/// [`Model::write_in`]: crate::Model::write_in
/// [`Model::to_json`]: crate::Model::to_json
///
/// ```
/// use oci_spec_types::{WriterLayout, Model, Omit, LayoutRow, oci::Descriptor};
///
/// static SHORT: WriterLayout = WriterLayout::new(&[
///     LayoutRow::of::<Descriptor>("size", Omit::Never).zero("0"),
///     LayoutRow::of::<Descriptor>("digest", Omit::Never),
/// ]);
/// let descriptor = Descriptor::parse(&br#"{"mediaType":"a/b","digest":"sha256:zz","size":7}"#[..])?;
/// assert_eq!(descriptor.to_layout(&SHORT), br#"{"size":7,"digest":"sha256:zz"}"#);
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[derive(Debug)]
pub struct WriterLayout {
    rows: &'static [LayoutRow],
    /// The row of each member of the model.
    places: [u8; MOST],
}

/// One member of a [`WriterLayout`].
#[derive(Debug, Clone, Copy)]
pub struct LayoutRow {
    /// Which member of the model it is.
    member: u8,
    omit: Omit,
    /// `null` is a value of the type: a pointer, list or map.
    nilable: bool,
    /// The value stands behind a pointer: it is left out when it is not there, but not when it is empty.
    pointer: bool,
    check: Option<fn(&[u8]) -> bool>,
    zero: &'static str,
    inner: Option<&'static WriterLayout>,
}

/// When a member is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Omit {
    /// It is always written.
    Never,
    /// When it is empty (Go's `omitempty`): `""`, 0, `false`, a list or map without elements, nothing at a pointer.
    Empty,
    /// When it has its zero value (Go's `omitzero`): an object of which every member has its zero value, and no list or map
    /// is there, not even an empty one.
    Zero,
}

impl WriterLayout {
    /// A layout of these rows, which are of one model.
    ///
    /// # Panics
    /// In a constant, so at compile time: when a member stands twice.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "`at` is below the length; no model has more than `MOST` members")]
    pub const fn new(rows: &'static [LayoutRow]) -> Self {
        let mut places = [NONE; MOST];
        let mut at = 0;
        while at < rows.len() {
            let member = rows[at].member as usize;
            assert!(places[member] == NONE, "a member stands twice in a layout");
            places[member] = at as u8;
            at += 1;
        }
        Self { rows, places }
    }

    /// The rows in the order in which they are written.
    #[must_use]
    pub const fn rows(&self) -> &'static [LayoutRow] {
        self.rows
    }

    /// Where the row of a member stands.
    #[inline]
    pub(crate) fn place(&self, member: u8) -> Option<usize> {
        match self.places.get(usize::from(member)) {
            Some(&place) if place != NONE => Some(usize::from(place)),
            _ => None,
        }
    }

    /// The row of a member.
    #[inline]
    pub(crate) fn row(&self, member: u8) -> Option<&'static LayoutRow> {
        self.rows.get(self.place(member)?)
    }
}

impl LayoutRow {
    /// A row for a member by its index.
    pub(super) const fn of_member(member: u8, omit: Omit) -> Self {
        Self { member, omit, nilable: false, pointer: false, check: None, zero: "\"\"", inner: None }
    }

    /// The same row for a list or map, of which `null` is a value.
    #[must_use]
    pub const fn nilable(mut self) -> Self {
        self.nilable = true;
        self.zero = "null";
        self
    }

    /// The same row for a value at a pointer: left out when it is not there, but not when it is empty.
    #[must_use]
    pub const fn pointer(mut self) -> Self {
        self.pointer = true;
        self.nilable()
    }

    /// The same row with the text that is written for an absent value.
    #[must_use]
    pub const fn zero(mut self, text: &'static str) -> Self {
        self.zero = text;
        self
    }

    /// The same row with a check of the JSON text of the value: whether the writer, having read it, would write it again as
    /// it is. See [`ModelReading::is_plain`](crate::ModelReading::is_plain).
    #[must_use]
    pub const fn checked(mut self, check: fn(&[u8]) -> bool) -> Self {
        self.check = Some(check);
        self
    }

    /// The same row for an object, or a list of objects, in a layout of their own.
    #[must_use]
    pub const fn objects(mut self, layout: &'static WriterLayout) -> Self {
        self.inner = Some(layout);
        self
    }

    #[inline]
    pub(crate) const fn member(&self) -> u8 {
        self.member
    }

    #[inline]
    pub(crate) const fn omit(&self) -> Omit {
        self.omit
    }

    #[inline]
    pub(crate) const fn is_nilable(&self) -> bool {
        self.nilable
    }

    #[inline]
    pub(crate) const fn is_pointer(&self) -> bool {
        self.pointer
    }

    /// Whether it is one object that is held by value: it is never nothing.
    #[inline]
    pub(crate) const fn is_value_object(&self) -> bool {
        self.inner.is_some() && !self.nilable
    }

    #[inline]
    pub(crate) const fn inner(&self) -> Option<&'static WriterLayout> {
        self.inner
    }

    #[inline]
    pub(crate) const fn zero_text(&self) -> &'static str {
        self.zero
    }

    #[inline]
    pub(crate) fn passes(&self, text: &[u8]) -> bool {
        self.check.is_none_or(|check| check(text))
    }
}
