//! Private keys, given by the caller.

use core::fmt;

use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::elliptic_curve::sec1::ToSec1Point;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::rand_core::{CryptoRng, RngCore};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BigUint, RsaPrivateKey};
use sha2::{Digest, Sha256};

use super::curves::on_curve;
use super::jwk::Members;
use super::verify::check_size;
use super::{Curve, JwsError, KeyFault, Mode, PublicKey, SignatureAlgorithm};

/// A private key that signs manifests.
///
/// The crate makes no keys and has no random source. ECDSA signatures are deterministic (RFC 6979), RSA signatures
/// (PKCS #1 version 1.5) are by nature: the same key, payload and time give the same document.
///
/// `Debug` prints the key id only.
///
/// ```
/// use oci_spec_types::docker::jws::{Curve, SigningKey};
///
/// let key = SigningKey::ec(Curve::P256, &[7; 32])?; // a secret that is none
/// assert_eq!(key.algorithm().as_str(), "ES256");
/// # Ok::<(), oci_spec_types::docker::jws::JwsError>(())
/// ```
#[derive(Clone)]
pub struct SigningKey {
    secret: Secret,
    public: PublicKey,
}

// All of them overwrite themselves when dropped.
#[derive(Clone)]
enum Secret {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
    Rsa(Box<RsaPrivateKey>),
}

/// A secret key of one of the curves.
trait EcSecret {
    fn into_key(self) -> Result<SigningKey, JwsError>;
}

macro_rules! ec_secret {
    ($name:ident, $curve:ident) => {
        impl EcSecret for $name::SecretKey {
            fn into_key(self) -> Result<SigningKey, JwsError> {
                let point = self.public_key().to_sec1_point(false);
                let (Some(x), Some(y)) = (point.x(), point.y()) else {
                    return Err(KeyFault::Numbers { kind: Curve::$curve.as_str() }.into());
                };
                let public = PublicKey::ec(Curve::$curve, x, y)?;
                Ok(SigningKey { secret: Secret::$curve(self.into()), public })
            }
        }
    };
}

ec_secret!(p256, P256);
ec_secret!(p384, P384);
ec_secret!(p521, P521);

impl SigningKey {
    /// The key with this private scalar, big-endian, padded to [`Curve::coordinate_len`].
    ///
    /// # Errors
    /// When the length is another, or the number is zero or not below the order of the curve.
    pub fn ec(curve: Curve, scalar: &[u8]) -> Result<Self, JwsError> {
        if scalar.len() != curve.coordinate_len() {
            return Err(KeyFault::Length { member: "d", found: scalar.len(), expected: curve.coordinate_len() }.into());
        }
        on_curve!(curve, ec => match ec::SecretKey::from_slice(scalar) {
            Ok(key) => key.into_key(),
            Err(_) => Err(KeyFault::Numbers { kind: curve.as_str() }.into()),
        })
    }

    /// Reads a private key in DER: PKCS #8 of either kind, SEC1 (EC), or PKCS #1 (RSA).
    ///
    /// # Errors
    /// When it is none of them, or not a key that libtrust knows.
    pub fn from_der(der: &[u8]) -> Result<Self, JwsError> {
        for curve in Curve::ALL {
            on_curve!(curve, ec => if let Ok(key) = ec::SecretKey::from_der(der) {
                return key.into_key();
            });
        }
        let key = RsaPrivateKey::from_pkcs8_der(der).ok().or_else(|| RsaPrivateKey::from_pkcs1_der(der).ok());
        Self::rsa(key.ok_or(KeyFault::Form)?)
    }

    /// Reads a private key in PEM: `PRIVATE KEY`, `EC PRIVATE KEY` or `RSA PRIVATE KEY`, not encrypted.
    ///
    /// # Errors
    /// When it is none of them, or not a key that libtrust knows.
    pub fn from_pem(pem: &str) -> Result<Self, JwsError> {
        for curve in Curve::ALL {
            on_curve!(curve, ec => if let Ok(key) = ec::SecretKey::from_pem(pem) {
                return key.into_key();
            });
        }
        let key = RsaPrivateKey::from_pkcs8_pem(pem).ok().or_else(|| RsaPrivateKey::from_pkcs1_pem(pem).ok());
        Self::rsa(key.ok_or(KeyFault::Form)?)
    }

