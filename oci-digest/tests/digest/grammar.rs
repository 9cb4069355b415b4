//! The grammar of the image-spec, the positions of errors, equality and order.

use oci_digest::{Algorithm, Digest, Found, ParseErrorKind, V1Id};
use proptest::prelude::*;

const HEX64: &str = "6c3c624b58dbbcd3c0dd82b4c53f04194d1247c6eebdaab7c610cf7d66709b3b";

#[test]
fn accepts_what_the_grammar_allows() {
    let valid = [
        "a:b".to_owned(),
        "256:abc".to_owned(),
        "a+b.c_d-e:Z".to_owned(),
        "foo:===".to_owned(),
        "md5:d41d8cd98f00b204e9800998ecf8427e".to_owned(),
        "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8".to_owned(),
        "sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564".to_owned(),
        "sha384:not-hex".to_owned(),
        format!("sha256:{HEX64}"),
        format!("sha512:{HEX64}{HEX64}"),
        format!("blake3:{HEX64}"),
        format!("{}:x", "a".repeat(5000)),
    ];
    for text in valid {
        let digest: Digest = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(digest.to_string(), text);
        assert_eq!(format!("{}:{}", digest.algorithm(), digest.encoded()), text);
        assert_eq!(digest.to_path().to_string(), text.replacen(':', "/", 1));
    }
}

#[test]
fn rejects_with_the_position() {
    use Found::{Byte, Char, End};
    use ParseErrorKind::{AlgorithmCharacter, EncodedCharacter, EncodedLength, MissingSeparator};
    let h = HEX64;
    let cases: Vec<(Vec<u8>, ParseErrorKind, usize, Found)> = vec![
        (b"".to_vec(), MissingSeparator, 0, End),
        (b":".to_vec(), AlgorithmCharacter, 0, Char(':')),
        (h.into(), MissingSeparator, 64, End),
        (b"     ".to_vec(), MissingSeparator, 0, Char(' ')),
        (format!(":{h}").into(), AlgorithmCharacter, 0, Char(':')),
        (format!("SHA256:{h}").into(), AlgorithmCharacter, 0, Char('S')),
        (format!("+sha256:{h}").into(), AlgorithmCharacter, 0, Char('+')),
        (format!("sha256+:{h}").into(), AlgorithmCharacter, 7, Char(':')),
        (format!("sha256+-b:{h}").into(), AlgorithmCharacter, 7, Char('-')),
        (format!("sha256/b:{h}").into(), AlgorithmCharacter, 6, Char('/')),
        (format!("sha256={h}").into(), MissingSeparator, 6, Char('=')),
        (format!("ſha256:{h}").into(), AlgorithmCharacter, 0, Char('ſ')),
        (b"../../etc:passwd".to_vec(), AlgorithmCharacter, 0, Char('.')),
        (b"foo:".to_vec(), EncodedLength, 4, End),
        (b"foo:a.b".to_vec(), EncodedCharacter, 5, Char('.')),
        (b"foo:a:b".to_vec(), EncodedCharacter, 5, Char(':')),
        ("foo:١٢".into(), EncodedCharacter, 4, Char('١')),
        (b"foo:\xff".to_vec(), EncodedCharacter, 4, Byte(0xff)),
        (b"sha256:".to_vec(), EncodedLength, 7, End),
        (b"sha256:abc".to_vec(), EncodedLength, 10, End),
        (format!("sha256:{h}0").into(), EncodedLength, 71, Char('0')),
        (format!("sha256:{h}\n").into(), EncodedCharacter, 71, Char('\n')),
        (format!("sha256:{}", h.to_uppercase()).into(), EncodedCharacter, 8, Char('C')),
        (format!("sha256:{}/", &h[1..]).into(), EncodedCharacter, 70, Char('/')),
        (format!("sha512:{h}").into(), EncodedLength, 71, End),
        (format!("blake3:{h}{h}").into(), EncodedLength, 71, Char('6')),
    ];
    for (input, kind, position, found) in cases {
        let text = String::from_utf8_lossy(&input);
        let err = Digest::parse_bytes(&input).expect_err(&text);
        assert_eq!((err.kind(), err.position(), err.found()), (kind, position, found), "{text}");
        assert!(err.to_string().contains(err.expected()));
    }
}

