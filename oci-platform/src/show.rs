//! How what is said of entries is laid out: texts of documents clipped, so that no column is wider than a screen.

use std::fmt;

use oci_spec_types::{Printable, printable};

/// A text of a document, of at most 60 characters.
pub(crate) fn shown(text: &str) -> Printable<'_> {
    printable(text).longest(60)
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
                    (cell.chars().count()..width + 2).try_for_each(|_| f.write_str(" "))?;
                }
            }
            f.write_str("\n")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
