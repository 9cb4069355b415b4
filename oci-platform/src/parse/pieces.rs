//! The parts of a specifier between slashes.

use crate::error::{SpecifierError, SpecifierErrorKind};

/// The pieces of `text` between slashes, each with its byte offset; the last of `most` pieces keeps further slashes.
pub(super) fn pieces(text: &str, most: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.splitn(most, '/').map(move |piece| {
        let at = offset;
        offset += piece.len() + 1;
        (at, piece)
    })
}

/// Checks that a piece is one or more bytes of the kind that `allowed` accepts.
pub(super) fn check_piece(
    specifier: &str,
    (offset, piece): (usize, &str),
    allowed: impl Fn(u8) -> bool,
) -> Result<(), SpecifierError> {
    let good = piece.bytes().take_while(|byte| allowed(*byte)).count();
    if piece.is_empty() || good < piece.len() {
        return Err(SpecifierError::new(SpecifierErrorKind::Component, specifier, offset + good));
    }
    Ok(())
}

/// `A`-`Z`, `a`-`z`, `0`-`9`, `_` and `-`.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}
