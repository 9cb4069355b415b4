//! The layout of signed documents. The samples were written by libtrust.

use super::super::{Jwk, Jws, JwsError, Mode, Signature};
use super::document;

/// (payload, document)
const SAMPLES: [(&str, &str); 3] = [
    (
        " {\"schemaVersion\":1}",
        r#" {"schemaVersion":1,"signatures":[{"header":{"jwk":{"crv":"P-256","kid":"3NZ7:4SW6:EQIY:B5NJ:DAEH:PTSC:Z7C2:E3WY:PBOC:ETNU:UJQU:FVNR","kty":"EC","x":"uncgZQ0nDay2vLMF-ca2KutznEhiw56-7hoIVHd4r_k","y":"TXMkMAwfmm4kxyL9apCKWFgFHH87iXa-irKssyF0baU"},"alg":"ES256"},"signature":"pEHUDV8YSqfGM_KP5Unf4ekATcB1D-EuG95UsdjURqvqlhnaiF1QbxDlcwMMbHn-09Se0JpocDoB5G_FRHp31A","protected":"eyJmb3JtYXRMZW5ndGgiOjE5LCJmb3JtYXRUYWlsIjoiZlEiLCJ0aW1lIjoiMjAyNi0xMS0yMVQwMDowNTowOVoifQ"}]}"#,
    ),
    (
        "{\"schemaVersion\":1,\"name\":\"ünï🐳\",\"tag\":\"é\"}",
        r#"{"schemaVersion":1,"name":"ünï🐳","tag":"é","signatures":[{"header":{"jwk":{"crv":"P-256","kid":"5VHW:HGP5:IINW:UJI7:H7Y6:K4HN:GUQN:KMJV:WOQW:5ICQ:3NYW:DCXA","kty":"EC","x":"NPbQu-YtX_OPaWoZQk3Wv7DHNV4eSyYL712z6MUDLlw","y":"Wp0WsC2H3n1XrvAsWRXUaGXi9FOVh94te-q6vBgXHCA"},"alg":"ES256"},"signature":"kmbhgkjbhWzBm6PxyzRcri7LMVC13xO54nXcMaBdu50Mo-cCMMhyTkn-0Q4lc8ySK8X_FDSpfaDZQKXtXrRF9Q","protected":"eyJmb3JtYXRMZW5ndGgiOjQ4LCJmb3JtYXRUYWlsIjoiZlEiLCJ0aW1lIjoiMjAyNi0xMS0yMVQwMDowNTowOVoifQ"}]}"#,
    ),
    // A line break after the brace, but no indentation: compact.
    (
        "{\n\"schemaVersion\":1,\n\"name\":\"x\"\n}\n",
        "{\n\"schemaVersion\":1,\n\"name\":\"x\",\"signatures\":[{\"header\":{\"jwk\":{\"crv\":\"P-256\",\"kid\":\"F7MZ:QUJ5:742J:KLQS:3MMI:N7BB:JBAP:WPOT:3JBG:TTW2:Z7B4:AVUY\",\"kty\":\"EC\",\"x\":\"FkiZLfE673LOEO65LAfcIyP8RgmiVskdfFP6HQkCqHk\",\"y\":\"sfMXtNOd3GXngx9m_-ihH5-_HyYNWpjHYzlIJi6vsek\"},\"alg\":\"ES256\"},\"signature\":\"Kf7zyE11l5DW8ixZTAYlfVuuhWUFuEZes_wLcTmVbSnTSesp9TGQ6NPaNkXh70CCFgxjoudh36pgstMx3jfOOA\",\"protected\":\"eyJmb3JtYXRMZW5ndGgiOjMxLCJmb3JtYXRUYWlsIjoiQ24wIiwidGltZSI6IjIwMjYtMTEtMjFUMDA6MDU6MDlaIn0\"}]}",
    ),
];

#[test]
fn samples_come_back() {
    for (payload, document) in SAMPLES {
        let jws = Jws::parse(document.as_bytes(), Mode::Strict).unwrap();
        assert_eq!(jws.payload(), payload.trim_end_matches('\n'));
        assert_eq!(String::from_utf8(jws.to_document().unwrap()).unwrap(), document);
        let begun = Jws::new(payload, Mode::Strict).unwrap();
        assert_eq!(begun.format_length(), jws.format_length());
        assert_eq!(begun.to_document(), Err(JwsError::NoSignatures { found: "an empty array" }));
        #[cfg(feature = "signatures")]
        assert_eq!(jws.verify().map(|proof| proof.signers.len()), Ok(1));
    }
}

