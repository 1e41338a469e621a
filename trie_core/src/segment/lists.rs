//! Counted words, sorted: each word's runs on the segment's line of versions.
//!
//! Words are numbered as they come, by each thread for itself. Here they get their places in byte order, by which
//! the lists stand one after the other: the records are then written from one end of memory to the other.

use std::cmp::Ordering;
use std::ops::Range;

use super::draft::{Draft, Posting};
use super::postings::Run;
use super::words::{Sorted, Words};
use super::write::MOST;

/// What was counted by whom: the draft itself, and the threads that helped.
pub(super) struct Counted<'a> {
    words: &'a Words,
    order: &'a [Sorted],
    /// Stretches of postings and the versions from which on they speak.
    pieces: Vec<(u32, &'a [Posting])>,
}

pub(super) fn shares<'a>(draft: &'a Draft, order: &'a [Sorted]) -> Vec<Counted<'a>> {
    let own = Counted {
        words: &draft.words,
        order,
        pieces: vec![(0, &draft.postings)],
    };
    let others = draft.shares.iter().map(|share| Counted {
        words: &share.words,
        order: &share.order,
        pieces: share
            .pieces
            .iter()
            .map(|(version, range)| (*version, &share.postings[range.clone()]))
            .collect(),
    });
    std::iter::once(own)
        .filter(|own| own.words.len() > 0)
        .chain(others)
        .collect()
}

/// All words in byte order, each once, and for each share the places of its words there.
pub(super) fn ranked<'a>(shares: &[Counted<'a>]) -> (Vec<&'a str>, Vec<Vec<u32>>) {
    let mut ranks: Vec<Vec<u32>> = shares
        .iter()
        .map(|share| vec![0; share.words.len()])
        .collect();
    let most = shares.iter().map(|share| share.words.len()).sum();
    let mut words = Vec::with_capacity(most);
    if let [share] = shares {
        for (rank, &(_, number)) in (0..).zip(share.order) {
            words.push(share.words.get(number));
            ranks[0][number as usize] = rank;
        }
        return (words, ranks);
    }
    let mut heads = vec![0; shares.len()];
    loop {
        // The least word at the head of a share; of equal ones the first, and whether there are such.
        let (mut least, mut twice) = (None, false);
        for (number, share) in shares.iter().enumerate() {
            let Some(&next) = share.order.get(heads[number]) else {
                continue;
            };
            let order = least.map_or(Ordering::Greater, |(known, word): (usize, Sorted)| {
                shares[known].words.compare(word, share.words, next)
            });
            if order.is_gt() {
                (least, twice) = (Some((number, next)), false);
            }
            twice |= order.is_eq();
        }
        let Some((first, word)) = least else { break };
        let rank = words.len() as u32;
        words.push(shares[first].words.get(word.1));
        ranks[first][word.1 as usize] = rank;
        heads[first] += 1;
        for number in first + 1..shares.len() {
            let share = &shares[number];
            if let Some(&next) = share.order.get(heads[number])
                && twice
                && shares[first].words.compare(word, share.words, next).is_eq()
            {
                ranks[number][next.1 as usize] = rank;
                heads[number] += 1;
            }
        }
    }
    (words, ranks)
}

/// What is left of the postings, on the segment's line of versions: for each word in byte order its runs in the title
/// and main text, then those in the rest.
pub(super) struct Lists {
    pub runs: Vec<Run>,
    /// Where each list begins, and where the last one ends.
    starts: Vec<u32>,
}

