//! Whether a manifest is signed in schema 1, as a tool sees it: its digest covers the payload then.

use crate::{Error, ErrorKind, Part, Source, Tool};
use bytes::Bytes;
use oci_digest::{Algorithm, Digest};
use oci_spec_types::docker::jws::{Jws, Mode};
use oci_spec_types::{Document, Kind, MediaType};

impl Tool {
    /// What the tool takes a manifest for, from its bytes alone, faults included; `None` when it does not recognise it, and for
    /// tools that do not guess. [`oci_spec_types::Document`] has an opinion of its own.
    ///
    /// containers/image: `internal/manifest` `GuessMIMEType`. An index with a `config` gets the media type of that config.
    ///
    /// ```
    /// use oci_convert::tools;
    /// use oci_spec_types::MediaType;
    ///
    /// let skopeo = &tools::CONTAINERS_IMAGE;
    /// assert_eq!(skopeo.guess_media_type(br#"{"schemaVersion":2}"#), Some(MediaType::OCI_MANIFEST));
    /// assert_eq!(skopeo.guess_media_type(br#"{"schemaVersion":"2"}"#), None);
    /// ```
    #[must_use]
    pub fn guess_media_type(&self, manifest: &[u8]) -> Option<MediaType> {
        let guess = self.images?.reading.guess?;
        guess(manifest)
    }

    /// The digest that the tool gives a manifest: of its bytes, or of its payload where it takes it for a signed schema 1
    /// manifest. Signatures are not verified. (containers/image `manifest.Digest`.)
    ///
    /// # Errors
    /// When the signatures do not lead to a payload, or this build does not compute the algorithm.
    ///
    /// ```
    /// use oci_convert::tools;
    /// use oci_digest::{Algorithm, Digest};
    ///
    /// let skopeo = &tools::CONTAINERS_IMAGE;
    /// let manifest = br#"{"schemaVersion":2}"#;
    /// assert_eq!(skopeo.digest(&manifest[..], &Algorithm::Sha256)?, Digest::sha256(manifest));
    /// // An empty list of signatures: the digest of nothing.
    /// let manifest = br#"{"schemaVersion":1,"signatures":[]}"#;
    /// assert_eq!(skopeo.digest(&manifest[..], &Algorithm::Sha256)?, Digest::sha256(b""));
    /// # Ok::<(), oci_convert::Error>(())
    /// ```
    pub fn digest(&self, manifest: impl Into<Bytes>, algorithm: &Algorithm) -> Result<Digest, Error> {
        let manifest = manifest.into();
        let payload = self.signed_payload(&manifest)?;
        let digest = algorithm.digest(payload.as_ref().unwrap_or(&manifest));
        digest.map_err(|error| Error::parse(ErrorKind::InvalidDigest, Part::Manifest, "", error.to_string()))
    }

    /// The payload of what is signed; `None` for what is not.
    fn signed_payload(&self, manifest: &Bytes) -> Result<Option<Bytes>, Error> {
        let invalid = |error: String| Error::parse(ErrorKind::InvalidSignatures, Part::Manifest, "/signatures", error);
        if let Some(guess) = self.images.and_then(|rules| rules.reading.guess) {
            let is_signed = guess(manifest) == Some(MediaType::DOCKER_SCHEMA1_SIGNED);
            let payload = || Jws::parse(manifest, Mode::Libtrust).map(Jws::into_payload);
            return is_signed.then(payload).transpose().map_err(|error| invalid(error.to_string()));
        }
        match Document::parse(manifest.clone()) {
            Ok(document) if document.kind() == Kind::Schema1Signed => {
                document.payload().cloned().map(Some).map_err(|error| invalid(error.to_string()))
            }
            _ => Ok(None),
        }
    }
}

/// What the digest of a signed source covers: its payload, or its bytes where they do not lead to one. `None` for what is not
/// signed.
pub(crate) fn payload(source: &Source, tool: &Tool) -> Option<Bytes> {
    tool.signed_payload(&source.bytes).unwrap_or_else(|_| Some(source.bytes.clone()))
}

/// The digest by which a source is known.
pub(crate) fn digest(source: &Source, tool: &Tool) -> Digest {
    Digest::sha256(payload(source, tool).as_ref().unwrap_or(&source.bytes))
}
