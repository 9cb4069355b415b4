//! What is measured, as data: a suite has tables, a table has rows, and on each row several candidates do the same with the
//! same input.

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// A minute for all suites: whether everything runs, and roughly how it compares.
    Quick,
    /// What is published.
    Full,
}

impl Scale {
    /// One of two values.
    pub fn pick<T>(self, quick: T, full: T) -> T {
        if self == Self::Quick { quick } else { full }
    }
}

/// The measurements of one task.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    /// Its name on the command line, and that of its benchmark.
    pub name: &'static str,
    /// Its heading in the report.
    pub title: &'static str,
    /// What is measured, in the words of the report.
    pub about: &'static str,
    /// Its tables; inputs are made when a row is asked for its candidates.
    pub tables: fn(Scale) -> Vec<Table>,
}

/// Rows that are compared with each other.
#[derive(Debug)]
pub struct Table {
    /// Its heading.
    pub title: &'static str,
    /// What its cells say.
    pub cells: Cells,
    /// What the chart draws against; `None`: no chart.
    pub chart: Option<&'static str>,
    /// What stands above the names of the rows.
    pub rows_are: &'static str,
    /// The rows.
    pub rows: Vec<Row>,
}

/// What the cells of a table say. The first candidate of a row is the one that others are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Bytes a second: of the first, and of the others by that.
    Speed,
    /// Time of one operation: of the first, and of the others by that.
    Time,
}

/// One input, and what is done with it.
pub struct Row {
    /// Its name.
    pub name: String,
    /// Where it stands in the chart.
    pub at: f64,
    /// Size of the input in bytes.
    pub bytes: usize,
    /// Makes the input, and those who work on it.
    pub candidates: Box<dyn FnOnce() -> Vec<Candidate>>,
}

impl Row {
    /// A row.
    pub fn new(
        name: impl Into<String>,
        at: usize,
        bytes: usize,
        candidates: impl FnOnce() -> Vec<Candidate> + 'static,
    ) -> Self {
        Self { name: name.into(), at: at as f64, bytes, candidates: Box::new(candidates) }
    }
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

/// Who does it, and how.
pub struct Candidate {
    /// The name: a column of the table, a line of the chart.
    pub name: &'static str,
    /// Whether it is one of this family.
    pub own: bool,
    /// Whether it works on several threads, so that only the clock on the wall tells.
    pub threads: bool,
    /// One operation.
    pub run: Box<dyn FnMut()>,
}

impl Candidate {
    /// A candidate of this family; what it returns is kept from being optimised away.
    pub fn own<T>(name: &'static str, mut run: impl FnMut() -> T + 'static) -> Self {
        let run = Box::new(move || drop(std::hint::black_box(run())));
        Self { name, own: true, threads: false, run }
    }

    /// A peer.
    pub fn peer<T>(name: &'static str, run: impl FnMut() -> T + 'static) -> Self {
        Self { own: false, ..Self::own(name, run) }
    }

    /// Says that it works on several threads.
    #[must_use]
    pub fn on_threads(self) -> Self {
        Self { threads: true, ..self }
    }
}

impl std::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A count of bytes for people: `64 KiB`.
#[must_use]
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..0x10_0000 => format!("{} KiB", bytes >> 10),
        _ => format!("{} MiB", bytes >> 20),
    }
}

/// A number with its thousands told apart: `200,000`.
#[must_use]
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}
