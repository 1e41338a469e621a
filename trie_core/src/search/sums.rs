//! Sums over the matching pages: the ruler of time and the table of sites.

use crate::index::Snapshot;

/// The most bins of a ruler.
const MOST_BINS: usize = 10_000;

/// In each of several equal stretches of time up to now the pages of which a satisfying version was alive.
#[derive(Debug)]
pub(super) struct Ruler {
    from: i64,
    /// The latest time that is on the ruler.
    last: i64,
    /// Where each bin begins.
    edges: Vec<i64>,
    /// Bins in a microsecond, roughly, where they are equal.
    pace: Option<f64>,
    /// How many pages more than in the bin before.
    steps: Vec<i64>,
    /// The first bin the page at hand is not counted in yet.
    next: usize,
}

impl Ruler {
    /// A ruler from the oldest version to `now`; none over an empty index.
    pub fn new(snapshot: &Snapshot, bins: usize, now: i64) -> Option<Self> {
        let from = snapshot.earliest()?;
        let bins = bins.min(MOST_BINS);
        let whole =
            u64::try_from(i128::from(now) - i128::from(from)).map_or(1, |whole| whole.max(1));
        // Rounded down without a division a bin: the remainders are carried along.
        let many = bins as u64;
        let (step, rest) = (whole / many, whole % many);
        let (mut at, mut carried) = (0_u64, 0);
        let edge = |_| {
            let edge = from.saturating_add_unsigned(at);
            carried += rest;
            at = at.saturating_add(step + u64::from(carried >= many));
            carried -= if carried >= many { many } else { 0 };
            edge
        };
        Some(Self {
            from,
            last: now.max(from),
            edges: (0..bins).map(edge).collect(),
            pace: Some(bins as f64 / whole as f64),
            steps: vec![0; bins + 1],
            next: 0,
        })
    }

    /// A ruler whose bins begin at these times and end at the last of them; none of less than one bin.
    pub fn between(edges: &[i64]) -> Option<Self> {
        let (&end, edges) = edges.split_last()?;
        let from = *edges.first()?;
        Some(Self {
            from,
            last: end.saturating_sub(1),
            edges: edges.to_vec(),
            pace: None,
            steps: vec![0; edges.len() + 1],
            next: 0,
        })
    }

    /// The last bin that begins at or before a time.
    #[inline]
    fn bin_of(&self, time: i64) -> usize {
        let Some(pace) = self.pace else {
            let behind = self.edges.partition_point(|&edge| edge <= time);
            return behind.saturating_sub(1);
        };
        let over = time.saturating_sub(self.from).max(0);
        #[expect(clippy::cast_sign_loss, reason = "not below zero")]
        let guess = (over as f64 * pace) as usize;
        // Near a bin's edge the guess may be one off.
        let mut bin = guess.min(self.edges.len() - 1);
        while bin + 1 < self.edges.len() && self.edges[bin + 1] <= time {
            bin += 1;
        }
        while bin > 0 && self.edges[bin] > time {
            bin -= 1;
        }
        bin
    }

    /// What follows is about another page.
    #[inline]
    pub fn turn(&mut self) {
        self.next = 0;
    }

    /// The page at hand satisfied from `first` until `until`; its stretches come in order.
    #[inline]
    pub fn add(&mut self, first: i64, until: Option<i64>) {
        if first > self.last || until.is_some_and(|until| until <= first.max(self.from)) {
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
