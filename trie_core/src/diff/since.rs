//! Since when each sentence of a text stands: its history, read backwards from it.
//!
//! The hashes of older and older versions are given one after the other. Most versions are nearly the one after them, so
//! each is compared only where the two differ: what both begin and end with is copied, and in between the next place is
//! looked for where both go on alike.
//!
//! Equal sentences are told apart by their places: a second `Closed.` that was put under another day stands since then.

use std::collections::VecDeque;
use std::ops::Range;

use hashbrown::HashMap;

use crate::changes::kept;

/// How far ahead both are looked at for the place where they go on alike.
const AHEAD: usize = 24;
/// How many sentences alike are believed.
const RUN: usize = 3;
/// No sentence of the text.
const NONE: u32 = u32::MAX;

/// The history of one sentence, by how many versions older each was than the text itself, which is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stood {
    /// The oldest version that has it.
    pub first: u32,
    /// The oldest of those that have it without a break.
    pub since: u32,
    /// The newest version before that break that has it, if there is one.
    pub away: Option<u32>,
}

/// The equal sentences of a text.
#[derive(Debug, Default)]
struct Kind {
    /// How many of them the version that was read last has.
    count: usize,
    /// How many of the text's own stand there without a break.
    alive: usize,
    /// The others of the text's own, in the order in which they were lost.
    lost: Vec<u32>,
}

impl Kind {
    /// How many of the lost ones the version that was read last has.
    fn again(&self) -> usize {
        self.count.saturating_sub(self.alive).min(self.lost.len())
    }
}

/// The sentences of a text while their history is read.
///
/// ```
/// use trie_core::diff::Since;
/// let mut since = Since::new(&[1, 2, 3]);
/// for older in [&[1, 2][..], &[1], &[2, 1]] {
///     since.older(older);
/// }
/// let stood: Vec<_> = since.found().iter().map(|one| (one.first, one.since, one.away)).collect();
/// assert_eq!(stood, [(3, 3, None), (3, 1, Some(3)), (0, 0, None)]);
/// ```
#[derive(Debug)]
pub struct Since {
    found: Vec<Stood>,
    hashes: Vec<u64>,
    kinds: HashMap<u64, Kind>,
    /// The version that was read last, and which sentence of the text stands at each of its places.
    last: Vec<u64>,
    places: Vec<u32>,
    depth: u32,
    next_places: Vec<u32>,
    hunks: Vec<(Range<usize>, Range<usize>)>,
}

impl Since {
    /// Begins with the sentences of the text itself, by their hashes.
    #[must_use]
    pub fn new(hashes: &[u64]) -> Self {
        let mut kinds: HashMap<u64, Kind> = HashMap::with_capacity(hashes.len());
        for &hash in hashes {
            let kind = kinds.entry(hash).or_default();
            kind.count += 1;
            kind.alive += 1;
        }
        let here = Stood {
            first: 0,
            since: 0,
            away: None,
        };
        Self {
            found: vec![here; hashes.len()],
            hashes: hashes.to_vec(),
            kinds,
            last: hashes.to_vec(),
            places: (0..hashes.len() as u32).collect(),
            depth: 0,
            next_places: Vec::new(),
            hunks: Vec::new(),
        }
    }

    /// Reads the version before the one that was read last; nothing where there was no page.
    pub fn older(&mut self, hashes: &[u64]) {
        self.depth += 1;
        let newer = std::mem::take(&mut self.last);
        self.find_hunks(&newer, hashes);
        if self.hunks.is_empty() {
            self.next_places.clone_from(&self.places);
        } else {
            self.compare(&newer, hashes);
        }
        std::mem::swap(&mut self.places, &mut self.next_places);
        self.last = newer;
        self.last.clear();
        self.last.extend_from_slice(hashes);
    }

    /// What was found, for each sentence of the text.
    #[must_use]
    pub fn found(&self) -> Vec<Stood> {
        let mut found = self.found.clone();
        for &sentence in self.places.iter().filter(|&&sentence| sentence != NONE) {
            let one = &mut found[sentence as usize];
            (one.first, one.since) = (self.depth, self.depth);
        }
        for kind in self.kinds.values() {
            for &sentence in &kind.lost[..kind.again()] {
                found[sentence as usize].first = self.depth;
            }
        }
        found
    }

