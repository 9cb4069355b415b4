use super::plain;
use core::fmt;
use oci_spec_types::{LayoutRow, Model, Omit, WriterLayout, folds_to};

/// A Go type, as far as JSON can tell.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// `string`, and named types of it (`digest.Digest`).
    String,
    /// `bool`
    Bool,
    /// `int`, `int64`, `time.Duration`: all are 64 bits wide.
    Int,
    /// `[]byte`: base64 in JSON; read from an array of numbers too.
    Bytes,
    /// `time.Time`
    Time,
    /// `json.RawMessage`
    Raw,
    /// Docker's `strslice.StrSlice`: a string, or an array of strings; written as an array.
    StrSlice,
    /// go-containerregistry's `v1.Hash`: `sha256:` and 64 hex digits; the zero value is written as `":"`.
    Hash,
    /// A slice.
    Slice(&'static Shape),
    /// `map[string]T`
    Map(&'static Shape),
    /// `map[string]struct{}`
    Set,
    /// A struct held by value.
    Struct(&'static Struct),
    /// A pointer.
    Pointer(&'static Shape),
}

impl Shape {
    /// `[]string`
    pub(crate) const STRINGS: Self = Self::Slice(&Self::String);
    /// `map[string]string`
    pub(crate) const STRING_MAP: Self = Self::Map(&Self::String);
    /// `map[string]json.RawMessage`
    pub(crate) const RAW_MAP: Self = Self::Map(&Self::Raw);
    /// `*time.Time`
    pub(crate) const TIME_POINTER: Self = Self::Pointer(&Self::Time);

    /// How many values the zero value is made of: what an element of an array costs.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Struct(table) => 1 + table.fields.iter().map(|field| field.shape.width()).sum::<usize>(),
            _ => 1,
        }
    }
}

impl From<&'static Struct> for Shape {
    fn from(table: &'static Struct) -> Self {
        Self::Struct(table)
    }
}

impl From<&'static Shape> for Shape {
    fn from(shape: &'static Shape) -> Self {
        *shape
    }
}

/// A Go struct: its members in the order in which they are written.
///
/// Embedded structs stand inline, fields that others shadow are left out. At most 128 fields.
pub(crate) struct Struct {
    /// The Go name, with its package: `v1.Descriptor`.
    pub(crate) name: &'static str,
    /// The fields.
    pub(crate) fields: &'static [Field],
    /// The same for the model of the document: how it is read and written as the struct holds it.
    pub(crate) layout: WriterLayout,
}

impl Struct {
    /// A struct of which no model is read or written.
    pub(crate) const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields, layout: WriterLayout::new(&[]) }
    }

    /// Whether the structs in a list hold a field.
    pub(crate) fn holds_in(&self, list: &str, field: &str) -> bool {
        let shape = self.index_of(list).and_then(|at| self.fields.get(at)).map(|field| field.shape);
        matches!(shape, Some(Shape::Slice(Shape::Struct(table))) if table.index_of(field).is_some())
    }

    /// Whether the structs in a list hold a struct by value: it is never nothing.
    pub(crate) fn by_value_in(&self, list: &str, field: &str) -> bool {
        let shape = self.index_of(list).and_then(|at| self.fields.get(at)).map(|field| field.shape);
        let Some(Shape::Slice(Shape::Struct(table))) = shape else { return false };
        let field = table.index_of(field).and_then(|at| table.fields.get(at));
        matches!(field, Some(Field { shape: Shape::Struct(_), .. }))
    }

    /// The index of the field with exactly this JSON name.
    pub(crate) fn index_of(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The index of the field that Go reads a member of this name into: the exact one, else the first that is equal
    /// under simple case folding.
    pub(crate) fn index_folded(&self, name: &str) -> Option<usize> {
        self.index_of(name).or_else(|| self.fields.iter().position(|field| folds_to(name, field.name)))
    }
}

/// The name alone: tables refer to tables.
impl fmt::Debug for Struct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// One field of a [`Struct`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    /// The name in JSON: ASCII, without characters that need escapes.
    pub(crate) name: &'static str,
    /// The type.
    pub(crate) shape: Shape,
    /// When it is not written.
    pub(crate) omit: Omit,
}

/// A field that is always written.
pub(crate) const fn always(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, omit: Omit::Never }
}

/// A field with `omitempty`.
pub(crate) const fn some(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, omit: Omit::Empty }
}

/// A field with `omitzero`.
pub(crate) const fn nonzero(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, omit: Omit::Zero }
}

/// Declares a struct, and the layout in which a model is read and written as the struct holds it. A name that the model
/// does not have does not compile.
macro_rules! go_struct {
    ($(#[$meta:meta])* $vis:vis $NAME:ident of $Model:ty = $name:literal, [$($field:expr),* $(,)?]) => {
        $(#[$meta])*
        $vis static $NAME: $crate::go::Struct = {
            const COUNT: usize = [$(stringify!($field)),*].len();
            static FIELDS: [$crate::go::Field; COUNT] = [$($field),*];
            static ROWS: [oci_spec_types::LayoutRow; COUNT] = $crate::go::rows::<$Model, COUNT>(&FIELDS);
            $crate::go::Struct { name: $name, fields: &FIELDS, layout: oci_spec_types::WriterLayout::new(&ROWS) }
        };
    };
}
pub(crate) use go_struct;

/// The rows of a layout for these fields.
#[expect(clippy::indexing_slicing, reason = "`at` is below the length")]
pub(crate) const fn rows<T: Model, const N: usize>(fields: &[Field]) -> [LayoutRow; N] {
    assert!(N > 0 && fields.len() == N);
    let mut rows = [fields[0].row::<T>(); N];
    let mut at = 1;
    while at < N {
        rows[at] = fields[at].row::<T>();
        at += 1;
    }
    rows
}

impl Field {
    /// How the member of the model is read and written.
    const fn row<T: Model>(&self) -> LayoutRow {
        let row = LayoutRow::of::<T>(self.name, self.omit);
        match self.shape {
            Shape::String => row,
            Shape::Bool => row.zero("false"),
            Shape::Int => row.zero("0"),
            Shape::Hash => row.zero("\":\"").checked(plain::hash),
            Shape::Time => row.zero("\"0001-01-01T00:00:00Z\"").checked(plain::time),
            Shape::Bytes => row.nilable().checked(plain::bytes),
            Shape::Raw => row.nilable(),
            Shape::StrSlice => row.nilable().checked(plain::list),
            Shape::Slice(Shape::Struct(table)) => row.nilable().objects(&table.layout),
            Shape::Slice(Shape::Hash) => row.nilable().checked(plain::hashes),
            Shape::Slice(_) => row.nilable().checked(plain::list),
            Shape::Map(_) => row.nilable(),
            Shape::Set => row.nilable().checked(plain::set),
            Shape::Struct(table) => row.objects(&table.layout),
            Shape::Pointer(Shape::Struct(table)) => row.pointer().objects(&table.layout),
            Shape::Pointer(Shape::Time) => row.pointer().checked(plain::time),
            Shape::Pointer(_) => row.pointer(),
        }
    }
}
