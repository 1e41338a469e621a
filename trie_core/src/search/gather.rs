//! From satisfying versions to pages: their hits, their count, and the sums over them, in one pass.
//!
//! Most pages have their whole history in one segment. Such a page is done with where its versions stand, without a
//! look at any other segment; only what is *scattered* over several is put together and sorted first.

use super::column::{Column, Origins};
use super::languages::Languages;
use super::select::{Match, Stretch};
use super::sums::Ruler;
use super::tags::Counted;
use super::top::Matches;
use super::{Answer, Order, Request, window};
use crate::index::{Snapshot, View};

/// What has been found so far.
pub(super) struct Gather<'a> {
    snapshot: &'a Snapshot,
    request: &'a Request,
    /// The query looks at the rest of the pages too.
    rest: bool,
    /// The request is about the pages as they stand now.
    current: bool,
    ruler: Option<Ruler>,
    first_seen: i64,
    sites: Vec<u32>,
    tags: Option<Counted<'a>>,
    languages: Option<Languages>,
    before: usize,
    /// The pages that match,
    matches: Matches<'a>,
    /// and those of the segment at hand that will be ranked: their hits,
    versions: Vec<u32>,
    /// and the first versions of the stretches those are of.
    firsts: Vec<u32>,
    /// The hits among the scattered.
    known: Vec<Match>,
    /// Stretches of pages of which other segments hold a part.
    scattered: Vec<Stretch>,
}

/// A page with its whole history in one segment.
#[derive(Clone, Copy)]
struct Page {
    number: usize,
    slot: usize,
    /// Its first version's place in the line.
    from: u32,
    /// One behind its last version's.
    end: u32,
}

impl<'a> Gather<'a> {
    pub fn new(snapshot: &'a Snapshot, request: &'a Request, rest: bool) -> Self {
        let keep = request.limit.saturating_add(request.offset);
        let bins = request.ruler.as_ref();
        let ruler = bins.and_then(|bins| Ruler::new(snapshot, bins, request.now()));
        let sites = if request.sites > 0 {
            snapshot.sites.len()
        } else {
            0
        };
        Self {
            snapshot,
            request,
            rest,
            current: request.window.is_none() && request.at.is_none() && !request.ever,
            ruler,
            first_seen: i64::MAX,
            sites: vec![0; sites],
            tags: Counted::new(request),
            languages: request.languages.then(|| Languages::new(snapshot)),
            before: 0,
            matches: Matches::new(request.order, keep),
            versions: Vec::new(),
            firsts: Vec::new(),
            known: Vec::new(),
            scattered: Vec::new(),
        }
    }

    /// Takes stretches of a segment's line, in order.
    pub fn spans(&mut self, number: usize, spans: &[(u32, u32)]) {
        let view = &self.snapshot.views[number];
        let segment = &view.segment;
        let mut here: Vec<(u32, u32)> = Vec::new();
        let mut last_page: Option<Page> = None;
        for &(mut first, last) in spans {
            // A stretch of the line may reach over several pages.
            loop {
                let entry = segment.entry_of(first);
                let range = segment.range(entry);
                let stop = last.min(range.end.wrapping_sub(1)).max(first);
                let end = view.end(entry);
                if let Some(slot) = view.slot(entry).filter(|_| first < end) {
                    let span = (first, stop.min(end - 1));
                    if self.snapshot.whole(slot) {
                        if let Some(page) = last_page.filter(|page| page.slot != slot) {
                            self.page(view, page, &here);
                            here.clear();
                        }
                        // A word whose count changes has two stretches that touch.
                        match here.last_mut() {
                            Some(before) if before.1 + 1 == span.0 => before.1 = span.1,
                            _ => here.push(span),
                        }
                        let from = range.start;
                        last_page = Some(Page {
                            number,
                            slot,
                            from,
                            end,
                        });
                    } else {
                        let base = segment.start(entry).wrapping_sub(range.start);
                        self.scattered.push(Stretch {
                            slot,
                            first: span.0.wrapping_add(base),
                            last: span.1.wrapping_add(base),
                        });
                    }
                }
                if stop >= last {
                    break;
                }
                first = stop + 1;
            }
        }
        if let Some(page) = last_page {
            self.page(view, page, &here);
        }
        self.end_column(number);
    }

