//! Which entries of an index attest which image, and of what kind.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use oci_digest::Digest;
use oci_spec_types::attestation::{Claim, ClaimForm};
use oci_spec_types::{
    Descriptor, Document, ErrorKind, Kind, MediaType, Model, Platform, View, annotation, attestation, in_toto, oci,
};

fn index() -> (oci::Index, Digest) {
    let image = Descriptor::of(MediaType::OCI_MANIFEST, b"image").with_platform(Platform::new("linux", "amd64"));
    let digest = image.digest.valid().unwrap();
    let entry = |content: &[u8], about: &str| {
        Descriptor::of(MediaType::OCI_MANIFEST, content)
            .with_annotation(annotation::REFERENCE_DIGEST, about)
            .with_annotation(annotation::REFERENCE_TYPE, attestation::KIND_ATTESTATION)
            .with_platform(Platform::new("unknown", "unknown"))
    };
    let other_kind = entry(b"x", &digest.to_string()).with_annotation(annotation::REFERENCE_TYPE, "signature");
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

fn statement(image: &Digest) -> String {
    let hex = &*image.encoded();
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1",
        "subject":[{{"name":"other","digest":{{"sha256":"zz"}}}},{{"digest":{{"{}":"{hex}"}}}}],"predicate":{{"a>b?":"~~~"}}}}"#,
        image.algorithm_str()
    )
}

fn envelope(payload: &str) -> String {
    format!(r#"{{"payloadType":"application/vnd.in-toto+json","payload":"{payload}","signatures":[{{"sig":"AA=="}}]}}"#)
}

/// Which image an attestation speaks of, in whatever form it is stored, and by whatever algorithm.
#[test]
fn claims_are_read_from_every_form() {
    for image in [Digest::sha256(b"image"), Digest::sha512(b"image")] {
        let statement = statement(&image);
        let standard = envelope(&BASE64_STANDARD.encode(statement.as_bytes()));
        let url = envelope(&BASE64_URL_SAFE.encode(statement.as_bytes()));
        let bundle = format!(
            r#"{{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{{}},"dsseEnvelope":{standard}}}"#
        );
        let forms = [
            (statement, ClaimForm::Statement),
            (standard, ClaimForm::Envelope),
            (url, ClaimForm::Envelope),
            (bundle, ClaimForm::Bundle),
        ];
        for (text, form) in forms {
            let claim = Claim::read(text.into_bytes()).unwrap().unwrap();
            assert_eq!((claim.form, claim.is_about(&image)), (form, true));
            assert!(!claim.is_about(&Digest::sha256(b"another")));
            assert_eq!(claim.predicate_type.as_deref(), Some("https://slsa.dev/provenance/v1"));
            assert!(claim.digests().eq([image.clone()]));
            assert_eq!(claim.statement.unwrap().predicate.unwrap().as_str(), r#"{"a>b?":"~~~"}"#);
        }
        let payload =
            format!(r#"{{"critical":{{"type":"x","image":{{"docker-manifest-digest":"{image}"}}}},"optional":null}}"#);
        let claim = Claim::read(payload.into_bytes()).unwrap().unwrap();
        assert_eq!((claim.form, claim.is_about(&image)), (ClaimForm::SimpleSigning, true));
    }
}

#[test]
fn a_bundle_may_sign_what_is_not_in_it() {
    let image = Digest::sha256(b"image");
    let hash = BASE64_STANDARD.encode(image.as_sha256().unwrap());
    let bundle = |algorithm: &str, hash: &str| {
        let digest = format!(r#"{{"algorithm":"{algorithm}","digest":"{hash}"}}"#);
        let bundle = format!(r#"{{"messageSignature":{{"messageDigest":{digest},"signature":"AA=="}}}}"#);
        Claim::read(bundle.into_bytes()).unwrap().unwrap()
    };
    assert!(bundle("SHA2_256", &hash).is_about(&image));
    assert_eq!(bundle("SHA2_512", &hash).subjects, []);
    assert_eq!(bundle("SHA3_256", &hash).subjects, []);
    assert_eq!(bundle("SHA2_256", "!").subjects, []);
}

#[test]
fn what_says_nothing_about_an_image_is_no_claim() {
    let none = |text: &str| Claim::read(text.as_bytes().to_vec()).unwrap();
    for text in ["{}", "[]", "1", r#"{"critical":null}"#, r#"{"_type":"layout"}"#, r#"{"spdxVersion":"SPDX-2.3"}"#] {
        assert_eq!(none(text), None, "{text}");
    }
    // An envelope around something else has no statement.
    let other = none(r#"{"payloadType":"text/plain","payload":"AA==","signatures":[]}"#).unwrap();
    assert_eq!((other.form, other.predicate_type, other.subjects.len()), (ClaimForm::Envelope, None, 0));
    let error = |text: &str| Claim::read(text.as_bytes().to_vec()).unwrap_err();
    let broken = error(&envelope("e30"));
    assert_eq!((broken.kind(), broken.pointer()), (ErrorKind::Base64, "/payload"));
    assert!(matches!(error(&envelope(&BASE64_STANDARD.encode(b"no JSON"))).kind(), ErrorKind::Json(_)));
    assert_eq!(error(r#"{"_type":"https://in-toto.io/Statement/v1","subject":7}"#).pointer(), "/subject");
    assert!(matches!(error("{").kind(), ErrorKind::Json(_)));
}

#[test]
fn predicate_types_are_found_where_each_tool_writes_them() {
    let bundle = Descriptor::of("application/vnd.dev.sigstore.bundle.v0.3+json", b"{}");
    let old_bundle = Descriptor::of("application/vnd.dev.sigstore.bundle+json;version=0.2", b"{}");
    let dsse = Descriptor::of("application/vnd.dsse.envelope.v1+json", b"{}")
        .with_annotation(attestation::ENVELOPE_PREDICATE_TYPE, "cosign.sigstore.dev/attestation/v1");
    let not = Descriptor::of("application/vnd.dev.sigstore.bundles+json", b"{}");
    let manifest = oci::Manifest::new(Descriptor::empty(), vec![bundle, dsse, not, old_bundle])
        .with_annotation(attestation::BUNDLE_PREDICATE_TYPE, "https://slsa.dev/provenance/v1");
    let types: Vec<_> =
        attestation::predicates(&manifest).map(|found| found.predicate_type.unwrap().to_string()).collect();
    assert_eq!(
        types,
        ["https://slsa.dev/provenance/v1", "cosign.sigstore.dev/attestation/v1", "https://slsa.dev/provenance/v1"]
    );
}
