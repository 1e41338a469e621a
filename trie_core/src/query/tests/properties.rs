//! Properties that hold for any query.

use proptest::prelude::*;

use crate::query::parse;
use crate::text::tests::cases;

#[path = "../../../fuzz/bodies/query.rs"]
mod body;

/// Text made of what the language is made of.
fn query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-c]{1,3}",
        3 => "[ \t]",
        2 => Just(" ".to_owned()),
        4 => "(OR|AND|NOT| OR | AND | NOT |-|\\+| -| \\+|\\(|\\)|\\*|~|\"|:|')",
        1 => "[;={}/\\[,.?|]",
        1 => "[0-9]{1,5}",
        2 => "(title:|site:|lang:|in:|in:all|after:|before:|at:|site:a.b|lang:nl|at:2026-01-31|after:2024-02-29|at:2026-01|before:2026-01-31T10:00Z|url:a.b/c|lang:norsk)",
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
        1 => Just("+plus".to_owned()),
        1 => Just("-minus-sign".to_owned()),
        1 => Just("1;2".to_owned()),
        1 => Just("12".to_owned()),
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

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn canonical_text_means_the_same(text in query(), typing: bool) {
        body::check(&text, typing);
    }

    #[test]
    fn canonical_text_of_sound_queries_means_the_same(text in sound()) {
        prop_assert!(parse(&text, false).is_ok(), "{:?}", text);
        body::check(&text, false);
    }

    #[test]
    fn any_text_is_answered(text in any::<String>(), typing: bool) {
        body::check(&text, typing);
    }

    #[test]
    fn any_host_has_one_spelling(host in "[aA.:@*·\\PC]{1,8}") {
        body::check(&format!("site:{host}"), false);
    }

    #[test]
    fn only_contradictions_are_refused(text in "[a-c \"()*~:+,.;={}-]{0,24}|(a|OR|AND|NOT| |-|\\(|\\)|\"){0,24}", typing: bool) {
        let told = |text: &str| ["+a", "+b", "+c"].iter().any(|plus| text.contains(plus));
        prop_assert!(told(&text) || parse(&text, typing).is_ok(), "{:?}", text);
    }

    #[test]
    fn typing_forgives_and_never_refuses_more(text in query()) {
        if parse(&text, false).is_ok() {
            prop_assert!(parse(&text, true).is_ok());
        }
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
    body::check("½\tsite:a𝐀b", false);
    let query = parse("site:a𝐀b", false).expect("a host");
    assert_eq!(query.to_string(), "site:aab");
}
