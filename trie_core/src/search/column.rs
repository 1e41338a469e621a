//! Hits of one segment as columns, the form in which they are ranked.
//!
//! Many pages match and few are shown, so a hit is no more than its version's number until it is among the first.

use super::select::Match;
use crate::index::Snapshot;

/// Hits in one segment.
pub(super) struct Column<'a> {
    /// The segment's number.
    pub view: usize,
    /// Their versions, ascending.
    pub versions: Vec<u32>,
    /// Where their stretches began.
    pub origins: Origins<'a>,
}

/// What is known of the stretches of satisfying versions that the hits are of.
pub(super) enum Origins<'a> {
    /// Each is its page's only version.
    Alone,
    /// For each the first version of its stretch, in the same segment.
    Since(Vec<u32>),
    /// Each is its page's current version, and its stretch that of these words.
    Words(&'a [&'a str]),
    /// All there is to know, of pages with parts in several segments.
    Known(Vec<Match>),
}

impl Column<'_> {
    /// A column for each segment that some of the matches stand in.
    pub fn known(mut matches: Vec<Match>) -> Vec<Self> {
        matches.sort_unstable_by_key(|found| (found.view, found.version));
        let groups = matches.chunk_by(|left, right| left.view == right.view);
        let column = |group: &[Match]| Column {
            view: group[0].view,
            versions: group.iter().map(|found| found.version).collect(),
            origins: Origins::Known(group.to_vec()),
        };
        groups.map(column).collect()
    }

    /// The hit at a place of the column.
    pub fn hit(&self, snapshot: &Snapshot, at: usize) -> Option<Match> {
        let (view, version) = (&snapshot.views[self.view], self.versions[at]);
        let segment = &view.segment;
        let entry = segment.entry_of(version);
        let since = match &self.origins {
            Origins::Known(matches) => return matches.get(at).copied(),
            Origins::Alone => segment.first_read(version),
            Origins::Since(firsts) => segment.first_read(firsts[at]),
            Origins::Words(words) => snapshot.current_since(self.view, version, words),
        };
        Some(Match {
            slot: view.slot(entry)?,
            ordinal: segment
                .start(entry)
                .wrapping_add(version - segment.range(entry).start),
            view: self.view,
            version,
            since,
            score: 0.0,
        })
    }
}
