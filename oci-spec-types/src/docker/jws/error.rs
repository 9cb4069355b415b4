//! What can be wrong with a signed document and with a key.

use crate::error::converts;
use crate::finding::pointer_text;
use crate::printable::printable;
use oci_digest::json;

use super::KeyId;
use std::fmt;

/// Why a document is not one that is signed, cannot be, or has signatures that do not hold; why a key is not usable.
///
/// ```
/// use oci_spec_types::docker::jws::{Jws, JwsError, Mode};
///
/// let error = Jws::parse(br#"{"schemaVersion":1,"signatures":null}"#, Mode::Strict).unwrap_err();
/// assert_eq!(error, JwsError::NoSignatures { found: "null" });
/// assert_eq!(error.to_string(), "/signatures is null, expected at least one signature");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwsError {
    /// The document is not JSON, or a member has the wrong type.
    #[error("{}{error}", at(pointer))]
    Json {
        /// JSON pointer of the place; empty for the document itself.
        pointer: String,
        /// What is wrong, with the byte offset in the document.
        error: json::JsonError,
    },
    /// The document is not UTF-8.
    #[error("byte {offset}: the document is not UTF-8")]
    Utf8 {
        /// The first byte that does not belong to a character.
        offset: usize,
    },
    /// There is no member `signatures`.
    #[error("the document has no member \"signatures\": it is not signed")]
    Unsigned,
    /// There are no signatures in `signatures`, so nothing says what the payload is.
    #[error("/signatures is {found}, expected at least one signature")]
    NoSignatures {
        /// `null` or `an empty array`.
        found: &'static str,
    },
    /// A second member has the name `signatures`, or one that Go reads as that name.
    #[error("byte {offset}: a second member \"signatures\"")]
    SecondSignatures {
        /// Where the name of the second one begins.
        offset: usize,
    },
    /// A member of a signature stands twice, or in another case, which Go does not regard: readers do not agree on it.
    #[error("{pointer}: the member stands twice or is spelt in another case, expected it once")]
    Ambiguous {
        /// JSON pointer of the member, in its right spelling.
        pointer: String,
    },
    /// A text member does not hold what it should.
    #[error("{pointer}: expected {expected}")]
    Member {
        /// JSON pointer of the member.
        pointer: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The protected header of a signature is not the JSON that it should be.
    #[error("/signatures/{index}/protected holds no header: {error}")]
    Protected {
        /// Which signature, from 0.
        index: usize,
        /// What is wrong, with the byte offset in the decoded header.
        error: json::JsonError,
    },
    /// A protected header has no member of this name.
    #[error("/signatures/{index}/protected has no \"{member}\"")]
    ProtectedMember {
        /// Which signature, from 0.
        index: usize,
        /// The name.
        member: &'static str,
    },
    /// `formatLength` of a protected header is no place at which a payload can be cut.
    #[error("/signatures/{index}/protected: formatLength is {found}, expected {expected}")]
    FormatLength {
        /// Which signature, from 0.
        index: usize,
        /// The number as it is spelt.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// `formatTail` of a protected header is more than the end of an object.
    #[error("/signatures/{index}/protected: formatTail is not a '}}' with whitespace around it")]
    FormatTail {
        /// Which signature, from 0.
        index: usize,
    },
    /// Two signatures disagree about what the payload is.
    #[error("/signatures/{index}/protected: another \"{member}\" than the signatures before it")]
    Conflict {
        /// The later of them, from 0.
        index: usize,
        /// `formatLength` or `formatTail`.
        member: &'static str,
    },
    /// `formatLength` reaches beyond the begin of `signatures`.
    #[error("byte {offset}: \"signatures\" begins inside the payload, which has {format_length} bytes of the document")]
    SignaturesInPayload {
        /// Where the name `signatures` begins.
        offset: usize,
        /// The bytes of the document that belong to the payload.
        format_length: usize,
    },
    /// The payload is not a JSON object.
    #[error("the payload is not a JSON object: {error}")]
    Payload {
        /// What is wrong, with the byte offset in the payload.
        error: json::JsonError,
    },
    /// The payload is a JSON object of another kind.
    #[error("the payload has schemaVersion {}, expected 1", printable(found))]
    SchemaVersion {
        /// The value as it is spelt, or `missing`.
        found: String,
    },
    /// A key is not usable.
    #[error("{}{fault}", at(pointer))]
    Key {
        /// JSON pointer of the key in its document; empty for a key that the caller has.
        pointer: String,
        /// Why.
        fault: KeyFault,
    },
    /// More signatures than are willingly checked.
    #[error("/signatures has {found} signatures, expected at most {limit}")]
    TooMany {
        /// The signatures of the document.
        found: usize,
        /// How many are checked.
        limit: usize,
    },
    /// A header has neither `jwk` nor `x5c`.
    #[error("/signatures/{index}/header has neither jwk nor x5c")]
    NoKey {
        /// Which signature, from 0.
        index: usize,
    },
    /// The algorithm is unknown, or not one of the key.
    #[error("/signatures/{index}/header/alg is {found:?}, expected {expected}")]
    Algorithm {
        /// Which signature, from 0.
        index: usize,
        /// The name in the header.
        found: String,
        /// The names that fit the key.
        expected: &'static str,
    },
    /// The signature is not base64url.
    #[error("/signatures/{index}/signature: expected base64url without padding")]
    Encoding {
        /// Which signature, from 0.
        index: usize,
    },
    /// The signature was not made for this payload with this key.
    #[error("/signatures/{index}/signature is not valid: it was not made for this payload with this key")]
    Invalid {
        /// Which signature, from 0.
        index: usize,
    },
    /// An object without members cannot be signed: the signed text would not be JSON.
    #[error("an empty object cannot be signed")]
    EmptyObject,
    /// The document to sign has a member `signatures`: read it with [`super::Jws::parse`] and add a signature.
    #[error("byte {offset}: the document has a member \"signatures\" already")]
    AlreadySigned {
        /// Where its name begins.
        offset: usize,
    },
}

/// A pointer in front of a message; nothing for the document itself.
fn at(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!("{}: ", pointer_text(pointer)) }
}

