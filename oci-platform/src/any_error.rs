//! All errors of the crate as one, for functions that meet several.

use std::fmt;

use crate::{SelectError, SpecifierError, UnknownPolicy};

/// Any error of this crate: what `?` makes of each of them, in a function that meets several. It says what the error in
/// it says.
///
/// ```
/// use oci_platform::{Candidate, Error, Platform, Policy, Selector};
///
/// fn place(platform: &str, policy: &str) -> Result<usize, Error> {
///     let policy: Policy = policy.parse()?;
///     let platform: Platform = platform.parse()?;
///     let candidates = [Candidate::new(Platform::new("linux", "amd64"))];
///     Ok(Selector::new(platform).policy(policy).select(&candidates)?.index)
/// }
///
/// assert!(matches!(place("linux/*", "containerd"), Err(Error::Parse(_))));
/// assert!(matches!(place("linux/arm64", "other"), Err(Error::Policy(_))));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Text that is no platform.
    Parse(SpecifierError),
    /// No entry is chosen, or it cannot be told which.
    Select(SelectError),
    /// A name that no policy has.
    Policy(UnknownPolicy),
}

macro_rules! errors {
    ($($Variant:ident($Error:ty);)*) => {
        impl fmt::Display for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$Variant(error) => error.fmt(f),)*
                }
            }
        }

        impl From<Error> for std::io::Error {
            fn from(error: Error) -> Self {
                match error {
                    $(Error::$Variant(error) => error.into(),)*
                }
            }
        }

        $(impl From<$Error> for Error {
            fn from(error: $Error) -> Self {
                Self::$Variant(error)
            }
        })*
    };
}

errors! {
    Parse(SpecifierError);
    Select(SelectError);
    Policy(UnknownPolicy);
}

impl std::error::Error for Error {}
