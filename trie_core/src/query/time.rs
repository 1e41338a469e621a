//! The days and times behind `after:`, `before:` and `at:`, by the proleptic Gregorian calendar.

use std::ops::Range;

/// Which end of a month or year is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

/// The digits of a time: a mark in the place of each, as far as one may be written.
const SHAPE: &[u8] = b"dddd-dd-ddTdd:dd:dd";
/// What may be the whole of it: a year, a month, a day, a minute, a second.
const WHOLE: [usize; 5] = [4, 7, 10, 16, 19];
/// The most digits of a second's fraction: microseconds.
const FRACTION: usize = 6;
/// The furthest that a clock is from UTC, in hours.
const FURTHEST: i64 = 14;
/// Longer than any time.
const LONGEST: usize = 40;

const DAY: i64 = 86_400_000_000;
const MINUTE: i64 = 60_000_000;
const SECOND: i64 = 1_000_000;

/// A day or time as it is written, in the one spelling it has; nothing for one that cannot be.
///
/// A month or year comes as its first or last day. The zone stays as written, `Z` or an offset such as `+01:00`.
pub(super) fn read(value: &str, end: End) -> Option<String> {
    let (local, zone) = split(value);
    let zone = zone.map_or(Some(String::new()), zone_written)?;
    let (local, fraction) = match local.split_once('.') {
        Some((local, fraction)) if local.len() == SHAPE.len() => (local, Some(fraction)),
        Some(_) => return None,
        None => (local, None),
    };
    let timed = local.len() > 10;
    if !(WHOLE.contains(&local.len()) && begins(local) && (timed || zone.is_empty())) {
        return None;
    }
    if fraction.is_some_and(|part| {
        !(1..=FRACTION).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_digit())
    }) {
        return None;
    }
    let part = |range: Range<usize>, missing: u32| local.get(range).map_or(missing, number);
    let last = end == End::Last;
    let year = part(0..4, 0);
    let month = part(5..7, if last { 12 } else { 1 });
    let long = days(year, month);
    let day = part(8..10, if last { long } else { 1 });
    let fits = year > 0
        && (1..=long).contains(&day)
        && part(11..13, 0) < 24
        && part(14..16, 0) < 60
        && part(17..19, 0) < 60;
    fits.then(|| {
        let time = local.get(11..).map(|time| format!("T{time}"));
        let fraction = fraction.map(|fraction| format!(".{fraction}"));
        let (time, fraction) = (time.unwrap_or_default(), fraction.unwrap_or_default());
        format!("{year:04}-{month:02}-{day:02}{time}{fraction}{zone}")
    })
}

/// Whether a value can only be meant as a day or time, right or wrong: a year of four digits with a hyphen behind it, or
/// day, month and year. Any other number may be something else (`error at:42`, `call at:9:30`).
pub(super) fn is_attempt(value: &str) -> bool {
    let signs = |c: char| matches!(c, '-' | '/' | '.' | ':' | '+' | 'T' | 't' | 'Z' | 'z');
    if !value.chars().all(|c| c.is_numeric() || signs(c)) {
        return false;
    }
    let year = |part: &str| part.chars().count() == 4 && part.chars().all(char::is_numeric);
    if value.split_once('-').is_some_and(|(first, _)| year(first)) {
        return true;
    }
    ['/', '.', '-'].iter().any(|sign| {
        let parts: Vec<&str> = value.split(*sign).collect();
        let short = |part: &&str| {
            (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_numeric)
        };
        match parts.as_slice() {
            [one, two, three] if year(one) => short(two) && short(three),
            [one, two, three] if year(three) => short(one) && short(two),
            _ => false,
        }
    })
}

/// Whether a time may still come of it while somebody types.
pub(super) fn may_become(value: &str) -> bool {
    let (local, zone) = split(value);
    let whole = local.split('.').next().unwrap_or_default();
    let possible = |&length: &usize| {
        whole
            .get(..length)
            .is_none_or(|part| read(part, End::Last).is_some())
    };
    value.len() < LONGEST
        && begins(whole)
        && WHOLE.iter().all(possible)
        && (local.len() == whole.len() || whole.len() == SHAPE.len())
        && zone.is_none_or(|zone| {
            zone.bytes()
                .all(|byte| byte.is_ascii_digit() || b"+-:Zz".contains(&byte))
        })
}

