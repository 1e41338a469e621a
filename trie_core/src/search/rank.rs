//! Score of a version: BM25 over title and main text, a gentle preference for what is recent, and another for what
//! people open.

use std::f64::consts::LN_2;

use super::column::Column;
use super::forms::{Distances, terms_of};
use super::select::Match;
use super::top::{Matches, top};
use super::{Order, Request};
use crate::index::{Snapshot, View};
use crate::query::{Node, Query, Relation};
use crate::segment::{Counts, List, Look, Runs, Term};
use crate::stem::{EVERY, RuleSet};

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
    /// Another form of a word counts as this much of the word itself.
    pub form: f64,
    /// A compound with a word counts as this much of the word itself.
    pub compound: f64,
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
    form: 0.5,
    compound: 0.4,
};

/// A page opened as often as two to this power gets all that visits can give.
const DOUBLINGS: f64 = 10.0;
/// A list more than so many times longer than the matches is looked into instead of read.
const FEW: usize = 4;
/// With more words for one than this, where each list begins among the matches is counted before.
const MANY: usize = 16;

impl Default for Weights {
    fn default() -> Self {
        WEIGHTS
    }
}

impl Weights {
    /// What a word counts that is so related to the one asked for.
    pub(super) const fn relation(&self, relation: Relation) -> f64 {
        match relation {
            Relation::Itself => 1.0,
            Relation::Form => self.form,
            Relation::Compound => self.compound,
        }
    }

    /// What a page's score is multiplied by for having been opened so often: each doubling counts the same.
    #[must_use]
    pub fn popularity(&self, opened: f64) -> f64 {
        1.0 + self.visits * (opened.max(0.0).ln_1p() / (DOUBLINGS * LN_2)).min(1.0)
    }
}

const DAY: f64 = 86_400_000_000.0;

/// What ranking needs to know of all current versions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Pages whose current version is not gone.
    pub pages: usize,
    /// Words of their titles and main texts.
    pub words: u64,
}

impl Statistics {
    /// Words of a title and main text, on average.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.words as f64 / self.pages.max(1) as f64
    }
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
            Statistics { pages, words }
        })
    }

    /// The best of the matches, in order, as many as the request wants.
    pub(super) fn rank(&self, query: &Query, request: &Request, columns: &[Column]) -> Vec<Match> {
        if request.limit == 0 {
            return Vec::new();
        }
        let weights = &request.weights;
        let mut scales: Vec<Scale> = columns
            .iter()
            .map(|column| Scale::new(self, column, weights))
            .collect();
        let mut leaves: Vec<Node> = Vec::new();
        positive(&query.root, &mut leaves);
        let all = self.statistics().pages as f64;
        for leaf in leaves {
            for scale in &mut scales {
                scale.weigh(&leaf, query.in_all, weights);
            }
            // Also the segments without a match have pages with the word.
            let spread = |view| spread(view, &leaf, weights);
            let pages = self.views.iter().map(spread).sum::<usize>() as f64;
            let pages = pages.min(all);
            let rarity = (1.0 + (all - pages + 0.5).max(0.0) / (pages + 0.5)).ln();
            for scale in &mut scales {
                scale.score(rarity * (weights.saturation + 1.0));
            }
        }
        self.best(request, &scales)
    }

    /// The best by what the words are worth, how recent the page is and how often people open it.
    fn best(&self, request: &Request, scales: &[Scale]) -> Vec<Match> {
        let weights = &request.weights;
        let visits = request.visits.as_deref();
        // The other factors are never above this, so most matches are passed over without asking for them.
        let most = visits.map_or(1.0, |_| 1.0 + weights.visits);
        let wanted = request.limit.saturating_add(request.offset);
        let mut best = Matches::new(Order::Best, wanted);
        let now = request.now();
        for scale in scales {
            for (at, &score) in scale.scores.iter().enumerate() {
                let score = score.max(f64::MIN_POSITIVE);
                if score * most < best.least_score {
                    continue;
                }
                let Some(found) = scale.column.hit(self, at) else {
                    continue;
                };
                let opened = visits.map_or(0.0, |visits| visits.of(self.pages[found.slot]));
                let score = score * self.recency(&found, now, weights) * weights.popularity(opened);
                best.add(Match { score, ..found });
            }
        }
        top(best.found, Order::Best, request.limit, request.offset)
    }

    fn recency(&self, found: &Match, now: i64, weights: &Weights) -> f64 {
        let segment = &self.views[found.view].segment;
        // Another menu makes no page more recent.
        let major = || self.first_read(found.slot, self.major(found.slot, found.ordinal));
        let is_minor = segment.minor(found.version);
        let own = segment.first_read(found.version);
        let read = if is_minor {
            major().unwrap_or(own)
        } else {
            own
        };
        let age = (now.saturating_sub(read)).max(0) as f64 / DAY;
        weights.floor + (1.0 - weights.floor) * (-age / weights.half_life_days).exp2()
    }
}

/// The leaves that speak for a page: words (those of phrases too) and prefixes not below a NOT.
fn positive(node: &Node, leaves: &mut Vec<Node>) {
    match node {
        Node::Word { .. } | Node::Prefix { .. } | Node::Forms { .. } if !leaves.contains(node) => {
            leaves.push(node.clone());
        }
        Node::Phrase { words, title } => {
            for word in words {
                let (word, title) = (word.clone(), *title);
                positive(&Node::Word { word, title }, leaves);
            }
        }
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| positive(node, leaves)),
        _ => {}
    }
}

