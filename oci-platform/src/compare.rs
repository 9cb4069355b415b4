//! The same index and platform, decided by every tool.

use std::fmt;

use serde::Serialize;

use crate::{Entry, Explained, Platform, Policy, SelectError, Selector};

/// What a tool takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// An entry.
    Chosen {
        /// Its place in the index.
        entry: usize,
    },
    /// No entry: the tool fails.
    Nothing,
    /// It depends on the image configs of these entries.
    NeedsConfig {
        /// Their places in the index.
        entries: Vec<usize>,
    },
}

/// Policies with the same outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Compared {
    /// What they take.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The platform of the entry, for people; empty when nothing is taken.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub platform: String,
    /// The policies, in the order of the comparison.
    pub policies: Vec<Policy>,
}

/// Which tools agree about an index and a platform: groups of policies, that of the first policy first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// One group an outcome.
    pub groups: Vec<Compared>,
}

impl Comparison {
    /// Whether all tools take the same.
    #[must_use]
    pub fn agree(&self) -> bool {
        self.groups.len() <= 1
    }

    /// What a policy takes; `None` when it was not compared.
    #[must_use]
    pub fn outcome(&self, policy: Policy) -> Option<&Outcome> {
        self.groups.iter().find(|group| group.policies.contains(&policy)).map(|group| &group.outcome)
    }
}

/// Which entry every tool takes for a platform: [`Policy::PULLERS`], and on Windows also Docker there.
///
/// Users mirror with one tool and run with another.
///
/// ```
/// use oci_platform::{Outcome, Platform, Policy, compare_policies};
///
/// let entries = [Platform::new("linux", "amd64").with_variant("v3"), Platform::new("linux", "amd64")];
/// let comparison = compare_policies(&entries, &"linux/amd64".parse()?);
/// assert!(!comparison.agree());
/// assert_eq!(comparison.outcome(Policy::Containerd), Some(&Outcome::Chosen { entry: 1 }));
/// assert_eq!(comparison.outcome(Policy::Crane), Some(&Outcome::Chosen { entry: 0 }));
/// # Ok::<(), oci_platform::ParseError>(())
/// ```
#[must_use]
pub fn compare_policies<E: Entry>(entries: &[E], wanted: &Platform) -> Comparison {
    let mut policies = Policy::PULLERS.to_vec();
    if wanted.os == "windows" {
        policies.push(Policy::DockerPullWindows);
    }
    Selector::new(wanted.clone()).compare(entries, &policies)
}

impl Selector {
    /// Which entry each of these policies takes, with the platforms, host and extensions of this selector.
    #[must_use]
    pub fn compare<E: Entry>(&self, entries: &[E], policies: &[Policy]) -> Comparison {
        let mut groups: Vec<Compared> = Vec::new();
        for policy in policies {
            let (outcome, platform) = match self.clone().policy(*policy).select(entries) {
                Ok(choice) => {
                    let platform = choice.entry.candidate().platform.as_deref().cloned();
                    (Outcome::Chosen { entry: choice.index }, Explained::text_of(platform.as_ref()))
                }
                Err(SelectError::NeedsConfig { entries }) => (Outcome::NeedsConfig { entries }, String::new()),
                Err(_) => (Outcome::Nothing, String::new()),
            };
            match groups.iter_mut().find(|group| group.outcome == outcome) {
                Some(group) => group.policies.push(*policy),
                None => groups.push(Compared { outcome, platform, policies: vec![*policy] }),
            }
        }
        Comparison { groups }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chosen { entry } => write!(f, "entry {entry}"),
            Self::Nothing => f.write_str("nothing"),
            Self::NeedsConfig { entries } => {
                let entries: Vec<String> = entries.iter().map(usize::to_string).collect();
                write!(f, "config of {}", entries.join(", "))
            }
        }
    }
}

impl fmt::Display for Comparison {
    /// One group a line: what is taken, its platform, the tools.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wide = |text: fn(&Compared) -> String| {
            self.groups.iter().map(|group| text(group).chars().count()).max().unwrap_or(0)
        };
        let (outcomes, platforms) = (wide(|group| group.outcome.to_string()), wide(|group| group.platform.clone()));
        for group in &self.groups {
            let outcome = group.outcome.to_string();
            let policies: Vec<&str> = group.policies.iter().map(|policy| policy.name()).collect();
            write!(f, "{outcome:outcomes$}  ")?;
            if platforms > 0 {
                write!(f, "{:platforms$}  ", group.platform)?;
            }
            writeln!(f, "{}", policies.join(", "))?;
        }
        Ok(())
    }
}
