use oci_digest::layer::LayerError;
use oci_digest::{DiffId, LayerDigest, UnsupportedAlgorithm};
use std::io;

/// Why a layer was not compressed anew. What was written until then is to be thrown away.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecompressError {
    /// The encoder has no such level.
    #[error("level {level}, expected {lowest} to {highest}")]
    Level {
        /// The level that was asked for.
        level: i32,
        /// The lowest there is.
        lowest: i32,
        /// The highest there is.
        highest: i32,
    },
    /// This build does not compute the algorithm of the blob digest.
    #[error(transparent)]
    Algorithm(UnsupportedAlgorithm),
    /// The layer is not well formed, a limit is exceeded, or the writer failed on the way.
    #[error("{0}")]
    Layer(#[source] LayerError),
    /// The caller's reader failed.
    #[error("reading the layer failed: {0}")]
    Read(#[source] io::Error),
    /// The caller's writer, or the encoder, failed.
    #[error("writing the layer failed: {0}")]
    Write(#[source] io::Error),
    /// The blob is not the one that the manifest names.
    #[error("layer has the digest {found}, expected {expected}")]
    Digest {
        /// As the caller gave it.
        expected: LayerDigest,
        /// As computed.
        found: LayerDigest,
    },
    /// The uncompressed layer is not the one that the config lists.
    #[error("layer has the diffID {found}, expected {expected}")]
    DiffId {
        /// As the caller gave it.
        expected: DiffId,
        /// As computed.
        found: DiffId,
    },
}
