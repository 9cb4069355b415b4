//! docker manifest.

use super::unsupported;
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::DockerManifest;

pub(super) fn run(case: &Case, _options: &DockerManifest) -> Outcome {
    unsupported(case)
}
