use oci_convert::report::{DigestRole, Fate, ObstacleCode};
use oci_convert::{
    Cause, CompressionAlgorithm, Converted, EntryEdit, Error, ErrorKind, Format, LossReason, Need, OddityCode, Plan,
    Request, Source, Stage, tools,
};
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

fn convert(request: Request, source: Source) -> Result<Converted, Error> {
    request.way_back().plan(source).and_then(Plan::finish)
}

fn read(converted: &Converted) -> oci::Index {
    oci::Index::parse(converted.bytes.clone()).expect("what was written can be read")
}

#[test]
fn to_a_list_and_back() {
    let source = index(vec![entry("a", "linux", "amd64").with_annotation("k", "v"), entry("b", "linux", "arm64")]);
    let list = convert(Request::convert(Format::DockerV2S2).index_alone(), source.clone()).unwrap();
    assert_eq!(list.media_type, MediaType::DOCKER_LIST);
    let text = std::str::from_utf8(&list.bytes).unwrap();
    assert!(text.contains(r#""size":1,"digest":"#), "size comes first in Docker: {text}");
    assert!(!text.contains("annotations"));
    let loss = &list.report.losses[0];
    assert_eq!((loss.pointer.as_str(), loss.reason), ("/manifests/0/annotations", LossReason::NoPlace));
    let way_back = list.report.way_back.as_ref().unwrap();
    assert!(!way_back.manifest);

    let plain = index(vec![entry("a", "linux", "amd64")]);
    let list = convert(Request::convert(Format::DockerV2S2).index_alone(), plain.clone()).unwrap();
    assert!(list.report.way_back.unwrap().manifest);
    let back = convert(Request::convert(Format::Oci).index_alone(), Source::new(list.bytes, list.media_type)).unwrap();
    assert_eq!(back.bytes, plain.bytes);
}

#[test]
fn a_platform_is_never_guessed() {
    let source = index(vec![Descriptor::of(MediaType::OCI_MANIFEST, b"a")]);
    for tool in [&tools::CONTAINERS_IMAGE, &tools::MINIMAL] {
        let conversion = Request::convert(Format::DockerV2S2).index_alone().as_tool(tool);
        let error = convert(conversion.clone(), source.clone()).unwrap_err();
        assert_eq!((error.kind(), error.pointer()), (ErrorKind::PlatformRequired, "/manifests/0/platform"));
        let list = convert(conversion.default_platform(Platform::new("linux", "riscv64")), source.clone()).unwrap();
        assert_eq!(read(&list).manifests[0].platform.as_ref().unwrap().architecture, "riscv64");
        assert!(list.report.oddities.iter().any(|odd| odd.code == OddityCode::DefaultPlatform));
    }
}

#[test]
fn refused() {
    // Neither converts such images: their index alone is none of theirs, either.
    for (tool, to) in [(&tools::CONTAINERD, Format::DockerV2S2), (&tools::REGCLIENT, Format::DockerV2S1)] {
        let error = convert(Request::convert(to).as_tool(tool).index_alone(), index(vec![])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
    }
    let kind = |media_type, text: &'static str| {
        let error = convert(Request::edit(), Source::new(text, media_type)).unwrap_err();
        (error.kind(), error.stage())
    };
    let parse = |kind| (kind, Stage::Parse);
    assert_eq!(kind(MediaType::OCI_INDEX, "["), parse(ErrorKind::InvalidJson));
    assert_eq!(kind(MediaType::OCI_INDEX, r#"{"manifests":[{"size":"1"}]}"#), parse(ErrorKind::InvalidJson));
    assert_eq!(kind(MediaType::DOCKER_LIST, r#"{"layers":[]}"#), parse(ErrorKind::AmbiguousManifest));
    let image = Source::new("{}", MediaType::OCI_MANIFEST);
    let error = convert(Request::convert(Format::DockerV2S2).index_alone(), image.clone()).unwrap_err();
    assert_eq!((error.kind(), error.stage()), parse(ErrorKind::UnsupportedConversion));
    let error = convert(Request::edit().entries([EntryEdit::Delete { position: 0 }]), image).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
    let error = convert(Request::edit().as_tool(&tools::DISTRIBUTION), index(vec![])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
}

#[test]
fn edits() {
    let digest = |text: &str| Digest::sha256(text).to_string();
    let source = index(vec![entry("a", "linux", "amd64"), entry("b", "linux", "arm64")]);
    let edited = |edits: Vec<EntryEdit>| convert(Request::edit().entries(edits), source.clone());

    let update = EntryEdit::update(digest("a"), digest("a2"), 7, MediaType::OCI_MANIFEST)
        .compressed([CompressionAlgorithm::Zstd]);
    let result = edited(vec![update.clone()]).unwrap();
    let first = &read(&result).manifests[0];
    assert_eq!((first.digest.to_string(), first.size), (digest("a2"), 7));
    // The annotation alone moves nothing.
    assert_eq!(first.annotations.get("io.github.containers.compression.zstd").unwrap(), "true");
    let child = result.report.of_role(DigestRole::Child).next().unwrap();
    assert_eq!((child.fate(), child.causes[0]), (Fate::Changed, Cause::ChildReplaced));

    // An added entry does.
    let result = edited(vec![update, EntryEdit::add(&entry("c", "linux", "s390x"))]).unwrap();
    let order: Vec<String> = read(&result).manifests.iter().map(|own| own.digest.to_string()).collect();
    assert_eq!(order, [digest("b"), digest("c"), digest("a2")]);

    let result = edited(vec![EntryEdit::Delete { position: 1 }, EntryEdit::Delete { position: 0 }]).unwrap();
    assert_eq!(read(&result).manifests, []);
    assert_eq!(result.report.losses.len(), 2);

    for (edit, kind) in [
        (EntryEdit::update("nope", digest("x"), 1, MediaType::OCI_MANIFEST), ErrorKind::InvalidDigest),
        (EntryEdit::update(digest("x"), digest("y"), 1, MediaType::OCI_MANIFEST), ErrorKind::InstanceNotFound),
        (EntryEdit::update(digest("a"), digest("y"), -1, MediaType::OCI_MANIFEST), ErrorKind::InvalidSize),
        (EntryEdit::update(digest("a"), digest("y"), 1, MediaType::default()), ErrorKind::UnknownMediaType),
        (EntryEdit::Delete { position: 2 }, ErrorKind::InvalidIndex),
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
    let minimal = Request::convert(Format::DockerV2S2).index_alone().as_tool(&tools::MINIMAL);
    let list = convert(minimal, source).unwrap();
    assert_eq!(list.bytes, text.replace(MediaType::OCI_INDEX.as_str(), MediaType::DOCKER_LIST.as_str()));
    assert_eq!(list.report.losses, []);
    assert!(list.report.way_back.unwrap().manifest);
}

#[test]
fn bytes_of_an_index_that_says_the_same() {
    let source = Source::new(r#"{ "manifests": [], "schemaVersion": 2 }"#, MediaType::OCI_INDEX);
    let written = convert(Request::edit(), source.clone()).unwrap();
    assert_ne!(written.bytes, source.bytes);
    let kept = convert(Request::edit().keep_alike(), source.clone()).unwrap();
    assert_eq!(kept.bytes, source.bytes);
    assert!(kept.report.is_unchanged());
}

/// Edits that change no text but that of the entries.
fn edited(source: &Source, edits: impl Into<Vec<EntryEdit>>) -> Result<Converted, Error> {
    convert(Request::edit().as_tool(&tools::MINIMAL).entries(edits), source.clone())
}

#[test]
fn platforms_are_kept_with_their_attestations() {
    let source = index(vec![
        entry("amd", "linux", "amd64"),
        entry("arm", "linux", "arm64"),
        attestation("about amd", "amd"),
        attestation("about arm", "arm"),
    ]);
    let keep = |text: &str| {
        EntryEdit::Keep(Box::new(Selector::new(text.parse().unwrap()).policy(Policy::CONTAINERD_STRICT)), Keep::Best)
    };
    let kept = edited(&source, [keep("linux/arm64")]).unwrap();
    let manifests = read(&kept).manifests;
    assert_eq!(manifests.len(), 2);
    assert!(manifests[0].digest.is(&Digest::sha256("arm")) && manifests[1].digest.is(&Digest::sha256("about arm")));
    let causes: Vec<Cause> = kept.report.of_role(DigestRole::Child).map(|change| change.causes[0]).collect();
    assert_eq!(causes, [Cause::PlatformDropped, Cause::ChildKept, Cause::PlatformDropped, Cause::ChildKept]);
    assert!(kept.report.oddities.is_empty());

    let error = edited(&source, [keep("linux/s390x")]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InstanceNotFound);
    assert_eq!(edited(&source, []).unwrap().bytes, source.bytes);

    // Without its image an attestation points at nothing.
    let report = edited(&source, [EntryEdit::Remove(Digest::sha256("amd").into())]).unwrap().report;
    let dangling: Vec<&str> = report.oddities.iter().map(|odd| odd.pointer.as_str()).collect();
    assert_eq!((dangling, report.oddities[0].code), (vec!["/manifests/1"], OddityCode::Dangling));
}

#[test]
fn entries_are_inserted_replaced_merged() {
    let source = index(vec![entry("a", "linux", "amd64"), entry("b", "linux", "arm64")]);
    let insert = |entry: Descriptor| EntryEdit::Insert(Box::new(entry));
    let c = insert(entry("c", "linux", "s390x"));
    assert_eq!(edited(&source, [c.clone(), c.clone()]).unwrap_err().kind(), ErrorKind::InvalidDigest);
    let a2 = Descriptor::of(MediaType::OCI_MANIFEST, b"a2");
    let other = index(vec![entry("b", "linux", "arm64"), entry("d", "linux", "ppc64le")]);
    let edits = [c, EntryEdit::Replace(Digest::sha256("a").into(), Box::new(a2)), EntryEdit::Merge(other.clone())];
    let result = edited(&source, edits).unwrap();
    let digests: Vec<Digest> = read(&result).manifests.iter().filter_map(|own| own.digest.valid()).collect();
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
    let error = edited(&list, [insert(Descriptor::of(MediaType::DOCKER_MANIFEST, b"x"))]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PlatformRequired);
}

#[test]
fn many_edits_find_their_entries() {
    let names: Vec<String> = (0..300).map(|at| at.to_string()).collect();
    let source = index(names.iter().map(|name| entry(name, "linux", "amd64")).collect());
    // Every second one goes, by its place; one comes; then the last but one goes.
    let mut edits: Vec<EntryEdit> = (0..150).map(|position| EntryEdit::Delete { position }).collect();
    edits.push(EntryEdit::Insert(Box::new(entry("new", "linux", "amd64"))));
    edits.push(EntryEdit::Delete { position: 149 });
    let result = edited(&source, edits).unwrap();
    let mut expected: Vec<Digest> = names.iter().skip(1).step_by(2).map(Digest::sha256).collect();
    expected.pop();
    expected.push(Digest::sha256("new"));
    let digests: Vec<Digest> = read(&result).manifests.iter().filter_map(|own| own.digest.valid()).collect();
    assert_eq!(digests, expected);
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

    let request = Request::convert(Format::DockerV2S2).way_back();
    let mut plan = request.plan(source.clone()).unwrap();
    let [need] = &plan.needs()[..] else { panic!("one child is needed") };
    assert!(matches!(need, Need::Child { position: 0, .. }), "{need:?}");
    assert_eq!(plan.clone().finish().unwrap_err().kind(), ErrorKind::NotProvided);
    assert_eq!(plan.provide(need, &b"{}"[..]).unwrap_err().kind(), ErrorKind::InvalidDigest);
    plan.provide(need, manifest.clone()).unwrap();
    let [need] = &plan.needs()[..] else { panic!("its config tells the diffIDs") };
    assert_eq!((need.child(), need.is_required()), (Some(0), false));
    plan.provide(need, config.clone()).unwrap();
    let converted = plan.finish().unwrap();
    let list = read(&converted);
    assert_eq!(converted.children.len(), 1);
    assert_eq!(list.manifests[0].media_type, MediaType::DOCKER_MANIFEST);
    assert!(list.manifests[0].digest.is(converted.children[&0].digest.digest()));
    assert_eq!(list.manifests[0].size, i64::try_from(converted.children[&0].bytes.len()).unwrap());
    // The attestation is no image and stays.
    assert_eq!(list.manifests[1].media_type, MediaType::OCI_MANIFEST);
    let report = &converted.report;
    assert_eq!(&report.of_role(DigestRole::Child).next().unwrap().causes[..], [Cause::ChildConverted]);
    assert_eq!(report.children.len(), 1);
    assert!(report.oddities.iter().any(|odd| odd.code == OddityCode::MixedFamilies));

    // It follows its image, or the report says that it does not.
    for (follow, dangling) in [(true, 0), (false, 1)] {
        let request = request.clone().as_tool(&tools::MINIMAL).follow_attestations(follow);
        let mut plan = request.plan(source.clone()).unwrap();
        for document in [&manifest, &config] {
            let needs = plan.needs();
            plan.provide(&needs[0], document.clone()).unwrap();
        }
        let converted = plan.finish().unwrap();
        let annotation = read(&converted).manifests[1].annotations.get("vnd.docker.reference.digest").cloned();
        assert_eq!(*annotation.unwrap() == *converted.children[&0].digest.to_string(), follow);
        let found = converted.report.oddities.iter().filter(|odd| odd.code == OddityCode::Dangling).count();
        assert_eq!(found, dangling);
        // Converting back gives every byte, the child's included.
        assert!(converted.report.way_back.unwrap().manifest);
    }
}

#[test]
fn children_that_have_the_format_are_made_to_fit() {
    let config = &br#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:00"]}}"#[..];
    let layer = Descriptor::of(MediaType::OCI_LAYER_GZIP, b"layer");
    let fits = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, config), vec![layer]).to_json();
    let fits = String::from_utf8(fits).unwrap();
    // As kaniko and others leave it.
    let mixed = fits.replace(MediaType::OCI_LAYER_GZIP.as_str(), MediaType::DOCKER_LAYER_GZIP.as_str());
    let source = index(vec![entry(&fits, "linux", "amd64"), entry(&mixed, "linux", "arm64")]);
    let request = Request::convert(Format::Oci).as_tool(&tools::MINIMAL).way_back();

    // Nobody has to provide them: then they stay.
    let plan = request.plan(source.clone()).unwrap();
    assert!(plan.needs().iter().all(|need| matches!(need, Need::Child { required: false, .. })));
    let kept = plan.finish().unwrap();
    assert_eq!(kept.bytes, source.bytes);

    let mut plan = request.plan(source.clone()).unwrap();
    for (need, child) in plan.needs().iter().zip([&fits, &mixed]) {
        plan.provide(need, child.clone().into_bytes()).unwrap();
    }
    let made = plan.finish().unwrap();
    let entries = read(&made).manifests;
    assert!(entries[0].digest.is(&Digest::sha256(&fits)), "it fits already");
    let fitted = mixed.replace(MediaType::DOCKER_LAYER_GZIP.as_str(), MediaType::OCI_LAYER_GZIP.as_str());
    assert!(entries[1].digest.is(&Digest::sha256(&fitted)));
    assert_eq!(made.children[&1].bytes, fitted);
    let rows: Vec<_> = made.report.of_role(DigestRole::Child).map(|row| row.causes.to_vec()).collect();
    assert_eq!(rows[1], [Cause::ChildConverted]);
    assert!(!made.report.way_back.unwrap().manifest, "which layers were Docker's is not said any more");

    // containers/image asks for no such child, and keeps it.
    assert!(Request::convert(Format::Oci).plan(source).unwrap().needs().is_empty());
}

#[test]
fn children_that_become_one_are_told() {
    let (config, oci) = image("amd64");
    let oci = String::from_utf8(oci).unwrap();
    let docker = oci.replace(MediaType::OCI_MANIFEST.as_str(), MediaType::DOCKER_MANIFEST.as_str());
    let docker = docker.replace(MediaType::OCI_CONFIG.as_str(), MediaType::DOCKER_CONFIG.as_str());
    let entry = |media_type, text: &str| {
        Descriptor::of(media_type, text.as_bytes()).with_platform(Platform::new("linux", "amd64"))
    };
    let source = index(vec![entry(MediaType::DOCKER_MANIFEST, &docker), entry(MediaType::OCI_MANIFEST, &oci)]);
    let request = Request::convert(Format::DockerV2S2).as_tool(&tools::MINIMAL).way_back();
    let mut plan = request.plan(source).unwrap();
    for need in plan.needs() {
        let Need::Child { position, .. } = need else { panic!("{need}") };
        plan.provide(&need, [&docker, &oci][position].clone().into_bytes()).unwrap();
    }
    for need in plan.needs() {
        assert!(matches!(need, Need::Config { required: false, .. }), "{need}");
        plan.provide(&need, config.clone()).unwrap();
    }
    let way_back = plan.finish().unwrap().report.way_back.unwrap();
    assert!(!way_back.manifest);
    assert_eq!(way_back.obstacles.iter().map(|own| own.code).collect::<Vec<_>>(), [ObstacleCode::Children]);

    // Those that were one before did not become so.
    let twice = entry(MediaType::OCI_MANIFEST, &oci).with_annotation("a", "b");
    let alone = convert(Request::convert(Format::DockerV2S2).index_alone(), index(vec![twice.clone(), twice])).unwrap();
    let codes: Vec<_> = alone.report.way_back.unwrap().obstacles.iter().map(|own| own.code).collect();
    assert_eq!(codes, [ObstacleCode::Lost]);
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
        let format = |docker| if docker { Format::DockerV2S2 } else { Format::Oci };
        let source = Source::new(bytes.clone(), format(docker_source).index_media_type());
        let tool = if minimal { &tools::MINIMAL } else { &tools::CONTAINERS_IMAGE };
        let conversion = Request::convert(format(docker_target))
            .index_alone()
            .as_tool(tool)
            .default_platform(Platform::new("linux", "amd64"));
        if let Ok(converted) = convert(conversion, source) {
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
                let back = Request::convert(format(docker_source)).index_alone().as_tool(tool)
                    .default_platform(Platform::new("linux", "amd64"));
                let back = convert(back, Source::new(converted.bytes.clone(), converted.media_type.clone()));
                let exact = back.is_ok_and(|back| back.bytes == bytes);
                prop_assert_eq!(report.way_back.as_ref().unwrap().manifest, exact);
            }
        }
    }

    /// Without edits nothing changes; inserting and removing again loses nothing.
    #[test]
    fn edits_round_trip(index in strategies::oci_index(), extra in strategies::descriptor()) {
        let source = Source::new(index.to_json(), MediaType::OCI_INDEX);
        prop_assert_eq!(&edited(&source, []).unwrap().bytes, &source.bytes);
        let remove = EntryEdit::Remove(extra.digest.clone());
        if let Ok(result) = edited(&source, [EntryEdit::Insert(Box::new(extra)), remove]) {
            prop_assert_eq!(oci::Index::parse(result.bytes).unwrap(), oci::Index::parse(source.bytes).unwrap());
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
        let edit = EntryEdit::Update {
            old: digest.as_str().into(),
            digest: digest.as_str().into(),
            size: 1,
            media_type: MediaType::OCI_MANIFEST,
            annotations: Some(annotations.clone()),
            replace_annotations: replace,
            compressions: vec![],
        };
        let result = convert(Request::edit().entries([edit]), source.clone()).unwrap();
        let index = read(&result);
        let keys: Vec<&str> = index.manifests[0].annotations.keys().collect();
        assert_eq!(keys, expected);
        assert_eq!(&result.report.document().unwrap().causes[..], [Cause::Annotations]);
    }
}

/// What is not known of a child is not known of the index.
#[test]
fn the_way_back_of_a_child_whose_config_was_not_given_is_not_known() {
    let config = br#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"history":[{}]}"#;
    let image = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, config), vec![]).to_json();
    let entry = Descriptor::of(MediaType::OCI_MANIFEST, &image).with_platform(Platform::new("linux", "arm64"));
    let convert = |with_config: bool| {
        let request = Request::convert(Format::DockerV2S2).way_back();
        let mut plan = request.plan(index(vec![entry.clone()])).unwrap();
        let child = plan.needs().remove(0);
        plan.provide(&child, image.clone()).unwrap();
        if with_config {
            let need = plan.needs().remove(0);
            plan.provide(&need, &config[..]).unwrap();
        }
        plan.finish().unwrap().report
    };
    assert_eq!(convert(false).way_back, None);
    let report = convert(true);
    assert!(report.way_back.is_some());
    let odd = report.oddities.iter().find(|odd| odd.code == OddityCode::ConfigMismatch).expect("another platform");
    assert_eq!(odd.pointer, "/manifests/0/platform");
    assert!(odd.detail.contains("arm64"), "{}", odd.detail);
}

#[test]
fn what_is_no_index_is_named() {
    let archive = br#"[{"Config":"a.json","RepoTags":null,"Layers":["b/layer.tar"]}]"#;
    let source = Source::new(&archive[..], MediaType::OCI_INDEX);
    let error = Request::convert(Format::DockerV2S2).plan(source).unwrap_err();
    assert!(error.to_string().contains("this is no index, but"), "{error}");
}

/// As skopeo 1.9.3 of Debian 12 was seen to write it.
#[test]
fn an_older_version_copies_an_index_from_parts() {
    let mut before = entry("a", "linux", "amd64");
    before.artifact_type = Some("a/b".into());
    before.data = Some("YQ==".into());
    let mut whole = oci::Index::new(vec![before.clone()]);
    (whole.media_type, whole.artifact_type) = (None, Some("c/d".into()));
    let edits = [EntryEdit::update(before.digest.clone(), Digest::sha256("b"), 1, MediaType::OCI_MANIFEST)];
    let request = Request::edit().as_tool(&tools::CONTAINERS_IMAGE_5_23).entries(edits);
    let source = Source::new(whole.to_json(), MediaType::OCI_INDEX);
    let edited = convert(request, source).unwrap();
    let (after, lost) = (read(&edited), &edited.report.losses);
    assert_eq!(after.media_type, Some(MediaType::OCI_INDEX));
    assert_eq!(
        (&after.artifact_type, &after.manifests[0].artifact_type, &after.manifests[0].data),
        (&None, &None, &None)
    );
    assert_eq!(after.manifests[0].platform, before.platform);
    let pointers: Vec<&str> = lost.iter().map(|loss| &*loss.pointer).collect();
    assert_eq!(pointers, ["/artifactType", "/manifests/0/data", "/manifests/0/artifactType"]);
    // What it does not write it reads all the same.
    let odd = r#"{"manifests":[{"mediaType":"a/b","digest":"c","size":1,"data":5}]}"#;
    let request = Request::convert(Format::DockerV2S2).as_tool(&tools::CONTAINERS_IMAGE_5_23).index_alone();
    let error = convert(request, Source::new(odd, MediaType::OCI_INDEX)).unwrap_err();
    assert_eq!(error.pointer(), "/manifests/0/data");
}
