//! Why a document has no canonical form.

use alloc::string::String;
use core::fmt;

use crate::json;

/// Why JSON cannot be printed in a form, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    offset: usize,
}

/// What stands in the way of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not JSON, or not of the type that the form wants.
    Json(json::ErrorKind),
    /// A name stands twice in an object.
    Duplicate {
        /// The name.
        name: String,
    },
    /// A number has a fraction or an exponent where the form has integers only.
    Fraction,
    /// A number is too large for a 64 bit float.
    NumberRange,
    /// A value cannot be serialised.
    Serialize {
        /// What the serialiser says.
        message: String,
    },
}

impl Error {
    pub(super) const fn new(kind: ErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    #[cfg(feature = "serde")]
    pub(super) fn serialize(err: &impl fmt::Display) -> Self {
        Self::new(ErrorKind::Serialize { message: alloc::format!("{err}") }, 0)
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// Byte offset in the text (in the compact JSON text, for a serde value). [`json::pointer_at`] makes a JSON pointer
    /// of it.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = self.offset;
        match &self.kind {
            ErrorKind::Json(kind) => json::Error::new(offset, *kind).fmt(f),
            ErrorKind::Duplicate { name } => {
                write!(f, "the member {name:?} stands twice in an object, at byte {offset}")
            }
            ErrorKind::Fraction => {
                write!(f, "a number with fraction or exponent, expected an integer, at byte {offset}")
            }
            ErrorKind::NumberRange => write!(f, "a number beyond the range of a 64 bit float, at byte {offset}"),
            ErrorKind::Serialize { message } => write!(f, "the value cannot be written as JSON: {message}"),
        }
    }
}

impl core::error::Error for Error {}

impl From<json::Error> for Error {
    fn from(err: json::Error) -> Self {
        Self::new(ErrorKind::Json(err.kind()), err.offset())
    }
}
