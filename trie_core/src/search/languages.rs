//! The languages of the matching pages, counted by their primary subtag.
//!
//! A page that changed its language counts in each one in which it matches: a search of that language alone finds it.

use super::Request;
use super::select::{Match, Stretch};
use super::window::overlaps;
use crate::index::Snapshot;
use crate::segment::Segment;

/// How many pages match in each language.
#[derive(Debug)]
pub(super) struct Languages {
    /// The languages there are,
    names: Vec<String>,
    /// the pages in each,
    counts: Vec<usize>,
    /// and the last page that was counted in it.
    seen: Vec<usize>,
    /// For each segment, which of them each of its own names is; none for what declares no language.
    places: Vec<Vec<Option<usize>>>,
    /// Which page is at hand.
    page: usize,
}

impl Languages {
    /// Nothing counted yet.
    pub fn new(snapshot: &Snapshot) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut place = |tag: &String| {
            let primary = tag.split(['-', '_']).next().unwrap_or_default();
            if primary.is_empty() {
                return None;
            }
            let known = names
                .iter()
                .position(|name| name.eq_ignore_ascii_case(primary));
            known.or_else(|| {
                names.push(primary.to_ascii_lowercase());
                Some(names.len() - 1)
            })
        };
        let views = snapshot.views.iter();
        let places = views
            .map(|view| view.segment.languages().iter().map(&mut place).collect())
            .collect();
        Self {
            counts: vec![0; names.len()],
            seen: vec![0; names.len()],
            names,
            places,
            page: 0,
        }
    }

    /// Counts a page that is found by one version, in the segment with this number.
    #[inline]
    pub fn alone(&mut self, number: usize, segment: &Segment, version: u32) {
        self.page += 1;
        self.add(number, segment, version);
    }

    /// Counts a page with its whole history in one segment, up to `end`, that matches in these stretches of it.
    #[inline]
    pub fn whole(
        &mut self,
        number: usize,
        segment: &Segment,
        (spans, end): (&[(u32, u32)], u32),
        hit: u32,
        request: &Request,
    ) {
        if is_of_one(request) {
            return self.alone(number, segment, hit);
        }
        self.page += 1;
        for version in spans.iter().flat_map(|&(first, last)| first..=last) {
            let until = (version + 1 < end).then(|| segment.first_read(version + 1));
            let first = segment.first_read(version);
            let window = request.window;
            if window.is_none_or(|window| overlaps(window, first, until)) {
                self.add(number, segment, version);
            }
        }
    }

    /// The same of a page with its history in several segments.
    pub fn scattered(
        &mut self,
        snapshot: &Snapshot,
        stretches: &[Stretch],
        hit: &Match,
        request: &Request,
    ) {
        let segment = |number: usize| &snapshot.views[number].segment;
        if is_of_one(request) {
            return self.alone(hit.view, segment(hit.view), hit.version);
        }
        self.page += 1;
        let ordinals = stretches.iter().flat_map(|part| part.first..=part.last);
        for ordinal in ordinals {
            let stood = |window| {
                let first = snapshot.first_read(hit.slot, ordinal);
                let until = snapshot.until(hit.slot, ordinal);
                first.is_some_and(|first| overlaps(window, first, until))
            };
            if request.window.is_none_or(stood)
                && let Some((number, version)) = snapshot.version(hit.slot, ordinal)
            {
                self.add(number, segment(number), version);
            }
        }
    }

    /// Counts the page at hand in the language of a version.
    #[inline]
    fn add(&mut self, number: usize, segment: &Segment, version: u32) {
        let places = &self.places[number];
        let place = places.get(segment.language(version) as usize);
        if let Some(place) = place.copied().flatten()
            && self.seen[place] != self.page
        {
            self.seen[place] = self.page;
            self.counts[place] += 1;
        }
    }

    /// Each language with its pages, most first; what declares none is left out.
    pub fn sums(self) -> Vec<(String, usize)> {
        let sums = self.names.into_iter().zip(self.counts);
        let mut sums: Vec<(String, usize)> = sums.filter(|(_, pages)| *pages > 0).collect();
        sums.sort_unstable_by(|left, right| {
            right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0))
        });
        sums
    }
}

/// Whether only one version of a page can answer: its current one, or that of a moment.
fn is_of_one(request: &Request) -> bool {
    request.at.is_some() || (request.window.is_none() && !request.ever)
}
