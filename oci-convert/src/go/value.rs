use super::shape::{Shape, Struct};
use super::time::Time;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A Go value.
///
/// A pointer that is not nil is the value it points to. Made by `read`, [`Struct::zero`], or from Rust values. Text that
/// was read is borrowed from the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    /// A nil pointer, slice or map: `null`, where it is written.
    Nil,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A string.
    String(Cow<'a, str>),
    /// A string that is not UTF-8: never read from JSON, but made from raw text that was not ([`Value::string`]).
    BadString(Vec<u8>),
    /// Bytes; base64 in JSON.
    Bytes(Vec<u8>),
    /// A time.
    Time(Time),
    /// JSON text, kept as it was; must be well-formed.
    Raw(Cow<'a, [u8]>),
    /// A slice that is not nil.
    List(Vec<Value<'a>>),
    /// A map that is not nil, in the order in which it is written.
    Map(BTreeMap<Cow<'a, str>, Value<'a>>),
    /// A `map[string]struct{}` that is not nil.
    Set(BTreeSet<Cow<'a, str>>),
    /// A struct.
    Struct(Record<'a>),
}

static NIL: Value<'static> = Value::Nil;

impl<'a> Value<'a> {
    /// A string of these bytes, UTF-8 or not.
    pub(crate) fn string(bytes: impl Into<Vec<u8>>) -> Self {
        match String::from_utf8(bytes.into()) {
            Ok(text) => text.into(),
            Err(error) => Self::BadString(error.into_bytes()),
        }
    }

    /// A slice of strings.
    pub(crate) fn strings<S: Into<String>>(strings: impl IntoIterator<Item = S>) -> Self {
        Self::List(strings.into_iter().map(|string| Self::from(string.into())).collect())
    }

    /// A field of a struct; [`Value::Nil`] when this is no struct (a nil pointer) or has no such field.
    pub(crate) fn get(&self, name: &str) -> &Self {
        self.record().and_then(|record| record.get(name)).unwrap_or(&NIL)
    }

    /// Sets a field of a struct.
    ///
    /// [`Value::Nil`] stands for the zero value of every type.
    ///
    /// # Panics
    /// When this is no struct, the struct has no such field, or the field is of another type: all three are mistakes in
    /// the calling code, which no input can cause.
    #[track_caller]
    #[allow(clippy::panic, reason = "a mistake in the calling code, which no input can cause")]
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Self>) {
        let Self::Struct(record) = self else { panic!("no struct to set {name} in") };
        record.set(name, value.into());
    }

    /// The same struct with a field set.
    ///
    /// # Panics
    /// As [`Value::set`].
    #[track_caller]
    pub(crate) fn with(mut self, name: &str, value: impl Into<Self>) -> Self {
        self.set(name, value);
        self
    }

    /// The struct, if it is one.
    pub(crate) fn record(&self) -> Option<&Record<'a>> {
        match self {
            Self::Struct(record) => Some(record),
            _ => None,
        }
    }

    /// Whether it is a nil pointer, slice or map.
    pub(crate) const fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// The string; `""` for anything else.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::String(text) => text,
            _ => "",
        }
    }

    /// The integer; 0 for anything else.
    pub(crate) const fn as_i64(&self) -> i64 {
        match self {
            Self::Int(value) => *value,
            _ => 0,
        }
    }

    /// The boolean; `false` for anything else.
    pub(crate) const fn as_bool(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    /// The time, if it is one.
    pub(crate) const fn as_time(&self) -> Option<&Time> {
        match self {
            Self::Time(time) => Some(time),
            _ => None,
        }
    }

    /// The decoded bytes of a `[]byte`, or the text of a `json.RawMessage`.
    pub(crate) fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Raw(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a slice; none for anything else.
    pub(crate) fn list(&self) -> &[Self] {
        match self {
            Self::List(list) => list,
            _ => &[],
        }
    }

    /// The same value, which borrows nothing.
    ///
    /// Recursion ends with the value, which is as deep as its table.
    pub(crate) fn into_owned(self) -> Value<'static> {
        let text = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Nil => Value::Nil,
            Self::Bool(value) => Value::Bool(value),
            Self::Int(value) => Value::Int(value),
            Self::String(own) => Value::String(text(own)),
            Self::BadString(bytes) => Value::BadString(bytes),
            Self::Bytes(bytes) => Value::Bytes(bytes),
            Self::Time(time) => Value::Time(time),
            Self::Raw(bytes) => Value::Raw(Cow::Owned(bytes.into_owned())),
            Self::List(list) => Value::List(list.into_iter().map(Self::into_owned).collect()),
            Self::Map(map) => Value::Map(map.into_iter().map(|(key, value)| (text(key), value.into_owned())).collect()),
            Self::Set(set) => Value::Set(set.into_iter().map(text).collect()),
            Self::Struct(Record { table, fields }) => {
                Value::Struct(Record { table, fields: fields.into_iter().map(Self::into_owned).collect() })
            }
        }
    }

    /// The elements of a slice that are strings.
    pub(crate) fn iter_strs(&self) -> impl Iterator<Item = &str> {
        self.list().iter().filter(|value| matches!(value, Self::String(_))).map(Self::as_str)
    }

    /// The entries of a map, sorted by key; `None` for anything else.
    pub(crate) const fn as_map(&self) -> Option<&BTreeMap<Cow<'a, str>, Self>> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }
}

