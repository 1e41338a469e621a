//! Words met while a segment is being made, each with a number.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use hashbrown::DefaultHashBuilder;

use super::batch::{BATCH, Batch};
use super::key::{Key, head};

/// Stands for a number that has to be searched.
const UNKNOWN: u32 = u32::MAX;

/// Cells of the table at first.
const CELLS: usize = 1 << 10;

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

    const fn key(&self) -> Key {
        let Self {
            head, rest, len, ..
        } = *self;
        Key { head, rest, len }
    }

    #[inline]
    const fn is(&self, key: Key) -> bool {
        // One question instead of three.
        let unlike = (self.head ^ key.head) | (self.rest ^ key.rest);
        unlike | (self.len ^ key.len) as u64 == 0
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
        let key = Key::of(word, &self.seeds);
        self.find(key, word)
    }

    /// Gets ready for words in any order.
    pub(super) fn settle(&mut self) {
        if self.ascending {
            self.ascending = false;
            let numbers = 0..self.len() as u32;
            let known = numbers.map(|number| Known::of(Key::of(self.get(number), &self.seeds)));
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

    /// The number of the word with this key, which is looked at itself only if it is a long one; for words that were
    /// [got ready for](Words::settle).
    #[inline]
    pub(super) fn find(&mut self, key: Key, long: &str) -> u32 {
        let most = self.table.len() - 1;
        let mut at = key.hash(&self.seeds) as usize & most;
        while let Some(number) = self.table[at].checked_sub(1) {
            if self.known[number as usize].is(key) && (key.is_short() || self.get(number) == long) {
                return number;
            }
            at = (at + 1) & most;
        }
        self.add(key, long, at)
    }

    #[inline(never)]
    fn add(&mut self, key: Key, long: &str, at: usize) -> u32 {
        self.text
            .push_str(match key.bytes().get(..key.len as usize) {
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
            let mut at = known.key().hash(&self.seeds) as usize & (cells - 1);
            while self.table[at] != 0 {
                at = (at + 1) & (cells - 1);
            }
            self.table[at] = number;
        }
    }

    /// Puts a short word into a batch; says whether that was the last one there is room for.
    #[inline]
    pub(super) fn note(&self, key: Key, batch: &mut Batch) -> bool {
        batch.push(key, key.hash(&self.seeds))
    }

    /// Looks for the words of a batch where they most probably are. No look hangs on what another one finds, so a
    /// processor waits for the memory they ask for all at once.
    pub(super) fn look(&self, batch: &mut Batch) {
        let len = batch.len();
        let most = self.table.len().wrapping_sub(1);
        let mut cells = [0; BATCH];
        for (cell, hash) in cells[..len].iter_mut().zip(&batch.found) {
            *cell = self.table[*hash as usize & most];
        }
        for ((cell, found), key) in cells[..len].iter().zip(&mut batch.found).zip(&batch.keys) {
            let number = cell.wrapping_sub(1);
            let known = self.known.get(number as usize);
            let is = known.is_some_and(|known| known.is(*key));
            let missed = if key.len == Batch::NUMBER {
                *found
            } else {
                UNKNOWN
            };
            *found = if is { number } else { missed };
        }
    }

    /// The number of a word of a batch that was looked for.
    #[inline]
    pub(super) fn looked(&mut self, batch: &mut Batch, at: usize) -> u32 {
        if batch.found[at] == UNKNOWN {
            batch.found[at] = self.find(batch.keys[at], "");
        }
        batch.found[at]
    }

    /// Which posting speaks of a word, counted from one.
    #[inline]
    pub(super) fn latest(&mut self, number: u32) -> &mut u32 {
        &mut self.known[number as usize].latest
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
        // The keys alone first, which takes no branch and no reference, then those that they leave undecided.
        keys.sort_unstable_by_key(|&([head, rest], _)| u128::from(head) << 64 | u128::from(rest));
        for alike in keys.chunk_by_mut(|left, right| left.0 == right.0) {
            alike.sort_unstable_by(|left, right| self.get(left.1).cmp(self.get(right.1)));
        }
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

fn slice<'a>(text: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    let start = if number == 0 {
        0
    } else {
        ends[number - 1] as usize
    };
    &text[start..ends[number] as usize]
}

#[cfg(test)]
mod tests {
    use super::super::batch::Batch;
    use super::super::key::Key;
    use super::Words;

    /// Some that begin alike, some that are short, all of them often.
    fn many() -> impl Iterator<Item = String> {
        (0..40_000_u32).map(|n| {
            let n = n.wrapping_mul(n) % 9973;
            match n % 3 {
                0 => format!("{n}"),
                1 => format!("word{n}"),
                _ => format!("a rather long one that ends in {n}"),
            }
        })
    }

    #[test]
    fn a_word_keeps_its_number() {
        let (mut words, mut model) = (Words::default(), Vec::new());
        for word in many() {
            let number = words.number(&word) as usize;
            if number == model.len() {
                model.push(word.clone());
            }
            assert_eq!(model[number], word);
        }
        let mut distinct = model.clone();
        distinct.sort();
        let sorted: Vec<&str> = words.sorted().iter().map(|own| words.get(own.1)).collect();
        assert_eq!(sorted, distinct);
        distinct.dedup();
        assert_eq!(words.len(), distinct.len());
    }

    #[test]
    fn words_looked_for_together_get_the_numbers_they_get_alone() {
        let (mut words, mut alone) = (Words::default(), Words::default());
        words.settle();
        let (mut batch, mut expected) = (Batch::default(), Vec::new());
        for word in many() {
            let full = match Key::at(&word, 0, word.len()) {
                Some(key) => words.note(key, &mut batch),
                None => batch.put(words.number(&word)),
            };
            expected.push(word);
            if full {
                words.look(&mut batch);
                for (at, word) in expected.iter().enumerate() {
                    let number = words.looked(&mut batch, at);
                    assert_eq!(words.get(number), word);
                    alone.number(word);
                }
                expected.clear();
                batch.clear();
            }
        }
        assert_eq!(words.len(), alone.len());
    }

    #[test]
    fn a_zero_is_a_letter_like_another() {
        let mut words = Words::default();
        let numbers = ["b", "b\0", "b\0\0", "a", "b", "b\0"].map(|word| words.number(word));
        assert_eq!(numbers, [0, 1, 2, 3, 0, 1]);
    }
}
