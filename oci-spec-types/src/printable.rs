use std::fmt::{self, Write};

/// Text from a document, fit for a terminal or a log: clipped, and nothing in it moves the cursor, hides other text or
/// begins a line.
///
/// Control and format characters (bidirectional overrides, zero-width characters), line separators and backslashes are
/// printed as Rust escapes. [`printable`] makes one.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Printable<'a> {
    text: &'a str,
    longest: usize,
    clip: Clip,
    quoted: bool,
    width: usize,
}

/// Which part of a text that is too long is left out.
#[derive(Debug, Clone, Copy)]
enum Clip {
    End,
    Middle,
}

/// Text from a document, fit for a terminal: at most 120 characters of it, unless told otherwise.
///
/// ```
/// use oci_spec_types::printable;
///
/// assert_eq!(printable("a\u{1b}[2Jb\u{202e}").to_string(), "a\\u{1b}[2Jb\\u{202e}");
/// assert_eq!(printable("linux/arm64").longest(6).to_string(), "linux…");
/// assert_eq!(printable("/layers/17/digest").longest(9).from_both_ends().to_string(), "/lay…gest");
/// assert_eq!(printable("say \"x\"").quoted().to_string(), r#""say \"x\"""#);
/// // A width that `format!` would panic at.
/// assert_eq!(printable("x").padded(70_000).to_string().len(), 70_000);
/// ```
pub const fn printable(text: &str) -> Printable<'_> {
    Printable { text, longest: 120, clip: Clip::End, quoted: false, width: 0 }
}

impl Printable<'_> {
    /// With this many characters of the text at most, one of them for `…` where it is longer.
    pub const fn longest(mut self, characters: usize) -> Self {
        self.longest = characters;
        self
    }

    /// The beginning and the end of a text that is too long, not the beginning alone: for pointers and references.
    pub const fn from_both_ends(mut self) -> Self {
        self.clip = Clip::Middle;
        self
    }

    /// In double quotes, those of the text escaped.
    pub const fn quoted(mut self) -> Self {
        self.quoted = true;
        self
    }

    /// With spaces after it, up to this many columns: any number, unlike the width of a format string, which may not exceed
    /// 65,535.
    pub const fn padded(mut self, columns: usize) -> Self {
        self.width = columns;
        self
    }

    /// How many columns it takes, where each character takes one: for the width of a table. Without the padding.
    ///
    /// ```
    /// use oci_spec_types::printable;
    ///
    /// assert_eq!(printable("a\nb").columns(), 4);
    /// ```
    #[must_use]
    pub fn columns(&self) -> usize {
        struct Count(usize);
        impl Write for Count {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                self.0 += text.chars().count();
                Ok(())
            }
        }
        let mut count = Count(0);
        // Counting does not fail.
        let _ = self.write(&mut count);
        count.0
    }

    fn write(&self, out: &mut impl Write) -> fmt::Result {
        if self.quoted {
            out.write_char('"')?;
        }
        // Only as much is looked at as is printed.
        let is_longer = self.text.chars().nth(self.longest).is_some();
        if is_longer {
            let kept = self.longest.saturating_sub(1);
            let after = match self.clip {
                Clip::End => 0,
                Clip::Middle => kept / 2,
            };
            for c in self.text.chars().take(kept - after) {
                self.write_char(out, c)?;
            }
            out.write_char('…')?;
            let from = self.text.char_indices().rev().take(after).last();
            let end = from.and_then(|(at, _)| self.text.get(at..)).unwrap_or_default();
            for c in end.chars() {
                self.write_char(out, c)?;
            }
        } else {
            for c in self.text.chars() {
                self.write_char(out, c)?;
            }
        }
        if self.quoted {
            out.write_char('"')?;
        }
        Ok(())
    }

    fn write_char(&self, out: &mut impl Write, c: char) -> fmt::Result {
        match c {
            '\'' => out.write_char(c),
            '"' if !self.quoted => out.write_char(c),
            c => write!(out, "{}", c.escape_debug()),
        }
    }
}

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)?;
        if self.width > 0 {
            for _ in self.columns()..self.width {
                f.write_char(' ')?;
            }
        }
        Ok(())
    }
}
