//! Queries that somebody is still writing.

use crate::query::parse;

fn typed(text: &str) -> String {
    parse(text, true)
        .unwrap_or_else(|error| panic!("{text:?}: {error}"))
        .to_string()
}

#[test]
fn the_last_word_is_a_prefix_until_something_ends_it() {
    let cases = [
        ("sol", "sol*"),
        ("solar win", "solar win*"),
        ("sol ", "sol"),
        ("sol,", "sol"),
        ("sol*", "sol*"),
        ("wrod~", "wrod~"),
        ("(sol)", "sol"),
        ("e-mai", "e mai*"),
        ("title:wo", "title:wo*"),
        ("a -b", "a -b*"),
        ("a O", "a o*"),
        ("site:example.org", "site:example.org"),
        ("\"sol\"", "\"sol\""),
        ("\"solar win\"", "\"solar win\""),
    ];
    for (text, expected) in cases {
        assert_eq!(typed(text), expected, "{text:?}");
    }
}

#[test]
fn an_unfinished_end_is_forgiven() {
    let cases = [
        ("a OR", "a"),
        ("a OR ", "a"),
        ("a AND", "a"),
        ("a NOT ", "a"),
        ("NOT", ""),
        ("a -", "a"),
        ("(a OR b", "a OR b*"),
        ("a (", "a"),
        ("((a OR", "a"),
        ("a site:", "a"),
        ("title:", ""),
        ("a after:2026-0", "a"),
        ("a in:al", "a"),
        ("a *", "a"),
        ("&", ""),
        ("after:2026-01-01 OR", "after:2026-01-01"),
        ("\"", ""),
        ("\"a", "a*"),
        ("\"a ", "\"a\""),
        ("b \"a b c", "b \"a b\" c*"),
        ("title:\"a b ", "title:\"a b\""),
        ("title:\"a", "title:a*"),
    ];
    for (text, expected) in cases {
        assert_eq!(typed(text), expected, "{text:?}");
    }
}

#[test]
fn what_cannot_become_right_is_refused() {
    for text in [
        "OR",
        "a)",
        "a OR OR",
        "site: ",
        "after:x",
        "in:b",
        "after:2026-0 a",
        "(a OR) b",
        "a~3",
    ] {
        assert!(parse(text, true).is_err(), "{text:?}");
    }
}
