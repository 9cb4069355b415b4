//! Parts of a digest as text, without allocation.

use core::fmt;
use core::ops::Deref;

use crate::hex;

/// The encoded part of a digest; dereferences to `str`.
#[derive(Clone, Copy)]
pub struct Encoded<'a>(Text<'a>);

#[derive(Clone, Copy)]
enum Text<'a> {
    Hex([u8; 64]),
    Text(&'a str),
}

impl<'a> Encoded<'a> {
    pub(crate) fn hex(hash: &[u8; 32]) -> Self {
        Self(Text::Hex(hex::encode32(hash)))
    }

    pub(crate) const fn text(text: &'a str) -> Self {
        Self(Text::Text(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Hex(digits) => hex::ascii(digits),
            Text::Text(text) => text,
        }
    }
}

impl Deref for Encoded<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Encoded<'_> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for Encoded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Encoded<'_> {}

impl PartialEq<str> for Encoded<'_> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Encoded<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

/// Prints the short form of a digest; see [`Digest::short`](crate::Digest::short).
#[derive(Debug, Clone, Copy)]
pub struct Short<'a> {
    pub(crate) algorithm: &'a str,
    pub(crate) encoded: Encoded<'a>,
}

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The encoded part is ASCII by the grammar.
        let head = self.encoded.get(..12).unwrap_or(&self.encoded);
        write!(f, "{}:{head}", self.algorithm)
    }
}

/// Prints the path of a digest in an OCI layout; see [`Digest::to_path`](crate::Digest::to_path).
#[derive(Debug, Clone, Copy)]
pub struct PathDisplay<'a> {
    pub(crate) algorithm: &'a str,
    pub(crate) encoded: Encoded<'a>,
}

impl fmt::Display for PathDisplay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.algorithm, self.encoded)
    }
}
