//! The places and edits of a segment, where they lie.

use std::ops::Deref;

use super::edit::{self, Op};
use super::list::List;
use super::stream::{GAP, Streams};
use crate::bits::Packed;
use crate::error::{Error, Result};
use crate::segment::format::{Frame, Section};
use crate::segment::{STRIDE, Segment};

/// More places than a file of so many bytes can hold are forged: no list takes less than a bit for four of them.
const DENSEST: u64 = 64;

/// Where a segment's places and edits stand.
#[derive(Debug, Default)]
pub(crate) struct Positions {
    offsets: Packed,
    lists: usize,
    bases: Packed,
    skips: [Packed; 3],
    ends: Packed,
    edits: (usize, usize),
}

impl Positions {
    /// Reads where they stand and checks that they fit the words, pages and versions.
    pub fn read<B: Deref<Target = [u8]>>(segment: &Segment<B>, frame: &Frame) -> Result<Self> {
        let (bytes, pages) = (segment.bytes(), segment.entries());
        let (words, versions) = (segment.table().len(), segment.versions() as usize);
        let column = |section| {
            let (at, end) = frame.section(section);
            Packed::read(bytes, at, end)
        };
        let read = Self {
            offsets: column(Section::PlaceOffsets)?,
            lists: frame.section(Section::Places).0,
            bases: column(Section::PlaceBases)?,
            skips: [
                column(Section::TitleSkips)?,
                column(Section::MainSkips)?,
                column(Section::RestSkips)?,
            ],
            ends: column(Section::EditEnds)?,
            edits: frame.section(Section::Edits),
        };
        let any = !read.bases.is_empty();
        let wanted = |len: usize| if any { len } else { 0 };
        let fit = read.offsets.len() == wanted(words.div_ceil(STRIDE))
            && read.bases.len() == wanted(pages + 1)
            && read.ends.len() == wanted(pages + 1)
            && read
                .skips
                .iter()
                .all(|column| column.len() == wanted(versions));
        if !fit {
            return Err(Error::Corrupt(
                "the places of the words do not fit the words and versions".into(),
            ));
        }
        if any
            && read.bases.get(bytes, pages)
                > (bytes.len() as u64 * DENSEST).min(u64::from(u32::MAX))
        {
            return Err(Error::Corrupt(
                "more places of words than the file can hold".into(),
            ));
        }
        Ok(read)
    }

    /// Whether there are any.
    pub const fn any(&self) -> bool {
        !self.bases.is_empty()
    }

    /// The lists of the words from `ordinal` on.
    pub fn lists<'a>(&self, bytes: &'a [u8], ordinal: u32) -> impl Iterator<Item = List> + use<'a> {
        let stride = STRIDE as u32;
        let offset = self.offsets.get(bytes, (ordinal / stride) as usize);
        let mut at = self
            .lists
            .saturating_add(usize::try_from(offset).unwrap_or(usize::MAX));
        std::iter::repeat_with(move || {
            let (list, end) = List::read(bytes, at);
            at = end;
            list
        })
        .skip((ordinal % stride) as usize)
    }

    /// Where the places of a page's newest version begin.
    pub fn base(&self, bytes: &[u8], entry: usize) -> u32 {
        self.bases.get32(bytes, entry)
    }
}

/// The edits of one page, from its newest version back.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
    bits: u32,
    pub ops: Vec<Op>,
    /// Numbers of words plus one, zero for a gap.
    pub words: Vec<u32>,
}

impl Walk<'_> {
    /// Reads the next older version's edit; false when there is none.
    pub fn step(&mut self) -> bool {
        let Self {
            bytes,
            at,
            end,
            bits,
            ops,
            words,
        } = self;
        edit::read(bytes, at, *end, *bits, ops, words).is_some()
    }

    /// Whether all were read.
    pub const fn is_done(&self) -> bool {
        self.at == self.end
    }
}

impl<B: Deref<Target = [u8]>> Segment<B> {
    /// How many places a version's title, main text and rest take.
    pub(super) fn places(&self, version: u32) -> [u64; 3] {
        let lengths = self.lengths(version);
        let skips = &self.positions().skips;
        [0, 1, 2].map(|field: usize| {
            let skipped = skips[field].get(self.bytes(), version as usize);
            u64::from(lengths[field]).saturating_add(skipped)
        })
    }

    /// The edits of the page at `entry`.
    pub(super) fn walk(&self, entry: usize) -> Walk<'_> {
        let Positions {
            ends,
            edits: (from, to),
            ..
        } = self.positions();
        let [at, end] = [entry, entry + 1].map(|entry| {
            let offset = usize::try_from(ends.get(self.bytes(), entry)).unwrap_or(usize::MAX);
            from.saturating_add(offset).min(*to)
        });
        Walk {
            bytes: self.bytes(),
            at,
            end,
            bits: edit::bits(self.table().len()),
            ops: Vec::new(),
            words: Vec::new(),
        }
    }

    /// Adds the texts of all versions to a draft whose words `numbers` are those of this segment.
    pub(crate) fn pour_streams(&self, numbers: &[u32], out: &mut Streams) -> Result<()> {
        let bad = || Error::Corrupt("the places of the words do not fit the texts".into());
        let (bytes, positions) = (self.bytes(), self.positions());
        let start = out.words.len();
        let all = positions.base(bytes, self.entries()) as usize;
        out.words.resize(start + all, GAP);
        let mut places = Vec::new();
        for (&number, list) in numbers.iter().zip(positions.lists(bytes, 0)) {
            places.clear();
            list.all(bytes, &mut places);
            for &place in &places {
                *out.words
                    .get_mut(start + place as usize)
                    .filter(|_| (place as usize) < all)
                    .ok_or_else(bad)? = number;
            }
        }
        let skips = |version: u32| {
            [0, 1, 2].map(|field: usize| positions.skips[field].get32(bytes, version as usize))
        };
        for entry in 0..self.entries() {
            let Some(last) = self.range(entry).last() else {
                continue;
            };
            let [from, to] = [entry, entry + 1].map(|entry| positions.base(bytes, entry) as usize);
            if to <= from || to > all {
                return Err(bad());
            }
            let mut walk = self.walk(entry);
            let mut older = Vec::new();
            for version in (self.range(entry).start..last).rev() {
                if !walk.step() {
                    return Err(bad());
                }
                let number = |&code: &u32| match code.checked_sub(1) {
                    Some(word) => numbers.get(word as usize).copied().ok_or_else(bad),
                    None => Ok(GAP),
                };
                let words = walk
                    .words
                    .iter()
                    .map(number)
                    .collect::<Result<Vec<u32>>>()?;
                older.push((out.edit(&walk.ops, words.into_iter()), skips(version)));
            }
            for (text, skips) in older.into_iter().rev() {
                out.texts.push(text);
                out.skips.push(skips);
            }
            out.whole_at(start + from..start + to - 1, skips(last));
        }
        Ok(())
    }
}
