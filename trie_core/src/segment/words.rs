//! Words met while a segment is being made, each with a number.

use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::DefaultHashBuilder;

use crate::bits::{load, load32, mask};

/// Bytes of a word that its key holds whole.
const SHORT: usize = 16;

/// Cells of the table at first.
const CELLS: usize = 1 << 10;

/// A word as numbers. Nearly every word is short enough that its key is the word itself, so that it is found without
/// following a reference: the first eight bytes and the next eight (or a sum of all others where there are more),
/// filled up with zeros.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Key {
    head: u64,
    rest: u64,
    len: u32,
}

impl Key {
    /// The key of a word of ASCII at a place in a text, whose capitals count as small letters; none of a long one.
    /// What follows it there spares looking at its length.
    #[inline]
    pub fn at(text: &str, range: &Range<usize>) -> Option<Self> {
        let (bytes, len) = (text.as_bytes(), range.len());
        if len > SHORT {
            return None;
        }
        let len = len as u32;
        let behind = mask(len.saturating_sub(8) * 8);
        Some(Self {
            head: small(load(bytes, range.start) & mask(len * 8)),
            rest: small(load(bytes, range.start + 8) & behind),
            len,
        })
    }
}

/// What is known of a word.
#[derive(Clone, Copy)]
struct Known {
    head: u64,
    rest: u64,
    len: u32,
    /// Which posting speaks of it, counted from one: the latest of those counted from texts.
    latest: u32,
}

impl Known {
    const fn of(Key { head, rest, len }: Key) -> Self {
        let latest = 0;
        Self {
            head,
            rest,
            len,
            latest,
        }
    }

    #[inline]
    const fn is(&self, key: Key) -> bool {
        // Without a branch before the last one.
        (self.head == key.head) & (self.rest == key.rest) & (self.len == key.len)
    }
}

/// Words that are looked for at a time.
pub(super) const BATCH: usize = 32;

/// Keys of short words to look for.
pub(super) struct Batch {
    keys: [Key; BATCH],
    /// First what [`hash`] says of them, then their numbers plus one, or zero for those that have to be searched.
    found: [u32; BATCH],
    pub len: usize,
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            keys: [Key::default(); BATCH],
            found: [0; BATCH],
            len: 0,
        }
    }
}

/// A growing set of words; each keeps the number it got first.
pub struct Words {
    text: String,
    ends: Vec<u32>,
    /// By number, so that what is asked for most, which came early, lies together.
    known: Vec<Known>,
    /// Numbers plus one where the words' hashes say, or behind that; zero where there is none. At most half are taken.
    table: Vec<u32>,
    seeds: [u64; 3],
    /// Words so far came in byte order, each behind the one before it: then nothing is known and the table empty.
    ascending: bool,
}

impl Default for Words {
    fn default() -> Self {
        // Other seeds in each process, so that no page can be written whose words all collide.
        let hasher = DefaultHashBuilder::default();
        Self {
            text: String::new(),
            ends: Vec::new(),
            known: Vec::new(),
            table: Vec::new(),
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
        if self.ascending
            && let Some(number) = self.behind(word)
        {
            return number;
        }
        self.settle();
        let key = self.key(word);
        self.find(key, word)
    }

    /// Gets ready for words in any order.
    pub(super) fn settle(&mut self) {
        if self.ascending {
            self.ascending = false;
            let known = (0..self.len() as u32).map(|number| Known::of(self.key(self.get(number))));
            self.known = known.collect();
            self.grow();
        }
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
        let bytes = word.as_bytes();
        let rest = match bytes.len() {
            0..=8 => 0,
            9..=SHORT => head(&bytes[8..]),
            _ => self.sum(&bytes[8..]),
        };
        Key {
            head: head(bytes),
            rest,
            len: bytes.len() as u32,
        }
    }

    /// The number of the word with this key, which is looked at itself only if it is a long one; for words that were
    /// [got ready for](Words::settle).
    #[inline]
    pub(super) fn find(&mut self, key: Key, long: &str) -> u32 {
        let most = self.table.len() - 1;
        let mut at = hash(key.head, key.rest, &self.seeds) as usize & most;
        while let Some(number) = self.table[at].checked_sub(1) {
            if self.known[number as usize].is(key)
                && (key.len as usize <= SHORT || self.get(number) == long)
            {
                return number;
            }
            at = (at + 1) & most;
        }
        self.add(key, long, at)
    }

    #[inline(never)]
    fn add(&mut self, key: Key, long: &str, at: usize) -> u32 {
        let mut bytes = [0; SHORT];
        bytes[..8].copy_from_slice(&key.head.to_le_bytes());
        bytes[8..].copy_from_slice(&key.rest.to_le_bytes());
        self.text.push_str(match bytes.get(..key.len as usize) {
            // Whole words only become keys, so this is text again.
            Some(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
            None => long,
        });
        self.ends.push(self.text.len() as u32);
        self.known.push(Known::of(key));
        self.table[at] = self.ends.len() as u32;
        if self.ends.len() * 2 > self.table.len() {
            self.grow();
        }
        self.ends.len() as u32 - 1
    }

    #[cold]
    fn grow(&mut self) {
        let cells = (self.known.len() * 2 + 1).next_power_of_two().max(CELLS);
        self.table.clear();
        self.table.resize(cells, 0);
        for (number, known) in (1..).zip(&self.known) {
            let mut at = hash(known.head, known.rest, &self.seeds) as usize & (cells - 1);
            while self.table[at] != 0 {
                at = (at + 1) & (cells - 1);
            }
            self.table[at] = number;
        }
    }

    /// Puts a word into a batch.
    #[inline]
    pub(super) fn note(&self, key: Key, batch: &mut Batch) {
        // Masked, so that there is no need to look whether there is room.
        batch.keys[batch.len % BATCH] = key;
        batch.found[batch.len % BATCH] = hash(key.head, key.rest, &self.seeds);
        batch.len += 1;
    }

    /// Looks for the words of a batch where they most probably are. No look hangs on what another one finds, so a
    /// processor waits for the memory they ask for all at once.
    pub(super) fn look(&self, batch: &mut Batch) {
        let len = batch.len.min(BATCH);
        let most = self.table.len().wrapping_sub(1);
        for found in &mut batch.found[..len] {
            *found = self.table[*found as usize & most];
        }
        for (found, key) in batch.found[..len].iter_mut().zip(&batch.keys) {
            let known = self.known.get((*found as usize).wrapping_sub(1));
            *found *= u32::from(known.is_some_and(|known| known.is(*key)));
        }
    }

    /// The number of a word of a batch that was looked for.
    #[inline]
    pub(super) fn looked(&mut self, batch: &Batch, at: usize) -> u32 {
        match batch.found[at].checked_sub(1) {
            Some(number) => number,
            None => self.find(batch.keys[at], ""),
        }
    }

    /// Which posting speaks of a word, counted from one.
    #[inline]
    pub(super) fn latest(&mut self, number: u32) -> &mut u32 {
        &mut self.known[number as usize].latest
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
const fn hash(head: u64, rest: u64, seeds: &[u64; 3]) -> u32 {
    (mix(head ^ seeds[0], rest ^ seeds[1]) & 0xFFFF_FFFF) as u32
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
