//! The way through a text: plain ASCII words at once, everything else to the full algorithm.
//!
//! Most of what is read is ASCII, and there UAX #29 comes down to a table of 128 entries. Between ASCII characters a
//! boundary hangs on four of them at most, so it is certain as soon as the next ones are ASCII too; where anything
//! else stands beside a word, what follows goes to [`cut`], up to the next ASCII character that is a
//! boundary whatever stands beside it (blanks, brackets, hyphens…). Both give the same words, which a test asserts on
//! arbitrary text.

use std::ops::Range;

use crate::bits::mask;

use super::{MAX_SEGMENT, MAX_WORD, Scratch, cut};

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
/// `_`, which joins letters and digits on both sides.
const JOINER: u8 = 4;
/// Joins two letters: `'`, `.`, `:`.
const MID_LETTER: u8 = 8;
/// Joins two digits: `'`, `.`, `,`, `;`.
const MID_DIGIT: u8 = 16;
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
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
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

/// Whether a byte is part of the word that one beside it is part of, if that is another such byte.
#[inline]
pub(super) const fn is_core(byte: u8) -> bool {
    CLASS[byte as usize] & CORE != 0
}

/// What stands at sixty-four places of a text, one bit for each.
struct Block {
    /// Letters, digits and joiners.
    core: u64,
    /// What may join words, or change what stands before it: where the quick way ends.
    trouble: u64,
}

/// Places of a block that are decided; what the last one means hangs on the one behind it.
const DECIDED: u32 = 63;

impl Block {
    /// Sixty-four bytes at once, because guessing where each word ends costs a processor more than all of this.
    #[inline]
    fn at(bytes: &[u8], at: usize) -> Self {
        let rest = bytes.get(at..).unwrap_or_default();
        if let Some(block) = rest.first_chunk() {
            return Self::of(block);
        }
        let mut block = [0; 64];
        block[..rest.len()].copy_from_slice(rest);
        Self::of(&block)
    }

    #[inline]
    fn of(block: &[u8; 64]) -> Self {
        // All bits or none for each byte: what a processor does with sixteen at once.
        let all = |is: bool| u8::from(is).wrapping_neg();
        let [mut core, mut middle, mut high] = [[0; 64]; 3];
        for (place, &byte) in block.iter().enumerate() {
            let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
            let digit = byte.wrapping_sub(b'0') < 10;
            core[place] = all(letter) | all(digit) | all(byte == b'_');
            let point = all(byte & !2 == b',') | all(byte & !1 == b':');
            middle[place] = point | all(byte == b'"') | all(byte == b'\'');
            high[place] = all(byte >= 0x80);
        }
        let [core, middle, high] = [core, middle, high].map(|bytes| gathered(&bytes));
        let joins = (core << 1) & (core >> 1);
        Self {
            core,
            trouble: high | middle & (high >> 1 | joins),
        }
    }
}

/// One bit for each byte, all of whose bits are alike.
#[inline]
fn gathered(bytes: &[u8; 64]) -> u64 {
    // The bytes of a product's highest byte add up to one bit of each.
    const PLACES: u64 = 0x8040_2010_0804_0201;
    const ONES: u64 = 0x0101_0101_0101_0101;
    let eights = bytes.as_chunks::<8>().0.iter().rev();
    eights.fold(0, |bits, eight| {
        let one_each = u64::from_le_bytes(*eight) & PLACES;
        bits << 8 | one_each.wrapping_mul(ONES) >> 56
    })
}

/// Takes the words of a text as they come.
pub(crate) trait Sink {
    /// A word as it is kept, and the bytes of the text it came from.
    fn word(&mut self, word: &str, range: Range<usize>);

    /// A word that is left out because it is too long stood here.
    #[inline]
    fn skip(&mut self) {}

    /// A word that is all ASCII and stands at `range` of the text; only its capitals have to be made small.
    #[inline]
    fn plain(&mut self, text: &str, range: Range<usize>, buffer: &mut String) {
        buffer.clear();
        buffer.push_str(&text[range.clone()]);
        buffer.make_ascii_lowercase();
        self.word(buffer, range);
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
    let mut base = 0;
    while base < bytes.len() {
        let Block { core, trouble } = Block::at(bytes, base);
        let mut left = (core | trouble) & mask(DECIDED);
        base = loop {
            if left == 0 {
                break base + DECIDED as usize;
            }
            let from = left.trailing_zeros();
            let start = base + from as usize;
            let end = from + (!(core >> from)).trailing_zeros();
            let next = if end == from {
                stray(text, start, scratch, sink)
            } else if end >= DECIDED && from > 0 {
                // It may go on behind the block.
                break start;
            } else if end >= DECIDED || trouble >> end & 1 == 1 || bytes[start] == b'_' {
                careful(text, start, scratch, sink)
            } else {
                let range = start..base + end as usize;
                sink.plain(text, range, &mut scratch.folded);
                left &= u64::MAX << end;
                continue;
            };
            if next >= base + DECIDED as usize {
                break next;
            }
            left &= u64::MAX << (next - base);
        };
    }
}

fn class(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).map_or(0, |&byte| CLASS[byte as usize])
}

/// Passes what is no word of ASCII, from `at` on; gives where the next may begin.
fn stray(text: &str, at: usize, scratch: &mut Scratch, sink: &mut impl Sink) -> usize {
    let [here, next] = [at, at + 1].map(|at| class(text.as_bytes(), at));
    // What is not ASCII can change what stands before it, unless that is a boundary anyway.
    if here & HIGH != 0 || here != 0 && next & HIGH != 0 {
        whole(text, at, scratch, sink)
    } else {
        at + 1
    }
}

/// Gives the word that begins at `start`, whatever stands in or behind it, and where it ends.
fn careful(text: &str, start: usize, scratch: &mut Scratch, sink: &mut impl Sink) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut seen) = (start, 0);
    loop {
        while let here = class(bytes, at)
            && here & CORE != 0
        {
            seen |= here;
            at += 1;
        }
        let next = class(bytes, at);
        if next == 0 {
            break;
        }
        let (before, after) = (class(bytes, at - 1), class(bytes, at + 1));
        if (next | after) & HIGH != 0 {
            return whole(text, start, scratch, sink);
        }
        let joins = (next & MID_LETTER != 0 && before & after & LETTER != 0)
            || (next & MID_DIGIT != 0 && before & after & DIGIT != 0);
        if !joins {
            break;
        }
        seen |= next;
        at += 1;
    }
    if seen & (MID_LETTER | MID_DIGIT) != 0 {
        joined(text, start..at, scratch, sink);
    } else if seen & (LETTER | DIGIT) != 0 {
        give(text, start..at, scratch, sink);
    }
    at
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
        give(text, start..start + head, scratch, sink);
        start += head + 1;
    }
    give(text, start..range.end, scratch, sink);
}

/// The length of the one or two letters that stand before an apostrophe at the beginning.
fn elided(word: &[u8]) -> Option<usize> {
    let head = word.iter().take(3).position(|&byte| byte == b'\'')?;
    (head > 0 && word[..head].iter().all(u8::is_ascii_alphabetic)).then_some(head)
}

#[inline(never)]
fn give(text: &str, range: Range<usize>, scratch: &mut Scratch, sink: &mut impl Sink) {
    if range.len() > MAX_WORD {
        scratch.skipped += 1;
        sink.skip();
    } else {
        sink.plain(text, range, &mut scratch.folded);
    }
}
