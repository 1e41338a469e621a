//! Words met while a segment is being made, each with a number.

use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::bits::{load, load32, mask};

/// Bytes of a word that its key holds whole.
const SHORT: usize = 16;

/// A word as numbers. Nearly every word is short enough that its key is the word itself, so that it is found without
/// following a reference.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    short: Short,
    len: u32,
}

/// The first eight bytes of a word and its next eight (or a sum of all others where there are more), filled up with
/// zeros.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Short {
    head: u64,
    rest: u64,
}

impl Short {
    /// What no text contains, so that numbers can be told from words.
    const NUMBER: u64 = u64::MAX;

    /// A word without zeros (the words of a text have none) that is short enough to be seen whole.
    #[inline]
    pub fn of(word: &str) -> Option<Self> {
        let bytes = word.as_bytes();
        let rest = match bytes.len() {
            0..=8 => 0,
            9..=SHORT => head(&bytes[8..]),
            _ => return None,
        };
        let head = head(bytes);
        Some(Self { head, rest })
    }

    /// The same for a word of ASCII at a place in a text, whose capitals count as small letters. What follows it
    /// there spares looking at its length.
    #[inline]
    pub fn at(text: &str, range: &Range<usize>) -> Option<Self> {
        let (bytes, len) = (text.as_bytes(), range.len());
        if len > SHORT {
            return None;
        }
        let head = small(load(bytes, range.start) & mask(len as u32 * 8));
        let rest = if len > 8 {
            small(load(bytes, range.start + 8) & mask((len as u32 - 8) * 8))
        } else {
            0
        };
        Some(Self { head, rest })
    }

    /// A longer word, by its number.
    #[inline]
    pub const fn known(number: u32) -> Self {
        Self {
            head: number as u64,
            rest: Self::NUMBER,
        }
    }
}

/// A growing set of words; each keeps the number it got first.
pub struct Words {
    text: String,
    ends: Vec<u32>,
    table: HashTable<(Key, u32)>,
    seeds: [u64; 3],
    /// Words so far came in byte order, each behind the one before it: then the table is still empty.
    ascending: bool,
}

impl Default for Words {
    fn default() -> Self {
        // Other seeds in each process, so that no page can be written whose words all collide.
        let hasher = DefaultHashBuilder::default();
        Self {
            text: String::new(),
            ends: Vec::new(),
            table: HashTable::new(),
            seeds: [1_u8, 2, 3].map(|seed| hasher.hash_one(seed)),
            ascending: true,
        }
    }
}

/// A word's first sixteen bytes in an order of numbers, and its number. They decide nearly every comparison without
/// following a reference.
pub(super) type Sorted = ([u64; 2], u32);

impl Words {
    /// The word's number, a new one when it is new.
    #[inline]
    pub fn number(&mut self, word: &str) -> u32 {
        if self.ascending {
            if let Some(number) = self.behind(word) {
                return number;
            }
            self.ascending = false;
            for number in 0..self.len() as u32 {
                let key = self.key(self.get(number));
                let Self { table, seeds, .. } = self;
                table.insert_unique(hash(key.short, seeds), (key, number), |(known, _)| {
                    hash(known.short, seeds)
                });
            }
        }
        let key = self.key(word);
        self.find(key, word)
    }

    /// The number of a word that comes last in byte order, if it does.
    #[inline]
    fn behind(&mut self, word: &str) -> Option<u32> {
        let last = self.len().checked_sub(1).map(|last| last as u32);
        match last.map_or(Ordering::Less, |last| self.get(last).cmp(word)) {
            Ordering::Greater => None,
            Ordering::Equal => last,
            Ordering::Less => {
                self.text.push_str(word);
                self.ends.push(self.text.len() as u32);
                Some(self.ends.len() as u32 - 1)
            }
        }
    }

    fn key(&self, word: &str) -> Key {
        let short = Short::of(word).unwrap_or_else(|| {
            let bytes = word.as_bytes();
            let (head, rest) = (load(bytes, 0), self.sum(&bytes[8..]));
            Short { head, rest }
        });
        let len = word.len() as u32;
        Key { short, len }
    }

