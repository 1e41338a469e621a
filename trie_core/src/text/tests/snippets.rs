//! Snippets against the plainest way to find the same.

use proptest::prelude::*;

use super::cases;
use super::properties::tricky;
use crate::text::shown::{Even, Shown, is_blank, is_hidden};
use crate::text::sketch::Sketch;
use crate::text::snippet::Patterns;
use crate::text::window::{best, widen};
use crate::text::{Scratch, for_each_word_at, snippet};

/// How wide a stretch is when it is shown.
fn width_of(text: &str) -> usize {
    let shown: String = text
        .chars()
        .filter(|&c| !is_hidden(c))
        .map(|c| if is_blank(c) { ' ' } else { c })
        .collect();
    let runs = shown
        .split(' ')
        .filter(|run| !run.is_empty())
        .map(|run| run.chars().count());
    let (count, letters) = runs.fold((0, 0), |(count, sum), run| (count + 1, sum + run));
    letters + usize::max(count, 1) - 1
}

fn shown(text: &str) -> Shown<'_> {
    let even = Even::of(text);
    Shown { text, even }
}

/// Every stretch from one match to another that fits, the best of them first found.
fn plainly(text: &str, patterns: &Patterns, width: usize) -> Option<std::ops::Range<usize>> {
    let mut matches = Vec::new();
    for_each_word_at(text, &mut Scratch::default(), |word, range| {
        matches.extend(patterns.find(word).map(|pattern| (pattern, range)));
    });
    let mut found = None;
    for last in 0..matches.len() {
        for first in 0..=last {
            let stretch = matches[first].1.start..matches[last].1.end;
            if first < last && width_of(&text[stretch.clone()]) > width {
                continue;
            }
            let mut distinct: Vec<usize> = matches[first..=last]
                .iter()
                .map(|(pattern, _)| *pattern)
                .collect();
            distinct.sort_unstable();
            distinct.dedup();
            let score = (distinct.len(), last - first + 1);
            if found.as_ref().is_none_or(|(best, _)| score > *best) {
                found = Some((score, stretch));
            }
        }
    }
    found.map(|(_, stretch)| stretch)
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn nothing_is_overlooked_where_the_text_is_not_cut(
        text in tricky(),
        times in 1_usize..6,
        words in prop::collection::vec(prop::sample::select(&["a", "b*", "1", "a.b", "é", "e", "ss", "fi*", "l"][..]), 1..5),
    ) {
        let text = [&*text, " a\u{301} plain text, longer than a step "].concat().repeat(times);
        let patterns = Patterns::new(&words);
        let (mut found, mut all) = (Vec::new(), Vec::new());
        patterns.for_each(shown(&text), None, |pattern, range| found.push((pattern, range)));
        for_each_word_at(&text, &mut Scratch::default(), |word, range| {
            all.extend(patterns.find(word).map(|pattern| (pattern, range)));
        });
        prop_assert_eq!(found, all);
    }

    #[test]
    fn nothing_is_overlooked_by_a_sketch(
        text in tricky(),
        times in 1_usize..6,
        part in 1_usize..80,
        words in prop::collection::vec(prop::sample::select(&["a", "1", "a.b", "é", "e", "ss", "fi", "l", "plain", "no"][..]), 1..5),
    ) {
        let text = [&*text, " a\u{301} plain text, longer than a step "].concat().repeat(times);
        let patterns = Patterns::new(&words);
        let (mut found, mut all) = (Vec::new(), Vec::new());
        let sketch = Sketch::of_parts(&text, part);
        let stretches = sketch.any(words.iter().copied());
        patterns.for_each(shown(&text), Some(stretches), |pattern, range| found.push((pattern, range)));
        for_each_word_at(&text, &mut Scratch::default(), |word, range| {
            all.extend(patterns.find(word).map(|pattern| (pattern, range)));
        });
        prop_assert_eq!(found, all);
    }

    #[test]
    fn long_texts_have_the_best_window_too(
        texts in prop::collection::vec("(x{1,40}|[ \n]{1,150}|é|\u{202e}|\u{a0}| a | b ){0,12}", 1..5),
        width in 0_usize..200,
    ) {
        let text = texts.concat();
        let patterns = Patterns::new(&["a", "b"]);
        prop_assert_eq!(best(shown(&text), None, &patterns, width), plainly(&text, &patterns, width));
    }

    #[test]
    fn a_sketch_changes_nothing(
        text in "(x{1,40}|日{1,9}|é|,| a | b | c |A\u{301} |[ \n]{1,90}|\u{202e}){0,60}",
        part in 1_usize..80,
        width in 0_usize..200,
    ) {
        let patterns = Patterns::new(&["a", "b", "c"]);
        let sketch = Sketch::of_parts(&text, part);
        prop_assert_eq!(best(shown(&text), Some(&sketch), &patterns, width), plainly(&text, &patterns, width));
    }

    #[test]
    fn it_is_the_same_whether_it_is_known_how_the_text_is_shown(
        text in "(x{1,40}|[ \n]{1,3}|é|日|\u{202e}|\u{a0}| a | b ){0,30}",
        width in 0_usize..60,
    ) {
        let patterns = Patterns::new(&["a", "b"]);
        let unknown = Shown { text: &text, even: Even::Not };
        let core = best(unknown, None, &patterns, width);
        prop_assert_eq!(&core, &best(shown(&text), None, &patterns, width));
        let core = core.unwrap_or(0..0);
        prop_assert_eq!(widen(unknown, core.clone(), width), widen(shown(&text), core, width));
    }

    #[test]
    fn the_window_is_the_best_there_is(text in "([a-d]{1,2}|[ \n]|é|,|\u{202e}){0,60}", width in 0_usize..30) {
        let patterns = Patterns::new(&["a", "b", "é", "c*"]);
        prop_assert_eq!(best(shown(&text), None, &patterns, width), plainly(&text, &patterns, width));
    }

    #[test]
    fn it_is_not_wider_than_asked(text in any::<String>(), width in 40_usize..100) {
        let shown: String = snippet(&text, &["a", "b*", "1"], width).into_iter().map(|part| part.text).collect();
        // One … at either end comes on top.
        prop_assert!(shown.chars().count() <= width + 2);
        prop_assert!(!shown.contains(|c: char| c.is_control() || is_hidden(c)));
    }
}

