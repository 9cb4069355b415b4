//! The members of a signature: by which names they go, and how their strings are read.

use std::borrow::Cow;

use oci_digest::json::{self, JsonString};

use super::error::JwsError;
use super::mode::Mode;
use crate::fold::folds_to;

/// The members of an object that mean something.
pub(super) struct Known<'a> {
    names: &'static [&'static str],
    /// The pointer to the object.
    place: &'a str,
    pub(super) mode: Mode,
    /// One bit for each name that was met.
    seen: u8,
}

impl<'a> Known<'a> {
    pub(super) fn new(names: &'static [&'static str], place: &'a str, mode: Mode) -> Self {
        Self { names, place, mode, seen: 0 }
    }

    /// The member that this name means to Go, which does not regard case. Strictly, it has one spelling and stands once.
    pub(super) fn find(&mut self, name: &str) -> Result<Option<&'static str>, JwsError> {
        let mut names = self.names.iter().copied().enumerate();
        let Some((at, known)) = names.find(|(_, known)| folds_to(name, known)) else { return Ok(None) };
        if self.mode == Mode::Strict && (name != known || self.seen >> at & 1 == 1) {
            return Err(JwsError::Ambiguous { pointer: format!("{}/{known}", self.place) });
        }
        self.seen |= 1 << at;
        Ok(Some(known))
    }
}

/// What a string says; libtrust takes any bytes.
pub(super) fn string(text: JsonString<'_>, mode: Mode) -> Result<Cow<'_, str>, json::JsonError> {
    match mode {
        Mode::Strict => text.decode(),
        Mode::Libtrust => Ok(text.decode_go()),
    }
}

/// Whether JSON takes this byte for a blank.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
