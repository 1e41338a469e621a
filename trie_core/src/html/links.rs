//! The addresses of a page: each once, and the common forms made absolute without a parser of addresses.

use std::borrow::Cow;

use hashbrown::HashSet;

use super::attributes::resolved;

const MOST_LINKS: usize = 5_000;
const LONGEST: usize = 2_000;

/// An address that has been made absolute, or one that needs a parser.
#[derive(Debug, PartialEq, Eq)]
pub enum Joined {
    /// Absolute, without its fragment.
    Absolute(String),
    /// As it stands in the page, without its fragment.
    Raw(String),
}

/// The addresses without their fragments, each once, in order.
pub(super) fn distinct(page: &str, places: &[(u32, u32)]) -> Vec<String> {
    let mut seen = HashSet::with_capacity(places.len().min(4 * MOST_LINKS));
    let mut found = Vec::new();
    for &place in places {
        let href = match resolved(page, place) {
            Cow::Borrowed(href) => Cow::Borrowed(href.split('#').next().unwrap_or_default()),
            Cow::Owned(href) => Cow::Owned(href.split('#').next().unwrap_or_default().to_owned()),
        };
        if !href.is_empty() && found.len() < 4 * MOST_LINKS && seen.insert(href.clone()) {
            found.push(href.into_owned());
        }
    }
    found
}

/// Makes addresses absolute: `origin` such as `https://host`, `folder` such as `https://host/path/`.
#[must_use]
pub fn join(hrefs: &[String], origin: &str, folder: &str) -> Vec<Joined> {
    let mut joined = Vec::with_capacity(hrefs.len().min(MOST_LINKS));
    for href in hrefs {
        let one = one(href, origin, folder).unwrap_or_else(|| Joined::Raw(href.clone()));
        if !matches!(&one, Joined::Absolute(url) if url.len() > LONGEST) {
            joined.push(one);
        }
    }
    joined
}

fn one(href: &str, origin: &str, mut folder: &str) -> Option<Joined> {
    if is_full(href) {
        return Some(Joined::Absolute(href.to_owned()));
    }
    let mut path = href;
    while let Some(shorter) = path.strip_prefix("../") {
        path = shorter;
        folder = parent(origin, folder);
    }
    if origin.is_empty() || !is_plain(path) {
        return None;
    }
    let base = if path.starts_with('/') {
        origin
    } else {
        folder
    };
    Some(Joined::Absolute(format!("{base}{path}")))
}

fn parent<'a>(origin: &str, folder: &'a str) -> &'a str {
    let inner = &folder[..folder.len().saturating_sub(1)];
    match inner.rfind('/') {
        Some(end) if end >= origin.len() => &folder[..=end],
        _ => folder,
    }
}

fn is_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-~%+@,.=&;?!$*()".contains(&byte)
}

/// Whether it is a relative path without anything that needs care: no scheme, no dots, nothing to escape.
fn is_plain(path: &str) -> bool {
    let path = path.strip_prefix('/').unwrap_or(path);
    let whole = path.strip_suffix('/').unwrap_or(path);
    let bytes = whole.as_bytes();
    bytes
        .first()
        .is_some_and(|&byte| byte.is_ascii_alphanumeric() || b"_-~%+@,".contains(&byte))
        && bytes.split(|&byte| byte == b'/').all(|part| {
            !part.is_empty() && part[0] != b'.' && part.iter().all(|&byte| is_path(byte))
        })
}

/// Whether it is an address with a scheme and a host that needs nothing.
fn is_full(href: &str) -> bool {
    let Some(rest) = href
        .strip_prefix("https://")
        .or_else(|| href.strip_prefix("http://"))
    else {
        return false;
    };
    let (host, path) = rest
        .find('/')
        .map_or((rest, ""), |slash| rest.split_at(slash));
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.bytes().next().is_some_and(known)
        && name
            .bytes()
            .all(|byte| known(byte) || byte == b'.' || byte == b'-')
        && !port.is_empty()
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && path
            .bytes()
            .all(|byte| is_path(byte) || byte == b'/' || byte == b':')
}
