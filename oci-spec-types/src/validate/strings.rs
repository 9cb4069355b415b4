//! Strings and numbers as such: encoding, escapes, precision, names that Go takes for others.

use std::borrow::Cow;

use oci_digest::json::{JsonString, Number};

use super::checker::Checker;
use super::level::Level;
use super::part::Part;
use super::rule::Rule;
use super::target::Target;
use crate::ambiguity::Ambiguity;
use crate::printable::printable;

/// The whole text: UTF-8 (RFC 3629), and no noncharacters (RFC 7493 section 2.1).
pub(super) fn check_encoding(checker: &mut Checker<'_, '_>, text: &[u8]) {
    if text.is_ascii() {
        return;
    }
    let mut at = 0;
    for chunk in text.utf8_chunks() {
        for (within, c) in chunk.valid().char_indices().filter(|(_, c)| is_noncharacter(u32::from(*c))) {
            checker.raise((Rule::Jsn02, checker.text_part()), at + within, None, || noncharacter(u32::from(c)));
        }
        at += chunk.valid().len();
        if let Some(byte) = chunk.invalid().first() {
            checker.raise(Rule::Jsn01, at, Some(Ambiguity::InvalidUtf8), || {
                format!("found byte 0x{byte:02x}, expected UTF-8").into()
            });
        }
        at += chunk.invalid().len();
    }
}

fn is_noncharacter(c: u32) -> bool {
    matches!(c, 0xfdd0..=0xfdef) || c & 0xfffe == 0xfffe
}

fn noncharacter(c: u32) -> Cow<'static, str> {
    format!("found the noncharacter U+{c:04X}, expected a character").into()
}

impl<'a> Checker<'a, '_> {
    /// What a fault in a string is: the texts in a schema 1 manifest are commands that a tool copied.
    fn text_part(&self) -> Part {
        if self.target == Target::DockerSchema1 { Part::InsideText } else { Part::Whole }
    }

    /// A string or name with escapes: no half of a surrogate pair, no noncharacters.
    #[cold]
    pub(super) fn check_string(&mut self, text: JsonString<'a>) {
        let raw = text.raw();
        let mut at = 0;
        while let Some(found) = raw.iter().skip(at).position(|&byte| byte == b'\\') {
            at += found;
            if raw.get(at + 1) != Some(&b'u') {
                at += 2;
                continue;
            }
            let unit = hex4(raw, at + 2);
            let place = text.offset() + at;
            at += 6;
            let c = match unit {
                0xd800..=0xdbff if raw.get(at..at + 2) == Some(b"\\u") => match hex4(raw, at + 2) {
                    low @ 0xdc00..=0xdfff => {
                        at += 6;
                        0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
                    }
                    _ => unit,
                },
                _ => unit,
            };
            if matches!(c, 0xd800..=0xdfff) {
                self.raise((Rule::Jsn02, self.text_part()), place, Some(Ambiguity::LoneSurrogate), || {
                    format!("found \\u{c:04x} alone, expected both halves of a surrogate pair").into()
                });
            } else if is_noncharacter(c) {
                self.raise((Rule::Jsn02, self.text_part()), place, None, || noncharacter(c));
            }
        }
    }

    /// A number: its value is exact as an IEEE double (RFC 7493 section 2.2).
    #[inline]
    pub(super) fn check_number(&mut self, number: Number<'a>) {
        // 15 digits are always exact; a short exponent can still be too large.
        if number.text().len() > 15 || number.text().contains(['e', 'E']) {
            self.check_long_number(number);
        }
    }

    #[cold]
    fn check_long_number(&mut self, number: Number<'a>) {
        if self.options.wants(Level::Should) && !fits_double(number.text()) {
            self.raise(Rule::Jsn08, number.offset(), Some(Ambiguity::NumberPrecision), || {
                format!("found {}, expected a number that a double holds", quote_number(number)).into()
            });
        }
    }
}

/// Beyond 2^53 integers that are neighbours fall together.
pub(super) const MAX_EXACT: u64 = 1 << 53;

fn fits_double(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits.parse::<u64>().is_ok_and(|value| value <= MAX_EXACT);
    }
    text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// The value of four hex digits, which the scanner has checked.
fn hex4(raw: &[u8], at: usize) -> u32 {
    let digits = raw.get(at..at + 4).unwrap_or_default();
    digits.iter().fold(0, |value, &digit| value << 4 | char::from(digit).to_digit(16).unwrap_or(0))
}

/// A text for a message: in quotes, escaped, not too long.
pub(super) fn quote(text: &[u8]) -> String {
    const LONGEST: usize = 80;
    // No character has more than four bytes.
    let start = String::from_utf8_lossy(text.get(..4 * (LONGEST + 1)).unwrap_or(text));
    printable(&start).longest(LONGEST).quoted().to_string()
}

/// A number for a message: as it is spelt, not too long.
pub(super) fn quote_number(number: Number<'_>) -> String {
    let text = number.text();
    match text.get(..40) {
        Some(start) if text.len() > 40 => format!("{start}…"),
        _ => text.to_owned(),
    }
}
