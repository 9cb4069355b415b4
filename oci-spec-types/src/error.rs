use crate::Finding;
use crate::finding::pointer_text;
use crate::printable::printable;
use crate::utf8::{offset_in, other_encoding};
use crate::validate::Rule;
use oci_digest::{VerifyError, json};
use std::fmt;

/// Why bytes are not the document they should be: the place, what stood there, what was expected. The other errors of the
/// crate convert into it, for functions that meet several.
///
/// ```
/// use oci_spec_types::{Model, oci};
///
/// let error = oci::Manifest::parse(&br#"{"layers":[{"size":"7"}]}"#[..]).unwrap_err();
/// assert_eq!(error.pointer(), "/layers/0/size");
/// assert_eq!(error.to_string(), "/layers/0/size: found a string, expected an integer at byte 19");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    offset: usize,
    pointer: String,
    text: String,
}

/// What sort of error it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes are not JSON, or a value has the wrong type.
    Json(json::JsonErrorKind),
    /// A limit is exceeded.
    Limit,
    /// The media type that the caller gave names no kind of document, or another one than the caller gave, and a strictness is
    /// asked for.
    MediaType,
    /// The bytes are plainly of another kind than the caller gave, and a strictness is asked for.
    OtherKind,
    /// A finding that the chosen strictness makes an error.
    Finding(Rule),
    /// This build does not compute the algorithm that was asked for, or that of a digest to verify.
    Algorithm,
    /// Text that should be base64 is none.
    Base64,
    /// The bytes are others than a digest says.
    Digest,
    /// The bytes are more or fewer than a size says, or the size is negative.
    Size,
    /// The signatures of a schema 1 manifest do not lead to a payload or do not hold, or a key is not usable: the errors of
    /// [`docker::jws`](crate::docker::jws).
    Signatures,
    /// A config states no diffIDs.
    DiffIds,
    /// Layers do not fit their config, or are not unpacked.
    Layers,
    /// A value has no counterpart in another crate.
    Interop,
    /// Text is no reference, or no pattern of references: [`reference::ReferenceError`](crate::reference::ReferenceError).
    Reference,
    /// Text is no digest: [`oci_digest::ParseError`].
    IllFormedDigest,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, offset: usize, pointer: String, text: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, offset, pointer, text: text.into() }))
    }

    /// Of a value of a model, which has no place in bytes.
    pub(crate) fn of_value(kind: ErrorKind, pointer: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(kind, 0, pointer.into(), text)
    }

    /// Of a value of a model that should be a digest.
    pub(crate) fn no_digest(pointer: impl Into<String>, found: &str) -> Self {
        let text = format!("found {}, expected a digest", printable(found).longest(80).quoted());
        Self::of_value(ErrorKind::IllFormedDigest, pointer, text)
    }

    /// The error of the JSON reader, with the pointer to its place in `document`.
    pub(crate) fn json(error: json::JsonError, document: &[u8]) -> Self {
        let pointer = json::pointer_at(document, error.offset());
        Self::new(ErrorKind::Json(error.kind()), error.offset(), pointer, error.to_string())
    }

    /// The same error in the received bytes, where bytes that are not UTF-8 were replaced for reading.
    pub(crate) fn in_bytes(mut self, bytes: &[u8]) -> Self {
        let kind = match self.0.kind {
            ErrorKind::Json(kind) => kind,
            ErrorKind::Limit => {
                self.0.offset = offset_in(bytes, self.0.offset);
                return self;
            }
            _ => return self,
        };
        let encoding = other_encoding(bytes);
        if encoding.is_none() && str::from_utf8(bytes).is_ok() {
            return self;
        }
        let offset = if encoding.is_some() { 0 } else { offset_in(bytes, self.0.offset) };
        let kind = match (kind, bytes.get(offset)) {
            (json::JsonErrorKind::Unexpected { expected, .. }, Some(&found)) => {
                json::JsonErrorKind::Unexpected { found, expected }
            }
            _ => kind,
        };
        self.0.kind = ErrorKind::Json(kind);
        self.0.offset = offset;
        self.0.text = encoding.map_or_else(|| json::JsonError::new(offset, kind).to_string(), str::to_owned);
        self
    }

    /// A finding that is an error, in its document.
    pub(crate) fn finding(finding: &Finding, document: &[u8]) -> Self {
        let kind = ErrorKind::Finding(finding.rule());
        Self::new(kind, finding.offset(), finding.pointer(document), finding.to_string())
    }

    /// What sort of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The byte offset in the document; 0 where a model is judged and not its text.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The RFC 6901 pointer to the value concerned; empty for the whole document, and of errors of signatures, whose text says
    /// the place.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.0.pointer
    }

    /// What was found there, and what was expected: the sentence without the place.
    ///
    /// ```
    /// use oci_spec_types::{Model, oci::Manifest};
    ///
    /// let error = Manifest::parse(&br#"{"layers":{}}"#[..]).unwrap_err();
    /// assert_eq!(error.text(), "found an object, expected an array at byte 10");
    /// assert_eq!(error.to_string(), format!("{}: {}", error.pointer(), error.text()));
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.pointer.is_empty() {
            write!(f, "{}: ", pointer_text(&self.0.pointer))?;
        }
        f.write_str(&self.0.text)
    }
}

impl std::error::Error for Error {}

/// What `?` makes of another error of the crate, in a function that meets several: an [`Error`] with its sentence, which
/// says the place itself, or an error of `std::io`.
macro_rules! converts {
    ($Error:ty => $kind:ident, $io:ident, $offset:expr) => {
        impl From<$Error> for $crate::error::Error {
            fn from(error: $Error) -> Self {
                Self::new($crate::error::ErrorKind::$kind, $offset(&error), String::new(), error.to_string())
            }
        }

        impl From<$Error> for std::io::Error {
            fn from(error: $Error) -> Self {
                Self::new(std::io::ErrorKind::$io, error)
            }
        }
    };
}

pub(crate) use converts;

impl From<oci_digest::ParseError> for Error {
    fn from(error: oci_digest::ParseError) -> Self {
        Self::new(ErrorKind::IllFormedDigest, error.position(), String::new(), error.to_string())
    }
}

impl From<VerifyError> for Error {
    fn from(error: VerifyError) -> Self {
        let kind = match error {
            VerifyError::TooLong { .. } | VerifyError::TooShort { .. } => ErrorKind::Size,
            VerifyError::Unsupported { .. } => ErrorKind::Algorithm,
            _ => ErrorKind::Digest,
        };
        Self::new(kind, 0, String::new(), error.to_string())
    }
}

impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        Self::new(std::io::ErrorKind::InvalidData, error)
    }
}