    /// Where a version and the one before it differ.
    fn find_hunks(&mut self, newer: &[u64], older: &[u64]) {
        self.hunks.clear();
        let ends = newer
            .iter()
            .rev()
            .zip(older.iter().rev())
            .take_while(|(one, other)| one == other)
            .count();
        let (new_end, old_end) = (newer.len() - ends, older.len() - ends);
        let (mut new, mut old) = (0, 0);
        loop {
            let same = newer[new..new_end.max(new)]
                .iter()
                .zip(&older[old..old_end.max(old)])
                .take_while(|(one, other)| one == other)
                .count();
            (new, old) = (new + same, old + same);
            if new >= new_end && old >= old_end {
                return;
            }
            let (to_new, to_old) = resync(&newer[new..new_end], &older[old..old_end])
                .map_or((new_end, old_end), |(a, b)| (new + a, old + b));
            self.hunks.push((new..to_new, old..to_old));
            (new, old) = (to_new, to_old);
        }
    }

    /// Finds the places of the sentences in the older version, and which of them it has not.
    fn compare(&mut self, newer: &[u64], older: &[u64]) {
        self.next_places.clear();
        self.next_places.resize(older.len(), NONE);
        let hunks = std::mem::take(&mut self.hunks);
        let (mut new, mut old) = (0, 0);
        let mut left: Vec<usize> = Vec::new();
        let mut free: HashMap<u64, VecDeque<usize>> = HashMap::new();
        for (here, there) in &hunks {
            self.copy(new, old, here.start - new);
            (new, old) = (here.end, there.end);
            let mut matched = vec![false; here.len()];
            let pairs = kept(&newer[here.clone()], &older[there.clone()]);
            for &(from, to) in &pairs {
                matched[from] = true;
                self.next_places[there.start + to] = self.places[here.start + from];
            }
            left.extend(here.clone().filter(|&at| !matched[at - here.start]));
            let mut next = pairs.iter().map(|&(_, to)| to).peekable();
            for at in there.clone() {
                if next.next_if_eq(&(at - there.start)).is_none()
                    && self.kinds.contains_key(&older[at])
                {
                    free.entry(older[at]).or_default().push_back(at);
                }
            }
        }
        self.copy(new, old, newer.len() - new);
        self.settle(newer, &left, &mut free);
        self.hunks = hunks;
    }

    fn copy(&mut self, new: usize, old: usize, count: usize) {
        self.next_places[old..old + count].copy_from_slice(&self.places[new..new + count]);
    }

    /// Of the sentences that stand only in the newer version (`left`) those that have moved, and those that are lost.
    /// `free` are the places in the older one that are nobody's yet.
    fn settle(&mut self, newer: &[u64], left: &[usize], free: &mut HashMap<u64, VecDeque<usize>>) {
        // How many of each kind the older version has more, and how many less.
        let mut touched: Vec<(u64, usize, usize)> = free
            .iter()
            .map(|(&hash, places)| (hash, places.len(), 0))
            .collect();
        let mut lost: Vec<u32> = Vec::new();
        for &at in left {
            if !self.kinds.contains_key(&newer[at]) {
                continue;
            }
            touched.push((newer[at], 0, 1));
            let sentence = self.places[at];
            if sentence == NONE {
                continue;
            }
            match free.get_mut(&newer[at]).and_then(VecDeque::pop_front) {
                Some(to) => self.next_places[to] = sentence,
                None => lost.push(sentence),
            }
        }
        self.count(&touched, &lost);
    }

    /// Counts what the older version has more or less of each kind.
    fn count(&mut self, touched: &[(u64, usize, usize)], lost: &[u32]) {
        let depth = self.depth;
        for (hash, ..) in touched {
            let kind = &self.kinds[hash];
            for &sentence in &kind.lost[..kind.again()] {
                self.found[sentence as usize].first = depth - 1;
            }
        }
        for &(hash, more, less) in touched {
            let kind = self.kinds.entry(hash).or_default();
            kind.count = (kind.count + more).saturating_sub(less);
        }
        for &sentence in lost {
            let one = &mut self.found[sentence as usize];
            (one.first, one.since) = (depth - 1, depth - 1);
            let kind = self
                .kinds
                .entry(self.hashes[sentence as usize])
                .or_default();
            kind.alive -= 1;
            kind.lost.push(sentence);
        }
        for (hash, ..) in touched {
            let kind = &self.kinds[hash];
            for &sentence in &kind.lost[..kind.again()] {
                let one = &mut self.found[sentence as usize];
                one.first = depth;
                one.away.get_or_insert(depth);
            }
        }
    }
}

/// The nearest place where both go on alike, for a few sentences or to the end.
fn resync(newer: &[u64], older: &[u64]) -> Option<(usize, usize)> {
    for sum in 1..=2 * AHEAD {
        for a in sum.saturating_sub(AHEAD)..=sum.min(AHEAD) {
            let b = sum - a;
            if a + RUN > newer.len() || b + RUN > older.len() {
                continue;
            }
            if newer[a..a + RUN] == older[b..b + RUN] {
                return Some((a, b));
            }
        }
    }
    None
}
