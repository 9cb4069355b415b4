use alloc::format;
use alloc::string::String;
use core::fmt;

/// Why a table of contents could not be located, verified or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TocError {
    kind: TocErrorKind,
    text: String,
}

/// What is wrong with a table of contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TocErrorKind {
    /// What says where it is, or the table itself, cannot be read.
    Malformed,
    /// It is not inside of the blob.
    Outside,
    /// Two sources name two tables.
    Contradiction,
    /// It is larger than the limit.
    TooLarge,
    /// The bytes are not those that were promised.
    NotTheContent,
}

impl TocError {
    /// An error of this kind, with its sentence.
    #[must_use]
    pub fn new(kind: TocErrorKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    pub(super) fn outside(text: String) -> Self {
        Self::new(TocErrorKind::Outside, text)
    }

    /// A text that is no position of this many numbers.
    pub(super) fn position(text: &str, count: usize) -> Self {
        let shown: String = text.chars().take(80).collect();
        Self::new(
            TocErrorKind::Malformed,
            format!("found {shown:?}, expected {count} numbers with colons between them"),
        )
    }

    #[cfg(feature = "layer")]
    pub(super) fn from_source(kind: TocErrorKind, source: impl fmt::Display) -> Self {
        Self::new(kind, format!("{source}"))
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> TocErrorKind {
        self.kind
    }
}

impl fmt::Display for TocError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl core::error::Error for TocError {}
