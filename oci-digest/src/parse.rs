//! The grammar of digests: image-spec descriptor.md, "Digests".
//!
//! ```text
//! digest              ::= algorithm ":" encoded
//! algorithm           ::= component (separator component)*
//! component           ::= [a-z0-9]+
//! separator           ::= [+._-]
//! encoded             ::= [a-zA-Z0-9=_-]+
//! ```
//!
//! The registered algorithms fix the encoded part further: a number of lower-case hex digits.

use core::fmt;

use crate::hex;

/// Why a text is not a digest: the position, what stands there, what was expected.
///
/// ```
/// use oci_digest::{Digest, ParseErrorKind};
///
/// let err = "sha256:E58F".parse::<Digest>().unwrap_err();
/// assert_eq!(err.kind(), ParseErrorKind::EncodedCharacter);
/// assert_eq!(err.position(), 7);
/// assert_eq!(
///     err.to_string(),
///     "invalid digest at byte 7: found 'E', expected a lower-case hex digit (sha256 has 64)",
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseError {
    kind: ParseErrorKind,
    position: usize,
    found: Found,
    expected: &'static str,
}

/// The class of a [`ParseError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// There is no `:` at all.
    MissingSeparator,
    /// The algorithm is empty, or has a character or a separator where none may be.
    AlgorithmCharacter,
    /// The encoded part has a character that the grammar or the algorithm does not allow.
    EncodedCharacter,
    /// The encoded part is empty, or has another length than the registered algorithm says.
    EncodedLength,
}

/// What stands at the position of a [`ParseError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Found {
    /// The input ends there.
    End,
    /// A character.
    Char(char),
    /// A byte that begins no UTF-8 sequence.
    Byte(u8),
}

impl ParseError {
    /// The class of the error.
    #[must_use]
    pub const fn kind(&self) -> ParseErrorKind {
        self.kind
    }

    /// Byte offset of the first byte that does not fit.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.position
    }

    /// What stands at [`position`](Self::position).
    #[must_use]
    pub const fn found(&self) -> Found {
        self.found
    }

    /// What would have been accepted there, in words.
    #[must_use]
    pub const fn expected(&self) -> &'static str {
        self.expected
    }

    pub(crate) fn at(input: &[u8], position: usize, kind: ParseErrorKind, expected: &'static str) -> Self {
        Self { kind, position, found: Found::at(input, position), expected }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, found, expected, .. } = self;
        write!(f, "invalid digest at byte {position}: found {found}, expected {expected}")
    }
}

impl core::error::Error for ParseError {}

impl Found {
    /// What stands at a byte offset of a text.
    ///
    /// ```
    /// use oci_digest::Found;
    ///
    /// assert_eq!(Found::at(b"a\xff", 1), Found::Byte(0xff));
    /// assert_eq!(Found::at("é".as_bytes(), 0).to_string(), "'é'");
    /// assert_eq!(Found::at(b"a", 1), Found::End);
    /// ```
    #[must_use]
    pub fn at(input: &[u8], position: usize) -> Self {
        let rest = input.get(position..).unwrap_or_default();
        let Some(&first) = rest.first() else {
            return Self::End;
        };
        // No character has more than four bytes.
        let head = rest.get(..4).unwrap_or(rest);
        let valid = head.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        valid.chars().next().map_or(Self::Byte(first), Self::Char)
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End => f.write_str("the end of the input"),
            Self::Char(c) => write!(f, "{c:?}"),
            Self::Byte(byte) => write!(f, "byte 0x{byte:02x}"),
        }
    }
}

/// An algorithm whose encoded part the image-spec fixes.
struct Registered {
    name: &'static str,
    /// Number of lower-case hex digits.
    digits: usize,
    expected_digit: &'static str,
    expected_end: &'static str,
}

/// sha384 is not among them (image-spec registers sha256, sha512 and, after 1.1.1, blake3): its
/// encoded part is free by the grammar. One that is not 96 hex digits just cannot be verified.
const REGISTERED: [Registered; 3] = [
    Registered {
        name: "sha256",
        digits: 64,
        expected_digit: "a lower-case hex digit (sha256 has 64)",
        expected_end: "the end after 64 hex digits (sha256)",
    },
    Registered {
        name: "sha512",
        digits: 128,
        expected_digit: "a lower-case hex digit (sha512 has 128)",
        expected_end: "the end after 128 hex digits (sha512)",
    },
    Registered {
        name: "blake3",
        digits: 64,
        expected_digit: "a lower-case hex digit (blake3 has 64)",
        expected_end: "the end after 64 hex digits (blake3)",
    },
];

