//! The state of a check: where the walk stands, what it found.

use std::borrow::Cow;

use oci_digest::json::{JsonError, JsonString, Scanner};

use super::facts::Facts;
use super::level::Level;
use super::options::Options;
use super::part::Raised;
use super::target::Target;
use crate::ambiguity::Ambiguity;
use crate::finding::Finding;

/// `Err` is a break of the JSON grammar: the walk ends there.
pub(super) type Flow<T = ()> = Result<T, JsonError>;

pub(super) struct Checker<'a, 'o> {
    pub(super) scanner: Scanner<'a>,
    pub(super) options: &'o Options,
    pub(super) target: Target,
    pub(super) findings: Vec<Finding>,
    /// How many findings of each level there are.
    counts: [usize; Level::ALL.len()],
    /// Names of the members of all open objects without a table: to find those that stand twice.
    pub(super) names: Vec<JsonString<'a>>,
    /// The last media type in which nothing was found: the layers of an image mostly share theirs.
    pub(super) good_media_type: Option<JsonString<'a>>,
    /// Containers open by way of the tables.
    pub(super) depth: usize,
    pub(super) too_deep: bool,
    pub(super) facts: Facts,
}

impl<'a, 'o> Checker<'a, 'o> {
    pub(super) fn new(document: &'a [u8], options: &'o Options) -> Self {
        Self {
            scanner: Scanner::new(document).with_max_depth(u32::MAX),
            options,
            target: Target::Manifest,
            findings: Vec::new(),
            counts: [0; Level::ALL.len()],
            names: Vec::new(),
            good_media_type: None,
            depth: 0,
            too_deep: false,
            facts: Facts::default(),
        }
    }

    /// Notes a finding, if its level is wanted.
    #[cold]
    #[inline(never)]
    #[expect(clippy::indexing_slicing, reason = "a count for each level")]
    pub(super) fn raise(
        &mut self,
        what: impl Into<Raised>,
        at: usize,
        ambiguity: Option<Ambiguity>,
        detail: impl FnOnce() -> Cow<'static, str>,
    ) {
        let Raised { rule, part } = what.into();
        let level = part.level(rule);
        if !self.options.wants(level) {
            return;
        }
        if self.findings.len() >= self.options.max_findings {
            let Some(at) = self.less_needed(level) else { return };
            let dropped = self.findings.remove(at);
            self.counts[dropped.level() as usize] -= 1;
        }
        self.counts[level as usize] += 1;
        self.findings.push(Finding::new(rule, part, at, ambiguity, detail()));
    }

    /// The finding that gives way to one of this level where there is no room: one of each level stays, because the caller
    /// decides later which of them are errors; the gravest stays in any case.
    #[expect(clippy::indexing_slicing, reason = "a count for each level")]
    fn less_needed(&self, level: Level) -> Option<usize> {
        if self.counts[level as usize] > 0 {
            return None;
        }
        let common = self.findings.iter().rposition(|finding| self.counts[finding.level() as usize] > 1);
        common.or_else(|| self.findings.iter().rposition(|finding| finding.level() < level))
    }
}
