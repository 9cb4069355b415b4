//! podman's manifest lists.

use super::unsupported;
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::ManifestList;

pub(super) fn run(case: &Case, _options: &ManifestList) -> Outcome {
    unsupported(case)
}
