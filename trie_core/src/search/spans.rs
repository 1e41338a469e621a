//! Stretches of a segment's line of versions, and the operators of a query on them.
//!
//! A set of versions is a sorted list of stretches (first, last) that do not overlap. Because every version of every
//! page has its own place in the line, both words *in the same version* is the intersection of two such lists.

/// Stretches, sorted, not overlapping.
pub type Spans = Vec<(u32, u32)>;

/// Versions in both.
#[must_use]
pub fn and(left: &[(u32, u32)], right: &[(u32, u32)]) -> Spans {
    // Stepping through the short list and leaping through the long one.
    if left.len() > right.len() {
        return and(right, left);
    }
    let mut out = Vec::with_capacity(left.len());
    let (mut at, leap) = (0, right.len() > left.len() * 8);
    for &(first, last) in left {
        if leap {
            at += gallop(&right[at..], first);
        } else {
            while at < right.len() && right[at].1 < first {
                at += 1;
            }
        }
        let mut here = at;
        while let Some(&(other_first, other_last)) = right.get(here).filter(|other| other.0 <= last)
        {
            out.push((first.max(other_first), last.min(other_last)));
            here += 1;
        }
        at = here.saturating_sub(1).max(at);
    }
    out
}

/// Versions in both, of which the second are runs in columns.
#[must_use]
pub fn and_runs(left: &[(u32, u32)], firsts: &[u32], lasts: &[u32]) -> Spans {
    let mut out = Vec::with_capacity(left.len());
    let (mut at, leap) = (0, firsts.len() > left.len() * 8);
    for &(first, last) in left {
        if leap {
            let rest = &lasts[at..];
            let mut step = 1;
            while step < rest.len() && rest[step] < first {
                step *= 2;
            }
            let (low, high) = (step / 2, (step + 1).min(rest.len()));
            at += low + rest[low..high].partition_point(|&other| other < first);
        } else {
            while at < lasts.len() && lasts[at] < first {
                at += 1;
            }
        }
        let mut here = at;
        while here < firsts.len() && firsts[here] <= last {
            out.push((first.max(firsts[here]), last.min(lasts[here])));
            here += 1;
        }
        at = here.saturating_sub(1).max(at);
    }
    out
}

/// How many stretches at the beginning end before `version`.
fn gallop(spans: &[(u32, u32)], version: u32) -> usize {
    let mut step = 1;
    while step < spans.len() && spans[step].1 < version {
        step *= 2;
    }
    let (low, high) = (step / 2, (step + 1).min(spans.len()));
    low + spans[low..high].partition_point(|span| span.1 < version)
}

/// Versions in either.
#[must_use]
pub fn or(left: &[(u32, u32)], right: &[(u32, u32)]) -> Spans {
    let mut out: Spans = Vec::with_capacity(left.len() + right.len());
    let (mut one, mut two) = (left.iter().peekable(), right.iter().peekable());
    loop {
        let next = match (one.peek(), two.peek()) {
            (Some(a), Some(b)) if a.0 <= b.0 => one.next(),
            (Some(_), None) => one.next(),
            _ => two.next(),
        };
        let Some(&(first, last)) = next else {
            return out;
        };
        match out.last_mut() {
            Some(before) if before.1 >= first => before.1 = before.1.max(last),
            _ => out.push((first, last)),
        }
    }
}

/// Versions in the first that are not in the second.
#[must_use]
pub fn minus(left: &[(u32, u32)], right: &[(u32, u32)]) -> Spans {
    let mut out = Vec::with_capacity(left.len());
    let mut at = 0;
    for &(first, last) in left {
        while at < right.len() && right[at].1 < first {
            at += 1;
        }
        let mut from = first;
        let mut here = at;
        let mut whole = false;
        while let Some(&(cut_first, cut_last)) = right.get(here).filter(|cut| cut.0 <= last) {
            if cut_first > from {
                out.push((from, cut_first - 1));
            }
            whole = cut_last >= last;
            if whole {
                break;
            }
            from = cut_last + 1;
            here += 1;
        }
        if !whole {
            out.push((from, last));
        }
    }
    out
}

/// Many runs, from lists that may overlap, into stretches: bounded by the versions, however many lists there are.
#[derive(Debug)]
pub struct Union {
    /// At each version how many runs begin there, less those that ended before it.
    steps: Vec<i32>,
}

impl Union {
    /// A union over a line of `versions`.
    #[must_use]
    pub fn new(versions: u32) -> Self {
        Self {
            steps: vec![0; versions as usize + 1],
        }
    }

    /// Adds a run inside the line.
    #[inline]
    pub fn add(&mut self, first: u32, last: u32) {
        self.steps[first as usize] += 1;
        self.steps[last as usize + 1] -= 1;
    }

    /// The versions in any of the runs.
    #[must_use]
    pub fn spans(&self) -> Spans {
        let mut out = Vec::new();
        let (mut depth, mut first) = (0, 0);
        for (version, &step) in self.steps.iter().enumerate() {
            let before = depth;
            depth += step;
            if before == 0 && depth > 0 {
                first = version as u32;
            } else if before > 0 && depth == 0 {
                out.push((first, version as u32 - 1));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: &[(u32, u32)] = &[(0, 3), (5, 9), (20, 30)];
    const RIGHT: &[(u32, u32)] = &[(2, 6), (8, 8), (25, 40)];

    #[test]
    fn operators_agree_with_sets() {
        let set = |spans: &[(u32, u32)]| -> Vec<u32> {
            spans
                .iter()
                .flat_map(|&(first, last)| first..=last)
                .collect()
        };
        let (left, right) = (set(LEFT), set(RIGHT));
        let both: Vec<u32> = left
            .iter()
            .copied()
            .filter(|version| right.contains(version))
            .collect();
        let less: Vec<u32> = left
            .iter()
            .copied()
            .filter(|version| !right.contains(version))
            .collect();
        let mut either = [left, right].concat();
        either.sort_unstable();
        either.dedup();
        assert_eq!(set(&and(LEFT, RIGHT)), both);
        assert_eq!(set(&and(RIGHT, LEFT)), both);
        let (firsts, lasts): (Vec<u32>, Vec<u32>) = RIGHT.iter().copied().unzip();
        assert_eq!(set(&and_runs(LEFT, &firsts, &lasts)), both);
        assert_eq!(set(&minus(LEFT, RIGHT)), less);
        assert_eq!(set(&or(LEFT, RIGHT)), either);
        let mut union = Union::new(41);
        LEFT.iter()
            .chain(RIGHT)
            .for_each(|&(first, last)| union.add(first, last));
        assert_eq!(set(&union.spans()), either);
    }

    #[test]
    fn a_short_list_leaps_through_a_long_one() {
        let long: Spans = (0..1000).map(|n| (n * 3, n * 3 + 1)).collect();
        assert_eq!(
            and(&[(100, 100), (1500, 1503), (5000, 6000)], &long),
            [(100, 100), (1500, 1501), (1503, 1503)]
        );
        let (firsts, lasts): (Vec<u32>, Vec<u32>) = long.iter().copied().unzip();
        assert_eq!(
            and_runs(&[(100, 100), (1500, 1503), (5000, 6000)], &firsts, &lasts),
            [(100, 100), (1500, 1501), (1503, 1503)]
        );
    }
}
