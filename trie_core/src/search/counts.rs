//! Counts of each word of a query in each hit.

use super::forms::ruled;
use super::select::Match;
use crate::index::{Snapshot, View};
use crate::query::Query;
use crate::segment::{List, Look, Runs};
use crate::stem::EVERY;

impl Snapshot {
    /// For each match the count of each positive word of the query, in the fields searched, match after match.
    pub(super) fn counts(&self, query: &Query, matches: &[Match]) -> Vec<u32> {
        let words = query.words.len();
        let rules = ruled(&query.root, &query.words);
        let mut out = vec![0_u32; words * matches.len()];
        let mut rows = Vec::with_capacity(matches.len());
        for (number, view) in self.views.iter().enumerate() {
            rows.clear();
            let here = (0..).zip(matches).filter(|(_, found)| found.view == number);
            rows.extend(here.map(|(row, found)| (found.version, row)));
            if rows.is_empty() {
                continue;
            }
            rows.sort_unstable();
            for (column, word) in query.words.iter().enumerate() {
                let rules = rules.get(column).copied().unwrap_or(EVERY);
                let fits = |version| rules == EVERY || view.segment.rule(version) & rules != 0;
                let rows: Vec<(u32, usize)> =
                    rows.iter().copied().filter(|row| fits(row.0)).collect();
                count_word(view, word, query.in_all, &rows, &mut |row, count| {
                    let at = row * words + column;
                    out[at] = out[at].saturating_add(count);
                });
            }
        }
        out
    }
}

fn count_word(
    view: &View,
    word: &str,
    rest: bool,
    rows: &[(u32, usize)],
    add: &mut impl FnMut(usize, u32),
) {
    let segment = &view.segment;
    let range = match word.strip_suffix('*') {
        Some(prefix) => segment.table().range(segment.bytes(), prefix),
        None => match segment.table().ordinal(segment.bytes(), word) {
            Some(ordinal) => ordinal..ordinal + 1,
            None => return,
        },
    };
    let prefix = word.strip_suffix('*');
    let accented = prefix.map(|prefix| segment.accented_beginnings(prefix));
    let accented = accented.into_iter().flatten();
    let accented = accented.map(|ordinal| segment.term(ordinal));
    let mut runs = Runs::default();
    for term in segment.terms(range).chain(accented) {
        count_list(view, term.body, rows, &mut runs, add);
        if rest {
            count_list(view, term.rest, rows, &mut runs, add);
        }
    }
}

/// Lists far shorter than the rows are read whole, others looked into: no block is read twice or in vain.
fn count_list(
    view: &View,
    list: List,
    rows: &[(u32, usize)],
    runs: &mut Runs,
    add: &mut impl FnMut(usize, u32),
) {
    let segment = &view.segment;
    let (bytes, versions) = (segment.bytes(), segment.versions());
    let sum = |(main, title): (u32, u32)| main.saturating_add(title);
    if list.len() >= rows.len() / 8 {
        let mut look = Look::default();
        for &(version, row) in rows {
            if let Some(run) = list.at_by(bytes, versions, version, &mut look) {
                add(row, sum((run.main, run.title)));
            }
        }
        return;
    }
    runs.first.clear();
    runs.last.clear();
    list.runs(bytes, versions, runs);
    let mut at = 0;
    for &(version, row) in rows {
        at += runs.last[at..].partition_point(|&last| last < version);
        if runs.first.get(at).is_some_and(|&first| first <= version) {
            add(row, sum(list.count(bytes, at)));
        }
    }
}
