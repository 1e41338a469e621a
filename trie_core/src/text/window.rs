//! Choice of a snippet's beginning and end.
//!
//! Widths are counted as they will be shown: a run of white space is one character, a direction mark none.

use std::collections::VecDeque;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::fold::is_mark;
use super::shown::{Columns, Even, LONGEST, Shown, is_blank};
use super::sketch::Sketch;
use super::snippet::Patterns;

/// How many characters are given up to begin or end at white space.
const MAX_SNAP: usize = 40;

/// The bytes from the first to the last word of the best window; with a sketch of the text it is found sooner.
pub(super) fn best(
    shown: Shown<'_>,
    sketch: Option<&Sketch>,
    patterns: &Patterns,
    width: usize,
) -> Option<Range<usize>> {
    if patterns.count == 0 {
        return None;
    }
    let Some((sketch, words)) = sketch.zip(patterns.words()) else {
        return best_in(shown, None, patterns, width).map(|(_, range)| range);
    };
    // A window with all words is better than any other, so where there is one nothing else has to be looked at. Where
    // all characters are shown, none is wider than so many bytes.
    let reach = width.saturating_mul(LONGEST);
    // Of words that stand for each other one is enough.
    let near = if shown.even == Even::Not || patterns.varied {
        Vec::new()
    } else {
        sketch.near(words.clone(), reach)
    };
    if !near.is_empty()
        && let Some((distinct, range)) = best_in(shown, Some(near), patterns, width)
        && distinct == patterns.count
    {
        return Some(range);
    }
    best_in(shown, Some(sketch.any(words)), patterns, width).map(|(_, range)| range)
}

/// How many phrases and how many words a window has, once each; and how many in all.
type Score = ([usize; 2], usize);

/// The best window of those whose words begin in the stretches, and how many different words it has.
fn best_in(
    shown: Shown<'_>,
    stretches: Option<Vec<Range<usize>>>,
    patterns: &Patterns,
    width: usize,
) -> Option<(usize, Range<usize>)> {
    let mut window: VecDeque<(usize, usize, usize)> = VecDeque::new(); // pattern, byte, column of the beginning
    let mut often = vec![0_usize; patterns.count];
    // Phrases, and all.
    let mut distinct = [0; 2];
    let mut found: Option<(Score, Range<usize>)> = None;
    let mut columns = Columns::new(shown, width);
    patterns.for_each(shown, stretches, |pattern, range| {
        let (start, end) = columns.of(&range);
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
    found.map(|((distinct, _), range)| (distinct[1], range))
}

/// The window with what stands around it, a third of the room before and the rest behind.
pub(super) fn widen(shown: Shown<'_>, core: Range<usize>, width: usize) -> Range<usize> {
    let spare = width.saturating_sub(shown.width(core.clone()));
    let (_, before) = shown.back(core.start, spare);
    let (_, after) = shown.forth(core.end, spare);
    let lead = before.min((spare / 3).max(spare - after));
    let (start, _) = shown.back(core.start, lead);
    let (end, _) = shown.forth(core.end, after.min(spare - lead));
    snap_start(shown, start, core.start)..snap_end(shown, core.end, end)
}

/// The first place from `start` on, not behind `limit`, where no word is cut.
fn snap_start(shown: Shown<'_>, start: usize, limit: usize) -> usize {
    let text = shown.text;
    if start == 0 || text[..start].ends_with(is_blank) {
        return start;
    }
    let near = &text[start..shown.forth(start, MAX_SNAP).0.min(limit)];
    if let Some(blank) = near.find(is_blank) {
        return start + blank;
    }
    let from = shown.back(start, MAX_SNAP).0;
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
fn snap_end(shown: Shown<'_>, limit: usize, end: usize) -> usize {
    let text = shown.text;
    if end == text.len() || text[end..].starts_with(is_blank) {
        return end;
    }
    let from = shown.back(end, MAX_SNAP).0.max(limit);
    if let Some(blank) = text[from..end].rfind(is_blank) {
        return from + blank;
    }
    let context = &text[from..shown.forth(end, MAX_SNAP).0];
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
