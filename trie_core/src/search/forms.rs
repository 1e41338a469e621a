//! Expansion of a query's word to words of the index: itself, those that are written like it with accents, and for
//! `wrod~` those within one or two edits.
//!
//! They are looked for once, before the search; what is searched then is a query of words that are there. A word that
//! nobody writes with an accent stays as it is, so that it costs one look into a table that is nearly empty.

use std::cmp::Reverse;

use crate::index::Snapshot;
use crate::query::{Form, Node, Query};
use crate::segment::{Segment, Term};

/// The most words that stand for one; of more, the nearest and then the most frequent.
pub const MOST_FORMS: usize = 256;

/// What is left of a word's worth for each step that it is far from the one asked for: so little that pages with the
/// nearer ones stand first.
const FAR: f64 = 1.0 / 64.0;

/// A word found in a segment.
struct Found {
    word: String,
    far: u32,
    /// Number of the segment, and what it knows of the word; nothing, for the word asked for itself.
    place: Option<(usize, Term)>,
}

/// What stands for a leaf of a query.
struct Forms {
    forms: Vec<Form>,
    /// What each segment knows of each, segment after segment.
    terms: Vec<Term>,
}

/// A query whose words were looked for.
pub(super) struct Expanded {
    pub query: Query,
    /// Of a query of one word: what each segment knows of each that stands for it, segment after segment.
    pub terms: Option<Vec<Term>>,
}

impl Snapshot {
    /// The query with what its words stand for, if that is more than themselves.
    pub(super) fn expanded(&self, query: &Query) -> Option<Expanded> {
        if let Some((Forms { forms, terms }, title)) = self.forms(&query.root) {
            let words = forms.iter().map(|form| form.word.clone()).collect();
            let root = Node::Forms { forms, title };
            return Some(Expanded {
                query: with(query, root, words),
                terms: Some(terms),
            });
        }
        if !self.expands(&query.root) {
            return None;
        }
        let mut root = query.root.clone();
        self.expand(&mut root);
        let mut words = Vec::new();
        root.positive_words(&mut words);
        Some(Expanded {
            query: with(query, root, words),
            terms: None,
        })
    }

    fn expands(&self, node: &Node) -> bool {
        match node {
            Node::Word { word, .. } => self.has_accented(word),
            Node::Similar { .. } => true,
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(|node| self.expands(node)),
            Node::Not(node) => self.expands(node),
            _ => false,
        }
    }

    fn has_accented(&self, word: &str) -> bool {
        let mut views = self.views.iter();
        views.any(|view| view.segment.accented(word).next().is_some())
    }

    /// Puts what its words stand for into a tree.
    pub(super) fn expand(&self, node: &mut Node) {
        if let Some((Forms { forms, .. }, title)) = self.forms(node) {
            *node = Node::Forms { forms, title };
            return;
        }
        match node {
            Node::And(nodes) | Node::Or(nodes) => {
                for node in nodes {
                    self.expand(node);
                }
            }
            Node::Not(inner) => self.expand(inner),
            _ => {}
        }
    }

    /// What stands for a leaf, if that is more than itself, and whether it has to stand in the title.
    fn forms(&self, leaf: &Node) -> Option<(Forms, bool)> {
        match leaf {
            Node::Word { word, title } if self.has_accented(word) => {
                Some((self.written_so(word), *title))
            }
            Node::Similar { word, edits, title } => Some((self.near(word, *edits), *title)),
            _ => None,
        }
    }

    /// The word, and those of which it is a plain spelling.
    fn written_so(&self, word: &str) -> Forms {
        let itself = |place| Found {
            word: word.to_owned(),
            far: 0,
            place,
        };
        let mut found = vec![itself(None)];
        for (number, view) in self.views.iter().enumerate() {
            let segment = &view.segment;
            found.extend(segment.find(word).map(|term| itself(Some((number, term)))));
            for ordinal in segment.accented(word) {
                if let Some(word) = segment.table().word(segment.bytes(), ordinal) {
                    found.push(Found {
                        word,
                        far: 1,
                        place: Some((number, segment.term(ordinal))),
                    });
                }
            }
        }
        found.sort_by(|left, right| left.word.cmp(&right.word));
        nearest(&mut found, self.views.len())
    }

