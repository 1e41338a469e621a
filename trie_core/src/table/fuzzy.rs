//! Words within one or two edits of another one, found by walking the table once.
//!
//! Each step down the table adds one row to the classical matrix of edit distances; when the least number of a row
//! is above the limit, nothing below that edge can match and the walk turns back.

use super::{MAX_WORD, Table};

/// A word found near another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The word.
    pub word: String,
    /// Its ordinal.
    pub ordinal: u32,
    /// Insertions, deletions, replacements and swaps of neighbours between the two.
    pub distance: u32,
}

struct Walk<'a, F> {
    table: &'a Table,
    bytes: &'a [u8],
    wanted: Vec<char>,
    limit: u8,
    /// The whole characters so far,
    letters: Vec<char>,
    /// and one row of the matrix for each.
    rows: Vec<Vec<u8>>,
    word: Vec<u8>,
    /// Bytes of `word` that form whole characters.
    whole: usize,
    /// Edges it may still go along.
    left: usize,
    found: F,
}

impl Table {
    /// Calls `found` with every word within `limit` edits of `word`, in byte order.
    ///
    /// Digits are never fuzzy: a word with a digit in it is near itself only.
    pub fn near(&self, bytes: &[u8], word: &str, limit: u32, mut found: impl FnMut(Near)) {
        if limit == 0 || word.chars().any(char::is_numeric) || word.len() > MAX_WORD {
            if let Some(ordinal) = self.ordinal(bytes, word) {
                found(Near {
                    word: word.into(),
                    ordinal,
                    distance: 0,
                });
            }
            return;
        }
        if self.is_empty() {
            return;
        }
        let wanted: Vec<char> = word.chars().collect();
        let rows = vec![
            (0..=wanted.len())
                .map(|column| u8::try_from(column).unwrap_or(u8::MAX))
                .collect(),
        ];
        let limit = u8::try_from(limit).unwrap_or(u8::MAX);
        let (letters, word, whole, left) = (Vec::new(), Vec::new(), 0, self.edges + 1);
        Walk {
            table: self,
            bytes,
            wanted,
            limit,
            letters,
            rows,
            word,
            whole,
            left,
            found,
        }
        .row(0);
    }
}

impl<F: FnMut(Near)> Walk<'_, F> {
    fn row(&mut self, row: usize) {
        let end = self.table.end_of_row(self.bytes, row);
        let mut below = end;
        for at in row..end {
            let (label, tail, next) = self.table.step(self.bytes, at);
            let child = next.map(|next| std::mem::replace(&mut below, next));
            // No honest table has more edges to go along than it has.
            self.left = self.left.saturating_sub(1);
            if self.left == 0
                || child.is_some_and(|child| below <= child || below > self.table.edges)
            {
                return;
            }
            let (len, whole, rows) = (self.word.len(), self.whole, self.rows.len());
            let alive = label.is_none_or(|byte| self.push(byte))
                && tail.iter().all(|&byte| self.push(byte));
            match child {
                Some(child) if alive && self.word.len() <= MAX_WORD => self.row(child),
                None if alive => self.leaf(),
                _ => {}
            }
            self.word.truncate(len);
            self.whole = whole;
            self.rows.truncate(rows);
            self.letters.truncate(rows - 1);
        }
    }

    fn leaf(&mut self) {
        let distance = self
            .rows
            .last()
            .and_then(|row| row.last())
            .copied()
            .unwrap_or(u8::MAX);
        if distance > self.limit || self.whole != self.word.len() {
            return;
        }
        let Ok(word) = std::str::from_utf8(&self.word) else {
            return;
        };
        if let Some(ordinal) = self.table.ordinal(self.bytes, word) {
            (self.found)(Near {
                word: word.into(),
                ordinal,
                distance: distance.into(),
            });
        }
    }

    /// Takes one more byte; false when nothing further down can match.
    fn push(&mut self, byte: u8) -> bool {
        self.word.push(byte);
        let pending = &self.word[self.whole..];
        if pending.len() < char_len(pending[0]) {
            return true;
        }
        let Some(character) = std::str::from_utf8(pending)
            .ok()
            .and_then(|text| text.chars().next())
        else {
            return false;
        };
        self.whole = self.word.len();
        if character.is_numeric() {
            return false;
        }
        let Some(above) = self.rows.last() else {
            return false;
        };
        let mut row = Vec::with_capacity(above.len());
        row.push(above[0].saturating_add(1));
        let mut least = row[0];
        for (column, &wanted) in self.wanted.iter().enumerate() {
            let replaced = above[column].saturating_add(u8::from(wanted != character));
            let mut value = replaced
                .min(above[column + 1].saturating_add(1))
                .min(row[column].saturating_add(1));
            // Swapped neighbours. A row above the limit ends the walk nevertheless: two rows further up no number can
            // be less than the limit then, and a swap costs one.
            if let (Some(&before), Some([.., earlier, _])) =
                (self.letters.last(), self.rows.get(..))
                && column > 0
                && wanted == before
                && self.wanted[column - 1] == character
            {
                value = value.min(earlier[column - 1].saturating_add(1));
            }
            least = least.min(value);
            row.push(value);
        }
        self.rows.push(row);
        self.letters.push(character);
        least <= self.limit
    }
}

const fn char_len(lead: u8) -> usize {
    match lead {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}

/// Edits between two words, where swapping two neighbours counts once: how people mistype.
#[must_use]
pub fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut rows = vec![(0..=right.len()).collect::<Vec<usize>>()];
    for (i, &a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &b) in right.iter().enumerate() {
            let mut value = (rows[i][j] + usize::from(a != b))
                .min(rows[i][j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && a == right[j - 1] && left[i - 1] == b {
                value = value.min(rows[i - 1][j - 1] + 1);
            }
            row.push(value);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}
