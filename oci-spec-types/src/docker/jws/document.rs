use super::jwk::Jwk;
use bytes::Bytes;

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
    pub(super) payload: Bytes,
    /// At most the length of the payload; the rest of it is the tail.
    pub(super) format_length: usize,
    pub(super) signatures: Vec<Signature>,
    pub(super) uncovered: Option<Uncovered>,
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

    /// The rest of the payload: `}` with the whitespace before and after it.
    #[must_use]
    pub fn format_tail(&self) -> &[u8] {
        self.payload.split_at(self.format_length).1
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
