//! From satisfying versions to pages: which version of each page is the hit.

use std::cmp::Ordering;

use super::eval::Eval;
use super::{Order, Request};
use crate::index::Snapshot;
use crate::phrase::Work;
use crate::query::Node;

/// A stretch of a page's ordinals that satisfies the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The page.
    pub slot: usize,
    /// First ordinal.
    pub first: u32,
    /// Last ordinal.
    pub last: u32,
}

/// A page that matches, with its version.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The page.
    pub slot: usize,
    /// The version.
    pub ordinal: u32,
    /// The segment it stands in, and its place in that segment's line.
    pub view: usize,
    /// See `view`.
    pub version: u32,
    /// When the page began to satisfy the query without a break.
    pub since: i64,
    /// Its rank.
    pub score: f64,
}

impl Snapshot {
    /// All stretches that satisfy the tree, by page and time; stretches that touch are one.
    pub(super) fn stretches(&self, root: &Node, rest: bool, work: &Work) -> Vec<Stretch> {
        let mut found: Vec<Stretch> = Vec::new();
        let mut filled = 0;
        // The newest first: they are what is left when the work does not suffice for all.
        for view in self.views.iter().rev() {
            let eval = Eval {
                snapshot: self,
                view,
                rest,
                work,
            };
            let spans = eval.spans(root, true);
            filled += usize::from(!spans.is_empty());
            let segment = &view.segment;
            for (mut first, last) in spans {
                // A stretch of the line may reach over several pages.
                loop {
                    let entry = segment.entry_of(first);
                    let range = segment.range(entry);
                    let stop = last.min(range.end.wrapping_sub(1)).max(first);
                    if let Some(slot) = view.slot(entry) {
                        let end = view.end(entry);
                        if first < end {
                            let base = segment.start(entry).wrapping_sub(range.start);
                            let ordinal = |version: u32| version.wrapping_add(base);
                            found.push(Stretch {
                                slot,
                                first: ordinal(first),
                                last: ordinal(stop.min(end - 1)),
                            });
                        }
                    }
                    if stop >= last {
                        break;
                    }
                    first = stop + 1;
                }
            }
        }
        if filled > 1 {
            found.sort_by_key(|stretch| (stretch.slot, stretch.first));
        }
        found.dedup_by(|next, stretch| {
            let joins = next.slot == stretch.slot && next.first <= stretch.last.saturating_add(1);
            if joins {
                stretch.last = stretch.last.max(next.last);
            }
            joins
        });
        found
    }

    /// The hit of one page, given its satisfying stretches in order.
    pub(super) fn select(&self, stretches: &[Stretch], request: &Request) -> Option<Match> {
        let slot = stretches[0].slot;
        let fits = |ordinal: u32| match request.window {
            Some((from, to)) => {
                self.first_read(slot, ordinal)
                    .is_some_and(|read| read <= to)
                    && self
                        .last_read(slot, ordinal)
                        .is_some_and(|read| read >= from)
            }
            None => true,
        };
        let (stretch, ordinal) = if let Some(at) = request.at {
            let ordinals = (0..self.end(slot)).rev();
            let ordinal = ordinals
                .into_iter()
                .find(|&o| self.first_read(slot, o).is_some_and(|read| read <= at))?;
            let stretch = stretches
                .iter()
                .find(|stretch| (stretch.first..=stretch.last).contains(&ordinal))?;
            fits(ordinal).then_some((stretch, ordinal))?
        } else if request.window.is_some() || request.ever {
            let latest = |stretch: &Stretch| {
                (stretch.first..=stretch.last)
                    .rev()
                    .find(|&ordinal| fits(ordinal))
            };
            stretches
                .iter()
                .rev()
                .find_map(|stretch| latest(stretch).map(|ordinal| (stretch, ordinal)))?
        } else {
            let stretch = stretches.last()?;
            (stretch.last + 1 == self.end(slot)).then_some((stretch, stretch.last))?
        };
        let (view, version) = self.version(slot, ordinal)?;
        let since = self.first_read(slot, stretch.first)?;
        Some(Match {
            slot,
            ordinal,
            view,
            version,
            since,
            score: 0.0,
        })
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
