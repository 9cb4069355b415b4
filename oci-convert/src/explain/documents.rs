//! Two documents that say something of images.

use super::answer::{Answer, Found};
use super::given::{Given, Pool, covered};
use super::image::{Facts, Image};
use super::images::Pair;
use super::rows;
use super::tree::{self, Comparison};
use super::which::Which;
use oci_spec_types::Document;

/// Two images and what is known of them.
pub(super) struct Images<'d> {
    pub(super) a: Image<'d>,
    pub(super) b: Image<'d>,
    pub(super) facts: Facts,
}

impl<'d> Images<'d> {
    /// `None` where one of the documents is something else.
    pub(super) fn of(a: &'d Document, b: &'d Document, given: &Given<'_>, pool: &Pool<'_>) -> Option<Self> {
        let (mut a, mut b) = (Image::of(a, Which::A, pool)?, Image::of(b, Which::B, pool)?);
        let facts = Facts::gather(given.diff_ids, [&mut a, &mut b]);
        Some(Self { a, b, facts })
    }

    /// How they relate.
    pub(super) fn relate(&self, comparison: &Comparison, pool: &Pool<'_>, found: &mut Found) -> Answer {
        let pair = Pair { a: &self.a, b: &self.b, comparison, disagree: self.facts.disagree };
        let answer = pair.relate(pool, found);
        rows::add(&self.a, &self.b, &answer.relation, found);
        answer
    }
}

/// How two children relate; `None` where one is no image.
pub(super) fn relate(a: &Document, b: &Document, given: &Given<'_>, pool: &Pool<'_>) -> Option<Answer> {
    let images = Images::of(a, b, given, pool)?;
    let comparison = tree::compare(covered(a), covered(b)).unwrap_or_default();
    Some(images.relate(&comparison, pool, &mut Found::default()))
}
