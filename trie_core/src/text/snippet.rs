//! A short piece of a text with the searched words marked, to show below a search result.
//!
//! It is made from the stored text when a result is shown, so it has to cope with a megabyte of anything:
//! one pass finds the place, and what is cut out is looked at a second time.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use super::shown::{Even, Shown, is_blank, is_blank_byte, is_hidden, is_seen};
use super::sketch::Sketch;
use super::spot::{Letters, MOST_WORDS, Spot, for_each_spot};
use super::window::{best, widen};
use super::{Scratch, Sink, for_each_word, plain_spellings, scan};
use crate::table::Automaton;

/// Whether a text is shown as it stands is looked for in shorter ones only.
const SHORT: usize = 2048;

/// A stretch of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its text, white space collapsed.
    pub text: String,
    /// Whether it is one of the words.
    pub marked: bool,
}

/// The best piece of `text`, of about `width` characters, around `words`; its parts in order.
///
/// Best is the piece with the most distinct phrases, then with the most distinct words, then with the most
/// occurrences, then the earliest; without any of the words it is the beginning. A word that ends in `*` stands for
/// all that begin so, one that ends in `~` or `~2` for all within so many edits, and one without accents for those
/// that are written like it with some; several words in one are a phrase, which is marked as a whole, and `|` between
/// words makes them one that stands for each other. A `…` shows
/// where something was left out. White space and control characters come out as one blank, marks that turn
/// the direction of writing are left out, and a word is cut only where there is no other way.
///
/// ```
/// use trie_core::text::snippet;
/// let parts = snippet("Wind and  WATER,\nand more wind.", &["water", "win*"], 240);
/// let marked: Vec<_> = parts.iter().filter(|part| part.marked).map(|part| &part.text[..]).collect();
/// assert_eq!(marked, ["Wind", "WATER", "wind"]);
/// ```
#[must_use]
pub fn snippet<W: AsRef<str>>(text: &str, words: &[W], width: usize) -> Vec<Part> {
    Marker::new(words, width).snippet(text)
}

/// Makes [`snippet`]s of several texts around the same words.
pub struct Marker {
    patterns: Patterns,
    width: usize,
}

impl Marker {
    /// One for these words, for pieces of about `width` characters.
    #[must_use]
    pub fn new<W: AsRef<str>>(words: &[W], width: usize) -> Self {
        Self {
            patterns: Patterns::new(words),
            width,
        }
    }

    /// The best piece of a text.
    #[must_use]
    pub fn snippet(&self, text: &str) -> Vec<Part> {
        self.snippet_by(text, None)
    }

    /// The best piece of a text by its sketch, which only makes it quicker.
    #[must_use]
    pub fn snippet_by(&self, text: &str, sketch: Option<&Sketch>) -> Vec<Part> {
        marked(text, sketch, &self.patterns, self.width)
    }
}

fn marked(text: &str, sketch: Option<&Sketch>, patterns: &Patterns, width: usize) -> Vec<Part> {
    let even = match sketch {
        Some(sketch) => sketch.even(),
        None if text.len() < SHORT => Even::of(text),
        None => Even::Not,
    };
    let shown = Shown { text, even };
    let core = best(shown, sketch, patterns, width).unwrap_or(0..0);
    let piece = widen(shown, core, width);
    let mut parts = Parts::default();
    if is_seen(&text[..piece.start]) {
        parts.all.push(Part {
            text: "…".to_owned(),
            marked: false,
        });
    }
    let inner = &text[piece.clone()];
    let mut marks: Vec<Range<usize>> = Vec::new();
    patterns.for_each(Shown { text: inner, even }, None, |_, range| {
        marks.push(range);
    });
    // A phrase before the words in it.
    marks.sort_by_key(|mark| (mark.start, Reverse(mark.end)));
    marks.dedup_by(|next, mark| {
        let overlaps = next.start < mark.end;
        if overlaps {
            mark.end = mark.end.max(next.end);
        }
        overlaps
    });
    let mut at = 0;
    for mark in marks {
        parts.push(&inner[at..mark.start], false);
        parts.push(&inner[mark.clone()], true);
        at = mark.end;
    }
    parts.push(&inner[at..], false);
    if is_seen(&text[piece.end..]) {
        parts.add("…", false);
    }
    parts.all
}

