//! go-containerregistry and crane.

use super::unsupported;
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::Mutate;

pub(super) fn run(case: &Case, _options: &Mutate) -> Outcome {
    unsupported(case)
}
