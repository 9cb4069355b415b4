//! What users of the models rely on: equality by meaning, valid defaults, one digest a document, collections.

use oci_spec_types::{
    Accept, Annotations, ClaimedDigest, Descriptor, Document, Kind, MediaType, Model, ParseOptions, RawJson, Set,
    Style, docker, in_toto, oci,
};
use std::collections::{BTreeMap, HashMap};

/// A document with all that is kept as raw text: numbers that values spell otherwise, names in an order of their own.
const CONFIG: &str = r#"{"architecture":"amd64","os":"linux","config":{"Env":["A=<b>"],"ExposedPorts":{"80/tcp":{"z":1.50,"a":[]}},"Labels":{"z":"1","a":"&"}},"rootfs":{"type":"layers","diff_ids":[]},"x":{"z":1e3,"a":{"d":18446744073709551616,"b":-0.0}}}"#;

#[test]
fn a_model_is_equal_to_what_its_value_says() {
    let config = oci::ImageConfig::parse(CONFIG).unwrap();
    let value = serde_json::to_value(&config).unwrap();
    assert_eq!(serde_json::from_value::<oci::ImageConfig>(value).unwrap(), config);
    let other = CONFIG.replace("1.50", "1.51");
    assert_ne!(oci::ImageConfig::parse(other).unwrap(), config);
}

