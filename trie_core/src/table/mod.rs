//! The dictionary: a trie over the sorted words, kept as the rows of its transition table without the empty cells.
//!
//! # From words to a table
//!
//! Take six words: `car`, `card`, `care`, `cat`, `dog`, `dot`. A trie reads them letter by letter from the left, and
//! words that begin alike share their way. Seen as a table it has a row for each place where words part (M rows) and
//! a column for each letter (K columns, 257 of them: every byte, and `∎` for "a word ends here"); a cell says in which
//! row to go on. Steps without a choice need no row of their own: their letters are written beside the cell that
//! leads over them (*path compression*), and so is the rest of a word that is alone from there on.
//!
//! ```text
//! row    ∎       a ‥ c        d       e       g       r       t
//! ──────────────────────────────────────────────────────────────
//!  0                 +a → 1   +o → 2
//!  1                                                  → 3     cat
//!  2                                          dog             dot
//!  3     car                  card    care
//! ```
//!
//! Of this table 9 cells of 4 × 257 are in use, and with 40,000 words of web pages it is no fuller. So only the cells
//! in use are kept, row after row, in *preorder*: a row, then everything below its first cell, then everything below
//! its second. That is the form known as *compressed sparse rows*:
//!
//! ```text
//! edge      0   1   2   3   4   5   6   7   8
//! label     c   d   r   t   ∎   d   e   g   t      one byte each
//! last      ·   1   ·   1   ·   ·   1   ·   1      the row ends here
//! inner     1   1   1   ·   ·   ·   ·   ·   ·      leads to another row; otherwise a word ends in it
//! tail      1   1   ·   ·   ·   ·   ·   ·   ·      has more letters than its label
//! ends      7   9   7                              for each inner edge: one behind the last edge below it
//! tails     0   2                                  for each tail: where it begins in the pool
//! pool      a ∎ o ∎                                tails; one that ends another is not written again
//! ```
//!
//! The example is true: [`Table::draw`] prints it.
//!
//! ```
//! use trie_core::table::{Table, build};
//! let mut bytes = Vec::new();
//! build(&mut bytes, &["car", "card", "care", "cat", "dog", "dot"]);
//! let table = Table::read(&bytes, 0, bytes.len()).unwrap();
//! assert_eq!(table.draw(&bytes), "\
//! label c d r t ∎ d e g t
//! last  · 1 · 1 · · 1 · 1
//! inner 1 1 1 · · · · · ·
//! tail  a o · · · · · · ·
//! ends  7 9 7
//! ");
//! assert_eq!(table.ordinal(&bytes, "cat"), Some(3));
//! assert_eq!(table.word(&bytes, 3).as_deref(), Some("cat"));
//! assert_eq!(table.range(&bytes, "car"), 0..3);
//! ```
//!
//! # Finding a word, and its ordinal
//!
//! Look for `cat`. Row 0 begins at edge 0; eight labels are compared at once, `c` is edge 0. Its tail `a` follows in
//! the word too. It is inner: the first row below a row begins where the row ends, at edge 2 (`last`); each further one
//! begins where everything below the edge before it `ends`. There `t` is edge 3, no inner one, and the word is over:
//! found.
//!
//! The *ordinal* of a word is its place in byte order. It costs no memory: because of the preorder, the words below an
//! edge are the edges that are not inner between where its row begins and where its `ends` says, and how many inner
//! edges stand before any edge is known from a count kept for each 64 of them (*rank*). On the way to `cat` one passes
//! in row 1 the edge `r`, below which stand edges 4 to 6, all of them words: so `cat` is number 3. The way back, from
//! ordinal to word, goes down the rows whose words include the number; all words with a prefix are one range of
//! ordinals.
//!
//! # The other layout, and which one won
//!
//! The usual way to shrink the table is to push its rows over each other until no cells collide (a *double array*):
//! [`Overlap`], behind the same trait [`Layout`]. `bench/index/lookup.py` measures both, here on 42,548 words of real
//! pages (an AMD EPYC of 2025, the best of many rounds over the same thousand words; std's `HashMap` takes 16 ns):
//!
//! | | rows in sequence | rows overlapped |
//! |---|---|---|
//! | bytes a word, ordinals both ways included | 5.8 | 10.7 |
//! | word → ordinal | 97 ns (69 by [`Doors`]) | 18 ns |
//! | ranges of a prefix, near words | a walk along the edges | a try of every letter in every row |
//!
//! Segments keep rows in sequence. Files half as large are worth more to them than 50 ns: a search looks up two or three
//! words in each of a few segments and then works for microseconds, whereas prefixes, completions and misspelled words
//! walk along whole rows. Who only asks for words, millions of them, takes the other one.
//!
//! # Layout
//!
//! Little-endian: words `u32`, edges `u32`, where `ends`, `tails` and pool begin (`u32` each, from the table's
//! beginning); then groups of 64 edges: 64 labels, `inner`, `last` and `tail` as 64 bits each, inner edges and tails
//! before the group as `u32` each: what one step needs lies together. Then `ends` and `tails` as [packed
//! columns](crate::bits::Packed), then the pool, each tail ended by `0xFF`.

mod automaton;
#[cfg(test)]
mod both;
mod build;
mod doors;
mod fuzzy;
mod layout;
mod mirror;
mod overlap;
#[cfg(test)]
mod tests;
mod walk;

pub use automaton::{Automaton, FARTHEST};
pub use build::build;
pub use doors::Doors;
pub use fuzzy::{Near, distance};
pub use layout::Layout;
pub use mirror::Neighbours;
pub use overlap::Overlap;
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

    /// The arrays in words, for looking at small tables.
    #[must_use]
    pub fn draw(&self, bytes: &[u8]) -> String {
        let mut lines = [const { String::new() }; 5];
        for (line, name) in lines
            .iter_mut()
            .zip(["label", "last ", "inner", "tail ", "ends "])
        {
            line.push_str(name);
        }
        let mark = |set: bool| if set { "1" } else { "·" }.to_owned();
        for at in 0..self.edges {
            let edge = self.edge(bytes, at);
            let label = self.label(bytes, at).checked_sub(1);
            let letters = |tail: &[u8]| String::from_utf8_lossy(tail).into_owned();
            let cells = [
                label.map_or("∎".to_owned(), |byte| letters(&[byte])),
                mark(self.row_end(bytes, at) == at + 1),
                mark(edge.inner),
                edge.tail
                    .map_or("·".to_owned(), |tail| letters(self.tail(bytes, tail))),
            ];
            for (line, cell) in lines.iter_mut().zip(&cells) {
                line.push(' ');
                line.push_str(cell);
            }
            if edge.inner {
                lines[4].push(' ');
                lines[4].push_str(&self.ends.get32(bytes, edge.rank).to_string());
            }
        }
        lines.join("\n") + "\n"
    }
}
