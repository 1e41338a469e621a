//! Places of a phrase: in the newest versions as stored, in older ones by carrying places back.

use std::cell::Cell;
use std::cmp::Reverse;
use std::ops::Deref;

use super::list::{Reader, keep_common};
use super::read::Walk;
use crate::search::spans::Spans;
use crate::segment::Segment;

/// How much of older versions one search looks at, in words put in, steps and places carried: some tens of
/// milliseconds.
pub const WORK: usize = 10_000_000;

/// A list so many times longer than another is only read where the other has places.
const FEW: usize = 8;

/// In which fields a phrase may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// The title.
    Title,
    /// Title and main text.
    Body,
    /// The rest as well.
    All,
}

/// What is left of the work that one search may do on older versions.
#[derive(Debug)]
pub struct Work {
    left: Cell<usize>,
    short: Cell<bool>,
}

impl Work {
    /// So much.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self {
            left: Cell::new(most),
            short: Cell::new(false),
        }
    }

    /// Whether it was not enough: some versions were not looked at.
    #[must_use]
    pub const fn was_short(&self) -> bool {
        self.short.get()
    }

    /// Takes so much away; false when there is not as much left.
    fn take(&self, work: usize) -> bool {
        let left = self.left.get().checked_sub(work);
        self.left.set(left.unwrap_or(0));
        if left.is_none() {
            self.short.set(true);
        }
        left.is_some()
    }
}

/// One behind the last place at which a phrase may begin.
fn end<B: Deref<Target = [u8]>>(segment: &Segment<B>, version: u32, fields: Fields) -> u64 {
    let [title, main, rest] = segment.places(version);
    match fields {
        Fields::Title => title,
        Fields::Body => title.saturating_add(main).saturating_add(1),
        Fields::All => title
            .saturating_add(main)
            .saturating_add(rest)
            .saturating_add(2),
    }
}

/// The newest versions of pages (as the segment has them) in which the words stand one after the other.
pub fn newest<B: Deref<Target = [u8]>>(
    segment: &Segment<B>,
    words: &[u32],
    fields: Fields,
    out: &mut Vec<u32>,
) {
    let (bytes, positions) = (segment.bytes(), segment.positions());
    if !positions.any() {
        return;
    }
    let list = |&word: &u32| positions.lists(bytes, word).next().unwrap_or_default();
    let mut lists: Vec<_> = (0_u32..).zip(words.iter().map(list)).collect();
    lists.sort_by_key(|(_, list)| list.len());
    let (mut places, mut other) = (Vec::new(), Vec::new());
    for (number, (offset, list)) in lists.into_iter().enumerate() {
        if number > 0 {
            if places.len() * FEW < list.len() {
                Reader::new(list).keep(bytes, offset, &mut places);
            } else {
                other.clear();
                list.all(bytes, &mut other);
                keep_common(&mut places, &other, offset);
            }
            continue;
        }
        list.all(bytes, &mut places);
        let before = places.partition_point(|&place| place < offset);
        places.drain(..before);
        for place in &mut places {
            *place -= offset;
        }
    }
    let mut entry = 0;
    let mut limits: Option<(usize, u32, u64)> = None;
    for place in places {
        entry = entry_at(segment, entry, place);
        if entry >= segment.entries() {
            return;
        }
        let (_, version, until) = match limits {
            Some(known @ (of, ..)) if of == entry => known,
            _ => {
                let Some(version) = segment.range(entry).last() else {
                    continue;
                };
                let base = u64::from(positions.base(bytes, entry));
                (
                    entry,
                    version,
                    base.saturating_add(end(segment, version, fields)),
                )
            }
        };
        limits = Some((entry, version, until));
        if u64::from(place) < until && out.last() != Some(&version) {
            out.push(version);
        }
    }
}

