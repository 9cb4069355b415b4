//! Digests of another algorithm, there and back.

use oci_convert::explain::{Given, Grade, Relation, explain};
use oci_convert::rehash::{Rehash, RehashNeed, Rehashed};
use oci_convert::report::{DigestRole, Fate};
use oci_convert::{Cause, ErrorKind, Format, Need, OddityCode, Request, Source, tools};
use oci_digest::{Algorithm, Digest};
use oci_spec_types::closure::{Closure, Completeness};
use oci_spec_types::{Descriptor, Document, MediaType, Model, Platform, annotation, attestation, oci};
use std::collections::HashMap;

/// Bytes by their digests.
type Blobs = HashMap<Digest, Vec<u8>>;

fn put(blobs: &mut Blobs, media_type: MediaType, bytes: impl Into<Vec<u8>>) -> Descriptor {
    let bytes = bytes.into();
    let descriptor = Descriptor::of(media_type, &bytes);
    blobs.insert(digest(&descriptor), bytes);
    descriptor
}

fn digest(descriptor: &Descriptor) -> Digest {
    descriptor.digest.valid().unwrap().clone()
}

/// An index, in a layout of its own, of a platform with an attestation of BuildKit's and one of the older kind, of another
/// platform with embedded data, and of an index of the same platforms.
fn tree(blobs: &mut Blobs) -> Vec<u8> {
    let shared = put(blobs, MediaType::OCI_LAYER_GZIP, "shared layer");
    let mut image = |name: &str| {
        let config = put(blobs, MediaType::OCI_CONFIG, format!("{{\"os\":\"{name}\"}}"));
        let manifest = oci::Manifest::new(config, vec![shared.clone(), shared.clone()]);
        put(blobs, MediaType::OCI_MANIFEST, manifest.to_json()).with_platform(Platform::new("linux", name.to_owned()))
    };
    let (amd64, arm64) = (image("amd64"), image("arm64"));
    let bytes = blobs[&digest(&arm64)].clone();
    let arm64 = arm64.with_data(&bytes);
    let statement = put(blobs, MediaType::IN_TOTO, "{}");
    let empty = put(blobs, MediaType::OCI_EMPTY, "{}");
    let marked = |entry: Descriptor| {
        entry
            .with_annotation(annotation::REFERENCE_TYPE, attestation::KIND_ATTESTATION)
            .with_annotation(annotation::REFERENCE_DIGEST, amd64.digest.to_string())
            .with_platform(Platform::new("unknown", "unknown"))
    };
    let plain = oci::Manifest::new(empty, vec![statement]);
    let artifact =
        plain.clone().with_subject(Descriptor::new(amd64.media_type.clone(), digest(&amd64), amd64.size().unwrap()));
    let old = marked(put(blobs, MediaType::OCI_MANIFEST, plain.to_json()));
    let new = marked(put(blobs, MediaType::OCI_MANIFEST, artifact.to_json()));
    let nested = oci::Index::new(vec![amd64.clone(), arm64.clone()]).to_json();
    let nested = put(blobs, MediaType::OCI_INDEX, nested);
    // The attestations come first: what they are about is rewritten before them.
    let index = oci::Index::new(vec![new, old, amd64, arm64, nested]).to_json();
    let text = String::from_utf8(index.to_vec()).unwrap();
    text.replacen('{', "{ \"x\" : [1.50] ,\n\t", 1).into_bytes()
}

fn rehash(algorithm: Algorithm, root: &[u8], blobs: &Blobs) -> Rehashed {
    let mut plan = Rehash::to(algorithm.clone()).plan(Source::new(root.to_vec(), MediaType::OCI_INDEX)).unwrap();
    loop {
        let needs = plan.needs();
        if needs.is_empty() {
            return plan.finish().unwrap();
        }
        for (at, need) in needs.iter().enumerate() {
            let bytes = &blobs[&need.descriptor().digest.valid().unwrap()];
            match need {
                RehashNeed::Blob(_) if at % 2 == 0 => {
                    let mut hasher = plan.hasher(need).unwrap();
                    bytes.chunks(3).for_each(|piece| hasher.update(piece).unwrap());
                    plan.name(need, hasher.finish().unwrap()).unwrap();
                }
                need => plan.provide(need, bytes.clone()).unwrap(),
            }
        }
    }
}

