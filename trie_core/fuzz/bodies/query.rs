//! Any query contradicts itself at a place inside it, or means the same when it is written out and read again.
//!
//! Who types a query sees its canonical form in links and feeds, so the two must never drift apart.

use std::collections::BTreeSet;

use trie_core::query::{MAX_WORDS, Node, Part, Query, parse};

/// All that a query means.
fn meaning(query: &Query) -> impl PartialEq + std::fmt::Debug {
    let whole = [&query.after, &query.before, &query.at, &query.url];
    let parts = (&query.root, &query.required, &query.plain, query.strict);
    (parts, &query.words, whole, query.in_all)
}

/// The root is what is required and all plain words.
fn check_parts(query: &Query) {
    let parts = |node: &Node| match node {
        Node::All => Vec::new(),
        Node::And(nodes) => nodes.clone(),
        node => vec![node.clone()],
    };
    let required = query.required.as_ref().map_or_else(Vec::new, parts);
    let mut whole: Vec<String> = required
        .iter()
        .chain(&query.plain)
        .map(Node::to_string)
        .collect();
    let mut root: Vec<String> = parts(&query.root).iter().map(Node::to_string).collect();
    whole.sort();
    root.sort();
    assert_eq!(whole, root, "{:?}", query.text);
    assert!(query.strict || query.plain.len() > 1, "{:?}", query.text);
}

/// Panics when a query does not hold what is promised of all.
pub fn check(text: &str, typing: bool) {
    match parse(text, typing) {
        Err(error) => {
            assert!(error.position <= text.chars().count(), "{text:?}: {error}");
        }
        Ok(query) => {
            let canonical = query.to_string();
            let again = parse(&canonical, false)
                .unwrap_or_else(|error| panic!("{text:?} as {canonical:?}: {error}"));
            assert_eq!(
                meaning(&again),
                meaning(&query),
                "{text:?} as {canonical:?}"
            );
            assert_eq!(again.to_string(), canonical, "of {text:?}");
            check_parts(&query);
            assert!(query.words.len() <= MAX_WORDS, "{text:?}");
            for note in &query.notes {
                assert!(note.position <= text.chars().count(), "{text:?}: {note:?}");
            }
            for place in query.places() {
                assert!(!text[place].is_empty(), "{text:?}");
            }
            // Other texts to offer; that they are queries is looked at when they are asked.
            let _ = (
                query.loosened(),
                query.without(Part::Time),
                query.without(Part::Place),
            );
            let kinds: BTreeSet<_> = query.notes.iter().map(|note| note.kind).collect();
            assert_eq!(kinds.len(), query.notes.len(), "{text:?}");
        }
    }
}
