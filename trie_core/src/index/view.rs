//! A segment as it stands in a generation: which of its entries still hold.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

use crate::segment::Segment;

/// No page: the entry was superseded whole.
pub(super) const NONE: u32 = u32::MAX;

/// Words of which a view remembers the spread.
const SPREADS: usize = 1024;

/// A segment as it stands in a generation. What the next generation leaves as it is, both share.
#[derive(Debug, Clone)]
pub struct View {
    /// The segment.
    pub segment: Arc<Segment>,
    /// For each entry the page's slot, or none.
    slots: Arc<Vec<u32>>,
    /// For each entry one behind the last version that still holds.
    ends: Arc<Vec<u32>>,
    /// One bit for each version: the current one of its page, and not gone.
    current: Arc<Vec<u64>>,
    /// Every version is the current one of its page, and not gone.
    pub fresh: bool,
    /// In how many current versions the words asked for last stand: see [`View::spread`].
    spreads: Arc<OnceLock<Box<[AtomicU64]>>>,
    /// Some page's current version is followed by superseded ones in this segment. Where the page has since gone on
    /// in a newer one it may say so still: it means "look closer".
    pub cut: bool,
    /// For each site of the segment its number in the generation.
    pub sites: Vec<u32>,
}

impl View {
    /// A segment of which nothing holds yet.
    pub(super) fn new(segment: Arc<Segment>, sites: Vec<u32>) -> Self {
        Self {
            slots: Arc::new(vec![NONE; segment.entries()]),
            ends: Arc::new(vec![0; segment.entries()]),
            current: Arc::new(vec![0; segment.versions() as usize / 64 + 1]),
            fresh: false,
            spreads: Arc::default(),
            cut: false,
            sites,
            segment,
        }
    }

    /// The slot of an entry's page, if any of the entry still holds.
    #[inline]
    #[must_use]
    pub fn slot(&self, entry: usize) -> Option<usize> {
        self.slots
            .get(entry)
            .filter(|&&slot| slot != NONE)
            .map(|&slot| slot as usize)
    }

    /// One behind the last version of an entry that still holds.
    #[inline]
    #[must_use]
    pub fn end(&self, entry: usize) -> u32 {
        self.ends.get(entry).copied().unwrap_or(0)
    }

    /// Whether a version is the current one of its page, and not gone.
    #[inline]
    #[must_use]
    pub fn is_current(&self, version: u32) -> bool {
        self.current
            .get(version as usize / 64)
            .is_some_and(|bits| bits >> (version % 64) & 1 == 1)
    }

    /// What is known of the spread of words, in places shared by many: see [`View::spread`].
    pub(crate) fn spreads(&self) -> &[AtomicU64] {
        self.spreads
            .get_or_init(|| (0..SPREADS).map(|_| AtomicU64::new(0)).collect())
    }

    /// The bits behind [`View::is_current`].
    #[must_use]
    pub fn current(&self) -> &[u64] {
        &self.current
    }

    /// Says what of an entry holds: up to which version, of the page in which slot.
    pub(super) fn hold(&mut self, entry: usize, slot: u32, end: u32) {
        set(&mut self.slots, entry, slot);
        set(&mut self.ends, entry, end);
    }

    /// Says whether a version is the current one of its page, and not gone.
    pub(super) fn mark(&mut self, version: u32, current: bool) {
        let (group, bit) = (version as usize / 64, 1 << (version % 64));
        let bits = self.current.get(group).copied().unwrap_or(0);
        set(
            &mut self.current,
            group,
            if current { bits | bit } else { bits & !bit },
        );
    }

    /// Counts anew what hangs on the current versions, if they are others than `before`.
    pub(super) fn settle(&mut self, before: Option<&Self>) {
        if before.is_some_and(|before| Arc::ptr_eq(&before.current, &self.current)) {
            return;
        }
        let current: u32 = self.current.iter().map(|bits| bits.count_ones()).sum();
        self.fresh = current == self.segment.versions();
        self.spreads = Arc::default();
    }
}

/// Sets a value; shared columns are copied when it is another one only.
fn set<T: Copy + PartialEq>(column: &mut Arc<Vec<T>>, at: usize, value: T) {
    if column.get(at).is_some_and(|&known| known != value) {
        Arc::make_mut(column)[at] = value;
    }
}
