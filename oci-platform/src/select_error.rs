//! Why no entry was chosen.

use std::fmt;

use serde::Serialize;

use crate::explained::{Explained, text_of};
use crate::outcome::{Outcome, Taken};
use crate::platform::Platform;
use crate::policy::Policy;
use crate::show::Listed;
use crate::verdict::Verdict;
use crate::walk::Stop;

/// Why no entry was chosen: what the tool answers instead.
///
/// ```
/// use oci_platform::{Outcome, Platform, Selector};
///
/// let error = Selector::new("linux/arm64".parse()?).select(&[Platform::new("linux", "amd64")]).unwrap_err();
/// assert_eq!(error.outcome, Outcome::Nothing);
/// let text = "no entry for linux/arm64 (containerd); there is linux/amd64 (architecture amd64, wanted arm64)";
/// assert_eq!(error.to_string(), text);
/// # Ok::<(), oci_platform::SpecifierError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SelectError {
    /// Whose decision it is.
    pub policy: Policy,
    /// What it answers. Where a read would decide: put what is read to the entries with
    /// [`Candidate::with_contents`](crate::Candidate::with_contents), and ask again. [`Taken::Whole`] where the index
    /// itself is taken, no entry of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The platforms wanted, as the tool reads them; as they were given where it does not come to that.
    pub wanted: Vec<Platform>,
    /// Where nothing fits, what comes nearest: at most 8 entries, the nearest first.
    /// [`Selector::explain`](crate::Selector::explain) tells of all.
    pub nearest: Vec<Explained>,
    /// Where nothing fits, how many entries there are.
    pub count: usize,
}

impl SelectError {
    pub(crate) fn of(policy: Policy, wanted: Vec<Platform>, Stop { outcome, nearest }: Stop) -> Self {
        Self { policy, outcome, wanted, nearest: nearest.entries, count: nearest.count }
    }

    fn nothing(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Nothing => self.nothing(f),
            Outcome::Takes { .. } => f.write_str("the index itself is taken, no entry of it"),
            outcome @ Outcome::Fails { .. } => write!(f, "{} {outcome}", self.policy),
            outcome => outcome.fmt(f),
        }
    }
}

impl From<Result<Taken, SelectError>> for Outcome {
    fn from(answer: Result<Taken, SelectError>) -> Self {
        answer.map_or_else(|error| error.outcome, |taken| Self::Takes { taken })
    }
}

impl std::error::Error for SelectError {}

impl From<SelectError> for std::io::Error {
    fn from(error: SelectError) -> Self {
        Self::new(std::io::ErrorKind::NotFound, error)
    }
}
