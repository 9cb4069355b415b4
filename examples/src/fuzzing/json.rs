//! The JSON reader agrees with `serde_json` on what is JSON, and both ways of reading it agree with each other.

use oci_digest::json::{Scanner, Walk};

pub(super) fn body(bytes: &[u8]) {
    let mut scanner = Scanner::new(bytes);
    let skipped = scanner.skip().is_ok() && scanner.end().is_ok();
    let mut walked = Scanner::new(bytes);
    let mut walk = Walk::new();
    let walks = loop {
        match walk.next(&mut walked) {
            Ok(Some(_)) => {}
            Ok(None) => break walked.end().is_ok(),
            Err(_) => break false,
        }
    };
    assert_eq!(skipped, walks);
    match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
        Ok(_) => assert!(skipped),
        // It nests less deep.
        Err(error) => assert!(!skipped || error.to_string().starts_with("recursion limit")),
    }
    let _ = oci_digest::json::pointer_at(bytes, bytes.len() / 2);
}
