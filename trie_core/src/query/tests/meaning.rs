//! Meaning of queries, and their canonical form.

use super::{Node, ok, shape};

#[test]
fn operators_bind_as_documented() {
    let cases = [
        ("", "everything"),
        ("  ", "everything"),
        ("a", "a"),
        ("a b", "[and a b]"),
        ("a AND b", "[and a b]"),
        ("a OR b c", "[or a [and b c]]"),
        ("a b OR c", "[or [and a b] c]"),
        ("(a OR b) c", "[and [or a b] c]"),
        ("a (b c)", "[and a b c]"),
        ("a OR (b OR c)", "[or a b c]"),
        ("-a b", "[and [not a] b]"),
        ("NOT a b", "[and [not a] b]"),
        ("NOT a OR b", "[or [not a] b]"),
        ("a AND NOT b", "[and a [not b]]"),
        ("-(a OR b)", "[not [or a b]]"),
        ("NOT(a b)", "[not [and a b]]"),
        ("a OR(b)", "[or a b]"),
        ("NOT NOT a", "a"),
        ("--a", "a"),
        ("a or b and not c", "[and a or b and not c]"),
    ];
    for (text, expected) in cases {
        assert_eq!(shape(&ok(text).root), expected, "{text:?}");
    }
}

#[test]
fn text_is_cut_as_pages_are() {
    let cases = [
        ("e-mail", "[and e mail]"),
        ("L’eau", "[and l eau]"),
        ("-e-mail", "[not [and e mail]]"),
        ("e-mail OR post", "[or [and e mail] post]"),
        ("STRASSE Straße", "strasse"),
        ("foo:bar EU:s", "[and foo:bar eu:s]"),
        ("https://example.org/a?b=c", "[and https example.org a b c]"),
        ("print()", "print"),
        ("f(x)", "[and f x]"),
        ("a & b - c ... d", "[and a b c d]"),
        ("a -&", "a"),
        ("'site:x", "'site:x"),
        ("19\" צה\"ל", "[and 19 צה\"ל]"),
        ("a~b ~/x ~", "[and a b x]"),
        ("a\0b", "[and a b]"),
        // Words to the tokeniser, though no letters.
        ("\u{3d000} \u{208f}", "[and \u{3d000} \u{208f}]"),
        ("\u{202e}a \u{200b} \u{feff}b", "[and a b]"),
    ];
    for (text, expected) in cases {
        assert_eq!(shape(&ok(text).root), expected, "{text:?}");
    }
}

#[test]
fn prefixes_and_fields() {
    let cases = [
        ("begin*", "begin*"),
        ("Begin**", "begin*"),
        ("e-mai*", "[and e mai*]"),
        ("title:Word", "title:word"),
        ("title:e-mai*", "[and title:e title:mai*]"),
        ("TITLE:a Site:B.org", "[and title:a site:b.org]"),
        ("-title:a", "[not title:a]"),
        (
            "site:https://me@WWW.example.org:8000/a?b#c",
            "site:www.example.org",
        ),
        (
            "site:*.example.org site:.example.org. site:localhost",
            "[and site:example.org site:example.org site:localhost]",
        ),
        ("site:[2001:db8::1]:80", "site:[2001:db8::1]"),
        (
            "site:MU\u{308}nchen.de site:例え。テスト site:हिन्दी.भारत",
            "[and site:münchen.de site:例え.テスト site:हिन्दी.भारत]",
        ),
        ("site:a𝐀b.org", "site:aab.org"),
        ("site:127.0.0.1", "site:127.0.0.1"),
        ("lang:NL-be lang:nb_NO", "[and lang:nl lang:nb]"),
        ("a OR site:x.org", "[or a site:x.org]"),
        ("title:site:x", "title:site:x"),
    ];
    for (text, expected) in cases {
        assert_eq!(shape(&ok(text).root), expected, "{text:?}");
    }
    assert_eq!(
        ok("title:a").root,
        Node::Word {
            word: "a".to_owned(),
            title: true
        }
    );
}

