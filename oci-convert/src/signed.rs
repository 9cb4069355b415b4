//! Whether a source is signed in schema 1: its digest covers the payload then.

use crate::guess::guess_media_type;
use crate::{Source, Tool};
use bytes::Bytes;
use oci_digest::Digest;
use oci_spec_types::docker::jws::{Jws, Mode};
use oci_spec_types::{Document, Kind, MediaType};

/// What the digest of a signed source covers: its payload, or its bytes where they do not lead to one. `None` for what is not
/// signed.
///
/// A tool may guess, and not look at what the document is.
pub(crate) fn payload(source: &Source, tool: &Tool) -> Option<Bytes> {
    let bytes = &source.bytes;
    if tool.images.is_some_and(|rules| rules.reading.guesses_signed) {
        let signed = guess_media_type(bytes) == Some(MediaType::DOCKER_SCHEMA1_SIGNED);
        let payload = || Jws::parse(bytes, Mode::Libtrust).map_or_else(|_| bytes.clone(), Jws::into_payload);
        return signed.then(payload);
    }
    let document = Document::parse(bytes.clone()).ok().filter(|document| document.kind() == Kind::Schema1Signed)?;
    Some(document.payload().unwrap_or(bytes).clone())
}

/// The digest by which a source is known.
pub(crate) fn digest(source: &Source, tool: &Tool) -> Digest {
    Digest::sha256(payload(source, tool).as_ref().unwrap_or(&source.bytes))
}
