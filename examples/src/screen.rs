use crate::show::Show;
use crate::table::{LEAST, broken};
use crate::{Answer, Failure, Table};
use anstream::AutoStream;
use anstyle::{AnsiColor, Effects, Style};
use clap::ColorChoice;
use serde::Serialize;
use std::fmt::Display;
use std::io::{self, Write};
use textwrap::core::display_width;

/// Where the answer is read: how wide it is, and what the reader asked for.
///
/// The width is that of the terminal, or what `COLUMNS` says; into a file or a pipe lines have any length. Only weights and
/// the terminal's own colours are used, so it does not matter whether it is light or dark.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    width: Option<usize>,
    full: bool,
    json: bool,
    styled: bool,
}

impl Screen {
    pub(crate) fn of_process(show: Show) -> Self {
        let out = io::stdout();
        let styled = match show.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => AutoStream::choice(&out) != anstream::ColorChoice::Never,
        };
        let terminal = terminal_size::terminal_size_of(&out).map(|(width, _)| width.0.into());
        Self { width: stated_width().or(terminal), full: show.full, json: show.json, styled }
    }

    pub(crate) fn of_errors() -> Self {
        let err = io::stderr();
        let terminal = terminal_size::terminal_size_of(&err).map(|(width, _)| width.0.into());
        let styled = AutoStream::choice(&err) != anstream::ColorChoice::Never;
        Self { width: stated_width().or(terminal), full: true, json: false, styled }
    }

    /// A screen of a width, or of any: for tests of what is printed.
    #[must_use]
    pub fn plain(width: Option<usize>) -> Self {
        Self { width, full: false, json: false, styled: false }
    }

    /// The answer: the text, or with `--json` the value.
    ///
    /// The text is printed in the alternate form (`{:#}`) with `--full`.
    pub fn answer(&self, text: impl Display, json: &impl Serialize) -> Answer {
        if self.json {
            // Values of this program: their keys are text, and nothing in them fails.
            let value = serde_json::to_string_pretty(json).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"));
            return Answer::new(value + "\n");
        }
        let text = if self.full { format!("{text:#}") } else { text.to_string() };
        Answer::new(self.fold(&text))
    }

    /// An answer that is for a program, in the lines that it has.
    pub fn verbatim(&self, text: impl Into<String>) -> Answer {
        Answer::new(text.into())
    }

    /// Whether digests are to be printed whole.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Whether the answer is to be JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Columns; `None` for any number.
    #[must_use]
    pub fn width(&self) -> Option<usize> {
        self.width
    }

    /// The rows of a table. Digests are shortened where they would not fit.
    #[must_use]
    pub fn table(&self, table: &Table) -> String {
        table.text(self.width.filter(|_| !self.full))
    }

    /// A heading.
    #[must_use]
    pub fn heading(&self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    /// Something that is wrong.
    #[must_use]
    pub fn bad(&self, text: &str) -> String {
        self.styled(AnsiColor::Red.on_default().effects(Effects::BOLD), text)
    }

    /// Something that is as it should be.
    #[must_use]
    pub fn good(&self, text: &str) -> String {
        self.styled(AnsiColor::Green.on_default(), text)
    }

    fn styled(&self, style: Style, text: &str) -> String {
        if self.styled && !self.json { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Writes a part of an answer that comes bit by bit.
    ///
    /// # Errors
    /// [`Failure::Output`].
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::stdout)
    }

    pub(crate) fn complain(&self, failure: &Failure) -> io::Result<()> {
        let text = self.fold(&format!("{}: {failure}", self.bad("error")));
        let mut err = io::stderr().lock();
        writeln!(err, "{}", text.trim_end())
    }

    /// Breaks long lines between words. What follows stands below the beginning of the last cell of its line: cells are two
    /// spaces apart.
    #[must_use]
    pub fn fold(&self, text: &str) -> String {
        let Some(width) = self.width else { return text.to_owned() };
        let mut folded = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches('\n');
            if display_width(content) <= width {
                folded.push_str(line);
                continue;
            }
            folded.push_str(&broken(content, hang(content, width), width));
            folded.push_str(&line[content.len()..]);
        }
        folded
    }
}

/// The column of the last cell that leaves enough of the line to its text.
fn hang(line: &str, width: usize) -> usize {
    let start = line.len() - line.trim_start_matches(' ').len();
    let bytes = line.as_bytes();
    let cells = (2..bytes.len()).filter(|at| bytes[*at] != b' ' && bytes[at - 2..*at] == *b"  ");
    let columns = cells.map(|at| display_width(line.get(..at).unwrap_or(line))).filter(|at| *at > start);
    columns.filter(|at| at + LEAST <= width).max().unwrap_or(start + 2)
}

/// What `COLUMNS` says: who exports it means it.
fn stated_width() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|width| *width > 0)
}

#[cfg(test)]
mod tests {
    use super::Screen;

    #[test]
    fn long_lines_are_broken_below_their_last_cell() {
        let line =
            "~ layer 0  sha256:a3ede86005c1  compressed: tar of 26085888 bytes -> tar+gzip of 7686605 bytes\nshort\n";
        assert_eq!(Screen::plain(None).fold(line), line);
        assert_eq!(
            Screen::plain(Some(60)).fold(line),
            "~ layer 0  sha256:a3ede86005c1  compressed: tar of 26085888\n\
             \u{20}                               bytes -> tar+gzip of 7686605\n\
             \u{20}                               bytes\nshort\n"
        );
    }

    #[test]
    fn what_cannot_be_broken_is_kept() {
        let digest = format!("  sha256:{}\n", "0".repeat(64));
        assert!(Screen::plain(Some(50)).fold(&digest).contains(digest.trim()));
    }
}
