//! Times: RFC 3339 section 5.6 `date-time`, with the days and leap seconds of section 5.7.
//!
//! No crate: `time` and `chrono` give a time or none; here it is told, too, which times Go does not read.

use crate::calendar::{Civil, days_in, offset};

/// Who reads a time that is well-formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum Reading {
    Everyone,
    /// `t`, `z`, a leap second: Go `time.Parse` refuses them.
    NotGo,
    /// `0001-01-01T00:00:00Z`: what Go writes for no time.
    GoZero,
}

const EXPECTED: &str = "a time of RFC 3339, such as 2015-10-31T22:22:56Z";

pub(in crate::validate) fn check(text: &[u8]) -> Result<Reading, &'static str> {
    parse(text).ok_or(EXPECTED)
}

fn parse(text: &[u8]) -> Option<Reading> {
    if text == b"0001-01-01T00:00:00Z" {
        return Some(Reading::GoZero);
    }
    let (civil, mut rest) = Civil::read(text)?;
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        (_, rest) = fraction.split_at(digits);
    }
    let offset = match rest {
        b"Z" | b"z" => 0,
        zone => match offset(zone)? {
            (sign, hours @ 0..=23, minutes @ 0..=59) => sign * (60 * hours + minutes),
            _ => return None,
        },
    };
    let leaps = civil.second == 60;
    if leaps && !ends_month_in_utc(civil, 60 * civil.hour + civil.minute - offset) {
        return None;
    }
    let go = civil.letter == b'T' && rest != b"z" && !leaps;
    Some(if go { Reading::Everyone } else { Reading::NotGo })
}

/// Whether a minute of this day, counted in UTC and perhaps outside of the day, is the last one of a month.
fn ends_month_in_utc(Civil { year, month, day, .. }: Civil, minute: i64) -> bool {
    const DAY: i64 = 24 * 60;
    let last = day == days_in(year, month);
    match minute.div_euclid(DAY) {
        _ if minute.rem_euclid(DAY) != DAY - 1 => false,
        0 => last,
        // The day before is the last of the month before.
        -1 => day == 1,
        _ => day + 1 == days_in(year, month),
    }
}
