use crate::go::{self, shapes::containers_image as tables};
use crate::{Error, ErrorKind, Part};
use oci_digest::{Algorithm, Digest};
use oci_spec_types::MediaType;
use oci_spec_types::docker::jws::{Jws, JwsError, Mode};

/// What containers/image takes a manifest for, from its bytes alone (`internal/manifest` `GuessMIMEType`); `None` when it
/// does not recognise it.
///
/// This is the guess of skopeo, podman and buildah, faults included: an index with a `config` gets the media type of that
/// config. [`oci_spec_types::Document`] has an opinion of its own.
///
/// ```
/// use oci_convert::guess_media_type;
/// use oci_spec_types::MediaType;
///
/// assert_eq!(guess_media_type(br#"{"schemaVersion":2}"#), Some(MediaType::OCI_MANIFEST));
/// assert_eq!(guess_media_type(br#"{"schemaVersion":"2"}"#), None);
/// ```
#[must_use]
pub fn guess_media_type(manifest: &[u8]) -> Option<MediaType> {
    let read = |table: &'static go::Struct| go::read(manifest, table).ok().map(|reading| reading.value);
    let meta = read(&tables::GUESS)?;
    let stated = MediaType::from(meta.get("mediaType").as_str());
    let plain = [MediaType::DOCKER_MANIFEST, MediaType::DOCKER_LIST, MediaType::OCI_MANIFEST, MediaType::OCI_INDEX];
    if plain.contains(&stated) {
        return Some(stated);
    }
    match meta.get("schemaVersion").as_i64() {
        1 if meta.get("signatures").as_bytes().is_some_and(|text| text != b"null") => {
            Some(MediaType::DOCKER_SCHEMA1_SIGNED)
        }
        1 => Some(MediaType::DOCKER_SCHEMA1),
        2 => {
            let config = MediaType::from(read(&tables::GUESS_MANIFEST)?.get("config").get("mediaType").as_str());
            if config == MediaType::OCI_CONFIG {
                return Some(MediaType::OCI_MANIFEST);
            } else if config == MediaType::DOCKER_CONFIG {
                return Some(MediaType::DOCKER_MANIFEST);
            }
            match read(&tables::GUESS_INDEX)?.get("manifests").list() {
                [] => Some(MediaType::OCI_MANIFEST),
                _ if config.is_empty() => Some(MediaType::OCI_INDEX),
                _ => Some(config),
            }
        }
        _ => None,
    }
}

/// The digest that containers/image gives a manifest (`manifest.Digest`): of its bytes, or of its payload if it guesses
/// that it is a signed schema 1 manifest. Signatures are not verified.
///
/// # Errors
/// When the signatures do not lead to a payload, or this build does not compute the algorithm.
///
/// ```
/// use oci_convert::guess_digest;
/// use oci_digest::{Algorithm, Digest};
///
/// let manifest = br#"{"schemaVersion":2}"#;
/// assert_eq!(guess_digest(manifest, &Algorithm::Sha256)?, Digest::sha256(manifest));
/// // An empty list of signatures: the digest of nothing.
/// assert_eq!(guess_digest(br#"{"schemaVersion":1,"signatures":[]}"#, &Algorithm::Sha256)?, Digest::sha256(b""));
/// # Ok::<(), oci_convert::Error>(())
/// ```
pub fn guess_digest(manifest: &[u8], algorithm: &Algorithm) -> Result<Digest, Error> {
    let payload = guess_payload(manifest).map_err(|error| {
        Error::parse(ErrorKind::InvalidSignatures, Part::Manifest, "/signatures", error.to_string())
    })?;
    let digest = algorithm.digest(payload.as_deref().unwrap_or(manifest));
    digest.map_err(|error| Error::parse(ErrorKind::InvalidDigest, Part::Manifest, "", error.to_string()))
}

/// The payload of a signed schema 1 manifest; `None` where the bytes are digested as they are.
fn guess_payload(manifest: &[u8]) -> Result<Option<bytes::Bytes>, JwsError> {
    match guess_media_type(manifest) {
        Some(guess) if guess == MediaType::DOCKER_SCHEMA1_SIGNED => {
            Jws::parse(manifest, Mode::Libtrust).map(|jws| Some(jws.into_payload()))
        }
        _ => Ok(None),
    }
}
