//! Whose decision is taken.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Serialize, Serializer};

use crate::error::SpecifierError;
use crate::host::Host;
use crate::matcher::Matching;
use crate::parse::Grammar;
use crate::platform::Platform;
use crate::rules::{Asks, Kind, Row, Takes};

/// The command whose choice is made: a row of data, named for what people type, with the version that was measured.
///
/// ```
/// use oci_platform::Policy;
///
/// let policy: Policy = "docker-run".parse()?;
/// assert_eq!(policy, Policy::DOCKER_RUN);
/// assert_eq!(policy.command(), "docker run, docker create (containerd image store)");
/// # Ok::<(), oci_platform::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Policy(pub(crate) &'static Row);

impl Policy {
    /// The name for a command line: `docker-run`, `kubelet`, `crane`, …
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// What people run, or which rule of a library it is.
    #[must_use]
    pub fn command(self) -> &'static str {
        self.0.command
    }

    /// The version whose answers were recorded.
    #[must_use]
    pub fn measured(self) -> &'static str {
        self.0.measured
    }

    /// Whether people run it to get one image; else it keeps some entries of an index, or is a rule of a library.
    #[must_use]
    pub fn is_command(self) -> bool {
        self.0.kind == Kind::Command
    }

    /// Whether it keeps all entries that fit.
    #[must_use]
    pub fn keeps_all(self) -> bool {
        matches!(self.0.takes, Takes::All | Takes::AllOrNothing)
    }

    /// How a single platform that is asked is compared.
    #[must_use]
    pub fn matching(self) -> Matching {
        self.0.fits
    }

    /// The grammar in which the command reads a platform.
    #[must_use]
    pub fn grammar(self) -> Grammar {
        self.0.grammar
    }

    /// Whether a platform can be asked; else the machine decides, or nobody.
    #[must_use]
    pub fn can_be_asked(self) -> bool {
        self.0.asks == Asks::Caller
    }

    /// Reads the text of a platform as the command does. What it makes of the platform then is part of the choice.
    ///
    /// ```
    /// use oci_platform::{Host, Policy};
    ///
    /// let host = Host::default();
    /// let platform = Policy::CRANE.read("windows/amd64:10.0.20348", &host)?;
    /// assert_eq!(platform.os_version, "10.0.20348");
    /// assert!(Policy::DOCKER_PULL.read("windows/amd64:10.0.20348", &host).is_err());
    /// # Ok::<(), oci_platform::SpecifierError>(())
    /// ```
    ///
    /// # Errors
    /// When the text is outside the grammar: says which part, at which byte.
    pub fn read(self, text: &str, host: &Host) -> Result<Platform, SpecifierError> {
        Platform::parse_with(text, self.0.grammar, host)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::CONTAINERD
    }
}

impl PartialEq for Policy {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Policy {}

impl Hash for Policy {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Policy({})", self.name())
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
