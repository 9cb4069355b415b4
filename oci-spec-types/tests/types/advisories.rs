//! What was reported against other programs that read documents of images, as documents; each named after its report where it
//! has one.

use oci_digest::Digest;
use oci_spec_types::differential::{Ambiguity, differential_report};
use oci_spec_types::docker::jws::{Jws, Mode};
use oci_spec_types::validate::{Options, Rule, Target, validate};
use oci_spec_types::{Descriptor, Document, ErrorKind, Kind, Limits, Model, ParseOptions, View, oci, printable};

const CONFIG: &str = r#""config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}"#;
const LAYER: &str = r#"{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","size":3,"digest":"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}"#;

fn manifest(more: &str) -> String {
    let media_type = Kind::OciManifest.media_type().unwrap();
    format!(r#"{{"schemaVersion":2,"mediaType":"{media_type}",{CONFIG},"layers":[{LAYER}]{more}}}"#)
}

fn index(entry: &str, more: &str) -> String {
    let media_type = Kind::OciIndex.media_type().unwrap();
    format!(r#"{{"schemaVersion":2,"mediaType":"{media_type}","manifests":[{entry}]{more}}}"#)
}

#[track_caller]
fn refused(document: &str, kind: Kind) -> oci_spec_types::Error {
    Document::parse_with(document.to_owned(), &ParseOptions::gate().kind(kind)).expect_err("refused")
}

fn rules(document: &str, target: Target) -> Vec<Rule> {
    validate(document.as_bytes(), target, &Options::default()).iter().map(oci_spec_types::Finding::rule).collect()
}

/// CVE-2021-41190 (GHSA-mc8v-mgrf-8f4m, GHSA-77vh-xpmg-72qh; containerd GHSA-5j5w-g665-5m35; moby GHSA-xmmx-7jpf-fx42): one
/// digest with two meanings, of which the Content-Type chose one.
#[test]
fn cve_2021_41190_a_document_of_two_kinds() {
    let docker = |document: String| document.replace("oci.image.manifest.v1", "docker.distribution.manifest.v2");
    let list = |document: String| document.replace("oci.image.index.v1", "docker.distribution.manifest.list.v2");
    let as_manifest = [r#","manifests":[]"#, r#","manifests":null"#, r#","Manifests":[]"#, r#","fsLayers":[]"#];
    for more in as_manifest {
        refused(&manifest(more), Kind::OciManifest);
        refused(&docker(manifest(more)), Kind::DockerManifest);
    }
    for more in [r#","layers":[]"#, r#","LAYERS":null"#, r#","config":{}"#, r#","fsLayers":[]"#, ",\"layer\u{17f}\":[]"]
    {
        refused(&index("", more), Kind::OciIndex);
        refused(&list(index("", more)), Kind::DockerList);
    }
    assert!(rules(&manifest(r#","manifests":[]"#), Target::Manifest).contains(&Rule::Sec01));
    for document in [manifest(""), index("", "")] {
        let kind = Document::parse(document.clone()).unwrap().kind();
        assert!(Document::parse_with(document, &ParseOptions::gate().kind(kind)).is_ok());
    }
}

/// CVE-2021-41190: the member `mediaType` says another kind than the Content-Type.
#[test]
fn cve_2021_41190_the_header_and_the_document_disagree() {
    let manifest_type = Kind::OciManifest.media_type().unwrap();
    let gate = ParseOptions::gate().media_type(manifest_type.clone());
    assert!(Document::parse_with(index("", ""), &gate).is_err());
    // Without a gate it is read as the header says, and tells what it is.
    let document = Document::parse_with(index("", ""), &ParseOptions::default().media_type(manifest_type)).unwrap();
    assert_eq!((document.kind(), document.found_kind()), (Kind::OciManifest, Kind::OciIndex));
}

/// CVE-2020-1702: manifests of any size were read into memory. The size is the first thing that is looked at.
#[test]
fn cve_2020_1702_documents_are_limited_before_they_are_parsed() {
    let most = Limits::default().max_document;
    let padded = |len: usize| index("", &" ".repeat(len - index("", "").len()));
    assert_eq!(padded(most).len(), most);
    assert!(Document::parse(padded(most)).is_ok());
    let error = Document::parse(padded(most + 1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    // Not even JSON.
    assert_eq!(Document::parse(vec![b'x'; most + 1]).unwrap_err().kind(), ErrorKind::Limit);
}

/// Recursive readers overflow their stack.
#[test]
fn nesting_is_limited_and_costs_no_stack() {
    let nested = |depth: usize| manifest(&format!(r#","x":{}{}"#, "[".repeat(depth), "]".repeat(depth)));
    let deep = nested(Limits::default().max_depth as usize - 1);
    let read = std::thread::Builder::new().stack_size(128 << 10).spawn(move || {
        let document = Document::parse(deep).unwrap();
        (document.view().to_styled(document.style()).len(), document.findings().len())
    });
    read.unwrap().join().unwrap();
    assert!(Document::parse(nested(Limits::default().max_depth as usize)).is_err());
    assert!(Document::parse("[".repeat(1 << 20)).is_err());
}

/// CVE-2024-3727 (GHSA-6wvf-f2vw-3425): a digest of a document is text until it is read as one, diffIDs included.
#[test]
fn cve_2024_3727_texts_of_documents_are_no_digests() {
    for hostile in ["", "sha256", "sha256:../../../etc/passwd", "sha256:", "x:a/../../b"] {
        let entry = format!(r#"{{"mediaType":"a/b","size":1,"digest":"{hostile}"}}"#);
        let read = oci::Index::parse(index(&entry, "")).unwrap();
        assert_eq!(read.manifests[0].digest.valid(), None, "{hostile:?}");
        refused(&index(&entry, ""), Kind::OciIndex);
        let config =
            format!(r#"{{"os":"linux","architecture":"amd64","rootfs":{{"type":"layers","diff_ids":["{hostile}"]}}}}"#);
        let read = oci::ImageConfig::parse(config.clone()).unwrap();
        assert_eq!(read.rootfs.diff_ids[0].valid(), None, "{hostile:?}");
        assert!(rules(&config, Target::Config).contains(&Rule::Cfg06), "{hostile:?}");
    }
}

/// CVE-2020-15157: credentials went to whatever host a layer's `urls` named. Nothing here follows them; what is no web address
/// is a finding.
#[test]
fn cve_2020_15157_urls_are_findings() {
    let with = |url: &str| index(&LAYER.replace(r#""size":3"#, &format!(r#""size":3,"urls":["{url}"]"#)), "");
    for url in ["file:///etc/shadow", "javascript:alert(1)"] {
        assert!(rules(&with(url), Target::Index).contains(&Rule::Dsc08), "{url}");
    }
    assert!(rules(&with("/relative"), Target::Index).contains(&Rule::Dsc07));
    assert!(!rules(&with("https://example.com/x"), Target::Index).contains(&Rule::Dsc08));
}

/// Names twice, names in another case, other escapes of a name: each reader sees another image.
#[test]
fn readers_that_see_different_images() {
    let table = [
        (r#","layers":[]"#.to_owned(), Rule::Jsn04),
        (r#","\u006cayers":[]"#.to_owned(), Rule::Jsn04),
        (r#","Layers":[]"#.to_owned(), Rule::Jsn06),
        (",\"layer\u{17f}\":[]".to_owned(), Rule::Jsn06),
        (r#","annotations":{"a":"1","a":"2"}"#.to_owned(), Rule::Ann02),
        (r#","x":{"y":{"z":1,"z":2}}"#.to_owned(), Rule::Jsn04),
        (r#","x":"\ud800""#.to_owned(), Rule::Jsn02),
    ];
    for (more, rule) in table {
        let document = manifest(&more);
        assert!(rules(&document, Target::Manifest).contains(&rule), "{more}");
        let hardened = ParseOptions::hardened().kind(Kind::OciManifest);
        assert!(Document::parse_with(document.clone(), &hardened).is_err(), "{more}");
        assert!(!differential_report(document.as_bytes(), Target::Manifest).is_empty(), "{more}");
    }
    let twice = manifest(r#","mediaType":"application/vnd.oci.image.index.v1+json""#);
    assert!(
        differential_report(twice.as_bytes(), Target::Manifest)
            .iter()
            .any(|finding| finding.ambiguity() == Some(Ambiguity::DuplicateMember))
    );
}

/// What only some readers refuse is refused here: trailing text, a byte order mark, numbers that are no integers, other types.
#[test]
fn what_some_readers_let_pass() {
    let good = manifest("");
    for bad in [
        format!("{good}{{}}"),
        format!("{good}x"),
        format!("\u{feff}{good}"),
        "null".to_owned(),
        good.replace(r#""size":3"#, r#""size":3.0"#),
        good.replace(r#""size":3"#, r#""size":3e2"#),
        good.replace(r#""size":3"#, r#""size":9223372036854775808"#),
        good.replace(r#""size":3"#, r#""size":"3""#),
        good.replace(r#""schemaVersion""#, r#""schemaversion""#),
        good.replace(r#""digest""#, r#""Digest""#),
    ] {
        refused(&bad, Kind::OciManifest);
    }
    let negative = good.replace(r#""size":3"#, r#""size":-1"#);
    assert!(Document::parse_with(negative, &ParseOptions::spec()).is_err());
    let mut latin = good.into_bytes();
    latin.splice(1..1, *b"\"x\":\"\xe9\",");
    assert!(Document::parse_with(latin, &ParseOptions::gate().kind(Kind::OciManifest)).is_err());
}

/// Sums of sizes overflow.
#[test]
fn sizes_whose_sum_overflows() {
    let huge = LAYER.replace(r#""size":3"#, r#""size":9223372036854775807"#);
    let document = manifest("").replace(LAYER, &[huge.as_str(); 3].join(","));
    assert!(rules(&document, Target::Manifest).contains(&Rule::Sec06));
}

/// Embedded content that is not what the descriptor says.
#[test]
fn embedded_data_is_checked() {
    let with = |data: &str, size: usize| {
        let digest = Digest::sha256(b"abc");
        format!(r#"{{"mediaType":"a/b","size":{size},"digest":"{digest}","data":"{data}"}}"#)
    };
    assert!(!rules(&with("YWJj", 3), Target::Descriptor).contains(&Rule::Dsc10));
    for (data, size, rule) in [
        ("YWJk", 3, Rule::Dsc10),
        ("YWJj", 4, Rule::Dsc10),
        (r"YW\nJj", 3, Rule::Dsc09),
        ("YWJj=", 3, Rule::Dsc09),
        ("YWJjZB==", 4, Rule::Dsc09),
    ] {
        assert!(rules(&with(data, size), Target::Descriptor).contains(&rule), "{data}");
    }
    assert!(Descriptor::parse(with("YWJj", 3)).is_ok());
}

/// docker/libtrust, `ParsePrettySignature`: a `formatLength` below zero or beyond every integer is an index out of range.
#[test]
fn libtrust_format_lengths_out_of_range() {
    for length in ["-1", "-9223372036854775808", "1e300", "9223372036854775807", "1000"] {
        let document = signed(&format!(r#"{{"formatLength":{length},"formatTail":"fQ"}}"#));
        for mode in [Mode::Strict, Mode::Libtrust] {
            assert!(Jws::parse(document.as_bytes(), mode).is_err(), "{length}");
        }
        let read = Document::parse(document).unwrap();
        assert!(read.digest().is_err(), "{length}");
        let _ = (read.findings().len(), read.view().to_styled(read.style()));
    }
}

/// docker/libtrust: without signatures the payload is empty, and every such document has the digest of nothing.
#[test]
fn libtrust_no_signatures_no_payload() {
    for none in ["[]", "null", "{}"] {
        let document =
            format!(r#"{{"schemaVersion":1,"name":"a","tag":"b","fsLayers":[],"history":[],"signatures":{none}}}"#);
        assert!(Jws::parse(document.as_bytes(), Mode::Strict).is_err(), "{none}");
        let read = Document::parse(document).unwrap();
        assert_ne!(read.digest().ok(), Some(Digest::sha256(b"")), "{none}");
    }
}

/// What follows the payload of a signed manifest is covered by nothing: it is no part of the manifest, and is told.
#[test]
fn the_unsigned_tail_is_no_manifest() {
    let payload = "{\n   \"schemaVersion\": 1,\n   \"name\": \"a\",\n   \"fsLayers\": []\n}";
    let length = payload.len() - 2;
    let protected = base64(&format!(r#"{{"formatLength":{length},"formatTail":"Cn0"}}"#));
    let body = format!(r#"[{{"header":{{"alg":"ES256"}},"signature":"AA","protected":"{protected}"}}]"#);
    let document = format!(
        "{},\n   \"signatures\": {body},\n   \"fsLayers\": [{{\"blobSum\": \"{}\"}}]\n}}",
        &payload[..length],
        Digest::sha256(b"injected")
    );
    let read = Document::parse(document.clone()).unwrap();
    assert_eq!(read.kind(), Kind::Schema1Signed);
    assert_eq!(read.digest().unwrap(), Digest::sha256(payload));
    let View::Schema1(manifest) = read.view() else { panic!("a manifest") };
    assert!(manifest.fs_layers.is_empty());
    assert_eq!(Jws::parse(document.as_bytes(), Mode::Strict).unwrap().uncovered().unwrap().name, "fsLayers");
    assert!(rules(&document, Target::DockerSchema1).contains(&Rule::D2107));
}

/// Ids of layers in schema 1 (CVE-2014-9358), lists of different lengths, and a chain of parents that breaks.
#[test]
fn cve_2014_9358_histories_of_schema1() {
    let entry = |v1: &str| format!(r#"{{"v1Compatibility":"{}"}}"#, v1.replace('"', "\\\""));
    let document = |layers: usize, history: &[String]| {
        let layers: Vec<_> = (0..layers).map(|_| format!(r#"{{"blobSum":"{}"}}"#, Digest::sha256(b"x"))).collect();
        format!(
            r#"{{"schemaVersion":1,"name":"a","tag":"b","architecture":"c","fsLayers":[{}],"history":[{}]}}"#,
            layers.join(","),
            history.join(",")
        )
    };
    let id = "a".repeat(64);
    let good = entry(&format!(r#"{{"id":"{id}"}}"#));
    assert!(!rules(&document(1, std::slice::from_ref(&good)), Target::DockerSchema1).contains(&Rule::D2105));
    for bad in [r#"{"id":"../../etc"}"#.to_owned(), format!(r#"{{"id":"{id}","parent":"{id}"}}"#)] {
        assert!(rules(&document(1, &[entry(&bad)]), Target::DockerSchema1).contains(&Rule::D2105), "{bad}");
    }
    for (layers, history) in [(2, vec![good.clone()]), (1, vec![good.clone(), good]), (0, vec![])] {
        assert!(rules(&document(layers, &history), Target::DockerSchema1).contains(&Rule::D2103), "{layers}");
    }
}

/// Annotations and names reach terminals: no control character, no turned direction of writing.
#[test]
fn texts_of_documents_are_printed_harmlessly() {
    for text in ["\u{1b}[31mred", "a\nb", "a\rb", "\u{202e}gnp.exe", "a\0b", "\u{9b}31m", "a\u{200b}b"] {
        let shown = printable(text).to_string();
        assert!(shown.chars().all(|c| !c.is_control() && !('\u{200b}'..='\u{202e}').contains(&c)), "{shown:?}");
    }
    let error = Document::parse_with("{\"\u{1b}[31m\":1,}", &ParseOptions::default()).unwrap_err().to_string();
    assert!(!error.contains('\u{1b}'), "{error:?}");
}

/// A document with one signature whose protected header is this.
fn signed(protected: &str) -> String {
    let protected = base64(protected);
    format!(
        "{{\n   \"schemaVersion\": 1,\n   \"name\": \"a\",\n   \"tag\": \"b\",\n   \"fsLayers\": [],\n   \"history\": [],\n   \"signatures\": [{{\"header\":{{\"alg\":\"ES256\"}},\"signature\":\"AA\",\"protected\":\"{protected}\"}}]\n}}"
    )
}

/// base64url without padding.
fn base64(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        out.extend((0..=chunk.len()).map(|at| char::from(ALPHABET[(word >> (18 - 6 * at)) as usize & 63])));
    }
    out
}
