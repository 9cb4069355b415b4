use std::fmt;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// Worth to know: reserved, deprecated or unusual, but allowed.
    Note,
    /// A SHOULD or SHOULD NOT of the specification is not followed.
    Should,
    /// Allowed, but a trap: tools read it in different ways, or a limit is exceeded.
    Policy,
    /// A MUST of the specification is broken by the letter: tools write it so, and readers agree on what it means.
    Tolerated,
    /// A MUST or MUST NOT of the specification is broken, or the document has two meanings.
    Must,
    /// The bytes are not JSON at all: no tool can read them.
    Syntax,
}

impl Level {
    /// All levels, the gravest last.
    pub const ALL: [Level; 6] =
        [Level::Note, Level::Should, Level::Policy, Level::Tolerated, Level::Must, Level::Syntax];
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Note => "note",
            Level::Should => "should",
            Level::Policy => "policy",
            Level::Tolerated => "tolerated",
            Level::Must => "must",
            Level::Syntax => "syntax",
        })
    }
}

/// A set of levels.
///
/// ```
/// use oci_spec_types::validate::{Level, Levels};
///
/// let levels = Levels::of(&[Level::Must, Level::Syntax]);
/// assert!(levels.contains(Level::Must) && !levels.contains(Level::Note));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Levels(u8);

impl Levels {
    /// Every level.
    pub const ALL: Self = Self::of(&Level::ALL);

    /// The set of these levels.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "`i` is below the length")]
    pub const fn of(levels: &[Level]) -> Self {
        let mut set = 0;
        let mut i = 0;
        while i < levels.len() {
            set |= 1 << levels[i] as u8;
            i += 1;
        }
        Self(set)
    }

    /// Whether the level is in the set.
    #[must_use]
    #[inline]
    pub const fn contains(self, level: Level) -> bool {
        self.0 >> level as u8 & 1 == 1
    }
}
