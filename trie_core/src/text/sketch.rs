//! Rough index of one text: which parts of it may hold a word.
//!
//! A passage is looked for in a text again and again, each time around other words, and most parts of it hold none of
//! them. A sketch has a row of bits for each of some hundred kinds of words, one bit for each part; words are told apart
//! by their hash alone, so a part may seem to hold a word that it does not, but none that holds it is missed.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::shown::Even;
use super::{Scratch, for_each_word_at, plain_spellings};

/// Bytes of a part, at least; a text of a few parts is looked through as quickly as a sketch.
const LEAST: usize = 512;
const FEW: usize = 4;

/// Parts in a number of a row, and the most numbers a row has.
const BITS: usize = 64;
const MOST: usize = 16;

/// Bytes of text for each number of all rows: a kind is two or three words in a short text, and some more in a long one,
/// where a word is in few of the parts.
const EACH: usize = 64;

/// The sketch of one text.
#[derive(Debug)]
pub struct Sketch {
    /// Bytes of the text, and of a part.
    len: usize,
    part: usize,
    /// Numbers of a row.
    row: usize,
    /// How the text is shown.
    even: Even,
    /// For each kind a row, with a bit for each part that a word of the kind begins in.
    rows: Box<[u64]>,
}

impl Sketch {
    /// That of a text, if it is long enough to be worth one.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (text.len() >= FEW * LEAST).then(|| Self::of_parts(text, LEAST))
    }

    /// One whose parts have `least` bytes or more.
    pub(super) fn of_parts(text: &str, least: usize) -> Self {
        let len = text.len();
        let part = len.div_ceil(BITS * MOST).max(least);
        let row = len.div_ceil(part * BITS).max(1);
        let mut sketch = Self {
            len,
            part,
            row,
            even: Even::of(text),
            rows: vec![0; numbers(len, row)].into_boxed_slice(),
        };
        for_each_word_at(text, &mut Scratch::default(), |word, range| {
            sketch.add(word, range.start);
            // A word with accents is also found by the one without.
            plain_spellings(word, |plain| sketch.add(plain, range.start));
        });
        sketch
    }

    /// How the text is shown.
    pub(super) fn even(&self) -> Even {
        self.even
    }

    fn add(&mut self, word: &str, at: usize) {
        let part = at / self.part;
        let row = self.row_of(word);
        self.rows[row][part / BITS] |= 1 << (part % BITS);
    }

    /// Where in the rows that of a word is.
    fn row_of(&self, word: &str) -> Range<usize> {
        let kinds = self.rows.len() / self.row;
        let from = (xxh3_64(word.as_bytes()) as usize % kinds) * self.row;
        from..from + self.row
    }

    /// The stretches of the text in which one of the words may begin, in order.
    pub(super) fn any<'a>(&self, words: impl Iterator<Item = &'a str>) -> Vec<Range<usize>> {
        self.stretches(&words.fold(NONE, |all, word| all.or(&self.parts(word))))
    }

    /// Those of them that may hold all the words within `bytes`; none of a single word.
    pub(super) fn near<'a>(
        &self,
        words: impl Iterator<Item = &'a str>,
        bytes: usize,
    ) -> Vec<Range<usize>> {
        // Where the parts are short, two words that are so near may have several parts between them.
        let reach = bytes.div_ceil(self.part);
        let (mut any, mut all, mut many) = (NONE, NONE.not(), 0);
        for word in words {
            let mut parts = self.parts(word);
            any = any.or(&parts);
            for _ in 0..reach {
                parts = parts.wider();
            }
            all = all.and(&parts);
            many += 1;
        }
        if many < 2 {
            return Vec::new();
        }
        self.stretches(&any.and(&all))
    }

    fn parts(&self, word: &str) -> Parts {
        let mut parts = NONE;
        let row = &self.rows[self.row_of(word)];
        parts.0[..row.len()].copy_from_slice(row);
        parts
    }

    fn stretches(&self, parts: &Parts) -> Vec<Range<usize>> {
        let mut stretches: Vec<Range<usize>> = Vec::new();
        for (number, &parts) in parts.0[..self.row].iter().enumerate() {
            let mut left = parts;
            while left != 0 {
                let start = (number * BITS + left.trailing_zeros() as usize) * self.part;
                let end = self.len.min(start + self.part);
                left &= left - 1;
                match stretches.last_mut() {
                    Some(last) if last.end == start => last.end = end,
                    _ => stretches.push(start..end),
                }
            }
        }
        stretches
    }

    /// Bytes of memory for the sketch of a text of so many bytes, roughly.
    #[must_use]
    pub fn size(len: usize) -> usize {
        if len < FEW * LEAST {
            return 0;
        }
        (len / EACH) * size_of::<u64>()
    }
}

/// Parts of a text, one bit for each.
#[derive(Clone, Copy)]
struct Parts([u64; MOST]);

const NONE: Parts = Parts([0; MOST]);

impl Parts {
    fn or(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    fn and(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    fn not(&self) -> Self {
        Self(self.0.map(|parts| !parts))
    }

    /// These and their neighbours.
    fn wider(&self) -> Self {
        Self(std::array::from_fn(|at| {
            let here = self.0[at];
            let before = if at > 0 { self.0[at - 1] } else { 0 };
            let after = self.0.get(at + 1).copied().unwrap_or(0);
            here | here << 1 | here >> 1 | before >> (BITS - 1) | after << (BITS - 1)
        }))
    }
}

/// The numbers of all rows together, of which one has `row`.
fn numbers(len: usize, row: usize) -> usize {
    (len / EACH / row).max(1) * row
}
