//! What belongs to an image, what is complete, what may be deleted.

use oci_digest::{Algorithm, Digest};
use oci_spec_types::closure::{Because, Closure, Completeness, GapKind, How, LinkKind, Unkept};
use oci_spec_types::tag::{self, TagKind};
use oci_spec_types::{
    Descriptor, Document, ErrorKind, MediaType, Model, Platform, annotation, attestation, docker, oci,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Documents by their digests.
#[derive(Default)]
struct Store {
    documents: BTreeMap<Digest, Vec<u8>>,
    blobs: BTreeSet<Digest>,
}

impl Store {
    fn put(&mut self, bytes: Vec<u8>) -> Descriptor {
        let descriptor = of(&bytes);
        self.documents.insert(digest(&descriptor), bytes);
        descriptor
    }

    fn blob(&mut self, media_type: MediaType, content: &str) -> Descriptor {
        let descriptor = Descriptor::of(media_type, content.as_bytes());
        self.blobs.insert(digest(&descriptor));
        descriptor
    }

    /// An image with a config and a layer.
    fn image(&mut self, name: &str) -> Descriptor {
        let config = self.blob(MediaType::OCI_CONFIG, &format!("{{\"config of\":\"{name}\"}}"));
        let layer = self.blob(MediaType::OCI_LAYER_GZIP, &format!("layer of {name}"));
        self.put(oci::Manifest::new(config, vec![layer]).to_json())
    }

    fn referrer(&mut self, subject: &Descriptor, artifact_type: &'static str) -> Descriptor {
        let empty = self.blob(MediaType::OCI_EMPTY, "{}");
        let manifest =
            oci::Manifest::new(empty, vec![]).with_artifact_type(artifact_type).with_subject(subject.clone());
        self.put(manifest.to_json())
    }

    /// Everything is listed, and read when it is asked for.
    fn listed(&self, closure: &mut Closure) {
        self.documents.keys().for_each(|digest| closure.holds_document(digest));
        self.blobs.iter().for_each(|digest| closure.holds(digest));
        closure.lacks_rest();
        self.answer(closure);
    }

    fn answer(&self, closure: &mut Closure) {
        while let Some(need) = closure.next_need() {
            match self.documents.get(&need.digest) {
                Some(bytes) => provide(closure, &need.digest, bytes),
                None => closure.lacks(&need.digest),
            }
        }
    }
}

fn of(bytes: &[u8]) -> Descriptor {
    let media_type = Document::parse(bytes.to_vec()).unwrap().media_type().unwrap();
    Descriptor::of(media_type, bytes)
}

fn digest(descriptor: &Descriptor) -> Digest {
    descriptor.digest.valid().unwrap().clone()
}

fn provide(closure: &mut Closure, digest: &Digest, bytes: &[u8]) {
    closure.provide(digest, &Document::parse(bytes.to_vec()).unwrap()).unwrap();
}

fn index(entries: Vec<Descriptor>) -> Vec<u8> {
    oci::Index::new(entries).to_json()
}

fn collected(closure: &Closure) -> Vec<Digest> {
    closure.answer().collectable().unwrap().into_iter().map(|found| found.digest.clone()).collect()
}

/// ghcr-cleanup-action 104 and 114: a referrer without a tag, of a platform's manifest, stays with the tagged index.
#[test]
fn what_is_about_a_kept_child_is_kept() {
    let mut store = Store::default();
    let (amd64, arm64) = (store.image("amd64"), store.image("arm64"));
    let bundle = store.referrer(&amd64, "application/vnd.dev.sigstore.bundle.v0.3+json");
    let of_bundle = store.referrer(&bundle, "application/vnd.cncf.notary.signature");
    let list = store.put(index(vec![amd64.clone(), arm64]));
    let mut closure = Closure::new();
    closure.tag("latest", &digest(&list));
    store.listed(&mut closure);
    assert_eq!(collected(&closure), []);
    assert_eq!(closure.answer().verdict(&digest(&list)), Completeness::Complete);
    assert_eq!(closure.why(&digest(&of_bundle)), Some(Because::About(&digest(&bundle))));
    assert_eq!(closure.why(&digest(&bundle)), Some(Because::About(&digest(&amd64))));
    assert_eq!(closure.why(&digest(&amd64)), Some(Because::NamedBy(&digest(&list))));
    assert_eq!(closure.why(&digest(&list)), Some(Because::Tag("latest")));
}

/// ghcr-cleanup-action 13, bsherman/bos 8: tags that go with a digest live and die with it.
#[test]
fn tags_that_go_with_a_digest_keep_nothing_by_themselves() {
    let mut store = Store::default();
    let (kept, old) = (store.image("kept"), store.image("old"));
    let mut closure = Closure::new();
    closure.tag("v2", &digest(&kept));
    for image in [&kept, &old] {
        let name = digest(image).to_string();
        for kind in [TagKind::Signature, TagKind::Attestation, TagKind::Sbom] {
            let document = store.image(&format!("{kind} of {name}"));
            closure.tag(&tag::of(&digest(image), kind).unwrap(), &digest(&document));
        }
        let referrer = store.referrer(image, "a/b");
        let list = store.put(index(vec![referrer]));
        closure.tag(&tag::of(&digest(image), TagKind::Referrers).unwrap(), &digest(&list));
    }
    store.listed(&mut closure);
    // The old image with config and layer, three attached images with theirs, the referrer, and the list of referrers.
    assert_eq!(collected(&closure).len(), 3 + 3 * 3 + 2);
    let answer = closure.answer();
    let collectable = answer.collectable().unwrap();
    let tags: Vec<_> = collectable.iter().flat_map(|found| found.tags.iter()).collect();
    assert_eq!(tags.len(), 4);
    let prefix = format!("sha256-{}", &*digest(&old).encoded());
    assert!(tags.iter().all(|tag| tag.starts_with(&prefix)));
    let is_about_old = |why| why == Unkept::About(&digest(&old));
    assert!(collectable.iter().filter(|found| !found.tags.is_empty()).all(|found| is_about_old(found.why)));
    let old = collectable.iter().find(|found| *found.digest == digest(&old)).unwrap();
    assert_eq!((old.why, old.tags.len()), (Unkept::Unnamed, 0));

    // cosign 4553: where the signatures live is asked of what is there.
    let kept = digest(&kept);
    let found: Vec<_> = closure.about(&kept).into_iter().map(|found| found.how).collect();
    let sig = tag::of(&kept, TagKind::Signature).unwrap();
    assert!(found.contains(&How::Tag(&sig)) && found.contains(&How::Subject));
    assert_eq!(found.len(), 5);
}

/// oras 1228: a list of referrers that was replaced stays without a tag, and names the referrer that is to be deleted. It
/// goes, too, and before what it names.
#[test]
fn a_list_of_referrers_that_was_replaced_goes_before_what_it_names() {
    let mut store = Store::default();
    let image = store.image("image");
    let (kept, gone) = (store.referrer(&image, "a/b"), store.referrer(&image, "c/d"));
    let old = store.put(index(vec![kept.clone(), gone.clone()]));
    let new = store.put(index(vec![kept.clone()]));
    let mut closure = Closure::new();
    closure.tag("latest", &digest(&image));
    closure.tag(&tag::of(&digest(&image), TagKind::Referrers).unwrap(), &digest(&new));
    store.listed(&mut closure);
    // The subject that it states keeps the referrer; the old list is kept by nothing.
    assert_eq!(collected(&closure), [digest(&old)]);

    // Once the referrer is not there any more, nothing kept misses it.
    store.documents.remove(&digest(&gone));
    let mut closure = Closure::new();
    closure.tag("latest", &digest(&image));
    closure.tag(&tag::of(&digest(&image), TagKind::Referrers).unwrap(), &digest(&new));
    store.listed(&mut closure);
    assert_eq!(closure.answer().verdict(&digest(&image)), Completeness::Complete);
}

/// oras 2174: a registry that reads a referrers tag as a digest answers with the index itself. It is no referrer of itself,
/// and neither are its children.
#[test]
fn an_index_is_no_list_of_its_own_referrers() {
    let mut store = Store::default();
    let list = {
        let children = vec![store.image("amd64"), store.image("arm64")];
        store.put(index(children))
    };
    let entries = oci::Index::parse(store.documents[&digest(&list)].clone()).unwrap().manifests;
    for algorithm in [Algorithm::Sha256, Algorithm::Sha512] {
        let bytes = &store.documents[&digest(&list)];
        let own = algorithm.digest(bytes).unwrap();
        for is_tagged in [true, false] {
            let mut closure = Closure::new();
            if is_tagged {
                closure.tag("latest", &own);
            }
            closure.tag(&tag::of(&own, TagKind::Referrers).unwrap(), &own);
            provide(&mut closure, &own, bytes);
            closure.referrers(&own, &[&entries[..], std::slice::from_ref(&list)].concat()).unwrap();
            store.listed(&mut closure);
            assert_eq!(closure.about(&own), [], "{own}");
            assert_eq!(closure.answer().verdict(&own), Completeness::Complete);
            let collected = collected(&closure);
            let kept = [&own, &digest(&entries[0]), &digest(&entries[1])];
            assert!(kept.iter().all(|digest| !collected.contains(digest)), "{collected:?}");
        }
    }
    // What is about the index in truth still is.
    let sbom = store.referrer(&list, "a/b");
    let mut closure = Closure::new();
    closure.tag("latest", &digest(&list));
    closure.referrers(&digest(&list), &[&entries[..], std::slice::from_ref(&sbom)].concat()).unwrap();
    store.listed(&mut closure);
    let about: Vec<_> = closure.about(&digest(&list)).into_iter().map(|own| own.digest.clone()).collect();
    assert_eq!(about, [digest(&sbom), digest(&sbom)]);
}

#[test]
fn a_tag_that_only_looks_like_a_referrers_tag_keeps_an_image() {
    let mut store = Store::default();
    let image = store.image("built");
    let mut closure = Closure::new();
    closure.tag(&format!("sha256-{}", &*Digest::sha256(b"a commit").encoded()), &digest(&image));
    store.listed(&mut closure);
    assert_eq!(collected(&closure), []);
    assert!(closure.is_reached(&digest(&image)));
}

#[test]
fn a_tag_with_another_suffix_keeps_what_it_names() {
    let mut store = Store::default();
    let (gone, source) = (Digest::sha256(b"gone"), store.image("source"));
    let mut closure = Closure::new();
    closure.tag(&tag::of(&gone, TagKind::Other("src")).unwrap(), &digest(&source));
    store.listed(&mut closure);
    assert_eq!(collected(&closure), []);
    assert_eq!(closure.answer().dangling()[0].subject, &gone);
}

#[test]
fn nothing_is_collectable_before_everything_is_read() {
    let mut store = Store::default();
    let (image, other) = (store.image("kept"), store.image("other"));
    let mut closure = Closure::new();
    closure.tag("latest", &digest(&image));
    store.documents.keys().for_each(|digest| closure.holds_document(digest));
    assert_eq!(closure.answer().collectable(), None);
    assert_eq!(closure.needs().len(), 2);
    store.listed(&mut closure);
    assert_eq!(closure.needs(), []);
    let found = collected(&closure);
    assert_eq!(found[0], digest(&other));
    assert_eq!(found.len(), 3);
}

#[test]
fn what_names_comes_before_what_is_named_and_what_is_about_before_its_subject() {
    let mut store = Store::default();
    let image = store.image("image");
    let list = store.put(index(vec![image.clone()]));
    let sbom = store.referrer(&list, "a/b");
    let mut closure = Closure::new();
    store.listed(&mut closure);
    let found = collected(&closure);
    let at = |descriptor: &Descriptor| found.iter().position(|own| *own == digest(descriptor)).unwrap();
    assert_eq!(found.len(), 3 + 3);
    assert!(at(&sbom) < at(&list) && at(&list) < at(&image));
    let answer = closure.answer();
    let why = |descriptor: &Descriptor| {
        answer.collectable().unwrap().into_iter().find(|own| *own.digest == digest(descriptor)).unwrap().why
    };
    assert_eq!(why(&image), Unkept::NamedBy(&digest(&list)));
    assert_eq!(why(&sbom), Unkept::About(&digest(&list)));
    assert_eq!(why(&list), Unkept::Unnamed);
}

#[test]
fn gaps_say_what_is_missing_where() {
    let mut store = Store::default();
    let amd64 = store.image("amd64");
    let arm64 = Store::default().image("not copied");
    let windows = {
        let config = store.blob(MediaType::DOCKER_CONFIG, "{}");
        let foreign =
            Descriptor::of(MediaType::DOCKER_FOREIGN_LAYER_GZIP, b"base").with_url("https://example.com/base");
        store.put(docker::Manifest::new(config, vec![foreign]).to_json())
    };
    let broken = Descriptor::new(MediaType::OCI_MANIFEST, "sha256:zz", 1);
    let list = store.put(index(vec![amd64.clone(), arm64.clone(), windows.clone(), broken]));
    let mut closure = Closure::new();
    closure.keep(&digest(&list));
    store.listed(&mut closure);
    let answer = closure.answer();
    let gaps = answer.gaps(&digest(&list));
    let lines: Vec<_> = gaps.iter().map(ToString::to_string).collect();
    let list = digest(&list);
    assert_eq!(
        lines,
        [
            format!("missing: {} at /manifests/1 of {list}", arm64.digest),
            format!("not a digest: sha256:zz at /manifests/3 of {list}"),
            format!("foreign layer, not here: {} at /layers/0 of {}", Digest::sha256(b"base"), windows.digest),
        ]
    );
    assert_eq!(answer.verdict(&list), Completeness::Incomplete);
    assert_eq!(answer.verdict(&digest(&amd64)), Completeness::Complete);
    assert_eq!(answer.verdict(&digest(&windows)), Completeness::Incomplete);
    assert_eq!(answer.verdict(&Digest::sha256(b"never met")), Completeness::Undecided);
}

/// A mirror that copied only the manifest of its own platform: the pinned list is known from the source.
#[test]
fn a_list_that_is_known_and_not_there_is_missing() {
    let mut store = Store::default();
    let amd64 = store.image("amd64");
    let list = index(vec![amd64.clone(), Store::default().image("arm64")]);
    let pinned = Digest::sha256(&list);
    let mut closure = Closure::new();
    closure.keep(&pinned);
    closure.learn(&pinned, &Document::parse(list).unwrap()).unwrap();
    assert_eq!(closure.unchecked().next().unwrap().digest, pinned);
    store.listed(&mut closure);
    let answer = closure.answer();
    let gaps = answer.gaps(&pinned);
    assert_eq!(gaps.iter().map(|gap| gap.needed_by).collect::<Vec<_>>(), [None, Some((&pinned, LinkKind::Entry, 1))]);
    assert_eq!(answer.verdict(&digest(&amd64)), Completeness::Complete);
}

#[test]
fn what_was_not_looked_for_is_undecided_and_not_missing() {
    let mut store = Store::default();
    let image = store.image("image");
    let mut closure = Closure::new();
    closure.keep(&digest(&image));
    assert_eq!(closure.answer().gaps(&digest(&image))[0].kind, GapKind::Unread);
    store.answer(&mut closure);
    let kinds: Vec<_> = closure.answer().gaps(&digest(&image)).iter().map(|gap| gap.kind).collect();
    assert_eq!(kinds, [GapKind::Unchecked, GapKind::Unchecked]);
    assert_eq!(closure.answer().verdict(&digest(&image)), Completeness::Undecided);
    let blobs: Vec<_> = closure.unchecked().map(|need| need.digest).collect();
    assert_eq!(blobs.len(), 2);
    closure.holds(&blobs[0]);
    closure.lacks(&blobs[1]);
    assert_eq!(closure.answer().verdict(&digest(&image)), Completeness::Incomplete);
    closure.holds(&blobs[1]);
    assert_eq!(closure.answer().verdict(&digest(&image)), Completeness::Complete);
}

#[test]
fn an_attestation_of_an_entry_that_the_index_lost_dangles() {
    let mut store = Store::default();
    let (image, lost) = (store.image("image"), Store::default().image("lost"));
    let mut attestation = |subject: &Descriptor, name: &str| {
        store
            .image(name)
            .with_annotation(annotation::REFERENCE_TYPE, attestation::KIND_ATTESTATION)
            .with_annotation(annotation::REFERENCE_DIGEST, subject.digest.to_string())
            .with_platform(Platform::new("unknown", "unknown"))
    };
    let (good, bad) = (attestation(&image, "of image"), attestation(&lost, "of lost"));
    let list = store.put(index(vec![image.clone(), good.clone(), bad.clone()]));
    let mut closure = Closure::new();
    closure.tag("latest", &digest(&list));
    store.listed(&mut closure);
    // It is an entry, so it stays, and the index is complete.
    assert_eq!(collected(&closure), []);
    let answer = closure.answer();
    assert_eq!(answer.verdict(&digest(&list)), Completeness::Complete);
    let dangling = answer.dangling();
    assert_eq!(dangling.len(), 1);
    assert_eq!((dangling[0].digest, dangling[0].subject), (&digest(&bad), &digest(&lost)));
    assert_eq!(dangling[0].how, How::Entry(&digest(&list)));
    assert_eq!(closure.about(&digest(&image))[0].digest, &digest(&good));
}

#[test]
fn a_referrer_of_nothing_says_so() {
    let mut store = Store::default();
    let gone = Descriptor::of(MediaType::OCI_MANIFEST, b"gone");
    let sbom = store.referrer(&gone, "a/b");
    let mut closure = Closure::new();
    store.listed(&mut closure);
    let answer = closure.answer();
    assert_eq!(answer.collectable().unwrap()[0].why, Unkept::AboutNothing(&digest(&gone)));
    assert_eq!(*answer.dangling()[0].digest, digest(&sbom));
}

#[test]
fn the_referrers_api_answers_for_documents_that_nobody_listed() {
    let mut store = Store::default();
    let image = store.image("image");
    let sbom = store.referrer(&image, "a/b");
    let mut closure = Closure::new();
    closure.keep(&digest(&image));
    store.answer(&mut closure);
    closure.referrers(&digest(&image), &[sbom.clone().with_artifact_type("a/b")]).unwrap();
    assert_eq!(closure.about(&digest(&image))[0].artifact_type.unwrap(), "a/b");
    assert_eq!(closure.next_need().unwrap().digest, digest(&sbom));
    store.answer(&mut closure);
    let how: Vec<_> = closure.about(&digest(&image)).into_iter().map(|found| found.how).collect();
    assert_eq!(how, [How::Listed, How::Subject]);
}

fn named(bytes: &[u8], algorithm: &Algorithm, media_type: MediaType) -> Descriptor {
    Descriptor::new(media_type, algorithm.digest(bytes).unwrap(), bytes.len() as u64)
}

/// moby 48241, distribution 4420: digests of other algorithms are followed like those of sha256.
#[test]
fn every_algorithm_is_followed() {
    for algorithm in [Algorithm::Sha384, Algorithm::Sha512] {
        let config = named(b"{}", &algorithm, MediaType::OCI_CONFIG);
        let manifest = oci::Manifest::new(config.clone(), vec![]).to_json();
        let entry = named(&manifest, &algorithm, MediaType::OCI_MANIFEST);
        let list = index(vec![entry.clone()]);
        let sbom = oci::Manifest::new(Descriptor::empty(), vec![]).with_subject(entry.clone()).to_json();
        let list_digest = algorithm.digest(&list).unwrap();
        let referrers = index(vec![named(&sbom, &algorithm, MediaType::OCI_MANIFEST)]);

        let mut closure = Closure::new();
        closure.tag(&tag::referrers_tag(&digest(&entry)), &Digest::sha256(&referrers));
        closure.tag("latest", &list_digest);
        for bytes in [&referrers, &list, &manifest, &sbom] {
            let need = closure.next_need().unwrap();
            assert!(need.digest.verify(bytes).is_ok(), "{}", need.digest);
            provide(&mut closure, &need.digest, bytes);
        }
        assert_eq!(closure.next_need(), None);
        closure.holds(&digest(&config));
        assert_eq!(closure.answer().verdict(&list_digest), Completeness::Complete);
        let how: Vec<_> = closure.about(&digest(&entry)).into_iter().map(|found| found.how).collect();
        assert_eq!(how, [How::Tag(&tag::referrers_tag(&digest(&entry))), How::Subject]);
    }
}

#[test]
fn the_same_bytes_under_two_digests_are_kept_together() {
    let mut store = Store::default();
    let image = store.image("image");
    let bytes = store.documents[&digest(&image)].clone();
    let (own, sha512) = (digest(&image), Digest::sha512(&bytes));
    let sbom = store.referrer(&Descriptor::new(MediaType::OCI_MANIFEST, &sha512, 1), "a/b");
    for first in [true, false] {
        let mut closure = Closure::new();
        closure.tag("latest", &digest(&image));
        for is_512 in [first, !first] {
            provide(&mut closure, if is_512 { &sha512 } else { &own }, &bytes);
        }
        store.listed(&mut closure);
        assert_eq!(closure.why(&sha512), Some(Because::SameAs(&digest(&image))));
        assert_eq!(closure.why(&digest(&sbom)), Some(Because::About(&sha512)));
        assert_eq!(closure.answer().verdict(&sha512), Completeness::Complete);
    }
}

#[test]
fn what_cannot_be_verified_is_followed_and_said() {
    let odd: Digest = "md5:d41d8cd98f00b204e9800998ecf8427e".parse().unwrap();
    let mut store = Store::default();
    let image = store.image("image");
    let mut closure = Closure::new();
    closure.tag("md5-d41d8cd98f00b204e9800998ecf8427e", &digest(&image));
    closure.keep(&odd);
    provide(&mut closure, &odd, &index(vec![image.clone()]));
    store.listed(&mut closure);
    assert_eq!(closure.answer().gaps(&odd)[0].kind, GapKind::Unverified);
    assert_eq!(closure.answer().verdict(&odd), Completeness::Undecided);
    assert_eq!(closure.answer().verdict(&digest(&image)), Completeness::Complete);
    // A tag of an algorithm whose digests have no known length is an ordinary one, and still about the digest.
    assert_eq!(closure.about(&odd)[0].digest, &digest(&image));
}

/// Nobody checks these digests, so documents can name each other.
#[test]
fn cycles_end() {
    let odd = |name: &str| -> Digest { format!("x+y:{name}").parse().unwrap() };
    let entry = |name: &str| Descriptor::new(MediaType::OCI_INDEX, odd(name), 1);
    let cycle = |closure: &mut Closure| {
        for (name, next) in [("a", "b"), ("b", "c"), ("c", "a"), ("self", "self")] {
            let index = oci::Index::new(vec![entry(next), entry(name)]).with_subject(entry(next));
            provide(closure, &odd(name), &index.to_json());
        }
        closure.lacks_rest();
    };
    let mut closure = Closure::new();
    cycle(&mut closure);
    assert_eq!(collected(&closure).len(), 4);
    closure.keep(&odd("a"));
    closure.keep(&odd("self"));
    assert_eq!(collected(&closure), []);
    assert_eq!(closure.answer().gaps(&odd("a")).len(), 3);
    assert_eq!(closure.answer().gaps(&odd("self")).len(), 1);
}

#[test]
fn many_documents_deep_and_wide() {
    const COUNT: usize = 20_000;
    let mut bytes = index(vec![]);
    let mut chain = Vec::with_capacity(COUNT);
    for _ in 0..COUNT {
        let next = index(vec![Descriptor::of(MediaType::OCI_INDEX, &bytes)]);
        chain.push(std::mem::replace(&mut bytes, next));
    }
    let top = Digest::sha256(&bytes);
    let mut closure = Closure::new();
    closure.keep(&top);
    for bytes in std::iter::once(bytes).chain(chain.into_iter().rev()) {
        let need = closure.next_need().unwrap();
        provide(&mut closure, &need.digest, &bytes);
    }
    assert_eq!(closure.next_need(), None);
    assert_eq!(closure.reached().count(), COUNT + 1);
    assert_eq!(closure.answer().verdict(&top), Completeness::Complete);

    // As many referrers of one document, listed and read in whatever order.
    let subject = Descriptor::new(MediaType::OCI_INDEX, top.clone(), 1);
    for number in 0..COUNT {
        let referrer = oci::Index::new(vec![]).with_subject(subject.clone()).with_annotation("n", number.to_string());
        let bytes = referrer.to_json();
        provide(&mut closure, &Digest::sha256(&bytes), &bytes);
    }
    assert_eq!(closure.about(&top).len(), COUNT);
    assert_eq!(collected(&closure), []);
}

#[test]
fn limits_and_wrong_documents_are_errors_that_change_nothing() {
    let mut store = Store::default();
    let image = store.image("image");
    let document = Document::parse(store.documents[&digest(&image)].clone()).unwrap();
    let mut closure = Closure::new().with_max_links(1);
    closure.keep(&digest(&image));
    let error = closure.provide(&digest(&image), &document).unwrap_err();
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Limit, "more than 1 links (max_links)"));
    assert_eq!(
        closure.referrers(&digest(&image), &[image.clone(), image.clone()]).unwrap_err().kind(),
        ErrorKind::Limit
    );
    let error = closure.provide(&Digest::sha256(b"other"), &document).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Digest);
    assert_eq!(closure.next_need().unwrap().digest, digest(&image));
    assert_eq!(closure.reached().count(), 1);
}

