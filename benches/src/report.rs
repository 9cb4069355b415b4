//! The report: numbers as Markdown, charts as SVG.

pub mod chart;
pub mod machine;
pub mod markdown;

use crate::interleave::Times;
use crate::suite::{Cells, Table};

/// A table that was measured.
#[derive(Debug)]
pub struct Measured {
    /// Its heading.
    pub title: &'static str,
    /// What its cells say.
    pub cells: Cells,
    /// What the chart draws against; `None`: no chart.
    pub chart: Option<&'static str>,
    /// What stands above the names of the rows.
    pub rows_are: &'static str,
    /// The rows.
    pub rows: Vec<MeasuredRow>,
}

/// A row of it.
#[derive(Debug)]
pub struct MeasuredRow {
    /// Its name.
    pub name: String,
    /// Where it stands in the chart.
    pub at: f64,
    /// Size of the input in bytes.
    pub bytes: usize,
    /// What was measured of each candidate.
    pub candidates: Vec<MeasuredCandidate>,
}

/// A candidate on a row.
#[derive(Debug)]
pub struct MeasuredCandidate {
    /// Its name.
    pub name: &'static str,
    /// Whether it is one of this family.
    pub own: bool,
    /// Whether it works on several threads: then the clock on the wall counts.
    pub threads: bool,
    /// Its times.
    pub times: Times,
    /// Allocations of one operation.
    pub allocations: u64,
}

impl Measured {
    /// A table of which nothing was measured yet.
    #[must_use]
    pub fn new(table: &Table) -> Self {
        let Table { title, cells, chart, rows_are, .. } = *table;
        Self { title, cells, chart, rows_are, rows: Vec::new() }
    }

    /// The names of all candidates, in the order in which they first appear.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for candidate in self.rows.iter().flat_map(|row| &row.candidates) {
            if !names.contains(&candidate.name) {
                names.push(candidate.name);
            }
        }
        names
    }
}

impl MeasuredRow {
    /// What was measured of the candidate of this name.
    #[must_use]
    pub fn candidate(&self, name: &str) -> Option<&MeasuredCandidate> {
        self.candidates.iter().find(|candidate| candidate.name == name)
    }
}
