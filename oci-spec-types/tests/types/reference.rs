//! Image references: nothing allocates, and what is printed reads as the same.

use oci_spec_types::Reference;
use oci_spec_types::reference::{AnyReference, Dialect, DockerTransport, ReferenceErrorKind, ReferenceRef, Rules};
use proptest::prelude::*;

const SHA256: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Texts that are references, and texts that almost are.
fn text() -> impl Strategy<Value = String> {
    let host = "([a-zA-Z0-9_.-]{1,9}|localhost|docker\\.io|index\\.docker\\.io|\\[[0-9a-f:]{0,8}\\])(:[0-9a]{0,4})?";
    let path = "[a-zA-Z0-9._/-]{1,20}";
    let ends = "(:[a-zA-Z0-9_.:-]{0,9})?(@(sha256|sha384|SHA256|md5):([0-9a-f]{64}|[0-9a-fA-F]{30,70}))?";
    prop_oneof![
        4 => proptest::string::string_regex(&format!("({host}/)?{path}{ends}")).unwrap(),
        1 => "\\PC{0,20}",
        1 => "[aA.:/@%_İ-]{0,12}",
    ]
}

fn allocations<T>(run: impl FnOnce() -> T) -> u64 {
    allocation_counter::measure(|| drop(std::hint::black_box(run()))).count_total
}

#[test]
fn reading_allocates_nothing() {
    let pinned = format!("alpine:3.20@{SHA256}");
    for text in ["alpine", "docker.io/library/alpine:3.20", "localhost:5000/a/b", "[::1]:5/a", "Alpine", "a:İ", &pinned]
    {
        assert_eq!(allocations(|| Rules::Distribution.normalized(text).map(|named| named.or_latest())), 0, "{text}");
        assert_eq!(allocations(|| Rules::Distribution.exact(text)), 0, "{text}");
        assert_eq!(allocations(|| Rules::Distribution.docker(text)), 0, "{text}");
        assert_eq!(allocations(|| Rules::Distribution.canonical(text)), 0, "{text}");
        assert_eq!(allocations(|| Rules::ContainersImage.any(text)), 0, "{text}");
    }
    assert_eq!(allocations(|| Rules::Distribution.any(SHA256)), 0);
    assert!(allocations(|| Reference::parse("alpine")) > 0, "the counter counts");
}

#[test]
fn long_texts_are_refused_without_copies() {
    for unit in ["a", "A", "a/", "a:", "a@", "a.", "İ", "[", "-", "a_", "../"] {
        let text = unit.repeat((1 << 18) / unit.len());
        for rules in [Rules::Distribution, Rules::ContainersImage] {
            assert_eq!(allocations(|| rules.normalized(&text)), 0, "{unit}");
            assert!(rules.normalized(&text).is_err(), "{unit}");
        }
        for dialect in Dialect::ALL {
            // A few copies of the text at most, not one for each of its parts.
            let bytes = allocation_counter::measure(|| drop(dialect.read(&text))).bytes_max;
            assert!(bytes <= 10 << 20, "{dialect:?} {unit}: {bytes}");
        }
    }
}

#[test]
fn errors_name_the_place() {
    let at = |text: &str| {
        let error = Reference::parse(text).unwrap_err();
        (error.kind(), error.position())
    };
    assert_eq!(at("example.com/a:b c"), (ReferenceErrorKind::Format, 15));
    assert_eq!(at("example.com/a//b"), (ReferenceErrorKind::Format, 14));
    assert_eq!(at("exa mple.com/a"), (ReferenceErrorKind::Format, 3));
    assert_eq!(at("library/Alpine"), (ReferenceErrorKind::RepositoryUppercase, 8));
    assert_eq!(at("a@sha256:E3B0"), (ReferenceErrorKind::Format, 13));
    assert_eq!(at(&format!("a@{SHA256}0")), (ReferenceErrorKind::DigestLength, 73));
    assert_eq!(at(""), (ReferenceErrorKind::Format, 0));
    assert_eq!(at(&"ab/".repeat(100)), (ReferenceErrorKind::Format, 300));
    assert_eq!(at(&format!("h.io/{}", "a".repeat(256))), (ReferenceErrorKind::TooLong, 260));
}

#[test]
fn a_digest_that_is_not_known_yet_stands_behind_a_name_alone() {
    let named = DockerTransport::parse("//alpine@@unknown-digest@@").unwrap();
    assert!(named.unknown_digest && named.reference.tag().is_none());
    let error = DockerTransport::parse("//alpine:3.20@@unknown-digest@@").unwrap_err();
    assert_eq!((error.kind(), error.position()), (ReferenceErrorKind::UnknownDigest, 13));
}

