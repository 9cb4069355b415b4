//! Reading JSON text where it stands, and writing its pieces back.
//!
//! `serde_json` gives values; digests need *text*: where a token begins, how a number was spelt, in which order members
//! stood, whether one stood twice. This module is the small reader that the canonical forms and the document models
//! are built on. It checks the full grammar of RFC 8259, never recurses, allocates nothing for text without escapes,
//! and knows the byte offset of everything.
//!
//! - [`Scanner`]: pull values one by one, when the shape is known (typed documents).
//! - [`Walk`]: pull tokens one by one, when it is not (canonical forms, skipping, pointers).
//! - [`JsonString`], [`Number`]: a string or number as it is spelt, decoded on request.
//! - [`write_string`], [`compact`], [`indent`]: the writing half, with the escapes of Go's `encoding/json`, RFC 8785 or OLPC.
//!
//! Bytes that are not UTF-8 are let through inside strings, because Go reads them too;
//! decoding says whether they are an error ([`JsonString::decode`]) or U+FFFD ([`JsonString::decode_go`]).
//!
//! ```
//! use oci_digest::json::Scanner;
//!
//! let mut scanner = Scanner::new(br#"{"size":7023,"x":[1.50E+3]}"#);
//! let mut object = scanner.begin_object()?;
//! while let Some(name) = scanner.member(&mut object)? {
//!     if name.is("size") {
//!         assert_eq!(scanner.number()?.to_i64()?, 7023);
//!     } else {
//!         assert_eq!(scanner.skip()?, b"[1.50E+3]"); // the text, as it was
//!     }
//! }
//! scanner.end()?;
//! # Ok::<(), oci_digest::json::JsonError>(())
//! ```

mod error;
mod kind;
mod likely;
mod plain;
mod pointer;
mod print;
mod scanner;
mod text;
mod walk;

pub use error::{JsonError, JsonErrorKind};
pub use kind::ValueKind;
pub use pointer::{Pointers, pointer_at, push_segment};
pub use print::{Escapes, Indent, compact, indent, write_string};
pub use scanner::{Elements, Members, Scanner};
pub use text::{JsonString, Number};
pub use walk::{Token, Walk};

/// How deep containers may be nested before [`Scanner`] and [`Walk`] refuse the text: the limit of Go's `encoding/json`.
pub const MAX_DEPTH: u32 = 10_000;
