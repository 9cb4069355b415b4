//! What a tool answers.

use std::fmt;

use serde::Serialize;

use crate::show::Listed;

/// Why a tool fails although it found something, or before it looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Failure {
    /// What is asked has no operating system that the tool knows, or an entry before the choice has no platform.
    NoPlatform,
    /// The entry is an index inside the index.
    Nested,
    /// The entry is neither an image nor an index.
    NotAnImage,
    /// The entry has a media type that the tool does not know.
    UnknownMediaType,
    /// The entry is an image of Docker's schema 1.
    Schema1,
    /// Several entries fit, and the tool wants one.
    Ambiguous,
    /// The tool chooses an entry that it did not fetch.
    NotFetched,
    /// The image config names another platform.
    ConfigMismatch,
    /// The tool cannot read the index, or what is asked.
    Parse,
    /// The tool crashes.
    ToolPanics,
}

impl Failure {
    /// The name for programs: `no-platform`, `nested`, …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoPlatform => "no-platform",
            Self::Nested => "nested",
            Self::NotAnImage => "not-an-image",
            Self::UnknownMediaType => "unknown-media-type",
            Self::Schema1 => "schema1",
            Self::Ambiguous => "ambiguous",
            Self::NotFetched => "not-fetched",
            Self::ConfigMismatch => "config-mismatch",
            Self::Parse => "parse",
            Self::ToolPanics => "tool-panics",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPlatform => "there is no platform that it can read",
            Self::Nested => "it is an index inside the index",
            Self::NotAnImage => "it is no image",
            Self::UnknownMediaType => "its media type is unknown",
            Self::Schema1 => "it is of schema 1",
            Self::Ambiguous => "several entries fit",
            Self::NotFetched => "it chooses an entry that it does not fetch",
            Self::ConfigMismatch => "its config names another platform",
            Self::Parse => "what is asked or given cannot be read",
            Self::ToolPanics => "the tool crashes",
        })
    }
}

/// What has to be read before a tool's answer is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unread {
    /// The image config, which names the platform.
    Config,
    /// The manifest: whether it is one, and what its layers are.
    Manifest,
    /// The entries of a nested index.
    Index,
}

/// What a tool takes. A path is the place in every index on the way, from the root.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "taken", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Taken {
    /// One entry.
    Entry {
        /// Where it is.
        path: Vec<usize>,
    },
    /// All of these, in the order of the index; there may be none.
    Entries {
        /// Where they are.
        paths: Vec<Vec<usize>>,
    },
    /// The index itself.
    Whole,
}

impl Taken {
    /// The paths of the entries taken; none for the index itself.
    #[must_use]
    pub fn paths(&self) -> &[Vec<usize>] {
        match self {
            Self::Entry { path } => std::slice::from_ref(path),
            Self::Entries { paths } => paths,
            Self::Whole => &[],
        }
    }
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry { path } => write!(f, "entry {}", Place(path)),
            Self::Entries { paths } if paths.is_empty() => f.write_str("no entry"),
            Self::Entries { paths } if paths.len() == 1 => write!(f, "entry {}", places(paths)),
            Self::Entries { paths } => write!(f, "entries {}", places(paths)),
            Self::Whole => f.write_str("the index"),
        }
    }
}

/// What a command answers, without the details.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// It takes something.
    Takes {
        /// What.
        #[serde(flatten)]
        taken: Taken,
    },
    /// It says that nothing fits.
    Nothing,
    /// It fails otherwise.
    Fails {
        /// At which entry; empty when before it looks at one.
        path: Vec<usize>,
        /// Why.
        failure: Failure,
    },
    /// It depends on what the digests of these entries name.
    Needs {
        /// Where they are.
        paths: Vec<Vec<usize>>,
        /// What has to be read.
        what: Unread,
    },
    /// Indexes inside indexes beyond the limit.
    TooDeep {
        /// Where.
        path: Vec<usize>,
    },
}

impl Outcome {
    /// The paths of the entries that are taken.
    #[must_use]
    pub fn paths(&self) -> &[Vec<usize>] {
        match self {
            Self::Takes { taken } => taken.paths(),
            _ => &[],
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Takes { taken } => taken.fmt(f),
            Self::Nothing => f.write_str("nothing"),
            Self::Fails { path, failure } if path.is_empty() => write!(f, "fails: {failure}"),
            Self::Fails { path, failure } => write!(f, "fails at entry {}: {failure}", Place(path)),
            Self::Needs { paths, what } => {
                let what = match what {
                    Unread::Config => "config",
                    Unread::Manifest => "manifest",
                    Unread::Index => "list of entries",
                };
                write!(f, "undecided before the {what} of entry {} is read", places(paths))
            }
            Self::TooDeep { path } => write!(f, "entry {} is an index too far below the root", Place(path)),
        }
    }
}

/// A path as `2/0`.
#[derive(Clone, Copy)]
struct Place<'a>(&'a [usize]);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, place) in self.0.iter().enumerate() {
            write!(f, "{}{place}", if at == 0 { "" } else { "/" })?;
        }
        Ok(())
    }
}

/// Paths for people.
fn places(paths: &[Vec<usize>]) -> impl fmt::Display + '_ {
    Listed(paths.iter().map(|path| Place(path)))
}
