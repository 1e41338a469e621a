//! Tokens of a sentence, and the numbers by which tokens and sentences are told apart or taken for the same.
//!
//! A token is what stands between two word boundaries of UAX #29: a word, a number, a sign. White space belongs to the
//! token before it and is no part of what tells it apart.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use xxhash_rust::xxh3::xxh3_64;

use super::months::is_name;
use crate::text::sentences::composed;
use crate::text::{fold, is_core};

/// What stands for numbers and dates that are not looked at.
const NUMBER: &str = "0";

/// Differences that are not looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blind {
    /// Other numbers, and other names of months and weekdays beside a number.
    pub numbers: bool,
    /// Capitals and small letters.
    pub case: bool,
    /// White space inside a sentence, also none at all; how much of it there is never counts.
    pub space: bool,
}

/// A token; its range has the white space behind it, `end` has not.
pub(super) struct Token {
    pub range: Range<usize>,
    pub end: usize,
    pub key: u64,
    /// Whether it is a word or number.
    pub core: bool,
    /// Whether it is a number or date that is not looked at.
    masked: bool,
}

/// The tokens of a text, which begins at byte `base` of another.
pub(super) fn tokens(text: &str, base: usize, blind: Blind) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::new();
    for (at, segment) in text.split_word_bound_indices() {
        let end = base + at + segment.len();
        if let Some(last) = all.last_mut()
            && segment.chars().all(char::is_whitespace)
        {
            last.range.end = end;
            continue;
        }
        all.push(Token {
            range: base + at..end,
            end,
            key: key(segment, blind),
            core: segment.contains(is_core),
            masked: blind.numbers && segment.contains(char::is_numeric),
        });
    }
    if blind.numbers {
        mask(&mut all, text, base);
    }
    all
}

fn key(token: &str, blind: Blind) -> u64 {
    if blind.case {
        xxh3_64(fold(token).as_bytes())
    } else {
        xxh3_64(composed(token).as_bytes())
    }
}

/// Takes the names beside numbers for numbers, and what stands together for one.
fn mask(all: &mut Vec<Token>, text: &str, base: usize) {
    if !all.iter().any(|token| token.masked) {
        return;
    }
    // Once forwards and once backwards, so that of "Monday 24 November" all three are found.
    for backwards in [false, true] {
        let mut near = false;
        for place in 0..all.len() {
            let token = if backwards {
                let last = all.len() - 1;
                &mut all[last - place]
            } else {
                &mut all[place]
            };
            if token.core && !token.masked && near {
                let word = &text[token.range.start - base..token.end - base];
                token.masked = is_name(&fold(word));
            }
            near = token.masked || near && !token.core;
        }
    }
    let mut kept: Vec<Token> = Vec::with_capacity(all.len());
    // How many tokens of `kept` there are up to the last number, as long as only signs follow it.
    let mut open: Option<usize> = None;
    for mut token in all.drain(..) {
        if token.masked {
            token.key = xxh3_64(NUMBER.as_bytes());
            if let Some(count) = open {
                kept.truncate(count);
                let number = &mut kept[count - 1];
                (number.range.end, number.end) = (token.range.end, token.end);
                continue;
            }
            kept.push(token);
            open = Some(kept.len());
        } else {
            open = open.filter(|_| !token.core);
            kept.push(token);
        }
    }
    *all = kept;
}

/// The number of a sentence.
pub(super) fn sentence(text: &str, blind: Blind, buffer: &mut String) -> u64 {
    buffer.clear();
    if blind.case || blind.numbers {
        for token in tokens(text, 0, blind) {
            if token.masked {
                buffer.push_str(NUMBER);
            } else if blind.case {
                buffer.push_str(&fold(&text[token.range.start..token.end]));
            } else {
                buffer.push_str(&composed(&text[token.range.start..token.end]));
            }
            if token.end < token.range.end && !blind.space {
                buffer.push(' ');
            }
        }
    } else {
        buffer.extend(composed(text).chars().filter(|c| !c.is_whitespace()));
    }
    xxh3_64(buffer.as_bytes())
}
