//! Hashing bytes that come in pieces.

#[cfg(feature = "blake3")]
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use sha2::Digest as _;

use crate::algorithm::{Algorithm, UnsupportedAlgorithm};
use crate::digest::{Digest, Hash};

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
pub struct Hasher {
    state: State,
    position: u64,
}

#[derive(Clone)]
enum State {
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
    #[cfg(feature = "blake3")]
    Blake3(Box<blake3::Hasher>),
}

impl Hasher {
    /// A hasher of that algorithm.
    ///
    /// # Errors
    /// Where this build does not compute the algorithm.
    pub fn new(algorithm: &Algorithm) -> Result<Self, UnsupportedAlgorithm> {
        let state = match algorithm {
            Algorithm::Sha256 => State::Sha256(sha2::Sha256::new()),
            Algorithm::Sha384 => State::Sha384(sha2::Sha384::new()),
            Algorithm::Sha512 => State::Sha512(sha2::Sha512::new()),
            #[cfg(feature = "blake3")]
            Algorithm::Blake3 => State::Blake3(Box::new(blake3::Hasher::new())),
            unsupported => return Err(UnsupportedAlgorithm::new(unsupported.clone())),
        };
        Ok(Self { state, position: 0 })
    }

    /// A sha256 hasher, which every build has.
    #[must_use]
    pub fn sha256() -> Self {
        Self { state: State::Sha256(sha2::Sha256::new()), position: 0 }
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self.state {
            State::Sha256(_) => Algorithm::Sha256,
            State::Sha384(_) => Algorithm::Sha384,
            State::Sha512(_) => Algorithm::Sha512,
            #[cfg(feature = "blake3")]
            State::Blake3(_) => Algorithm::Blake3,
        }
    }

    /// Number of bytes hashed so far.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Hashes the next piece.
    pub fn update(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        self.position += bytes.len() as u64;
        match &mut self.state {
            State::Sha256(state) => state.update(bytes),
            State::Sha384(state) => state.update(bytes),
            State::Sha512(state) => state.update(bytes),
            #[cfg(feature = "blake3")]
            State::Blake3(state) => drop(state.update(bytes)),
        }
    }

    /// The digest of everything hashed.
    #[must_use]
    pub fn finalize(self) -> Digest {
        if let State::Sha256(state) = self.state {
            return Digest::from_sha256(state.finalize().into());
        }
        let algorithm = self.algorithm();
        Digest::of_hash(&algorithm, &self.finalize_hash())
    }

    /// The bytes of the hash of everything hashed.
    pub(crate) fn finalize_hash(self) -> Hash {
        match self.state {
            State::Sha256(state) => Hash::new(&state.finalize()),
            State::Sha384(state) => Hash::new(&state.finalize()),
            State::Sha512(state) => Hash::new(&state.finalize()),
            #[cfg(feature = "blake3")]
            State::Blake3(state) => Hash::new(state.finalize().as_bytes()),
        }
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher")
            .field("algorithm", &self.algorithm())
            .field("position", &self.position)
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

    /// The digests of everything hashed, in the order of the algorithms.
    #[must_use]
    pub fn finalize(self) -> Vec<Digest> {
        self.hashers.into_iter().map(Hasher::finalize).collect()
    }
}
