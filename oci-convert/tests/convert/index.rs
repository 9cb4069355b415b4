use oci_convert::index::{ConvertedIndex, IndexConversion, IndexEdit, IndexFormat, IndexNeed, Surgery, WholeIndex};
use oci_convert::report::{DigestRole, Fate};
use oci_convert::{Algorithm, Cause, ErrorKind, LossReason, OddityCode, Profile, Source, Stage};
use oci_digest::Digest;
use oci_platform::{Keep, Policy, Selector};
use oci_spec_types::{Annotations, Descriptor, Kind, MediaType, Model, Platform, oci, strategies};
use proptest::prelude::*;

fn entry(content: &str, os: &str, architecture: &str) -> Descriptor {
    Descriptor::of(MediaType::OCI_MANIFEST, content.as_bytes()).with_platform(Platform::new(os, architecture))
}

fn attestation(content: &str, about: &str) -> Descriptor {
    entry(content, "unknown", "unknown")
        .with_annotation("vnd.docker.reference.type", "attestation-manifest")
        .with_annotation("vnd.docker.reference.digest", Digest::sha256(about).to_string())
}

fn index(entries: Vec<Descriptor>) -> Source {
    Source::new(oci::Index::new(entries).to_json(), MediaType::OCI_INDEX)
}

fn read(converted: &ConvertedIndex) -> oci::Index {
    oci::Index::parse(converted.bytes.clone()).expect("what was written can be read")
}

