use super::error::{JsonError, JsonErrorKind};
use super::plain::plain_prefix;
use alloc::borrow::Cow;
use alloc::string::String;
use core::str;

/// A string as it is spelt: the bytes between its quotes, escapes and all.
#[derive(Debug, Clone, Copy)]
pub struct JsonString<'a> {
    raw: &'a [u8],
    /// The offset, doubled, plus one if there are escapes. A `bool` would leave padding, and moving a value with
    /// padding stalls the processor: reading all strings of a manifest takes a third longer.
    place: usize,
}

impl<'a> JsonString<'a> {
    #[inline]
    pub(super) const fn new(raw: &'a [u8], offset: usize, escaped: bool) -> Self {
        Self { raw, place: offset << 1 | escaped as usize }
    }

    /// The bytes between the quotes.
    #[must_use]
    #[inline]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The byte offset of the first byte after the opening quote.
    #[must_use]
    #[inline]
    pub const fn offset(&self) -> usize {
        self.place >> 1
    }

    /// Whether the spelling has escapes: if not, the raw bytes are the text.
    #[must_use]
    #[inline]
    pub const fn is_escaped(&self) -> bool {
        self.place & 1 == 1
    }

    /// Whether the string says `text`, however it is spelt.
    #[must_use]
    #[inline]
    pub fn is(&self, text: &str) -> bool {
        if self.is_escaped() { self.decode().is_ok_and(|own| own == text) } else { self.raw == text.as_bytes() }
    }

    /// The text, strictly: borrowed when nothing is escaped.
    ///
    /// # Errors
    /// When the string is not UTF-8, or has a surrogate without its partner.
    pub fn decode(&self) -> Result<Cow<'a, str>, JsonError> {
        self.decode_with(|kind, at| Err(JsonError::new(self.offset() + at, kind)))
    }

    /// The text as Go's `encoding/json` reads it: each byte that is not UTF-8, and each surrogate without its partner,
    /// is U+FFFD (`unquoteBytes` in `encoding/json/decode.go`).
    #[must_use]
    pub fn decode_go(&self) -> Cow<'a, str> {
        // The closure never fails, so neither does the decoding.
        self.decode_with(|_, _| Ok::<(), core::convert::Infallible>(())).unwrap_or_else(|never| match never {})
    }

    /// Appends the text, decoded strictly, to a buffer that serves for many strings. After an error the buffer holds a part
    /// of it.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    ///
    /// ```
    /// use oci_digest::json::Scanner;
    ///
    /// let mut text = String::new();
    /// Scanner::new(br#""a \u0026 b""#).string()?.decode_into(&mut text)?;
    /// assert_eq!(text, "a & b");
    /// # Ok::<(), oci_digest::json::JsonError>(())
    /// ```
    pub fn decode_into(&self, out: &mut String) -> Result<(), JsonError> {
        self.append_to(out, |kind, at| Err(JsonError::new(self.offset() + at, kind)))
    }

    fn decode_with<E>(&self, mut flaw: impl FnMut(JsonErrorKind, usize) -> Result<(), E>) -> Result<Cow<'a, str>, E> {
        if !self.is_escaped()
            && let Ok(text) = str::from_utf8(self.raw)
        {
            return Ok(Cow::Borrowed(text));
        }
        let mut out = String::new();
        self.append_to(&mut out, &mut flaw)?;
        Ok(Cow::Owned(out))
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "`at` is below the length, and the scanner let only whole escapes through"
    )]
    fn append_to<E>(
        &self,
        out: &mut String,
        mut flaw: impl FnMut(JsonErrorKind, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let whole = str::from_utf8(self.raw).ok();
        out.reserve(self.raw.len());
        let mut at = 0;
        while at < self.raw.len() {
            if self.raw[at] != b'\\' {
                // Nothing but a backslash ends plain text inside a string.
                let end = at + plain_prefix(&self.raw[at..]);
                if let Some(text) = whole.and_then(|whole| whole.get(at..end)) {
                    out.push_str(text);
                    at = end;
                    continue;
                }
                for piece in self.raw[at..end].utf8_chunks() {
                    out.push_str(piece.valid());
                    at += piece.valid().len();
                    for _ in piece.invalid() {
                        flaw(JsonErrorKind::Utf8, at)?;
                        out.push(char::REPLACEMENT_CHARACTER);
                        at += 1;
                    }
                }
                continue;
            }
            let (char, len) = match self.raw.get(at + 1) {
                Some(b'b') => ('\u{8}', 2),
                Some(b'f') => ('\u{c}', 2),
                Some(b'n') => ('\n', 2),
                Some(b'r') => ('\r', 2),
                Some(b't') => ('\t', 2),
                Some(b'u') => match self.scalar(at) {
                    Some(scalar) => scalar,
                    None => {
                        flaw(JsonErrorKind::Surrogate, at)?;
                        (char::REPLACEMENT_CHARACTER, 6)
                    }
                },
                // The scanner let only `"`, `\` and `/` through.
                Some(&other) => (other as char, 2),
                None => break,
            };
            out.push(char);
            at += len;
        }
        Ok(())
    }

    /// What a `\u` here says, with its partner if it is the first half of a pair, and how long that is; `None` for a
    /// surrogate alone.
    #[expect(clippy::indexing_slicing, reason = "the scanner let only whole escapes through")]
    fn scalar(&self, at: usize) -> Option<(char, usize)> {
        let unit = hex4(&self.raw[at + 2..]);
        if let Some(char) = char::from_u32(unit) {
            return Some((char, 6));
        }
        let low = self.raw.get(at + 6..at + 8).filter(|next| *next == b"\\u").map(|_| hex4(&self.raw[at + 8..]))?;
        if !(0xd800..0xdc00).contains(&unit) || !(0xdc00..0xe000).contains(&low) {
            return None;
        }
        char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)).map(|char| (char, 12))
    }
}

