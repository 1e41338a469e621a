//! Errors of a query, and what to do about each.
//!
//! The sentences are constants, so that they can be looked up in a catalogue of translations; what they are
//! about is named by a position and an excerpt beside them.

use std::error::Error;
use std::fmt;

use super::{MAX_CHARS, MAX_DEPTH, MAX_WORDS};

/// Characters of the query that an error repeats at most.
const MAX_PART: usize = 40;

/// A query that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuerySyntax {
    /// Which of the problems it is, the same for ever: `too-long`, `bad-day`…
    pub code: &'static str,
    /// What to do, as a whole English sentence that never varies for one code.
    pub message: &'static str,
    /// Where in the query, in code points from its beginning.
    pub position: usize,
    /// The beginning of what stands there.
    pub part: String,
}

impl fmt::Display for QuerySyntax {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.message)
    }
}

impl Error for QuerySyntax {}

/// The problems there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    TooLong,
    TooManyWords,
    TooDeep,
    NoLeft,
    NoRight,
    NotClosed,
    NotOpened,
    NotEnded,
    Edits,
    BareStar,
    StarInside,
    NoValue,
    BadSite,
    BadLanguage,
    BadIn,
    BadDay,
    NotOutermost,
    TwoDays,
    WordTooLong,
    NoWords,
    BrokenText,
}

/// Every problem, for lists of messages.
const ALL: [Problem; 21] = [
    Problem::TooLong,
    Problem::TooManyWords,
    Problem::TooDeep,
    Problem::NoLeft,
    Problem::NoRight,
    Problem::NotClosed,
    Problem::NotOpened,
    Problem::NotEnded,
    Problem::Edits,
    Problem::BareStar,
    Problem::StarInside,
    Problem::NoValue,
    Problem::BadSite,
    Problem::BadLanguage,
    Problem::BadIn,
    Problem::BadDay,
    Problem::NotOutermost,
    Problem::TwoDays,
    Problem::WordTooLong,
    Problem::NoWords,
    Problem::BrokenText,
];

/// All that a [`QuerySyntax`] can say, as pairs of code and sentence: what there is to translate.
pub fn messages() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALL.iter().map(|problem| problem.describe())
}

impl Problem {
    pub(super) fn at(self, position: usize, part: &str) -> QuerySyntax {
        let (code, message) = self.describe();
        QuerySyntax {
            code,
            message,
            position,
            part: part.chars().take(MAX_PART).collect(),
        }
    }

    const fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::TooLong => (
                "too-long",
                "The query is too long: write at most 4,096 characters.",
            ),
            Self::TooManyWords => (
                "too-many-words",
                "There are too many words: write at most 64.",
            ),
            Self::TooDeep => (
                "too-deep",
                "Parentheses and NOTs are nested too deeply: nest at most 64 of them.",
            ),
            Self::NoLeft => (
                "no-left",
                "Nothing stands before this operator: write what to search for, or the operator in small letters to search for it as a word.",
            ),
            Self::NoRight => (
                "no-right",
                "Nothing stands after this operator: write what to search for, or the operator in small letters to search for it as a word.",
            ),
            Self::NotClosed => (
                "not-closed",
                "This parenthesis is not closed: add one after its group.",
            ),
            Self::NotOpened => ("not-opened", "This parenthesis closes nothing: remove it."),
            Self::NotEnded => (
                "not-ended",
                "This quotation mark is not closed: add one after the phrase.",
            ),
            Self::Edits => (
                "edits",
                "A word can be one or two edits away: write ~ or ~2 after it.",
            ),
            Self::BareStar => (
                "bare-star",
                "Write the beginning of a word right before the *.",
            ),
            Self::StarInside => (
                "star-inside",
                "A * can only stand at the end of a word: move or remove it.",
            ),
            Self::NoValue => (
                "no-value",
                "Write a value right after the colon, without a space between.",
            ),
            Self::BadSite => (
                "bad-site",
                "This is not the name of a site: write one such as site:example.org.",
            ),
            Self::BadLanguage => (
                "bad-language",
                "This is not a language code: write one such as lang:nl.",
            ),
            Self::BadIn => (
                "bad-in",
                "The only thing that can follow in: is all: write in:all or leave it out.",
            ),
            Self::BadDay => (
                "bad-day",
                "This is not a day of the calendar: write one such as 2026-01-31.",
            ),
            Self::NotOutermost => (
                "not-outermost",
                "This is about the whole query: put parentheses around the parts that OR or NOT belong to and write it outside of them.",
            ),
            Self::TwoDays => (
                "two-days",
                "A query can be about one day only: keep one at: and remove the others.",
            ),
            Self::WordTooLong => (
                "word-too-long",
                "Words of more than 64 bytes are not kept: write a shorter one.",
            ),
            Self::NoWords => (
                "no-words",
                "There is no word in this query: write letters or digits.",
            ),
            Self::BrokenText => (
                "broken-text",
                "This is not a character (half of a pair): remove it.",
            ),
        }
    }
}

/// The error for text that is no Unicode: half of a surrogate pair at this code point.
#[must_use]
pub fn broken_text(position: usize) -> QuerySyntax {
    Problem::BrokenText.at(position, "\u{fffd}")
}

// The sentences above name these numbers.
const _: () = assert!(MAX_CHARS == 4096 && MAX_WORDS == 64 && MAX_DEPTH == 64);