/// The first or last microsecond of a time that [`read`] gave, since 1970 and by its own clock, and whether that clock
/// is told: then it is UTC.
pub(super) fn bound(read: &str, end: End) -> (bool, i64) {
    let (local, zone) = split(read);
    let part = |range: Range<usize>| local.get(range).map_or(0, |part| i64::from(number(part)));
    let (whole, unit) = match local.len() {
        0..=10 => (0, DAY),
        16 => (0, MINUTE),
        19 => (part(17..19) * SECOND, SECOND),
        longer => {
            let digits = (longer - SHAPE.len() - 1).min(FRACTION);
            let unit = 10_i64.pow((FRACTION - digits) as u32);
            (part(17..19) * SECOND + part(20..20 + digits) * unit, unit)
        }
    };
    let clock = (part(11..13) * 60 + part(14..16)) * MINUTE + whole;
    let first = since(part(0..4), part(5..7), part(8..10)) * DAY + clock - zone.map_or(0, away);
    let last = first + unit - 1;
    (zone.is_some(), if end == End::First { first } else { last })
}

/// A time without its zone, and the zone.
fn split(value: &str) -> (&str, Option<&str>) {
    let time = value.find(['T', 't']);
    let zone = time.and_then(|time| value[time..].find(['Z', 'z', '+', '-']).map(|at| time + at));
    zone.map_or((value, None), |at| (&value[..at], Some(&value[at..])))
}

/// Whether the text is a time as far as it goes.
fn begins(text: &str) -> bool {
    text.len() <= SHAPE.len()
        && text.bytes().zip(SHAPE).all(|(byte, shape)| match shape {
            b'd' => byte.is_ascii_digit(),
            sign => byte.eq_ignore_ascii_case(sign),
        })
}

/// `Z`, or an offset with a colon.
fn zone_written(zone: &str) -> Option<String> {
    if zone.eq_ignore_ascii_case("z") {
        return Some("Z".to_owned());
    }
    let (sign, clock) = zone.split_at_checked(1)?;
    let clock = clock.replace(':', "");
    let (hours, minutes) = match clock.len() {
        2 => (clock.as_str(), "00"),
        4 => clock.split_at_checked(2)?,
        _ => return None,
    };
    let digits = clock.bytes().all(|byte| byte.is_ascii_digit());
    let colons = zone.matches(':').count();
    let placed = colons == 0 || (colons == 1 && zone.find(':') == Some(3) && zone.len() == 6);
    let fits = digits && placed && i64::from(number(hours)) <= FURTHEST && number(minutes) < 60;
    fits.then(|| format!("{sign}{hours}:{minutes}"))
}

/// How far a clock of this zone is before UTC, in microseconds.
fn away(zone: &str) -> i64 {
    let Some((hours, minutes)) = zone.get(1..).and_then(|clock| clock.split_once(':')) else {
        return 0;
    };
    let clock = i64::from(number(hours) * 60 + number(minutes)) * MINUTE;
    if zone.starts_with('-') { -clock } else { clock }
}

/// A number of a few ASCII digits.
fn number(digits: &str) -> u32 {
    digits.bytes().fold(0_u32, |sum, byte| {
        sum.wrapping_mul(10)
            .wrapping_add(u32::from(byte.wrapping_sub(b'0')))
    })
}

/// How many days a month has; none, if there is no such month.
fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

/// Days from 1970-01-01 to this one: whole years first, then whole months of a year that begins in March.
fn since(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let years = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    years + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::{End, bound, read, since};

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(since(1970, 1, 1), 0);
        assert_eq!(since(2000, 3, 1), 11_017);
        assert_eq!(since(2024, 2, 29), 19_782);
        assert_eq!(since(1, 1, 1), -719_162);
    }

    #[test]
    fn a_time_ends_where_the_next_begins() {
        let all = [
            ("2026-11-27", "2026-11-28"),
            ("2026-12-31", "2027-01-01"),
            ("2026-11-27T15:59", "2026-11-27T16:00"),
            ("2026-11-27T15:59:59", "2026-11-27T16:00:00"),
            ("2026-11-27T15:00:00.5", "2026-11-27T15:00:00.6"),
            ("2026-11-27T23:30+01:00", "2026-11-27T22:31Z"),
            ("2026-11-27T20:00-03:30", "2026-11-27T23:31Z"),
        ];
        for (one, next) in all {
            let one = read(one, End::Last).expect("a time");
            let next = read(next, End::First).expect("a time");
            assert_eq!(
                bound(&one, End::Last).1 + 1,
                bound(&next, End::First).1,
                "{one}"
            );
        }
    }
}
