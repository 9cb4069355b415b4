//! Tests of the public API.

mod advisories;
mod choosing;
#[cfg(feature = "detect")]
mod detecting;
mod errors;
mod explaining;
mod filtering;
mod policies;
mod properties;
mod texts;
mod windows;

use oci_platform::{Candidate, Platform};

/// A platform of `os/architecture/variant`, with an optional `:version`, taken as written.
fn platform(text: &str) -> Platform {
    Platform::parse_with(text, oci_platform::Grammar::Crane, &oci_platform::Host::default()).expect("a platform")
}

/// Entries of platforms; `-` is an entry without one, `att` an attestation.
fn entries(texts: &[&str]) -> Vec<Candidate> {
    texts
        .iter()
        .map(|text| match *text {
            "-" => Candidate::without_platform(),
            "att" => Candidate::new(platform("unknown/unknown"))
                .with_annotation("vnd.docker.reference.type", "attestation-manifest"),
            text => Candidate::new(platform(text)),
        })
        .collect()
}
