//! Interface of every form of the table, so that tests and benchmarks treat all forms alike.

use super::Table;
use crate::error::Result;

/// A dictionary of sorted words that is read where its bytes lie: word to ordinal, ordinal to word.
pub trait Layout: Sized {
    /// Appends the table of `words`, which must be sorted by bytes, distinct and at most
    /// [`MAX_WORD`](super::MAX_WORD) bytes long.
    ///
    /// # Errors
    /// [`Error::Input`](crate::error::Error::Input) when they are too many for this layout.
    fn build(out: &mut Vec<u8>, words: &[&str]) -> Result<()>;

    /// Reads the table that stands at `at..end`.
    ///
    /// # Errors
    /// [`Error::Corrupt`](crate::error::Error::Corrupt) when its arrays do not fit.
    fn read(bytes: &[u8], at: usize, end: usize) -> Result<Self>;

    /// How many words.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The word's place in byte order, if the table has it.
    fn ordinal(&self, bytes: &[u8], word: &str) -> Option<u32>;

    /// The word at a place in byte order.
    fn word(&self, bytes: &[u8], ordinal: u32) -> Option<String>;
}

impl Layout for Table {
    fn build(out: &mut Vec<u8>, words: &[&str]) -> Result<()> {
        super::build(out, words);
        Ok(())
    }

    fn read(bytes: &[u8], at: usize, end: usize) -> Result<Self> {
        Self::read(bytes, at, end)
    }

    fn len(&self) -> usize {
        self.len()
    }

    #[inline]
    fn ordinal(&self, bytes: &[u8], word: &str) -> Option<u32> {
        self.ordinal(bytes, word)
    }

    fn word(&self, bytes: &[u8], ordinal: u32) -> Option<String> {
        self.word(bytes, ordinal)
    }
}
