use super::shape::{nonzero, some};
use super::*;
use crate::tools;
use crate::types::{distribution, docker, specs_go};

mod fixpoint;
mod writing;

static INNER: Struct =
    Struct::new("test.Inner", &[some("a", Shape::String), some("b", Shape::String), some("list", Shape::STRINGS)]);

/// One field of each kind; all are left out when zero or empty, so that the written form shows what was read.
static EACH: Struct = Struct::new(
    "test.Each",
    &[
        some("string", Shape::String),
        some("bool", Shape::Bool),
        some("int", Shape::Int),
        some("bytes", Shape::Bytes),
        some("time", Shape::TIME_POINTER),
        some("raw", Shape::Raw),
        some("cmd", Shape::StrSlice),
        some("strings", Shape::STRINGS),
        some("structs", Shape::Slice(&Shape::Struct(&INNER))),
        some("map", Shape::STRING_MAP),
        some("set", Shape::Set),
        nonzero("inner", Shape::Struct(&INNER)),
        some("pointer", Shape::Pointer(&Shape::Struct(&INNER))),
        some("number", Shape::Pointer(&Shape::Int)),
    ],
);

#[track_caller]
fn written(value: &Value) -> String {
    String::from_utf8(value.to_bytes(&Form { html: false, ..Form::COMPACT }).unwrap()).unwrap()
}

#[track_caller]
fn each(text: &[u8]) -> String {
    written(&read(text, &EACH).unwrap_or_else(|error| panic!("{}: {error}", text.escape_ascii())).value)
}

