//! One pass over an index: how every entry stands, and what follows. Choice, order and explanation are all read from
//! it, so they cannot contradict each other.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::candidate::Candidate;
use crate::matcher::{Fit, Matcher};
use crate::policy::{Platformless, Rules, Tie};
use crate::{Entry, Explained, Later, Matching, Platform, Policy, Refusal, Selector, Verdict};

/// How an entry stands.
#[derive(Clone, Debug)]
enum Standing {
    Fits(Fit),
    /// No platform: comes last, whatever it is.
    Last,
    /// No platform: the config decides, and is not known.
    NeedsConfig,
    Refused(Refusal),
}

/// What the tool does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Chosen(usize),
    NeedsConfig(Vec<usize>),
    Nothing,
}

/// A selector made ready: its rules and one matcher for every wanted platform.
pub(crate) struct Judge {
    rules: Rules,
    matchers: Vec<Matcher>,
    skip_pseudo_images: bool,
}

/// See the module.
pub(crate) struct Decision {
    standings: Vec<Standing>,
    /// Preferred by compression; the same for all where it does not count.
    compression: Vec<bool>,
    /// Indexes of all that are not refused, best first, before any config of a last entry is looked at.
    pub(crate) order: Vec<usize>,
    pub(crate) outcome: Outcome,
}

impl Decision {
    pub(crate) fn of<E: Entry>(selector: &Selector, entries: &[E]) -> Self {
        let judge = Judge::of(selector);
        let mut standings = Vec::with_capacity(entries.len());
        let mut compression = Vec::with_capacity(entries.len());
        for entry in entries {
            let candidate = entry.candidate();
            compression.push(match judge.rules.tie {
                Tie::Zstd => candidate.zstd,
                Tie::Gzip => !candidate.zstd,
                Tie::Position | Tie::OnePass => false,
            });
            standings.push(judge.stand(&candidate));
        }
        let order = order(&standings, &compression);
        let mut decision = Self { standings, compression, order, outcome: Outcome::Nothing };
        if judge.rules.tie == Tie::OnePass {
            decision.move_best_first(entries, &judge.matchers);
        }
        decision.conclude(&judge, entries);
        decision
    }

    pub(crate) fn chosen(&self) -> Option<usize> {
        match self.outcome {
            Outcome::Chosen(index) => Some(index),
            _ => None,
        }
    }

