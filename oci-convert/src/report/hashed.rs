//! The digests of a document and of what was made of it.

use crate::steps::manifest;
use crate::{Error, ManifestEdit};
use oci_digest::{Digest, Hasher, ManifestDigest};

/// The digest of the source, and that of the result.
pub(crate) struct Hashed {
    pub before: Digest,
    pub after: ManifestDigest,
}

impl Hashed {
    /// Hashes both, side by side where they are hashed alike.
    pub(crate) fn of(source: &[u8], made: &[u8], edits: &[ManifestEdit]) -> Result<Self, Error> {
        if let Some(algorithm) = manifest::algorithm(edits) {
            let after = ManifestDigest::new(manifest::digest(algorithm, made)?);
            return Ok(Self { before: Digest::sha256(source), after });
        }
        let (mut before, mut after) = (Hasher::sha256(), Hasher::sha256());
        Hasher::update_many(&mut [(&mut before, source), (&mut after, made)]);
        Ok(Self { before: before.finalize(), after: ManifestDigest::new(after.finalize()) })
    }
}
