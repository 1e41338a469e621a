//! Which words of the index stand for a word of a query: itself, those that are written like it with accents, and for
//! `wrod~` those within one or two edits.
//!
//! They are looked for once, before the search; what is searched then is a query of words that are there. A word that
//! nobody writes with an accent stays as it is, so that it costs one look into a table that is nearly empty.

use hashbrown::HashMap;

use crate::index::Snapshot;
use crate::query::{Form, Node, Query};
use crate::segment::Term;

/// The most words that stand for one; of more, the nearest and then the most frequent.
pub const MOST_FORMS: usize = 256;

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