#[test]
fn words_are_not_cut_where_there_are_blanks() {
    let text = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda".repeat(3);
    for width in 10..80 {
        let parts = snippet(&text, &["eta"], width);
        let shown: String = parts.iter().map(|part| part.text.as_str()).collect();
        for word in shown.trim_matches('…').split_whitespace() {
            assert!(
                text.split_whitespace().any(|whole| whole == word),
                "{word} in {shown} at {width}"
            );
        }
    }
}

#[test]
fn text_without_blanks_is_cut_between_characters() {
    let parts = snippet(&"日本語の文章".repeat(50), &["文"], 12);
    let shown: String = parts.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(shown.chars().count(), 14);
    // A letter keeps its marks.
    let marks = snippet(&"q\u{323}\u{307}".repeat(100), &[""], 20);
    assert!(!marks[0].text.trim_end_matches('…').ends_with('q'));
}

#[test]
fn a_phrase_is_preferred_and_marked_as_a_whole() {
    let filler = "elsewhere ".repeat(40);
    let text = format!(
        "water, high water. high {filler} it was HIGH  water's mark. {filler} high tide water"
    );
    let marked = |words: &[&str]| -> Vec<String> {
        let parts = snippet(&text, words, 60);
        parts
            .into_iter()
            .filter(|part| part.marked)
            .map(|part| part.text)
            .collect()
    };
    assert_eq!(marked(&["high water", "tide"]), ["high water"]);
    assert_eq!(marked(&["was high"]), ["was HIGH"]);
    assert_eq!(
        marked(&["was high", "high water's", "mark"]),
        ["was HIGH water's", "mark"]
    );
    assert_eq!(
        marked(&["high tide", "water", "high"]),
        ["high tide", "water"]
    );
    assert_eq!(marked(&["tide high"]), Vec::<String>::new());
}

#[test]
fn a_word_that_is_left_out_parts_a_phrase() {
    let text = format!("high {} water", "x".repeat(65));
    assert!(
        !snippet(&text, &["high water"], 240)
            .iter()
            .any(|part| part.marked)
    );
}
