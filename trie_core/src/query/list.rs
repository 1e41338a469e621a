//! A query without operators and brackets as a list of parts: what is required, and the plain words.

use hashbrown::hash_map::Entry;
use hashbrown::{HashMap, HashSet};

use super::error::{Problem, QuerySyntax};
use super::lexer::{Kind, Token};
use super::{MAX_WORDS, Node, Query};

/// How many words, sites and languages a query may still have, and where the first stands that it has no more.
#[derive(Debug)]
pub(super) struct Leaves<'a> {
    left: usize,
    pub first_left_out: Option<(usize, &'a str)>,
}

impl Default for Leaves<'_> {
    fn default() -> Self {
        Self {
            left: MAX_WORDS,
            first_left_out: None,
        }
    }
}

impl<'a> Leaves<'a> {
    /// The node, if there is room for it. Of a phrase the beginning is enough: where it stands whole, that does too.
    pub fn take(&mut self, node: Node, token: Token<'a>) -> Option<Node> {
        let wanted = count(&node);
        if wanted <= self.left {
            self.left -= wanted;
            return Some(node);
        }
        if self
            .first_left_out
            .is_none_or(|(position, _)| position > token.position)
        {
            self.first_left_out = Some((token.position, token.text));
        }
        match node {
            Node::Phrase { mut words, title } if self.left > 0 => {
                words.truncate(self.left);
                self.left = 0;
                Some(Node::Phrase { words, title })
            }
            _ => None,
        }
    }
}

fn count(node: &Node) -> usize {
    match node {
        Node::Phrase { words, .. } => words.len(),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().map(count).sum(),
        Node::Not(node) => count(node),
        _ => 1,
    }
}

/// Whether this is a whole word, anywhere: what the end of a begun one will be, nobody knows yet.
fn is_word(node: &Node) -> bool {
    matches!(node, Node::Word { title: false, .. })
}

struct Part<'a> {
    node: Node,
    required: bool,
    token: Token<'a>,
}

/// The parts of a list in the order typed.
#[derive(Default)]
pub(super) struct List<'a> {
    parts: Vec<Part<'a>>,
    /// Where each plain or required word stands among them, by its spelling.
    words: HashMap<String, usize>,
    /// The words behind a plus and behind a minus.
    wanted: HashSet<String>,
    excluded: HashSet<String>,
}

impl<'a> List<'a> {
    /// Adds what a token means; a plain word only once.
    pub fn add(
        &mut self,
        nodes: Vec<Node>,
        plus: bool,
        token: Token<'a>,
    ) -> Result<(), QuerySyntax> {
        for node in nodes {
            let plain = node.is_plain();
            let required = plus || !plain;
            if plain {
                let spelled = node.to_string();
                if plus && self.excluded.contains(&spelled) {
                    return Err(Problem::Contradiction.at(token.position, token.text));
                }
                if plus && is_word(&node) {
                    self.wanted.insert(spelled.clone());
                }
                match self.words.entry(spelled) {
                    Entry::Occupied(known) => {
                        self.parts[*known.get()].required |= plus;
                        continue;
                    }
                    Entry::Vacant(new) => {
                        new.insert(self.parts.len());
                    }
                }
            }
            self.parts.push(Part {
                node,
                required,
                token,
            });
        }
        Ok(())
    }

    /// Adds what no page may have. A phrase in several parts is none yet, or holds a word that no page keeps: then there
    /// is nothing to leave out.
    pub fn exclude(&mut self, nodes: Vec<Node>, token: Token<'a>) -> Result<(), QuerySyntax> {
        if nodes.len() > 1 && token.kind == Kind::Phrase {
            return Ok(());
        }
        let Some(node) = Node::all_of(nodes) else {
            return Ok(());
        };
        if is_word(&node) {
            let spelled = node.to_string();
            if self.wanted.contains(&spelled) {
                return Err(Problem::Contradiction.at(token.position, token.text));
            }
            self.excluded.insert(spelled);
        }
        self.parts.push(Part {
            node: node.negated(),
            required: true,
            token,
        });
        Ok(())
    }

    /// Makes a query of the parts for which there is room: what is required comes first.
    pub fn into_query(self, query: &mut Query, leaves: &mut Leaves<'a>) {
        let mut parts = self.parts;
        let mut kept: Vec<Option<Node>> = Vec::new();
        kept.resize_with(parts.len(), || None);
        for required in [true, false] {
            for (part, kept) in parts.iter_mut().zip(&mut kept) {
                if part.required == required {
                    let node = std::mem::replace(&mut part.node, Node::All);
                    *kept = leaves.take(node, part.token);
                }
            }
        }
        let mut required = Vec::new();
        let mut all = Vec::new();
        for (part, node) in parts.iter().zip(kept) {
            let Some(node) = node else { continue };
            all.push(node.clone());
            if part.required {
                required.push(node);
            } else {
                query.plain.push(node);
            }
        }
        query.root = Node::all_of(all).unwrap_or(Node::All);
        query.required = Node::all_of(required);
        query.strict = query.plain.len() < 2;
    }
}
