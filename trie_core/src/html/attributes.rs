//! The attributes of one tag: read past quickly, and kept only where something is made of them.

use std::borrow::Cow;

use memchr::memchr;

use super::Refused;

/// More in one tag, and no person wrote the page.
pub(super) const MOST: usize = 1_000;

/// The longest name that is kept has so many letters, and most have no more than fit a word.
const LONGEST: usize = 14;
const WORD: usize = 8;

macro_rules! attributes {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// An attribute that is kept.
        #[derive(Clone, Copy)]
        pub(super) enum Kept { $($name),* }

        const KEPT: usize = [$($text),*].len();

        /// Which attribute that is, if it is kept: by its packed letters in lower case.
        #[allow(non_upper_case_globals)] // they are the names of the variants
        fn kept(name: &[u8]) -> Option<Kept> {
            $(const $name: u64 = pack($text.as_bytes());)*
            const LONG: &[(&str, Kept)] = &[$(($text, Kept::$name)),*];
            if name.len() > WORD {
                if name.len() > LONGEST {
                    return None;
                }
                let found = LONG.iter().find(|(text, _)| text.as_bytes().eq_ignore_ascii_case(name));
                return found.map(|(_, kept)| *kept);
            }
            match pack(name) {
                $($name if $text.len() <= WORD => Some(Kept::$name),)*
                _ => None,
            }
        }
    };
}

attributes! {
    Href = "href", Class = "class", Id = "id", Style = "style", Rel = "rel", Role = "role", Alt = "alt",
    Hidden = "hidden", Open = "open", Name = "name", Property = "property", Equiv = "http-equiv",
    Content = "content", Lang = "lang", XmlLang = "xml:lang", Src = "src", Type = "type", Value = "value",
    Srcdoc = "srcdoc", Shadow = "shadowrootmode", Across = "x", Down = "y", Disabled = "disabled", Xmlns = "xmlns",
}

/// The last letters of a name in lower case, as a number.
const fn pack(name: &[u8]) -> u64 {
    let (mut packed, mut at) = (0_u64, 0);
    while at < name.len() {
        packed = packed << 8 | name[at].to_ascii_lowercase() as u64;
        at += 1;
    }
    packed
}

/// The attributes of the tag read last, as they stand in the page.
pub(super) struct Attributes<'a> {
    page: &'a str,
    values: [(u32, u32); KEPT],
    /// A bit for each attribute that is there.
    there: u32,
}

/// How a tag ended.
pub(super) struct Tail {
    /// The first byte behind it.
    pub next: usize,
    /// Whether it was closed as XML closes empty elements.
    pub closed: bool,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(page: &'a str) -> Self {
        Self {
            page,
            values: [(0, 0); KEPT],
            there: 0,
        }
    }

    /// Reads from behind a tag's name to behind its `>`; nothing if the page ends first.
    pub(super) fn read(&mut self, mut at: usize) -> Result<Option<Tail>, Refused> {
        self.there = 0;
        let bytes = self.page.as_bytes();
        for _ in 0..=MOST {
            let mut closed = false;
            loop {
                match bytes.get(at) {
                    None => return Ok(None),
                    Some(b'>') => {
                        return Ok(Some(Tail {
                            next: at + 1,
                            closed,
                        }));
                    }
                    Some(b'/') => closed = true,
                    Some(byte) if is_blank(*byte) => closed = false,
                    Some(_) => break,
                }
                at += 1;
            }
            let start = at;
            at += 1;
            while bytes.get(at).is_some_and(|&byte| !ends_name(byte)) {
                at += 1;
            }
            let name = &bytes[start..at];
            let Some((from, to, next)) = value(bytes, at) else {
                return Ok(None);
            };
            at = next;
            if let Some(name) = kept(name) {
                // Pages are bounded, so places in them fit.
                #[allow(clippy::cast_possible_truncation)]
                let value = (from as u32, to as u32);
                if !self.has(name) {
                    self.there |= 1 << name as u16;
                    self.values[name as usize] = value;
                }
            }
        }
        Err(Refused::Attributes(MOST))
    }

    /// Whether the tag has it.
    pub(super) fn has(&self, name: Kept) -> bool {
        self.there & 1 << name as u16 != 0
    }

    /// Where its value stands in the page.
    pub(super) fn place(&self, name: Kept) -> Option<(u32, u32)> {
        self.has(name).then(|| self.values[name as usize])
    }

    /// Its value, character references resolved.
    pub(super) fn get(&self, name: Kept) -> Option<Cow<'a, str>> {
        self.place(name).map(|place| resolved(self.page, place))
    }

    /// Its value, or nothing where it is missing.
    pub(super) fn text(&self, name: Kept) -> Cow<'a, str> {
        self.get(name).unwrap_or_default()
    }
}

/// An attribute's value from its place in the page.
pub(super) fn resolved(page: &str, (from, to): (u32, u32)) -> Cow<'_, str> {
    let raw = &page[from as usize..to as usize];
    if memchr(b'&', raw.as_bytes()).is_some() {
        htmlize::unescape_attribute(raw)
    } else {
        Cow::Borrowed(raw)
    }
}

/// Blank between attributes.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0c')
}

fn ends_name(byte: u8) -> bool {
    matches!(byte, b'=' | b'>' | b'/') || is_blank(byte)
}

/// Where the value behind a name begins and ends, and what follows it; nothing if the page ends first.
fn value(bytes: &[u8], name_end: usize) -> Option<(usize, usize, usize)> {
    let skip = |mut at: usize| {
        while bytes.get(at).is_some_and(|&byte| is_blank(byte)) {
            at += 1;
        }
        at
    };
    let at = skip(name_end);
    if bytes.get(at) != Some(&b'=') {
        return Some((name_end, name_end, at));
    }
    let at = skip(at + 1);
    if let quote @ (b'"' | b'\'') = *bytes.get(at)? {
        let end = at + 1 + memchr(quote, &bytes[at + 1..])?;
        Some((at + 1, end, end + 1))
    } else {
        let end = bytes[at..]
            .iter()
            .position(|&byte| byte == b'>' || is_blank(byte))?;
        Some((at, at + end, at + end))
    }
}
