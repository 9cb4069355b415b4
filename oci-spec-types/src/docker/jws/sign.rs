//! Making signatures: libtrust `JSONSignature.Sign` and `SignWithChain`.

use ::base64::Engine;
use ::base64::prelude::BASE64_STANDARD;

use super::{Jwk, Jws, JwsError, KeyFault, PublicKey, Signature, SigningKey, SigningTime};
use crate::base64;

impl Jws {
    /// Adds a signature with this key; the key itself goes into the header (`jwk`).
    ///
    /// ```
    /// use oci_spec_types::docker::jws::{Curve, Jws, Mode, SigningKey, SigningTime};
    ///
    /// let key = SigningKey::ec(Curve::P256, &[7; 32])?; // a secret that is none
    /// let mut jws = Jws::new(&br#"{"schemaVersion":1}"#[..], Mode::Strict)?;
    /// jws.sign(&key, SigningTime::from_unix(1_461_012_882)?)?;
    ///
    /// let again = Jws::parse(&jws.to_document()?, Mode::Strict)?;
    /// let proof = again.verify()?;
    /// assert!(proof.signed_by(&key.public_key().key_id()));
    /// assert_eq!(proof.signers[0].time.as_deref(), Some("2016-04-18T20:54:42Z"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn sign(&mut self, key: &SigningKey, time: SigningTime) -> Result<(), JwsError> {
        let entry = self.signature(key, time)?;
        self.signatures.push(Signature { jwk: Some(Jwk::from(key.public_key().clone())), ..entry });
        Ok(())
    }

    /// Adds a signature with this key; the certificates (DER, the signer's own first) go into the header (`x5c`).
    ///
    /// # Errors
    /// When the key cannot sign, or the first certificate is not one for it.
    pub fn sign_with_chain(
        &mut self,
        key: &SigningKey,
        chain: &[impl AsRef<[u8]>],
        time: SigningTime,
    ) -> Result<(), JwsError> {
        let own = chain.first().ok_or(KeyFault::Certificate)?;
        if PublicKey::from_certificate(own.as_ref())? != *key.public_key() {
            return Err(KeyFault::Certificate.into());
        }
        let x5c = chain.iter().map(|certificate| BASE64_STANDARD.encode(certificate)).collect();
        let entry = self.signature(key, time)?;
        self.signatures.push(Signature { x5c, ..entry });
        Ok(())
    }

    /// A signature without a key in its header.
    fn signature(&self, key: &SigningKey, time: SigningTime) -> Result<Signature, JwsError> {
        let tail = base64::encode_url(self.format_tail());
        let protected = format!(r#"{{"formatLength":{},"formatTail":"{tail}","time":"{time}"}}"#, self.format_length());
        let protected = base64::encode_url(protected.as_bytes());
        let payload = base64::encode_url(self.payload());
        let hash = key.algorithm().hash(&[protected.as_bytes(), b".", payload.as_bytes()]);
        Ok(Signature {
            algorithm: key.algorithm().to_string(),
            jwk: None,
            x5c: Vec::new(),
            signature: base64::encode_url(&key.sign_hash(&hash)?),
            protected,
            time: Some(time.to_string()),
        })
    }
}
