//! Two readers that know nothing of each other: the one of this crate and the one for serde.

use oci_spec_types::{Kind, Model, docker, in_toto, oci, strategies as any};
use proptest::prelude::*;
use serde::de::DeserializeOwned;

fn agree<M: Model + DeserializeOwned + PartialEq + std::fmt::Debug>(bytes: Vec<u8>) -> Result<(), TestCaseError> {
    let serde = serde_json::from_slice::<M>(&bytes);
    let own = M::parse(bytes);
    match (own, serde) {
        (Ok(own), Ok(serde)) => {
            prop_assert_eq!(own.to_json(), serde.to_json());
            prop_assert_eq!(own, serde);
        }
        (Err(_), Err(_)) => {}
        (own, serde) => {
            return Err(TestCaseError::fail(format!("own: {own:?}\nserde: {serde:?}")));
        }
    }
    Ok(())
}

/// Replaces one value by one of another type.
fn broken(bytes: Vec<u8>, at: proptest::sample::Index, with: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes).unwrap();
    let values: Vec<usize> = text.match_indices(':').map(|(at, _)| at + 1).collect();
    if values.is_empty() {
        return text.into_bytes();
    }
    let start = values[at.index(values.len())];
    let end = text[start..].find([',', '}']).map_or(text.len(), |len| start + len);
    [&text[..start], with, &text[end..]].concat().into_bytes()
}

macro_rules! readers_agree {
    ($($test:ident: $kind:ident, $Model:ty;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(48))]
            $(
                #[test]
                fn $test(
                    bytes in any::odd_document_of(Kind::$kind),
                    at in proptest::prelude::any::<proptest::sample::Index>(),
                    with in proptest::sample::select(vec!["{}", "[]", "\"x\"", "1", "1.5", "true", "null", "x", ""]),
                ) {
                    agree::<$Model>(bytes.clone())?;
                    agree::<$Model>(broken(bytes, at, with))?;
                }
            )*
        }
    };
}

readers_agree! {
    oci_manifests: OciManifest, oci::Manifest;
    oci_indexes: OciIndex, oci::Index;
    docker_manifests: DockerManifest, docker::Manifest;
    docker_lists: DockerList, docker::ManifestList;
    schema1_manifests: Schema1, docker::Schema1;
    image_configs: ImageConfig, oci::ImageConfig;
    artifact_manifests: ArtifactManifest, oci::ArtifactManifest;
    layouts: Layout, oci::Layout;
    v1_images: V1Image, docker::V1Image;
    statements: InTotoStatement, in_toto::Statement;
}

/// What serde writes is what this crate writes, with the escapes of `serde_json`.
#[test]
fn serde_writes_the_order_of_the_document() {
    let text = r#"{"layers":null,"x":1.50E+3,"config":{"size":2,"digest":"sha256:zz"},"schemaVersion":2}"#;
    let manifest = oci::Manifest::parse(text.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&manifest).unwrap(), text);
    assert_eq!(manifest.to_json(), text.as_bytes());
}
