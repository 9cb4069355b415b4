//! Models through serde: buffered deserializers, values, and formats other than JSON.

use oci_spec_types::{Model, RawJson, oci};
use serde::{Deserialize, Serialize};

/// Everything that is kept as raw text: unknown members, `ExposedPorts`, `Volumes`.
const CONFIG: &str = r#"{"architecture":"amd64","os":"linux","config":{"ExposedPorts":{"80/tcp":{}},"Volumes":{"/data":{}},"x":[1.50,{"b":1,"a":"\u0041"}]},"rootfs":{"type":"layers","diff_ids":[]},"y":{"deep":[-1,true,18446744073709551615]}}"#;
const MANIFEST: &str = r#"{"schemaVersion":2,"config":{"mediaType":"a/b","digest":"sha256:zz","size":7,"new":1.0},"layers":[],"later":{"b":2,"a":[]}}"#;
const INDEX: &str = r#"{"schemaVersion":2,"manifests":[{"mediaType":"a/b","digest":"sha256:zz","size":7}],"note":"n"}"#;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "the shape that users declare")]
enum Untagged {
    Index(Strict),
    Manifest(oci::Manifest),
}

/// An index, and nothing that has no `manifests`.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Strict {
    manifests: Vec<oci::Descriptor>,
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, RawJson>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flattened {
    name: String,
    #[serde(flatten)]
    config: oci::ImageConfig,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Config(oci::ImageConfig),
    Manifest(oci::Manifest),
}

fn config() -> oci::ImageConfig {
    oci::ImageConfig::parse(CONFIG).unwrap()
}

/// Raw text is spelt as the value is written, once it went through a value.
fn assert_same_value(got: &impl Serialize, expected: &str) {
    let got = serde_json::to_value(got).unwrap();
    assert_eq!(got, serde_json::from_str::<serde_json::Value>(expected).unwrap());
}

#[test]
fn json_text_keeps_raw_text() {
    let read: oci::ImageConfig = serde_json::from_str(CONFIG).unwrap();
    assert_eq!(read, config());
    assert_eq!(serde_json::to_string(&read).unwrap(), CONFIG);
    assert_eq!(serde_json::from_reader::<_, oci::ImageConfig>(CONFIG.as_bytes()).unwrap(), config());
}