/// The blobs under their new digests.
fn renamed(blobs: &Blobs, rehashed: &Rehashed) -> Blobs {
    let kept = rehashed.blobs.iter().map(|(old, new)| (new.clone(), blobs[old].clone()));
    let documents = rehashed.documents.iter().map(|document| (document.digest.clone(), document.bytes.to_vec()));
    kept.chain(documents).collect()
}

#[test]
fn a_tree_is_rewritten_and_the_way_back_gives_the_original_bytes() {
    let mut blobs = Blobs::new();
    let root = tree(&mut blobs);
    for algorithm in [Algorithm::Sha512, Algorithm::Sha384] {
        let there = rehash(algorithm.clone(), &root, &blobs);
        assert_eq!(there.documents.len(), 6);
        let all = renamed(&blobs, &there);
        let last = there.documents.last().unwrap();
        assert_eq!(last.before, Digest::sha256(&root));
        assert!(last.bytes.starts_with(b"{ \"x\" : [1.50] ,\n\t"));

        // Everything is there under its new digest, and nothing names an old one.
        let mut closure = Closure::new();
        closure.keep(&last.digest);
        while let Some(need) = closure.next_need() {
            assert_eq!(need.digest.algorithm(), algorithm);
            closure.provide(&need.digest, &Document::parse(all[&need.digest].clone()).unwrap()).unwrap();
        }
        all.keys().for_each(|digest| closure.holds(digest));
        closure.lacks_rest();
        assert_eq!(closure.answer().verdict(&last.digest), Completeness::Complete);
        assert_eq!(closure.answer().dangling(), []);
        assert_eq!(closure.unreachable().next(), None);
        let text = String::from_utf8(last.bytes.to_vec()).unwrap();
        assert!(!text.contains("sha256:"), "{text}");
        // Embedded data is that of the new bytes.
        let index = oci::Index::parse(last.bytes.clone()).unwrap();
        assert!(index.manifests[3].data_bytes().unwrap().is_some());

        let back = rehash(Algorithm::Sha256, &last.bytes, &all);
        assert_eq!(back.documents.last().unwrap().bytes, root);
        assert_eq!(back.documents.last().unwrap().before, last.digest);
        let originals = renamed(&all, &back);
        blobs.iter().for_each(|(digest, bytes)| assert_eq!(&originals[digest], bytes));
    }
}

#[test]
fn the_report_has_every_digest_and_names_what_does_not_follow() {
    let mut blobs = Blobs::new();
    let root = tree(&mut blobs);
    let rehashed = rehash(Algorithm::Sha512, &root, &blobs);
    let report = &rehashed.report;
    assert_eq!(report.children.len(), 5);
    let own = report.document().unwrap();
    assert_eq!((own.role, own.fate()), (DigestRole::Index, Fate::Changed));
    let causes = [Cause::ChildDigests, Cause::Annotations, Cause::OtherAlgorithm];
    assert_eq!(own.causes.iter().copied().collect::<Vec<_>>(), causes);
    assert_eq!(report.of_role(DigestRole::Child).count(), 5);
    assert!(report.of_role(DigestRole::Child).all(|row| row.fate() == Fate::Changed));
    // The statements of both attestations are about the manifest that was.
    let codes: Vec<_> = report.oddities.iter().map(|odd| (odd.code, odd.pointer.as_str())).collect();
    assert_eq!(codes, [(OddityCode::StaleStatement, "/manifests/0"), (OddityCode::StaleStatement, "/manifests/1")]);
    assert!(report.oddities[0].detail.contains(&rehashed.documents[0].before.to_string()));
    let image = &report.children[0];
    assert_eq!(image.of_role(DigestRole::Layer).count(), 2);
    assert_eq!(image.of_role(DigestRole::Config).next().unwrap().causes.first(), Some(&Cause::OtherAlgorithm));
}

