//! Edits of manifests, indexes and configs themselves.

use crate::support::{Image, assert_balanced, digest_of, docker_image, oci_image, result};
use oci_convert::report::DigestRole;
use oci_convert::{
    Cause, ConfigEdit, Converted, EntryEdit, Error, ErrorKind, Format, LayerUpdate, LossReason, ManifestEdit, Need,
    OddityCode, Request, Source, Tool, tools,
};
use oci_digest::{Algorithm, Digest};
use oci_spec_types::{Descriptor, MediaType, Model, Platform, oci};

const CONFIG: &str = r#"{ "os":"linux","architecture":"amd64", "Healthcheck":1,"rootfs":{"type":"layers","diff_ids":[]},"history":[{"created":"2024-01-02T03:04:05.100Z","empty_layer":true}] }"#;
const LAYERS: [(&str, MediaType); 2] = [("base", MediaType::OCI_LAYER), ("a larger layer", MediaType::OCI_LAYER_GZIP)];

fn edit(tool: &'static Tool, edits: impl Into<Vec<ManifestEdit>>) -> Request {
    Request::edit().as_tool(tool).edits(edits)
}

/// Runs a request; blobs are provided from `blobs`.
fn run(request: &Request, source: Source, blobs: &[&str]) -> Result<Converted, Error> {
    let mut plan = request.plan(source)?;
    for need in plan.needs() {
        let digest = match &need {
            Need::Config { descriptor, .. } | Need::Layer { descriptor, .. } | Need::Child { descriptor, .. } => {
                descriptor.digest.to_string()
            }
            other => panic!("{other:?}"),
        };
        if let Some(blob) = blobs.iter().find(|blob| digest_of(blob) == digest) {
            plan.provide(&need, blob.as_bytes())?;
        }
    }
    plan.finish()
}

fn text(converted: &Converted) -> &str {
    std::str::from_utf8(&converted.bytes).expect("text")
}

