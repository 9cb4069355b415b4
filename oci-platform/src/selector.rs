//! The choice of an entry.

use std::collections::HashSet;

use crate::candidate::{Candidate, Contents, Entry};
use crate::chooser::{Chooser, Nearest};
use crate::extension::{Extension, Extensions};
use crate::host::Host;
use crate::judge::{Brief, Judge};
use crate::matcher::Matching;
use crate::order::order;
use crate::outcome::{Failure, Outcome, Taken};
use crate::parse::Grammar;
use crate::platform::Platform;
use crate::policy::Policy;
use crate::rules::{Asks, Nested, Platformless};
use crate::select_error::SelectError;
use crate::walk::{Stop, Walk, best};

/// Chooses the entry of an index or manifest list for a platform, as a command does.
///
/// ```
/// use oci_platform::{Platform, Policy, Selector};
///
/// let entries = [
///     Platform::new("linux", "arm64").with_variant("v8"),
///     Platform::new("linux", "arm").with_variant("v6"),
///     Platform::new("linux", "arm").with_variant("v7"),
/// ];
/// let selector = Selector::new("linux/arm".parse()?);
/// assert_eq!(selector.select(&entries)?.index, 2); // containerd: arm is v7
/// assert_eq!(selector.clone().policy(Policy::CRANE).select(&entries)?.index, 1); // the first arm
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Selector {
    asked: Asked,
    policy: Policy,
    host: Host,
    docker_list: bool,
    extensions: Extensions,
}

/// What the command is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    Nothing,
    Everything,
    Platforms(Vec<Platform>),
    /// Something that the command cannot read, besides these.
    Unreadable(Vec<Platform>),
}

/// The entry that was chosen.
#[derive(Debug)]
#[non_exhaustive]
pub struct Choice<'e, E> {
    /// Its place in the list, from 0. Below a nested index: the place of that.
    pub index: usize,
    /// The entry at that place.
    pub entry: &'e E,
    /// Its place in every index on the way, from the root.
    pub path: Vec<usize>,
    /// The entry itself, when it stands in a nested index.
    pub nested: Option<&'e Candidate>,
}

/// No entry is taken, but all of it.
const TAKES_INDEX: Outcome = Outcome::Takes { taken: Taken::Whole };

/// What a selector comes down to: the row made ready.
struct Ready {
    walk: Walk,
    wanted: Vec<Platform>,
    /// Nothing is wanted: the index itself is taken.
    whole: bool,
}

impl Selector {
    /// Chooses for one platform with [`Policy::CONTAINERD`].
    #[must_use]
    pub fn new(wanted: Platform) -> Self {
        Self::for_each([wanted])
    }

    /// Chooses for several platforms: the first that has an entry, or any under a policy that does not order them.
    /// None at all fits nothing.
    #[must_use]
    pub fn for_each(wanted: impl IntoIterator<Item = Platform>) -> Self {
        Self::of(Asked::Platforms(wanted.into_iter().collect()), Host::default())
    }

    /// Asks for nothing: the command chooses for the machine that it runs on, or what it takes then.
    ///
    /// ```
    /// use oci_platform::{Host, Platform, Policy, Selector};
    ///
    /// let entries = [Platform::new("linux", "s390x"), Platform::new("linux", "arm64")];
    /// let selector = Selector::on_machine(Host::new("linux", "amd64")).policy(Policy::DOCKER_RUN);
    /// assert_eq!(selector.select(&entries)?.index, 0); // anything that is there
    /// # Ok::<(), oci_platform::SelectError>(())
    /// ```
    #[must_use]
    pub fn on_machine(host: Host) -> Self {
        Self::of(Asked::Nothing, host)
    }

    /// Asks for everything: the word `all` of crane and ko.
    #[must_use]
    pub fn everything() -> Self {
        Self::of(Asked::Everything, Host::default())
    }

