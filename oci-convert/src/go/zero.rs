//! Zero values of Go types, and what the types can hold.

use super::shape::{Shape, Struct};
use super::time::Time;
use super::value::{Record, Value};
use std::borrow::Cow;

impl Shape {
    /// The zero value of the type.
    pub(crate) fn zero<'a>(&self) -> Value<'a> {
        match self {
            Self::String => Value::String(Cow::Borrowed("")),
            Self::Hash => Value::String(Cow::Borrowed(":")),
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
    pub(crate) fn is_zero(&self, value: &Value<'_>) -> bool {
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
    pub(crate) fn is_empty(&self, value: &Value<'_>) -> bool {
        match (self, value) {
            (Self::Pointer(_), value) => value.is_nil(),
            // Structs never are; a hash and a time are structs in Go.
            (Self::Hash | Self::Time | Self::Struct(_), _) => false,
            (_, Value::Bytes(bytes) | Value::BadString(bytes)) => bytes.is_empty(),
            (_, Value::Raw(bytes)) => bytes.is_empty(),
            (_, Value::List(list)) => list.is_empty(),
            (_, Value::Map(map)) => map.is_empty(),
            (_, Value::Set(set)) => set.is_empty(),
            _ => self.is_zero(value),
        }
    }

    /// Whether a variable of the type can hold `value`.
    pub(crate) fn holds(&self, value: &Value<'_>) -> bool {
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
}

impl Struct {
    /// The struct with every field at its zero value.
    pub(crate) fn zero<'a>(&'static self) -> Value<'a> {
        Value::Struct(Record::zero(self))
    }

    /// The struct with these fields set, the others zero.
    ///
    /// # Panics
    /// As [`Value::set`]: when a name or type is not that of the table.
    #[track_caller]
    pub(crate) fn with<'n, 'a>(&'static self, fields: impl IntoIterator<Item = (&'n str, Value<'a>)>) -> Value<'a> {
        let mut value = self.zero();
        for (name, field) in fields {
            value.set(name, field);
        }
        value
    }
}
