use oci_convert::Cause;
use oci_convert::explain::{Explanation, Note, Relation, Which, explain};
use oci_convert::report::DigestRole;
use oci_digest::Digest;
use oci_spec_types::{Document, MediaType, strategies};
use proptest::prelude::*;

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes().to_vec()).expect("a document")
}

fn why(a: &str, b: &str) -> Explanation {
    explain(&document(a), &document(b))
}

fn digest(of: &str) -> String {
    Digest::sha256(of).to_string()
}

fn descriptor(media_type: &MediaType, of: &str) -> String {
    format!(r#"{{"mediaType":"{media_type}","digest":"{}","size":{}}}"#, digest(of), of.len())
}

fn manifest(media_type: &MediaType, config: &str, layers: &[String]) -> String {
    let config_type =
        if *media_type == MediaType::OCI_MANIFEST { MediaType::OCI_CONFIG } else { MediaType::DOCKER_CONFIG };
    let config = descriptor(&config_type, config);
    format!(r#"{{"schemaVersion":2,"mediaType":"{media_type}","config":{config},"layers":[{}]}}"#, layers.join(","))
}

fn oci(config: &str, layers: &[&str]) -> String {
    let layers: Vec<String> = layers.iter().map(|of| descriptor(&MediaType::OCI_LAYER_GZIP, of)).collect();
    manifest(&MediaType::OCI_MANIFEST, config, &layers)
}

fn docker(config: &str, layers: &[&str]) -> String {
    let layers: Vec<String> = layers.iter().map(|of| descriptor(&MediaType::DOCKER_LAYER_GZIP, of)).collect();
    manifest(&MediaType::DOCKER_MANIFEST, config, &layers)
}

fn index(media_type: &MediaType, children: &[(&str, &str)]) -> String {
    let entry = |(text, arch): &(&str, &str)| {
        format!(
            r#"{{"mediaType":"{}","digest":"{}","size":{},"platform":{{"architecture":"{arch}","os":"linux"}}}}"#,
            MediaType::OCI_MANIFEST,
            digest(text),
            text.len()
        )
    };
    let entries: Vec<String> = children.iter().map(entry).collect();
    format!(r#"{{"schemaVersion":2,"mediaType":"{media_type}","manifests":[{}]}}"#, entries.join(","))
}

fn schema1(name: &str, layers: &[(&str, bool)]) -> String {
    let blobs: Vec<String> = layers.iter().map(|(of, _)| format!(r#"{{"blobSum":"{}"}}"#, digest(of))).collect();
    let history = |(_, empty): &(&str, bool)| {
        let throwaway = if *empty { r#",\"throwaway\":true"# } else { "" };
        format!(r#"{{"v1Compatibility":"{{\"id\":\"x\",\"created\":\"2020-01-01T00:00:00Z\"{throwaway}}}"}}"#)
    };
    let history: Vec<String> = layers.iter().map(history).collect();
    format!(
        r#"{{"name":"{name}","tag":"t","architecture":"amd64","fsLayers":[{}],"history":[{}],"schemaVersion":1}}"#,
        blobs.join(","),
        history.join(",")
    )
}

#[test]
fn the_same() {
    let own = oci("c", &["l"]);
    assert_eq!(why(&own, &own).relation, Relation::Identical);
    let Relation::Respelt(spelling) = why(&own, &own.replace(",", ", ")).relation else { panic!() };
    assert!(spelling.blanks && !spelling.order && !spelling.escapes);
    let Relation::Respelt(spelling) = why(&own, &own.replace("layers", "l\\u0061yers")).relation else { panic!() };
    assert!(spelling.escapes && !spelling.blanks);
    assert_eq!(spelling.to_string(), "escapes");
}

#[test]
fn recompressed() {
    let local = manifest(
        &MediaType::OCI_MANIFEST,
        "c",
        &[
            descriptor(&MediaType::OCI_LAYER, "one"),
            descriptor(&MediaType::OCI_LAYER_GZIP, "two"),
            descriptor(&MediaType::OCI_LAYER_GZIP, "three"),
        ],
    );
    let pushed = manifest(
        &MediaType::OCI_MANIFEST,
        "c",
        &[
            descriptor(&MediaType::OCI_LAYER_GZIP, "eins"),
            descriptor(&MediaType::OCI_LAYER_ZSTD, "zwei"),
            descriptor(&MediaType::OCI_LAYER_GZIP, "three"),
        ],
    );
    let found = why(&local, &pushed);
    assert_eq!(found.relation, Relation::Recompressed { layers: 2, of: 3 });
    let layers = found.digests.iter().filter(|change| change.role == DigestRole::Layer);
    let causes: Vec<Cause> = layers.map(|change| change.causes[0]).collect();
    assert_eq!(causes, [Cause::Compressed, Cause::Recompressed, Cause::BlobKept]);
    let config = found.digests.iter().find(|change| change.role == DigestRole::Config).unwrap();
    assert_eq!(config.before, config.after);
    assert!(found.notes.contains(&Note::SameDiffIds) && found.notes.contains(&Note::OnlyLayers));

    let text = found.to_string();
    assert!(text.contains("The same image; 2 of 3 layers are compressed otherwise."), "{text}");

    // An annotation more is told.
    let annotated = pushed.replace(r#""layers""#, r#""annotations":{"k":"v"},"layers""#);
    let found = why(&local, &annotated);
    assert_eq!(found.relation, Relation::Recompressed { layers: 2, of: 3 });
    assert!(!found.notes.contains(&Note::OnlyLayers));
    assert!(found.differences.iter().any(|own| own.pointer == "/annotations"));
}

#[test]
fn converted() {
    let (docker_image, oci_image) = (docker("c", &["a", "b"]), oci("c", &["a", "b"]));
    assert_eq!(why(&docker_image, &oci_image).relation, Relation::Converted { same_config: Some(true) });
    let rewritten = why(&docker_image, &oci("c2", &["a", "b"]));
    assert_eq!(rewritten.relation, Relation::Converted { same_config: Some(false) });
    assert!(rewritten.notes.contains(&Note::ConfigRewritten));
    assert_eq!(
        why(&docker_image, &oci("c", &["a", "x"])).relation,
        Relation::ConvertedAndRecompressed { layers: 1, of: 2 }
    );
    // Schema 1 has an empty layer for each step without one.
    let old = schema1("library/x", &[("b", false), ("empty", true), ("a", false)]);
    let found = why(&old, &docker_image);
    assert_eq!(found.relation, Relation::Converted { same_config: None });
    assert!(found.notes.contains(&Note::NameInside));
}

#[test]
fn schema1_names_and_signatures() {
    let own = schema1("library/x", &[("a", false)]);
    assert_eq!(why(&own, &schema1("mirror/x", &[("a", false)])).relation, Relation::Renamed);
    let edited = own.replace("amd64", "arm64");
    assert_eq!(why(&own, &edited).relation, Relation::ManifestEdited);
}

#[test]
fn one_names_the_other() {
    let (arm, amd) = (oci("arm", &["1"]), oci("amd", &["2"]));
    let list = index(&MediaType::OCI_INDEX, &[(&arm, "arm64"), (&amd, "amd64")]);
    let found = why(&list, &amd);
    let child = |index| Relation::Child { index, entry: 1, platform: "linux/amd64".into(), of: 2 };
    assert_eq!(found.relation, child(Which::A));
    assert!(found.notes.contains(&Note::PinnedOne) && found.notes.contains(&Note::MirrorAll));
    assert_eq!(why(&amd, &list).relation, child(Which::B));

    let config = r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let image = oci(config, &["1"]);
    assert_eq!(why(&image, config).relation, Relation::ConfigOf { config: Which::B });

    let subject = descriptor(&MediaType::OCI_MANIFEST, &amd);
    let signature = oci("s", &["sig"]).replace(r#""layers""#, &format!(r#""subject":{subject},"layers""#));
    assert_eq!(why(&signature, &amd).relation, Relation::Refers { subject: Which::B });
}

#[test]
fn bases() {
    let found = why(&oci("parent", &["a", "b"]), &oci("child", &["a", "b", "c"]));
    assert_eq!(found.relation, Relation::SharesBase { layers: 2, parent: Some(Which::A) });
    assert!(found.notes.contains(&Note::ParentNotNamed));
    let found = why(&oci("one", &["a", "b"]), &oci("two", &["a", "c"]));
    assert_eq!(found.relation, Relation::SharesBase { layers: 1, parent: None });
    assert_eq!(why(&oci("one", &["a"]), &oci("two", &["b"])).relation, Relation::Different);
    assert_eq!(why(&oci("one", &["a"]), &oci("two", &["a"])).relation, Relation::ConfigChanged);
}

#[test]
fn edited() {
    let own = oci("c", &["a"]);
    let annotated = own.replace(r#""layers""#, r#""annotations":{"k":"v"},"layers""#);
    let found = why(&own, &annotated);
    assert_eq!(found.relation, Relation::ManifestEdited);
    assert_eq!(found.digests[0].causes[..], [Cause::Annotations]);
    assert_eq!(found.differences.len(), 1);
    assert_eq!(found.differences[0].pointer, "/annotations");
}

#[test]
fn indexes() {
    let two = [("x", "amd64"), ("y", "arm64")];
    let oci_index = index(&MediaType::OCI_INDEX, &two);
    assert_eq!(why(&oci_index, &index(&MediaType::DOCKER_LIST, &two)).relation, Relation::IndexConverted);
    let other_order = index(&MediaType::OCI_INDEX, &[("y", "arm64"), ("x", "amd64")]);
    assert_eq!(why(&oci_index, &other_order).relation, Relation::IndexEdited);
    let shared = why(&oci_index, &index(&MediaType::OCI_INDEX, &[("x", "amd64"), ("z", "s390x")]));
    assert_eq!(shared.relation, Relation::SharedChildren { shared: 1, only_a: 1, only_b: 1 });
    let rebuilt = why(&oci_index, &index(&MediaType::OCI_INDEX, &[("x2", "amd64"), ("y2", "arm64")]));
    assert_eq!(rebuilt.relation, Relation::ChildrenChanged { platforms: 2 });
    let none = why(&oci_index, &index(&MediaType::OCI_INDEX, &[("x2", "amd64")]));
    assert_eq!(none.relation, Relation::Different);
}

#[test]
fn made_by_a_tool() {
    let made = |a: &str, b: &str| why(a, b).made_by.map(|made| (made.from, made.tool.to_string()));
    let tool = || "containers-image 5.39.3-0.20260427".to_owned();
    let local = manifest(&MediaType::OCI_MANIFEST, "c", &[descriptor(&MediaType::OCI_LAYER, "l")]);
    let pushed = oci("c", &["gzip"]);
    assert_eq!(made(&local, &pushed), Some((Which::A, tool())));
    assert_eq!(made(&oci("c", &["l"]), &oci("c", &["l"]).replace(',', ", ")), Some((Which::B, tool())));
    // What the tool makes needs the config; the least change does not.
    assert_eq!(made(&docker("c", &["l"]), &oci("c", &["l"])).map(|(from, _)| from), Some(Which::A));
    let list = index(&MediaType::DOCKER_LIST, &[("x", "amd64")]);
    assert_eq!(made(&list, &index(&MediaType::OCI_INDEX, &[("x", "amd64")])), Some((Which::A, tool())));
    assert_eq!(made(&oci("c", &["l"]), &oci("other", &["m"])), None);
}

#[test]
fn configs() {
    let config = |ids: &[&str], user: &str| {
        let ids: Vec<String> = ids.iter().map(|id| format!("\"{}\"", digest(id))).collect();
        format!(
            r#"{{"architecture":"amd64","os":"linux","config":{{"User":"{user}"}},"rootfs":{{"type":"layers","diff_ids":[{}]}}}}"#,
            ids.join(",")
        )
    };
    assert_eq!(why(&config(&["a"], "u"), &config(&["a"], "v")).relation, Relation::ConfigChanged);
    let based = why(&config(&["a"], "u"), &config(&["a", "b"], "u"));
    assert_eq!(based.relation, Relation::SharesBase { layers: 1, parent: Some(Which::A) });
    assert_eq!(why(&config(&["a"], "u"), &config(&["b"], "u")).relation, Relation::Different);
}

#[test]
fn as_json() {
    let found = why(&oci("c", &["a"]), &oci("c", &["b"]));
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["relation"]["code"], "recompressed");
    assert_eq!(json["relation"]["layers"], 1);
    assert_eq!(json["digests"][0]["role"], "manifest");
    assert_eq!(json["notes"][0], "same-image-id");
    assert_eq!(json["a"]["kind"], "oci-manifest");
    let json = serde_json::to_value(why(&oci("c", &["a"]), &oci("c", &["a"]).replace(',', " ,"))).unwrap();
    assert_eq!(json["relation"]["blanks"], true);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever the documents are, there is an answer, it prints, and it holds the other way round too.
    #[test]
    fn any_two_documents(
        (_, a) in prop_oneof![strategies::document(), strategies::odd_document()],
        (_, b) in prop_oneof![strategies::document(), strategies::odd_document()],
        alike in any::<bool>(),
    ) {
        let b = if alike { [&a[..], b" "].concat() } else { b };
        let (Ok(a), Ok(b)) = (Document::parse(a), Document::parse(b)) else { return Ok(()) };
        let found = explain(&a, &b);
        prop_assert_eq!(found.relation == Relation::Identical, a.bytes() == b.bytes());
        prop_assert!(!found.to_string().is_empty());
        prop_assert!(serde_json::to_value(&found).is_ok());
        let reverse = explain(&b, &a);
        prop_assert_eq!(
            std::mem::discriminant(&found.relation), std::mem::discriminant(&reverse.relation)
        );
        prop_assert_eq!(found.differences.len() + found.more_differences, reverse.differences.len() + reverse.more_differences);
        prop_assert_eq!(explain(&a, &a).relation, Relation::Identical);
    }
}
