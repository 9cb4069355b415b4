//! Hashing and verifying: every cut is the same, every wrong byte fails.

use oci_digest::{Algorithm, Digest, MultiHasher, Verifier, VerifyError, verify_data};
use proptest::prelude::*;

const ALGORITHMS: [Algorithm; 3] = [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512];

fn verify(digest: &Digest, size: Option<u64>, pieces: &[&[u8]]) -> Result<(), VerifyError> {
    let mut verifier = Verifier::new(digest, size);
    for piece in pieces {
        verifier.update(piece)?;
    }
    verifier.finish()
}

#[test]
fn size_comes_before_digest() {
    let digest = Digest::sha256(b"abc");
    assert_eq!(verify_data(b"abc", &digest, 3), Ok(()));
    assert_eq!(verify_data(b"xy", &digest, 3), Err(VerifyError::TooShort { expected: 3, found: 2 }));
    assert_eq!(verify_data(b"wxyz", &digest, 3), Err(VerifyError::TooLong { expected: 3 }));
    let found = Digest::sha256(b"xyz");
    let expected = digest.clone();
    assert_eq!(verify_data(b"xyz", &digest, 3), Err(VerifyError::Mismatch { expected, found }));
    assert_eq!(digest.verify(b"abc"), Ok(()));
}

#[test]
fn too_long_stays_too_long() {
    let digest = Digest::sha256(b"abc");
    let mut verifier = Verifier::new(&digest, Some(3));
    verifier.update(b"abc").unwrap();
    assert_eq!(verifier.remaining(), Some(0));
    assert!(verifier.update(b"d").is_err());
    assert!(verifier.update(b"").is_err());
    assert_eq!(verifier.finish(), Err(VerifyError::TooLong { expected: 3 }));
}

#[test]
fn unsupported_is_never_ok() {
    let digest: Digest = "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709".parse().unwrap();
    let expected = VerifyError::Unsupported { digest: digest.clone() };
    assert_eq!(Verifier::new(&digest, Some(0)).finish(), Err(expected.clone()));
    assert_eq!(Verifier::new(&digest, None).update(b""), Err(expected));
}

/// The positions where a text of `len` bytes is cut.
fn pieces<'a>(bytes: &'a [u8], cuts: &[prop::sample::Index]) -> Vec<&'a [u8]> {
    let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    at.extend([0, bytes.len()]);
    at.sort_unstable();
    at.windows(2).map(|w| &bytes[w[0]..w[1]]).collect()
}

proptest! {
    #[test]
    fn every_cut_gives_the_same_digest(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let pieces = pieces(&bytes, &cuts);
        let mut multi = MultiHasher::new(&ALGORITHMS).unwrap();
        for piece in &pieces {
            multi.update(piece);
        }
        let whole = ALGORITHMS.map(|a| a.digest(&bytes).unwrap());
        prop_assert_eq!(&multi.finalize()[..], &whole[..]);
        for digest in &whole {
            prop_assert_eq!(verify(digest, Some(bytes.len() as u64), &pieces), Ok(()));
            prop_assert_eq!(verify(digest, None, &pieces), Ok(()));
        }
    }

    #[test]
    fn any_wrong_byte_fails(
        bytes in prop::collection::vec(any::<u8>(), 1..300),
        at in any::<prop::sample::Index>(),
        flip in 1u8..,
        sized in any::<bool>(),
    ) {
        let at = at.index(bytes.len());
        let mut flipped = bytes.clone();
        flipped[at] ^= flip;
        let mut added = bytes.clone();
        added.insert(at, flip);
        let mut missing = bytes.clone();
        missing.remove(at);
        for algorithm in ALGORITHMS {
            let digest = algorithm.digest(&bytes).unwrap();
            let size = sized.then_some(bytes.len() as u64);
            for wrong in [&flipped, &added, &missing] {
                prop_assert!(verify(&digest, size, &[wrong]).is_err());
            }
        }
    }

    #[test]
    fn a_clone_is_a_checkpoint(
        head in prop::collection::vec(any::<u8>(), 0..300),
        lost in prop::collection::vec(any::<u8>(), 0..300),
        tail in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        for algorithm in ALGORITHMS {
            let mut hasher = algorithm.hasher().unwrap();
            hasher.update(&head);
            let checkpoint = hasher.clone();
            hasher.update(&lost);
            let mut resumed = checkpoint;
            resumed.update(&tail);
            let whole = [head.clone(), tail.clone()].concat();
            prop_assert_eq!(resumed.position(), whole.len() as u64);
            prop_assert_eq!(resumed.finalize(), algorithm.digest(whole).unwrap());
        }
    }
}
