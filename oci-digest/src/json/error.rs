use super::kind::ValueKind;
use core::fmt;

/// Why text is not the JSON that was asked for, or cannot be printed in a form of [`canonical`](crate::canonical), and
/// where.
///
/// The offset counts bytes from the start of the text (of a serde value: from the start of its compact JSON text);
/// [`super::pointer_at`] turns it into a JSON pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonError {
    offset: usize,
    kind: JsonErrorKind,
}

/// What is wrong at the offset of a [`JsonError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonErrorKind {
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
    /// A number is beyond the range of a 64 bit float, which the form prints.
    FloatRange,
    /// A member has the name of an earlier one in its object, and the form has each name once.
    Duplicate,
    /// Containers are nested deeper than this limit.
    Depth(u32),
    /// Something follows the value.
    Trailing,
}

impl JsonError {
    /// An error of this kind at this byte offset.
    #[must_use]
    pub const fn new(offset: usize, kind: JsonErrorKind) -> Self {
        Self { offset, kind }
    }

    /// The byte offset, counted from the start of the text.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What is wrong there.
    #[must_use]
    pub const fn kind(&self) -> JsonErrorKind {
        self.kind
    }

    /// The same error in a text that begins `by` bytes earlier: for values that were cut out of a document.
    #[must_use]
    pub const fn shifted(self, by: usize) -> Self {
        Self { offset: self.offset.saturating_add(by), kind: self.kind }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}

/// What is wrong, without the place.
impl fmt::Display for JsonErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            JsonErrorKind::End { expected } => write!(f, "the text ends where {expected} was expected"),
            JsonErrorKind::Unexpected { found, expected } if found.is_ascii_graphic() || found == b' ' => {
                write!(f, "found '{}', expected {expected}", found as char)
            }
            JsonErrorKind::Unexpected { found, expected } => write!(f, "found byte 0x{found:02x}, expected {expected}"),
            JsonErrorKind::WrongType { found, expected } => write!(f, "found {found}, expected {expected}"),
            JsonErrorKind::Control(byte) => write!(f, "control character 0x{byte:02x} in a string, expected an escape"),
            JsonErrorKind::Escape => f.write_str("a backslash that begins no escape"),
            JsonErrorKind::Utf8 => f.write_str("a string that is not UTF-8"),
            JsonErrorKind::Surrogate => f.write_str("a surrogate escape without its partner"),
            JsonErrorKind::Number => f.write_str("a number that breaks the grammar"),
            JsonErrorKind::NotInteger => f.write_str("a number with fraction or exponent, expected an integer"),
            JsonErrorKind::Range => f.write_str("an integer out of range"),
            JsonErrorKind::FloatRange => f.write_str("a number beyond the range of a 64 bit float"),
            JsonErrorKind::Duplicate => f.write_str("a second member of the same name"),
            JsonErrorKind::Depth(limit) => write!(f, "containers nested deeper than {limit}"),
            JsonErrorKind::Trailing => f.write_str("text after the end of the document"),
        }
    }
}

impl core::error::Error for JsonError {}
