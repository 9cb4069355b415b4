//! Verifying signatures: libtrust `JSONSignature.Verify`.

use p256::ecdsa::signature::hazmat::PrehashVerifier;

use super::curves::on_curve;
use super::error::excerpt;
use super::public_key::Material;
use super::{Jws, JwsError, KeyFault, KeyId, PublicKey, Signature, SignatureAlgorithm};
use crate::base64;

/// How many signatures [`Jws::verify`] is willing to check: each costs a hash over the whole payload.
pub const MAX_SIGNATURES: usize = 16;

/// What the signatures of a document prove: that the payload is what the holders of these keys signed.
///
/// **The integrity of the payload, not its origin.** The keys were found in the document itself. They say who signed
/// only when they were known before: ask [`Verification::signed_by`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// One for each signature, in the order of the document. Never empty.
    pub signers: Vec<Signer>,
}

/// A key that made a signature which was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signer {
    /// The key, as the document claims it.
    pub key: PublicKey,
    /// Where the document has it from.
    pub source: KeySource,
    /// How it signed.
    pub algorithm: SignatureAlgorithm,
    /// When it says it signed: part of what is signed, but the signer's own word.
    pub time: Option<String>,
}

/// Where the key of a signature comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeySource {
    /// The header member `jwk`: the key vouches for itself.
    Jwk,
    /// The first certificate of the header member `x5c`, which goes before `jwk`. The chain is not checked.
    Certificate,
}

impl Verification {
    /// Whether the holder of this key signed the payload. With an id that was known before, this proves an origin.
    #[must_use]
    pub fn signed_by(&self, key: &KeyId) -> bool {
        self.signers.iter().any(|signer| signer.key.key_id() == *key)
    }

    /// The ids of the keys, in the order of the document.
    pub fn key_ids(&self) -> impl Iterator<Item = KeyId> {
        self.signers.iter().map(|signer| signer.key.key_id())
    }
}

impl Jws {
    /// Verifies all signatures, up to [`MAX_SIGNATURES`], with the keys that the document holds.
    ///
    /// See [`Verification`] for what that proves.
    ///
    /// # Errors
    /// When there are none or too many, or one of them does not hold.
    pub fn verify(&self) -> Result<Verification, JwsError> {
        self.verify_at_most(MAX_SIGNATURES)
    }

    /// [`Jws::verify`] with a limit of your own for the number of signatures.
    ///
    /// # Errors
    /// When there are none or too many, or one of them does not hold.
    pub fn verify_at_most(&self, limit: usize) -> Result<Verification, JwsError> {
        let found = self.signatures.len();
        if found == 0 {
            return Err(JwsError::NoSignatures { found: "an empty array" });
        }
        if found > limit {
            return Err(JwsError::TooMany { found, limit });
        }
        let payload = base64::encode_url(&self.payload);
        let signers = self.signatures.iter().enumerate();
        let signers = signers.map(|(index, entry)| entry.verify(index, &payload)).collect::<Result<_, _>>()?;
        Ok(Verification { signers })
    }
}

impl Signature {
    /// Verifies one signature; `payload` in base64url.
    fn verify(&self, index: usize, payload: &str) -> Result<Signer, JwsError> {
        let (key, source) = match (self.x5c.first(), &self.jwk) {
            (Some(certificate), _) => {
                let key = base64::decode_as_go(certificate.as_bytes())
                    .ok_or(JwsError::from(KeyFault::Certificate))
                    .and_then(|der| PublicKey::from_certificate(&der))
                    .map_err(|error| error.of_key(|| format!("/signatures/{index}/header/x5c/0")))?;
                (key, KeySource::Certificate)
            }
            (None, Some(jwk)) => (jwk.key().clone(), KeySource::Jwk),
            (None, None) => return Err(JwsError::NoKey { index }),
        };
        let algorithm = SignatureAlgorithm::from_name(&self.algorithm)
            .filter(|algorithm| algorithm.curve() == key.curve())
            .ok_or_else(|| JwsError::Algorithm {
                index,
                found: excerpt(&self.algorithm),
                expected: key
                    .curve()
                    .map_or("RS256, RS384 or RS512", |curve| SignatureAlgorithm::of_curve(curve).as_str()),
            })?;
        // The mode in which the document was read has decided about its form; any spelling of the bytes will do here.
        let signature =
            base64::decode_url(&self.signature, super::Mode::Libtrust).ok_or(JwsError::Encoding { index })?;
        let hash = algorithm.hash(&[self.protected.as_bytes(), b".", payload.as_bytes()]);
        match key.verify_hash(algorithm, &hash, &signature) {
            Ok(true) => Ok(Signer { key, source, algorithm, time: self.time.clone() }),
            Ok(false) => Err(JwsError::Invalid { index }),
            Err(error) => {
                let member = if source == KeySource::Jwk { "jwk" } else { "x5c/0" };
                Err(error.of_key(|| format!("/signatures/{index}/header/{member}")))
            }
        }
    }
}

impl PublicKey {
    /// Whether the signature (`r` and `s`, or an RSA number) belongs to the hash. The algorithm must fit the key.
    fn verify_hash(&self, algorithm: SignatureAlgorithm, hash: &[u8], signature: &[u8]) -> Result<bool, JwsError> {
        match &self.0 {
            Material::Ec { curve, x, y } => {
                let point = [&[0x04], &**x, &**y].concat();
                on_curve!(curve, ec => {
                    let key = ec::ecdsa::VerifyingKey::from_sec1_bytes(&point)
                        .map_err(|_| KeyFault::Numbers { kind: curve.as_str() })?;
                    let signature = ec::ecdsa::Signature::from_slice(signature);
                    Ok(signature.is_ok_and(|signature| key.verify_prehash(hash, &signature).is_ok()))
                })
            }
            Material::Rsa { modulus, exponent } => {
                check_size(modulus)?;
                let modulus = rsa::BigUint::from_bytes_be(modulus);
                let key = rsa::RsaPublicKey::new(modulus, (*exponent).into())
                    .map_err(|_| KeyFault::Numbers { kind: "RSA" })?;
                Ok(key.verify(algorithm.padding(), hash, signature).is_ok())
            }
        }
    }
}

/// Refuses RSA keys that are too short to mean anything (as Go does), or so long that they only cost time.
pub(super) fn check_size(modulus: &[u8]) -> Result<(), JwsError> {
    let bits = modulus.len() * 8 - modulus.first().map_or(0, |first| first.leading_zeros() as usize);
    if (1024..=4096).contains(&bits) { Ok(()) } else { Err(KeyFault::Size { bits }.into()) }
}
