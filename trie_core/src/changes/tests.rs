//! Planted changes, and what holds of any two texts.

use proptest::prelude::*;

use super::{Changes, Side, compare};
use crate::text::tests::cases;

fn changes(older: &str, newer: &str) -> Changes {
    compare(&Side::new(older, "en"), &Side::new(newer, "en"))
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|number| line(number) + "\n").collect()
}

#[test]
fn a_sentence_that_shares_most_words_is_changed() {
    let found = changes(
        "The pool opens at nine. Bring a towel.",
        "The pool opens at ten. Leave now.",
    );
    assert_eq!(found.changed, [(0, 0)]);
    assert_eq!((found.removed, found.added), (vec![1], vec![1]));
}

#[test]
fn the_most_alike_are_paired_first() {
    let older = "One two three four five. Alpha beta gamma delta.";
    let newer = "One two three four nine. One two three four five six. Alpha beta gamma zeta.";
    let found = changes(older, newer);
    assert_eq!(found.changed, [(0, 1), (1, 2)]);
    assert_eq!(found.added, [0]);
}

#[test]
fn what_stands_between_other_sentences_is_not_paired() {
    let found = changes(
        "One two three four. Stays here.",
        "Stays here. One two three nine.",
    );
    assert_eq!((found.kept, found.changed), (1, vec![]));
    assert_eq!((found.removed, found.added), (vec![0], vec![1]));
}

#[test]
fn what_changed_inside_a_part_that_moved_is_changed() {
    let dogs = "Dogs may come. Cats may come. Cows may not.";
    let found = changes(
        &format!("Bring a towel. The pool opens at nine. It is open on Monday.\n{dogs}"),
        &format!("{dogs}\nBring a towel. The pool opens at ten. It is open on Friday."),
    );
    assert_eq!((found.kept, found.moved.len()), (3, 1));
    assert_eq!(found.changed, [(1, 4), (2, 5)]);
    assert_eq!((found.removed, found.added), (vec![], vec![]));
}

#[test]
fn swapped_paragraphs_are_moves_only() {
    let first = lines(5, |number| {
        format!("First paragraph, sentence {number}. And more {number}.")
    });
    let second = lines(4, |number| format!("Another paragraph, line {number}."));
    let found = changes(&format!("{first}{second}"), &format!("{second}{first}"));
    assert_eq!((found.kept, found.moved.len()), (10, 4));
    assert_eq!(found.kept + found.moved.len(), 14);
    assert!(found.changed.is_empty() && found.removed.is_empty() && found.added.is_empty());
}

#[test]
fn of_sentences_that_are_equal_as_many_move_as_both_have() {
    let found = changes("Yes.\nNo.\nYes.\nYes.\n", "No.\nYes.\nMaybe not.\n");
    assert_eq!(found.kept, 2);
    assert_eq!((found.removed.len(), found.added.len()), (2, 1));
}

#[test]
fn large_texts_take_about_linear_time() {
    // Each would take minutes if pairs or places were tried one by one.
    let count = 100_000;
    let numbered = |salt: usize| {
        lines(count, |number| {
            format!("line {} of {salt}", number * 7919 % count)
        })
    };
    let (one, other) = (numbered(1), numbered(2));
    let shuffled = lines(count, |number| format!("line {number} of 1"));
    let two = |seed: usize| {
        lines(count, |number| {
            if (number * seed) % 7 < 3 { "yes" } else { "no" }.into()
        })
    };
    let every_second = lines(count, |number| {
        format!("line {} of {}", number * 7919 % count, 1 + number % 2)
    });
    for (older, newer) in [
        (&one, &other),
        (&one, &shuffled),
        (&one, &every_second),
        (&two(3), &two(5)),
        (&one.replace('\n', " "), &other.replace('\n', " ")),
    ] {
        let found = changes(older, newer);
        assert!(found.kept <= count);
    }
}

/// What ends sentences, and what only seems to, beside enough plain words.
const PIECES: [&str; 24] = [
    "The harbour master rings the bell at the quay when the tide turns and the boats come in ",
    "De havenmeester luidt de klok aan de kade wanneer het tij keert en de boten binnenkomen ",
    "Le capitaine sonne la cloche du quai à marée haute et les bateaux rentrent déjà ",
    "ends here. ",
    "Mr. ",
    "nr. ",
    "4 ",
    "5. ",
    "IV. ",
    "(so he said.) ",
    "\"Why?\" ",
    "« Non ! » ",
    "... ",
    ". ",
    "\n",
    "\n\n",
    "  ",
    "t.ex. ",
    "A. ",
    "!",
    "\u{300}",
    "。",
    "[1] ",
    "– Jo, ",
];

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn each_sentence_is_accounted_for_once(
        older in "([ab]{1,2}[ .\n]){0,30}", newer in "([abc]{1,2}[ .\n]){0,30}"
    ) {
        let (before, after) = (Side::new(&older, "en"), Side::new(&newer, "en"));
        let found = compare(&before, &after);
        let both = found.kept + found.moved.len() + found.changed.len();
        prop_assert_eq!(before.ranges().len(), both + found.removed.len());
        prop_assert_eq!(after.ranges().len(), both + found.added.len());
        for &(from, to) in &found.moved {
            prop_assert_eq!(before.hashes[from], after.hashes[to]);
        }
        // What only one text has left, the other has nowhere left.
        for &from in &found.removed {
            prop_assert!(found.added.iter().all(|&to| before.hashes[from] != after.hashes[to]));
        }
    }

    #[test]
    fn sentences_that_are_taken_over_are_those_that_are_cut(
        pieces in prop::collection::vec(0..PIECES.len(), 0..60),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len(), 0..3_u8), 0..6),
        language in prop::sample::select(vec!["en", "nl", "fr", "nb", ""]),
    ) {
        let older: String = pieces.iter().map(|&piece| PIECES[piece]).collect();
        let mut other = pieces;
        for (at, piece, kind) in edits {
            let place = at.index(other.len() + 1);
            match kind {
                0 => other.insert(place, piece),
                1 if place < other.len() => other[place] = piece,
                _ if place < other.len() => { other.remove(place); }
                _ => {}
            }
        }
        let newer: String = other.iter().map(|&piece| PIECES[piece]).collect();
        let [_, taken] = Side::both(&older, &newer, language);
        let cut = Side::new(&newer, language);
        prop_assert_eq!(&taken.ranges, &cut.ranges);
        prop_assert_eq!(&taken.hashes, &cut.hashes);
    }

    #[test]
    fn a_text_is_no_change_of_itself(text in ".{0,80}") {
        let found = changes(&text, &text);
        prop_assert_eq!(found.kept, Side::new(&text, "en").ranges().len());
        prop_assert_eq!(Changes { kept: 0, ..found }, Changes::default());
    }

    #[test]
    fn the_same_sentences_in_another_order_are_moves_only(
        sentences in prop::collection::vec("[a-d]{1,3}", 0..20), seed in any::<u64>()
    ) {
        let mut other = sentences.clone();
        other.sort_by_key(|word| xxhash_rust::xxh3::xxh3_64_with_seed(word.as_bytes(), seed));
        let found = changes(&sentences.join("\n"), &other.join("\n"));
        prop_assert!(found.changed.is_empty() && found.removed.is_empty() && found.added.is_empty());
    }
}