    /// Reads a private JSON Web Key: the form of Docker's `key.json` (libtrust `UnmarshalPrivateKeyJWK`).
    /// RSA keys must have two primes.
    ///
    /// # Errors
    /// When it is no key that libtrust knows, or its numbers do not belong together.
    pub fn from_jwk(json: &[u8]) -> Result<Self, JwsError> {
        let mut members = Members::parse(json, Mode::Libtrust)?;
        let secret = members.bytes("d")?;
        let public = members.public_key()?;
        let key = match public.rsa_numbers() {
            None => Self::ec(public.curve().ok_or(KeyFault::Form)?, &secret)?,
            Some((modulus, exponent)) => {
                let modulus = BigUint::from_bytes_be(modulus);
                let secret = BigUint::from_bytes_be(&secret);
                let primes = [members.bytes("p")?, members.bytes("q")?];
                let primes = primes.iter().map(|prime| BigUint::from_bytes_be(prime)).collect();
                let key = RsaPrivateKey::from_components(modulus, exponent.into(), secret, primes);
                Self::rsa(key.map_err(|_| KeyFault::Numbers { kind: "RSA" })?)?
            }
        };
        if key.public == public {
            Ok(key)
        } else {
            Err(KeyFault::Numbers { kind: public.curve().map_or("RSA", Curve::as_str) }.into())
        }
    }

    fn rsa(key: RsaPrivateKey) -> Result<Self, JwsError> {
        check_size(&key.n().to_bytes_be())?;
        let public = PublicKey::of_rsa(&key)?;
        Ok(Self { secret: Secret::Rsa(Box::new(key)), public })
    }

    /// The public half.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// How the key signs: ES256, ES384 or ES512 by its curve, RS256 for every RSA key, as libtrust does.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        match self.public.curve() {
            Some(curve) => SignatureAlgorithm::of_curve(curve),
            None => SignatureAlgorithm::Rs256,
        }
    }

    /// Signs a hash made with [`SigningKey::algorithm`]: `r` and `s`, padded, or an RSA number.
    pub(super) fn sign_hash(&self, hash: &[u8]) -> Result<Vec<u8>, JwsError> {
        macro_rules! sign {
            ($name:ident, $key:expr, $curve:ident) => {{
                let signature: Result<$name::ecdsa::Signature, _> = $key.sign_prehash(hash);
                signature
                    .map(|signature| signature.to_bytes().to_vec())
                    .map_err(|_| KeyFault::Numbers { kind: Curve::$curve.as_str() }.into())
            }};
        }
        match &self.secret {
            Secret::P256(key) => sign!(p256, key, P256),
            Secret::P384(key) => sign!(p384, key, P384),
            Secret::P521(key) => sign!(p521, key, P521),
            Secret::Rsa(key) => {
                let mut blinding = Blinding::new(key, hash);
                key.sign_with_rng(&mut blinding, self.algorithm().padding(), hash)
                    .map_err(|_| KeyFault::Numbers { kind: "RSA" }.into())
            }
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({} {})", self.algorithm(), self.public.key_id())
    }
}

/// The numbers that hide an RSA private operation from whoever measures its time (RUSTSEC-2023-0071).
///
/// They need not be random, only unknown outside: a hash of the secret and of what is signed. The signature does not
/// depend on them.
struct Blinding {
    seed: [u8; 32],
    counter: u64,
}

impl Blinding {
    fn new(key: &RsaPrivateKey, hash: &[u8]) -> Self {
        let seed = Sha256::new().chain_update(b"libtrust RSA blinding").chain_update(key.d().to_bytes_be());
        Self { seed: seed.chain_update(hash).finalize().into(), counter: 0 }
    }
}

impl RngCore for Blinding {
    fn next_u32(&mut self) -> u32 {
        rsa::rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rsa::rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, place: &mut [u8]) {
        for chunk in place.chunks_mut(32) {
            let block = Sha256::new().chain_update(self.seed).chain_update(self.counter.to_be_bytes()).finalize();
            self.counter += 1;
            chunk.iter_mut().zip(block).for_each(|(place, byte)| *place = byte);
        }
    }

    fn try_fill_bytes(&mut self, place: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.fill_bytes(place);
        Ok(())
    }
}

impl CryptoRng for Blinding {}
