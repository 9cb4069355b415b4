//! Bytes in, the same bytes out; the digest is theirs.

use oci_digest::Digest;
use oci_spec_types::{Document, Kind, Model, View, oci, strategies as any};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_digest_is_that_of_the_bytes((_, bytes) in any::odd_document()) {
        let document = Document::parse(bytes.clone()).unwrap();
        prop_assert_eq!(document.bytes(), &bytes);
        // Signed manifests are not made here.
        prop_assert_eq!(document.digest().unwrap(), Digest::sha256(&bytes));
    }
}

#[test]
fn the_document_shares_the_memory_it_was_given() {
    let bytes = bytes::Bytes::from_static(br#"{"schemaVersion":2,"manifests":[],"x":"abc"}"#);
    let document = Document::parse(bytes.clone()).unwrap();
    assert_eq!(document.bytes().as_ptr(), bytes.as_ptr());
    let oci_spec_types::View::OciIndex(index) = document.view() else { panic!("an index") };
    let raw = index.extra.get("x").unwrap().as_str();
    assert!(bytes.as_ptr_range().contains(&raw.as_ptr()));
}

/// A signed document whose bytes are not UTF-8: the digest covers bytes that were received.
#[test]
fn the_payload_of_a_signed_document_is_made_of_its_bytes() {
    let prefix = b"{\"schemaVersion\":1,\"name\":\"\xff\xff\",\"fsLayers\":[]";
    let header = base64url(format!(r#"{{"formatLength":{},"formatTail":"fQ"}}"#, prefix.len()).as_bytes());
    let signatures =
        format!(r#","signatures":[{{"header":{{"alg":"ES256"}},"signature":"AA","protected":"{header}"}}]}}"#);
    let document = Document::parse([prefix, signatures.as_bytes()].concat()).unwrap();
    assert_eq!(document.kind(), Kind::Schema1Signed);
    assert_eq!(document.payload().unwrap(), &[prefix, &b"}"[..]].concat());
    assert!(matches!(document.view(), View::Other(_)));
}

fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digits = bytes.chunks(3).flat_map(|chunk| {
        let word = chunk.iter().enumerate().fold(0_u32, |word, (at, byte)| word | u32::from(*byte) << (16 - 8 * at));
        (0..=chunk.len()).map(move |at| char::from(DIGITS[(word >> (18 - 6 * at) & 63) as usize]))
    });
    digits.collect()
}

#[test]
fn kinds_are_found_however_names_are_spelt() {
    let list = br#"{"\u006dediaType":"application/vnd.docker.distribution.manifest.list.v2+json","schemaVersion":2,"manifests":[{}]}"#;
    assert_eq!(Document::parse(&list[..]).unwrap().kind(), Kind::DockerList);
    let signed = br#"{"schemaVersion":1,"\u0073ignatures":[{}]}"#;
    assert_eq!(Document::parse(&signed[..]).unwrap().kind(), Kind::Schema1Signed);
}

/// As for Go, and as for the rest of the document.
#[test]
fn the_last_media_type_counts() {
    let manifest = r#""mediaType":"application/vnd.oci.image.manifest.v1+json""#;
    let index = r#""mediaType":"application/vnd.oci.image.index.v1+json""#;
    for (first, last, kind) in [(manifest, index, Kind::OciIndex), (index, manifest, Kind::OciManifest)] {
        let text = format!(r#"{{{first},{last},"schemaVersion":2,"manifests":[]}}"#);
        let document = Document::parse(text.into_bytes()).unwrap();
        assert_eq!((document.kind(), document.found_kind()), (kind, kind));
        assert_eq!(document.stated_media_type().as_ref().and_then(Kind::of_media_type), Some(kind));
    }
    // One that names no kind leaves it to the members; `null` says nothing.
    for (last, kind) in [("\"x/y\"", Kind::OciIndex), ("\"\"", Kind::OciIndex), ("null", Kind::OciManifest)] {
        let text = format!(r#"{{{manifest},"mediaType":{last},"schemaVersion":2,"manifests":[]}}"#);
        let document = Document::parse(text.into_bytes()).unwrap();
        assert_eq!((document.kind(), document.found_kind()), (kind, kind), "{last}");
    }
}

#[test]
fn members_that_stand_often_cost_linear_time() {
    let time = |half: usize| {
        let text = format!(r#"{{{}{}"id":""}}"#, r#""":1,"#.repeat(half), r#""id":"","#.repeat(half));
        let start = std::time::Instant::now();
        let config = oci::ImageConfig::parse(text.clone().into_bytes()).unwrap();
        let by_serde: oci::ImageConfig = serde_json::from_str(&text).unwrap();
        assert_eq!((config.extra.len(), by_serde.extra.len()), (half, half));
        start.elapsed()
    };
    // Quadratic, it takes minutes, and sixteen times as long for four times as many: on slow machines, too.
    let (quarter, whole) = (time(15_000), time(60_000));
    assert!(whole < 10 * quarter + std::time::Duration::from_secs(1), "{quarter:?}, {whole:?}");
}

#[test]
fn blanks_do_not_outweigh_a_document_without_limit() {
    let deep = format!("{{\n{}\"x\":{}{}0{}}}", " ".repeat(255), "[".repeat(500), "0,".repeat(5000), "]".repeat(500));
    let document = Document::parse(deep.clone().into_bytes()).unwrap();
    assert!(document.view().to_styled(document.style()).len() < 100 * deep.len());
}
