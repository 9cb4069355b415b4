use oci_digest::json::{self, Escapes, Indent, Scanner, Token, Walk};

/// How a document is laid out: whitespace, escapes, the line break at its end.
///
/// ```
/// use oci_spec_types::{Whitespace, Style};
///
/// let style = Style::detect(b"{\n   \"schemaVersion\": 2\n}");
/// assert_eq!(style.whitespace, Whitespace::Spaces(3));
/// assert!(!style.trailing_newline);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Style {
    /// Whitespace between the tokens.
    pub whitespace: Whitespace,
    /// Whether `<`, `>` and `&` are written as escapes, as Go does unless told otherwise.
    pub html_escapes: bool,
    /// Whether a line break ends the document.
    pub trailing_newline: bool,
    /// Whether U+0008 and U+000C are written as `\b` and `\f`, as Go does since 1.22, and not as `\u0008` and `\u000c`.
    pub short_escapes: bool,
}

/// Whitespace between the tokens of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Whitespace {
    /// None at all.
    Compact,
    /// Each member and element on a line of its own, this many spaces a level.
    Spaces(u8),
    /// The same with one tab a level.
    Tab,
}

impl Default for Style {
    /// Compact, with HTML escapes, without a line break at the end: Go's `json.Marshal`.
    fn default() -> Self {
        Self { whitespace: Whitespace::Compact, html_escapes: true, trailing_newline: false, short_escapes: true }
    }
}

impl Style {
    /// Two spaces a level and a line break at the end: for people.
    pub const PRETTY: Self =
        Self { whitespace: Whitespace::Spaces(2), html_escapes: false, trailing_newline: true, short_escapes: true };

    /// The style in which a document is written, as far as it can be told.
    ///
    /// Whitespace is that after the first bracket; escapes count as HTML escapes unless one of the characters stands
    /// there raw. A document laid out by hand has no style: writing it in the detected one gives other bytes.
    #[must_use]
    pub fn detect(document: &[u8]) -> Self {
        let start = document.iter().position(|b| matches!(b, b'{' | b'[')).map_or(0, |at| at + 1);
        let whitespace = match document.get(start..) {
            Some([b'\n', rest @ ..]) => match rest.first() {
                Some(b'\t') => Whitespace::Tab,
                _ => {
                    let spaces = rest.iter().take_while(|b| **b == b' ').count();
                    if spaces == 0 {
                        Whitespace::Compact
                    } else {
                        Whitespace::Spaces(u8::try_from(spaces).unwrap_or(u8::MAX))
                    }
                }
            },
            _ => Whitespace::Compact,
        };
        Self {
            whitespace,
            html_escapes: !document.iter().any(|b| matches!(b, b'<' | b'>' | b'&')),
            trailing_newline: document.ends_with(b"\n"),
            short_escapes: !document.windows(6).any(|own| matches!(own, b"\\u0008" | b"\\u000c" | b"\\u000C")),
        }
    }

    pub(crate) fn escapes(self) -> Escapes {
        Escapes { html: self.html_escapes, short_b_f: self.short_escapes, ..Escapes::GO }
    }

    /// Puts the whitespace into compact text. Text that is nested so deep that it would outweigh it many times stays compact:
    /// a few kilobytes would become gigabytes.
    pub(crate) fn lay_out(self, compact: Vec<u8>) -> Vec<u8> {
        let spaces;
        let unit = match self.whitespace {
            Whitespace::Compact => None,
            Whitespace::Tab => Some("\t"),
            Whitespace::Spaces(count) => {
                spaces = " ".repeat(count.into());
                Some(spaces.as_str())
            }
        };
        let mut out = match unit {
            None => compact,
            Some(unit) if whitespace(&compact, unit.len()) > compact.len().saturating_mul(MOST) => compact,
            Some(unit) => {
                let mut out = Vec::with_capacity(compact.len() + compact.len() / 2);
                json::indent(&mut out, &compact, Indent { prefix: "", unit });
                out
            }
        };
        if self.trailing_newline {
            out.push(b'\n');
        }
        out
    }
}

/// How many times the text its whitespace may weigh. That of images weighs about as much as the text.
const MOST: usize = 64;

/// The whitespace of text when it is indented, without line breaks: every token has a line but the value of a member.
fn whitespace(text: &[u8], unit: usize) -> usize {
    let (mut scanner, mut walk) = (Scanner::new(text).with_max_depth(u32::MAX), Walk::new());
    let (mut whitespace, mut named) = (0_usize, false);
    while let Ok(Some(token)) = walk.next(&mut scanner) {
        if !named {
            whitespace = whitespace.saturating_add(walk.depth().saturating_mul(unit));
        }
        named = matches!(token, Token::Name(_));
    }
    whitespace
}

#[cfg(test)]
mod tests;
