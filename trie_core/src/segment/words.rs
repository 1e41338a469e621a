//! Words met while a segment is being made, each with a number.

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
    /// Its first eight bytes.
    head: u64,
    /// Its next eight, or a sum of all others where there are more.
    rest: u64,
    len: u32,
}

/// A growing set of words; each keeps the number it got first.
pub struct Words {
    text: String,
    ends: Vec<u32>,
    table: HashTable<(Key, u32)>,
    seeds: [u64; 3],
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
        }
    }
}

impl Words {
    /// The word's number, a new one when it is new.
    #[inline]
    pub fn number(&mut self, word: &str) -> u32 {
        let bytes = word.as_bytes();
        let key = Key {
            head: head(bytes),
            rest: match bytes.len() {
                0..=8 => 0,
                9..=SHORT => head(&bytes[8..]),
                _ => self.sum(&bytes[8..]),
            },
            len: bytes.len() as u32,
        };
        self.find(key, word, false)
    }

    /// The same for a word of ASCII at a place in a text, whose capitals count as small letters. What follows it
    /// there spares looking at its length.
    #[inline]
    pub fn number_at(&mut self, text: &str, range: Range<usize>) -> u32 {
        let (bytes, len) = (text.as_bytes(), range.len());
        if len > SHORT {
            return self.number(&text[range].to_ascii_lowercase());
        }
        let head = small(load(bytes, range.start) & mask(len as u32 * 8));
        let rest = if len > 8 {
            small(load(bytes, range.start + 8) & mask((len as u32 - 8) * 8))
        } else {
            0
        };
        let len = len as u32;
        self.find(Key { head, rest, len }, &text[range], true)
    }

    #[inline]
    fn find(&mut self, key: Key, word: &str, capitals: bool) -> u32 {
        let Self {
            text,
            ends,
            table,
            seeds,
        } = self;
        let entry = table.entry(
            hash(&key, seeds),
            |(known, number)| {
                *known == key && (key.len as usize <= SHORT || slice(text, ends, *number) == word)
            },
            |(known, _)| hash(known, seeds),
        );
        match entry {
            Entry::Occupied(entry) => entry.get().1,
            Entry::Vacant(entry) => {
                let number = ends.len() as u32;
                entry.insert((key, number));
                let start = text.len();
                text.push_str(word);
                if capitals {
                    text[start..].make_ascii_lowercase();
                }
                ends.push(text.len() as u32);
                number
            }
        }
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

    /// The numbers that `keep` says, in the byte order of their words.
    #[must_use]
    pub fn sorted(&self, keep: impl Fn(u32) -> bool) -> Vec<u32> {
        // Sixteen bytes decide nearly every comparison without following a reference.
        let mut keys: Vec<([u64; 2], u32)> = (0..self.ends.len() as u32)
            .filter(|&number| keep(number))
            .map(|number| {
                let word = self.get(number).as_bytes();
                let rest = word.get(8..).map_or(0, head);
                ([head(word).swap_bytes(), rest.swap_bytes()], number)
            })
            .collect();
        keys.sort_unstable_by(|left, right| {
            left.0
                .cmp(&right.0)
                .then_with(|| self.get(left.1).cmp(self.get(right.1)))
        });
        keys.into_iter().map(|(_, number)| number).collect()
    }
}

#[inline]
fn hash(key: &Key, seeds: &[u64; 3]) -> u64 {
    mix(
        key.head ^ seeds[0],
        key.rest ^ seeds[1] ^ u64::from(key.len) << 56,
    )
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
