//! What a document is read as: kinds that are stated, suggested, or known by the caller.

use oci_spec_types::validate::{Options, Rule, Strictness, Target, validate};
use oci_spec_types::{Descriptor, Document, ErrorKind, Kind, MediaType, Model, ParseOptions, Referrer, View, oci};

fn kind(text: &str) -> Kind {
    let document = Document::parse(text.as_bytes().to_vec()).unwrap();
    assert_eq!(document.bytes(), text.as_bytes());
    document.kind()
}

#[test]
fn an_empty_list_may_be_null() {
    for text in [
        r#"{"schemaVersion":2,"manifests":null}"#,
        r#"{"manifests":null}"#,
        r#"{"schemaVersion":1,"manifests":[]}"#,
        r#"{"manifests":[{"mediaType":"a/b","digest":"x","size":1}],"x":1}"#,
        r#"{"schemaVersion":3,"manifests":[{"mediaType":"a/b","digest":"x","size":1}]}"#,
        r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":null}"#,
    ] {
        assert_eq!(kind(text), Kind::OciIndex, "{text}");
    }
}

#[test]
fn an_index_with_a_config_is_an_index_unless_it_is_empty() {
    let of = |manifests: &str| kind(&format!(r#"{{"schemaVersion":2,"config":{{}},"manifests":{manifests}}}"#));
    assert_eq!(of(r#"[{"digest":"x"}]"#), Kind::OciIndex);
    assert_eq!(of("[]"), Kind::OciManifest);
    assert_eq!(of("null"), Kind::OciManifest);
}

#[test]
fn json_of_other_kinds_is_kept() {
    for text in [
        r#"{"layers":3}"#,
        r#"{"layers":[],"name":"x"}"#,
        r#"{"layers":[{"blob":"x","parent":-1}],"records":[]}"#,
        r#"{"id":12,"name":"x"}"#,
        r#"{"id":"x","name":"x"}"#,
        r#"{"created":"2024-01-01T00:00:00Z"}"#,
        r#"{"architecture":"wasm","os":"wasip2"}"#,
        r#"{"rootfs":"/x"}"#,
        r#"{"rootfs":{"type":"rootfs","diff_ids":[]}}"#,
        r#"{"manifests":{"a":"b"}}"#,
        r#"{"manifests":[{"name":"x"}]}"#,
        r#"{"schemaVersion":2,"name":"x"}"#,
        r#"{"manifests":[{"digest":"x"}],"name":"web"}"#,
        r#"{"manifests":[{"digest":"x","size":1}]}"#,
        r#"{"manifests":[{"mediaType":"a/b","digest":"sha256:x"}]}"#,
        r#"{"schemaVersion":1,"manifests":[{"mediaType":"a/b","digest":"x","size":1}],"name":"x"}"#,
        r#"{"schemaVersion":"v1.0.0","manifests":[{"mediaType":"a/b","size":1}],"name":"x"}"#,
        r#"{"lockfileVersion":1,"layers":[{"digest":"a"}],"config":{}}"#,
        r#"{"schemaVersion":2,"config":1,"layers":[]}"#,
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":"x"}"#,
        r#"[{"Id":"x","Config":{"Hostname":""},"Layers":[]}]"#,
        "[]",
        "3",
    ] {
        assert_eq!(kind(text), Kind::Unknown, "{text}");
    }
}

#[test]
fn a_stated_type_has_to_fit() {
    let text = r#"{"mediaType":"application/vnd.oci.image.manifest.v1+json","layers":3}"#;
    assert_eq!(Document::parse(text).unwrap_err().pointer(), "/layers");
    // So has a kind that the caller knows, and a suggested one where findings are errors.
    assert!(Document::parse_as(r#"{"layers":3}"#, Kind::OciManifest).is_err());
    assert!(Document::parse_with(r#"{"schemaVersion":2,"layers":3}"#, &ParseOptions::spec()).is_err());
}

#[test]
fn a_descriptor_is_not_what_it_points_at() {
    let target = Descriptor::of(MediaType::OCI_MANIFEST, b"{}");
    for bytes in [target.to_json(), format!(r#"{{"digest":"{}","size":2,"mediaType":"a/b"}}"#, target.digest).into()] {
        let document = Document::parse_with(bytes, &ParseOptions::spec()).unwrap();
        let View::Descriptor(own) = document.view() else { panic!("{:?}", document.kind()) };
        assert_eq!(own.digest, target.digest);
        assert_eq!((document.kind(), document.media_type()), (Kind::Descriptor, Some(MediaType::OCI_DESCRIPTOR)));
        assert_eq!(document.stated_media_type(), None);
    }
}

#[test]
fn the_media_type_of_the_caller_decides() {
    let config = r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let read = |text: &'static str, media_type: &str| {
        Document::parse_with(text, &ParseOptions::default().media_type(media_type)).unwrap()
    };
    let helm = read(config, "application/vnd.cncf.helm.config.v1+json");
    assert_eq!((helm.kind(), helm.image_id()), (Kind::Unknown, None));
    assert_eq!(helm.media_type().unwrap(), "application/vnd.cncf.helm.config.v1+json");
    assert_eq!(read(config, "application/octet-stream").kind(), Kind::ImageConfig);
    assert_eq!(read(config, "").kind(), Kind::ImageConfig);
    assert_eq!(read(r#"{"os":"linux"}"#, "application/vnd.oci.image.config.v1+json").kind(), Kind::ImageConfig);
    assert_eq!(read(config, "application/vnd.docker.plugin.v1+json").kind(), Kind::Unknown);
    let refused = ParseOptions::spec().media_type("application/vnd.wasm.config.v0+json");
    assert_eq!(Document::parse_with(config, &refused).unwrap_err().kind(), ErrorKind::MediaType);
}

/// Kinds that have no rules of their own are checked for what they are, too.
#[test]
fn what_is_plainly_another_kind_is_refused() {
    let id = "a".repeat(64);
    let v1 = format!(r#"{{"id":"{id}"}}"#);
    let statement = r#"{"_type":"https://in-toto.io/Statement/v1","subject":[]}"#;
    let cases = [
        (Kind::InTotoStatement, r#"{"errors":[]}"#, false),
        (Kind::InTotoStatement, r#"{"schemaVersion":2,"manifests":[]}"#, false),
        (Kind::InTotoStatement, statement, true),
        (Kind::V1Image, r#"{"errors":[]}"#, false),
        (Kind::V1Image, r#"{"schemaVersion":2,"config":{},"layers":[]}"#, false),
        (Kind::V1Image, &v1, true),
        (Kind::DockerArchive, r#"[{"Config":"x","RepoTags":null,"Layers":[]}]"#, true),
        (Kind::DockerArchive, r#"[{"Config":"x"}]"#, false),
        (Kind::DockerArchive, "[]", true),
        (Kind::ArtifactManifest, r#"{"errors":[]}"#, false),
    ];
    let levels = [ParseOptions::gate(), ParseOptions::spec(), ParseOptions::strict(), ParseOptions::hardened()];
    for (kind, text, good) in cases {
        for options in &levels {
            let read = Document::parse_with(text.to_owned(), &options.clone().kind(kind));
            assert_eq!(read.is_ok(), good, "{kind} {text}: {read:?}");
        }
        // Without a strictness the caller's word counts.
        assert!(Document::parse_as(text.to_owned(), kind).is_ok() || kind == Kind::DockerArchive, "{text}");
    }
    let travels = ParseOptions::gate().media_type("application/vnd.in-toto+json");
    let error = Document::parse_with(&br#"{"schemaVersion":2,"manifests":[]}"#[..], &travels).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OtherKind);
    assert_eq!(
        error.to_string(),
        r#"found a document of the kind "OCI image index", expected one of the kind "in-toto statement""#
    );
    assert!(Document::parse_with(statement, &travels).is_ok());
}

#[test]
fn a_media_type_of_another_kind_than_the_one_asked_for_is_an_error() {
    let index = &br#"{"schemaVersion":2,"manifests":[]}"#[..];
    let read = |options: ParseOptions, media_type: &str| {
        Document::parse_with(index, &options.kind(Kind::OciIndex).media_type(media_type)).map(|read| read.kind())
    };
    for media_type in ["application/vnd.oci.image.manifest.v1+json", "text/html", "application/vnd.example"] {
        assert_eq!(read(ParseOptions::gate(), media_type).unwrap_err().kind(), ErrorKind::MediaType, "{media_type}");
        assert_eq!(read(ParseOptions::default(), media_type).unwrap(), Kind::OciIndex);
    }
    for media_type in ["application/vnd.oci.image.index.v1+json; charset=utf-8", "text/plain; charset=utf-8", ""] {
        assert_eq!(read(ParseOptions::spec(), media_type).unwrap(), Kind::OciIndex, "{media_type}");
    }
    let schema1 = ParseOptions::gate().kind(Kind::Schema1).media_type(MediaType::DOCKER_SCHEMA1_SIGNED);
    let error = Document::parse_with(index, &schema1).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Finding(_)), "{error}");
}

#[test]
fn a_type_that_says_nothing_does_not_travel() {
    let travels = |text: &'static str, media_type: &str| {
        let options = ParseOptions::default().media_type(media_type);
        Document::parse_with(text, &options).unwrap().media_type().map(|own| own.to_string())
    };
    let manifest = r#"{"schemaVersion":2,"config":{},"layers":[]}"#;
    let config = r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"mediaType":"a/b"}"#;
    let known = Some("application/vnd.oci.image.manifest.v1+json".to_owned());
    for nothing in ["application/json", "application/octet-stream", "text/plain; charset=utf-8", ""] {
        assert_eq!(travels(manifest, nothing), known, "{nothing}");
    }
    assert_eq!(travels(manifest, "Application/Vnd.OCI.Image.Manifest.V1+JSON; charset=utf-8"), known);
    assert_eq!(travels(manifest, "application/vnd.example+json; x=y").unwrap(), "application/vnd.example+json");
    // Only manifests and indexes have the member.
    assert_eq!(travels(config, MediaType::DOCKER_CONFIG.as_str()).unwrap(), MediaType::DOCKER_CONFIG.as_str());
    let descriptor =
        r#"{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:x","size":2,"config":1}"#;
    assert_eq!(travels(descriptor, "application/vnd.example").unwrap(), "application/vnd.example");
}

/// What stands in an index beside the types of all manifests.
#[test]
fn the_descriptor_of_an_artifact_manifest_is_a_descriptor() {
    let target = Descriptor::of(MediaType::OCI_ARTIFACT_MANIFEST, b"{}").with_artifact_type("a/b");
    assert_eq!(Document::parse(target.to_json()).unwrap().kind(), Kind::Descriptor);
    let whole = r#"{"mediaType":"application/vnd.oci.artifact.manifest.v1+json","artifactType":"a/b"}"#;
    assert_eq!(kind(whole), Kind::ArtifactManifest);
}

/// What the typed reader refuses, the gate refuses, too.
#[test]
fn the_platform_of_a_layer_is_an_object() {
    let text = |platform: &str| {
        let digest = oci_digest::Digest::sha256(b"x");
        let blob = format!(r#"{{"mediaType":"a/b","digest":"{digest}","size":1,"platform":{platform}}}"#);
        format!(r#"{{"schemaVersion":2,"config":{blob},"layers":[{blob}]}}"#)
    };
    let found = |platform: &str| {
        let findings = validate(text(platform).as_bytes(), Target::Manifest, &Options::errors_of(Strictness::Gate));
        findings.iter().map(|finding| finding.pointer(text(platform).as_bytes())).collect::<Vec<_>>()
    };
    assert_eq!(found(r#""x""#), ["/config/platform", "/layers/0/platform"]);
    assert!(Document::parse(text(r#""x""#)).unwrap().misfit().is_some());
    assert_eq!(found("{}"), [""; 0]);
    assert_eq!(found("null"), [""; 0]);
}

#[test]
fn the_stated_type_travels() {
    let subject = Descriptor::of(MediaType::OCI_MANIFEST, b"{}");
    let text = |media_type: &str, rest: &str| {
        let subject = String::from_utf8(subject.to_json()).unwrap();
        format!(r#"{{"mediaType":"{media_type}","subject":{subject},{rest}}}"#).into_bytes()
    };
    let oras = text("application/vnd.cncf.oras.artifact.manifest.v1+json", r#""artifactType":"a/b","blobs":[]"#);
    let vendor = text("application/vnd.example.manifest+json", r#""schemaVersion":2,"config":{},"layers":[]"#);
    for (bytes, kind) in [(oras, Kind::ArtifactManifest), (vendor, Kind::OciManifest)] {
        let document = Document::parse(bytes).unwrap();
        assert_eq!(document.kind(), kind);
        assert_eq!(document.media_type(), document.stated_media_type());
        assert_eq!(Some(Referrer::of(&document).unwrap().unwrap().entry.media_type), document.media_type());
    }
}

#[test]
fn other_encodings_are_named() {
    let utf16 = |little: bool| -> Vec<u8> {
        "{}".encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    for (bytes, name) in [
        (utf16(true), "UTF-16 without a byte order mark"),
        (utf16(false), "UTF-16 without a byte order mark"),
        (b"{\0\0\0}\0\0\0".to_vec(), "UTF-32"),
    ] {
        let error = Document::parse(bytes.clone()).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
        let found = validate(&bytes, Target::Json, &Options::default());
        assert!(found[0].detail().contains(name) && found[0].ambiguity().is_none(), "{found:?}");
    }
}

#[test]
fn a_fault_between_members_is_one_of_the_object() {
    for (text, pointer) in [
        (r#"{"a":"x",1}"#, ""),
        (r#"{"b":{"a":"x" "c":1}}"#, "/b"),
        (r#"{"b":[1,2 3]}"#, "/b"),
        (r#"{"b":{"a":tru}}"#, "/b/a"),
    ] {
        assert_eq!(Document::parse(text).unwrap_err().pointer(), pointer, "{text}");
    }
}

#[test]
fn text_that_is_not_json_is_called_so() {
    for read in [oci::ImageConfig::parse(&b"not json"[..]).unwrap_err(), Document::parse(&b"not json"[..]).unwrap_err()]
    {
        assert_eq!(read.offset(), 0);
        assert!(read.to_string().starts_with("found 'n', expected "), "{read}");
    }
}

#[test]
fn what_begins_like_a_value_is_not_called_one() {
    for (text, kind) in [
        ("not json", Kind::ImageConfig),
        (r#"{"schemaVersion":2,"config":{"mediaType":"a/b","digest":"a:b","size":tru}}"#, Kind::OciManifest),
        (r#"{"schemaVersion":2,"manifests":[nil]}"#, Kind::OciIndex),
    ] {
        let error = Document::parse_with(text, &ParseOptions::gate().kind(kind)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Finding(Rule::Jsn01), "{error}");
    }
}

#[test]
fn a_known_kind_is_told_from_others_without_required_members() {
    let read =
        |text: &'static str, options: ParseOptions| Document::parse_with(text, &options.kind(Kind::ArtifactManifest));
    let descriptor = r#"{"mediaType":"a/b","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}"#;
    for text in [descriptor, r#"{"mediaType":"a/b"}"#] {
        assert_eq!(read(text, ParseOptions::gate()).unwrap_err().kind(), ErrorKind::OtherKind, "{text}");
        assert!(read(text, ParseOptions::default()).is_ok());
    }
    for text in [
        r#"{"mediaType":"application/vnd.oci.artifact.manifest.v1+json"}"#,
        r#"{"mediaType":"application/vnd.cncf.oras.artifact.manifest.v1+json","artifactType":"a/b"}"#,
    ] {
        assert!(read(text, ParseOptions::gate()).is_ok(), "{text}");
    }
}

#[test]
fn a_schema_1_manifest_without_signatures_is_not_the_signed_one() {
    let text = r#"{"schemaVersion":1,"name":"a","tag":"b","architecture":"c","fsLayers":[{"blobSum":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}],"history":[{"v1Compatibility":"{\"id\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"}"}]}"#;
    let read = |kind| Document::parse_with(text, &ParseOptions::gate().kind(kind));
    assert!(read(Kind::Schema1).is_ok());
    assert_eq!(read(Kind::Schema1Signed).unwrap_err().kind(), ErrorKind::OtherKind);
}

#[test]
fn the_type_of_a_config_is_read_without_case_and_parameters() {
    let manifest = r#"{"schemaVersion":2,"config":{"mediaType":"Application/vnd.docker.container.image.v1+JSON; a=b"},"layers":[]}"#;
    assert_eq!(kind(manifest), Kind::DockerManifest);
}
