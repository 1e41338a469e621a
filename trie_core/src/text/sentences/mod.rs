//! Text into sentences, and each sentence into a number by which it is known again.
//!
//! What changed on a page, since when it says something and what it says again are questions about sentences. So
//! they must come out alike in every version of a page, whatever else changed in it.
//!
//! # What a sentence is
//!
//! 1. **A line is never joined with the next**: headings, items of a list, cells and paragraphs stand on lines of
//!    their own, and what ends without a full stop ends with its line. Sentences hang on their own line and on nothing
//!    before or behind it.
//! 2. In a line they end by the sentence boundaries of [UAX #29](https://www.unicode.org/reports/tr29/), with the
//!    marks of all scripts (`。`, `؟`, `।`…), and with what follows here.
//! 3. **Abbreviations** of English, Dutch, Swedish, Norwegian and French end none: `t.ex.` never does, `nr.` not
//!    before a number, `Inc.` and initials only where a word follows that begins sentences and no names (`The`, `Hij`…).
//!    Where no language is known, all lists are asked; other languages have initials, ordinals and a few titles.
//! 4. **Numbers**: what a sentence begins with (`1.`, `2.3.`, `IV.`, `b.`) belongs to it. `5.` is an ordinal in Norwegian.
//!    A number begins a sentence unless what stands before it is an abbreviation or short.
//! 5. Full stops, `!`, `?` and `…` end one only before white space. A quotation mark or bracket that closes and has
//!    blanks on both sides (`« Non ! »`) belongs to what it closes, a note behind the end (`end.[1]`) to its sentence, and
//!    small letters behind a quoted question go on (`« Quoi ? » dit-il`); a dash before a capital begins somebody's words.
//!
//! White space is part of no sentence; everything else is part of exactly one.
//!
//! | text | sentences |
//! |---|---|
//! | `Mr. Smith paid 3.50. He left.` | `Mr. Smith paid 3.50.` `He left.` |
//! | `Bl.a. Oslo, 26. november. Så regn.` (nb) | `Bl.a. Oslo, 26. november.` `Så regn.` |
//! | `Home⏎News⏎1. Opening hours` | `Home` `News` `1. Opening hours` |
//!
//! # Hashes
//!
//! Two sentences are the same if nothing but white space and canonically equivalent characters tells them apart:
//! [`sentence_hashes`] are XXH3 (64 bits, seed 0) of the sentence in Unicode's form C with each run of white space as one blank.
//! Case, punctuation and invisible characters count.
//!
//! # Why the rules are written here
//!
//! `unicode-segmentation`, which cuts words, says of its sentences that they are quadratic in places (15,000 closing
//! brackets behind a full stop take it seconds), and `icu_segmenter` brings seven megabytes of data for languages without blanks. The properties of
//! characters come from ICU4X; a test holds the rules against `unicode-segmentation` on any text.
//!
//! # When to raise [`SENTENCES_VERSION`]
//!
//! Whenever any text could give other sentences or hashes than before, also by another Unicode version; the test
//! `sentences_as_before` fails then. What is stored is compared only with what the same version made.

mod abbreviations;
mod classes;
mod hash;
mod lists;
mod stop;
#[cfg(test)]
mod tests;

use std::iter::FusedIterator;
use std::ops::Range;

pub(crate) use self::hash::{composed, hash};

use self::abbreviations::{Abbreviations, Kind, word_before};
use self::classes::{Class, first, next_end};
use self::stop::Stop;

/// Raised whenever some text could give other sentences or hashes.
pub const SENTENCES_VERSION: u32 = 1;

/// Letters from which on a word before a number is none that belongs to it.
const LONG: usize = 4;

/// The sentences of a text, as ranges of bytes, in order; `language` is a tag such as `nl` or `fr-CA`, or nothing.
///
/// ```
/// use trie_core::text::sentences;
/// let text = "Menu\nMr. Smith left. He was 30.";
/// let all: Vec<&str> = sentences(text, "en").map(|range| &text[range]).collect();
/// assert_eq!(all, ["Menu", "Mr. Smith left.", "He was 30."]);
/// ```
#[must_use]
pub fn sentences<'a>(text: &'a str, language: &str) -> Sentences<'a> {
    Sentences {
        text,
        at: 0,
        abbreviations: Abbreviations::of(language),
    }
}

/// The hash of each sentence, in order.
///
/// ```
/// use trie_core::text::sentence_hashes;
/// assert_eq!(
///     sentence_hashes("One  two. Three.", "en"),
///     sentence_hashes("One two.\nThree.", "en")
/// );
/// ```
#[must_use]
pub fn sentence_hashes(text: &str, language: &str) -> Vec<u64> {
    hashed_sentences(text, language)
        .map(|(_, hash)| hash)
        .collect()
}

/// Each sentence and its hash, in order.
pub(crate) fn hashed_sentences(
    text: &str,
    language: &str,
) -> impl Iterator<Item = (Range<usize>, u64)> {
    let mut buffer = String::new();
    sentences(text, language).map(move |range| {
        let hash = hash::hash(&text[range.clone()], &mut buffer);
        (range, hash)
    })
}

