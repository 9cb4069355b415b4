//! Documents, by their digests of all algorithms that are asked for.

use oci_digest::{Algorithm, Digest};
use oci_spec_types::Document;
use oci_spec_types::closure::{Link, links};
use std::collections::{HashMap, HashSet};

/// Documents, found by their digests.
pub(super) struct Held<'d> {
    documents: &'d [Document],
    /// By sha256, then by what else pins and links are written in.
    known: HashMap<Digest, usize>,
    /// The digests by which the documents go, one each; none for those that cannot be pulled.
    names: Vec<Option<Digest>>,
}

impl<'d> Held<'d> {
    pub(super) fn new(documents: &'d [Document], pins: &[Digest]) -> Self {
        let names: Vec<Option<Digest>> = documents.iter().map(|document| document.digest().ok()).collect();
        let mut known = HashMap::new();
        let linked = documents.iter().flat_map(links).filter_map(|link| link.digest.valid());
        let others: HashSet<Algorithm> = pins.iter().cloned().chain(linked).map(|digest| digest.algorithm()).collect();
        for algorithm in others.into_iter().filter(|algorithm| *algorithm != Algorithm::Sha256) {
            for (at, document) in documents.iter().enumerate() {
                let digest = document.payload().ok().and_then(|payload| algorithm.digest(payload).ok());
                known.extend(digest.map(|digest| (digest, at)));
            }
        }
        known.extend(names.iter().enumerate().filter_map(|(at, name)| Some((name.clone()?, at))));
        Self { documents, known, names }
    }

    /// The document with a digest.
    pub(super) fn find(&self, digest: &Digest) -> Option<&'d Document> {
        self.known.get(digest).and_then(|at| self.documents.get(*at))
    }

    /// All of them, in the order in which they were given.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Digest, &'d Document)> {
        self.names.iter().zip(self.documents).filter_map(|(name, document)| Some((name.as_ref()?, document)))
    }

    /// What they name as documents.
    pub(super) fn links(&self) -> impl Iterator<Item = Digest> {
        self.documents.iter().flat_map(links).filter(Link::is_document).filter_map(|link| link.digest.valid())
    }
}
