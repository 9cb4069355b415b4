//! Signed Docker schema 1 manifests: the JSON web signatures of libtrust.
//!
//! A signed manifest is a *payload* (the manifest itself) with one more member, `signatures`, written into it before
//! the last `}`. The protected header of each signature says how to get the payload back: `formatLength` bytes of the
//! document, then `formatTail`. **The digest of a signed manifest is the digest of its payload, and only the payload is
//! ever to be read as a manifest**: what stands between the payload and the end of the document is covered by nothing.
//!
//! [`Jws::parse`] takes a document apart, [`Jws::new`] begins one, [`Jws::to_document`] writes it in the layout of
//! libtrust. That needs no cryptography and is always there. The feature `signatures` adds `Jws::verify`, `Jws::sign` and
//! `SigningKey`.
//!
//! # What a signature proves
//! The integrity of the payload, and nothing else. The key stands in the document and vouches for itself: whoever
//! changes a manifest can sign it again with a new key. A signature tells who signed only to those who knew the key before
//! (`Verification::signed_by`); the certificates of an `x5c` header are not checked against anything.
//! No registry or client of today relies on these signatures.
//!
//! # Two ways to read
//! The Go tools accept documents that are traps ([`Mode::Libtrust`] tells which), and panic on others. [`Mode::Strict`]
//! refuses both; what a tool answers about such a document is still needed to agree with its digests. Where the Go code
//! panics, both modes give an error.
//!
//! Source: docker/libtrust `jsonsign.go`, `ec_key.go`, `rsa_key.go`, `util.go`; distribution `docs/spec/manifest-v2-1.md`.
//!
//! ```
//! use oci_spec_types::docker::jws::{Jws, JwsError, Mode};
//!
//! // "eyJm…" is {"formatLength":18,"formatTail":"fQ"}: 18 bytes, then "}".
//! let document = br#"{"schemaVersion":1,"signatures":[{"header":{"alg":"ES256"},"signature":"","protected":"eyJmb3JtYXRMZW5ndGgiOjE4LCJmb3JtYXRUYWlsIjoiZlEifQ"}]}"#;
//! let jws = Jws::parse(document, Mode::Strict)?;
//! assert_eq!(&jws.payload()[..], br#"{"schemaVersion":1}"#);
//!
//! // All documents with an empty list would have one digest: that of no bytes.
//! let trap = br#"{"schemaVersion":1,"signatures":[]}"#;
//! assert!(matches!(Jws::parse(trap, Mode::Strict), Err(JwsError::NoSignatures { .. })));
//! assert!(Jws::parse(trap, Mode::Libtrust)?.payload().is_empty());
//! # Ok::<(), JwsError>(())
//! ```

use bytes::Bytes;

mod base64;
mod error;
mod jwk;
mod key_id;
mod member;
mod protected;
mod public_key;
mod read;
mod time;
mod write;

#[cfg(feature = "signatures")]
mod algorithm;
#[cfg(feature = "signatures")]
mod certificate;
#[cfg(feature = "signatures")]
mod sign;
#[cfg(feature = "signatures")]
mod signing_key;
#[cfg(feature = "signatures")]
mod verify;

pub use error::{FormatLengthProblem, JwsError, KeyError};
pub use jwk::Jwk;
pub use key_id::{InvalidKeyId, KeyId};
pub use public_key::{Curve, PublicKey};
pub use time::{InvalidTime, SigningTime};

#[cfg(feature = "signatures")]
pub use {
    algorithm::Algorithm,
    signing_key::SigningKey,
    verify::{KeySource, MAX_SIGNATURES, Signer, Verification, VerifyError},
};

#[cfg(test)]
mod tests;