    /// Asks a command with texts, each of which it reads in its own grammar; none of them asks for nothing. A text that
    /// it cannot read is part of the answer: [`Failure::Parse`].
    ///
    /// ```
    /// use oci_platform::{Host, Platform, Policy, Selector};
    ///
    /// let entries = [Platform::new("linux", "arm").with_variant("v7"), Platform::new("linux", "arm")];
    /// let host = Host::default();
    /// assert_eq!(Selector::ask(Policy::PODMAN, &["linux/arm"], &host).select(&entries)?.index, 0); // v7
    /// assert_eq!(Selector::ask(Policy::SKOPEO_COPY, &["linux/arm"], &host).select(&entries)?.index, 1);
    /// let error = Selector::ask(Policy::DOCKER_RUN, &["linux//arm"], &host).select(&entries).unwrap_err();
    /// assert_eq!(error.to_string(), "docker-run fails: what is asked or given cannot be read");
    /// # Ok::<(), oci_platform::SelectError>(())
    /// ```
    #[must_use]
    pub fn ask(policy: Policy, texts: &[&str], host: &Host) -> Self {
        let mut wanted = Vec::new();
        let (mut unreadable, mut everything) = (false, false);
        for text in texts {
            match policy.read(text, host) {
                // The word of go-containerregistry's users.
                Ok(_) if *text == "all" && policy.grammar() == Grammar::Crane => everything = true,
                Ok(platform) => wanted.push(platform),
                Err(_) if text.is_empty() && policy.0.platformless == Platformless::EmptyWanted => {
                    wanted.push(Platform::default());
                }
                Err(_) => unreadable = true,
            }
        }
        let asked = match texts {
            [] => Asked::Nothing,
            _ if unreadable => Asked::Unreadable(wanted),
            _ if everything => Asked::Everything,
            _ => Asked::Platforms(wanted),
        };
        Self::of(asked, host.clone()).policy(policy)
    }

    fn of(asked: Asked, host: Host) -> Self {
        let (policy, extensions) = (Policy::default(), Extensions::default());
        Self { asked, policy, host, docker_list: false, extensions }
    }

