//! How numbers are spelt: ECMAScript `Number::toString`, of which Go's is a variant.
//!
//! No crate: `ryu-js` has ECMAScript's spelling alone, and Go keeps the sign of `-0`; the digits come from `core::fmt`.

use alloc::format;
use alloc::vec::Vec;

use super::Numbers;
use crate::json::{JsonError, JsonErrorKind, Number, Scanner, Token, Walk};

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// From JSON text: its spelling is the author's.
    Text,
    /// From a serde value: its spelling is that of `serde_json`.
    #[cfg(feature = "serde")]
    Value,
}

impl Source {
    pub(super) const fn is_text(self) -> bool {
        matches!(self, Self::Text)
    }
}

/// Integers up to here are exact in a 64 bit float.
const EXACT: f64 = 9_007_199_254_740_992.0;

pub(super) fn write(out: &mut Vec<u8>, number: &Number<'_>, how: Numbers, source: Source) -> Result<(), JsonError> {
    let text = number.text();
    let is_float = text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'));
    let as_spelt = match how {
        Numbers::AsSpelt => !is_float || source.is_text(),
        Numbers::Integers => !is_float,
        Numbers::GoFloat | Numbers::EcmaScript => false,
    };
    if as_spelt {
        out.extend_from_slice(text.as_bytes());
        return Ok(());
    }
    let value = to_f64(number)?;
    if how == Numbers::Integers {
        // docker/go: a float that is an integer is written as one.
        if source.is_text() || value % 1.0 != 0.0 || value.abs() > EXACT {
            return Err(JsonError::new(number.offset(), JsonErrorKind::NotInteger));
        }
        out.extend_from_slice(format!("{value:.0}").as_bytes());
        return Ok(());
    }
    write_f64(out, if how == Numbers::EcmaScript && value == 0.0 { 0.0 } else { value });
    Ok(())
}

/// Every number of a text, those that another of the same name replaces included: Go reads them all.
pub(super) fn check_range(text: &[u8]) -> Result<(), JsonError> {
    let (mut scanner, mut walk) = (Scanner::new(text), Walk::new());
    while let Some(token) = walk.next(&mut scanner)? {
        if let Token::Number(number) = token {
            to_f64(&number)?;
        }
    }
    Ok(())
}

fn to_f64(number: &Number<'_>) -> Result<f64, JsonError> {
    let value = number.text().parse::<f64>().ok().filter(|value| value.is_finite());
    value.ok_or_else(|| JsonError::new(number.offset(), JsonErrorKind::FloatRange))
}

/// The shortest digits that read as this value, laid out as ECMAScript does (ECMA-262 `Number::toString`); Go's
/// `encoding/json` does the same (`floatEncoder`). The value is finite.
fn write_f64(out: &mut Vec<u8>, value: f64) {
    if value.is_sign_negative() {
        out.push(b'-');
    }
    let scientific = format!("{:e}", value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let mut digits: Vec<u8> = mantissa.bytes().filter(|byte| *byte != b'.').collect();
    prefer_even(&mut digits, exponent, value.abs());
    let zeros = |out: &mut Vec<u8>, count: usize| out.extend(core::iter::repeat_n(b'0', count));
    match exponent {
        0..=20 => {
            let whole = exponent as usize + 1;
            let (integer, fraction) = digits.split_at(digits.len().min(whole));
            out.extend_from_slice(integer);
            zeros(out, whole - integer.len());
            if !fraction.is_empty() {
                out.push(b'.');
                out.extend_from_slice(fraction);
            }
        }
        -6..=-1 => {
            out.extend_from_slice(b"0.");
            zeros(out, exponent.unsigned_abs() as usize - 1);
            out.extend_from_slice(&digits);
        }
        _ => {
            let (first, rest) = digits.split_at(1);
            out.extend_from_slice(first);
            if !rest.is_empty() {
                out.push(b'.');
                out.extend_from_slice(rest);
            }
            out.extend_from_slice(format!("e{exponent:+}").as_bytes());
        }
    }
}

/// Of two shortest spellings that are as near to the value, the even one is meant (ECMA-262 `Number::toString`, note 2; Go
/// rounds alike), where Rust takes the upper one: `1125899906842624.25` is `1125899906842624.2`.
fn prefer_even(digits: &mut [u8], exponent: i32, value: f64) {
    let count = digits.len();
    let Some(last) = digits.last_mut().filter(|last| **last % 2 == 1) else { return };
    // No value has more digits than these.
    let exact = format!("{value:.800e}");
    let mut dropped = exact.bytes().take_while(|byte| *byte != b'e').filter(|byte| *byte != b'.').skip(count);
    if dropped.next() != Some(b'5') || dropped.any(|byte| byte != b'0') {
        return;
    }
    *last -= 1;
    let even = core::str::from_utf8(digits).unwrap_or_default();
    let scale = exponent + 1 - count as i32;
    if format!("{even}e{scale}").parse() != Ok(value)
        && let Some(last) = digits.last_mut()
    {
        *last += 1;
    }
}

#[cfg(test)]
mod tests;
