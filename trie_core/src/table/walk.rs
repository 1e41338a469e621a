//! Ways through the table: word to ordinal, ordinal to word, everything under a prefix.

use super::doors::Door;
use super::{END, GROUP, MAX_WORD, STOP, Table};
use crate::bits::load;

/// One row of the table, with the ordinals of the words below it.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// Its first edge.
    pub(super) at: usize,
    /// Ordinals of the words below: from, and one behind.
    pub low: u32,
    /// One behind the last ordinal below.
    pub high: u32,
}

/// What stands behind a prefix.
pub(super) enum Below {
    Leaf(u32),
    Row(Node),
}

impl Table {
    pub(super) fn root(&self) -> Node {
        Node {
            at: 0,
            low: 0,
            high: self.words,
        }
    }

    /// The edge with this label in the row that begins at `row`.
    #[inline]
    pub(super) fn find(&self, bytes: &[u8], row: usize, label: u8) -> Option<usize> {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const HIGHS: u64 = 0x8080_8080_8080_8080;
        let wanted = u64::from(label) * ONES;
        let mut at = row;
        while at < self.edges {
            let (group, bit) = (self.group(at), at % GROUP);
            let last = load(bytes, group + GROUP + 8) >> bit;
            // Edges of this row in this group: up to the mark of the last one.
            let ends = last != 0;
            let count = if ends {
                last.trailing_zeros() as usize + 1
            } else {
                GROUP - bit
            };
            let mut done = 0;
            while done < count {
                let differ = load(bytes, group + bit + done) ^ wanted;
                let zero = differ.wrapping_sub(ONES) & !differ & HIGHS;
                if zero != 0 {
                    let hit = done + (zero.trailing_zeros() / 8) as usize;
                    if hit < count {
                        return Some(at + hit);
                    }
                    // A byte behind the labels of the group, so this part of the row has none.
                    break;
                }
                done += 8;
            }
            if ends {
                return None;
            }
            at += count;
        }
        None
    }

    /// The word's place in byte order, if the table has it.
    #[inline]
    #[must_use]
    pub fn ordinal(&self, bytes: &[u8], word: &str) -> Option<u32> {
        self.look::<true>(bytes, word.as_bytes(), Door::default())
    }

    /// Whether the table has the word.
    #[inline]
    #[must_use]
    pub fn contains(&self, bytes: &[u8], word: &str) -> bool {
        self.look::<false>(bytes, word.as_bytes(), Door::default())
            .is_some()
    }

    /// Looks for a word from a door on its way; without `COUNT` its ordinal is not counted on the way.
    #[inline]
    pub(super) fn look<const COUNT: bool>(
        &self,
        bytes: &[u8],
        word: &[u8],
        door: Door,
    ) -> Option<u32> {
        let [mut row, mut row_rank, mut before, mut at] =
            [door.row, door.rank, door.before, door.depth].map(|number| number as usize);
        // Every turn goes to a later row, so a forged table ends the loop too.
        loop {
            let label = word.get(at).map_or(END, |byte| byte.wrapping_add(1));
            let hit = self.find(bytes, row, label)?;
            let edge = self.edge(bytes, hit);
            at += usize::from(label != END);
            if let Some(tail) = edge.tail {
                at = self.matches(bytes, tail, word, at)?;
            }
            if !edge.inner && !COUNT {
                return (at == word.len()).then_some(0);
            }
            // The first row below this one stands right behind it, each other one where everything below the inner
            // edge before it ends. (For an edge that leads nowhere: where what stands below the edges before it ends.)
            let first = edge.rank == row_rank;
            let row_end = if first || COUNT {
                self.row_end(bytes, row)
            } else {
                0
            };
            let below = if first {
                row_end
            } else {
                self.ends.get32(bytes, edge.rank.wrapping_sub(1)) as usize
            };
            let below_rank = if edge.inner || !first {
                self.rank(bytes, below)
            } else {
                0
            };
            if COUNT {
                // Words that end in this row before the edge,
                before =
                    before.wrapping_add((hit - row).wrapping_sub(edge.rank.wrapping_sub(row_rank)));
                if !first {
                    // and words that end in the rows below edges before it.
                    let own = row_end.wrapping_sub(self.rank(bytes, row_end));
                    before = before.wrapping_add(below.wrapping_sub(below_rank).wrapping_sub(own));
                }
                if !edge.inner {
                    let found = at == word.len() && before < self.words as usize;
                    return found.then_some(before as u32);
                }
            }
            if label == END || below <= hit || below >= self.edges {
                return None;
            }
            (row, row_rank) = (below, below_rank);
        }
    }

