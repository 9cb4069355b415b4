//! Documents behind public reports (`reports/`): the right answers are there in words, and are checked here.

mod conversions;
mod documents;
mod relations;

use crate::harness::{Mismatch, Tally, same, text};
use crate::set::{Set, read_json};
use bytes::Bytes;
use oci_spec_types::Document;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What is right to say of the documents of a report; it panics where something else is said.
type Check = fn(&Report);

/// Each report by its id.
const CHECKS: &[(&str, Check)] = &[
    ("all-rebuilt", relations::all_rebuilt),
    ("artifacts-share-empty-config", relations::artifacts_share_empty_config),
    ("attestation-replaced", relations::attestation_replaced),
    ("convert-artifact-manifest", conversions::artifact_manifest),
    ("convert-docker-save", conversions::docker_save),
    ("converted-and-recompressed", relations::converted_and_recompressed),
    ("docker-type-called-without-counterpart", conversions::docker_type_in_oci),
    ("index-annotation-added", relations::index_annotation_added),
    ("index-annotation-added-indented", conversions::index_annotation_added_indented),
    ("index-kept", conversions::index_kept),
    ("layer-without-diffid", conversions::layer_without_diff_id),
    ("minimal-index-layout", conversions::minimal_index_layout),
    ("minimal-way-back", conversions::minimal_way_back),
    ("more-diffids-than-layers", conversions::more_diff_ids_than_layers),
    ("not-json", documents::not_json),
    ("oci-with-docker-config", conversions::mixed),
    ("oci-with-docker-layers", conversions::mixed),
    ("offset-after-bad-utf8", documents::offset_after_bad_utf8),
    ("oras-artifact-type", documents::oras_artifact_type),
    ("rebased", relations::rebased),
    ("registry-error-as-manifest", documents::registry_error),
    ("registry-fallback", documents::registry_fallback),
    ("serde-index-unknown-member", documents::serde_unknown_member),
    ("utf16", documents::utf16),
    ("wasm-config", documents::wasm_config),
    ("zstd-to-docker", conversions::zstd_to_docker),
];

pub(crate) fn run(set: &Set, out: &mut Tally) {
    let folder = set.folder("reports");
    set.claim("reports/reports.json".to_owned());
    let Some(cases) = read_json(&folder.join("reports.json")) else { return };
    let cases = cases.as_array().map_or(&[][..], Vec::as_slice);
    for case in cases {
        let id = text(case, "id");
        out.case("reports", id, || {
            let Some((_, check)) = CHECKS.iter().find(|(own, _)| *own == id) else {
                return Err(Mismatch::new(text(case, "right"), "nothing that checks it"));
            };
            let report = Report { folder: folder.join(id), case, read: RefCell::default() };
            check(&report);
            same(format!("{:?}", report.names()), format!("{:?}", report.read.borrow()))
        });
    }
    for (id, _) in CHECKS.iter().filter(|(id, _)| !cases.iter().any(|case| text(case, "id") == *id)) {
        out.fail("reports", id, "a report of this id");
    }
}

/// A report and its files.
struct Report<'a> {
    folder: PathBuf,
    case: &'a Value,
    /// The files that were looked at: all of them must be.
    read: RefCell<BTreeSet<String>>,
}

impl Report<'_> {
    /// The names of its files.
    fn names(&self) -> BTreeSet<String> {
        let names = self.case["files"].as_array().into_iter().flatten();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    fn bytes(&self, name: &str) -> Bytes {
        self.read.borrow_mut().insert(name.to_owned());
        let path = self.folder.join(name);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into()
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name).into()).expect("UTF-8")
    }

    fn document(&self, name: &str) -> Document {
        Document::parse(self.bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}
