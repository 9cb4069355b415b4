use super::plain;
use core::fmt::{self, Write};
use oci_spec_types::calendar::{Civil, offset};

/// A Go `time.Time` as JSON carries it: its normalised text.
///
/// The fraction has at most nine digits and no trailing zeros, an offset of zero is `Z`, other offsets stay
/// (`time.RFC3339Nano`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Time(Option<String>);

const ZERO: &str = "0001-01-01T00:00:00Z";

impl Time {
    /// The zero value, which Go writes as `0001-01-01T00:00:00Z`.
    pub(crate) const fn zero() -> Self {
        Self(None)
    }

    /// Reads the text of a JSON string as `time.Time.UnmarshalJSON` does (`time/format_rfc3339.go`, `time/format.go`).
    ///
    /// That is RFC 3339 with upper-case `T` and `Z`, and with what Go lets through besides: an hour of one digit, a
    /// comma before the fraction, a minute of 60 and an hour of 24 in the offset. `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::parse_bytes(text.as_bytes())
    }

    pub(super) fn parse_bytes(text: &[u8]) -> Option<Self> {
        if let (true, Ok(own)) = (plain::is_time(text), str::from_utf8(text)) {
            return Some(Self::normal(own.to_owned()));
        }
        // An hour of one digit.
        if let Some((date, time @ [b'0'..=b'9', b':', ..])) = text.split_at_checked(11) {
            return Self::parse_bytes(&[date, b"0", time].concat());
        }
        let (civil, rest) = Civil::read(text).filter(|(civil, _)| civil.letter == b'T' && civil.second < 60)?;
        let Civil { year, month, day, hour, minute, second, .. } = civil;
        let mut out = String::with_capacity(35);
        // Writing to a string does not fail.
        let _ = write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        let (digits, zone) = fraction(rest);
        let kept = digits.get(..9).unwrap_or(digits);
        if kept.iter().any(|digit| *digit != b'0') {
            out.push('.');
            out.extend(kept.iter().map(|&byte| byte as char));
            out.truncate(out.trim_end_matches('0').len());
        }
        match minutes(zone)? {
            0 => out.push('Z'),
            minutes => {
                let size = minutes.unsigned_abs();
                let sign = if minutes < 0 { '-' } else { '+' };
                let _ = write!(out, "{sign}{:02}:{:02}", size / 60, size % 60);
            }
        }
        Some(Self::normal(out))
    }

    fn normal(text: String) -> Self {
        Self(Some(text).filter(|text| text != ZERO))
    }

    /// Seconds since 1970 began in UTC, and nanoseconds: what tells which of two times is later.
    pub(crate) fn instant(&self) -> (i64, u32) {
        // The text was read before.
        let Some((civil, rest)) = Civil::read(self.as_str().as_bytes()) else { return (0, 0) };
        let (digits, zone) = fraction(rest);
        let nanos = digits.iter().chain(&[b'0'; 9]).take(9).fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        (civil.seconds() - 60 * minutes(zone).unwrap_or_default(), nanos)
    }

    /// The normalised text.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or(ZERO)
    }

    /// Whether this is the zero value.
    pub(crate) const fn is_zero(&self) -> bool {
        self.0.is_none()
    }

    /// Whether Go can write it: it reads offsets of a day and more, but refuses to write them.
    pub(crate) fn is_writable(&self) -> bool {
        let text = self.as_str();
        text.ends_with('Z') || text.get(text.len() - 5..text.len() - 3).is_some_and(|hours| hours < "24")
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The digits after a point or a comma, and what follows them.
fn fraction(text: &[u8]) -> (&[u8], &[u8]) {
    match text {
        [b'.' | b',', fraction @ ..] if fraction.first().is_some_and(u8::is_ascii_digit) => {
            fraction.split_at(fraction.iter().take_while(|byte| byte.is_ascii_digit()).count())
        }
        _ => (&[], text),
    }
}

/// How many minutes a zone is ahead of UTC.
fn minutes(zone: &[u8]) -> Option<i64> {
    match zone {
        b"Z" => Some(0),
        zone => match offset(zone)? {
            (sign, hours @ 0..=24, minutes @ 0..=60) => Some(sign * (60 * hours + minutes)),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests;
