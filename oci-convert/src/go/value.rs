use super::shape::{Shape, Struct};
use super::time::Time;
use std::collections::{BTreeMap, BTreeSet};

/// A Go value.
///
/// A pointer that is not nil is the value it points to. Made by `read`, [`Struct::zero`], or from Rust values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A nil pointer, slice or map: `null`, where it is written.
    Nil,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A string.
    String(String),
    /// A string that is not UTF-8: never read from JSON, but made from raw text that was not ([`Value::string`]).
    BadString(Vec<u8>),
    /// Bytes; base64 in JSON.
    Bytes(Vec<u8>),
    /// A time.
    Time(Time),
    /// JSON text, kept as it was; must be well-formed.
    Raw(Vec<u8>),
    /// A slice that is not nil.
    List(Vec<Value>),
    /// A map that is not nil, in the order in which it is written.
    Map(BTreeMap<String, Value>),
    /// A `map[string]struct{}` that is not nil.
    Set(BTreeSet<String>),
    /// A struct.
    Struct(Record),
}

static NIL: Value = Value::Nil;

impl Value {
    /// A string of these bytes, UTF-8 or not.
    pub(crate) fn string(bytes: impl Into<Vec<u8>>) -> Self {
        String::from_utf8(bytes.into()).map_or_else(|error| Self::BadString(error.into_bytes()), Self::String)
    }

    /// A slice of strings.
    pub(crate) fn strings<S: Into<String>>(strings: impl IntoIterator<Item = S>) -> Self {
        Self::List(strings.into_iter().map(|string| Self::String(string.into())).collect())
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
    pub(crate) fn record(&self) -> Option<&Record> {
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
            Self::Bytes(bytes) | Self::Raw(bytes) => Some(bytes),
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

    /// The elements of a slice that are strings.
    pub(crate) fn iter_strs(&self) -> impl Iterator<Item = &str> {
        self.list().iter().filter(|value| matches!(value, Self::String(_))).map(Self::as_str)
    }

    /// The entries of a map, sorted by key; `None` for anything else.
    pub(crate) const fn as_map(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }
}

macro_rules! from {
    ($($source:ty, $name:ident => $value:expr;)*) => {$(
        impl From<$source> for Value {
            fn from($name: $source) -> Self {
                $value
            }
        }
    )*};
}

from! {
    bool, value => Self::Bool(value);
    i64, value => Self::Int(value);
    &str, text => Self::String(text.to_owned());
    String, text => Self::String(text);
    Time, time => Self::Time(time);
    Vec<Value>, list => Self::List(list);
    Record, record => Self::Struct(record);
    BTreeMap<String, Value>, map => Self::Map(map);
    BTreeSet<String>, set => Self::Set(set);
    BTreeMap<String, String>, map => Self::Map(map.into_iter().map(|(key, text)| (key, Self::String(text))).collect());
}

impl<const N: usize> From<[(&str, &str); N]> for Value {
    fn from(entries: [(&str, &str); N]) -> Self {
        Self::Map(entries.into_iter().map(|(key, text)| (key.to_owned(), text.into())).collect())
    }
}

/// A struct value: the fields of a table.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    table: &'static Struct,
    fields: Vec<Value>,
}

impl Record {
    /// The struct with every field at its zero value.
    pub(crate) fn zero(table: &'static Struct) -> Self {
        Self { table, fields: table.fields.iter().map(|field| field.shape.zero()).collect() }
    }

    /// The table that describes it.
    pub(crate) const fn table(&self) -> &'static Struct {
        self.table
    }

    /// The fields with their values, in table order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static super::Field, &Value)> {
        self.table.fields.iter().zip(&self.fields)
    }

    /// Whether every field has its zero value.
    pub(crate) fn is_zero(&self) -> bool {
        self.iter().all(|(field, value)| field.shape.is_zero(value))
    }

    /// The value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(self.table.index_of(name)?)
    }

    /// The value of a field by its index in the table.
    pub(super) fn slot(&mut self, index: usize) -> &mut Value {
        &mut self.fields[index]
    }

    #[track_caller]
    fn set(&mut self, name: &str, value: Value) {
        let Some(index) = self.table.index_of(name) else { panic!("{} has no field {name}", self.table.name) };
        let shape: &Shape = &self.table.fields[index].shape;
        let value = if value.is_nil() { shape.zero() } else { value };
        assert!(shape.holds(&value), "{}.{name} is {shape:?}", self.table.name);
        self.fields[index] = value;
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.table, other.table) && self.fields == other.fields
    }
}

impl Eq for Record {}
