//! The proleptic Gregorian calendar, and how RFC 3339 writes its times: a few lines, which no clock and no table of time zones has to come with.

/// The days between 0000-03-01, where the arithmetic below begins, and 1970-01-01.
const EPOCH: i64 = 719_468;

/// How many days a month has.
#[must_use]
pub const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
#[must_use]
pub const fn day_number(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March: the leap day is the last of them.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day - 1 - EPOCH
}

/// Year, month and day of a day since 1970-01-01: the inverse of [`day_number`].
#[must_use]
pub const fn date(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = year + era * 400;
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

/// A day and a time of day, in whatever zone: `2006-01-02T15:04:05`. The day exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    pub month: i64,
    pub day: i64,
    /// Below 24.
    pub hour: i64,
    /// Below 60.
    pub minute: i64,
    /// 60 at most: a leap second.
    pub second: i64,
    /// `T`, or `t`, which RFC 3339 allows and few read.
    pub letter: u8,
}

impl Civil {
    /// What RFC 3339 text begins with, and the rest of it: fraction and zone.
    #[must_use]
    pub fn read(text: &[u8]) -> Option<(Self, &[u8])> {
        let (date, rest) = text.split_at_checked(11)?;
        let (time, rest) = rest.split_at_checked(8)?;
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, letter @ (b'T' | b't')] = *date else { return None };
        let [h1, h2, b':', n1, n2, b':', s1, s2] = *time else { return None };
        let year = 100 * two(y1, y2)? + two(y3, y4)?;
        let (month, day) = (two(m1, m2)?, two(d1, d2)?);
        let (hour, minute, second) = (two(h1, h2)?, two(n1, n2)?, two(s1, s2)?);
        let exists = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        let fits = exists && hour < 24 && minute < 60 && second <= 60;
        fits.then_some((Self { year, month, day, hour, minute, second, letter }, rest))
    }

    /// Seconds since 1970 began in its zone.
    #[must_use]
    pub const fn seconds(&self) -> i64 {
        86_400 * day_number(self.year, self.month, self.day) + 3_600 * self.hour + 60 * self.minute + self.second
    }
}

/// Sign, hours and minutes of `+05:30`, any two digits each.
#[must_use]
pub fn offset(text: &[u8]) -> Option<(i64, i64, i64)> {
    let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = *text else { return None };
    Some((if sign == b'-' { -1 } else { 1 }, two(h1, h2)?, two(m1, m2)?))
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

#[cfg(test)]
mod tests;
