//! Notes on text that is not of the query language: how it was read, said beside the answer, never instead of it.

use super::{MAX_CHARS, MAX_DEPTH, MAX_WORDS, Note};

/// Characters of the query that a note repeats at most.
const MAX_PART: usize = 40;

/// The ways there are to read something otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    OpenQuote,
    OpenBracket,
    StrayBracket,
    StrayOperator,
    Star,
    Edits,
    NoValue,
    UnknownField,
    NotASite,
    NotALanguage,
    NotATag,
    NotADay,
    Symbols,
    Capitals,
    Sentence,
    TooDeep,
    TooManyWords,
    TooLong,
    LongWord,
    NoWords,
}

/// Every reading, for lists of messages.
const ALL: [Reading; 20] = [
    Reading::OpenQuote,
    Reading::OpenBracket,
    Reading::StrayBracket,
    Reading::StrayOperator,
    Reading::Star,
    Reading::Edits,
    Reading::NoValue,
    Reading::UnknownField,
    Reading::NotASite,
    Reading::NotALanguage,
    Reading::NotATag,
    Reading::NotADay,
    Reading::Symbols,
    Reading::Capitals,
    Reading::Sentence,
    Reading::TooDeep,
    Reading::TooManyWords,
    Reading::TooLong,
    Reading::LongWord,
    Reading::NoWords,
];

/// All that a [`Note`] can say, as pairs of kind and sentence: what there is to translate.
pub fn notes() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALL.iter().map(|reading| reading.describe())
}

impl Reading {
    pub(super) fn kind(self) -> &'static str {
        self.describe().0
    }

    pub(super) fn at(self, position: usize, text: &str) -> Note {
        let (kind, message) = self.describe();
        Note {
            kind,
            message,
            position,
            text: text.chars().take(MAX_PART).collect(),
        }
    }

    const fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::OpenQuote => (
                "open-quote",
                "The quotation mark is not closed, so the words after it need not stand together.",
            ),
            Self::OpenBracket => (
                "open-bracket",
                "The bracket is not closed, so it was left out.",
            ),
            Self::StrayBracket => (
                "stray-bracket",
                "The bracket closes nothing, so it was left out.",
            ),
            Self::StrayOperator => (
                "stray-operator",
                "AND, OR and NOT need something beside them, so this one was not read as an operator.",
            ),
            Self::Star => (
                "star",
                "A * stands for any ending only at the end of a word, so this one was left out.",
            ),
            Self::Edits => (
                "edits",
                "Similar words are found with ~ or ~2, so this was searched as it is written.",
            ),
            Self::NoValue => (
                "no-value",
                "Nothing follows the colon, so the name before it was searched as a word.",
            ),
            Self::UnknownField => (
                "unknown-field",
                "There is no field of this name, so it was searched as text.",
            ),
            Self::NotASite => (
                "not-a-site",
                "This is not the name of a site such as site:example.org, so it was searched as text.",
            ),
            Self::NotALanguage => (
                "not-a-language",
                "This is not a language such as lang:nl or lang:dutch, so it was searched as text.",
            ),
            Self::NotATag => (
                "not-a-tag",
                "A tag has at most 60 characters and no comma, so this was searched as text.",
            ),
            Self::NotADay => (
                "not-a-day",
                "This is not a day such as 2026-01-31, so it was searched as text.",
            ),
            Self::Symbols => (
                "symbols",
                "This looks like pasted text, so all of it was searched as plain words, without operators.",
            ),
            Self::Capitals => (
                "capitals",
                "All of it is in capitals, so AND, OR and NOT were searched as words.",
            ),
            Self::Sentence => (
                "sentence",
                "This looks like a sentence, so brackets, NOT and minus signs before numbers were not read as operators.",
            ),
            Self::TooDeep => (
                "too-deep",
                "More than 64 brackets and NOTs stand inside each other, so all was searched as plain words.",
            ),
            Self::TooManyWords => (
                "too-many-words",
                "Only the first 64 different words were searched.",
            ),
            Self::TooLong => ("too-long", "Only the first 4,096 characters were read."),
            Self::LongWord => (
                "long-word",
                "Words of more than 64 bytes are not kept, so this one was left out.",
            ),
            Self::NoWords => (
                "no-words",
                "There is no word in this query: write letters or digits.",
            ),
        }
    }
}

// The sentences above name these numbers.
const _: () = assert!(MAX_CHARS == 4096 && MAX_WORDS == 64 && MAX_DEPTH == 64);