impl Lists {
    /// Sorts by counting: each posting is moved once.
    pub fn of(shares: &[Counted<'_>], ranks: &[Vec<u32>], places: &[u32], words: usize) -> Self {
        let mut pieces: Vec<(u32, &[Posting], &[u32])> = Vec::new();
        for (share, ranks) in shares.iter().zip(ranks) {
            let own = share.pieces.iter();
            pieces.extend(own.map(|&(version, postings)| (version, postings, ranks.as_slice())));
        }
        pieces.sort_by_key(|piece| piece.0);
        let mut starts = vec![0_u32; words * 2 + 2];
        for &(_, postings, ranks) in &pieces {
            for posting in postings {
                let left = clip(posting.run, places).is_some();
                starts[posting.list(ranks) + 2] += u32::from(left);
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut runs = vec![Run::default(); sum as usize];
        for &(_, postings, ranks) in &pieces {
            for posting in postings {
                if let Some(run) = clip(posting.run, places) {
                    let slot = &mut starts[posting.list(ranks) + 1];
                    runs[*slot as usize] = run;
                    *slot += 1;
                }
            }
        }
        starts.truncate(words * 2 + 1);
        Self { runs, starts }
    }

    /// Forgets words of which nothing is left, and their numbers (if there are any).
    pub fn drop_empty(&mut self, words: &mut Vec<&str>, numbers: &mut Vec<u32>) {
        let left = |word: usize| self.starts[word * 2] < self.starts[word * 2 + 2];
        if (0..words.len()).all(left) {
            return;
        }
        let mut kept = 0;
        for word in 0..words.len() {
            let [from, middle, to] = [0, 1, 2].map(|list| self.starts[word * 2 + list]);
            if from < to {
                words[kept] = words[word];
                if !numbers.is_empty() {
                    numbers[kept] = numbers[word];
                }
                self.starts[kept * 2] = from;
                self.starts[kept * 2 + 1] = middle;
                self.starts[kept * 2 + 2] = to;
                kept += 1;
            }
        }
        words.truncate(kept);
        numbers.truncate(kept);
        self.starts.truncate(kept * 2 + 1);
    }

    /// How many words.
    pub const fn words(&self) -> usize {
        self.starts.len() / 2
    }

    /// Where a list stands.
    pub fn range(&self, list: usize) -> Range<usize> {
        self.starts[list] as usize..self.starts[list + 1] as usize
    }
}

/// What is left of a run, on the segment's line of versions. What is left of a stretch is one stretch: newer parts
/// cut pages off at the end.
#[inline]
fn clip(run: Run, places: &[u32]) -> Option<Run> {
    let first = places[run.first as usize];
    if first == u32::MAX {
        return None;
    }
    let last = if run.first == run.last {
        first
    } else {
        let kept = places[run.first as usize..=run.last as usize]
            .iter()
            .take_while(|&&place| place != u32::MAX)
            .count();
        first + kept as u32 - 1
    };
    Some(Run { first, last, ..run })
}

/// Sorts a word's runs, adds up what was said twice of a version, joins what touches and is equal within a page; gives
/// how many are left, at the beginning.
///
/// With `one_each` no page has two versions, and none are joined.
pub(super) fn tidy(runs: &mut [Run], marks: &[u64], one_each: bool) -> usize {
    let in_order = runs.is_sorted_by(|run, next| run.first < next.first);
    if runs.len() < 2 || in_order && one_each {
        return runs.len();
    }
    let begins_page = |version: u32| marks[version as usize / 64] >> (version % 64) & 1 == 1;
    let left = if in_order {
        runs.len()
    } else {
        runs.sort_unstable_by_key(|run| run.first);
        dedup(runs, |next, run| {
            let twice = next.first == run.first;
            if twice {
                run.main = run.main.saturating_add(next.main).min(MOST);
                run.title = run.title.saturating_add(next.title).min(MOST);
            }
            twice
        })
    };
    // Only when all is added up can be seen what is equal.
    dedup(&mut runs[..left], |next, run| {
        if next.first <= run.last {
            // Only a forged table says a word twice.
            return true;
        }
        let joins = next.first == run.last + 1
            && (next.main, next.title) == (run.main, run.title)
            && !begins_page(next.first);
        if joins {
            run.last = next.last;
        }
        joins
    })
}

/// Moves to the beginning what is not `same` as the one kept before it; gives how many there are.
#[inline]
fn dedup(runs: &mut [Run], mut same: impl FnMut(&Run, &mut Run) -> bool) -> usize {
    let mut kept = 0;
    for at in 1..runs.len() {
        let next = runs[at];
        if !same(&next, &mut runs[kept]) {
            kept += 1;
            runs[kept] = next;
        }
    }
    kept + 1
}
