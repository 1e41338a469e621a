//! Sums over the matching pages: the ruler of time and the table of sites.

use crate::error::{Error, Result};
use crate::index::Snapshot;

/// The most bins of a ruler.
const MOST_BINS: usize = 10_000;

/// Where a ruler's bins begin; the last one ends now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bins {
    /// So many of equal length from the oldest version to now; fewer when there are not so many microseconds.
    Equal(usize),
    /// At these times.
    At(Vec<i64>),
}

impl Bins {
    /// Bins at these times.
    ///
    /// # Errors
    /// [`Error::Input`] unless they ascend, or when there are more than 10,000.
    pub fn at(edges: Vec<i64>) -> Result<Self> {
        if edges.len() > MOST_BINS {
            let what = format!("a ruler has at most {MOST_BINS} bins, got {}", edges.len());
            return Err(Error::Input(what));
        }
        if !edges.is_sorted_by(|one, next| one < next) {
            let what = "the bins of a ruler ascend, each later than the one before".to_owned();
            return Err(Error::Input(what));
        }
        Ok(Self::At(edges))
    }

    /// Where they begin, over a time from `from` to `now`.
    fn edges(&self, from: i64, now: i64) -> Vec<i64> {
        let bins = match self {
            Self::At(edges) => return edges.clone(),
            Self::Equal(bins) => (*bins).min(MOST_BINS) as u64,
        };
        let whole =
            u64::try_from(i128::from(now) - i128::from(from)).map_or(1, |whole| whole.max(1));
        // No bin is empty: a moment of a page's life falls into one, and the window of that one finds it.
        let many = bins.min(whole);
        // Rounded down without a division a bin: the remainders are carried along.
        let (step, rest) = (whole / many.max(1), whole % many.max(1));
        let (mut at, mut carried) = (0_u64, 0);
        let edge = |_| {
            let edge = from.saturating_add_unsigned(at);
            carried += rest;
            at = at.saturating_add(step + u64::from(carried >= many));
            carried -= if carried >= many { many } else { 0 };
            edge
        };
        (0..many).map(edge).collect()
    }
}

/// In each of several stretches of time up to now the pages of which a satisfying version was alive: those that a
/// window of that stretch finds.
#[derive(Debug)]
pub(super) struct Ruler {
    /// Where each bin begins, at least one.
    edges: Vec<i64>,
    /// The latest time that is on the ruler.
    last: i64,
    /// Bins in a microsecond, roughly.
    pace: f64,
    /// How many pages more than in the bin before.
    steps: Vec<i64>,
    /// The first bin the page at hand is not counted in yet.
    next: usize,
}

impl Ruler {
    /// A ruler up to `now`; none over an empty index, nor without bins.
    pub fn new(snapshot: &Snapshot, bins: &Bins, now: i64) -> Option<Self> {
        let edges = bins.edges(snapshot.earliest()?, now);
        let (first, end) = (*edges.first()?, *edges.last()?);
        let last = now.max(end);
        let whole = last.saturating_sub(first).max(1);
        Some(Self {
            last,
            pace: edges.len() as f64 / whole as f64,
            steps: vec![0; edges.len() + 1],
            next: 0,
            edges,
        })
    }

    /// The last bin that begins at or before a time; the first, for what is earlier.
    #[inline]
    fn bin_of(&self, time: i64) -> usize {
        let over = time.saturating_sub(self.edges[0]).max(0);
        #[expect(clippy::cast_sign_loss, reason = "not below zero")]
        let guess = (over as f64 * self.pace) as usize;
        // Of equal bins the guess may be one off, near an edge; others are looked for.
        let guess = guess.min(self.edges.len() - 1);
        let low = guess.saturating_sub(1);
        let near = &self.edges[low..(guess + 3).min(self.edges.len())];
        let behind = near.partition_point(|&edge| edge <= time);
        if behind > 0 && (behind < near.len() || low + behind == self.edges.len()) {
            return low + behind - 1;
        }
        let before = self.edges.partition_point(|&edge| edge <= time);
        before.saturating_sub(1)
    }

    /// What follows is about another page.
    #[inline]
    pub fn turn(&mut self) {
        self.next = 0;
    }

    /// The page at hand satisfied from `first` until `until`; its stretches come in order.
    #[inline]
    pub fn add(&mut self, first: i64, until: Option<i64>) {
        let seen = |until| until > first && until > self.edges[0];
        if first > self.last || !until.is_none_or(seen) {
            return;
        }
        // A page counts once in a bin, however often it changed in it.
        let low = self.bin_of(first).max(self.next);
        let high = until.map_or(self.edges.len() - 1, |until| self.bin_of(until - 1));
        if low <= high {
            self.steps[low] += 1;
            self.steps[high + 1] -= 1;
            self.next = high + 1;
        }
    }

    /// A page of one version satisfied from `first` on.
    #[inline]
    pub fn begin(&mut self, first: i64) {
        if first <= self.last {
            let bin = self.bin_of(first);
            self.steps[bin] += 1;
        }
    }

    /// The bins: where each begins, how many pages.
    pub fn bins(self) -> Vec<(i64, usize)> {
        let mut pages = 0;
        let count = |(edge, step): (i64, i64)| {
            pages += step;
            (edge, usize::try_from(pages).unwrap_or(0))
        };
        self.edges.into_iter().zip(self.steps).map(count).collect()
    }
}

impl Snapshot {
    /// When the oldest version was first read; looked for once.
    #[must_use]
    pub fn earliest(&self) -> Option<i64> {
        *self.earliest.get_or_init(|| {
            (0..self.pages.len())
                .filter_map(|slot| self.first_read(slot, self.parts(slot)[0].start))
                .min()
        })
    }

    /// The sites with their counts, by number, most first.
    pub(super) fn sites_of(&self, counts: &[u32], rows: usize) -> Vec<(String, usize)> {
        let counted = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let mut sites: Vec<(&str, u32)> = counted
            .map(|(site, &count)| (self.sites[site].as_str(), count))
            .collect();
        sites.sort_unstable_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
        sites.truncate(rows);
        let named = sites.into_iter();
        named
            .map(|(site, count)| (site.to_owned(), count as usize))
            .collect()
    }
}
