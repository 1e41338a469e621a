//! Refused queries, with reason and place.

use super::{ok, refused};
use std::collections::BTreeSet;

use crate::query::{broken_text, messages};

#[test]
fn errors_name_their_place() {
    let cases = [
        ("OR a", "no-left", 0),
        ("AND AND", "no-left", 0),
        ("a (OR b)", "no-left", 3),
        ("é OR", "no-right", 2),
        ("a AND OR b", "no-right", 2),
        ("a OR OR b", "no-right", 2),
        ("(a OR) b", "no-right", 3),
        ("NOT", "no-right", 0),
        ("a NOT )", "no-right", 2),
        ("a - OR NOT", "no-right", 7),
        ("é (a (b)", "not-closed", 2),
        ("a) b", "not-opened", 1),
        (")", "not-opened", 0),
        ("é \"exact phrase", "not-ended", 2),
        ("-\"a", "not-ended", 1),
        ("title:\"a b", "not-ended", 6),
        ("a \"", "not-ended", 2),
        ("\"...\"", "no-words", 0),
        ("wörd~3", "edits", 4),
        ("a wrod~0", "edits", 6),
        ("title:wrod~12", "edits", 10),
        ("é wr*d~", "star-inside", 4),
        ("*", "bare-star", 0),
        ("a &*", "bare-star", 3),
        ("title:*", "bare-star", 6),
        ("é*a", "star-inside", 1),
        ("**bold**", "star-inside", 0),
        ("a site:", "no-value", 2),
        ("title: a", "no-value", 0),
        ("after:", "no-value", 0),
        ("site:a..b", "bad-site", 5),
        ("site:!", "bad-site", 5),
        ("site:http://", "bad-site", 5),
        ("site:[1", "bad-site", 5),
        ("lang:n", "bad-language", 5),
        ("lang:日本", "bad-language", 5),
        ("in:title", "bad-in", 3),
        ("after:2026-02-29", "bad-day", 6),
        ("before:yesterday", "bad-day", 7),
        ("at:2026-1-1", "bad-day", 3),
        ("at:٢٠٢٦-01-01", "bad-day", 3),
        ("at:0000-01-01", "bad-day", 3),
        ("at:2026-00-10", "bad-day", 3),
        ("at:2026-04-31", "bad-day", 3),
        ("at:1900-02-29", "bad-day", 3),
        ("after:2026-01-01 a OR b", "not-outermost", 0),
        ("a OR (b at:2026-01-01)", "not-outermost", 8),
        ("a -in:all", "not-outermost", 3),
        ("NOT (a before:2026-01-01)", "not-outermost", 7),
        ("at:2026-01-01 at:2026-01-02", "two-days", 14),
        ("&&", "no-words", 0),
        (" ()", "no-words", 1),
        ("-🙂", "no-words", 0),
    ];
    for (text, code, position) in cases {
        let error = refused(text);
        assert_eq!((error.code, error.position), (code, position), "{text:?}");
        assert!(error.message.ends_with('.'), "{text:?}");
        assert!(
            messages().any(|known| known == (error.code, error.message)),
            "{text:?}"
        );
    }
}

#[test]
fn each_problem_has_its_own_code() {
    let codes: BTreeSet<_> = messages().map(|(code, _)| code).collect();
    assert_eq!(codes.len(), messages().count());
}

#[test]
fn limits_are_kept() {
    let cases = [
        ("a".repeat(4097), "too-long", 4096),
        (" ".repeat(1_000_000), "too-long", 4096),
        ("é".repeat(500_000), "too-long", 4096),
        ("a ".repeat(65), "too-many-words", 128),
        ("site:x ".repeat(65), "too-many-words", 448),
        ("a-".repeat(65), "too-many-words", 0),
        ("(".repeat(65), "too-deep", 64),
        (
            format!("{}a{}", "(".repeat(65), ")".repeat(65)),
            "too-deep",
            64,
        ),
        (format!("{}a", "-(".repeat(40)), "too-deep", 64),
        ("NOT ".repeat(1000), "too-deep", 256),
        ("x".repeat(65), "word-too-long", 0),
        (format!("a b-{}", "x".repeat(65)), "word-too-long", 2),
        (format!("\"a {}\"", "x".repeat(65)), "word-too-long", 0),
        (format!("\"{}\"", "a ".repeat(65)), "too-many-words", 0),
        ("OR ".repeat(1300), "no-left", 0),
    ];
    for (text, code, position) in cases {
        let error = refused(&text);
        assert_eq!((error.code, error.position), (code, position), "{text:.20}");
        assert!(error.part.chars().count() <= 40);
    }
}

#[test]
fn leap_days_exist() {
    for day in ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
        assert_eq!(ok(&format!("at:{day}")).at.as_deref(), Some(day));
    }
}

#[test]
fn broken_text_has_its_own_error() {
    let error = broken_text(7);
    assert_eq!((error.code, error.position), ("broken-text", 7));
    assert_eq!(error.to_string(), error.message);
}
