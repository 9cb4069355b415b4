//! From entries to an answer: down nested indexes, past media types and configs, as a row says. No tool is named here.

use std::collections::HashSet;

use crate::candidate::{Candidate, Contents, Entry};
use crate::chooser::{Chooser, Found, Nearest};
use crate::class::Class;
use crate::judge::{Judge, Standing};
use crate::order::order;
use crate::outcome::{Failure, Outcome, Taken, Unread};
use crate::platform_ref::PlatformRef;
use crate::rules::{ConfigCheck, Empty, Fate, Nested, Platformless, Pseudo, Row, Takes};

/// How many indexes are entered below the root.
pub(crate) const NESTED_LIMIT: usize = 8;

/// The outcome of a walk that takes no entry; where nothing fits, with the entries that come nearest.
pub(crate) struct Stop {
    pub(crate) outcome: Outcome,
    pub(crate) nearest: Nearest,
}

impl From<Outcome> for Stop {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, nearest: Nearest::default() }
    }
}

impl Stop {
    pub(crate) fn not_found(nearest: Nearest) -> Self {
        Self { outcome: Outcome::Nothing, nearest }
    }

    fn fails(path: Vec<usize>, failure: Failure) -> Self {
        Outcome::Fails { path, failure }.into()
    }

    fn needs(paths: Vec<Vec<usize>>, what: Unread) -> Self {
        Outcome::Needs { paths, what }.into()
    }
}

/// A selector made ready for a whole answer.
pub(crate) struct Walk {
    pub(crate) row: &'static Row,
    pub(crate) judge: Judge,
    /// What is fetched before, where that is another rule.
    pub(crate) fetched: Option<Judge>,
    /// What the config of the choice must fit.
    pub(crate) config: Option<(ConfigCheck, Judge)>,
    /// How nested indexes are entered, where that is another rule.
    pub(crate) inner: Option<Box<Walk>>,
    /// Whether somebody asks; else the machine decides.
    pub(crate) asked: bool,
    /// The paths that are in the local store, and those above them; `None`: as the entries say.
    pub(crate) present: Option<HashSet<Vec<usize>>>,
}

/// The state of a walk over entries that stand in one line.
struct Line<'j> {
    chooser: Chooser<&'j Judge>,
    path: Vec<usize>,
    best: Vec<usize>,
    needs_config: Vec<Vec<usize>>,
    /// Entries that fit.
    fitting: usize,
    /// Whether something is absent.
    missing: bool,
}

/// The entries that fit: how many, and where, if anybody wants to know.
struct Kept {
    count: usize,
    paths: Option<Vec<Vec<usize>>>,
}

impl Walk {
    pub(crate) fn answer<E: Entry>(&self, entries: &[E]) -> Result<Taken, Stop> {
        match (self.row.takes, self.row.nested) {
            (Takes::All | Takes::AllOrNothing, _) => {
                let mut kept = Kept { count: 0, paths: Some(Vec::new()) };
                self.all(&self.judge, entries, &mut Vec::new(), &mut kept)?;
                if kept.count == 0 && self.row.takes == Takes::AllOrNothing {
                    return Err(Stop::not_found(self.nearest(entries)));
                }
                Ok(Taken::Entries { paths: kept.paths.unwrap_or_default() })
            }
            (_, Nested::Flat | Nested::FlatOnce(_)) => self.line(entries),
            _ => {
                if let Some(fetched) = &self.fetched {
                    self.all(fetched, entries, &mut Vec::new(), &mut Kept { count: 0, paths: None })?;
                }
                let mut path = Vec::new();
                self.one(entries, &mut path)?;
                Ok(Taken::Entry { path })
            }
        }
    }

    fn nearest<E: Entry>(&self, entries: &[E]) -> Nearest {
        let mut chooser = Chooser::new(&self.judge);
        entries.iter().for_each(|entry| {
            chooser.offer(entry);
        });
        match chooser.finish() {
            Found::Nothing(nearest) => nearest,
            _ => Nearest::default(),
        }
    }

    /// The best entry, and what is inside it.
    fn one<E: Entry>(&self, entries: &[E], path: &mut Vec<usize>) -> Result<(), Stop> {
        self.readable(entries, path)?;
        let mut chooser = Chooser::new(&self.judge);
        for entry in entries {
            chooser.offer(entry);
        }
        let (at, last) = best(chooser.finish(), path)?;
        let depth = path.len();
        let mut settled = self.settle(entries, at, last, path);
        if matches!(self.row.nested, Nested::AgainOrNext)
            && entries.get(at).is_some_and(|entry| Class::of(entry).is_index())
        {
            for next in order(&self.judge, entries).into_iter().skip(1) {
                if !settled.as_ref().is_err_and(|stop| matches!(stop.outcome, Outcome::Fails { .. })) {
                    break;
                }
                path.truncate(depth);
                let last = entries.get(next).is_some_and(|entry| self.judge.stand(entry) == Standing::Last);
                settled = self.settle(entries, next, last, path);
            }
        }
        settled
    }

