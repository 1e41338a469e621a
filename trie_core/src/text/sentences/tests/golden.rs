//! Sentences of five languages, written to be hard, and how many of their ends are found.
//!
//! A line of `golden/` is a paragraph, with ` | ` where a sentence ends inside it.

use super::cut;

pub(super) const TEXTS: [(&str, &str); 5] = [
    ("en", include_str!("golden/en.txt")),
    ("nl", include_str!("golden/nl.txt")),
    ("sv", include_str!("golden/sv.txt")),
    ("nb", include_str!("golden/nb.txt")),
    ("fr", include_str!("golden/fr.txt")),
];

/// The share of ends that have to be found, and of those found that have to be there.
const LEAST: f64 = 0.95;

/// Bytes of the line, without its blanks, at which a sentence ends.
fn ends<'a>(sentences: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut at = 0;
    let mut all: Vec<usize> = sentences
        .map(|sentence| {
            at += sentence.split_whitespace().map(str::len).sum::<usize>();
            at
        })
        .collect();
    // The end of the line is no achievement.
    all.pop();
    all
}

#[test]
fn nearly_all_ends_are_found_and_hardly_any_others() {
    let mut poor = Vec::new();
    for (language, text) in TEXTS {
        let (mut right, mut found, mut there) = (0, 0, 0);
        for line in text.lines() {
            let expected = ends(line.split(" | "));
            let plain = line.replace(" | ", " ");
            let got = ends(cut(&plain, language).into_iter());
            let both = got.iter().filter(|end| expected.contains(end)).count();
            (right, found, there) = (right + both, found + got.len(), there + expected.len());
            if got != expected {
                println!("{language}: {:?}", cut(&plain, language));
            }
        }
        let (precision, recall) = (right as f64 / found as f64, right as f64 / there as f64);
        println!("{language}: precision {precision:.3}, recall {recall:.3} of {there} ends");
        if precision < LEAST || recall < LEAST {
            poor.push(language);
        }
    }
    assert!(poor.is_empty(), "{poor:?}");
}
