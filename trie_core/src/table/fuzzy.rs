//! Words within one or two edits of another one, found by walking the table once.
//!
//! The [`Automaton`] goes down the table with the walk and says where to turn back. As long as something may still be
//! edited every edge of a row is tried; once all edits are spent only the few letters that can follow are looked up,
//! which is nearly always the case below the first letters of a row.

use super::automaton::{Automaton, State};
use super::{END, MAX_WORD, Table};

/// A word found near another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near<'a> {
    /// The word.
    pub word: &'a str,
    /// Its ordinal.
    pub ordinal: u32,
    /// Edits between the two.
    pub distance: u32,
}

/// A row on the way.
#[derive(Clone, Copy)]
struct Row {
    at: usize,
    /// Inner edges before it.
    rank: usize,
    /// Words before all that stands below it.
    low: usize,
}

struct Walk<'a, F> {
    table: &'a Table,
    bytes: &'a [u8],
    machine: &'a Automaton,
    word: Vec<u8>,
    /// Edges it may still go along: no honest table has more than it says.
    left: usize,
    found: F,
}

impl Table {
    /// Calls `found` with every word within `limit` edits of `word` (at most two), in byte order.
    ///
    /// Swapping two neighbours is one edit, digits are never edited, and a word of more than 64 letters is near
    /// itself only.
    pub fn near(&self, bytes: &[u8], word: &str, limit: u32, mut found: impl FnMut(Near<'_>)) {
        if let Some(machine) = Automaton::new(word, limit).filter(|_| limit > 0) {
            return self.walk(bytes, &machine, found);
        }
        if let Some(ordinal) = self.ordinal(bytes, word) {
            found(Near {
                word,
                ordinal,
                distance: 0,
            });
        }
    }

    fn walk(&self, bytes: &[u8], machine: &Automaton, found: impl FnMut(Near<'_>)) {
        if self.is_empty() {
            return;
        }
        let row = Row {
            at: 0,
            rank: 0,
            low: 0,
        };
        Walk {
            table: self,
            bytes,
            machine,
            word: Vec::with_capacity(MAX_WORD),
            left: self.edges + 1,
            found,
        }
        .row(row, &machine.start());
    }
}

impl<F: FnMut(Near<'_>)> Walk<'_, F> {
    fn row(&mut self, row: Row, state: &State) {
        let end = self.table.end_of_row(self.bytes, row.at);
        if self.machine.is_strict(state) {
            let (ends, letters, count) = self.machine.next(state);
            if ends && self.table.label(self.bytes, row.at) == END {
                self.edge(row, end, row.at, state);
            }
            for letter in &letters[..count] {
                if let Some(at) = self.table.find(self.bytes, row.at, letter + 1) {
                    self.edge(row, end, at, state);
                }
            }
            return;
        }
        for at in row.at..end {
            self.edge(row, end, at, state);
        }
    }

    fn edge(&mut self, row: Row, end: usize, at: usize, state: &State) {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            return;
        }
        let label = self.table.label(self.bytes, at);
        let mut state = *state;
        if label != END {
            state = self.machine.byte(&state, label - 1);
            if !self.machine.lives(&state) {
                return;
            }
        }
        let edge = self.table.edge(self.bytes, at);
        let tail = edge
            .tail
            .map_or(&[][..], |tail| self.table.tail(self.bytes, tail));
        for &byte in tail {
            state = self.machine.byte(&state, byte);
            if !self.machine.lives(&state) {
                return;
            }
        }
        let edits = self.machine.edits(&state);
        if !edge.inner && edits.is_none() {
            return;
        }
        // The first row below this one stands right behind it, each other one where everything below the inner edge
        // before it ends; what stands between are the words before this edge, and their edges' own.
        let first = edge.rank == row.rank;
        let below = if first {
            end
        } else {
            let before = edge.rank.wrapping_sub(1);
            self.table.ends.get32(self.bytes, before) as usize
        };
        let below_rank = self.table.rank(self.bytes, below);
        let own = (at - row.at).wrapping_sub(edge.rank.wrapping_sub(row.rank));
        let leaves = |at: usize, rank: usize| at.wrapping_sub(rank);
        let end_rank = if first {
            below_rank
        } else {
            self.table.rank(self.bytes, end)
        };
        let deeper = leaves(below, below_rank).wrapping_sub(leaves(end, end_rank));
        let low = row.low.wrapping_add(own).wrapping_add(deeper);
        let len = self.word.len();
        self.word.extend(label.checked_sub(1));
        self.word.extend_from_slice(tail);
        if !edge.inner {
            self.leaf(low, edits);
        } else if label != END
            && below > at
            && below < self.table.edges
            && self.word.len() <= MAX_WORD
        {
            let row = Row {
                at: below,
                rank: below_rank,
                low,
            };
            self.row(row, &state);
        }
        self.word.truncate(len);
    }

    fn leaf(&mut self, ordinal: usize, edits: Option<u32>) {
        if let (Some(distance), Ok(word)) = (edits, std::str::from_utf8(&self.word))
            && ordinal < self.table.words as usize
        {
            (self.found)(Near {
                word,
                ordinal: ordinal as u32,
                distance,
            });
        }
    }
}

/// Edits between two words as [`Automaton`] counts them, however many; none when their digits differ.
#[must_use]
pub fn distance(left: &str, right: &str) -> Option<u32> {
    const NEVER: u32 = u32::MAX / 2;
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let price = |letter: char| if letter.is_numeric() { NEVER } else { 1 };
    let mut first = vec![0_u32];
    for &b in &right {
        first.push((first[first.len() - 1] + price(b)).min(NEVER));
    }
    let mut rows = vec![first];
    for (i, &a) in left.iter().enumerate() {
        let mut row = vec![(rows[i][0] + price(a)).min(NEVER)];
        for (j, &b) in right.iter().enumerate() {
            let change = if a == b { 0 } else { price(a).max(price(b)) };
            let mut value = (rows[i][j] + change)
                .min(rows[i][j + 1] + price(a))
                .min(row[j] + price(b));
            if i > 0 && j > 0 && a == right[j - 1] && left[i - 1] == b {
                value = value.min(rows[i - 1][j - 1] + price(a).max(price(b)));
            }
            row.push(value.min(NEVER));
        }
        rows.push(row);
    }
    Some(rows[left.len()][right.len()]).filter(|&edits| edits < NEVER)
}
