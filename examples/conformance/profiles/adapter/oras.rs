//! oras-go's packing.

use super::unsupported;
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::Pack;

pub(super) fn run(case: &Case, _options: &Pack) -> Outcome {
    unsupported(case)
}
