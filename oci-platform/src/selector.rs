//! The choice of an entry.

use crate::decision::{Decision, Outcome};
use crate::extension::Extensions;
use crate::{Entry, Explanation, Extension, Host, NoMatch, Platform, Policy, SelectError};

/// Chooses the entry of an index or manifest list for a platform, as a named tool does.
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
/// assert_eq!(selector.clone().policy(Policy::Crane).select(&entries)?.index, 1); // the first arm
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Selector {
    pub(crate) wanted: Vec<Platform>,
    pub(crate) policy: Policy,
    pub(crate) host: Host,
    pub(crate) extensions: Extensions,
}

/// The entry that was chosen.
#[derive(Debug)]
#[non_exhaustive]
pub struct Choice<'e, E> {
    /// Its place in the list, from 0.
    pub index: usize,
    /// The entry.
    pub entry: &'e E,
    /// Whether it is an index or manifest list itself: read it and choose again from its entries,
    /// or descend.
    pub is_index: bool,
}

impl Selector {
    /// Chooses for one platform with [`Policy::Containerd`].
    #[must_use]
    pub fn new(wanted: Platform) -> Self {
        Self::for_each([wanted])
    }

    /// Chooses for several platforms: the first that has an entry, or any under a policy that does not order them.
    /// None at all fits nothing.
    #[must_use]
    pub fn for_each(wanted: impl IntoIterator<Item = Platform>) -> Self {
        Self {
            wanted: wanted.into_iter().collect(),
            policy: Policy::default(),
            host: Host::default(),
            extensions: Extensions::default(),
        }
    }

    /// Sets whose decision is taken.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets the machine that the tool would run on, which fills what a platform leaves empty; `linux/amd64` unless
    /// set.
    #[must_use]
    pub fn on_host(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    /// Switches an extension on.
    #[must_use]
    pub fn with(mut self, extension: Extension) -> Self {
        self.extensions.add(extension);
        self
    }

    /// The platforms wanted.
    #[must_use]
    pub fn wanted(&self) -> &[Platform] {
        &self.wanted
    }

    /// The entry that the tool takes.
    ///
    /// # Errors
    /// [`SelectError::NoMatch`] when no entry fits: lists what there is, nearest first.
    /// [`SelectError::NeedsConfig`] when the tool would read image configs to decide: names the entries.
    pub fn select<'e, E: Entry>(&self, entries: &'e [E]) -> Result<Choice<'e, E>, SelectError> {
        let decision = Decision::of(self, entries);
        match &decision.outcome {
            Outcome::Chosen(index) => {
                let Some(entry) = entries.get(*index) else {
                    return Err(SelectError::NoMatch(NoMatch::new(self, Vec::new())));
                };
                Ok(Choice { index: *index, entry, is_index: entry.candidate().is_index() })
            }
            Outcome::NeedsConfig(entries) => Err(SelectError::NeedsConfig { entries: entries.clone() }),
            Outcome::Nothing => Err(SelectError::NoMatch(NoMatch::new(self, decision.explain(entries)))),
        }
    }

    /// All entries that fit, by index, in the order of the tool: begins with the one that [`select`](Self::select)
    /// takes, when it takes one.
    ///
    /// Entries whose config must be read are here as long as it is not known that they do not fit, last.
    ///
    /// regclient keeps a best entry only; the order behind it follows the same criteria.
    #[must_use]
    pub fn rank<E: Entry>(&self, entries: &[E]) -> Vec<usize> {
        Decision::of(self, entries).order
    }

    /// A verdict for every entry.
    #[must_use]
    pub fn explain<E: Entry>(&self, entries: &[E]) -> Explanation {
        let decision = Decision::of(self, entries);
        Explanation {
            policy: self.policy,
            wanted: self.wanted.clone(),
            chosen: decision.chosen(),
            entries: decision.explain(entries),
        }
    }
}
