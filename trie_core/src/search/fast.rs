//! The common case without detours: words that all stand in the current version, and nothing else asked.
//!
//! A page's current version stands in one segment only, and in a word's list it is the *last* version of its run. So
//! the pages with all words are the numbers that the lists of run ends have in common; counts and times are read for
//! the winners alone.

use std::cell::RefCell;

use super::common::{keep_common, since};
use super::each::{Each, Found};
use super::select::Match;
use super::top::Matches;
use super::{Answer, Hit, Order, Request};
use crate::index::{Snapshot, View};
use crate::query::{Node, Query};
use crate::segment::{List, Look, Runs, Segment};

/// Buffers that one search hands to the next on its thread.
#[derive(Default)]
struct Buffers {
    lists: Vec<Runs>,
    versions: Vec<u32>,
    marks: Vec<u8>,
    each: Each,
    looks: Vec<Look>,
}

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::default();
}

/// The words of a query that is nothing but words.
pub(super) fn plain<'a>(node: &'a Node, words: &mut Vec<&'a str>) -> bool {
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

/// Where the words stand in a segment, the rarest first; none if one of them does not.
fn lists_of(segment: &Segment, words: &[&str]) -> Option<Vec<List>> {
    let list = |word: &&str| {
        let body = segment.find(word)?.body;
        (!body.is_empty()).then_some(body)
    };
    let mut lists: Vec<List> = words.iter().map(list).collect::<Option<_>>()?;
    lists.sort_unstable_by_key(List::len);
    Some(lists)
}

/// Versions of one segment that have all words, if every page has one version there.
pub(super) fn with_versions(view: &View, words: &[&str], take: impl FnMut(u32)) {
    if let Some(lists) = lists_of(&view.segment, words) {
        BUFFERS.with_borrow_mut(|buffers| buffers.each.common(view, &lists, false).for_each(take));
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
        let mut matches = Matches::new(request.order, keep);
        let mut lists = vec![List::default(); self.views.len() * words.len()];
        BUFFERS.with_borrow_mut(|buffers| {
            for (number, lists) in lists.chunks_mut(words.len()).enumerate() {
                self.match_view(number, &words, lists, buffers, &mut matches);
            }
            let total = matches.total;
            let found = self.first(query, request, matches.found);
            Some(Answer {
                total,
                hits: self.current_hits(&found, &lists, words.len(), &mut buffers.looks),
                ..Answer::default()
            })
        })
    }

    /// The hits, when each is its page's current version; `lists` has those of the words of each segment.
    fn current_hits(
        &self,
        found: &[Match],
        lists: &[List],
        words: usize,
        looks: &mut Vec<Look>,
    ) -> Vec<Hit> {
        looks.resize_with(words.max(looks.len()), Look::default);
        let mut seen = usize::MAX;
        let hit = |found: &Match| {
            if seen != found.view {
                looks.iter_mut().for_each(Look::forget);
                seen = found.view;
            }
            let segment = &self.views[found.view].segment;
            let (bytes, versions) = (segment.bytes(), segment.versions());
            let from = found.view * words;
            let counts = lists[from..from + words].iter().zip(&mut *looks);
            let counts = counts.map(|(list, look)| {
                let run = list.at_by(bytes, versions, found.version, look);
                run.map_or(0, |run| run.main.saturating_add(run.title))
            });
            let last_read = segment.last_read(found.version);
            Hit {
                page: self.pages[found.slot],
                version: found.ordinal,
                first_read: segment.first_read(found.version),
                last_read: self.touched(found.slot, found.ordinal, last_read),
                until: None,
                since: found.since,
                versions: self.alive(found.slot),
                score: found.score,
                counts: counts.collect(),
            }
        };
        found.iter().map(hit).collect()
    }

    fn match_view(
        &self,
        number: usize,
        words: &[&str],
        lists: &mut [List],
        buffers: &mut Buffers,
        matches: &mut Matches,
    ) {
        let view = &self.views[number];
        let segment = &view.segment;
        for (word, list) in words.iter().zip(&mut *lists) {
            match segment.find(word) {
                Some(term) if !term.body.is_empty() => *list = term.body,
                _ => return,
            }
        }
        let mut lists = lists.to_vec();
        lists.sort_unstable_by_key(List::len);
        if segment.one_each() {
            self.match_each(number, words, &lists, buffers, matches);
            return;
        }
        let Buffers {
            lists: runs,
            versions,
            marks,
            ..
        } = buffers;
        runs.resize_with(runs.len().max(lists.len()), Runs::default);
        for (list, runs) in lists.iter().zip(&mut *runs) {
            runs.first.clear();
            runs.last.clear();
            list.runs(segment.bytes(), segment.versions(), runs);
        }
        let runs = &runs[..lists.len()];
        versions.clear();
        let ends = runs[0].last.iter().copied();
        versions.extend(ends.filter(|&last| view.is_current(last)));
        for runs in &runs[1..] {
            keep_common(versions, &runs.last, segment.versions(), marks);
        }
        matches.total += versions.len();
        let mut places = vec![0; runs.len()];
        for &version in &*versions {
            let entry = segment.entry_of(version);
            let first = since(view, entry, version, runs, &mut places);
            self.add_match((number, entry), (first, version), words, matches);
        }
    }

    /// The same where every page has one version: from the end of the line, which is where the newest tend to be.
    fn match_each(
        &self,
        number: usize,
        words: &[&str],
        lists: &[List],
        buffers: &mut Buffers,
        matches: &mut Matches,
    ) {
        let view = &self.views[number];
        let segment = &view.segment;
        let add = |version: u32, matches: &mut Matches| {
            self.add_match(
                (number, version as usize),
                (version, version),
                words,
                matches,
            );
        };
        match buffers.each.common(view, lists, true) {
            Found::Bits(bits) => {
                let set: u32 = bits.iter().map(|bits| bits.count_ones()).sum();
                matches.total += set as usize;
                for (group, (&bits, &latest)) in bits.iter().zip(segment.latest()).enumerate().rev()
                {
                    let mut bits = if matches.reaches(latest) { bits } else { 0 };
                    while bits != 0 {
                        let bit = bits.ilog2();
                        bits ^= 1 << bit;
                        add(group as u32 * 64 + bit, matches);
                    }
                }
            }
            Found::Numbers(versions) => {
                matches.total += versions.len();
                for &version in versions.iter().rev() {
                    if matches.reaches(segment.first_read(version)) {
                        add(version, matches);
                    }
                }
            }
        }
    }

    /// Takes a version on which all words have stood since `first`, if it can be among the first.
    #[inline]
    fn add_match(
        &self,
        (number, entry): (usize, usize),
        (first, version): (u32, u32),
        words: &[&str],
        matches: &mut Matches,
    ) {
        let view = &self.views[number];
        let segment = &view.segment;
        let Some(slot) = view.slot(entry) else {
            return;
        };
        let (start, from) = (segment.start(entry), segment.range(entry).start);
        let mut since = segment.first_read(first);
        if first == from && start > 0 {
            since = self.since_before(slot, words).unwrap_or(since);
        }
        if matches.wants(since) {
            matches.add(Match {
                slot,
                ordinal: start.wrapping_add(version - from),
                view: number,
                version,
                since,
                score: 0.0,
            });
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
