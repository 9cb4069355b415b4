//! Bytes in, the same bytes out; the digest is theirs.

use oci_digest::Digest;
use oci_spec_types::{Document, strategies as any};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_digest_is_that_of_the_bytes((_, bytes) in any::odd_document()) {
        let document = Document::parse(bytes.clone()).unwrap();
        prop_assert_eq!(document.bytes(), &bytes);
        // Signed manifests are not made here.
        prop_assert_eq!(document.digest().unwrap(), Digest::sha256(&bytes));
    }
}

#[test]
fn the_document_shares_the_memory_it_was_given() {
    let bytes = bytes::Bytes::from_static(br#"{"schemaVersion":2,"manifests":[],"x":"abc"}"#);
    let document = Document::parse(bytes.clone()).unwrap();
    assert_eq!(document.bytes().as_ptr(), bytes.as_ptr());
    let oci_spec_types::View::OciIndex(index) = document.view() else { panic!("an index") };
    let raw = index.extra.get("x").unwrap().as_str();
    assert!(bytes.as_ptr_range().contains(&raw.as_ptr()));
}
