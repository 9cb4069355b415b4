//! `docker manifest create`, `annotate`, `push`.

use super::composing::{Registry, entries, made, outcome, refused};
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::DockerManifest;
use oci_convert::compose::{Compose, IndexParts, Member};
use oci_convert::tools;
use oci_spec_types::Descriptor;

pub(super) fn run(case: &Case, options: &DockerManifest) -> Outcome {
    let registry = Registry::new(&case.input);
    let mut members = Vec::new();
    for digest in &options.sources {
        let Some(manifest) = registry.source(digest) else {
            return Outcome::Unsupported(format!("no manifest {digest}"));
        };
        let image = Member::Image(registry.image(manifest));
        let edits: Vec<_> = options.annotate.iter().filter(|edit| edit.source == *digest).collect();
        if edits.is_empty() {
            members.push(image);
            continue;
        }
        match entries(image, &tools::DOCKER_MANIFEST) {
            Ok(made) => members.extend(made.into_iter().map(|mut entry| {
                edits.iter().for_each(|edit| annotate(&mut entry, &edit.args));
                Member::Entry(entry)
            })),
            Err(error) => return refused(&error),
        }
    }
    let parts = IndexParts { members, ..IndexParts::default() };
    outcome(made(Compose::index(parts).as_tool(&tools::DOCKER_MANIFEST)))
}

/// Sets single members of the platform; features are added.
fn annotate(entry: &mut Descriptor, args: &[String]) {
    let platform = entry.platform.get_or_insert_default();
    for pair in args.chunks(2) {
        let [name, value] = pair else { continue };
        let value = value.as_str();
        match name.as_str() {
            "--os" => platform.os = value.into(),
            "--arch" => platform.architecture = value.into(),
            "--variant" => platform.variant = Some(value.into()),
            "--os-version" => platform.os_version = Some(value.into()),
            "--os-features" => platform.os_features.extend(value.split(',').map(Into::into)),
            _ => {}
        }
    }
}
