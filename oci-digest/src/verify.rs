//! Checking bytes against an expected size and digest.

use crate::algorithm::Algorithm;
use crate::digest::Digest;
use crate::hasher::Hasher;
use crate::verify_error::VerifyError;

/// Checks bytes that come in pieces against a digest and, where known, a size.
///
/// It fails at the first byte too many, and checks the size before the digest, as the image-spec
/// asks for (descriptor.md, "Verification").
///
/// ```
/// use oci_digest::{Digest, Verifier, VerifyError};
///
/// let digest = Digest::sha256(b"two pieces");
/// let mut verifier = Verifier::new(&digest, Some(10));
/// verifier.update(b"two ")?;
/// verifier.update(b"pieces")?;
/// verifier.finish()?;
///
/// let mut verifier = Verifier::new(&digest, Some(10));
/// let result = verifier.update(b"two pieces!");
/// assert_eq!(result, Err(VerifyError::TooLong { expected: 10 }));
/// # Ok::<(), VerifyError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is verified before `finish`"]
pub struct Verifier {
    expected: Digest,
    size: Option<u64>,
    position: u64,
    /// `None` where the digest cannot be verified.
    hasher: Option<Hasher>,
}

impl Verifier {
    /// A verifier of this digest and, where it is known, this size in bytes.
    ///
    /// A digest that this build cannot verify makes every `update` and `finish` fail.
    pub fn new(digest: &Digest, size: Option<u64>) -> Self {
        let hasher = match Algorithm::known(digest.algorithm_str()) {
            Some(known) if digest.hash().is_some() => known.hasher().ok(),
            _ => None,
        };
        Self { expected: digest.clone(), size, position: 0, hasher }
    }

    /// The digest that is expected.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.expected
    }

    /// The size in bytes that is expected, where one is.
    #[must_use]
    pub const fn size(&self) -> Option<u64> {
        self.size
    }

    /// Number of bytes taken so far.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Bytes that may still come, where the size is known.
    #[must_use]
    pub fn remaining(&self) -> Option<u64> {
        self.size.map(|size| size.saturating_sub(self.position))
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// [`VerifyError::TooLong`] where the content grows over the expected size (from then on,
    /// always), and [`VerifyError::Unsupported`] where the digest cannot be verified.
    pub fn update(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), VerifyError> {
        let bytes = bytes.as_ref();
        self.take(bytes)?.update(bytes);
        Ok(())
    }

    /// Counts a piece; the hasher that takes it.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<&mut Hasher, VerifyError> {
        self.position = self.position.saturating_add(bytes.len() as u64);
        self.verdict_so_far()?;
        self.hasher.as_mut().ok_or_else(|| VerifyError::Unsupported { digest: self.expected.clone() })
    }

    /// Whether what was taken cannot be right any more.
    pub(crate) fn verdict_so_far(&self) -> Result<(), VerifyError> {
        match self.size {
            _ if self.hasher.is_none() => Err(VerifyError::Unsupported { digest: self.expected.clone() }),
            Some(expected) if self.position > expected => Err(VerifyError::TooLong { expected }),
            _ => Ok(()),
        }
    }

    /// Tells whether the content was what it should be: the size first, then the digest, which is
    /// compared in constant time.
    ///
    /// # Errors
    /// Any [`VerifyError`].
    pub fn finish(self) -> Result<(), VerifyError> {
        let Some(hasher) = self.hasher else {
            return Err(VerifyError::Unsupported { digest: self.expected });
        };
        let found = self.position;
        match self.size {
            Some(expected) if found > expected => Err(VerifyError::TooLong { expected }),
            Some(expected) if found < expected => Err(VerifyError::TooShort { expected, found }),
            _ => hasher.verify(&self.expected),
        }
    }
}

impl Digest {
    /// Checks that these bytes have this digest. The compare takes constant time.
    ///
    /// # Errors
    /// [`VerifyError::Mismatch`] where they have another digest, and [`VerifyError::Unsupported`]
    /// where this build cannot tell: what cannot be verified is never reported as verified.
    pub fn verify(&self, bytes: impl AsRef<[u8]>) -> Result<(), VerifyError> {
        let mut verifier = Verifier::new(self, None);
        verifier.update(bytes)?;
        verifier.finish()
    }
}

/// Checks the (decoded) embedded `data` of a descriptor against the descriptor's `size` and
/// `digest` (image-spec descriptor.md, "Embedded Content"): the size first.
///
/// # Errors
/// Any [`VerifyError`].
///
/// ```
/// use oci_digest::{Digest, VerifyError, verify_data};
///
/// let digest = Digest::sha256(b"{}");
/// assert_eq!(verify_data(b"{}", &digest, 2), Ok(()));
/// assert_eq!(verify_data(b"{ }", &digest, 2), Err(VerifyError::TooLong { expected: 2 }));
/// ```
pub fn verify_data(data: &[u8], digest: &Digest, size: u64) -> Result<(), VerifyError> {
    let mut verifier = Verifier::new(digest, Some(size));
    verifier.update(data)?;
    verifier.finish()
}