    /// The words within so many edits.
    fn near(&self, word: &str, edits: u32) -> Forms {
        let mut found = Vec::new();
        for (number, view) in self.views.iter().enumerate() {
            let near = view.segment.near(word, edits).into_iter();
            found.extend(near.map(|near| Found {
                word: near.word,
                far: near.distance,
                place: Some((number, view.segment.term(near.ordinal))),
            }));
        }
        if self.views.len() > 1 {
            found.sort_by(|left, right| left.word.cmp(&right.word));
        }
        nearest(&mut found, self.views.len())
    }
}

/// The query with another tree.
fn with(query: &Query, root: Node, words: Vec<String>) -> Query {
    Query {
        root,
        words,
        ..query.clone()
    }
}

fn weight(term: &Term) -> usize {
    term.body.len() + term.rest.len()
}

/// Of words in order the nearest first, then the most frequent. How far they are is counted from the nearest that is
/// there: where nobody writes a word as it was asked for, the accented one is worth as much as any word.
fn nearest(found: &mut [Found], views: usize) -> Forms {
    let mut words: Vec<(u32, Reverse<usize>, &mut [Found])> = found
        .chunk_by_mut(|left, right| left.word == right.word)
        .map(|same| {
            let terms = same.iter().filter_map(|found| found.place.as_ref());
            let weight = terms.map(|(_, term)| weight(term)).sum();
            (same[0].far, Reverse(weight), same)
        })
        .collect();
    words.sort_by_key(|&(far, weight, _)| (far, weight));
    words.truncate(MOST_FORMS);
    let there = words.iter().find(|(_, weight, _)| weight.0 > 0);
    let base = there.map_or(0, |&(far, ..)| far);
    let mut terms = vec![Term::default(); views * words.len()];
    let many = words.len();
    let forms = words.into_iter().enumerate().map(|(at, (far, _, same))| {
        for (view, term) in same.iter().filter_map(|found| found.place) {
            terms[view * many + at] = term;
        }
        Form {
            word: std::mem::take(&mut same[0].word),
            far: far.saturating_sub(base),
        }
    });
    let forms = forms.collect();
    Forms { forms, terms }
}

/// A segment's words that a leaf stands for, each with how far it is from it, ascending.
pub(super) fn terms_of(segment: &Segment, leaf: &Node) -> Vec<(u32, Term)> {
    match leaf {
        Node::Forms { forms, .. } => {
            let term = |form: &Form| Some((form.far, segment.find(&form.word)?));
            forms.iter().filter_map(term).collect()
        }
        Node::Prefix { prefix, .. } => {
            let range = segment.table().range(segment.bytes(), prefix);
            let accented = segment.accented_beginnings(prefix).into_iter();
            let accented = accented.map(|ordinal| (0, segment.term(ordinal)));
            let terms = segment.terms(range).map(|term| (0, term));
            terms.chain(accented).collect()
        }
        _ => Vec::new(),
    }
}

/// For each match how far the words of a leaf that it has are from the one asked for; nothing when all are that one.
#[derive(Default)]
pub(super) struct Distances(Vec<u32>);

impl Distances {
    /// Begins with the next leaf.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Notes the matches that have words which are so far.
    pub fn reach(&mut self, far: u32, weighed: &[f64]) {
        self.0.resize(weighed.len(), u32::MAX);
        for (reached, weight) in self.0.iter_mut().zip(weighed) {
            if *weight > 0.0 {
                *reached = far.min(*reached);
            }
        }
    }

    /// What is left of the leaf's worth in a match.
    pub fn left(&self, at: usize) -> f64 {
        match self.0.get(at) {
            None | Some(0) => 1.0,
            Some(&far) => FAR.powi(far.min(2).cast_signed()),
        }
    }
}
