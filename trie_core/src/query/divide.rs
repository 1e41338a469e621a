//! Dividing a query into what holds for every result and the words that may be missing.

use super::{Node, Query};

impl Node {
    /// Whether this is a plain word: one that loosens.
    pub(super) fn is_plain(&self) -> bool {
        matches!(
            self,
            Node::Word { title: false, .. }
                | Node::Prefix { title: false, .. }
                | Node::Similar { title: false, .. }
        )
    }

    /// Whether there is a choice anywhere in the tree.
    pub(super) fn has_choice(&self) -> bool {
        match self {
            Node::Or(_) => true,
            Node::And(nodes) => nodes.iter().any(Node::has_choice),
            Node::Not(node) => node.has_choice(),
            _ => false,
        }
    }
}

impl Query {
    /// Fills `required`, `plain` and `strict` of a query with operators from its tree. Operators that say nothing but
    /// what their absence would say too (`a AND -b`) change nothing.
    pub(super) fn divide(&mut self) {
        let parts = match &self.root {
            Node::All => Vec::new(),
            Node::And(nodes) => nodes.clone(),
            node => vec![node.clone()],
        };
        let (plain, required): (Vec<Node>, Vec<Node>) = parts.into_iter().partition(Node::is_plain);
        self.strict = true;
        if plain.len() > 1 || self.root.has_choice() {
            self.required = Some(self.root.clone());
        } else {
            self.plain = plain;
            self.required = Node::all_of(required);
        }
    }
}