#[test]
fn phrases_are_what_stands_between_quotation_marks() {
    let cases = [
        ("\"Solar wind\"", "\"solar wind\""),
        ("\"Solar\"", "\"solar\""),
        ("a \"b  c\"d", "[and a \"b c\" d]"),
        ("-\"a b\" c", "[and [not \"a b\"] c]"),
        ("NOT \"a OR (b\"", "[not \"a or b\"]"),
        ("Title:\"A b\" OR \"l’eau\"", "[or title:\"a b\" \"l eau\"]"),
        ("\"a* -b\"", "\"a b\""),
        ("\"\" a", "a"),
        ("19\" a", "[and 19 a]"),
        ("\"a צה\"ל\" b", "[and \"a צה\"ל\" b]"),
        ("(\"a b\")", "\"a b\""),
    ];
    for (text, expected) in cases {
        assert_eq!(shape(&ok(text).root), expected, "{text:?}");
    }
    let query = ok("\"new york\" york wind* -\"a b\"");
    assert_eq!(query.words, ["new", "york", "wind*"]);
    assert_eq!(query.marks(), ["new york", "york", "wind*"]);
}

#[test]
fn a_tilde_behind_a_word_asks_for_similar_ones() {
    let cases = [
        ("Wrod~", "wrod~"),
        ("wrod~1 wrod~2", "[and wrod~ wrod~2]"),
        ("title:wrod~ -wrod~2", "[and title:wrod~ [not wrod~2]]"),
        ("e-mial~", "[and e mial~]"),
        ("l’eua~ OR a~", "[or [and l eua~] a~]"),
        ("cafe\u{301}~", "café~"),
        ("2026~", "2026~"),
        ("/~ a/~2 ~b", "[and a 2 b]"),
        ("wrod~*", "wrod*"),
    ];
    for (text, expected) in cases {
        assert_eq!(shape(&ok(text).root), expected, "{text:?}");
    }
    assert_eq!(ok("wrod~1 title:wrod~ wrod~2").words, ["wrod~", "wrod~2"]);
}

#[test]
fn days_are_about_the_whole_query() {
    let query = ok("a (after:2026-01-31 before:2026-02-15) in:ALL at:2024-02-29");
    assert_eq!(shape(&query.root), "a");
    assert_eq!(query.after.as_deref(), Some("2026-01-31"));
    assert_eq!(query.before.as_deref(), Some("2026-02-15"));
    assert_eq!(query.at.as_deref(), Some("2024-02-29"));
    assert!(query.in_all);
    assert_eq!(
        query.to_string(),
        "a in:all after:2026-01-31 before:2026-02-15 at:2024-02-29"
    );
    let narrowed = ok("after:2026-01-01 before:2026-05-01 after:2026-02-01 before:2026-04-01");
    assert_eq!(narrowed.to_string(), "after:2026-02-01 before:2026-04-01");
    assert_eq!(ok("(a OR b) in:all").to_string(), "(a OR b) in:all");
}

#[test]
fn words_are_the_positive_ones() {
    assert_eq!(
        ok("Wind sol* -coal (title:tide OR NOT gas) wind NOT -oil").words,
        ["wind", "sol*", "tide", "oil"]
    );
    assert!(ok("-(a b) site:x.org lang:nl").words.is_empty());
}

#[test]
fn the_text_is_kept_as_typed() {
    assert_eq!(ok("  A  or B ").text, "  A  or B ");
}

#[test]
fn limits_can_be_reached() {
    let words: Vec<String> = (0..64).map(|number| format!("w{number}")).collect();
    assert_eq!(ok(&words.join(" ")).words, words);
    assert_eq!(ok(&words.join(" ")).notes, []);
    assert_eq!(
        shape(&ok(&format!("{}a{}", "(".repeat(64), ")".repeat(64))).root),
        "a"
    );
    assert_eq!(shape(&ok(&format!("{}a", "NOT ".repeat(64))).root), "a");
    assert_eq!(ok(&format!("a{}", " ".repeat(4095))).words, ["a"]);
    assert_eq!(ok(&"x".repeat(64)).words.len(), 1);
}
