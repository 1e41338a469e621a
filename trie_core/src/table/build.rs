//! From sorted words to the table's arrays.

use std::cmp::Reverse;

use super::{END, GROUP, RECORD, STOP};
use crate::bits::{load, pack};

/// Marks an edge without a tail.
const NONE: u32 = u32::MAX;

#[derive(Default)]
struct Builder<'a> {
    labels: Vec<u8>,
    /// For each edge that leads to another row, one behind the last edge below it; 0 when it leads nowhere.
    ends: Vec<u32>,
    /// The edges that are the last of their row.
    last: Vec<u64>,
    tails: Pool<'a>,
    /// Groups of words that stand below edges of the rows being laid: edge, words from and to, shared bytes.
    below: Vec<(u32, u32, u32, u32)>,
}

/// Appends the table of `words`, which must be sorted by bytes, distinct and at most
/// [`MAX_WORD`](super::MAX_WORD) bytes long.
pub fn build(out: &mut Vec<u8>, words: &[&str]) {
    let mut builder = Builder::default();
    if !words.is_empty() {
        builder.row(words, &shared(words), 0);
    }
    builder.write(out, words.len());
}

/// How many bytes each word begins with like the one before it: all that is needed to see where words part, without
/// looking at them again in every row.
pub(super) fn shared(words: &[&str]) -> Vec<u8> {
    let mut shared = vec![0; words.len()];
    for (pair, shared) in words.windows(2).zip(&mut shared[1..]) {
        *shared = common(pair[0].as_bytes(), pair[1].as_bytes()) as u8;
    }
    shared
}

/// Length of what both begin with.
#[inline]
fn common(left: &[u8], right: &[u8]) -> usize {
    let pairs = left.iter().zip(right);
    pairs.take_while(|(left, right)| left == right).count()
}

impl<'a> Builder<'a> {
    /// Lays the row of words that agree in their first `depth` bytes, then the rows below it.
    fn row(&mut self, words: &[&'a str], shared: &[u8], depth: usize) {
        let bottom = self.below.len();
        let mut low = 0;
        let parts = memchr::memchr_iter(depth as u8, &shared[1..]).map(|at| at + 1);
        for high in parts.chain([words.len()]) {
            let word = words[low].as_bytes();
            let from = (depth + 1).min(word.len());
            let edge = self.labels.len() as u32;
            let tail = if high - low == 1 {
                &word[from..]
            } else {
                let depth = shared[low + 1..high].iter().copied().min().unwrap_or(0);
                self.below
                    .push((edge, low as u32, high as u32, depth.into()));
                &word[from..depth as usize]
            };
            if !tail.is_empty() {
                self.tails.add(tail, edge);
            }
            // UTF-8 has no byte above 0xF4, so one can be added.
            let label = word.get(depth).map_or(END, |byte| byte + 1);
            self.labels.push(label);
            self.ends.push(0);
            low = high;
        }
        let end = self.labels.len() - 1;
        self.last.resize(end / GROUP + 1, 0);
        self.last[end / GROUP] |= 1 << (end % GROUP);
        for at in bottom..self.below.len() {
            let (edge, low, high, depth) = self.below[at];
            let part = low as usize..high as usize;
            self.row(&words[part.clone()], &shared[part], depth as usize);
            self.ends[edge as usize] = self.labels.len() as u32;
        }
        self.below.truncate(bottom);
    }

    fn write(&self, out: &mut Vec<u8>, words: usize) {
        let at = out.len();
        let edges = self.labels.len();
        let (pool, offsets) = self.tails.lay(edges);
        let groups = edges / GROUP + 1;
        out.reserve(20 + groups * RECORD + edges * 4 + pool.len());
        out.extend_from_slice(&(words as u32).to_le_bytes());
        out.extend_from_slice(&(edges as u32).to_le_bytes());
        out.extend_from_slice(&[0; 12]);
        let (mut inner_rank, mut tail_rank) = (0, 0);
        let bits = |group: &[u32], none: u32| {
            let set = group.iter().enumerate();
            set.fold(0_u64, |bits, (bit, &value)| {
                bits | u64::from(value != none) << bit
            })
        };
        for group in 0..groups {
            let range = group * GROUP..((group + 1) * GROUP).min(edges);
            let start = out.len();
            out.extend_from_slice(&self.labels[range.clone()]);
            out.resize(start + GROUP, 0);
            let inner = bits(&self.ends[range.clone()], 0);
            let tails = bits(&offsets[range], NONE);
            let last = self.last.get(group).copied().unwrap_or(0);
            out.extend_from_slice(&inner.to_le_bytes());
            out.extend_from_slice(&last.to_le_bytes());
            out.extend_from_slice(&tails.to_le_bytes());
            out.extend_from_slice(&u32::to_le_bytes(inner_rank));
            out.extend_from_slice(&u32::to_le_bytes(tail_rank));
            inner_rank += inner.count_ones();
            tail_rank += tails.count_ones();
            debug_assert_eq!(out.len(), start + RECORD);
        }
        let column = |values: &[u32], none| -> Vec<u64> {
            let kept = values.iter().filter(|&&value| value != none);
            kept.map(|&value| value.into()).collect()
        };
        let ends = out.len() - at;
        pack(out, column(&self.ends, 0).into_iter());
        let tails = out.len() - at;
        pack(out, column(&offsets, NONE).into_iter());
        let pool_at = out.len() - at;
        out.extend_from_slice(&pool);
        for (slot, value) in [ends, tails, pool_at].into_iter().enumerate() {
            out[at + 8 + slot * 4..][..4].copy_from_slice(&(value as u32).to_le_bytes());
        }
    }
}

/// Tails, and who has them (edges, or words).
#[derive(Default)]
pub(super) struct Pool<'a>(Vec<(&'a [u8], u32)>);