/// How a signed document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Refuses every document whose payload two readers could see differently: no signatures; `formatLength` that is
    /// zero, negative, no integer, larger than the document or inside a character; a `formatTail` that is more than a `}`
    /// with blanks; headers that disagree; a second `signatures`; a member of a signature that stands twice, or is spelt
    /// in another case; a payload that is not a schema 1 object.
    #[default]
    Strict,
    /// Reads what libtrust `ParsePrettySignature` reads, with the payload that it gives: containers/image and
    /// distribution make their digests of it.
    ///
    /// `"signatures": []` and `null` give the empty payload. (containers/image asks libtrust only for documents with
    /// `signatures` that are not `null`; it takes the digest of the whole document for the others.)
    /// A fraction in `formatLength` is cut off; a zero, or an empty `formatTail`, gives way to the next header.
    /// Names match without regard to case, base64url may be padded or broken into lines. The payload may be any bytes.
    ///
    /// Known to differ: a key whose point is not on its curve is read and has an id (libtrust gives it none);
    /// several signatures without `jwk` can be written again (libtrust panics).
    Libtrust,
}

/// A Docker schema 1 manifest with its signatures: the payload, where it is cut, and who signed.
///
/// ```
/// use oci_spec_types::docker::jws::{Jws, Mode};
///
/// let jws = Jws::new(&b"{\n   \"schemaVersion\": 1\n}"[..], Mode::Strict)?;
/// assert_eq!(jws.format_length(), 23);
/// assert_eq!(jws.format_tail(), b"\n}");
/// assert!(jws.signatures().is_empty());
/// # Ok::<(), oci_spec_types::docker::jws::JwsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jws {
    payload: Bytes,
    /// At most the length of the payload; the rest of it is the tail.
    format_length: usize,
    signatures: Vec<Signature>,
    uncovered: Option<Uncovered>,
}

/// One element of `signatures`, as text: nothing here was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signature {
    /// `alg` of the header: `ES256`, `RS256`, ...
    pub algorithm: String,
    /// `jwk` of the header: the key that the document claims.
    pub jwk: Option<Jwk>,
    /// `x5c` of the header: certificates in base64 (DER), the signer's first. Empty when absent.
    pub x5c: Vec<String>,
    /// The signature itself, in base64url.
    pub signature: String,
    /// The protected header, in base64url: the part of the header that is signed.
    pub protected: String,
    /// `time` of the protected header, as it stands there.
    pub time: Option<String>,
}

/// A member of a signed document that is neither in the payload nor `signatures`.
///
/// No digest and no signature covers it. A tool that reads the whole document as a manifest sees it,
/// and takes it for the member of the same name in the payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// The name of the member.
    pub name: String,
    /// The byte offset in the document at which the name begins.
    pub offset: usize,
}

impl Jws {
    /// Takes a signed document apart. Verifies nothing but the form, and that each `kid` is the id of its key.
    ///
    /// # Errors
    /// When the document is not a signed schema 1 manifest by the rules of `mode`.
    pub fn parse(document: &[u8], mode: Mode) -> Result<Self, JwsError> {
        read::parse(document, mode)
    }

    /// Begins a signed document with this payload and no signatures yet: libtrust `NewJSONSignature`.
    ///
    /// The digest of the signed document is that of `payload`, to the last blank behind its last `}`.
    /// Mode decides about a payload that has a member `signatures`: [`Mode::Libtrust`] lets it be.
    ///
    /// # Errors
    /// When the payload is not a JSON object with at least one member, or is signed already.
    pub fn new(payload: impl Into<Bytes>, mode: Mode) -> Result<Self, JwsError> {
        read::begin(payload.into(), mode)
    }

    /// The payload: the manifest that was signed, whose digest is the digest of the image.
    #[must_use]
    pub const fn payload(&self) -> &Bytes {
        &self.payload
    }

    /// How many bytes of the document belong to the payload.
    #[must_use]
    pub const fn format_length(&self) -> usize {
        self.format_length
    }

    /// The rest of the payload: `}` with the blanks before and behind it.
    #[must_use]
    pub fn format_tail(&self) -> &[u8] {
        &self.payload[self.format_length..]
    }

    /// The signatures in the order of the document.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The first member of the document that is covered by nothing, if there is one: a document with it is suspicious.
    #[must_use]
    pub const fn uncovered(&self) -> Option<&Uncovered> {
        self.uncovered.as_ref()
    }

    /// The payload alone.
    #[must_use]
    pub fn into_payload(self) -> Bytes {
        self.payload
    }
}
