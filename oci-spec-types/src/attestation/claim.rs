use super::envelope::{Bundle, Envelope, MessageDigest, SimpleSigning, decoded};
use crate::in_toto::{Statement, Subject};
use crate::{Document, Error, Kind, Limits, MediaType, Model, ParseOptions, RawJson, Text, View};
use bytes::Bytes;
use oci_digest::Digest;
use serde::Serialize;
use std::fmt;

/// In which form something is said about an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ClaimForm {
    /// An in-toto statement: the layers of BuildKit's attestations.
    Statement,
    /// A DSSE envelope with a statement in it: the layers under cosign's `.att` tags.
    Envelope,
    /// A Sigstore bundle, with an envelope in it or the signature of something else.
    Bundle,
    /// A simple signature: the layers under cosign's `.sig` tags.
    SimpleSigning,
}

/// A row for each form: how it is called, and members that no other one has; a statement is found by its type.
static FORMS: [(ClaimForm, &str, &[&str]); 4] = [
    (ClaimForm::Statement, "in-toto statement", &[]),
    (ClaimForm::Bundle, "Sigstore bundle", &["dsseEnvelope", "messageSignature"]),
    (ClaimForm::Envelope, "DSSE envelope", &["payloadType"]),
    (ClaimForm::SimpleSigning, "simple signature", &["critical"]),
];

impl fmt::Display for ClaimForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(FORMS.iter().find(|row| row.0 == *self).map_or("", |row| row.1))
    }
}

/// What a blob says, and about what: read from any of the forms in which attestations and signatures are stored.
///
/// Who said so, and whether that can be believed, is not looked at.
///
/// ```
/// use oci_digest::Digest;
/// use oci_spec_types::attestation::{Claim, ClaimForm};
///
/// let image = Digest::sha256(b"image");
/// let payload = format!(r#"{{"critical":{{"image":{{"docker-manifest-digest":"{image}"}}}}}}"#);
/// let claim = Claim::read(payload.into_bytes())?.unwrap();
/// assert_eq!(claim.form, ClaimForm::SimpleSigning);
/// assert!(claim.is_about(&image));
///
/// assert!(Claim::read(&br#"{"spdxVersion":"SPDX-2.3"}"#[..])?.is_none());
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claim {
    /// The form of the blob.
    pub form: ClaimForm,
    /// The predicate type of the statement; `None` where there is no statement, or it has none.
    pub predicate_type: Option<Text>,
    /// What it is about, as stated; of a simple signature the image, without a name.
    pub subjects: Vec<Subject>,
    /// The statement, where there is one.
    pub statement: Option<Box<Statement>>,
}

impl Claim {
    /// Reads a blob, with [`Limits::default`]; `None` for JSON that is none of these forms.
    ///
    /// # Errors
    /// When the bytes are no JSON, a member of the form has another type, or the payload of an envelope is no base64 or no
    /// JSON. Pointers lead to a place in the payload then.
    pub fn read(bytes: impl Into<Bytes>) -> Result<Option<Self>, Error> {
        Self::read_with(bytes, &Limits::default())
    }

    /// The same with other limits.
    ///
    /// # Errors
    /// As [`Claim::read`].
    pub fn read_with(bytes: impl Into<Bytes>, limits: &Limits) -> Result<Option<Self>, Error> {
        let bytes = bytes.into();
        let document = Document::parse_with(bytes.clone(), &ParseOptions::default().limits(*limits))?;
        let raw = match (document.view(), document.misfit()) {
            (View::InTotoStatement(own), _) => {
                return Ok(Some(Self::of_statement(ClaimForm::Statement, Statement::clone(own))));
            }
            (_, Some(misfit)) if document.found_kind() == Kind::InTotoStatement => return Err(misfit.clone()),
            (View::Other(raw), _) => raw,
            _ => return Ok(None),
        };
        let has = |name: &&str| raw.member(name).is_some_and(|value| value != RawJson::NULL);
        let Some((form, ..)) = FORMS.iter().find(|row| row.2.iter().any(has)) else { return Ok(None) };
        Ok(Some(match form {
            ClaimForm::Envelope => Self::of_envelope(*form, &Envelope::parse_with(bytes, limits)?, limits)?,
            ClaimForm::Bundle => {
                let bundle = Bundle::parse_with(bytes, limits)?;
                match (bundle.dsse_envelope, bundle.message_signature) {
                    (Some(envelope), _) => Self::of_envelope(*form, &envelope, limits)?,
                    (None, signature) => {
                        let signed = signature.and_then(|signature| signature.message_digest);
                        Self::about(*form, signed.and_then(|signed| digest_of(&signed)).as_ref())
                    }
                }
            }
            ClaimForm::Statement | ClaimForm::SimpleSigning => {
                let signed = SimpleSigning::parse_with(bytes, limits)?.critical.image.digest;
                Self::about(*form, signed.valid().as_ref())
            }
        }))
    }

    fn of_statement(form: ClaimForm, statement: Statement) -> Self {
        let predicate_type = Some(statement.predicate_type.clone()).filter(|own| !own.is_empty());
        Self { form, predicate_type, subjects: statement.subject.clone(), statement: Some(Box::new(statement)) }
    }

    fn of_envelope(form: ClaimForm, envelope: &Envelope, limits: &Limits) -> Result<Self, Error> {
        if !envelope.payload_type.matches(&MediaType::IN_TOTO) {
            return Ok(Self::about(form, None));
        }
        Ok(Self::of_statement(form, Statement::parse_with(envelope.payload_bytes()?, limits)?))
    }

    fn about(form: ClaimForm, digest: Option<&Digest>) -> Self {
        let subject = |digest: &Digest| Subject { name: None, ..Subject::new("", digest) };
        Self { form, predicate_type: None, subjects: digest.map(subject).into_iter().collect(), statement: None }
    }

    /// Whether one of the subjects has this digest.
    #[must_use]
    pub fn is_about(&self, digest: &Digest) -> bool {
        self.subjects.iter().any(|subject| subject.is(digest))
    }

    /// The digests of the subjects that are well-formed, in the order of the document.
    pub fn digests(&self) -> impl Iterator<Item = Digest> {
        let all = self.subjects.iter().flat_map(|subject| subject.digest.iter());
        all.filter_map(|(algorithm, encoded)| format!("{algorithm}:{encoded}").parse().ok())
    }
}

/// The digest in a Sigstore bundle, of the algorithms that have a name there and here (`sigstore_common.proto`).
fn digest_of(signed: &MessageDigest) -> Option<Digest> {
    let hash = decoded(&signed.digest)?;
    match signed.algorithm.as_str() {
        "SHA2_256" => Some(Digest::from_sha256(hash.try_into().ok()?)),
        "SHA2_384" => Some(Digest::from_sha384(hash.try_into().ok()?)),
        "SHA2_512" => Some(Digest::from_sha512(hash.try_into().ok()?)),
        _ => None,
    }
}
