//! How well a version answers: BM25 over title and main text, a gentle preference for what is recent, and another for
//! what people open.

use std::f64::consts::LN_2;

use super::forms::{Distances, terms_of};
use super::select::Match;
use super::top::{Matches, top};
use super::{Order, Request};
use crate::index::{Snapshot, View};
use crate::query::{Node, Query};
use crate::segment::{Counts, List, Look, Runs};

/// The numbers of the ranking formula.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// How soon more of a word stops counting (BM25's k1).
    pub saturation: f64,
    /// How much long pages are held back (BM25's b).
    pub length: f64,
    /// A word in the title counts as this many in the main text.
    pub title: f64,
    /// A word in the rest counts as this much of one in the main text.
    pub rest: f64,
    /// After so many days the share of the score that can fade is halved.
    pub half_life_days: f64,
    /// The share of the score that does not fade.
    pub floor: f64,
    /// A page that people open all the time is worth so much more than one that nobody opens.
    pub visits: f64,
}

/// The weights in use.
pub const WEIGHTS: Weights = Weights {
    saturation: 1.2,
    length: 0.75,
    title: 3.0,
    rest: 0.25,
    half_life_days: 180.0,
    floor: 0.75,
    visits: 0.5,
};

/// A page opened as often as two to this power gets all that visits can give.
const DOUBLINGS: f64 = 10.0;
/// A list more than so many times longer than the matches is looked into instead of read.
const FEW: usize = 4;

impl Default for Weights {
    fn default() -> Self {
        WEIGHTS
    }
}

impl Weights {
    /// What a page's score is multiplied by for having been opened so often: each doubling counts the same.
    #[must_use]
    pub fn popularity(&self, opened: f64) -> f64 {
        1.0 + self.visits * (opened.max(0.0).ln_1p() / (DOUBLINGS * LN_2)).min(1.0)
    }
}

const DAY: f64 = 86_400_000_000.0;

/// What ranking needs to know of all current versions.
#[derive(Debug, Clone, Copy)]
pub struct Statistics {
    /// Pages whose current version is not gone.
    pub pages: usize,
    /// Words of their titles and main texts, on average.
    pub mean: f64,
}

impl Snapshot {
    /// Statistics of the current versions, counted once.
    pub fn statistics(&self) -> Statistics {
        *self.statistics.get_or_init(|| {
            let (mut pages, mut words) = (0, 0_u64);
            for view in &self.views {
                for (group, &bits) in view.current().iter().enumerate() {
                    let mut bits = bits;
                    while bits != 0 {
                        let version = group as u32 * 64 + bits.trailing_zeros();
                        let [title, main, _] = view.segment.lengths(version);
                        words += u64::from(title) + u64::from(main);
                        pages += 1;
                        bits &= bits - 1;
                    }
                }
            }
            Statistics {
                pages,
                mean: words as f64 / pages.max(1) as f64,
            }
        })
    }

    /// The best of the matches, in order, as many as the request wants.
    pub(super) fn rank(
        &self,
        query: &Query,
        request: &Request,
        mut matches: Vec<Match>,
    ) -> Vec<Match> {
        if request.limit == 0 || matches.len() <= request.offset {
            return Vec::new();
        }
        let weights = &request.weights;
        let statistics = self.statistics();
        let place = |found: &Match| (found.view, found.version);
        if !matches.is_sorted_by_key(place) {
            matches.sort_unstable_by_key(place);
        }
        let mut leaves = Vec::new();
        positive(&query.root, &mut leaves);
        let norms = self.norms(&matches, statistics, weights);
        let mut counts: Vec<f64> = vec![0.0; matches.len()];
        let mut scales = self.scales(&matches);
        let mut distances = Distances::new(matches.len());
        for leaf in leaves {
            counts.fill(0.0);
            let mut pages = 0;
            for step in distances.steps(leaf) {
                let mut rest = &mut counts[..];
                for scale in &mut scales {
                    let (here, others) = rest.split_at_mut(scale.found.len());
                    pages += scale.weigh(leaf, step, query.in_all, weights, here);
                    rest = others;
                }
                distances.reach(step, &counts);
            }
            for scale in &mut scales {
                scale.seen.clear();
            }
            let all = statistics.pages as f64;
            let rarity = (1.0 + (all - pages as f64 + 0.5).max(0.0) / (pages as f64 + 0.5)).ln();
            let most = rarity * (weights.saturation + 1.0);
            for ((score, count), norm) in scales
                .iter_mut()
                .flat_map(|scale| &mut scale.scores)
                .zip(&counts)
                .zip(&norms)
            {
                if *count > 0.0 {
                    *score += most * count / (count + norm);
                }
            }
        }
        let mut scores: Vec<f64> = scales.into_iter().flat_map(|scale| scale.scores).collect();
        distances.hold_back(&mut scores);
        self.best(request, &matches, &scores)
    }

