//! Which pinned digests resolve in a mirror.

use oci_convert::explain::{Code, Grade};
use oci_convert::mirror::{Mirror, MirrorCheck, Resolution, Unresolved};
use oci_convert::{Format, Plan, Request, Source, tools};
use oci_digest::{Algorithm, Digest};
use oci_spec_types::annotation::REFERENCE_DIGEST;
use oci_spec_types::tag::{self, TagKind};
use oci_spec_types::{Descriptor, Document, Kind, MediaType, Model, Platform, docker, oci};

fn document(model: &impl Model) -> Document {
    Document::parse(model.to_json()).expect("a document")
}

fn digest(document: &Document) -> Digest {
    document.digest().expect("a digest")
}

fn blob(media_type: MediaType, content: &str) -> Descriptor {
    Descriptor::of(media_type, content.as_bytes())
}

/// Two images and their index.
struct Release {
    config: Document,
    images: [Document; 2],
    index: Document,
    blobs: Vec<Digest>,
}

fn release() -> Release {
    let config = r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"]}}"#;
    let layer = |name: &str| blob(MediaType::OCI_LAYER_GZIP, name);
    let configs = [blob(MediaType::OCI_CONFIG, config), blob(MediaType::OCI_CONFIG, "{}")];
    let images = [(&configs[0], "one"), (&configs[1], "two")]
        .map(|(config, name)| document(&oci::Manifest::new(config.clone(), vec![layer(name)])));
    let entry = |image: &Document, arch| {
        Descriptor::of(MediaType::OCI_MANIFEST, image.bytes()).with_platform(Platform::new("linux", arch))
    };
    let index = oci::Index::new(vec![entry(&images[0], "amd64"), entry(&images[1], "arm64")]);
    let blobs = configs.iter().cloned().chain([layer("one"), layer("two")]);
    Release {
        config: Document::parse(config).expect("a config"),
        index: document(&index),
        blobs: blobs.filter_map(|blob| blob.digest.valid()).collect(),
        images,
    }
}

#[track_caller]
fn only(check: &MirrorCheck) -> (Resolution, &[Unresolved]) {
    assert_eq!(check.pins.len(), 1);
    (check.pins[0].resolution, &check.pins[0].reasons)
}

#[test]
fn a_whole_mirror_resolves() {
    let Release { images: [one, two], index, blobs, .. } = release();
    let documents = [one.clone(), two, index.clone()];
    let mirror = Mirror { documents: &documents, blobs: Some(&blobs), ..Mirror::default() };
    let check = mirror.check(&[digest(&index), digest(&one)]);
    assert!(check.resolves(), "{check}");
    assert!(check.dangling.is_empty());
    // By a digest of another algorithm, too: it names the same bytes.
    let other = Algorithm::Sha512.digest(index.bytes()).unwrap();
    assert!(mirror.check(&[other]).resolves());

    let unlooked = Mirror { blobs: None, ..mirror }.check(&[digest(&index)]);
    assert_eq!(only(&unlooked), (Resolution::Undecided, &[Unresolved::BlobsUnchecked { blobs: 4 }][..]));
    assert!(!unlooked.resolves());
}

#[test]
fn a_child_is_missing() {
    let Release { images: [one, two], index, blobs, .. } = release();
    let documents = [one, index.clone()];
    let mirror = Mirror { documents: &documents, blobs: Some(&blobs), ..Mirror::default() };
    let check = mirror.check(&[digest(&index)]);
    let reason =
        Unresolved::ChildMissing { digest: digest(&two).into(), entry: 1, platform: Some("linux/arm64".into()) };
    assert_eq!(only(&check), (Resolution::Incomplete, &[reason][..]));
    assert!(check.to_string().contains("/manifests/1 (linux/arm64) is not there"), "{check}");
    // It is there, and what it names is not known.
    let present = [digest(&two)];
    let check = Mirror { present: &present, ..mirror }.check(&[digest(&index)]);
    assert_eq!(only(&check), (Resolution::Undecided, &[Unresolved::Unread { digest: digest(&two).into() }][..]));
    // Who pins the child is told where it stands.
    let check = mirror.check(&[digest(&two)]);
    let reason = Unresolved::OnlyNamed {
        by: digest(&index),
        pointer: "/manifests/1".to_owned(),
        platform: Some("linux/arm64".into()),
    };
    assert_eq!(only(&check), (Resolution::Missing, &[reason][..]));
    // The source tells what the child would need; it is missing all the same.
    let source = [two.clone()];
    let check = Mirror { source: &source, ..mirror }.check(&[digest(&index)]);
    assert_eq!(only(&check).0, Resolution::Incomplete);
    assert!(matches!(only(&check).1, [Unresolved::ChildMissing { .. }]), "{check}");
}