#[test]
fn to_a_list_and_back() {
    let source = index(vec![entry("a", "linux", "amd64").with_annotation("k", "v"), entry("b", "linux", "arm64")]);
    let list = IndexConversion::to(IndexFormat::Docker).convert(source.clone()).unwrap();
    assert_eq!(list.media_type, MediaType::DOCKER_LIST);
    let text = std::str::from_utf8(&list.bytes).unwrap();
    assert!(text.contains(r#""size":1,"digest":"#), "size comes first in Docker: {text}");
    assert!(!text.contains("annotations"));
    let loss = &list.report.losses[0];
    assert_eq!((loss.pointer.as_str(), loss.reason), ("/manifests/0/annotations", LossReason::NoPlace));
    let way_back = list.report.way_back.as_ref().unwrap();
    assert!(!way_back.manifest);

    let plain = index(vec![entry("a", "linux", "amd64")]);
    let list = IndexConversion::to(IndexFormat::Docker).convert(plain.clone()).unwrap();
    assert!(list.report.way_back.unwrap().manifest);
    let back = IndexConversion::to(IndexFormat::Oci).convert(Source::new(list.bytes, list.media_type)).unwrap();
    assert_eq!(back.bytes, plain.bytes);
}

#[test]
fn a_platform_is_never_guessed() {
    let source = index(vec![Descriptor::of(MediaType::OCI_MANIFEST, b"a")]);
    for profile in [Profile::CONTAINERS_IMAGE, Profile::Minimal] {
        let conversion = IndexConversion::to(IndexFormat::Docker).profile(profile);
        let error = conversion.convert(source.clone()).unwrap_err();
        assert_eq!((error.kind(), error.pointer()), (ErrorKind::PlatformRequired, "/manifests/0/platform"));
        let list = conversion.default_platform(Platform::new("linux", "riscv64")).convert(source.clone()).unwrap();
        assert_eq!(read(&list).manifests[0].platform.as_ref().unwrap().architecture, "riscv64");
        assert!(list.report.oddities.iter().any(|odd| odd.code == OddityCode::DefaultPlatform));
    }
}

#[test]
fn refused() {
    let kind = |media_type, text: &'static str| {
        let error = IndexConversion::update().convert(Source::new(text, media_type)).unwrap_err();
        (error.kind(), error.stage())
    };
    let parse = |kind| (kind, Stage::Parse);
    assert_eq!(kind(MediaType::OCI_INDEX, "["), parse(ErrorKind::InvalidJson));
    assert_eq!(kind(MediaType::OCI_INDEX, r#"{"manifests":[{"size":"1"}]}"#), parse(ErrorKind::InvalidJson));
    assert_eq!(kind(MediaType::DOCKER_LIST, r#"{"layers":[]}"#), parse(ErrorKind::AmbiguousManifest));
    assert_eq!(kind(MediaType::OCI_MANIFEST, "{}"), parse(ErrorKind::UnsupportedConversion));
    let error = IndexConversion::to_media_type(&MediaType::OCI_MANIFEST).unwrap_err();
    assert_eq!(error.stage(), Stage::Convert);
    let error = IndexConversion::update().profile(Profile::Distribution).convert(index(vec![])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
}

#[test]
fn edits() {
    let digest = |text: &str| Digest::sha256(text).to_string();
    let source = index(vec![entry("a", "linux", "amd64"), entry("b", "linux", "arm64")]);
    let edited = |edits: Vec<IndexEdit>| IndexConversion::update().edits(edits).convert(source.clone());

    let update = IndexEdit::update(digest("a"), digest("a2"), 7, MediaType::OCI_MANIFEST).compressed([Algorithm::Zstd]);
    let result = edited(vec![update.clone()]).unwrap();
    let first = &read(&result).manifests[0];
    assert_eq!((first.digest.to_string(), first.size), (digest("a2"), 7));
    // The annotation alone moves nothing.
    assert_eq!(first.annotations.get("io.github.containers.compression.zstd").unwrap(), "true");
    let child = result.report.of_role(DigestRole::Child).next().unwrap();
    assert_eq!((child.fate(), child.causes[0]), (Fate::Changed, Cause::ChildReplaced));

    // An added entry does.
    let result = edited(vec![update, IndexEdit::add(&entry("c", "linux", "s390x"))]).unwrap();
    let order: Vec<String> = read(&result).manifests.iter().map(|own| own.digest.to_string()).collect();
    assert_eq!(order, [digest("b"), digest("c"), digest("a2")]);

    let result = edited(vec![IndexEdit::Delete { position: 1 }, IndexEdit::Delete { position: 0 }]).unwrap();
    assert_eq!(read(&result).manifests, []);
    assert_eq!(result.report.losses.len(), 2);

    for (edit, kind) in [
        (IndexEdit::update("nope", digest("x"), 1, MediaType::OCI_MANIFEST), ErrorKind::InvalidDigest),
        (IndexEdit::update(digest("x"), digest("y"), 1, MediaType::OCI_MANIFEST), ErrorKind::InstanceNotFound),
        (IndexEdit::update(digest("a"), digest("y"), -1, MediaType::OCI_MANIFEST), ErrorKind::InvalidSize),
        (IndexEdit::update(digest("a"), digest("y"), 1, MediaType::default()), ErrorKind::UnknownMediaType),
        (IndexEdit::Delete { position: 2 }, ErrorKind::InvalidIndex),
    ] {
        let error = edited(vec![edit]).unwrap_err();
        assert_eq!((error.kind(), error.stage()), (kind, Stage::Edit));
    }
}

#[test]
fn least_change() {
    let text = r#"{
  "x-own": 1.0,
  "manifests": [
    {
      "size": 3,
      "digest": "sha256:zz",
      "mediaType": "m",
      "platform": {
        "os": "linux",
        "architecture": "amd64",
        "features": [
          "sse4"
        ]
      }
    }
  ],
  "mediaType": "application/vnd.oci.image.index.v1+json",
  "schemaVersion": 2
}
"#;
    let source = Source::new(text, MediaType::OCI_INDEX);
    let minimal = IndexConversion::to(IndexFormat::Docker).profile(Profile::Minimal);
    let list = minimal.convert(source).unwrap();
    assert_eq!(list.bytes, text.replace(MediaType::OCI_INDEX.as_str(), MediaType::DOCKER_LIST.as_str()));
    assert_eq!(list.report.losses, []);
    assert!(list.report.way_back.unwrap().manifest);
}

#[test]
fn bytes_of_an_index_that_says_the_same() {
    let source = Source::new(r#"{ "manifests": [], "schemaVersion": 2 }"#, MediaType::OCI_INDEX);
    let written = IndexConversion::update().convert(source.clone()).unwrap();
    assert_ne!(written.bytes, source.bytes);
    let kept = IndexConversion::update().keep_alike().convert(source.clone()).unwrap();
    assert_eq!(kept.bytes, source.bytes);
    assert!(kept.report.is_unchanged());
}

#[test]
fn surgery_keeps_platforms_with_their_attestations() {
    let source = index(vec![
        entry("amd", "linux", "amd64"),
        entry("arm", "linux", "arm64"),
        attestation("about amd", "amd"),
        attestation("about arm", "arm"),
    ]);
    let selector = |text: &str| Selector::new(text.parse().unwrap()).policy(Policy::CONTAINERD_STRICT);
    let mut surgery = Surgery::on(source.clone()).unwrap();
    surgery.keep(&selector("linux/arm64"), Keep::Best).unwrap();
    let kept = surgery.finish();
    let manifests = read(&kept).manifests;
    assert_eq!(manifests.len(), 2);
    assert!(manifests[0].digest.is(&Digest::sha256("arm")) && manifests[1].digest.is(&Digest::sha256("about arm")));
    let causes: Vec<Cause> = kept.report.of_role(DigestRole::Child).map(|change| change.causes[0]).collect();
    assert_eq!(causes, [Cause::PlatformDropped, Cause::ChildKept, Cause::PlatformDropped, Cause::ChildKept]);
    assert!(kept.report.oddities.is_empty());

    let mut surgery = Surgery::on(source.clone()).unwrap();
    let error = surgery.keep(&selector("linux/s390x"), Keep::Best).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InstanceNotFound);
    assert_eq!(surgery.finish().bytes, source.bytes);

    // Without its image an attestation points at nothing.
    let mut surgery = Surgery::on(source).unwrap();
    surgery.remove(&Digest::sha256("amd")).unwrap();
    let report = surgery.finish().report;
    let dangling: Vec<&str> = report.oddities.iter().map(|odd| odd.pointer.as_str()).collect();
    assert_eq!((dangling, report.oddities[0].code), (vec!["/manifests/1"], OddityCode::Dangling));
}

#[test]
fn surgery_adds_replaces_merges() {
    let source = index(vec![entry("a", "linux", "amd64"), entry("b", "linux", "arm64")]);
    let mut surgery = Surgery::on(source.clone()).unwrap();
    surgery.add(entry("c", "linux", "s390x")).unwrap();
    assert_eq!(surgery.add(entry("c", "linux", "s390x")).unwrap_err().kind(), ErrorKind::InvalidDigest);
    surgery.replace(&Digest::sha256("a"), Descriptor::of(MediaType::OCI_MANIFEST, b"a2")).unwrap();
    let other = index(vec![entry("b", "linux", "arm64"), entry("d", "linux", "ppc64le")]);
    surgery.merge(other.clone()).unwrap();
    let result = surgery.finish();
    let digests: Vec<Digest> = read(&result).manifests.iter().filter_map(|own| own.digest.valid().cloned()).collect();
    assert_eq!(digests, ["a2", "b", "c", "d"].map(Digest::sha256));
    assert_eq!(read(&result).manifests[0].platform.as_ref().unwrap().architecture, "amd64");
    let rows: Vec<(Fate, &[Cause])> =
        result.report.of_role(DigestRole::Child).map(|change| (change.fate(), &change.causes[..])).collect();
    assert_eq!(
        rows,
        [
            (Fate::Changed, &[Cause::ChildReplaced][..]),
            (Fate::Same, &[Cause::ChildKept, Cause::Merged]),
            (Fate::Added, &[Cause::ChildAdded]),
            (Fate::Added, &[Cause::ChildAdded]),
        ]
    );
    let merged = result.report.of_role(DigestRole::Index).nth(1).unwrap();
    assert_eq!(merged.digest_before(), Some(Digest::sha256(&other.bytes)));

    let list = Source::new(r#"{"manifests":[],"schemaVersion":2}"#, MediaType::DOCKER_LIST);
    let mut surgery = Surgery::on(list.clone()).unwrap();
    let error = surgery.add(Descriptor::of(MediaType::DOCKER_MANIFEST, b"x")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PlatformRequired);
    assert_eq!(surgery.finish().bytes, list.bytes);
}

/// An OCI image, as its config and manifest.
fn image(architecture: &str) -> (Vec<u8>, Vec<u8>) {
    let config = format!(
        r#"{{"architecture":"{architecture}","os":"linux","docker_version":"1","rootfs":{{"type":"layers","diff_ids":[]}}}}"#
    );
    let config = config.into_bytes();
    let manifest = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, &config), vec![]).to_json();
    (config, manifest)
}

#[test]
fn whole_index() {
    let (config, manifest) = image("amd64");
    let about = Digest::sha256(&manifest).to_string();
    let child = Descriptor::of(MediaType::OCI_MANIFEST, &manifest).with_platform(Platform::new("linux", "amd64"));
    let attestation = entry("statement", "unknown", "unknown")
        .with_annotation("vnd.docker.reference.type", "attestation-manifest")
        .with_annotation("vnd.docker.reference.digest", about.as_str());
    let source = index(vec![child, attestation]);

    let mut whole = WholeIndex::to(IndexFormat::Docker, Profile::CONTAINERS_IMAGE, source.clone()).unwrap();
    let needs = whole.needs();
    assert!(matches!(&needs[..], [IndexNeed::Child { position: 0, .. }]), "{needs:?}");
    assert_eq!(whole.clone().finish().unwrap_err().kind(), ErrorKind::NotProvided);
    assert_eq!(whole.provide_child(0, "{}").unwrap_err().kind(), ErrorKind::InvalidDigest);
    assert_eq!(whole.provide_child(9, "{}").unwrap_err().kind(), ErrorKind::InvalidIndex);
    whole.provide_child(0, manifest.clone()).unwrap();
    let Some(IndexNeed::OfChild { position: 0, .. }) = whole.needs().into_iter().next() else { panic!() };
    whole.child(0).unwrap().provide_config(config).unwrap();
    let converted = whole.finish().unwrap();
    let list = read(&converted.index);
    assert_eq!(converted.children.len(), 1);
    assert_eq!(list.manifests[0].media_type, MediaType::DOCKER_MANIFEST);
    assert!(list.manifests[0].digest.is(converted.children[&0].digest.digest()));
    assert_eq!(list.manifests[0].size, i64::try_from(converted.children[&0].manifest.len()).unwrap());
    // The attestation is no image and stays.
    assert_eq!(list.manifests[1].media_type, MediaType::OCI_MANIFEST);
    let report = &converted.index.report;
    assert_eq!(report.of_role(DigestRole::Child).next().unwrap().causes, [Cause::ChildConverted]);
    assert_eq!(report.children.len(), 1);
    assert!(report.oddities.iter().any(|odd| odd.code == OddityCode::MixedFamilies));

    // It follows its image, or the report says that it does not.
    let docker_child = |whole: &mut WholeIndex| whole.provide_child(0, manifest.clone());
    for (follow, dangling) in [(true, 0), (false, 1)] {
        let mut whole = WholeIndex::to(IndexFormat::Docker, Profile::Minimal, source.clone()).unwrap();
        whole.follow_attestations(follow);
        docker_child(&mut whole).unwrap();
        let converted = whole.finish().unwrap();
        let annotation = read(&converted.index).manifests[1].annotations.get("vnd.docker.reference.digest").cloned();
        assert_eq!(*annotation.unwrap() == *converted.children[&0].digest.to_string(), follow);
        let found = converted.index.report.oddities.iter().filter(|odd| odd.code == OddityCode::Dangling).count();
        assert_eq!(found, dangling);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Converts or fails with a typed error; every digest of the entries is in the report, before and after.
    #[test]
    fn report_balances(
        bytes in prop_oneof![
            strategies::document_of(Kind::OciIndex),
            strategies::document_of(Kind::DockerList),
            strategies::odd_document_of(Kind::OciIndex),
            strategies::odd_document_of(Kind::DockerList),
        ],
        docker_source in any::<bool>(),
        docker_target in any::<bool>(),
        minimal in any::<bool>(),
    ) {
        let format = |docker| if docker { IndexFormat::Docker } else { IndexFormat::Oci };
        let source = Source::new(bytes.clone(), format(docker_source).media_type());
        let profile = if minimal { Profile::Minimal } else { Profile::CONTAINERS_IMAGE };
        let conversion = IndexConversion::to(format(docker_target))
            .profile(profile)
            .default_platform(Platform::new("linux", "amd64"));
        if let Ok(converted) = conversion.convert(source) {
            let digests = |bytes: &[u8]| -> Vec<String> {
                let index = oci::Index::parse(bytes.to_vec()).unwrap();
                index.manifests.iter().map(|own| own.digest.to_string()).collect()
            };
            let report = &converted.report;
            let before: Vec<String> = report.of_role(DigestRole::Child).filter_map(|own| own.before.as_ref()).map(ToString::to_string).collect();
            let after: Vec<String> = report.of_role(DigestRole::Child).filter_map(|own| own.after.as_ref()).map(ToString::to_string).collect();
            prop_assert_eq!(before, digests(&bytes));
            prop_assert_eq!(after, digests(&converted.bytes));
            let document = report.document().unwrap();
            prop_assert_eq!(document.digest_before(), Some(Digest::sha256(&bytes)));
            prop_assert_eq!(document.digest_after(), Some(Digest::sha256(&converted.bytes)));
            // What is said about the way back is what happens.
            if docker_source != docker_target {
                let back = IndexConversion::to(format(docker_source)).profile(profile)
                    .default_platform(Platform::new("linux", "amd64"))
                    .convert(Source::new(converted.bytes.clone(), converted.media_type.clone()));
                let exact = back.is_ok_and(|back| back.bytes == bytes);
                prop_assert_eq!(report.way_back.as_ref().unwrap().manifest, exact);
            }
        }
    }

    /// Surgery without edits changes nothing; adding and removing again loses nothing.
    #[test]
    fn surgery_round_trip(index in strategies::oci_index(), extra in strategies::descriptor()) {
        let source = Source::new(index.to_json(), MediaType::OCI_INDEX);
        let surgery = Surgery::on(source.clone()).unwrap();
        prop_assert_eq!(&surgery.clone().finish().bytes, &source.bytes);
        let mut surgery = surgery;
        let Some(digest) = extra.digest.valid().cloned() else { return Ok(()) };
        if surgery.add(extra).is_ok() {
            surgery.remove(&digest).unwrap();
            let index = oci::Index::parse(surgery.finish().bytes).unwrap();
            prop_assert_eq!(index, oci::Index::parse(source.bytes).unwrap());
        }
    }
}

#[test]
fn annotations_of_updates() {
    let mut annotations = Annotations::new();
    annotations.insert("b", "2");
    let digest = Digest::sha256("a").to_string();
    let source = index(vec![entry("a", "linux", "amd64").with_annotation("a", "1")]);
    for (replace, expected) in [(true, vec!["b"]), (false, vec!["a", "b"])] {
        let edit = IndexEdit::Update {
            old: digest.as_str().into(),
            digest: digest.as_str().into(),
            size: 1,
            media_type: MediaType::OCI_MANIFEST,
            annotations: Some(annotations.clone()),
            replace_annotations: replace,
            compressions: vec![],
        };
        let result = IndexConversion::update().edits([edit]).convert(source.clone()).unwrap();
        let index = read(&result);
        let keys: Vec<&str> = index.manifests[0].annotations.keys().collect();
        assert_eq!(keys, expected);
        assert_eq!(result.report.document().unwrap().causes, [Cause::Annotations]);
    }
}
