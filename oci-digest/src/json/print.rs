use alloc::vec::Vec;

/// Which characters of a string are escaped, and how.
///
/// ```
/// use oci_digest::json::{Escapes, write_string};
///
/// let mut out = Vec::new();
/// write_string(&mut out, "<\u{8}\u{2028}", &Escapes::GO);
/// assert_eq!(out, br#""\u003c\b\u2028""#);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escapes {
    /// Control characters below U+0020 are escaped (`\n`, `\u0001`); OLPC writes them raw.
    pub controls: bool,
    /// `<`, `>` and `&` become `\u003c`, `\u003e` and `\u0026`.
    pub html: bool,
    /// U+2028 and U+2029 become `\u2028` and `\u2029`.
    pub separators: bool,
    /// U+0008 and U+000C have short forms `\b` and `\f`; Go has them since 1.22.
    pub short_b_f: bool,
}

impl Escapes {
    /// Go `json.Marshal`, since Go 1.22.
    pub const GO: Self = Self { controls: true, html: true, separators: true, short_b_f: true };
    /// Go `json.Encoder` with `SetEscapeHTML(false)`.
    pub const GO_NO_HTML: Self = Self { html: false, ..Self::GO };
    /// RFC 8785, and what most other writers do.
    pub const MINIMAL: Self = Self { html: false, separators: false, ..Self::GO };
    /// OLPC canonical JSON: `"` and `\` only.
    pub const OLPC: Self = Self { controls: false, html: false, separators: false, short_b_f: false };

    #[inline]
    fn wants(&self, byte: u8) -> bool {
        match byte {
            b'"' | b'\\' => true,
            0..0x20 => self.controls,
            b'<' | b'>' | b'&' => self.html,
            0xe2 => self.separators,
            _ => false,
        }
    }
}

/// Writes a string in quotes.
#[expect(clippy::indexing_slicing, reason = "`from` is after what was escaped last, and not after `at`")]
pub fn write_string(out: &mut Vec<u8>, text: &str, escapes: &Escapes) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let mut from = 0;
    let odd = if is_plain(bytes) { &[] } else { bytes };
    for (at, &byte) in odd.iter().enumerate() {
        if !escapes.wants(byte) {
            continue;
        }
        let mut taken = 1;
        let unit = match byte {
            0xe2 => match bytes.get(at + 1..at + 3) {
                Some([0x80, last @ (0xa8 | 0xa9)]) => {
                    taken = 3;
                    0x2000 + u16::from(last & 0x7f)
                }
                _ => continue,
            },
            byte => u16::from(byte),
        };
        out.extend_from_slice(&bytes[from..at]);
        from = at + taken;
        let short = match byte {
            b'"' | b'\\' => Some(byte),
            b'\n' => Some(b'n'),
            b'\r' => Some(b'r'),
            b'\t' => Some(b't'),
            8 if escapes.short_b_f => Some(b'b'),
            12 if escapes.short_b_f => Some(b'f'),
            _ => None,
        };
        match short {
            Some(letter) => out.extend_from_slice(&[b'\\', letter]),
            None => write_unit(out, unit),
        }
    }
    out.extend_from_slice(&bytes[from..]);
    out.push(b'"');
}

/// Whether no form escapes one of these bytes, as it is with most text: eight of them are looked at together.
#[inline]
fn is_plain(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [b' '; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    words.iter().fold(odd(&last), |found, word| found | odd(word)) == 0
}

/// Not 0 if one of the bytes is escaped in some form.
#[inline]
fn odd(word: &[u8; 8]) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let word = u64::from_le_bytes(*word);
    let zero = |v: u64| v.wrapping_sub(ONES) & !v & HIGH;
    // `<` and `>` differ in one bit, and so do `"` and `&`.
    word.wrapping_sub(ONES * 0x20) & !word & HIGH
        | zero((word | (ONES * 2)) ^ (ONES * u64::from(b'>')))
        | zero((word | (ONES * 4)) ^ (ONES * u64::from(b'&')))
        | zero(word ^ (ONES * u64::from(b'\\')))
        | zero(word ^ (ONES * 0xe2))
}