    /// One behind the word's bytes that are the tail, if they are.
    #[inline]
    fn matches(&self, bytes: &[u8], tail: usize, word: &[u8], at: usize) -> Option<usize> {
        let pool = bytes.get(tail..self.pool_end)?;
        let rest = word.get(at..)?;
        for (done, &byte) in pool.iter().enumerate() {
            if byte == STOP {
                return Some(at + done);
            }
            if rest.get(done) != Some(&byte) {
                return None;
            }
        }
        None
    }

    /// For each beginning of `word`, the empty one too, how many words of the table begin so.
    pub(super) fn crowds(&self, bytes: &[u8], word: &[u8]) -> Vec<u32> {
        let mut crowds = vec![0; word.len() + 1];
        crowds[0] = self.words;
        let (mut row, mut row_rank, mut at) = (0, 0, 0);
        while let Some(&letter) = word.get(at)
            && let Some(hit) = self.find(bytes, row, letter.wrapping_add(1))
        {
            let edge = self.edge(bytes, hit);
            let (mut below, mut rank, mut many) = (0, 0, 1);
            if edge.inner {
                below = if edge.rank == row_rank {
                    self.row_end(bytes, row)
                } else {
                    self.ends.get32(bytes, edge.rank.wrapping_sub(1)) as usize
                };
                let end = self.ends.get32(bytes, edge.rank) as usize;
                rank = self.rank(bytes, below);
                let leaves = |at: usize, rank: usize| at.wrapping_sub(rank) as u32;
                many = leaves(end, self.rank(bytes, end)).wrapping_sub(leaves(below, rank));
            }
            let tail = edge.tail.map_or(&[][..], |tail| self.tail(bytes, tail));
            let rest = &word[at + 1..];
            let same = rest.iter().zip(tail).take_while(|(a, b)| a == b).count();
            crowds[at + 1..=at + 1 + same].fill(many);
            at += 1 + same;
            // Every turn goes to a later row, so a forged table ends the loop too.
            if same < tail.len() || !edge.inner || below <= hit {
                break;
            }
            (row, row_rank) = (below, rank);
        }
        crowds
    }

    /// The edges of a row in order, each with what stands behind it.
    pub(super) fn edges(&self, bytes: &[u8], node: Node) -> Vec<(usize, Below)> {
        let end = self.row_end(bytes, node.at);
        let leaves = |edge: usize| edge.wrapping_sub(self.rank(bytes, edge));
        let mut found = Vec::with_capacity(end - node.at);
        let (mut below, mut low) = (end, node.low);
        for at in node.at..end {
            let edge = self.edge(bytes, at);
            if !edge.inner {
                found.push((at, Below::Leaf(low)));
                low = low.saturating_add(1);
                continue;
            }
            let next = self.ends.get32(bytes, edge.rank) as usize;
            if below <= at || next <= below || next > self.edges {
                break;
            }
            let high = low
                .saturating_add(leaves(next).wrapping_sub(leaves(below)) as u32)
                .min(node.high);
            found.push((
                at,
                Below::Row(Node {
                    at: below,
                    low,
                    high,
                }),
            ));
            (below, low) = (next, high);
        }
        found
    }

    /// The word at a place in byte order.
    #[must_use]
    pub fn word(&self, bytes: &[u8], ordinal: u32) -> Option<String> {
        if ordinal >= self.words {
            return None;
        }
        let mut word = Vec::new();
        let mut node = self.root();
        loop {
            let step = self
                .edges(bytes, node)
                .into_iter()
                .find(|(_, below)| match below {
                    Below::Leaf(at) => *at == ordinal,
                    Below::Row(row) => (row.low..row.high).contains(&ordinal),
                });
            let (edge, below) = step?;
            self.extend(bytes, edge, &mut word);
            match below {
                Below::Leaf(_) => return String::from_utf8(word).ok(),
                Below::Row(row) if word.len() <= MAX_WORD => node = row,
                Below::Row(_) => return None,
            }
        }
    }

