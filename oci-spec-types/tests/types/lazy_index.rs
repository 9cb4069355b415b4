//! Indexes with very many entries.

use oci_spec_types::{ErrorKind, LazyIndex, Limits, Model, docker, oci};

fn big(entries: usize) -> String {
    let entry = |at: usize| {
        format!(
            r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:{at:064x}","size":{at},"platform":{{"architecture":"a{at}","os":"linux"}},"y":1.0}}"#
        )
    };
    let entries: Vec<String> = (0..entries).map(entry).collect();
    format!(r#"{{"schemaVersion":2,"manifests":[{}],"annotations":{{"a":"b"}},"x":1.50}}"#, entries.join(","))
}

#[test]
fn entries_are_read_when_they_are_asked_for() {
    let text = big(500);
    let lazy = LazyIndex::open(text.clone(), &Limits::default()).unwrap();
    let typed = oci::Index::parse(text).unwrap();
    assert_eq!(lazy.len(), 500);
    assert_eq!(lazy.entry(77).unwrap(), typed.manifests[77]);
    assert_eq!(lazy.entry(77).unwrap().extra.get("y").unwrap().as_str(), "1.0");
    assert_eq!(lazy.iter().position(|entry| entry.platform.unwrap().architecture == "a123"), Some(123));
    assert_eq!(lazy.head().extra.get("x").unwrap().as_str(), "1.50");
    assert_eq!(lazy.head().annotations.get("a").unwrap(), "b");
    assert!(lazy.head().manifests.is_empty());
    assert!(lazy.span(0).unwrap().starts_with(r#"{"mediaType":"#));
    assert_eq!(lazy.span(500), None);
}

#[test]
fn the_whole_document_is_checked() {
    let good = big(100);
    let flaws = [
        // Syntax in the last entry, types in the last entry, types behind the list, text behind the document.
        (good.replacen(r#""size":99"#, r#""size":099"#, 1), "/manifests/99/size"),
        (good.replacen(r#""size":99"#, r#""size":"99""#, 1), "/manifests/99/size"),
        (good.replacen(r#""os":"linux"},"y":1.0}]"#, r#""os":7},"y":1.0}]"#, 1), "/manifests/99/platform/os"),
        (good.replacen(r#""y":1.0}]"#, r#""y":1.}]"#, 1), "/manifests/99/y"),
        (good.replacen(r#"{"a":"b"}"#, r#"{"a":2}"#, 1), "/annotations/a"),
    ];
    for (text, pointer) in flaws {
        let error = LazyIndex::open(text.clone(), &Limits::default()).unwrap_err();
        assert_eq!(error.pointer(), pointer, "{error}");
        assert_eq!(error, oci::Index::parse(text).unwrap_err());
    }
    let error = LazyIndex::open(good + "x", &Limits::default()).unwrap_err();
    assert!(error.to_string().contains("text after the end"), "{error}");
}

#[test]
fn limits_hold() {
    let limit = |limits: Limits| LazyIndex::open(big(100), &limits).map(|_| ()).map_err(|error| error.kind());
    assert_eq!(limit(Limits::default().with_max_descriptors(99)), Err(ErrorKind::Limit));
    assert_eq!(limit(Limits::default().with_max_descriptors(100)), Ok(()));
    assert_eq!(limit(Limits::default().with_max_document(1000)), Err(ErrorKind::Limit));
    let annotated = r#"{"manifests":[{"annotations":{"a":"","b":""}}]}"#;
    let open = |most| LazyIndex::open(annotated, &Limits::default().with_max_map_entries(most)).is_ok();
    assert!(open(2) && !open(1));
    let deep = format!(r#"{{"manifests":[{{"x":{}{}}}]}}"#, "[".repeat(20_000), "]".repeat(20_000));
    assert!(LazyIndex::open(deep, &Limits::default()).is_err());
}

#[test]
fn two_lists_are_an_error() {
    let text = r#"{"manifests":[{"size":1}],"manifests":[]}"#;
    let error = LazyIndex::open(text, &Limits::default()).unwrap_err();
    assert_eq!(error.pointer(), "/manifests");
    assert!(error.to_string().contains("second list"), "{error}");
}

#[test]
fn docker_lists_absent_lists_and_null_entries() {
    let list = docker::ManifestList::new(vec![]).to_json();
    assert!(LazyIndex::open(list, &Limits::default()).unwrap().is_empty());
    for text in ["{}", r#"{"manifests":null}"#, r#"{"manifests":[]}"#] {
        let lazy = LazyIndex::open(text, &Limits::default()).unwrap();
        assert!(lazy.is_empty());
        assert_eq!(lazy.head(), &oci::Index::parse(text).unwrap());
    }
    let lazy = LazyIndex::open(r#"{"manifests":[null, {"size":2}]}"#, &Limits::default()).unwrap();
    assert_eq!(lazy.entry(0), Some(oci::Descriptor::default()));
    assert_eq!(lazy.iter().map(|entry| entry.size).collect::<Vec<_>>(), [0, 2]);
    assert!(LazyIndex::open("[]", &Limits::default()).is_err());
}

#[test]
fn every_entry_is_shown_in_the_pass_that_checks() {
    let mut seen = Vec::new();
    LazyIndex::open_with(big(3), &Limits::default(), |at, entry| seen.push((at, entry.size, entry.text.len())))
        .unwrap();
    let lengths: Vec<_> = seen.iter().map(|(_, _, len)| *len).collect();
    let lazy = LazyIndex::open(big(3), &Limits::default()).unwrap();
    assert_eq!(lengths, [0, 1, 2].map(|at| lazy.span(at).unwrap().len()));
    assert_eq!(seen.iter().map(|(at, size, _)| (*at, *size)).collect::<Vec<_>>(), [(0, 0), (1, 1), (2, 2)]);
}

/// What was let through when the index was opened is let through when an entry is read again.
#[test]
fn entries_are_read_again_as_deep_as_they_were_checked() {
    let depth = 15_000;
    let deep = format!(r#"{{"manifests":[{{"size":7,"x":{}{}}}]}}"#, "[".repeat(depth), "]".repeat(depth));
    let limits = Limits::default().with_max_depth(50_000);
    let index = LazyIndex::open(deep.clone().into_bytes(), &limits).unwrap();
    assert_eq!(index.entry(0).map(|entry| entry.size), Some(7));
    assert_eq!(index.iter().next().map(|entry| entry.size), Some(7));
    assert!(LazyIndex::open(deep.into_bytes(), &Limits::default()).is_err());
}
