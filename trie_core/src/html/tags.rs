//! The elements that matter, each a number, and what is known of them.
//!
//! A name is looked up by its packed letters in a table made at compile time. Names that stand for nothing
//! here share the numbers from 128 up by their hash, which is enough to find the end tag of a hidden one.

/// An element's number.
pub(super) type Tag = u8;

const NAMES: &str = "a address area article aside audio base basefont bgsound blockquote body br button canvas \
    caption center col datalist dd details dialog dir div dl dt embed fieldset figcaption figure footer form \
    frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe image img input keygen legend li link listing main \
    marquee math menu meta nav noembed noframes noscript object ol optgroup option p param plaintext pre rp \
    script search section select source style summary svg table tbody td template textarea tfoot th thead title \
    tr track ul video wbr xmp applet ruby rt rtc text tspan mtr mtd annotation annotation-xml foreignobject \
    textpath";

/// Breaks the line before and after it.
pub(super) const BREAK: u16 = 1;
/// A [`BREAK`] whose names may say what it is for.
pub(super) const PART: u16 = 1 << 1;
/// Parts words from its neighbours.
pub(super) const CELL: u16 = 1 << 2;
/// Never shown.
pub(super) const GONE: u16 = 1 << 3;
/// Has no end tag.
pub(super) const VOID: u16 = 1 << 4;
/// A [`VOID`] that breaks the line.
pub(super) const AFTER: u16 = 1 << 5;
/// What is inside is no markup.
pub(super) const RAW: u16 = 1 << 6;
/// Ends an open paragraph.
pub(super) const ENDS_P: u16 = 1 << 7;
/// End tags inside do not reach beyond it.
pub(super) const SCOPE: u16 = 1 << 8;
/// Line ends inside mean something.
pub(super) const LINES: u16 = 1 << 9;
/// h1 to h6.
pub(super) const HEADING: u16 = 1 << 10;
/// A list, or a table of one.
pub(super) const LIST: u16 = 1 << 11;
/// Has heads and feet of its own inside.
pub(super) const SECTIONS: u16 = 1 << 12;

static KINDS: [u16; 256] = {
    let mut kinds = [0; 256];
    let of = &mut kinds;
    mark(
        of,
        BREAK,
        "address blockquote caption center dd details dialog dir dt figcaption figure h1 h2 h3 h4 h5 h6 hgroup \
         legend li listing object optgroup option p plaintext pre summary tbody tfoot thead tr xmp",
    );
    mark(
        of,
        BREAK | PART,
        "article aside button div dl fieldset footer form header main menu nav ol section select table textarea \
         ul search",
    );
    mark(of, CELL, "td th text mtr mtd foreignobject");
    mark(
        of,
        GONE,
        "annotation annotation-xml audio canvas datalist iframe noembed noframes rp script style template title \
         video",
    );
    mark(
        of,
        VOID,
        "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track \
         wbr",
    );
    mark(of, AFTER, "br hr input frame");
    mark(
        of,
        RAW,
        "iframe noembed noframes plaintext script style textarea title xmp",
    );
    mark(
        of,
        ENDS_P,
        "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer \
         form header hgroup main menu nav ol p search section summary ul h1 h2 h3 h4 h5 h6 pre listing table hr \
         xmp plaintext li dd dt",
    );
    mark(
        of,
        SCOPE,
        "applet caption table td th marquee object template",
    );
    mark(of, LINES, "pre textarea listing xmp plaintext");
    mark(of, HEADING, "h1 h2 h3 h4 h5 h6");
    mark(of, LIST, "ul ol dl table menu");
    mark(of, SECTIONS, "section blockquote li figure details dd");
    kinds
};

const SLOTS: usize = 512;

/// Packed names and their numbers, found by [`slot`] and then by looking further.
static TABLE: [(u128, Tag); SLOTS] = {
    let mut table = [(0, 0); SLOTS];
    let names = NAMES.as_bytes();
    let (mut at, mut tag) = (0, 0);
    while at < names.len() {
        let (name, next) = word(names, at);
        let mut free = slot(name);
        while table[free].0 != 0 {
            free = (free + 1) % SLOTS;
        }
        table[free] = (name, tag);
        tag += 1;
        at = next;
    }
    table
};

