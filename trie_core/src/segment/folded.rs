//! The second key to the words with accents: their plain spellings. It holds nothing of other words, so that it is
//! empty for a text without any and asking it costs next to nothing.
//!
//! It could be computed at query time by an automaton that goes down the words' own table along all letters that a
//! plain one may stand for. That saves these sections, which hold nothing where nothing has accents, and costs every
//! word of every query a look for every accent in every row it passes.

use std::ops::Deref;

use super::Segment;
use super::format::Section;
use super::keyed;
use crate::text::{MOST_SPELLINGS, plain_spellings};

pub(super) const SECTIONS: [Section; 3] =
    [Section::Folded, Section::FoldedStarts, Section::FoldedWords];

/// The most pairs of plain spelling and word that so many words have.
pub(super) const fn most(words: usize) -> usize {
    words.saturating_mul(MOST_SPELLINGS)
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
    keyed::write(pairs, SECTIONS, put);
}
