//! BuildKit's exporter.

use super::unsupported;
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::Export;

pub(super) fn run(case: &Case, _options: &Export) -> Outcome {
    unsupported(case)
}
