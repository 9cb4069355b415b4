//! The digest cases of `spec/validity.json`: what fits the grammar, and what does not.

use oci_digest::{Algorithm, Digest};
use serde_json::Value;

use crate::harness::{Mismatch, Tally, Verdict, base64, same, text};
use crate::set::Set;

const CATEGORY: &str = "spec/validity/digest";

pub(crate) fn run(set: &Set, out: &mut Tally) {
    let Some(Value::Array(cases)) = set.file("spec/validity.json").filter(|_| out.wants(CATEGORY)) else {
        return;
    };
    for case in cases.iter().filter(|case| case["kind"] == "digest") {
        out.case(CATEGORY, text(case, "id"), || check(case));
    }
}

fn check(case: &Value) -> Verdict {
    let document = document(case);
    match (Digest::parse_bytes(&document), case["valid"] == true) {
        (Err(_), false) => Ok(()),
        (Ok(digest), true) => {
            same(String::from_utf8_lossy(&document).into_owned(), digest.to_string())?;
            // Only what is computed here may ever be verified.
            let computed = !matches!(digest.algorithm(), Algorithm::Other(_));
            same(true, computed || (!digest.is_verifiable() && digest.verify(b"").is_err()))
        }
        (Ok(digest), false) => Err(Mismatch::new("an error", digest)),
        (Err(err), true) => Err(Mismatch::new("a digest", err)),
    }
}

fn document(case: &Value) -> Vec<u8> {
    if let Some(encoded) = case["document_b64"].as_str() {
        return base64(encoded);
    }
    if let Some(text) = case["document"].as_str() {
        return text.into();
    }
    let shape = &case["document_gen"];
    let times = usize::try_from(shape["count"].as_u64().unwrap_or_default()).unwrap_or_default();
    [text(shape, "head"), &text(shape, "repeat").repeat(times), text(shape, "tail")].concat().into()
}
