//! Choice of the hit among the versions of a page whose history stands in several segments.

use super::Request;
use crate::index::Snapshot;

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
