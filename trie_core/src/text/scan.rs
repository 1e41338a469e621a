//! The way through a text: plain ASCII words at once, everything else to the full algorithm.
//!
//! Most of what is read is ASCII, and there UAX #29 comes down to a table of 128 entries. The text falls
//! into *chunks* between ASCII characters that are a boundary whatever stands beside them (blanks, brackets,
//! hyphens…); a chunk that is all ASCII is cut here, one with anything else goes to [`cut`](super::cut).
//! Both give the same words, which a test asserts on arbitrary text.

use std::ops::Range;

use super::{MAX_SEGMENT, MAX_WORD, Scratch, cut};

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
/// `_`, which joins letters and digits on both sides.
const JOINER: u8 = 4;
/// Joins two letters: `'`, `.`, `:`.
const MID_LETTER: u8 = 8;
/// Joins two digits: `'`, `.`, `,`, `;`.
const MID_DIGIT: u8 = 16;
const UPPER: u8 = 32;
/// Not ASCII.
const HIGH: u8 = 64;
/// `"`, which joins only Hebrew letters.
const QUOTE: u8 = 128;
const CORE: u8 = LETTER | DIGIT | JOINER;

/// What each byte is; 0 is a boundary on both sides.
const CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'a'..=b'z' => LETTER,
            b'A'..=b'Z' => LETTER | UPPER,
            b'0'..=b'9' => DIGIT,
            b'_' => JOINER,
            b'\'' | b'.' => MID_LETTER | MID_DIGIT,
            b':' => MID_LETTER,
            b',' | b';' => MID_DIGIT,
            b'"' => QUOTE,
            0x80.. => HIGH,
            _ => 0,
        };
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}

pub(super) fn scan(text: &str, scratch: &mut Scratch, f: &mut impl FnMut(&str, Range<usize>)) {
    let bytes = text.as_bytes();
    let class = |at: usize| bytes.get(at).map_or(0, |&byte| CLASS[byte as usize]);
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let mut seen = 0;
        while class(at) & CORE != 0 {
            seen |= class(at);
            at += 1;
        }
        if class(at) == 0 {
            if seen & (LETTER | DIGIT) != 0 {
                give(text, start..at, seen, scratch, f);
            }
            at += 1;
            continue;
        }
        let mut end = at;
        let mut all = 0;
        while class(end) != 0 {
            all |= class(end);
            end += 1;
        }
        if all & HIGH == 0 {
            plain(text, start..end, scratch, f);
        } else {
            cut::cut(&text[start..end], start, scratch, f);
        }
        at = end;
    }
}

/// Cuts a chunk of ASCII.
fn plain(
    text: &str,
    chunk: Range<usize>,
    scratch: &mut Scratch,
    f: &mut impl FnMut(&str, Range<usize>),
) {
    let bytes = &text.as_bytes()[..chunk.end];
    let class = |at: usize| bytes.get(at).map_or(0, |&byte| CLASS[byte as usize]);
    let mut at = chunk.start;
    while at < chunk.end {
        let mut start = at;
        let mut seen = 0;
        loop {
            let here = class(at);
            let (before, after) = (if at > start { class(at - 1) } else { 0 }, class(at + 1));
            let joins = here & CORE != 0
                || (here & MID_LETTER != 0 && before & after & LETTER != 0)
                || (here & MID_DIGIT != 0 && before & after & DIGIT != 0);
            if !joins {
                break;
            }
            seen |= here;
            at += 1;
        }
        if seen & (LETTER | DIGIT) == 0 {
            at += 1;
            continue;
        }
        if at - start > MAX_SEGMENT {
            scratch.skipped += 1;
            continue;
        }
        while let Some(head) = elided(&bytes[start..at]) {
            give(text, start..start + head, UPPER, scratch, f);
            start += head + 1;
        }
        give(text, start..at, seen, scratch, f);
    }
}

/// The length of the one or two letters that stand before an apostrophe at the beginning.
fn elided(word: &[u8]) -> Option<usize> {
    let head = word.iter().take(3).position(|&byte| byte == b'\'')?;
    (head > 0 && word[..head].iter().all(u8::is_ascii_alphabetic)).then_some(head)
}

fn give(
    text: &str,
    range: Range<usize>,
    seen: u8,
    scratch: &mut Scratch,
    f: &mut impl FnMut(&str, Range<usize>),
) {
    if range.len() > MAX_WORD {
        scratch.skipped += 1;
    } else if seen & UPPER == 0 {
        f(&text[range.clone()], range);
    } else {
        scratch.folded.clear();
        scratch.folded.push_str(&text[range.clone()]);
        scratch.folded.make_ascii_lowercase();
        f(&scratch.folded, range);
    }
}
