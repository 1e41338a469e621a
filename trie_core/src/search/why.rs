//! The words of a query that fail, and where pages would be found that have them.

use super::Request;
use super::tags::resolved;
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

/// A part of a query that a page has to satisfy, and whether one page does so by that part alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// As the query spells it.
    pub text: String,
    /// `word`, `prefix`, `phrase`, `similar`, `site`, `lang`, `tag`, `not` or `or`.
    pub kind: &'static str,
    /// In the fields and at the time asked for.
    pub here: bool,
    /// In menus, footers and asides too, at that time.
    pub rest: bool,
    /// In the fields asked for, at any time.
    pub ever: bool,
}

impl Snapshot {
    /// For each part of a query that every result has to satisfy, plain words among them, whether the page that the
    /// request names does; what the request asks for beside the query and the time does not count.
    #[must_use]
    pub fn why_not(&self, query: &Query, request: &Request) -> Vec<Part> {
        let parts = match &query.root {
            Node::And(parts) => parts.as_slice(),
            Node::All => &[],
            part => std::slice::from_ref(part),
        };
        let asked = Request {
            site: None,
            language: None,
            tag: None,
            ..request.hits_alone(0)
        };
        let ever = Request {
            window: None,
            at: None,
            ever: true,
            ..asked.clone()
        };
        let told = parts.iter().map(|part| {
            let alone = |in_all| Query {
                root: part.clone(),
                required: Some(part.clone()),
                plain: Vec::new(),
                strict: true,
                in_all,
                ..query.clone()
            };
            let (plain, all) = (alone(query.in_all), alone(true));
            let fits = |query, request| {
                let query = resolved(query, request);
                self.with_all(&query, request).total > 0
            };
            Part {
                text: part.to_string(),
                kind: kind(part),
                here: fits(&plain, &asked),
                rest: fits(&all, &asked),
                ever: fits(&plain, &ever),
            }
        });
        told.collect()
    }

    /// For each word, beginning and phrase that a page has to have, or may, the pages that have it; all of them on the
    /// sites, in the languages and with the tags asked for.
    #[must_use]
    pub fn why_none(&self, query: &Query, request: &Request) -> Vec<Reach> {
        let query = &*resolved(query, request);
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
            let narrows =
                |node: &&Node| matches!(node, Node::Site(_) | Node::Language(_) | Node::Pages(_));
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

fn kind(part: &Node) -> &'static str {
    match part {
        Node::Prefix { .. } => "prefix",
        Node::Phrase { .. } => "phrase",
        Node::Similar { .. } => "similar",
        Node::Site(_) => "site",
        Node::Language(_) => "lang",
        Node::Tag(_) => "tag",
        Node::Not(_) => "not",
        Node::Or(_) => "or",
        _ => "word",
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
