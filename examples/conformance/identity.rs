//! Schema 1 identities (`spec/identity.json`).

use crate::harness::{Mismatch, Tally, Verdict, base64, same, same_bytes, text};
use crate::set::Set;
use oci_convert::{Destination, Error, Format, Request, Source, Tool, tools};
use oci_digest::{Digest, ImageId};
use oci_spec_types::MediaType;
use serde_json::Value;
use std::path::Path;

/// The makers of configs, by their names in the cases.
const MAKERS: [(&str, &Tool); 2] = [
    ("containers/image Schema1.ToSchema2Config", &tools::CONTAINERS_IMAGE),
    ("moby v20.10.8 MakeConfigFromV1Config", &tools::MOBY),
];

pub(crate) fn run(set: &Set, out: &mut Tally) {
    let dir = set.path("spec");
    for case in &set.list("spec/identity.json", "schema1_builds") {
        out.case("spec/identity/schema1-builds", text(case, "config"), || build(&dir, case));
    }
    for case in &set.list("spec/identity.json", "schema1_to_config") {
        for (name, maker) in MAKERS {
            out.case("spec/identity/schema1-to-config", format!("{} as {name}", text(case, "schema1")), || {
                to_config(&dir, case, name, maker)
            });
        }
    }
}

fn read(dir: &Path, name: &str) -> Result<Vec<u8>, Mismatch> {
    std::fs::read(dir.join(name)).map_err(|error| Mismatch::new(name, error))
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A schema 1 manifest as distribution builds it of a config and the digests of layers.
fn build(dir: &Path, case: &Value) -> Verdict {
    let config = read(dir, text(case, "config"))?;
    let (name, tag) = text(case, "reference").rsplit_once(':').unwrap_or_default();
    let built = || -> Result<_, Error> {
        let layer = |digest: &str| {
            format!(r#"{{"mediaType":"{}","size":1,"digest":"{digest}"}}"#, MediaType::DOCKER_LAYER_GZIP)
        };
        let layers: Vec<String> = texts(&case["layer_blob_digests"]).into_iter().map(layer).collect();
        let manifest = format!(
            r#"{{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","size":{},"digest":"{}"}},"layers":[{}]}}"#,
            MediaType::DOCKER_MANIFEST,
            MediaType::DOCKER_CONFIG,
            config.len(),
            Digest::sha256(&config),
            layers.join(",")
        );
        let mut plan = Request::convert(Format::DockerV2S1)
            .as_tool(&tools::DISTRIBUTION)
            .name(Destination::new(name, tag))
            .plan(Source::new(manifest, MediaType::DOCKER_MANIFEST))?;
        for need in plan.needs() {
            plan.provide(&need, config.clone())?;
        }
        plan.finish()
    };
    let converted = built().map_err(|error| Mismatch::new("a manifest", error))?;
    same_bytes("manifest", &base64(text(case, "canonical_b64")), &converted.bytes)?;
    same(text(case, "canonical_digest"), &*converted.digest.to_string())?;
    let ids = converted.report.of_role(oci_convert::report::DigestRole::V1Id);
    let ids: Vec<String> = ids.filter_map(|change| change.after.as_ref().map(ToString::to_string)).collect();
    let expected = case["layers_top_first"].as_array().into_iter().flatten().rev();
    same(expected.map(|layer| text(layer, "v1ID")).collect::<Vec<_>>().join(" "), ids.join(" "))
}

fn to_config(dir: &Path, case: &Value, name: &str, maker: &Tool) -> Verdict {
    let manifest = read(dir, text(case, "schema1"))?;
    let diff_ids: Vec<_> = texts(&case["diff_ids"]).into_iter().map(Into::into).collect();
    let source = Source::new(manifest, MediaType::DOCKER_SCHEMA1_SIGNED);
    let expected = &case[name];
    match (expected["error"].as_str(), maker.schema1_config(&source, Some(&diff_ids))) {
        (Some(_), Err(_)) => Ok(()),
        (Some(error), Ok(_)) => Err(Mismatch::new(error, "a config")),
        (None, Err(error)) => Err(Mismatch::new("a config", error)),
        (None, Ok(config)) => {
            same_bytes("config", &base64(text(expected, "config_b64")), &config)?;
            same(text(expected, "image_id"), &*ImageId::of_config(&config).to_string())
        }
    }
}
