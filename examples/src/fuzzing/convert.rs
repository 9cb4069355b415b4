//! Any bytes as a manifest, and as the config of one: a conversion or an error. What comes out is a document.

use super::{picked::tool_for, shown::check_converted};
use oci_convert::{Converted, Destination, Format, Need, Request, Source, tools};
use oci_digest::Digest;
use oci_spec_types::MediaType;

const TARGETS: [Format; 3] = [Format::Oci, Format::DockerV2S2, Format::DockerV2S1];

fn convert(manifest: &[u8], media_type: &MediaType, config: &[u8], request: Request) -> Option<Converted> {
    let mut plan = request.plan(Source::new(manifest.to_vec(), media_type.clone())).ok()?;
    plan.accept_placeholders();
    for need in plan.needs() {
        let _ = match &need {
            Need::Name { .. } => plan.provide(&need, Destination::new("example/name", "tag")),
            _ => plan.provide(&need, config.to_vec()),
        };
    }
    plan.finish().ok()
}

/// As the tool, and to the format, that the length of the input picks.
fn check(manifest: &[u8], media_type: &MediaType, config: &[u8], input: &[u8]) {
    let target = TARGETS[input.len() / tools::ALL.len() % TARGETS.len()];
    let request = Request::convert(target).as_tool(tool_for(input)).way_back();
    if let Some(converted) = convert(manifest, media_type, config, request) {
        check_converted(&converted, manifest);
    }
}

/// A manifest around a config, with a layer for every diffID that a reader of texts can see in it.
fn around(config: &[u8], docker: bool) -> (Vec<u8>, MediaType) {
    let (manifest, config_type, layer_type) = if docker {
        (MediaType::DOCKER_MANIFEST, MediaType::DOCKER_CONFIG, MediaType::DOCKER_LAYER_GZIP)
    } else {
        (MediaType::OCI_MANIFEST, MediaType::OCI_CONFIG, MediaType::OCI_LAYER_GZIP)
    };
    let layers = config.windows(8).filter(|window| *window == b"\"sha256:").count().min(8);
    let layers: Vec<_> = (0..layers)
        .map(|at| {
            let digest = Digest::sha256(at.to_string());
            format!(r#"{{"mediaType":"{layer_type}","size":{at},"digest":"{digest}"}}"#)
        })
        .collect();
    let (digest, size, layers) = (Digest::sha256(config), config.len(), layers.join(","));
    let text = format!(
        r#"{{"schemaVersion":2,"mediaType":"{manifest}","config":{{"mediaType":"{config_type}","size":{size},"digest":"{digest}"}},"layers":[{layers}]}}"#
    );
    (text.into_bytes(), manifest)
}

pub(super) fn body(bytes: &[u8]) {
    for media_type in [
        MediaType::OCI_MANIFEST,
        MediaType::DOCKER_MANIFEST,
        MediaType::DOCKER_SCHEMA1,
        MediaType::DOCKER_SCHEMA1_SIGNED,
        MediaType::default(),
    ] {
        check(bytes, &media_type, b"{}", bytes);
    }
    for docker in [false, true] {
        let (manifest, media_type) = around(bytes, docker);
        check(&manifest, &media_type, bytes, bytes);
    }
}