/// Why a key is not usable: a part of [`JwsError`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFault {
    /// The JWK is not a JSON object.
    Json(json::JsonError),
    /// A member is missing, or no string.
    Member {
        /// The name.
        member: &'static str,
    },
    /// A member is not base64url.
    Encoding {
        /// The name.
        member: &'static str,
    },
    /// A number has the wrong length for its curve.
    Length {
        /// The name of the number in a JWK.
        member: &'static str,
        /// Its bytes.
        found: usize,
        /// The bytes of a number of this curve.
        expected: usize,
    },
    /// A number that must not be zero is.
    Zero {
        /// The name of the number in a JWK.
        member: &'static str,
    },
    /// The type or curve is none that libtrust signs with.
    Unsupported {
        /// `kty` or `crv`.
        member: &'static str,
        /// Its value.
        found: String,
        /// The values known.
        expected: &'static str,
    },
    /// `kid` is not the id of this key.
    Id {
        /// The id that is written.
        found: String,
        /// The id that the key has.
        expected: KeyId,
    },
    /// A public key that carries its private exponent.
    Private,
    /// The numbers make no key: a point off the curve, a scalar out of range, an RSA number that does not fit the others.
    Numbers {
        /// `P-256`, `P-384`, `P-521` or `RSA`.
        kind: &'static str,
    },
    /// An RSA key outside 1024-4096 bits.
    Size {
        /// The bits of its modulus.
        bits: usize,
    },
    /// The text or bytes are in none of the forms of a private key.
    Form,
    /// The bytes are not an X.509 certificate with a key that libtrust knows.
    Certificate,
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "the key is not a JSON object: {error}"),
            Self::Member { member } => write!(f, "expected a string \"{member}\""),
            Self::Encoding { member } => write!(f, "\"{member}\" is not base64url without padding"),
            Self::Length { member, found, expected } => {
                write!(f, "\"{member}\" has {found} bytes, expected {expected}")
            }
            Self::Zero { member } => write!(f, "\"{member}\" is zero"),
            Self::Unsupported { member, found, expected } => {
                write!(f, "\"{member}\" is {found:?}, expected {expected}")
            }
            Self::Id { found, expected } => write!(f, "\"kid\" is {found:?}, but the id of this key is {expected}"),
            Self::Private => f.write_str("a public RSA key holds its private exponent \"d\""),
            Self::Numbers { kind } => write!(f, "these numbers are no {kind} key"),
            Self::Size { bits } => write!(f, "an RSA key of {bits} bits, expected 1024 to 4096"),
            Self::Form => f.write_str("no private key in PKCS#8, SEC1 or PKCS#1 form"),
            Self::Certificate => f.write_str("no X.509 certificate with an EC or RSA key"),
        }
    }
}

impl From<KeyFault> for JwsError {
    fn from(fault: KeyFault) -> Self {
        Self::Key { pointer: String::new(), fault }
    }
}

impl JwsError {
    /// The byte offset in the document; 0 where none is known.
    fn offset(&self) -> usize {
        match self {
            Self::Json { error, .. } => error.offset(),
            Self::Utf8 { offset }
            | Self::SecondSignatures { offset }
            | Self::SignaturesInPayload { offset, .. }
            | Self::AlreadySigned { offset } => *offset,
            _ => 0,
        }
    }

    /// The same error about a key that stands in a document.
    pub(super) fn of_key(self, place: impl FnOnce() -> String) -> Self {
        match self {
            Self::Key { fault, .. } => Self::Key { pointer: place(), fault },
            other => other,
        }
    }
}

/// The beginning of a text that somebody else wrote, short enough for a message.
pub(super) fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(64).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

converts!(JwsError => Signatures, InvalidData, JwsError::offset);
