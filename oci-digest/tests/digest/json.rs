use oci_digest::json::*;
use proptest::prelude::*;

fn accepts(text: &[u8]) -> Result<(), JsonError> {
    let mut scanner = Scanner::new(text);
    scanner.skip()?;
    scanner.end()
}

fn with(print: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    print(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn refuses_what_the_grammar_refuses() {
    for text in [
        "",
        " ",
        "{",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "+1",
        "--1",
        "nul",
        "tru",
        "falsee",
        "\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\n\"",
        "[1 2]",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "]",
        "}",
        "[}",
        "{]",
        "\u{feff}1",
        "1 1",
        "\"a\"b",
        "00",
        "-01",
    ] {
        assert!(accepts(text.as_bytes()).is_err(), "{text:?}");
    }
}

#[test]
fn errors_name_the_place() {
    assert_eq!(accepts(b"{\"a\":[1,}").unwrap_err().to_string(), "found '}', expected a value at byte 8");
    assert_eq!(accepts(b"[1,2").unwrap_err().to_string(), "the text ends where ',' or ']' was expected at byte 4");
    let mut scanner = Scanner::new(b" \"x\"");
    assert_eq!(scanner.number().unwrap_err().to_string(), "found a string, expected a number at byte 1");
    let error = accepts(b"x").unwrap_err();
    assert_eq!((error.shifted(7).offset(), error.shifted(7).shifted(usize::MAX).offset()), (7, usize::MAX));
}

#[test]
fn depth_is_bounded_and_costs_no_stack() {
    let nested = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();
    assert!(accepts(&nested(10_000)).is_ok());
    assert_eq!(accepts(&nested(10_001)).unwrap_err().kind(), JsonErrorKind::Depth(10_000));
    let mixed = format!("{}1{}", "{\"a\":[".repeat(300), "]}".repeat(300));
    assert!(accepts(mixed.as_bytes()).is_ok());
    assert!(accepts(mixed.replacen("]}", "}]", 1).as_bytes()).is_err());
}

#[test]
fn strings_decode_strictly_or_as_go_does() {
    let read = |text: &'static [u8]| Scanner::new(text).string().unwrap();
    assert_eq!(read(br#""\u00e9\ud83d\ude00\/\b""#).decode().unwrap(), "é😀/\u{8}");
    assert_eq!(read(br#""a\ud800b""#).decode().unwrap_err(), JsonError::new(2, JsonErrorKind::Surrogate));
    assert_eq!(read(br#""a\ud800b""#).decode_go(), "a\u{fffd}b");
    assert_eq!(read(br#""\ud800\ud83d\ude00""#).decode_go(), "\u{fffd}😀");
    assert_eq!(read(b"\"a\xe2\x82b\"").decode_go(), "a\u{fffd}\u{fffd}b");
    assert_eq!(read(b"\"a\xe2\x82b\"").decode().unwrap_err(), JsonError::new(2, JsonErrorKind::Utf8));
    assert!(read(br#""\u006cayers""#).is("layers"));
}

#[test]
fn integers_are_those_of_go() {
    let read = |text: &str| Scanner::new(text.as_bytes()).number().unwrap().to_i64().map_err(|e| e.kind());
    assert_eq!(read("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(read("9223372036854775807"), Ok(i64::MAX));
    assert_eq!(read("9223372036854775808"), Err(JsonErrorKind::Range));
    assert_eq!(read("-0"), Ok(0));
    assert_eq!(read("1.0"), Err(JsonErrorKind::NotInteger));
    assert_eq!(read("1e3"), Err(JsonErrorKind::NotInteger));
}

#[test]
fn pointers_lead_to_the_place() {
    let text = br#"{"a":{"b/c":[1,[],{"d~":null}]},"e":[{"f":1},{"f":2}]}"#;
    let at = |needle: &str| {
        let place = text.windows(needle.len()).position(|w| w == needle.as_bytes()).unwrap();
        pointer_at(text, place)
    };
    assert_eq!(at("1,[]"), "/a/b~1c/0");
    assert_eq!(at("[],"), "/a/b~1c/1");
    assert_eq!(at("null"), "/a/b~1c/2/d~0");
    assert_eq!(at("2}"), "/e/1/f");
    assert_eq!(at("\"e\""), "/e");
    assert_eq!(pointer_at(text, 0), "");
}

#[test]
fn prints_like_go() {
    let raw = br#" { "a" : [ ] , "b" : { } , "c":[1,{"d":"<\u0041>"}] } "#;
    assert_eq!(with(|out| compact(out, raw, false)), r#"{"a":[],"b":{},"c":[1,{"d":"<\u0041>"}]}"#);
    assert_eq!(with(|out| compact(out, raw, true)), r#"{"a":[],"b":{},"c":[1,{"d":"\u003c\u0041\u003e"}]}"#);
    assert_eq!(
        with(|out| indent(out, raw, Indent { prefix: "", unit: "  " })),
        "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    {\n      \"d\": \"<\\u0041>\"\n    }\n  ]\n}"
    );
    assert_eq!(with(|out| write_string(out, "a\"\\\n\u{1}\u{7f}/é", &Escapes::GO)), "\"a\\\"\\\\\\n\\u0001\u{7f}/é\"");
    assert_eq!(with(|out| write_string(out, "<\n\u{2028}", &Escapes::OLPC)), "\"<\n\u{2028}\"");
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn accepts_what_serde_json_accepts(value in json(), cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = serde_json::to_vec_pretty(&value).unwrap();
        prop_assert!(accepts(&text).is_ok());
        let at = cut.index(text.len());
        text[at] = byte;
        // serde_json refuses bytes that are not UTF-8 and numbers beyond f64 while the grammar does not.
        if core::str::from_utf8(&text).is_ok() {
            let peer = serde_json::from_slice::<serde::de::IgnoredAny>(&text).is_ok();
            prop_assert_eq!(accepts(&text).is_ok(), peer);
        }
    }

    #[test]
    fn printing_keeps_the_value(value in json()) {
        let pretty = serde_json::to_vec_pretty(&value).unwrap();
        let mut out = Vec::new();
        compact(&mut out, &pretty, false);
        prop_assert_eq!(&out, &serde_json::to_vec(&value).unwrap());
        let mut back = Vec::new();
        indent(&mut back, &out, Indent { prefix: "", unit: "  " });
        prop_assert_eq!(back, pretty);
    }

    #[test]
    fn strings_round_trip(text in any::<String>()) {
        for escapes in [Escapes::GO, Escapes::GO_NO_HTML, Escapes::MINIMAL] {
            let mut out = Vec::new();
            write_string(&mut out, &text, &escapes);
            prop_assert_eq!(Scanner::new(&out).string().unwrap().decode().unwrap(), text.as_str());
        }
    }
}