const COMPONENT: &str = "a lower-case letter or digit of the algorithm";
const IN_LONE_ALGORITHM: &str = "a lower-case letter or digit, or a single separator (one of \"+._-\")";
const IN_ALGORITHM: &str = "a lower-case letter or digit, a single separator (one of \"+._-\") or ':'";
const ENCODED: &str = "a letter, digit, '=', '_' or '-'";

/// Where an algorithm breaks the grammar.
struct Break {
    position: usize,
    /// Whether the component at this place has a character already.
    in_component: bool,
}

impl Break {
    /// What was expected there, if that is what may follow the characters of a component.
    const fn expected(&self, in_component: &'static str) -> &'static str {
        if self.in_component { in_component } else { COMPONENT }
    }
}

/// The offset of the byte after an algorithm: a `:` or the end.
fn algorithm_end(input: &[u8]) -> Result<usize, Break> {
    let mut in_component = false;
    for (position, byte) in input.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => in_component = true,
            b'+' | b'.' | b'_' | b'-' if in_component => in_component = false,
            b':' if in_component => return Ok(position),
            _ => return Err(Break { position, in_component }),
        }
    }
    if in_component { Ok(input.len()) } else { Err(Break { position: input.len(), in_component }) }
}

/// Checks an algorithm that stands alone.
pub(crate) fn check_algorithm(input: &[u8]) -> Result<(), ParseError> {
    let error = |position, expected| ParseError::at(input, position, ParseErrorKind::AlgorithmCharacter, expected);
    match algorithm_end(input) {
        Ok(end) if end == input.len() => Ok(()),
        Ok(end) => Err(error(end, "the end of the algorithm")),
        Err(stop) => Err(error(stop.position, stop.expected(IN_LONE_ALGORITHM))),
    }
}

/// Checks the algorithm of a digest; returns the offset of the byte after it (a `:` or the end).
fn check_prefix(input: &[u8]) -> Result<usize, ParseError> {
    algorithm_end(input).map_err(|stop| {
        let whole = stop.position == input.len() || input.contains(&b':');
        let kind = if whole { ParseErrorKind::AlgorithmCharacter } else { ParseErrorKind::MissingSeparator };
        ParseError::at(input, stop.position, kind, stop.expected(IN_ALGORITHM))
    })
}

/// Checks a whole digest; returns the offset of the `:`.
pub(crate) fn check(input: &[u8]) -> Result<usize, ParseError> {
    let colon = if input.is_empty() { 0 } else { check_prefix(input)? };
    let (algorithm, rest) = input.split_at(colon);
    let Some((_, encoded)) = rest.split_first() else {
        let kind = ParseErrorKind::MissingSeparator;
        let expected = "an algorithm, ':' and the encoded hash";
        return Err(ParseError::at(input, colon, kind, expected));
    };
    let start = colon + 1;
    let registered = REGISTERED.iter().find(|r| r.name.as_bytes() == algorithm);
    let (allowed, expected): (fn(u8) -> bool, _) = match registered {
        Some(r) => (hex::is_digit, r.expected_digit),
        None => (is_encoded, ENCODED),
    };
    let wrong = encoded.iter().position(|byte| !allowed(*byte));
    let length = wrong.unwrap_or(encoded.len());
    if let Some(r) = registered
        && length > r.digits
    {
        let kind = ParseErrorKind::EncodedLength;
        let position = start + r.digits;
        return Err(ParseError::at(input, position, kind, r.expected_end));
    }
    if let Some(wrong) = wrong {
        // A stray character exactly after a complete hash: the end was expected there.
        let expected = match registered {
            Some(r) if wrong == r.digits => r.expected_end,
            _ => expected,
        };
        let kind = ParseErrorKind::EncodedCharacter;
        return Err(ParseError::at(input, start + wrong, kind, expected));
    }
    if encoded.is_empty() || registered.is_some_and(|r| length < r.digits) {
        let kind = ParseErrorKind::EncodedLength;
        return Err(ParseError::at(input, input.len(), kind, expected));
    }
    Ok(colon)
}

const fn is_encoded(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'=' | b'_' | b'-')
}
