//! A word's entry in a segment, by the word or its ordinal.

use std::ops::{Deref, Range};

use super::dense::Line;
use super::{List, STRIDE, Segment};
use crate::bits::get_varint;

/// What a segment knows of a word: its runs in title and main text, and in the rest.
#[derive(Debug, Clone, Copy, Default)]
pub struct Term {
    /// Title and main text.
    pub body: List,
    /// The rest.
    pub rest: List,
}

impl<B: Deref<Target = [u8]>> Segment<B> {
    /// What is known of the word at `ordinal`.
    #[must_use]
    pub fn term(&self, ordinal: u32) -> Term {
        self.terms(ordinal..ordinal + 1).next().unwrap_or_default()
    }

    /// What is known of the words of a range of ordinals.
    pub fn terms(&self, ordinals: Range<u32>) -> impl Iterator<Item = Term> + '_ {
        let bytes: &[u8] = &self.bytes;
        let line = self.one_each.then_some(self.versions);
        let stride = STRIDE as u32;
        let sample = ordinals.start / stride;
        let offset = self.term_offsets.get32(bytes, sample as usize) as usize;
        let mut at = self.postings.saturating_add(offset);
        let skip = ordinals.start % stride;
        let count = ordinals
            .end
            .min(self.table.len() as u32)
            .saturating_sub(ordinals.start);
        (0..skip + count)
            .map(move |_| {
                let (term, end) = read_term(bytes, at, line);
                at = end;
                term
            })
            .skip(skip as usize)
    }

    /// The word's runs, if it has any.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<Term> {
        self.table
            .ordinal(&self.bytes, word)
            .map(|ordinal| self.term(ordinal))
    }
}

fn read_term(bytes: &[u8], mut at: usize, line: Line) -> (Term, usize) {
    let start = at;
    let head = get_varint(bytes, &mut at);
    if head & 3 != 0 {
        let body = List::new(start, 1, None);
        let end = body.end(bytes);
        return (
            Term {
                body,
                rest: List::new(end, 0, None),
            },
            end,
        );
    }
    let rest = if head >> 2 & 1 == 1 {
        get_varint(bytes, &mut at)
    } else {
        0
    };
    // A run takes at least a bit of the file in blocks of its own, so a greater number is forged.
    let bound = |len: u64| u32::try_from(len.min(bytes.len() as u64 * 128)).unwrap_or(u32::MAX);
    let body = List::new(at, bound(head >> 3), line);
    let rest = List::new(body.end(bytes), bound(rest), line);
    (Term { body, rest }, rest.end(bytes))
}
