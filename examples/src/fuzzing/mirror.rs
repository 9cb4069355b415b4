//! Any bytes as documents, NUL between them: every other one is in the mirror, the others in the source, and all are pinned.

use super::{picked::parts, shown::check_report};
use oci_convert::mirror::Mirror;
use oci_digest::Digest;
use oci_spec_types::closure::links;
use oci_spec_types::{Document, tag};

pub(super) fn body(bytes: &[u8]) {
    let documents: Vec<Document> = parts(bytes).filter_map(|text| Document::parse(text.to_vec()).ok()).collect();
    let linked = documents.iter().flat_map(links).filter_map(|link| link.digest.valid());
    let pins: Vec<Digest> = documents.iter().filter_map(|document| document.digest().ok()).chain(linked).collect();
    let (held, source): (Vec<_>, Vec<_>) = documents.into_iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let [held, source] = [held, source].map(|list| list.into_iter().map(|(_, own)| own).collect::<Vec<_>>());
    let tags: Vec<(String, Digest)> = pins.iter().map(|pin| (tag::referrers_tag(pin), pin.clone())).collect();
    let blobs = pins.get(pins.len() / 2..);
    for mirror in [
        Mirror { documents: &held, source: &source, ..Mirror::default() },
        Mirror { documents: &held, source: &source, blobs, tags: &tags, ..Mirror::default() },
    ] {
        let check = mirror.check(&pins);
        assert_eq!(check.pins.len(), pins.len());
        check_report(&check);
    }
}
