//! Hashing bytes that come in pieces.

#[cfg(feature = "blake3")]
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use subtle::ConstantTimeEq;

use crate::algorithm::{Algorithm, UnsupportedAlgorithm};
use crate::digest::{Digest, Hash};
use crate::error::Error;
use crate::sha2_state::{self as sha2, to_bytes};
use crate::verify_error::VerifyError;

/// Computes the digest of bytes that come in pieces; how they are cut does not matter.
///
/// A clone is a checkpoint: hashing goes on from it as if the bytes after it had never come, so a
/// broken download resumes without hashing its beginning again.
///
/// ```
/// use oci_digest::{Algorithm, Digest};
///
/// let mut hasher = Algorithm::Sha256.hasher()?;
/// hasher.update(b"first ");
/// let checkpoint = hasher.clone();
/// hasher.update(b"a piece that broke");
///
/// let mut hasher = checkpoint;
/// assert_eq!(hasher.position(), 6);
/// hasher.update(b"second");
/// assert_eq!(hasher.finalize(), Digest::sha256(b"first second"));
/// # Ok::<(), oci_digest::UnsupportedAlgorithm>(())
/// ```
#[derive(Clone)]
pub struct Hasher(pub(crate) State);

#[derive(Clone)]
pub(crate) enum State {
    Sha256(sha2::State<u32>),
    Sha384(sha2::State<u64>),
    Sha512(sha2::State<u64>),
    #[cfg(feature = "blake3")]
    Blake3(Box<blake3::Hasher>),
}

impl Algorithm {
    /// The digest of these bytes.
    ///
    /// # Errors
    /// Where this build does not compute the algorithm.
    ///
    /// ```
    /// use oci_digest::Algorithm;
    ///
    /// let digest = Algorithm::Sha512.digest(b"")?;
    /// assert!(digest.to_string().starts_with("sha512:cf83e1357eefb8bd"));
    /// # Ok::<(), oci_digest::UnsupportedAlgorithm>(())
    /// ```
    pub fn digest(&self, bytes: impl AsRef<[u8]>) -> Result<Digest, UnsupportedAlgorithm> {
        // Without the detour over a `Hasher`, which small inputs would feel.
        Ok(match self {
            Self::Sha256 => Digest::sha256(bytes),
            Self::Sha384 => Digest::sha384(bytes),
            Self::Sha512 => Digest::sha512(bytes),
            #[cfg(feature = "blake3")]
            Self::Blake3 => Digest::blake3(bytes),
            unsupported => return Err(UnsupportedAlgorithm::new(unsupported.clone())),
        })
    }

    /// A hasher for bytes that come in pieces.
    ///
    /// # Errors
    /// Where this build does not compute the algorithm.
    pub fn hasher(&self) -> Result<Hasher, UnsupportedAlgorithm> {
        Hasher::new(self)
    }
}

impl Hasher {
    /// A hasher of that algorithm.
    ///
    /// # Errors
    /// Where this build does not compute the algorithm.
    pub fn new(algorithm: &Algorithm) -> Result<Self, UnsupportedAlgorithm> {
        Ok(Self(match algorithm {
            Algorithm::Sha256 => State::Sha256(sha2::State::new(sha2::SHA256)),
            Algorithm::Sha384 => State::Sha384(sha2::State::new(sha2::SHA384)),
            Algorithm::Sha512 => State::Sha512(sha2::State::new(sha2::SHA512)),
            #[cfg(feature = "blake3")]
            Algorithm::Blake3 => State::Blake3(Box::new(blake3::Hasher::new())),
            unsupported => return Err(UnsupportedAlgorithm::new(unsupported.clone())),
        }))
    }

    /// A sha256 hasher, which every build has.
    #[must_use]
    pub const fn sha256() -> Self {
        Self(State::Sha256(sha2::State::new(sha2::SHA256)))
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self.0 {
            State::Sha256(_) => Algorithm::Sha256,
            State::Sha384(_) => Algorithm::Sha384,
            State::Sha512(_) => Algorithm::Sha512,
            #[cfg(feature = "blake3")]
            State::Blake3(_) => Algorithm::Blake3,
        }
    }

