//! `reference/FILE`: image references, as distribution/reference, containers/image and other tools read them.

mod functions;
mod parse;

use crate::harness::{Mismatch, Tally, Verdict};
use crate::set::Set;
use oci_spec_types::reference::{ReferenceError, ReferenceErrorKind};
use serde_json::Value;

/// One case of a file whose cases are rows.
type Check = fn(&[Value]) -> Verdict;

/// Files of rows, each for one function.
const ROWS: [(&str, Check); 4] = [
    ("with", functions::with),
    ("sort", functions::sort),
    ("familiar-match", functions::familiar_match),
    ("containers-image-transport", functions::transport),
];

/// Files of texts that every tool reads.
const TEXTS: &[&str] = &[
    "digest",
    "garbage",
    "host",
    "huge",
    "identifier",
    "ipv6",
    "length",
    "localhost",
    "mutated",
    "path",
    "plain",
    "port",
    "random",
    "scheme",
    "tag",
    "tiny",
];

pub(crate) fn run(set: &Set, out: &mut Tally) {
    for file in TEXTS {
        let category = format!("reference/{file}");
        for case in cases(set, file, &category, out) {
            out.case(&category, case["id"].as_str().unwrap_or_default(), || parse::check(&case));
        }
    }
    for (file, check) in ROWS {
        let category = format!("reference/{file}");
        for case in cases(set, file, &category, out) {
            out.case(&category, shortened(&case), || check(case.as_array().map_or(&[], Vec::as_slice)));
        }
    }
}

fn cases(set: &Set, file: &str, category: &str, out: &Tally) -> Vec<Value> {
    match set.file(&format!("reference/{file}.json")).filter(|_| out.wants(category)) {
        Some(mut document) => document["cases"].as_array_mut().map(std::mem::take).unwrap_or_default(),
        None => Vec::new(),
    }
}

fn shortened(case: &Value) -> String {
    case.to_string().chars().take(120).collect()
}

/// A string of a case: JSON text, `hex`, or `parts` that repeat. Absent is empty.
fn bytes(value: &Value) -> Vec<u8> {
    if let Some(text) = value.as_str() {
        return text.into();
    }
    if let Some(digits) = value["hex"].as_str() {
        return hex::decode(digits).expect("hex in a case");
    }
    let parts = value["parts"].as_array().map_or(&[][..], Vec::as_slice);
    let part = |part: &Value| {
        let times = usize::try_from(part[1].as_u64().unwrap_or_default()).unwrap_or_default();
        part[0].as_str().unwrap_or_default().repeat(times)
    };
    parts.iter().map(part).collect::<String>().into()
}

/// What is compared: bytes for a text, JSON for the rest.
fn same_text(what: &str, expected: &Value, got: impl AsRef<[u8]>) -> Verdict {
    let expected = bytes(expected);
    if expected == got.as_ref() {
        return Ok(());
    }
    let shown = |text: &[u8]| text.escape_ascii().to_string();
    Err(Mismatch::new(format!("{what} {}", shown(&expected)), shown(got.as_ref())))
}

/// Whether a result agrees with a case on being an error, and of which class. `None` when both are errors.
fn agreed<T>(what: &str, expected: &Value, got: Result<T, ReferenceError>) -> Result<Option<T>, Mismatch> {
    match (expected["err"].as_str(), got) {
        (None, Ok(value)) => Ok(Some(value)),
        (Some(class), Err(error)) if class == class_of(error.kind()) => Ok(None),
        (Some(class), Err(error)) => Err(Mismatch::new(format!("{what}: {class}"), error)),
        (Some(class), Ok(_)) => Err(Mismatch::new(format!("{what}: {class}"), "a reference")),
        (None, Err(error)) => Err(Mismatch::new(format!("{what}: a reference"), error)),
    }
}

fn class_of(kind: ReferenceErrorKind) -> &'static str {
    match kind {
        ReferenceErrorKind::Empty => "empty",
        ReferenceErrorKind::Format => "format",
        ReferenceErrorKind::Uppercase => "uppercase",
        ReferenceErrorKind::RepositoryUppercase => "remote-uppercase",
        ReferenceErrorKind::Identifier => "identifier",
        ReferenceErrorKind::TooLong => "too-long",
        ReferenceErrorKind::DigestFormat => "digest-format",
        ReferenceErrorKind::DigestLength => "digest-length",
        ReferenceErrorKind::DigestUnsupported => "digest-unsupported",
        ReferenceErrorKind::TagFormat => "tag-format",
        ReferenceErrorKind::DigestShape => "with-digest-format",
        ReferenceErrorKind::TagAndDigest => "tag-and-digest",
        ReferenceErrorKind::UnknownDigest => "unknown-digest-with-tag-or-digest",
        _ => "of a tool",
    }
}
