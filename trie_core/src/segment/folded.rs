//! The second key to the words: from their plain spellings to those that have accents.
//!
//! Another [table](crate::table) holds the plain spellings of all words that have accents (and nothing of the others,
//! so that it is empty for a text without any and asking it costs next to nothing); for each of them a stretch of one
//! column holds the ordinals of its words, ascending.
//!
//! It could be computed at query time by an automaton that goes down the words' own table along all letters that a
//! plain one may stand for. That saves these sections, which hold nothing where nothing has accents, and costs every
//! word of every query a look for every accent in every row it passes.

use std::ops::{Deref, Range};

use super::Segment;
use super::format::{Frame, Section};
use crate::bits::{Packed, pack};
use crate::error::{Error, Result};
use crate::table::{Table, build};
use crate::text::{MOST_SPELLINGS, plain_spellings};

/// Where the sections stand.
#[derive(Debug)]
pub(super) struct Folded {
    table: Table,
    starts: Packed,
    ordinals: Packed,
}

impl Folded {
    pub fn read(bytes: &[u8], frame: &Frame, words: usize) -> Result<Self> {
        let column = |section| {
            let (at, end) = frame.section(section);
            Packed::read(bytes, at, end)
        };
        let (at, end) = frame.section(Section::Folded);
        let folded = Self {
            table: Table::read(bytes, at, end)?,
            starts: column(Section::FoldedStarts)?,
            ordinals: column(Section::FoldedWords)?,
        };
        // A column of one number takes no room however long it says it is.
        let most = words.saturating_mul(MOST_SPELLINGS);
        if folded.starts.len() != folded.table.len() + 1 || folded.ordinals.len() > most {
            return Err(Error::Corrupt(
                "the plain spellings and their words differ in number".into(),
            ));
        }
        Ok(folded)
    }

    /// Ordinals of the words with this plain spelling, ascending.
    #[inline]
    pub fn find<'a>(&self, bytes: &'a [u8], plain: &str) -> impl Iterator<Item = u32> + use<'a> {
        let spellings = if self.table.is_empty() {
            None
        } else {
            self.table.ordinal(bytes, plain)
        };
        self.words(bytes, spellings.map_or(0..0, |at| at..at + 1))
    }

    /// Ordinals of the words with plain spellings that begin so, ascending, each once.
    pub fn range(&self, bytes: &[u8], prefix: &str) -> Vec<u32> {
        if self.table.is_empty() {
            return Vec::new();
        }
        let spellings = self.table.range(bytes, prefix);
        let mut found: Vec<u32> = self.words(bytes, spellings).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn words<'a>(
        &self,
        bytes: &'a [u8],
        spellings: Range<u32>,
    ) -> impl Iterator<Item = u32> + use<'a> {
        let ordinals = self.ordinals;
        let place = |at: u32| self.starts.get32(bytes, at as usize) as usize;
        let range = if spellings.is_empty() {
            0..0
        } else {
            place(spellings.start)..place(spellings.end).min(ordinals.len())
        };
        range.map(move |at| ordinals.get32(bytes, at))
    }

    /// How many pairs of spelling and word there are.
    pub const fn len(&self) -> usize {
        self.ordinals.len()
    }
}

impl<B: Deref<Target = [u8]>> Segment<B> {
    /// Ordinals of the words with accents that have this plain spelling, ascending.
    #[inline]
    pub fn accented(&self, plain: &str) -> impl Iterator<Item = u32> + '_ {
        self.folded.find(&self.bytes, plain)
    }

    /// Ordinals of the words with accents that do not begin so themselves, but in a plain spelling, ascending.
    #[must_use]
    pub fn accented_beginnings(&self, prefix: &str) -> Vec<u32> {
        let mut found = self.folded.range(&self.bytes, prefix);
        if !found.is_empty() {
            let range = self.table.range(&self.bytes, prefix);
            found.retain(|ordinal| !range.contains(ordinal));
        }
        found
    }
}

/// Writes the sections for words in byte order.
pub(super) fn write(words: &[&str], put: &mut impl FnMut(Section, Vec<u8>)) {
    let mut pairs: Vec<(String, u32)> = Vec::new();
    for (ordinal, word) in (0..).zip(words) {
        if !word.is_ascii() {
            plain_spellings(word, |plain| pairs.push((plain.to_owned(), ordinal)));
        }
    }
    pairs.sort_unstable();
    let (mut spellings, mut starts) = (Vec::new(), Vec::new());
    for (at, (plain, _)) in pairs.iter().enumerate() {
        if spellings.last() != Some(&plain.as_str()) {
            spellings.push(plain.as_str());
            starts.push(at as u64);
        }
    }
    starts.push(pairs.len() as u64);
    let mut table = Vec::new();
    build(&mut table, &spellings);
    put(Section::Folded, table);
    for (section, numbers) in [
        (Section::FoldedStarts, starts),
        (
            Section::FoldedWords,
            pairs.iter().map(|pair| pair.1.into()).collect(),
        ),
    ] {
        let mut out = Vec::new();
        pack(&mut out, numbers.iter().copied());
        put(section, out);
    }
}
