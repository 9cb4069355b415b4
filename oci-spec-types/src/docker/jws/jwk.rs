//! JSON Web Keys in the header of a signature (RFC 7517, RFC 7518 section 6), with the checks and the layout of libtrust.

use std::collections::BTreeMap;

use oci_digest::canonical::{Form, Reprinted, rewrite};
use oci_digest::json::{Escapes, Scanner, write_string};

use super::error::excerpt;
use super::protected::untyped;
use super::public_key::{Material, minimal_exponent, rsa_exponent};

use super::{Curve, JwsError, KeyFault, Mode, PublicKey};
use crate::base64;

/// A public key as it stands in the header of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    key: PublicKey,
    /// Members that are not part of the key (`use`, `hosts`, ...), as JSON text.
    extra: BTreeMap<String, Vec<u8>>,
}

impl From<PublicKey> for Jwk {
    fn from(key: PublicKey) -> Self {
        Self { key, extra: BTreeMap::new() }
    }
}

/// The members of a JWK object that libtrust understands, and the rest of it.
pub(super) struct Members {
    text: BTreeMap<String, Vec<u8>>,
    mode: Mode,
}

impl Members {
    pub(super) fn parse(text: &[u8], mode: Mode) -> Result<Self, JwsError> {
        let mut members = BTreeMap::new();
        let mut scanner = Scanner::new(text);
        let mut read = || {
            let mut object = scanner.begin_object()?;
            while let Some(name) = scanner.member(&mut object)? {
                let name = name.decode_go().into_owned();
                members.insert(name, untyped(&mut scanner)?.to_vec());
            }
            scanner.end()
        };
        read().map_err(KeyFault::Json)?;
        Ok(Self { text: members, mode })
    }

    /// Takes a member that must be a string.
    pub(super) fn string(&mut self, member: &'static str) -> Result<String, JwsError> {
        let text = self.text.remove(member).ok_or(KeyFault::Member { member })?;
        let string = Scanner::new(&text).string().map_err(|_| KeyFault::Member { member })?;
        Ok(string.decode_go().into_owned())
    }

    /// Takes a member that must be a string of base64url.
    pub(super) fn bytes(&mut self, member: &'static str) -> Result<Vec<u8>, JwsError> {
        base64::decode_url(&self.string(member)?, self.mode).ok_or(KeyFault::Encoding { member }.into())
    }

    /// Takes the members of a public key: libtrust `ecPublicKeyFromMap`, `rsaPublicKeyFromMap`.
    pub(super) fn public_key(&mut self) -> Result<PublicKey, JwsError> {
        let kind = self.string("kty")?;
        let key = match &*kind {
            "EC" => {
                let name = self.string("crv")?;
                let curve = Curve::from_name(&name).ok_or(KeyFault::Unsupported {
                    member: "crv",
                    found: excerpt(&name),
                    expected: "\"P-256\", \"P-384\" or \"P-521\"",
                })?;
                PublicKey::ec(curve, &self.bytes("x")?, &self.bytes("y")?)?
            }
            "RSA" => {
                let modulus = self.bytes("n")?;
                PublicKey::rsa(&modulus, rsa_exponent(&self.bytes("e")?)?)?
            }
            _ => {
                return Err(KeyFault::Unsupported {
                    member: "kty",
                    found: excerpt(&kind),
                    expected: "\"EC\" or \"RSA\"",
                }
                .into());
            }
        };
        if self.text.contains_key("kid") {
            let (found, expected) = (self.string("kid")?, key.key_id());
            if found != expected.to_string() {
                return Err(KeyFault::Id { found: excerpt(&found), expected }.into());
            }
        }
        Ok(key)
    }
}

impl Jwk {
    /// Reads the text of a JWK.
    ///
    /// # Errors
    /// When it is not a public key that libtrust knows, or its `kid` is not its id.
    pub fn parse(text: &[u8], mode: Mode) -> Result<Self, JwsError> {
        let mut members = Members::parse(text, mode)?;
        let key = members.public_key()?;
        if key.curve().is_none() && members.text.contains_key("d") {
            return Err(KeyFault::Private.into());
        }
        Ok(Self { key, extra: members.text })
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The members that are not part of the key, by name: their JSON text as it stood.
    pub fn extra(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.extra.iter().map(|(name, text)| (&**name, &**text))
    }

    /// The text of the key as libtrust writes it: compact, members sorted, always with `kid`.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut members: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
        for (name, raw) in &self.extra {
            // Go keeps them as an `any`; what that cannot hold was refused, but for numbers deep inside.
            let text = rewrite(raw, &Form::GO_FLOAT).map_or_else(|_| raw.clone(), Reprinted::into_bytes);
            members.insert(name, text);
        }
        let mut put = |name, value: &str| members.insert(name, string(value));
        put("kid", &self.key.key_id().to_string());
        match &self.key.0 {
            Material::Ec { curve, x, y } => {
                put("kty", "EC");
                put("crv", curve.as_str());
                put("x", &base64::encode_url(x));
                put("y", &base64::encode_url(y));
            }
            Material::Rsa { modulus, exponent } => {
                put("kty", "RSA");
                put("n", &base64::encode_url(modulus));
                put("e", &base64::encode_url(&minimal_exponent(*exponent)));
            }
        }
        let mut out = vec![b'{'];
        for (name, value) in members {
            if out.len() > 1 {
                out.push(b',');
            }
            write_string(&mut out, name, &Escapes::GO);
            out.push(b':');
            out.extend_from_slice(&value);
        }
        out.push(b'}');
        out
    }
}

/// A JSON string with the escapes of Go.
fn string(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    write_string(&mut out, text, &Escapes::GO);
    out
}
