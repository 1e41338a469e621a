//! The words of two sentences as a script.

use std::ops::Range;

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::keys::{Blind, Token, tokens};
use crate::changes::kept;
use crate::text::{Scratch, for_each_word};

/// A part of a changed sentence, in bytes of the two texts: with both sides it is kept, with one alone removed or added.
///
/// The parts of a script hold all of both sentences, in order; what is removed stands before what is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it stands in the older text.
    pub older: Range<usize>,
    /// Where it stands in the newer text.
    pub newer: Range<usize>,
}

impl Part {
    /// Whether both texts have it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        !self.older.is_empty() && !self.newer.is_empty()
    }
}

/// The script from one sentence to another, of which each stands somewhere in a text: the older one first.
///
/// ```
/// use trie_core::diff::words;
/// let (older, newer) = ("at 9:00 daily", "at 10:30 daily");
/// let places = [0..older.len(), 0..newer.len()];
/// let parts = words([older, newer], &places, Default::default());
/// let told: Vec<_> = parts.iter().map(|part| (&older[part.older.clone()], &newer[part.newer.clone()])).collect();
/// assert_eq!(told, [("at ", "at "), ("9:00 ", ""), ("", "10:30 "), ("daily", "daily")]);
/// ```
#[must_use]
pub fn words(texts: [&str; 2], places: &[Range<usize>; 2], blind: Blind) -> Vec<Part> {
    let [before, after] = [0, 1].map(|side| {
        let range = &places[side];
        tokens(&texts[side][range.clone()], range.start, blind)
    });
    let keys = [&before, &after].map(|all| all.iter().map(|token| token.key).collect::<Vec<_>>());
    let mut pairs = kept(&keys[0], &keys[1]);
    drop_islands(&mut pairs, &before, &after);
    let mut parts = Parts {
        sides: [&before, &after],
        ends: [places[0].start, places[1].start],
        all: Vec::new(),
    };
    let mut at = (0, 0);
    for pair in pairs {
        parts.gap(at, pair);
        parts.kept(pair);
        at = (pair.0 + 1, pair.1 + 1);
    }
    parts.gap(at, (before.len(), after.len()));
    parts.all
}

/// Takes signs that are kept inside of what changed, without white space around them, for changed: of `9:00` and `10:30`
/// the colon alone tells nobody anything.
fn drop_islands(pairs: &mut Vec<(usize, usize)>, before: &[Token], after: &[Token]) {
    let ends = (before.len(), after.len());
    let all = pairs.clone();
    let mut place: usize = 0;
    pairs.retain(|&pair| {
        let previous = place.checked_sub(1).map(|at| all[at]);
        let next = all.get(place + 1).copied().unwrap_or(ends);
        place += 1;
        let gap_before = previous.map_or(pair != (0, 0), |(from, to)| (from + 1, to + 1) != pair);
        let gap_behind = (pair.0 + 1, pair.1 + 1) != next;
        let bare = |all: &[Token], at: usize| {
            !all[at].core
                && all[at].end == all[at].range.end
                && at
                    .checked_sub(1)
                    .is_some_and(|at| all[at].end == all[at].range.end)
                && at + 1 < all.len()
        };
        !(gap_before && gap_behind && bare(before, pair.0) && bare(after, pair.1))
    });
}

struct Parts<'a> {
    sides: [&'a [Token]; 2],
    /// Up to where both sentences are in it.
    ends: [usize; 2],
    all: Vec<Part>,
}

impl Parts<'_> {
    fn take(&mut self, side: usize, until: usize) -> Range<usize> {
        let start = self.ends[side];
        if let Some(last) = until.checked_sub(1) {
            self.ends[side] = self.sides[side][last].range.end;
        }
        start..self.ends[side]
    }

    fn kept(&mut self, pair: (usize, usize)) {
        let (older, newer) = (self.take(0, pair.0 + 1), self.take(1, pair.1 + 1));
        if let Some(last) = self.all.last_mut()
            && last.is_kept()
        {
            (last.older.end, last.newer.end) = (older.end, newer.end);
        } else {
            self.all.push(Part { older, newer });
        }
    }

    fn gap(&mut self, from: (usize, usize), until: (usize, usize)) {
        if from.0 < until.0 {
            let older = self.take(0, until.0);
            let newer = self.ends[1]..self.ends[1];
            self.all.push(Part { older, newer });
        }
        if from.1 < until.1 {
            let older = self.ends[0]..self.ends[0];
            let newer = self.take(1, until.1);
            self.all.push(Part { older, newer });
        }
    }
}

/// Which share of the words of one sentence stand in another one, of a thousand; nothing has no words.
///
/// ```
/// use trie_core::diff::carried;
/// assert_eq!(carried("Open daily at 9.", "Open daily at 10."), 750);
/// ```
#[must_use]
pub fn carried(older: &str, newer: &str) -> usize {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    let mut scratch = Scratch::default();
    for_each_word(older, &mut scratch, |word| {
        *counts.entry(xxh3_64(word.as_bytes())).or_default() += 1;
    });
    let (mut shared, mut all) = (0_usize, 0_usize);
    for_each_word(newer, &mut scratch, |word| {
        all += 1;
        if let Some(left) = counts.get_mut(&xxh3_64(word.as_bytes()))
            && *left > 0
        {
            *left -= 1;
            shared += 1;
        }
    });
    (shared * 1000).checked_div(all).unwrap_or(0)
}
