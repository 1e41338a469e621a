//! The values behind `site:` and `tag:`, and the address that a whole query may be.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::text::{composed, is_mark};

/// The longest host, in bytes: more than DNS allows a name, so that none in another script is refused.
const MAX_HOST: usize = 1024;

/// A host out of what people write or paste behind `site:`, without scheme, port and path.
///
/// Names in other scripts come out as browsers show them: composed, in small letters.
#[must_use]
pub fn site(value: &str) -> Option<String> {
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

/// The longest tag, in characters.
pub const MAX_TAG: usize = 60;

/// A tag as it is kept: in small letters, composed, single blanks, without a `#` before it. None for one that is empty or
/// too long, or holds a comma, a quotation mark or a character that is not seen.
#[must_use]
pub fn tag(value: &str) -> Option<String> {
    let lower = composed(&composed(value).to_lowercase());
    let bare = lower.trim_start().trim_start_matches('#');
    let mut tag = String::new();
    for part in bare.split_whitespace() {
        if !tag.is_empty() {
            tag.push(' ');
        }
        tag.push_str(part);
    }
    let odd = |c: char| matches!(c, ',' | '"' | '\u{fffd}') || c.is_control();
    let fits = !tag.is_empty() && tag.chars().count() <= MAX_TAG && !tag.contains(odd);
    fits.then_some(tag)
}

/// The address that a text is and nothing beside it: with its scheme, or beginning with the name of a host.
pub(super) fn address(text: &str) -> Option<&str> {
    let text = text.trim();
    let bare = text
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    let text = bare.unwrap_or(text);
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let scheme = ["https://", "http://"]
        .iter()
        .find(|scheme| lower.starts_with(**scheme));
    let rest = &text[scheme.map_or(0, |scheme| scheme.len())..];
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let name = host.split_once(':').map_or(host, |(name, _port)| name);
    let fits = !text.contains(char::is_whitespace)
        && match scheme {
            Some(_) => host.starts_with('[') || site(name).is_some(),
            // A number alone is that of a version; one with a port or path is a host.
            None if rest.contains('@') => false,
            None if numbered(name) => rest.len() > name.len() + 1,
            None => name.contains('.') && plain_host(name),
        };
    fits.then_some(text)
}

/// Whether it is a host without a name that ends in letters: an IPv4 address, or this computer.
fn numbered(name: &str) -> bool {
    name.parse::<Ipv4Addr>().is_ok() || name.eq_ignore_ascii_case("localhost")
}

/// Whether a name without a scheme before it may be one of a host. A file may be called so too; `3.14` is a number.
fn plain_host(name: &str) -> bool {
    let letters = |label: &str| label.chars().count() > 1 && label.chars().all(char::is_alphabetic);
    let top = name.rsplit('.').next().unwrap_or_default();
    (letters(top) || top.starts_with("xn--"))
        && name.split('.').all(|label| {
            !label.is_empty()
                && label
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '-' || c == '_' || is_mark(c))
        })
}
