//! Estimate of a query's work, without doing it.

use crate::index::Snapshot;
use crate::query::{Node, Query};

/// Where some of the words suffice, each page found is held against each word, so many of them in the time of a run.
const MANY: usize = 8;

impl Snapshot {
    /// Whether a query is nothing but words, all of which stand somewhere, and in `most` runs or fewer: then its
    /// answer takes no longer than a moment, and nobody has to look for what else may have been meant. Looking up the
    /// words tells it.
    #[must_use]
    pub fn is_light(&self, query: &Query, most: usize) -> bool {
        let words = if query.strict { 0 } else { query.plain.len() };
        let light = |runs: usize| runs.saturating_add(runs / MANY * words) <= most;
        !query.in_all && self.runs_of(&query.root).is_some_and(light)
    }

    /// In how many runs the words stand that a tree is made of; None if there is more in it than words.
    fn runs_of(&self, node: &Node) -> Option<usize> {
        match node {
            Node::Word { word, title: false } => {
                let mut runs = 0;
                for view in &self.views {
                    let segment = &view.segment;
                    let accented = segment.accented(word).map(|at| segment.term(at));
                    let all = segment.find(word).into_iter().chain(accented);
                    runs += all.map(|term| term.body.len()).sum::<usize>();
                }
                (runs > 0).then_some(runs)
            }
            Node::And(nodes) => nodes.iter().map(|node| self.runs_of(node)).sum(),
            _ => None,
        }
    }
}
