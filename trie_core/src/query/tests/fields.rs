//! Values behind a colon: times, languages, addresses.

use super::{ok, shape};

#[test]
fn times_have_one_spelling() {
    let cases = [
        ("2026-12-25", "2026-12-25"),
        ("2026-12-25T15:00", "2026-12-25T15:00"),
        ("2026-12-25t15:00:30z", "2026-12-25T15:00:30Z"),
        (
            "2026-12-25T15:00:30.250+0100",
            "2026-12-25T15:00:30.250+01:00",
        ),
        ("2026-12-25T15:00-05", "2026-12-25T15:00-05:00"),
        ("2026-12-25T23:59+14:00", "2026-12-25T23:59+14:00"),
    ];
    for (typed, read) in cases {
        for name in ["at", "after", "before"] {
            let query = ok(&format!("a {name}:{typed}"));
            assert_eq!(query.to_string(), format!("a {name}:{read}"), "{typed}");
        }
    }
}

#[test]
fn months_and_years_are_days() {
    let query = ok("after:2026-02 before:2024-02 at:2026-11");
    assert_eq!(
        query.to_string(),
        "after:2026-02-01 before:2024-02-29 at:2026-11-30"
    );
    let query = ok("after:2026 before:2026 at:2025");
    assert_eq!(
        query.to_string(),
        "after:2026-01-01 before:2026-12-31 at:2025-12-31"
    );
}

#[test]
fn several_bounds_narrow_each_other() {
    let cases = [
        (
            "after:2026-11-27 after:2026-11-27T15:00",
            "after:2026-11-27T15:00",
        ),
        (
            "after:2026-11-27T15:00 after:2026-11",
            "after:2026-11-27T15:00",
        ),
        (
            "before:2026 before:2026-11-27T15:00:01",
            "before:2026-11-27T15:00:01",
        ),
        (
            "before:2026-11-27T15:00 before:2026-11-27",
            "before:2026-11-27T15:00",
        ),
        (
            "after:2026-11-27T15:00Z after:2026-11-27T15:30+01:00",
            "after:2026-11-27T15:00Z",
        ),
    ];
    for (text, narrowed) in cases {
        assert_eq!(ok(text).to_string(), narrowed, "{text:?}");
    }
}

#[test]
fn languages_have_codes_and_names() {
    let cases = [
        (
            "NL-be nb_NO eng iw",
            "[and lang:nl lang:nb lang:eng lang:he]",
        ),
        (
            "no norsk Norwegian norvégien",
            "[and lang:no lang:no lang:no lang:no]",
        ),
        ("bokmål bokmaal nynorsk", "[and lang:nb lang:nb lang:nn]"),
        (
            "dutch Nederlands nederländska",
            "[and lang:nl lang:nl lang:nl]",
        ),
        (
            "français francais FRANC\u{327}AIS",
            "[and lang:fr lang:fr lang:fr]",
        ),
        (
            "\"dutch\" \"Norwegian  Bokmål\" \"tiếng việt\"",
            "[and lang:nl lang:nb lang:vi]",
        ),
        ("svenska 日本語 українська", "[and lang:sv lang:ja lang:uk]"),
    ];
    for (names, expected) in cases {
        let text: Vec<String> = if names.starts_with('"') {
            names
                .split("\" ")
                .map(|name| format!("lang:{}\"", name.trim_end_matches('"')))
                .collect()
        } else {
            names
                .split(' ')
                .map(|name| format!("lang:{name}"))
                .collect()
        };
        assert_eq!(shape(&ok(&text.join(" ")).root), expected, "{names:?}");
    }
}

#[test]
fn an_address_is_told_from_words() {
    let query = ok("flood url:https://Example.org/a_(b)?c=d#e");
    assert_eq!(
        query.url.as_deref(),
        Some("https://Example.org/a_(b)?c=d#e")
    );
    assert_eq!(shape(&query.root), "flood");
    assert_eq!(ok("(url:\"a.org\")").url.as_deref(), Some("a.org"));

    let addresses = [
        "https://Example.org/a_(b)?c=d&e=%20#f",
        "http://localhost:8000/",
        "https://[2001:db8::1]/",
        "HTTPS://192.0.2.1",
        "example.org",
        "www.example.org/a?b=c",
        "münchen.de/straße",
        "192.0.2.1/a",
        "127.0.0.1:8000",
        "localhost:8000/a",
    ];
    for text in addresses {
        assert_eq!(ok(&format!(" {text}\n")).address.as_deref(), Some(text));
        assert_eq!(ok(&format!("<{text}>")).address.as_deref(), Some(text));
        assert_eq!(ok(text).notes, [], "{text:?}");
    }
    for text in [
        "flood",
        "3.14",
        "1.2.3",
        "1.2.3.4",
        "localhost",
        "a.org b",
        "me@a.org",
        "a..org",
        ".org",
        "e.g.",
        "https://",
        "ftp://a.org",
        "",
    ] {
        assert_eq!(ok(text).address, None, "{text:?}");
    }
}
