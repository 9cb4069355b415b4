//! containerd's converter.

use super::unsupported;
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::ContainerdConvert;

pub(super) fn run(case: &Case, _options: &ContainerdConvert) -> Outcome {
    unsupported(case)
}
