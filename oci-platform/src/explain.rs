//! Verdicts for all entries, and the errors that carry them.

use std::fmt;

use serde::Serialize;

use crate::format::Shown;
use crate::{Platform, Policy, Selector, Verdict};

/// A verdict for every entry of an index: for programs (serde) and for people (`Display`, an aligned table).
///
/// ```
/// use oci_platform::{Platform, Selector};
///
/// let entries = [Platform::new("linux", "386"), Platform::new("linux", "arm64"), Platform::new("linux", "amd64")];
/// let table = Selector::new("linux/amd64".parse()?).explain(&entries).to_string();
/// let expected = "\
/// 0  linux/386    possible, 2: further down the fallbacks
/// 1  linux/arm64  refused: architecture arm64, wanted amd64
/// 2  linux/amd64  chosen
/// ";
/// assert_eq!(table, expected);
/// # Ok::<(), oci_platform::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// Whose decision it is.
    pub policy: Policy,
    /// The platforms wanted.
    pub wanted: Vec<Platform>,
    /// Index of the entry that is taken.
    pub chosen: Option<usize>,
    /// One verdict an entry, in the order of the index.
    pub entries: Vec<Explained>,
}

/// The verdict for an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explained {
    /// Place in the index, from 0.
    pub index: usize,
    /// Its platform, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// Its digest, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// What the tool makes of it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl Explained {
    /// The platform for people: all fields, or `no platform`; control characters escaped.
    #[must_use]
    pub fn platform_text(&self) -> String {
        Self::text_of(self.platform.as_ref())
    }

    pub(crate) fn text_of(platform: Option<&Platform>) -> String {
        platform
            .map_or_else(|| "no platform".to_owned(), |platform| Shown(&platform.all_fields().to_string()).to_string())
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.entries.iter().map(Explained::platform_text).collect();
        let wide = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        let digits = self.entries.len().saturating_sub(1).to_string().len();
        for (entry, text) in self.entries.iter().zip(&texts) {
            writeln!(f, "{:>digits$}  {text:wide$}  {}", entry.index, entry.verdict)?;
        }
        Ok(())
    }
}

/// No entry fits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoMatch {
    /// Whose decision it is.
    pub policy: Policy,
    /// The platforms wanted.
    pub wanted: Vec<Platform>,
    /// What there is, the nearest first.
    pub entries: Vec<Explained>,
}

/// How many entries the message of [`NoMatch`] lists.
const LISTED: usize = 8;

impl NoMatch {
    pub(crate) fn new(selector: &Selector, mut entries: Vec<Explained>) -> Self {
        entries.sort_by_key(|entry| match &entry.verdict {
            Verdict::Refused { reason } => reason.distance(),
            _ => 0,
        });
        Self { policy: selector.policy, wanted: selector.wanted.clone(), entries }
    }
}

impl fmt::Display for NoMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wanted: Vec<String> = self.wanted.iter().map(|platform| Explained::text_of(Some(platform))).collect();
        let wanted = if wanted.is_empty() { "no platform".to_owned() } else { wanted.join(", ") };
        write!(f, "no entry for {wanted} ({})", self.policy)?;
        if self.entries.is_empty() {
            return f.write_str(": the index is empty");
        }
        f.write_str("; there is ")?;
        for (place, entry) in self.entries.iter().take(LISTED).enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{}", entry.platform_text())?;
            if let Verdict::Refused { reason } = &entry.verdict {
                write!(f, " ({reason})")?;
            }
        }
        match self.entries.len().saturating_sub(LISTED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// Why no entry was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SelectError {
    /// No entry fits.
    NoMatch(NoMatch),
    /// The tool would read the image config of these entries to learn their platform. Read each entry's manifest and
    /// config, set [`Candidate::config_platform`](crate::Candidate::config_platform), and choose again.
    NeedsConfig {
        /// Indexes of the entries.
        entries: Vec<usize>,
    },
    /// The choice is an index inside the index, and its entries are not at hand.
    NeedsIndex {
        /// Place in every index on the way.
        path: Vec<usize>,
    },
    /// Indexes inside indexes beyond the limit.
    TooDeep {
        /// Place in every index on the way.
        path: Vec<usize>,
        /// How many indexes below the root are entered.
        limit: usize,
    },
}

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |places: &[usize], by: &str| places.iter().map(usize::to_string).collect::<Vec<_>>().join(by);
        match self {
            Self::NoMatch(error) => error.fmt(f),
            Self::NeedsConfig { entries } => {
                let entries = joined(entries, ", ");
                write!(f, "entry {entries} has no platform: its image config, which names it, must be read first")
            }
            Self::NeedsIndex { path } => {
                write!(f, "entry {} is an index, which must be read first", joined(path, "/"))
            }
            Self::TooDeep { path, limit } => {
                write!(f, "entry {} is an index more than {limit} levels below the root", joined(path, "/"))
            }
        }
    }
}

impl std::error::Error for SelectError {}
impl std::error::Error for NoMatch {}
