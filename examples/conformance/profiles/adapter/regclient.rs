//! regclient's edits and conversions.

use super::unsupported;
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::Steps;

pub(super) fn run(case: &Case, _options: &Steps) -> Outcome {
    unsupported(case)
}
