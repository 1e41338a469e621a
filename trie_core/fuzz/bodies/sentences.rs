//! Any text is cut into sentences that hold all of it but white space, in order, each line by itself; and what became of
//! the sentences of two texts accounts for each of them once.

use trie_core::changes::{Side, compare};
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
}