#[test]
fn what_has_such_digests_already_keeps_its_bytes() {
    let mut blobs = Blobs::new();
    let root = tree(&mut blobs);
    let same = rehash(Algorithm::Sha256, &root, &blobs);
    assert_eq!(same.documents.last().unwrap().bytes, root);
    assert!(same.report.is_unchanged() && same.report.children.iter().all(oci_convert::Report::is_unchanged));
    assert_eq!(same.report.oddities, []);
}

#[test]
fn a_referrer_follows_its_subject_once_that_was_renamed() {
    let subject = Descriptor::of(MediaType::OCI_MANIFEST, b"image");
    let sbom = oci::Manifest::new(Descriptor::empty(), vec![]).with_subject(subject.clone());
    let source = Source::new(sbom.to_json(), MediaType::OCI_MANIFEST);
    let done = |rehash: Rehash| {
        let mut plan = rehash.plan(source.clone()).unwrap();
        let need = &plan.needs()[0];
        plan.provide(need, &b"{}"[..]).unwrap();
        plan.finish().unwrap()
    };
    let alone = done(Rehash::to(Algorithm::Sha512));
    assert_eq!(alone.report.oddities[0].code, OddityCode::OldDigest);
    let manifest = |rehashed: &Rehashed| oci::Manifest::parse(rehashed.documents[0].bytes.clone()).unwrap();
    assert_eq!(*manifest(&alone).subject.unwrap(), subject);
    // An empty config keeps its embedded data.
    assert!(manifest(&alone).config.data_bytes().unwrap().is_some());

    let new = Descriptor::new(MediaType::OCI_MANIFEST, Digest::sha512(b"new image"), 9);
    let followed = done(Rehash::to(Algorithm::Sha512).renamed(&digest(&subject), &new));
    assert_eq!(followed.report.oddities, []);
    assert_eq!(*manifest(&followed).subject.unwrap(), new);
}

#[test]
fn what_cannot_be_is_refused() {
    let mut blobs = Blobs::new();
    let root = tree(&mut blobs);
    let plan = |bytes: Vec<u8>, media_type| Rehash::to(Algorithm::Sha512).plan(Source::new(bytes, media_type));
    let mut begun = plan(root.clone(), MediaType::OCI_INDEX).unwrap();
    let need = begun.needs()[0].clone();
    let kind = |result: Result<(), oci_convert::Error>| result.unwrap_err().kind();
    assert_eq!(kind(begun.provide(&need, &b"other bytes"[..])), ErrorKind::InvalidDigest);
    assert_eq!(kind(begun.name(&need, Digest::sha512(b""))), ErrorKind::NotProvided);
    assert_eq!(begun.clone().finish().unwrap_err().kind(), ErrorKind::NotProvided);
    begun.provide(&need, blobs[&need.descriptor().digest.valid().unwrap()].clone()).unwrap();
    let blob = begun.needs().into_iter().find(|need| matches!(need, RehashNeed::Blob(_))).unwrap();
    assert_eq!(kind(begun.name(&blob, Digest::sha384(b""))), ErrorKind::InvalidDigest);
    let mut hasher = begun.hasher(&blob).unwrap();
    hasher.update(b"{").unwrap();
    assert!(hasher.finish().is_err());

    let schema1 = br#"{"schemaVersion":1,"fsLayers":[],"history":[]}"#.to_vec();
    assert_eq!(plan(schema1, MediaType::DOCKER_SCHEMA1).unwrap_err().kind(), ErrorKind::UnsupportedConversion);
    let broken = oci::Index::new(vec![Descriptor::new(MediaType::OCI_MANIFEST, "sha256:zz", 1)]).to_json();
    assert_eq!(plan(broken.to_vec(), MediaType::OCI_INDEX).unwrap_err().kind(), ErrorKind::InvalidDigest);
    let md5: Algorithm = "md5".parse().unwrap();
    let error = Rehash::to(md5).plan(Source::new(root, MediaType::OCI_INDEX)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidDigest);
}

