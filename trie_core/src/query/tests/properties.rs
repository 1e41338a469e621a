//! What holds for any query.

use proptest::prelude::*;

use crate::query::{MAX_WORDS, Node, Query, parse};
use crate::text::tests::cases;

/// Text made of what the language is made of.
fn query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-c]{1,3}",
        3 => "[ \t]",
        2 => Just(" ".to_owned()),
        4 => "(OR|AND|NOT| OR | AND | NOT |-|\\(|\\)|\\*|~|\"|:|')",
        2 => "(title:|site:|lang:|in:|in:all|after:|before:|at:|site:a.b|lang:nl|at:2026-01-31|after:2024-02-29)",
        1 => "[’éİß½ﷺ\u{301}\u{ad}אב🙂]",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A query that parses, by construction.
fn sound() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        5 => "[a-e]{1,4}",
        1 => Just("e-mail".to_owned()),
        1 => Just("L’eau".to_owned()),
        1 => Just("x-site:y".to_owned()),
        1 => Just("ﷺ".to_owned()),
        1 => Just("beg*".to_owned()),
        1 => Just("wrod~".to_owned()),
        1 => Just("x~2".to_owned()),
        1 => Just("title:Head".to_owned()),
        1 => "\"[a-e]{1,3}( [a-e]{1,3}){0,2}\"",
        1 => Just("title:\"Two words\"".to_owned()),
        1 => Just("site:A.org".to_owned()),
        1 => Just("lang:nl".to_owned()),
    ];
    word.prop_recursive(5, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} OR {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.prop_map(|a| format!("-({a})")),
        ]
    })
}

fn meaning(query: &Query) -> (&Node, &[String], [Option<&str>; 3], bool) {
    let days = [
        query.after.as_deref(),
        query.before.as_deref(),
        query.at.as_deref(),
    ];
    (&query.root, &query.words, days, query.in_all)
}

fn check(text: &str, typing: bool) -> Result<(), TestCaseError> {
    match parse(text, typing) {
        Err(error) => prop_assert!(error.position <= text.chars().count()),
        Ok(query) => {
            let canonical = query.to_string();
            let again = parse(&canonical, false);
            prop_assert!(again.is_ok(), "{:?} as {:?}: {:?}", text, canonical, again);
            let again = again.unwrap();
            prop_assert_eq!(
                meaning(&again),
                meaning(&query),
                "{:?} as {:?}",
                text,
                &canonical
            );
            prop_assert_eq!(again.to_string(), canonical);
            prop_assert!(query.words.len() <= MAX_WORDS);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn canonical_text_means_the_same(text in query(), typing: bool) {
        check(&text, typing)?;
    }

    #[test]
    fn canonical_text_of_sound_queries_means_the_same(text in sound()) {
        prop_assert!(parse(&text, false).is_ok(), "{:?}", text);
        check(&text, false)?;
    }

    #[test]
    fn any_text_is_answered(text in any::<String>(), typing: bool) {
        check(&text, typing)?;
    }

    #[test]
    fn any_host_has_one_spelling(host in "[aA.:@*·\\PC]{1,8}") {
        check(&format!("site:{host}"), false)?;
    }

    #[test]
    fn typing_forgives_and_never_refuses_more(text in query()) {
        if parse(&text, false).is_ok() {
            prop_assert!(parse(&text, true).is_ok());
        }
    }
}

/// Sound queries changed at random: cut, doubled, spliced, with signs of the language put in.
#[test]
fn mutated_queries_are_answered() {
    const SEEDS: [&str; 8] = [
        "flood dike OR \"high water\" -title:\"a b\" wind*",
        "(a OR (b -c)) NOT \"d e\" site:example.org lang:nl",
        "after:2026-01-31 before:2026-02-15 at:2026-02-01 in:all x",
        "\"צה\"ל x\" l’eau \"qu'il\" ﷺ STRASSE",
        "wrod~ wrod~2 beg* title:beg* -(a b)",
        "NOT NOT --a AND b OR c",
        "https://me@www.example.org:80/a?b=c#d 'site:x",
        "\u{202e}a\u{301} \u{ad}b 日本 🙂",
    ];
    const SIGNS: [&str; 16] = [
        "\"", "(", ")", "-", "*", "~", ":", " ", "OR", "NOT ", "AND", "title:", "site:", "at:",
        "\u{0}", "’",
    ];
    let mut state = 5_u64;
    let mut number = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let long = std::env::var_os("HUD_SOAK").is_some_and(|value| value == "1");
    for _ in 0..if long { 1_000_000 } else { 5_000 } {
        let mut text: Vec<char> = SEEDS[number(SEEDS.len())].chars().collect();
        for _ in 0..=number(5) {
            let (at, end) = (number(text.len() + 1), number(text.len() + 1));
            match number(4) {
                0 => drop(text.drain(at.min(end)..at.max(end).min(at.min(end) + 6))),
                1 => {
                    let other: Vec<char> = SEEDS[number(SEEDS.len())].chars().collect();
                    let from = number(other.len());
                    text.splice(at..at, other[from..].iter().copied().take(12));
                }
                2 => text.extend_from_within(at.min(end)..at.max(end)),
                _ => {
                    text.splice(at..at, SIGNS[number(SIGNS.len())].chars());
                }
            }
        }
        let text: String = text.into_iter().collect();
        check(&text, number(2) == 0).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    }
}

#[test]
fn every_character_of_a_host_has_one_spelling() {
    for c in '\0'..=char::MAX {
        if let Ok(query) = parse(&format!("site:a{c}b"), false) {
            let again = parse(&query.to_string(), false).expect("canonical text parses");
            assert_eq!(again.root, query.root, "{c:?}");
        }
    }
}

#[test]
fn a_host_of_strange_capitals_has_one_spelling() {
    check("½\tsite:a𝐀b", false).expect("it means the same");
    let query = parse("site:a𝐀b", false).expect("a host");
    assert_eq!(query.to_string(), "site:aab");
}
