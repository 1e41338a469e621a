//! The full algorithm, for text that is not plain ASCII.
//!
//! Boundaries first, then the apostrophe, then folding, and boundaries again where folding made new ones.
//! The apostrophe is looked for in the source so that each word keeps its own place in the text.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::fold::{fold, is_apostrophe, is_core, is_letter, is_mark};
use super::scan::Sink;
use super::{MAX_SEGMENT, MAX_WORD, Scratch};

/// More bytes than two letters with their marks can reasonably have.
const MAX_HEAD: usize = 24;

/// Gives the words of `chunk`, which begins at byte `base` of the text.
pub(super) fn cut(chunk: &str, base: usize, scratch: &mut Scratch, sink: &mut impl Sink) {
    for (offset, segment) in chunk.split_word_bound_indices() {
        if !segment.contains(is_core) {
            continue;
        }
        if segment.len() > MAX_SEGMENT {
            scratch.skipped += 1;
            sink.skip();
        } else {
            let mut at = base + offset;
            let mut rest = segment;
            while let Some((head, tail)) = elided(rest, &mut scratch.head) {
                settle(&rest[..head], at..at + head, scratch, sink);
                at += tail;
                rest = &rest[tail..];
            }
            settle(rest, at..at + rest.len(), scratch, sink);
        }
    }
}

/// Folds a piece of a segment and gives its words.
fn settle(piece: &str, range: Range<usize>, scratch: &mut Scratch, sink: &mut impl Sink) {
    let mut folded = std::mem::take(&mut scratch.folded);
    if fold(piece, &mut folded) {
        for segment in folded
            .split_word_bounds()
            .filter(|segment| segment.contains(is_core))
        {
            let mut rest = segment;
            while let Some((head, tail)) = elided(rest, &mut scratch.head) {
                give(&rest[..head], range.clone(), scratch, sink);
                rest = &rest[tail..];
            }
            give(rest, range.clone(), scratch, sink);
        }
    } else {
        give(&folded, range, scratch, sink);
    }
    scratch.folded = folded;
}

fn give(word: &str, range: Range<usize>, scratch: &mut Scratch, sink: &mut impl Sink) {
    if word.len() > MAX_WORD {
        scratch.skipped += 1;
        sink.skip();
    } else if !word.is_empty() {
        sink.word(word, range);
    }
}

/// If one or two letters stand before an apostrophe: where they end, and where the rest begins.
fn elided(segment: &str, buffer: &mut String) -> Option<(usize, usize)> {
    let head = segment.find(is_apostrophe)?;
    if head == 0 || head > MAX_HEAD {
        return None;
    }
    fold(&segment[..head], buffer);
    let letters = buffer.chars().filter(|&c| is_letter(c)).count();
    let only = buffer.chars().all(|c| is_letter(c) || is_mark(c));
    if !(only && (1..=2).contains(&letters)) {
        return None;
    }
    // Marks on the apostrophe go with it: a word does not begin with one.
    let tail = segment[head..]
        .find(is_core)
        .map_or(segment.len(), |core| head + core);
    Some((head, tail))
}
