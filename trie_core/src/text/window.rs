//! Where a snippet begins and ends.
//!
//! Widths are counted as they will be shown: a run of white space is one character, a direction mark none.

use std::collections::VecDeque;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::fold::is_mark;
use super::snippet::Patterns;
use super::spot::high_from;

/// How many characters are given up to begin or end at white space.
const MAX_SNAP: usize = 40;

/// Characters counted at once, so that their number fits a byte.
const STEP: usize = 128;

/// Whether the character is shown as a blank.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Whether the character is left out: marks that turn the direction of whatever stands behind them.
pub(super) const fn is_hidden(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Counts shown characters, one after the other.
#[derive(Default)]
struct Counter {
    count: usize,
    blank: bool,
}

impl Counter {
    fn add(&mut self, c: char) -> usize {
        if !is_hidden(c) {
            let blank = is_blank(c);
            self.count += usize::from(!(blank && self.blank));
            self.blank = blank;
        }
        self.count
    }
}

impl Counter {
    /// Adds all of a text; of ASCII, as most of it is, many characters at once.
    fn add_all(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let high = high_from(bytes, at).unwrap_or(bytes.len());
            self.add_ascii(&bytes[at..high]);
            let rest = text[high..].chars();
            at = high;
            for c in rest.take_while(|c| !c.is_ascii()) {
                self.add(c);
                at += c.len_utf8();
            }
        }
    }

    fn add_ascii(&mut self, bytes: &[u8]) {
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
            return;
        };
        let blank = |byte: u8| byte <= b' ' || byte == 0x7f;
        self.count += usize::from(!(blank(*first) && self.blank));
        self.blank = blank(*last);
        let pairs = bytes.chunks(STEP).zip(bytes[1..].chunks(STEP));
        self.count += pairs
            .map(|(here, next)| {
                let both = here.iter().zip(next);
                let shown = both.map(|(&here, &next)| u8::from(!(blank(here) & blank(next))));
                usize::from(shown.sum::<u8>())
            })
            .sum::<usize>();
    }
}

/// The bytes from the first to the last word of the best window.
pub(super) fn best(text: &str, patterns: &Patterns, width: usize) -> Option<Range<usize>> {
    if patterns.count == 0 {
        return None;
    }
    let mut window: VecDeque<(usize, usize, usize)> = VecDeque::new(); // pattern, byte, column of the beginning
    let mut often = vec![0_usize; patterns.count];
    // Phrases, and all.
    let mut distinct = [0; 2];
    let mut found: Option<(_, Range<usize>)> = None;
    let (mut at, mut counter) = (0, Counter::default());
    patterns.for_each(text, |pattern, range| {
        if range.end > at {
            counter.add_all(&text[at..range.end]);
            at = range.end;
        }
        let end = counter.count;
        let mut own = Counter::default();
        let shown = text[range.clone()].chars().map(|c| own.add(c)).last();
        let start = end.saturating_sub(shown.unwrap_or(0));
        // A phrase is found at its end, behind the words in it.
        let place = window.partition_point(|known| known.1 <= range.start);
        window.insert(place, (pattern, range.start, start));
        let kinds = |pattern| [usize::from(patterns.is_phrase(pattern)), 1];
        if often[pattern] == 0 {
            distinct = [0, 1].map(|kind: usize| distinct[kind] + kinds(pattern)[kind]);
        }
        often[pattern] += 1;
        while window.len() > 1 && window[0].2.saturating_add(width) < end {
            let (left, ..) = window.pop_front().unwrap_or_default();
            often[left] -= 1;
            if often[left] == 0 {
                distinct = [0, 1].map(|kind: usize| distinct[kind] - kinds(left)[kind]);
            }
        }
        let score = (distinct, window.len());
        if found.as_ref().is_none_or(|(best, _)| score > *best) {
            found = Some((score, window[0].1..range.end));
        }
    });
    found.map(|(_, range)| range)
}

/// The window with what stands around it, a third of the room before and the rest behind.
pub(super) fn widen(text: &str, core: Range<usize>, width: usize) -> Range<usize> {
    let mut counter = Counter::default();
    let taken = text[core.clone()]
        .chars()
        .map(|c| counter.add(c))
        .last()
        .unwrap_or(0);
    let spare = width.saturating_sub(taken);
    let (_, before) = back(text, core.start, spare);
    let (_, after) = forth(text, core.end, spare);
    let lead = before.min((spare / 3).max(spare - after));
    let (start, _) = back(text, core.start, lead);
    let (end, _) = forth(text, core.end, after.min(spare - lead));
    snap_start(text, start, core.start)..snap_end(text, core.end, end)
}

/// At most `room` shown characters back from `from`: the byte, and how many it were.
fn back(text: &str, from: usize, room: usize) -> (usize, usize) {
    let mut counter = Counter::default();
    let mut reached = (from, 0);
    for (at, c) in text[..from].char_indices().rev() {
        let count = counter.add(c);
        if count > room {
            return reached;
        }
        reached = (at, count);
    }
    reached
}

/// At most `room` shown characters on from `from`: the byte, and how many it were.
fn forth(text: &str, from: usize, room: usize) -> (usize, usize) {
    let mut counter = Counter::default();
    let mut reached = (from, 0);
    for (at, c) in text[from..].char_indices() {
        let count = counter.add(c);
        if count > room {
            return reached;
        }
        reached = (from + at + c.len_utf8(), count);
    }
    reached
}

/// The first place from `start` on, not behind `limit`, where no word is cut.
fn snap_start(text: &str, start: usize, limit: usize) -> usize {
    if start == 0 || text[..start].ends_with(is_blank) {
        return start;
    }
    let near = &text[start..forth(text, start, MAX_SNAP).0.min(limit)];
    if let Some(blank) = near.find(is_blank) {
        return start + blank;
    }
    let from = back(text, start, MAX_SNAP).0;
    let context = &text[from..start + near.len()];
    let mut bounds = context
        .split_word_bound_indices()
        .map(|(offset, _)| from + offset);
    let unmarked = || start + near.find(|c| !is_mark(c)).unwrap_or(near.len());
    bounds.find(|&bound| bound >= start).unwrap_or_else(|| {
        if start + near.len() == limit {
            limit
        } else {
            unmarked()
        }
    })
}

/// The last place up to `end`, not before `limit`, where no word is cut.
fn snap_end(text: &str, limit: usize, end: usize) -> usize {
    if end == text.len() || text[end..].starts_with(is_blank) {
        return end;
    }
    let from = back(text, end, MAX_SNAP).0.max(limit);
    if let Some(blank) = text[from..end].rfind(is_blank) {
        return from + blank;
    }
    let context = &text[from..forth(text, end, MAX_SNAP).0];
    let mut bounds = context
        .split_word_bound_indices()
        .map(|(offset, _)| from + offset);
    // A cut right behind the core leaves nothing out that had to be shown; one that leaves nothing does.
    let fits = |&bound: &usize| bound <= end && (bound > from || (from == limit && limit > 0));
    bounds.rfind(fits).unwrap_or_else(|| {
        let mut end = end;
        while end > from && text[end..].starts_with(is_mark) {
            end = text[..end]
                .char_indices()
                .next_back()
                .map_or(0, |(at, _)| at);
        }
        end
    })
}
