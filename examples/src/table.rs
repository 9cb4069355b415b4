use oci_spec_types::printable;
use std::fmt::Display;
use textwrap::core::display_width;

/// Characters of a text that are shown in a cell.
const LONGEST: usize = 200;
/// What a line may be narrowed to.
const NARROWEST: usize = 40;
/// Columns that a text needs at least, to be broken into.
pub(crate) const LEAST: usize = 22;
/// Digits of a digest that is shortened.
const DIGITS: usize = 12;

/// Rows with aligned columns, two spaces apart.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Vec<Cell>>,
    right: Vec<usize>,
}

/// One cell: text of whatever origin, escaped and clipped for a terminal.
#[derive(Debug, Clone)]
pub struct Cell {
    text: String,
    /// What stands for it where the line would not fit.
    short: Option<String>,
}

impl Cell {
    /// Text.
    #[must_use]
    pub fn text(text: impl Display) -> Self {
        Self { text: printable(&text.to_string()).longest(LONGEST).to_string(), short: None }
    }

    /// Text that is shortened to another one where the line would not fit.
    #[must_use]
    pub fn text_or(text: impl Display, short: impl Display) -> Self {
        Self { short: Some(Self::text(short).text), ..Self::text(text) }
    }

    /// A digest, shortened where the line would not fit.
    #[must_use]
    pub fn digest(digest: impl Display) -> Self {
        let whole = Self::text(digest);
        let digits = whole.text.split_once(':').map_or(0, |(algorithm, _)| algorithm.chars().count() + 1 + DIGITS);
        let short = whole.text.char_indices().nth(digits).map(|(at, _)| whole.text[..at].to_owned());
        Self { short: short.filter(|_| digits > 0), ..whole }
    }

    fn shown(&self, short: bool) -> &str {
        self.short.as_ref().filter(|_| short).unwrap_or(&self.text)
    }
}

impl<T: Display> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::text(text)
    }
}

impl Table {
    /// A table in which these columns are aligned to the right.
    #[must_use]
    pub fn with_right(columns: &[usize]) -> Self {
        Self { rows: Vec::new(), right: columns.to_vec() }
    }

    /// One more row.
    pub fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        self.rows.push(cells.into());
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows: with short forms where the whole ones do not fit, and the last cells broken where these do not either.
    pub(crate) fn text(&self, width: Option<usize>) -> String {
        let whole = self.laid_out(false, None);
        match width {
            Some(width) if whole.lines().any(|line| display_width(line) > width) => self.laid_out(true, Some(width)),
            _ => whole,
        }
    }

    fn laid_out(&self, short: bool, width: Option<usize>) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut widths = vec![0; columns];
        for row in &self.rows {
            // The last cell of a row widens nothing: what follows it is the end of the line.
            for (own, cell) in widths.iter_mut().zip(row).take(row.len().saturating_sub(1)) {
                *own = display_width(cell.shown(short)).max(*own);
            }
        }
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            let mut start = 0;
            for (at, cell) in row.iter().enumerate() {
                start = display_width(&line);
                let shown = cell.shown(short);
                let pad = " ".repeat(widths[at].saturating_sub(display_width(shown)));
                let (before, after) = if self.right.contains(&at) { (pad.as_str(), "") } else { ("", pad.as_str()) };
                line.extend([before, shown, after, "  "]);
            }
            match width {
                Some(width) => text.push_str(&broken(line.trim_end(), start, width)),
                None => text.push_str(line.trim_end()),
            }
            text.push('\n');
        }
        text
    }
}

/// A line that is broken between words, with what follows below a column.
pub(crate) fn broken(line: &str, column: usize, width: usize) -> String {
    if !line.trim_start().contains(' ') {
        return line.to_owned();
    }
    let width = width.max(NARROWEST);
    let rest = line.char_indices().nth(column).map_or("", |(at, _)| &line[at..]);
    let longest = rest.split(' ').map(display_width).max().unwrap_or(0).max(LEAST);
    let column = if column + longest > width { line.len() - line.trim_start().len() + 4 } else { column };
    let indent = " ".repeat(column);
    let options = textwrap::Options::new(width).subsequent_indent(&indent).break_words(false);
    textwrap::wrap(line, options.word_splitter(textwrap::WordSplitter::NoHyphenation)).join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Cell, Table};

    #[test]
    fn digests_are_shortened_where_they_do_not_fit() {
        let mut table = Table::with_right(&[2]);
        let digest = format!("sha256:{}", "ab".repeat(32));
        table.row([Cell::text("layer 0"), Cell::digest(&digest), Cell::text("7 B"), Cell::text("a\u{1b}[2Jb")]);
        table.row([Cell::text("x"), Cell::digest("-"), Cell::text("100 B"), Cell::text("")]);
        assert_eq!(
            table.text(Some(60)),
            "layer 0  sha256:abababababab    7 B  a\\u{1b}[2Jb\nx        -                    100 B\n"
        );
        assert!(table.text(None).contains(&digest));
    }

    #[test]
    fn last_cells_are_broken_below_themselves() {
        let mut table = Table::default();
        table.row(["refused", "expected something else than this"].map(Cell::text));
        table.row(["a", "b", "c"].map(Cell::text));
        assert_eq!(table.text(Some(40)), "refused  expected something else than\n         this\na        b  c\n");
    }
}
