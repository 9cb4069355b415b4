//! The protected header of a signature: where the payload of its document is.

use oci_digest::json::{self, JsonErrorKind, Scanner, ValueKind};

use super::error::{JwsError, excerpt};
use super::member::{Known, is_blank, string};
use super::mode::Mode;
use crate::base64;

/// A protected header: the members that matter, as spelt. In Go a map, so names are exact and the last one counts.
#[derive(Default)]
pub(super) struct Protected {
    length: Option<(ValueKind, String)>,
    tail: Option<String>,
    pub(super) time: Option<String>,
}

impl Protected {
    pub(super) fn read(text: &str, index: usize, mode: Mode) -> Result<Self, JwsError> {
        let text = base64::decode_url(text, mode).ok_or_else(|| JwsError::Member {
            pointer: format!("/signatures/{index}/protected"),
            expected: "base64url without padding",
        })?;
        let mut header = Self::default();
        let mut names = Vec::new();
        let mut scanner = Scanner::new(&text);
        let mut read = || {
            let mut object = scanner.begin_object()?;
            while let Some(name) = scanner.member(&mut object)? {
                let kind = scanner.peek()?;
                let value = untyped(&mut scanner)?;
                // The text of a string; nothing of other values.
                let text = |value| match kind {
                    ValueKind::String => {
                        string(Scanner::new(value).string()?, mode).map(|text| Some(text.into_owned()))
                    }
                    _ => Ok(None),
                };
                let name = string(name, mode)?;
                match &*name {
                    "formatLength" => header.length = Some((kind, String::from_utf8_lossy(value).into_owned())),
                    "formatTail" => header.tail = text(value)?,
                    "time" => header.time = text(value)?,
                    _ => {}
                }
                names.push(name.into_owned());
            }
            scanner.end()
        };
        read().map_err(|error| JwsError::Protected { index, error })?;
        if mode == Mode::Strict {
            let place = format!("/signatures/{index}/protected");
            let mut known = Known::new(&["formatLength", "formatTail", "time"], &place, mode);
            names.iter().try_for_each(|name| known.find(name).map(drop))?;
        }
        Ok(header)
    }

    /// `formatLength`. Go reads it as a `float64` and cuts off the fraction.
    pub(super) fn length(&self, index: usize, available: usize, mode: Mode) -> Result<usize, JwsError> {
        let missing = JwsError::ProtectedMember { index, member: "formatLength" };
        let Some((ValueKind::Number, spelling)) = &self.length else { return Err(missing) };
        let refuse = |expected: &str| {
            Err(JwsError::FormatLength { index, found: excerpt(spelling), expected: expected.to_owned() })
        };
        let value = spelling.parse::<f64>().map_err(|_| missing)?;
        if value <= -1.0 || (mode == Mode::Strict && spelling.starts_with('-')) {
            return refuse("a length that is not negative"); // libtrust panics on it
        }
        let integer = spelling.bytes().all(|byte| byte.is_ascii_digit());
        if mode == Mode::Strict && !integer {
            return refuse("an integer without fraction and exponent"); // libtrust cuts them off
        }
        // Every length that a document can have is exact in an f64.
        if value >= available as f64 + 1.0 {
            return refuse(&within(available)); // libtrust panics where it exceeds 63 bits
        }
        match value as usize {
            0 if mode == Mode::Strict => refuse("more than 0: the payload would be the tail alone"),
            length => Ok(length),
        }
    }

    pub(super) fn tail(&self, index: usize, mode: Mode) -> Result<Vec<u8>, JwsError> {
        let tail = self.tail.as_deref().ok_or(JwsError::ProtectedMember { index, member: "formatTail" })?;
        let tail = base64::decode_url(tail, mode).ok_or(JwsError::FormatTail { index })?;
        let ends_object = tail.iter().filter(|&&byte| !is_blank(byte)).eq(b"}");
        if mode == Mode::Strict && !ends_object { Err(JwsError::FormatTail { index }) } else { Ok(tail) }
    }
}

/// Skips a value that Go reads into an `any`: a number must be one that a `float64` can hold.
pub(super) fn untyped<'a>(scanner: &mut Scanner<'a>) -> Result<&'a [u8], json::JsonError> {
    if scanner.peek()? != ValueKind::Number {
        return scanner.skip();
    }
    let number = scanner.number()?;
    match number.text().parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(number.text().as_bytes()),
        _ => Err(json::JsonError::new(number.offset(), JsonErrorKind::Range)),
    }
}

/// What a `formatLength` may be in a document of so many bytes.
pub(super) fn within(available: usize) -> String {
    format!("at most the {available} bytes of the document")
}
