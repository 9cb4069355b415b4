//! Documents, by their digests.

use crate::by_digest::ByDigest;
use oci_digest::Digest;
use oci_spec_types::Document;
use oci_spec_types::closure::{Link, links};

/// Documents, found by their digests. Those that have none cannot be pulled, and are left out.
pub(super) struct Held<'d> {
    documents: Vec<(Digest, &'d Document)>,
    payloads: ByDigest<'d>,
}

impl<'d> Held<'d> {
    pub(super) fn new(documents: &'d [Document]) -> Self {
        let named = documents.iter().filter_map(|own| Some((own.digest().ok()?, own, own.payload().ok()?)));
        let (documents, payloads): (Vec<_>, Vec<_>) =
            named.map(|(digest, document, payload)| ((digest, document), payload)).unzip();
        Self { documents, payloads: ByDigest::new(payloads) }
    }

    /// The document with a digest, of whatever algorithm.
    pub(super) fn find(&self, digest: &Digest) -> Option<&'d Document> {
        self.payloads.position(digest).and_then(|at| self.documents.get(at)).map(|(_, document)| *document)
    }

    /// All of them, in the order in which they were given.
    pub(super) fn all(&self) -> impl ExactSizeIterator<Item = (&Digest, &'d Document)> {
        self.documents.iter().map(|(digest, document)| (digest, *document))
    }

    /// What they name as documents.
    pub(super) fn links(&self) -> impl Iterator<Item = Digest> {
        let documents = self.documents.iter().map(|(_, document)| *document);
        documents.flat_map(links).filter(Link::is_document).filter_map(|link| link.digest.valid())
    }
}