    /// The number of a word of a text.
    #[inline]
    pub(super) fn number_of(&mut self, short: Short) -> u32 {
        if short.rest == Short::NUMBER {
            return short.head as u32;
        }
        let mut bytes = [0; SHORT];
        bytes[..8].copy_from_slice(&short.head.to_le_bytes());
        bytes[8..].copy_from_slice(&short.rest.to_le_bytes());
        let zeros = if short.rest == 0 {
            64 + short.head.leading_zeros()
        } else {
            short.rest.leading_zeros()
        };
        let len = SHORT as u32 - zeros / 8;
        // Whole words only come in, so this is text again.
        let word = std::str::from_utf8(&bytes[..len as usize]).unwrap_or_default();
        if self.ascending {
            return self.number(word);
        }
        self.find(Key { short, len }, word)
    }

    #[inline]
    fn find(&mut self, key: Key, word: &str) -> u32 {
        let Self {
            text,
            ends,
            table,
            seeds,
            ..
        } = self;
        let entry = table.entry(
            hash(key.short, seeds),
            |(known, number)| {
                *known == key && (key.len as usize <= SHORT || slice(text, ends, *number) == word)
            },
            |(known, _)| hash(known.short, seeds),
        );
        match entry {
            Entry::Occupied(entry) => entry.get().1,
            Entry::Vacant(entry) => {
                let number = ends.len() as u32;
                entry.insert((key, number));
                text.push_str(word);
                ends.push(text.len() as u32);
                number
            }
        }
    }

    /// A number that is another one in each process.
    #[inline]
    pub(super) fn hash(&self, short: Short) -> u64 {
        hash(short, &self.seeds)
    }

    fn sum(&self, bytes: &[u8]) -> u64 {
        bytes.chunks(8).fold(self.seeds[2], |sum, part| {
            mix(sum ^ head(part), self.seeds[0])
        })
    }

    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word of a number.
    #[must_use]
    pub fn get(&self, number: u32) -> &str {
        slice(&self.text, &self.ends, number)
    }

    /// Bytes held.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.text.len()
    }

    /// All of them in byte order.
    #[must_use]
    pub(super) fn sorted(&self) -> Vec<Sorted> {
        let key = |number| {
            let word = self.get(number).as_bytes();
            let rest = word.get(8..).map_or(0, head);
            ([head(word).swap_bytes(), rest.swap_bytes()], number)
        };
        let mut keys: Vec<Sorted> = (0..self.len() as u32).map(key).collect();
        if self.ascending {
            return keys;
        }
        keys.sort_unstable_by(|left, right| self.compare(*left, self, *right));
        keys
    }

    /// Compares one of these words with one of others.
    #[inline]
    pub(super) fn compare(&self, own: Sorted, others: &Self, other: Sorted) -> Ordering {
        own.0
            .cmp(&other.0)
            .then_with(|| self.get(own.1).cmp(others.get(other.1)))
    }
}

#[inline]
fn hash(key: Short, seeds: &[u64; 3]) -> u64 {
    mix(key.head ^ seeds[0], key.rest ^ seeds[1])
}

/// Each bit of the product hangs on many of both numbers.
#[inline]
const fn mix(left: u64, right: u64) -> u64 {
    let product = left as u128 * right as u128;
    product as u64 ^ (product >> 64) as u64
}

/// The first eight bytes, filled up with zeros.
#[inline]
fn head(bytes: &[u8]) -> u64 {
    match bytes.len() {
        8.. => load(bytes, 0),
        len @ 4..8 => {
            let high = u64::from(load32(bytes, len - 4)) << ((len - 4) * 8);
            u64::from(load32(bytes, 0)) | high
        }
        0 => 0,
        len => {
            let at = |at: usize| u64::from(bytes[at]) << (at * 8);
            at(0) | at(len / 2) | at(len - 1)
        }
    }
}

/// Eight characters of ASCII with their capitals made small.
#[inline]
const fn small(letters: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // The highest bit of a byte: from `A` on, and behind `Z`.
    let from = letters.wrapping_add(ONES * (0x80 - b'A' as u64));
    let behind = letters.wrapping_add(ONES * (0x80 - b'Z' as u64 - 1));
    letters | ((from ^ behind) & (ONES * 0x80)) >> 2
}

fn slice<'a>(text: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    let start = if number == 0 {
        0
    } else {
        ends[number - 1] as usize
    };
    &text[start..ends[number] as usize]
}
