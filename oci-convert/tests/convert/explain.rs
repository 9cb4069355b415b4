use bytes::Bytes;
use oci_convert::explain::{Code, Contained, Explanation, Given, Grade, Missing, Note, Relation, Which, explain};
use oci_convert::report::DigestRole;
use oci_convert::{Cause, Format, Need, Request, Source, tools};
use oci_digest::{DiffId, Digest};
use oci_spec_types::layer::EROFS_UNCOMPRESSED;
use oci_spec_types::{Document, MediaType, strategies};
use proptest::prelude::*;

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes().to_vec()).expect("a document")
}

fn why(a: &str, b: &str) -> Explanation {
    explain(&Given::new(&document(a), &document(b)))
}

/// With these configs.
fn why_with(a: &str, b: &str, configs: &[&str]) -> Explanation {
    let configs: Vec<Bytes> = configs.iter().map(|text| text.as_bytes().to_vec().into()).collect();
    explain(&Given { configs: &configs, ..Given::new(&document(a), &document(b)) })
}

/// With these children and configs.
fn why_within(a: &str, b: &str, children: &[&str], configs: &[&str]) -> Explanation {
    let bytes = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec().into()).collect::<Vec<Bytes>>();
    let (children, configs) = (bytes(children), bytes(configs));
    explain(&Given { children: &children, configs: &configs, ..Given::new(&document(a), &document(b)) })
}

/// A config with these diffIDs, and something that tells it from others.
fn config(ids: &[&str], user: &str) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("\"{}\"", digest(id))).collect();
    format!(
        r#"{{"architecture":"amd64","os":"linux","config":{{"User":"{user}"}},"rootfs":{{"type":"layers","diff_ids":[{}]}}}}"#,
        ids.join(",")
    )
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
    assert!(spelling.whitespace && !spelling.order && !spelling.escapes);
    let Relation::Respelt(spelling) = why(&own, &own.replace("layers", "l\\u0061yers")).relation else { panic!() };
    assert!(spelling.escapes && !spelling.whitespace);
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
    assert_eq!(found.grade, Grade::ConsistentWith);
    assert_eq!(found.missing, [Missing::Config { of: Which::A, digest: digest("c").as_str().into() }]);
    assert!(!found.notes.contains(&Note::SameDiffIds) && found.notes.contains(&Note::OnlyLayers));

    let text = found.to_string();
    assert!(text.contains("The same image; 2 of 3 layers are compressed otherwise."), "{text}");

    // An annotation more is told.
    let annotated = pushed.replace(r#""layers""#, r#""annotations":{"k":"v"},"layers""#);
    let found = why(&local, &annotated);
    assert_eq!(found.relation, Relation::Recompressed { layers: 2, of: 3 });
    assert!(!found.notes.contains(&Note::OnlyLayers));
    assert!(found.differences.iter().any(|own| own.pointer == "/annotations"));
}

