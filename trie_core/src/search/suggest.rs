//! Words for people: completions, words like another one, what was probably meant, and one word's history.

use std::cmp::Reverse;

use hashbrown::HashMap;

use super::slips;
use crate::index::{Snapshot, View};
use crate::query::Query;
use crate::segment::Runs;
use crate::text::{Scratch, for_each_word_at};

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
/// What it is worth that a word stands on more pages, for each e-fold: enough to choose between slips that are alike.
const OFTEN: f64 = 0.05;

impl View {
    fn current_pages(&self, ordinal: u32) -> usize {
        let mut runs = Runs::default();
        self.segment.term(ordinal).body.runs(
            self.segment.bytes(),
            self.segment.versions(),
            &mut runs,
        );
        let stretches = runs.first.iter().zip(&runs.last);
        stretches
            .filter(|&(&first, &last)| self.current_of(first, last).is_some())
            .count()
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

    /// The query with words that stand nowhere in the index put right; a word that is there is never changed.
    #[must_use]
    pub fn did_you_mean(&self, query: &Query) -> Option<String> {
        let mut text = query.text.clone();
        let whole = |word: &&String| !word.ends_with(['*', '~']) && !word.ends_with("~2");
        for word in query.words.iter().filter(whole) {
            if let Some(better) = self.better(word) {
                text = replace(&text, word, &better);
            }
        }
        (text != query.text).then_some(text)
    }

    /// The word that was probably meant by one that stands nowhere.
    fn better(&self, word: &str) -> Option<String> {
        let letters = word.chars().count();
        if letters < 3 || self.knows(word) {
            return None;
        }
        let reach = if letters < 4 { 1 } else { 2 };
        let near = self.similar(word, reach, usize::MAX).into_iter();
        near.map(|(near, _, pages)| {
            let worth = slips::cost(word, &near) - OFTEN * (pages as f64).ln_1p();
            (worth, near)
        })
        .min_by(|left, right| {
            let by_worth = left.0.total_cmp(&right.0);
            by_worth.then_with(|| left.1.cmp(&right.1))
        })
        .map(|(_, near)| near)
        .or_else(|| self.two_words(word))
    }

    /// Whether the word stands in the index, anywhere and at any time, be it with accents.
    fn knows(&self, word: &str) -> bool {
        self.views.iter().any(|view| {
            let segment = &view.segment;
            let there = segment.table().contains(segment.bytes(), word);
            there || segment.accented(word).next().is_some()
        })
    }

    /// Two words that were written as one, of all such the ones that are not rare.
    fn two_words(&self, word: &str) -> Option<String> {
        let splits = word.char_indices().skip(1).filter_map(|(at, _)| {
            let (left, right) = word.split_at(at);
            let rarer = self.pages_with(left).min(self.pages_with(right));
            (rarer > 0).then_some((rarer, left, right))
        });
        let (_, left, right) = splits.max_by_key(|split| split.0)?;
        Some(format!("{left} {right}"))
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

/// The text with every word that normalises to `word` replaced.
fn replace(text: &str, word: &str, better: &str) -> String {
    let mut out = String::new();
    let mut done = 0;
    for_each_word_at(text, &mut Scratch::default(), |found, range| {
        if found == word && range.start >= done {
            out.push_str(&text[done..range.start]);
            out.push_str(better);
            done = range.end;
        }
    });
    out.push_str(&text[done..]);
    out
}
