use super::{Record, Time, Value, plain};
use core::fmt;
use oci_spec_types::{Layout, Model, Omit, Row, folds_to};

/// A Go type, as far as JSON can tell.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Shape {
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
    pub const STRINGS: Self = Self::Slice(&Self::String);
    /// `map[string]string`
    pub const STRING_MAP: Self = Self::Map(&Self::String);
    /// `map[string]json.RawMessage`
    pub const RAW_MAP: Self = Self::Map(&Self::Raw);
    /// `*time.Time`
    pub const TIME_POINTER: Self = Self::Pointer(&Self::Time);

    /// The zero value of the type.
    #[must_use]
    pub fn zero(&self) -> Value {
        match self {
            Self::String => Value::String(String::new()),
            Self::Hash => Value::String(":".to_owned()),
            Self::Bool => Value::Bool(false),
            Self::Int => Value::Int(0),
            Self::Time => Value::Time(Time::zero()),
            Self::Struct(table) => Value::Struct(Record::zero(table)),
            Self::Bytes | Self::Raw | Self::StrSlice | Self::Slice(_) | Self::Map(_) | Self::Set | Self::Pointer(_) => {
                Value::Nil
            }
        }
    }

    /// Whether `value` is the zero value of the type: Go's `reflect.Value.IsZero`.
    #[must_use]
    pub fn is_zero(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Pointer(_), value) => value.is_nil(),
            (Self::Hash, Value::String(text)) => text == ":",
            (_, Value::Nil) => true,
            (_, Value::String(text)) => text.is_empty(),
            (_, Value::Bool(value)) => !value,
            (_, Value::Int(value)) => *value == 0,
            (_, Value::Time(time)) => time.is_zero(),
            (_, Value::Struct(record)) => record.is_zero(),
            _ => false,
        }
    }

    /// Whether `omitempty` leaves `value` out: `false`, 0, `""`, nil, and slices and maps without elements.
    #[must_use]
    pub fn is_empty(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Pointer(_), value) => value.is_nil(),
            // Structs never are; a hash and a time are structs in Go.
            (Self::Hash | Self::Time | Self::Struct(_), _) => false,
            (_, Value::Bytes(bytes) | Value::Raw(bytes) | Value::BadString(bytes)) => bytes.is_empty(),
            (_, Value::List(list)) => list.is_empty(),
            (_, Value::Map(map)) => map.is_empty(),
            (_, Value::Set(set)) => set.is_empty(),
            _ => self.is_zero(value),
        }
    }

    /// Whether a variable of the type can hold `value`.
    #[must_use]
    pub fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Pointer(inner), value) => value.is_nil() || inner.holds(value),
            (Self::String | Self::Hash, Value::String(_) | Value::BadString(_))
            | (Self::Bool, Value::Bool(_))
            | (Self::Int, Value::Int(_))
            | (Self::Time, Value::Time(_))
            | (Self::Bytes, Value::Nil | Value::Bytes(_))
            | (Self::Raw, Value::Nil | Value::Raw(_))
            | (Self::Set, Value::Nil | Value::Set(_))
            | (Self::StrSlice | Self::Slice(_) | Self::Map(_), Value::Nil) => true,
            (Self::StrSlice, Value::List(list)) => list.iter().all(|element| Self::String.holds(element)),
            (Self::Slice(inner), Value::List(list)) => list.iter().all(|element| inner.holds(element)),
            (Self::Map(inner), Value::Map(map)) => map.values().all(|element| inner.holds(element)),
            (Self::Struct(table), Value::Struct(record)) => core::ptr::eq(*table, record.table()),
            _ => false,
        }
    }

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
pub struct Struct {
    /// The Go name, with its package: `v1.Descriptor`.
    pub name: &'static str,
    /// The fields.
    pub fields: &'static [Field],
    /// The same for the model of the document: how it is read and written as the struct holds it.
    pub(crate) layout: Layout,
}

impl Struct {
    /// A struct of which no model is read or written.
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields, layout: Layout::new(&[]) }
    }

    /// The struct with every field at its zero value.
    #[must_use]
    pub fn zero(&'static self) -> Value {
        Value::Struct(Record::zero(self))
    }

    /// The struct with these fields set, the others zero.
    ///
    /// # Panics
    /// As [`Value::set`]: when a name or type is not that of the table.
    ///
    /// ```
    /// use oci_convert::go::{Form, shapes::specs_go::DESCRIPTOR};
    ///
    /// let empty = DESCRIPTOR.with([("mediaType", "a/b".into()), ("size", 2.into())]);
    /// assert_eq!(empty.to_bytes(&Form::COMPACT)?, br#"{"mediaType":"a/b","digest":"","size":2}"#);
    /// # Ok::<(), oci_convert::go::WriteError>(())
    /// ```
    #[must_use]
    #[track_caller]
    pub fn with<'n>(&'static self, fields: impl IntoIterator<Item = (&'n str, Value)>) -> Value {
        let mut value = self.zero();
        for (name, field) in fields {
            value.set(name, field);
        }
        value
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
    #[must_use]
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The index of the field that Go reads a member of this name into: the exact one, else the first that is equal
    /// under simple case folding.
    #[must_use]
    pub fn index_folded(&self, name: &str) -> Option<usize> {
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
pub struct Field {
    /// The name in JSON: ASCII, without characters that need escapes.
    pub name: &'static str,
    /// The type.
    pub shape: Shape,
    /// When it is not written.
    pub omit: Omit,
}

/// A field that is always written.
pub(super) const fn always(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, omit: Omit::Never }
}

/// A field with `omitempty`.
pub(super) const fn some(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, omit: Omit::Empty }
}

/// A field with `omitzero`.
pub(super) const fn nonzero(name: &'static str, shape: Shape) -> Field {
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
            static ROWS: [oci_spec_types::Row; COUNT] = $crate::go::rows::<$Model, COUNT>(&FIELDS);
            $crate::go::Struct { name: $name, fields: &FIELDS, layout: oci_spec_types::Layout::new(&ROWS) }
        };
    };
}
pub(crate) use go_struct;

/// The rows of a layout for these fields.
pub(crate) const fn rows<T: Model, const N: usize>(fields: &[Field]) -> [Row; N] {
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
    const fn row<T: Model>(&self) -> Row {
        let row = Row::of::<T>(self.name, self.omit);
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
