//! Plain facts about a generation: its pages' timelines, how much it holds.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashSet};

use super::{Part, Snapshot, View};

impl Snapshot {
    /// Whether the word stands in the index, anywhere and at any time.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        let has = |view: &View| view.segment.table().contains(view.segment.bytes(), word);
        self.views.iter().any(has)
    }

    /// How many versions there are, without the minor ones.
    #[must_use]
    pub fn count_versions(&self) -> usize {
        *self.versions.get_or_init(|| {
            (0..self.pages.len())
                .flat_map(|slot| self.parts(slot))
                .map(|part| self.majors(*part))
                .sum()
        })
    }

    fn majors(&self, part: Part) -> usize {
        let segment = &self.views[part.view as usize].segment;
        let (start, count) = (
            segment.range(part.entry as usize).start,
            part.end - part.start,
        );
        if segment.none_minor() {
            return count as usize;
        }
        (start..start + count)
            .filter(|&version| !segment.minor(version))
            .count()
    }

    /// How many distinct words stand in the segments.
    #[must_use]
    pub fn count_words(&self) -> usize {
        if let [view] = &self.views[..] {
            return view.segment.table().len();
        }
        let hasher = DefaultHashBuilder::default();
        let mut seen: HashSet<u64> = HashSet::new();
        for view in &self.views {
            view.segment
                .table()
                .visit(view.segment.bytes(), "", |word, _| {
                    seen.insert(hasher.hash_one(word));
                    true
                });
        }
        seen.len()
    }

    /// A page's versions by ordinal: first read, last read, until, gone, minor.
    #[must_use]
    pub fn timeline(&self, page: u32) -> Vec<(i64, i64, Option<i64>, bool, bool)> {
        let Some(slot) = self.slot_of(page) else {
            return Vec::new();
        };
        let row = |ordinal| {
            let (first, last) = (
                self.first_read(slot, ordinal)?,
                self.last_read(slot, ordinal)?,
            );
            Some((
                first,
                last,
                self.until(slot, ordinal),
                self.gone(slot, ordinal),
                self.minor(slot, ordinal),
            ))
        };
        self.ordinals(slot).filter_map(row).collect()
    }

    /// The language of a page's current version.
    #[must_use]
    pub fn language(&self, page: u32) -> Option<String> {
        let slot = self.slot_of(page)?;
        let (view, version) = self.version(slot, self.end(slot).checked_sub(1)?)?;
        let segment = &self.views[view].segment;
        segment
            .languages()
            .get(segment.language(version) as usize)
            .cloned()
    }
}
