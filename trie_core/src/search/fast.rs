//! The common case without detours: words that all stand in the current version, and nothing else asked.
//!
//! A page's current version stands in one segment only, and in a word's list it is the *last* version of its run. So
//! the pages with all words are the numbers that the lists of run ends have in common; counts and times are read for
//! the winners alone.

use std::cell::RefCell;

use super::column::Origins;
use super::common::keep_common;
use super::each::{Each, Found};
use super::select::Match;
use super::top::Matches;
use super::{Answer, Order, Request};
use crate::index::{Snapshot, View};
use crate::query::{Node, Query};
use crate::segment::{List, Look, Runs, Segment};
use crate::stem::RuleSet;

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

/// In a list so many times longer than the versions at hand, blocks are passed over.
const FEW: usize = 64;

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
pub(super) fn versions_with(view: &View, words: &[&str]) -> Vec<u32> {
    let Some(lists) = lists_of(&view.segment, words) else {
        return Vec::new();
    };
    BUFFERS.with_borrow_mut(|buffers| {
        let found = buffers.each.common(view, &lists, false, None);
        let mut versions = Vec::with_capacity(found.count());
        found.for_each(|version| versions.push(version));
        versions
    })
}

impl Snapshot {
    /// The answer, if the query is of the common kind.
    pub(super) fn search_fast(&self, query: &Query, request: &Request) -> Option<Answer> {
        if self.asks_more(request) {
            return None;
        }
        let deadline = request.deadline();
        let mut words = Vec::new();
        if deadline.is_none()
            && let Some(answer) = self.search_spoken(query, request)
        {
            return Some(answer);
        }
        if query.in_all
            || !plain(&query.root, &mut words)
            || words.is_empty()
            || self.views.iter().any(|view| view.cut)
        {
            return None;
        }
        let keep = request.limit.saturating_add(request.offset);
        let mut matches = Matches::new(request.order, keep);
        let mut lists = vec![List::default(); self.views.len() * words.len()];
        BUFFERS.with_borrow_mut(|buffers| {
            for (number, lists) in lists.chunks_mut(words.len()).enumerate() {
                self.match_view(number, (&words, deadline), lists, buffers, &mut matches);
            }
            let total = matches.total;
            let found = self.first(query, request, matches);
            let mut answer = Answer {
                total,
                hits: Vec::with_capacity(found.len()),
                counts: Vec::with_capacity(found.len() * words.len()),
                ..Answer::default()
            };
            self.current_hits(&found, &lists, &[], &mut buffers.looks, &mut answer);
            Some(answer)
        })
    }

    /// Whether more is asked than which pages match as they stand now.
    pub(super) fn asks_more(&self, request: &Request) -> bool {
        let Request {
            window,
            ever,
            at,
            site,
            language,
            tag,
            ruler,
            sites,
            tags,
            languages,
            page,
            before,
            ..
        } = request;
        // Where every page has one version, a window asks no more than whether that was read by its end.
        let timed = window.is_some() && !(self.flat() && self.fresh());
        let narrow = site.is_some() || language.is_some() || tag.is_some();
        let more = timed || *ever || at.is_some() || narrow;
        let sums = ruler.is_some() || *sites > 0 || *tags > 0 || *languages;
        more || sums || page.is_some() || (*before && window.is_none())
    }

    /// The hits, when each is its page's current version; `lists` has those of the words of each segment, `rules` the
    /// languages in whose versions each word counts, if that is not in all.
    pub(super) fn current_hits(
        &self,
        found: &[Match],
        lists: &[List],
        rules: &[RuleSet],
        looks: &mut Vec<Look>,
        answer: &mut Answer,
    ) {
        let words = lists.len() / self.views.len().max(1);
        looks.resize_with(words.max(looks.len()), Look::default);
        let mut seen = usize::MAX;
        for found in found {
            if seen != found.view {
                looks.iter_mut().for_each(Look::forget);
                seen = found.view;
            }
            let segment = &self.views[found.view].segment;
            let (bytes, versions) = (segment.bytes(), segment.versions());
            let from = found.view * words;
            let here = lists[from..from + words].iter().zip(&mut *looks);
            for (word, (list, look)) in here.enumerate() {
                let fits = rules
                    .get(word)
                    .is_none_or(|rules| segment.rule(found.version) & rules != 0);
                if !fits {
                    answer.counts.push(0);
                    continue;
                }
                let run = list.at_by(bytes, versions, found.version, look);
                let count = run.map_or(0, |run| run.main.saturating_add(run.title));
                answer.counts.push(count);
            }
            answer.hits.extend(self.hit(found, false));
        }
    }

