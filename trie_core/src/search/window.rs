//! A stretch of time against the versions of a segment in which every page has one.
//!
//! Versions next to each other are often read soon after each other, so sixty-four at a time are known to lie inside
//! or outside; only where they lie at the edge is each one looked at.

use crate::segment::{Segment, Times};

/// A window, both ends included.
pub(super) type Window = (i64, i64);

/// The window, unless all versions lie inside.
pub(super) fn needed(segment: &Segment, window: Option<Window>) -> Option<Window> {
    window.filter(|&window| !holds(segment.span(), window))
}

/// Whether so much lies inside that more is gained by looking at what the words leave than by looking first.
pub(super) fn is_wide(segment: &Segment, (from, to): Window) -> bool {
    let span = segment.span();
    let (begin, end) = (span.first.0, span.last.1);
    let inside = to.min(end).saturating_sub(from.max(begin));
    inside > end.saturating_sub(begin) / 2
}

/// Whether a version was read inside.
#[inline]
pub(super) fn fits(segment: &Segment, version: u32, (from, to): Window) -> bool {
    segment.first_read(version) <= to && segment.last_read(version) >= from
}

/// Clears the bits of versions that surely lie outside; the rest may.
pub(super) fn narrow(segment: &Segment, window: Window, bits: &mut [u64]) {
    for (bits, times) in bits.iter_mut().zip(segment.times()) {
        if misses(times, window) {
            *bits = 0;
        }
    }
}

/// Whether all versions of a group lie outside.
#[inline]
fn misses(times: &Times, (from, to): Window) -> bool {
    times.first.0 > to || times.last.1 < from
}

/// Whether all versions of a group lie inside.
#[inline]
pub(super) fn holds(times: &Times, (from, to): Window) -> bool {
    times.first.1 <= to && times.last.0 >= from
}

/// Clears the bits of versions that lie outside.
pub(super) fn keep(segment: &Segment, window: Window, bits: &mut [u64]) {
    for (group, (bits, times)) in (0..).zip(bits.iter_mut().zip(segment.times())) {
        if *bits == 0 || holds(times, window) {
            continue;
        }
        if misses(times, window) {
            *bits = 0;
            continue;
        }
        let mut left = *bits;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            if !fits(segment, group * 64 + bit, window) {
                *bits ^= 1 << bit;
            }
        }
    }
}

/// Drops the versions that lie outside.
pub(super) fn keep_numbers(segment: &Segment, window: Window, versions: &mut Vec<u32>) {
    let times = segment.times();
    versions.retain(|&version| {
        let group = times.get(version as usize / 64);
        group.is_some_and(|times| holds(times, window)) || fits(segment, version, window)
    });
}
