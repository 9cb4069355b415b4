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
pub fn write_string(out: &mut Vec<u8>, text: &str, escapes: &Escapes) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in candidates(bytes) {
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

/// The bytes that some form escapes, and others near them, with their places. Most text has none: sixteen bytes are looked at
/// together.
fn candidates(bytes: &[u8]) -> impl Iterator<Item = (usize, u8)> {
    let pieces = bytes.chunks(16).enumerate();
    let pieces = pieces.filter(|(_, piece)| match <&[u8; 16]>::try_from(*piece) {
        Ok(piece) => !is_plain(piece),
        Err(_) => true,
    });
    pieces.flat_map(|(at, piece)| piece.iter().enumerate().map(move |(offset, &byte)| (at * 16 + offset, byte)))
}

/// Whether no form escapes one of these bytes: without branches, so that they are compared at once.
#[inline]
fn is_plain(piece: &[u8; 16]) -> bool {
    let odd = |byte: u8| (byte < 0x20) | matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&' | 0xe2);
    !piece.iter().fold(false, |found, byte| found | odd(*byte))
}

fn write_unit(out: &mut Vec<u8>, unit: u16) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.push(DIGITS[usize::from(unit >> shift & 0xf)]);
    }
}

/// Appends JSON text without its blanks, every token as it is spelt.
///
/// With `html`, `<`, `>`, `&`, U+2028 and U+2029 inside strings become escapes: what Go makes of a `json.RawMessage`
/// inside a marshalled value; without, it is Go's `json.Compact`. The text must be well-formed JSON.
pub fn compact(out: &mut Vec<u8>, text: &[u8], html: bool) {
    let mut in_string = false;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        if !in_string {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => continue,
                b'"' => in_string = true,
                _ => {}
            }
            out.push(byte);
            continue;
        }
        match byte {
            b'"' => {
                in_string = false;
                out.push(byte);
            }
            b'\\' => {
                out.push(byte);
                out.extend(text.get(at));
                at += 1;
            }
            b'<' | b'>' | b'&' if html => write_unit(out, byte.into()),
            0xe2 if html => match text.get(at..at + 2) {
                Some([0x80, last @ (0xa8 | 0xa9)]) => {
                    write_unit(out, 0x2000 + u16::from(last & 0x7f));
                    at += 2;
                }
                _ => out.push(byte),
            },
            _ => out.push(byte),
        }
    }
}

/// The blanks of an indented form: one `unit` a level after each line break.
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
    /// A line break, and the blanks of this level.
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