/// The value of four hex digits, which the scanner has checked.
fn hex4(digits: &[u8]) -> u32 {
    // Letters are the digits with bit 6.
    digits
        .first_chunk::<4>()
        .into_iter()
        .flatten()
        .fold(0, |value, &digit| value << 4 | u32::from((digit & 0xf) + 9 * (digit >> 6)))
}

/// A number as it is spelt.
#[derive(Debug, Clone, Copy)]
pub struct Number<'a> {
    raw: &'a [u8],
    offset: usize,
}

impl<'a> Number<'a> {
    #[inline]
    pub(super) const fn new(raw: &'a [u8], offset: usize) -> Self {
        Self { raw, offset }
    }

    /// The spelling: `1.50E+3` stays `1.50E+3`.
    #[must_use]
    pub fn text(&self) -> &'a str {
        // The scanner let ASCII through only.
        str::from_utf8(self.raw).unwrap_or_default()
    }

    /// The byte offset of its first byte.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The value as Go reads it into an `int64`: digits with an optional minus, no fraction, no exponent.
    ///
    /// # Errors
    /// When it is no integer, or outside the range of `i64`.
    #[inline]
    pub fn to_i64(&self) -> Result<i64, JsonError> {
        let (negative, digits) = match self.raw {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let mut value: i64 = 0;
        for &digit in digits {
            if !digit.is_ascii_digit() {
                return Err(JsonError::new(self.offset, JsonErrorKind::NotInteger));
            }
            let digit = i64::from(digit - b'0');
            // Counted downwards, because the range reaches one further there.
            value = value
                .checked_mul(10)
                .and_then(|value| value.checked_sub(digit))
                .ok_or(JsonError::new(self.offset, JsonErrorKind::Range))?;
        }
        if negative { Ok(value) } else { value.checked_neg().ok_or(JsonError::new(self.offset, JsonErrorKind::Range)) }
    }
}
