//! The common case without detours: words that all stand in the current version, and nothing else asked.
//!
//! A page's current version stands in one segment only, and in a word's list it is the *last* version of its run. So
//! the pages with all words are the numbers that the lists of run ends have in common; counts and times are read for
//! the winners alone.

use std::cell::RefCell;

use super::select::{Match, top};
use super::{Answer, Order, Request};
use crate::index::{Snapshot, View};
use crate::query::{Node, Query};
use crate::segment::{List, Runs};

/// Buffers that one search hands to the next on its thread.
#[derive(Default)]
struct Buffers {
    lists: Vec<Runs>,
    marks: Vec<u8>,
}

/// The matches so far; when they are ordered by time, only those that can still be among the first.
struct Matches {
    keep: Option<usize>,
    order: Order,
    found: Vec<Match>,
    total: usize,
    /// The time a match must not be behind, once there are enough.
    least: Option<i64>,
}

impl Matches {
    #[inline]
    fn wants(&self, since: i64) -> bool {
        self.least.is_none_or(|least| {
            if self.order == Order::Newest {
                since >= least
            } else {
                since <= least
            }
        })
    }

    fn add(&mut self, found: Match) {
        self.found.push(found);
        if let Some(keep) = self.keep
            && self.found.len() >= keep.saturating_mul(2).max(64)
        {
            self.found = top(std::mem::take(&mut self.found), self.order, keep, 0);
            self.least = self.found.last().map(|last| last.since);
        }
    }
}

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::default();
}

/// The words of a query that is nothing but words.
fn plain<'a>(node: &'a Node, words: &mut Vec<&'a str>) -> bool {
    match node {
        Node::Word { word, title: false } => {
            if !words.contains(&word.as_str()) {
                words.push(word);
            }
            true
        }
        Node::And(nodes) => nodes.iter().all(|node| plain(node, words)),
        _ => false,
    }
}

impl Snapshot {
    /// The answer, if the query is of the common kind.
    pub(super) fn search_fast(&self, query: &Query, request: &Request) -> Option<Answer> {
        let Request {
            window,
            ever,
            at,
            site,
            language,
            ruler,
            sites,
            before,
            ..
        } = request;
        let more =
            window.is_some() || *ever || at.is_some() || site.is_some() || language.is_some();
        let mut words = Vec::new();
        if more
            || *ruler > 0
            || *sites > 0
            || *before
            || query.in_all
            || !plain(&query.root, &mut words)
            || words.is_empty()
            || self.views.iter().any(|view| view.cut)
        {
            return None;
        }
        let keep =
            (request.order != Order::Best).then(|| request.limit.saturating_add(request.offset));
        let mut matches = Matches {
            keep,
            order: request.order,
            found: Vec::new(),
            total: 0,
            least: None,
        };
        BUFFERS.with_borrow_mut(|buffers| {
            for number in 0..self.views.len() {
                self.match_view(number, &words, buffers, &mut matches);
            }
        });
        let Matches { found, total, .. } = matches;
        Some(Answer {
            total,
            hits: self.hits(query, request, found),
            ..Answer::default()
        })
    }

    fn match_view(
        &self,
        number: usize,
        words: &[&str],
        buffers: &mut Buffers,
        matches: &mut Matches,
    ) {
        let view = &self.views[number];
        let segment = &view.segment;
        let mut lists: Vec<List> = Vec::with_capacity(words.len());
        for word in words {
            match segment.find(word) {
                Some(term) if !term.body.is_empty() => lists.push(term.body),
                _ => return,
            }
        }
        lists.sort_unstable_by_key(List::len);
        let Buffers { lists: runs, marks } = buffers;
        runs.resize_with(runs.len().max(lists.len()), Runs::default);
        for (list, runs) in lists.iter().zip(&mut *runs) {
            runs.first.clear();
            runs.last.clear();
            if segment.one_each() {
                list.ends(segment.bytes(), segment.versions(), &mut runs.last);
            } else {
                list.runs(segment.bytes(), segment.versions(), runs);
            }
        }
        let runs = &runs[..lists.len()];
        let mut versions: Vec<u32> = runs[0]
            .last
            .iter()
            .copied()
            .filter(|&last| view.is_current(last))
            .collect();
        for runs in &runs[1..] {
            keep_common(&mut versions, &runs.last, segment.versions(), marks);
        }
        matches.total += versions.len();
        let mut places = vec![0; runs.len()];
        for version in versions {
            let entry = segment.entry_of(version);
            let first = if segment.one_each() {
                version
            } else {
                since(view, entry, version, runs, &mut places)
            };
            let start = segment.start(entry);
            let Some(slot) = view.slot(entry) else {
                continue;
            };
            let from = segment.range(entry).start;
            let mut since = segment.first_read(first);
            if first == from && start > 0 {
                since = self.since_before(slot, words).unwrap_or(since);
            }
            if matches.wants(since) {
                let ordinal = start.wrapping_add(version - from);
                matches.add(Match {
                    slot,
                    ordinal,
                    view: number,
                    version,
                    since,
                    score: 0.0,
                });
            }
        }
    }

