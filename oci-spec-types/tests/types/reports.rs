//! Errors and findings at the places where they are, in documents that people met.

use oci_digest::json::JsonErrorKind;
use oci_spec_types::distribution::{ErrorInfo, ErrorResponse, TagList};
use oci_spec_types::validate::{Level, Rule, locate};
use oci_spec_types::{
    Annotations, Document, ErrorKind, Kind, LazyIndex, Limits, Model, ParseOptions, RawJson, View, oci,
};

#[test]
fn offsets_count_the_received_bytes() {
    // Four bytes that are not UTF-8 stand before the error; each is read as three.
    let text = b"{\"a\":\"\xff\xff\xff\xff\",\"manifests\":[}";
    for error in [Document::parse(&text[..]).unwrap_err(), oci::Index::parse(&text[..]).unwrap_err()] {
        assert_eq!(error.offset(), 25, "{error}");
        assert!(error.to_string().contains("found '}', expected"), "{error}");
        assert!(error.to_string().ends_with(" at byte 25"), "{error}");
    }
    let error = Document::parse(&b"{\"a\":\xff}"[..]).unwrap_err();
    assert!(error.to_string().ends_with("found byte 0xff, expected a value at byte 5"), "{error}");
}

#[test]
fn places_of_limits_and_second_lists_count_the_received_bytes() {
    let text = b"{\"x\":\"\xff\xff\",\"manifests\":[{},{}],\"manifests\":[]}";
    let limits = Limits::default().with_max_descriptors(1);
    for error in [
        Document::parse_with(&text[..], &ParseOptions::default().limits(limits)).unwrap_err(),
        oci::Index::parse_with(&text[..], &limits).unwrap_err(),
        LazyIndex::open(&text[..], &limits).unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Limit, 26), "{error}");
    }
    let error = LazyIndex::open(&text[..], &Limits::default()).unwrap_err();
    assert_eq!(error.offset(), 30);
    assert!(error.to_string().contains("at byte 30"), "{error}");
    let findings = Document::parse(&text[..]).unwrap().findings();
    assert!(findings.iter().any(|found| found.rule() == Rule::Jsn04 && found.offset() == 30));
    // The document as a whole is counted before bytes are replaced.
    let small = limits.with_max_document(9);
    assert_eq!(Document::parse_with(&text[..], &ParseOptions::default().limits(small)).unwrap_err().offset(), 9);
}

