//! Go's `encoding/json`, driven by tables that describe Go structs.
//!
//! Most tools that read and write image documents are Go programs: what they make of a document is decided by their
//! struct types and by `encoding/json`, quirks included. `read` reads JSON exactly as `json.Unmarshal` reads it into a
//! struct, [`Value::to_bytes`] writes exactly what `json.Marshal` or `json.MarshalIndent` writes, and the struct itself
//! is a table ([`Struct`]); [`crate::types`] and [`crate::tools`] have them.
//!
//! What is emulated is the first generation of `encoding/json` as released with Go 1.22 and later (Go 1.27 with
//! `GOEXPERIMENT=nojsonv2`). The second generation writes U+FFFD for bytes that are not UTF-8 where this writes its escape.
//!
//! Reading follows these rules (`encoding/json/decode.go`):
//! - names match exactly, else without regard to case ([`OddityKind::Folded`]), U+017F and U+212A included;
//! - duplicate members are read in order: scalars are replaced, structs and maps merge, slices reuse their elements -
//!   even those beyond the length that a shorter duplicate left;
//! - `null` clears pointers, slices and maps, and does nothing elsewhere;
//! - a value of the wrong type makes the whole document an error;
//! - bytes that are not UTF-8 and lone surrogates become U+FFFD.
//!
//! Nothing is dropped in silence: what the struct cannot hold is listed in [`Reading::dropped`].
//!
//! Recursion is bounded by the nesting of the tables, never by that of the text: what a table does not describe is
//! skipped by the scanner, which does not recurse.

mod error;
mod plain;
mod raw_map;
mod read;
mod reading;
pub(crate) mod shape;
mod time;
mod value;
mod write;
mod zero;

pub(crate) use error::{Error, ErrorKind};
pub(crate) use oci_spec_types::Omit;
pub(crate) use raw_map::RawMap;
pub(crate) use read::{ReadOptions, read};
pub(crate) use reading::{Cause, OddityKind, Reading};
pub(crate) use shape::rows;
pub(crate) use shape::{Field, Shape, Struct};
pub(crate) use time::Time;
pub(crate) use value::{Record, Value};
pub(crate) use write::Form;
pub(crate) use write::lossless;

#[cfg(test)]
mod tests;
