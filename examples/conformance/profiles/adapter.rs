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
        Options::Containerd(options) => both_readings(|as_go| containerd::run(case, options, as_go)),
        Options::DockerManifest(options) => docker_manifest::run(case, options),
        Options::Ggcr(options) => ggcr::run(case, options),
        Options::Oras(options) => oras::run(case, options),
        Options::Podman(options) => podman::run(case, options),
        Options::Regclient(options) => regclient::run(case, options),
        Options::Skopeo(options) => both_readings(|as_go| skopeo::run(case, options, as_go)),
    }
}

/// What comes of a case where documents are read as is chosen, if the same comes of it where all are read as Go does.
fn both_readings(run: impl Fn(bool) -> Outcome) -> Outcome {
    let chosen = run(false);
    if run(true) == chosen { chosen } else { Outcome::Error("readings differ".to_owned()) }
}

/// What no tool of the crates does.
fn unsupported(case: &Case) -> Outcome {
    Outcome::Unsupported(format!("{} of {}", case.operation, case.tool))
}
