//! What a document carries: the documents of reports, rebuilt.

use oci_spec_types::artifact::{Artifact, ArtifactKind, Reason};
use oci_spec_types::{Descriptor, Document, MediaType, Model, Platform, docker, oci};

const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const EMPTY: &str = "application/vnd.oci.empty.v1+json";

/// A manifest of these types: artifact type, config, layers.
fn manifest(artifact_type: &str, config: &str, layers: &[&str]) -> oci::Manifest {
    let layers = layers.iter().map(|layer| Descriptor::of(*layer, layer.as_bytes())).collect();
    let manifest = oci::Manifest::new(Descriptor::of(config, b"{}"), layers);
    if artifact_type.is_empty() { manifest } else { manifest.with_artifact_type(artifact_type) }
}

fn of(manifest: &oci::Manifest) -> Artifact {
    let artifact = Document::parse(manifest.to_json()).unwrap().artifact().unwrap();
    assert_eq!(artifact, Artifact::of_manifest(manifest));
    artifact
}

fn entry(artifact_type: &str) -> Descriptor {
    let entry = Descriptor::of(MediaType::OCI_MANIFEST, b"{}");
    if artifact_type.is_empty() { entry } else { entry.with_artifact_type(artifact_type) }
}

fn amd64() -> Platform {
    Platform { os: "linux".into(), architecture: "amd64".into(), ..Platform::default() }
}

/// skopeo 1933, 2144, 2709: charts, models and what oras pushed, where an image was expected; each is named for what it is.
#[test]
fn what_a_manifest_carries() {
    use ArtifactKind::{
        Attestation, BuildCache, Chart, Image, ImageEncrypted, Model, Other, Sbom, Signature, SigstoreBundle,
        SociIndex, Wasm,
    };
    let helm = "application/vnd.cncf.helm.config.v1+json";
    let bundle = "application/vnd.dev.sigstore.bundle+json;version=0.2";
    let cases = [
        ("", CONFIG, &[LAYER][..], Image),
        ("", CONFIG, &[], Image),
        ("", CONFIG, &["application/vnd.erofs.layer.v1", LAYER], Image),
        ("", CONFIG, &["application/vnd.example.odd", LAYER], Image),
        (
            "application/vnd.nydus.image.manifest.v1+json",
            CONFIG,
            &["application/vnd.oci.image.layer.nydus.blob.v1"],
            Image,
        ),
        (CONFIG, CONFIG, &[LAYER], Image),
        ("", CONFIG, &[LAYER, "application/vnd.oci.image.layer.v1.tar+gzip+encrypted"], ImageEncrypted),
        ("", helm, &["application/vnd.cncf.helm.chart.content.v1.tar+gzip"], Chart),
        ("", helm, &["application/vnd.example.odd"], Chart),
        ("application/vnd.cncf.model.manifest.v1+json", "application/vnd.cncf.model.config.v1+json", &[], Model),
        ("", "application/vnd.docker.ai.model.config.v0.1+json", &["application/vnd.docker.ai.gguf.v3"], Model),
        ("", "application/vnd.kitops.modelkit.config.v1+json", &[], Model),
        ("", CONFIG, &["application/vnd.dev.cosign.simplesigning.v1+json"; 2], Signature),
        ("application/vnd.cncf.notary.signature", EMPTY, &["application/jose+json"], Signature),
        (bundle, EMPTY, &["application/vnd.dev.sigstore.bundle+json;version=0.2"], SigstoreBundle),
        ("", CONFIG, &["application/vnd.in-toto+json"], Attestation),
        ("application/vnd.docker.attestation.manifest.v1+json", EMPTY, &["application/vnd.in-toto+json"], Attestation),
        ("", CONFIG, &["application/vnd.dsse.envelope.v1+json"], Attestation),
        ("", CONFIG, &["text/spdx+json"], Sbom),
        ("application/vnd.cyclonedx+json", EMPTY, &[EMPTY], Sbom),
        ("", "application/vnd.wasm.config.v0+json", &["application/wasm"], Wasm),
        ("", EMPTY, &["application/vnd.wasm.content.layer.v1+wasm+encrypted"], Wasm),
        ("", "application/vnd.buildkit.cacheconfig.v0", &[LAYER], BuildCache),
        ("application/vnd.amazon.soci.index.v1+json", EMPTY, &["application/octet-stream"], SociIndex),
        ("application/vnd.unknown.artifact.v1", EMPTY, &["application/octet-stream", LAYER], Other),
        ("application/vnd.unknown.artifact.v1", EMPTY, &["application/wasm"], Wasm),
        ("application/vnd.example", CONFIG, &[LAYER], Other),
        ("", "application/vnd.docker.plugin.v1+json", &[LAYER], Other),
        ("", CONFIG, &["application/octet-stream"], Other),
        ("", CONFIG, &["text/spdx+json", "application/vnd.in-toto+json"], Other),
        ("", CONFIG, &["application/vnd.in-toto+json", LAYER], Image),
        ("", "", &[], Other),
        ("", EMPTY, &["application/wasmer"], Other),
    ];
    for (artifact_type, config, layers, expected) in cases {
        let found = of(&manifest(artifact_type, config, layers));
        assert_eq!(found.kind, expected, "{artifact_type} {config} {layers:?}: {}", found.reason);
    }
}