/// The next packed word of a list and where the one after it begins.
const fn word(list: &[u8], mut at: usize) -> (u128, usize) {
    let mut name = 0;
    while at < list.len() && list[at] != b' ' {
        name = name << 8 | list[at] as u128;
        at += 1;
    }
    while at < list.len() && list[at] == b' ' {
        at += 1;
    }
    (name, at)
}

#[allow(clippy::cast_possible_truncation)] // a hash may lose bits
const fn slot(name: u128) -> usize {
    let mixed = (name as u64 ^ (name >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 55) as usize
}

const fn mark(kinds: &mut [u16; 256], kind: u16, names: &str) {
    let names = names.as_bytes();
    let mut at = 0;
    while at < names.len() {
        let (name, next) = word(names, at);
        kinds[find(name) as usize] |= kind;
        at = next;
    }
}

const fn find(name: u128) -> Tag {
    let names = NAMES.as_bytes();
    let (mut at, mut tag) = (0, 0);
    while at < names.len() {
        let (one, next) = word(names, at);
        if one == name {
            return tag;
        }
        tag += 1;
        at = next;
    }
    panic!("not one of the names")
}

/// The number of an element known by name, at compile time.
pub(super) const fn tag(name: &str) -> Tag {
    find(word(name.as_bytes(), 0).0)
}

/// The element whose name begins there, in whatever case, and where its name ends.
pub(super) fn name(bytes: &[u8], start: usize) -> (Tag, usize) {
    let mut packed = 0_u64;
    let mut at = start;
    while at < start + 8 {
        match bytes.get(at) {
            Some(&byte) if !ends_name(byte) => {
                packed = packed << 8 | u64::from(byte.to_ascii_lowercase());
            }
            _ => return (found(u128::from(packed)), at),
        }
        at += 1;
    }
    let more = bytes[at..].iter().position(|&byte| ends_name(byte));
    let end = more.map_or(bytes.len(), |more| at + more);
    (lookup(&bytes[start..end]), end)
}

fn ends_name(byte: u8) -> bool {
    matches!(byte, b'>' | b'/' | b' ' | b'\n' | b'\t' | b'\r' | b'\x0c')
}

/// The number of the element called so, in whatever case.
pub(super) fn lookup(name: &[u8]) -> Tag {
    let mut packed = 0_u128;
    for byte in name.iter().take(16) {
        packed = packed << 8 | u128::from(byte.to_ascii_lowercase());
    }
    if name.len() > 16 {
        return unknown(packed);
    }
    found(packed)
}

fn unknown(packed: u128) -> Tag {
    128 | (slot(packed) & 127) as Tag
}

fn found(packed: u128) -> Tag {
    let mut at = slot(packed);
    loop {
        match TABLE[at] {
            (0, _) => return unknown(packed),
            (found, tag) if found == packed => return tag,
            _ => at = (at + 1) % SLOTS,
        }
    }
}

/// What is known of an element.
pub(super) fn kind(tag: Tag) -> u16 {
    KINDS[usize::from(tag)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_any_case() {
        for (number, name) in NAMES.split_whitespace().enumerate() {
            let name = name.to_ascii_uppercase();
            assert_eq!(usize::from(lookup(name.as_bytes())), number);
            let within = format!("<{name} >");
            let found = super::name(within.as_bytes(), 1);
            assert_eq!((usize::from(found.0), found.1), (number, 1 + name.len()));
        }
        assert!(NAMES.split_whitespace().count() < 128);
    }

    #[test]
    fn other_names_are_none_of_them() {
        for name in [
            "span",
            "b",
            "x-card",
            "divs",
            "aa",
            "a-name-longer-than-all-of-them",
        ] {
            let number = lookup(name.as_bytes());
            assert!(number >= 128, "{name}");
            let within = format!("<{name}>");
            assert_eq!(super::name(within.as_bytes(), 1), (number, 1 + name.len()));
        }
    }
}
