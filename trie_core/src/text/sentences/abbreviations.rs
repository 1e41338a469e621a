//! Full stops that end a sentence told from those of an abbreviation, by the word before it and the word behind it.

use std::sync::LazyLock;

use hashbrown::{HashMap, HashSet};

use super::super::fold::is_mark;
use super::classes::{Class, class};
use super::hash::composed;
use super::lists::{ANY, EN, FR, Lists, NB, NL, SV};

/// Bytes of the longest word that is looked up; nothing in the lists is half as long.
const MOST: usize = 48;

/// What a word with a full stop behind it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What it belongs to follows.
    Before,
    /// A number follows, or the sentence ends.
    Number,
    /// A name follows, or the next sentence.
    Either,
    /// As `Either`, and one letter, behind which some words are part of a surname.
    Initial,
    /// A word of the language, or an abbreviation that is mostly last.
    Word,
}

/// The lists of one language, ready to be asked.
pub(super) struct Abbreviations {
    kinds: HashMap<&'static str, Kind>,
    starts: HashSet<&'static str>,
    surnames: HashSet<&'static str>,
    ordinals: bool,
}

impl Abbreviations {
    fn new(lists: &[&Lists]) -> Self {
        let mut kinds = HashMap::new();
        for lists in lists {
            let each = [
                (lists.before, Kind::Before),
                (lists.number, Kind::Number),
                (lists.either, Kind::Either),
                (lists.last, Kind::Word),
            ];
            for (words, kind) in each {
                for word in words.split_whitespace() {
                    // Of two languages' meanings the first language's counts.
                    kinds.entry(word).or_insert(kind);
                }
            }
        }
        let all = |of: fn(&Lists) -> &'static str| -> HashSet<&'static str> {
            lists
                .iter()
                .flat_map(|lists| of(lists).split_whitespace())
                .collect()
        };
        Self {
            kinds,
            starts: all(|lists| lists.starts),
            surnames: all(|lists| lists.surnames),
            ordinals: lists.iter().any(|lists| lists.ordinals),
        }
    }

    /// Those for a language tag; those of all five languages where none is known.
    pub(super) fn of(language: &str) -> &'static Self {
        static KNOWN: LazyLock<[Abbreviations; 7]> = LazyLock::new(|| {
            [
                Abbreviations::new(&[&EN]),
                Abbreviations::new(&[&NL]),
                Abbreviations::new(&[&SV]),
                Abbreviations::new(&[&NB]),
                Abbreviations::new(&[&FR]),
                Abbreviations::new(&[&ANY]),
                Abbreviations::new(&[&EN, &NL, &SV, &NB, &FR]),
            ]
        });
        let tag = language.split(['-', '_']).next().unwrap_or_default();
        let is = |codes: &[&str]| codes.iter().any(|code| tag.eq_ignore_ascii_case(code));
        let place = if is(&["en"]) {
            0
        } else if is(&["nl"]) {
            1
        } else if is(&["sv"]) {
            2
        } else if is(&["nb", "no", "nn", "da"]) {
            3
        } else if is(&["fr"]) {
            4
        } else if tag.is_empty() {
            6
        } else {
            5
        };
        &KNOWN[place]
    }

    /// What the word right before a full stop is.
    pub(super) fn kind(&self, word: &str) -> Kind {
        if word.is_empty() {
            return Kind::Word;
        }
        let word = composed(word);
        if let Some(kind) = self.listed(&word) {
            return kind;
        }
        // The last part of `d'art.` or `vice-dir.` is what the lists have.
        if let Some(last) = word.rsplit(['\'', '’', '-']).next()
            && last.len() < word.len()
            && last.chars().nth(1).is_some()
            && let Some(kind) = self.listed(last)
        {
            return kind;
        }
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            return if self.ordinals && word.len() <= 2 {
                Kind::Either
            } else {
                Kind::Word
            };
        }
        spelled(&word)
    }

    fn listed(&self, word: &str) -> Option<Kind> {
        // A single capital is an initial, whatever its small letter stands for.
        if word.chars().nth(1).is_none() && word.chars().all(char::is_uppercase) {
            return None;
        }
        self.kinds.get(word).copied().or_else(|| {
            let small = word.to_lowercase();
            self.kinds.get(small.as_str()).copied()
        })
    }

    /// Whether a text goes on with a word that begins a sentence; `name` where it may also be part of a surname.
    pub(super) fn starts(&self, rest: &str, name: bool) -> bool {
        let rest = rest.trim_start_matches(|c| class(c) == Class::Close || class(c) == Class::Mark);
        let mut length = 0;
        for c in rest.chars() {
            if !(c.is_alphabetic() || is_mark(c)) || length > MOST {
                break;
            }
            length += c.len_utf8();
        }
        let (word, behind) = rest.split_at(length);
        if !word.chars().next().is_some_and(char::is_uppercase) {
            return false;
        }
        let elided = behind.starts_with(['\'', '’']);
        if behind.starts_with(['.', '-'])
            || !elided && word.len() == 1 && !matches!(word, "A" | "I" | "U" | "Y")
        {
            return false;
        }
        let word = composed(word).to_lowercase();
        self.starts.contains(word.as_str()) && !(name && self.surnames.contains(word.as_str()))
    }
}

/// Where the word begins that ends at a byte of the text.
pub(super) fn word_before(text: &str, from: usize, end: usize) -> usize {
    let mut start = end;
    for (at, c) in text[from..end].char_indices().rev() {
        let part = c.is_alphanumeric() || is_mark(c) || matches!(c, '.' | '-' | '\'' | '’' | ':');
        if !part || end - (from + at) > MOST {
            break;
        }
        start = from + at;
    }
    let word = &text[start..end];
    start + word.len() - word.trim_start_matches(['.', '-', '\'', '’', ':']).len()
}

/// What a word is by its form alone: letters with a stop or a hyphen between them are an abbreviation.
fn spelled(word: &str) -> Kind {
    let mut parts = word.split(['.', '-']).filter(|part| !part.is_empty());
    let single = |part: &str| {
        let mut chars = part.chars().filter(|&c| !is_mark(c));
        matches!((chars.next(), chars.next()), (Some(c), None) if c.is_alphabetic())
    };
    if !parts.all(single) {
        return Kind::Word;
    }
    match word.chars().count() {
        // Of small letters some are words: `en ö`, `dank u`, `il y en a`.
        1 if word
            .chars()
            .all(|c| c.is_uppercase() || c.is_ascii() && !"aiuy".contains(c)) =>
        {
            Kind::Initial
        }
        1 => Kind::Word,
        _ if word.chars().next().is_some_and(char::is_uppercase) => Kind::Either,
        // `i.s.m.`, `f.o.m.`: there are more than lists can have, and few are last.
        _ if word.contains('.') => Kind::Before,
        _ => Kind::Word,
    }
}
