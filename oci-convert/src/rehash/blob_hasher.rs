use oci_digest::{Digest, Hasher, Verifier, VerifyError};

/// Verifies a blob that comes in pieces, and hashes it in another algorithm, in one pass.
#[derive(Debug, Clone)]
#[must_use = "the new digest is known at the end"]
pub struct BlobHasher {
    old: Verifier,
    new: Hasher,
}

impl BlobHasher {
    pub(super) fn new(old: &Digest, size: Option<u64>, new: Hasher) -> Self {
        Self { old: Verifier::new(old, size), new }
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// When there are more bytes than the descriptor says.
    pub fn update(&mut self, piece: impl AsRef<[u8]>) -> Result<(), VerifyError> {
        let piece = piece.as_ref();
        self.old.update(piece)?;
        self.new.update(piece);
        Ok(())
    }

    /// The new digest.
    ///
    /// # Errors
    /// When the bytes are not those of the old digest, or not as many as the descriptor says.
    pub fn finish(self) -> Result<Digest, VerifyError> {
        self.old.finish()?;
        Ok(self.new.finalize())
    }
}
