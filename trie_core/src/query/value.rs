//! The values behind `site:`, `lang:`, `after:`…: what is accepted, and its one spelling.

use std::net::Ipv6Addr;

use crate::text::{composed, is_mark};

/// The longest host, in bytes: more than DNS allows a name, so that none in another script is refused.
const MAX_HOST: usize = 1024;

/// A host out of what people write or paste behind `site:`, without scheme, port and path.
///
/// Names in other scripts come out as browsers show them: composed, in small letters.
pub(super) fn site(value: &str) -> Option<String> {
    let lower = composed(&composed(value).to_lowercase()).replace('\u{3002}', ".");
    let host = lower
        .split_once("://")
        .map_or(lower.as_str(), |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?;
    if let Some((address, _port)) = host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return address
            .parse::<Ipv6Addr>()
            .ok()
            .map(|address| format!("[{address}]"));
    }
    let host = host.split_once(':').map_or(host, |(name, _port)| name);
    let host = host.strip_prefix('*').unwrap_or(host);
    let host = host.strip_prefix('.').unwrap_or(host);
    let host = host.strip_suffix('.').unwrap_or(host);
    let names = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || is_mark(c);
    let fits = host.len() <= MAX_HOST
        && host.split('.').all(|label| {
            !label.is_empty() && !label.starts_with(is_mark) && label.chars().all(names)
        });
    fits.then(|| host.to_owned())
}

/// The primary subtag of a language code.
pub(super) fn language(value: &str) -> Option<String> {
    let mut subtags = value.split(['-', '_']);
    let primary = subtags.next()?;
    let fits = (2..=8).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags
            .all(|tag| !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    fits.then(|| primary.to_ascii_lowercase())
}

/// Whether this is a day of the (proleptic Gregorian) calendar from 0001-01-01 to 9999-12-31.
pub(super) fn is_day(value: &str) -> bool {
    let bytes = value.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shaped {
        return false;
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range]
            .iter()
            .fold(0_u32, |sum, byte| sum * 10 + u32::from(byte - b'0'))
    };
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    year > 0 && (1..=days).contains(&day)
}

/// Whether a day may still come of it while somebody types.
pub(super) fn begins_day(value: &str) -> bool {
    value.len() < 10
        && value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
}
