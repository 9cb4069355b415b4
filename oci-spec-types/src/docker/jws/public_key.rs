//! Public keys: what they are, their DER form and their id. No arithmetic: that is behind the feature `signatures`.

use super::{JwsError, KeyFault, KeyId};

/// An elliptic curve that libtrust signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Curve {
    /// NIST P-256, signs as ES256.
    P256,
    /// NIST P-384, signs as ES384.
    P384,
    /// NIST P-521, signs as ES512.
    P521,
}

/// Everything this module knows of a curve.
struct CurveFacts {
    curve: Curve,
    /// `crv` of a JWK (RFC 7518 section 6.2.1.1).
    name: &'static str,
    /// Bytes of a coordinate and of a private scalar.
    length: usize,
    /// DER of `SubjectPublicKeyInfo` up to the point (RFC 5480): the lengths are fixed, because the point is.
    spki: &'static [u8],
}

const CURVES: [CurveFacts; 3] = [
    CurveFacts {
        curve: Curve::P256,
        name: "P-256",
        length: 32,
        spki:
            b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00",
    },
    CurveFacts {
        curve: Curve::P384,
        name: "P-384",
        length: 48,
        spki: b"\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00",
    },
    CurveFacts {
        curve: Curve::P521,
        name: "P-521",
        length: 66,
        spki: b"\x30\x81\x9b\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23\x03\x81\x86\x00",
    },
];

impl Curve {
    #[cfg(feature = "signatures")]
    pub(super) const ALL: [Self; 3] = [Self::P256, Self::P384, Self::P521];

    const fn facts(self) -> &'static CurveFacts {
        match self {
            Self::P256 => &CURVES[0],
            Self::P384 => &CURVES[1],
            Self::P521 => &CURVES[2],
        }
    }

    /// The name in the `crv` member of a JWK: `P-256`, `P-384` or `P-521`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.facts().name
    }

    /// The bytes of a coordinate, and of a private scalar: 32, 48 or 66.
    #[must_use]
    pub const fn coordinate_len(self) -> usize {
        self.facts().length
    }

    /// The curve of this `crv`, compared exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        CURVES.iter().find(|facts| facts.name == name).map(|facts| facts.curve)
    }
}

/// A public key as a signature carries it: a point of a curve, or an RSA modulus and exponent.
///
/// It has the right form; whether the point lies on the curve is only seen when something is verified with it.
///
/// **A key found in a document says nothing about who signed it.** Whoever changes a document can sign it again with
/// a key of their own: only a key that was known before proves an origin.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublicKey(pub(super) Material);

/// What a key is made of. Big-endian numbers: coordinates padded to the length of the curve, RSA without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Material {
    Ec { curve: Curve, x: Vec<u8>, y: Vec<u8> },
    Rsa { modulus: Vec<u8>, exponent: u32 },
}

impl PublicKey {
    /// The key of this point; both coordinates big-endian, padded to [`Curve::coordinate_len`].
    ///
    /// # Errors
    /// When a coordinate has another length.
    pub fn ec(curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, JwsError> {
        for (member, coordinate) in [("x", x), ("y", y)] {
            if coordinate.len() != curve.coordinate_len() {
                return Err(
                    KeyFault::Length { member, found: coordinate.len(), expected: curve.coordinate_len() }.into()
                );
            }
        }
        Ok(Self(Material::Ec { curve, x: x.to_vec(), y: y.to_vec() }))
    }

    /// The RSA key of this modulus (big-endian, leading zeros allowed) and public exponent.
    ///
    /// # Errors
    /// When either is zero.
    pub fn rsa(modulus: &[u8], exponent: u32) -> Result<Self, JwsError> {
        let modulus: Vec<u8> = modulus.iter().copied().skip_while(|&byte| byte == 0).collect();
        if modulus.is_empty() {
            return Err(KeyFault::Zero { member: "n" }.into());
        }
        if exponent == 0 {
            return Err(KeyFault::Zero { member: "e" }.into());
        }
        Ok(Self(Material::Rsa { modulus, exponent }))
    }

    /// The curve of an elliptic curve key.
    #[must_use]
    pub const fn curve(&self) -> Option<Curve> {
        match &self.0 {
            Material::Ec { curve, .. } => Some(*curve),
            Material::Rsa { .. } => None,
        }
    }

    /// Modulus (big-endian) and exponent of an RSA key.
    #[cfg(feature = "signatures")]
    pub(super) fn rsa_numbers(&self) -> Option<(&[u8], u32)> {
        match &self.0 {
            Material::Ec { .. } => None,
            Material::Rsa { modulus, exponent } => Some((modulus, *exponent)),
        }
    }

    /// The DER form: `SubjectPublicKeyInfo` of RFC 5280, as Go's `x509.MarshalPKIXPublicKey` writes it.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        match &self.0 {
            Material::Ec { curve, x, y } => [curve.facts().spki, &[0x04], x, y].concat(),
            Material::Rsa { modulus, exponent } => {
                // rsaEncryption with its NULL parameters (RFC 3279 section 2.3.1).
                let algorithm = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
                let numbers = [der_unsigned(modulus), der_unsigned(&minimal_exponent(*exponent))].concat();
                let key = [&[0x00], &*der(0x30, &numbers)].concat();
                der(0x30, &[&algorithm[..], &der(0x03, &key)].concat())
            }
        }
    }

    /// The id that libtrust gives to this key.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        KeyId::of_der(&self.to_der())
    }
}

/// The big-endian bytes of an exponent without leading zeros: `AQAB` for 65537.
pub(super) fn minimal_exponent(exponent: u32) -> Vec<u8> {
    exponent.to_be_bytes().into_iter().skip_while(|&byte| byte == 0).collect()
}

/// The number of an exponent in big-endian bytes.
pub(super) fn rsa_exponent(bytes: &[u8]) -> Result<u32, JwsError> {
    // Four bytes are what libtrust reads; it panics on more.
    const MOST: usize = size_of::<u32>();
    if bytes.len() > MOST {
        return Err(KeyFault::Length { member: "e", found: bytes.len(), expected: MOST }.into());
    }
    Ok(bytes.iter().fold(0, |number, &byte| number << 8 | u32::from(byte)))
}

/// One DER value: tag, length, content.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(length) if length < 0x80 => out.push(length),
        _ => {
            let length: Vec<u8> = content.len().to_be_bytes().into_iter().skip_while(|&byte| byte == 0).collect();
            out.push(0x80 | length.len() as u8);
            out.extend_from_slice(&length);
        }
    }
    out.extend_from_slice(content);
    out
}

/// A DER INTEGER that is not negative: a leading zero where the first bit is set.
fn der_unsigned(bytes: &[u8]) -> Vec<u8> {
    if bytes.first().is_some_and(|&first| first >= 0x80) {
        der(0x02, &[&[0], bytes].concat())
    } else {
        der(0x02, bytes)
    }
}

#[cfg(test)]
mod tests;
