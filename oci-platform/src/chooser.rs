//! One pass over the entries of an index, one after another: the best so far is all that is kept.

use std::borrow::Borrow;

use crate::candidate::Entry;
use crate::explained::{Explained, telling};
use crate::judge::{Judge, Key, Standing, Why};
use crate::matcher::fit::Fit;
use crate::outcome::Failure;
use crate::platform::Platform;
use crate::platform_ref::PlatformRef;
use crate::verdict::Verdict;

/// How many of the nearest entries are remembered in case that none fits.
pub(crate) const NEAREST: usize = 8;

/// See the module.
pub(crate) struct Chooser<J> {
    judge: J,
    pub(crate) seen: usize,
    best: Option<(Key, usize)>,
    /// The platform of the best, where entries are compared with one another.
    best_platform: Platform,
    needs_config: Vec<usize>,
    failed: Option<(usize, Failure)>,
    nearest: Vec<(u8, Explained)>,
}

/// What follows from all entries.
pub(crate) enum Found {
    Nothing(Nearest),
    NeedsConfig(Vec<usize>),
    Fails(usize, Failure),
    /// The entry, whether it fits only for having no platform, and whether it is a full fit.
    Best {
        at: usize,
        last: bool,
        fit: Fit,
    },
}

/// The entries that are nearest to fitting, and how many there are.
#[derive(Default)]
pub(crate) struct Nearest {
    pub(crate) entries: Vec<Explained>,
    pub(crate) count: usize,
}

impl<J: Borrow<Judge>> Chooser<J> {
    pub(crate) fn new(judge: J) -> Self {
        Self {
            judge,
            seen: 0,
            best: None,
            best_platform: Platform::default(),
            needs_config: Vec::new(),
            failed: None,
            nearest: Vec::new(),
        }
    }

    fn judge(&self) -> &Judge {
        self.judge.borrow()
    }

    /// Whether nothing that follows can change the choice.
    pub(crate) fn is_decided(&self) -> bool {
        self.best.is_some_and(|((last, ..), _)| !last) && self.judge().first_decides
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Looks at the next entry; true when it is the best so far.
    pub(crate) fn offer<E: Entry>(&mut self, entry: &E) -> bool {
        if self.is_decided() || self.failed.is_some() {
            self.seen += 1;
            return false;
        }
        self.offer_standing(entry, self.judge().stand(entry))
    }

    /// The same of an entry whose standing is known.
    pub(crate) fn offer_standing<E: Entry>(&mut self, entry: &E, standing: Standing) -> bool {
        let at = self.seen;
        self.seen += 1;
        match standing {
            standing @ (Standing::Fits(_) | Standing::Last) => {
                let better = self.judge().key(entry, standing).filter(|key| self.is_better(*key, entry.platform()));
                if let Some(key) = better {
                    self.best = Some((key, at));
                    if self.judge().compares_entries {
                        remember(&mut self.best_platform, entry.platform().unwrap_or_default());
                    }
                }
                return better.is_some();
            }
            Standing::NeedsConfig => self.needs_config.push(at),
            Standing::Fails(failure) => self.failed = Some((at, failure)),
            Standing::Refused(why) => self.note(entry, at, why),
        }
        false
    }

    /// Remembers an entry that is refused, in case that none fits: if it is nearer than the others.
    fn note<E: Entry>(&mut self, entry: &E, at: usize, why: Why) {
        let farthest = self.nearest.get(NEAREST - 1).map(|(distance, _)| *distance);
        let far = |distance| farthest.is_some_and(|farthest| farthest <= distance);
        // Most are too far whatever else they are.
        if self.best.is_some() || far(why.distance().min(Why::Pseudo.distance())) {
            return;
        }
        let distance = if entry.is_pseudo_image() { Why::Pseudo.distance() } else { why.distance() };
        if far(distance) {
            return;
        }
        let place = self.nearest.partition_point(|(other, _)| *other <= distance);
        let reason = telling(self.judge().refusal(entry, why), entry, |_| None);
        self.nearest.insert(place, (distance, Explained::of(at, entry, Verdict::Refused { reason })));
        self.nearest.truncate(NEAREST);
    }

    fn is_better(&self, key: Key, platform: Option<PlatformRef<'_>>) -> bool {
        let Some((best, _)) = self.best else {
            return true;
        };
        let same = key.0 == best.0 && key.1.wanted == best.1.wanted;
        if self.judge().compares_entries && same && !key.0 {
            let (new, old) = (platform.unwrap_or_default(), PlatformRef::from(&self.best_platform));
            return self.judge().is_better(key.1.wanted, (key, new), (best, old));
        }
        key < best
    }

    /// What follows, after the last entry.
    pub(crate) fn finish(self) -> Found {
        if let Some((at, failure)) = self.failed {
            return Found::Fails(at, failure);
        }
        if let Some(first) = self.needs_config.first() {
            let before = self.best.is_none_or(|(_, at)| *first < at);
            if before || !self.judge().first_decides {
                return Found::NeedsConfig(self.needs_config);
            }
        }
        match self.best {
            Some(((last, fit, _), at)) => Found::Best { at, last, fit },
            None => Found::Nothing(Nearest {
                count: self.seen,
                entries: self.nearest.into_iter().map(|(_, entry)| entry).collect(),
            }),
        }
    }
}

/// Copies what entries are compared by, in the memory that is there.
fn remember(into: &mut Platform, platform: PlatformRef<'_>) {
    for (into, text) in [
        (&mut into.os, platform.os),
        (&mut into.architecture, platform.architecture),
        (&mut into.variant, platform.variant),
        (&mut into.os_version, platform.os_version),
    ] {
        into.clear();
        into.push_str(text);
    }
    into.os_features = platform.os_features.iter().map(str::to_owned).collect();
    into.features = platform.features.iter().map(str::to_owned).collect();
}
