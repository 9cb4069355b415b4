//! Features wanted against features offered, in n log n.

/// A set of features.
#[derive(Clone, Debug, Default)]
pub(crate) struct Set(Vec<String>);

impl Set {
    pub(crate) fn of<'a>(features: impl Iterator<Item = &'a String>) -> Self {
        let mut set: Vec<String> = features.cloned().collect();
        set.sort_unstable();
        set.dedup();
        Self(set)
    }

    pub(crate) fn contains(&self, feature: &str) -> bool {
        self.place(feature).is_some()
    }

    fn place(&self, feature: &str) -> Option<usize> {
        self.0.binary_search_by(|own| own.as_str().cmp(feature)).ok()
    }

    /// The members that are not among the features offered.
    pub(crate) fn absent_from<'a>(&self, offered: impl Iterator<Item = &'a str>) -> Vec<&str> {
        let mut there = vec![false; self.0.len()];
        for place in offered.filter_map(|feature| self.place(feature)) {
            if let Some(there) = there.get_mut(place) {
                *there = true;
            }
        }
        self.0.iter().zip(there).filter(|(_, there)| !there).map(|(feature, _)| feature.as_str()).collect()
    }

    /// Whether all members are among the features offered.
    pub(crate) fn is_within<'a>(&self, offered: impl Iterator<Item = &'a str>) -> bool {
        // The common case costs nothing.
        self.0.is_empty() || self.absent_from(offered).is_empty()
    }
}

/// Whether two lists are equal as multisets.
pub(crate) fn same<'a>(a: impl Iterator<Item = &'a str>, b: impl Iterator<Item = &'a str>) -> bool {
    let (mut a, mut b): (Vec<&str>, Vec<&str>) = (a.collect(), b.collect());
    a.sort_unstable();
    b.sort_unstable();
    a == b
}
