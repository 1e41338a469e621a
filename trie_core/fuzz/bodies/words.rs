//! Any text is cut into words that are cut no further, stand in the text in order, and are counted once each.
//!
//! The index, the query language and the marks in a snippet must agree on what a word is, for every text.

use trie_core::text::{
    MAX_WORD, Marker, Scratch, Sketch, count, fold, for_each_word_at, plain_spellings, snippet,
    words,
};

/// Bytes of a text that has a sketch.
const LONG: usize = 2048;

/// Panics when a text does not hold what is promised of all.
pub fn check(text: &str) {
    let all = words(text);
    let mut scratch = Scratch::default();
    let (mut placed, mut last) = (Vec::new(), 0..0);
    for_each_word_at(text, &mut scratch, |word, range| {
        let source = text.get(range.clone());
        assert!(source.is_some_and(|source| !source.is_empty()), "{text:?}");
        assert!(range == last || range.start >= last.end, "{text:?}");
        last = range;
        placed.push(word.to_owned());
    });
    assert_eq!(placed, all, "{text:?}");
    let counted = count(text, &mut scratch);
    let sum: usize = counted.iter().map(|(_, often)| *often as usize).sum();
    assert_eq!(sum, all.len(), "{text:?}");
    for (word, often) in &counted {
        assert!(!word.is_empty() && word.len() <= MAX_WORD, "{text:?}");
        assert_eq!(words(word), [word.as_str()], "of {text:?}");
        let stands = all.iter().filter(|other| *other == word).count();
        assert_eq!(stands, *often as usize, "{word:?} of {text:?}");
        plain_spellings(word, |plain| assert_ne!(plain, word));
        assert_eq!(&fold(word), word, "of {text:?}");
    }
    let some: Vec<&String> = all.iter().step_by(3).take(5).collect();
    let parts = snippet(text, &some, 80);
    assert_eq!(
        parts.iter().any(|part| part.marked),
        !some.is_empty(),
        "{text:?}"
    );
    // Of some, because it takes longer than all the rest.
    if text.len() % 8 == 1 && text.len() < LONG {
        let long = format!("{text} ").repeat(LONG / text.len() + 1);
        let (marker, sketch) = (Marker::new(&some, 80), Sketch::new(&long));
        assert!(sketch.is_some());
        let passage = marker.snippet_by(&long, sketch.as_ref());
        assert_eq!(passage, marker.snippet(&long), "{text:?}");
    }
}
