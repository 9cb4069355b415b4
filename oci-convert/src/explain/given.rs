//! What the caller has.

use crate::by_digest::ByDigest;
use bytes::Bytes;
use oci_digest::{DiffId, Digest};
use oci_spec_types::{ClaimedDigest, Document};
use std::cell::RefCell;

/// Two documents, and what else the caller has of them. The more there is, the more can be said.
///
/// Blobs are found by their digests, of any supported algorithm: nothing has to be sorted, and what nobody names is not
/// looked at.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The first document.
    pub a: &'a Document,
    /// The second document.
    pub b: &'a Document,
    /// Configs of either image, and of children.
    pub configs: &'a [Bytes],
    /// Manifests and indexes that an index names, directly or through another.
    pub children: &'a [Bytes],
    /// Layers whose diffID was measured, by unpacking them: the digest of the blob, and its diffID.
    pub diff_ids: &'a [(Digest, DiffId)],
}

impl<'a> Given<'a> {
    /// The documents alone.
    #[must_use]
    pub const fn new(a: &'a Document, b: &'a Document) -> Self {
        Self { a, b, configs: &[], children: &[], diff_ids: &[] }
    }
}

/// All bytes that are there, by digest.
pub(super) struct Pool<'a>(ByDigest<'a>);

impl<'a> Pool<'a> {
    pub(super) fn new(given: &Given<'a>) -> Self {
        let documents = [given.a, given.b].map(covered);
        Self(ByDigest::new(documents.into_iter().chain(given.configs).chain(given.children)))
    }

    /// The blob with a digest.
    pub(super) fn find(&self, claimed: &ClaimedDigest) -> Option<&'a Bytes> {
        self.0.find(&claimed.valid()?)
    }
}

/// The bytes that say what the document says, and that its digest covers: of a signed one the payload.
pub(super) fn covered(document: &Document) -> &Bytes {
    document.payload().unwrap_or(document.bytes())
}

/// A document, by all its digests.
pub(super) struct Identity<'d> {
    covered: &'d Bytes,
    /// One of each algorithm that was asked for.
    known: RefCell<Vec<Digest>>,
}

impl<'d> Identity<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        Self { covered: covered(document), known: RefCell::default() }
    }

    /// Whether a digest is that of the document, of whatever algorithm.
    pub(super) fn is(&self, claimed: &ClaimedDigest) -> bool {
        let Some(digest) = claimed.valid() else { return false };
        let mut known = self.known.borrow_mut();
        if let Some(own) = known.iter().find(|own| own.algorithm_str() == digest.algorithm_str()) {
            return *own == digest;
        }
        let Ok(own) = digest.algorithm().digest(self.covered) else { return false };
        let is = own == digest;
        known.push(own);
        is
    }
}
