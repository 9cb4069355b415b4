//! buildx imagetools create.

use super::unsupported;
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::Command;

pub(super) fn run(case: &Case, _options: &Command) -> Outcome {
    unsupported(case)
}
