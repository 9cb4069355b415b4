//! Pull, then use: two commands on the same index, of which the second sees what the first one fetched.

use std::collections::HashSet;

use serde::Serialize;

use crate::candidate::Entry;
use crate::outcome::{Outcome, Taken};
use crate::policy::Policy;
use crate::selector::Selector;

/// What a command pulls, and what another one then makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PullThenUse {
    /// What the first command answers.
    pub pulled: Outcome,
    /// What the second command answers; `None` when nothing was pulled.
    pub used: Option<Outcome>,
}

impl Selector {
    /// Pulls with the policy of this selector, then uses what was pulled with another: both are asked the same.
    ///
    /// ```
    /// use oci_platform::{Outcome, Platform, Policy, Selector};
    ///
    /// let entries = [Platform::new("linux", "amd64"), Platform::new("linux", "arm64")];
    /// let selector = Selector::new("linux/amd64/v2".parse()?).policy(Policy::DOCKER_PULL);
    /// let both = selector.pull_then_use(Policy::DOCKER_RUN, &entries);
    /// assert_eq!(both.pulled.to_string(), "entry 0"); // a fallback
    /// assert_eq!(both.used, Some(Outcome::Nothing)); // not exactly what is asked
    /// # Ok::<(), oci_platform::SpecifierError>(())
    /// ```
    #[must_use]
    pub fn pull_then_use<E: Entry>(&self, user: Policy, entries: &[E]) -> PullThenUse {
        let pulled = self.answer(entries);
        let used = pulled.as_ref().ok().map(|taken| {
            let present = match taken {
                Taken::Whole => None,
                taken => Some(with_parents(taken.paths())),
            };
            Outcome::from(self.clone().policy(user).answer_with(entries, present))
        });
        PullThenUse { pulled: Outcome::from(pulled), used }
    }
}

/// The paths, and those of the indexes above them.
fn with_parents(paths: &[Vec<usize>]) -> HashSet<Vec<usize>> {
    let parents = |path: &Vec<usize>| {
        (1..=path.len()).filter_map(|end| path.get(..end).map(<[usize]>::to_vec)).collect::<Vec<_>>()
    };
    paths.iter().flat_map(parents).collect()
}
