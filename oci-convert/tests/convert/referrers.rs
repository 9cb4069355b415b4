//! Attestations as entries of an index, and as referrers.

use bytes::Bytes;
use oci_convert::compose::{AttestationParts, Composed, StatementPart};
use oci_convert::referrers::{AttestationForm, from_index, into_index};
use oci_convert::{ErrorKind, ManifestEdit, Need, OddityCode, Request, Source, tools};
use oci_digest::Digest;
use oci_spec_types::closure::{Closure, How};
use oci_spec_types::{Descriptor, Document, MediaType, Model, Platform, attestation, oci};

fn image(name: &[u8]) -> Descriptor {
    Descriptor::of(MediaType::OCI_MANIFEST, name).with_platform(Platform::new("linux", "amd64"))
}

/// As BuildKit writes it.
fn composed(image: &Descriptor, is_artifact: bool) -> Composed {
    let statement = StatementPart::new("https://slsa.dev/provenance/v1", r#"{"k":"v"}"#.parse().unwrap());
    let names = vec!["pkg:docker/img@1".into()];
    let parts = AttestationParts { image: image.clone(), names, statements: vec![statement], is_artifact };
    parts.compose(&tools::BUILDKIT).unwrap()
}

fn index(entries: Vec<Descriptor>) -> Source {
    Source::new(oci::Index::new(entries).to_json(), MediaType::OCI_INDEX)
}

#[test]
fn entries_of_both_forms_become_the_same_referrer_and_go_back_to_the_bytes_of_buildkit() {
    let image = image(b"image");
    let (old, new) = (composed(&image, false), composed(&image, true));
    let with = |attestation: &Composed| index(vec![image.clone(), attestation.descriptor.clone()]);
    for own in [&old, &new] {
        let taken = from_index(with(own), std::slice::from_ref(&own.bytes), &tools::BUILDKIT).unwrap();
        let left = oci::Index::parse(taken.index.bytes.clone()).unwrap().manifests;
        assert_eq!(left, std::slice::from_ref(&image));
        let referrer = &taken.referrers[0];
        assert_eq!(referrer.bytes, new.bytes);
        assert_eq!(referrer.before, Digest::sha256(&own.bytes));
        // Listed as an artifact, without what an entry of an index says.
        assert_eq!(
            referrer.entry.artifact_type.as_ref().unwrap(),
            "application/vnd.docker.attestation.manifest.v1+json"
        );
        assert_eq!((referrer.entry.platform.as_ref(), referrer.entry.annotations.len()), (None, 0));
        assert_eq!(referrer.extra_blobs.iter().any(|blob| blob.bytes == "{}"), own.bytes != new.bytes);

        for (form, wanted) in [(AttestationForm::Image, &old), (AttestationForm::Artifact, &new)] {
            let referrers = [referrer.bytes.clone()];
            let back = into_index(Source::from(&taken.index), &referrers, form, &tools::BUILDKIT).unwrap();
            assert_eq!(back.referrers[0].bytes, wanted.bytes);
            let mut entry = wanted.descriptor.clone();
            if form == AttestationForm::Artifact {
                // A client sees in the index what it is.
                entry.artifact_type = Some("application/vnd.docker.attestation.manifest.v1+json".into());
            }
            assert_eq!(back.index.bytes, index(vec![image.clone(), entry]).bytes);
        }

        // A client finds it by its subject.
        let mut closure = Closure::new();
        let bytes = referrer.bytes.clone();
        closure.provide(&Digest::sha256(&bytes), &Document::parse(bytes).unwrap()).unwrap();
        let about = image.digest.valid().unwrap().clone();
        assert_eq!(closure.about(&about)[0].how, How::Subject);
    }
}

#[test]
fn what_cannot_be_moved_is_refused() {
    let (image, gone) = (image(b"image"), image(b"gone"));
    let kind = |source: Source, given: &[Bytes]| from_index(source, given, &tools::BUILDKIT).unwrap_err().kind();
    let of_gone = composed(&gone, false);
    let dangling = index(vec![image.clone(), of_gone.descriptor.clone()]);
    assert_eq!(kind(dangling, std::slice::from_ref(&of_gone.bytes)), ErrorKind::InstanceNotFound);
    let own = composed(&image, false);
    assert_eq!(kind(index(vec![image.clone(), own.descriptor.clone()]), &[]), ErrorKind::NotProvided);
    let docker = Descriptor { media_type: MediaType::DOCKER_MANIFEST, ..own.descriptor.clone() };
    assert_eq!(
        kind(index(vec![image.clone(), docker]), std::slice::from_ref(&own.bytes)),
        ErrorKind::SubjectNotRepresentable
    );
    let list = Source::new(&b"{}"[..], MediaType::DOCKER_LIST);
    assert_eq!(kind(list, &[]), ErrorKind::UnsupportedConversion);

    let into = |bytes: Bytes| {
        let form = AttestationForm::Artifact;
        into_index(index(vec![image.clone()]), &[bytes], form, &tools::BUILDKIT).unwrap_err().kind()
    };
    assert_eq!(into(composed(&gone, true).bytes), ErrorKind::InstanceNotFound);
    let sbom =
        oci::Manifest::new(Descriptor::empty(), vec![Descriptor::of("text/spdx", b"")]).with_subject(image.clone());
    assert_eq!(into(sbom.to_json().into()), ErrorKind::UnsupportedConversion);
}

#[test]
fn an_index_without_attestations_keeps_its_bytes() {
    let source = index(vec![image(b"image"), image(b"other")]);
    let taken = from_index(source.clone(), &[], &tools::BUILDKIT).unwrap();
    assert_eq!((taken.index.bytes, taken.referrers.len()), (source.bytes, 0));
    assert_eq!(attestation::attestations_of(&[], &Digest::sha256(b"image")).count(), 0);
}

/// regclient 527: attestations that were made referrers had other contents. What is stated is kept, layer by layer, whatever
/// becomes of the image: its statements stay about the digest that it had, and the report names them.
#[test]
fn what_an_attestation_states_is_kept() {
    let child = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"config"), vec![]).to_json();
    let child = Bytes::from(child);
    let image = Descriptor::of(MediaType::OCI_MANIFEST, &child).with_platform(Platform::new("linux", "amd64"));
    // With all that a builder says of its statements, and what no type holds.
    let own = composed(&image, false);
    let mut manifest = oci::Manifest::parse(own.bytes.clone()).unwrap();
    manifest.layers[0].annotations.insert("in-toto.io/predicate-type", "https://slsa.dev/provenance/v1");
    manifest.layers.push(Descriptor::of(MediaType::IN_TOTO, b"sbom").with_annotation("a", "<b>"));
    let bytes = Bytes::from(manifest.to_json());
    let entry = Descriptor { size: bytes.len() as i64, digest: Digest::sha256(&bytes).into(), ..own.descriptor };
    let source = index(vec![image.clone(), entry]);

    // The image is annotated first, so that its digest is another one; the attestation follows.
    let edit = [ManifestEdit::annotate("org.opencontainers.image.version", "1")];
    let mut plan = Request::edit().as_tool(&tools::MINIMAL).edits_of(0, edit).plan(source).unwrap();
    for blob in [&child, &bytes] {
        let need = plan
            .needs()
            .into_iter()
            .find(|need| matches!(need, Need::Child { descriptor, .. } if descriptor.verify(blob).is_ok()));
        if let Some(need) = need {
            plan.provide(&need, blob.clone()).unwrap();
        }
    }
    let edited = plan.finish().unwrap();
    let odd: Vec<_> = edited.report.oddities.iter().map(|odd| odd.code).collect();
    assert_eq!(odd, [OddityCode::StaleStatement]);

    let taken = from_index(Source::from(&edited), std::slice::from_ref(&bytes), &tools::BUILDKIT).unwrap();
    let [referrer] = &taken.referrers[..] else { panic!("one referrer") };
    let made = oci::Manifest::parse(referrer.bytes.clone()).unwrap();
    assert_eq!(made.layers, manifest.layers);
    let renamed = &oci::Index::parse(edited.bytes.clone()).unwrap().manifests[0];
    assert_ne!(renamed.digest, image.digest);
    assert_eq!(made.subject.unwrap().digest, renamed.digest);
}