    /// Number of bytes hashed so far.
    #[must_use]
    pub fn position(&self) -> u64 {
        match &self.0 {
            State::Sha256(state) => state.position(),
            State::Sha384(state) | State::Sha512(state) => state.position(),
            #[cfg(feature = "blake3")]
            State::Blake3(state) => state.count(),
        }
    }

    /// Hashes the next piece.
    pub fn update(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        match &mut self.0 {
            State::Sha256(state) => state.update(bytes),
            State::Sha384(state) | State::Sha512(state) => state.update(bytes),
            #[cfg(feature = "blake3")]
            State::Blake3(state) => drop(state.update(bytes)),
        }
    }

    /// The digest of everything hashed.
    #[must_use]
    pub fn finalize(self) -> Digest {
        if let State::Sha256(state) = self.0 {
            return Digest::from_sha256(to_bytes(&state.finish()));
        }
        let algorithm = self.algorithm();
        Digest::of_hash(&algorithm, &self.finalize_hash())
    }

    /// Checks everything hashed against a digest that became known only now, as at the end of a chunked upload. The
    /// compare takes constant time.
    ///
    /// ```
    /// use oci_digest::{Digest, Hasher, VerifyError};
    ///
    /// let mut upload = Hasher::sha256();
    /// upload.update(b"content");
    /// assert_eq!(upload.clone().verify(&Digest::sha256(b"content")), Ok(()));
    /// assert!(matches!(upload.clone().verify(&Digest::sha256(b"other")), Err(VerifyError::Mismatch { .. })));
    /// // Hashed with another algorithm: nobody can tell.
    /// assert!(matches!(upload.verify(&Digest::sha512(b"content")), Err(VerifyError::Unsupported { .. })));
    /// ```
    ///
    /// # Errors
    /// [`VerifyError::Mismatch`], and [`VerifyError::Unsupported`] for a digest of another algorithm than the hasher's, or
    /// one whose encoded part is not what the algorithm makes.
    pub fn verify(self, digest: &Digest) -> Result<(), VerifyError> {
        let algorithm = self.algorithm();
        let same = digest.algorithm_str() == algorithm.as_str();
        let Some(expected) = digest.hash().filter(|_| same) else {
            return Err(VerifyError::Unsupported { digest: digest.clone() });
        };
        let found = self.finalize_hash();
        if bool::from(found.as_ref().ct_eq(expected.as_ref())) {
            return Ok(());
        }
        Err(VerifyError::Mismatch { found: Digest::of_hash(&algorithm, &found), expected: digest.clone() })
    }

    /// The state, to go on from later: after a restart, or in another process. `None` for blake3, whose state cannot be
    /// written down.
    ///
    /// It holds up to 127 of the last bytes of the content, and is as secret as they are. Whoever can change it can make
    /// wrong content pass: keep it where only this program writes.
    ///
    /// ```
    /// use oci_digest::{Digest, Hasher};
    ///
    /// let mut hasher = Hasher::sha256();
    /// hasher.update(b"before the restart, ");
    /// let saved = hasher.save().unwrap();
    ///
    /// let mut hasher = Hasher::restore(&saved)?;
    /// assert_eq!(hasher.position(), 20);
    /// hasher.update(b"after it");
    /// assert_eq!(hasher.finalize(), Digest::sha256(b"before the restart, after it"));
    /// # Ok::<(), oci_digest::Error>(())
    /// ```
    #[must_use]
    pub fn save(&self) -> Option<Vec<u8>> {
        let mut out = SAVED.to_vec();
        match &self.0 {
            State::Sha256(state) => {
                out.push(SAVED_SHA256);
                state.save(&mut out);
            }
            State::Sha384(state) => {
                out.push(SAVED_SHA384);
                state.save(&mut out);
            }
            State::Sha512(state) => {
                out.push(SAVED_SHA512);
                state.save(&mut out);
            }
            #[cfg(feature = "blake3")]
            State::Blake3(_) => return None,
        }
        Some(out)
    }

