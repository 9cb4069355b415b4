//! What the decoders tell of each step, and what they check alike.

use super::LayerErrorKind as Kind;
use super::options::Trailing;

/// What is wrong, and at which offset of the blob.
pub(super) struct Fault {
    pub(super) kind: Kind,
    pub(super) offset: u64,
    /// Bytes of content made before it showed.
    pub(super) produced: usize,
}

impl Fault {
    pub(super) const fn new(kind: Kind, offset: u64) -> Self {
        Self { kind, offset, produced: 0 }
    }
}

/// What a decoder did with what it was given.
pub(super) struct Step {
    pub(super) consumed: usize,
    pub(super) produced: usize,
    /// Whether calling again, with the same input, could do more.
    pub(super) progress: bool,
}

/// Checks bytes after the end, from this offset on.
pub(super) fn check_trailing(trailing: Trailing, input: &[u8], offset: u64) -> Result<(), Fault> {
    if trailing == Trailing::Zeros
        && let Some((at, &found)) = input.iter().enumerate().find(|(_, byte)| **byte != 0)
    {
        return Err(Fault::new(Kind::Trailing { found }, offset + at as u64));
    }
    Ok(())
}
