use core::fmt;

use crate::digest::Digest;

/// Why content is not what a digest (and a size) say, or why that cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The content is longer than expected. Found at the first byte too many.
    TooLong {
        /// Size in bytes that was expected.
        expected: u64,
    },
    /// The content ended before the expected size.
    TooShort {
        /// Size in bytes that was expected.
        expected: u64,
        /// Size in bytes of the content.
        found: u64,
    },
    /// The content has another digest than expected.
    Mismatch {
        /// The digest that was expected.
        expected: Digest,
        /// The digest of the content.
        found: Digest,
    },
    /// Nobody can tell: this build does not compute the algorithm, or the encoded part is not what
    /// the algorithm makes.
    Unsupported {
        /// The digest that was expected.
        digest: Digest,
    },
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { expected } => {
                write!(f, "content is too long: expected {expected} bytes, found more")
            }
            Self::TooShort { expected, found } => {
                write!(f, "content is too short: expected {expected} bytes, found {found}")
            }
            Self::Mismatch { expected, found } => {
                write!(f, "content has the wrong digest: expected {expected}, found {found}")
            }
            Self::Unsupported { digest } => {
                write!(f, "content cannot be verified: unsupported digest {digest}")
            }
        }
    }
}

impl core::error::Error for VerifyError {}
