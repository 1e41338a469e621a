//! Words met while a segment is being made, each with a number.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// A growing set of words; each keeps the number it got first.
#[derive(Default)]
pub struct Words {
    text: String,
    ends: Vec<u32>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Words {
    /// The word's number, a new one when it is new.
    #[inline]
    pub fn number(&mut self, word: &str) -> u32 {
        let Self {
            text,
            ends,
            table,
            hasher,
        } = self;
        let hash = hasher.hash_one(word);
        let entry = table.entry(
            hash,
            |&number| slice(text, ends, number) == word,
            |&number| hasher.hash_one(slice(text, ends, number)),
        );
        match entry {
            hashbrown::hash_table::Entry::Occupied(entry) => *entry.get(),
            hashbrown::hash_table::Entry::Vacant(entry) => {
                let number = ends.len() as u32;
                entry.insert(number);
                text.push_str(word);
                ends.push(text.len() as u32);
                number
            }
        }
    }

    /// Forgets all words, keeping the room.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.table.clear();
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

    /// The numbers in the byte order of their words.
    #[must_use]
    pub fn sorted(&self) -> Vec<u32> {
        // Eight bytes decide nearly every comparison without following a reference.
        let mut keys: Vec<(u64, u32)> = (0..self.ends.len() as u32)
            .map(|number| {
                let word = self.get(number).as_bytes();
                let mut head = [0; 8];
                let len = word.len().min(8);
                head[..len].copy_from_slice(&word[..len]);
                (u64::from_be_bytes(head), number)
            })
            .collect();
        keys.sort_unstable_by(|left, right| {
            left.0.cmp(&right.0).then_with(|| {
                self.get(left.1)
                    .as_bytes()
                    .cmp(self.get(right.1).as_bytes())
            })
        });
        keys.into_iter().map(|(_, number)| number).collect()
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
