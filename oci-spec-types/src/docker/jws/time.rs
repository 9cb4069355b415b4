//! The time in a protected header.

use crate::calendar::{Civil, date};
use crate::error::{Error, ErrorKind};
use core::fmt;
use core::str::FromStr;

/// A moment in UTC to the second, as libtrust writes it: `2006-01-02T15:04:05Z` (RFC 3339).
///
/// The crate reads no clock: whoever signs says when.
///
/// ```
/// use oci_spec_types::docker::jws::SigningTime;
///
/// let time: SigningTime = "2016-04-18T20:54:42Z".parse()?;
/// assert_eq!(time, SigningTime::from_unix(1_461_012_882)?);
/// assert_eq!(time.to_string(), "2016-04-18T20:54:42Z");
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SigningTime {
    seconds: i64,
}

/// 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
const RANGE: core::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

const DAY: i64 = 86_400;

impl SigningTime {
    /// The moment this many seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// When the year is outside 0000-9999.
    pub fn from_unix(seconds: i64) -> Result<Self, Error> {
        if RANGE.contains(&seconds) {
            return Ok(Self { seconds });
        }
        let text = format!("{seconds} seconds since 1970 lie outside the years 0000-9999");
        Err(Error::of_value(ErrorKind::Signatures, "", text))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.seconds
    }
}

impl fmt::Display for SigningTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date(self.seconds.div_euclid(DAY));
        let second = self.seconds.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl FromStr for SigningTime {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match Civil::read(text.as_bytes()) {
            Some((civil @ Civil { letter: b'T', second: ..60, .. }, b"Z")) => Self::from_unix(civil.seconds()),
            _ => {
                let text = "a signing time is a UTC time of the form 2006-01-02T15:04:05Z";
                Err(Error::of_value(ErrorKind::Signatures, "", text))
            }
        }
    }
}

#[cfg(test)]
mod tests;
