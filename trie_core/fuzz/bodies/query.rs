//! Any query is refused at a place inside it, or means the same when it is written out and read again.
//!
//! Who types a query sees its canonical form in links and feeds, so the two must never drift apart.

use trie_core::query::{MAX_WORDS, Node, Query, parse};

/// All that a query means.
fn meaning(query: &Query) -> (&Node, &[String], [Option<&str>; 3], bool) {
    let days = [
        query.after.as_deref(),
        query.before.as_deref(),
        query.at.as_deref(),
    ];
    (&query.root, &query.words, days, query.in_all)
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
            assert!(query.words.len() <= MAX_WORDS, "{text:?}");
        }
    }
}
