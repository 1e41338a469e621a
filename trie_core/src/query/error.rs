//! The contradictions a query can hold, and what to do about them.
//!
//! The sentences are constants, so that they can be looked up in a catalogue of translations; what they are
//! about is named by a position and an excerpt beside them.

use std::error::Error;
use std::fmt;

/// Characters of the query that an error repeats at most.
const MAX_PART: usize = 40;

/// A query that contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuerySyntax {
    /// Which of the problems it is, the same for ever: `bad-day`, `two-days`…
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
    BadDay,
    NotOutermost,
    TwoDays,
    TwoClocks,
    TwoAddresses,
    Contradiction,
    BrokenText,
}

/// Every problem, for lists of messages.
const ALL: [Problem; 7] = [
    Problem::BadDay,
    Problem::NotOutermost,
    Problem::TwoDays,
    Problem::TwoClocks,
    Problem::TwoAddresses,
    Problem::Contradiction,
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
            Self::BadDay => (
                "bad-day",
                "There is no such day or time: write one such as 2026-01-31, 2026-01-31T15:00, 2026-01 or 2026.",
            ),
            Self::NotOutermost => (
                "not-outermost",
                "This is about the whole query: put brackets around the parts that OR or NOT belong to and write it outside of them.",
            ),
            Self::TwoDays => (
                "two-days",
                "A query can look at one moment only: keep one at: and remove the others.",
            ),
            Self::TwoClocks => (
                "two-clocks",
                "One of two such times names its time zone and the other does not: keep one of them.",
            ),
            Self::TwoAddresses => (
                "two-addresses",
                "A query can be about one address only: keep one url: and remove the others.",
            ),
            Self::Contradiction => (
                "contradiction",
                "No page can have this word and not have it: keep either the + or the -.",
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
