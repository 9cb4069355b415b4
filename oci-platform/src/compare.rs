//! The same index and platform, decided by every command.

use std::fmt;

use serde::Serialize;

use crate::candidate::Entry;
use crate::explained::text_of;
use crate::host::Host;
use crate::outcome::Outcome;
use crate::platform::Platform;
use crate::platform_ref::PlatformRef;
use crate::policy::Policy;
use crate::selector::Selector;
use crate::show::Columns;

/// Policies with the same answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Compared {
    /// What they answer.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The platform of the entry, for people; empty when not one entry of the index is taken.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub platform: String,
    /// The policies, in the order of the comparison.
    pub policies: Vec<Policy>,
}

/// Which commands agree about an index and a platform: groups of policies, that of the first policy first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// One group an answer.
    pub groups: Vec<Compared>,
}

impl Comparison {
    /// Whether all commands answer the same.
    #[must_use]
    pub fn agree(&self) -> bool {
        self.groups.len() <= 1
    }

    /// What a policy answers; `None` when it was not compared.
    #[must_use]
    pub fn outcome(&self, policy: Policy) -> Option<&Outcome> {
        self.groups.iter().find(|group| group.policies.contains(&policy)).map(|group| &group.outcome)
    }
}

/// What every command makes of an index for a platform, on a machine of this platform; `docker pull` on Windows only
/// where Windows is wanted.
///
/// Users mirror with one tool and run with another.
///
/// ```
/// use oci_platform::{Platform, Policy, compare_policies};
///
/// let entries = [Platform::new("linux", "amd64").with_variant("v3"), Platform::new("linux", "amd64")];
/// let comparison = compare_policies(&entries, &"linux/amd64".parse()?);
/// assert!(!comparison.agree());
/// assert_eq!(comparison.outcome(Policy::PODMAN).unwrap().to_string(), "entry 1");
/// assert_eq!(comparison.outcome(Policy::CRANE).unwrap().to_string(), "entry 0");
/// # Ok::<(), oci_platform::SpecifierError>(())
/// ```
#[must_use]
pub fn compare_policies<E: Entry>(entries: &[E], wanted: &Platform) -> Comparison {
    let policies: Vec<Policy> = Policy::commands_for(&wanted.os).collect();
    Selector::new(wanted.clone()).on_host(Host::from(wanted)).compare(entries, &policies)
}

impl Policy {
    /// The commands that people run to get an image for this operating system, and what answers for them.
    pub fn commands_for(os: &str) -> impl Iterator<Item = Self> {
        let windows = os.eq_ignore_ascii_case("windows");
        Self::ALL
            .iter()
            .copied()
            .filter(|policy| policy.is_command())
            .filter(move |policy| windows || *policy != Self::DOCKER_PULL_WINDOWS)
    }
}

impl Selector {
    /// What each of these policies answers, with the platforms, host and extensions of this selector.
    #[must_use]
    pub fn compare<E: Entry>(&self, entries: &[E], policies: &[Policy]) -> Comparison {
        let mut groups: Vec<Compared> = Vec::new();
        for policy in policies {
            let outcome = Outcome::from(self.clone().policy(*policy).answer(entries));
            if let Some(group) = groups.iter_mut().find(|group| group.outcome == outcome) {
                group.policies.push(*policy);
                continue;
            }
            let entry = match outcome.paths() {
                [path] if path.len() == 1 => path.first().and_then(|at| entries.get(*at)),
                _ => None,
            };
            let text = |entry: &E| text_of(entry.platform().map(PlatformRef::to_platform).as_ref());
            let platform = entry.map(text).unwrap_or_default();
            groups.push(Compared { outcome, platform, policies: vec![*policy] });
        }
        Comparison { groups }
    }
}

impl fmt::Display for Comparison {
    /// One group a line: what is taken, its platform, the commands.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut columns = Columns::default();
        for group in &self.groups {
            let policies: Vec<&str> = group.policies.iter().map(|policy| policy.name()).collect();
            columns.row([group.outcome.to_string(), group.platform.clone(), policies.join(", ")]);
        }
        columns.fmt(f)
    }
}
