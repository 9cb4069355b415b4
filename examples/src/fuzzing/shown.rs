//! What is rendered can be shown, and read.

use oci_convert::Converted;
use oci_spec_types::{Document, ParseOptions};
use serde::Serialize;
use serde::de::IgnoredAny;
use std::fmt::Display;

/// Text for a terminal: no control character but the end of a line.
#[track_caller]
pub(super) fn check_shown(shown: &impl Display) {
    let text = shown.to_string();
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
}

/// Text for a terminal, and JSON.
#[track_caller]
pub(super) fn check_report(report: &(impl Display + Serialize)) {
    check_shown(report);
    let json = serde_json::to_vec(report).expect("JSON");
    let _: IgnoredAny = serde_json::from_slice(&json).expect("JSON");
}

/// The report of a conversion, and that it names the digest of a result that can be read as what it is said to be: its bytes
/// alone may say something else, where the source was of two kinds. A document that a tool leaves as it is may be none.
#[track_caller]
pub(super) fn check_converted(converted: &Converted, source: &[u8]) -> Option<Document> {
    check_report(&converted.report);
    if converted.bytes == source {
        return None;
    }
    let options = ParseOptions::default().media_type(converted.media_type.clone());
    let result = Document::parse_with(converted.bytes.clone(), &options).expect("a document");
    assert_eq!(result.digest().ok().as_ref(), Some(converted.digest.digest()));
    Some(result)
}