    /// Sets whose decision is taken.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets the machine that the command would run on, which fills what a platform leaves empty; `linux/amd64` unless
    /// set.
    #[must_use]
    pub fn on_host(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    /// Says that the entries are those of a Docker manifest list, from which containers/image and registries choose by
    /// other rules than from an OCI index.
    #[must_use]
    pub fn of_docker_list(mut self, docker_list: bool) -> Self {
        self.docker_list = docker_list;
        self
    }

    /// Switches an extension on.
    #[must_use]
    pub fn with(mut self, extension: Extension) -> Self {
        self.extensions.add(extension);
        self
    }

    /// The platforms asked for.
    #[must_use]
    pub fn wanted(&self) -> &[Platform] {
        match &self.asked {
            Asked::Platforms(wanted) | Asked::Unreadable(wanted) => wanted,
            _ => &[],
        }
    }

    /// Whose decision is taken.
    #[must_use]
    pub fn policy_used(&self) -> Policy {
        self.policy
    }

    /// The entry that the tool takes. One that takes several: the first of them.
    ///
    /// Entries of a typed index are looked at where they are, without a copy.
    ///
    /// # Errors
    /// By its [`outcome`](SelectError::outcome): no entry fits, and the error lists what comes nearest; the tool fails
    /// otherwise, at which entry and why; it would read configs, manifests or nested indexes to decide, and which;
    /// indexes are nested too deeply; it takes the index itself.
    pub fn select<'e, E: Entry>(&self, entries: &'e [E]) -> Result<Choice<'e, E>, SelectError> {
        let path = match self.answer(entries)? {
            Taken::Entry { path } => path,
            Taken::Entries { paths } => paths.into_iter().next().ok_or_else(|| self.nothing(entries.len()))?,
            Taken::Whole => return Err(self.error(TAKES_INDEX)),
        };
        let index = path.first().copied().unwrap_or_default();
        let entry = entries.get(index).ok_or_else(|| self.nothing(entries.len()))?;
        let nested = path.split_first().filter(|(_, below)| !below.is_empty());
        let nested = nested.and_then(|(_, below)| inside(entry.contents(), below));
        Ok(Choice { index, entry, path, nested })
    }

    /// What the tool takes: an entry, several, or the index itself.
    ///
    /// ```
    /// use oci_platform::{Candidate, Contents, Platform, Policy, Selector, Taken};
    ///
    /// let inner = vec![Candidate::new(Platform::new("linux", "arm64")), Candidate::new(Platform::new("linux", "amd64"))];
    /// let nested = Candidate::without_platform().with_contents(Contents::Index { entries: inner });
    /// let entries = [Candidate::new(Platform::new("linux", "s390x")), nested];
    /// let selector = Selector::new("linux/amd64".parse()?);
    /// assert_eq!(selector.answer(&entries)?, Taken::Entry { path: vec![1, 1] });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`select`](Self::select).
    pub fn answer<E: Entry>(&self, entries: &[E]) -> Result<Taken, SelectError> {
        self.answer_with(entries, None)
    }

    /// The same, with the paths that are in the local store, and those above them.
    pub(crate) fn answer_with<E: Entry>(
        &self,
        entries: &[E],
        present: Option<HashSet<Vec<usize>>>,
    ) -> Result<Taken, SelectError> {
        let ready = self.ready()?;
        if ready.whole {
            return Ok(Taken::Whole);
        }
        if self.policy.0.docker_list_only && !self.docker_list {
            return Err(self.nothing(entries.len()));
        }
        let walk = Walk { present, ..ready.walk };
        walk.answer(entries).map_err(|stop| SelectError::of(self.policy, ready.wanted, stop))
    }

    /// The place of the entry that a tool takes from entries that come one by one, as from a lazily read index: one
    /// pass, nothing kept. The chosen entry is not checked further: neither its media type, nor the nested index or the
    /// config that its digest names.
    ///
    /// ```
    /// use oci_platform::Selector;
    /// use oci_spec_types::{LazyIndex, Limits};
    ///
    /// let bytes = br#"{"manifests":[{"platform":{"os":"linux","architecture":"386"}},
    ///     {"platform":{"os":"linux","architecture":"amd64"}}]}"#;
    /// let selector = Selector::new("linux/amd64".parse()?);
    /// let mut pass = selector.pass()?;
    /// let index = LazyIndex::open_with(&bytes[..], &Limits::default(), |_, entry| pass.offer(entry))?;
    /// assert_eq!(pass.finish()?, 1);
    /// assert_eq!(index.entry(1).unwrap().platform.unwrap().architecture, "amd64");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the tool cannot read what is asked, or takes the index itself.
    pub fn pass(&self) -> Result<Pass, SelectError> {
        let Ready { walk, wanted, whole } = self.ready()?;
        if whole {
            return Err(self.error(TAKES_INDEX));
        }
        Ok(Pass { chooser: Chooser::new(walk.judge), policy: self.policy, wanted })
    }

    /// All entries that fit, by index, in the order of the tool: begins with the one that [`select`](Self::select)
    /// takes, when it takes one of the entries themselves.
    ///
    /// Entries whose config must be read are here as long as it is not known that they do not fit, last.
    ///
    /// regclient keeps a best entry only; the order after it follows the same criteria.
    #[must_use]
    pub fn rank<E: Entry>(&self, entries: &[E]) -> Vec<usize> {
        self.judge().map_or_else(|_| Vec::new(), |judge| order(&judge, entries))
    }

    /// The rule for single entries.
    pub(crate) fn judge(&self) -> Result<Judge, SelectError> {
        self.ready().map(|ready| ready.walk.judge)
    }

    /// The platforms that are wanted, as the tool reads them.
    pub(crate) fn read_platforms(&self) -> Result<Vec<Platform>, SelectError> {
        self.ready().map(|ready| ready.wanted)
    }

    fn error(&self, stop: impl Into<Stop>) -> SelectError {
        SelectError::of(self.policy, self.wanted().to_vec(), stop.into())
    }

    /// Nothing is found, without a look at the entries.
    fn nothing(&self, count: usize) -> SelectError {
        self.error(Stop::not_found(Nearest { count, ..Nearest::default() }))
    }

    fn ready(&self) -> Result<Ready, SelectError> {
        let row = self.policy.0;
        let failed = |failure| self.error(Outcome::Fails { path: Vec::new(), failure });
        let unreadable = matches!(self.asked, Asked::Unreadable(_)) && row.asks == Asks::Caller;
        if unreadable && !row.reads_late {
            return Err(failed(Failure::Parse));
        }
        // A command that cannot be asked takes a platform for a description of its machine.
        let mut machine = match (row.asks, self.wanted()) {
            (Asks::Machine, [first, ..]) => Host::from(first),
            _ => self.host.clone(),
        };
        let asked = row.asks == Asks::Caller && self.asked != Asked::Nothing;
        let read = |platform: &Platform| row.reads.platform(platform, &machine);
        let wanted: Result<Vec<Platform>, Failure> = match (row.asks, &self.asked) {
            (Asks::Caller, Asked::Platforms(wanted) | Asked::Unreadable(wanted)) => wanted.iter().map(read).collect(),
            (Asks::Machine, Asked::Platforms(wanted)) => {
                Ok(wanted.iter().filter_map(|platform| row.unasked.platform(&Host::from(platform))).collect())
            }
            _ => Ok(row.unasked.platform(&machine).into_iter().collect()),
        };
        let wanted = wanted.map_err(failed)?;
        if let Some(os) = row.own_os {
            os.clone_into(&mut machine.os);
        }
        let everything = self.asked == Asked::Everything;
        let fits = match row.fits_unasked {
            _ if everything => Matching::Everything,
            Some(fits) if !asked => fits,
            _ => row.fits,
        };
        let whole = wanted.is_empty() && !asked && !everything && fits != Matching::Everything;
        let judge = |fits| {
            Judge::of(&Brief {
                row,
                fits,
                wanted: &wanted,
                host: &machine,
                docker_list: self.docker_list,
                platformless: everything.then_some(Platformless::Kept),
                beyond: self.extensions.beyond,
                skip_pseudo_images: self.extensions.skip_pseudo_images,
                unreadable,
            })
        };
        let inner = match row.nested {
            Nested::Unasked(inner, _) => {
                let selector = Self { policy: Policy(inner), asked: Asked::Nothing, ..self.clone() };
                Some(Box::new(selector.ready()?.walk))
            }
            _ => None,
        };
        let walk = Walk {
            row,
            judge: judge(fits),
            fetched: row.fetches.map(judge),
            config: row.config.map(|check| (check, judge(check.fits))),
            inner,
            asked,
            present: None,
        };
        Ok(Ready { walk, wanted, whole })
    }
}

/// A choice among entries that come one by one: see [`Selector::pass`].
pub struct Pass {
    chooser: Chooser<Judge>,
    policy: Policy,
    wanted: Vec<Platform>,
}

impl Pass {
    /// Looks at the next entry.
    pub fn offer<E: Entry>(&mut self, entry: &E) {
        self.chooser.offer(entry);
    }

    /// The place of the entry that is taken, from 0.
    ///
    /// # Errors
    /// As [`Selector::select`], of what a look at the entries tells.
    pub fn finish(self) -> Result<usize, SelectError> {
        let (policy, wanted) = (self.policy, self.wanted);
        best(self.chooser.finish(), &[]).map(|(at, _)| at).map_err(|stop| SelectError::of(policy, wanted, stop))
    }
}

impl std::fmt::Debug for Pass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pass").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// The entry at a path below an index.
fn inside<'e>(contents: Option<&'e Contents>, path: &[usize]) -> Option<&'e Candidate> {
    let (mut contents, mut found) = (contents, None);
    for place in path {
        let Some(Contents::Index { entries }) = contents else {
            return None;
        };
        found = entries.get(*place);
        contents = found.and_then(Entry::contents);
    }
    found
}