    fn end_column(&mut self, number: usize) {
        let versions = std::mem::take(&mut self.versions);
        let firsts = std::mem::take(&mut self.firsts);
        self.matches
            .column(number, versions, Origins::Since(firsts));
    }

    /// Takes versions of a segment in which every page has one, in order.
    pub fn versions(&mut self, number: usize, mut versions: Vec<u32>) {
        let view = &self.snapshot.views[number];
        if self.snapshot.flat() && view.fresh && self.request.order == Order::Best {
            self.flat(number, view, &mut versions);
            self.matches.column(number, versions, Origins::Alone);
            return;
        }
        for version in versions {
            let entry = version as usize;
            let Some(slot) = view.slot(entry).filter(|_| version < view.end(entry)) else {
                continue;
            };
            if self.snapshot.whole(slot) {
                let page = Page {
                    number,
                    slot,
                    from: version,
                    end: version + 1,
                };
                self.page(view, page, &[(version, version)]);
            } else {
                let ordinal = view.segment.start(entry);
                self.scattered.push(Stretch {
                    slot,
                    first: ordinal,
                    last: ordinal,
                });
            }
        }
        self.end_column(number);
    }

    /// Does what [`Gather::page`] does for pages of one version each, column by column.
    fn flat(&mut self, number: usize, view: &View, versions: &mut Vec<u32>) {
        let segment = &view.segment;
        if self.request.page.is_some() {
            versions.retain(|&version| {
                let slot = view.slot(version as usize);
                slot.is_some_and(|slot| self.is_wanted(slot))
            });
        }
        if let Some(ruler) = &mut self.ruler {
            for &version in &*versions {
                let read = segment.first_read(version);
                self.first_seen = self.first_seen.min(read);
                ruler.begin(read);
            }
        }
        let found = versions.len();
        if let Some(at) = self.request.at {
            versions.retain(|&version| segment.first_read(version) <= at);
        }
        if let Some(deadline) = self.request.deadline() {
            window::keep_numbers(segment, deadline, versions);
        }
        self.before += found - versions.len();
        self.matches.total += versions.len();
        if let Some(languages) = &mut self.languages {
            for &version in &*versions {
                languages.alone(number, segment, version);
            }
        }
        if let Some(tags) = &mut self.tags {
            let slots = versions
                .iter()
                .filter_map(|&version| view.slot(version as usize));
            slots.for_each(|slot| tags.add(self.snapshot.pages[slot]));
        }
        if !self.sites.is_empty() {
            let snapshot = self.snapshot;
            let moved = snapshot.views.len() > 1;
            for &version in &*versions {
                let site = if moved {
                    // A newer segment may have said no more than that the page stands elsewhere.
                    view.slot(version as usize)
                        .and_then(|slot| snapshot.slot_sites.get(slot))
                } else {
                    view.sites.get(segment.site(version as usize) as usize)
                };
                if let Some(count) = site.and_then(|&site| self.sites.get_mut(site as usize)) {
                    *count += 1;
                }
            }
        }
    }

    #[inline]
    fn page(&mut self, view: &View, page: Page, spans: &[(u32, u32)]) {
        if !self.is_wanted(page.slot) {
            return;
        }
        let segment = &view.segment;
        if let Some(ruler) = &mut self.ruler {
            ruler.turn();
            for &(first, last) in spans {
                let read = segment.first_read(first);
                self.first_seen = self.first_seen.min(read);
                let until = (last + 1 < page.end).then(|| segment.first_read(last + 1));
                ruler.add(read, until);
            }
        }
        let hit = if self.current {
            let latest = spans.last();
            latest
                .filter(|span| span.1 + 1 == page.end)
                .map(|&span| (span, span.1))
        } else {
            self.hit_of(view, page, spans)
        };
        let Some((span, version)) = hit else {
            self.before += 1;
            return;
        };
        self.count(page.slot);
        if let Some(languages) = &mut self.languages {
            languages.whole(
                page.number,
                segment,
                (spans, page.end),
                version,
                self.request,
            );
        }
        if self.request.order == Order::Best {
            self.versions.push(version);
            self.firsts.push(span.0);
            return;
        }
        let since = segment.first_read(span.0);
        if self.matches.wants(since) {
            self.matches.add(Match {
                slot: page.slot,
                ordinal: version - page.from,
                view: page.number,
                version,
                since,
                score: 0.0,
            });
        }
    }

