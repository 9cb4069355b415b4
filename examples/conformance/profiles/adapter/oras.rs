//! oras-go's packing.

use super::composing::{annotations, descriptor, json, made, output, refused};
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::Pack;
use oci_convert::compose::{Compose, ConfigPart, ImageParts};
use oci_convert::{ErrorKind, tools};

pub(super) fn run(case: &Case, options: &Pack) -> Outcome {
    let commit = case.tool_version.split_whitespace().nth(1).and_then(|commit| commit.get(..7)).unwrap_or_default();
    let Some(tool) = tools::named(&format!("oras-go {commit} ({})", options.version)) else {
        return Outcome::Error(ErrorKind::UnsupportedConversion.code().to_owned());
    };
    let parts = ImageParts {
        artifact_type: Some(options.artifact_type.as_str().into())
            .filter(|kind: &oci_spec_types::MediaType| !kind.is_empty()),
        config: options
            .config_descriptor
            .as_ref()
            .map_or(ConfigPart::Missing, |own| ConfigPart::Named(descriptor(own))),
        config_annotations: annotations(&options.config_annotations),
        layers: options.layers.iter().map(|layer| descriptor(layer).into()).collect(),
        subject: options.subject.as_ref().map(descriptor),
        annotations: annotations(&options.manifest_annotations),
        now: Some("2026-01-02T03:04:05Z".into()),
        ..ImageParts::default()
    };
    match made(Compose::image(parts).as_tool(tool)) {
        Ok(composed) => {
            let variable = !options.manifest_annotations.keys().any(|name| name.ends_with(".created"));
            let mut output = output(&composed);
            output.descriptor = json(&composed.descriptor).filter(|_| !variable);
            Outcome::Output(Box::new(output))
        }
        Err(error) => refused(&error),
    }
}
