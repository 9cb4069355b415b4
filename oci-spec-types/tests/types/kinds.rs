//! What a document is read as: kinds that are stated, suggested, or known by the caller.

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
fn text_that_is_not_json_is_called_so() {
    for read in [oci::ImageConfig::parse(&b"not json"[..]).unwrap_err(), Document::parse(&b"not json"[..]).unwrap_err()]
    {
        assert_eq!(read.offset(), 0);
        assert!(read.to_string().starts_with("found 'n', expected "), "{read}");
    }
}
