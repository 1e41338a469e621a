//! In how many pages a word stands now: what ranking calls a word's rarity by.
//!
//! A segment knows in how many runs a word stands, but which of them are current is a matter of the generation. For a
//! long list the answer is kept: the view has a small table of numbers that threads read and write without waiting
//! for each other, and what two words contend for is counted again.

use std::sync::atomic::Ordering;

use crate::index::View;
use crate::segment::{List, Runs};

/// Lists up to this long are counted each time.
const SHORT: usize = 128;

impl View {
    /// In how many current versions a list's word stands.
    pub(super) fn spread(&self, list: &List) -> usize {
        if self.fresh && self.segment.one_each() {
            return list.len();
        }
        if list.len() <= SHORT {
            return self.counted(list);
        }
        // Where the list begins stands for the word: the place and the count share one number, read and written whole.
        let Ok(place) = u32::try_from(list.place()) else {
            return self.counted(list);
        };
        let table = self.spreads();
        let slot = &table[place as usize % table.len()];
        let kept = slot.load(Ordering::Relaxed);
        if kept >> 32 == u64::from(place) {
            return (kept & u64::from(u32::MAX)) as usize;
        }
        let pages = self.counted(list);
        slot.store(u64::from(place) << 32 | pages as u64, Ordering::Relaxed);
        pages
    }

    fn counted(&self, list: &List) -> usize {
        let segment = &self.segment;
        let mut runs = Runs::default();
        list.runs(segment.bytes(), segment.versions(), &mut runs);
        if !self.cut {
            // A page's current version is the last one, so a run that reaches it ends there.
            return runs
                .last
                .iter()
                .filter(|&&last| self.is_current(last))
                .count();
        }
        let stretches = runs.first.iter().zip(&runs.last);
        stretches
            .filter(|&(&first, &last)| self.current_of(first, last).is_some())
            .count()
    }
}
