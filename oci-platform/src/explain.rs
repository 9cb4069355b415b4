//! Verdicts for all entries.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::fmt;

use serde::Serialize;

use crate::candidate::Entry;
use crate::explained::{Explained, telling};
use crate::judge::{Judge, Standing, Why};
use crate::matcher::fit::Fit;
use crate::order::order;
use crate::outcome::{Failure, Outcome, Taken};
use crate::platform::Platform;
use crate::policy::Policy;
use crate::selector::Selector;
use crate::show::Columns;
use crate::verdict::{Later, Refusal, Verdict};

/// A verdict for every entry of an index: for programs (serde) and for people (`Display`, an aligned table).
///
/// ```
/// use oci_platform::{Platform, Selector};
///
/// let entries = [Platform::new("linux", "386"), Platform::new("linux", "arm64"), Platform::new("linux", "amd64")];
/// let table = Selector::new("linux/amd64".parse()?).explain(&entries).to_string();
/// let expected = "\
/// 0  linux/386    possible, 2: further down the fallbacks
/// 1  linux/arm64  refused: architecture arm64, wanted amd64
/// 2  linux/amd64  chosen
/// ";
/// assert_eq!(table, expected);
/// # Ok::<(), oci_platform::SpecifierError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChoiceExplanation {
    /// Whose decision it is.
    pub policy: Policy,
    /// The platforms asked for.
    pub wanted: Vec<Platform>,
    /// What the tool answers.
    pub answer: Outcome,
    /// One verdict an entry, in the order of the index.
    pub entries: Vec<Explained>,
}

impl ChoiceExplanation {
    /// Place of the entry that is taken, or in which it is.
    #[must_use]
    pub fn chosen(&self) -> Option<usize> {
        self.answer.paths().first().and_then(|path| path.first()).copied()
    }
}

impl Selector {
    /// A verdict for every entry.
    #[must_use]
    pub fn explain<E: Entry>(&self, entries: &[E]) -> ChoiceExplanation {
        let answer = Outcome::from(self.answer(entries));
        let entries = match self.judge() {
            Ok(judge) => verdicts(&judge, entries, &answer),
            // Whatever the entries are.
            Err(_) => {
                let failure = match answer {
                    Outcome::Fails { failure, .. } => failure,
                    _ => Failure::Parse,
                };
                let failed = |(at, entry)| Explained::of(at, entry, Verdict::Fails { failure });
                entries.iter().enumerate().map(failed).collect()
            }
        };
        ChoiceExplanation { policy: self.policy_used(), wanted: self.wanted().to_vec(), answer, entries }
    }
}

