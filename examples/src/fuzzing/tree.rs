//! Any bytes as documents, NUL between them, the first above the others: what belongs to it, all of it under digests of another
//! algorithm and back, its attestations as referrers and back, and how it would be copied.

use super::picked::{parts, tool_for};
use super::shown::{check_report, check_shown};
use bytes::Bytes;
use oci_convert::copy::{Capabilities, CopyRequest};
use oci_convert::referrers::{AttestationForm, from_index, into_index};
use oci_convert::rehash::{Rehash, RehashNeed, Rehashed};
use oci_convert::{Error, Format, Source};
use oci_digest::{Algorithm, Digest};
use oci_spec_types::closure::Closure;
use oci_spec_types::{Document, MediaType};
use std::collections::HashMap;

pub(super) fn body(bytes: &[u8]) {
    let texts: Vec<Bytes> = parts(bytes).map(Bytes::copy_from_slice).collect();
    let Some(root) = texts.first() else { return };
    belongs(&texts);
    let Ok(document) = Document::parse(root.clone()) else { return };
    if let Some(rehashed) = shown(rehash(&texts, &document, Algorithm::Sha512)) {
        check_report(&rehashed.report);
        let after: Vec<Bytes> = rehashed.documents.iter().map(|own| own.bytes.clone()).chain(texts.clone()).collect();
        let top = rehashed.documents.last().map(|own| Document::parse(own.bytes.clone()).expect("a document"));
        if let Some(back) = top.and_then(|top| shown(rehash(&after, &top, Algorithm::Sha256))) {
            check_report(&back.report);
        }
    }
    for media_type in [MediaType::OCI_INDEX, MediaType::DOCKER_LIST] {
        let source = || Source::new(root.clone(), media_type.clone());
        let copy = CopyRequest::to(Capabilities::registry()).format(Format::Oci).index(source());
        if let Some(copy) = shown(copy) {
            assert!(copy.copies().count() <= copy.steps().len());
        }
        let tool = tool_for(bytes);
        if let Some(moved) = shown(from_index(source(), &texts, tool)) {
            check_report(&moved.index.report);
            let referrers: Vec<Bytes> = moved.referrers.iter().map(|own| own.bytes.clone()).collect();
            let back = into_index(Source::from(&moved.index), &referrers, AttestationForm::Artifact, tool);
            if let Some(back) = shown(back) {
                check_report(&back.index.report);
            }
        }
    }
}

fn shown<T>(answer: Result<T, Error>) -> Option<T> {
    answer.map_err(|error| check_shown(&error)).ok()
}

/// Every need is met once: there is an end.
fn belongs(texts: &[Bytes]) {
    let documents: HashMap<Digest, Document> = texts
        .iter()
        .filter_map(|text| Document::parse(text.clone()).ok())
        .filter_map(|document| Some((document.digest().ok()?, document)))
        .collect();
    let mut closure = Closure::new();
    documents.keys().for_each(|digest| closure.keep(digest));
    while let Some(need) = closure.next_need() {
        match documents.get(&need.digest) {
            Some(document) if closure.provide(&need.digest, document).is_ok() => {}
            _ => closure.lacks(&need.digest),
        }
    }
    let answer = closure.answer();
    for digest in documents.keys() {
        let _ = (answer.verdict(digest), answer.gaps(digest), closure.why(digest), closure.about(digest));
    }
    let _ = (answer.collectable(), answer.dangling());
}

fn rehash(texts: &[Bytes], document: &Document, to: Algorithm) -> Result<Rehashed, Error> {
    let mut plan = Rehash::to(to.clone()).plan(Source::from(document))?;
    loop {
        let needs = plan.needs();
        if needs.is_empty() {
            return plan.finish();
        }
        for need in needs {
            if texts.iter().any(|text| plan.provide(&need, text.clone()).is_ok()) {
                continue;
            }
            let name = need.descriptor().digest.as_str();
            match need {
                RehashNeed::Blob(_) => plan.name(&need, to.digest(name).expect("a digest"))?,
                _ => plan.provide(&need, Bytes::new())?,
            }
        }
    }
}
