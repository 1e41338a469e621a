//! Which words of the index stand for a word of a query: itself, those that are written like it with accents, and for
//! `wrod~` those within one or two edits.
//!
//! They are looked for once, before the search; what is searched then is a query of words that are there. A word that
//! nobody writes with an accent stays as it is, so that it costs one look into a table that is nearly empty.

use hashbrown::HashMap;

use crate::index::Snapshot;
use crate::query::{Form, Node, Query};
use crate::segment::{Segment, Term};

/// The most words that stand for one; of more, the nearest and then the most frequent.
pub const MOST_FORMS: usize = 256;

/// What is left of a page's score for each step that its form of a word is far from the one asked for: so little that
/// the nearer ones stand first whatever else speaks for a page.
const FAR: f64 = 1.0 / 64.0;

/// Words found, each with how far it is and in how many runs it stands.
type Found = HashMap<String, (u32, usize)>;

impl Snapshot {
    /// The query with what its words stand for, if that is more than themselves.
    pub(super) fn expanded(&self, query: &Query) -> Option<Query> {
        if !self.expands(&query.root) {
            return None;
        }
        let mut query = query.clone();
        self.expand(&mut query.root);
        query.words.clear();
        query.root.positive_words(&mut query.words);
        Some(query)
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

    fn expand(&self, node: &mut Node) {
        let (forms, title) = match node {
            Node::Word { word, title } if self.has_accented(word) => {
                (self.written_so(word), *title)
            }
            Node::Similar { word, edits, title } => (self.near(word, *edits), *title),
            Node::And(nodes) | Node::Or(nodes) => {
                return nodes.iter_mut().for_each(|node| self.expand(node));
            }
            Node::Not(inner) => return self.expand(inner),
            _ => return,
        };
        *node = Node::Forms { forms, title };
    }

    /// The word, and those of which it is a plain spelling.
    fn written_so(&self, word: &str) -> Vec<Form> {
        let mut found = Found::from([(word.to_owned(), (0, 0))]);
        for view in &self.views {
            let segment = &view.segment;
            for ordinal in segment.accented(word) {
                if let Some(word) = segment.table().word(segment.bytes(), ordinal) {
                    found.entry(word).or_insert((1, 0)).1 += weight(segment.term(ordinal));
                }
            }
        }
        nearest(found)
    }

    /// The words within so many edits.
    fn near(&self, word: &str, edits: u32) -> Vec<Form> {
        let mut found = Found::new();
        for view in &self.views {
            let segment = &view.segment;
            segment.table().near(segment.bytes(), word, edits, |near| {
                let known = found.entry_ref(near.word).or_insert((near.distance, 0));
                known.1 += weight(segment.term(near.ordinal));
            });
        }
        nearest(found)
    }
}

fn weight(term: Term) -> usize {
    term.body.len() + term.rest.len()
}

/// The nearest words first, then the most frequent.
fn nearest(found: Found) -> Vec<Form> {
    let mut found: Vec<(u32, usize, String)> = found
        .into_iter()
        .map(|(word, (far, weight))| (far, usize::MAX - weight, word))
        .collect();
    found.sort_unstable();
    found.truncate(MOST_FORMS);
    let forms = found.into_iter();
    forms.map(|(far, _, word)| Form { word, far }).collect()
}

/// A segment's words that a leaf stands for and that are so far from it.
pub(super) fn terms_of(segment: &Segment, leaf: &Node, step: u32) -> Vec<Term> {
    match leaf {
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
        _ => Vec::new(),
    }
}

/// For each match how far its words are from those asked for.
pub(super) struct Distances {
    far: Vec<u32>,
    /// Has a word of the leaf that is being weighed.
    reached: Vec<bool>,
    /// All words are the ones asked for so far.
    exact: bool,
    matches: usize,
}

impl Distances {
    pub fn new(matches: usize) -> Self {
        Self {
            far: Vec::new(),
            reached: Vec::new(),
            exact: true,
            matches,
        }
    }

    /// How far from the leaf those words are that it stands for, ascending; begins with the next leaf.
    pub fn steps(&mut self, leaf: &Node) -> Vec<u32> {
        self.exact = !matches!(leaf, Node::Forms { .. } | Node::Prefix { .. });
        self.reached.clear();
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

    /// Notes the matches that have words which are so far.
    pub fn reach(&mut self, step: u32, counts: &[f64]) {
        if self.exact {
            return;
        }
        self.far.resize(self.matches, 0);
        self.reached.resize(self.matches, false);
        for ((far, reached), count) in self.far.iter_mut().zip(&mut self.reached).zip(counts) {
            if *count > 0.0 && !*reached {
                *far += step;
                *reached = true;
            }
        }
    }

    /// Puts matches with farther words behind the others.
    pub fn hold_back(&self, scores: &mut [f64]) {
        for (score, far) in scores.iter_mut().zip(&self.far) {
            *score *= FAR.powi((*far).min(1 << 7).cast_signed());
        }
    }
}