/// A document with this payload and these signatures, `{` standing for the rest of them.
fn written(payload: &'static str, signatures: Vec<Signature>) -> String {
    let jws = Jws { signatures, ..Jws::new(payload, Mode::Strict).unwrap() };
    String::from_utf8(jws.to_document().unwrap()).unwrap()
}

fn entry(signature: &str) -> Signature {
    Signature {
        algorithm: "ES256".into(),
        jwk: None,
        x5c: Vec::new(),
        signature: signature.into(),
        protected: "e30".into(),
        time: None,
    }
}

#[test]
fn indented_like_the_payload() {
    assert_eq!(
        written("{\n  \"schemaVersion\": 1\n}\n", vec![entry("b"), entry("a")]),
        r#"{
  "schemaVersion": 1,
  "signatures": [
    {
      "header": {
        "alg": "ES256"
      },
      "signature": "a",
      "protected": "e30"
    },
    {
      "header": {
        "alg": "ES256"
      },
      "signature": "b",
      "protected": "e30"
    }
  ]
}"#
    );
    let tab = written("{\n\t\"schemaVersion\": 1\n}", vec![entry("a")]);
    assert!(tab.contains(",\n\t\"signatures\": [\n\t\t{\n\t\t\t\"header\": {\n\t\t\t\t\"alg\""), "{tab}");
}

#[test]
fn what_counts_as_indentation() {
    for (payload, indented) in [
        ("{\n \"a\":1}", true),
        ("{\n\n\"a\":1}", true),
        ("{\r\n  \"a\":1}", false),
        ("{ \n  \"a\":1}", false),
        (" {\n  \"a\":1}", false),
        ("{\n\"a\":1}", false),
    ] {
        let text = written(payload, vec![entry("a")]);
        assert_eq!(text.contains("\"signatures\": ["), indented, "{payload:?}: {text}");
    }
}

#[test]
fn members_of_a_signature() {
    let rich = Signature {
        algorithm: "<&>".into(),
        x5c: vec!["AA".into(), "BB".into()],
        protected: String::new(),
        ..entry("s")
    };
    assert_eq!(
        written("{\"a\":1}", vec![rich]),
        r#"{"a":1,"signatures":[{"header":{"alg":"\u003c\u0026\u003e","x5c":["AA","BB"]},"signature":"s"}]}"#
    );
}

#[test]
fn where_a_payload_is_cut() {
    for (payload, length, tail) in [
        ("{\"a\":1}", 6, "}"),
        ("{\"a\":1 \r\n\t} \n", 6, " \r\n\t} \n"),
        ("\n{\"a\":[]}", 8, "}"),
        ("{\"a\":\"}\"}", 8, "}"),
    ] {
        let jws = Jws::new(payload, Mode::Strict).unwrap();
        assert_eq!((jws.format_length(), jws.format_tail()), (length, tail.as_bytes()), "{payload:?}");
        assert_eq!(jws.payload(), payload);
    }
}

#[test]
fn what_cannot_be_signed() {
    for empty in ["{}", " { } ", "{\n}"] {
        assert_eq!(Jws::new(empty, Mode::Libtrust), Err(JwsError::EmptyObject), "{empty:?}");
    }
    for other in ["", "[1]", "null", "1", "{\"a\":1,}", "{\"a\":1}x", "{\"a\""] {
        assert!(matches!(Jws::new(other, Mode::Libtrust), Err(JwsError::Payload { .. })), "{other:?}");
    }
    let signed = document("{\"a\":1", &[]);
    assert_eq!(Jws::new(signed.clone(), Mode::Strict), Err(JwsError::AlreadySigned { offset: 7 }));
    assert!(Jws::new(signed, Mode::Libtrust).is_ok());
}

#[test]
fn other_members_of_a_key() {
    let jwk =
        r#"{"z":[1.50, 1E2, -0.0, 1e21],"kty":"RSA","n":"AAUF","e":"AAM","use":"\u0041<\ud800","a<":{"y":1,"x":null}}"#;
    let jwk = Jwk::parse(jwk.as_bytes(), Mode::Libtrust).unwrap();
    let id = jwk.key().key_id();
    // As Go writes a `map[string]any`.
    assert_eq!(
        String::from_utf8(jwk.to_json()).unwrap(),
        format!(
            r#"{{"a\u003c":{{"x":null,"y":1}},"e":"Aw","kid":"{id}","kty":"RSA","n":"BQU","use":"A\u003c{}","z":[1.5,100,-0,1e+21]}}"#,
            '\u{fffd}'
        )
    );
}