#[test]
fn an_entry_that_is_no_document_is_a_leaf() {
    let mut store = Store::default();
    let layer = store.blob(MediaType::OCI_LAYER_GZIP, "layer");
    let chart = Descriptor::of("application/x-unknown", b"not JSON");
    let list = store.put(index(vec![layer, chart.clone()]));
    let mut closure = Closure::new();
    closure.keep(&digest(&list));
    provide(&mut closure, &digest(&list), &store.documents[&digest(&list)]);
    // A layer is none for certain, another type may be anything.
    let need = closure.next_need().unwrap();
    assert_eq!((need.digest, need.media_type.unwrap().as_str()), (digest(&chart), "application/x-unknown"));
    closure.leaf(&digest(&chart));
    assert_eq!(closure.next_need(), None);
}

proptest! {
    /// In whatever order a repository is fed, the answers are the same.
    #[test]
    fn the_order_of_feeding_does_not_matter(
        links in prop::collection::vec((0usize..9, 0usize..9, any::<bool>()), 0..12),
        tags in prop::collection::vec((0usize..9, 0usize..5), 0..4),
        order in Just((0..21).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        // Digests that nobody checks: any graph can be made.
        let name = |n: usize| -> Digest { format!("x:{n}").parse().unwrap() };
        let entry = |n: usize| Descriptor::new(MediaType::OCI_INDEX, name(n), 1);
        let documents: Vec<_> = (0..9).map(|n| {
            let of = |is_subject| links.iter().filter(move |link| link.0 == n && link.2 == is_subject);
            let mut index = oci::Index::new(of(false).map(|link| entry(link.1)).collect());
            index.subject = of(true).map(|link| Box::new(entry(link.1))).next();
            Document::parse(index.with_annotation("n", n.to_string()).to_json()).unwrap()
        }).collect();
        let tag = |(target, about): (usize, usize), closure: &mut Closure| match about {
            0 => closure.tag("latest", &name(target)),
            1..=3 => closure.tag(&tag::of(&name(about), TagKind::KNOWN[about]).unwrap(), &name(target)),
            _ => closure.tag(&tag::of(&name(about), TagKind::Referrers).unwrap(), &name(target)),
        };
        let feed = |order: &[usize]| {
            let mut closure = Closure::new();
            for step in order {
                match *step {
                    step @ 0..9 => closure.provide(&name(step), &documents[step]).unwrap(),
                    step @ 9..13 => if let Some(own) = tags.get(step - 9) { tag(*own, &mut closure) },
                    13 => closure.keep(&name(0)),
                    14 => closure.lacks_rest(),
                    step => closure.holds_document(&name(step - 15)),
                }
            }
            let answer = closure.answer();
            let verdicts: Vec<_> = (0..9).map(|n| answer.verdict(&name(n))).collect();
            let reached: BTreeSet<_> = closure.reached().cloned().collect();
            let collectable: Option<BTreeSet<_>> =
                answer.collectable().map(|all| all.into_iter().map(|found| found.digest.clone()).collect());
            let about: Vec<BTreeSet<_>> =
                (0..9).map(|n| closure.about(&name(n)).iter().map(|own| format!("{:?}", (own.digest, own.how))).collect()).collect();
            (verdicts, reached, collectable, about)
        };
        let fed = feed(&order);
        prop_assert_eq!(&fed, &feed(&(0..21).collect::<Vec<_>>()));
        // What is deleted is not reached, and what is reached is not deleted.
        if let Some(collectable) = &fed.2 {
            prop_assert!(collectable.is_disjoint(&fed.1));
        }
    }
}
