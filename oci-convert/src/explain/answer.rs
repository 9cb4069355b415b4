use super::grade::{Grade, Missing};
use super::note::Note;
use super::relation::{Code, Relation};
use super::tree::Difference;
use crate::Cause;
use crate::report::Change;

/// A relation with its grade, and what else was found on the way to it.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) relation: Relation,
    pub(super) grade: Grade,
    pub(super) missing: Vec<Missing>,
}

impl Answer {
    pub(super) fn proven(relation: Relation) -> Self {
        Self { relation, grade: Grade::Proven, missing: Vec::new() }
    }

    pub(super) fn consistent(relation: Relation, missing: Vec<Missing>) -> Self {
        Self { relation, grade: Grade::ConsistentWith, missing }
    }

    pub(super) fn undecided(could_be: impl Into<Vec<Code>>, missing: Vec<Missing>) -> Self {
        Self::consistent(Relation::Undecided { could_be: could_be.into() }, missing)
    }

    pub(super) fn contradiction() -> Self {
        Self { relation: Relation::Contradiction, grade: Grade::Contradicted, missing: Vec::new() }
    }
}

/// What a relation brings with it.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) digests: Vec<Change>,
    pub(super) notes: Vec<Note>,
    /// Why the digests of the documents differ.
    pub(super) causes: Vec<Cause>,
    /// Where the configs say something else.
    pub(super) config_differences: Vec<Difference>,
}
