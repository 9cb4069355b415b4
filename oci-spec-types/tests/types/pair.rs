//! A manifest against its config.

use oci_digest::{DiffId, Digest};
use oci_spec_types::pair::{Mismatch, check};
use oci_spec_types::{Descriptor, ErrorKind, MediaType, Model, Platform, oci};

fn layers(media_type: &MediaType, contents: &[&[u8]]) -> Vec<Descriptor> {
    contents.iter().map(|content| Descriptor::of(media_type.clone(), content)).collect()
}

fn config(contents: &[&[u8]]) -> oci::ImageConfig {
    let ids = contents.iter().map(|content| DiffId::new(Digest::sha256(content)));
    oci::ImageConfig::new("linux", "arm64", oci::RootFs::new(ids))
}

#[test]
fn a_pair_that_agrees() {
    let (zipped, plain) = (&MediaType::OCI_LAYER_GZIP, &MediaType::DOCKER_LAYER);
    let entry = Descriptor::of(MediaType::OCI_MANIFEST, b"m").with_platform(Platform::new("linux", "arm64"));
    assert_eq!(check(&layers(zipped, &[b"a", b"b"]), &config(&[b"x", b"y"]), Some(&entry)), []);
    assert_eq!(check(&layers(plain, &[b"a", b"a"]), &config(&[b"a", b"a"]), None), []);
    assert_eq!(check(&[], &config(&[]), None), []);
    assert_eq!(check(&[], &oci::ImageConfig::parse("{}").unwrap(), None), []);
}

#[test]
fn as_many_diff_ids_as_layers() {
    let two = layers(&MediaType::OCI_LAYER_GZIP, &[b"a", b"b"]);
    let found = check(&two, &config(&[b"x", b"y", b"z"]), None);
    assert_eq!(found, [Mismatch::LayerCount { layers: 2, diff_ids: 3 }]);
    assert_eq!(found[0].to_string(), "the manifest has 2 layers, the config 3 diffIDs");
    assert_eq!(check(&two[..1], &config(&[]), None), [Mismatch::LayerCount { layers: 1, diff_ids: 0 }]);
    let null = oci::ImageConfig::parse(r#"{"rootfs":{"type":"layers","diff_ids":null}}"#).unwrap();
    assert_eq!(check(&two, &null, None), [Mismatch::LayerCount { layers: 2, diff_ids: 0 }]);
}

#[test]
fn diff_ids_that_are_not_stated_are_not_none() {
    let one = layers(&MediaType::OCI_LAYER_GZIP, &[b"a"]);
    for text in ["{}", r#"{"rootfs":null}"#, r#"{"rootfs":{}}"#, r#"{"rootfs":{"type":"layers"}}"#] {
        let config = oci::ImageConfig::parse(text).unwrap();
        assert_eq!(config.diff_ids().unwrap_err().kind(), ErrorKind::DiffIds, "{text}");
        assert_eq!(check(&one, &config, None), [Mismatch::NoDiffIds { layers: 1 }], "{text}");
    }
    let odd = oci::ImageConfig::parse(r#"{"rootfs":{"diff_ids":["sha256:zz"]}}"#).unwrap();
    let error = odd.diff_ids().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IllFormedDigest);
    assert_eq!(error.to_string(), "/rootfs/diff_ids/0: found \"sha256:zz\", expected a digest");
    assert_eq!(odd.chain_ids().unwrap_err().to_string(), r#"/rootfs/diff_ids/0: found "sha256:zz", expected a digest"#);
    assert_eq!(config(&[]).diff_ids(), Ok(vec![]));
}

#[test]
fn a_plain_layer_is_its_diff_id() {
    let plain = layers(&MediaType::OCI_LAYER, &[b"a", b"b"]);
    let found = check(&plain, &config(&[b"a", b"x"]), None);
    assert!(matches!(found[..], [Mismatch::UncompressedLayer { layer: 1, .. }]), "{found:?}");
    // Digests of two algorithms cannot be compared, and encrypted bytes are not the tar.
    let mut other = plain.clone();
    other[1].digest = oci_digest::Algorithm::Sha512.digest(b"b").unwrap().into();
    assert_eq!(check(&other, &config(&[b"a", b"x"]), None), []);
    let encrypted = layers(&"application/vnd.oci.image.layer.v1.tar+encrypted".into(), &[b"a"]);
    assert_eq!(check(&encrypted, &config(&[b"x"]), None), []);
}

#[test]
fn one_blob_has_one_diff_id() {
    let same = layers(&MediaType::OCI_LAYER_GZIP, &[b"a", b"b", b"a"]);
    let found = check(&same, &config(&[b"x", b"y", b"z"]), None);
    assert_eq!(found, [Mismatch::SameLayer { first: 0, second: 2 }]);
    assert_eq!(check(&same, &config(&[b"x", b"y", b"x"]), None), []);
}

#[test]
fn the_history_names_each_layer() {
    let one = layers(&MediaType::OCI_LAYER_GZIP, &[b"a"]);
    let step = |empty_layer| oci::History { empty_layer, ..Default::default() };
    let with = |history: Vec<oci::History>| oci::ImageConfig { history: Some(history), ..config(&[b"x"]) };
    assert_eq!(check(&one, &with(vec![step(true), step(false)]), None), []);
    let found = check(&one, &with(vec![step(false), step(false)]), None);
    assert_eq!(found, [Mismatch::History { entries: 2, layers: 1 }]);
    assert_eq!(found[0].to_string(), "the history has 2 entries with a layer, expected 1");
}

#[test]
fn the_entry_and_the_config_state_one_platform() {
    let one = layers(&MediaType::OCI_LAYER_GZIP, &[b"a"]);
    let config = oci::ImageConfig { variant: Some("v8".into()), ..config(&[b"x"]) };
    let found = |platform: Platform| {
        check(&one, &config, Some(&Descriptor::of(MediaType::OCI_MANIFEST, b"m").with_platform(platform)))
    };
    // What only one of them states is no contradiction.
    assert_eq!(found(Platform::new("linux", "arm64")), []);
    let wrong = found(Platform::new("linux", "amd64").with_variant("v2\u{1b}"));
    assert_eq!(wrong.len(), 2);
    assert_eq!(wrong[0].to_string(), r#"the entry of the index states architecture "amd64", the config "arm64""#);
    assert_eq!(wrong[1].to_string(), r#"the entry of the index states variant "v2\u{1b}", the config "v8""#);
    let attestation = Descriptor::of(MediaType::OCI_MANIFEST, b"m")
        .with_platform(Platform::new("unknown", "unknown"))
        .with_annotation("vnd.docker.reference.type", "attestation-manifest");
    assert_eq!(check(&one, &config, Some(&attestation)), []);
}