#[test]
fn errors_of_signatures_are_fit_for_a_terminal_and_say_where() {
    use oci_spec_types::docker::jws::{Jws, Mode};
    let error = Jws::parse(b"{\"\\u001b[2J\":nil}", Mode::Strict).unwrap_err();
    assert!(!error.to_string().contains('\u{1b}'), "{error}");
    assert_eq!(oci_spec_types::Error::from(error).offset(), 13);
    // The payload is `{"schemaVersion":"<U+202E>1"}`: 23 bytes of the document and a `}`.
    let header = "eyJmb3JtYXRMZW5ndGgiOjIzLCJmb3JtYXRUYWlsIjoiZlEifQ";
    let document = format!("{{\"schemaVersion\":\"\u{202e}1\",\"signatures\":[{{\"protected\":\"{header}\"}}]}}");
    let error = Jws::parse(document.as_bytes(), Mode::Strict).unwrap_err();
    assert_eq!(error.to_string(), r#"the payload has schemaVersion "\u{202e}1", expected 1"#);
}

#[test]
fn other_encodings_are_named() {
    let utf16: Vec<u8> = b"\xff\xfe".iter().copied().chain("{}".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let sentence = "found UTF-16 with a byte order mark (bytes ff fe at offset 0), expected UTF-8";
    let error = Document::parse(utf16.clone()).unwrap_err();
    assert_eq!((error.offset(), error.to_string().as_str()), (0, sentence));
    let error = Document::parse_with(utf16, &ParseOptions::gate()).unwrap_err();
    assert!(error.to_string().contains(sentence), "{error}");
    let error = oci::ImageConfig::parse(&b"\xef\xbb\xbf{}"[..]).unwrap_err();
    assert!(error.to_string().contains("bytes ef bb bf at offset 0"), "{error}");
    // The byte that stands there, not one of the character that replaces it.
    let error = Document::parse(&b"\xfe\xff\0{"[..]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Json(JsonErrorKind::Unexpected { found: 0xfe, .. })), "{error:?}");
}

#[test]
fn a_gate_takes_what_tools_write_and_nothing_of_another_kind() {
    let read = |text: &'static str, kind| Document::parse_with(text, &ParseOptions::gate().kind(kind));
    let errors = r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"x","detail":null}]}"#;
    for kind in [Kind::OciManifest, Kind::OciIndex, Kind::ImageConfig, Kind::DockerManifest, Kind::DockerList] {
        assert!(read(errors, kind).is_err(), "{kind}");
    }
    let index = r#"{"schemaVersion":2,"manifests":[]}"#;
    assert!(read(index, Kind::OciManifest).is_err() && read(index, Kind::OciIndex).is_ok());
    // BuildKit's image without layers.
    let scratch = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":null}"#;
    let document = read(scratch, Kind::OciManifest).unwrap();
    assert!(document.findings().iter().any(|found| found.rule() == Rule::Man06 && found.level() == Level::Tolerated));
    assert!(Document::parse_with(scratch, &ParseOptions::spec()).is_err());
}

#[test]
fn unknown_members_are_compared_by_what_they_say() {
    let view = |text: &str| Document::parse(text.as_bytes().to_vec()).unwrap().into_view();
    let a = view(r#"{"schemaVersion":2,"manifests":[],"x":{"a":[1, "\u0041"]}}"#);
    assert_eq!(a, view("{\"manifests\":[],\"schemaVersion\":2,\"x\": {\n\"a\":[1,\"A\"]}}"));
    assert_ne!(a, view(r#"{"schemaVersion":2,"manifests":[],"x":{"a":[1.5,"A"]}}"#));
    assert!(matches!(a, View::OciIndex(_)));
    let raw = |text: &str| text.parse::<RawJson>().unwrap();
    assert_ne!(raw("[]"), raw("{}"));
    assert_ne!(raw("[1]"), raw("[1,1]"));
}

#[test]
fn what_a_registry_answers() {
    let response = ErrorResponse { errors: vec![ErrorInfo::new("DENIED", "no\n\u{1b}[31m")], ..Default::default() };
    assert_eq!(response.errors[0].to_string(), "DENIED: no\\n\\u{1b}[31m");
    assert_eq!(ErrorResponse::parse(response.to_json()).unwrap(), response);
    assert_eq!(TagList::parse(r#"{"name":"a","tags":null}"#).unwrap().tags, None);
}

/// Looking up, inserting and locating cost no more for the last of many than for the first.
#[test]
fn many_of_anything_cost_linear_time() {
    let count = 60_000;
    let mut annotations = Annotations::default();
    for at in 0..count {
        annotations.insert(format!("key.{at}"), "a");
    }
    for at in 0..count {
        assert_eq!(annotations.insert(format!("key.{at}"), "b").unwrap(), "a");
    }
    assert_eq!(annotations.len(), count);
    let entry = r#"{"mediaType":"a/b","digest":"sha256:zz","size":-1},"#.repeat(16_000);
    let text = format!(r#"{{"schemaVersion":2,"manifests":[{entry}{{}}]}}"#);
    let findings = Document::parse(text.clone()).unwrap().findings();
    let located = locate(&findings, text.as_bytes());
    assert_eq!(located.len(), 1000);
    for (finding, located) in findings.iter().zip(&located).step_by(97) {
        assert_eq!(finding.within(text.as_bytes()).to_string(), located.to_string());
    }
}
