//! Any bytes as a manifest, and as the config of one: a conversion or an error. What comes out is a document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oci_convert::{Converted, Destination, Format, Need, Request, Source, tools};
use oci_digest::Digest;
use oci_spec_types::{Document, MediaType};

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
    let converted = plan.finish().ok()?;
    let _ = converted.report.to_string();
    Some(converted)
}

fn all(manifest: &[u8], media_type: &MediaType, config: &[u8]) {
    for tool in tools::ALL {
        for target in TARGETS {
            let request = Request::convert(target).as_tool(tool).way_back();
            let Some(converted) = convert(manifest, media_type, config, request) else { continue };
            let document = Document::parse(converted.bytes).expect("a document");
            assert_eq!(document.digest().ok().as_ref(), Some(converted.digest.digest()));
        }
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

fuzz_target!(|bytes: &[u8]| {
    for media_type in [
        MediaType::OCI_MANIFEST,
        MediaType::DOCKER_MANIFEST,
        MediaType::DOCKER_SCHEMA1,
        MediaType::DOCKER_SCHEMA1_SIGNED,
        MediaType::default(),
    ] {
        all(bytes, &media_type, b"{}");
    }
    for docker in [false, true] {
        let (manifest, media_type) = around(bytes, docker);
        all(&manifest, &media_type, bytes);
    }
});
