//! Any bytes as documents, NUL between them: the first two are explained, by the others as configs and children; all names of
//! each are told.

use super::{picked::parts, shown::check_report};
use bytes::Bytes;
use oci_convert::explain::{Given, explain};
use oci_convert::identity::{Identity, Known};
use oci_spec_types::Document;

pub(super) fn body(bytes: &[u8]) {
    let texts: Vec<Bytes> = parts(bytes).map(Bytes::copy_from_slice).collect();
    let documents: Vec<Document> = texts.iter().filter_map(|text| Document::parse(text.clone()).ok()).collect();
    let [a, rest @ ..] = documents.as_slice() else { return };
    let b = rest.first().unwrap_or(a);
    for given in [Given::new(a, b), Given { configs: &texts, children: &texts, ..Given::new(b, a) }] {
        check_report(&explain(&given));
    }
    for document in &documents {
        let known = Known { config: texts.last(), index: Some(a), ..Known::new(document) };
        check_report(&Identity::of(&known));
    }
}
