//! Indexes inside indexes.

use crate::{Entry, SelectError, Selector};

/// The entry chosen below an index.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NestedChoice<E> {
    /// Place in every index on the way, from the root; the last is the place of the entry itself.
    pub path: Vec<usize>,
    /// The entry.
    pub entry: E,
}

impl Selector {
    /// How many indexes [`select_nested`](Self::select_nested) enters below the root unless told otherwise.
    pub const NESTED_LIMIT: usize = 8;

    /// Chooses, and while the choice is itself an index, chooses again among its entries, as containerd does.
    ///
    /// `read` gives the entries of a nested index, or `None` when they are not at hand. Each index is entered by the
    /// one entry chosen; nothing is tried again when it leads nowhere. The other tools stop at a nested index with
    /// an error; [`select`](Self::select) tells it by [`Choice::is_index`](crate::Choice).
    ///
    /// ```
    /// use oci_platform::{Candidate, Platform, Selector};
    ///
    /// let nested = Candidate::without_platform().with_media_type("application/vnd.oci.image.index.v1+json");
    /// let inner = vec![Candidate::new(Platform::new("linux", "arm64")), Candidate::new(Platform::new("linux", "amd64"))];
    /// let selector = Selector::new("linux/amd64".parse()?);
    /// let choice = selector.select_nested(vec![nested], Selector::NESTED_LIMIT, |_| Some(inner.clone()))?;
    /// assert_eq!(choice.path, [0, 1]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`select`](Self::select); [`SelectError::NeedsIndex`] when `read` gives nothing;
    /// [`SelectError::TooDeep`] after `limit` indexes below the root.
    pub fn select_nested<E: Entry>(
        &self,
        root: Vec<E>,
        limit: usize,
        mut read: impl FnMut(&E) -> Option<Vec<E>>,
    ) -> Result<NestedChoice<E>, SelectError> {
        let mut path = Vec::new();
        let mut entries = root;
        loop {
            let choice = self.select(&entries)?;
            path.push(choice.index);
            if !choice.is_index {
                let index = choice.index;
                let entry = entries.swap_remove(index);
                return Ok(NestedChoice { path, entry });
            }
            if path.len() > limit {
                return Err(SelectError::TooDeep { path, limit });
            }
            match read(choice.entry) {
                Some(inner) => entries = inner,
                None => return Err(SelectError::NeedsIndex { path }),
            }
        }
    }
}
