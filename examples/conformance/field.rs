//! The documents that people asked about (`field/`): each has the size and the digest that they printed.

use crate::harness::{Mismatch, Tally, same, text};
use crate::set::{Set, read_json};
use oci_spec_types::Document;

pub(crate) fn run(set: &Set, out: &mut Tally) {
    let folder = set.folder("field");
    let Some(cases) = read_json(&folder.join("field.json")) else { return };
    for case in cases.as_array().into_iter().flatten() {
        out.case("field", text(case, "file"), || {
            let bytes = std::fs::read(folder.join(text(case, "file"))).unwrap_or_default();
            same(case["size"].as_u64().unwrap_or_default(), bytes.len() as u64)?;
            let document = Document::parse(bytes).map_err(|error| Mismatch::new("a document", error))?;
            let digest = document.digest().map_err(|error| Mismatch::new("a digest", error))?;
            same(text(case, "digest"), digest.to_string().as_str())
        });
    }
}
