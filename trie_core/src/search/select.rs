//! Choice of the hit among the versions of a page whose history stands in several segments.

use super::{Request, window};
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
    /// The hit of one page, given its satisfying stretches in order. With `rest` the query looks at the rest of the pages
    /// too, and a minor version has a life of its own.
    pub(super) fn select(
        &self,
        stretches: &[Stretch],
        request: &Request,
        rest: bool,
    ) -> Option<Match> {
        let slot = stretches[0].slot;
        let begun = |ordinal| self.first_read(slot, ordinal);
        let latest = |first, last| match request.window {
            Some(window) => window::latest(window, (first, last), begun),
            None => Some(last),
        };
        let (stretch, ordinal) = if let Some(at) = request.at {
            let mut ordinals = (0..self.end(slot)).rev();
            let then = ordinals.find(|&ordinal| begun(ordinal).is_some_and(|begun| begun <= at))?;
            let around = |stretch: &&Stretch| (stretch.first..=stretch.last).contains(&then);
            let stretch = stretches.iter().find(around)?;
            let (first, last) = self.alike(slot, then, rest);
            (
                stretch,
                latest(first.max(stretch.first), last.min(stretch.last))?,
            )
        } else if request.window.is_some() || request.ever {
            let mut latest_first = stretches.iter().rev();
            latest_first
                .find_map(|stretch| Some((stretch, latest(stretch.first, stretch.last)?)))?
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
