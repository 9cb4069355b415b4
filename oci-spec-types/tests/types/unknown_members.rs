//! Unknown members at every level: kept in their order, with the spelling of their numbers.

use oci_spec_types::{Document, Model, RawJson, Style, oci, strategies as any};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn order_and_spelling_are_kept(members in proptest::collection::vec(("z[a-z]{1,3}", any::raw_json()), 0..12)) {
        let text: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{}", value.as_str())).collect();
        let text = format!("{{{}}}", text.join(","));
        let descriptor = oci::Descriptor::parse(text.clone()).unwrap();
        let kept: Vec<(String, RawJson)> = descriptor.extra.iter().map(|(n, v)| (n.to_owned(), v.clone())).collect();
        prop_assert_eq!(kept, members);
        prop_assert_eq!(descriptor.to_styled(Style::detect(text.as_bytes())), text.into_bytes());
    }
}

#[test]
fn at_every_level() {
    let texts = [
        r#"{"schemaVersion":2,"config":{"z":1.0,"digest":"x"},"layers":[{"z":[1E5],"size":1}],"z":-0.0,"subject":{"z":{}}}"#,
        r#"{"schemaVersion":2,"manifests":[{"platform":{"os":"linux","z":1e-7,"architecture":"arm"}}],"z":12345678901234567890}"#,
        r#"{"rootfs":{"z":1,"type":"layers","diff_ids":null},"os":"linux","config":{"Z":0.10,"Healthcheck":{"z":2.50}},"history":[{"z":1}],"architecture":"arm"}"#,
        r#"{"schemaVersion":1,"fsLayers":[{"z":1.0}],"history":[{"z":2.0}],"z":3.0}"#,
        r#"[{"Config":"c","RepoTags":null,"Layers":[],"z":1.0,"LayerSources":{"sha256:x":{"z":1.0}}}]"#,
        r#"{"imageLayoutVersion":"1.0.0","z":1.0}"#,
        r#"{"id":"a","container_config":{"z":1.0},"z":1.0,"created":"x"}"#,
        r#"{"mediaType":"application/vnd.oci.artifact.manifest.v1+json","artifactType":"a","blobs":[{"z":1.0}],"z":1.0}"#,
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"z":1.0,"digest":{"a":"b"}}],"predicate":1.0,"z":1.0}"#,
    ];
    for text in texts {
        let document = Document::parse(text).unwrap();
        assert_eq!(String::from_utf8(document.view().to_styled(document.style())).unwrap(), text);
    }
}

#[test]
fn an_edit_moves_nothing_else() {
    let text = "{\n\t\"layers\": null,\n\t\"z\": 1.50E+3,\n\t\"schemaVersion\": 2,\n\t\"config\": {}\n}\n";
    let mut manifest = oci::Manifest::parse(text).unwrap();
    manifest.annotations.insert("a", "<b>");
    let written = String::from_utf8(manifest.to_styled(Style::detect(text.as_bytes()))).unwrap();
    let expected = "{\n\t\"layers\": null,\n\t\"z\": 1.50E+3,\n\t\"schemaVersion\": 2,\n\t\"config\": {},\n\t\"annotations\": {\n\t\t\"a\": \"\\u003cb\\u003e\"\n\t}\n}\n";
    assert_eq!(written, expected);
}
