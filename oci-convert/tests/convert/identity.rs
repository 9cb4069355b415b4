//! All names of an image.

use bytes::Bytes;
use oci_convert::identity::{Identity, Known, NameKind};
use oci_convert::tools;
use oci_digest::Digest;
use oci_spec_types::{Descriptor, Document, MediaType, Model, oci};

fn config() -> String {
    let [one, two] = ["1", "2"].map(|layer| Digest::sha256(layer).to_string());
    format!(r#"{{"os":"linux","architecture":"arm64","rootfs":{{"type":"layers","diff_ids":["{one}","{two}"]}}}}"#)
}

fn manifest(config: &str) -> String {
    let layer = |of: &str| {
        format!(r#"{{"mediaType":"{}","size":1,"digest":"{}"}}"#, MediaType::DOCKER_LAYER_GZIP, Digest::sha256(of))
    };
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","size":{},"digest":"{}"}},"layers":[{},{}]}}"#,
        MediaType::DOCKER_MANIFEST,
        MediaType::DOCKER_CONFIG,
        config.len(),
        Digest::sha256(config),
        layer("a"),
        layer("b"),
    )
}

#[test]
fn all_names() {
    let config = config();
    let image = Document::parse(manifest(&config)).expect("a manifest");
    let digest = image.digest().expect("a digest");
    let index = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[{{"mediaType":"{}","size":1,"digest":"{digest}"}}]}}"#,
        MediaType::DOCKER_LIST,
        MediaType::DOCKER_MANIFEST
    );
    let index = Document::parse(index).expect("a list");
    let bytes = Bytes::from(config.clone());
    let identity = Identity::of(&Known { config: Some(&bytes), index: Some(&index), ..Known::new(&image) });
    let values = |kind| identity.of_kind(kind).map(|name| name.value.to_string()).collect::<Vec<_>>();
    assert_eq!(values(NameKind::Index), [index.digest().unwrap().to_string()]);
    assert_eq!(values(NameKind::Manifest), [digest.to_string()]);
    assert_eq!(values(NameKind::ImageId), [Digest::sha256(&config).to_string()]);
    let [one, two] = ["1", "2"].map(Digest::sha256);
    assert_eq!(values(NameKind::DiffId), [one.to_string(), two.to_string()]);
    let above = Digest::sha256(format!("{one} {two}"));
    assert_eq!(values(NameKind::ChainId), [one.to_string(), above.to_string()]);
    // containers-storage joins the bare digits with a plus sign.
    let [low, high] = [&one, &two].map(|digest| digest.encoded().to_string());
    let stored = Digest::sha256(format!("{low}+{high}")).encoded().to_string();
    assert_eq!(values(NameKind::StorageId), [low, stored]);
    // As OCI: with a config that is written again, and with the one that there is.
    let converted: Vec<_> = identity.of_kind(NameKind::Converted).collect();
    let by = |tool: &str| converted.iter().any(|name| name.tool.as_deref() == Some(tool));
    assert!(by(tools::CONTAINERS_IMAGE.id()) && by(tools::MINIMAL.id()), "{identity}");
    let text = identity.to_string();
    assert!(text.contains("containers-storage (layers.json)") && text.contains("docker images --digests"), "{text}");

    // A config of another image is not looked at.
    let other = Bytes::from_static(b"{}");
    let identity = Identity::of(&Known { config: Some(&other), ..Known::new(&image) });
    assert_eq!(identity.of_kind(NameKind::DiffId).count(), 0);
    assert_eq!(identity.of_kind(NameKind::Layer).count(), 2);
}

/// An index may name an image by another algorithm than sha256, or by one that nobody computes.
#[test]
fn an_index_names_an_image_by_any_algorithm() {
    let image = Document::parse(manifest(&config())).unwrap();
    let [right, wrong] = [image.bytes().as_ref(), b"another"].map(Digest::sha512);
    let unknown: Digest = "x:y".parse().unwrap();
    for (digests, is_named) in [(vec![&unknown, &wrong], false), (vec![&unknown, &wrong, &right], true)] {
        let entries =
            digests.into_iter().map(|digest| Descriptor::new(MediaType::DOCKER_MANIFEST, digest, 1)).collect();
        let index = Document::parse(oci::Index::new(entries).to_json()).unwrap();
        let identity = Identity::of(&Known { index: Some(&index), ..Known::new(&image) });
        assert_eq!(identity.of_kind(NameKind::Index).count(), usize::from(is_named), "{identity}");
    }
}
