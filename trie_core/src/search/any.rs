//! Pages with any of several words for each thing asked, be it that the words stand for one or that they are a choice,
//! without detours: about the pages as they stand now, one version each.
//!
//! The lists of the words are put together as one bit for each version, so a page with several of them is one page,
//! and the newest are found from the end of the line.

use std::cell::RefCell;

use super::column::Origins;
use super::each::{Each, Found};
use super::forms::ruled;
use super::top::Matches;
use super::{Answer, Order, Request};
use crate::index::{Snapshot, View};
use crate::query::{Node, Query};
use crate::segment::{List, Look};
use crate::stem::{EVERY, RuleSet};

/// Buffers that one search hands to the next on its thread.
#[derive(Default)]
struct Buffers {
    each: Each,
    bits: Vec<u64>,
    looks: Vec<Look>,
}

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::default();
}

/// Words of which a page needs any, each in versions of some languages.
type Choice<'a> = Vec<(&'a str, RuleSet)>;

/// Adds the words of a tree of which a page needs any, if it is of nothing else, in title or main text.
fn take_any<'a>(node: &'a Node, choice: &mut Choice<'a>) -> bool {
    match node {
        Node::Word { word, title } => {
            choice.push((word, EVERY));
            !title
        }
        Node::Forms { forms, title, .. } => {
            choice.extend(forms.iter().map(|form| (form.word.as_str(), form.rules)));
            !title
        }
        Node::Or(nodes) => nodes.iter().all(|node| take_any(node, choice)),
        _ => false,
    }
}

/// The choices that a page has to make all, if a tree is of nothing else.
fn choices(root: &Node) -> Option<Vec<Choice<'_>>> {
    let parts = match root {
        Node::And(nodes) => nodes.as_slice(),
        node => std::slice::from_ref(node),
    };
    let choice = |node| {
        let mut choice = Choice::new();
        take_any(node, &mut choice).then_some(choice)
    };
    parts.iter().map(choice).collect()
}

impl Snapshot {
    /// The answer to `a OR b`, to a word that stands for several, and to several of such, if the query is of this kind.
    pub(super) fn search_any(&self, query: &Query, request: &Request) -> Option<Answer> {
        let one_each = || self.views.iter().all(|view| view.segment.one_each());
        if query.in_all || self.asks_more(request) || !self.flat() || !one_each() {
            return None;
        }
        let choices = choices(&query.root)?;
        let mut matches = Matches::new(request.order, request.limit.saturating_add(request.offset));
        BUFFERS.with_borrow_mut(|Buffers { each, bits, looks }| {
            for (number, view) in self.views.iter().enumerate() {
                each.all(view, &choices, request.deadline(), bits);
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
            let lists = self.views.iter().flat_map(|view| {
                let words = query.words.iter();
                words.map(|word| view.segment.find(word).unwrap_or_default().body)
            });
            let lists: Vec<List> = lists.collect();
            let rules = ruled(&query.root, &query.words);
            self.current_hits(&found, &lists, &rules, looks, &mut answer);
            Some(answer)
        })
    }
}

impl Each {
    /// The current versions that have a word of each choice, and with a deadline only those read by then.
    fn all(
        &mut self,
        view: &View,
        choices: &[Choice<'_>],
        deadline: Option<i64>,
        bits: &mut Vec<u64>,
    ) {
        bits.clear();
        bits.extend_from_slice(view.current());
        let segment = &view.segment;
        let mut all: Vec<(usize, Vec<(List, RuleSet)>)> = Vec::with_capacity(choices.len());
        for choice in choices {
            let mut lists: Vec<(List, RuleSet)> = Vec::with_capacity(choice.len());
            for (word, rules) in choice {
                let rules = if segment.rules() & !rules == 0 {
                    EVERY
                } else {
                    *rules
                };
                lists.extend(segment.find(word).map(|term| (term.body, rules)));
            }
            lists.sort_by_key(|list| list.1);
            all.push((lists.iter().map(|list| list.0.len()).sum(), lists));
        }
        // The rarest first: often nothing is left before the others are read.
        all.sort_by_key(|lists| lists.0);
        for (_, lists) in &all {
            let any = self.any(view, lists, deadline);
            let mut left = 0;
            for (bits, any) in bits.iter_mut().zip(any) {
                *bits &= any;
                left |= *bits;
            }
            if left == 0 {
                return;
            }
        }
    }
}
