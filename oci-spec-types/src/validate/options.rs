use super::level::{Level, Levels};
use super::strictness::Strictness;
use crate::limits::Limits;

/// What [`validate`](super::validate) looks for.
///
/// ```
/// use oci_spec_types::validate::{Options, Strictness, Target, validate};
///
/// let document = br#"{"imageLayoutVersion":"1.0.0","imagelayoutversion":null}"#;
/// let all = validate(document, Target::Layout, &Options::default());
/// assert_eq!(all.len(), 1);
/// let errors = validate(document, Target::Layout, &Options::errors_of(Strictness::Spec));
/// assert!(errors.is_empty());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The levels to look for. Others cost little or nothing.
    pub levels: Levels,
    /// What counts as too large. To exceed a limit is a finding of [`Level::Policy`]; nothing is left unchecked.
    pub limits: Limits,
    /// How many findings to keep: 1000 by default. One of each level that was met is always kept, if there is room for them.
    pub max_findings: usize,
    /// Whether the signatures of a signed schema 1 manifest are verified (D21-07).
    pub(super) signatures: bool,
}

impl Options {
    /// Only what is an error by this strictness.
    #[must_use]
    pub fn errors_of(strictness: Strictness) -> Self {
        Self { levels: strictness.errors(), ..Self::default() }
    }

    /// The same with other levels.
    #[must_use]
    pub const fn with_levels(mut self, levels: Levels) -> Self {
        self.levels = levels;
        self
    }

    /// The same with other limits.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The same, and signatures of schema 1 manifests are verified, not only read (D21-07).
    ///
    /// It is asked for and no default: what is found must not change when another crate turns the feature on.
    #[cfg(feature = "signatures")]
    #[cfg_attr(docsrs, doc(cfg(feature = "signatures")))]
    #[must_use]
    pub const fn with_signatures(mut self) -> Self {
        self.signatures = true;
        self
    }

    #[inline]
    pub(super) fn wants(&self, level: Level) -> bool {
        self.levels.contains(level)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { levels: Levels::ALL, limits: Limits::default(), max_findings: 1000, signatures: false }
    }
}