/// What [`sentences`] gives.
#[derive(Clone)]
pub struct Sentences<'a> {
    text: &'a str,
    at: usize,
    abbreviations: &'static Abbreviations,
}

impl Iterator for Sentences<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let from = self.place()?;
        let mut at = from;
        self.at = loop {
            let Some((end, c, class)) = next_end(self.text, at) else {
                break self.text.len();
            };
            if class == Class::Line {
                break end;
            }
            let stop = Stop::wide(self.text, end, c, class);
            if self.ends(from, &stop) {
                break stop.next;
            }
            at = stop.next;
        };
        Some(from..from + self.text[from..self.at].trim_end().len())
    }
}

impl FusedIterator for Sentences<'_> {}

impl Sentences<'_> {
    /// Where the next sentence begins, if there is one.
    pub(crate) fn place(&self) -> Option<usize> {
        let rest = &self.text[self.at..];
        let place = self.at + (rest.len() - rest.trim_start().len());
        (place < self.text.len()).then_some(place)
    }

    /// Goes on from a byte at which a sentence is known to end.
    pub(crate) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Whether the sentence that begins at `from` ends at a stop.
    fn ends(&self, from: usize, stop: &Stop) -> bool {
        let rest = &self.text[stop.next..];
        let Some((_, follows)) = first(rest) else {
            return true;
        };
        if follows == Class::Line {
            return true;
        }
        if stop.blank() && is_speech(rest) {
            return true;
        }
        let ends = stop.ends(self.text);
        if !stop.blank() {
            return ends
                && match stop.last {
                    '.' | '…' => false,
                    '!' | '?' => follows == Class::Letter,
                    _ => true,
                };
        }
        if stop.kind == Class::End {
            return ends && !(stop.closed && follows == Class::Lower);
        }
        let number = follows == Class::Digit;
        if stop.closed || stop.many || stop.last != '.' || !ends && !number {
            return ends;
        }
        self.full_stop(from, stop, ends, number)
    }

    /// The same of a single full stop with blanks behind it, of which the standard says `ends`.
    fn full_stop(&self, from: usize, stop: &Stop, ends: bool, number: bool) -> bool {
        let rest = &self.text[stop.next..];
        let start = word_before(self.text, from, stop.start);
        let word = &self.text[start..stop.start];
        if start == from && is_label(word) {
            return false;
        }
        // Of `3,50` and `12:30` it is the whole that counts, and that is no ordinal.
        let parted = self.text[from..start].ends_with([',', ':']);
        let kind = if parted || is_number(word) && self.is_numbered(from, start) {
            Kind::Word
        } else {
            self.abbreviations.kind(word)
        };
        match kind {
            Kind::Before => false,
            Kind::Number => ends && !number && !is_roman(rest),
            Kind::Either if self.is_example(from, start, word) => false,
            Kind::Either => !number && self.abbreviations.starts(rest, false),
            Kind::Initial => !number && self.abbreviations.starts(rest, true),
            Kind::Word if number => ends && !is_number(word) || parted || is_long(word),
            Kind::Word => ends,
        }
    }

    /// Whether a number belongs to an abbreviation before it, as in `nr. 4`, and so is no ordinal.
    fn is_numbered(&self, from: usize, start: usize) -> bool {
        let before = &self.text[from..start];
        before.strip_suffix(". ").is_some_and(|before| {
            let end = from + before.len();
            let word = &self.text[word_before(self.text, from, end)..end];
            self.abbreviations.kind(word) == Kind::Number
        })
    }

    /// Whether a word is the second of `p. ex.` and `f. eks.`, which elsewhere is a word like others.
    fn is_example(&self, from: usize, start: usize, word: &str) -> bool {
        matches!(word, "ex" | "eks") && self.text[from..start].ends_with(". ")
    }
}

/// Whether a text goes on with a dash before somebody's words, as in `Nei. – Jo, sa hun.`
fn is_speech(rest: &str) -> bool {
    let behind = rest
        .strip_prefix(['–', '—', '―'])
        .and_then(|rest| rest.strip_prefix([' ', '\u{a0}']));
    behind
        .and_then(first)
        .is_some_and(|(_, class)| class == Class::Upper)
}

/// Whether a word is a whole number.
fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a word that no list has is too long for an abbreviation of what a number follows: four letters or digits,
/// three with a vowel, or two numbers.
fn is_long(word: &str) -> bool {
    let letters = word.chars().count();
    letters >= LONG
        || letters + 1 == LONG
            && (word.chars().any(|c| "aeiouyåäöæøéèê".contains(c))
                || !is_number(word) && word.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a word with a full stop behind it numbers what follows: `1`, `2.3`, `b`, `IV`.
fn is_label(word: &str) -> bool {
    let digits = |part: &str| {
        (1..LONG).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    word.split('.').all(digits)
        || word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
        || (2..=LONG).contains(&word.len()) && word.bytes().all(|byte| b"IVX".contains(&byte))
}

/// Whether a text goes on with a Roman number.
fn is_roman(rest: &str) -> bool {
    let word = rest.split(|c: char| !c.is_alphanumeric()).next();
    word.is_some_and(|word| {
        (2..=8).contains(&word.len()) && word.bytes().all(|byte| b"IVXLC".contains(&byte))
    })
}
