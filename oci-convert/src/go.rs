//! Go's `encoding/json`, driven by tables that describe Go structs.
//!
//! Most tools that read and write image documents are Go programs: what they make of a document is decided by their
//! struct types and by `encoding/json`, quirks included. `read` reads JSON exactly as `json.Unmarshal` reads it into a
//! struct, [`Value::to_bytes`] writes exactly what `json.Marshal` or `json.MarshalIndent` writes, and the struct itself
//! is a table ([`Struct`]); [`shapes`] has those of the tools.
//!
//! What is emulated is the first generation of `encoding/json` as released with Go 1.22 and later (Go 1.27 with
//! `GOEXPERIMENT=nojsonv2`); the one difference of the second generation that changes bytes is [`BadUtf8`].
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
//!
//! ```
//! use oci_convert::go::{self, Form, shapes::specs_go};
//!
//! let text = br#"{"Size":2,"digest":"sha256:44","mediaType":"a/b","x":[1]}"#;
//! let mut reading = go::read(text, &specs_go::DESCRIPTOR)?;
//! assert_eq!(reading.value.get("size").as_i64(), 2);
//! assert_eq!(reading.dropped[0].pointer, "/x");
//!
//! reading.value.set("annotations", [("k", "<v>")]);
//! assert_eq!(
//!     reading.value.to_bytes(&Form::COMPACT)?,
//!     br#"{"mediaType":"a/b","digest":"sha256:44","size":2,"annotations":{"k":"\u003cv\u003e"}}"#
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod base64;
mod cast;
mod error;
mod plain;
mod raw_map;
mod read;
mod reading;
mod shape;
pub mod shapes;
mod time;
mod value;
mod write;
mod zero;

pub use cast::Cast;
pub use error::{Error, ErrorKind, WriteError};
pub use oci_spec_types::Omit;
pub use raw_map::RawMap;
pub use read::{ReadOptions, read};
pub use reading::{Cause, Dropped, Oddity, OddityKind, Reading};
pub(crate) use shape::rows;
pub use shape::{Field, Shape, Struct};
pub use time::Time;
pub use value::{Record, Value};
pub(crate) use write::lossless;
pub use write::{BadUtf8, Form};

#[cfg(test)]
mod tests;
