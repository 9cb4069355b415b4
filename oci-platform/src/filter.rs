//! Which entries a smaller copy of an index keeps.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::fmt;

use serde::Serialize;

use crate::candidate::{Contents, Entry};
use crate::explained::{Explained, text_of};
use crate::extension::Extension;
use crate::judge::{Judge, Key, Standing, Why};
use crate::platform::Platform;
use crate::platform_ref::PlatformRef;
use crate::selector::Selector;
use crate::verdict::Verdict;
use oci_spec_types::annotation;

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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
    /// With [`Policy::CONTAINERD_STRICT`](crate::Policy::CONTAINERD_STRICT) a platform keeps its own entry only; with
    /// [`Policy::CONTAINERD`](crate::Policy::CONTAINERD) the best of its fallbacks too.
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
    /// let selector = Selector::for_each(["linux/arm64".parse()?]).policy(Policy::CONTAINERD_STRICT);
    /// let copy = selector.filter(&entries, Keep::Best);
    /// assert_eq!(copy.kept, [1, 2]);
    /// assert_eq!(copy.lost[0].verdict.to_string(), "refused: architecture amd64, wanted arm64");
    /// # Ok::<(), oci_platform::SpecifierError>(())
    /// ```
    #[must_use]
    pub fn filter<E: Entry>(&self, entries: &[E], keep: Keep) -> Filtered {
        // An attestation is kept for its subject only.
        let images_only = self.clone().with(Extension::SkipPseudoImages);
        let wanted = images_only.read_platforms().unwrap_or_default();
        let Ok(judge) = images_only.judge() else {
            let (unserved, lost) = (self.wanted().to_vec(), self.explain(entries).entries);
            return Filtered { unserved, lost, ..Filtered::default() };
        };
        let mut sorting = Sorting::new(&judge);
        for (at, entry) in entries.iter().enumerate() {
            sorting.sort(entries, at, entry);
        }
        let Sorted { images, open, unserved } = match keep {
            Keep::Best => sorting.best(),
            Keep::All => sorting.all(),
        };
        let undecided: BTreeSet<usize> = open.difference(&images).copied().collect();
        let attestations = attestations_of(&images, &undecided, entries);
        let mut kept = images;
        kept.extend(&attestations);
        let lost = images_only
            .explain(entries)
            .entries
            .into_iter()
            .filter(|entry| !kept.contains(&entry.index) && !undecided.contains(&entry.index))
            .collect();
        Filtered {
            kept: kept.into_iter().collect(),
            attestations,
            lost,
            undecided: undecided.into_iter().collect(),
            unserved: unserved.into_iter().filter_map(|at| wanted.get(at).cloned()).collect(),
        }
    }
}

/// What becomes of the entries, for all wanted platforms in one pass.
struct Sorting<'j> {
    judge: &'j Judge,
    /// For every wanted platform the best entry.
    best: Vec<Option<(Key, usize)>>,
    /// Entries that fit a wanted platform, by their own or by their config's.
    fitting: BTreeSet<usize>,
    /// For every wanted platform whether one of these does.
    served: Vec<bool>,
    /// Entries of which it is not known.
    open: BTreeSet<usize>,
    /// Entries that must be read before anything is chosen.
    needs_config: BTreeSet<usize>,
    /// The first entry that comes last, having no platform, and the wanted platforms that its config fits.
    last: Option<(usize, Vec<usize>)>,
}

struct Sorted {
    images: BTreeSet<usize>,
    open: BTreeSet<usize>,
    /// Numbers of wanted platforms.
    unserved: Vec<usize>,
}

impl<'j> Sorting<'j> {
    fn new(judge: &'j Judge) -> Self {
        let (best, served) = (vec![None; judge.wanted()], vec![false; judge.wanted()]);
        let (fitting, open, needs_config) = <(BTreeSet<_>, BTreeSet<_>, BTreeSet<_>)>::default();
        Self { judge, best, fitting, served, open, needs_config, last: None }
    }

