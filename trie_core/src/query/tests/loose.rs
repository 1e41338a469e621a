//! The words that may be missing, and what holds for every result.

use super::{ok, shape};
use crate::query::{Part, parse};

/// Whether all words are needed, what is required, and the plain words.
fn divided(text: &str) -> (bool, String, String) {
    let query = ok(text);
    let plain: Vec<String> = query.plain.iter().map(shape).collect();
    let required = query.required.as_ref().map(shape);
    (query.strict, required.unwrap_or_default(), plain.join(" "))
}

#[test]
fn plain_words_loosen_and_everything_else_holds() {
    let cases = [
        ("flood dike", false, "", "flood dike"),
        ("flo* wrod~ a wrod~2", false, "", "flo* wrod~ a wrod~2"),
        ("e-mail L’eau", false, "", "e mail l eau"),
        ("a b A b", false, "", "a b"),
        ("a b -c", false, "[not c]", "a b"),
        ("a b -c-d", false, "[not [and c d]]", "a b"),
        ("a +b c", false, "b", "a c"),
        ("a b +a c", false, "a", "b c"),
        ("+e-mail a b", false, "[and e mail]", "a b"),
        ("\"a b\" c d", false, "\"a b\"", "c d"),
        (
            "title:a site:b.org lang:nl c d",
            false,
            "[and title:a site:b.org lang:nl]",
            "c d",
        ),
        ("a in:all b at:2026", false, "", "a b"),
        ("flood", true, "", "flood"),
        ("a -b", true, "[not b]", "a"),
        ("+a +b", true, "[and a b]", ""),
        ("+a b", true, "a", "b"),
        ("+\"a b\" +site:x.org", true, "[and \"a b\" site:x.org]", ""),
        (
            "-5 +1 b -0.3 -1072896748",
            false,
            "",
            "5 1 b 0.3 1072896748",
        ),
        (
            "a b -2024 -737 -'12",
            false,
            "[and [not 2024] [not 737] [not 12]]",
            "a b",
        ),
        ("the dike (dam) holds", false, "", "the dike dam holds"),
        ("a ((b)) () c", false, "", "a b c"),
        ("a (b*) (\"c d\")", false, "\"c d\"", "a b*"),
        ("-+a b", true, "[not a]", "b"),
        ("", true, "", ""),
    ];
    for (text, strict, required, plain) in cases {
        let expected = (strict, required.to_owned(), plain.to_owned());
        assert_eq!(divided(text), expected, "{text:?}");
    }
}

#[test]
fn operators_and_brackets_need_all() {
    let cases = [
        ("a AND b", "[and a b]"),
        ("a b OR c", "[or [and a b] c]"),
        ("(a b) c", "[and a b c]"),
        ("a b NOT c", "[and a b [not c]]"),
        ("a +b OR c", "[or [and a b] c]"),
        ("a b -(c d)", "[and a b [not [and c d]]]"),
        ("a b -(c)", "[and a b [not c]]"),
        ("a (b c) (d)", "[and a b c d]"),
    ];
    for (text, required) in cases {
        let expected = (true, required.to_owned(), String::new());
        assert_eq!(divided(text), expected, "{text:?}");
    }
}

#[test]
fn canonical_text_keeps_what_is_needed() {
    let cases = [
        ("a AND b", "a AND b"),
        ("(a b) -c", "a AND b AND -c"),
        ("+a +b", "a AND b"),
        ("+a", "+a"),
        ("(a)", "a"),
        ("a NOT b", "a -b"),
        ("b +e-mail", "b +e +mail"),
        ("a b -e-mai*", "a b -e-mai*"),
        ("a b -title:c-d", "a b -title:c-d"),
        ("a b -(c d)", "a AND b AND -(c d)"),
        ("a NOT 12", "a -'12"),
        ("a -('site:x b)", "a -'site:x-b"),
        (
            "(a OR b) in:all url:x.org/(a",
            "(a OR b) in:all url:x.org/(a",
        ),
    ];
    for (text, canonical) in cases {
        assert_eq!(ok(text).to_string(), canonical, "{text:?}");
        assert_eq!(ok(canonical).to_string(), canonical, "{text:?}");
    }
}

#[test]
fn brackets_around_one_word_say_nothing_while_they_are_typed() {
    for text in ["a b (", "a b (c", "a b ((c", "a b (c)"] {
        let query = parse(text, true).expect(text);
        assert!(!query.strict && query.plain.len() > 1, "{text:?}: {query}");
    }
}

#[test]
fn a_strict_query_has_a_text_that_is_not() {
    let cases = [
        ("I do NOT like it", Some("I do not like it")),
        ("(code 5) flood -dike", Some("code 5 flood -dike")),
        ("a AND(b c) site:a.org", Some("a and b c site:a.org")),
        ("a -(b (c d)) e OR f", Some("a e or f")),
        ("a \"b  OR c\" OR d", Some("a \"b OR c\" or d")),
        ("é (a OR ()) b", Some("é a or b")),
        ("a b", None),
        ("f(x) a (b)", None),
        ("if (a && !b) return -1; x", None),
    ];
    for (text, loosened) in cases {
        assert_eq!(ok(text).loosened().as_deref(), loosened, "{text:?}");
    }
}

#[test]
fn a_query_has_a_text_without_its_times_and_places() {
    let cases = [
        ("a after:2026 b", "a b", "a after:2026 b"),
        ("a at:42", "a at:42", "a at:42"),
        ("é site:a.org b", "é site:a.org b", "é b"),
        ("a lang:\"norsk bokmål\"", "a lang:\"norsk bokmål\"", "a"),
        ("a -site:a.org", "a -site:a.org", "a -site:a.org"),
        (
            "(site:a.org OR b) c",
            "(site:a.org OR b) c",
            "(site:a.org OR b) c",
        ),
        (
            "lang:nl (a OR b) url:c.org",
            "lang:nl (a OR b) url:c.org",
            "(a OR b)",
        ),
        (
            "\"at:2026 site:a.org\"",
            "\"at:2026 site:a.org\"",
            "\"at:2026 site:a.org\"",
        ),
        (
            "at:2026 x = 1; site:a.org",
            "x = 1; site:a.org",
            "at:2026 x = 1;",
        ),
    ];
    for (text, timeless, anywhere) in cases {
        assert_eq!(ok(text).without(Part::Time), timeless, "{text:?}");
        assert_eq!(ok(text).without(Part::Place), anywhere, "{text:?}");
    }
}

#[test]
fn slips_are_looked_for_in_plain_words_alone() {
    let cases = [
        ("é flod dike.", vec!["é", "flod", "dike."]),
        ("+a (b OR c) -d NOT e", vec!["a", "b", "c"]),
        ("title:a lang:x b: c:d", vec!["b:"]),
        ("„a” «b» \"c\" ”d”", vec![]),
        ("see http://a.org/b a.org/b, me@a.org x", vec!["see", "x"]),
        ("a* b~ c*d debian AND", vec!["debian"]),
        ("{flod}", vec![]),
        ("https://a.org", vec![]),
    ];
    for (text, words) in cases {
        let query = ok(text);
        let places = query.places().into_iter();
        let found: Vec<&str> = places.map(|place| &text[place]).collect();
        assert_eq!(found, words, "{text:?}");
    }
}
