use super::{EACH, INNER, written};
use crate::go::shapes::{containers_image, specs_go};
use crate::go::{BadUtf8, Form, RawMap, Shape, Time, Value, WriteError, read};

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
    let second = Form { bad_utf8: BadUtf8::Replace, ..Form::COMPACT };
    assert_eq!(form(&value, second), "\"a\\u003c\u{fffd}\u{fffd}\u{fffd}b\u{fffd}\"");
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
fn values_are_edited_in_place() {
    let mut value = specs_go::MANIFEST.zero();
    value.get_mut("layers").unwrap().list_mut().unwrap().push(specs_go::DESCRIPTOR.zero().with("size", 3));
    value.get_mut("annotations").unwrap().map_mut().unwrap().insert("k".to_owned(), "v".into());
    value.get_mut("config").unwrap().set("urls", Value::strings(["u"]));
    assert_eq!(
        written(&value),
        concat!(
            r#"{"schemaVersion":0,"config":{"mediaType":"","digest":"","size":0,"urls":["u"]},"#,
            r#""layers":[{"mediaType":"","digest":"","size":3}],"annotations":{"k":"v"}}"#
        )
    );
    assert_eq!(value.get("config").get("urls").iter_strs().collect::<Vec<_>>(), ["u"]);
    assert!(value.get("nothing").get("more").is_nil());
    assert_eq!(value.get_mut("nothing"), None);
}

#[test]
fn casts_tell_what_they_lose() {
    let text = br#"{"manifests":[{"mediaType":"m","size":1,"digest":"d","urls":[],
        "platform":{"os":"linux","architecture":"arm","features":["sse4"]}},{}]}"#;
    let list = read(text, &containers_image::LIST).unwrap().value;
    let cast = list.cast(&specs_go::INDEX);
    assert_eq!(
        written(&cast.value),
        concat!(
            r#"{"schemaVersion":0,"manifests":[{"mediaType":"m","digest":"d","size":1,"#,
            r#""platform":{"architecture":"arm","os":"linux"}},"#,
            r#"{"mediaType":"","digest":"","size":0,"platform":{"architecture":"","os":""}}]}"#
        )
    );
    assert_eq!(cast.lost, [("/manifests/0/platform/features".to_owned(), br#"["sse4"]"#.to_vec())]);
    // Back, from a nil pointer to a struct held by value.
    let index = read(br#"{"manifests":[{"data":"e30="}]}"#, &specs_go::INDEX).unwrap().value;
    let cast = index.cast(&containers_image::LIST);
    assert_eq!(written(cast.value.get("manifests").list()[0].get("platform")), r#"{"architecture":"","os":""}"#);
    assert_eq!(cast.lost, [("/manifests/0/data".to_owned(), br#""e30=""#.to_vec())]);
    // Values of another type.
    let cast = Value::from("x").cast(Shape::Int);
    assert_eq!((cast.value, cast.lost.len()), (Value::Int(0), 1));
}

#[test]
fn raw_maps_sort_and_keep() {
    let text = b"{\"b\":1.0,\"A\":\"\\u0041<\",\"b\":[ 2 ],\"B\":null,\"z\":\"\xff\"}";
    let map = RawMap::read(text).unwrap();
    assert_eq!(map.to_bytes(&Form::COMPACT), b"{\"A\":\"\\u0041\\u003c\",\"B\":null,\"b\":[2],\"z\":\"\xff\"}");
    assert_eq!(map.get("b"), Some(&b"[ 2 ]"[..]));
    assert_eq!(map.get("a"), None);
    assert_eq!(map.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["A", "B", "b", "z"]);

    let (_, rest) = RawMap::from_reading(read(text, Shape::RAW_MAP).unwrap());
    assert_eq!((rest.dropped[0].pointer.as_str(), &*rest.dropped[0].text), ("/b", &b"1.0"[..]));

    let mut nil = RawMap::read(b"null").unwrap();
    assert_eq!((nil.is_nil(), nil.to_bytes(&Form::COMPACT)), (true, b"null".to_vec()));
    nil.insert("a", *b"1");
    assert_eq!(nil.to_bytes(&Form::INDENT2), b"{\n  \"a\": 1\n}");
    assert!(RawMap::read(b"[]").is_err());
    assert_eq!(RawMap::new().to_bytes(&Form::COMPACT), b"{}");
}
