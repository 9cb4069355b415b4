//! Why no entry was chosen.

use std::fmt;

use serde::Serialize;

use crate::explained::{Explained, text_of};
use crate::outcome::{Failure, Outcome, Taken, Unread};
use crate::platform::Platform;
use crate::policy::Policy;
use crate::show::Listed;
use crate::verdict::Verdict;

/// No entry fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NoMatch {
    /// Whose decision it is.
    pub policy: Policy,
    /// The platforms wanted.
    pub wanted: Vec<Platform>,
    /// What comes nearest, at most 8 entries, the nearest first.
    /// [`Selector::explain`](crate::Selector::explain) tells of all.
    pub nearest: Vec<Explained>,
    /// How many entries there are.
    pub count: usize,
}

impl fmt::Display for NoMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no entry for ")?;
        match self.wanted.as_slice() {
            [] => f.write_str("no platform")?,
            wanted => write!(f, "{}", Listed(wanted.iter().map(|platform| text_of(Some(platform)))))?,
        }
        write!(f, " ({})", self.policy)?;
        if self.count == 0 {
            return f.write_str(": the index is empty");
        }
        for (place, entry) in self.nearest.iter().enumerate() {
            f.write_str(if place == 0 { "; there is " } else { ", " })?;
            f.write_str(&entry.platform_text())?;
            if let Verdict::Refused { reason } = &entry.verdict {
                write!(f, " ({reason})")?;
            }
        }
        match self.count.saturating_sub(self.nearest.len()) {
            more if more > 0 && !self.nearest.is_empty() => write!(f, " and {more} more"),
            _ => Ok(()),
        }
    }
}

/// Why no entry was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "error", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SelectError {
    /// The tool says that nothing fits.
    NoMatch(NoMatch),
    /// The tool fails otherwise.
    Fails {
        /// Whose failure it is.
        policy: Policy,
        /// The entry at which it fails: place in every index on the way. Empty: before it looks at one.
        path: Vec<usize>,
        /// Why.
        failure: Failure,
    },
    /// The answer depends on what stands behind these entries. Read it, put it to the entry with
    /// [`Candidate::with_contents`](crate::Candidate::with_contents), and ask again.
    Needs {
        /// The entries: place in every index on the way.
        paths: Vec<Vec<usize>>,
        /// What is looked at.
        what: Unread,
    },
    /// Indexes inside indexes beyond the limit of 8.
    TooDeep {
        /// Place in every index on the way.
        path: Vec<usize>,
    },
    /// The tool takes the index itself, not one of its entries.
    TakesIndex,
}

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMatch(error) => error.fmt(f),
            Self::TakesIndex => f.write_str("the index itself is taken, no entry of it"),
            Self::Fails { policy, .. } => write!(f, "{policy} {}", Outcome::from(self)),
            Self::Needs { .. } | Self::TooDeep { .. } => Outcome::from(self).fmt(f),
        }
    }
}

impl From<&SelectError> for Outcome {
    fn from(error: &SelectError) -> Self {
        match error {
            SelectError::NoMatch(_) => Self::Nothing,
            SelectError::Fails { path, failure, .. } => Self::Fails { path: path.clone(), failure: *failure },
            SelectError::Needs { paths, what } => Self::Needs { paths: paths.clone(), what: *what },
            SelectError::TooDeep { path } => Self::TooDeep { path: path.clone() },
            SelectError::TakesIndex => Self::Takes { taken: Taken::Whole },
        }
    }
}

impl From<&Result<Taken, SelectError>> for Outcome {
    fn from(answer: &Result<Taken, SelectError>) -> Self {
        match answer {
            Ok(taken) => Self::Takes { taken: taken.clone() },
            Err(error) => error.into(),
        }
    }
}

impl std::error::Error for SelectError {}

impl From<SelectError> for std::io::Error {
    fn from(error: SelectError) -> Self {
        Self::new(std::io::ErrorKind::NotFound, error)
    }
}
impl std::error::Error for NoMatch {}

impl From<NoMatch> for std::io::Error {
    fn from(error: NoMatch) -> Self {
        Self::new(std::io::ErrorKind::NotFound, error)
    }
}