    /// Appends an edge's label and tail.
    fn extend(&self, bytes: &[u8], edge: usize, word: &mut Vec<u8>) {
        let label = self.label(bytes, edge);
        if label != END {
            word.push(label - 1);
        }
        if let Some(tail) = self.edge(bytes, edge).tail {
            word.extend_from_slice(self.tail(bytes, tail));
        }
    }

    /// Goes down `prefix`; gives what stands behind and the word so far (which may reach beyond the prefix).
    fn descend(&self, bytes: &[u8], prefix: &[u8]) -> Option<(Vec<u8>, Below)> {
        let mut word = Vec::new();
        let mut below = Below::Row(self.root());
        while word.len() < prefix.len() {
            let Below::Row(node) = below else { return None };
            let label = prefix[word.len()].wrapping_add(1);
            let (edge, next) = self
                .edges(bytes, node)
                .into_iter()
                .find(|(edge, _)| self.label(bytes, *edge) == label)?;
            self.extend(bytes, edge, &mut word);
            let shared = word.len().min(prefix.len());
            if word[..shared] != prefix[..shared] {
                return None;
            }
            below = next;
        }
        Some((word, below))
    }

    /// The ordinals of the words that begin with `prefix`.
    #[must_use]
    pub fn range(&self, bytes: &[u8], prefix: &str) -> std::ops::Range<u32> {
        match self.descend(bytes, prefix.as_bytes()) {
            Some((_, Below::Leaf(at))) => at..at + 1,
            Some((_, Below::Row(node))) => node.low..node.high,
            None => 0..0,
        }
    }

    /// Calls `visit` with every word that begins with `prefix` and its ordinal, in byte order, until it says false.
    pub fn visit(&self, bytes: &[u8], prefix: &str, mut visit: impl FnMut(&str, u32) -> bool) {
        if self.is_empty() {
            return;
        }
        match self.descend(bytes, prefix.as_bytes()) {
            Some((word, Below::Leaf(at))) => {
                if let Ok(word) = std::str::from_utf8(&word) {
                    visit(word, at);
                }
            }
            Some((mut word, Below::Row(node))) => {
                let mut next = node.low;
                self.visit_row(bytes, node.at, &mut word, &mut next, &mut visit);
            }
            None => {}
        }
    }

    fn visit_row(
        &self,
        bytes: &[u8],
        row: usize,
        word: &mut Vec<u8>,
        next: &mut u32,
        visit: &mut impl FnMut(&str, u32) -> bool,
    ) -> bool {
        let depth = word.len();
        let end = self.row_end(bytes, row);
        let mut below = end;
        for at in row..end {
            self.extend(bytes, at, word);
            let edge = self.edge(bytes, at);
            let go_on = if edge.inner {
                let child =
                    std::mem::replace(&mut below, self.ends.get32(bytes, edge.rank) as usize);
                // Rows below come later and words are short; a forged table must not lead in circles.
                let sound = below > child && below <= self.edges && word.len() <= MAX_WORD;
                sound && self.visit_row(bytes, child, word, next, visit)
            } else {
                let ordinal = *next;
                *next += 1;
                ordinal < self.words
                    && std::str::from_utf8(word).map_or(true, |word| visit(word, ordinal))
            };
            if !go_on {
                return false;
            }
            word.truncate(depth);
        }
        true
    }

    /// One behind the last edge of a row, for other walks over the table.
    pub(super) fn end_of_row(&self, bytes: &[u8], row: usize) -> usize {
        self.row_end(bytes, row)
    }

    /// Label and tail of an edge and, when it leads to another row, where what stands below it ends.
    pub(super) fn step<'a>(
        &self,
        bytes: &'a [u8],
        at: usize,
    ) -> (Option<u8>, &'a [u8], Option<usize>) {
        let edge = self.edge(bytes, at);
        let tail = edge.tail.map_or(&[][..], |tail| self.tail(bytes, tail));
        let end = edge
            .inner
            .then(|| self.ends.get32(bytes, edge.rank) as usize);
        (self.label(bytes, at).checked_sub(1), tail, end)
    }
}