macro_rules! from {
    ($($source:ty, $name:ident => $value:expr;)*) => {$(
        impl<'a> From<$source> for Value<'a> {
            fn from($name: $source) -> Self {
                $value
            }
        }
    )*};
}

from! {
    bool, value => Self::Bool(value);
    i64, value => Self::Int(value);
    &str, text => Self::String(Cow::Owned(text.to_owned()));
    String, text => Self::String(Cow::Owned(text));
    Time, time => Self::Time(time);
    Vec<Value<'a>>, list => Self::List(list);
    Record<'a>, record => Self::Struct(record);
    BTreeMap<Cow<'a, str>, Value<'a>>, map => Self::Map(map);
    BTreeSet<Cow<'a, str>>, set => Self::Set(set);
    BTreeMap<String, String>, map => Self::Map(map.into_iter().map(|(key, text)| (key.into(), text.into())).collect());
}

impl<const N: usize> From<[(&str, &str); N]> for Value<'_> {
    fn from(entries: [(&str, &str); N]) -> Self {
        Self::Map(entries.into_iter().map(|(key, text)| (key.to_owned().into(), text.into())).collect())
    }
}

/// A struct value: the fields of a table.
#[derive(Debug, Clone)]
pub(crate) struct Record<'a> {
    table: &'static Struct,
    fields: Vec<Value<'a>>,
}

impl<'a> Record<'a> {
    /// The struct with every field at its zero value.
    pub(crate) fn zero(table: &'static Struct) -> Self {
        Self { table, fields: table.fields.iter().map(|field| field.shape.zero()).collect() }
    }

    /// The table that describes it.
    pub(crate) const fn table(&self) -> &'static Struct {
        self.table
    }

    /// The fields with their values, in table order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static super::Field, &Value<'a>)> {
        self.table.fields.iter().zip(&self.fields)
    }

    /// Whether every field has its zero value.
    pub(crate) fn is_zero(&self) -> bool {
        self.iter().all(|(field, value)| field.shape.is_zero(value))
    }

    /// The value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.fields.get(self.table.index_of(name)?)
    }

    /// The value of a field by its index in the table.
    #[expect(clippy::indexing_slicing, reason = "the table gives indexes of its fields only")]
    pub(super) fn slot(&mut self, index: usize) -> &mut Value<'a> {
        &mut self.fields[index]
    }

    #[track_caller]
    #[allow(clippy::panic, reason = "a mistake in the calling code, which no input can cause")]
    #[expect(clippy::indexing_slicing, reason = "the table gives indexes of its fields only")]
    fn set(&mut self, name: &str, value: Value<'a>) {
        let Some(index) = self.table.index_of(name) else { panic!("{} has no field {name}", self.table.name) };
        let shape: &Shape = &self.table.fields[index].shape;
        let value = if value.is_nil() { shape.zero() } else { value };
        assert!(shape.holds(&value), "{}.{name} is {shape:?}", self.table.name);
        self.fields[index] = value;
    }
}

impl PartialEq for Record<'_> {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.table, other.table) && self.fields == other.fields
    }
}

impl Eq for Record<'_> {}
