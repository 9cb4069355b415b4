//! All errors of the crate as one, for functions that meet several.

use alloc::string::String;
use core::fmt;

use crate::json::JsonError;
#[cfg(feature = "layer")]
use crate::layer::LayerError;
use crate::toc::TocError;
use crate::{ParseError, UnsupportedAlgorithm, VerifyError};

macro_rules! errors {
    ($($(#[doc = $doc:literal])* $(@ $feature:literal)? $Variant:ident($Error:ty);)*) => {
        /// Any error of this crate: what `?` makes of each of them, in a function that meets several.
        ///
        /// It says what the error in it says, and converts into `std::io::Error` as each of them does.
        ///
        /// ```
        /// use oci_digest::{Digest, Error, Verifier};
        ///
        /// fn check(content: &[u8], digest: &str) -> Result<(), Error> {
        ///     let digest: Digest = digest.parse()?;
        ///     let mut verifier = Verifier::new(&digest, None);
        ///     verifier.update(content)?;
        ///     Ok(verifier.finish()?)
        /// }
        ///
        /// assert!(matches!(check(b"", "sha256:"), Err(Error::Parse(_))));
        /// assert!(matches!(check(b"", &Digest::sha256(b"x").to_string()), Err(Error::Verify(_))));
        /// ```
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum Error {
            $(
                $(#[doc = $doc])*
                $(#[cfg(feature = $feature)] #[cfg_attr(docsrs, doc(cfg(feature = $feature)))])?
                $Variant($Error),
            )*
            /// Bytes that are not the saved state of a [`Hasher`](crate::Hasher).
            SavedState,
            /// A value that cannot be serialised as JSON.
            Serialize {
                /// What the serialiser says.
                message: String,
            },
        }

        impl fmt::Display for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $($(#[cfg(feature = $feature)])? Self::$Variant(error) => error.fmt(f),)*
                    Self::SavedState => f.write_str("the bytes are not the saved state of a hasher"),
                    Self::Serialize { message } => write!(f, "the value cannot be written as JSON: {message}"),
                }
            }
        }

        impl core::error::Error for Error {
            fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
                match self {
                    $($(#[cfg(feature = $feature)])? Self::$Variant(error) => error.source(),)*
                    Self::SavedState | Self::Serialize { .. } => None,
                }
            }
        }

        $($(#[cfg(feature = $feature)])?
        impl From<$Error> for Error {
            fn from(error: $Error) -> Self {
                Self::$Variant(error)
            }
        })*

        #[cfg(feature = "std")]
        impl From<Error> for std::io::Error {
            fn from(error: Error) -> Self {
                match error {
                    $($(#[cfg(feature = $feature)])? Error::$Variant(error) => error.into(),)*
                    Error::SavedState | Error::Serialize { .. } => Self::new(std::io::ErrorKind::InvalidData, error),
                }
            }
        }
    };
}

errors! {
    /// Text that is no digest.
    Parse(ParseError);
    /// An algorithm that this build does not compute.
    Algorithm(UnsupportedAlgorithm);
    /// Content that is not what a digest and a size say.
    Verify(VerifyError);
    /// Text that is not JSON, or that a canonical form cannot express.
    Json(JsonError);
    /// A layer without a table of contents, or with another one.
    Toc(TocError);
    /// A blob that is no well-formed layer, or not the expected one.
    @ "layer" Layer(LayerError);
}

#[cfg(feature = "serde")]
impl Error {
    /// The error of a serialiser, which holds what the value itself may say.
    pub(crate) fn serialize(error: impl fmt::Display) -> Self {
        Self::Serialize { message: alloc::format!("{error}") }
    }
}

/// What is wrong with content is `InvalidData`, what is wrong with a call `InvalidInput`.
#[cfg(feature = "std")]
macro_rules! into_io {
    ($($Error:ty => $kind:ident;)*) => {
        $(impl From<$Error> for std::io::Error {
            fn from(error: $Error) -> Self {
                Self::new(std::io::ErrorKind::$kind, error)
            }
        })*
    };
}

#[cfg(feature = "std")]
into_io! {
    ParseError => InvalidInput;
    UnsupportedAlgorithm => Unsupported;
    VerifyError => InvalidData;
    JsonError => InvalidData;
    TocError => InvalidData;
}