/// What is said of every entry, so that it agrees with the answer.
pub(crate) fn verdicts<E: Entry>(judge: &Judge, entries: &[E], answer: &Outcome) -> Vec<Explained> {
    let order = order(judge, entries);
    let mut ranks: Vec<Option<usize>> = vec![None; entries.len()];
    for (place, at) in order.iter().enumerate() {
        if let Some(rank) = ranks.get_mut(*at) {
            *rank = Some(place + 1);
        }
    }
    // The first place of each digest: made where there is an attestation.
    let places = LazyCell::new(|| {
        let digests = entries.iter().enumerate().rev();
        digests.filter_map(|(at, entry)| Some((entry.digest()?, at))).collect::<HashMap<_, _>>()
    });
    let marked = |paths: &[Vec<usize>]| -> Vec<bool> {
        let mut marks = vec![false; entries.len()];
        for at in paths.iter().filter_map(|path| path.first()) {
            if let Some(mark) = marks.get_mut(*at) {
                *mark = true;
            }
        }
        marks
    };
    let (mut chosen, mut read) = (marked(answer.paths()), marked(&[]));
    let mut failing = None;
    match answer {
        Outcome::Takes { .. } | Outcome::Nothing | Outcome::TooDeep { .. } => {}
        Outcome::Needs { paths, .. } => read = marked(paths),
        Outcome::Fails { path, failure } => failing = path.first().map(|at| (*at, *failure)),
    }
    if matches!(answer, Outcome::Takes { taken: Taken::Whole }) {
        chosen.fill(true);
    }
    let none = *answer == Outcome::Nothing;
    let first = order.first().copied();
    let best = first.and_then(|at| entries.get(at)).map(|entry| Rank::of(judge, entry));
    let told = |entry: &E, refusal| telling(refusal, entry, |digest| places.get(digest).copied());
    let verdict = |at: usize, entry: &E| {
        let standing = judge.stand(entry);
        let is = |marks: &[bool]| marks.get(at).copied().unwrap_or_default();
        match standing {
            _ if is(&chosen) => Verdict::Chosen,
            _ if failing.is_some_and(|(place, _)| place == at) => {
                failing.map_or(Verdict::NeedsRead, |(_, failure)| Verdict::Fails { failure })
            }
            _ if is(&read) => Verdict::NeedsRead,
            Standing::Refused(why) => Verdict::Refused { reason: told(entry, judge.refusal(entry, why)) },
            Standing::NeedsConfig => Verdict::NeedsRead,
            Standing::Fails(failure) => Verdict::Fails { failure },
            // Something is wanted, fits, and nothing is found: the tool read what the first names, and gave up.
            _ if none => Verdict::Refused {
                reason: if first == Some(at) {
                    dead_end(judge, entry)
                } else {
                    Refusal::NotTried { instead: first.unwrap_or_default() }
                },
            },
            Standing::Fits(_) | Standing::Last => Verdict::Possible {
                rank: ranks.get(at).copied().flatten().unwrap_or(entries.len()),
                why: match &best {
                    Some(best) if matches!(answer, Outcome::Takes { .. }) => Rank::of(judge, entry).later(best),
                    _ => Later::Undecided,
                },
            },
        }
    };
    entries.iter().enumerate().map(|(at, entry)| Explained::of(at, entry, verdict(at, entry))).collect()
}

/// Why nothing is found at an entry that the tool chooses.
fn dead_end<E: Entry>(judge: &Judge, entry: &E) -> Refusal {
    let config = match entry.contents() {
        Some(crate::candidate::Contents::Image { platform, .. }) => judge.fit(platform.into()).err(),
        _ => None,
    };
    match config {
        Some((wanted, against)) if entry.platform().is_none() => judge.refusal(entry, Why::Config(wanted, against)),
        _ => Refusal::DeadEnd,
    }
}

/// What an entry is ranked by.
struct Rank {
    last: bool,
    fit: Fit,
    version: String,
    compression: bool,
}

impl Rank {
    fn of<E: Entry>(judge: &Judge, entry: &E) -> Self {
        let (last, fit) = match judge.stand(entry) {
            Standing::Fits(fit) => (false, fit),
            _ => (true, Fit::default()),
        };
        let version = if judge.compares_entries { entry.platform().map(|platform| platform.os_version) } else { None };
        let version = version.unwrap_or_default().to_owned();
        Self { last, fit, version, compression: judge.prefers_compression(entry) }
    }

    /// What puts it after the first.
    fn later(&self, best: &Self) -> Later {
        let (fit, first) = (&self.fit, &best.fit);
        if self.last != best.last {
            Later::NoPlatform
        } else if fit.wanted != first.wanted {
            Later::OtherPlatform
        } else if (fit.class, fit.step) != (first.class, first.step) {
            Later::Fallback
        } else if fit.level != first.level {
            Later::LowerVariant
        } else if fit.features != first.features {
            Later::FewerFeatures
        } else if self.version != best.version {
            Later::OsVersion
        } else if self.compression != best.compression {
            Later::Compression
        } else {
            Later::Position
        }
    }
}

impl fmt::Display for ChoiceExplanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.entries.len().saturating_sub(1).to_string().len();
        let mut columns = Columns::default();
        for entry in &self.entries {
            let index = format!("{:>digits$}", entry.index);
            columns.row([index, entry.platform_text(), entry.verdict.to_string()]);
        }
        columns.fmt(f)
    }
}
