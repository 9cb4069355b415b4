use core::fmt::{self, Write};
use oci_spec_types::calendar::{day_number, days_in};

/// A Go `time.Time` as JSON carries it: its normalised text.
///
/// The fraction has at most nine digits and no trailing zeros, an offset of zero is `Z`, other offsets stay
/// (`time.RFC3339Nano`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Time(Option<String>);

/// Seconds of a day.
const DAY: i64 = 86_400;
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
        let mut cursor = Cursor(text);
        let year = cursor.number(4)?;
        cursor.skip(b'-')?;
        let month = cursor.number(2).filter(|month| (1..=12).contains(month))?;
        cursor.skip(b'-')?;
        let day = cursor.number(2).filter(|day| (1..=days_in(year, month)).contains(day))?;
        cursor.skip(b'T')?;
        let hour = cursor.number(2).or_else(|| cursor.number(1)).filter(|hour| *hour < 24)?;
        cursor.skip(b':')?;
        let minute = cursor.number(2).filter(|minute| *minute < 60)?;
        cursor.skip(b':')?;
        let second = cursor.number(2).filter(|second| *second < 60)?;
        let mut out = String::with_capacity(35);
        // Writing to a string does not fail.
        let _ = write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        if let [b'.' | b',', fraction @ ..] = cursor.0
            && let [b'0'..=b'9', ..] = fraction
        {
            let count = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (digits, rest) = fraction.split_at(count);
            let kept = digits.get(..9).unwrap_or(digits);
            if kept.iter().any(|digit| *digit != b'0') {
                out.push('.');
                out.extend(kept.iter().map(|&byte| byte as char));
                out.truncate(out.trim_end_matches('0').len());
            }
            cursor.0 = rest;
        }
        let offset = cursor.offset()?;
        match offset {
            0 => out.push('Z'),
            _ => {
                let size = offset.unsigned_abs();
                let sign = if offset < 0 { '-' } else { '+' };
                out.push_str(&format!("{sign}{:02}:{:02}", size / 60, size % 60));
            }
        }
        if !cursor.0.is_empty() {
            return None;
        }
        Some(if out == ZERO { Self(None) } else { Self(Some(out)) })
    }

    /// Seconds since 1970 began in UTC, and nanoseconds: what tells which of two times is later.
    pub(crate) fn instant(&self) -> (i64, u32) {
        let text = self.as_str();
        let number = |text: Option<&str>| text.and_then(|text| text.parse::<i64>().ok()).unwrap_or_default();
        let (year, month, day) = (number(text.get(..4)), number(text.get(5..7)), number(text.get(8..10)));
        let seconds = number(text.get(11..13)) * 3_600 + number(text.get(14..16)) * 60 + number(text.get(17..19));
        let rest = text.get(19..).unwrap_or_default();
        let digits: String =
            rest.strip_prefix('.').unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
        let zone = rest.trim_start_matches(|char: char| char == '.' || char.is_ascii_digit());
        let offset = number(zone.get(1..3)) * 3_600 + number(zone.get(4..6)) * 60;
        let offset = if zone.starts_with('-') { -offset } else { offset };
        let nanos = format!("{digits:0<9}").parse().unwrap_or_default();
        (day_number(year, month, day) * DAY + seconds - offset, nanos)
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

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    /// Takes this many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (head, rest) = self.0.split_at_checked(digits)?;
        let mut value = 0;
        for digit in head {
            value = value * 10 + i64::from((*digit as char).to_digit(10)?);
        }
        self.0 = rest;
        Some(value)
    }

    fn skip(&mut self, byte: u8) -> Option<()> {
        self.0 = self.0.strip_prefix(&[byte])?;
        Some(())
    }

    /// Takes the zone; in minutes.
    fn offset(&mut self) -> Option<i64> {
        let (&sign, rest) = self.0.split_first()?;
        self.0 = rest;
        let sign = match sign {
            b'Z' => return Some(0),
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let hours = self.number(2).filter(|hours| *hours <= 24)?;
        self.skip(b':')?;
        let minutes = self.number(2).filter(|minutes| *minutes <= 60)?;
        Some(sign * (hours * 60 + minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::Time;

    #[test]
    fn reads_and_normalises_like_go() {
        for (text, normal) in [
            ("2015-10-31T22:22:56.015925234Z", "2015-10-31T22:22:56.015925234Z"),
            ("2015-10-31T22:22:56.01592523499999Z", "2015-10-31T22:22:56.015925234Z"),
            ("2015-10-31T22:22:56.0000000009Z", "2015-10-31T22:22:56Z"),
            ("2015-10-31T22:22:56.1000Z", "2015-10-31T22:22:56.1Z"),
            ("2015-10-31T22:22:56-00:00", "2015-10-31T22:22:56Z"),
            ("2015-10-31T22:22:56-11:30", "2015-10-31T22:22:56-11:30"),
            ("2015-10-31T2:22:56,5+05:60", "2015-10-31T02:22:56.5+06:00"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("0000-02-29T00:00:00+24:00", "0000-02-29T00:00:00+24:00"),
        ] {
            let time = Time::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(time.as_str(), normal);
            assert_eq!(Time::parse(normal).as_ref(), Some(&time));
            assert_eq!(time.is_writable(), !text.ends_with("+24:00"));
        }
        assert!(!Time::parse("2015-10-31T22:22:56+23:60").unwrap().is_writable());
        assert!(Time::parse("0001-01-01T00:00:00-00:00").unwrap().is_zero());
    }

    #[test]
    fn refuses_what_go_refuses() {
        for text in [
            "",
            "2015-10-31",
            "2015-10-31t22:22:56Z",
            "2015-10-31T22:22:56z",
            "2015-10-31T22:22:56",
            "2015-10-31T22:22:56.Z",
            "2015-10-31T22:22:60Z",
            "2015-10-31T24:00:00Z",
            "2015-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2015-00-01T00:00:00Z",
            "2015-1-1T0:0:0Z",
            "2015-10-31T22:22:56+02",
            "2015-10-31T22:22:56+0200",
            "2015-10-31T22:22:56+25:00",
            "2015-10-31T22:22:56Z ",
            "10000-01-01T00:00:00Z",
            "\u{661}015-10-31T22:22:56Z",
        ] {
            assert_eq!(Time::parse(text), None, "{text:?}");
        }
    }
}
