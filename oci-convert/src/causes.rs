use crate::Cause;
use serde::{Serialize, Serializer};
use std::fmt;
use std::ops::Deref;

/// Why one digest is what it is: a few [`Cause`]s, the most important first.
///
/// ```
/// use oci_convert::{Cause, Causes};
///
/// let causes: Causes = [Cause::MediaTypes, Cause::ConfigDigest].into_iter().collect();
/// assert_eq!(causes[0], Cause::MediaTypes);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Causes {
    len: u8,
    items: [Cause; MOST],
}

/// More do not come together.
const MOST: usize = 10;

impl Causes {
    /// Adds a cause after the others; one that is there already stays where it is.
    pub(crate) fn push(&mut self, cause: Cause) {
        if !self.contains(&cause)
            && let Some(place) = self.items.get_mut(usize::from(self.len))
        {
            *place = cause;
            self.len += 1;
        }
    }
}

impl Default for Causes {
    fn default() -> Self {
        Self { len: 0, items: [Cause::Unknown; MOST] }
    }
}

impl From<Cause> for Causes {
    fn from(cause: Cause) -> Self {
        let mut causes = Self::default();
        causes.push(cause);
        causes
    }
}

impl Deref for Causes {
    type Target = [Cause];

    fn deref(&self) -> &[Cause] {
        self.items.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl FromIterator<Cause> for Causes {
    fn from_iter<I: IntoIterator<Item = Cause>>(causes: I) -> Self {
        let mut all = Self::default();
        all.extend(causes);
        all
    }
}

impl Extend<Cause> for Causes {
    fn extend<I: IntoIterator<Item = Cause>>(&mut self, causes: I) {
        causes.into_iter().for_each(|cause| self.push(cause));
    }
}

impl fmt::Debug for Causes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Causes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
