//! Segments put together to a generation, all at once or one more behind those that are there.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use hashbrown::HashMap;

use super::snapshot::{Part, Snapshot};
use super::view::{NONE, View};
use crate::search::Statistics;
use crate::segment::Segment;

impl Snapshot {
    /// Puts segments together, oldest first.
    #[must_use]
    pub fn new(generation: u64, cursor: Option<i64>, segments: Vec<Arc<Segment>>) -> Self {
        let mut snapshot = Self {
            generation,
            cursor,
            part_offsets: vec![0],
            ..Self::default()
        };
        let mut entries: Vec<(u32, u32, u32)> = Vec::new();
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut names = Vec::new();
        for (number, segment) in segments.into_iter().enumerate() {
            entries.extend(
                (0..segment.entries())
                    .map(|entry| (segment.page(entry), number as u32, entry as u32)),
            );
            let sites = segment.sites().iter().map(|site| {
                *numbers.entry_ref(site.as_str()).or_insert_with(|| {
                    names.push(site.clone());
                    names.len() as u32 - 1
                })
            });
            let sites = sites.collect();
            snapshot.views.push(View::new(segment, sites));
        }
        snapshot.sites = Arc::new(names);
        // Several sorted runs after each other, which a stable sort merges.
        entries.sort_by_key(|&(page, view, _)| (page, view));
        let mut chain: Vec<Part> = Vec::new();
        for group in entries.chunk_by(|left, right| left.0 == right.0) {
            chain.clear();
            for &(_, view, entry) in group {
                supersede(&mut chain, &snapshot.views, view, entry);
            }
            if !chain.is_empty() {
                let slot = snapshot.pages.len();
                snapshot.pages.push(group[0].0);
                let (_, view, entry) = group[group.len() - 1];
                snapshot.slot_sites.push(snapshot.site_of(view, entry));
                snapshot.hold(slot, &chain);
            }
        }
        for view in &mut snapshot.views {
            view.settle(None);
        }
        for view in 0..snapshot.views.len() {
            snapshot.take_touches(view);
        }
        snapshot
    }

    /// This generation and one more segment behind it: what [`Snapshot::new`] makes of all of them, at the cost of
    /// what is new, as long as no page disappears and new ones have higher numbers than those that are there.
    #[must_use]
    pub fn with(&self, generation: u64, cursor: Option<i64>, newer: Arc<Segment>) -> Self {
        if !self.grows_by(&newer) {
            let mut segments: Vec<_> = self.segments().cloned().collect();
            segments.push(newer);
            return Self::new(generation, cursor, segments);
        }
        let mut grown = Self {
            generation,
            cursor,
            views: self.views.clone(),
            pages: self.pages.clone(),
            part_offsets: vec![0],
            sites: Arc::clone(&self.sites),
            slot_sites: self.slot_sites.clone(),
            touches: Arc::clone(&self.touches),
            ..Self::default()
        };
        let sites = newer.sites().iter().map(|site| grown.site_number(site));
        let sites = sites.collect();
        let view = grown.views.len();
        grown.views.push(View::new(newer, sites));
        let segment = Arc::clone(&grown.views[view].segment);
        let mut done = 0;
        let mut chain: Vec<Part> = Vec::new();
        for entry in 0..segment.entries() {
            chain.clear();
            let site = grown.site_of(view as u32, entry as u32);
            let slot = if let Some(slot) = self.slot_of(segment.page(entry)) {
                grown.copy(self, done..slot);
                done = slot + 1;
                chain.extend_from_slice(self.parts(slot));
                grown.let_go(&chain, segment.start(entry));
                grown.slot_sites[slot] = site;
                slot
            } else if segment.range(entry).is_empty() {
                continue;
            } else {
                grown.copy(self, done..self.pages.len());
                done = self.pages.len();
                grown.pages.push(segment.page(entry));
                grown.slot_sites.push(site);
                grown.pages.len() - 1
            };
            supersede(&mut chain, &grown.views, view as u32, entry as u32);
            grown.hold(slot, &chain);
        }
        grown.copy(self, done..self.pages.len());
        for (number, view) in grown.views.iter_mut().enumerate() {
            view.settle(self.views.get(number));
        }
        if let Some(known) = self.statistics.get() {
            let statistics = grown.counted(*known, self, &segment);
            grown.statistics = OnceLock::from(statistics);
        }
        grown.drop_touches(view);
        grown.take_touches(view);
        grown
    }

    /// What ranking needs to know, given what it knew before the pages of a newer segment changed.
    fn counted(&self, mut known: Statistics, before: &Self, newer: &Segment) -> Statistics {
        for slot in (0..newer.entries()).filter_map(|entry| self.slot_of(newer.page(entry))) {
            if slot < before.pages.len()
                && let Some(words) = before.current_words(slot)
            {
                known.pages -= 1;
                known.words -= words;
            }
            if let Some(words) = self.current_words(slot) {
                known.pages += 1;
                known.words += words;
            }
        }
        known
    }

