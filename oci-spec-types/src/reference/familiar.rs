use super::named::{DOCKER_HUB, OFFICIAL, ReferenceRef, write_ends};
use std::fmt;

/// A reference as people write it, for printing; see [`ReferenceRef::familiar`].
#[derive(Debug, Clone, Copy)]
pub struct Familiar<'a>(pub(super) ReferenceRef<'a>);

/// The name of a reference as people write it, for printing; see [`ReferenceRef::familiar_name`].
#[derive(Debug, Clone, Copy)]
pub struct FamiliarName<'a>(pub(super) ReferenceRef<'a>);

impl fmt::Display for FamiliarName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reference = self.0;
        if reference.registry != DOCKER_HUB {
            return reference.name().fmt(f);
        }
        // One component after `library/`, and only one, stands for an official image.
        let whole = if reference.official { Some(reference.path) } else { reference.path.strip_prefix(OFFICIAL) };
        f.write_str(whole.filter(|rest| !rest.contains('/')).unwrap_or(reference.path))
    }
}

impl fmt::Display for Familiar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        FamiliarName(self.0).fmt(f)?;
        write_ends(f, self.0.tag, self.0.digest)
    }
}