    /// Follows a choice: into a nested index, or past its media type and config.
    fn settle<E: Entry>(&self, entries: &[E], at: usize, last: bool, path: &mut Vec<usize>) -> Result<(), Stop> {
        let not_found = || Stop::not_found(Nearest { count: entries.len(), ..Nearest::default() });
        let Some(entry) = entries.get(at) else {
            return Err(not_found());
        };
        path.push(at);
        let fails = |path: &[usize], failure| Err(Stop::fails(path.to_vec(), failure));
        let class = Class::of(entry);
        let is_there = |fetched: &Judge| matches!(fetched.stand(entry), Standing::Fits(_) | Standing::Last);
        if !self.fetched.as_ref().is_none_or(is_there) {
            let known = class.is_index() || matches!(class, Class::Image { .. });
            return if known { fails(path, Failure::NotFetched) } else { Err(not_found()) };
        }
        if class.is_index() {
            return match self.row.nested {
                Nested::Again | Nested::AgainOrNext => self.one(children(entry, path)?, path),
                Nested::Unasked(_, failure) => {
                    let inner = self.inner.as_deref().unwrap_or(self);
                    match inner.one(children(entry, path)?, path) {
                        Err(stop) if stop.outcome == Outcome::Nothing => fails(path, failure),
                        other => other,
                    }
                }
                Nested::Fails(failure) | Nested::Met(failure) => fails(path, failure),
                Nested::Kept | Nested::Flat | Nested::FlatOnce(_) => Ok(()),
            };
        }
        match self.judge.fate(class) {
            Fate::NotFound | Fate::PassedOver => return Err(not_found()),
            Fate::Fails(failure) | Fate::Met(failure) => return fails(path, failure),
            Fate::Used if !matches!(class, Class::Image { .. }) => match entry.contents() {
                None => return Err(Stop::needs(vec![path.clone()], Unread::Manifest)),
                Some(Contents::Image { .. }) => {}
                Some(_) => return fails(path, Failure::NotAnImage),
            },
            Fate::Used | Fate::Kept => {}
        }
        let checked = last && self.judge.platformless == Platformless::LastChecked && !self.judge.accepts_everything();
        if checked && !config_fits(entry, path, &self.judge, false)? {
            return Err(not_found());
        }
        let config = self.config.as_ref().filter(|(check, _)| self.asked || check.unasked);
        if let Some((check, judge)) = config
            && !config_fits(entry, path, judge, check.names_only)?
        {
            return check.fails.map_or_else(|| Err(not_found()), |failure| fails(path, failure));
        }
        Ok(())
    }

    /// All entries that fit, in the order of the index.
    fn all<E: Entry>(&self, judge: &Judge, entries: &[E], path: &mut Vec<usize>, out: &mut Kept) -> Result<(), Stop> {
        self.readable(entries, path)?;
        let standings: Vec<Standing> = entries.iter().map(|entry| judge.stand(entry)).collect();
        let fits = |standing: &Standing| matches!(standing, Standing::Fits(_) | Standing::Last);
        let subjects: HashSet<String> = match self.row.pseudo {
            Pseudo::WithSubject => {
                let kept = entries.iter().zip(&standings).filter(|(_, standing)| fits(standing));
                kept.filter_map(|(entry, _)| Some(entry.digest()?.into_owned())).collect()
            }
            _ => HashSet::new(),
        };
        for (at, (entry, standing)) in entries.iter().zip(&standings).enumerate() {
            path.push(at);
            match standing {
                Standing::Fails(failure) => return Err(Stop::fails(path.clone(), *failure)),
                Standing::NeedsConfig => return Err(Stop::needs(vec![path.clone()], Unread::Config)),
                Standing::Refused(_) if !judge.subject(entry).is_some_and(|digest| subjects.contains(&digest)) => {}
                _ => self.keep(judge, entry, path, out)?,
            }
            path.pop();
        }
        Ok(())
    }

    /// Keeps an entry, or what fits inside it.
    fn keep<E: Entry>(&self, judge: &Judge, entry: &E, path: &mut Vec<usize>, out: &mut Kept) -> Result<(), Stop> {
        let class = Class::of(entry);
        let before = out.count;
        match judge.fate(class) {
            Fate::Fails(failure) | Fate::Met(failure) => return Err(Stop::fails(path.clone(), failure)),
            _ if class.is_index() && matches!(self.row.nested, Nested::Again) => {
                self.all(judge, children(entry, path)?, path, out)?;
            }
            _ => {}
        }
        if out.count == before {
            out.count += 1;
            out.paths.iter_mut().for_each(|paths| paths.push(path.clone()));
        }
        Ok(())
    }

