//! Words that are looked for together, so that a processor waits for the memory of all of them at once.

use super::key::Key;

/// Words that are looked for at a time.
pub(super) const BATCH: usize = 64;

/// Words to look for.
pub(super) struct Batch {
    pub keys: [Key; BATCH],
    /// What the words' hashes are, and when they were looked for what their numbers are.
    pub found: [u32; BATCH],
    len: usize,
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

impl Batch {
    /// No word is that long: what was found of it is a number.
    pub const NUMBER: u32 = u32::MAX;

    /// Puts a word with its hash; says whether that was the last one there is room for.
    #[inline]
    pub fn push(&mut self, key: Key, hash: u32) -> bool {
        // Never greater, and a mask is quicker than a question.
        let at = self.len % BATCH;
        self.keys[at] = key;
        self.found[at] = hash;
        self.len = at + 1;
        self.len == BATCH
    }

    /// Puts a word whose number is known; says whether that was the last one there is room for.
    pub fn put(&mut self, number: u32) -> bool {
        let len = Self::NUMBER;
        let key = Key {
            len,
            ..Key::default()
        };
        self.push(key, number)
    }

    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.len.min(BATCH)
    }

    /// Makes room.
    pub const fn clear(&mut self) {
        self.len = 0;
    }
}
