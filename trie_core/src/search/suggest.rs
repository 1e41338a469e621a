//! Words for people: completions, words like another one, and one word's history.

use std::cmp::Reverse;

use hashbrown::HashMap;

use crate::index::{Snapshot, View};

/// A word and the pages whose current version has it in title or main text.
pub type Completion = (String, usize);

/// A word, its distance from the one asked for, and its current pages.
pub type Similar = (String, u32, usize);

/// A stretch of versions in which a word stood with one count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The page.
    pub page: u32,
    /// First ordinal.
    pub first: u32,
    /// Last ordinal.
    pub last: u32,
    /// When the first one was first read.
    pub first_read: i64,
    /// When the version after the last one was first read.
    pub until: Option<i64>,
    /// How often the word stood there.
    pub count: u32,
}

/// Words completed or compared in one call; more would keep a reader waiting.
const MOST_WORDS: usize = 50_000;
impl View {
    fn current_pages(&self, ordinal: u32) -> usize {
        self.spread(&self.segment.term(ordinal).body, false)
    }

    /// The current version of the page that a run belongs to, if the run reaches it.
    pub(super) fn current_of(&self, first: u32, last: u32) -> Option<u32> {
        let mut version = last;
        if self.cut {
            // The page's later versions here were superseded, and the run may reach into them.
            let end = self.end(self.segment.entry_of(first));
            version = last.min(end.saturating_sub(1)).max(first);
        }
        self.is_current(version).then_some(version)
    }
}

impl Snapshot {
    /// The pages whose current version has the word in title or main text.
    #[must_use]
    pub fn pages_with(&self, word: &str) -> usize {
        let find = |view: &View| view.segment.table().ordinal(view.segment.bytes(), word);
        self.views
            .iter()
            .filter_map(|view| find(view).map(|ordinal| view.current_pages(ordinal)))
            .sum()
    }

    /// Words that begin so, also with accents, the most frequent first.
    #[must_use]
    pub fn complete(&self, prefix: &str, limit: usize) -> Vec<Completion> {
        let mut found: HashMap<String, usize> = HashMap::new();
        for view in &self.views {
            let mut left = MOST_WORDS;
            view.segment
                .table()
                .visit(view.segment.bytes(), prefix, |word, ordinal| {
                    let pages = view.current_pages(ordinal);
                    if pages > 0 {
                        *found.entry_ref(word).or_insert(0) += pages;
                    }
                    left -= 1;
                    left > 0
                });
            let accented = view.segment.accented_beginnings(prefix).into_iter();
            for ordinal in accented.take(MOST_WORDS) {
                let word = view.segment.table().word(view.segment.bytes(), ordinal);
                let pages = view.current_pages(ordinal);
                if let Some(word) = word.filter(|_| pages > 0) {
                    *found.entry(word).or_insert(0) += pages;
                }
            }
        }
        let mut found: Vec<Completion> = found.into_iter().collect();
        found.sort_unstable_by(|left, right| {
            right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0))
        });
        found.truncate(limit);
        found
    }

    /// Words on current pages within `limit_distance` edits, the nearest first, then the most frequent.
    #[must_use]
    pub fn similar(&self, word: &str, limit_distance: u32, limit: usize) -> Vec<Similar> {
        let mut found: HashMap<String, (u32, usize)> = HashMap::new();
        for view in &self.views {
            for near in view.segment.near(word, limit_distance) {
                let pages = view.current_pages(near.ordinal);
                if pages > 0 {
                    found.entry(near.word).or_insert((near.distance, 0)).1 += pages;
                }
            }
        }
        let mut found: Vec<Similar> = found
            .into_iter()
            .map(|(word, (distance, pages))| (word, distance, pages))
            .collect();
        found.sort_unstable_by(|left, right| {
            (left.1, Reverse(left.2))
                .cmp(&(right.1, Reverse(right.2)))
                .then_with(|| left.0.cmp(&right.0))
        });
        found.truncate(limit);
        found
    }

    /// Where a word stood and stands, in title and main text (and with `all` the rest), by page and time.
    #[must_use]
    pub fn history(&self, word: &str, all: bool) -> Vec<Stretch> {
        let mut found: Vec<(usize, u32, u32, u32)> = Vec::new();
        for view in &self.views {
            let segment = &view.segment;
            let Some(term) = segment.find(word) else {
                continue;
            };
            let lists = [Some(term.body), all.then_some(term.rest)];
            for list in lists.into_iter().flatten() {
                for run in list.all(segment.bytes(), segment.versions()) {
                    let entry = segment.entry_of(run.first);
                    let (Some(slot), end) = (view.slot(entry), view.end(entry)) else {
                        continue;
                    };
                    if run.first >= end {
                        continue;
                    }
                    let base = segment
                        .start(entry)
                        .wrapping_sub(segment.range(entry).start);
                    let count = run.main.saturating_add(run.title);
                    let last = run.last.min(end - 1);
                    found.push((
                        slot,
                        run.first.wrapping_add(base),
                        last.wrapping_add(base),
                        count,
                    ));
                }
            }
        }
        let found = if all { add_up(found) } else { found };
        let mut found = found;
        found.sort_unstable();
        found.dedup_by(|next, run| {
            let joins = next.0 == run.0 && next.1 == run.2 + 1 && next.3 == run.3;
            if joins {
                run.2 = next.2;
            }
            joins
        });
        found
            .into_iter()
            .filter_map(|(slot, first, last, count)| self.stretch(slot, first, last, count))
            .collect()
    }

    fn stretch(&self, slot: usize, first: u32, last: u32, count: u32) -> Option<Stretch> {
        let (page, first_read) = (self.pages[slot], self.first_read(slot, first)?);
        Some(Stretch {
            page,
            first,
            last,
            first_read,
            until: self.until(slot, last),
            count,
        })
    }
}

/// Adds the counts of runs that overlap (body and rest of one page), cutting them where either changes.
fn add_up(runs: Vec<(usize, u32, u32, u32)>) -> Vec<(usize, u32, u32, u32)> {
    let mut edges: Vec<(usize, u32, i64)> = runs
        .into_iter()
        .flat_map(|(slot, first, last, count)| {
            [
                (slot, first, i64::from(count)),
                (slot, last + 1, -i64::from(count)),
            ]
        })
        .collect();
    edges.sort_unstable();
    let mut out = Vec::new();
    let mut count = 0;
    for pair in edges.windows(2) {
        let ((slot, from, step), (next_slot, to, _)) = (pair[0], pair[1]);
        count += step;
        if slot == next_slot && from < to && count > 0 {
            out.push((slot, from, to - 1, u32::try_from(count).unwrap_or(u32::MAX)));
        }
    }
    out
}
