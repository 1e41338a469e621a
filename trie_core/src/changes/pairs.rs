//! Pairs of a removed sentence and the added one that it became.

use std::cmp::Reverse;
use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::Side;
use super::align::{Hunk, Pair};
use crate::text::{Scratch, for_each_word};

/// Pairs of a hunk that are all compared.
const ALL: usize = 4096;

/// Pairs that are compared in the whole; then only what stands at the same place of its hunk.
const MOST: usize = 1 << 17;

/// In a larger hunk: how many sentences before and behind the same place.
const NEAR: usize = 4;

/// As alike as this, of a thousand, is nearly the same.
const SURE: usize = 700;

/// The words of some sentences, each sentence's in order of their numbers.
#[derive(Default)]
struct Bags {
    words: Vec<u64>,
    /// For each sentence where its words are, and a bit for one in sixty-four kinds of them.
    bags: Vec<(Range<usize>, u64)>,
}

impl Bags {
    fn of(side: &Side<'_>, numbers: &[usize], scratch: &mut Scratch) -> Self {
        let mut all = Self::default();
        for &number in numbers {
            let start = all.words.len();
            for_each_word(side.sentence(number), scratch, |word| {
                all.words.push(xxh3_64(word.as_bytes()));
            });
            all.words[start..].sort_unstable();
            let kinds = all.words[start..]
                .iter()
                .fold(0, |kinds, word| kinds | 1 << (word % 64));
            all.bags.push((start..all.words.len(), kinds));
        }
        all
    }

    /// How alike two are: twice the words they share among a thousand words of both; nothing where it is less than half.
    fn alike(&self, mine: usize, other: &Self, theirs: usize) -> Option<usize> {
        let ((mine, my_kinds), (theirs, their_kinds)) = (&self.bags[mine], &other.bags[theirs]);
        let both = mine.len() + theirs.len();
        // As many words as one has at most, without those of which the other has no such kind.
        let most = (mine.len() - (my_kinds & !their_kinds).count_ones() as usize)
            .min(theirs.len() - (their_kinds & !my_kinds).count_ones() as usize);
        if both == 0 || 4 * most < both {
            return None;
        }
        let (mine, theirs) = (&self.words[mine.clone()], &other.words[theirs.clone()]);
        let common = common(mine, theirs);
        (4 * common >= both).then(|| 2000 * common / both)
    }
}

/// How many words two ordered lists share.
fn common(mut one: &[u64], mut other: &[u64]) -> usize {
    let mut count = 0;
    while let (Some(a), Some(b)) = (one.first(), other.first()) {
        count += usize::from(a == b);
        one = &one[usize::from(a <= b)..];
        other = &other[usize::from(b <= a)..];
    }
    count
}

/// Takes out of the hunks the pairs that share most of their words; gives them in the newer text's order.
pub(super) fn changed(
    hunks: &mut [Hunk],
    older: &Side<'_>,
    newer: &Side<'_>,
) -> Vec<(usize, usize)> {
    let (mut all, mut left, mut scratch) = (Vec::new(), MOST, Scratch::default());
    for hunk in hunks {
        if hunk.older.is_empty() || hunk.newer.is_empty() {
            continue;
        }
        let before = Bags::of(older, &hunk.older, &mut scratch);
        let after = Bags::of(newer, &hunk.newer, &mut scratch);
        let pairs = in_hunk(&before, &after, &mut left);
        let mut gone = vec![false; hunk.older.len()];
        let mut new = vec![false; hunk.newer.len()];
        for (from, to) in pairs {
            (gone[from], new[to]) = (true, true);
            all.push((hunk.older[from], hunk.newer[to]));
        }
        strike(&mut hunk.older, &gone);
        strike(&mut hunk.newer, &new);
    }
    all
}

/// Takes out of what is left the pairs that stand beside the same sentence, one that is `known` in both texts, and share
/// most of their words. So what changed inside a part that moved is found too.
pub(super) fn beside(
    known: impl Iterator<Item = Pair>,
    removed: &mut Vec<usize>,
    added: &mut Vec<usize>,
    older: &Side<'_>,
    newer: &Side<'_>,
) -> Vec<Pair> {
    if removed.is_empty() || added.is_empty() {
        return Vec::new();
    }
    let mut places = vec![None; older.ranges.len()];
    for (from, to) in known {
        places[from] = Some(to);
    }
    let mut free = vec![false; newer.ranges.len()];
    for &to in &*added {
        free[to] = true;
    }
    let (mut all, mut scratch) = (Vec::new(), Scratch::default());
    // Forwards behind what is known, and backwards before it; what is found is known to the next.
    for forwards in [true, false] {
        let count = removed.len();
        for place in 0..count {
            let from = removed[if forwards { place } else { count - 1 - place }];
            let next = if forwards {
                from.checked_sub(1)
                    .and_then(|before| places[before])
                    .map(|to| to + 1)
            } else {
                places
                    .get(from + 1)
                    .copied()
                    .flatten()
                    .and_then(|to| to.checked_sub(1))
            };
            let Some(to) = next.filter(|&to| free.get(to) == Some(&true) && places[from].is_none())
            else {
                continue;
            };
            let before = Bags::of(older, &[from], &mut scratch);
            let after = Bags::of(newer, &[to], &mut scratch);
            if before.alike(0, &after, 0).is_some() {
                (places[from], free[to]) = (Some(to), false);
                all.push((from, to));
            }
        }
    }
    removed.retain(|&from| places[from].is_none());
    added.retain(|&to| free[to]);
    all
}

fn strike(numbers: &mut Vec<usize>, struck: &[bool]) {
    let mut struck = struck.iter();
    numbers.retain(|_| struck.next() == Some(&false));
}

/// The pairs of one hunk, the most alike first; of pairs as alike those nearest to the same place.
fn in_hunk(before: &Bags, after: &Bags, left: &mut usize) -> Vec<(usize, usize)> {
    let (old, new) = (before.bags.len(), after.bags.len());
    let near = if old * new <= ALL { old.max(new) } else { NEAR };
    let mut found = Vec::new();
    for to in 0..new {
        let place = to * old / new;
        let near = if *left > 2 * near { near } else { 0 };
        let here = before.alike(place, after, to);
        // Where much stands, what is nearly the same at the same place is not looked for elsewhere.
        let near = if near == NEAR && here.is_some_and(|alike| alike >= SURE) {
            0
        } else {
            near
        };
        let range = place.saturating_sub(near)..old.min(place + near + 1);
        *left = left.saturating_sub(range.len());
        for from in range {
            if let Some(alike) = before.alike(from, after, to) {
                found.push((Reverse(alike), from.abs_diff(place), to, from));
            }
        }
    }
    found.sort_unstable();
    let (mut gone, mut taken) = (vec![false; old], vec![false; new]);
    found.retain(|&(_, _, to, from)| {
        let free = !gone[from] && !taken[to];
        if free {
            (gone[from], taken[to]) = (true, true);
        }
        free
    });
    found
        .into_iter()
        .map(|(_, _, to, from)| (from, to))
        .collect()
}
