//! Specifiers: the grammars of three tools.

use crate::{Host, ParseError, ParseErrorKind, Platform};

mod containerd;
mod crane;
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
}

impl Grammar {
    pub(crate) fn parse(self, specifier: &str, host: &Host) -> Result<Platform, ParseError> {
        match self {
            Self::Containerd => containerd::parse(specifier, host),
            Self::Crane => crane::parse(specifier),
            Self::Regclient => regclient::parse(specifier, host),
        }
    }
}

/// The pieces of `text` between slashes, each with its byte offset; the last of `most` pieces keeps further slashes.
fn pieces(text: &str, most: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.splitn(most, '/').map(move |piece| {
        let at = offset;
        offset += piece.len() + 1;
        (at, piece)
    })
}

/// Checks that a piece is one or more bytes of the kind that `allowed` accepts.
fn check_piece(
    specifier: &str,
    (offset, piece): (usize, &str),
    allowed: impl Fn(u8) -> bool,
) -> Result<(), ParseError> {
    let good = piece.bytes().take_while(|byte| allowed(*byte)).count();
    if piece.is_empty() || good < piece.len() {
        return Err(ParseError::new(ParseErrorKind::Component, specifier, offset + good));
    }
    Ok(())
}

/// `A`-`Z`, `a`-`z`, `0`-`9`, `_` and `-`.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}
