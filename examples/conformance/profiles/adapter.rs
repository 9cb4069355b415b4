//! Runs a case with the crates.

use super::Outcome;
use super::case::Case;

/// Runs an operation of a tool.
pub(crate) fn run(case: &Case) -> Outcome {
    Outcome::Unsupported(format!("{} of {}", case.operation, case.tool))
}
