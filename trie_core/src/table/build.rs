//! From sorted words to the table's arrays.

use hashbrown::HashMap;

use super::{END, GROUP, RECORD, STOP};
use crate::bits::pack;

#[derive(Default)]
struct Builder {
    labels: Vec<u8>,
    /// For each edge that leads to another row, one behind the last edge below it; 0 when it leads nowhere.
    ends: Vec<u32>,
    last: Vec<bool>,
    /// For each edge the number of its tail plus one; 0 when it has none.
    tails: Vec<u32>,
}

/// Appends the table of `words`, which must be sorted by bytes, distinct and at most
/// [`MAX_WORD`](super::MAX_WORD) bytes long.
pub fn build(out: &mut Vec<u8>, words: &[&str]) {
    let mut builder = Builder::default();
    let mut tails: HashMap<&[u8], u32> = HashMap::new();
    if !words.is_empty() {
        builder.row(words, 0, &mut tails);
    }
    let (pool, offsets) = pool(&tails);
    builder.write(out, words.len(), &pool, &offsets);
}

impl Builder {
    /// Lays the row of the words that agree in their first `depth` bytes, then the rows below it.
    fn row<'a>(&mut self, words: &[&'a str], depth: usize, tails: &mut HashMap<&'a [u8], u32>) {
        let mut below: Vec<(usize, usize, usize, usize)> = Vec::new();
        let mut low = 0;
        while low < words.len() {
            let label = label(words[low], depth);
            let mut high = low + 1;
            while high < words.len() && self::label(words[high], depth) == label {
                high += 1;
            }
            let word = words[low].as_bytes();
            let from = (depth + 1).min(word.len());
            let tail = if high - low == 1 {
                &word[from..]
            } else {
                common(word, words[high - 1].as_bytes(), from)
            };
            if high - low > 1 {
                below.push((self.labels.len(), low, high, from + tail.len()));
            }
            let next = tails.len() as u32 + 1;
            self.tails.push(if tail.is_empty() {
                0
            } else {
                *tails.entry(tail).or_insert(next)
            });
            self.labels.push(label);
            self.ends.push(0);
            self.last.push(high == words.len());
            low = high;
        }
        for (edge, low, high, depth) in below {
            self.row(&words[low..high], depth, tails);
            self.ends[edge] = self.labels.len() as u32;
        }
    }

    fn write(&self, out: &mut Vec<u8>, words: usize, pool: &[u8], offsets: &[u32]) {
        let at = out.len();
        out.extend_from_slice(&(words as u32).to_le_bytes());
        out.extend_from_slice(&(self.labels.len() as u32).to_le_bytes());
        out.extend_from_slice(&[0; 12]);
        let (mut inner_rank, mut tail_rank) = (0, 0);
        for group in 0..=self.labels.len() / GROUP {
            let edges = group * GROUP..((group + 1) * GROUP).min(self.labels.len());
            let start = out.len();
            out.extend_from_slice(&self.labels[edges.clone()]);
            out.resize(start + GROUP, 0);
            let bits = |test: &dyn Fn(usize) -> bool| {
                edges
                    .clone()
                    .filter(|&edge| test(edge))
                    .fold(0_u64, |bits, edge| bits | 1 << (edge % GROUP))
            };
            let inner = bits(&|edge| self.ends[edge] != 0);
            let tails = bits(&|edge| self.tails[edge] != 0);
            out.extend_from_slice(&inner.to_le_bytes());
            out.extend_from_slice(&bits(&|edge| self.last[edge]).to_le_bytes());
            out.extend_from_slice(&tails.to_le_bytes());
            out.extend_from_slice(&u32::to_le_bytes(inner_rank));
            out.extend_from_slice(&u32::to_le_bytes(tail_rank));
            inner_rank += inner.count_ones();
            tail_rank += tails.count_ones();
            debug_assert_eq!(out.len(), start + RECORD);
        }
        let ends = out.len() - at;
        pack(
            out,
            self.ends
                .iter()
                .filter(|&&end| end != 0)
                .map(|&end| end.into()),
        );
        let tails = out.len() - at;
        pack(
            out,
            self.tails
                .iter()
                .filter(|&&tail| tail != 0)
                .map(|&tail| offsets[tail as usize - 1].into()),
        );
        let pool_at = out.len() - at;
        out.extend_from_slice(pool);
        for (slot, value) in [ends, tails, pool_at].into_iter().enumerate() {
            out[at + 8 + slot * 4..][..4].copy_from_slice(&(value as u32).to_le_bytes());
        }
    }
}

fn label(word: &str, depth: usize) -> u8 {
    // UTF-8 has no byte above 0xF4, so one can be added.
    word.as_bytes().get(depth).map_or(END, |byte| byte + 1)
}

fn common<'a>(low: &'a [u8], high: &[u8], from: usize) -> &'a [u8] {
    let len = low[from..]
        .iter()
        .zip(&high[from..])
        .take_while(|(left, right)| left == right)
        .count();
    &low[from..from + len]
}

/// One string of all tails in which a tail that ends another is not stored again; and where each begins.
fn pool(tails: &HashMap<&[u8], u32>) -> (Vec<u8>, Vec<u32>) {
    let mut order: Vec<(&[u8], u32)> = tails
        .iter()
        .map(|(&tail, &number)| (tail, number))
        .collect();
    order.sort_unstable_by(|(left, _), (right, _)| right.iter().rev().cmp(left.iter().rev()));
    let mut pool = Vec::new();
    let mut offsets = vec![0; order.len()];
    let mut previous: &[u8] = &[];
    for (tail, number) in order {
        let start = if previous.ends_with(tail) {
            pool.len() - 1 - tail.len()
        } else {
            pool.extend_from_slice(tail);
            pool.push(STOP);
            previous = tail;
            pool.len() - 1 - tail.len()
        };
        offsets[number as usize - 1] = start as u32;
    }
    (pool, offsets)
}