/// Descriptors tell the diffID of EROFS layers, whose config may leave it out.
#[test]
fn diff_ids_of_descriptors() {
    let layer = |of: &str, content: &str| {
        let annotation = format!(r#""annotations":{{"{EROFS_UNCOMPRESSED}":"{}"}},"size""#, digest(content));
        descriptor(&MediaType::from("application/vnd.erofs.layer.v1+zstd"), of).replace(r#""size""#, &annotation)
    };
    let image = |of: &str, content: &str| manifest(&MediaType::OCI_MANIFEST, "c", &[layer(of, content)]);
    let found = why(&image("fast", "files"), &image("small", "files"));
    assert_eq!(found.relation, Relation::Recompressed { layers: 1, of: 1 });
    assert!(found.notes.contains(&Note::SameDiffIds), "{found}");
    let found = why(&image("fast", "files"), &image("small", "other files"));
    assert!(!matches!(found.relation, Relation::Recompressed { .. }), "{found}");
}

#[test]
fn converted() {
    let (docker_image, oci_image) = (docker("c", &["a", "b"]), oci("c", &["a", "b"]));
    assert_eq!(why(&docker_image, &oci_image).relation, Relation::Converted { same_config: Some(true) });
    let rewritten = why(&docker_image, &oci("c2", &["a", "b"]));
    assert_eq!(rewritten.relation, Relation::Undecided { could_be: vec![Code::Converted, Code::ConfigChanged] });
    assert_eq!(rewritten.missing.len(), 2);
    let own = config(&["1", "2"], "u");
    let respelt = own.replace("\":", "\": ");
    let (a, b) = (docker(&own, &["a", "b"]), oci(&respelt, &["a", "b"]));
    let rewritten = why_with(&a, &b, &[&own, &respelt]);
    assert_eq!(rewritten.relation, Relation::Converted { same_config: Some(false) });
    assert_eq!((rewritten.grade, rewritten.missing.len()), (Grade::Proven, 0));
    assert!(rewritten.notes.contains(&Note::ConfigRewritten));
    let other = config(&["1", "2"], "v");
    let found = why_with(&a, &oci(&other, &["a", "b"]), &[&own, &other]);
    assert_eq!(found.relation, Relation::ConfigChanged);
    assert_eq!(found.config_differences[0].pointer, "/config/User");
    assert_eq!(
        why(&docker_image, &oci("c", &["a", "x"])).relation,
        Relation::ConvertedAndRecompressed { layers: 1, of: 2 }
    );
    // Schema 1 has an empty layer for each step without one.
    let old = schema1("library/x", &[("b", false), ("empty", true), ("a", false)]);
    let found = why(&old, &docker_image);
    assert_eq!(found.relation.code(), Code::Undecided);
    assert!(found.notes.contains(&Note::NameInside));
    let said = r#"{"created":"2020-01-01T00:00:00Z","rootfs":{"type":"layers","diff_ids":[]}}"#
        .replace("[]", &format!(r#"["{}","{}"]"#, digest("1"), digest("2")));
    let found = why_with(&old, &docker(&said, &["a", "b"]), &[&said]);
    assert_eq!(found.relation, Relation::Converted { same_config: None });
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
    let child =
        |index| Relation::Child { index, entry: 1, platform: "linux/amd64".into(), of: 2, how: Contained::Entry };
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
    assert_eq!(why(&oci("one", &["a"]), &oci("two", &["b"])).relation.code(), Code::Undecided);
    let (one, two) = (config(&["1"], "u"), config(&["2"], "u"));
    let found = why_with(&oci(&one, &["a"]), &oci(&two, &["b"]), &[&one, &two]);
    assert_eq!((found.relation, found.grade), (Relation::Different, Grade::Proven));
    let found = why(&oci("one", &["a"]), &oci("two", &["a"]));
    assert_eq!((found.relation, found.grade), (Relation::ConfigChanged, Grade::ConsistentWith));
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
fn an_edit_of_a_manifest_is_told_by_what_it_did() {
    let own = oci("c", &["a"]);
    let with = |value: &str| own.replace(r#""layers""#, &format!(r#""x":{value},"layers""#));
    let other_type =
        own.replace("diff.tar+gzip", "layer.v1.tar+gzip").replace("layer.v1.tar+gzip", "layer.v1.tar+zstd");
    for (a, b, cause) in [
        (&own, &with("1"), Cause::MembersAdded),
        (&with("1"), &own, Cause::MembersDropped),
        (&with("1"), &with("2"), Cause::MembersReplaced),
        (&own, &other_type, Cause::MediaTypes),
    ] {
        let found = why(a, b);
        assert_eq!((found.relation, &found.digests[0].causes[..]), (Relation::ManifestEdited, &[cause][..]), "{b}");
    }
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
    let one = why(&oci_index, &index(&MediaType::OCI_INDEX, &[("x2", "amd64")]));
    assert_eq!(one.relation.code(), Code::Undecided);
    let none = why(&oci_index, &index(&MediaType::OCI_INDEX, &[("x2", "s390x")]));
    assert_eq!((none.relation, none.grade), (Relation::Different, Grade::Proven));
}

#[test]
fn made_by_a_tool() {
    let made = |found: Explanation| {
        let made = found.made_by.into_iter().map(|made| (made.from, made.tool.to_string(), made.replaced));
        made.collect::<Vec<_>>()
    };
    let tool = "containers-image 5.39.3-0.20260427";
    let local = manifest(&MediaType::OCI_MANIFEST, "c", &[descriptor(&MediaType::OCI_LAYER, "l")]);
    assert!(made(why(&local, &oci("c", &["gzip"]))).contains(&(Which::A, tool.to_owned(), 1)));
    // Nothing is to be done: a tool keeps what it has.
    assert_eq!(made(why(&oci("c", &["l"]), &oci("c", &["l"]).replace(',', ", "))), []);
    // Annotations of the layer were not there: no tool takes them out of the air.
    let annotated = oci("c", &["gzip"]).replace(r#""layers":[{"#, r#""layers":[{"annotations":{"a":"b"},"#);
    assert!(made(why(&local, &annotated)).iter().all(|(from, ..)| *from == Which::B));
    // What the tool makes needs the config; the least change does not.
    let least = made(why(&docker("c", &["l"]), &oci("c", &["l"])));
    assert!(least.contains(&(Which::A, "minimal".to_owned(), 0)), "{least:?}");
    let list = index(&MediaType::DOCKER_LIST, &[("x", "amd64")]);
    let found = made(why(&list, &index(&MediaType::OCI_INDEX, &[("x", "amd64")])));
    assert!(found.contains(&(Which::A, tool.to_owned(), 0)), "{found:?}");
    assert_eq!(made(why(&oci("c", &["l"]), &oci("other", &["m"]))), []);
}

#[test]
fn configs() {
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
    assert_eq!((&json["grade"], &json["missing"][0]["missing"]), (&"consistent-with".into(), &"config".into()));
    assert_eq!(json["a"]["kind"], "oci-manifest");
    let json = serde_json::to_value(why(&oci("c", &["a"]), &oci("c", &["a"]).replace(',', " ,"))).unwrap();
    assert_eq!(json["relation"]["whitespace"], true);
}

/// Two artifacts with one empty config, other contents.
#[test]
fn artifacts_share_an_empty_config() {
    let artifact = |content: &str| {
        manifest(&MediaType::OCI_MANIFEST, "{}", &[descriptor(&MediaType::from("text/plain"), content)])
            .replace(MediaType::OCI_CONFIG.as_str(), "application/vnd.oci.empty.v1+json")
    };
    for found in [why(&artifact("a"), &artifact("b")), why_with(&artifact("a"), &artifact("b"), &["{}"])] {
        assert_eq!((found.relation, found.grade), (Relation::SameConfig, Grade::Proven));
        assert!(found.made_by.is_empty() && !found.notes.contains(&Note::SameDiffIds));
    }
    // The same, where the config is called one of an image.
    let image = |content: &str| oci("{}", &[content]);
    assert_eq!(why(&image("a"), &image("b")).relation, Relation::SameConfig);
}

/// A Docker image, pushed as OCI with zstd layers and a config that was written again.
#[test]
fn converted_and_recompressed() {
    let own = config(&["1", "2"], "u").replace(r#","rootfs""#, r#","docker_version":"24.0.5","rootfs""#);
    let written = config(&["1", "2"], "u");
    let (a, b) = (docker(&own, &["x", "y"]), oci(&written, &["z", "w"]));
    let b = b.replace("tar+gzip", "tar+zstd");
    let both = Relation::ConvertedAndRecompressed { layers: 2, of: 2 };
    let found = why(&a, &b);
    let Relation::Undecided { could_be } = &found.relation else { panic!("{found}") };
    assert!(could_be.contains(&Code::ConvertedAndRecompressed));
    assert_eq!(found.missing.len(), 2);
    let found = why_with(&a, &b, &[&own, &written]);
    assert_eq!((found.relation, found.grade), (both, Grade::Proven));
    assert_eq!(found.config_differences[0].pointer, "/docker_version");
    // Measured diffIDs tell the same of the layers, and nothing of what the config says.
    let measured: Vec<(Digest, DiffId)> = [("x", "1"), ("y", "2"), ("z", "1"), ("w", "2")]
        .map(|(blob, tar)| (Digest::sha256(blob), DiffId::new(Digest::sha256(tar))))
        .into();
    let (a, b) = (document(&a), document(&b));
    let found = explain(&Given { diff_ids: &measured, ..Given::new(&a, &b) });
    let could_be = vec![Code::ConvertedAndRecompressed, Code::ConfigChangedAndRecompressed];
    assert_eq!(found.relation, Relation::Undecided { could_be });
}

#[test]
fn rebased_removed_reordered() {
    let found = why(&oci("one", &["old", "top"]), &oci("two", &["new", "top"]));
    assert_eq!((found.relation, found.grade), (Relation::Rebased { layers: 1 }, Grade::Proven));
    let found = why(&oci("one", &["a", "b", "c"]), &oci("two", &["a", "c"]));
    assert_eq!(found.relation, Relation::LayerRemoved { fewer: Which::B, layers: 1 });
    let found = why(&oci("one", &["a", "b"]), &oci("two", &["b", "a"]));
    assert_eq!(found.relation, Relation::LayersReordered);
    // Under one config the order cannot be another one.
    let own = config(&["1", "2"], "u");
    let found = why_with(&oci(&own, &["a", "b"]), &oci(&own, &["b", "a"]), &[&own]);
    assert_eq!(found.relation, Relation::LayersReordered);
}

/// Whether the empty layer of containers/image or that of GNU tar: no base.
#[test]
fn an_empty_layer_is_no_base() {
    let empty = [0_u8; 10_240];
    let empty = std::str::from_utf8(&empty).unwrap();
    let (one, two) = (config(&["e", "1"], "u"), config(&["e", "2"], "u"));
    let (a, b) = (oci(&one, &[empty, "a"]), oci(&two, &[empty, "b"]));
    assert_eq!(why(&a, &b).relation.code(), Code::Undecided);
    let found = why_with(&a, &b, &[&one, &two]);
    assert_eq!((found.relation, found.grade), (Relation::Different, Grade::Proven));
    assert!(found.notes.contains(&Note::OnlyEmptyShared));
}

#[test]
fn contradictions() {
    // An uncompressed layer has its own digest as diffID: one config cannot list two.
    let listing = config(&["a"], "u");
    let layer = |content: &str| descriptor(&MediaType::OCI_LAYER, content);
    let plain = |config: &str, content: &str| manifest(&MediaType::OCI_MANIFEST, config, &[layer(content)]);
    let (a, b) = (plain(&listing, "a"), plain(&listing, "b"));
    let found = why_with(&a, &b, &[&listing]);
    assert_eq!((found.relation, found.grade), (Relation::Contradiction, Grade::Contradicted));
    // What the config lists, if anything, is not known without it.
    let found = why(&a, &b);
    assert_eq!(found.relation, Relation::Undecided { could_be: vec![Code::SameConfig, Code::Contradiction] });
    // One that lists nothing contradicts nothing.
    let found = why_with(&plain(r#"{"x":1}"#, "a"), &plain(r#"{"x":1}"#, "b"), &[r#"{"x":1}"#]);
    assert_eq!((found.relation, found.grade), (Relation::SameConfig, Grade::Proven));
    // Measured otherwise than the config says.
    let own = config(&["1"], "u");
    let (a, b) = (document(&oci(&own, &["a"])), document(&oci(&own, &["b"])));
    let measured = [(Digest::sha256("b"), DiffId::new(Digest::sha256("other")))];
    let configs = [Bytes::from(own)];
    let found = explain(&Given { configs: &configs, diff_ids: &measured, ..Given::new(&a, &b) });
    assert_eq!(found.relation, Relation::Contradiction);
    assert!(found.notes.contains(&Note::DiffIdsDisagree));
}

#[test]
fn encrypted() {
    let own = config(&["1"], "u");
    let plain = oci(&own, &["a"]);
    let secret = oci(&own, &["b"]).replace("tar+gzip", "tar+gzip+encrypted");
    let found = why_with(&plain, &secret, &[&own]);
    assert_eq!((found.relation, found.grade), (Relation::Encrypted { layers: 1 }, Grade::Proven));
    assert_eq!(why(&secret, &plain).relation, Relation::Decrypted { layers: 1 });
}

#[test]
fn another_algorithm() {
    let own = oci("c", &["a"]);
    let other = own.replace(&digest("c"), &Digest::sha512("c").to_string());
    let other = other.replace(&digest("a"), &Digest::sha512("a").to_string());
    let found = why(&own, &other);
    assert_eq!((found.relation, found.grade), (Relation::SameBlobs, Grade::ConsistentWith));
    // A list that names its children by sha512 names them.
    let list =
        index(&MediaType::OCI_INDEX, &[(&own, "amd64")]).replace(&digest(&own), &Digest::sha512(&own).to_string());
    assert_eq!(why(&list, &own).relation.code(), Code::Child);
}

#[test]
fn attestations() {
    let attested = |image: &str, attestation: &str| {
        let own = index(&MediaType::OCI_INDEX, &[(image, "amd64")]);
        let entry = format!(
            r#"}},{{"mediaType":"{}","digest":"{}","size":1,"platform":{{"architecture":"unknown","os":"unknown"}},"annotations":{{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{}"}}}}]"#,
            MediaType::OCI_MANIFEST,
            digest(attestation),
            digest(image)
        );
        own.replace("}]", &entry)
    };
    let found = why(&attested("i", "x"), &attested("i", "y"));
    assert_eq!(found.relation, Relation::SharedChildren { shared: 1, only_a: 1, only_b: 1 });
    assert!(found.notes.contains(&Note::OnlyAttestations) && !found.notes.contains(&Note::AttestationsFollow));
    let found = why(&attested("i", "x"), &attested("j", "y"));
    assert_eq!(found.relation, Relation::ChildrenChanged { platforms: 1 });
    assert!(found.notes.contains(&Note::AttestationsFollow) && !found.notes.contains(&Note::OnlyAttestations));
    let children = found.digests.iter().filter(|row| row.role == DigestRole::Child);
    assert!(
        children.clone().count() == 2 && children.into_iter().all(|row| row.before.is_some() && row.after.is_some())
    );
}

/// Annotations of entries are what differs, not the layout.
#[test]
fn index_edited() {
    let two = index(&MediaType::OCI_INDEX, &[("x", "amd64"), ("y", "arm64")]);
    let cause = |edited: &str| {
        let found = why(&two, edited);
        assert_eq!(found.relation, Relation::IndexEdited);
        found.digests[0].causes.to_vec()
    };
    let annotated = two.replacen(
        r#""platform""#,
        r#""annotations":{"io.github.containers.compression.zstd":"true"},"platform""#,
        1,
    );
    assert_eq!(cause(&annotated), [Cause::Annotations]);
    assert_eq!(cause(&two.replace(r#""arm64""#, r#""arm64","variant":"v8""#)), [Cause::PlatformsEdited]);
    let reordered = index(&MediaType::OCI_INDEX, &[("y", "arm64"), ("x", "amd64")]);
    assert_eq!(cause(&reordered), [Cause::EntriesReordered]);
}

#[test]
fn children() {
    let own = config(&["1"], "u");
    let (before, after) = (docker(&own, &["a"]), oci(&own, &["a"]));
    let list = index(&MediaType::DOCKER_LIST, &[(&before, "amd64")]);
    let other = index(&MediaType::OCI_INDEX, &[(&after, "amd64")]);
    let found = why(&list, &other);
    assert_eq!((found.relation.code(), found.grade), (Code::ChildrenChanged, Grade::ConsistentWith));
    assert_eq!(found.missing.len(), 2);
    let found = why_within(&list, &other, &[&before, &after], &[]);
    assert_eq!(found.relation, Relation::ChildrenConverted { platforms: 1 });
    let again = oci(&own, &["b"]);
    let third = index(&MediaType::OCI_INDEX, &[(&again, "amd64")]);
    let found = why_within(&other, &third, &[&after, &again], &[&own]);
    assert_eq!((found.relation, found.grade), (Relation::ChildrenRecompressed { platforms: 1 }, Grade::Proven));

    // Through what an index names.
    assert_eq!(why(&other, &own).relation.code(), Code::Undecided);
    let found = why_within(&other, &own, &[&after], &[]);
    assert!(matches!(found.relation, Relation::Child { how: Contained::Config, .. }));
    let nested = index(&MediaType::OCI_INDEX, &[(&other, "amd64")]).replacen(
        MediaType::OCI_MANIFEST.as_str(),
        MediaType::OCI_INDEX.as_str(),
        1,
    );
    assert_eq!(why(&nested, &after).relation.code(), Code::Undecided);
    let found = why_within(&nested, &after, &[&other], &[]);
    assert!(matches!(found.relation, Relation::Child { how: Contained::Nested, .. }));
    let found = why_within(&other, &oci("x", &["z"]), &[&after], &[&own]);
    assert_eq!(found.relation.code(), Code::Undecided);
    let stranger = config(&["9"], "u");
    let found = why_within(&other, &oci(&stranger, &["z"]), &[&after], &[&own, &stranger]);
    assert_eq!((found.relation, found.grade), (Relation::Different, Grade::Proven));
}

/// Text of documents moves no cursor and begins no line.
#[test]
fn nothing_is_forged() {
    let own = oci("c", &["a"]);
    let forged = own.replace(r#""layers""#, r#""annotations":{"a\u001b[2J\u202e":"x\nB is A"},"layers""#);
    let text = why(&own, &forged).to_string();
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && !text.contains("\nB is A"), "{text}");
    let long = own.replace(r#""layers""#, &format!(r#""{}":1,"layers""#, "x".repeat(70_000)));
    assert!(why(&own, &long).to_string().len() < 4_000);
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
        let found = explain(&Given::new(&a, &b));
        prop_assert_eq!(found.relation == Relation::Identical, a.bytes() == b.bytes());
        prop_assert!(!found.to_string().is_empty());
        prop_assert!(serde_json::to_value(&found).is_ok());
        let reverse = explain(&Given::new(&b, &a));
        let mirrored = match found.relation.code() {
            Code::Encrypted => Code::Decrypted,
            Code::Decrypted => Code::Encrypted,
            code => code,
        };
        prop_assert_eq!((mirrored, found.grade), (reverse.relation.code(), reverse.grade));
        prop_assert_eq!(found.differences.len() + found.more_differences, reverse.differences.len() + reverse.more_differences);
        prop_assert_eq!(explain(&Given::new(&a, &a)).relation, Relation::Identical);
    }
}

/// An index of the same format, whose children of the other family a tool converted.
#[test]
fn an_index_whose_children_were_converted() {
    let config = r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"history":[{}]}"#;
    let child = docker(config, &[]);
    let entry = descriptor(&MediaType::DOCKER_MANIFEST, &child)
        .replace('}', r#","platform":{"architecture":"amd64","os":"linux"}}"#);
    let before = format!(r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[{entry}]}}"#, MediaType::OCI_INDEX);
    let source = Source::new(before.clone(), MediaType::OCI_INDEX);
    let mut plan = Request::convert(Format::Oci).as_tool(&tools::REGCLIENT).plan(source).unwrap();
    while let Some(need) = plan.needs().into_iter().find(Need::is_required) {
        let bytes = if need.child().is_some() && matches!(need, Need::Child { .. }) { &child } else { config };
        plan.provide(&need, bytes.as_bytes()).unwrap();
    }
    let after = plan.finish().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let found = why_within(&before, &text(&after.bytes), &[&child, &text(&after.children[&0].bytes)], &[config]);
    assert!(found.made_by.iter().any(|made| made.tool == tools::REGCLIENT.id()), "{:?}", found.made_by);
}
