//! The first few of many, without sorting the others.

use std::cmp::Ordering;

use super::Order;
use super::column::{Column, Origins};
use super::select::Match;

/// The matches so far; when they are ordered by time, only those that can still be among the first.
pub(super) struct Matches<'a> {
    keep: usize,
    /// The order wanted.
    pub order: Order,
    /// See above, in no order.
    pub found: Vec<Match>,
    /// When they are ordered by rank, those that need no more than this.
    pub columns: Vec<Column<'a>>,
    /// How many pages match, kept or not.
    pub total: usize,
    /// How many are too many.
    full: usize,
    /// The time a match must not be behind, once there are enough.
    least: Option<i64>,
    /// The score a match must not be below.
    pub least_score: f64,
}

impl<'a> Matches<'a> {
    /// For as many of the first as will be kept.
    pub fn new(order: Order, keep: usize) -> Self {
        Self {
            keep,
            order,
            found: Vec::with_capacity(keep.min(64)),
            columns: Vec::new(),
            total: 0,
            full: keep,
            least: None,
            least_score: f64::NEG_INFINITY,
        }
    }

    #[inline]
    pub fn wants(&self, since: i64) -> bool {
        self.least.is_none_or(|least| {
            if self.order == Order::Newest {
                since >= least
            } else {
                since <= least
            }
        })
    }

    /// Whether a version first read at `read` or earlier can still be among the first.
    #[inline]
    pub fn reaches(&self, read: i64) -> bool {
        self.order != Order::Newest || self.wants(read)
    }

    /// Takes a match; of those ranked, only when it has its score.
    pub fn add(&mut self, found: Match) {
        if self.keep == 0 {
            return;
        }
        self.found.push(found);
        if self.found.len() >= self.full {
            self.found = top(std::mem::take(&mut self.found), self.order, self.keep, 0);
            self.least = self.found.last().map(|last| last.since);
            self.least_score = self.found.last().map_or(f64::INFINITY, |last| last.score);
            self.full = self.keep.saturating_mul(2).max(64);
        }
    }

    /// Takes hits of one segment that will be ranked.
    pub fn column(&mut self, view: usize, versions: Vec<u32>, origins: Origins<'a>) {
        if !versions.is_empty() {
            self.columns.push(Column {
                view,
                versions,
                origins,
            });
        }
    }
}

/// The matches from `offset` on, at most `limit`, in order.
pub(super) fn top(
    mut matches: Vec<Match>,
    order: Order,
    limit: usize,
    offset: usize,
) -> Vec<Match> {
    let newest =
        |left: &Match, right: &Match| (right.since, right.slot).cmp(&(left.since, left.slot));
    let compare = |left: &Match, right: &Match| -> Ordering {
        match order {
            Order::Best => right
                .score
                .total_cmp(&left.score)
                .then_with(|| newest(left, right)),
            Order::Newest => newest(left, right),
            Order::Oldest => (left.since, left.slot).cmp(&(right.since, right.slot)),
        }
    };
    let wanted = limit.saturating_add(offset);
    if wanted < matches.len() {
        if wanted == 0 {
            return Vec::new();
        }
        matches.select_nth_unstable_by(wanted - 1, compare);
        matches.truncate(wanted);
    }
    matches.sort_unstable_by(compare);
    matches.drain(..offset.min(matches.len()));
    matches
}
