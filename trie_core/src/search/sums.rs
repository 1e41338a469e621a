//! Sums over the matching pages: the ruler of time and the table of sites.

use super::select::Stretch;
use crate::index::Snapshot;

impl Snapshot {
    /// When the oldest version was first read.
    fn earliest(&self) -> Option<i64> {
        (0..self.pages.len())
            .filter_map(|slot| self.first_read(slot, self.parts(slot)[0].start))
            .min()
    }

    /// In each of `bins` equal stretches of time up to `now` the pages of which a satisfying version was alive.
    pub(super) fn ruler(&self, found: &[Stretch], bins: usize, now: i64) -> Vec<(i64, usize)> {
        let Some(from) = self.earliest() else {
            return Vec::new();
        };
        let bins = bins.min(10_000);
        let whole = i128::from(now) - i128::from(from);
        let whole = whole.max(1);
        let edge = |bin: usize| from.saturating_add((whole * bin as i128 / bins as i128) as i64);
        // The last bin that begins at or before a time.
        let bin_of = |time: i64| {
            let over = (i128::from(time) - i128::from(from)).max(0);
            let mut bin = usize::try_from(over * bins as i128 / whole)
                .map_or(bins - 1, |bin| bin.min(bins - 1));
            while bin + 1 < bins && edge(bin + 1) <= time {
                bin += 1;
            }
            while bin > 0 && edge(bin) > time {
                bin -= 1;
            }
            bin
        };
        let mut steps = vec![0_i64; bins + 1];
        for stretches in found.chunk_by(|left, right| left.slot == right.slot) {
            // A page counts once in a bin, however often it changed in it.
            let mut next = 0;
            for stretch in stretches {
                let Some(first) = self.first_read(stretch.slot, stretch.first) else {
                    continue;
                };
                let until = self.until(stretch.slot, stretch.last);
                if first > now.max(from) || until.is_some_and(|until| until <= first) {
                    continue;
                }
                let low = bin_of(first).max(next);
                let high = until.map_or(bins - 1, |until| bin_of(until - 1));
                if low <= high {
                    steps[low] += 1;
                    steps[high + 1] -= 1;
                    next = high + 1;
                }
            }
        }
        let mut pages = 0;
        (0..bins)
            .map(|bin| {
                pages += steps[bin];
                (edge(bin), usize::try_from(pages).unwrap_or(0))
            })
            .collect()
    }

    /// The sites of the pages with their counts, most first.
    pub(super) fn count_sites(
        &self,
        slots: impl Iterator<Item = usize>,
        rows: usize,
    ) -> Vec<(String, usize)> {
        let mut counts = vec![0_usize; self.sites.len()];
        for slot in slots {
            if let Some(count) = counts.get_mut(self.slot_sites[slot] as usize) {
                *count += 1;
            }
        }
        let mut sites: Vec<(usize, usize)> = counts
            .into_iter()
            .enumerate()
            .filter(|(_, count)| *count > 0)
            .collect();
        sites.sort_unstable_by(|left, right| {
            right
                .1
                .cmp(&left.1)
                .then_with(|| self.sites[left.0].cmp(&self.sites[right.0]))
        });
        sites.truncate(rows);
        sites
            .into_iter()
            .map(|(site, count)| (self.sites[site].clone(), count))
            .collect()
    }
}
