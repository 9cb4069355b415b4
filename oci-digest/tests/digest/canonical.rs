//! The forms of JSON, on small inputs worked out by hand, and as properties.

use std::collections::BTreeMap;

use oci_digest::Error;
use oci_digest::canonical::{Form, html_escape, indent_text, rewrite, to_rewritten};
use oci_digest::json::JsonErrorKind;
use proptest::prelude::*;
use serde_json::{Value, json};

fn form(text: &str, form: &Form) -> String {
    match rewrite(text.as_bytes(), form) {
        Ok(rewritten) => String::from_utf8(rewritten.into_bytes()).unwrap(),
        Err(err) => format!("{err}"),
    }
}

#[test]
fn members_are_sorted_as_the_form_says() {
    // U+FFFD as a name (?): before U+1F600 by UTF-8, behind its surrogates by UTF-16.
    let text = |spelt: &str| spelt.replace('?', "\u{fffd}");
    let all = text(r#"{"b":{"d":1,"c":2},"a":"\ud83d\ude00","😀":1,"?":2,"a":3}"#);
    assert_eq!(form(&all, &Form::GO_VALUE), text(r#"{"a":3,"b":{"c":2,"d":1},"?":2,"😀":1}"#));
    assert_eq!(form(&all, &Form::GO_RAW_MAP), text(r#"{"a":3,"b":{"d":1,"c":2},"?":2,"😀":1}"#));
    assert_eq!(form(&all, &Form::GO_RAW), all);
    let once = all.replace(r#","a":3"#, "");
    assert_eq!(form(&once, &Form::JCS), text(r#"{"a":"😀","b":{"c":2,"d":1},"😀":1,"?":2}"#));
    assert_eq!(form(&all, &Form::JCS), "a second member of the same name at byte 56");
}

#[test]
fn numbers_are_spelt_as_the_form_says() {
    let text = "[1.0,1E2,-0,-0.0,1e21,1e-7,0.000001,123456789012345678901,9007199254740993,1e400]";
    assert_eq!(form(text, &Form::GO_VALUE), text);
    let finite = text.replace(",1e400", "");
    let go = "[1,100,-0,-0,1e+21,1e-7,0.000001,123456789012345680000,9007199254740992]";
    assert_eq!(form(&finite, &Form::GO_FLOAT), go);
    assert_eq!(form(&finite, &Form::JCS), go.replace("-0", "0"));
    for whole in [Form::GO_FLOAT, Form::JCS] {
        let err = rewrite(text.as_bytes(), &whole).unwrap_err();
        assert_eq!((err.kind(), err.offset()), (JsonErrorKind::FloatRange, 75));
    }
    assert_eq!(rewrite(text.as_bytes(), &Form::OLPC).unwrap_err().kind(), JsonErrorKind::NotInteger);
    assert_eq!(form("[-0,123456789012345678901]", &Form::OLPC), "[-0,123456789012345678901]");
}

#[test]
fn strings_are_spelt_as_the_form_says() {
    let text = "\"<\\u003c\\/\\n\\u0001\u{7f}\u{2028}\\\"\\\\\\ud800\"";
    assert_eq!(form(text, &Form::GO_RAW), "\"\\u003c\\u003c\\/\\n\\u0001\u{7f}\\u2028\\\"\\\\\\ud800\"");
    assert_eq!(form(text, &Form::GO_COMPACT), text);
    assert_eq!(form(text, &Form::GO_VALUE), "\"\\u003c\\u003c/\\n\\u0001\u{7f}\\u2028\\\"\\\\\u{fffd}\"");
    let no_html = Form::GO_VALUE.without_html();
    assert_eq!(form(text, &no_html), "\"<</\\n\\u0001\u{7f}\\u2028\\\"\\\\\u{fffd}\"");
    assert_eq!(form(text, &Form::OLPC), "\"<</\n\u{1}\u{7f}\u{2028}\\\"\\\\\u{fffd}\"");
    assert_eq!(rewrite(text.as_bytes(), &Form::JCS).unwrap_err().kind(), JsonErrorKind::Surrogate);
    assert_eq!(rewrite(b"\"\xff\"", &Form::JCS).unwrap_err().kind(), JsonErrorKind::Utf8);
}

#[test]
fn indents_newlines_and_blanks() {
    let text = " {\"a\" : [ ] , \"b\":[1, {}]}\n";
    let form3 = Form::GO_RAW.with_indent("   ").with_newline();
    assert_eq!(form(text, &form3), "{\n   \"a\": [],\n   \"b\": [\n      1,\n      {}\n   ]\n}\n");
    assert_eq!(html_escape(b" [\"&\"] ").unwrap().as_bytes(), b" [\"\\u0026\"] ");
    assert_eq!(indent_text(b" [] \n", " ").unwrap().as_bytes(), b"[] \n");
    for broken in ["", "[", "[1] x", "{\"a\"}"] {
        assert!(rewrite(broken.as_bytes(), &Form::GO_RAW).is_err());
        assert!(rewrite(broken.as_bytes(), &Form::GO_RAW_MAP).is_err());
        assert!(rewrite(broken.as_bytes(), &Form::GO_VALUE).is_err());
        assert!(indent_text(broken.as_bytes(), " ").is_err());
        assert!(html_escape(broken.as_bytes()).is_err());
    }
    assert!(rewrite(b"[]", &Form::GO_RAW_MAP).is_err());
    assert_eq!(form("null", &Form::GO_RAW_MAP), "null");
}

#[test]
fn serde_values_are_printed_as_go_does() {
    #[derive(serde::Serialize)]
    struct Config {
        os: &'static str,
        limit: f64,
        ratio: f32,
        env: BTreeMap<&'static str, u64>,
    }
    let config = Config { os: "<", limit: 2e21, ratio: 0.1, env: [("B", u64::MAX), ("A", 1)].into() };
    let text = |form: &Form| String::from_utf8(to_rewritten(&config, form).unwrap().into_bytes()).unwrap();
    assert_eq!(
        text(&Form::GO_RAW),
        r#"{"os":"\u003c","limit":2e+21,"ratio":0.1,"env":{"A":1,"B":18446744073709551615}}"#
    );
    assert_eq!(
        text(&Form::GO_RAW_MAP),
        r#"{"env":{"A":1,"B":18446744073709551615},"limit":2e+21,"os":"\u003c","ratio":0.1}"#
    );
    assert_eq!(to_rewritten(&json!([2.0, -3]), &Form::OLPC).unwrap().as_bytes(), b"[2,-3]");
    let Err(Error::Json(error)) = to_rewritten(&2.5, &Form::OLPC) else { panic!("a fraction") };
    assert_eq!(error.kind(), JsonErrorKind::NotInteger);
    let keys: BTreeMap<(u8, u8), u8> = [((1, 2), 3)].into();
    assert!(matches!(to_rewritten(&keys, &Form::GO_VALUE), Err(Error::Serialize { .. })));
}

#[test]
fn numbers_that_json_does_not_have_are_refused() {
    use std::collections::BTreeMap;
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for form in [Form::GO_VALUE, Form::GO_RAW, Form::GO_RAW_MAP, Form::OLPC, Form::JCS] {
            let err = to_rewritten(&BTreeMap::from([("a", vec![Some(wrong)])]), &form).unwrap_err();
            assert!(matches!(err, Error::Serialize { .. }), "{err}");
        }
        assert!(to_rewritten(&(1, wrong as f32), &Form::GO_RAW).is_err());
    }
    assert!(to_rewritten(&(1, 0.5, Some("x"), ()), &Form::GO_RAW).is_ok());
}

#[test]
fn values_without_html_escapes_keep_the_separators_escaped() {
    use std::collections::BTreeMap;
    let value = BTreeMap::from([("<", "&\u{2028}")]);
    for form in [Form::GO_RAW, Form::GO_RAW_MAP, Form::GO_VALUE] {
        let bytes = to_rewritten(&value, &form.without_html()).unwrap().into_bytes();
        assert_eq!(String::from_utf8(bytes).unwrap(), "{\"<\":\"&\\u2028\"}");
    }
    assert_eq!(form("\"<\u{2028}\"", &Form::GO_RAW.without_html()), "\"<\u{2028}\"");
}

#[test]
fn deep_and_wide_texts_cost_what_they_weigh() {
    let deep = format!("{}{}", "{\"a\":".repeat(9_999), "[]".to_owned() + &"}".repeat(9_999));
    assert_eq!(form(&deep, &Form::GO_VALUE), deep);
    let deeper = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    assert!(rewrite(deeper.as_bytes(), &Form::JCS).is_err());
    let wide = format!("{{{}\"k\":0}}", "\"k\":[],".repeat(50_000));
    assert_eq!(form(&wide, &Form::GO_VALUE), "{\"k\":0}");
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,6}|[<>&\\x00-\\x1f\"\\\\\u{2028}]{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("\\PC{0,4}", inner, 0..6).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn a_form_of_a_form_is_itself(value in value()) {
        for form in [Form::GO_VALUE, Form::GO_FLOAT, Form::GO_RAW, Form::GO_COMPACT, Form::JCS] {
            let once = to_rewritten(&value, &form).unwrap();
            prop_assert_eq!(&rewrite(once.as_bytes(), &form).unwrap(), &once);
            let indented = rewrite(once.as_bytes(), &form.clone().with_indent("\t").with_newline()).unwrap();
            prop_assert_eq!(&rewrite(indented.as_bytes(), &form).unwrap(), &once);
        }
        // Through text or not: the same.
        let text = to_rewritten(&value, &Form::GO_RAW).unwrap();
        prop_assert_eq!(rewrite(text.as_bytes(), &Form::JCS).ok(), to_rewritten(&value, &Form::JCS).ok());
    }

    #[test]
    fn nothing_panics(bytes in prop::collection::vec(prop_oneof![
        any::<u8>(), prop::sample::select(&b"{}[],:\"\\u0e-1truefalsn \n"[..])
    ], 0..60)) {
        for form in [Form::GO_VALUE, Form::GO_FLOAT, Form::GO_RAW_MAP, Form::GO_RAW, Form::OLPC, Form::JCS] {
            let ok = rewrite(&bytes, &form.with_indent(" ")).is_ok();
            prop_assert!(!ok || indent_text(&bytes, " ").is_ok());
        }
        let _ = html_escape(&bytes);
    }
}

#[test]
fn strings_are_escaped_wherever_the_character_stands() {
    use oci_digest::json::{Escapes, write_string};
    let escaped = [
        ("\"", "\\\""),
        ("\\", "\\\\"),
        ("<", "\\u003c"),
        ("\n", "\\n"),
        ("\u{1f}", "\\u001f"),
        ("\u{2028}", "\\u2028"),
    ];
    let kept = ["\u{7f}", " ", "~", "é", "\u{2027}", "â"];
    let pairs = escaped.into_iter().chain(kept.map(|own| (own, own)));
    for (own, written) in pairs {
        for (before, after) in (0..40).map(|before| (before, 39 - before)) {
            let (head, tail) = ("a".repeat(before), "b".repeat(after));
            let mut out = Vec::new();
            write_string(&mut out, &format!("{head}{own}{tail}"), &Escapes::GO);
            assert_eq!(out, format!("\"{head}{written}{tail}\"").into_bytes());
        }
    }
}

/// Go reads every number before it lets the last of a name stand.
#[test]
fn a_replaced_number_beyond_the_range_is_an_error() {
    for text in [r#"{"a":1e400,"a":false}"#, r#"{"a":{"b":[-1e999]},"a":1}"#] {
        let error = rewrite(text.as_bytes(), &Form::GO_FLOAT).expect_err("refused");
        assert_eq!(error.kind(), JsonErrorKind::FloatRange, "{text}");
        assert!(rewrite(text.as_bytes(), &Form::GO_VALUE).is_ok(), "{text}");
    }
    let fine = rewrite(br#"{"a":1e300,"a":false}"#, &Form::GO_FLOAT).expect("JSON");
    assert_eq!(fine.as_bytes(), br#"{"a":false}"#);
}
