//! How registries list manifests with a `subject`.

use oci_digest::Digest;
use oci_spec_types::{Descriptor, Document, MediaType, Model, Referrer, docker, oci};

fn referrer(bytes: Vec<u8>) -> Option<Referrer> {
    Referrer::of(&Document::parse(bytes).unwrap()).unwrap()
}

fn subject() -> Descriptor {
    Descriptor::of(MediaType::OCI_MANIFEST, b"image")
}

#[test]
fn an_image_manifest_is_listed_with_all_that_the_specification_asks_for() {
    let manifest = oci::Manifest::new(Descriptor::empty(), vec![])
        .with_subject(subject())
        .with_artifact_type("application/sbom")
        .with_annotation("created", "now");
    let bytes = manifest.to_json();
    let expected = Descriptor::of(MediaType::OCI_MANIFEST, &bytes)
        .with_artifact_type("application/sbom")
        .with_annotation("created", "now");
    assert_eq!(referrer(bytes), Some(Referrer { subject: subject(), entry: expected }));
}

#[test]
fn the_type_of_the_config_stands_in_for_an_artifact_type() {
    for stated in [None, Some(MediaType::default())] {
        let config = Descriptor::of("application/vnd.example.config+json", b"{}");
        let mut manifest = oci::Manifest::new(config, vec![]).with_subject(subject());
        manifest.artifact_type = stated;
        let entry = referrer(manifest.to_json()).unwrap().entry;
        assert_eq!(entry.artifact_type.unwrap(), "application/vnd.example.config+json");
    }
}

#[test]
fn an_index_without_artifact_type_is_listed_without_one() {
    let index = oci::Index::new(vec![]).with_subject(subject());
    let entry = referrer(index.to_json()).unwrap().entry;
    assert_eq!(entry.artifact_type, None);
    assert_eq!(entry.media_type, MediaType::OCI_INDEX);
    let index = index.with_artifact_type("application/x");
    assert_eq!(referrer(index.to_json()).unwrap().entry.artifact_type.unwrap(), "application/x");
}

#[test]
fn an_artifact_manifest_is_listed_under_its_type() {
    let bytes = br#"{"mediaType":"application/vnd.oci.artifact.manifest.v1+json","artifactType":"application/x","blobs":[],"subject":{"mediaType":"a/b","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}}"#;
    let found = referrer(bytes.to_vec()).unwrap();
    assert_eq!(found.entry.artifact_type.unwrap(), "application/x");
    assert_eq!(found.entry.media_type, MediaType::OCI_ARTIFACT_MANIFEST);
    assert_eq!(found.subject.digest, Digest::sha256(b"{}"));
}

#[test]
fn without_subject_there_is_no_referrer() {
    assert_eq!(referrer(oci::Manifest::new(Descriptor::empty(), vec![]).to_json()), None);
    // Docker's documents have no subject: there it is an unknown member.
    let docker = br#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{},"layers":[],"subject":{}}"#;
    assert_eq!(referrer(docker.to_vec()), None);
    assert_eq!(referrer(docker::ManifestList::new(vec![]).to_json()), None);
}
