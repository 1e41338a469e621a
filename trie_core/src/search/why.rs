//! The words of a query that fail, and where pages would be found that have them.

use super::Request;
use crate::index::Snapshot;
use crate::query::{Node, Query};

/// A word, a beginning or a phrase of a query, and how many pages have it by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// As the query spells it.
    pub text: String,
    /// In title or main text, in the time asked for.
    pub pages: usize,
    /// In menus, footers and asides too.
    pub everywhere: usize,
    /// In title or main text, at any time.
    pub ever: usize,
}

impl Snapshot {
    /// For each word, beginning and phrase that a page has to have, or may, the pages that have it; all of them on the
    /// sites and in the languages asked for.
    #[must_use]
    pub fn why_none(&self, query: &Query, request: &Request) -> Vec<Reach> {
        let mut parts = Vec::new();
        take_parts(&query.root, &mut parts);
        let parts = parts.into_iter();
        parts.map(|part| self.reach(part, query, request)).collect()
    }

    /// How many pages satisfy the whole query.
    fn total(&self, query: &Query, request: &Request) -> usize {
        let expanded = self.expanded(query, request);
        self.answer(expanded.as_ref().unwrap_or(query), request)
            .total
    }

    fn reach(&self, part: &Node, query: &Query, request: &Request) -> Reach {
        let mut nodes = vec![part.clone()];
        if let Node::And(parts) = &query.root {
            let narrows = |node: &&Node| matches!(node, Node::Site(_) | Node::Language(_));
            nodes.extend(parts.iter().filter(narrows).cloned());
        }
        let alone = |in_all| Query {
            root: if nodes.len() == 1 {
                part.clone()
            } else {
                Node::And(nodes.clone())
            },
            in_all,
            ..query.clone()
        };
        let asked = request.hits_alone(0);
        let ever = Request {
            window: None,
            at: None,
            ever: true,
            ..asked.clone()
        };
        Reach {
            text: part.to_string(),
            pages: self.total(&alone(false), &asked),
            everywhere: self.total(&alone(true), &asked),
            ever: self.total(&alone(false), &ever),
        }
    }
}

/// Adds the leaves that a page has to have, or may, once each.
fn take_parts<'a>(node: &'a Node, parts: &mut Vec<&'a Node>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => {
            for node in nodes {
                take_parts(node, parts);
            }
        }
        Node::Word { .. } | Node::Prefix { .. } | Node::Phrase { .. } | Node::Similar { .. }
            if !parts.contains(&node) =>
        {
            parts.push(node);
        }
        _ => {}
    }
}
