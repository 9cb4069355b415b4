use super::kind::ValueKind;
use core::fmt;

/// Why text is not the JSON that was asked for, and where.
///
/// The offset counts bytes from the start of the text; [`super::pointer_at`] turns it into a JSON pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error {
    offset: usize,
    kind: ErrorKind,
}

/// What is wrong at the offset of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text ends where more was expected.
    End {
        /// What was expected.
        expected: &'static str,
    },
    /// Another character stands there.
    Unexpected {
        /// The byte that stands there.
        found: u8,
        /// What was expected.
        expected: &'static str,
    },
    /// A well-formed value of another type stands there.
    WrongType {
        /// The type that stands there.
        found: ValueKind,
        /// What was expected.
        expected: &'static str,
    },
    /// A control character (below U+0020) stands unescaped in a string.
    Control(u8),
    /// A backslash is followed by something that is no escape.
    Escape,
    /// A string holds bytes that are not UTF-8.
    Utf8,
    /// A string holds `\ud800`-`\udfff` without its partner.
    Surrogate,
    /// A number breaks the grammar (leading zero, missing digit, ...).
    Number,
    /// A number has a fraction or exponent where an integer is asked for.
    NotInteger,
    /// An integer is outside the range asked for.
    Range,
    /// Containers are nested deeper than this limit.
    Depth(u32),
    /// Something follows the value.
    Trailing,
}

impl Error {
    /// An error of this kind at this byte offset.
    #[must_use]
    pub const fn new(offset: usize, kind: ErrorKind) -> Self {
        Self { offset, kind }
    }

    /// The byte offset, counted from the start of the text.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What is wrong there.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The same error in a text that begins `by` bytes earlier: for values that were cut out of a document.
    #[must_use]
    pub const fn shifted(self, by: usize) -> Self {
        Self { offset: self.offset.saturating_add(by), kind: self.kind }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}

/// What is wrong, without the place.
impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            ErrorKind::End { expected } => write!(f, "the text ends where {expected} was expected"),
            ErrorKind::Unexpected { found, expected } if found.is_ascii_graphic() || found == b' ' => {
                write!(f, "found '{}', expected {expected}", found as char)
            }
            ErrorKind::Unexpected { found, expected } => write!(f, "found byte 0x{found:02x}, expected {expected}"),
            ErrorKind::WrongType { found, expected } => write!(f, "found {found}, expected {expected}"),
            ErrorKind::Control(byte) => write!(f, "control character 0x{byte:02x} in a string, expected an escape"),
            ErrorKind::Escape => f.write_str("a backslash that begins no escape"),
            ErrorKind::Utf8 => f.write_str("a string that is not UTF-8"),
            ErrorKind::Surrogate => f.write_str("a surrogate escape without its partner"),
            ErrorKind::Number => f.write_str("a number that breaks the grammar"),
            ErrorKind::NotInteger => f.write_str("a number with fraction or exponent, expected an integer"),
            ErrorKind::Range => f.write_str("an integer out of range"),
            ErrorKind::Depth(limit) => write!(f, "containers nested deeper than {limit}"),
            ErrorKind::Trailing => f.write_str("text after the end of the document"),
        }
    }
}

impl core::error::Error for Error {}