#[test]
fn unknown_algorithms_are_values_that_nothing_verifies() {
    for text in ["md5:d41d8cd98f00b204e9800998ecf8427e", "sha384:abc", "a:b"] {
        let digest: Digest = text.parse().unwrap();
        assert!(!digest.is_verifiable(), "{text}");
        assert!(digest.verify(b"").is_err(), "{text}");
        assert_eq!(digest.to_hex(&mut [0; 128]), None);
    }
    let md5: Algorithm = "md5".parse().unwrap();
    assert!(!md5.is_supported());
    assert_eq!(
        md5.hasher().unwrap_err().to_string().split(", expected").next(),
        Some("unsupported digest algorithm md5")
    );
    assert!("md5:".parse::<Algorithm>().is_err());
    assert!("".parse::<Algorithm>().is_err());
}

#[test]
fn what_is_supported_is_computed_and_verified() {
    let blake3 = ("blake3", cfg!(feature = "blake3"));
    for (name, expected) in [("sha256", true), ("sha384", true), ("sha512", true), blake3, ("md5", false)] {
        let algorithm: Algorithm = name.parse().unwrap();
        let digest = algorithm.digest(b"");
        assert_eq!((algorithm.is_supported(), digest.is_ok()), (expected, expected), "{name}");
        assert!(digest.is_ok_and(|digest| digest.is_verifiable()) == expected, "{name}");
    }
}

#[test]
fn order_is_by_algorithm_then_encoded() {
    let texts = [
        "a:b".to_owned(),
        format!("blake3:{HEX64}"),
        format!("sha256:{}", "0".repeat(64)),
        format!("sha256:{HEX64}"),
        // ':' sorts behind '+', the algorithm's end sorts before it.
        "sha256+b64:AAAA".to_owned(),
        "sha384:0".to_owned(),
        format!("sha512:{HEX64}{HEX64}"),
    ];
    let digests: Vec<Digest> = texts.iter().map(|t| t.parse().unwrap()).collect();
    let mut sorted = digests.clone();
    sorted.reverse();
    sorted.sort();
    assert_eq!(sorted, digests);
}

#[test]
fn v1_ids_are_64_hex_digits() {
    assert_eq!(HEX64.parse::<V1Id>().unwrap().to_string(), HEX64);
    for (text, position) in [
        ("", 0),
        (&HEX64[1..], 63),
        (&HEX64.to_uppercase(), 1),
        (&format!("{HEX64}0"), 64),
        (&format!("{HEX64}\n"), 64),
    ] {
        assert_eq!(text.parse::<V1Id>().unwrap_err().position(), position, "{text:?}");
    }
}

fn digest_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "sha256:[0-9a-f]{64}",
        "sha512:[0-9a-f]{128}",
        "[a-z0-9]{1,6}([+._-][a-z0-9]{1,4}){0,3}:[a-zA-Z0-9=_-]{1,80}",
        "(sha256|sha512|blake3|sha384):[0-9a-fA-F]{0,130}",
        "[a-z0-9+._:=-]{0,80}",
        "\\PC{0,20}",
    ]
}

proptest! {
    #[test]
    fn what_parses_is_printed_as_it_was(text in digest_text()) {
        if let Ok(digest) = text.parse::<Digest>() {
            prop_assert_eq!(digest.to_string(), &text[..]);
            prop_assert_eq!(serde_json::to_string(&digest).unwrap(), format!("\"{text}\""));
            let (algorithm, encoded) = text.split_once(':').unwrap();
            prop_assert_eq!(digest.algorithm_str(), algorithm);
            let (known, written) = (digest.algorithm(), digest.encoded());
            prop_assert_eq!(known.as_str(), algorithm);
            prop_assert_eq!(written.as_str(), encoded);
        }
    }

    #[test]
    fn order_agrees_with_the_texts(a in digest_text(), b in digest_text()) {
        if let (Ok(x), Ok(y)) = (a.parse::<Digest>(), b.parse::<Digest>()) {
            prop_assert_eq!(x.cmp(&y), a.split_once(':').cmp(&b.split_once(':')));
            prop_assert_eq!(x == y, a == b);
        }
    }

    #[test]
    fn errors_point_into_the_input(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        if let Err(err) = Digest::parse_bytes(&bytes) {
            prop_assert!(err.position() <= bytes.len());
            prop_assert_eq!(err.found() == Found::End, err.position() == bytes.len());
            // What stands before the position was fine: it can be completed to a digest.
            if bytes.contains(&b':') || err.position() < bytes.len() {
                let head = &bytes[..err.position()];
                let tails = ["a:b", ":b", "b", "", &"0".repeat(64)];
                let fits = |t: &&str| Digest::parse_bytes(&[head, t.as_bytes()].concat()).is_ok();
                prop_assert!(tails.iter().any(fits) || head.starts_with(b"sha") || head.starts_with(b"blake3"));
            }
        }
    }
}
