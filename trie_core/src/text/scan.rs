//! The way through a text: plain ASCII words at once, everything else to the full algorithm.
//!
//! Most of what is read is ASCII, and there UAX #29 comes down to a table of 128 entries. Between ASCII characters a
//! boundary hangs on four of them at most, so it is certain as soon as the next ones are ASCII too; where anything
//! else stands beside a word, what follows goes to [`cut`](super::cut), up to the next ASCII character that is a
//! boundary whatever stands beside it (blanks, brackets, hyphens…). Both give the same words, which a test asserts on
//! arbitrary text.

use std::ops::Range;

use crate::bits::{load, mask};

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

/// Whether there is a boundary on both sides of a byte, whatever stands beside it.
#[inline]
pub(super) const fn is_edge(byte: u8) -> bool {
    CLASS[byte as usize] == 0
}

const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Of eight bytes those that are letters, digits or joiners, and those that are letters or digits, each by its highest
/// bit: eight at once, because guessing where a word ends costs a processor more than all of this.
#[inline]
const fn cores(bytes: u64) -> (u64, u64) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let low = bytes & !HIGHS;
    let small = low | (ONES * 0x20);
    // The highest bit of a sum says that a byte is not less than what 0x80 lacks to it.
    let letters = (small + ONES * (0x80 - b'a' as u64)) ^ (small + ONES * (0x7F - b'z' as u64));
    let digits = (low + ONES * (0x80 - b'0' as u64)) ^ (low + ONES * (0x7F - b'9' as u64));
    let joiners = !((low ^ (ONES * b'_' as u64)) + ONES * 0x7F);
    let ascii = !bytes & HIGHS;
    (
        (letters | digits | joiners) & ascii,
        (letters | digits) & ascii,
    )
}

/// Takes the words of a text as they come.
pub(crate) trait Sink {
    /// A word as it is kept, and the bytes of the text it came from.
    fn word(&mut self, word: &str, range: Range<usize>);

    /// A word that is left out because it is too long stood here.
    #[inline]
    fn skip(&mut self) {}

    /// A word that is all ASCII and stands at `range` of the text; only its any (`upper`: it may have some) have
    /// to be made small.
    #[inline]
    fn plain(&mut self, text: &str, range: Range<usize>, upper: bool, buffer: &mut String) {
        let word = &text[range.clone()];
        if upper {
            buffer.clear();
            buffer.push_str(word);
            buffer.make_ascii_lowercase();
            self.word(buffer, range);
        } else {
            self.word(word, range);
        }
    }
}

impl<F: FnMut(&str, Range<usize>)> Sink for F {
    #[inline]
    fn word(&mut self, word: &str, range: Range<usize>) {
        self(word, range);
    }
}

pub(crate) fn scan(text: &str, scratch: &mut Scratch, sink: &mut impl Sink) {
    let bytes = text.as_bytes();
    let class = |at: usize| bytes.get(at).map_or(0, |&byte| CLASS[byte as usize]);
    let mut at = 0;
    while at < bytes.len() {
        let here = class(at);
        if here & CORE == 0 {
            // What is not ASCII can change what stands before it, unless that is a boundary anyway.
            at = if here & HIGH != 0 || here != 0 && class(at + 1) & HIGH != 0 {
                whole(text, at, scratch, sink)
            } else {
                at + 1
            };
            continue;
        }
        let (start, mut seen) = (at, 0);
        let certain = loop {
            loop {
                let (core, letters) = cores(load(bytes, at));
                let run = (core ^ HIGHS).trailing_zeros();
                let any = letters & mask(run) != 0;
                seen |= if any { LETTER | UPPER } else { 0 };
                at += run as usize / 8;
                if run < 64 {
                    break;
                }
            }
            let next = class(at);
            if next == 0 {
                break true;
            }
            let (before, after) = (class(at - 1), class(at + 1));
            if (next | after) & HIGH != 0 {
                break false;
            }
            let joins = (next & MID_LETTER != 0 && before & after & LETTER != 0)
                || (next & MID_DIGIT != 0 && before & after & DIGIT != 0);
            if !joins {
                break true;
            }
            seen |= next;
            at += 1;
        };
        if !certain {
            at = whole(text, start, scratch, sink);
        } else if seen & (MID_LETTER | MID_DIGIT) != 0 {
            joined(text, start..at, scratch, sink);
        } else if seen & (LETTER | DIGIT) != 0 {
            give(text, start..at, seen, scratch, sink);
        }
    }
}

/// Cuts what stands from `start` to the next boundary that is one whatever stands beside it; gives its place.
#[inline(never)]
fn whole(text: &str, start: usize, scratch: &mut Scratch, sink: &mut impl Sink) -> usize {
    let rest = &text.as_bytes()[start..];
    let len = rest
        .iter()
        .position(|&byte| CLASS[byte as usize] == 0)
        .unwrap_or(rest.len());
    cut::cut(&text[start..start + len], start, scratch, sink);
    start + len
}

/// A word of several parts: those before an apostrophe may be words of their own.
fn joined(text: &str, range: Range<usize>, scratch: &mut Scratch, sink: &mut impl Sink) {
    if range.len() > MAX_SEGMENT {
        scratch.skipped += 1;
        sink.skip();
        return;
    }
    let mut start = range.start;
    while let Some(head) = elided(&text.as_bytes()[start..range.end]) {
        give(text, start..start + head, UPPER, scratch, sink);
        start += head + 1;
    }
    give(text, start..range.end, UPPER, scratch, sink);
}

/// The length of the one or two letters that stand before an apostrophe at the beginning.
fn elided(word: &[u8]) -> Option<usize> {
    let head = word.iter().take(3).position(|&byte| byte == b'\'')?;
    (head > 0 && word[..head].iter().all(u8::is_ascii_alphabetic)).then_some(head)
}

#[inline]
fn give(text: &str, range: Range<usize>, seen: u8, scratch: &mut Scratch, sink: &mut impl Sink) {
    if range.len() > MAX_WORD {
        scratch.skipped += 1;
        sink.skip();
    } else {
        sink.plain(text, range, seen & UPPER != 0, &mut scratch.folded);
    }
}
