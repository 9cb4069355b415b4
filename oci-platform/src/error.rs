//! Why a specifier is no platform.

use std::fmt;

/// A specifier outside the grammar: which part, where, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    kind: ParseErrorKind,
    specifier: String,
    offset: usize,
}

/// The classes of [`ParseError`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// A `*`: containerd reserves it.
    Wildcard,
    /// The operating system with its options does not have the form `name(version+feature+…)`.
    OsComponent,
    /// A part between slashes is empty or has a character outside the grammar.
    Component,
    /// A `%` without two hexadecimal digits.
    Escape,
    /// A single word that is neither a known operating system nor a known architecture.
    Unknown,
    /// More parts than `os/architecture/variant`.
    TooManyComponents,
    /// The percent-encoding gives bytes that are not UTF-8: containerd keeps them, a Rust string cannot. The whole
    /// parsed platform is here.
    NotUtf8(Box<RawPlatform>),
    /// An argument after the comma that regclient does not know, or a quote or escape that does not end.
    Argument,
}

/// A parsed platform whose version or features are bytes that need not be UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawPlatform {
    /// Operating system.
    pub os: String,
    /// CPU architecture.
    pub architecture: String,
    /// Variant of the CPU.
    pub variant: String,
    /// Version of the operating system, decoded.
    pub os_version: Vec<u8>,
    /// Features of the operating system, decoded.
    pub os_features: Vec<Vec<u8>>,
}

impl ParseError {
    pub(crate) fn new(kind: ParseErrorKind, specifier: &str, offset: usize) -> Self {
        Self { kind, specifier: specifier.to_owned(), offset }
    }

    /// The class of the error.
    #[must_use]
    pub fn kind(&self) -> &ParseErrorKind {
        &self.kind
    }

    /// The specifier as given.
    #[must_use]
    pub fn specifier(&self) -> &str {
        &self.specifier
    }

    /// Byte offset in the specifier of what is wrong.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self.specifier.chars().take(80).collect();
        let more = if shown.len() < self.specifier.len() { "…" } else { "" };
        write!(f, "{shown:?}{more} is no platform: at byte {} ", self.offset)?;
        match &self.kind {
            ParseErrorKind::Wildcard => f.write_str("stands a `*`, and wildcards are not supported"),
            ParseErrorKind::OsComponent => f.write_str(
                "the operating system does not have the form `name` or `name(version+feature)` \
                 (name: letters, digits, `_`, `-`; options also `.` and `%`)",
            ),
            ParseErrorKind::Component => {
                f.write_str("a part between slashes is empty or has a character that a platform name cannot have")
            }
            ParseErrorKind::Escape => f.write_str("stands a `%` without two hexadecimal digits after it"),
            ParseErrorKind::Unknown => f.write_str(
                "stands a single word that is neither a known operating system nor a known architecture \
                 (write os/architecture)",
            ),
            ParseErrorKind::TooManyComponents => {
                f.write_str("begins a part too many (expected os/architecture/variant)")
            }
            ParseErrorKind::NotUtf8(_) => f.write_str("the percent-encoding gives bytes that are not UTF-8"),
            ParseErrorKind::Argument => {
                f.write_str("stands an argument that is not `osver=…`, or one with an open quote or escape")
            }
        }
    }
}

impl std::error::Error for ParseError {}

impl From<ParseError> for std::io::Error {
    fn from(error: ParseError) -> Self {
        Self::new(std::io::ErrorKind::InvalidInput, error)
    }
}
