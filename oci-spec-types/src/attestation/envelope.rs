use crate::model::object;
use crate::{Error, ErrorKind, MediaType, RawJson, Text};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};

object! {
    /// A DSSE envelope: bytes with signatures (secure-systems-lab/dsse `envelope.md`). Signatures are not verified here.
    ///
    /// ```
    /// use oci_spec_types::{Model, attestation::Envelope};
    ///
    /// let bytes = br#"{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"sig":"AA=="}]}"#;
    /// assert_eq!(Envelope::parse(&bytes[..])?.payload_bytes()?, b"{}");
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    pub struct Envelope as "dsse-envelope" {
        /// The type of what is signed.
        required "payloadType" => payload_type: MediaType,
        /// What is signed, as base64; see [`Envelope::payload_bytes`].
        required "payload" => payload: Text,
        /// The signatures, as they stand.
        required "signatures" => signatures: Option<RawJson>,
    }
}

object! {
    /// A Sigstore bundle: what is signed with all that a verification needs (sigstore/protobuf-specs
    /// `sigstore_bundle.proto`). Nothing is verified here.
    pub struct Bundle as "sigstore-bundle" {
        /// Its type, with the version.
        required "mediaType" => media_type: MediaType,
        /// Certificates, log entries and timestamps, as they stand.
        required "verificationMaterial" => verification_material: Option<RawJson>,
        /// What is signed, where that is in the bundle.
        optional "dsseEnvelope" => dsse_envelope: Option<Box<Envelope>>,
        /// The signature of something that is not in the bundle.
        optional "messageSignature" => message_signature: Option<Box<MessageSignature>>,
    }
}

object! {
    /// A signature of something that is not in its bundle.
    pub struct MessageSignature as "message-signature" {
        /// What was signed.
        optional "messageDigest" => message_digest: Option<Box<MessageDigest>>,
        /// The signature, as base64.
        required "signature" => signature: Text,
    }
}

object! {
    /// A digest in a Sigstore bundle.
    pub struct MessageDigest as "message-digest" {
        /// `SHA2_256`, `SHA2_384`, `SHA2_512`, …
        required "algorithm" => algorithm: Text,
        /// The hash, as base64.
        required "digest" => digest: Text,
    }
}

object! {
    /// A signature payload of cosign and of containers/image (containers-signature.5 "simple signing").
    pub struct SimpleSigning as "simple-signing" {
        /// What is signed.
        required "critical" => critical: Critical,
        /// What nobody has to look at.
        required "optional" => optional: Option<RawJson>,
    }
}

object! {
    /// What a simple signature says.
    pub struct Critical as "simple-signing-critical" {
        /// The name under which it was signed, as it stands.
        required "identity" => identity: Option<RawJson>,
        /// The image.
        required "image" => image: SignedImage,
        /// The type of the signature.
        required "type" => kind: Text,
    }
}

object! {
    /// The image that a simple signature is about.
    pub struct SignedImage as "simple-signing-image" {
        /// The digest of its manifest or index.
        required "docker-manifest-digest" => digest: crate::ClaimedDigest,
    }
}

impl Envelope {
    /// What is signed: base64 of the standard or of the URL alphabet, with padding (the specification allows both).
    ///
    /// # Errors
    /// [`ErrorKind::Base64`].
    pub fn payload_bytes(&self) -> Result<Vec<u8>, Error> {
        decoded(&self.payload).ok_or_else(|| {
            let text = "found something else, expected padded base64";
            Error::new(ErrorKind::Base64, 0, "/payload".to_owned(), text)
        })
    }
}

pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).or_else(|_| BASE64_URL_SAFE.decode(text)).ok()
}
