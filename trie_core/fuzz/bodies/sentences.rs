//! Any text is cut into sentences that hold all of it but white space, in order, each line by itself; and what became of
//! the sentences of two texts accounts for each of them once, as does the script that leads from one to the other.

use trie_core::changes::{Side, compare};
use trie_core::diff::{Blind, Kind, Script, diff};
use trie_core::text::{sentence_hashes, sentences};

const LANGUAGES: &[&str] = &["", "en", "nl", "sv", "nb", "fr", "de"];

/// Panics when a text does not hold what is promised of all.
pub fn check(text: &str) {
    let language = LANGUAGES[text.len() % LANGUAGES.len()];
    let mut last = 0;
    for range in sentences(text, language) {
        assert!(range.start >= last && range.start < range.end, "{text:?}");
        assert!(text[last..range.start].trim().is_empty(), "{text:?}");
        assert_eq!(text[range.clone()].trim(), &text[range.clone()], "{text:?}");
        last = range.end;
    }
    assert!(text[last..].trim().is_empty(), "{text:?}");
    let hashes = sentence_hashes(text, language);
    let lines = text
        .lines()
        .flat_map(|line| sentence_hashes(line, language));
    assert_eq!(lines.collect::<Vec<_>>(), hashes, "{text:?}");
    // The second half before the first: some of it moves, some of it may be cut otherwise.
    let middle = (0..=text.len() / 2)
        .rev()
        .find(|&at| text.is_char_boundary(at));
    let (first, second) = text.split_at(middle.unwrap_or(0));
    let other = format!("{second}\n{first}");
    let (older, newer) = (Side::new(text, language), Side::new(&other, language));
    let changes = compare(&older, &newer);
    let both = changes.kept + changes.moved.len() + changes.changed.len();
    assert_eq!(
        older.ranges().len(),
        both + changes.removed.len(),
        "{text:?}"
    );
    assert_eq!(newer.ranges().len(), both + changes.added.len(), "{text:?}");
    for blind in [
        Blind::default(),
        Blind {
            numbers: true,
            case: true,
            space: true,
        },
    ] {
        check_script(text, &other, &diff(text, &other, language, blind));
    }
}

/// Panics unless a script has each sentence of both texts once, in order, and of those that changed all words.
fn check_script(older: &str, newer: &str, script: &Script) {
    let (mut was, mut now) = (0, 0);
    for step in &script.steps {
        if !matches!(step.kind, Kind::MovedHere | Kind::Added) {
            assert_eq!(step.older.start, was, "{older:?}");
            was = step.older.end;
        }
        if !matches!(step.kind, Kind::MovedAway | Kind::Removed) {
            assert_eq!(step.newer.start, now, "{older:?}");
            now = step.newer.end;
        }
        if !step.words.is_empty() {
            let before: String = step
                .words
                .iter()
                .map(|part| &older[part.older.clone()])
                .collect();
            let after: String = step
                .words
                .iter()
                .map(|part| &newer[part.newer.clone()])
                .collect();
            assert_eq!(before, older[script.older[step.older.start].clone()]);
            assert_eq!(after, newer[script.newer[step.newer.start].clone()]);
        }
    }
    assert_eq!(
        (was, now),
        (script.older.len(), script.newer.len()),
        "{older:?}"
    );
}