    /// regclient: from the first entry to the last, a better one replaces the best so far.
    fn move_best_first<E: Entry>(&mut self, entries: &[E], matchers: &[Matcher]) {
        let wanted = |index: usize| match self.standings.get(index) {
            Some(Standing::Fits(fit)) => Some(fit.wanted),
            _ => None,
        };
        let Some(first) = self.order.first().and_then(|index| wanted(*index)) else {
            return;
        };
        let Some(matcher) = matchers.get(first) else {
            return;
        };
        let mut best: Option<(usize, Candidate<'_>)> = None;
        for (index, entry) in entries.iter().enumerate().filter(|(index, _)| wanted(*index) == Some(first)) {
            let candidate = entry.candidate();
            let better = match (&best, &candidate.platform) {
                (Some((_, best)), Some(platform)) => {
                    best.platform.as_ref().is_none_or(|previous| matcher.prefers(platform, previous))
                }
                (None, _) => true,
                (_, None) => false,
            };
            if better {
                best = Some((index, candidate));
            }
        }
        if let Some((best, _)) = best {
            self.order.retain(|index| *index != best);
            self.order.insert(0, best);
        }
    }

    fn conclude<E: Entry>(&mut self, judge: &Judge, entries: &[E]) {
        let unknown: Vec<usize> = self.indexes(|standing| matches!(standing, Standing::NeedsConfig));
        if !unknown.is_empty() {
            self.outcome = Outcome::NeedsConfig(unknown);
            return;
        }
        let Some(first) = self.order.first().copied() else {
            return;
        };
        self.outcome = Outcome::Chosen(first);
        let last = matches!(self.standings.get(first), Some(Standing::Last));
        if !last || judge.rules.platformless != Platformless::LastChecked {
            return;
        }
        let Some(candidate) = entries.get(first).map(Entry::candidate) else {
            return;
        };
        if candidate.is_index() || judge.matchers.iter().any(Matcher::accepts_everything) {
            return; // walked in turn, or accepted whatever it says
        }
        match candidate.config_platform {
            None => self.outcome = Outcome::NeedsConfig(vec![first]),
            Some(platform) => {
                if let Err(because) = judge.fit(&platform) {
                    // The tool reads this one only, and gives up.
                    self.outcome = Outcome::Nothing;
                    for index in self.indexes(|standing| matches!(standing, Standing::Last)) {
                        let refusal = if index == first {
                            Refusal::Config {
                                found: Box::new(platform.clone().into_owned()),
                                because: Box::new(because.clone()),
                            }
                        } else {
                            Refusal::NotRead { instead: first }
                        };
                        self.refuse(index, refusal);
                    }
                    let standings = &self.standings;
                    self.order.retain(|index| !matches!(standings.get(*index), Some(Standing::Refused(_))));
                }
            }
        }
    }

    fn indexes(&self, which: impl Fn(&Standing) -> bool) -> Vec<usize> {
        self.standings.iter().enumerate().filter(|(_, standing)| which(standing)).map(|(index, _)| index).collect()
    }

    fn refuse(&mut self, index: usize, refusal: Refusal) {
        if let Some(standing) = self.standings.get_mut(index) {
            *standing = Standing::Refused(refusal);
        }
    }

    /// A verdict for every entry.
    pub(crate) fn explain<E: Entry>(&self, entries: &[E]) -> Vec<Explained> {
        let mut ranks: HashMap<usize, usize> = HashMap::new();
        for (place, index) in self.order.iter().enumerate() {
            ranks.insert(*index, place + 1);
        }
        let candidates: Vec<Candidate<'_>> = entries.iter().map(Entry::candidate).collect();
        let mut digests: HashMap<&str, usize> = HashMap::new();
        for (index, candidate) in candidates.iter().enumerate() {
            if let Some(digest) = &candidate.digest {
                digests.entry(digest).or_insert(index);
            }
        }
        let asked = match &self.outcome {
            Outcome::NeedsConfig(asked) => asked.as_slice(),
            _ => &[],
        };
        self.standings
            .iter()
            .zip(&candidates)
            .enumerate()
            .map(|(index, (standing, candidate))| {
                let verdict = match standing {
                    _ if self.outcome == Outcome::Chosen(index) => Verdict::Chosen,
                    Standing::Refused(refusal) => Verdict::Refused { reason: telling(refusal, candidate, &digests) },
                    _ if asked.contains(&index) => Verdict::NeedsConfig,
                    Standing::NeedsConfig => Verdict::NeedsConfig,
                    Standing::Fits(_) | Standing::Last => Verdict::Possible {
                        rank: ranks.get(&index).copied().unwrap_or(usize::MAX),
                        why: self.later(index, standing),
                    },
                };
                Explained {
                    index,
                    platform: candidate.platform.as_deref().cloned(),
                    digest: candidate.digest.as_deref().map(str::to_owned),
                    verdict,
                }
            })
            .collect()
    }

    /// Whether the entry fits by itself.
    pub(crate) fn fits(&self, index: usize) -> bool {
        matches!(self.standings.get(index), Some(Standing::Fits(_)))
    }

    /// What puts an entry after the first.
    fn later(&self, index: usize, standing: &Standing) -> Later {
        if self.chosen().is_none() {
            return Later::Undecided;
        }
        let first = self.order.first().copied().unwrap_or(index);
        let (Standing::Fits(fit), Some(Standing::Fits(best))) = (standing, self.standings.get(first)) else {
            return match standing {
                Standing::Last if !matches!(self.standings.get(first), Some(Standing::Last)) => Later::NoPlatform,
                _ => self.compression_or_position(index, first),
            };
        };
        if fit.wanted != best.wanted {
            Later::OtherPlatform
        } else if fit.step != best.step {
            Later::Fallback
        } else if fit.level != best.level {
            Later::LowerVariant
        } else if fit.features != best.features {
            Later::FewerFeatures
        } else if fit.version != best.version {
            Later::OsVersion
        } else {
            self.compression_or_position(index, first)
        }
    }

    fn compression_or_position(&self, index: usize, first: usize) -> Later {
        if self.compression.get(index) == self.compression.get(first) { Later::Position } else { Later::Compression }
    }
}

/// The rules made ready for all wanted platforms.
fn matchers(selector: &Selector) -> Vec<Matcher> {
    let rules = selector.policy.rules();
    let ready =
        |matching, wanted: &Platform| Matcher::beyond(matching, wanted, &selector.host, selector.extensions.beyond);
    if rules.matching == Matching::Everything {
        return vec![ready(rules.matching, &Platform::default())];
    }
    if selector.policy != Policy::ContainerdDefault {
        return selector.wanted.iter().map(|wanted| ready(rules.matching, wanted)).collect();
    }
    // containerd/platforms `defaults_*.go`: which rule a machine uses depends on its operating system.
    selector
        .wanted
        .iter()
        .flat_map(|machine| match machine.os.as_str() {
            "windows" => vec![ready(Matching::ContainerdWindows, machine)],
            "darwin" => {
                let linux = Platform::new("linux", &machine.architecture);
                vec![ready(Matching::ContainerdExact, machine), ready(Matching::ContainerdExact, &linux)]
            }
            "freebsd" => {
                let linux = Platform::new("linux", &machine.architecture).with_variant(&machine.variant);
                vec![ready(Matching::ContainerdExact, machine), ready(Matching::ContainerdExact, &linux)]
            }
            _ => vec![ready(rules.matching, machine)],
        })
        .collect()
}

impl Judge {
    pub(crate) fn of(selector: &Selector) -> Self {
        Self {
            rules: selector.policy.rules(),
            matchers: matchers(selector),
            skip_pseudo_images: selector.extensions.skip_pseudo_images,
        }
    }

