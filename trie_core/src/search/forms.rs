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

/// What is left of a word's worth for each step that it is far from the one asked for: so little that pages with the
/// nearer ones stand first.
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
            if let Some(term) = segment.find(word) {
                found.entry_ref(word).or_insert((0, 0)).1 += weight(term);
            }
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
            for near in segment.near(word, edits) {
                let known = found.entry(near.word).or_insert((near.distance, 0));
                known.1 += weight(segment.term(near.ordinal));
            }
        }
        nearest(found)
    }
}

fn weight(term: Term) -> usize {
    term.body.len() + term.rest.len()
}

/// The nearest words first, then the most frequent. How far they are is counted from the nearest that is there: where
/// nobody writes a word as it was asked for, the accented one is worth as much as any word.
fn nearest(found: Found) -> Vec<Form> {
    let mut found: Vec<(u32, usize, String)> = found
        .into_iter()
        .map(|(word, (far, weight))| (far, usize::MAX - weight, word))
        .collect();
    found.sort_unstable();
    found.truncate(MOST_FORMS);
    let there = found.iter().find(|(_, weight, _)| *weight != usize::MAX);
    let base = there.map_or(0, |&(far, ..)| far);
    let forms = found.into_iter();
    forms
        .map(|(far, _, word)| Form {
            word,
            far: far.saturating_sub(base),
        })
        .collect()
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