/// A foreign layer that nobody has keeps its digest.
#[test]
fn a_blob_may_keep_its_digest() {
    let foreign = Descriptor::of(MediaType::OCI_FOREIGN_LAYER, b"base").with_url("https://example.com/base");
    let manifest = oci::Manifest::new(Descriptor::empty(), vec![foreign.clone()]).to_json();
    let mut plan = Rehash::to(Algorithm::Sha512).plan(Source::new(manifest, MediaType::OCI_MANIFEST)).unwrap();
    for need in plan.needs() {
        let old = need.descriptor().digest.valid().unwrap().clone();
        let new = if need.descriptor().media_type.is_layer() { old } else { Digest::sha512(b"{}") };
        plan.name(&need, new).unwrap();
    }
    let rehashed = plan.finish().unwrap();
    let manifest = oci::Manifest::parse(rehashed.documents[0].bytes.clone()).unwrap();
    assert_eq!(manifest.layers[0], foreign);
    assert_eq!(manifest.config.digest, Digest::sha512(b"{}"));
    assert_eq!(rehashed.report.of_role(DigestRole::Layer).next().unwrap().causes.first(), Some(&Cause::BlobKept));
}

#[test]
fn deep_nesting_and_shared_children_cost_no_more() {
    let mut blobs = Blobs::new();
    let mut index = put(&mut blobs, MediaType::OCI_INDEX, oci::Index::new(vec![]).to_json());
    for _ in 0..2_000 {
        // Twice the same: as a tree it would have 2^2000 leaves.
        let bytes = oci::Index::new(vec![index.clone(), index]).to_json();
        index = put(&mut blobs, MediaType::OCI_INDEX, bytes);
    }
    let root = blobs[&digest(&index)].clone();
    assert_eq!(rehash(Algorithm::Sha512, &root, &blobs).documents.len(), 2_001);
}

/// container-libs 507: nothing takes sha256 for granted. An image that names its config and layers by other digests is
/// converted, each blob verified by its own algorithm, and two manifests that name the same layers so are not different.
#[test]
fn images_of_any_algorithm_are_converted_and_compared() {
    let (config, layer) = (br#"{"os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#, b"layer");
    let named = |algorithm: &Algorithm, media_type: MediaType, bytes: &[u8]| {
        Descriptor::new(media_type, algorithm.digest(bytes).unwrap(), bytes.len() as u64)
    };
    let image = |of_config: &Algorithm, of_layer: &Algorithm| {
        let layer = named(of_layer, MediaType::OCI_LAYER_GZIP, layer);
        oci::Manifest::new(named(of_config, MediaType::OCI_CONFIG, config), vec![layer]).to_json()
    };
    let sha256 = Document::parse(image(&Algorithm::Sha256, &Algorithm::Sha256)).unwrap();
    for algorithm in [Algorithm::Sha384, Algorithm::Sha512] {
        let source = Source::new(image(&algorithm, &algorithm), MediaType::OCI_MANIFEST);
        for tool in [&tools::MINIMAL, &tools::CONTAINERS_IMAGE] {
            let mut plan = Request::convert(Format::DockerV2S2).as_tool(tool).way_back().plan(source.clone()).unwrap();
            let need = plan.needs().into_iter().find(|need| matches!(need, Need::Config { .. })).unwrap();
            assert_eq!(plan.provide(&need, &b"{}"[..]).unwrap_err().kind(), ErrorKind::ConfigDigestMismatch);
            plan.provide(&need, &config[..]).unwrap();
            let made = plan.finish().unwrap();
            let made = Document::parse(made.bytes).unwrap();
            assert_eq!(made.view().layers()[0].digest, algorithm.digest(layer).unwrap(), "{tool}");
            made.view().layers()[0].verify(layer).unwrap();
            made.view().config().unwrap().verify(config).unwrap();
        }
        // The same config, and layers that one of the two names by another algorithm.
        let mixed = Document::parse(image(&Algorithm::Sha256, &algorithm)).unwrap();
        let found = explain(&Given::new(&sha256, &mixed));
        assert_eq!((found.relation, found.grade), (Relation::SameBlobs, Grade::ConsistentWith), "{algorithm:?}");
        assert!(mixed.has_digest(&mixed.digest_in(&algorithm).unwrap()));
    }
}