    fn sort<E: Entry>(&mut self, entries: &[E], at: usize, entry: &E) {
        let standing = self.judge.stand(entry);
        match standing {
            Standing::Refused(Why::Nested) => {
                self.open.insert(at);
            }
            Standing::Refused(_) | Standing::Fails(_) => {}
            Standing::NeedsConfig => {
                self.open.insert(at);
                self.needs_config.insert(at);
            }
            Standing::Last => {
                let served = match entry.contents() {
                    Some(Contents::Image { platform, .. }) => self.fits(platform.into()),
                    _ => {
                        self.open.insert(at);
                        Vec::new()
                    }
                };
                self.serve(at, &served);
                self.last.get_or_insert((at, served));
            }
            Standing::Fits(_) => {
                let served = match self.judge.compared(entry) {
                    Some(platform) => self.fits(platform),
                    None => (0..self.served.len()).collect(),
                };
                self.serve(at, &served);
                for wanted in served {
                    self.contend(entries, wanted, at, entry);
                }
            }
        }
    }

    /// The wanted platforms that a platform fits.
    fn fits(&self, platform: PlatformRef<'_>) -> Vec<usize> {
        let mut fits = Vec::new();
        self.judge.each(platform, &mut |wanted, result| {
            fits.extend(result.is_ok().then_some(wanted));
            None::<()>
        });
        fits
    }

    fn serve(&mut self, at: usize, wanted: &[usize]) {
        if !wanted.is_empty() {
            self.fitting.insert(at);
        }
        for number in wanted {
            if let Some(served) = self.served.get_mut(*number) {
                *served = true;
            }
        }
    }

    fn contend<E: Entry>(&mut self, entries: &[E], wanted: usize, at: usize, entry: &E) {
        let platform = self.judge.compared(entry).unwrap_or_default();
        let fit = self.judge.fit_of(wanted, platform).unwrap_or_default();
        let (Some(key), Some(best)) = (self.judge.key(entry, Standing::Fits(fit)), self.best.get_mut(wanted)) else {
            return;
        };
        let better = best.is_none_or(|(best, place)| {
            let old = entries.get(place).and_then(E::platform).unwrap_or_default();
            self.judge.is_better(wanted, (key, platform), (best, old))
        });
        if better {
            *best = Some((key, at));
        }
    }

    /// For every wanted platform the entry that is chosen for it.
    fn best(self) -> Sorted {
        if !self.needs_config.is_empty() {
            return Sorted { images: BTreeSet::new(), open: self.needs_config, unserved: Vec::new() };
        }
        let mut sorted = Sorted { images: BTreeSet::new(), open: BTreeSet::new(), unserved: Vec::new() };
        for (wanted, best) in self.best.iter().enumerate() {
            match (best, &self.last) {
                (Some((_, at)), _) => sorted.images.insert(*at),
                (None, Some((at, _))) if self.open.contains(at) => sorted.open.insert(*at),
                (None, Some((at, fits))) if fits.binary_search(&wanted).is_ok() => sorted.images.insert(*at),
                _ => {
                    sorted.unserved.push(wanted);
                    false
                }
            };
        }
        sorted
    }

    /// All entries that fit.
    fn all(self) -> Sorted {
        let none = self.open.is_empty();
        let unserved = self.served.iter().enumerate().filter(|(_, served)| none && !**served).map(|(at, _)| at);
        Sorted { unserved: unserved.collect(), images: self.fitting, open: self.open }
    }
}

/// Entries that are about a kept one.
fn attestations_of<E: Entry>(kept: &BTreeSet<usize>, undecided: &BTreeSet<usize>, entries: &[E]) -> Vec<usize> {
    let digests: HashSet<String> =
        kept.iter().filter_map(|index| entries.get(*index)?.digest().map(Cow::into_owned)).collect();
    let about_kept = |entry: &E| {
        entry.is_pseudo_image()
            && entry.annotation(annotation::REFERENCE_DIGEST).is_some_and(|digest| digests.contains(&*digest))
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
            writeln!(f, "no entry for {}", text_of(Some(platform)))?;
        }
        Ok(())
    }
}
