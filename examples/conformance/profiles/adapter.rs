//! Runs a case with the crates: one file a tool.

mod buildkit;
mod buildx;
mod composing;
mod containerd;
mod docker_manifest;
mod ggcr;
mod oras;
mod podman;
mod regclient;
mod skopeo;

use super::Outcome;
use super::case::Case;
use super::options::Options;

/// Runs an operation of a tool.
pub(crate) fn run(case: &Case) -> Outcome {
    match &case.options {
        Options::Buildkit(options) => buildkit::run(case, options),
        Options::Buildx(options) => buildx::run(case, options),
        Options::Containerd(options) => containerd::run(case, options),
        Options::DockerManifest(options) => docker_manifest::run(case, options),
        Options::Ggcr(options) => ggcr::run(case, options),
        Options::Oras(options) => oras::run(case, options),
        Options::Podman(options) => podman::run(case, options),
        Options::Regclient(options) => regclient::run(case, options),
        Options::Skopeo(options) => skopeo::run(case, options),
    }
}

/// What no tool of the crates does.
fn unsupported(case: &Case) -> Outcome {
    Outcome::Unsupported(format!("{} of {}", case.operation, case.tool))
}