#[test]
fn order_says_nothing() {
    let read = |text: &'static str| Descriptor::parse(text).unwrap();
    let a = read(r#"{"annotations":{"a":"1","b":"2"},"x":1,"y":[1,2],"size":3}"#);
    assert_eq!(a, read(r#"{"size":3,"y":[1.0,2e0],"x":1,"annotations":{"b":"2","a":"1"}}"#));
    assert_ne!(a, read(r#"{"size":3,"y":[2,1],"x":1,"annotations":{"b":"2","a":"1"}}"#));
    assert_ne!(a, read(r#"{"size":3,"y":[1,2],"annotations":{"b":"2","a":"1"}}"#));
    // The last one of a name counts.
    assert_eq!(read(r#"{"annotations":{"a":"0","a":"1"}}"#), read(r#"{"annotations":{"a":"1"}}"#));
}

#[test]
fn raw_values_are_compared_by_meaning() {
    let raw = |text: &str| text.parse::<RawJson>().unwrap();
    let same = [
        ("1", "1.0"),
        ("-0", "0"),
        ("100", "1e2"),
        (r#"{"a":1,"b":{"c":[true,null]}}"#, r#"{ "b": { "c": [ true, null ] }, "a": 1 }"#),
        (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
        (r#""\u003c""#, r#""<""#),
        ("1e400", "1e400"),
    ];
    for (a, b) in same {
        assert_eq!(raw(a), raw(b), "{a} {b}");
    }
    let other = [
        ("9007199254740993", "9007199254740992"),
        ("18446744073709551615", "18446744073709551614"),
        ("1", "\"1\""),
        ("[]", "{}"),
        ("[[1],2]", "[1,[2]]"),
        (r#"{"a":{"b":1}}"#, r#"{"a":{},"b":1}"#),
        ("null", "false"),
        ("1e400", "2e400"),
        (r#"["a","b"]"#, r#"["ab"]"#),
    ];
    for (a, b) in other {
        assert_ne!(raw(a), raw(b), "{a} {b}");
    }
    // Deep nesting costs neither stack nor more than linear time.
    let deep = |within: &str| raw(&format!("{}{within}{}", "[".repeat(400), "]".repeat(400)));
    assert_eq!(deep("1"), deep(" 1.0 "));
    assert_ne!(deep("1"), deep("2"));
}

#[test]
fn one_model_one_digest() {
    let manifest = oci::Manifest::default()
        .with_annotations([("z", "<a> & b"), ("a", "\u{2028}")])
        .with_subject(Descriptor::of(MediaType::OCI_MANIFEST, b"x").with_annotations([("k>", "1"), ("b", "2")]));
    let blob = manifest.to_blob();
    assert_eq!(blob.bytes, manifest.to_json());
    assert_eq!(blob.bytes, manifest.to_styled(Style::default()));
    assert_eq!(blob.bytes, serde_json::to_vec(&manifest).unwrap());
    assert_eq!(blob.bytes, serde_json::to_string(&Box::new(&manifest)).unwrap());
    let mut written = Vec::new();
    serde_json::to_writer(&mut written, &manifest).unwrap();
    assert_eq!(blob.bytes, written);
    written.clear();
    manifest.to_writer(&mut written, Style::default()).unwrap();
    assert_eq!(blob.bytes, written);
    // Within a type of the user, too.
    #[derive(serde::Serialize)]
    struct Mine<'a> {
        manifest: &'a oci::Manifest,
    }
    let within = serde_json::to_string(&Mine { manifest: &manifest }).unwrap();
    assert_eq!(within.as_bytes(), [br#"{"manifest":"#, &blob.bytes[..], b"}"].concat());
    // Go's order: maps sorted in what a constructor made.
    let text = str::from_utf8(&blob.bytes).unwrap();
    assert!(text.ends_with(r#""annotations":{"a":"\u2028","z":"\u003ca\u003e \u0026 b"}}"#), "{text}");
    assert!(text.contains(r#""annotations":{"b":"2","k\u003e":"1"}"#), "{text}");
    // What was read keeps its own order.
    let read = oci::Manifest::parse(br#"{"annotations":{"z":"1","a":"2"},"schemaVersion":2}"#.as_slice()).unwrap();
    assert_eq!(read.to_json(), br#"{"annotations":{"z":"1","a":"2"},"schemaVersion":2}"#);
    assert_eq!(serde_json::to_vec(&read).unwrap(), read.to_json());
    // Pretty text stays pretty.
    assert!(serde_json::to_string_pretty(&manifest).unwrap().starts_with("{\n  \"schemaVersion\": 2,\n"));
    assert!(manifest.to_styled(Style::PRETTY).ends_with(b"\n}\n"));
}

#[test]
fn defaults_are_valid_documents() {
    let documents: [(Kind, Vec<u8>, Vec<u8>); 5] = [
        (Kind::OciManifest, oci::Manifest::default().to_json(), oci::Manifest::default().to_blob().bytes.into()),
        (Kind::OciIndex, oci::Index::default().to_json(), oci::Index::new(vec![]).to_json()),
        (Kind::DockerManifest, docker::Manifest::default().to_json(), docker::Manifest::default().to_json()),
        (Kind::DockerList, docker::ManifestList::default().to_json(), docker::ManifestList::new(vec![]).to_json()),
        (Kind::Layout, oci::Layout::default().to_json(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec()),
    ];
    for (kind, bytes, same) in documents {
        assert_eq!(bytes, same, "{kind}");
        let document = Document::parse(bytes.clone()).unwrap();
        assert_eq!(document.kind(), kind);
        if let Err(error) = Document::parse_with(bytes, &ParseOptions::spec()) {
            panic!("{kind}: {error}");
        }
    }
    assert_eq!(oci::RootFs::default().to_json(), br#"{"type":"layers","diff_ids":[]}"#);
    assert_eq!(docker::Schema1::default().schema_version, 1);
    assert_eq!(in_toto::Statement::default().kind, in_toto::Statement::V1);
    // What is read has no defaults.
    let read = oci::Manifest::parse(&b"{}"[..]).unwrap();
    assert_eq!((read.schema_version, read.media_type, read.config.digest.is_empty()), (0, None, true));
    assert_eq!(serde_json::from_str::<oci::RootFs>("{}").unwrap().kind, "");
}

#[test]
fn collections_like_the_standard_ones() {
    let hash: HashMap<String, String> = [("b", "2"), ("a", "1")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    let mut annotations = Annotations::from(hash.clone());
    assert_eq!(annotations.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(HashMap::<String, String>::from(annotations.clone()), hash);
    assert_eq!(annotations, BTreeMap::from([("a", "1"), ("b", "2")]).into());
    annotations.extend([("c".to_owned(), "3")]);
    annotations.extend([("a", "0")]);
    assert_eq!(annotations.values().map(oci_spec_types::Text::as_str).collect::<Vec<_>>(), ["0", "2", "3"]);
    *annotations.get_mut("a").unwrap() = "9".into();
    assert_eq!(annotations.remove("a").unwrap(), "9");
    let owned: Vec<(String, String)> = annotations.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
    assert_eq!(owned, [("b".to_owned(), "2".to_owned()), ("c".to_owned(), "3".to_owned())]);

    let mut set: Set = ["a", "b", "a"].into_iter().collect();
    set.extend(["c"]);
    assert!(set.remove("b") && !set.remove("b"));
    assert_eq!(set.into_iter().map(String::from).collect::<Vec<_>>(), ["a", "c"]);
}

#[test]
fn claimed_digests_are_text() {
    let digest = oci_digest::Digest::sha512(b"x");
    let claimed = ClaimedDigest::from(&digest);
    assert_eq!(claimed, *digest.to_string());
    assert_eq!(claimed, digest);
    assert_eq!(claimed.as_ref(), digest.to_string());
    let mut sorted = ["b", "a"].map(ClaimedDigest::from);
    sorted.sort();
    assert_eq!(sorted, ["a", "b"]);
    assert!(oci_digest::Digest::try_from(ClaimedDigest::from("sha256:zz")).is_err());
}

#[test]
fn descriptors_say_why_they_cannot_verify() {
    let negative = Descriptor { size: -1, ..Descriptor::of(MediaType::OCI_LAYER, b"x") };
    assert_eq!(negative.verifier().unwrap_err().to_string(), "/size: found -1, expected a size that is not negative");
    let none = Descriptor { digest: "sha256:zz".into(), ..negative };
    let error = none.verify(b"x").unwrap_err().to_string();
    assert!(error.starts_with("/digest: "), "{error}");
    let error = Descriptor::of(MediaType::OCI_LAYER, b"x").verify(b"y").unwrap_err();
    // Once in the sentence, and not in the source again.
    assert!(std::error::Error::source(&error).is_none());
    assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::InvalidData);
}

#[test]
fn readers_stop_at_the_limit() {
    let error = Document::from_reader(std::io::repeat(b' ')).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert!(error.to_string().contains("expected at most"), "{error}");
    assert!(oci::Index::from_reader(&br#"{"manifests":[]}"#[..]).unwrap().manifests.is_empty());
}

#[test]
fn accept_chooses_by_specificity_then_weight_then_offer() {
    let offers = MediaType::accepted_manifests();
    let best = |header: &str| Accept::parse(header).best(offers).map(MediaType::as_str);
    let (index, manifest) = (MediaType::OCI_INDEX, MediaType::OCI_MANIFEST);
    let (index, manifest) = (Some(index.as_str()), Some(manifest.as_str()));
    assert_eq!(best(""), index);
    assert_eq!(best("*/*"), index);
    assert_eq!(best("text/html, application/vnd.oci.image.manifest.v1+json"), manifest);
    assert_eq!(best("application/vnd.oci.image.index.v1+json;q=0.4,APPLICATION/*;q=0.5"), manifest);
    assert_eq!(best("application/vnd.oci.image.index.v1+json;q=0, */*;q=0.001"), manifest);
    assert_eq!(best("*/*;q=0"), None);
    assert_eq!(best("text/html"), None);
    // Parts that are no ranges say nothing: with no range left, everything is accepted.
    assert_eq!(best("nonsense, */json, a/b;q=2, a/b;q=0.1234"), index);
    // Separators in a quoted string.
    assert_eq!(best(r#"application/x;a="b,c;q=0\"", application/vnd.oci.image.manifest.v1+json;q=0.1"#), manifest);
    // A parameter is part of the range; what the server makes has none.
    assert_eq!(best("application/vnd.oci.image.index.v1+json;v=1, */*;q=0.1"), index);
    assert!(!Accept::parse("application/json;v=1").accepts(&"application/json".into()));
    assert!(Accept::parse("application/json;v=1").accepts(&"application/json; v=\"1\"".into()));
    // Long headers are read in linear time.
    assert_eq!(best(&"a/b;q=0.5,".repeat(200_000)), None);
}
