//! There and back again between the models and the types of `oci-spec` 0.10.

use oci_spec::image as peer;
use oci_spec_types::interop::Lossy;
use oci_spec_types::{Model, docker, oci, strategies as any};
use proptest::prelude::*;

/// Converts there and back: what is not listed as lost is the same.
macro_rules! there_and_back {
    ($($test:ident: $strategy:ident, $Own:ty, $Peer:ty;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(64))]
            $(
                #[test]
                fn $test(own in any::$strategy()) {
                    let converted = match Lossy::<$Peer>::try_from(&own) {
                        Ok(converted) => converted,
                        // The other crate reads fewer digests.
                        Err(error) => {
                            prop_assert!(error.to_string().contains("expected a digest"), "{}", error);
                            return Ok(());
                        }
                    };
                    let back = <$Own>::try_from(&converted.value).unwrap();
                    let again = Lossy::<$Peer>::try_from(&back).unwrap();
                    prop_assert_eq!(&again.value, &converted.value);
                    prop_assert!(again.lost.is_empty(), "{:?}", again.lost);
                    // Putting back what was lost gives the document again.
                    let mut tree: serde_json::Value = serde_json::from_slice(&back.to_json()).unwrap();
                    for lost in &converted.lost {
                        let value = serde_json::from_str(lost.value.as_str()).unwrap();
                        put(&mut tree, &lost.pointer, value);
                    }
                    let whole: serde_json::Value = serde_json::from_slice(&own.to_json()).unwrap();
                    prop_assert_eq!(without_empty(tree), without_empty(whole));
                }
            )*
        }
    };
}

there_and_back! {
    platforms: platform, oci::Platform, peer::Platform;
    descriptors: descriptor, oci::Descriptor, peer::Descriptor;
    manifests: oci_manifest, oci::Manifest, peer::ImageManifest;
    indexes: oci_index, oci::Index, peer::ImageIndex;
    artifacts: artifact_manifest, oci::ArtifactManifest, peer::ArtifactManifest;
    configs: image_config, oci::ImageConfig, peer::ImageConfiguration;
    layouts: layout, oci::Layout, peer::OciLayout;
}

fn put(tree: &mut serde_json::Value, pointer: &str, value: serde_json::Value) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    tree.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(name, value);
}

/// Without members that say nothing: the other crate cannot tell them from absent ones.
fn without_empty(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().map(|(name, value)| (name, without_empty(value)));
            Value::Object(kept.filter(|(_, value)| !matches!(value, Value::Bool(false) | Value::Null)).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_empty).collect()),
        other => other,
    }
}

#[test]
fn what_docker_knows_and_the_other_crate_does_not_is_listed() {
    let text = r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"config":{"Cmd":"run","Healthcheck":{"Test":["NONE"]},"ExposedPorts":{"80/tcp":{"x":1}},"z":1.50},"docker_version":"1.0"}"#;
    let config = oci::ImageConfig::parse(text).unwrap();
    let converted = Lossy::<peer::ImageConfiguration>::try_from(&config).unwrap();
    let lost: Vec<_> = converted.lost.iter().map(|lost| (lost.pointer.as_str(), lost.value.as_str())).collect();
    let expected = [
        ("/docker_version", r#""1.0""#),
        ("/config/Healthcheck", r#"{"Test":["NONE"]}"#),
        ("/config/z", "1.50"),
        ("/config/ExposedPorts/80~1tcp", r#"{"x":1}"#),
        ("/config/Cmd", r#""run""#),
    ];
    assert_eq!(lost, expected);
    assert_eq!(converted.value.config().as_ref().unwrap().cmd(), &Some(vec!["run".to_owned()]));
}

#[test]
fn the_version_of_a_windows_platform_arrives() {
    let platform = oci::Platform::new("windows", "amd64").with_os_version("10.0.17763.1");
    let converted = Lossy::<peer::Platform>::try_from(&platform).unwrap();
    assert_eq!(converted.value.os_version().as_deref(), Some("10.0.17763.1"));
    assert_eq!(oci::Platform::from(&converted.value), platform);
}

#[test]
fn a_key_that_stands_twice_loses_its_first_value() {
    let text = r#"{"mediaType":"a/b","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2,"annotations":{"a":"1","a":"2"}}"#;
    let descriptor = oci::Descriptor::parse(text).unwrap();
    let converted = Lossy::<peer::Descriptor>::try_from(&descriptor).unwrap();
    assert_eq!(converted.lost[0].pointer, "/annotations/a");
    assert_eq!(converted.lost[0].value.as_str(), r#""1""#);
    assert_eq!(converted.value.annotations().as_ref().unwrap()["a"], "2");
}

#[test]
fn what_cannot_be_converted_says_where() {
    let error = |text: &str| -> oci_spec_types::Error {
        Lossy::<peer::ImageManifest>::try_from(&oci::Manifest::parse(text.to_owned()).unwrap()).unwrap_err()
    };
    let digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    let config = format!(r#""schemaVersion":2,"config":{{"mediaType":"a/b","size":2,"digest":"{digest}"}}"#);
    let wrong = error(&format!(r#"{{{config},"layers":[{{"size":-1,"digest":"{digest}"}}]}}"#));
    assert_eq!(wrong.to_string(), "/layers/0/size: found -1, expected a size that is not negative");
    let wrong = error(&format!(r#"{{{config},"layers":[{{"size":1,"digest":"sha256:x"}}]}}"#));
    assert_eq!(wrong.to_string(), "/layers/0/digest: found \"sha256:x\", expected a digest");
    assert_eq!(error(r#"{"schemaVersion":-2}"#).pointer(), "/schemaVersion");
    let mut large = peer::ImageManifestBuilder::default();
    let descriptor =
        peer::Descriptor::new(peer::MediaType::ImageConfig, u64::MAX, digest.parse::<peer::Digest>().unwrap());
    large = large.schema_version(2_u32).config(descriptor).layers(vec![]);
    let wrong = oci::Manifest::try_from(&large.build().unwrap()).unwrap_err();
    assert_eq!(wrong.pointer(), "/config/size");
}

#[test]
fn docker_documents_convert_too() {
    let list = docker::ManifestList::new(vec![]);
    let converted = Lossy::<peer::ImageIndex>::try_from(&list).unwrap();
    assert_eq!(converted.value.media_type().as_ref().unwrap().to_string(), list.media_type.as_str());
    let manifest = docker::Manifest::new(oci::Descriptor::empty(), vec![oci::Descriptor::empty()]);
    let converted = Lossy::<peer::ImageManifest>::try_from(&manifest).unwrap();
    assert_eq!(converted.value.layers().len(), 1);
    assert!(converted.lost.is_empty());
}