    /// The hasher that was [saved](Self::save).
    ///
    /// # Errors
    /// [`Error::SavedState`] where the bytes are not what `save` returns.
    pub fn restore(saved: &[u8]) -> Result<Self, Error> {
        let state = match saved.strip_prefix(SAVED).and_then(<[u8]>::split_first) {
            Some((&SAVED_SHA256, state)) => sha2::State::restore(state).map(State::Sha256),
            Some((&SAVED_SHA384, state)) => sha2::State::restore(state).map(State::Sha384),
            Some((&SAVED_SHA512, state)) => sha2::State::restore(state).map(State::Sha512),
            _ => None,
        };
        state.map(Self).ok_or(Error::SavedState)
    }

    /// The bytes of the hash of everything hashed.
    pub(crate) fn finalize_hash(self) -> Hash {
        match self.0 {
            State::Sha256(state) => Hash::new(&to_bytes::<u32, 32>(&state.finish())),
            State::Sha384(state) => Hash::new(&to_bytes::<u64, 48>(&state.finish())),
            State::Sha512(state) => Hash::new(&to_bytes::<u64, 64>(&state.finish())),
            #[cfg(feature = "blake3")]
            State::Blake3(state) => Hash::new(state.finalize().as_bytes()),
        }
    }
}

/// What a saved state begins with: the version of its layout.
const SAVED: &[u8] = b"oci1";
const SAVED_SHA256: u8 = 1;
const SAVED_SHA384: u8 = 2;
const SAVED_SHA512: u8 = 3;

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher")
            .field("algorithm", &self.algorithm())
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}

/// Computes several digests in one pass over the bytes.
///
/// ```
/// use oci_digest::{Algorithm, Digest, MultiHasher};
///
/// let mut hasher = MultiHasher::new(&[Algorithm::Sha256, Algorithm::Sha512])?;
/// hasher.update(b"{}");
/// assert_eq!(hasher.finalize(), [Digest::sha256(b"{}"), Digest::sha512(b"{}")]);
/// # Ok::<(), oci_digest::UnsupportedAlgorithm>(())
/// ```
#[derive(Debug, Clone)]
pub struct MultiHasher {
    hashers: Vec<Hasher>,
}

/// What all hashers read before the next piece comes: it stays in the first-level cache.
const PIECE: usize = 16 * 1024;

impl MultiHasher {
    /// One hasher for each algorithm.
    ///
    /// # Errors
    /// Where this build does not compute one of them.
    pub fn new(algorithms: &[Algorithm]) -> Result<Self, UnsupportedAlgorithm> {
        let hashers = algorithms.iter().map(Hasher::new);
        Ok(Self { hashers: hashers.collect::<Result<_, _>>()? })
    }

    /// Hashes the next piece.
    pub fn update(&mut self, bytes: impl AsRef<[u8]>) {
        for piece in bytes.as_ref().chunks(PIECE) {
            for hasher in &mut self.hashers {
                hasher.update(piece);
            }
        }
    }

    /// Checks everything hashed against a digest that became known only now: by the hasher of its algorithm.
    ///
    /// ```
    /// use oci_digest::{Algorithm, Digest, MultiHasher};
    ///
    /// let mut upload = MultiHasher::new(&[Algorithm::Sha256, Algorithm::Sha512])?;
    /// upload.update(b"{}");
    /// assert_eq!(upload.verify(&Digest::sha512(b"{}")), Ok(()));
    /// # Ok::<(), oci_digest::UnsupportedAlgorithm>(())
    /// ```
    ///
    /// # Errors
    /// As [`Hasher::verify`]; [`VerifyError::Unsupported`] for an algorithm that is not among them.
    pub fn verify(self, digest: &Digest) -> Result<(), VerifyError> {
        let mut hashers = self.hashers.into_iter();
        match hashers.find(|hasher| hasher.algorithm().as_str() == digest.algorithm_str()) {
            Some(hasher) => hasher.verify(digest),
            None => Err(VerifyError::Unsupported { digest: digest.clone() }),
        }
    }

    /// The digests of everything hashed, in the order of the algorithms.
    #[must_use]
    pub fn finalize(self) -> Vec<Digest> {
        self.hashers.into_iter().map(Hasher::finalize).collect()
    }
}
