use core::fmt;
use oci_digest::json;

/// Why text cannot be read into a Go type, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Error {
    offset: usize,
    kind: ErrorKind,
}

/// What is wrong at the offset of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    /// The text breaks the grammar, or a value has the wrong type.
    Json(json::JsonErrorKind),
    /// A value is no time of RFC 3339, or no string at all.
    Time,
    /// A string is no padded base64.
    Base64,
    /// A string is no digest `sha256:` and 64 hex digits (go-containerregistry `v1.Hash`).
    Hash,
    /// The document has more of something than a limit allows ([`super::ReadOptions`]).
    TooMany {
        /// The limit.
        limit: usize,
        /// Of what, and which limit it is.
        what: &'static str,
    },
}

impl Error {
    pub(super) const fn new(offset: usize, kind: ErrorKind) -> Self {
        Self { offset, kind }
    }

    /// What is wrong there.
    pub(crate) const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether the text is no JSON at all; else it is JSON that does not fit the type.
    pub(crate) const fn is_syntax(&self) -> bool {
        match self.kind {
            ErrorKind::Json(kind) => !matches!(
                kind,
                json::JsonErrorKind::WrongType { .. } | json::JsonErrorKind::NotInteger | json::JsonErrorKind::Range
            ),
            _ => false,
        }
    }

    /// The JSON pointer of the value in question; the text is walked again to find it.
    pub(crate) fn pointer(&self, text: &[u8]) -> String {
        json::pointer_at(text, self.offset)
    }
}

impl From<json::JsonError> for Error {
    fn from(error: json::JsonError) -> Self {
        Self::new(error.offset(), ErrorKind::Json(error.kind()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ErrorKind::Json(kind) => return json::JsonError::new(self.offset, kind).fmt(f),
            ErrorKind::Time => f.write_str("no RFC 3339 time")?,
            ErrorKind::Base64 => f.write_str("a string that is no padded base64")?,
            ErrorKind::Hash => f.write_str("a string that is no digest, expected sha256: and 64 hex digits")?,
            ErrorKind::TooMany { limit, what } => write!(f, "more than {limit} {what}")?,
        }
        write!(f, " at byte {}", self.offset)
    }
}

impl core::error::Error for Error {}

/// Why Go refuses to write a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WriteError {
    /// A time whose offset is a day or more (`Time.MarshalJSON`: timezone hour outside of range \[0,23\]).
    TimeZone {
        /// The time.
        time: super::Time,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimeZone { time } => {
                write!(f, "the time {time} has an offset of a day or more, which Go does not write")
            }
        }
    }
}

impl core::error::Error for WriteError {}
