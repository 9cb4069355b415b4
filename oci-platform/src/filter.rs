//! Which entries a smaller copy of an index keeps.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use crate::decision::{Decision, Judge, Outcome};
use crate::{Entry, Explained, Extension, Platform, Selector, Verdict};

/// Which of the entries that fit a wanted platform a copy keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Keep {
    /// For every wanted platform the entry that would be chosen for it.
    #[default]
    Best,
    /// Every entry that fits a wanted platform.
    All,
}

/// What a copy of an index for some platforms keeps, and what it loses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Filtered {
    /// Indexes of the entries kept, ascending, attestations of kept images included.
    pub kept: Vec<usize>,
    /// The entries among `kept` that are there only because they are about another kept one.
    pub attestations: Vec<usize>,
    /// The entries lost, each with the reason.
    pub lost: Vec<Explained>,
    /// Indexes of entries that cannot be judged before their image config, or the nested index that they are, is
    /// read. They are neither kept nor lost.
    pub undecided: Vec<usize>,
    /// Wanted platforms that no kept or undecided entry serves.
    pub unserved: Vec<Platform>,
}

impl Selector {
    /// The entries that a mirror for the wanted platforms keeps, with their attestations (matched by
    /// `vnd.docker.reference.digest`).
    ///
    /// With [`Policy::ContainerdStrict`](crate::Policy::ContainerdStrict) a platform keeps its own entry only; with
    /// [`Policy::Containerd`](crate::Policy::Containerd) the best of its fallbacks too.
    ///
    /// ```
    /// use oci_platform::{Candidate, Keep, Platform, Policy, Selector};
    ///
    /// let entries = [
    ///     Candidate::new(Platform::new("linux", "amd64")).with_digest("sha256:aa"),
    ///     Candidate::new(Platform::new("linux", "arm64")).with_digest("sha256:bb"),
    ///     Candidate::new(Platform::new("unknown", "unknown"))
    ///         .with_annotation("vnd.docker.reference.type", "attestation-manifest")
    ///         .with_annotation("vnd.docker.reference.digest", "sha256:bb"),
    /// ];
    /// let selector = Selector::for_each(["linux/arm64".parse()?]).policy(Policy::ContainerdStrict);
    /// let copy = selector.filter(&entries, Keep::Best);
    /// assert_eq!(copy.kept, [1, 2]);
    /// assert_eq!(copy.lost[0].verdict.to_string(), "refused: architecture amd64, wanted arm64");
    /// # Ok::<(), oci_platform::ParseError>(())
    /// ```
    #[must_use]
    pub fn filter<E: Entry>(&self, entries: &[E], keep: Keep) -> Filtered {
        // An attestation is kept for its subject only.
        let images_only = self.clone().with(Extension::SkipPseudoImages);
        let mut images = BTreeSet::new();
        let mut undecided = BTreeSet::new();
        let mut unserved = Vec::new();
        for wanted in &self.wanted {
            let one = Self { wanted: vec![wanted.clone()], ..images_only.clone() };
            let (fit, open) = match keep {
                Keep::Best => one.best(entries),
                Keep::All => one.all(entries),
            };
            if fit.is_empty() && open.is_empty() {
                unserved.push(wanted.clone());
            }
            images.extend(fit);
            undecided.extend(open);
        }
        undecided.retain(|index| !images.contains(index));
        let attestations = attestations_of(&images, &undecided, entries);
        let mut kept = images;
        kept.extend(&attestations);
        let lost = Decision::of(&images_only, entries)
            .explain(entries)
            .into_iter()
            .filter(|entry| !kept.contains(&entry.index) && !undecided.contains(&entry.index))
            .collect();
        Filtered {
            kept: kept.into_iter().collect(),
            attestations,
            lost,
            undecided: undecided.into_iter().collect(),
            unserved,
        }
    }

    fn best<E: Entry>(&self, entries: &[E]) -> (Vec<usize>, Vec<usize>) {
        let decision = Decision::of(self, entries);
        match decision.outcome {
            Outcome::Chosen(index) if decision.fits(index) => (vec![index], Vec::new()),
            Outcome::Chosen(index) if self.decides_config(entries, index) == Some(true) => (vec![index], Vec::new()),
            Outcome::Chosen(index) => (Vec::new(), vec![index]),
            Outcome::NeedsConfig(open) => (Vec::new(), open),
            Outcome::Nothing => (Vec::new(), Vec::new()),
        }
    }

    fn all<E: Entry>(&self, entries: &[E]) -> (Vec<usize>, Vec<usize>) {
        let judge = Judge::of(self);
        let (mut fit, mut open) = (Vec::new(), Vec::new());
        for (index, entry) in entries.iter().enumerate() {
            match judge.decide(&entry.candidate()) {
                Some(true) => fit.push(index),
                Some(false) => {}
                None => open.push(index),
            }
        }
        (fit, open)
    }

    fn decides_config<E: Entry>(&self, entries: &[E], index: usize) -> Option<bool> {
        Judge::of(self).decide(&entries.get(index)?.candidate())
    }
}

/// Entries that are about a kept one.
fn attestations_of<E: Entry>(kept: &BTreeSet<usize>, undecided: &BTreeSet<usize>, entries: &[E]) -> Vec<usize> {
    let digests: BTreeSet<String> =
        kept.iter().filter_map(|index| entries.get(*index)?.candidate().digest.map(Cow::into_owned)).collect();
    let about_kept = |entry: &E| {
        let candidate = entry.candidate();
        candidate.is_pseudo_image()
            && candidate.reference_digest.as_deref().is_some_and(|digest| digests.contains(digest))
    };
    entries
        .iter()
        .enumerate()
        .filter(|(index, entry)| !kept.contains(index) && !undecided.contains(index) && about_kept(entry))
        .map(|(index, _)| index)
        .collect()
}

impl fmt::Display for Filtered {
    /// What is lost, one entry a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "keeps {} entries, loses {}", self.kept.len(), self.lost.len())?;
        for entry in &self.lost {
            let reason = match &entry.verdict {
                Verdict::Refused { reason } => reason.to_string(),
                other => other.to_string(),
            };
            writeln!(f, "lost: {} {} ({reason})", entry.index, entry.platform_text())?;
        }
        for index in &self.undecided {
            writeln!(f, "undecided: {index} (its config or its entries must be read)")?;
        }
        for platform in &self.unserved {
            writeln!(f, "no entry for {}", Explained::text_of(Some(platform)))?;
        }
        Ok(())
    }
}