#[expect(clippy::indexing_slicing, reason = "four bits are an index of 16 digits")]
fn write_unit(out: &mut Vec<u8>, unit: u16) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.push(DIGITS[usize::from(unit >> shift & 0xf)]);
    }
}

/// Appends JSON text without its whitespace, every token as it is spelt.
///
/// With `html`, `<`, `>`, `&`, U+2028 and U+2029 inside strings become escapes: what Go makes of a `json.RawMessage`
/// inside a marshalled value; without, it is Go's `json.Compact`. The text must be well-formed JSON.
pub fn compact(out: &mut Vec<u8>, text: &[u8], html: bool) {
    let mut in_string = false;
    // What stands between is copied in one piece.
    let (mut copied, mut at) = (0, 0);
    while let Some(&byte) = text.get(at) {
        let (len, unit) = match byte {
            b'"' => {
                in_string = !in_string;
                at += 1;
                continue;
            }
            b'\\' if in_string => {
                at += 2;
                continue;
            }
            b' ' | b'\t' | b'\n' | b'\r' if !in_string => (1, None),
            b'<' | b'>' | b'&' if html && in_string => (1, Some(u16::from(byte))),
            0xe2 if html && in_string => match text.get(at + 1..at + 3) {
                Some([0x80, last @ (0xa8 | 0xa9)]) => (3, Some(0x2000 + u16::from(last & 0x7f))),
                _ => {
                    at += 1;
                    continue;
                }
            },
            _ => {
                at += 1;
                continue;
            }
        };
        #[expect(clippy::indexing_slicing, reason = "a byte stands at `at`, and `copied` is not after it")]
        out.extend_from_slice(&text[copied..at]);
        if let Some(unit) = unit {
            write_unit(out, unit);
        }
        at += len;
        copied = at;
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
}

/// The whitespace of an indented form: one `unit` a level after each line break.
///
/// Line breaks are `\n`, names are followed by `": "`, empty containers stay `{}` and `[]`: Go's `json.Indent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indent<'a> {
    /// What every line but the first begins with.
    pub prefix: &'a str,
    /// What is added for each level.
    pub unit: &'a str,
}

impl Indent<'_> {
    /// A line break, and the whitespace of this level.
    pub fn new_line(&self, out: &mut Vec<u8>, level: usize) {
        out.push(b'\n');
        out.extend_from_slice(self.prefix.as_bytes());
        for _ in 0..level {
            out.extend_from_slice(self.unit.as_bytes());
        }
    }
}

/// Appends JSON text in an indented form, every token as it is spelt: Go's `json.Indent`.
///
/// The text must be well-formed JSON.
pub fn indent(out: &mut Vec<u8>, text: &[u8], style: Indent<'_>) {
    let mut level = 0usize;
    let mut in_string = false;
    let mut fresh = false;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        if in_string {
            out.push(byte);
            match byte {
                b'\\' => {
                    out.extend(text.get(at));
                    at += 1;
                }
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            continue;
        }
        let closes = matches!(byte, b'}' | b']');
        if fresh && !closes {
            style.new_line(out, level);
        }
        match byte {
            b'{' | b'[' => {
                out.push(byte);
                level += 1;
                fresh = true;
                continue;
            }
            b',' => {
                out.push(byte);
                style.new_line(out, level);
            }
            b':' => out.extend_from_slice(b": "),
            b'}' | b']' => {
                level = level.saturating_sub(1);
                if !fresh {
                    style.new_line(out, level);
                }
                out.push(byte);
            }
            _ => {
                in_string = byte == b'"';
                out.push(byte);
            }
        }
        fresh = false;
    }
}
