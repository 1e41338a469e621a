//! Properties that hold for any text.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::super::classes::{Class, class};
use super::super::stop::Stop;
use super::{cut, hashes, sentences};
use crate::text::tests::cases;

const LANGUAGES: &[&str] = &["", "en", "nl", "sv", "nb", "fr", "de"];

/// Text full of what the rules speak of.
fn tricky() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-zA-Z]{1,3}",
        4 => "[0-9]{1,2}",
        8 => "[ .!?]",
        3 => "[\"'(),:;«»”’\\[\\]-]",
        2 => prop::sample::select(vec![
            "Mr.", "t.ex.", "p. ex.", "5. ", "f.eks. ", "The ", "U.S. ", "[1]", "…", "\n", "\r\n", "\u{2029}", "\u{a0}", "é", "É",
            "\u{301}", "\u{ad}", "。", "؟", "日", "א", "．", "१",
        ]).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn language() -> impl Strategy<Value = &'static str> {
    prop::sample::select(LANGUAGES)
}

/// Where sentences end by the standard alone, as these rules have it.
fn standard(text: &str) -> Vec<usize> {
    let (mut all, mut at, mut chars) = (Vec::new(), 0, text.char_indices().peekable());
    while let Some((place, c)) = chars.next() {
        let class = class(c);
        if place < at || !class.is_end() && class != Class::Line {
            continue;
        }
        if class == Class::Line {
            // A carriage return and the line feed behind it are one end.
            if !(c == '\r' && chars.peek().is_some_and(|&(_, next)| next == '\n')) {
                all.push(place + c.len_utf8());
            }
            continue;
        }
        let stop = Stop::at(text, place, c, class);
        at = stop.next;
        let line = text[at..]
            .chars()
            .next()
            .is_some_and(|c| super::super::classes::class(c) == Class::Line);
        if !line && stop.ends(text) {
            all.push(at);
        }
    }
    if all.last() != Some(&text.len()) && !text.is_empty() {
        all.push(text.len());
    }
    all
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn beneath_the_rules_of_ours_lies_the_standard(text in tricky()) {
        // The ellipsis is the one character that these rules take for another. Letters of Unicode 18 (the seal script) are
        // known to our tables and not yet to the other's.
        let text = text.replace(|c: char| c == '…' || ('\u{33480}'..='\u{3ffff}').contains(&c), "");
        let mut at = 0;
        let theirs: Vec<usize> = text.split_sentence_bounds().map(|sentence| { at += sentence.len(); at }).collect();
        prop_assert_eq!(standard(&text), theirs, "{:?}", text);
    }

    #[test]
    fn every_character_but_white_space_stands_in_one_sentence(text in tricky(), language in language()) {
        let mut last = 0;
        for range in sentences(&text, language) {
            prop_assert!(range.start >= last && range.end > range.start);
            prop_assert!(text[last..range.start].trim().is_empty(), "{:?}", text);
            prop_assert_eq!(text[range.clone()].trim(), &text[range.clone()]);
            last = range.end;
        }
        prop_assert!(text[last..].trim().is_empty(), "{:?}", text);
    }

    #[test]
    fn a_line_is_cut_alike_whatever_stands_around_it(
        texts in prop::collection::vec(tricky(), 1..4), language in language()
    ) {
        let alone: Vec<&str> = texts.iter().flat_map(|text| cut(text, language)).collect();
        let joined = texts.join("\n");
        prop_assert_eq!(cut(&joined, language), alone);
    }

    #[test]
    fn a_sentence_has_no_line_end_in_it(text in tricky(), language in language()) {
        for sentence in cut(&text, language) {
            prop_assert!(!sentence.contains(|c| class(c) == Class::Line));
        }
    }

    #[test]
    fn more_white_space_changes_no_hash(text in "[a-zA-Z0-9é.!?«»,\" ]{0,60}", language in language()) {
        let wide = text.replace(' ', "\u{a0}\t ");
        prop_assert_eq!(hashes(&wide, language), hashes(&text, language));
    }

    #[test]
    fn there_are_as_many_hashes_as_sentences(text in any::<String>(), language in language()) {
        prop_assert_eq!(hashes(&text, language).len(), sentences(&text, language).count());
    }
}
