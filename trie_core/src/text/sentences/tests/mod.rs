//! Promises that the sentences of any text keep, and the sentences of texts that people write.

mod golden;
mod properties;

use super::{SENTENCES_VERSION, sentence_hashes as hashes, sentences};

/// The sentences of a text.
fn cut<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    sentences(text, language)
        .map(|range| &text[range])
        .collect()
}

#[test]
fn sentences_as_documented() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("", "en", &[]),
        (" \n\t ", "en", &[]),
        (
            "Mr. Smith paid 3.50. He left.",
            "en",
            &["Mr. Smith paid 3.50.", "He left."],
        ),
        (
            "Bl.a. Oslo, 26. november. Så regn.",
            "nb",
            &["Bl.a. Oslo, 26. november.", "Så regn."],
        ),
        (
            "Home\nNews\n1. Opening hours",
            "en",
            &["Home", "News", "1. Opening hours"],
        ),
        (
            "one\r\ntwo\u{2028}three\u{85}four",
            "",
            &["one", "two", "three", "four"],
        ),
        ("  One.   Two.  ", "en", &["One.", "Two."]),
        ("end.[1][2] Next.", "en", &["end.[1][2]", "Next."]),
        ("« Non ! » Puis rien.", "fr", &["« Non ! »", "Puis rien."]),
        (
            "« Quoi ? » dit-il. Oui.",
            "fr",
            &["« Quoi ? » dit-il.", "Oui."],
        ),
        (
            "它很大。它很好！对吗？对",
            "zh",
            &["它很大。", "它很好！", "对吗？", "对"],
        ),
        ("你好!我是学生?对", "zh", &["你好!", "我是学生?", "对"]),
        (
            "ما هذا؟ هذا كتاب. نعم",
            "ar",
            &["ما هذا؟", "هذا كتاب.", "نعم"],
        ),
        ("यह है। वह है।", "hi", &["यह है।", "वह है।"]),
        (
            "Am 5. Mai kam er. Gut so.",
            "de",
            &["Am 5. Mai kam er.", "Gut so."],
        ),
        ("ab.\u{301} B", "en", &["ab.\u{301}", "B"]),
        ("* * *", "en", &["* * *"]),
    ];
    for (text, language, expected) in cases {
        assert_eq!(cut(text, language), *expected, "{text:?}");
    }
}

#[test]
fn a_tag_names_its_language_and_an_unknown_one_asks_all_lists() {
    for (text, tags) in [
        ("Mr. Smith", ["en", "EN-gb", ""]),
        ("bijv. Honden", ["nl", "nl_BE", ""]),
        ("t.ex. Hundar", ["sv", "sv-FI", ""]),
        ("f.eks. Hunder", ["nn", "no", ""]),
        ("coll. Paris", ["fr", "fr-CA", ""]),
    ] {
        for tag in tags {
            assert_eq!(cut(text, tag), [text], "{tag:?}");
        }
        assert_eq!(cut(text, "es").len(), 2, "{text:?}");
    }
}

#[test]
fn an_abbreviation_is_the_same_however_its_letters_are_written() {
    let composed = "Le 5 févr. 2026. Oui.";
    let apart = "Le 5 fe\u{301}vr. 2026. Oui.";
    assert_eq!(cut(composed, "fr").len(), 2);
    assert_eq!(hashes(composed, "fr"), hashes(apart, "fr"));
}

#[test]
fn hashes_tell_all_but_white_space_and_forms_of_letters() {
    let lines = [
        "One  two.",
        "One two.",
        "one two.",
        "One two",
        "E\u{301}t\u{e9}.",
        "\u{c9}te\u{301}.",
    ];
    let all = hashes(&lines.join("\n"), "en");
    assert_eq!(all[0], all[1]);
    assert_eq!(all[4], all[5]);
    let mut different = [all[0], all[2], all[3], all[4]];
    different.sort_unstable();
    assert!(different.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn hashes_are_the_published_function_of_the_sentence() {
    // XXH3 (64 bits) of "Hello." as any other implementation gives it.
    assert_eq!(
        hashes("Hello.", "en"),
        [xxhash_rust::xxh3::xxh3_64(b"Hello.")]
    );
    assert_eq!(
        hashes("Hello,\u{a0}\t you.", "en"),
        hashes("Hello, you.", "en")
    );
}

#[test]
fn sentences_as_before() {
    // Everything that was ever stored hangs on these: raise the version together with the numbers.
    let mut sum = xxhash_rust::xxh3::Xxh3::new();
    for (language, text) in golden::TEXTS {
        for hash in hashes(text, language) {
            sum.update(&hash.to_le_bytes());
        }
    }
    for c in '\0'..=char::MAX {
        // Each character where a sentence may end by it, and where one may go on by it.
        // Where a sentence may end by it, and where one may go on by it.
        let text = format!("a{c} B\u{2029}a. {c} b\u{2029}a. {c}B");
        for hash in hashes(&text, "en") {
            sum.update(&hash.to_le_bytes());
        }
    }
    assert_eq!(
        (SENTENCES_VERSION, sum.digest()),
        (1, 4_728_412_716_396_368_515)
    );
}

#[test]
fn floods_take_linear_time() {
    // A megabyte of each is a matter of milliseconds, and the test would not end in a minute if it were quadratic.
    for unit in [
        "a",
        ".",
        ". ",
        "a. ",
        "a.b ",
        ".)",
        "!\"",
        ".[",
        ".[1",
        ".[1]",
        ". »",
        "\u{301}",
        ".\u{301}",
        "a.\u{301} ",
        "(",
        "1. ",
        "2.",
        "a-",
        "…",
        "é. ",
        "。",
        "I. ",
        "p. ex. ",
        " ",
        "\n",
        "x.\n",
        "’",
        "§",
    ] {
        let flood = unit.repeat(1_000_000 / unit.len());
        for text in [
            flood.clone(),
            format!("a. {flood}"),
            format!("a.{flood} B"),
            format!("{flood} b. C"),
        ] {
            for language in ["", "nb"] {
                let _ = hashes(&text, language);
            }
        }
    }
}