    /// When the words began to stand together, if they did so in the last version of the part before the newest.
    fn since_before(&self, slot: usize, words: &[&str]) -> Option<i64> {
        let mut found = None;
        for part in self.parts(slot).iter().rev().skip(1) {
            let view = &self.views[part.view as usize];
            let segment = &view.segment;
            let from = segment.range(part.entry as usize).start;
            let last = from + (part.end - part.start) - 1;
            let mut first = from;
            for word in words {
                let Some(runs) = segment.find(word).map(|term| term.body) else {
                    return found;
                };
                let run = |version| runs.at(segment.bytes(), segment.versions(), version);
                let Some(mut start) = run(last).map(|run| run.first) else {
                    return found;
                };
                while start > first
                    && let Some(before) = run(start - 1)
                {
                    start = before.first;
                }
                first = first.max(start);
            }
            found = Some(segment.first_read(first));
            if first > from {
                break;
            }
        }
        found
    }
}

/// The first version of the stretch up to `version` on which all words stood, inside one entry.
fn since(view: &View, entry: usize, version: u32, runs: &[Runs], places: &mut [usize]) -> u32 {
    let from = view.segment.range(entry).start;
    let mut first = from;
    for (runs, place) in runs.iter().zip(places) {
        let ahead = &runs.last[*place..];
        let step = ahead
            .iter()
            .take(8)
            .take_while(|&&last| last < version)
            .count();
        *place += if step < 8 {
            step
        } else {
            ahead.partition_point(|&last| last < version)
        };
        let mut at = *place;
        while at > 0 && runs.first[at] > first && runs.last[at - 1] + 1 == runs.first[at] {
            at -= 1;
        }
        first = first.max(runs.first[at]);
    }
    first
}

/// Keeps the numbers that are in `other` too; both ascending, all below `below`.
fn keep_common(numbers: &mut Vec<u32>, other: &[u32], below: u32, marks: &mut Vec<u8>) {
    if numbers.len() * 16 < other.len() {
        let mut rest = other;
        numbers.retain(|&number| {
            let mut step = 1;
            while step < rest.len() && rest[step] < number {
                step *= 2;
            }
            let from = step / 2;
            let until = (step + 1).min(rest.len());
            rest = &rest[from + rest[from..until].partition_point(|&other| other < number)..];
            rest.first() == Some(&number)
        });
    } else if (numbers.len() + other.len()) * 8 > below as usize {
        // Long lists: marking one and asking for the other branches on nothing.
        if marks.len() < below as usize {
            marks.resize(below as usize, 0);
        }
        for &number in other {
            marks[number as usize] = 1;
        }
        let mut kept = 0;
        for at in 0..numbers.len() {
            let number = numbers[at];
            numbers[kept] = number;
            kept += usize::from(marks[number as usize]);
        }
        numbers.truncate(kept);
        // Left as they were found: all zero.
        for &number in other {
            marks[number as usize] = 0;
        }
    } else {
        let (mut left, mut right, mut kept) = (0, 0, 0);
        while left < numbers.len() && right < other.len() {
            let (one, two) = (numbers[left], other[right]);
            numbers[kept] = one;
            kept += usize::from(one == two);
            left += usize::from(one <= two);
            right += usize::from(two <= one);
        }
        numbers.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::keep_common;

    #[test]
    fn every_way_of_intersecting_agrees() {
        let every = |step: u32, below: u32| (0..below).step_by(step as usize).collect::<Vec<u32>>();
        for (one, two, below) in [
            (2, 3, 1000),
            (300, 2, 1000),
            (200, 300, 100_000),
            (1, 1, 10),
            (7, 500, 1000),
        ] {
            let (mut numbers, other) = (every(one, below), every(two, below));
            let expected: Vec<u32> = numbers
                .iter()
                .copied()
                .filter(|number| other.contains(number))
                .collect();
            keep_common(&mut numbers, &other, below, &mut vec![0; 5]);
            assert_eq!(numbers, expected);
        }
    }
}
