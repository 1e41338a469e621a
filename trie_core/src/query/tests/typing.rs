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
        ("a NOT", "a"),
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
        ("c d -\"a b", "c d"),
        ("c d -\"a b\"", "c d -\"a b\""),
    ];
    for (text, expected) in cases {
        assert_eq!(typed(text), expected, "{text:?}");
    }
}

#[test]
fn what_is_typed_of_a_time_says_nothing_yet() {
    for begun in [
        "2",
        "202",
        "2026-",
        "2026-1",
        "2026-11-2",
        "2026-11-27T",
        "2026-11-27T1",
        "2026-11-27T15:",
        "2026-11-27T15:00:00.",
        "2026-11-27T15:00+0",
    ] {
        assert_eq!(typed(&format!("a at:{begun}")), "a", "{begun}");
    }
    assert_eq!(typed("a at:2026"), "a at:2026-12-31");
}

#[test]
fn what_cannot_become_right_is_refused() {
    for text in [
        "after:2026-02-30 ",
        "after:2026-0 a",
        "at:2026-13",
        "at:2026-02-30",
        "at:2026-01-01T25:00",
        "a -in:all",
    ] {
        assert!(parse(text, true).is_err(), "{text:?}");
    }
}

#[test]
fn what_is_sound_when_it_ends_here_is_not_refused_before() {
    assert_eq!(typed(" -(a at:2026-01-31"), "-a at:2026-01-31");
}

#[test]
fn what_can_still_be_closed_is_not_noted() {
    for text in [
        "a (b", "a \"b c", "a OR", "a -", "a title:", "a wrod~", "a in:a",
    ] {
        let query = parse(text, true).expect(text);
        assert_eq!(query.notes, [], "{text:?}");
    }
}