#[test]
fn the_reason_names_the_member_that_tells() {
    let found = of(&manifest("", CONFIG, &["application/vnd.dev.cosign.simplesigning.v1+json"]));
    assert_eq!(found.reason, Reason::Layers("application/vnd.dev.cosign.simplesigning.v1+json".into()));
    let found = of(&manifest("", CONFIG, &[LAYER]));
    assert_eq!((found.to_string(), found.reason), ("image".into(), Reason::Config(MediaType::OCI_CONFIG)));
    let found = of(&manifest("", "application/vnd.devcontainers", &["application/vnd.devcontainers.layer.v1+tar"]));
    assert_eq!(found.to_string(), "artifact of type application/vnd.devcontainers");
    let found = of(&manifest("", EMPTY, &["a/b"]));
    assert_eq!(found.to_string(), format!("artifact of type {EMPTY}"));
    assert_eq!(found.reason.to_string(), format!("its config is {EMPTY}"));
    assert_eq!(of(&manifest("", "", &["a/b"])).reason.to_string(), "no member tells");
    let json = serde_json::to_value(of(&manifest("application/vnd.x\u{1b}", EMPTY, &[]))).unwrap();
    assert_eq!(json["kind"], "other");
    assert_eq!(json["reason"]["by"], "artifact-type");
    let shown = of(&manifest("application/vnd.x\u{1b}[31m", EMPTY, &[])).to_string();
    assert!(!shown.contains('\u{1b}'), "{shown}");
}

/// An Ollama model is a Docker manifest with the config type of an image.
#[test]
fn a_model_in_dockers_format() {
    let layers = ["model", "template", "license"];
    let layers = layers.map(|layer| Descriptor::of(format!("application/vnd.ollama.image.{layer}"), b"x"));
    let manifest = docker::Manifest::new(Descriptor::of(MediaType::DOCKER_CONFIG, b"{}"), layers.to_vec());
    assert_eq!(Artifact::of_docker_manifest(&manifest).kind, ArtifactKind::Model);
    let image = docker::Manifest::new(
        Descriptor::of(MediaType::DOCKER_CONFIG, b"{}"),
        vec![Descriptor::of(MediaType::DOCKER_FOREIGN_LAYER_GZIP, b"")],
    );
    assert_eq!(Artifact::of_docker_manifest(&image).kind, ArtifactKind::Image);
}

#[test]
fn a_flatpak_is_an_image_with_a_name() {
    let found = of(&manifest("", CONFIG, &[LAYER]).with_annotation("org.flatpak.ref", "app/org.x/x86_64/stable"));
    assert_eq!(found.kind, ArtifactKind::Flatpak);
    assert!(found.kind.is_image());
}

#[test]
fn what_an_index_leads_to() {
    use ArtifactKind::{BuildCache, IndexOfArtifacts, IndexOfImages, Layout, Referrers};
    let image = || entry("").with_platform(amd64());
    let attestation = || {
        let about = oci_digest::Digest::sha256(b"image").to_string();
        let entry = entry("").with_platform(Platform { os: "unknown".into(), ..amd64() });
        entry
            .with_annotation("vnd.docker.reference.type", "attestation-manifest")
            .with_annotation("vnd.docker.reference.digest", about)
    };
    let bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";
    let soci = "application/vnd.amazon.soci.index.v2+json";
    let named = |entry: Descriptor| entry.with_annotation("org.opencontainers.image.ref.name", "1");
    let cache = Descriptor::of("application/vnd.buildkit.cacheconfig.v0", b"{}");
    let cases = [
        (vec![image(), attestation()], IndexOfImages),
        (vec![image(), entry(soci).with_platform(amd64())], IndexOfImages),
        (vec![named(image())], IndexOfImages),
        (vec![named(entry(""))], Layout),
        (vec![image().with_annotation("io.containerd.image.name", "docker.io/library/x:1")], Layout),
        (vec![entry(bundle), entry("text/x")], Referrers),
        (vec![entry(soci).with_platform(amd64())], IndexOfArtifacts),
        (vec![Descriptor::of("application/vnd.example", b"")], IndexOfArtifacts),
        (vec![Descriptor::of(LAYER, b""), cache], BuildCache),
        (vec![entry("")], IndexOfImages),
        (vec![], IndexOfImages),
    ];
    for (at, (entries, expected)) in cases.into_iter().enumerate() {
        assert_eq!(Artifact::of_entries(&entries).kind, expected, "case {at}");
        let typed = oci::Index::new(entries).with_artifact_type("application/vnd.example.bundle");
        let of_typed = Artifact::of_index(&typed);
        assert!(matches!(of_typed.kind, IndexOfArtifacts | BuildCache), "case {at}");
    }
    let reason = Artifact::of_entries(&[attestation(), image()]).reason;
    assert_eq!(reason.to_string(), "entry 1 states a platform");
}

#[test]
fn documents_with_one_use_and_with_none() {
    let kind = |text: &str| Document::parse(text.as_bytes().to_vec()).unwrap().artifact().map(|found| found.kind);
    assert_eq!(kind(r#"{"imageLayoutVersion":"1.0.0"}"#), Some(ArtifactKind::Layout));
    assert_eq!(kind(r#"{"_type":"https://in-toto.io/Statement/v1"}"#), Some(ArtifactKind::Attestation));
    assert_eq!(kind(r#"{"rootfs":{"type":"layers","diff_ids":[]}}"#), Some(ArtifactKind::Image));
    assert_eq!(kind(r#"{"spdxVersion":"SPDX-2.3"}"#), None);
    assert_eq!(kind("[]"), None);
}
