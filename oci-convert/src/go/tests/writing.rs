use super::{EACH, INNER, written};
use crate::go::error::WriteError;
use crate::go::{Form, RawMap, Shape, Time, Value, read};
use crate::types::specs_go;

#[track_caller]
fn form(value: &Value, form: Form) -> String {
    String::from_utf8(value.to_bytes(&form).unwrap()).unwrap()
}

#[test]
fn strings_are_escaped_like_go() {
    let value = Value::from("<&>\"\\/\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}\u{2028}\u{2029}é");
    let tail = "\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u{7f}\\u2028\\u2029é\"";
    assert_eq!(form(&value, Form::COMPACT), format!("\"\\u003c\\u0026\\u003e{tail}"));
    assert_eq!(form(&value, Form { html: false, ..Form::COMPACT }), format!("\"<&>{tail}"));
    let old = form(&Value::from("\u{8}\u{c}\n"), Form { short_b_f: false, ..Form::COMPACT });
    assert_eq!(old, r#""\u0008\u000c\n""#);
}

#[test]
fn strings_that_are_not_utf8() {
    let value = Value::string(*b"a<\xff\xe2\x82b\xef\xbf\xbd");
    assert_eq!(form(&value, Form::COMPACT), "\"a\\u003c\\ufffd\\ufffd\\ufffdb\u{fffd}\"");
    assert_eq!(Value::string(*b"plain"), Value::from("plain"));
}

#[test]
fn indents_like_go() {
    let value = read(br#"{"strings":["a"],"raw":{"x":[],"y":{}},"set":{"k":null}}"#, &EACH).unwrap().value;
    let lines = "{\n  \"raw\": {\n    \"x\": [],\n    \"y\": {}\n  },\n  \"strings\": [\n    \"a\"\n  ],\n  \"set\": {\n    \"k\": {}\n  }\n}";
    assert_eq!(form(&value, Form::INDENT2), lines);
    assert_eq!(form(&value, Form { newline: true, ..Form::INDENT3 }), lines.replace("  ", "   ") + "\n");
    assert_eq!(form(&EACH.zero(), Form { newline: true, ..Form::COMPACT }), "{}\n");
}

#[test]
fn omits_like_go() {
    // A pointer to zero is not empty; slices and maps without elements are, whether nil or not.
    let mut value = EACH.with([("number", 0.into()), ("strings", Vec::new().into()), ("map", Value::from([]))]);
    assert_eq!(written(&value), r#"{"number":0}"#);
    // omitzero tells them from nil.
    value.set("inner", INNER.with([("list", Vec::new().into())]));
    assert_eq!(written(&value), r#"{"inner":{},"number":0}"#);
    value.set("inner", Value::Nil);
    value.set("number", Value::Nil);
    assert_eq!(written(&value), "{}");
    value.set("pointer", INNER.zero());
    assert_eq!(written(&value), r#"{"pointer":{}}"#);
}

#[test]
fn some_times_cannot_be_written() {
    let text = br#"{"time":"2015-10-31T22:22:56+23:60"}"#;
    let value = read(text, &EACH).unwrap().value;
    let time = Time::parse("2015-10-31T22:22:56+24:00").unwrap();
    assert_eq!(value.to_bytes(&Form::COMPACT), Err(WriteError::TimeZone { time }));
}

#[test]
#[should_panic(expected = "v1.Descriptor has no field sice")]
fn setting_a_field_that_is_not_there_is_a_mistake() {
    specs_go::DESCRIPTOR.zero().set("sice", 1);
}

#[test]
#[should_panic(expected = "v1.Descriptor.size is Int")]
fn setting_a_field_to_another_type_is_a_mistake() {
    specs_go::DESCRIPTOR.zero().set("size", "1");
}

#[test]
fn raw_maps_sort_and_keep() {
    let text = b"{\"b\":1.0,\"A\":\"\\u0041<\",\"b\":[ 2 ],\"B\":null,\"z\":\"\xff\"}";
    let map = RawMap::read(text).unwrap();
    assert_eq!(map.to_bytes(&Form::COMPACT), b"{\"A\":\"\\u0041\\u003c\",\"B\":null,\"b\":[2],\"z\":\"\xff\"}");
    assert_eq!(map.get("b"), Some(&b"[ 2 ]"[..]));
    assert_eq!(map.get("a"), None);

    let (_, rest) = RawMap::from_reading(read(text, Shape::RAW_MAP).unwrap());
    assert_eq!((rest.dropped[0].pointer.as_str(), &*rest.dropped[0].text), ("/b", &b"1.0"[..]));

    let mut nil = RawMap::read(b"null").unwrap();
    assert_eq!((nil.is_nil(), nil.to_bytes(&Form::COMPACT)), (true, b"null".to_vec()));
    nil.insert("a", *b"1");
    assert_eq!(nil.to_bytes(&Form::INDENT2), b"{\n  \"a\": 1\n}");
    assert!(RawMap::read(b"[]").is_err());
}
