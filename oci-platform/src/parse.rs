//! Specifiers: the grammars of the tools.

use std::str::FromStr;

use crate::error::SpecifierError;
use crate::host::Host;
use crate::platform::Platform;

mod containerd;
mod crane;
mod pieces;
mod regclient;

/// Whose grammar a specifier is read in.
///
/// | specifier (on `linux/amd64`) | containerd | crane | regclient |
/// |---|---|---|---|
/// | `arm64` | `linux/arm64` | operating system `arm64` | `linux/arm64` |
/// | `linux/arm` | `linux/arm` | `linux/arm` | `linux/arm/v7` |
/// | `mipsle` | `linux/mipsle` | operating system | operating system |
/// | `foo` | error | operating system | operating system |
/// | `windows(10.0.1)/amd64` | os.version 10.0.1 | operating system `windows(10.0.1)` | error |
/// | `windows/amd64:10.0.1` | error | os.version 10.0.1 | error |
/// | `windows/amd64,osver=10.0.1` | error | architecture `amd64,osver=10.0.1` | os.version 10.0.1 |
/// | `linux/amd64/v2/x` | error | error | `linux/amd64/v2` |
/// | `linux/arm64/v8.1` | read | read | error |
/// | upper case | folded | kept | folded |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Grammar {
    /// containerd/platforms `Parse`, also of Docker, nerdctl and `BuildKit`:
    /// `os(version+feature)/architecture/variant`, or one known word.
    #[default]
    Containerd,
    /// go-containerregistry `ParsePlatform`: `os/architecture/variant:os.version`, kept as written. The empty text
    /// is the empty platform. crane's word `all` means no platform at all and is for the caller.
    Crane,
    /// regclient `platform.Parse`: `os/architecture/variant,osver=version`, or one word, or `local`.
    Regclient,
    /// Three texts that are given one by one and taken as they are: `os/architecture/variant`. podman, skopeo, jib,
    /// `rules_oci`. Nothing is an error; what stands after a third slash is dropped.
    Parts,
}

impl Grammar {
    pub(crate) fn parse(self, specifier: &str, host: &Host) -> Result<Platform, SpecifierError> {
        match self {
            Self::Containerd => containerd::parse(specifier, host),
            Self::Crane => crane::parse(specifier),
            Self::Regclient => regclient::parse(specifier, host),
            Self::Parts => Ok(parts(specifier)),
        }
    }
}

impl Platform {
    /// Parses a specifier in the grammar of a tool, on the machine that fills what the specifier leaves out.
    ///
    /// # Errors
    /// When the specifier is outside the grammar: says which part, and at which byte.
    pub fn parse_with(specifier: &str, grammar: Grammar, host: &Host) -> Result<Self, SpecifierError> {
        grammar.parse(specifier, host)
    }
}

impl FromStr for Platform {
    type Err = SpecifierError;

    /// containerd's grammar on a `linux/amd64` machine.
    fn from_str(specifier: &str) -> Result<Self, SpecifierError> {
        Self::parse_with(specifier, Grammar::Containerd, &Host::default())
    }
}

fn parts(specifier: &str) -> Platform {
    let mut parts = specifier.split('/');
    let mut part = || parts.next().unwrap_or_default();
    Platform::new(part(), part()).with_variant(part())
}
