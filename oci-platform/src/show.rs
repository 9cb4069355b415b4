//! Text of documents for people: escaped and clipped, so that it stays on its line, leaves the terminal alone, and
//! cannot make a column wider than a screen.

use std::fmt::{self, Write};

/// How many characters of one text of a document are shown.
pub(crate) const CLIP: usize = 60;

/// A text of a document: control and formatting characters escaped, cut after [`CLIP`] characters.
pub(crate) struct Shown<'a>(pub(crate) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, c) in self.0.chars().enumerate() {
            if place == CLIP {
                return f.write_char('…');
            }
            if c.is_control() || is_format(c) { write!(f, "{}", c.escape_default())? } else { f.write_char(c)? }
        }
        Ok(())
    }
}

/// Characters that nobody sees and that move others: separators of lines, marks of direction, zero width.
fn is_format(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}')
}

/// Up to this many texts, with what is left out counted.
pub(crate) struct Listed<I>(pub(crate) I);

/// How many members of a list are shown.
const LISTED: usize = 8;

impl<I: Iterator<Item: fmt::Display> + Clone> fmt::Display for Listed<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, item) in self.0.clone().take(LISTED).enumerate() {
            write!(f, "{}{item}", if place == 0 { "" } else { ", " })?;
        }
        match self.0.clone().skip(LISTED).count() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// Rows of cells, aligned; the last cell of a row is not padded.
#[derive(Default)]
pub(crate) struct Columns {
    rows: Vec<Vec<String>>,
}

impl Columns {
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut wide: Vec<usize> = Vec::new();
        for row in &self.rows {
            wide.resize(wide.len().max(row.len()), 0);
            for (width, cell) in wide.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for row in &self.rows {
            for (place, (cell, width)) in row.iter().zip(&wide).enumerate() {
                f.write_str(cell)?;
                if place + 1 < row.len() {
                    // Not by a width of the format: that panics above 65,535.
                    (cell.chars().count()..width + 2).try_for_each(|_| f.write_char(' '))?;
                }
            }
            f.write_char('\n')?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{CLIP, Columns, Shown};

    #[test]
    fn texts_are_escaped_and_clipped() {
        assert_eq!(Shown("a\nb\u{1b}[2J\u{202e}c").to_string(), "a\\nb\\u{1b}[2J\\u{202e}c");
        assert_eq!(Shown(&"x".repeat(100_000)).to_string().chars().count(), CLIP + 1);
    }

    #[test]
    fn a_cell_of_any_width_is_no_panic() {
        let mut columns = Columns::default();
        columns.row(["x".repeat(70_000), String::new()]);
        columns.row(["y".to_owned(), "z".to_owned()]);
        assert_eq!(columns.to_string().lines().count(), 2);
    }
}
