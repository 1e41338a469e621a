//! Words within one or two edits of another one, found by walking the table once.
//!
//! The [`Automaton`] goes down the table with the walk and says where to turn back. Where a letter may be edited every
//! edge of a row is tried; where none may (yet), only the few letters that can follow are looked up; and once all edits
//! are made, what has to follow is known whole and looked up like any word.

use super::automaton::{Automaton, State};
use super::doors::Door;
use super::{END, Edge, MAX_WORD, Table};

/// A word found near another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Its ordinal.
    pub ordinal: u32,
    /// Edits between the two.
    pub distance: u32,
    /// The word.
    pub word: String,
}

/// A row on the way.
#[derive(Clone, Copy)]
struct Row {
    at: usize,
    /// One behind its last edge.
    end: usize,
    /// Inner edges before it.
    rank: usize,
    /// Words before all that stands below it.
    low: usize,
}

/// An edge that is being gone along.
struct Step<'a> {
    row: Row,
    at: usize,
    edge: Edge,
    /// Where the row below it begins; for an edge that leads nowhere, where what stands below the edges before it
    /// ends.
    below: usize,
    /// Its label and what follows it.
    label: u8,
    tail: &'a [u8],
}

struct Walk<'a, const LIMIT: usize> {
    table: &'a Table,
    bytes: &'a [u8],
    machine: &'a Automaton,
    word: Vec<u8>,
    /// Edges it may still go along: no honest table has more than it says.
    left: usize,
    /// Rows in which it looked for one letter.
    looked: usize,
    found: &'a mut Vec<Near>,
}

impl Table {
    /// Every word within `limit` edits of `word` (at most two), in byte order.
    ///
    /// Swapping two neighbours is one edit, digits are never edited, and a word of more than 63 letters is near
    /// itself only.
    #[must_use]
    pub fn near(&self, bytes: &[u8], word: &str, limit: u32) -> Vec<Near> {
        let mut found = Vec::new();
        match Automaton::new(word, limit).filter(|_| limit > 0) {
            Some(machine) => {
                self.walk(bytes, &machine, &mut found);
                in_order(&mut found);
            }
            None => found.extend(self.itself(bytes, word)),
        }
        found
    }

    /// The word itself, if it is there.
    pub(super) fn itself(&self, bytes: &[u8], word: &str) -> Option<Near> {
        let ordinal = self.ordinal(bytes, word)?;
        Some(Near {
            ordinal,
            distance: 0,
            word: word.to_owned(),
        })
    }

    /// Appends the words that the machine takes, in no order; gives the number of edges and rows it looked at.
    pub(super) fn walk(&self, bytes: &[u8], machine: &Automaton, found: &mut Vec<Near>) -> usize {
        match machine.limit() {
            _ if self.is_empty() => 0,
            1 => self.walk_within::<1>(bytes, machine, found),
            _ => self.walk_within::<2>(bytes, machine, found),
        }
    }

    fn walk_within<const LIMIT: usize>(
        &self,
        bytes: &[u8],
        machine: &Automaton,
        found: &mut Vec<Near>,
    ) -> usize {
        let mut walk = Walk::<LIMIT> {
            table: self,
            bytes,
            machine,
            word: Vec::with_capacity(MAX_WORD),
            left: self.edges,
            looked: 0,
            found,
        };
        walk.row(0, 0, 0, &machine.start::<LIMIT>());
        self.edges - walk.left + walk.looked
    }
}

/// Puts words in order, each once.
pub(super) fn in_order(found: &mut Vec<Near>) {
    found.sort_unstable_by_key(|near| (near.ordinal, near.distance));
    found.dedup_by_key(|near| near.ordinal);
}