    /// The best of all entries, those of nested indexes in their places.
    fn line<E: Entry>(&self, entries: &[E]) -> Result<Taken, Stop> {
        let mut line = Line {
            chooser: Chooser::new(&self.judge),
            path: Vec::new(),
            best: Vec::new(),
            needs_config: Vec::new(),
            fitting: 0,
            missing: false,
        };
        self.walk(entries, &mut line)?;
        let only = self.row.takes == Takes::Only;
        let some = line.fitting > 0 || !line.needs_config.is_empty();
        if only && !self.asked && !line.missing && some {
            return Ok(Taken::Whole);
        }
        let path = line.best;
        let fit = match line.chooser.finish() {
            Found::Best { fit, .. } => fit,
            Found::Nothing(nearest) => return Err(Stop::not_found(nearest)),
            Found::Fails(_, failure) => return Err(Stop::fails(line.path, failure)),
            Found::NeedsConfig(_) => return Err(Stop::needs(line.needs_config, Unread::Config)),
        };
        // Of class 0 is what fits the machine.
        if only && line.fitting > 1 && (self.asked || fit.class > 0) {
            return Err(Stop::fails(Vec::new(), Failure::Ambiguous));
        }
        Ok(Taken::Entry { path })
    }

    fn walk<E: Entry>(&self, entries: &[E], line: &mut Line<'_>) -> Result<(), Stop> {
        self.readable(entries, &line.path)?;
        for (at, entry) in entries.iter().enumerate() {
            if line.chooser.is_decided() {
                break;
            }
            line.path.push(at);
            let class = Class::of(entry);
            let standing = self.judge.stand_as(entry, || class);
            let absent = self.row.present_only && self.is_absent(entry, &line.path);
            line.missing |= absent && matches!(class, Class::Image { .. });
            let enters = class.is_index() && !matches!(standing, Standing::Fails(_));
            match self.row.nested {
                _ if absent => {}
                Nested::FlatOnce(failure) if enters && line.path.len() > 1 => {
                    return Err(Stop::fails(line.path.clone(), failure));
                }
                // What was never pulled has entries that nobody sees.
                _ if enters && entry.is_absent() => {}
                _ if enters => {
                    let path = line.path.clone();
                    self.walk(children(entry, &path)?, line)?;
                }
                _ => self.offer(entry, standing, line)?,
            }
            if line.chooser.has_failed() {
                break; // the path stays where it is
            }
            line.path.pop();
        }
        Ok(())
    }

    fn offer<E: Entry>(&self, entry: &E, standing: Standing, line: &mut Line<'_>) -> Result<(), Stop> {
        if line.chooser.offer_standing(entry, standing) {
            line.best.clone_from(&line.path);
            if self.row.pseudo == Pseudo::Layers && entry.contents().is_none() && !entry.is_absent() {
                return Err(Stop::needs(vec![line.path.clone()], Unread::Manifest));
            }
        }
        match standing {
            Standing::Fits(_) => line.fitting += 1,
            Standing::NeedsConfig => line.needs_config.push(line.path.clone()),
            _ => {}
        }
        Ok(())
    }

    fn is_absent<E: Entry>(&self, entry: &E, path: &[usize]) -> bool {
        self.present.as_ref().map_or(entry.is_absent(), |present| !present.contains(path))
    }

    /// Whether the tool can read the index at all.
    fn readable<E: Entry>(&self, entries: &[E], path: &[usize]) -> Result<(), Stop> {
        let Empty::Unreadable(failure) = self.row.empty else {
            return Ok(());
        };
        let unreadable = |entry: &E| entry.platform().is_some_and(PlatformRef::is_empty);
        if entries.iter().any(unreadable) { Err(Stop::fails(path.to_vec(), failure)) } else { Ok(()) }
    }
}

/// The entry that is taken of those at a path, and whether it fits only for having no platform.
pub(crate) fn best(found: Found, path: &[usize]) -> Result<(usize, bool), Stop> {
    let below = |at| path.iter().copied().chain([at]).collect();
    match found {
        Found::Best { at, last, .. } => Ok((at, last)),
        Found::Nothing(nearest) => Err(Stop::not_found(nearest)),
        Found::Fails(at, failure) => Err(Stop::fails(below(at), failure)),
        Found::NeedsConfig(places) => Err(Stop::needs(places.into_iter().map(below).collect(), Unread::Config)),
    }
}

/// The entries of a nested index.
fn children<'e, E: Entry>(entry: &'e E, path: &[usize]) -> Result<&'e [Candidate], Stop> {
    if path.len() > NESTED_LIMIT {
        return Err(Outcome::TooDeep { path: path.to_vec() }.into());
    }
    match entry.contents() {
        Some(Contents::Index { entries }) => Ok(entries),
        Some(_) => Err(Stop::fails(path.to_vec(), Failure::NotAnImage)),
        None => Err(Stop::needs(vec![path.to_vec()], Unread::Index)),
    }
}

/// Whether the platform of the config fits.
fn config_fits<E: Entry>(entry: &E, path: &[usize], judge: &Judge, names_only: bool) -> Result<bool, Stop> {
    match entry.contents() {
        Some(Contents::Image { platform, .. }) => {
            let all = PlatformRef::from(platform);
            let PlatformRef { os, architecture, variant, .. } = all;
            let names = PlatformRef { os, architecture, variant, ..PlatformRef::default() };
            Ok(judge.fit(if names_only { names } else { all }).is_ok())
        }
        Some(_) => Ok(false),
        None => Err(Stop::needs(vec![path.to_vec()], Unread::Config)),
    }
}
