//! Sentences of five languages, written to be hard, and how many of their ends are found.
//!
//! A line of `golden/` is a paragraph, with ` | ` where a sentence ends inside it.

use unicode_segmentation::UnicodeSegmentation;

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

/// Ends found that are there, ends found, and ends that are there.
#[derive(Clone, Copy, Default)]
struct Score {
    right: usize,
    found: usize,
    there: usize,
}

impl Score {
    fn add(&mut self, found: &[usize], there: &[usize]) {
        self.right += found.iter().filter(|end| there.contains(end)).count();
        self.found += found.len();
        self.there += there.len();
    }

    fn precision(self) -> f64 {
        self.right as f64 / self.found as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / self.there as f64
    }
}

/// Our score in some lines, and that of the standard alone.
fn score<'a>(language: &str, lines: impl Iterator<Item = &'a str>) -> (Score, Score) {
    let (mut ours, mut standard) = (Score::default(), Score::default());
    for line in lines {
        let there = ends(line.split(" | "));
        let plain = line.replace(" | ", " ");
        let found = ends(cut(&plain, language).into_iter());
        ours.add(&found, &there);
        standard.add(&ends(plain.split_sentence_bounds()), &there);
        if found != there {
            println!("{language}: {:?}", cut(&plain, language));
        }
    }
    for (who, score) in [("ours", ours), ("the standard", standard)] {
        let (precision, recall) = (score.precision(), score.recall());
        println!(
            "{language}, {who}: precision {precision:.3}, recall {recall:.3} of {} ends",
            score.there
        );
    }
    (ours, standard)
}

#[test]
fn nearly_all_ends_are_found_and_hardly_any_others() {
    for (language, text) in TEXTS {
        let (ours, _) = score(language, text.lines());
        assert!(
            ours.precision() >= 0.97 && ours.recall() >= 0.97,
            "{language}"
        );
    }
}

#[test]
fn lines_that_the_lists_were_not_made_for_are_cut_better_than_by_the_standard_alone() {
    let scores = TEXTS.map(|(language, _)| {
        let lines = HELD_OUT
            .lines()
            .filter_map(|line| line.strip_prefix(language)?.strip_prefix('\t'));
        score(language, lines)
    });
    for (ours, standard) in scores {
        assert!(ours.precision() >= 0.8 && ours.recall() >= 0.8);
        assert!(ours.precision() >= standard.precision());
    }
}
