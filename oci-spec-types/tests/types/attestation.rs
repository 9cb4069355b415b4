//! Which entries of an index attest which image, and of what kind.

use oci_digest::Digest;
use oci_spec_types::{Descriptor, Document, Kind, MediaType, Model, Platform, View, attestation, in_toto, oci};

fn index() -> (oci::Index, Digest) {
    let image = Descriptor::of(MediaType::OCI_MANIFEST, b"image").with_platform(Platform::new("linux", "amd64"));
    let digest = image.digest.valid().unwrap().clone();
    let entry = |content: &[u8], about: &str| {
        Descriptor::of(MediaType::OCI_MANIFEST, content)
            .with_annotation(attestation::REFERENCE_DIGEST, about)
            .with_annotation(attestation::REFERENCE_TYPE, attestation::KIND_ATTESTATION)
            .with_platform(Platform::new("unknown", "unknown"))
    };
    let other_kind = entry(b"x", &digest.to_string()).with_annotation(attestation::REFERENCE_TYPE, "signature");
    let entries = vec![
        image,
        entry(b"first", &digest.to_string()),
        entry(b"of another", &Digest::sha256(b"another").to_string()),
        entry(b"of nothing", "sha256:../../"),
        other_kind,
        entry(b"second", &digest.to_string()),
    ];
    (oci::Index::new(entries), digest)
}

#[test]
fn attestations_are_found_by_the_image_they_are_about() {
    let (index, image) = index();
    let found: Vec<_> = attestation::attestations_of(&index.manifests, &image).map(|entry| entry.size).collect();
    assert_eq!(found, [5, 6]);
}

#[test]
fn an_image_is_no_reference() {
    let (index, _) = index();
    assert_eq!(attestation::reference(&index.manifests[0]), None);
}

#[test]
fn a_reference_may_be_of_another_kind_or_broken() {
    let (index, image) = index();
    let other = attestation::reference(&index.manifests[4]).unwrap();
    assert!(!other.is_attestation());
    assert_eq!(other.kind, "signature");
    assert_eq!(other.about, image);
    let broken = attestation::reference(&index.manifests[3]).unwrap();
    assert!(broken.is_attestation());
    assert!(broken.about.valid().is_none());
}

#[test]
fn predicates_are_the_statements_among_the_layers() {
    let spdx = Descriptor::of(MediaType::IN_TOTO, b"{}")
        .with_annotation(attestation::PREDICATE_TYPE, "https://spdx.dev/Document");
    let bare = Descriptor::of(MediaType::IN_TOTO, b"{ }");
    let layer = Descriptor::of(MediaType::OCI_LAYER_GZIP, b"layer");
    let manifest = oci::Manifest::new(Descriptor::empty(), vec![spdx, layer, bare]);
    let types: Vec<_> =
        attestation::predicates(&manifest).map(|found| found.predicate_type.map(ToString::to_string)).collect();
    assert_eq!(types, [Some("https://spdx.dev/Document".to_owned()), None]);
}

#[test]
fn a_statement_is_a_document() {
    let bytes = br#"{"_type":"https://in-toto.io/Statement/v0.1","subject":[{"name":"app","digest":{"sha512":"x","sha256":"e3b0"}}],"predicateType":"https://slsa.dev/provenance/v1","predicate":{"n":1.50E+3},"x":null}"#;
    let document = Document::parse(&bytes[..]).unwrap();
    assert_eq!(document.kind(), Kind::InTotoStatement);
    let View::InTotoStatement(statement) = document.view() else { panic!("a statement") };
    assert_eq!(statement.predicate_type, "https://slsa.dev/provenance/v1");
    assert_eq!(statement.predicate.as_ref().unwrap().as_str(), r#"{"n":1.50E+3}"#);
    assert_eq!(document.view().to_styled(document.style()), bytes);
}

#[test]
fn a_subject_knows_its_digests() {
    let digest = Digest::sha512(b"x");
    let subject = in_toto::Subject::new("app", &digest);
    assert!(subject.is(&digest));
    assert!(!subject.is(&Digest::sha512(b"y")));
    assert!(!subject.is(&Digest::sha256(b"x")));
    assert_eq!(in_toto::Subject::parse(subject.to_json()).unwrap(), subject);
}