#[test]
fn the_list_is_missing() {
    let Release { images: [one, _], index, .. } = release();
    let (documents, source) = ([one], [index.clone()]);
    let mirror = Mirror { documents: &documents, source: &source, ..Mirror::default() };
    let check = mirror.check(&[digest(&index)]);
    let reason = Unresolved::ListMissing { there: vec!["linux/amd64".into()], of: 2 };
    assert_eq!(only(&check), (Resolution::Missing, &[reason][..]));
    // Nobody knows what the digest stands for.
    let check = Mirror { source: &[], ..mirror }.check(&[digest(&index)]);
    assert_eq!(only(&check), (Resolution::Missing, &[Unresolved::Unknown][..]));
    // Nothing of it is there.
    let check = Mirror { documents: &[], ..mirror }.check(&[digest(&index)]);
    assert_eq!(only(&check), (Resolution::Missing, &[Unresolved::NotCopied { kind: Kind::OciIndex }][..]));
}

#[test]
fn a_blob_is_missing() {
    let Release { images: [one, _], blobs, .. } = release();
    let documents = [one.clone()];
    let check = Mirror { documents: &documents, blobs: Some(&blobs[..2]), ..Mirror::default() }.check(&[digest(&one)]);
    let reason = Unresolved::BlobMissing {
        digest: blobs[2].clone().into(),
        needed_by: digest(&one),
        pointer: "/layers/0".to_owned(),
    };
    assert_eq!(only(&check), (Resolution::Incomplete, &[reason][..]));

    let foreign = blob(MediaType::DOCKER_FOREIGN_LAYER, "windows");
    let image = document(&oci::Manifest::new(blob(MediaType::OCI_CONFIG, "{}"), vec![foreign.clone()]));
    let documents = [image.clone()];
    let check = Mirror { documents: &documents, blobs: Some(&blobs), ..Mirror::default() }.check(&[digest(&image)]);
    assert_eq!(only(&check).1, [Unresolved::ForeignLayer { digest: foreign.digest }]);
}

#[test]
fn the_image_is_there_in_another_format() {
    let Release { config, images: [one, _], .. } = release();
    let plan = Request::convert(Format::DockerV2S2)
        .as_tool(&tools::MINIMAL)
        .plan(Source::new(one.bytes().clone(), MediaType::OCI_MANIFEST));
    let converted = Document::parse(plan.and_then(Plan::finish).expect("converted").bytes).unwrap();
    let (documents, source) = ([converted.clone()], [one.clone(), config]);
    let check = Mirror { documents: &documents, source: &source, ..Mirror::default() }.check(&[digest(&one)]);
    let reason = Unresolved::OtherForm {
        digest: digest(&converted),
        kind: Kind::DockerManifest,
        relation: Code::Converted,
        grade: Grade::Proven,
    };
    assert_eq!(only(&check), (Resolution::Missing, &[reason][..]));
}

