//! How well a platform fits, and what stands against one that does not.

use std::cmp::Reverse;

/// How well a platform fits; smaller is better. Members a rule does not use are the same for all platforms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fit {
    /// The way in which it fits, where a rule knows several.
    pub(crate) class: u8,
    /// Which of several wanted platforms.
    pub(crate) wanted: usize,
    /// Place in the list of fallbacks, or the class of the match.
    pub(crate) step: u64,
    /// Number of the variant.
    pub(crate) level: Reverse<i64>,
    /// Number of features required.
    pub(crate) features: Reverse<usize>,
}

/// The first thing that stands against a platform: told in full by [`Matcher::refusal`](super::Matcher).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Against {
    Os,
    Architecture,
    Variant,
    OsVersion,
    /// What the image requires is not offered.
    Required,
    /// What is wanted is not offered by the image.
    Offered,
    Features,
}

impl Against {
    /// How far the platform is from fitting; 0 is nearest.
    pub(crate) fn distance(self) -> u8 {
        match self {
            Self::Required | Self::Offered | Self::Features => 0,
            Self::OsVersion => 1,
            Self::Variant => 2,
            Self::Architecture => 3,
            Self::Os => 4,
        }
    }
}

/// Passes when `good`; else this stands against it.
pub(crate) fn unless(against: Against, good: bool) -> Result<(), Against> {
    if good { Ok(()) } else { Err(against) }
}
