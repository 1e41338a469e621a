//! Finds where a few words may stand in a text without cutting it all into words.
//!
//! What stands between two bytes that are boundaries whatever stands beside them (blanks, brackets, hyphens…) is cut
//! by itself. So only those pieces have to be cut that hold the letters of a word, or anything that is not ASCII and
//! might be another way to write it. A search for bytes is ten times as fast as cutting.

use std::ops::Range;

use memchr::memmem::Finder;

use super::scan::is_edge;

/// With more words than this, going through the text for each takes longer than cutting it once.
pub(super) const MOST_WORDS: usize = 8;

const STEP: usize = 32;

/// Calls `f` with each piece of `text`, in order, in which one of the words (small ASCII letters) may stand.
pub(super) fn for_each_piece(text: &str, words: &[&str], mut f: impl FnMut(Range<usize>)) {
    let bytes = text.as_bytes();
    let small = bytes.to_ascii_lowercase();
    let finders: Vec<Finder<'_>> = words.iter().map(Finder::new).collect();
    let place = |finder: &Finder<'_>, from: usize| finder.find(&small[from..]).map(|at| from + at);
    let mut next: Vec<Option<usize>> = finders.iter().map(|finder| place(finder, 0)).collect();
    let mut high = high_from(bytes, 0);
    loop {
        let Some(at) = next.iter().copied().flatten().chain(high).min() else {
            return;
        };
        let start = bytes[..at].iter().rposition(|&byte| is_edge(byte));
        let start = start.map_or(0, |edge| edge + 1);
        let len = bytes[at..].iter().position(|&byte| is_edge(byte));
        let end = len.map_or(bytes.len(), |len| at + len);
        f(start..end);
        for (finder, next) in finders.iter().zip(&mut next) {
            if next.is_some_and(|at| at < end) {
                *next = place(finder, end);
            }
        }
        if high.is_some_and(|at| at < end) {
            high = high_from(bytes, end);
        }
    }
}

/// The first byte from `from` on that is not ASCII.
pub(super) fn high_from(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    // Many at once, because most texts have few.
    for step in bytes[from..].chunks_exact(STEP) {
        if step.iter().fold(0, |all, byte| all | byte) >= 0x80 {
            break;
        }
        at += STEP;
    }
    bytes[at..]
        .iter()
        .position(|&byte| byte >= 0x80)
        .map(|more| at + more)
}
