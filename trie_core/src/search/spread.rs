//! In how many pages a word stands now: what ranking calls a word's rarity by.
//!
//! A segment knows in how many runs a word stands, but which of them are current is a matter of the generation. For a
//! long list the answer is kept: the view has a small table of numbers that threads read and write without waiting
//! for each other, and what two words contend for is counted again.

use std::sync::atomic::Ordering;

use super::Weights;
use super::forms::terms_of;
use crate::index::View;
use crate::query::Node;
use crate::segment::{Counts, List, Runs};

/// Lists up to this long are counted each time.
const SHORT: usize = 128;

impl View {
    /// In how many current versions a list's word stands; in how many titles, if only they count.
    pub(super) fn spread(&self, list: &List, title: bool) -> usize {
        if title {
            return self.each_current(list, true).count();
        }
        if self.fresh && self.segment.one_each() {
            return list.len();
        }
        if list.len() <= SHORT {
            return self.each_current(list, false).count();
        }
        // Where the list begins stands for the word: the place and the count share one number, read and written whole.
        let Ok(place) = u32::try_from(list.place()) else {
            return self.each_current(list, false).count();
        };
        let table = self.spreads();
        let slot = &table[place as usize % table.len()];
        let kept = slot.load(Ordering::Relaxed);
        if kept >> 32 == u64::from(place) {
            return (kept & u64::from(u32::MAX)) as usize;
        }
        let pages = self.each_current(list, false).count();
        slot.store(u64::from(place) << 32 | pages as u64, Ordering::Relaxed);
        pages
    }

    /// In how many current versions some word stands that a leaf stands for: a page counts once, whichever it has.
    /// Of words that are further away no rarity is made.
    pub(super) fn spread_of_any(&self, leaf: &Node, title: bool, weights: &Weights) -> usize {
        let segment = &self.segment;
        let terms = terms_of(segment, leaf, weights);
        if !title && matches!(leaf, Node::Forms { .. }) {
            // Of a few words that seldom stand side by side, the sum is near enough.
            let near = terms.iter().filter(|weighed| weighed.far == 0);
            return near
                .map(|weighed| self.spread(&weighed.term.body, false))
                .sum();
        }
        if terms.is_empty() {
            return 0;
        }
        let mut seen = vec![0_u64; segment.versions() as usize / 64 + 1];
        for weighed in terms.iter().filter(|weighed| weighed.far == 0) {
            for version in self.each_current(&weighed.term.body, title) {
                seen[version as usize / 64] |= 1 << (version % 64);
            }
        }
        seen.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// The current versions in a list.
    pub(super) fn each_current(&self, list: &List, title: bool) -> impl Iterator<Item = u32> {
        let segment = &self.segment;
        let mut runs = Runs::default();
        list.runs(segment.bytes(), segment.versions(), &mut runs);
        let mut counts = Counts::default();
        if title {
            list.counts(segment.bytes(), runs.first.len(), &mut counts);
        }
        let stretches = runs.first.into_iter().zip(runs.last).enumerate();
        stretches
            .filter(move |(at, _)| !title || counts.title.get(*at).is_some_and(|&count| count > 0))
            .filter_map(|(_, (first, last))| {
                if self.cut {
                    return self.current_of(first, last);
                }
                // A page's current version is the last one, so a run that reaches it ends there.
                self.is_current(last).then_some(last)
            })
    }
}