    fn match_view<'a>(
        &self,
        number: usize,
        (words, deadline): (&'a [&'a str], Option<i64>),
        lists: &mut [List],
        buffers: &mut Buffers,
        matches: &mut Matches<'a>,
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
            self.match_each(number, (words, deadline), &lists, buffers, matches);
            return;
        }
        let Buffers {
            lists: runs,
            versions,
            marks,
            ..
        } = buffers;
        runs.resize_with(runs.len().max(1), Runs::default);
        let ends = &mut runs[0];
        versions.clear();
        for (number, list) in lists.iter().enumerate() {
            ends.first.clear();
            ends.last.clear();
            if number == 0 {
                list.runs(segment.bytes(), segment.versions(), ends);
                let last = ends.last.iter().copied();
                versions.extend(last.filter(|&last| view.is_current(last)));
                continue;
            }
            if versions.len() * FEW < list.len() {
                let near: Vec<(u32, u32)> = versions.iter().map(|&v| (v, v)).collect();
                list.runs_near(segment.bytes(), segment.versions(), &near, ends);
            } else {
                list.runs(segment.bytes(), segment.versions(), ends);
            }
            keep_common(versions, &ends.last, segment.versions(), marks);
        }
        matches.total += versions.len();
        if matches.order == Order::Best {
            matches.column(number, versions.clone(), Origins::Words(words));
            return;
        }
        for &version in versions.iter().rev() {
            if matches.reaches(segment.first_read(version)) {
                self.add_match(number, version, words, matches);
            }
        }
    }

    /// The same where every page has one version: from the end of the line, which is where the newest tend to be.
    fn match_each<'a>(
        &self,
        number: usize,
        (words, deadline): (&'a [&'a str], Option<i64>),
        lists: &[List],
        buffers: &mut Buffers,
        matches: &mut Matches<'a>,
    ) {
        let view = &self.views[number];
        let segment = &view.segment;
        let found = buffers.each.common(view, lists, true, deadline);
        let total = found.count();
        matches.total += total;
        if matches.order == Order::Best {
            let origins = if self.flat() {
                Origins::Alone
            } else {
                Origins::Words(words)
            };
            let mut versions = Vec::with_capacity(total);
            found.for_each(|version| versions.push(version));
            matches.column(number, versions, origins);
            return;
        }
        match found {
            Found::Bits(bits) => self.add_bits(number, bits, words, matches),
            Found::Numbers(versions) => {
                for &version in versions.iter().rev() {
                    if matches.reaches(segment.first_read(version)) {
                        self.add_match(number, version, words, matches);
                    }
                }
            }
        }
    }

    /// Takes current versions with all the words, one bit for each, from the end of the line.
    pub(super) fn add_bits<'a>(
        &self,
        number: usize,
        bits: &[u64],
        words: &'a [&'a str],
        matches: &mut Matches<'a>,
    ) {
        let times = self.views[number].segment.times();
        for (group, (&bits, times)) in bits.iter().zip(times).enumerate().rev() {
            if bits == 0 || !matches.reaches(times.first.1) {
                continue;
            }
            let mut bits = bits;
            while bits != 0 {
                let bit = bits.ilog2();
                bits ^= 1 << bit;
                self.add_match(number, group as u32 * 64 + bit, words, matches);
            }
        }
    }

    /// Takes a current version with all the words, if it can be among the first.
    #[inline]
    pub(super) fn add_match<'a>(
        &self,
        number: usize,
        version: u32,
        words: &'a [&'a str],
        matches: &mut Matches<'a>,
    ) {
        let since = self.current_since(number, version, words);
        if !matches.wants(since) {
            return;
        }
        let view = &self.views[number];
        let entry = view.segment.entry_of(version);
        let Some(slot) = view.slot(entry) else {
            return;
        };
        let from = view.segment.range(entry).start;
        matches.add(Match {
            slot,
            ordinal: view.segment.start(entry).wrapping_add(version - from),
            view: number,
            version,
            since,
            score: 0.0,
        });
    }

    /// When the words began to stand together without a break, up to a current version on which they all do.
    pub(super) fn current_since(&self, number: usize, version: u32, words: &[&str]) -> i64 {
        let segment = &self.views[number].segment;
        let entry = segment.entry_of(version);
        let from = segment.range(entry).start;
        let first = if version == from {
            from
        } else {
            together(segment, from, version, words).unwrap_or(version)
        };
        let since = segment.first_read(first);
        if first > from || segment.start(entry) == 0 {
            return since;
        }
        let slot = self.views[number].slot(entry);
        let before = slot.and_then(|slot| self.since_before(slot, words));
        before.unwrap_or(since)
    }

    /// When the words began to stand together, if they did so in the last version of the part before the newest.
    fn since_before(&self, slot: usize, words: &[&str]) -> Option<i64> {
        let mut found = None;
        for part in self.parts(slot).iter().rev().skip(1) {
            let segment = &self.views[part.view as usize].segment;
            let from = segment.range(part.entry as usize).start;
            let last = from + (part.end - part.start) - 1;
            let Some(first) = together(segment, from, last, words) else {
                return found;
            };
            found = Some(segment.first_read(first));
            if first > from {
                break;
            }
        }
        found
    }
}

/// The first version, not before `from`, from which on the words stand together up to `last`.
fn together(segment: &Segment, from: u32, last: u32, words: &[&str]) -> Option<u32> {
    let mut first = from;
    for word in words {
        let body = segment.find(word)?.body;
        let mut look = Look::default();
        let mut run = |version| body.at_by(segment.bytes(), segment.versions(), version, &mut look);
        let mut start = run(last)?.first;
        while start > first
            && let Some(before) = run(start - 1)
        {
            start = before.first;
        }
        first = first.max(start);
    }
    Some(first)
}