    /// The best by what the words are worth, how recent the page is and how often people open it.
    fn best(&self, request: &Request, matches: &[Match], scores: &[f64]) -> Vec<Match> {
        let weights = &request.weights;
        let visits = request.visits.as_deref();
        // Neither factor is ever above this, so most matches are passed over without asking for them.
        let most = visits.map_or(1.0, |_| 1.0 + weights.visits);
        let wanted = request.limit.saturating_add(request.offset);
        let mut best = Matches::new(Order::Best, Some(wanted));
        let now = request.now();
        for (found, &score) in matches.iter().zip(scores) {
            let score = score.max(f64::MIN_POSITIVE);
            if score * most < best.least_score {
                continue;
            }
            let opened = visits.map_or(0.0, |visits| visits.of(self.pages[found.slot]));
            let score = score * self.recency(found, now, weights) * weights.popularity(opened);
            best.add(Match { score, ..*found });
        }
        top(best.found, Order::Best, request.limit, request.offset)
    }

    fn norms(&self, matches: &[Match], statistics: Statistics, weights: &Weights) -> Vec<f64> {
        let fixed = weights.saturation * (1.0 - weights.length);
        let each = weights.saturation * weights.length / statistics.mean.max(1.0);
        let norm = |found: &Match| {
            let [title, main, _] = self.views[found.view].segment.lengths(found.version);
            fixed + each * (f64::from(title) + f64::from(main))
        };
        matches.iter().map(norm).collect()
    }

    /// The matches of each segment, in the order of its line.
    fn scales(&self, matches: &[Match]) -> Vec<Scale<'_>> {
        let mut rest = matches;
        let scale = |(number, view)| {
            let (here, others) = rest.split_at(rest.partition_point(|found| found.view == number));
            rest = others;
            Scale::new(view, here)
        };
        self.views.iter().enumerate().map(scale).collect()
    }

    fn recency(&self, found: &Match, now: i64, weights: &Weights) -> f64 {
        let read = self.views[found.view].segment.first_read(found.version);
        let age = (now.saturating_sub(read)).max(0) as f64 / DAY;
        weights.floor + (1.0 - weights.floor) * (-age / weights.half_life_days).exp2()
    }
}

/// The leaves that speak for a page: words and prefixes not below a NOT.
fn positive<'a>(node: &'a Node, leaves: &mut Vec<&'a Node>) {
    match node {
        Node::Word { .. } | Node::Prefix { .. } | Node::Forms { .. } if !leaves.contains(&node) => {
            leaves.push(node);
        }
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| positive(node, leaves)),
        _ => {}
    }
}

/// The matches of one segment, and the buffers with which lists are held against them.
struct Scale<'a> {
    view: &'a View,
    /// The version of each match, in the order of the line.
    found: Vec<u32>,
    /// What they are worth so far.
    scores: Vec<f64>,
    /// For each version how many matches stand before it; made for the first prefix, whose many short lists would
    /// otherwise each be searched for among the matches.
    before: Vec<u32>,
    /// One bit for each version counted: a page counts once, however many of a leaf's words it has.
    seen: Vec<u64>,
    runs: Runs,
    counts: Counts,
}

