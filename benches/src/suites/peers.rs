//! One message after the other, by those who hash.

use oci_digest::{Algorithm, Digest};
use sha2::Digest as _;

/// Hashes a message: the first byte of the hash, so that all of it is made.
pub(super) type Hash = fn(&[u8]) -> u8;

/// Name and hash function, sha2 first: the others are compared with it.
pub(super) const SHA256: &[(&str, Hash)] = &[
    ("sha2", |bytes| sha2::Sha256::digest(bytes)[0]),
    ("ring", |bytes| ring::digest::digest(&ring::digest::SHA256, bytes).as_ref()[0]),
    ("aws-lc-rs", |bytes| aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref()[0]),
    #[cfg(feature = "openssl")]
    ("OpenSSL", |bytes| openssl::sha::sha256(bytes)[0]),
];

/// The same of sha512.
pub(super) const SHA512: &[(&str, Hash)] = &[
    ("sha2", |bytes| sha2::Sha512::digest(bytes)[0]),
    ("ring", |bytes| ring::digest::digest(&ring::digest::SHA512, bytes).as_ref()[0]),
    ("aws-lc-rs", |bytes| aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, bytes).as_ref()[0]),
    #[cfg(feature = "openssl")]
    ("OpenSSL", |bytes| openssl::sha::sha512(bytes)[0]),
];

/// This family, one message.
pub(super) fn own(algorithm: &Algorithm, bytes: &[u8]) -> Digest {
    algorithm.digest(bytes).expect("an algorithm that is computed")
}

/// A message of any size.
pub(super) fn message(size: usize, seed: usize) -> Vec<u8> {
    (0..size).map(|at| (at * 31 + seed) as u8).collect()
}
