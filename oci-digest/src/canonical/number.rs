//! How numbers are spelt: ECMAScript `Number::toString`, of which Go's is a variant.

use alloc::format;
use alloc::vec::Vec;

use super::{Error, ErrorKind, Numbers};
use crate::json::Number;

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

pub(super) fn write(out: &mut Vec<u8>, number: &Number<'_>, how: Numbers, source: Source) -> Result<(), Error> {
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
    let at = |kind| Err(Error::new(kind, number.offset()));
    let value = match text.parse::<f64>() {
        Ok(value) if value.is_finite() => value,
        _ => return at(ErrorKind::NumberRange),
    };
    if how == Numbers::Integers {
        // docker/go: a float that is an integer is written as one.
        if source.is_text() || value % 1.0 != 0.0 || value.abs() > EXACT {
            return at(ErrorKind::Fraction);
        }
        out.extend_from_slice(format!("{value:.0}").as_bytes());
        return Ok(());
    }
    write_f64(out, if how == Numbers::EcmaScript && value == 0.0 { 0.0 } else { value });
    Ok(())
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
    let digits: Vec<u8> = mantissa.bytes().filter(|byte| *byte != b'.').collect();
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
