//! Estimate of a query's work, without doing it.

use super::Request;
use crate::index::Snapshot;
use crate::query::{Node, Query};

/// Where some of the words suffice, each page found is held against each word, so many of them in the time of a run.
const MANY: usize = 8;

impl Snapshot {
    /// Whether a query is nothing but words, all of which stand somewhere, and in `most` runs or fewer: then its
    /// answer takes no longer than a moment, and nobody has to look for what else may have been meant. Looking up the
    /// words tells it.
    #[must_use]
    pub fn is_light(&self, query: &Query, most: usize, forms: bool) -> bool {
        let words = if query.strict { 0 } else { query.plain.len() };
        let light = |runs: usize| runs.saturating_add(runs / MANY * words) <= most;
        if query.in_all {
            return false;
        }
        let mut root = query.root.clone();
        let request = Request {
            forms,
            ..Request::default()
        };
        self.expand(&mut root, &request);
        self.runs_of(&root).is_some_and(light)
    }

    /// In how many runs some words stand; None if in none.
    fn runs_with<'a>(&self, words: impl Iterator<Item = &'a String>) -> Option<usize> {
        let mut runs = 0;
        for word in words {
            let terms = self.views.iter().filter_map(|view| view.segment.find(word));
            runs += terms.map(|term| term.body.len()).sum::<usize>();
        }
        (runs > 0).then_some(runs)
    }

    /// In how many runs the words stand that a tree is made of; None if there is more in it than words.
    fn runs_of(&self, node: &Node) -> Option<usize> {
        match node {
            Node::Word { word, title: false } => self.runs_with(std::iter::once(word)),
            Node::Forms {
                asked,
                forms,
                title: false,
            } if matches!(**asked, Node::Word { .. }) => {
                self.runs_with(forms.iter().map(|form| &form.word))
            }
            Node::And(nodes) => nodes.iter().map(|node| self.runs_of(node)).sum(),
            _ => None,
        }
    }
}