/// The words that are looked for.
pub(super) struct Patterns {
    whole: HashMap<String, usize>,
    beginnings: HashMap<String, usize>,
    /// The lengths of the beginnings, each once: as many look-ups as there are lengths.
    lengths: Vec<usize>,
    /// The first bytes of all patterns: most words are told apart by theirs.
    first: [bool; 256],
    /// What tells the words that are similar to a pattern.
    similar: Vec<(Automaton, usize)>,
    pub count: usize,
    /// Several words are one pattern.
    pub varied: bool,
    /// The words of phrases, each once, by number; and each phrase as numbers of them, the latter the patterns behind
    /// all others.
    parts: HashMap<String, usize>,
    phrases: Vec<Vec<usize>>,
    /// The letters without which ASCII text fits no pattern; None where that says too little: for phrases, which need
    /// all words between, for similar words, and for very many.
    letters: Option<Vec<Letters>>,
}

impl Patterns {
    pub fn new<W: AsRef<str>>(words: &[W]) -> Self {
        let mut patterns = Self {
            whole: HashMap::new(),
            beginnings: HashMap::new(),
            lengths: Vec::new(),
            first: [false; 256],
            similar: Vec::new(),
            count: 0,
            varied: false,
            parts: HashMap::new(),
            phrases: Vec::new(),
            letters: None,
        };
        let mut scratch = Scratch::default();
        for word in words {
            let mut others = word.as_ref().split('|');
            let word = others.next().unwrap_or_default();
            let (word, edits) = match word.rsplit_once('~') {
                Some((word, "")) => (word, 1),
                Some((word, "2")) => (word, 2),
                _ => (word, 0),
            };
            let stem = word.trim_end_matches('*');
            let mut found: Vec<String> = Vec::new();
            for_each_word(stem, &mut scratch, |word| found.push(word.to_owned()));
            for word in &found {
                patterns.first[usize::from(word.as_bytes()[0])] = true;
            }
            if edits > 0
                && let Some(machine) = found.pop().and_then(|word| Automaton::new(&word, edits))
            {
                patterns.similar.push((machine, patterns.count));
                patterns.first = [true; 256];
                patterns.count += 1;
            }
            if stem.len() < word.len()
                && let Some(beginning) = found.pop()
            {
                patterns.lengths.push(beginning.len());
                patterns.beginnings.insert(beginning, patterns.count);
                patterns.count += 1;
            }
            if found.len() > 1 {
                let parts = found.into_iter().map(|word| {
                    let next = patterns.parts.len();
                    *patterns.parts.entry(word).or_insert(next)
                });
                let phrase = parts.collect();
                if !patterns.phrases.contains(&phrase) {
                    patterns.phrases.push(phrase);
                }
                continue;
            }
            for word in found {
                patterns.whole.insert(word, patterns.count);
                for other in others.clone() {
                    patterns.first[usize::from(*other.as_bytes().first().unwrap_or(&0))] = true;
                    patterns.whole.insert(other.to_owned(), patterns.count);
                    patterns.varied = true;
                }
                patterns.count += 1;
            }
        }
        patterns.count += patterns.phrases.len();
        patterns.lengths.sort_unstable();
        patterns.lengths.dedup();
        patterns.letters = patterns.letters();
        patterns
    }

    /// Whether this is the number of a phrase.
    pub const fn is_phrase(&self, pattern: usize) -> bool {
        pattern + self.phrases.len() >= self.count
    }

    /// Calls `f` with each pattern found and where it stands, in the order in which they end. With `stretches` of the
    /// text, if only whole words are looked for, those that begin inside: of others with all or with some.
    pub fn for_each(
        &self,
        shown: Shown<'_>,
        stretches: Option<Vec<Range<usize>>>,
        f: impl FnMut(usize, Range<usize>),
    ) {
        let text = shown.text;
        let longest = self.phrases.iter().map(Vec::len).max().unwrap_or(0);
        let mut seeker = Seeker {
            patterns: self,
            longest,
            passed: VecDeque::new(),
            base: 0,
            f,
        };
        let mut scratch = Scratch::default();
        let Some(letters) = &self.letters else {
            scan(text, &mut scratch, &mut seeker);
            return;
        };
        let spot = |spot| match spot {
            Spot::Word(pattern, range) => (seeker.f)(pattern, range),
            Spot::Piece(piece) => {
                seeker.base = piece.start;
                scan(&text[piece], &mut scratch, &mut seeker);
            }
        };
        let stretches = stretches.unwrap_or_else(|| std::iter::once(0..text.len()).collect());
        for_each_spot(shown, letters, stretches, spot);
    }

    /// The words that are looked for, if they are all and no more than a few.
    pub fn words(&self) -> Option<impl Iterator<Item = &str> + Clone> {
        let is_all = self.letters.is_some() && self.beginnings.is_empty();
        is_all.then(|| self.whole.keys().map(String::as_str))
    }

