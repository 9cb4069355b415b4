//! The layer and image IDs of Docker schema 1.

use core::fmt;
use core::str::FromStr;

use crate::parse::{ParseError, ParseErrorKind};
use crate::{Hasher, LayerDigest, hex};

/// The ID of a layer in a Docker schema 1 manifest (`id` and `parent` of `v1Compatibility`): 64
/// lower-case hex digits, no algorithm.
///
/// Writers are free in how they make them. Here are those of distribution
/// (`manifest/schema1/config_builder.go`) and containers/image (`v1IDFromBlobDigestAndComponents`),
/// which are the same: the sha256 of the hex of the blob digest, the parent, and for the top layer
/// the config, joined by spaces.
///
/// ```
/// use oci_digest::{LayerDigest, V1Id};
///
/// let (base, top) = (LayerDigest::of_blob(b"base"), LayerDigest::of_blob(b"top"));
/// let parent = V1Id::of_layer(&base, None);
/// let id = V1Id::of_top(&top, Some(&parent), br#"{"os":"linux"}"#);
/// assert_eq!(id.to_string().len(), 64);
/// assert_eq!(id.to_string().parse(), Ok(id));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct V1Id([u8; 32]);

impl V1Id {
    /// An ID of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The ID of a layer that is not the top one. The lowest has no parent.
    #[must_use]
    pub fn of_layer(blob: &LayerDigest, parent: Option<&Self>) -> Self {
        Self::of_parts(blob, parent, None)
    }

    /// The ID of the top layer, which is that of the image: covers the config too.
    #[must_use]
    pub fn of_top(blob: &LayerDigest, parent: Option<&Self>, config: &[u8]) -> Self {
        Self::of_parts(blob, parent, Some(config))
    }

    fn of_parts(blob: &LayerDigest, parent: Option<&Self>, config: Option<&[u8]>) -> Self {
        let mut hasher = Hasher::sha256();
        hasher.update(blob.digest().encoded().as_str());
        // Without a parent the space stays: an empty text is joined.
        hasher.update(b" ");
        if let Some(parent) = parent {
            hasher.update(hex::encode32(&parent.0));
        }
        if let Some(config) = config {
            hasher.update(b" ");
            hasher.update(config);
        }
        let digest = hasher.finalize();
        Self(*digest.as_sha256().unwrap_or(&[0; 32]))
    }
}

impl fmt::Display for V1Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(hex::ascii(&hex::encode32(&self.0)))
    }
}

impl fmt::Debug for V1Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "V1Id({self})")
    }
}

impl FromStr for V1Id {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let bytes = text.as_bytes();
        if let Some(id) = <&[u8; 64]>::try_from(bytes).ok().and_then(hex::decode32) {
            return Ok(Self(id));
        }
        let wrong = bytes.iter().position(|byte| !hex::is_digit(*byte));
        let position = wrong.unwrap_or(bytes.len()).min(64);
        let (kind, expected) = if position == 64 {
            (ParseErrorKind::EncodedLength, "the end after 64 hex digits")
        } else if wrong.is_some() {
            let expected = "a lower-case hex digit (an ID has 64)";
            (ParseErrorKind::EncodedCharacter, expected)
        } else {
            let expected = "a lower-case hex digit (an ID has 64)";
            (ParseErrorKind::EncodedLength, expected)
        };
        Err(ParseError::at(bytes, position, kind, expected))
    }
}

impl TryFrom<&str> for V1Id {
    type Error = ParseError;

    fn try_from(text: &str) -> Result<Self, ParseError> {
        text.parse()
    }
}