    /// The best fit among the wanted platforms, or what stands against the nearest.
    pub(crate) fn fit(&self, platform: &Platform) -> Result<Fit, Refusal> {
        let mut nearest: Option<Refusal> = None;
        for (wanted, matcher) in self.matchers.iter().enumerate() {
            match matcher.fit(platform) {
                Ok(fit) => return Ok(Fit { wanted: if self.rules.unordered { 0 } else { wanted }, ..fit }),
                Err(refusal) => {
                    if nearest.as_ref().is_none_or(|nearest| refusal.distance() < nearest.distance()) {
                        nearest = Some(refusal);
                    }
                }
            }
        }
        Err(nearest.unwrap_or(Refusal::NothingWanted))
    }

    /// Whether an entry fits, alone: `None` when its config or, of a nested index, its entries must be read first.
    pub(crate) fn decide(&self, candidate: &Candidate<'_>) -> Option<bool> {
        match self.stand(candidate) {
            Standing::Fits(_) => Some(true),
            Standing::Refused(Refusal::NestedIndex) => None,
            Standing::Refused(_) => Some(false),
            Standing::Last | Standing::NeedsConfig if candidate.is_index() => None,
            Standing::Last | Standing::NeedsConfig => {
                candidate.config_platform.as_deref().map(|platform| self.fit(platform).is_ok())
            }
        }
    }

    fn stand(&self, candidate: &Candidate<'_>) -> Standing {
        let judged = |platform: &Platform| match self.fit(platform) {
            Ok(fit) => Standing::Fits(fit),
            Err(refusal) => Standing::Refused(refusal),
        };
        if self.skip_pseudo_images && candidate.is_pseudo_image() {
            return Standing::Refused(Refusal::Attestation { of: None, digest: None });
        }
        let platform =
            candidate.platform.as_deref().filter(|platform| !(self.rules.empty_is_none && platform.is_empty()));
        if let Some(platform) = platform {
            return judged(platform);
        }
        match self.rules.platformless {
            Platformless::Skipped => Standing::Refused(Refusal::NoPlatform),
            Platformless::LastUnseen | Platformless::LastChecked => Standing::Last,
            Platformless::LinuxAmd64 => judged(&Platform::new("linux", "amd64")),
            Platformless::FromConfig => match &candidate.config_platform {
                Some(platform) => match judged(platform) {
                    Standing::Refused(because) => Standing::Refused(Refusal::Config {
                        found: Box::new(platform.clone().into_owned()),
                        because: Box::new(because),
                    }),
                    other => other,
                },
                None if candidate.is_index() => Standing::Refused(Refusal::NestedIndex),
                None => Standing::NeedsConfig,
            },
        }
    }
}

/// Sorted by fit, compression and position; then the last ones; then those whose config is not known.
fn order(standings: &[Standing], compression: &[bool]) -> Vec<usize> {
    let mut keyed: Vec<_> = standings
        .iter()
        .zip(compression)
        .enumerate()
        .filter_map(|(index, (standing, preferred))| {
            let (class, fit) = match standing {
                Standing::Fits(fit) => (0, Some(fit)),
                Standing::Last => (1, None),
                Standing::NeedsConfig => (2, None),
                Standing::Refused(_) => return None,
            };
            Some((class, fit, Reverse(*preferred), index))
        })
        .collect();
    keyed.sort();
    keyed.into_iter().map(|(.., index)| index).collect()
}

/// The refusal that tells most: an attestation is one, whatever its platform says.
fn telling(refusal: &Refusal, candidate: &Candidate<'_>, digests: &HashMap<&str, usize>) -> Refusal {
    if candidate.is_pseudo_image() {
        let digest = candidate.reference_digest.as_deref();
        return Refusal::Attestation {
            of: digest.and_then(|digest| digests.get(digest).copied()),
            digest: digest.map(str::to_owned),
        };
    }
    if let Some(artifact_type) = &candidate.artifact_type {
        return Refusal::Artifact { artifact_type: artifact_type.clone().into_owned() };
    }
    if candidate.platform.is_none() && candidate.is_index() {
        return Refusal::NestedIndex;
    }
    refusal.clone()
}
