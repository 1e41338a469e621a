//! The dictionary. (docs below)

mod build;
mod fuzzy;
#[cfg(test)]
mod tests;
mod walk;

pub use build::build;
pub use fuzzy::{Near, distance};
pub use walk::Node;

use crate::bits::{Packed, load, load32};
use crate::error::{Error, Result};

/// Longest word the table takes, in bytes.
pub const MAX_WORD: usize = 255;

/// Edges in one group.
const GROUP: usize = 64;
/// Bytes of one group: labels, three bitmaps, two ranks.
const RECORD: usize = GROUP + 3 * 8 + 2 * 4;
/// Ends a string in the pool; no UTF-8 text contains this byte.
const STOP: u8 = 0xFF;
/// The label of "a word ends here"; every other label is its byte plus one.
const END: u8 = 0;

/// Where a table's arrays stand inside a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Table {
    groups: usize,
    edges: usize,
    words: u32,
    ends: Packed,
    tails: Packed,
    pool: usize,
    pool_end: usize,
}

/// The marks of one edge.
#[derive(Debug, Clone, Copy)]
struct Edge {
    /// The edge leads to another row; otherwise a word ends in it.
    inner: bool,
    /// How many edges before it lead to another row.
    rank: usize,
    /// Where its tail stands in the pool.
    tail: Option<usize>,
}

impl Table {
    /// Reads the table that stands at `at..end`.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when its arrays do not fit.
    pub fn read(bytes: &[u8], at: usize, end: usize) -> Result<Self> {
        let bad = || Error::Corrupt("the table's arrays reach beyond their section".into());
        if end > bytes.len() || at.checked_add(20).is_none_or(|head| head > end) {
            return Err(bad());
        }
        let words = load32(bytes, at);
        let edges = load32(bytes, at + 4) as usize;
        let [ends, tails, pool] =
            [8, 12, 16].map(|field| at.saturating_add(load32(bytes, at + field) as usize));
        let groups = at + 20;
        if groups + (edges / GROUP + 1) * RECORD > ends
            || ends > tails
            || tails > pool
            || pool > end
        {
            return Err(bad());
        }
        if words as usize > edges || (words == 0) != (edges == 0) {
            return Err(Error::Corrupt(
                "the table holds more words than edges".into(),
            ));
        }
        Ok(Self {
            groups,
            edges,
            words,
            ends: Packed::read(bytes, ends, tails)?,
            tails: Packed::read(bytes, tails, pool)?,
            pool,
            pool_end: end,
        })
    }

    /// How many words.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.words as usize
    }

    /// Whether there are none.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.words == 0
    }

    #[inline]
    const fn group(&self, edge: usize) -> usize {
        self.groups + edge / GROUP * RECORD
    }

    /// How many edges before `edge` lead to another row.
    #[inline]
    fn rank(&self, bytes: &[u8], edge: usize) -> usize {
        let group = self.group(edge);
        let before = load(bytes, group + GROUP) & crate::bits::mask((edge % GROUP) as u32);
        load32(bytes, group + GROUP + 24) as usize + before.count_ones() as usize
    }

    #[inline]
    fn edge(&self, bytes: &[u8], edge: usize) -> Edge {
        let (group, bit) = (self.group(edge), (edge % GROUP) as u32);
        let below = crate::bits::mask(bit);
        let inner = load(bytes, group + GROUP);
        let tails = load(bytes, group + GROUP + 16);
        let tail = (tails >> bit & 1 == 1).then(|| {
            let rank =
                load32(bytes, group + GROUP + 28) as usize + (tails & below).count_ones() as usize;
            self.pool
                .saturating_add(self.tails.get32(bytes, rank) as usize)
        });
        let rank =
            load32(bytes, group + GROUP + 24) as usize + (inner & below).count_ones() as usize;
        Edge {
            inner: inner >> bit & 1 == 1,
            rank,
            tail,
        }
    }

    #[inline]
    fn label(&self, bytes: &[u8], edge: usize) -> u8 {
        bytes
            .get(self.group(edge) + edge % GROUP)
            .copied()
            .unwrap_or(END)
    }

    /// The bytes of a tail, without its end.
    #[inline]
    fn tail<'a>(&self, bytes: &'a [u8], at: usize) -> &'a [u8] {
        let rest = bytes.get(at..self.pool_end).unwrap_or_default();
        let rest = rest.get(..MAX_WORD + 1).unwrap_or(rest);
        let len = rest.iter().position(|&byte| byte == STOP).unwrap_or(0);
        &rest[..len]
    }

    /// One behind the last edge of the row that begins at `edge`.
    #[inline]
    fn row_end(&self, bytes: &[u8], edge: usize) -> usize {
        let mut at = edge;
        while at < self.edges {
            let last = load(bytes, self.group(at) + GROUP + 8) >> (at % GROUP);
            if last != 0 {
                return (at + last.trailing_zeros() as usize + 1).min(self.edges);
            }
            at = (at / GROUP + 1) * GROUP;
        }
        self.edges
    }
}
