//! Why a specifier is no platform.

use std::fmt;

/// A specifier outside the grammar: which part, where, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecifierError {
    kind: SpecifierErrorKind,
    specifier: String,
    offset: usize,
}

/// The classes of [`SpecifierError`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpecifierErrorKind {
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

impl SpecifierError {
    pub(crate) fn new(kind: SpecifierErrorKind, specifier: &str, offset: usize) -> Self {
        Self { kind, specifier: specifier.to_owned(), offset }
    }

    /// The class of the error.
    #[must_use]
    pub fn kind(&self) -> &SpecifierErrorKind {
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

impl fmt::Display for SpecifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self.specifier.chars().take(80).collect();
        let more = if shown.len() < self.specifier.len() { "…" } else { "" };
        write!(f, "{shown:?}{more} is no platform: at byte {} ", self.offset)?;
        match &self.kind {
            SpecifierErrorKind::Wildcard => f.write_str("stands a `*`, and wildcards are not supported"),
            SpecifierErrorKind::OsComponent => f.write_str(
                "the operating system does not have the form `name` or `name(version+feature)` \
                 (name: letters, digits, `_`, `-`; options also `.` and `%`)",
            ),
            SpecifierErrorKind::Component => {
                f.write_str("a part between slashes is empty or has a character that a platform name cannot have")
            }
            SpecifierErrorKind::Escape => f.write_str("stands a `%` without two hexadecimal digits after it"),
            SpecifierErrorKind::Unknown => f.write_str(
                "stands a single word that is neither a known operating system nor a known architecture \
                 (write os/architecture)",
            ),
            SpecifierErrorKind::TooManyComponents => {
                f.write_str("begins a part too many (expected os/architecture/variant)")
            }
            SpecifierErrorKind::NotUtf8(_) => f.write_str("the percent-encoding gives bytes that are not UTF-8"),
            SpecifierErrorKind::Argument => {
                f.write_str("stands an argument that is not `osver=…`, or one with an open quote or escape")
            }
        }
    }
}

impl std::error::Error for SpecifierError {}

impl From<SpecifierError> for std::io::Error {
    fn from(error: SpecifierError) -> Self {
        Self::new(std::io::ErrorKind::InvalidInput, error)
    }
}
