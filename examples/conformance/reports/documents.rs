//! What is read of documents, and which entry of a list is taken.

use super::Report;
use oci_platform::{Host, Outcome, Policy, Selector};
use oci_spec_types::{Kind, Model, ParseOptions, RawJson, Referrer, View, oci};
use serde::{Deserialize, Serialize};

pub(super) fn not_json(report: &Report<'_>) {
    let bytes = report.bytes("not-json.config");
    let alone = oci::ImageConfig::parse(bytes.clone()).expect_err("no JSON");
    let options = ParseOptions::default().kind(Kind::ImageConfig);
    let document = oci_spec_types::Document::parse_with(bytes, &options).expect_err("no JSON");
    for error in [alone, document] {
        assert_eq!((error.offset(), error.pointer()), (0, ""));
        assert_eq!(error.to_string(), "found 'n', expected an object at byte 0");
    }
}

pub(super) fn utf16(report: &Report<'_>) {
    let error = oci_spec_types::Document::parse(report.bytes("utf16.json")).expect_err("not UTF-8");
    assert_eq!(error.offset(), 0);
    assert_eq!(error.to_string(), "found UTF-16 with a byte order mark (bytes ff fe at offset 0), expected UTF-8");
}

pub(super) fn offset_after_bad_utf8(report: &Report<'_>) {
    let bytes = report.bytes("bad-utf8-then-error.json");
    let error = oci_spec_types::Document::parse(bytes.clone()).expect_err("no JSON");
    assert_eq!(error.offset(), 485, "{error}");
    assert_eq!(bytes[error.offset()], b'x');
    assert!(error.to_string().ends_with(" at byte 485"), "{error}");
}

/// Every shape in which serde reads a document through a value.
pub(super) fn serde_unknown_member(report: &Report<'_>) {
    #[derive(Debug, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        Index(oci::Index),
    }
    #[derive(Debug, Serialize, Deserialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        Index(oci::Index),
    }
    #[derive(Debug, Serialize, Deserialize)]
    struct Flattened {
        name: String,
        #[serde(flatten)]
        index: oci::Index,
    }
    let text = report.text("serde-index-unknown.json");
    let expected: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let Untagged::Index(untagged) = serde_json::from_str(&text).expect("untagged");
    let tagged = text.replacen('{', r#"{"kind":"Index","#, 1);
    let Tagged::Index(tagged) = serde_json::from_str(&tagged).expect("tagged");
    let flattened = text.replacen('{', r#"{"name":"n","#, 1);
    let Flattened { index: flattened, .. } = serde_json::from_str(&flattened).expect("flattened");
    for index in [untagged, tagged, flattened] {
        assert_eq!(index.manifests[0].extra.get("newField").map(RawJson::as_str), Some("true"));
        assert_eq!(serde_json::to_value(&index).expect("a value"), expected);
    }
}

pub(super) fn oras_artifact_type(report: &Report<'_>) {
    let document = report.document("oras-artifact.json");
    let stated = "application/vnd.cncf.oras.artifact.manifest.v1+json";
    assert_eq!(document.media_type().expect("a type"), stated);
    let referrer = Referrer::of(&document).expect("a digest").expect("a subject");
    assert_eq!(referrer.entry.media_type, stated);
    assert_eq!(referrer.entry.artifact_type.expect("a type"), "sig/x");
    assert_eq!(referrer.entry.digest, document.digest().expect("a digest"));
    let View::ArtifactManifest(artifact) = document.view() else { panic!("{}", document.kind()) };
    assert_eq!(referrer.subject, **artifact.subject.as_ref().expect("a subject"));
}

pub(super) fn registry_error(report: &Report<'_>) {
    let bytes = report.bytes("registry-error.json");
    for kind in [Kind::OciManifest, Kind::OciIndex, Kind::DockerManifest, Kind::DockerList] {
        let gate = ParseOptions::gate().kind(kind);
        let error = oci_spec_types::Document::parse_with(bytes.clone(), &gate).expect_err("no manifest").to_string();
        assert!(error.contains("found no member \"schemaVersion\""), "{kind}: {error}");
    }
    // Read without an expectation it is nothing that has a digest as a manifest.
    let document = report.document("registry-error.json");
    assert!(document.kind() == Kind::Unknown && document.media_type().is_none() && document.artifact().is_none());
}

pub(super) fn wasm_config(report: &Report<'_>) {
    let bytes = report.bytes("wasm-config.json");
    assert_eq!(report.document("wasm-config.json").kind(), Kind::Unknown);
    let gate = ParseOptions::gate().kind(Kind::ImageConfig);
    let error = oci_spec_types::Document::parse_with(bytes, &gate).expect_err("no image config").to_string();
    assert!(error.contains("rootfs"), "{error}");
}

/// What registry 2.8.2 sends to a client that knows no lists: the first entry for linux/amd64, by equal texts.
pub(super) fn registry_fallback(report: &Report<'_>) {
    let expected = [
        ("v3first", Some(0)),
        ("upper", Some(1)),
        ("alias", None),
        ("only386", None),
        ("v3only", Some(0)),
        ("empty", None),
        ("twice", Some(0)),
        ("noplat", None),
    ];
    let selector = Selector::on_machine(Host::new("linux", "arm64")).policy(Policy::REGISTRY_2_8).of_docker_list(true);
    for (name, taken) in expected {
        let document = report.document(&format!("fallback-{name}.list.json"));
        let found = match selector.select(document.view().entries()) {
            Ok(choice) => Some(choice.index),
            Err(error) if error.outcome == Outcome::Nothing => None,
            Err(error) => panic!("{name}: {error}"),
        };
        assert_eq!(found, taken, "{name}");
    }
}
