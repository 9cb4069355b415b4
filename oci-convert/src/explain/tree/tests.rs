use super::*;

fn found(a: &str, b: &str) -> Comparison {
    compare(a.as_bytes(), b.as_bytes()).expect("both are JSON")
}

#[test]
fn spelling() {
    let of = |a, b| {
        let found = found(a, b);
        assert_eq!(found.differences, []);
        let Spelling { whitespace, order, escapes, duplicates } = found.spelling;
        (whitespace, order, escapes, duplicates)
    };
    assert_eq!(of(r#"{"a":1}"#, "{ \"a\":1}"), (true, false, false, false));
    assert_eq!(of(r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#), (false, true, false, false));
    assert_eq!(of(r#"{"a":"<"}"#, r#"{"a":"\u003c"}"#), (false, false, true, false));
    assert_eq!(of(r#"{"a":1}"#, r#"{"\u0061":1}"#), (false, false, true, false));
    assert_eq!(of(r#"{"a":2}"#, r#"{"a":1,"a":2}"#), (false, false, false, true));
    assert_eq!(of("{}", "{}"), (false, false, false, false));
}

#[test]
fn places() {
    let found = found(r#"{"a":[1,{"x/y":2}],"b":null}"#, r#"{"a":[1,{"x/y":3},4],"c":""}"#);
    let rows: Vec<_> = found.differences.iter().map(|d| (d.pointer.as_str(), d.a.as_deref(), d.b.as_deref())).collect();
    assert_eq!(
        rows,
        [
            ("/a/1/x~1y", Some("2"), Some("3")),
            ("/b", Some("null"), None),
            ("/a/2", None, Some("4")),
            ("/c", None, Some("\"\"")),
        ]
    );
}

#[test]
fn deep_and_wide() {
    let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(5_000), "]".repeat(5_000));
    let deep = found(&deep("1"), &deep("2"));
    assert_eq!(deep.differences.len(), 1);
    let wide = found(&format!("[{}0]", "0,".repeat(299)), &format!("[{}1]", "1,".repeat(299)));
    assert_eq!((wide.differences.len(), wide.more), (LISTED, 200));
    assert!(compare(b"{", b"{}").is_none());
}
