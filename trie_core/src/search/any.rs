//! Pages with any of several words, be it that they stand for one or that they are a choice, without detours: about
//! the pages as they stand now, one version each.
//!
//! The lists of the words are put together as one bit for each version, so a page with several of them is one page,
//! and the newest are found from the end of the line.

use std::cell::RefCell;

use super::column::Origins;
use super::each::{Each, Found};
use super::top::Matches;
use super::{Answer, Order, Request};
use crate::index::Snapshot;
use crate::query::{Node, Query};
use crate::segment::{List, Look, Term};

/// Buffers that one search hands to the next on its thread.
#[derive(Default)]
struct Buffers {
    each: Each,
    lists: Vec<List>,
    looks: Vec<Look>,
}

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::default();
}

/// Whether a tree is words of which a page needs any, in title or main text.
fn is_choice(root: &Node) -> bool {
    match root {
        Node::Forms { title, .. } => !title,
        Node::Or(nodes) => nodes.iter().all(|node| match node {
            Node::Word { title, .. } | Node::Forms { title, .. } => !title,
            _ => false,
        }),
        _ => false,
    }
}

impl Snapshot {
    /// The answer to `a OR b`, if the query is of this kind.
    pub(super) fn search_or(&self, query: &Query, request: &Request) -> Option<Answer> {
        if !matches!(query.root, Node::Or(_)) || !self.is_any(query, request) {
            return None;
        }
        let views = self.views.iter();
        let terms = views.flat_map(|view| {
            let words = query.words.iter();
            words.map(move |word| view.segment.find(word).unwrap_or_default())
        });
        self.search_any(query, &terms.collect::<Vec<Term>>(), request)
    }

    fn is_any(&self, query: &Query, request: &Request) -> bool {
        let one_each = || self.views.iter().all(|view| view.segment.one_each());
        is_choice(&query.root)
            && !query.in_all
            && !self.asks_more(request)
            && self.flat()
            && one_each()
    }

    /// The answer, if the query is of this kind; `terms` has what each segment knows of each word.
    pub(super) fn search_any(
        &self,
        query: &Query,
        terms: &[Term],
        request: &Request,
    ) -> Option<Answer> {
        if !self.is_any(query, request) {
            return None;
        }
        let mut matches = Matches::new(request.order, request.limit.saturating_add(request.offset));
        let words = query.words.len();
        BUFFERS.with_borrow_mut(|Buffers { each, lists, looks }| {
            lists.clear();
            lists.extend(terms.iter().map(|term| term.body));
            for (number, view) in self.views.iter().enumerate() {
                let lists = &lists[number * words..(number + 1) * words];
                let bits = each.any(view, lists, request.deadline());
                let count = |bits: &u64| bits.count_ones() as usize;
                let total: usize = bits.iter().map(count).sum();
                matches.total += total;
                if request.order == Order::Best {
                    let mut versions = Vec::with_capacity(total);
                    Found::Bits(bits).for_each(|version| versions.push(version));
                    matches.column(number, versions, Origins::Alone);
                } else if total > 0 {
                    self.add_bits(number, bits, &[], &mut matches);
                }
            }
            let total = matches.total;
            let found = self.first(query, request, matches);
            let mut answer = Answer {
                total,
                ..Answer::default()
            };
            self.current_hits(&found, lists, looks, &mut answer);
            Some(answer)
        })
    }
}
