//! Text that is no query is read as words, and the query says so.

use std::collections::BTreeSet;

use super::{Node, ok};
use crate::query::{notes, parse};

/// The canonical text, and what was read otherwise.
fn read(text: &str) -> (String, Vec<(&'static str, usize)>) {
    let query = ok(text);
    let notes = query.notes.iter().map(|note| (note.kind, note.position));
    (query.to_string(), notes.collect())
}

#[test]
fn what_lacks_its_other_half_is_read_as_words() {
    let cases = [
        ("é \"high water", "é high water", "open-quote", 2),
        ("flood -dike \"high", "flood -dike high", "open-quote", 12),
        ("a \"b c\" \"d", "a \"b c\" d", "open-quote", 8),
        ("-\"a b", "-a b", "open-quote", 1),
        ("title:\"a b", "title:a b", "open-quote", 0),
        ("é (a b", "é a b", "open-bracket", 2),
        ("(a (b OR c)", "a (b OR c)", "open-bracket", 0),
        ("a) b", "a b", "stray-bracket", 1),
        (") a b", "a b", "stray-bracket", 0),
        ("debian AND", "debian and", "stray-operator", 7),
        ("é OR", "é or", "stray-operator", 2),
        ("OR a", "or a", "stray-operator", 0),
        ("NOT", "not", "stray-operator", 0),
        ("a NOT )", "a not", "stray-bracket", 6),
        ("a AND OR b", "a OR b", "stray-operator", 2),
        ("a OR OR b", "a OR b", "stray-operator", 2),
        ("a OR & OR b", "a OR b", "stray-operator", 2),
        ("(a OR) b", "a AND or AND b", "stray-operator", 3),
        ("a (OR b)", "a AND or AND b", "stray-operator", 3),
        ("& OR a", "or a", "stray-operator", 2),
    ];
    for (text, canonical, kind, position) in cases {
        let (written, notes) = read(text);
        assert_eq!(written, canonical, "{text:?}");
        assert!(notes.contains(&(kind, position)), "{text:?}: {notes:?}");
    }
}

#[test]
fn a_number_that_is_no_day_is_words() {
    for text in [
        "error at:42",
        "retry after:60",
        "meeting at:9",
        "call at:9:30 am",
        "foo at:12:30",
        "queued at:1732722000",
        "at:20266",
        "before:0000",
        "released after:1.2.3",
        "listening at:127.0.0.1:80",
    ] {
        let query = ok(text);
        let kinds: Vec<_> = query.notes.iter().map(|note| note.kind).collect();
        assert_eq!(kinds, ["not-a-day"], "{text:?}");
        assert!(query.at.is_none() && query.after.is_none(), "{text:?}");
    }
}

#[test]
fn signs_that_say_nothing_here_are_read_as_words() {
    let cases = [
        ("é C*-algebra", "é c algebra", vec![("star", 3)]),
        ("**bold**", "bold", vec![("star", 0)]),
        ("é wr*d~", "é wr d", vec![("star", 4)]),
        ("wörd~3", "wörd 3", vec![("edits", 4)]),
        ("title:wrod~12", "title:wrod title:12", vec![("edits", 10)]),
        ("a title:", "a title", vec![("no-value", 2)]),
        ("site: a", "site a", vec![("no-value", 0)]),
        ("site:a..b", "'site:a b", vec![("not-a-site", 0)]),
        ("site:!", "site", vec![("not-a-site", 0)]),
        ("lang:n", "'lang:n", vec![("not-a-language", 0)]),
        ("lang:klingon", "'lang:klingon", vec![("not-a-language", 0)]),
        (
            "before:yesterday",
            "'before:yesterday",
            vec![("not-a-day", 0)],
        ),
        ("in:title", "'in:title", vec![("unknown-field", 0)]),
        (
            "a author:smith",
            "a author:smith",
            vec![("unknown-field", 2)],
        ),
        (
            "EU:s std::vec a:b https://a.org mailto:?",
            "eu:s std vec a:b https a.org mailto",
            vec![],
        ),
        ("f(x) print() flood(s)", "f x print flood s", vec![]),
        ("a & b -- c - d, --e", "a b c d e", vec![("symbols", 16)]),
        ("&& !!! 🙂", "\"\"", vec![("no-words", 0)]),
    ];
    for (text, canonical, expected) in cases {
        assert_eq!(read(text), (canonical.to_owned(), expected), "{text:?}");
    }
}

#[test]
fn pasted_text_has_no_operators() {
    let cases = [
        ("SELECT a FROM b WHERE a = 1 AND NOT c;", "symbols", 24),
        ("git log --oneline -5 (a OR b)", "symbols", 8),
        ("git --all; x", "symbols", 4),
        ("if (a && !b) return -1; // \"no\"", "symbols", 6),
        ("{\"a\": \"b c\", \"d\": -2}", "symbols", 0),
        ("/usr/bin/tar -xzf a.tar", "symbols", 0),
        ("DO NOT OPEN THIS DOOR", "capitals", 3),
        (
            "At night it was cold (-12 degrees in Oslo), which is NOT usual for so early a month",
            "sentence",
            21,
        ),
    ];
    for (text, kind, position) in cases {
        let query = ok(text);
        assert_eq!(read(text).1, [(kind, position)], "{text:?}");
        assert!(
            query.required.is_none() && !query.strict,
            "{text:?}: {query}"
        );
    }
}

#[test]
fn a_sentence_is_none_anew_when_it_is_written_out() {
    let words = "two three four five six seven eight nine";
    for rest in [
        "-*2024 one ten",
        "-2024 ten AND",
        "ten -*2026-11-15:04:05,**",
        "ten -:00Z one",
        "-e -2024 AND",
        "-+2024 ten",
        "-.3: ten at:",
        "-2024 in:title",
    ] {
        let query = ok(&format!("{words} {rest}"));
        let again = ok(&query.to_string());
        assert_eq!(
            (&again.root, &again.plain),
            (&query.root, &query.plain),
            "{rest:?}"
        );
    }
}

#[test]
fn queries_are_not_taken_for_pastes() {
    let cases = [
        "NASA OR ESA",
        "NATO AND EU -UK",
        "C++ -java",
        "50% -vat",
        "info@example.org OR contact@example.org",
        "https://a.org/?x=1 OR flood",
        "site:https://a.org/?x=1 -dike flood",
        "what did the council decide about the water tax, and who voted -budget",
        "日 本 語 字 OR 道",
        "-\"a = b\" c d",
    ];
    for text in cases {
        assert!(ok(text).required.is_some(), "{text:?}");
        assert_eq!(ok(text).notes, [], "{text:?}");
    }
    let query = ok("what is said of the \"water tax\" in the plan, and by whom");
    assert_eq!(
        query.required.map(|node| node.to_string()).as_deref(),
        Some("\"water tax\"")
    );
}

#[test]
fn fields_beside_a_paste_hold() {
    let query = ok("site:a.org lang:nl after:2026 in:all if (x == -1) { y(); }");
    let required = query.required.as_ref().map(ToString::to_string);
    assert_eq!(required.as_deref(), Some("site:a.org lang:nl"));
    assert_eq!(query.after.as_deref(), Some("2026-01-01"));
    assert!(query.in_all);
    assert_eq!(query.plain.len(), 4);
}

#[test]
fn what_is_too_much_is_left_out() {
    let many: Vec<String> = (0..100).map(|number| format!("w{number}")).collect();
    let many = many.join(" ");
    let cases = [
        (many.clone(), 64, "too-many-words"),
        (
            format!("{many} site:a.org \"b c\" -d"),
            60,
            "too-many-words",
        ),
        (format!("{many} OR a"), 64, "too-many-words"),
        (format!("\"{many}\""), 64, "too-many-words"),
        ("a-b-".repeat(1100), 2, "too-long"),
        (format!("{} b", "x".repeat(65)), 1, "long-word"),
        (format!("\"a {} b\"", "x".repeat(65)), 2, "long-word"),
        (format!("{}a", "-(".repeat(40)), 1, "open-bracket"),
        (
            format!("{}a OR b{}", "(".repeat(65), ")".repeat(65)),
            3,
            "too-deep",
        ),
        (format!("a {}b", "NOT ".repeat(70)), 3, "too-deep"),
    ];
    for (text, words, kind) in cases {
        let query = ok(&text);
        let mut kept = query.words.clone();
        kept.dedup();
        let required = query.required.as_ref().map(ToString::to_string);
        let plain = if query.plain.is_empty() {
            kept.len()
        } else {
            query.plain.len()
        };
        assert_eq!(plain, words, "{text:.20} {kept:?} {required:?}");
        assert!(
            query.notes.iter().any(|note| note.kind == kind),
            "{text:.20}: {:?}",
            query.notes
        );
    }
    let query = ok(&format!("{many} site:a.org -d"));
    assert_eq!(
        query.required.map(|node| node.to_string()).as_deref(),
        Some("site:a.org -d")
    );
    assert_eq!(ok(&"a b ".repeat(100)).notes, []);
    assert!(ok(&"x".repeat(1_000_000)).text.len() == 1_000_000);
}

#[test]
fn a_text_without_words_finds_nothing() {
    for text in [
        "&&",
        "\"\"",
        "\"...\"",
        "*",
        " ()",
        "-🙂",
        &"x".repeat(65),
        "at:2026-01-01 \"!\"",
    ] {
        let query = ok(text);
        assert_eq!(query.root, Node::Or(Vec::new()), "{text:?}");
        assert!(query.strict && query.words.is_empty());
    }
    for text in ["", "  ", "in:all", "after:2026", "url:a.org"] {
        assert_eq!(ok(text).root, Node::All, "{text:?}");
    }
}

#[test]
fn a_note_of_a_kind_stands_once_where_it_is_first() {
    let query = ok("(a (b) \"c) d) OR");
    let places: Vec<_> = query
        .notes
        .iter()
        .map(|note| (note.position, note.kind))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(ok("a) b) c)").notes.len(), 1);
    assert_eq!(parse("((a", true).expect("typed").notes, []);
}

#[test]
fn each_note_has_its_own_kind_and_sentence() {
    let kinds: BTreeSet<_> = notes().map(|(kind, _)| kind).collect();
    assert_eq!(kinds.len(), notes().count());
    assert!(notes().all(|(_, message)| message.ends_with('.')));
}