fn image() -> Image {
    oci_image(&LAYERS, CONFIG, r#", "x" : [ 1.0 ], "annotations":{ "a":"1", "b":"2" }"#)
}

fn subject() -> Descriptor {
    Descriptor::of(MediaType::OCI_MANIFEST, b"subject")
}

#[test]
fn annotations_change_and_nothing_else() {
    let before = image();
    let edits = [ManifestEdit::annotate("b", "<3>"), ManifestEdit::RemoveAnnotation("a".into())];
    let made = run(&edit(&tools::MINIMAL, edits), before.source(), &[]).unwrap();
    let source = String::from_utf8(before.manifest.clone()).unwrap();
    let expected = source.replace(r#"{ "a":"1", "b":"2" }"#, r#"{"b":"<3>"}"#);
    assert_ne!(source, expected);
    assert_eq!(text(&made), expected);
    assert_eq!(&made.report.document().unwrap().causes[..], [Cause::Annotations]);
    let lost: Vec<_> = made.report.losses.iter().map(|loss| (loss.pointer.as_str(), loss.reason)).collect();
    assert_eq!(lost, [("/annotations/b", LossReason::Asked), ("/annotations/a", LossReason::Asked)]);

    let nothing = [ManifestEdit::annotate("b", "2"), ManifestEdit::RemoveAnnotation("c".into())];
    for tool in [&tools::MINIMAL, &tools::REGCLIENT] {
        let made = run(&edit(tool, nothing.clone()), before.source(), &[]).unwrap();
        assert_eq!(made.bytes, before.manifest, "{tool}");
        assert!(made.report.is_unchanged() && made.report.losses.is_empty(), "{}", made.report);
    }
}

/// The last annotation goes, and the object that held it is written again: what changes further in changes all the same.
#[test]
fn what_is_removed_does_not_undo_other_changes() {
    let before = oci_image(&LAYERS, CONFIG, r#", "annotations":{ "a":"1" }"#);
    let edits = [ManifestEdit::RemoveAnnotation("a".into())];
    let made = run(&Request::convert(Format::DockerV2S2).as_tool(&tools::MINIMAL).edits(edits), before.source(), &[]);
    let made = made.unwrap();
    let manifest = oci::Manifest::parse(made.bytes.clone()).unwrap();
    assert!(manifest.annotations.is_empty() && !text(&made).contains("annotations"), "{}", text(&made));
    assert_eq!(manifest.config.media_type, MediaType::DOCKER_CONFIG);
    let types: Vec<_> = manifest.layers.iter().map(|layer| &layer.media_type).collect();
    assert_eq!(types, [&MediaType::DOCKER_LAYER, &MediaType::DOCKER_LAYER_GZIP]);
}

/// Edits are applied in their order, though those that remove something are taken together.
#[test]
fn what_is_removed_may_be_set_again() {
    let before = oci_image(&LAYERS, CONFIG, r#", "annotations":{ "a":"1", "b":"2", "c":"3" }"#);
    let remove = |name: &str| ManifestEdit::RemoveAnnotation(name.to_owned().into());
    let edits = [remove("c"), remove("a"), remove("c"), ManifestEdit::annotate("a", "4"), remove("b"), remove("none")];
    let made = run(&edit(&tools::MINIMAL, edits), before.source(), &[]).unwrap();
    let annotations = oci::Manifest::parse(made.bytes.clone()).unwrap().annotations;
    assert_eq!(annotations.iter().map(|(name, value)| (name, &**value)).collect::<Vec<_>>(), [("a", "4")]);
    let lost: Vec<_> = made.report.losses.iter().map(|loss| loss.pointer.as_str()).collect();
    assert_eq!(lost, ["/annotations/c", "/annotations/a", "/annotations/b"]);

    let remove = |name: &str| ConfigEdit::RemoveLabel(name.to_owned().into());
    let label = ConfigEdit::label;
    let edits = [label("x", "1"), label("y", "2"), remove("x"), remove("y"), remove("x"), label("x", "3"), remove("z")];
    let made = run(&Request::edit().as_tool(&tools::MINIMAL).config_edits(edits), before.source(), &[CONFIG]).unwrap();
    let labels = oci::ImageConfig::parse(made.config.unwrap().bytes.unwrap()).unwrap().config.unwrap().labels.unwrap();
    assert_eq!(labels.iter().map(|(name, value)| (name, &**value)).collect::<Vec<_>>(), [("x", "3")]);
}

#[test]
fn a_subject_is_set_replaced_and_removed() {
    let before = image();
    let made = run(&edit(&tools::MINIMAL, [ManifestEdit::subject(subject())]), before.source(), &[]).unwrap();
    assert_eq!(oci::Manifest::parse(made.bytes.clone()).unwrap().subject.as_deref(), Some(&subject()));
    let row = made.report.of_role(DigestRole::Subject).next().unwrap();
    assert_eq!((&row.before, &row.causes[..]), (&None, &[Cause::SubjectEdited][..]));

    let made = Source::new(made.bytes, made.media_type);
    let removed = run(&edit(&tools::MINIMAL, [ManifestEdit::Subject(None)]), made.clone(), &[]).unwrap();
    let parsed = |text: &[u8]| oci::Manifest::parse(text.to_vec()).unwrap();
    assert_eq!(parsed(&removed.bytes), parsed(&before.manifest));

    // go-containerregistry carries a subject over no edit; what is lost is told.
    let edits = [ManifestEdit::annotate("a", "1")];
    let made = run(&edit(&tools::GO_CONTAINERREGISTRY, edits), made, &[CONFIG]).unwrap();
    assert_eq!(oci::Manifest::parse(made.bytes).unwrap().subject, None);
    assert!(
        made.report
            .losses
            .iter()
            .any(|loss| (loss.pointer.as_str(), loss.reason) == ("/subject", LossReason::NotCarried))
    );

    let docker = docker_image(&[], CONFIG);
    let error = run(&edit(&tools::REGCLIENT, [ManifestEdit::subject(subject())]), docker.source(), &[]).unwrap_err();
    assert_eq!((error.kind(), error.pointer()), (ErrorKind::SubjectNotRepresentable, "/subject"));
}

#[test]
fn content_is_embedded_up_to_a_size() {
    let before = image();
    let embed = |max| edit(&tools::MINIMAL, [ManifestEdit::Data { max }]);
    let made = run(&embed(10), before.source(), &["base"]).unwrap();
    let manifest = oci::Manifest::parse(made.bytes.clone()).unwrap();
    assert_eq!(manifest.layers[0].data_bytes().unwrap().unwrap(), b"base");
    assert_eq!((&manifest.layers[1].data, &manifest.config.data), (&None, &None));
    assert_eq!(made.report.document().unwrap().causes[0], Cause::DataEdited);

    let source = Source::new(made.bytes, made.media_type);
    let all = run(&embed(1000), source.clone(), &["base", "a larger layer", CONFIG]).unwrap();
    let manifest = oci::Manifest::parse(all.bytes).unwrap();
    assert_eq!(manifest.config.data_bytes().unwrap().unwrap(), CONFIG.as_bytes());
    assert_eq!(run(&embed(0), source, &[]).unwrap().bytes, before.manifest);

    let error = run(&embed(10), before.source(), &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotProvided);
    let mut plan = embed(10).plan(before.source()).unwrap();
    let need = plan.needs().into_iter().find(|need| matches!(need, Need::Layer { .. })).unwrap();
    assert_eq!(plan.provide(&need, &b"other"[..]).unwrap_err().kind(), ErrorKind::InvalidDigest);
}

#[test]
fn edits_in_the_text_find_what_docker_does_not_know() {
    let mut image = docker_image(&LAYERS[..1], CONFIG);
    let text = String::from_utf8(image.manifest).unwrap();
    let data = Descriptor::of(MediaType::DOCKER_LAYER, b"base").with_data(b"base").data.unwrap();
    let text = text.replace(r#""}]}"#, &format!(r#"","data":"{data}"}}],"annotations":{{"a":"1","b":"2"}}}}"#));
    image.manifest = text.into();
    let run = |request: Request| {
        let made = run(&request.as_tool(&tools::MINIMAL), image.source(), &[]).unwrap();
        (oci::Manifest::parse(made.bytes).unwrap(), made.report)
    };
    let (added, _) = run(Request::edit().edits([ManifestEdit::annotate("c", "3")]));
    assert_eq!(added.annotations.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["a", "b", "c"]);
    let (removed, report) = run(Request::edit().edits([ManifestEdit::RemoveAnnotation("a".into())]));
    assert_eq!((removed.annotations.len(), report.losses[0].pointer.as_str()), (1, "/annotations/a"));
    assert!(removed.layers[0].data.is_some());
    let (updated, _) = run(Request::edit().layers([LayerUpdate::new(Digest::sha256(b"other"), 5)]));
    assert_eq!((updated.annotations.len(), &updated.layers[0].data), (2, &None));
}

fn index(child: &str, more: &str) -> Source {
    let entry =
        Descriptor::of(MediaType::OCI_MANIFEST, child.as_bytes()).with_platform(Platform::new("linux", "amd64"));
    let text = oci::Index::new(vec![entry.with_data(child.as_bytes())]).to_json();
    let text = String::from_utf8(text).unwrap();
    Source::new(format!("{}{more}}}", text.strip_suffix('}').unwrap()), MediaType::OCI_INDEX)
}

#[test]
fn data_is_that_of_the_entry_unless_a_tool_corrupts_it() {
    let source = index("child", "");
    let made = run(&edit(&tools::MINIMAL, [ManifestEdit::Data { max: 5 }]), source.clone(), &["child"]).unwrap();
    assert_eq!(made.bytes, source.bytes);
    let made = run(&edit(&tools::MINIMAL, [ManifestEdit::Data { max: 4 }]), source.clone(), &[]).unwrap();
    assert_eq!(oci::Index::parse(made.bytes).unwrap().manifests[0].data, None);

    // What an update replaces does not stay embedded.
    let update = EntryEdit::update(Digest::sha256(b"child"), Digest::sha256(b"other"), 5, MediaType::OCI_MANIFEST);
    let request = |tool| Request::edit().as_tool(tool).entries([update.clone()]);
    let made = run(&request(&tools::MINIMAL), source.clone(), &[]).unwrap();
    assert_eq!(oci::Index::parse(made.bytes).unwrap().manifests[0].data, None);
    let foreign = |made: &Converted| made.report.oddities.iter().any(|odd| odd.code == OddityCode::ForeignData);
    let made = run(&request(&tools::CONTAINERS_IMAGE), source.clone(), &[]).unwrap();
    assert!(foreign(&made) && oci::Index::parse(made.bytes).unwrap().manifests[0].data_bytes().is_err());

    // Nor does it come back where small content is embedded.
    let embed = |edit| Request::edit().as_tool(&tools::MINIMAL).edits([ManifestEdit::Data { max: 9 }]).entries([edit]);
    let made = run(&embed(update.clone()), source.clone(), &["child"]).unwrap();
    assert_eq!(oci::Index::parse(made.bytes).unwrap().manifests[0].data, None);
    let other = Descriptor::of(MediaType::OCI_MANIFEST, b"other").with_data(b"other");
    let replace = EntryEdit::Replace(Digest::sha256(b"child").into(), Box::new(other.clone()));
    let made = run(&embed(replace), source.clone(), &["child"]).unwrap();
    assert_eq!(oci::Index::parse(made.bytes).unwrap().manifests[0].data, other.data);

    // regclient embeds the index in its own entries.
    let made = run(&Request::edit().as_tool(&tools::REGCLIENT), source.clone(), &[]).unwrap();
    assert!(foreign(&made));
    let own = Descriptor::new("", Digest::sha256(b""), 0).with_data(&source.bytes).data;
    assert_eq!(oci::Index::parse(made.bytes).unwrap().manifests[0].data, own);
}

#[test]
fn foreign_layers_become_ordinary_ones() {
    let foreign = MediaType::OCI_FOREIGN_LAYER_GZIP;
    let manifest = format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"{}","digest":"sha256:1","size":1}},"layers":[{{"mediaType":"{foreign}","digest":"sha256:2","size":1,"urls":["https://a.example/"]}},{{"mediaType":"{foreign}","digest":"sha256:2","size":1}}]}}"#,
        MediaType::OCI_CONFIG
    );
    let source = Source::new(manifest, MediaType::OCI_MANIFEST);
    for tool in [&tools::MINIMAL, &tools::REGCLIENT] {
        let made = run(&edit(tool, [ManifestEdit::Distributable]), source.clone(), &[]).unwrap();
        let layers = oci::Manifest::parse(made.bytes.clone()).unwrap().layers;
        assert_eq!((layers[0].urls.len(), &layers[0].media_type), (0, &MediaType::OCI_LAYER_GZIP), "{tool}");
        assert_eq!(layers[1].media_type, foreign, "without urls it stays");
        assert!(made.report.losses.iter().any(|loss| loss.pointer == "/layers/0/urls"));
        assert_eq!(
            text(&made).contains(r#""mediaType":"application/vnd.oci.image.manifest"#),
            *tool == tools::REGCLIENT
        );
    }
}

#[test]
fn other_algorithms_name_config_and_document() {
    let before = image();
    let edits = [ManifestEdit::ConfigDigest(Algorithm::Sha512), ManifestEdit::Digest(Algorithm::Sha512)];
    let made = run(&edit(&tools::MINIMAL, edits), before.source(), &[CONFIG]).unwrap();
    assert_eq!(made.digest.digest(), &Digest::sha512(&made.bytes));
    let config = made.config.unwrap();
    assert!(config.digest.is(&Digest::sha512(CONFIG)) && config.is_new);
    let row = made.report.of_role(DigestRole::Config).next().unwrap();
    assert_eq!(&row.causes[..], [Cause::OtherAlgorithm]);

    let unknown = ManifestEdit::Digest("md5".parse().unwrap());
    let error = run(&edit(&tools::MINIMAL, [unknown]), before.source(), &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidDigest);
}

#[test]
fn media_types_change_one_string_each() {
    let before = image();
    let edits = [ManifestEdit::MediaType(MediaType::DOCKER_MANIFEST), ManifestEdit::ConfigMediaType("a/b".into())];
    let made = run(&edit(&tools::MINIMAL, edits), before.source(), &[]).unwrap();
    let source = String::from_utf8(before.manifest.clone()).unwrap();
    let expected = source
        .replace(MediaType::OCI_MANIFEST.as_str(), MediaType::DOCKER_MANIFEST.as_str())
        .replace(MediaType::OCI_CONFIG.as_str(), "a/b");
    assert_eq!((text(&made), &made.media_type), (&*expected, &MediaType::DOCKER_MANIFEST));
    for wrong in [MediaType::OCI_INDEX, MediaType::DOCKER_SCHEMA1, "a/b".into()] {
        let error = run(&edit(&tools::MINIMAL, [ManifestEdit::MediaType(wrong)]), before.source(), &[]).unwrap_err();
        assert_eq!((error.kind(), error.pointer()), (ErrorKind::UnknownMediaType, "/mediaType"));
    }
}

#[test]
fn configs_keep_what_no_edit_says() {
    let before = image();
    let edits = [ConfigEdit::label("k", "v"), ConfigEdit::DiffIds(vec![Digest::sha256(b"").into()])];
    let request = Request::edit().as_tool(&tools::MINIMAL).config_edits(edits);
    let made = run(&request, before.source(), &[CONFIG]).unwrap();
    assert_balanced(&before, &result(&made), &made.report);
    let config = made.config.clone().unwrap();
    let bytes = config.bytes.unwrap();
    assert!(config.is_new && config.digest.is(&Digest::sha256(&bytes)));
    let parsed = oci::ImageConfig::parse(bytes).unwrap();
    assert_eq!(parsed.extra.get("Healthcheck").unwrap().as_str(), "1");
    assert_eq!(parsed.history.unwrap()[0].created.as_deref(), Some("2024-01-02T03:04:05.100Z"));
    assert_eq!(parsed.config.unwrap().labels.unwrap().get("k").map(|own| &**own), Some("v"));

    let nothing = Request::edit().as_tool(&tools::REGCLIENT).config_edits([ConfigEdit::RemoveLabel("k".into())]);
    let made = run(&nothing, before.source(), &[CONFIG]).unwrap();
    assert!(made.bytes == before.manifest && !made.config.unwrap().is_new);
    // regclient writes another config anew, and loses what its types do not hold.
    let made = run(
        &Request::edit().as_tool(&tools::REGCLIENT).config_edits([ConfigEdit::label("k", "v")]),
        before.source(),
        &[CONFIG],
    )
    .unwrap();
    assert!(made.report.losses.iter().any(|loss| loss.pointer == "/Healthcheck"));
    assert_eq!(made.report.of_role(DigestRole::Config).next().unwrap().causes[0], Cause::ConfigRewritten);
}

#[test]
fn what_a_tool_does_not_do_is_refused() {
    let before = image();
    let edits = [ManifestEdit::annotate("a", "b")];
    let error = run(&edit(&tools::CONTAINERS_IMAGE, edits.clone()), before.source(), &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
    let error = run(&edit(&tools::CONTAINERS_IMAGE, edits), index("child", ""), &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
    for source in [before.source(), index("child", "")] {
        let request = Request::convert(Format::DockerV2S2).as_tool(&tools::GO_CONTAINERREGISTRY);
        assert_eq!(run(&request, source, &[]).unwrap_err().kind(), ErrorKind::UnsupportedConversion);
    }
    let request = Request::edit().as_tool(&tools::REGCLIENT).config_edits([ConfigEdit::label("a", "b")]);
    assert_eq!(run(&request, index("child", ""), &[]).unwrap_err().kind(), ErrorKind::UnsupportedConversion);
}

#[test]
fn entries_stay_by_their_places() {
    let entry = |text: &str| Descriptor::of(MediaType::OCI_MANIFEST, text.as_bytes());
    let source = Source::new(oci::Index::new(vec![entry("a"), entry("b"), entry("c")]).to_json(), MediaType::OCI_INDEX);
    let retain = |tool, places: &[usize]| {
        Request::edit().as_tool(tool).entries([EntryEdit::Retain(places.iter().copied().collect())])
    };
    let made = run(&retain(&tools::MINIMAL, &[2, 0, 7]), source.clone(), &[]).unwrap();
    assert_eq!(oci::Index::parse(made.bytes).unwrap().manifests, [entry("a"), entry("c")]);
    let none = |tool| run(&retain(tool, &[]), source.clone(), &[]).unwrap();
    assert!(text(&none(&tools::MINIMAL)).ends_with(r#""manifests":[]}"#));
    assert!(text(&none(&tools::GO_CONTAINERREGISTRY)).ends_with(r#""manifests":null}"#));
}

#[test]
fn a_tool_that_converts_all_children_does_so_in_one_request() {
    let child = docker_image(&[("layer", MediaType::DOCKER_LAYER_GZIP)], CONFIG);
    let child = String::from_utf8(child.manifest).unwrap();
    let kept = String::from_utf8(image().manifest).unwrap();
    let entries = vec![
        Descriptor::of(MediaType::DOCKER_MANIFEST, child.as_bytes()),
        Descriptor::of(MediaType::OCI_MANIFEST, kept.as_bytes()).with_platform(Platform::new("unknown", "unknown")),
    ];
    let list = |entries| Source::new(oci::Index::new(entries).to_json(), MediaType::OCI_INDEX);
    let request = Request::convert(Format::Oci).as_tool(&tools::REGCLIENT);
    let whole = run(&request, list(entries.clone()), &[&child, &kept]).unwrap();

    let alone = run(&request, Source::new(child.clone(), MediaType::DOCKER_MANIFEST), &[]).unwrap();
    let size = alone.bytes.len() as i64;
    let update = EntryEdit::update(Digest::sha256(&child), alone.digest.digest(), size, alone.media_type.clone());
    let walked = run(&request.clone().index_alone().entries([update]), list(entries), &[]).unwrap();
    assert_eq!(text(&whole), text(&walked));
    assert_eq!(whole.children[&0].bytes, alone.bytes);
    assert_eq!(whole.children[&1].bytes, kept);

    let nested = list(vec![Descriptor::of(MediaType::OCI_INDEX, b"{}")]);
    assert_eq!(run(&request, nested, &[]).unwrap_err().pointer(), "/manifests/0");
}

#[test]
fn the_type_that_is_asked_for_stays_in_a_conversion() {
    let before = docker_image(&[], CONFIG);
    for tool in [&tools::MINIMAL, &tools::REGCLIENT] {
        let request = Request::convert(Format::Oci).as_tool(tool);
        let request = request.edits([ManifestEdit::ConfigMediaType("x/y".into())]);
        let made = run(&request, before.source(), &[CONFIG]).unwrap();
        let manifest = oci::Manifest::parse(made.bytes).unwrap();
        assert_eq!(manifest.config.media_type, MediaType::from("x/y"), "{tool}");
    }
}

#[test]
fn a_config_with_its_old_type_is_told() {
    let before = docker_image(&[("layer", MediaType::DOCKER_LAYER_GZIP)], CONFIG);
    let layers = vec![LayerUpdate::new(Digest::sha256("other"), 5)];
    let request = Request::convert(Format::Oci).as_tool(&tools::REGCLIENT);
    let odd = |request: &Request| {
        let made = run(request, before.source(), &[CONFIG]).unwrap();
        let odd = made.report.oddities.into_iter().find(|odd| odd.code == OddityCode::MixedFamilies);
        (oci::Manifest::parse(made.bytes).unwrap().config.media_type, odd.map(|odd| odd.pointer))
    };
    assert_eq!(odd(&request), (MediaType::OCI_CONFIG, None));
    let edited = request.layers(layers).config_edits([ConfigEdit::label("a", "b")]);
    let found = odd(&edited);
    assert_eq!(found.0, MediaType::DOCKER_CONFIG, "regclient keeps it");
    assert_eq!(found.1.as_deref(), Some("/config/mediaType"));
}

#[test]
fn an_artifact_type_is_not_dropped_by_who_refuses_it() {
    let artifact = oci_image(&[], CONFIG, r#","artifactType":"a/b""#);
    let request = Request::convert(Format::DockerV2S2).as_tool(&tools::REGCLIENT);
    let error = run(&request, artifact.source(), &[]).unwrap_err();
    assert_eq!((error.kind(), error.pointer()), (ErrorKind::ArtifactTypeNotRepresentable, "/artifactType"));
}

#[test]
fn a_config_is_edited_member_by_member() {
    let config = r#"{"x":[ 1.0 ],"rootfs":{"type":"layers","diff_ids":["a"],"base_layer":"b"},"os":"linux","architecture":"arm",
        "config":{"Image":"sha256:old","Cmd":["<"]},"container_config":null}"#;
    let before = oci_image(&[], config, "");
    let run_edits = |edits: Vec<ConfigEdit>| {
        run(&Request::edit().as_tool(&tools::CONTAINERD).config_edits(edits), before.source(), &[config]).unwrap()
    };
    let text_of = |made: &Converted| String::from_utf8(made.config.clone().unwrap().bytes.unwrap().to_vec()).unwrap();
    let made = run_edits(vec![ConfigEdit::OsFeatures(vec!["erofs".into()])]);
    assert_eq!(
        text_of(&made),
        concat!(
            r#"{"architecture":"arm","config":{"Image":"sha256:old","Cmd":["\u003c"]},"container_config":null,"os":"linux","#,
            r#""os.features":["erofs"],"rootfs":{"type":"layers","diff_ids":["a"],"base_layer":"b"},"x":[1.0]}"#
        )
    );
    assert!(made.report.losses.is_empty(), "{:?}", made.report.losses);

    let id = Digest::sha256(b"tar");
    let made = run_edits(vec![ConfigEdit::DiffIds(vec![(&id).into()])]);
    let expected = concat!(
        r#"{"architecture":"arm","config":{"Cmd":["\u003c"]},"container_config":null,"os":"linux","#,
        r#""rootfs":{"type":"layers","diff_ids":["ID"]},"x":[1.0]}"#
    );
    assert_eq!(text_of(&made), expected.replace("ID", &id.to_string()));
    let lost: Vec<_> = made.report.losses.iter().map(|loss| (&*loss.pointer, loss.reason)).collect();
    assert_eq!(lost, [("/rootfs/base_layer", LossReason::NotCarried), ("/config/Image", LossReason::NotCarried)]);
    assert_eq!(made.report.of_role(DigestRole::DiffId).next().unwrap().after, Some((&id).into()));

    // The same diffIDs: nothing is written.
    let made = run_edits(vec![ConfigEdit::DiffIds(vec!["a".into()])]);
    assert!(made.bytes == before.manifest && !made.config.unwrap().is_new);
    let nothing = oci_image(&[], "null", "");
    let features = Request::edit().as_tool(&tools::CONTAINERD).config_edits([ConfigEdit::OsFeatures(vec!["a".into()])]);
    assert_eq!(run(&features, nothing.source(), &["null"]).unwrap_err().kind(), ErrorKind::InvalidJson);
    let labels = Request::edit().as_tool(&tools::CONTAINERD).config_edits([ConfigEdit::label("k", "v")]);
    let error = run(&labels, before.source(), &[config]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
    let manifest = Request::edit().as_tool(&tools::CONTAINERD).edits([ManifestEdit::annotate("a", "b")]);
    assert_eq!(run(&manifest, before.source(), &[]).unwrap_err().kind(), ErrorKind::UnsupportedConversion);
}

#[test]
fn stale_data_of_a_config_is_told() {
    let config = r#"{"os":"linux","architecture":"arm","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let embedded = oci::Manifest::new(
        Descriptor::of(MediaType::OCI_CONFIG, config.as_bytes()).with_data(config.as_bytes()),
        vec![],
    );
    let source = Source::new(embedded.to_json(), MediaType::OCI_MANIFEST);
    let edits = [ConfigEdit::OsFeatures(vec!["erofs".into()])];
    let request = Request::edit().as_tool(&tools::CONTAINERD).config_edits(edits.clone());
    let made = run(&request, source.clone(), &[config]).unwrap();
    let own = oci::Manifest::parse(made.bytes.clone()).unwrap();
    assert_eq!(own.config.data, embedded.config.data);
    let odd = &made.report.oddities[0];
    assert_eq!((&*odd.pointer, odd.code), ("/config/data", OddityCode::ForeignData));
    let made = run(&Request::edit().as_tool(&tools::MINIMAL).config_edits(edits), source, &[config]).unwrap();
    let own = oci::Manifest::parse(made.bytes.clone()).unwrap();
    assert!(own.config.data_bytes().is_ok() && own.config.data != embedded.config.data);
}
