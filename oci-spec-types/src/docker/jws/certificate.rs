//! Keys in DER: the `SubjectPublicKeyInfo` of a certificate, or one by itself.

use p256::elliptic_curve::sec1::ToSec1Point;
use p256::pkcs8::DecodePublicKey as _;
use rsa::pkcs8::DecodePublicKey as _;
use rsa::traits::PublicKeyParts;
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};

use super::curves::on_curve;
use super::public_key::rsa_exponent;
use super::{Curve, JwsError, KeyFault, PublicKey};

impl PublicKey {
    /// Reads the DER form of a key: `SubjectPublicKeyInfo` of RFC 5280.
    ///
    /// # Errors
    /// When it is not the DER of a key that libtrust knows, or its point is not on its curve.
    pub fn from_der(der: &[u8]) -> Result<Self, JwsError> {
        for curve in Curve::ALL {
            on_curve!(curve, ec => if let Ok(key) = ec::PublicKey::from_public_key_der(der) {
                let point = key.to_sec1_point(false);
                let (Some(x), Some(y)) = (point.x(), point.y()) else { return Err(KeyFault::Form.into()) };
                return Self::ec(curve, x, y);
            });
        }
        let key = rsa::RsaPublicKey::from_public_key_der(der).map_err(|_| KeyFault::Form)?;
        Self::of_rsa(&key)
    }

    /// Reads the key of an X.509 certificate in DER. Nothing else of it is looked at: no date, no name, no signature.
    ///
    /// # Errors
    /// When it is no certificate, or one with another kind of key.
    pub fn from_certificate(der: &[u8]) -> Result<Self, JwsError> {
        let certificate = Certificate::from_der(der).map_err(|_| KeyFault::Certificate)?;
        let key = certificate.tbs_certificate().subject_public_key_info();
        let key = key.to_der().map_err(|_| KeyFault::Certificate)?;
        Self::from_der(&key).map_err(|_| KeyFault::Certificate.into())
    }

    /// The key of these RSA numbers, if its exponent is one that a JWK of libtrust can hold.
    pub(super) fn of_rsa(key: &impl PublicKeyParts) -> Result<Self, JwsError> {
        Self::rsa(&key.n().to_bytes_be(), rsa_exponent(&key.e().to_bytes_be())?)
    }
}
