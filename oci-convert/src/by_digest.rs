//! Bytes, found by their digests.

use bytes::Bytes;
use oci_digest::{Algorithm, Digest};
use std::cell::RefCell;
use std::collections::HashMap;

/// Bytes by their digests of each algorithm that is asked for.
pub(crate) struct ByDigest<'b> {
    blobs: Vec<&'b Bytes>,
    known: RefCell<HashMap<Algorithm, HashMap<Digest, usize>>>,
}

impl<'b> ByDigest<'b> {
    pub(crate) fn new(blobs: impl IntoIterator<Item = &'b Bytes>) -> Self {
        Self { blobs: blobs.into_iter().collect(), known: RefCell::default() }
    }

    /// Which of the bytes have a digest.
    pub(crate) fn position(&self, digest: &Digest) -> Option<usize> {
        let mut known = self.known.borrow_mut();
        let of_algorithm = known.entry(digest.algorithm()).or_insert_with_key(|algorithm| {
            let blobs = self.blobs.iter().enumerate();
            blobs.filter_map(|(at, blob)| Some((algorithm.digest(blob).ok()?, at))).collect()
        });
        of_algorithm.get(digest).copied()
    }

    /// The bytes with a digest.
    pub(crate) fn find(&self, digest: &Digest) -> Option<&'b Bytes> {
        self.position(digest).and_then(|at| self.blobs.get(at)).copied()
    }
}