impl<const LIMIT: usize> Walk<'_, LIMIT> {
    fn row(&mut self, at: usize, rank: usize, low: usize, state: &State) {
        let end = self.table.end_of_row(self.bytes, at);
        let row = Row { at, end, rank, low };
        if self.machine.is_open::<LIMIT>(state) {
            for at in at..end {
                self.edge(row, at, state);
            }
            return;
        }
        if self.machine.edits::<LIMIT>(state).is_some() && self.table.label(self.bytes, at) == END {
            self.edge(row, at, state);
        }
        let machine = self.machine;
        for letter in machine.next::<LIMIT>(state) {
            if let Some(at) = self.table.find(self.bytes, at, letter + 1) {
                self.edge(row, at, state);
            }
        }
    }

    fn edge(&mut self, row: Row, at: usize, state: &State) {
        let Some(left) = self.left.checked_sub(1) else {
            return;
        };
        self.left = left;
        let label = self.table.label(self.bytes, at);
        let mut state = *state;
        if label != END {
            state = self.machine.byte::<LIMIT>(&state, label - 1);
            if !state.lives::<LIMIT>() {
                return;
            }
        }
        let edge = self.table.edge(self.bytes, at);
        let tail = edge
            .tail
            .map_or(&[][..], |tail| self.table.tail(self.bytes, tail));
        let below = if edge.rank == row.rank {
            row.end
        } else {
            let before = edge.rank.wrapping_sub(1);
            self.table.ends.get32(self.bytes, before) as usize
        };
        let step = Step {
            row,
            at,
            edge,
            below,
            label,
            tail,
        };
        for (read, &byte) in tail.iter().enumerate() {
            if state.is_strict::<LIMIT>() {
                return self.rests(&step, read, &state);
            }
            state = self.machine.byte::<LIMIT>(&state, byte);
            if !state.lives::<LIMIT>() {
                return;
            }
        }
        if !edge.inner {
            if let Some(distance) = self.machine.edits::<LIMIT>(&state) {
                self.leaf(&step, distance);
            }
        } else if state.is_strict::<LIMIT>() {
            self.rests(&step, tail.len(), &state);
        } else if self.leads_on(&step) {
            let len = self.word.len();
            self.word.push(label - 1);
            self.word.extend_from_slice(tail);
            if self.word.len() <= MAX_WORD {
                let (rank, low) = self.behind(&step);
                self.row(below, rank, low, &state);
            }
            self.word.truncate(len);
        }
    }

    /// Whether an edge that leads to another row does so in an honest way.
    fn leads_on(&self, step: &Step) -> bool {
        step.label != END && step.below > step.at && step.below < self.table.edges
    }

    /// Inner edges and words before the row below an edge (or the word that ends in it).
    fn behind(&self, step: &Step) -> (usize, usize) {
        let Step {
            row,
            at,
            edge,
            below,
            ..
        } = *step;
        // The first row below this one stands right behind it, each other one where everything below the inner edge
        // before it ends; what stands between are the words before this edge, and their edges' own.
        let rank = self.table.rank(self.bytes, below);
        let end_rank = if below == row.end {
            rank
        } else {
            self.table.rank(self.bytes, row.end)
        };
        let own = (at - row.at).wrapping_sub(edge.rank.wrapping_sub(row.rank));
        let leaves = |at: usize, rank: usize| at.wrapping_sub(rank);
        let deeper = leaves(below, rank).wrapping_sub(leaves(row.end, end_rank));
        (rank, row.low.wrapping_add(own).wrapping_add(deeper))
    }

    fn leaf(&mut self, step: &Step, distance: u32) {
        let ordinal = self.behind(step).1;
        self.take(step, &[], ordinal, distance);
    }

    /// Looks for all that can follow without further edits, of an edge of whose tail some is read.
    fn rests(&mut self, step: &Step, read: usize, state: &State) {
        let machine = self.machine;
        for rest in machine.rests::<LIMIT>(state) {
            // Most tails and rests differ in their first letter.
            let tail = &step.tail[read..];
            if !tail.is_empty() && tail.first() != rest.first() {
                continue;
            }
            let Some(rest) = rest.strip_prefix(tail) else {
                continue;
            };
            if !step.edge.inner {
                if rest.is_empty() {
                    self.leaf(step, LIMIT as u32);
                }
                continue;
            }
            self.looked += 1;
            // Most rows have not even its first letter.
            let first = rest.first().map_or(END, |byte| byte + 1);
            if !self.leads_on(step) || self.table.find(self.bytes, step.below, first).is_none() {
                continue;
            }
            let (rank, low) = self.behind(step);
            let door = Door {
                row: step.below as u32,
                rank: rank as u32,
                before: low as u32,
                depth: 0,
            };
            if let Some(ordinal) = self.table.look::<true>(self.bytes, rest, door) {
                self.take(step, rest, ordinal as usize, LIMIT as u32);
            }
        }
    }

    fn take(&mut self, step: &Step, rest: &[u8], ordinal: usize, distance: u32) {
        if ordinal >= self.table.words as usize {
            return;
        }
        let label = step.label.checked_sub(1);
        let parts = [&self.word[..], label.as_slice(), step.tail, rest];
        if let Ok(word) = String::from_utf8(parts.concat()) {
            self.found.push(Near {
                ordinal: ordinal as u32,
                distance,
                word,
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
