use crate::{Error, ErrorKind, Part};
use oci_digest::UnsupportedAlgorithm;
use oci_digest::layer::LayerError;
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
    /// The layer is not well formed or not the expected one, a limit is exceeded, or the writer failed on the way.
    #[error(transparent)]
    Layer(LayerError),
    /// The caller's reader failed.
    #[error("reading the layer failed")]
    Read(#[source] io::Error),
    /// The caller's writer, or the encoder, failed.
    #[error("writing the layer failed")]
    Write(#[source] io::Error),
}

/// With what the reader or writer said: the one error of the crate holds no other.
impl From<RecompressError> for Error {
    fn from(error: RecompressError) -> Self {
        let text = match &error {
            RecompressError::Read(why) | RecompressError::Write(why) => format!("{error}: {why}"),
            _ => error.to_string(),
        };
        Self::convert(ErrorKind::Recompression, Part::Layer, "", text)
    }
}

impl From<RecompressError> for io::Error {
    fn from(error: RecompressError) -> Self {
        match error {
            RecompressError::Layer(error) => error.into(),
            RecompressError::Algorithm(error) => error.into(),
            RecompressError::Level { .. } => Self::new(io::ErrorKind::InvalidInput, error),
            RecompressError::Read(ref why) | RecompressError::Write(ref why) => Self::new(why.kind(), error),
        }
    }
}
