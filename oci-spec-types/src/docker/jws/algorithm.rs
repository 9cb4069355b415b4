//! The signature algorithms of libtrust (RFC 7518 section 3.1).

use core::fmt;

use sha2::{Digest, Sha256, Sha384, Sha512};

use super::Curve;

/// How a signature is made: `alg` of its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// ECDSA with P-384 and SHA-384.
    Es384,
    /// ECDSA with P-521 and SHA-512.
    Es512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
}

/// The name of each algorithm, and the curve it belongs to; RSA has none.
const ALGORITHMS: [(SignatureAlgorithm, &str, Option<Curve>); 6] = [
    (SignatureAlgorithm::Es256, "ES256", Some(Curve::P256)),
    (SignatureAlgorithm::Es384, "ES384", Some(Curve::P384)),
    (SignatureAlgorithm::Es512, "ES512", Some(Curve::P521)),
    (SignatureAlgorithm::Rs256, "RS256", None),
    (SignatureAlgorithm::Rs384, "RS384", None),
    (SignatureAlgorithm::Rs512, "RS512", None),
];

impl SignatureAlgorithm {
    /// The name in a header, such as `ES256`.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "a row for each")]
    pub const fn as_str(self) -> &'static str {
        ALGORITHMS[self as usize].1
    }

    /// The algorithm of this name, compared exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        ALGORITHMS.iter().find(|(_, own, _)| *own == name).map(|(algorithm, ..)| *algorithm)
    }

    /// The curve of the keys that sign so; `None` for RSA.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "a row for each")]
    pub const fn curve(self) -> Option<Curve> {
        ALGORITHMS[self as usize].2
    }

    /// The one algorithm of a curve.
    pub(super) const fn of_curve(curve: Curve) -> Self {
        match curve {
            Curve::P256 => Self::Es256,
            Curve::P384 => Self::Es384,
            Curve::P521 => Self::Es512,
        }
    }

    /// The hash of the parts, one after the other.
    pub(super) fn hash(self, parts: &[&[u8]]) -> Vec<u8> {
        fn of<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            parts.iter().fold(D::new(), D::chain_update).finalize().to_vec()
        }
        match self {
            Self::Es256 | Self::Rs256 => of::<Sha256>(parts),
            Self::Es384 | Self::Rs384 => of::<Sha384>(parts),
            Self::Es512 | Self::Rs512 => of::<Sha512>(parts),
        }
    }

    /// PKCS #1 version 1.5 padding: the DER of `DigestInfo` up to the hash (RFC 8017 section 9.2, note 1).
    pub(super) fn padding(self) -> rsa::Pkcs1v15Sign {
        let (arc, length) = match self {
            Self::Es256 | Self::Rs256 => (1, 32),
            Self::Es384 | Self::Rs384 => (2, 48),
            Self::Es512 | Self::Rs512 => (3, 64),
        };
        let prefix = [
            0x30,
            17 + length,
            0x30,
            0x0d,
            0x06,
            0x09,
            0x60,
            0x86,
            0x48,
            0x01,
            0x65,
            0x03,
            0x04,
            0x02,
            arc,
            0x05,
            0x00,
            0x04,
            length,
        ];
        rsa::Pkcs1v15Sign { hash_len: Some(usize::from(length)), prefix: Box::new(prefix) }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests;
