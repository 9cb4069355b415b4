//! Times: RFC 3339 section 5.6 `date-time`, with the days and leap seconds of section 5.7.

use crate::calendar::days_in;

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
    let (date, rest) = text.split_at_checked(11)?;
    let (time, mut rest) = rest.split_at_checked(8)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, letter @ (b'T' | b't')] = *date else { return None };
    let [h1, h2, b':', n1, n2, b':', s1, s2] = *time else { return None };
    let year = 100 * two(y1, y2)? + two(y3, y4)?;
    let (month, day) = (two(m1, m2)?, two(d1, d2)?);
    let (hour, minute, second) = (two(h1, h2)?, two(n1, n2)?, two(s1, s2)?);
    if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        (_, rest) = fraction.split_at(digits);
    }
    let mut go = letter == b'T';
    let offset = match *rest {
        [b'Z'] => 0,
        [b'z'] => {
            go = false;
            0
        }
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset = 60 * hours + minutes;
            if sign == b'+' { offset } else { -offset }
        }
        _ => return None,
    };
    if second == 60 {
        go = false;
        if !ends_month_in_utc(year, month, day, 60 * hour + minute - offset) {
            return None;
        }
    }
    Some(if go { Reading::Everyone } else { Reading::NotGo })
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

/// Whether a minute of this day, counted in UTC and perhaps outside of the day, is the last one of a month.
fn ends_month_in_utc(year: i64, month: i64, day: i64, minute: i64) -> bool {
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
