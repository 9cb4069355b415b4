use super::level::{Level, Levels};
use crate::finding::Finding;

/// Which findings are errors.
///
/// | | syntax | must | tolerated | policy | should | note | for |
/// |---|---|---|---|---|---|---|---|
/// | `Lenient` | error | | | | | | inspecting |
/// | `Gate` | error | error | | error | | | reading what others wrote: registries, pullers, scanners |
/// | `Spec` | error | error | error | | | | the letter of the specifications |
/// | `Strict` | error | error | error | | error | | what one is about to publish |
/// | `Hardened` | error | error | error | error | | | the letter, and what tools read in different ways |
///
/// [`Strictness::Gate`] is the one to take: it accepts what the tools of the field write, and refuses documents with two
/// meanings, of another kind, without required members, or with ill-formed digests.
///
/// ```
/// use oci_spec_types::validate::{Level, Strictness};
///
/// assert!(Strictness::Spec.errors().contains(Level::Must));
/// assert!(!Strictness::Lenient.errors().contains(Level::Must));
/// assert!(Strictness::Gate.errors().contains(Level::Policy));
/// assert!(!Strictness::Gate.errors().contains(Level::Tolerated));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Strictness {
    /// Only what is no JSON is an error.
    Lenient,
    /// What no tool writes, or tools read in different ways: for tools that read what others wrote.
    Gate,
    /// The MUST rules of the specifications to the letter, and documents with two meanings (CVE-2021-41190).
    #[default]
    Spec,
    /// The SHOULD rules, too: for tools that write documents.
    Strict,
    /// [`Strictness::Spec`], and what tools read in different ways: for tools that stand between others.
    Hardened,
}

const ERRORS: [Levels; 5] = [
    Levels::of(&[Level::Syntax]),
    Levels::of(&[Level::Syntax, Level::Must, Level::Policy]),
    Levels::of(&[Level::Syntax, Level::Must, Level::Tolerated]),
    Levels::of(&[Level::Syntax, Level::Must, Level::Tolerated, Level::Should]),
    Levels::of(&[Level::Syntax, Level::Must, Level::Tolerated, Level::Policy]),
];

impl Strictness {
    /// The levels whose findings are errors.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "a row for each")]
    pub const fn errors(self) -> Levels {
        ERRORS[self as usize]
    }

    /// The first of these findings that is an error; what is no JSON comes before the others.
    ///
    /// # Errors
    /// That finding, if there is one.
    pub fn verdict(self, findings: &[Finding]) -> Result<(), &Finding> {
        let errors = || findings.iter().filter(|finding| self.errors().contains(finding.level()));
        match errors().find(|finding| finding.level() == Level::Syntax).or_else(|| errors().next()) {
            Some(finding) => Err(finding),
            None => Ok(()),
        }
    }
}
