//! Tables as Markdown.

use std::fmt::Write;

use super::{Measured, MeasuredCandidate, MeasuredRow};
use crate::suite::Cells;

/// The table: the first candidate in absolute numbers, the others by it; allocations of one operation in brackets.
#[must_use]
pub fn table(measured: &Measured) -> String {
    let names = measured.names();
    let mut out = format!("| {} | {} |\n|---|", measured.rows_are, names.join(" | "));
    out.push_str(&"--:|".repeat(names.len()));
    for row in &measured.rows {
        // Writing into a string does not fail.
        let _ = write!(out, "\n| {} |", row.name);
        for name in &names {
            let cell = row.candidate(name).map(|candidate| cell(measured.cells, row, candidate));
            let _ = write!(out, " {} |", cell.unwrap_or_default());
        }
    }
    out.push('\n');
    out
}

fn cell(cells: Cells, row: &MeasuredRow, candidate: &MeasuredCandidate) -> String {
    let first = row.candidates.first().filter(|first| first.name != candidate.name);
    let number = match (first, cells) {
        (None, Cells::Speed) => format!("{} GB/s", digits(speed(row, candidate))),
        (None, Cells::Time) => time(candidate.times.median(candidate.threads)),
        (Some(first), Cells::Speed) => format!("× {:.2}", first.times.ratio(&candidate.times, candidate.threads)),
        (Some(first), Cells::Time) => format!("× {}", digits(candidate.times.ratio(&first.times, candidate.threads))),
    };
    let number = if candidate.own { format!("**{number}**") } else { number };
    format!("{number} ({})", crate::suite::thousands(candidate.allocations as usize))
}

/// GB/s.
#[must_use]
pub fn speed(row: &MeasuredRow, candidate: &MeasuredCandidate) -> f64 {
    row.bytes as f64 / candidate.times.median(candidate.threads) / 1e9
}

/// Two or three digits that mean something.
fn digits(number: f64) -> String {
    match number {
        n if n >= 100.0 => format!("{n:.0}"),
        n if n >= 10.0 => format!("{n:.1}"),
        n if n >= 0.1 => format!("{n:.2}"),
        n if n >= 0.001 => format!("{n:.4}"),
        n => format!("{n:.1e}"),
    }
}

/// Seconds for people.
#[must_use]
pub fn time(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{} s", digits(s)),
        s if s >= 1e-3 => format!("{} ms", digits(s * 1e3)),
        s if s >= 1e-6 => format!("{} µs", digits(s * 1e6)),
        s => format!("{} ns", digits(s * 1e9)),
    }
}

#[cfg(test)]
mod tests {
    use super::{digits, time};

    #[test]
    fn numbers_have_two_or_three_digits() {
        let all = [0.000_012, 0.0123, 0.123, 1.234, 12.34, 123.4].map(digits);
        assert_eq!(all, ["1.2e-5", "0.0123", "0.12", "1.23", "12.3", "123"]);
        assert_eq!([1.5, 2.5e-3, 3.25e-6, 4e-8].map(time), ["1.50 s", "2.50 ms", "3.25 µs", "40.0 ns"]);
    }
}
