//! How well a version answers: BM25 over title and main text, and a gentle preference for what is recent.

use super::select::Match;
use crate::index::{Snapshot, View};
use crate::query::{Node, Query};
use crate::segment::{Counts, List, Runs, Term};

/// The numbers of the ranking formula.
#[derive(Debug, Clone, Copy)]
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
    /// What is left of the score for each step that a page's form of a word is far from the one asked for: so little
    /// that the nearer ones stand first whatever else speaks for a page.
    pub far: f64,
}

/// The weights in use.
pub const WEIGHTS: Weights = Weights {
    saturation: 1.2,
    length: 0.75,
    title: 3.0,
    rest: 0.25,
    half_life_days: 180.0,
    floor: 0.75,
    far: 1.0 / 64.0,
};

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

    /// Fills in the scores.
    pub(super) fn rank(&self, query: &Query, matches: &mut [Match], now: i64, weights: &Weights) {
        let statistics = self.statistics();
        let mut leaves = Vec::new();
        positive(&query.root, &mut leaves);
        // Matches of each segment in the order of its line, so that each list is passed once.
        let mut by_view: Vec<Vec<(u32, u32)>> = vec![Vec::new(); self.views.len()];
        for (number, found) in matches.iter().enumerate() {
            by_view[found.view].push((found.version, number as u32));
        }
        for found in &mut by_view {
            found.sort_unstable();
        }
        let norms: Vec<f64> = matches
            .iter()
            .map(|found| self.norm(found, statistics, weights))
            .collect();
        let mut counts: Vec<f64> = vec![0.0; matches.len()];
        // For each match how many steps its words are far from those asked for.
        let mut far: Vec<u32> = vec![0; matches.len()];
        let views = self.views.iter().zip(&by_view);
        let mut scales: Vec<_> = views.map(|(view, found)| Scale::new(view, found)).collect();
        for leaf in leaves {
            counts.fill(0.0);
            let mut pages = 0;
            let mut reached = Vec::new();
            for step in steps(leaf) {
                for scale in &mut scales {
                    pages += scale.weigh(leaf, step, query.in_all, weights, &mut counts);
                }
                if step > 0 || matches!(leaf, Node::Forms { .. } | Node::Prefix { .. }) {
                    reached.resize(matches.len(), false);
                    for ((far, reached), count) in far.iter_mut().zip(&mut reached).zip(&counts) {
                        if *count > 0.0 && !*reached {
                            *far += step;
                            *reached = true;
                        }
                    }
                }
            }
            for scale in &mut scales {
                scale.seen.clear();
            }
            let all = statistics.pages as f64;
            let rarity = (1.0 + (all - pages as f64 + 0.5).max(0.0) / (pages as f64 + 0.5)).ln();
            for ((found, count), norm) in matches.iter_mut().zip(&counts).zip(&norms) {
                if *count > 0.0 {
                    found.score += rarity * count * (weights.saturation + 1.0) / (count + norm);
                }
            }
        }
        for (found, far) in matches.iter_mut().zip(far) {
            let far = weights.far.powi(far.min(1 << 10).cast_signed());
            let score = if found.score > 0.0 {
                found.score
            } else {
                f64::MIN_POSITIVE
            };
            found.score = score * self.recency(found, now, weights) * far;
        }
    }

    fn norm(&self, found: &Match, statistics: Statistics, weights: &Weights) -> f64 {
        let [title, main, _] = self.views[found.view].segment.lengths(found.version);
        let length = (f64::from(title) + f64::from(main)) / statistics.mean.max(1.0);
        weights.saturation * (1.0 - weights.length + weights.length * length)
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

/// How far from the word asked for those are that a leaf stands for, ascending.
fn steps(leaf: &Node) -> Vec<u32> {
    match leaf {
        Node::Forms { forms, .. } => {
            let mut steps: Vec<u32> = forms.iter().map(|form| form.far).collect();
            steps.dedup();
            steps
        }
        Node::Prefix { .. } => vec![0, 1],
        _ => vec![0],
    }
}

/// The matches of one segment, and the buffers with which lists are held against them.
struct Scale<'a> {
    view: &'a View,
    /// The version and the number of each match, in the order of the line.
    found: &'a [(u32, u32)],
    /// For each version how many matches stand before it; made for the first prefix, whose many short lists would
    /// otherwise each be searched for among the matches.
    before: Vec<u32>,
    /// One bit for each version counted: a page counts once, however many of a leaf's words it has.
    seen: Vec<u64>,
    runs: Runs,
    counts: Counts,
}

impl<'a> Scale<'a> {
    fn new(view: &'a View, found: &'a [(u32, u32)]) -> Self {
        Self {
            view,
            found,
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
        let terms: Vec<Term> = match leaf {
            Node::Word { word, .. } => {
                let Some(term) = segment.find(word) else {
                    return 0;
                };
                let pages = self.weigh_list(term.body, body, out, |_| true);
                if rest {
                    self.weigh_list(term.rest, aside, out, |_| false);
                }
                return pages;
            }
            Node::Forms { forms, .. } => forms
                .iter()
                .filter(|form| form.far == step)
                .filter_map(|form| segment.find(&form.word))
                .collect(),
            Node::Prefix { prefix, .. } if step == 0 => segment
                .terms(segment.table().range(segment.bytes(), prefix))
                .collect(),
            Node::Prefix { prefix, .. } => {
                let accented = segment.accented_beginnings(prefix).into_iter();
                accented.map(|ordinal| segment.term(ordinal)).collect()
            }
            _ => return 0,
        };
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

    fn count_before(&mut self) {
        if self.before.is_empty() {
            let mut at = 0;
            let count = |version| {
                at += usize::from(self.found.get(at).is_some_and(|found| found.0 < version));
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
                while at < self.found.len() && self.found[at].0 < first {
                    at += 1;
                }
                if let Some(&(version, number)) = self.found.get(at)
                    && version <= last
                {
                    out[number as usize] += weight;
                }
            }
        }
        pages
    }
}