#[test]
fn the_image_is_there_in_another_format_and_compression() {
    let Release { config, images: [one, _], .. } = release();
    // Another spelling of the config, another blob of the layer: no digest in common.
    let text = String::from_utf8(config.bytes().to_vec()).unwrap().replace("\"amd64\",", "\"amd64\", ");
    let layer = blob(MediaType::DOCKER_LAYER_GZIP, "one, compressed otherwise");
    let other = docker::Manifest::new(blob(MediaType::DOCKER_CONFIG, &text), vec![layer]);
    let (documents, source) = ([document(&other)], [one.clone(), config, Document::parse(text).unwrap()]);
    let check = Mirror { documents: &documents, source: &source, ..Mirror::default() }.check(&[digest(&one)]);
    let relation =
        |reason: &Unresolved| matches!(reason, Unresolved::OtherForm { relation: Code::ConvertedAndRecompressed, .. });
    assert!(only(&check).1.iter().any(relation), "{check}");
}

#[test]
fn what_is_about_nothing_is_named() {
    let Release { images: [one, two], blobs, .. } = release();
    let sbom = |subject: &Document| {
        let subject = Descriptor::of(MediaType::OCI_MANIFEST, subject.bytes());
        document(&oci::Manifest::new(Descriptor::empty(), vec![]).with_subject(subject))
    };
    let attested = blob(MediaType::OCI_MANIFEST, "not given");
    let entry = attested.clone().with_annotation(REFERENCE_DIGEST, Digest::sha256(b"rebuilt").to_string());
    let index = document(&oci::Index::new(vec![entry]));
    let documents = [one.clone(), sbom(&one), sbom(&two), index];
    let signed = tag::of(&Digest::sha256(b"deleted"), TagKind::Signature).unwrap();
    let tags = [(signed, digest(&one)), ("latest".to_owned(), digest(&one))];
    let mirror = Mirror { documents: &documents, blobs: Some(&blobs), tags: &tags, ..Mirror::default() };
    let check = mirror.check(&[]);
    let found: Vec<_> = check.dangling.iter().map(|dangling| (&dangling.digest, &dangling.about)).collect();
    let (stale, gone, deleted) = (digest(&documents[2]), digest(&two), Digest::sha256(b"deleted"));
    assert_eq!(found.len(), 2, "{check}");
    assert!(found.contains(&(&stale, &gone)) && found.contains(&(&digest(&one), &deleted)), "{check}");
    // The attestation is no less adrift where it is there.
    let present = [attested.digest.valid().unwrap()];
    let check = Mirror { present: &present, ..mirror }.check(&[]);
    assert!(check.dangling.iter().any(|dangling| dangling.digest == present[0]), "{check}");
}

#[test]
fn many_pins_cost_linear_time() {
    let images: Vec<Document> = (0..4_000)
        .map(|at| {
            // All on one base; every other one is an artifact, whose config is the empty one.
            let layers = ["base".to_owned(), format!("layer {at}")].map(|name| blob(MediaType::OCI_LAYER_GZIP, &name));
            let config = format!("config {at}");
            let config = if at % 2 == 0 { Descriptor::empty() } else { blob(MediaType::OCI_CONFIG, &config) };
            document(&oci::Manifest::new(config, layers.to_vec()))
        })
        .collect();
    let pins: Vec<Digest> = images.iter().map(digest).collect();
    let (held, source) = images.split_at(2_000);
    let mirror = Mirror { documents: held, source, ..Mirror::default() };
    let check = mirror.check(&pins);
    assert!(check.pins[..2_000].iter().all(|pin| pin.resolution == Resolution::Undecided));
    assert!(check.pins[2_000..].iter().all(|pin| matches!(pin.reasons[..], [Unresolved::NotCopied { .. }])));
}

#[test]
fn text_of_documents_is_escaped() {
    let entry = blob(MediaType::OCI_MANIFEST, "gone").with_platform(Platform::new("linux\u{1b}[2J", "a\nb"));
    let index = document(&oci::Index::new(vec![entry]));
    let documents = [index.clone()];
    let text = Mirror { documents: &documents, ..Mirror::default() }.check(&[digest(&index)]).to_string();
    assert!(!text.contains('\u{1b}') && text.lines().count() == 3, "{text:?}");
}