    /// The version that answers a question about time, and the stretch it is of.
    fn hit_of(&self, view: &View, page: Page, spans: &[(u32, u32)]) -> Option<((u32, u32), u32)> {
        let segment = &view.segment;
        let begun = |version| (version < page.end).then(|| segment.first_read(version));
        let latest = |first, last| match self.request.window {
            Some(window) => window::latest(window, (first, last), begun),
            None => Some(last),
        };
        if let Some(at) = self.request.at {
            let mut versions = (page.from..page.end).rev();
            let then = versions.find(|&version| segment.first_read(version) <= at)?;
            let around = |span: &&(u32, u32)| (span.0..=span.1).contains(&then);
            let span = spans.iter().find(around)?;
            let ordinal = then - page.from;
            let (first, last) = self.snapshot.alike(page.slot, ordinal, self.rest);
            let (first, last) = (page.from + first, page.from + last);
            return Some((*span, latest(first.max(span.0), last.min(span.1))?));
        }
        let mut latest_first = spans.iter().rev();
        latest_first.find_map(|&span| Some((span, latest(span.0, span.1)?)))
    }

    /// Whether a page may be found: all, unless only one is asked for.
    #[inline]
    fn is_wanted(&self, slot: usize) -> bool {
        let page = self.request.page;
        page.is_none_or(|page| self.snapshot.pages[slot] == page)
    }

    fn count(&mut self, slot: usize) {
        self.matches.total += 1;
        if let Some(count) = self.sites.get_mut(self.snapshot.slot_sites[slot] as usize) {
            *count += 1;
        }
        if let Some(tags) = &mut self.tags {
            tags.add(self.snapshot.pages[slot]);
        }
    }

    /// Puts the scattered pages together; nothing may be taken after it.
    pub fn join(&mut self) {
        let mut scattered = std::mem::take(&mut self.scattered);
        scattered.sort_by_key(|stretch| (stretch.slot, stretch.first));
        // What touches is one.
        scattered.dedup_by(|next, stretch| {
            let joins = next.slot == stretch.slot && next.first <= stretch.last.saturating_add(1);
            if joins {
                stretch.last = stretch.last.max(next.last);
            }
            joins
        });
        for stretches in scattered.chunk_by(|left, right| left.slot == right.slot) {
            self.scattered_page(stretches);
        }
        let known = std::mem::take(&mut self.known);
        self.matches.columns.extend(Column::known(known));
    }

    fn scattered_page(&mut self, stretches: &[Stretch]) {
        let snapshot = self.snapshot;
        if !self.is_wanted(stretches[0].slot) {
            return;
        }
        if let Some(ruler) = &mut self.ruler {
            ruler.turn();
            for stretch in stretches {
                if let Some(read) = snapshot.first_read(stretch.slot, stretch.first) {
                    self.first_seen = self.first_seen.min(read);
                    ruler.add(read, snapshot.until(stretch.slot, stretch.last));
                }
            }
        }
        match snapshot.select(stretches, self.request, self.rest) {
            Some(found) => {
                self.count(found.slot);
                if let Some(languages) = &mut self.languages {
                    languages.scattered(snapshot, stretches, &found, self.request);
                }
                if self.request.order == Order::Best {
                    self.known.push(found);
                } else if self.matches.wants(found.since) {
                    self.matches.add(found);
                }
            }
            None => self.before += 1,
        }
    }

    /// The answer without its hits, and what the hits are chosen from.
    pub fn answer(self) -> (Answer, Matches<'a>) {
        let asked = self.request;
        let answer = Answer {
            at_least: false,
            total: self.matches.total,
            before: (asked.before && self.current).then_some(self.before),
            first_seen: (self.first_seen != i64::MAX).then_some(self.first_seen),
            sites: self.snapshot.sites_of(&self.sites, asked.sites),
            tags: self
                .tags
                .map(|tags| tags.most(asked.tags))
                .unwrap_or_default(),
            languages: self.languages.map(Languages::sums).unwrap_or_default(),
            ruler: self.ruler.map(Ruler::bins).unwrap_or_default(),
            ..Answer::default()
        };
        (answer, self.matches)
    }
}
