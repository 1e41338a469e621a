//! Contradictions in a query, with reason and place.

use super::{ok, refused};
use std::collections::BTreeSet;

use crate::query::{broken_text, messages};

#[test]
fn contradictions_name_their_place() {
    let cases = [
        ("after:2026-02-29", "bad-day", 6),
        ("at:2026-1-1", "bad-day", 3),
        ("at:31/01/2026", "bad-day", 3),
        ("at:٢٠٢٦-01-01", "bad-day", 3),
        ("at:0000-01-01", "bad-day", 3),
        ("at:2026-00-10", "bad-day", 3),
        ("at:2026-04-31", "bad-day", 3),
        ("at:1900-02-29", "bad-day", 3),
        ("é before:2026-13", "bad-day", 9),
        ("before:2026-", "bad-day", 7),
        ("at:2026/01/31", "bad-day", 3),
        ("at:31.1.2026", "bad-day", 3),
        ("at:2026-01-01T", "bad-day", 3),
        ("at:2026-01-01T15", "bad-day", 3),
        ("at:2026-01-01T24:00", "bad-day", 3),
        ("at:2026-01-01T15:60", "bad-day", 3),
        ("at:2026-01-01T15:00:60", "bad-day", 3),
        ("at:2026-01-01T15:00:00.", "bad-day", 3),
        ("at:2026-01-01T15:00:00.1234567", "bad-day", 3),
        ("at:2026-01-01T15:00.5", "bad-day", 3),
        ("at:2026-01-01T15:00+15:00", "bad-day", 3),
        ("at:2026-01-01T15:00+1:00", "bad-day", 3),
        ("at:2026-01-01T15:00+01:0", "bad-day", 3),
        ("at:2026-01-01Z", "bad-day", 3),
        ("at:2026-01Z", "bad-day", 3),
        ("after:2026-01-01 a OR b", "not-outermost", 0),
        ("a OR (b at:2026-01-01)", "not-outermost", 8),
        ("a -in:all", "not-outermost", 3),
        ("a (b OR in:all)", "not-outermost", 8),
        ("NOT (a before:2026-01-01)", "not-outermost", 7),
        ("-url:example.org/a", "not-outermost", 1),
        ("at:2026-01-01 at:2026-01-02", "two-days", 14),
        ("at:2026-01-01 at:2026-01-01T10:00", "two-days", 14),
        ("after:2026-01-01T10:00Z after:2026-01-01", "two-clocks", 24),
        ("url:a.org url:b.org", "two-addresses", 10),
        ("é +flood -flood", "contradiction", 10),
        ("-flood a +e-FLOOD", "contradiction", 10),
    ];
    for (text, code, position) in cases {
        let error = refused(text);
        assert_eq!((error.code, error.position), (code, position), "{text:?}");
        assert!(error.message.ends_with('.'), "{text:?}");
        assert!(error.part.chars().count() <= 40);
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
