//! Sentences of a text that is mostly another one: what stands in both alike is cut and hashed once.
//!
//! Cutting and hashing are nearly all of the time that a comparison takes, and two versions of a page are mostly alike.
//! Where a sentence ends hangs on its own letters and on a little of what follows, so one of the older text is taken over
//! where the newer text has the same bytes, and enough alike bytes behind them to decide everything. Where that is not
//! plain, it is cut as always: the sentences and hashes are the same in each case, which a test holds against any texts.

use std::ops::Range;

use super::Side;
use crate::text::sentences::{Sentences, hash, sentences};

/// Sentences of the older text among which the one is looked for that stands here.
const AHEAD: usize = 8;
/// As many at most, where the texts have not been alike for long.
const FAR: usize = 64;
/// Bytes that tell a candidate at once.
const FIRST: usize = 16;
/// Bytes behind a sentence that decide where it ends: no rule looks further than a word that is on a list.
const BEHIND: usize = 160;
/// A letter has to stand among the first so many of them, so that a whole word follows.
const LETTER: usize = 60;

/// The sentences of `newer`, with their hashes, by what is known of `older`.
pub(super) fn cut<'a>(older: &Side<'_>, newer: &'a str, language: &str) -> Side<'a> {
    let (mut ranges, mut hashes) = (
        Vec::with_capacity(older.ranges.len()),
        Vec::with_capacity(older.ranges.len()),
    );
    let mut cutter = sentences(newer, language);
    let (mut next, mut missed, mut buffer) = (0, 0, String::new());
    while let Some(at) = cutter.place() {
        let mut near = next..older.ranges.len().min(next + (AHEAD + missed).min(FAR));
        let taken = near.find_map(|number| {
            let count = take_over(older, number, newer, at, &mut cutter, &mut ranges);
            (count > 0).then_some(number..number + count)
        });
        if let Some(taken) = taken {
            (next, missed) = (taken.end, 0);
            hashes.extend_from_slice(&older.hashes[taken]);
            continue;
        }
        let Some(range) = cutter.next() else { break };
        hashes.push(hash(&newer[range.clone()], &mut buffer));
        ranges.push(range);
        missed += 1;
    }
    Side::numbered(newer, ranges, hashes)
}

/// Takes over the sentences from `number` on that stand at `at` of the newer text; tells how many.
fn take_over(
    older: &Side<'_>,
    number: usize,
    newer: &str,
    at: usize,
    cutter: &mut Sentences<'_>,
    ranges: &mut Vec<Range<usize>>,
) -> usize {
    let before = ranges.len();
    let mut at = at;
    for range in &older.ranges[number..] {
        // What stands between two sentences is white space, and may be another in both.
        if !stands(older.text, range, newer, at) {
            break;
        }
        ranges.push(at..at + range.len());
        cutter.go_to(at + range.len());
        match cutter.place() {
            Some(next) => at = next,
            None => break,
        }
    }
    ranges.len() - before
}

/// Whether a sentence of the older text stands at a place of the newer one, and surely ends there too.
fn stands(older: &str, range: &Range<usize>, newer: &str, at: usize) -> bool {
    let (old, new) = (&older.as_bytes()[range.start..], &newer.as_bytes()[at..]);
    let first = FIRST.min(range.len());
    if new.len() < range.len() || old[..first] != new[..first] {
        return false;
    }
    // What a sentence begins with is looked at from behind too, when it is a full stop or the like.
    if !old[0].is_ascii_alphanumeric() || old[first..range.len()] != new[first..range.len()] {
        return false;
    }
    let behind =
        [&old[range.len()..], &new[range.len()..]].map(|rest| &rest[..rest.len().min(BEHIND)]);
    if behind[0].first() == Some(&b'\n') && behind[1].first() == Some(&b'\n') {
        return true;
    }
    behind[0] == behind[1] && (behind[0].len() < BEHIND || decides(behind[0]))
}

/// Whether a word stands in what follows, in letters of which none ends anything unseen.
fn decides(behind: &[u8]) -> bool {
    let is_plain = |byte: &u8| matches!(byte, 0..=0xbf | 0xc3..=0xc8);
    behind[..LETTER].iter().any(u8::is_ascii_alphabetic)
        && (behind.is_ascii() || behind.iter().all(is_plain))
}