/// In how many current versions a leaf stands.
fn spread(view: &View, leaf: &Node, weights: &Weights) -> usize {
    match leaf {
        Node::Word { word, title } => {
            let term = view.segment.find(word);
            term.map_or(0, |term| view.spread(&term.body, *title))
        }
        Node::Prefix { title, .. } | Node::Forms { title, .. } => {
            view.spread_of_any(leaf, *title, weights)
        }
        _ => 0,
    }
}

/// The matches of one segment, and the buffers with which lists are held against them.
struct Scale<'a> {
    view: &'a View,
    column: &'a Column<'a>,
    /// For each match what its length takes from the worth of a word.
    norms: Vec<f64>,
    /// What they are worth so far.
    scores: Vec<f64>,
    /// How often the word at hand stands in each.
    weighed: Vec<f64>,
    /// For each version how many matches stand before it; made for the first prefix, whose many short lists would
    /// otherwise each be searched for among the matches.
    before: Vec<u32>,
    distances: Distances,
    runs: Runs,
    counts: Counts,
}

impl<'a> Scale<'a> {
    fn new(snapshot: &'a Snapshot, column: &'a Column<'a>, weights: &Weights) -> Self {
        let view = &snapshot.views[column.view];
        let fixed = weights.saturation * (1.0 - weights.length);
        let each = weights.saturation * weights.length / snapshot.statistics().mean().max(1.0);
        let norm = |&version: &u32| fixed + each * f64::from(view.segment.length(version));
        let many = column.versions.len();
        Self {
            view,
            column,
            norms: column.versions.iter().map(norm).collect(),
            scores: vec![0.0; many],
            weighed: vec![0.0; many],
            before: Vec::new(),
            distances: Distances::default(),
            runs: Runs::default(),
            counts: Counts::default(),
        }
    }

    /// Adds what the word at hand is worth.
    fn score(&mut self, most: f64) {
        let counts = self.weighed.iter().zip(&self.norms);
        for (at, (score, (count, norm))) in self.scores.iter_mut().zip(counts).enumerate() {
            if *count > 0.0 {
                *score += most * count / (count + norm) * self.distances.left(at);
            }
        }
    }

    /// Counts a leaf in the matches, by what each field is worth.
    fn weigh(&mut self, leaf: &Node, rest: bool, weights: &Weights) {
        self.weighed.fill(0.0);
        self.distances.clear();
        let segment = &self.view.segment;
        let (Node::Word { title, .. } | Node::Prefix { title, .. } | Node::Forms { title, .. }) =
            leaf
        else {
            return;
        };
        let body = [if *title { 0.0 } else { 1.0 }, weights.title];
        let aside = [weights.rest, 0.0];
        let rest = rest && !title;
        let add = |scale: &mut Self, term: Term, worth: f64, rules: RuleSet| {
            scale.weigh_list(term.body, body.map(|weight| weight * worth), rules);
            if rest {
                scale.weigh_list(term.rest, aside.map(|weight| weight * worth), rules);
            }
        };
        if let Node::Word { word, .. } = leaf {
            if let Some(term) = segment.find(word) {
                add(self, term, 1.0, EVERY);
            }
            return;
        }
        let terms = terms_of(segment, leaf, weights);
        if terms.len() > MANY {
            self.count_before();
        }
        for terms in terms.chunk_by(|left, right| left.far == right.far) {
            for weighed in terms {
                add(self, weighed.term, weighed.worth, weighed.rules);
            }
            self.distances.reach(terms[0].far, &self.weighed);
        }
    }

    fn count_before(&mut self) {
        if self.before.is_empty() {
            let found = &self.column.versions;
            let mut at = 0;
            let count = |version| {
                at += usize::from(found.get(at).is_some_and(|&found| found < version));
                at as u32
            };
            self.before = (0..self.view.segment.versions()).map(count).collect();
        }
    }

    /// Far fewer matches than runs look into the list, others are read beside it.
    /// Of a word that is one in some languages only, other versions are passed over.
    fn weigh_list(&mut self, list: List, [main, title]: [f64; 2], rules: RuleSet) {
        let segment = &self.view.segment;
        let all = segment.rules() & !rules == 0;
        let fits = |version| all || segment.rule(version) & rules != 0;
        let (bytes, versions) = (segment.bytes(), segment.versions());
        let found = &self.column.versions;
        if found.len() * FEW < list.len() {
            let mut look = Look::default();
            for (&version, weighed) in found.iter().zip(&mut self.weighed) {
                if let Some(run) = list.at_by(bytes, versions, version, &mut look)
                    && fits(version)
                {
                    *weighed += f64::from(run.main) * main + f64::from(run.title) * title;
                }
            }
            return;
        }
        self.runs.first.clear();
        self.runs.last.clear();
        list.runs(bytes, versions, &mut self.runs);
        list.counts(bytes, self.runs.first.len(), &mut self.counts);
        let runs = self.runs.first.iter().zip(&self.runs.last);
        let counts = self.counts.main.iter().zip(&self.counts.title);
        let mut at = 0;
        for ((&first, &last), (&in_main, &in_title)) in runs.zip(counts) {
            if let Some(&before) = self.before.get(first as usize) {
                at = before as usize;
            }
            while at < found.len() && found[at] < first {
                at += 1;
            }
            // A page has one match, and a run is of one page.
            if found
                .get(at)
                .is_some_and(|&version| version <= last && fits(version))
            {
                self.weighed[at] += f64::from(in_main) * main + f64::from(in_title) * title;
            }
        }
    }
}
