//! Which documents are refused, and what libtrust makes of them.

use proptest::prelude::*;

use super::super::{Jws, JwsError, KeyFault, Mode, Uncovered};
use super::document;
use crate::base64::encode_url;

const PREFIX: &str = "{\"schemaVersion\":1,\"name\":\"t\u{e9}st\"";

const TAIL: &str = r#""formatTail":"fQ""#;

fn header(length: impl std::fmt::Display) -> String {
    format!(r#"{{"formatLength":{length},{TAIL}}}"#)
}

fn good() -> Vec<u8> {
    document(PREFIX, &[&header(PREFIX.len())])
}

fn strict(document: &[u8]) -> Result<Vec<u8>, JwsError> {
    Jws::parse(document, Mode::Strict).map(|jws| jws.into_payload().to_vec())
}

fn libtrust(document: &[u8]) -> Option<Vec<u8>> {
    Jws::parse(document, Mode::Libtrust).ok().map(|jws| jws.into_payload().to_vec())
}

#[test]
fn a_signed_document() {
    let jws = Jws::parse(&good(), Mode::Strict).unwrap();
    assert_eq!(jws.payload(), &format!("{PREFIX}}}"));
    assert_eq!((jws.format_length(), jws.format_tail()), (PREFIX.len(), &b"}"[..]));
    assert_eq!(jws.uncovered(), None);
    let [entry] = jws.signatures() else { panic!("one signature") };
    assert_eq!((&*entry.algorithm, &*entry.signature, &entry.time), ("ES256", "AA", &None));
    assert_eq!(Jws::parse(&good(), Mode::Libtrust), Ok(jws));
}

#[test]
fn the_tail_brings_back_blanks() {
    let text = format!(
        r#"{{"formatLength":{},"formatTail":"{}","time":"2016-04-18T20:54:42Z"}}"#,
        PREFIX.len(),
        encode_url(b"\n}\r\n\t ")
    );
    let jws = Jws::parse(&document(PREFIX, &[&text]), Mode::Strict).unwrap();
    assert_eq!(jws.payload(), &format!("{PREFIX}\n}}\r\n\t "));
    assert_eq!(jws.signatures()[0].time.as_deref(), Some("2016-04-18T20:54:42Z"));
}

/// Where readers would see two payloads, or two keys.
#[test]
fn members_of_a_signature_stand_once_in_one_spelling() {
    let good = String::from_utf8(good()).unwrap();
    let other = encode_url(br#"{"formatLength":18,"formatTail":"fQ"}"#);
    let protected = encode_url(header(PREFIX.len()).as_bytes());
    let twice = [
        format!(r#"{{"formatLength":18,{}"#, &header(PREFIX.len())[1..]),
        format!(r#"{{"FormatLength":18,{}"#, &header(PREFIX.len())[1..]),
    ];
    for (text, pointer, payload) in [
        // Go takes the last one, whatever its case.
        (good.replace(r#","protected""#, &format!(r#","protected":"{other}","protected""#)), "protected", PREFIX),
        (good.replace(r#","protected""#, &format!(r#","Protected":"{other}","protected""#)), "protected", PREFIX),
        (
            good.replace(&format!(r#""{protected}"}}"#), &format!(r#""{protected}","prOtected":"{other}"}}"#)),
            "protected",
            &PREFIX[..18],
        ),
        (good.replace(r#""header":{"#, r#""header":{"jWk":null,"#), "header/jwk", ""),
        (good.replace(r#"{"alg""#, r#"{"alg":"ES512","alg""#), "header/alg", PREFIX),
        (good.replace(&protected, &encode_url(twice[0].as_bytes())), "protected/formatLength", PREFIX),
        (good.replace(&protected, &encode_url(twice[1].as_bytes())), "protected/formatLength", PREFIX),
    ] {
        assert_ne!(text, good);
        let pointer = format!("/signatures/0/{pointer}");
        assert_eq!(strict(text.as_bytes()), Err(JwsError::Ambiguous { pointer }), "{text}");
        if !payload.is_empty() {
            assert_eq!(libtrust(text.as_bytes()), Some(format!("{payload}}}").into_bytes()), "{text}");
        }
    }
}

#[test]
fn hostile_format_lengths() {
    const NEGATIVE: &str = "a length that is not negative";
    const INTEGER: &str = "an integer without fraction and exponent";
    const LARGE: &str = "at most the";
    let inside = PREFIX.find('\u{e9}').unwrap() + 1;
    // (as spelt, what was expected, how many bytes libtrust takes; `None` where it fails or panics)
    for (spelling, wanted, taken) in [
        ("-1", NEGATIVE, None),
        ("-0", NEGATIVE, Some(0)),
        ("-9223372036854775808", NEGATIVE, None),
        ("-1e300", NEGATIVE, None),
        ("-0.5", NEGATIVE, Some(0)),
        ("0", "more than 0", Some(0)),
        ("0.0", INTEGER, Some(0)),
        ("4.0", INTEGER, Some(4)),
        ("20.9", INTEGER, Some(20)),
        ("2e1", INTEGER, Some(20)),
        ("1e300", INTEGER, None),
        ("99999", LARGE, None),
        ("4294967300", LARGE, None),
        ("18446744073709551620", LARGE, None),
        (&inside.to_string(), "a length that cuts no character in two", Some(inside)),
    ] {
        let document = document(PREFIX, &[&header(spelling)]);
        match strict(&document) {
            Err(JwsError::FormatLength { index: 0, found, expected }) => {
                assert!(found == spelling && expected.starts_with(wanted), "{spelling}: {expected}");
            }
            other => panic!("{spelling}: {other:?}"),
        }
        let expected = taken.map(|taken| [&document[..taken], b"}"].concat());
        assert_eq!(libtrust(&document), expected, "{spelling}");
    }
}

#[test]
fn nothing_beyond_the_end() {
    // The length of the document depends on its own digits: find the fixed point.
    let exact = (100..400)
        .map(|length| document(PREFIX, &[&header(length)]))
        .find(|document| Jws::parse(document, Mode::Libtrust).is_ok_and(|jws| jws.format_length() == document.len()));
    let exact = exact.expect("a document that claims all of itself");
    assert_eq!(libtrust(&exact), Some([&*exact, b"}"].concat()));
    let format_length = exact.len();
    assert_eq!(strict(&exact), Err(JwsError::SignaturesInPayload { offset: PREFIX.len() + 1, format_length }));
    let beyond = document(PREFIX, &[&header(exact.len() + 1)]);
    assert_eq!(beyond.len(), exact.len());
    assert_eq!(libtrust(&beyond), None);
}

/// Document, what the strict error says, the payload that libtrust gives.
type Row = (Vec<u8>, &'static str, Option<Vec<u8>>);

#[test]
fn other_hostile_documents() {
    let length = PREFIX.len();
    let payload = || Some(format!("{PREFIX}}}").into_bytes());
    let with = |name: &str, value: &str| format!(r#"{PREFIX},"{name}":{value}}}"#).into_bytes();
    let entry = |protected: &str| format!(r#"[{{"header":{{}},"signature":"","protected":"{protected}"}}]"#);
    let good_protected = encode_url(header(length).as_bytes());
    let twice = [&good()[..good().len() - 1], br#","signatures":[]}"#].concat();
    let folded = [&good()[..good().len() - 1], "\u{2c}\"\u{17f}ignatures\":1}".as_bytes()].concat();

    let rows: Vec<Row> = vec![
        (format!("{PREFIX}}}").into(), "not signed", None),
        (b"[1]".into(), "an object", None),
        (b"{".into(), "byte 1", None),
        ([&good(), &b" x"[..]].concat(), "byte", None),
        (with("signatures", "[]"), "an empty array", Some(vec![])),
        (with("signatures", "null"), "is null", Some(vec![])),
        (with("signatures", "{}"), "/signatures", None),
        (with("signatures", "1"), "/signatures", None),
        (with("signatures", "[null]"), "/signatures/0", None),
        (with("signatures", "[[]]"), "/signatures/0", None),
        (with("Signatures", "[]"), "not signed", None),
        (with("signatures", r#"[{"header":1}]"#), "/signatures/0/header", None),
        (with("signatures", r#"[{"protected":1}]"#), "/signatures/0/protected", None),
        (with("signatures", r#"[{"header":{"x5c":"a"}}]"#), "/signatures/0/header/x5c", None),
        (with("signatures", "[{}]"), "no header", None),
        (with("signatures", &entry("!")), "/signatures/0/protected: expected base64url", None),
        (with("signatures", &entry(&encode_url(b"[]"))), "no header", None),
        (with("signatures", &entry(&encode_url(b"{} "))), "\"formatLength\"", None),
        (with("signatures", &entry(&format!("{good_protected}\\n"))), "base64url", payload()),
        (document(PREFIX, &[r#"{"formatTail":"fQ"}"#]), "\"formatLength\"", None),
        (document(PREFIX, &[r#"{"formatLength":"35","formatTail":"fQ"}"#]), "\"formatLength\"", None),
        (document(PREFIX, &[r#"{"formatLength":35}"#]), "\"formatTail\"", None),
        (document(PREFIX, &[r#"{"formatLength":35,"formatTail":1}"#]), "\"formatTail\"", None),
        (document(PREFIX, &[r#"{"formatLength":35,"formatTail":"f"}"#]), "formatTail", None),
        (document(PREFIX, &[&header("1e400")]), "holds no header", None),
        (document(PREFIX, &[r#"{"formatLength":1e400,"formatLength":4,"formatTail":"fQ"}"#]), "holds no header", None),
        (document(PREFIX, &[&header(length), &header(length - 1)]), "/signatures/1/protected: another", None),
        (
            document(PREFIX, &[&header(length), &format!(r#"{{"formatLength":{length},"formatTail":"Cn0"}}"#)]),
            "another \"formatTail\"",
            None,
        ),
        (document(PREFIX, &[&header(0), &header(length)]), "formatLength is 0", payload()),
        (
            document(PREFIX, &[&format!(r#"{{"formatLength":{length},"formatTail":""}}"#), &header(length)]),
            "formatTail",
            payload(),
        ),
        (
            document(PREFIX, &[&format!(r#"{{"formatLength":{length},"formatTail":"LCJ4IjoxfQ"}}"#)]),
            "formatTail",
            Some(format!("{PREFIX},\"x\":1}}").into_bytes()),
        ),
        (document(PREFIX, &[&header(4)]), "not a JSON object", Some(b"{\"sc}".into())),
        (twice, "a second member", Some(vec![])),
        (folded, "a second member", payload()),
        ([&good(), &b"\xff"[..]].concat(), "not UTF-8", None),
    ];
    for (document, message, expected) in rows {
        let text = String::from_utf8_lossy(&document).into_owned();
        match strict(&document) {
            Ok(_) => panic!("accepted: {text}"),
            Err(error) => assert!(error.to_string().contains(message), "{text}\n{error}\n{message}"),
        }
        assert_eq!(libtrust(&document), expected, "{text}");
    }
}

#[test]
fn other_kinds_of_payload() {
    for (prefix, found) in [
        (r#"{"schemaVersion":2"#, "2"),
        (r#"{"schemaVersion":"1""#, "\"1\""),
        (r#"{"schemaVersion":1.0"#, "1.0"),
        (r#"{"name":"x""#, "missing"),
        (r#"{"schemaVersion":1,"schemaVersion":2"#, "2"),
    ] {
        let document = document(prefix, &[&header(prefix.len())]);
        assert_eq!(strict(&document), Err(JwsError::SchemaVersion { found: found.to_owned() }), "{prefix}");
        assert!(libtrust(&document).is_some());
    }
}

#[test]
fn libtrust_reads_names_as_go_does() {
    let protected = encode_url(header(PREFIX.len()).as_bytes());
    let document = format!(
        "{PREFIX},\"signatures\":[{{\"HEADER\":{{\"Alg\":\"RS256\",\"X5C\":[\"AA\",null]}},\"\u{17f}ignature\":\"BB\",\"header\":null,\
         \"Protected\":\"{protected}\",\"protected\":null}}]}}"
    );
    assert!(Jws::parse(document.as_bytes(), Mode::Strict).is_err());
    let jws = Jws::parse(document.as_bytes(), Mode::Libtrust).unwrap();
    let entry = &jws.signatures()[0];
    assert_eq!(
        (&*entry.algorithm, &*entry.signature, &entry.x5c[..]),
        ("RS256", "BB", &["AA".to_owned(), String::new()][..])
    );
}

#[test]
fn what_the_payload_does_not_cover() {
    let jws = |document: &[u8]| Jws::parse(document, Mode::Strict).unwrap();
    let payload = jws(&good()).into_payload();

    let before = [PREFIX.as_bytes(), br#","t\u0061g":"evil""#, &good()[PREFIX.len()..]].concat();
    assert_eq!(jws(&before).uncovered(), Some(&Uncovered { name: "tag".into(), offset: PREFIX.len() + 1 }));
    assert_eq!(jws(&before).payload(), &payload);

    let after = [&good()[..good().len() - 1], br#", "fsLayers":[]}"#].concat();
    assert_eq!(jws(&after).uncovered(), Some(&Uncovered { name: "fsLayers".into(), offset: good().len() + 1 }));
    assert_eq!(jws(&after).payload(), &payload);
}

#[test]
fn keys_are_checked() {
    let x = encode_url(&[1; 32]);
    let protected = encode_url(header(PREFIX.len()).as_bytes());
    let parse = |jwk: &str| {
        let entry = format!(r#"[{{"header":{{"jwk":{jwk}}},"signature":"","protected":"{protected}"}}]"#);
        let document = format!(r#"{PREFIX},"signatures":{entry}}}"#);
        let both = [Mode::Strict, Mode::Libtrust].map(|mode| Jws::parse(document.as_bytes(), mode));
        assert_eq!(both[0], both[1], "{jwk}");
        both.into_iter().next().unwrap()
    };
    let ec = |crv: &str, x: &str, more: &str| format!(r#"{{"kty":"EC","crv":"{crv}","x":"{x}","y":"{x}"{more}}}"#);

    let jws = parse(&ec("P-256", &x, r#","use":"sig""#)).unwrap();
    let jwk = jws.signatures()[0].jwk.clone().unwrap();
    assert_eq!(jwk.extra().collect::<Vec<_>>(), [("use", &br#""sig""#[..])]);
    let id = jwk.key().key_id();
    assert!(parse(&ec("P-256", &x, &format!(r#","kid":"{id}""#))).is_ok());

    let expected = [
        (ec("P-256", &x, r#","kid":"AAAA""#), KeyFault::Id { found: "AAAA".into(), expected: id }),
        (ec("P-256", &x, r#","kid":null"#), KeyFault::Member { member: "kid" }),
        (ec("P-384", &x, ""), KeyFault::Length { member: "x", found: 32, expected: 48 }),
        (
            ec("P-224", &x, ""),
            KeyFault::Unsupported {
                member: "crv",
                found: "P-224".into(),
                expected: "\"P-256\", \"P-384\" or \"P-521\"",
            },
        ),
        (ec("P-256", "?", ""), KeyFault::Encoding { member: "x" }),
        (
            r#"{"kty":"oct","k":"AA"}"#.into(),
            KeyFault::Unsupported { member: "kty", found: "oct".into(), expected: "\"EC\" or \"RSA\"" },
        ),
        ("{}".into(), KeyFault::Member { member: "kty" }),
        (r#"{"kty":"RSA","e":"AQAB"}"#.into(), KeyFault::Member { member: "n" }),
        (r#"{"kty":"RSA","n":"AQ","e":"AQAAAAE"}"#.into(), KeyFault::Length { member: "e", found: 5, expected: 4 }),
        (r#"{"kty":"RSA","n":"AA","e":"AQAB"}"#.into(), KeyFault::Zero { member: "n" }),
        (r#"{"kty":"RSA","n":"AQ","e":"AQAB","d":"AQ"}"#.into(), KeyFault::Private),
    ];
    for (jwk, fault) in expected {
        let pointer = "/signatures/0/header/jwk".to_owned();
        assert_eq!(parse(&jwk), Err(JwsError::Key { pointer, fault }), "{jwk}");
    }
    for no_object in ["null", "[]", "1"] {
        assert!(matches!(parse(no_object), Err(JwsError::Key { fault: KeyFault::Json(_), .. })), "{no_object}");
    }
}

#[test]
fn long_texts_of_others_stay_out_of_messages() {
    let document = document(PREFIX, &[&header(format!("1{}", "0".repeat(5_000)))]);
    let message = strict(&document).unwrap_err().to_string();
    assert!(message.len() < 200, "{message}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever stands in the document: an answer, and none that is longer than it can be.
    #[test]
    fn any_change_of_a_byte_has_an_answer(at in 0usize..1_000, byte: u8) {
        let mut document = good();
        let at = at % document.len();
        document[at] = byte;
        for mode in [Mode::Strict, Mode::Libtrust] {
            if let Ok(jws) = Jws::parse(&document, mode) {
                prop_assert!(jws.format_length() <= document.len());
                prop_assert!(jws.payload().starts_with(&document[..jws.format_length()]));
            }
        }
    }

    /// What is read strictly, libtrust reads too, and sees the same.
    #[test]
    fn strict_is_a_part_of_libtrust(length in "-?[0-9]{1,3}(\\.0)?(e0)?", tail in "(fQ|Cn0|CX0K|)=?", more in "(,\"x\":1)?") {
        let text = format!(r#"{{"formatLength":{length},"formatTail":"{tail}"}}"#);
        let mut document = document(PREFIX, &[&text]);
        document.truncate(document.len() - 1);
        document.extend_from_slice(more.as_bytes());
        document.push(b'}');
        if let Ok(jws) = Jws::parse(&document, Mode::Strict) {
            prop_assert_eq!(Jws::parse(&document, Mode::Libtrust), Ok(jws));
        }
    }
}