#[test]
fn patterns_match_as_those_of_go() {
    for (reference, pattern, expected) in [
        ("alpine:3.20", "alpine:3.*", Some(true)),
        ("alpine:3.20", "alpine", Some(true)),
        ("alpine:3.20", "docker.io/library/alpine", Some(false)),
        ("alpine:3.20", "alpine:3", Some(false)),
        ("alpine", "a?pine", Some(true)),
        ("alpine", "[a-c]lpine", Some(true)),
        ("alpine", "[^a-c]lpine", Some(false)),
        ("example.com/a/b", "example.com/*", Some(false)),
        ("example.com/a/b", "*/a/b", Some(true)),
        ("example.com/a/b", "example.com/*/b", Some(true)),
        ("alpine", "alpin[", None),
        ("alpine", "x[", None),
        ("alpine", "alpine\\", None),
    ] {
        assert_eq!(Reference::parse(reference).unwrap().matches(pattern).ok(), expected, "{reference} {pattern}");
    }
}

#[test]
fn references_are_values() {
    let reference: Reference = serde_json::from_str("\"alpine:3.20\"").unwrap();
    assert_eq!(serde_json::to_string(&reference).unwrap(), "\"docker.io/library/alpine:3.20\"");
    assert_eq!(reference, Reference::parse("docker.io/library/alpine:3.20").unwrap());
    assert_eq!(format!("{reference:>32}").len(), 32);
    assert!(reference < Reference::parse("docker.io/library/busybox").unwrap());
    let error = serde_json::from_str::<Reference>("\"Alpine\"").unwrap_err();
    assert!(error.to_string().contains("lower case"), "{error}");
}

#[test]
fn a_digest_that_is_only_shaped_like_one_is_kept_as_text() {
    let name = ReferenceRef::from_name("example.com/a").unwrap();
    let shaped = name.with_digest("sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").unwrap();
    assert!(shaped.claimed_digest().unwrap().valid().is_none());
    assert!(Reference::parse(shaped.to_string()).is_err());
    assert!(name.with_digest(SHA256).unwrap().claimed_digest().unwrap().valid().is_some());
}

proptest! {
    #[test]
    fn the_canonical_form_reads_as_the_same(text in text()) {
        for rules in [Rules::Distribution, Rules::ContainersImage] {
            if let Ok(exact) = rules.exact(&text) {
                prop_assert_eq!(exact.to_string(), text.as_str());
                let owned = Reference::from(exact);
                prop_assert_eq!(owned.as_ref(), exact);
            }
            let Ok(reference) = rules.normalized(&text) else { continue };
            let canonical = reference.to_string();
            prop_assert_eq!(rules.normalized(&canonical), Ok(reference));
            prop_assert_eq!(rules.canonical(&canonical), Ok(reference));
            let owned = Reference::from(reference);
            prop_assert_eq!(owned.as_ref(), reference);
            prop_assert_eq!(owned.repository(), reference.repository());
            prop_assert_eq!(rules.canonical(&text).is_ok(), canonical == text);
            // The brackets of an IPv6 host begin a class in a pattern.
            let itself = reference.familiar().to_string().replace('[', "\\[");
            prop_assert_eq!(reference.matches(&itself), Ok(true));
        }
    }

    #[test]
    fn the_parts_make_the_whole(text in text()) {
        let Ok(reference) = Reference::parse(&text) else { return Ok(()) };
        let name = reference.name();
        let mut made = ReferenceRef::from_name(name.as_str()).unwrap();
        if let Some(tag) = reference.tag() {
            made = made.with_tag(tag).unwrap();
        }
        if let Some(digest) = reference.digest() {
            made = made.with_digest(digest).unwrap();
        }
        prop_assert_eq!(made.to_string(), reference.to_string());
    }

    #[test]
    fn every_dialect_answers(bytes in prop::collection::vec(any::<u8>(), 0..40), text in text()) {
        for dialect in Dialect::ALL {
            let _ = dialect.read(&bytes);
            if let Err(error) = dialect.read(&text) {
                prop_assert!(error.position() <= text.len(), "{dialect:?} {text}");
                prop_assert!(!error.expected().is_empty());
            }
        }
        if let Ok(AnyReference::Digest(digest)) = Rules::Distribution.any(&text) {
            prop_assert!(text.len() == 64 || digest.to_string() == text);
        }
    }

    #[test]
    fn podman_takes_no_more_than_docker(text in text()) {
        if let Ok(reference) = Rules::ContainersImage.normalized(&text) {
            prop_assert_eq!(Rules::Distribution.normalized(&text), Ok(reference));
        }
    }
}
