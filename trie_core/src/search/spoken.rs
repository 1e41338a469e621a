//! Phrases without detours: nothing but words and phrases, about the pages as they stand now, one version each.
//!
//! The places of the phrase's words say which versions have it, and that its words stand there too, so no list of
//! the words is read but for the counts of the winners.

use super::column::Origins;
use super::common::keep_common;
use super::top::Matches;
use super::{Answer, Order, Request};
use crate::index::{Snapshot, View};
use crate::phrase::{Fields, newest};
use crate::query::{Node, Query};
use crate::segment::{List, Look};

/// The words and phrases of a query that is nothing else.
#[derive(Default)]
struct Said<'a> {
    words: Vec<&'a str>,
    phrases: Vec<&'a [String]>,
}

impl<'a> Said<'a> {
    fn take(&mut self, node: &'a Node) -> bool {
        match node {
            Node::Word { word, title: false } => {
                self.words.push(word);
                true
            }
            Node::Phrase {
                words,
                title: false,
            } => {
                match &words[..] {
                    [word] => self.words.push(word),
                    phrase => self.phrases.push(phrase),
                }
                true
            }
            Node::And(nodes) => nodes.iter().all(|node| self.take(node)),
            _ => false,
        }
    }

    /// The current versions of a segment that say all of it.
    fn versions(&self, view: &View) -> Option<Vec<u32>> {
        let segment = &view.segment;
        let (bytes, below) = (segment.bytes(), segment.versions());
        let mut kept: Option<Vec<u32>> = None;
        let (mut other, mut marks) = (Vec::new(), Vec::new());
        for phrase in &self.phrases {
            let ordinals = phrase
                .iter()
                .map(|word| segment.table().ordinal(bytes, word));
            other.clear();
            newest(
                segment,
                &ordinals.collect::<Option<Vec<u32>>>()?,
                Fields::Body,
                &mut other,
            );
            match &mut kept {
                Some(kept) => keep_common(kept, &other, below, &mut marks),
                None => kept = Some(other.clone()),
            }
        }
        let mut kept = kept?;
        kept.retain(|&version| view.is_current(version));
        for word in &self.words {
            let list = segment.find(word)?.body;
            if list.is_dense() {
                list.retain(bytes, &mut kept);
            } else {
                other.clear();
                list.ends(bytes, below, &mut other);
                keep_common(&mut kept, &other, below, &mut marks);
            }
        }
        Some(kept)
    }
}

impl Snapshot {
    /// The answer, if the query is of this kind.
    pub(super) fn search_spoken(&self, query: &Query, request: &Request) -> Option<Answer> {
        let mut said = Said::default();
        let one_each = self.views.iter().all(|view| view.segment.one_each());
        if query.in_all
            || !self.flat()
            || !one_each
            || !said.take(&query.root)
            || said.phrases.is_empty()
        {
            return None;
        }
        let wanted = request.limit.saturating_add(request.offset);
        let mut matches = Matches::new(request.order, wanted);
        for (number, view) in self.views.iter().enumerate() {
            let versions = said.versions(view).unwrap_or_default();
            matches.total += versions.len();
            if request.order == Order::Best {
                matches.column(number, versions, Origins::Alone);
                continue;
            }
            for &version in versions.iter().rev() {
                if matches.reaches(view.segment.first_read(version)) {
                    self.add_match(number, version, &[], &mut matches);
                }
            }
        }
        let total = matches.total;
        let found = self.first(query, request, matches);
        let words = &query.words;
        let list = |view: &View, word: &String| {
            let term = view.segment.find(word);
            term.map_or_else(List::default, |term| term.body)
        };
        let views = self.views.iter();
        let lists: Vec<List> = views
            .flat_map(|view| words.iter().map(move |word| list(view, word)))
            .collect();
        let mut answer = Answer {
            total,
            ..Answer::default()
        };
        let mut looks: Vec<Look> = Vec::new();
        self.current_hits(&found, &lists, &[], &mut looks, &mut answer);
        Some(answer)
    }
}
