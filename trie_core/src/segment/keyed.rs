//! A second key to words: from spellings of another kind to the words that have them.
//!
//! A [table](crate::table) holds the keys; for each of them a stretch of one column holds the ordinals of its words,
//! ascending.

use std::ops::Range;

use super::format::{Frame, Section};
use crate::bits::{Packed, pack};
use crate::error::{Error, Result};
use crate::table::{Table, build};

/// Where the three sections of a second key stand.
#[derive(Debug)]
pub(super) struct Keyed {
    table: Table,
    starts: Packed,
    ordinals: Packed,
}

impl Keyed {
    /// Reads the table, where each key's words begin, and the words; of these there are `most` at most.
    pub fn read(bytes: &[u8], frame: &Frame, sections: [Section; 3], most: usize) -> Result<Self> {
        let [table, starts, ordinals] = sections.map(|section| frame.section(section));
        let keyed = Self {
            table: Table::read(bytes, table.0, table.1)?,
            starts: Packed::read(bytes, starts.0, starts.1)?,
            ordinals: Packed::read(bytes, ordinals.0, ordinals.1)?,
        };
        // A column of one number takes no room however long it says it is.
        if keyed.starts.len() != keyed.table.len() + 1 || keyed.ordinals.len() > most {
            return Err(Error::Corrupt(
                "a second key and its words differ in number".into(),
            ));
        }
        Ok(keyed)
    }

    /// Ordinals of the words with this key, ascending.
    #[inline]
    pub fn find<'a>(&self, bytes: &'a [u8], key: &str) -> impl Iterator<Item = u32> + use<'a> {
        let keys = if self.table.is_empty() {
            None
        } else {
            self.table.ordinal(bytes, key)
        };
        self.words(bytes, keys.map_or(0..0, |at| at..at + 1))
    }

    /// Ordinals of the words with keys that begin so, ascending, each once.
    pub fn range(&self, bytes: &[u8], prefix: &str) -> Vec<u32> {
        if self.table.is_empty() {
            return Vec::new();
        }
        let keys = self.table.range(bytes, prefix);
        let mut found: Vec<u32> = self.words(bytes, keys).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn words<'a>(&self, bytes: &'a [u8], keys: Range<u32>) -> impl Iterator<Item = u32> + use<'a> {
        let ordinals = self.ordinals;
        let starts = self.starts;
        let place = |at: u32| starts.get32(bytes, at as usize) as usize;
        let range = if keys.is_empty() {
            0..0
        } else {
            place(keys.start)..place(keys.end).min(ordinals.len())
        };
        range.map(move |at| ordinals.get32(bytes, at))
    }

    /// Calls `visit` with each key and each of its words, until it says false.
    pub fn visit(&self, bytes: &[u8], mut visit: impl FnMut(&str, u32) -> bool) {
        self.table.visit(bytes, "", |key, at| {
            self.words(bytes, at..at + 1).all(|word| visit(key, word))
        });
    }

    /// How many pairs of key and word there are.
    pub const fn len(&self) -> usize {
        self.ordinals.len()
    }
}

/// Writes the sections for pairs of key and word.
pub(super) fn write(
    mut pairs: Vec<(String, u32)>,
    sections: [Section; 3],
    put: &mut impl FnMut(Section, Vec<u8>),
) {
    pairs.sort_unstable();
    pairs.dedup();
    let (mut keys, mut starts) = (Vec::new(), Vec::new());
    for (at, (key, _)) in pairs.iter().enumerate() {
        if keys.last() != Some(&key.as_str()) {
            keys.push(key.as_str());
            starts.push(at as u64);
        }
    }
    starts.push(pairs.len() as u64);
    let mut table = Vec::new();
    build(&mut table, &keys);
    put(sections[0], table);
    put(sections[1], packed(&starts));
    let words: Vec<u64> = pairs.iter().map(|pair| pair.1.into()).collect();
    put(sections[2], packed(&words));
}

/// A column of numbers.
pub(super) fn packed(numbers: &[u64]) -> Vec<u8> {
    let mut out = Vec::new();
    pack(&mut out, numbers.iter().copied());
    out
}
