//! All errors of the crate as one, for functions that meet several.

use std::fmt;

use crate::error::SpecifierError;
use crate::select_error::SelectError;
use crate::show::shown;

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
/// assert!(matches!(place("linux/arm64", "other"), Err(Error::Policy { .. })));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Text that is no platform.
    Parse(SpecifierError),
    /// No entry is chosen, or it cannot be told which.
    Select(SelectError),
    /// A name that no [`Policy`](crate::Policy) has.
    Policy {
        /// The name as given.
        name: String,
        /// The names there are.
        known: Vec<&'static str>,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parse(error) => error.fmt(f),
            Self::Select(error) => error.fmt(f),
            Self::Policy { name, known } => {
                write!(f, "no policy is called {}; there are {}", shown(name), known.join(", "))
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<SpecifierError> for Error {
    fn from(error: SpecifierError) -> Self {
        Self::Parse(error)
    }
}

impl From<SelectError> for Error {
    fn from(error: SelectError) -> Self {
        Self::Select(error)
    }
}

impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Parse(error) => error.into(),
            Error::Select(error) => error.into(),
            Error::Policy { .. } => Self::new(std::io::ErrorKind::InvalidInput, error),
        }
    }
}