#[test]
fn reads_what_go_reads() {
    for (text, expected) in [
        // Names: exact first, else folded; the first field that folds to it.
        (r#"{"STRING":"x","ınt":1}"#, r#"{"string":"x"}"#),
        (r#"{"\u0073tring":"x"}"#, r#"{"string":"x"}"#),
        ("{\"\u{17f}tring\":\"x\"}", r#"{"string":"x"}"#),
        (r#"{"string":"x","String":"y"}"#, r#"{"string":"y"}"#),
        // Null.
        ("null", "{}"),
        (r#"{"string":null,"bool":null,"int":null,"inner":null}"#, "{}"),
        (r#"{"string":"x","string":null,"inner":{"a":"x"},"inner":null}"#, r#"{"string":"x","inner":{"a":"x"}}"#),
        (r#"{"strings":["x"],"strings":null,"map":{"k":"v"},"map":null}"#, "{}"),
        (r#"{"pointer":{"a":"x"},"pointer":null,"pointer":{"b":"y"}}"#, r#"{"pointer":{"b":"y"}}"#),
        (r#"{"raw":null,"cmd":null,"set":null,"bytes":null,"time":null}"#, r#"{"raw":null}"#),
        (
            r#"{"map":{"k":null},"strings":["a",null],"set":{"s":null}}"#,
            r#"{"strings":["a",""],"map":{"k":""},"set":{"s":{}}}"#,
        ),
        // Duplicates.
        (r#"{"string":"x","string":"y","int":1,"int":2}"#, r#"{"string":"y","int":2}"#),
        (r#"{"inner":{"a":"x"},"inner":{"b":"y"}}"#, r#"{"inner":{"a":"x","b":"y"}}"#),
        (r#"{"pointer":{"a":"x"},"POINTER":{"b":"y"}}"#, r#"{"pointer":{"a":"x","b":"y"}}"#),
        (r#"{"map":{"k":"v","l":"w"},"map":{"k":"x"}}"#, r#"{"map":{"k":"x","l":"w"}}"#),
        (r#"{"map":{"k":"v","k":null}}"#, r#"{"map":{"k":""}}"#),
        (r#"{"structs":[{"a":"x"},{"a":"z"}],"structs":[{"b":"y"}]}"#, r#"{"structs":[{"a":"x","b":"y"}]}"#),
        (r#"{"cmd":["a","b"],"cmd":"c"}"#, r#"{"cmd":["c"]}"#),
        (r#"{"strings":["a","b"],"strings":[null,"c"]}"#, r#"{"strings":["a","c"]}"#),
        (r#"{"bytes":"AQI=","bytes":[null,5,null]}"#, r#"{"bytes":"AQUA"}"#),
        // What stands after the end of a slice comes back when it grows, unless it was made anew.
        (
            r#"{"structs":[{"a":"x"},{"a":"y"}],"structs":[{}],"structs":[{},{"b":"z"},{"b":"w"}]}"#,
            r#"{"structs":[{"a":"x"},{"a":"y","b":"z"},{"b":"w"}]}"#,
        ),
        (
            r#"{"structs":[{"a":"x"},{"a":"y"},{"a":"z"}],"structs":[{},{}],"structs":[{}],"structs":[{},{},{}]}"#,
            r#"{"structs":[{"a":"x"},{"a":"y"},{"a":"z"}]}"#,
        ),
        (r#"{"structs":[{"a":"x"},{"a":"y"}],"structs":[],"structs":[{},{}]}"#, r#"{"structs":[{},{}]}"#),
        (
            r#"{"structs":[{"a":"x"},{"a":"y"}],"structs":[{}],"structs":null,"structs":[{},{}]}"#,
            r#"{"structs":[{},{}]}"#,
        ),
        (
            r#"{"structs":[{"list":["p","q"]}],"structs":[{"list":["r"]}],"structs":[{"list":[null,null]}]}"#,
            r#"{"structs":[{"list":["r","q"]}]}"#,
        ),
        (
            r#"{"pointer":{"list":["p","q"]},"pointer":{"list":["r"]},"pointer":null,"pointer":{"list":["s",null]}}"#,
            r#"{"pointer":{"list":["s",""]}}"#,
        ),
        // Numbers.
        (r#"{"int":-0,"number":0}"#, r#"{"number":0}"#),
        (r#"{"int":9223372036854775807}"#, r#"{"int":9223372036854775807}"#),
        (r#"{"int":-9223372036854775808}"#, r#"{"int":-9223372036854775808}"#),
        // Bytes: line breaks and unused bits.
        (r#"{"bytes":"e3\n1=\r\n"}"#, r#"{"bytes":"e30="}"#),
        (r#"{"bytes":[123,125]}"#, r#"{"bytes":"e30="}"#),
        (r#"{"bytes":""}"#, "{}"),
        // Raw text is kept, whitespace aside.
        (r#"{"raw": {"b":1.50E+3,"a":"\u0041\/<", "b":[ ]} }"#, r#"{"raw":{"b":1.50E+3,"a":"\u0041\/<","b":[]}}"#),
        (r#"{"time":"2015-10-31T22:22:56.1000+00:00"}"#, r#"{"time":"2015-10-31T22:22:56.1Z"}"#),
        (r#"{"cmd":"a b"}"#, r#"{"cmd":["a b"]}"#),
        (r#"{"cmd":[]}"#, "{}"),
        (r#"{"set":{"z":{"HostPort":"1"},"a":{}}}"#, r#"{"set":{"a":{},"z":{}}}"#),
        // Map keys sort by bytes of UTF-8.
        (
            "{\"map\":{\"\u{1f600}\":\"1\",\"\u{fb33}\":\"2\",\"a\":\"3\"}}",
            "{\"map\":{\"a\":\"3\",\"\u{fb33}\":\"2\",\"\u{1f600}\":\"1\"}}",
        ),
        (r#"{"string":"a\ud800b\udc00\ud83d\ude00"}"#, "{\"string\":\"a\u{fffd}b\u{fffd}\u{1f600}\"}"),
        (" \t\r\n{ } \n", "{}"),
    ] {
        assert_eq!(each(text.as_bytes()), expected, "{text}");
    }
    assert_eq!(each(b"{\"string\":\"a\xff\xe2\x82\",\"x\":\"\xff\"}"), "{\"string\":\"a\u{fffd}\u{fffd}\u{fffd}\"}");
}

#[test]
fn refuses_what_go_refuses() {
    for (text, pointer, syntax) in [
        ("[]", "", false),
        ("\"\"", "", false),
        (r#"{"string":1}"#, "/string", false),
        (r#"{"string":{}}"#, "/string", false),
        (r#"{"bool":"true"}"#, "/bool", false),
        (r#"{"bool":0}"#, "/bool", false),
        (r#"{"int":1.0}"#, "/int", false),
        (r#"{"int":1e3}"#, "/int", false),
        (r#"{"int":"1"}"#, "/int", false),
        (r#"{"int":9223372036854775808}"#, "/int", false),
        (r#"{"bytes":"e30"}"#, "/bytes", false),
        (r#"{"bytes":[256]}"#, "/bytes/0", false),
        (r#"{"bytes":[0,-0]}"#, "/bytes/1", false),
        (r#"{"bytes":["a"]}"#, "/bytes/0", false),
        (r#"{"time":"yesterday"}"#, "/time", false),
        (r#"{"time":"2015-10-31T22:22:56\u005a"}"#, "/time", false),
        (r#"{"time":0}"#, "/time", false),
        (r#"{"cmd":["a",1]}"#, "/cmd/1", false),
        (r#"{"cmd":{}}"#, "/cmd", false),
        (r#"{"strings":"a"}"#, "/strings", false),
        (r#"{"strings":{}}"#, "/strings", false),
        (r#"{"structs":[{},{"a":1}]}"#, "/structs/1/a", false),
        (r#"{"structs":[[]]}"#, "/structs/0", false),
        (r#"{"map":{"k":1}}"#, "/map/k", false),
        (r#"{"map":[]}"#, "/map", false),
        (r#"{"set":{"k":"v"}}"#, "/set/k", false),
        (r#"{"set":["k"]}"#, "/set", false),
        (r#"{"pointer":"x"}"#, "/pointer", false),
        // Text that is no JSON comes first, wherever it stands.
        (r#"{"string":1,"x":tru}"#, "/x", true),
        (r#"{"string":1} {}"#, "", true),
        ("{} {}", "", true),
        ("\u{feff}{}", "", true),
        ("", "", true),
        (r#"{"string":"x",}"#, "/string", true),
        ("{\"string\":\"\t\"}", "/string", true),
    ] {
        let error = read(text.as_bytes(), &EACH).expect_err(text);
        assert_eq!(error.is_syntax(), syntax, "{text}: {error}");
        if !syntax {
            assert_eq!(error.pointer(text.as_bytes()), pointer, "{text}: {error}");
        }
        assert!(error.to_string().contains(" at byte "), "{error}");
    }
}

#[test]
fn tells_what_it_drops() {
    for (text, expected) in [
        (
            r#"{"x": [1, 2],"inner":{"y/~":{}}}"#,
            &[("/x", "[1, 2]", Cause::Unknown), ("/inner/y~1~0", "{}", Cause::Unknown)][..],
        ),
        (r#"{"structs":[{},{"c":1.0}]}"#, &[("/structs/1/c", "1.0", Cause::Unknown)]),
        (
            r#"{"set":{"80/tcp":{"HostPort":"1"},"b":{ },"c":null}}"#,
            &[("/set/80~1tcp", r#"{"HostPort":"1"}"#, Cause::SetMember)],
        ),
        (r#"{"string":"<x>","String":"y"}"#, &[("/String", r#""<x>""#, Cause::Overwritten)]),
        (r#"{"string":"x","string":"x","int":0,"int":1,"inner":{"a":"1"},"inner":{"b":"2"}}"#, &[]),
        (r#"{"inner":{"a":"1"},"inner":{"a":"2"}}"#, &[("/inner/a", r#""1""#, Cause::Overwritten)]),
        (r#"{"map":{"k":"v","k":"v","l":""},"map":{"l":"w"}}"#, &[]),
        (r#"{"map":{"k":"v"},"map":{"k":"w"}}"#, &[("/map/k", r#""v""#, Cause::Overwritten)]),
        (
            r#"{"strings":["a","b","c"],"strings":["d"]}"#,
            &[
                ("/strings/0", r#""a""#, Cause::Overwritten),
                ("/strings/1", r#""b""#, Cause::Overwritten),
                ("/strings/2", r#""c""#, Cause::Overwritten),
            ],
        ),
        (r#"{"pointer":{"a":"x"},"pointer":null}"#, &[("/pointer", r#"{"a":"x"}"#, Cause::Overwritten)]),
        (
            r#"{"time":"2015-10-31T22:22:56+24:00","time":null}"#,
            &[("/time", r#""2015-10-31T22:22:56+24:00""#, Cause::Overwritten)],
        ),
    ] {
        let reading = read(text.as_bytes(), &EACH).unwrap();
        let dropped = reading
            .dropped
            .iter()
            .map(|dropped| (dropped.pointer.as_str(), str::from_utf8(&dropped.text).unwrap(), dropped.cause));
        assert_eq!(dropped.collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn tells_what_is_odd() {
    let text = br#"{"String":null,"string":"\ud800","structs":[{"A":"x"}],"set":{"\udc00":{}}}"#;
    let reading = read(text, &EACH).unwrap();
    let oddities = reading.oddities.iter().map(|odd| (odd.pointer.as_str(), odd.kind)).collect::<Vec<_>>();
    assert_eq!(
        oddities,
        [
            ("/String", OddityKind::Folded { field: "string" }),
            ("/String", OddityKind::Null),
            ("/string", OddityKind::Duplicate),
            ("/string", OddityKind::Replaced),
            ("/structs/0/A", OddityKind::Folded { field: "a" }),
            ("/set", OddityKind::Replaced),
        ]
    );
}

#[test]
fn nesting_ends_where_go_ends_it() {
    let nested = |depth: usize| format!("{{\"x\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1)).into_bytes();
    assert!(read(&nested(10_000), &EACH).is_ok());
    let error = read(&nested(10_001), &EACH).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Json(oci_digest::json::JsonErrorKind::Depth(10_000)));
}

#[test]
fn limits_hold() {
    let text = br#"{"structs":[{},{},{},{}]}"#;
    let width = EACH.fields.len();
    let mut options = ReadOptions { max_values: 15, ..ReadOptions::default() };
    let error = options.read(text, &EACH).unwrap_err();
    assert_eq!(
        (error.kind(), error.pointer(text)),
        (ErrorKind::TooMany { limit: 15, what: "values (8 for each of max_elements)" }, "/structs/3".to_owned()),
        "{width}"
    );
    options.max_values = 16;
    assert!(options.read(text, &EACH).is_ok());
    options.max_map = 1;
    for text in [&br#"{"map":{"a":"","b":""}}"#[..], br#"{"set":{"a":{},"b":{}}}"#] {
        let error = options.read(text, &EACH).unwrap_err();
        assert!(error.to_string().starts_with("more than 1 entries in a map (max_map_entries)"), "{error}");
    }
    options.max_list = 3;
    let error = options.read(text, &EACH).unwrap_err();
    assert_eq!(error.pointer(text), "/structs/3");
    assert!(error.to_string().starts_with("more than 3 entries in a list (max_descriptors)"), "{error}");

    options.max_reports = 2;
    let reading = options.read(br#"{"w":1,"x":2,"y":3,"z":4}"#, &EACH).unwrap();
    assert_eq!((reading.dropped.len(), reading.unreported), (2, 2));
}

#[test]
fn a_variable_may_hold_defaults() {
    let defaults = specs_go::INDEX.with([
        ("schemaVersion", 2.into()),
        ("mediaType", "a/b".into()),
        ("manifests", Vec::new().into()),
        ("annotations", Value::from([])),
    ]);
    let read = |text: &[u8]| {
        let reading = ReadOptions::default().read_into(text, defaults.clone(), &specs_go::INDEX).unwrap();
        assert_eq!(reading.dropped, []);
        written(&reading.value)
    };
    assert_eq!(read(b"{}"), r#"{"schemaVersion":2,"mediaType":"a/b","manifests":[]}"#);
    assert_eq!(read(br#"{"mediaType":"","schemaVersion":3}"#), r#"{"schemaVersion":3,"manifests":[]}"#);
    assert_eq!(read(br#"{"manifests":null}"#), r#"{"schemaVersion":2,"mediaType":"a/b","manifests":null}"#);
}

#[test]
fn hashes_are_those_of_go_containerregistry() {
    let manifest = tools::GO_CONTAINERREGISTRY.dialect.oci_manifest;
    let config = manifest.fields.iter().find(|field| field.name == "config").unwrap();
    let Shape::Struct(descriptor) = config.shape else { panic!("{config:?}") };
    let hash = format!("sha256:{}", "a1".repeat(32));
    let text = format!(r#"{{"digest":"{hash}"}}"#);
    let reading = read(text.as_bytes(), descriptor).unwrap();
    assert_eq!(reading.value.get("digest").as_str(), hash);
    assert_eq!(written(&descriptor.zero()), r#"{"mediaType":"","size":0,"digest":":"}"#);
    for bad in ["null", "\"\"", "\"sha256:\"", "\"sha512:a1\"", &format!("\"{}\"", hash.to_uppercase())] {
        let text = format!(r#"{{"digest":{bad}}}"#);
        assert!(read(text.as_bytes(), descriptor).is_err(), "{bad}");
    }
}

/// The tables of every tool.
fn tables() -> Vec<&'static Struct> {
    let own = tools::ALL.into_iter().flat_map(|tool| {
        let dialect = tool.dialect;
        let plain =
            [dialect.oci_manifest, dialect.docker_manifest, dialect.oci_index, dialect.docker_list, dialect.config];
        let schema1 = dialect.schema1.map(|types| {
            [
                types.manifest,
                types.layer,
                types.history,
                types.v1_compatibility,
                types.config,
                types.v1_image,
                types.step,
            ]
        });
        let read = tool.indexes.and_then(|rules| rules.oci_read);
        plain.into_iter().chain(schema1.into_iter().flatten()).chain(read)
    });
    let mut tables: Vec<_> = own.chain([&EACH]).collect();
    tables.sort_by_key(|table| std::ptr::from_ref(*table).addr());
    tables.dedup_by(|a, b| std::ptr::eq(*a, *b));
    tables
}

#[test]
fn tables_keep_the_rules_of_the_engine() {
    fn check(table: &Struct) {
        assert!(table.fields.len() <= 128, "{}", table.name);
        for (index, field) in table.fields.iter().enumerate() {
            let plain = field.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
            assert!(plain && !field.name.is_empty(), "{}.{}", table.name, field.name);
            assert_eq!(table.index_of(field.name), Some(index), "{}.{} twice", table.name, field.name);
            inner(field.shape);
        }
    }
    fn inner(shape: Shape) {
        match shape {
            Shape::Struct(table) => check(table),
            Shape::Slice(shape) | Shape::Map(shape) | Shape::Pointer(shape) => inner(*shape),
            _ => {}
        }
    }
    tables().into_iter().for_each(check);
}

#[test]
fn zero_values_are_written_as_go_writes_them() {
    for (table, expected) in [
        (&specs_go::MANIFEST, r#"{"schemaVersion":0,"config":{"mediaType":"","digest":"","size":0},"layers":null}"#),
        (&specs_go::INDEX, r#"{"schemaVersion":0,"manifests":null}"#),
        (&specs_go::IMAGE, r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null}}"#),
        (&specs_go::IMAGE_1_1, r#"{"architecture":"","os":"","config":{},"rootfs":{"type":"","diff_ids":null}}"#),
        (&docker::V1_COMPATIBILITY, r#"{"id":"","created":"0001-01-01T00:00:00Z","container_config":{"Cmd":null}}"#),
        (&docker::HISTORY, r#"{"created":"0001-01-01T00:00:00Z"}"#),
        (&docker::ROOT_FS, r#"{"type":""}"#),
        (&distribution::SCHEMA2, r#"{"schemaVersion":0,"config":{},"layers":null}"#),
    ] {
        assert_eq!(written(&table.zero()), expected);
    }
}

#[test]
fn the_image_config_is_left_out_by_edition() {
    let text = br#"{"config":{"Env":[]},"variant":"v8","os":"linux","architecture":"arm64","os.version":"1"}"#;
    for (table, expected) in [
        (&specs_go::IMAGE, r#"{"architecture":"arm64","os":"linux","os.version":"1","variant":"v8","config":{},"#),
        (&specs_go::IMAGE_RC2, r#"{"architecture":"arm64","variant":"v8","os":"linux","os.version":"1","config":{},"#),
    ] {
        let value = read(text, table).unwrap().value;
        assert_eq!(written(&value), format!(r#"{expected}"rootfs":{{"type":"","diff_ids":null}}}}"#));
    }
    let all_zero = read(br#"{"config":{"Env":null,"User":""}}"#, &specs_go::IMAGE).unwrap().value;
    assert!(!written(&all_zero).contains("config"));
}