#[test]
fn values_are_read() {
    let value = serde_json::to_value(config()).unwrap();
    assert_eq!(value, serde_json::from_str::<serde_json::Value>(CONFIG).unwrap());
    let read: oci::ImageConfig = serde_json::from_value(value).unwrap();
    assert_eq!(read.extra.get("y").unwrap().as_str(), r#"{"deep":[-1,true,18446744073709551615]}"#);
    assert_eq!(
        oci::Manifest::deserialize(&serde_json::to_value(oci::Manifest::parse(MANIFEST).unwrap()).unwrap())
            .unwrap()
            .config
            .size,
        7
    );
}

#[test]
fn untagged() {
    let Untagged::Manifest(manifest) = serde_json::from_str(MANIFEST).unwrap() else { panic!("a manifest") };
    assert_eq!(manifest.extra.get("later").unwrap().as_str(), r#"{"b":2,"a":[]}"#);
    assert_eq!(manifest.config.extra.get("new").unwrap().as_str(), "1.0");
    let read: Untagged = serde_json::from_str(INDEX).unwrap();
    assert!(matches!(&read, Untagged::Index(index) if index.manifests.len() == 1));
    assert_same_value(&read, INDEX);
    assert_same_value(&Untagged::Manifest(manifest), MANIFEST);
}

#[test]
fn flattened() {
    let text = CONFIG.replacen('{', r#"{"name":"n","#, 1);
    let read: Flattened = serde_json::from_str(&text).unwrap();
    assert_eq!(read.config.config.as_ref().unwrap().exposed_ports.as_ref().unwrap().len(), 1);
    assert_same_value(&read, &text);
    let again: Flattened = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
    assert_eq!(again, read);
}

#[test]
fn internally_tagged() {
    for (text, kind) in [(CONFIG, "Config"), (MANIFEST, "Manifest")] {
        let text = text.replacen('{', &format!(r#"{{"kind":"{kind}","#), 1);
        let read: Tagged = serde_json::from_str(&text).unwrap();
        assert_same_value(&read, &text);
    }
}

#[test]
fn cbor() {
    let mut bytes = Vec::new();
    ciborium::into_writer(&config(), &mut bytes).unwrap();
    let read: oci::ImageConfig = ciborium::from_reader(&bytes[..]).unwrap();
    assert_same_value(&read, CONFIG);
    // Bytes are no JSON value.
    let mut bytes = Vec::new();
    ciborium::into_writer(&ciborium::Value::Bytes(vec![1]), &mut bytes).unwrap();
    assert!(ciborium::from_reader::<RawJson, _>(&bytes[..]).is_err());
}

#[test]
fn toml_text() {
    // TOML has no integers of 64 bits without sign.
    let original = CONFIG.replace("18446744073709551615", "7");
    let model = oci::ImageConfig::parse(original.clone()).unwrap();
    let text = toml::to_string(&model).unwrap();
    assert!(!text.contains("serde_json"), "{text}");
    let read: oci::ImageConfig = toml::from_str(&text).unwrap();
    assert_same_value(&read, &original);
}

#[test]
fn yaml_text() {
    let text = serde_yaml_ng::to_string(&config()).unwrap();
    assert!(!text.contains("serde_json"), "{text}");
    let read: oci::ImageConfig = serde_yaml_ng::from_str(&text).unwrap();
    assert_same_value(&read, CONFIG);
    assert!(serde_yaml_ng::from_str::<RawJson>(".inf").is_err(), "JSON has no infinity");
}

#[test]
fn the_order_of_members_is_kept() {
    let raw: RawJson = r#"{"z": 1, "a": {"y": [], "b": null}}"#.parse().unwrap();
    let mut bytes = Vec::new();
    ciborium::into_writer(&raw, &mut bytes).unwrap();
    let read: RawJson = ciborium::from_reader(&bytes[..]).unwrap();
    assert_eq!(read.as_str(), r#"{"z":1,"a":{"y":[],"b":null}}"#);
}

#[test]
fn numbers_beyond_every_type_are_errors_outside_of_text() {
    let raw: RawJson = "1e400".parse().unwrap();
    assert_eq!(serde_json::to_string(&raw).unwrap(), "1e400");
    assert!(ciborium::into_writer(&raw, Vec::new()).is_err());
}

#[test]
fn a_member_named_as_serde_json_names_raw_text_is_a_member() {
    let text = r#"{"$serde_json::private::RawValue":"[1"}"#;
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Only {
        Raw(RawJson),
    }
    let Only::Raw(raw) = serde_json::from_str(text).unwrap();
    assert_eq!(raw.as_str(), text);
}

#[test]
fn nesting_is_limited() {
    let deep = |depth: usize| {
        let mut bytes = vec![0x81; depth];
        bytes.push(0xf6);
        ciborium::from_reader::<RawJson, _>(&bytes[..])
    };
    assert!(deep(100).is_ok());
    assert!(deep(200).is_err());
}

/// A layout of its own: a blank after each colon.
struct Spaced;

impl serde_json::ser::Formatter for Spaced {
    fn begin_object_value<W: std::io::Write + ?Sized>(&mut self, writer: &mut W) -> std::io::Result<()> {
        writer.write_all(b": ")
    }
}

#[test]
fn a_formatter_of_the_users_is_asked() {
    let descriptor = oci::Descriptor::of("a/b<", b"").with_annotation("k", "v");
    let mut spaced = Vec::new();
    descriptor.serialize(&mut serde_json::Serializer::with_formatter(&mut spaced, Spaced)).unwrap();
    let spaced = String::from_utf8(spaced).unwrap();
    assert!(
        spaced.starts_with(r#"{"mediaType": "a/b<","#) && spaced.ends_with(r#""annotations": {"k": "v"}}"#),
        "{spaced}"
    );
    // Without one a model has one text, whatever is written to.
    let mut compact = Vec::new();
    descriptor.serialize(&mut serde_json::Serializer::new(std::io::BufWriter::new(&mut compact))).unwrap();
    assert_eq!(compact, descriptor.to_json());
}

#[test]
fn raw_json_in_a_tagged_enum() {
    #[derive(Serialize)]
    #[serde(tag = "kind")]
    enum Any {
        Raw(RawJson),
    }
    let raw: RawJson = r#"{"b": 1.50,"a":[]}"#.parse().unwrap();
    assert_eq!(serde_json::to_string(&Any::Raw(raw)).unwrap(), r#"{"kind":"Raw","b":1.5,"a":[]}"#);
}

/// To the last bit, and no deeper than a value may be.
#[test]
fn values_are_those_of_the_text() {
    let value = |text: &str| serde_json::to_value(text.parse::<RawJson>().unwrap());
    for text in ["6.6e-41", "30000000121022024000", "-9223372036854775809", "0.1", "1e23", "5e-324"] {
        let double: f64 = text.parse().unwrap();
        assert_eq!(value(text).unwrap().as_f64().unwrap().to_bits(), double.to_bits(), "{text}");
        assert_eq!(serde_json::from_value::<RawJson>(value(text).unwrap()).unwrap(), text.parse().unwrap());
    }
    assert_eq!(value("18446744073709551615").unwrap(), u64::MAX);
    assert_eq!(value("-9223372036854775808").unwrap(), i64::MIN);
    assert!(value("-0").unwrap().as_f64().unwrap().is_sign_negative());
    let text = r#"{"a":[null,{"b":"\u0041"}],"c":{},"d":[]}"#;
    assert_eq!(value(text).unwrap(), serde_json::from_str::<serde_json::Value>(text).unwrap());
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(value(&nested(128)).is_ok());
    assert!(value(&nested(129)).unwrap_err().to_string().contains("nested too deeply"));
}
