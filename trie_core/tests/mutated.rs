//! Queries, pages and texts changed at random: what is promised of all of them holds of each.

mod long;
#[path = "../fuzz/bodies/page.rs"]
mod page;
#[path = "../fuzz/bodies/query.rs"]
mod query;
#[path = "../fuzz/bodies/sentences.rs"]
mod sentences;
#[path = "../fuzz/bodies/words.rs"]
mod words;

use long::{Numbers, rounds};

const QUERIES: &[&str] = &[
    "flood dike OR \"high water\" -title:\"a b\" wind*",
    "(a OR (b -c)) NOT \"d e\" site:example.org lang:nl",
    "after:2026-01-31 before:2026-02-15 at:2026-02-01 in:all x",
    "\"צה\"ל x\" l’eau \"qu'il\" ﷺ STRASSE",
    "wrod~ wrod~2 beg* title:beg* -(a b)",
    "NOT NOT --a AND b OR c",
    "https://me@www.example.org:80/a?b=c#d 'site:x",
    "\u{202e}a\u{301} \u{ad}b 日本 🙂",
];
const SIGNS: &[&str] = &[
    "\"", "(", ")", "-", "*", "~", ":", " ", "OR", "NOT ", "AND", "title:", "site:", "at:",
    "\u{0}", "’",
];

const PAGES: &[&str] = &[
    "<!doctype html><html lang=nl><head><title>High water &amp; dikes</title><base href=/b/>\
     <link rel=canonical href='/a'><meta name=robots content=noindex></head><body><nav><ul><li><a href=/x>\
     one</a><li><a href='/y#z'>two</a></ul></nav><main><h1>Head</h1><p>Some words, and more of them than a \
     menu has; so this is the main text.<p>And on.</main><footer>f</footer></body></html>",
    "<table><tr><td>a<td>b<caption>c</table><div hidden>h</div><select><option>o</select><svg><title>t</svg>",
    "<article><pre> x\n y</pre><textarea></textarea><template><p>t</template><noscript>n</noscript></article>",
    "<p>é &eacute; &#x110000; &notit; \u{202e} 日本語 <b>e\u{301}</b><![CDATA[ c ]]><!-- c --!><?php ?></p>",
];
const TAGS: &[&str] = &[
    "<p>",
    "</p>",
    "<div",
    "</div>",
    "<a href=\"",
    "'>",
    ">",
    "<",
    "</",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<ul>",
    "<li>",
    "<main>",
    "<svg>",
    "<select>",
    " hidden",
    " style='display: none'",
    " alt=x",
    "&",
    "&amp;",
    "&#0;",
    "\0",
    "\r\n",
    "<plaintext>",
];

const TEXTS: &[&str] = &[
    "Don’t PANIC: foo:bar 3.14 1,000 a_b e-mail L'EAU qu’il d''x STRASSE straße İstanbul ǰ",
    "日本語 ひらがな カタカナ 한국어 กำลัง क्षि אבג צה\"ל ﷺ ½ ² ™ ﬁ Ⓐ",
    "e\u{301}te\u{301} co\u{ad}op \u{200b}zero\u{200d}width\u{feff} 👩‍👩‍👧 🇳🇱🇸 a\u{345}\u{301}",
    "Smörgåsbord Ærø œuvre naïve ångström Žižek Ελλάς ΆΣ ёлка",
];
const LETTERS: &[&str] = &[
    "'", "’", ".", ":", ",", "_", "-", " ", "\n", "\"", "1", "a", "É", "\u{301}", "\u{ad}",
    "\u{200d}", "ß", "İ", "א", "日", "カ", "🙂", "🇳", "\u{0}",
];

const PARAGRAPHS: &[&str] = &[
    "Mr. Smith paid 3.50 at 5 p.m. on Jan. 5. \"Why?\" he asked. The U.S. said no.[1] See p. 12 ff.\n2.1. Rules",
    "Bl.a. Oslo, 26. november. – Nei. – Jo, sa hun. Kong Harald 5. kom, f. eks. Så… regn!\nMenu\n\n* * *",
    "« Quoi ? » dit-il. M. Le Goff, p. ex. J.-C. vint. L’art. 5 (2019). Bijv. Honden e.d. \u{2029}T.ex. a.\u{301} B",
    "它很大。它很好！对吗？ ما هذا؟ نعم. यह है। ３．５ ．A \u{85}a.) \u{ad}.B !\u{200d} c\r\nd",
];
const ENDS: &[&str] = &[
    ".", "!", "?", "…", " ", "\u{a0}", "\n", "\"", "»", "«", "(", ")", "[1]", "-", "–", ",", "5",
    "A", "b", "\u{301}", "。",
];

/// A text of several, changed in a few places: cut, doubled, spliced, with signs put in.
fn changed(numbers: &mut Numbers, seeds: &[&str], signs: &[&str]) -> String {
    let mut text: Vec<char> = numbers.of(seeds).chars().collect();
    for _ in 0..=numbers.below(5) {
        let (at, end) = (numbers.below(text.len() + 1), numbers.below(text.len() + 1));
        let (at, end) = (at.min(end), at.max(end));
        match numbers.below(4) {
            0 => drop(text.drain(at..end.min(at + 6))),
            1 => {
                let other: Vec<char> = numbers.of(seeds).chars().collect();
                let from = numbers.below(other.len());
                text.splice(at..at, other[from..].iter().copied().take(12));
            }
            2 => text.extend_from_within(at..end),
            _ => {
                text.splice(at..at, numbers.of(signs).chars());
            }
        }
    }
    text.into_iter().collect()
}

#[test]
fn mutated_queries_are_answered() {
    rounds("mutated queries", 5_000, 1_000_000, |numbers| {
        let text = changed(numbers, QUERIES, SIGNS);
        query::check(&text, numbers.below(2) == 0);
        true
    });
}

#[test]
fn mutated_pages_are_read_or_refused() {
    rounds("mutated pages", 3_000, 1_000_000, |numbers| {
        page::check(&changed(numbers, PAGES, TAGS));
        true
    });
}

#[test]
fn mutated_texts_are_cut_into_sentences() {
    rounds("mutated paragraphs", 5_000, 1_000_000, |numbers| {
        sentences::check(&changed(numbers, PARAGRAPHS, ENDS));
        true
    });
}

#[test]
fn mutated_texts_are_cut_into_words() {
    rounds("mutated texts", 5_000, 1_000_000, |numbers| {
        words::check(&changed(numbers, TEXTS, LETTERS));
        true
    });
}