    /// The letters to look for, if that is enough.
    fn letters(&self) -> Option<Vec<Letters>> {
        let many = self.whole.len() + self.beginnings.len();
        if !self.phrases.is_empty() || !self.similar.is_empty() || many > MOST_WORDS {
            return None;
        }
        let whole = self.whole.iter().map(|(word, &at)| (word, Some(at)));
        let all = whole.chain(self.beginnings.keys().map(|word| (word, None)));
        let ascii = all.filter(|(word, _)| word.is_ascii());
        Some(ascii.map(|(word, at)| Letters::new(word, at)).collect())
    }

    /// The number of the pattern that the word fits.
    pub fn find(&self, word: &str) -> Option<usize> {
        if word.is_ascii() && !self.first[usize::from(*word.as_bytes().first()?)] {
            return None;
        }
        let mut found = self.find_so(word);
        plain_spellings(word, |plain| found = found.or_else(|| self.find_so(plain)));
        found.or_else(|| {
            let mut similar = self.similar.iter();
            let found = similar.find(|(machine, _)| machine.distance(word).is_some());
            found.map(|&(_, pattern)| pattern)
        })
    }

    /// The number of the pattern that a spelling fits.
    fn find_so(&self, word: &str) -> Option<usize> {
        if let Some(&pattern) = self.whole.get(word) {
            return Some(pattern);
        }
        let mut beginnings = self.lengths.iter().filter_map(|&length| word.get(..length));
        beginnings
            .find_map(|beginning| self.beginnings.get(beginning))
            .copied()
    }
}

/// Finds patterns in the words of a text as they come.
struct Seeker<'a, F> {
    patterns: &'a Patterns,
    /// The most words of a phrase,
    longest: usize,
    /// and as many of those just passed, as far as they are words of phrases: their numbers and beginnings.
    passed: VecDeque<(usize, usize)>,
    /// Where in the text the piece begins that is being looked at.
    base: usize,
    f: F,
}

impl<F: FnMut(usize, Range<usize>)> Sink for Seeker<'_, F> {
    fn word(&mut self, word: &str, range: Range<usize>) {
        let range = self.base + range.start..self.base + range.end;
        if let Some(pattern) = self.patterns.find(word) {
            (self.f)(pattern, range.clone());
        }
        if self.longest == 0 {
            return;
        }
        let Some(&part) = self.patterns.parts.get(word) else {
            self.passed.clear();
            return;
        };
        self.passed.push_back((part, range.start));
        if self.passed.len() > self.longest {
            self.passed.pop_front();
        }
        let single = self.patterns.count - self.patterns.phrases.len();
        for (number, phrase) in self.patterns.phrases.iter().enumerate() {
            let Some(from) = self.passed.len().checked_sub(phrase.len()) else {
                continue;
            };
            let here = self.passed.range(from..).map(|(part, _)| part);
            if here.eq(phrase) {
                (self.f)(single + number, self.passed[from].1..range.end);
            }
        }
    }

    fn skip(&mut self) {
        self.passed.clear();
    }
}

#[derive(Default)]
struct Parts {
    all: Vec<Part>,
    /// A blank is due before whatever comes next.
    blank: bool,
}

impl Parts {
    fn push(&mut self, source: &str, marked: bool) {
        let mut clean = String::with_capacity(source.len());
        let mut rest = source;
        loop {
            // Most characters are ASCII and stay what they are.
            let plain = rest.bytes().position(|b| !b.is_ascii() || is_blank_byte(b));
            let (taken, behind) = rest.split_at(plain.unwrap_or(rest.len()));
            self.visible(taken, marked, &mut clean);
            let Some(c) = behind.chars().next() else {
                break;
            };
            let (odd, behind) = behind.split_at(c.len_utf8());
            if is_blank(c) {
                self.blank = !(self.all.is_empty() && clean.is_empty());
            } else if !is_hidden(c) {
                self.visible(odd, marked, &mut clean);
            }
            rest = behind;
        }
        if !clean.is_empty() {
            self.add(&clean, marked);
        }
    }

    /// Takes characters that are all shown, behind the blank that is due.
    fn visible(&mut self, text: &str, marked: bool, clean: &mut String) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.blank) {
            if marked && clean.is_empty() {
                self.add(" ", false);
            } else {
                clean.push(' ');
            }
        }
        clean.push_str(text);
    }

    fn add(&mut self, text: &str, marked: bool) {
        match self.all.last_mut() {
            Some(last) if last.marked == marked => last.text.push_str(text),
            _ => self.all.push(Part {
                text: text.to_owned(),
                marked,
            }),
        }
    }
}
