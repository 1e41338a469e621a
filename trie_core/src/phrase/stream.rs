//! The words of a draft's versions in the order of their texts.

use std::borrow::Cow;
use std::ops::Range;

use super::edit::{Op, apply};
use crate::error::{Error, Result};

/// Stands for a place without a word.
pub(crate) const GAP: u32 = u32::MAX;

/// One version's words, as far as they are written out.
#[derive(Debug, Clone)]
pub(super) enum Text {
    /// A stretch of the words.
    Whole(Range<usize>),
    /// Steps from the next version of the draft, and the words they put in.
    Edit(Range<usize>, Range<usize>),
}

/// The words of a draft's versions, version by version.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    pub words: Vec<u32>,
    pub(super) ops: Vec<Op>,
    pub(super) texts: Vec<Text>,
    /// For each version the gaps inside its fields.
    pub(super) skips: Vec<[u32; 3]>,
    /// Where the version that is being written began.
    start: usize,
}

impl Streams {
    /// About how much memory they hold.
    pub const fn bytes(&self) -> usize {
        self.words.len() * size_of::<u32>() + self.ops.len() * size_of::<Op>()
    }

    /// A word was left out.
    pub fn gap(&mut self, skips: &mut u32) {
        if self.words.len() > self.start && self.words.last() != Some(&GAP) {
            self.words.push(GAP);
            *skips += 1;
        }
    }

    /// A field ends; the third ends the version.
    pub fn end_field(&mut self, field: usize, skips: [u32; 3]) {
        if field < 2 {
            self.words.push(GAP);
            return;
        }
        self.texts.push(Text::Whole(self.start..self.words.len()));
        self.skips.push(skips);
        self.start = self.words.len();
    }

    /// A version whose words are a stretch of those there.
    pub(super) fn whole_at(&mut self, words: Range<usize>, skips: [u32; 3]) {
        self.texts.push(Text::Whole(words));
        self.skips.push(skips);
        self.start = self.words.len();
    }

    /// A version as an edit of the next one.
    pub(super) fn edit(&mut self, ops: &[Op], words: impl Iterator<Item = u32>) -> Text {
        let (from, first) = (self.ops.len(), self.words.len());
        self.ops.extend_from_slice(ops);
        self.words.extend(words);
        self.start = self.words.len();
        Text::Edit(from..self.ops.len(), first..self.words.len())
    }

    /// All words of a version.
    pub(super) fn whole(&self, version: usize) -> Result<Cow<'_, [u32]>> {
        let bad = || Error::Corrupt("the words of a version cannot be put together".into());
        let mut last = version;
        let mut words = loop {
            match self.texts.get(last).ok_or_else(bad)? {
                Text::Whole(range) => {
                    break Cow::Borrowed(self.words.get(range.clone()).ok_or_else(bad)?);
                }
                Text::Edit(..) => last += 1,
            }
        };
        for older in (version..last).rev() {
            if let Text::Edit(ops, put) = &self.texts[older] {
                let (ops, put) = (&self.ops[ops.clone()], &self.words[put.clone()]);
                words = Cow::Owned(apply(&words, ops, put).ok_or_else(bad)?);
            }
        }
        Ok(words)
    }
}
