//! The query language's promises.

mod errors;
mod fields;
mod loose;
mod meaning;
mod notes;
mod properties;
mod typing;

use super::{Node, Query, QuerySyntax, parse};

fn ok(text: &str) -> Query {
    parse(text, false).unwrap_or_else(|error| panic!("{text:?}: {error} ({})", error.code))
}

fn refused(text: &str) -> QuerySyntax {
    parse(text, false).expect_err(text)
}

/// The tree with every group in brackets, to see what binds to what.
fn shape(node: &Node) -> String {
    let list = |parts: &[Node]| parts.iter().map(shape).collect::<Vec<_>>().join(" ");
    match node {
        Node::And(parts) => format!("[and {}]", list(parts)),
        Node::Or(parts) => format!("[or {}]", list(parts)),
        Node::Not(inner) => format!("[not {}]", shape(inner)),
        Node::All => "everything".to_owned(),
        leaf => leaf.to_string(),
    }
}
