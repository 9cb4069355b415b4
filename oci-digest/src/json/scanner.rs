//! The scanner that everything here reads JSON with.
//!
//! No crate: readers such as `serde_json` give values; digests, findings and canonical forms need the spelling and the place of
//! each name and value, also where names stand twice or bytes are not UTF-8.

use super::MAX_DEPTH;
use super::error::{JsonError, JsonErrorKind};
use super::kind::ValueKind;
use super::plain::plain_prefix;
use super::text::{JsonString, Number};

/// A cursor over JSON text that hands out one value at a time.
///
/// Methods that read a value skip whitespace before it, check its grammar and leave the cursor after it.
#[derive(Debug, Clone)]
pub struct Scanner<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) pos: usize,
    depth: u32,
    max_depth: u32,
}

/// An object that is being read: handed to [`Scanner::member`] until that returns `None`.
#[derive(Debug)]
pub struct Members {
    pub(super) first: bool,
}

/// An array that is being read: handed to [`Scanner::element`] until that returns `false`.
#[derive(Debug)]
pub struct Elements {
    first: bool,
}

impl<'a> Scanner<'a> {
    /// A scanner at the start of this text, with [`MAX_DEPTH`].
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, pos: 0, depth: 0, max_depth: MAX_DEPTH }
    }

    /// The same scanner with another limit for nested containers.
    #[must_use]
    pub const fn with_max_depth(mut self, max_depth: u32) -> Self {
        self.max_depth = max_depth;
        self
    }

    /// The text that is read.
    #[must_use]
    pub const fn text(&self) -> &'a [u8] {
        self.bytes
    }

    /// The byte offset of the cursor.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.pos
    }

    /// Skips whitespace and tells what kind of value comes next, without reading it.
    ///
    /// # Errors
    /// When the text ends or no value begins here.
    #[inline]
    pub fn peek(&mut self) -> Result<ValueKind, JsonError> {
        self.whitespace();
        match self.bytes.get(self.pos) {
            Some(b'{') => Ok(ValueKind::Object),
            Some(b'[') => Ok(ValueKind::Array),
            Some(b'"') => Ok(ValueKind::String),
            Some(b'-' | b'0'..=b'9') => Ok(ValueKind::Number),
            Some(b't' | b'f') => Ok(ValueKind::Bool),
            Some(b'n') => Ok(ValueKind::Null),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// Enters an object.
    ///
    /// # Errors
    /// When no object begins here, or containers are nested too deep.
    #[inline]
    pub fn begin_object(&mut self) -> Result<Members, JsonError> {
        self.expect(b'{', "an object")?;
        self.enter()?;
        Ok(Members { first: true })
    }

    /// Reads the name of the next member, leaving the cursor at its value; `None` at the end of the object.
    ///
    /// # Errors
    /// When what follows is neither a member nor the end of the object.
    #[inline(always)]
    pub fn member(&mut self, object: &mut Members) -> Result<Option<JsonString<'a>>, JsonError> {
        self.whitespace();
        match self.bytes.get(self.pos) {
            Some(b'}') => {
                self.pos += 1;
                self.depth = self.depth.saturating_sub(1);
                return Ok(None);
            }
            Some(b'"') if object.first => {}
            Some(b',') if !object.first => {
                self.pos += 1;
                self.whitespace();
            }
            _ => {
                return Err(self.unexpected(if object.first { "a member or '}'" } else { "',' or '}'" }));
            }
        }
        object.first = false;
        let name = self.string_here("a member name")?;
        self.whitespace();
        if self.bytes.get(self.pos) != Some(&b':') {
            return Err(self.unexpected("':'"));
        }
        self.pos += 1;
        Ok(Some(name))
    }

    /// Enters an array.
    ///
    /// # Errors
    /// When no array begins here, or containers are nested too deep.
    #[inline]
    pub fn begin_array(&mut self) -> Result<Elements, JsonError> {
        self.expect(b'[', "an array")?;
        self.enter()?;
        Ok(Elements { first: true })
    }

    /// Moves to the next element; `false` at the end of the array.
    ///
    /// # Errors
    /// When what follows is neither an element nor the end of the array.
    #[inline]
    pub fn element(&mut self, array: &mut Elements) -> Result<bool, JsonError> {
        self.whitespace();
        match self.bytes.get(self.pos) {
            Some(b']') => {
                self.pos += 1;
                self.depth = self.depth.saturating_sub(1);
                return Ok(false);
            }
            Some(b',') if !array.first => self.pos += 1,
            Some(_) if array.first => {}
            _ => {
                return Err(self.unexpected(if array.first { "an element or ']'" } else { "',' or ']'" }));
            }
        }
        array.first = false;
        Ok(true)
    }

    /// Reads a string.
    ///
    /// # Errors
    /// When no well-formed string stands here.
    #[inline(always)]
    pub fn string(&mut self) -> Result<JsonString<'a>, JsonError> {
        self.whitespace();
        self.string_here("a string")
    }

    /// Reads a number.
    ///
    /// # Errors
    /// When no well-formed number stands here.
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "`pos` has passed bytes of the text")]
    pub fn number(&mut self) -> Result<Number<'a>, JsonError> {
        self.whitespace();
        let start = self.pos;
        match self.bytes.get(start) {
            Some(b'-') => self.pos += 1,
            Some(b'0'..=b'9') => {}
            _ => return Err(self.wrong_type("a number")),
        }
        match self.bytes.get(self.pos) {
            Some(b'0') => self.pos += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(JsonError::new(start, JsonErrorKind::Number)),
        }
        if matches!(self.bytes.get(self.pos), Some(b'0'..=b'9')) {
            return Err(JsonError::new(start, JsonErrorKind::Number));
        }
        if self.bytes.get(self.pos) == Some(&b'.') {
            self.pos += 1;
            self.some_digits(start)?;
        }
        if matches!(self.bytes.get(self.pos), Some(b'e' | b'E')) {
            self.pos += 1;
            if matches!(self.bytes.get(self.pos), Some(b'+' | b'-')) {
                self.pos += 1;
            }
            self.some_digits(start)?;
        }
        Ok(Number::new(&self.bytes[start..self.pos], start))
    }

    /// Reads an integer as [`Number::to_i64`] does.
    ///
    /// # Errors
    /// When no well-formed number stands here, or it is no integer in the range of `i64`.
    #[inline]
    pub fn integer(&mut self) -> Result<i64, JsonError> {
        match self.short_integer() {
            Some(value) => Ok(value),
            None => self.number()?.to_i64(),
        }
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// When something else stands here.
    #[inline]
    pub fn boolean(&mut self) -> Result<bool, JsonError> {
        self.whitespace();
        match self.bytes.get(self.pos) {
            Some(b't') => self.literal(b"true").map(|()| true),
            Some(b'f') => self.literal(b"false").map(|()| false),
            _ => Err(self.wrong_type("a boolean")),
        }
    }

    /// Reads `null` if it stands here, and tells whether it did.
    ///
    /// # Errors
    /// When a word that begins with `n` is not `null`.
    #[inline]
    pub fn null(&mut self) -> Result<bool, JsonError> {
        self.whitespace();
        match self.bytes.get(self.pos) {
            Some(b'n') => self.literal(b"null").map(|()| true),
            _ => Ok(false),
        }
    }

    /// Checks that only whitespace follow.
    ///
    /// # Errors
    /// When anything else does.
    #[inline]
    pub fn end(&mut self) -> Result<(), JsonError> {
        self.whitespace();
        if self.pos == self.bytes.len() { Ok(()) } else { Err(JsonError::new(self.pos, JsonErrorKind::Trailing)) }
    }

    /// The error for a value of another type than `expected` at the cursor.
    #[cold]
    #[must_use]
    pub fn wrong_type(&mut self, expected: &'static str) -> JsonError {
        let found = match self.peek() {
            // A letter alone makes no value: `not json` is no `null`.
            Ok(ValueKind::Null) if self.clone().null().is_err() => None,
            Ok(ValueKind::Bool) if self.clone().boolean().is_err() => None,
            found => found.ok(),
        };
        match found {
            Some(found) => JsonError::new(self.pos, JsonErrorKind::WrongType { found, expected }),
            None => self.unexpected(expected),
        }
    }

    #[inline]
    fn enter(&mut self) -> Result<(), JsonError> {
        if self.depth >= self.max_depth {
            return Err(JsonError::new(self.pos - 1, JsonErrorKind::Depth(self.max_depth)));
        }
        self.depth += 1;
        Ok(())
    }

    #[inline]
    fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), JsonError> {
        self.whitespace();
        if self.bytes.get(self.pos) == Some(&byte) {
            self.pos += 1;
            Ok(())
        } else {
            Err(self.wrong_type(what))
        }
    }

    #[inline]
    pub(super) fn whitespace(&mut self) {
        while matches!(self.bytes.get(self.pos), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.pos += 1;
        }
    }

    #[inline]
    fn digits(&mut self) {
        while matches!(self.bytes.get(self.pos), Some(b'0'..=b'9')) {
            self.pos += 1;
        }
    }

    #[inline]
    fn some_digits(&mut self, start: usize) -> Result<(), JsonError> {
        let before = self.pos;
        self.digits();
        if self.pos == before { Err(JsonError::new(start, JsonErrorKind::Number)) } else { Ok(()) }
    }

    #[inline]
    fn literal(&mut self, word: &'static [u8]) -> Result<(), JsonError> {
        if self.bytes.get(self.pos..).is_some_and(|rest| rest.starts_with(word)) {
            self.pos += word.len();
            Ok(())
        } else {
            Err(self.unexpected("true, false or null"))
        }
    }

    // Always inlined, and `member` with it: a string that is returned by way of memory is written in words and read back
    // in one piece, for which the processor has to wait each time.
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "`start` and `end` are after bytes of the text")]
    pub(super) fn string_here(&mut self, what: &'static str) -> Result<JsonString<'a>, JsonError> {
        let mut plain = 0;
        if self.bytes.get(self.pos) == Some(&b'"') {
            let start = self.pos + 1;
            plain = plain_prefix(&self.bytes[start..]);
            let end = start + plain;
            if self.bytes.get(end) == Some(&b'"') {
                self.pos = end + 1;
                return Ok(JsonString::new(&self.bytes[start..end], start, false));
            }
        }
        self.escaped_string_here(what, plain)
    }

    /// A string with escapes after so many plain bytes, or none at all.
    #[inline(never)]
    #[expect(clippy::indexing_slicing, reason = "`start` and `pos` are after bytes of the text")]
    fn escaped_string_here(&mut self, what: &'static str, plain: usize) -> Result<JsonString<'a>, JsonError> {
        if self.bytes.get(self.pos) != Some(&b'"') {
            return Err(self.wrong_type(what));
        }
        let start = self.pos + 1;
        let mut pos = start + plain;
        let mut escaped = false;
        loop {
            pos += plain_prefix(&self.bytes[pos..]);
            match self.bytes.get(pos) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    pos += self.escape_len(pos)?;
                }
                Some(&byte) => return Err(JsonError::new(pos, JsonErrorKind::Control(byte))),
                None => {
                    return Err(JsonError::new(pos, JsonErrorKind::End { expected: "the end of a string" }));
                }
            }
        }
        self.pos = pos + 1;
        Ok(JsonString::new(&self.bytes[start..pos], start, escaped))
    }

    fn escape_len(&self, at: usize) -> Result<usize, JsonError> {
        match self.bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u') => match self.bytes.get(at + 2..at + 6) {
                Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => Ok(6),
                _ => Err(JsonError::new(at, JsonErrorKind::Escape)),
            },
            _ => Err(JsonError::new(at, JsonErrorKind::Escape)),
        }
    }

    #[cold]
    fn unexpected(&self, expected: &'static str) -> JsonError {
        let kind = match self.bytes.get(self.pos) {
            Some(&found) => JsonErrorKind::Unexpected { found, expected },
            None => JsonErrorKind::End { expected },
        };
        JsonError::new(self.pos, kind)
    }

    #[inline]
    pub(super) fn open(&mut self) -> Result<(), JsonError> {
        self.pos += 1;
        self.enter()
    }

    #[inline]
    pub(super) fn close(&mut self) {
        self.pos += 1;
        self.depth = self.depth.saturating_sub(1);
    }

    #[inline]
    pub(super) fn byte(&mut self) -> Option<u8> {
        self.whitespace();
        self.bytes.get(self.pos).copied()
    }

    #[inline]
    pub(super) fn step(&mut self) {
        self.pos += 1;
    }

    #[inline]
    pub(super) fn name(&mut self) -> Result<JsonString<'a>, JsonError> {
        self.whitespace();
        let name = self.string_here("a member name")?;
        if self.byte() != Some(b':') {
            return Err(self.unexpected("':'"));
        }
        self.pos += 1;
        Ok(name)
    }

    #[inline]
    pub(super) fn expected(&self, expected: &'static str) -> JsonError {
        self.unexpected(expected)
    }
}
