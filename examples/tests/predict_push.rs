//! A push into another format is predicted: what is pushed is what the conversion makes, to the byte.

use oci_digest::Digest;
use oci_spec_types::{Document, MediaType, View};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The layer of the embedded Docker image, as its manifest names it.
const LAYER: &str = "sha256:ae7b613df528a37664448affa6e52ff405701cda015a2a67301423bc20226b61";
const SIZE: &str = "63374419";
/// What skopeo makes of it: the digest of the OCI image in a registry.
const AS_OCI: &str = "sha256:e36f738423dc66ece44ee77d155d196f893f3d6cbd6881df78206ce17cddf350";

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

fn predict(manifest: &str, layers: &[String], args: &[&str]) -> Output {
    let tests = std::env::current_exe().expect("the path of this test");
    let folder = tests.ancestors().nth(2).expect("the folder of the build").join("examples");
    let mut command = Command::new(folder.join(format!("predict_push{}", std::env::consts::EXE_SUFFIX)));
    command.arg(data(manifest)).args(layers.iter().flat_map(|layer| ["--layer", layer.as_str()])).args(args);
    command.output().expect("the program runs")
}

/// The prediction as JSON, and the manifest that it writes.
fn predicted(name: &str, manifest: &str, layers: &[String], args: &[&str]) -> (serde_json::Value, Document) {
    let out = std::env::temp_dir().join(format!("oci-examples-{}-{name}.json", std::process::id()));
    let file = out.to_str().expect("a path");
    let done = predict(manifest, layers, &[args, &["--json", "--out", file]].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let pushed = std::fs::read(&out).expect("the manifest");
    let _ = std::fs::remove_file(&out);
    (serde_json::from_slice(&done.stdout).expect("JSON"), Document::parse(pushed).expect("a manifest"))
}

fn config() -> String {
    data("fedora-amd64.config.json").to_str().expect("a path").to_owned()
}

#[test]
fn a_docker_image_is_pushed_as_oci() {
    let layers = [format!("{LAYER},{SIZE}")];
    let (json, pushed) = predicted("oci", "fedora-amd64.v2s2.json", &layers, &["--to", "oci", "--config", &config()]);
    assert_eq!(json["after"], AS_OCI);
    assert_eq!(json["media_type"], MediaType::OCI_MANIFEST.as_str());
    assert_eq!(pushed.digest().expect("a digest").to_string(), AS_OCI);
    assert_eq!(
        (json["report"]["from"].as_str(), json["report"]["to"].as_str()),
        (Some("docker-manifest"), Some("oci-manifest"))
    );
    // What the push has to read is asked for, and nothing is predicted without it.
    let refused = predict("fedora-amd64.v2s2.json", &layers, &["--to", "oci"]);
    assert_eq!(refused.status.code(), Some(3));
    let text = String::from_utf8_lossy(&refused.stderr);
    assert!(text.contains("the config is needed") && refused.stdout.is_empty(), "{text}");
}

#[test]
fn zstd_makes_an_oci_image_of_a_docker_one() {
    let zstd = Digest::sha256("zstd").to_string();
    let (json, pushed) =
        predicted("zstd", "fedora-amd64.v2s2.json", &[format!("{zstd},7,zstd")], &["--config", &config()]);
    let View::OciManifest(manifest) = pushed.view() else { panic!("{}", pushed.kind()) };
    assert_eq!(manifest.layers[0].media_type, MediaType::OCI_LAYER_ZSTD);
    assert_eq!((manifest.layers[0].digest.as_str(), manifest.layers[0].size), (zstd.as_str(), 7));
    assert_eq!(json["after"], pushed.digest().expect("a digest").to_string());
    let assumed = json["assumed"].to_string();
    assert!(assumed.contains("the push is told to compress with zstd"), "{assumed}");
    assert!(assumed.contains("what it was cannot hold such layers"), "{assumed}");
}

#[test]
fn an_oci_image_is_pushed_as_docker() {
    let local =
        Document::parse(std::fs::read(data("demo-x86_64.local.oci.json")).expect("a file")).expect("a manifest");
    let (a, b) = (Digest::sha256("a"), Digest::sha256("b"));
    let layers = [format!("{a},3,gzip"), format!("{b},4,gzip")];
    let (json, pushed) = predicted("docker", "demo-x86_64.local.oci.json", &layers, &["--to", "docker"]);
    let View::DockerManifest(manifest) = pushed.view() else { panic!("{}", pushed.kind()) };
    let found: Vec<_> = manifest.layers.iter().map(|own| (own.digest.as_str(), own.size, &own.media_type)).collect();
    let gzip = &MediaType::DOCKER_LAYER_GZIP;
    assert_eq!(found, [(a.to_string().as_str(), 3, gzip), (b.to_string().as_str(), 4, gzip)]);
    let config = local.view().config().expect("a config");
    assert_eq!((&manifest.config.digest, &manifest.config.media_type), (&config.digest, &MediaType::DOCKER_CONFIG));
    assert_eq!(json["after"], pushed.digest().expect("a digest").to_string());
    assert_eq!(json["before"], local.digest().expect("a digest").to_string());
    // Docker has no zstd: refused, not guessed.
    let zstd = [format!("{a},3,zstd"), format!("{b},4,zstd")];
    let refused = predict("demo-x86_64.local.oci.json", &zstd, &["--to", "docker"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(refused.stdout.is_empty() && String::from_utf8_lossy(&refused.stderr).contains("zstd"));
}
