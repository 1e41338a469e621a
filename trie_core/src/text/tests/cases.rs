//! Examples one would look up: a text, its words.

use crate::text::{MAX_SEGMENT, MAX_WORD, Scratch, count, for_each_word, for_each_word_at, words};

#[test]
fn words_as_documented() {
    let cases: &[(&str, &[&str])] = &[
        ("", &[]),
        (" \t\n", &[]),
        ("Hello, World!", &["hello", "world"]),
        ("L’eau d'Évian", &["l", "eau", "d", "évian"]),
        ("l'eau lʼeau l＇eau", &["l", "eau", "l", "eau", "l", "eau"]),
        (
            "qu'il Qu’elle jusqu'à",
            &["qu", "il", "qu", "elle", "jusqu'à"],
        ),
        ("don’t DON'T", &["don't", "don't"]),
        (
            "o'clock I'm it's we'll",
            &["o", "clock", "i", "m", "it", "s", "we", "ll"],
        ),
        ("d'l'eau", &["d", "l", "eau"]),
        ("aujourd’hui rock'n'roll", &["aujourd'hui", "rock'n'roll"]),
        ("'quoted' ‘quoted’ 'n'", &["quoted", "quoted", "n"]),
        ("5'10 1'000", &["5'10", "1'000"]),
        (
            "1,234.5 example.org EU:s snake_case",
            &["1,234.5", "example.org", "eu:s", "snake_case"],
        ),
        (
            "e-mail C++ AT&T a/b",
            &["e", "mail", "c", "at", "t", "a", "b"],
        ),
        ("end.Next, a.b.", &["end.next", "a.b"]),
        ("___ _ a_ _a", &["a_", "_a"]),
        ("Straße ＡＢＣ ﬁn ΣΑΣ", &["strasse", "abc", "fin", "σασ"]),
        ("İ ı I", &["i\u{307}", "ı", "i"]),
        (
            "Donau\u{ad}dampf zero\u{200d}joiner",
            &["donaudampf", "zerojoiner"],
        ),
        ("e\u{301}te\u{301}", &["été"]),
        (
            "1½ m² inflation¹",
            &["1", "1⁄2", "m", "2", "inflation", "1"],
        ),
        ("Debian™ ☃ 🙂 – … € ", &["debian"]),
        ("\u{301}\u{301} \u{301}a", &["a"]),
        ("日本 カタカナ", &["日", "本", "カタカナ"]),
        ("ﷺ", &["صلى", "الله", "عليه", "وسلم"]),
        ("ŉ dŉ", &["n", "d", "n"]),
        ("\0a\0b\u{feff}c\u{fffd}d", &["a", "bc", "d"]),
        ("\u{202e}abc\u{202c}", &["abc"]),
        ("ג'ירף צה\"ל", &["ג", "ירף", "צה\"ל"]),
    ];
    for (text, expected) in cases {
        assert_eq!(words(text), *expected, "{text:?}");
    }
}

#[test]
fn a_word_keeps_its_place() {
    let text = "Oh, L’Eau—dŉ «ÉTÉ»";
    let mut seen = Vec::new();
    for_each_word_at(text, &mut Scratch::default(), |word, range| {
        seen.push((word.to_owned(), &text[range]));
    });
    let expected = [
        ("oh", "Oh"),
        ("l", "L"),
        ("eau", "Eau"),
        ("d", "dŉ"),
        ("n", "dŉ"),
        ("été", "ÉTÉ"),
    ];
    assert_eq!(
        seen,
        expected.map(|(word, source)| (word.to_owned(), source))
    );
}

#[test]
fn long_words_are_left_out_and_counted() {
    let mut scratch = Scratch::default();
    let mut found = Vec::new();
    let fits = "x".repeat(MAX_WORD);
    let text = format!(
        "{fits} {fits}x {} {} end",
        "é".repeat(MAX_WORD),
        "y".repeat(MAX_SEGMENT + 1)
    );
    for_each_word(&text, &mut scratch, |word| found.push(word.to_owned()));
    assert_eq!(found, [fits.as_str(), "end"]);
    assert_eq!(scratch.skipped(), 3);
}

#[test]
fn the_limit_is_about_the_folded_word() {
    // Mathematical letters have four bytes each and fold to one.
    let wide = "𝐚".repeat(MAX_WORD);
    assert_eq!(words(&wide), ["a".repeat(MAX_WORD)]);
    assert!(words(&"ﬃ".repeat(MAX_WORD / 3 + 1)).is_empty());
}

#[test]
fn counts_stand_in_order_of_first_appearance() {
    let counted = count("b a B c a b", &mut Scratch::default());
    assert_eq!(
        counted,
        [("b", 3), ("a", 2), ("c", 1)].map(|(word, n)| (word.to_owned(), n))
    );
}

#[test]
fn floods_take_linear_time() {
    // Each of these has been quadratic somewhere; here a megabyte of it is a matter of milliseconds, and
    // the test would not end in a minute if it were not.
    let floods = [
        "a", "\u{301}", "a\u{301}", "ﷺ", "a'", "a’", "ŉ", "a.", "\u{200d}", "🇳", "א\"", "é.", "_",
        "１",
    ];
    for unit in floods {
        let text = unit.repeat(1_000_000 / unit.len());
        let _ = words(&text);
        let _ = words(&format!("é{text}"));
        let _ = words(&format!("a.{text} b"));
    }
}