impl<'a> Scale<'a> {
    fn new(view: &'a View, matches: &[Match]) -> Self {
        Self {
            view,
            found: matches.iter().map(|found| found.version).collect(),
            scores: vec![0.0; matches.len()],
            before: Vec::new(),
            seen: Vec::new(),
            runs: Runs::default(),
            counts: Counts::default(),
        }
    }

    /// Adds the weighted counts of a leaf's words that are `step` far from it to the matches; gives how many more
    /// current versions have one.
    fn weigh(
        &mut self,
        leaf: &Node,
        step: u32,
        rest: bool,
        weights: &Weights,
        out: &mut [f64],
    ) -> usize {
        let segment = &self.view.segment;
        let (Node::Word { title, .. } | Node::Prefix { title, .. } | Node::Forms { title, .. }) =
            leaf
        else {
            return 0;
        };
        let body = [if *title { 0.0 } else { 1.0 }, weights.title];
        let aside = [weights.rest, 0.0];
        let rest = rest && !title;
        if let Node::Word { word, .. } = leaf {
            let Some(term) = segment.find(word) else {
                return 0;
            };
            let pages = if *title {
                self.weigh_list(term.body, body, out, |_| true)
            } else {
                self.weigh_word(term.body, body, out);
                self.view.spread(&term.body)
            };
            if rest {
                self.weigh_list(term.rest, aside, out, |_| false);
            }
            return pages;
        }
        let terms = terms_of(segment, leaf, step);
        if terms.is_empty() {
            return 0;
        }
        self.count_before();
        let mut seen = std::mem::take(&mut self.seen);
        seen.resize(segment.versions() as usize / 64 + 1, 0);
        let mut pages = 0;
        for term in terms {
            pages += self.weigh_list(term.body, body, out, |version| {
                let (group, bit) = (version as usize / 64, 1 << (version % 64));
                let new = seen[group] & bit == 0;
                seen[group] |= bit;
                new
            });
            if rest {
                self.weigh_list(term.rest, aside, out, |_| false);
            }
        }
        self.seen = seen;
        pages
    }

    /// Like [`Scale::weigh_list`], without counting pages.
    fn weigh_word(&mut self, list: List, [main, title]: [f64; 2], out: &mut [f64]) {
        if self.found.len() * FEW >= list.len() {
            self.weigh_list(list, [main, title], out, |_| false);
            return;
        }
        let segment = &self.view.segment;
        let mut look = Look::default();
        for (&version, out) in self.found.iter().zip(out) {
            let run = list.at_by(segment.bytes(), segment.versions(), version, &mut look);
            if let Some(run) = run {
                *out += f64::from(run.main) * main + f64::from(run.title) * title;
            }
        }
    }

    fn count_before(&mut self) {
        if self.before.is_empty() {
            let mut at = 0;
            let count = |version| {
                at += usize::from(self.found.get(at).is_some_and(|&found| found < version));
                at as u32
            };
            self.before = (0..self.view.segment.versions()).map(count).collect();
        }
    }

    fn weigh_list(
        &mut self,
        stored: List,
        [main, title]: [f64; 2],
        out: &mut [f64],
        mut new: impl FnMut(u32) -> bool,
    ) -> usize {
        let segment = &self.view.segment;
        self.runs.first.clear();
        self.runs.last.clear();
        stored.runs(segment.bytes(), segment.versions(), &mut self.runs);
        let len = self.runs.first.len();
        stored.counts(segment.bytes(), len, &mut self.counts);
        let (mut at, mut pages) = (0, 0);
        for number in 0..len {
            let (first, last) = (self.runs.first[number], self.runs.last[number]);
            let (in_main, in_title) = (self.counts.main[number], self.counts.title[number]);
            let weight = f64::from(in_main) * main + f64::from(in_title) * title;
            if weight > 0.0 {
                pages += usize::from(self.view.current_of(first, last).is_some_and(&mut new));
                if let Some(&before) = self.before.get(first as usize) {
                    at = before as usize;
                }
                while at < self.found.len() && self.found[at] < first {
                    at += 1;
                }
                if let Some(&version) = self.found.get(at)
                    && version <= last
                {
                    out[at] += weight;
                }
            }
        }
        pages
    }
}
