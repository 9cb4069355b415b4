//! Times of the crates `time` and `chrono`, from and to the RFC 3339 text that documents hold.

use crate::text::Text;
use std::fmt::Write;

/// Year, month, day, hour, minute, second, nanosecond; offset from UTC in seconds.
type Parts = (i32, u8, u8, u8, u8, u8, u32, i32);

/// As Go's `time.RFC3339Nano` writes a time: no zeros at the end of the fraction, `Z` for UTC. Offsets are of whole minutes.
fn text((year, month, day, hour, minute, second, nanosecond, offset): Parts) -> Text {
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if nanosecond > 0 {
        let fraction = format!("{nanosecond:09}");
        text.push('.');
        text.push_str(fraction.trim_end_matches('0'));
    }
    if offset == 0 {
        text.push('Z');
    } else {
        let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs() / 60);
        // Writing to a string does not fail.
        let _ = write!(text, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
    }
    text.into()
}

/// ```
/// use oci_spec_types::oci::History;
///
/// let step = History::new("RUN true").with_created(time::OffsetDateTime::UNIX_EPOCH);
/// assert_eq!(step.created.unwrap(), "1970-01-01T00:00:00Z");
/// ```
#[cfg(feature = "time")]
#[cfg_attr(docsrs, doc(cfg(feature = "time")))]
impl From<time::OffsetDateTime> for Text {
    fn from(at: time::OffsetDateTime) -> Self {
        let offset = at.offset().whole_seconds();
        // RFC 3339 has no seconds in offsets.
        let at = if offset % 60 == 0 { at } else { at.to_offset(time::UtcOffset::UTC) };
        let (date, time) = (at.date(), at.time());
        text((
            date.year(),
            date.month().into(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second(),
            time.nanosecond(),
            at.offset().whole_seconds(),
        ))
    }
}

/// ```
/// use oci_spec_types::Text;
/// use time::OffsetDateTime;
///
/// let at = OffsetDateTime::try_from(&Text::from("2026-01-02T03:04:05.006+07:00"))?;
/// assert_eq!(Text::from(at), "2026-01-02T03:04:05.006+07:00");
/// # Ok::<(), time::error::Parse>(())
/// ```
#[cfg(feature = "time")]
#[cfg_attr(docsrs, doc(cfg(feature = "time")))]
impl TryFrom<&Text> for time::OffsetDateTime {
    type Error = time::error::Parse;

    fn try_from(text: &Text) -> Result<Self, time::error::Parse> {
        Self::parse(text, &time::format_description::well_known::Rfc3339)
    }
}

/// ```
/// use oci_spec_types::oci::History;
///
/// let step = History::new("RUN true").with_created(chrono::DateTime::UNIX_EPOCH);
/// assert_eq!(step.created.unwrap(), "1970-01-01T00:00:00Z");
/// ```
#[cfg(feature = "chrono")]
#[cfg_attr(docsrs, doc(cfg(feature = "chrono")))]
impl<Z: chrono::TimeZone> From<chrono::DateTime<Z>> for Text {
    fn from(at: chrono::DateTime<Z>) -> Self {
        use chrono::{Datelike, Offset, Timelike};
        let offset = at.offset().fix();
        // RFC 3339 has no seconds in offsets.
        let at = match offset.local_minus_utc() % 60 {
            0 => at.with_timezone(&offset),
            _ => at.to_utc().fixed_offset(),
        };
        let part = |value: u32| u8::try_from(value).unwrap_or_default();
        // A leap second is a nanosecond above a billion.
        let leap = at.nanosecond() / 1_000_000_000;
        text((
            at.year(),
            part(at.month()),
            part(at.day()),
            part(at.hour()),
            part(at.minute()),
            part(at.second() + leap),
            at.nanosecond() % 1_000_000_000,
            at.offset().local_minus_utc(),
        ))
    }
}

/// ```
/// use chrono::{DateTime, FixedOffset};
/// use oci_spec_types::Text;
///
/// let at = DateTime::<FixedOffset>::try_from(&Text::from("2026-01-02T03:04:05.006+07:00"))?;
/// assert_eq!(Text::from(at), "2026-01-02T03:04:05.006+07:00");
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[cfg(feature = "chrono")]
#[cfg_attr(docsrs, doc(cfg(feature = "chrono")))]
impl TryFrom<&Text> for chrono::DateTime<chrono::FixedOffset> {
    type Error = chrono::ParseError;

    fn try_from(text: &Text) -> Result<Self, chrono::ParseError> {
        Self::parse_from_rfc3339(text)
    }
}

#[cfg(all(test, feature = "time"))]
mod tests;