/// The page at or after `from` on whose stretch of the line a place stands.
fn entry_at<B: Deref<Target = [u8]>>(segment: &Segment<B>, from: usize, place: u32) -> usize {
    let behind = |entry: usize| segment.positions().base(segment.bytes(), entry + 1) <= place;
    let (mut low, mut step) = (from, 1);
    while low + step < segment.entries() && behind(low + step - 1) {
        low += step;
        step *= 2;
    }
    let mut high = (low + step).min(segment.entries());
    while low < high {
        let middle = usize::midpoint(low, high);
        if behind(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// The versions among `candidates` (those with all words) that have the phrase. When the work does not suffice,
/// versions not looked at are left out if only `sure` ones are wanted, else taken in.
pub(crate) fn find<B: Deref<Target = [u8]>>(
    segment: &Segment<B>,
    words: &[u32],
    fields: Fields,
    candidates: &[(u32, u32)],
    (work, sure): (&Work, bool),
) -> Spans {
    let mut found = Vec::new();
    newest(segment, words, fields, &mut found);
    let mut found: Spans = found
        .into_iter()
        .map(|version| (version, version))
        .collect();
    if segment.one_each() || !segment.positions().any() {
        return found;
    }
    let newer = found.len();
    let older = older(segment, candidates);
    let mut pages: Vec<&[Candidate]> = older
        .chunk_by(|one, other| one.entry == other.entry)
        .collect();
    pages.sort_by_key(|page| Reverse(page.last().map(|last| segment.first_read(last.to))));
    let mut carrier = Carrier::new(segment, words);
    for page in pages {
        carrier.back(segment, fields, page, (work, sure), &mut found);
    }
    if found.len() > newer {
        found.sort_unstable();
    }
    found
}

/// Versions of a page that are to be looked at, none of them its newest.
struct Candidate {
    entry: usize,
    from: u32,
    to: u32,
}

fn older<B: Deref<Target = [u8]>>(
    segment: &Segment<B>,
    candidates: &[(u32, u32)],
) -> Vec<Candidate> {
    let mut out = Vec::new();
    for &(mut first, last) in candidates {
        while first <= last {
            let entry = segment.entry_of(first);
            let end = segment.range(entry).end;
            if first + 1 < end {
                out.push(Candidate {
                    entry,
                    from: first,
                    to: last.min(end - 2),
                });
            }
            first = end.max(first + 1);
        }
    }
    out
}

/// The places of a phrase's words in one version after the other.
struct Carrier {
    /// Each word of the phrase once, as edits write it.
    words: Vec<u32>,
    readers: Vec<Reader>,
    /// For each word of the phrase which of those it is.
    phrase: Vec<usize>,
    places: Vec<Vec<u32>>,
    before: Vec<Vec<u32>>,
}

impl Carrier {
    fn new<B: Deref<Target = [u8]>>(segment: &Segment<B>, phrase: &[u32]) -> Self {
        let mut words = phrase.to_vec();
        words.sort_unstable();
        words.dedup();
        let list = |&word: &u32| segment.positions().lists(segment.bytes(), word).next();
        Self {
            readers: words
                .iter()
                .map(|word| Reader::new(list(word).unwrap_or_default()))
                .collect(),
            phrase: phrase
                .iter()
                .filter_map(|word| words.binary_search(word).ok())
                .collect(),
            places: vec![Vec::new(); words.len()],
            before: vec![Vec::new(); words.len()],
            words: words.into_iter().map(|word| word + 1).collect(),
        }
    }

    /// Looks at one page's older versions, the latest first.
    fn back<B: Deref<Target = [u8]>>(
        &mut self,
        segment: &Segment<B>,
        fields: Fields,
        page: &[Candidate],
        (work, sure): (&Work, bool),
        found: &mut Spans,
    ) {
        let [Candidate { entry, from, .. }, ..] = *page else {
            return;
        };
        let last = segment.range(entry).end - 1;
        self.start(segment, entry);
        let mut walk = segment.walk(entry);
        let mut left = page;
        for version in (from..last).rev() {
            if !walk.step() {
                // A forged file.
                return;
            }
            if !work.take(self.carry(&walk)) {
                let open = left.iter().map(|part| (part.from, part.to.min(version)));
                found.extend(open.filter(|_| !sure));
                return;
            }
            while let Some((part, rest)) = left.split_last() {
                if part.from <= version {
                    let wanted = version <= part.to;
                    if wanted && self.stands(end(segment, version, fields)) {
                        found.push((version, version));
                    }
                    break;
                }
                left = rest;
            }
        }
    }

    /// The places in the newest version.
    fn start<B: Deref<Target = [u8]>>(&mut self, segment: &Segment<B>, entry: usize) {
        let (bytes, positions) = (segment.bytes(), segment.positions());
        let (from, to) = (
            positions.base(bytes, entry),
            positions.base(bytes, entry + 1),
        );
        for (reader, places) in self.readers.iter_mut().zip(&mut self.places) {
            places.clear();
            reader.range(bytes, from, to, places);
        }
    }

    /// From a version to the one before it; gives how much work it was.
    fn carry(&mut self, walk: &Walk<'_>) -> usize {
        std::mem::swap(&mut self.places, &mut self.before);
        let mut work = walk.ops.len() + walk.words.len();
        for (number, word) in self.words.iter().enumerate() {
            let (before, places) = (&self.before[number], &mut self.places[number]);
            places.clear();
            let (mut at, mut to, mut put, mut next) = (0_u64, 0_u64, 0, 0);
            for op in &walk.ops {
                let words = walk.words[put..].iter().take(op.insert as usize);
                let here = (to..).zip(words).filter(|(_, code)| *code == word);
                places.extend(here.map(|(place, _)| place as u32));
                put += op.insert as usize;
                (at, to) = (at + u64::from(op.skip), to + u64::from(op.insert));
                next += before[next..]
                    .iter()
                    .take_while(|&&place| u64::from(place) < at)
                    .count();
                let copied = before[next..].iter().map(|&place| u64::from(place));
                let copied = copied.take_while(|&place| place < at + u64::from(op.copy));
                let start = places.len();
                places.extend(copied.map(|place| (place - at + to) as u32));
                next += places.len() - start;
                (at, to) = (at + u64::from(op.copy), to + u64::from(op.copy));
            }
            work += places.len() + before.len();
        }
        work
    }

    /// Whether the words stand one after the other, beginning before `end`.
    fn stands(&self, end: u64) -> bool {
        let Some((&first, rest)) = self.phrase.split_first() else {
            return false;
        };
        let starts = self.places[first]
            .iter()
            .take_while(|&&place| u64::from(place) < end);
        let follows = |start: u32| {
            (1..).zip(rest).all(|(offset, &word)| {
                start
                    .checked_add(offset)
                    .is_some_and(|place| self.places[word].binary_search(&place).is_ok())
            })
        };
        starts.copied().any(follows)
    }
}