impl<'a> Pool<'a> {
    pub fn add(&mut self, tail: &'a [u8], owner: u32) {
        self.0.push((tail, owner));
    }

    /// One string of all tails in which a tail that ends another is not stored again; and where each owner's begins.
    pub fn lay(&self, owners: usize) -> (Vec<u8>, Vec<u32>) {
        let mut order: Vec<(u64, u32)> = (0..)
            .zip(&self.0)
            .map(|(number, &(tail, _))| (ending(tail), number))
            .collect();
        let tail = |number: u32| self.0[number as usize].0;
        // From the last byte on, longer ones first; what the last eight leave undecided after all else.
        order.sort_unstable_by_key(|&(ending, _)| Reverse(ending));
        for alike in order.chunk_by_mut(|left, right| left.0 == right.0) {
            if alike.iter().any(|&(_, number)| tail(number).len() > 8) {
                alike.sort_unstable_by(|left, right| {
                    tail(right.1).iter().rev().cmp(tail(left.1).iter().rev())
                });
            }
        }
        let mut pool = Vec::new();
        let mut offsets = vec![NONE; owners];
        let mut previous: &[u8] = &[];
        for (_, number) in order {
            let (tail, owner) = self.0[number as usize];
            if pool.is_empty() || !previous.ends_with(tail) {
                pool.extend_from_slice(tail);
                pool.push(STOP);
                previous = tail;
            }
            offsets[owner as usize] = (pool.len() - 1 - tail.len()) as u32;
        }
        (pool, offsets)
    }
}

/// The last eight bytes, the very last one highest, filled up with zeros.
#[inline]
fn ending(tail: &[u8]) -> u64 {
    match tail.len().checked_sub(8) {
        Some(from) => load(tail, from),
        None => tail
            .iter()
            .rev()
            .enumerate()
            .fold(0, |sum, (place, &byte)| {
                sum | u64::from(byte) << (56 - place * 8)
            }),
    }
}
