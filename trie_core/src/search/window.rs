//! A window of time against the lives of versions.
//!
//! A version stands from its first reading until that of the next one; a current one still stands. A window finds it
//! if it stood at some moment of the window. Both ends of a window belong to it, but of a life only its beginning
//! does: at `until` the next version stands already. So a window that begins at `until` does not find the version,
//! one that ends at its first reading does, and no moment belongs to two versions of a page. A version whose successor
//! was read in the same microsecond stood at no moment. A window that ends before it begins finds nothing.
//!
//! Where every version is current, only whether it had been read by the window's end is left to ask. Sixty-four
//! versions next to each other are asked at a time, and each one only where those differ.

use crate::segment::{Segment, Times};

/// A window, both ends included.
pub(super) type Window = (i64, i64);

/// Whether a version that was first read at `first` and stood until `until` stood at some moment of a window.
#[inline]
pub(super) fn overlaps((from, to): Window, first: i64, until: Option<i64>) -> bool {
    let last = until.map_or(to, |until| to.min(until.saturating_sub(1)));
    first.max(from) <= last
}

/// The latest of a page's versions from `first` to `last` that stood at some moment of the window. `begun` says when
/// a version was first read; nothing, behind the page's last one.
pub(super) fn latest(
    window: Window,
    (first, last): (u32, u32),
    begun: impl Fn(u32) -> Option<i64>,
) -> Option<u32> {
    let (from, to) = window;
    let by_then = |version| begun(version).is_some_and(|begun| begun <= to);
    let (mut version, mut end) = (first, last + 1);
    if by_then(last) {
        version = end;
    }
    while version < end {
        let middle = version.midpoint(end);
        if by_then(middle) {
            version = middle + 1;
        } else {
            end = middle;
        }
    }
    let mut until = begun(version);
    while version > first {
        version -= 1;
        let begun = begun(version)?;
        if overlaps(window, begun, until) {
            return Some(version);
        }
        if until.is_some_and(|until| until <= from) {
            return None;
        }
        until = Some(begun);
    }
    None
}

/// When a current version must have been read at the latest to be found in a window.
pub(super) fn deadline((from, to): Window) -> i64 {
    if from <= to { to } else { i64::MIN }
}

/// The deadline, unless all versions keep it.
pub(super) fn needed(segment: &Segment, deadline: Option<i64>) -> Option<i64> {
    deadline.filter(|&deadline| !holds(segment.span(), deadline))
}

#[inline]
fn misses(times: &Times, deadline: i64) -> bool {
    times.first.0 > deadline
}

#[inline]
fn holds(times: &Times, deadline: i64) -> bool {
    times.first.1 <= deadline
}

/// Clears the bits of versions that are surely too late; the rest may be.
pub(super) fn narrow(segment: &Segment, deadline: i64, bits: &mut [u64]) {
    for (bits, times) in bits.iter_mut().zip(segment.times()) {
        if misses(times, deadline) {
            *bits = 0;
        }
    }
}

/// Clears the bits of versions that are too late.
pub(super) fn keep(segment: &Segment, deadline: i64, bits: &mut [u64]) {
    for (group, (bits, times)) in (0..).zip(bits.iter_mut().zip(segment.times())) {
        if *bits == 0 || holds(times, deadline) {
            continue;
        }
        if misses(times, deadline) {
            *bits = 0;
            continue;
        }
        let mut left = *bits;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            if segment.first_read(group * 64 + bit) > deadline {
                *bits ^= 1 << bit;
            }
        }
    }
}

/// Drops the versions that are too late.
pub(super) fn keep_numbers(segment: &Segment, deadline: i64, versions: &mut Vec<u32>) {
    let times = segment.times();
    versions.retain(|&version| {
        let group = times.get(version as usize / 64);
        group.is_some_and(|times| holds(times, deadline)) || segment.first_read(version) <= deadline
    });
}

#[cfg(test)]
mod tests {
    use super::{Window, deadline, latest};

    /// When versions were first read; the third and the fourth in the same microsecond.
    const READ: [i64; 5] = [10, 20, 30, 30, 40];

    fn found(window: Window, first: u32, last: u32) -> Option<u32> {
        latest(window, (first, last), |version| {
            READ.get(version as usize).copied()
        })
    }

    #[test]
    fn a_window_finds_what_stood_at_some_moment_of_it() {
        for (window, first, last, expected) in [
            // The moment of the first reading belongs to the version, that of the next one's does not.
            ((10, 10), 0, 0, Some(0)),
            ((19, 19), 0, 0, Some(0)),
            ((20, 20), 0, 0, None),
            ((0, 9), 0, 0, None),
            // It stood there all the time, and was read outside.
            ((12, 15), 0, 4, Some(0)),
            // The latest counts.
            ((12, 25), 0, 4, Some(1)),
            ((12, 29), 0, 0, Some(0)),
            // A current version stands for ever.
            ((1000, 2000), 0, 4, Some(4)),
            ((1000, 2000), 0, 3, None),
            // What was read together with its successor stood at no moment.
            ((30, 30), 2, 2, None),
            ((30, 30), 0, 2, None),
            ((29, 30), 0, 2, Some(1)),
            ((30, 30), 0, 3, Some(3)),
            // A window that ends before it begins.
            ((25, 15), 0, 4, None),
            ((i64::MAX, i64::MIN), 0, 4, None),
            ((i64::MIN, i64::MAX), 0, 4, Some(4)),
        ] {
            assert_eq!(
                found(window, first, last),
                expected,
                "{window:?} {first} {last}"
            );
        }
        assert!(deadline((5, 7)) == 7 && deadline((7, 5)) < 0);
    }
}
