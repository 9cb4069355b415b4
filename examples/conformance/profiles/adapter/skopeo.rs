//! skopeo 1.9.3 of Debian 12.

use super::unsupported;
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::SkopeoCopy;

pub(super) fn run(case: &Case, _options: &SkopeoCopy) -> Outcome {
    unsupported(case)
}