    /// How many words a page's current version has in title and main text; none when it is gone.
    fn current_words(&self, slot: usize) -> Option<u64> {
        let (view, version) = self.version(slot, self.end(slot).checked_sub(1)?)?;
        let view = &self.views[view];
        let [title, main, _] = view.segment.lengths(version);
        view.is_current(version)
            .then(|| u64::from(title) + u64::from(main))
    }

    /// Whether all slots stay what they are when a newer segment comes.
    fn grows_by(&self, newer: &Segment) -> bool {
        let last = self.pages.last().copied();
        (0..newer.entries()).all(|entry| match self.slot_of(newer.page(entry)) {
            Some(slot) => {
                !newer.range(entry).is_empty() || newer.start(entry) > self.parts(slot)[0].start
            }
            None => {
                newer.range(entry).is_empty() || last.is_none_or(|last| newer.page(entry) > last)
            }
        })
    }

    /// Takes the parts of some pages over as they are.
    fn copy(&mut self, from: &Self, slots: Range<usize>) {
        if slots.is_empty() {
            return;
        }
        let offsets = &from.part_offsets[slots.start..=slots.end];
        let (first, last) = (offsets[0], offsets[slots.len()]);
        let base = self.parts.len() as u32;
        self.parts
            .extend_from_slice(&from.parts[first as usize..last as usize]);
        self.part_offsets
            .extend(offsets[1..].iter().map(|offset| offset - first + base));
    }

    /// Forgets what held of a page from an ordinal on, and which of its versions was the current one.
    fn let_go(&mut self, chain: &[Part], start: u32) {
        let Some(last) = chain.last() else { return };
        let view = &mut self.views[last.view as usize];
        view.mark(view.end(last.entry as usize).wrapping_sub(1), false);
        for part in chain.iter().filter(|part| part.start >= start) {
            self.views[part.view as usize].hold(part.entry as usize, NONE, 0);
        }
    }

    /// Says which parts of a page hold: those of the slot that comes next.
    fn hold(&mut self, slot: usize, chain: &[Part]) {
        for part in chain {
            let view = &mut self.views[part.view as usize];
            let entry = part.entry as usize;
            let end = view.segment.range(entry).start + (part.end - part.start);
            view.hold(entry, slot as u32, end);
        }
        if let Some(last) = chain.last() {
            let view = &mut self.views[last.view as usize];
            let version = view.end(last.entry as usize) - 1;
            view.cut |= version + 1 != view.segment.range(last.entry as usize).end;
            let gone = view.segment.gone(version);
            view.mark(version, !gone);
        }
        self.parts.extend_from_slice(chain);
        self.part_offsets.push(self.parts.len() as u32);
    }

    /// The number of the site that an entry names.
    fn site_of(&self, view: u32, entry: u32) -> u32 {
        let view = &self.views[view as usize];
        let site = view.segment.site(entry as usize) as usize;
        view.sites.get(site).copied().unwrap_or(NONE)
    }

    /// The number of a site, which is a new one if need be.
    fn site_number(&mut self, site: &str) -> u32 {
        let known = self.sites.iter().position(|known| known == site);
        known.unwrap_or_else(|| {
            Arc::make_mut(&mut self.sites).push(site.to_owned());
            self.sites.len() - 1
        }) as u32
    }

    /// Forgets unchanged readings of versions that the newest segment says anew or away.
    fn drop_touches(&mut self, newest: usize) {
        let holds = |&(slot, ordinal): &(u32, u32)| {
            let part = self.part(slot as usize, ordinal);
            part.is_some_and(|part| (part.view as usize) < newest)
        };
        if !self.touches.keys().all(holds) {
            let kept = self.touches.iter().filter(|(key, _)| holds(key));
            self.touches = Arc::new(kept.map(|(&key, &read)| (key, read)).collect());
        }
    }

    /// Applies a segment's unchanged readings to what older ones say.
    fn take_touches(&mut self, number: usize) {
        let segment = Arc::clone(&self.views[number].segment);
        for touch in segment.touches() {
            let Some(slot) = self.slot_of(touch.page) else {
                continue;
            };
            let older = self
                .part(slot, touch.ordinal)
                .is_some_and(|part| (part.view as usize) < number);
            if older {
                let touches = Arc::make_mut(&mut self.touches);
                let read = touches
                    .entry((slot as u32, touch.ordinal))
                    .or_insert(touch.last_read);
                *read = touch.last_read.max(*read);
            }
        }
    }
}

/// Puts a segment's entry behind what older segments say of its page, and takes away what it supersedes.
fn supersede(chain: &mut Vec<Part>, views: &[View], view: u32, entry: u32) {
    let segment = &views[view as usize].segment;
    let (start, range) = (segment.start(entry as usize), segment.range(entry as usize));
    while chain.last().is_some_and(|part| part.start >= start) {
        chain.pop();
    }
    if let Some(part) = chain.last_mut() {
        part.end = part.end.min(start);
    }
    if !range.is_empty() {
        chain.push(Part {
            view,
            entry,
            start,
            end: start + (range.end - range.start),
        });
    }
}
