use super::error::ReferenceError;
use super::glob;
use super::named::{DOCKER_HUB, OFFICIAL, ReferenceRef, write_ends};
use std::fmt;

/// A reference as people write it, for printing; see [`ReferenceRef::familiar`].
#[derive(Debug, Clone, Copy)]
pub struct Familiar<'a>(ReferenceRef<'a>);

/// The name of a reference as people write it, for printing; see [`ReferenceRef::familiar_name`].
#[derive(Debug, Clone, Copy)]
pub struct FamiliarName<'a>(ReferenceRef<'a>);

impl<'a> ReferenceRef<'a> {
    /// As people write it: without `docker.io/`, and without `library/` (`FamiliarString`).
    ///
    /// It does not always read as the same reference: `docker.io/example.com/repo` is printed as `example.com/repo`.
    #[must_use]
    pub fn familiar(&self) -> Familiar<'a> {
        Familiar(*self)
    }

    /// The name as people write it (`FamiliarName`).
    #[must_use]
    pub fn familiar_name(&self) -> FamiliarName<'a> {
        FamiliarName(*self)
    }

    /// Whether the familiar form, with tag and digest or without, matches a shell pattern (`FamiliarMatch`):
    /// `*` any run without `/`, `?` a character other than `/`, `[a-z]` and `[^a-z]` a class, `\` an escape.
    ///
    /// ```
    /// # use oci_spec_types::reference::Rules;
    /// let reference = Rules::Distribution.normalized("alpine:3.20")?;
    /// assert_eq!(reference.matches("alp*"), Ok(true));
    /// assert_eq!(reference.matches("docker.io/*"), Ok(false));
    /// # Ok::<(), oci_spec_types::reference::ReferenceError>(())
    /// ```
    /// Allocates the familiar form. Takes time in the product of both lengths in the worst case.
    ///
    /// # Errors
    /// When the pattern is malformed.
    pub fn matches(&self, pattern: &str) -> Result<bool, ReferenceError> {
        if glob::matches(pattern, &self.familiar().to_string())? {
            return Ok(true);
        }
        Ok(glob::matches(pattern, &self.familiar_name().to_string()).unwrap_or(false))
    }
}

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
