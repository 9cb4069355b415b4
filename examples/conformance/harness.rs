//! Counting cases: what a category module reports to.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::not_yet;

/// Why a case failed.
pub(crate) struct Mismatch {
    pub(crate) expected: String,
    pub(crate) got: String,
}

impl Mismatch {
    pub(crate) fn new(expected: impl Display, got: impl Display) -> Self {
        Self { expected: expected.to_string(), got: got.to_string() }
    }
}

/// What a case answers.
pub(crate) type Verdict = Result<(), Mismatch>;

/// `Ok` when both are equal.
pub(crate) fn same<T: PartialEq<U> + Display, U: Display>(expected: T, got: U) -> Verdict {
    if expected == got { Ok(()) } else { Err(Mismatch::new(expected, got)) }
}

/// `Ok` when both byte strings are equal; else names the place where they part.
pub(crate) fn same_bytes(what: &str, expected: &[u8], got: &[u8]) -> Verdict {
    if expected == got {
        return Ok(());
    }
    let at = expected.iter().zip(got).take_while(|(a, b)| a == b).count();
    let around = |bytes: &[u8]| {
        let from = at.saturating_sub(20);
        let to = bytes.len().min(at + 40);
        let text = String::from_utf8_lossy(bytes.get(from..to).unwrap_or_default()).into_owned();
        format!("{what} ({} bytes) at {at}: …{}…", bytes.len(), text.escape_debug())
    };
    Err(Mismatch::new(around(expected), around(got)))
}

#[derive(Default)]
struct Row {
    passed: usize,
    failed: usize,
    /// Failed, and need not pass yet.
    not_yet: usize,
    skipped: usize,
}

impl Row {
    fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.not_yet += other.not_yet;
        self.skipped += other.skipped;
    }
}

/// The counts of a run.
#[derive(Default)]
pub(crate) struct Tally {
    rows: BTreeMap<String, Row>,
    failures: Vec<(String, Mismatch)>,
    skips: Vec<(String, String)>,
    only: Option<String>,
}

impl Tally {
    pub(crate) fn only(filter: Option<String>) -> Self {
        Self { only: filter, ..Self::default() }
    }

    /// Both counts together.
    pub(crate) fn and(mut self, other: Self) -> Self {
        for (category, row) in &other.rows {
            self.row(category).add(row);
        }
        self.failures.extend(other.failures);
        self.skips.extend(other.skips);
        self
    }

    fn row(&mut self, category: &str) -> &mut Row {
        self.rows.entry(category.to_owned()).or_default()
    }

    /// Whether a category is wanted at all (`--only`): lets a module leave out costly work.
    pub(crate) fn wants(&self, category: &str) -> bool {
        self.only.as_deref().is_none_or(|only| category.starts_with(only))
    }

    /// Runs one case; a panic is a failure.
    pub(crate) fn case(&mut self, category: &str, id: impl Display, run: impl FnOnce() -> Verdict) {
        if !self.wants(category) {
            return;
        }
        let verdict = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            Err(Mismatch::new("no panic", format!("panic: {}", text.unwrap_or("?"))))
        });
        match verdict {
            Ok(()) => self.row(category).passed += 1,
            Err(_) if not_yet::line_of(category).is_some() && self.only.is_none() => self.row(category).not_yet += 1,
            Err(mismatch) => {
                self.row(category).failed += 1;
                self.failures.push((format!("{category}: {id}"), mismatch));
            }
        }
    }

    /// Notes what is wrong with the cases themselves.
    pub(crate) fn fail(&mut self, category: &str, id: impl Display, expected: impl Display) {
        self.row(category).failed += 1;
        self.failures.push((format!("{category}: {id}"), Mismatch::new(expected, "none")));
    }

    /// Notes a case that cannot apply here, and why.
    pub(crate) fn skip(&mut self, category: &str, id: impl Display, reason: impl Display) {
        if self.wants(category) {
            self.row(category).skipped += 1;
            self.skips.push((format!("{category}: {id}"), reason.to_string()));
        }
    }

    /// Fails where fewer golden cases pass than did, of those that need not pass yet.
    pub(crate) fn at_least_as_many(mut self) -> Self {
        if self.only.is_some() {
            return self;
        }
        for (name, before) in not_yet::NOT_YET {
            let rows = self.rows.iter().filter(|(category, _)| not_yet::is_of(category, name));
            let passed = rows.map(|(_, row)| row.passed).sum::<usize>();
            if passed < *before {
                self.row(name).failed += 1;
                let mismatch = Mismatch::new(format!("{before} passed"), format!("{passed} passed"));
                self.failures.push(((*name).to_owned(), mismatch));
            }
        }
        self
    }

    fn total(&self) -> Row {
        let mut total = Row::default();
        self.rows.values().for_each(|row| total.add(row));
        total
    }

    /// `N passed, N failed, N not yet, N skipped`
    pub(crate) fn counts(&self) -> String {
        let Row { passed, failed, not_yet, skipped } = self.total();
        format!("{passed} passed, {failed} failed, {not_yet} not yet, {skipped} skipped")
    }

    /// Whether nothing failed.
    pub(crate) fn is_good(&self) -> bool {
        self.total().failed == 0
    }

    /// Failures (the first `most`), skips by reason, the table and the counts.
    pub(crate) fn text(&self, most: usize) -> String {
        let mut lines: Vec<String> = Vec::new();
        for (id, mismatch) in self.failures.iter().take(most) {
            lines.push(format!(
                "FAIL {id}: expected {}, got {}",
                one_line(&mismatch.expected),
                one_line(&mismatch.got)
            ));
        }
        if self.failures.len() > most {
            lines.push(format!("… and {} more failures (--all prints them)", self.failures.len() - most));
        }
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, reason) in &self.skips {
            reasons.entry(reason).or_default().push(id);
        }
        for (reason, ids) in reasons {
            lines.push(format!("SKIP {} ({}): {reason}", ids.len(), ids.first().map_or("", |id| id)));
        }
        let width = self.rows.keys().map(String::len).max().unwrap_or(0).max("category".len());
        lines.push(format!(
            "\n{:width$}  {:>7}  {:>7}  {:>7}  {:>7}",
            "category", "passed", "failed", "not yet", "skipped"
        ));
        for (category, Row { passed, failed, not_yet, skipped }) in &self.rows {
            lines.push(format!("{category:width$}  {passed:>7}  {failed:>7}  {not_yet:>7}  {skipped:>7}"));
        }
        lines.push(format!("\n{}\n", self.counts()));
        lines.join("\n")
    }

    /// The counts of all cases.
    pub(crate) fn json(&self) -> serde_json::Value {
        let Row { passed, failed, not_yet, skipped } = self.total();
        serde_json::json!({ "passed": passed, "failed": failed, "not_yet": not_yet, "skipped": skipped })
    }
}

fn one_line(text: &str) -> String {
    let mut line = text.replace(['\n', '\r'], " ");
    if line.chars().count() > 300 {
        line = line.chars().take(300).chain(['…']).collect();
    }
    line
}

/// A string member of a case; empty when absent.
pub(crate) fn text<'a>(case: &'a serde_json::Value, name: &str) -> &'a str {
    case[name].as_str().unwrap_or_default()
}

/// Decodes a `…_b64` member.
///
/// # Panics
/// When it is no base64: the cases themselves are broken then.
pub(crate) fn base64(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::prelude::BASE64_STANDARD.decode(text).expect("base64 in a case")
}
