//! Properties that hold for any text.

use proptest::prelude::*;

use super::{cases, slow};
use crate::text::{MAX_WORD, Scratch, count, for_each_word_at, words};

/// Text full of what the rules speak of.
pub(super) fn tricky() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[a-zA-Z0-9]{1,4}",
        4 => "[ '_.:,;\"\n-]",
        2 => "[’ʼ＇‘éÉßİŉǰﬁﷺ½²™\u{301}\u{345}\u{ad}\u{200d}\u{200b}\u{feff}]",
        1 => "[אבג日ひカ한\u{1100}\u{1161}กำ\u{93f}क🇳🙂Ⓐ\u{a0}]",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn the_fast_path_is_the_slow_path(text in tricky()) {
        let mut fast = Vec::new();
        for_each_word_at(&text, &mut Scratch::default(), |word, range| fast.push((word.to_owned(), range)));
        prop_assert_eq!(fast, slow(&text));
    }

    #[test]
    fn a_word_is_its_own_only_word(text in tricky()) {
        for word in words(&text) {
            prop_assert_eq!(words(&word), [word.as_str()], "of {:?}", text);
        }
    }

    #[test]
    fn words_are_short_and_not_empty(text in any::<String>()) {
        for word in words(&text) {
            prop_assert!(!word.is_empty() && word.len() <= MAX_WORD);
        }
    }

    #[test]
    fn places_are_inside_the_text_and_in_order(text in tricky()) {
        let mut last = 0..0;
        for_each_word_at(&text, &mut Scratch::default(), |_, range| {
            assert!(text.get(range.clone()).is_some_and(|source| !source.is_empty()));
            assert!(range == last || range.start >= last.end);
            last = range;
        });
    }

    #[test]
    fn counting_is_listing(text in tricky()) {
        let counted = count(&text, &mut Scratch::default());
        let all = words(&text);
        prop_assert_eq!(counted.iter().map(|(_, n)| *n as usize).sum::<usize>(), all.len());
        for (word, n) in counted {
            prop_assert_eq!(all.iter().filter(|other| **other == word).count(), n as usize);
        }
    }
}

#[test]
fn every_short_ascii_text_is_cut_alike() {
    let signs = ["a", "B", "1", "_", "'", ".", ":", ",", ";", "\"", "-", " "];
    let mut texts = vec![String::new()];
    for _ in 0..5 {
        texts = texts
            .iter()
            .flat_map(|text| signs.iter().map(move |sign| format!("{text}{sign}")))
            .collect();
    }
    for text in texts {
        let mut fast = Vec::new();
        for_each_word_at(&text, &mut Scratch::default(), |word, range| {
            fast.push((word.to_owned(), range));
        });
        assert_eq!(fast, slow(&text), "{text:?}");
    }
}

#[test]
fn it_makes_no_difference_where_in_a_block_a_word_stands() {
    let signs = ["a", "B", "1", "_", ".", ",", "é", " "];
    let mut ends = vec![String::new()];
    for _ in 0..4 {
        ends = ends
            .iter()
            .flat_map(|text| signs.iter().map(move |sign| format!("{text}{sign}")))
            .collect();
    }
    for before in [
        " ".repeat(59),
        " ".repeat(62),
        format!("{}a", " ".repeat(60)),
        "b".repeat(61),
    ] {
        for end in &ends {
            let text = format!("{before}{end} c");
            let mut fast = Vec::new();
            for_each_word_at(&text, &mut Scratch::default(), |word, range| {
                fast.push((word.to_owned(), range));
            });
            assert_eq!(fast, slow(&text), "{text:?}");
        }
    }
}
