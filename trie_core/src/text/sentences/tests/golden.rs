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

/// A language and a line each, written after the lists and not looked at while they were.
const HELD_OUT: &str = include_str!("golden/held_out.txt");

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

/// The share of ends found that are there, and of those there that are found.
fn score<'a>(language: &str, lines: impl Iterator<Item = &'a str>) -> (f64, f64) {
    let (mut right, mut found, mut there) = (0, 0, 0);
    for line in lines {
        let expected = ends(line.split(" | "));
        let plain = line.replace(" | ", " ");
        let got = ends(cut(&plain, language).into_iter());
        right += got.iter().filter(|end| expected.contains(end)).count();
        (found, there) = (found + got.len(), there + expected.len());
        if got != expected {
            println!("{language}: {:?}", cut(&plain, language));
        }
    }
    let (precision, recall) = (right as f64 / found as f64, right as f64 / there as f64);
    println!("{language}: precision {precision:.3}, recall {recall:.3} of {there} ends");
    (precision, recall)
}

#[test]
fn nearly_all_ends_are_found_and_hardly_any_others() {
    for (language, text) in TEXTS {
        let (precision, recall) = score(language, text.lines());
        assert!(precision >= 0.97 && recall >= 0.97, "{language}");
    }
}

#[test]
fn most_ends_are_found_in_lines_that_the_lists_were_not_made_for() {
    for (language, _) in TEXTS {
        let lines = HELD_OUT
            .lines()
            .filter_map(|line| line.strip_prefix(language)?.strip_prefix('\t'));
        let (precision, recall) = score(language, lines);
        assert!(precision >= 0.85 && recall >= 0.9, "{language}");
    }
}
