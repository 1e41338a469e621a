//! Postings of each word: runs of versions, in blocks of bit-packed numbers.
//!
//! All versions of all pages of a segment stand in one line, numbered 0, 1, 2 …, page after page and oldest first. A
//! run is a stretch of that line on which a word stood with the same count, so the operators of a query are
//! operations on stretches of a line and need not know of pages.
//!
//! A word's runs are stored as *gap* (versions between the last run and this one), *length* minus one, the count in
//! the main text and the count in the title: four columns, each as wide as its widest number, 128 runs to a block.
//! One single run, as half of all words have, is two or three bytes in the word's record. Where every page has one
//! version, the places of a word that stands in many of them are bits instead (see `dense`).

mod look;

pub use look::Look;

use super::blocks::{BLOCK, Block, Widths, one_of, unpack};
use super::dense::{Bits, Line, is_dense};
use crate::bits::{get_varint, load32};

/// A stretch of versions on which a word stood with the same counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Run {
    /// First version, counted over the whole segment.
    pub first: u32,
    /// Last version.
    pub last: u32,
    /// Count in the main text (or, in the list of the rest, in the rest).
    pub main: u32,
    /// Count in the title.
    pub title: u32,
}

/// Runs as columns, the form in which queries use them.
#[derive(Debug, Default, Clone)]
pub struct Runs {
    /// First versions, ascending.
    pub first: Vec<u32>,
    /// Last versions, each before the next first one.
    pub last: Vec<u32>,
}

/// The counts that belong to [`Runs`].
#[derive(Debug, Default, Clone)]
pub struct Counts {
    /// Counts in the main text.
    pub main: Vec<u32>,
    /// Counts in the title.
    pub title: Vec<u32>,
}

/// A word's list of runs in a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct List {
    pub(super) at: usize,
    len: u32,
    /// How many versions there are, if their bits are kept.
    pub(super) dense: Option<u32>,
}

impl List {
    /// The list of `len` runs that stands at `at`.
    #[must_use]
    pub fn new(at: usize, len: u32, line: Line) -> Self {
        let dense = line.filter(|_| is_dense(len as usize, line));
        Self { at, len, dense }
    }

    /// How many runs.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Where in the file it begins: no two lists begin at one place.
    #[must_use]
    pub const fn place(&self) -> usize {
        self.at
    }

    pub(super) const fn blocks(&self) -> usize {
        self.len().div_ceil(BLOCK)
    }

    /// One behind the list's last byte.
    #[must_use]
    pub fn end(&self, bytes: &[u8]) -> usize {
        match self.len() {
            0 => self.at,
            1 => self.one(bytes).1,
            len if len <= BLOCK => {
                let widths = Widths::read(bytes, self.at);
                widths.at + widths.bytes(len)
            }
            _ => {
                let data = self.at.saturating_add(self.blocks() * 8);
                data.saturating_add(load32(bytes, data - 4) as usize)
            }
        }
    }

    fn one(&self, bytes: &[u8]) -> (Run, usize) {
        let mut at = self.at;
        let head = get_varint(bytes, &mut at);
        let first = (head >> 2) as u32;
        let mut next = || get_varint(bytes, &mut at) as u32;
        let run = match head & 3 {
            3 => Run {
                first,
                last: first.saturating_add(next()),
                main: next(),
                title: next(),
            },
            2 => Run {
                first,
                last: first,
                main: next(),
                title: 0,
            },
            _ => Run {
                first,
                last: first,
                main: 1,
                title: 0,
            },
        };
        (run, at)
    }

    /// Where a block begins, how many runs it has and which version its first gap counts from.
    fn block(&self, bytes: &[u8], number: usize) -> (usize, usize, u32) {
        if self.len() <= BLOCK {
            return (self.at, self.len(), 0);
        }
        let data = self.at.saturating_add(self.blocks() * 8);
        let len = BLOCK.min(self.len() - number * BLOCK);
        if number == 0 {
            let bits = self.bits().map_or(0, Bits::size);
            return (data.saturating_add(bits), len, 0);
        }
        let before = self.at + (number - 1) * 8;
        let offset = load32(bytes, before + 4) as usize;
        (
            data.saturating_add(offset),
            len,
            load32(bytes, before).wrapping_add(1),
        )
    }

    /// Appends all runs; those at or beyond `versions` (a forged file) end the list.
    pub fn runs(&self, bytes: &[u8], versions: u32, out: &mut Runs) {
        if self.len == 1 {
            let (run, _) = self.one(bytes);
            if run.last < versions {
                out.first.push(run.first);
                out.last.push(run.last);
            }
            return;
        }
        if let Some(bits) = self.bits() {
            let start = out.first.len();
            bits.versions(bytes, &mut out.first);
            out.last.extend_from_slice(&out.first[start..]);
            return;
        }
        // What a forged length may not reserve beyond.
        let possible = self.len().min(bytes.len());
        out.first.reserve(possible);
        out.last.reserve(possible);
        let mut block = Block::default();
        for number in 0..self.blocks() {
            if !self.block_runs(bytes, number, versions, &mut block) {
                return;
            }
            out.first.extend_from_slice(&block.first[..block.len]);
            out.last.extend_from_slice(&block.last[..block.len]);
        }
    }

    /// Appends where the runs end, for a line on which every run is one version long.
    pub fn ends(&self, bytes: &[u8], versions: u32, out: &mut Vec<u32>) {
        if self.len == 1 {
            let (run, _) = self.one(bytes);
            out.extend((run.last < versions).then_some(run.last));
            return;
        }
        if let Some(bits) = self.bits() {
            bits.versions(bytes, out);
            return;
        }
        out.reserve(self.len().min(bytes.len()));
        for number in 0..self.blocks() {
            let (at, len, base) = self.block(bytes, number);
            let widths = Widths::read(bytes, at);
            if at >= bytes.len() || widths.at + widths.bytes(len) > bytes.len() {
                return;
            }
            let start = out.len();
            out.resize(start + len, 0);
            let block = &mut out[start..];
            unpack(bytes, widths.at * 8, widths.gap, block);
            let mut next = u64::from(base);
            for slot in block {
                next += u64::from(*slot) + 1;
                *slot = (next - 1) as u32;
            }
            if next > u64::from(versions) {
                out.truncate(start);
                return;
            }
        }
    }

    /// Like [`List::runs`], without the blocks of which no run can reach one of the stretches, which are in order.
    pub fn runs_near(&self, bytes: &[u8], versions: u32, near: &[(u32, u32)], out: &mut Runs) {
        if self.len() <= BLOCK || self.dense.is_some() {
            self.runs(bytes, versions, out);
            return;
        }
        let mut block = Block::default();
        let (mut from, mut rest) = (0, near);
        for number in 0..self.blocks() {
            let last = load32(bytes, self.at + number * 8);
            // One after the other while blocks are passed, by halves where many stretches lie before this one.
            let behind = rest.iter().take(8).take_while(|span| span.1 < from).count();
            rest = &rest[behind..];
            if behind == 8 {
                rest = &rest[rest.partition_point(|span| span.1 < from)..];
            }
            let Some(next) = rest.first() else { return };
            if next.0 <= last {
                if !self.block_runs(bytes, number, versions, &mut block) {
                    return;
                }
                out.first.extend_from_slice(&block.first[..block.len]);
                out.last.extend_from_slice(&block.last[..block.len]);
            }
            from = last.saturating_add(1);
        }
    }

    #[inline]
    fn block_runs(&self, bytes: &[u8], number: usize, versions: u32, out: &mut Block) -> bool {
        let (at, len, base) = self.block(bytes, number);
        let widths = Widths::read(bytes, at);
        if at >= bytes.len() || widths.at + widths.bytes(len) > bytes.len() {
            return false;
        }
        out.len = len;
        let Block { first, last, .. } = out;
        unpack(bytes, widths.at * 8, widths.gap, &mut first[..len]);
        let mut next = u64::from(base);
        if widths.length == 0 {
            for slot in &mut first[..len] {
                next += u64::from(*slot) + 1;
                *slot = (next - 1) as u32;
            }
            last[..len].copy_from_slice(&first[..len]);
        } else {
            let bit = widths.at * 8 + widths.gap as usize * len;
            unpack(bytes, bit, widths.length, &mut last[..len]);
            for (first, last) in first[..len].iter_mut().zip(&mut last[..len]) {
                next += u64::from(*first);
                *first = next as u32;
                next += u64::from(*last) + 1;
                *last = (next - 1) as u32;
            }
        }
        next <= u64::from(versions)
    }

    /// The counts of the first `runs` runs, in the order of [`List::runs`].
    pub fn counts(&self, bytes: &[u8], runs: usize, out: &mut Counts) {
        out.main.clear();
        out.title.clear();
        if self.len == 1 {
            let (run, _) = self.one(bytes);
            out.main.push(run.main);
            out.title.push(run.title);
        } else {
            for number in 0..runs.min(self.len()).div_ceil(BLOCK) {
                self.block_counts(bytes, number, out);
            }
        }
        out.main.resize(runs, 0);
        out.title.resize(runs, 0);
    }

    fn block_counts(&self, bytes: &[u8], number: usize, out: &mut Counts) {
        let (at, len, _) = self.block(bytes, number);
        let widths = Widths::read(bytes, at);
        let start = number * BLOCK;
        let mut bit = widths.at * 8 + (widths.gap + widths.length) as usize * len;
        out.main.resize(start + len, 0);
        out.title.resize(start + len, 0);
        unpack(bytes, bit, widths.main, &mut out.main[start..]);
        if widths.title == 0 {
            for value in &mut out.main[start..] {
                *value = value.saturating_add(1);
            }
        } else {
            bit += widths.main as usize * len;
            unpack(bytes, bit, widths.title, &mut out.title[start..]);
        }
    }

    /// The counts (main, title) of the run at `index`, read where they stand.
    #[must_use]
    pub fn count(&self, bytes: &[u8], index: usize) -> (u32, u32) {
        if self.len == 1 {
            let (run, _) = self.one(bytes);
            return (run.main, run.title);
        }
        let (number, index) = (index / BLOCK, index % BLOCK);
        if number >= self.blocks() {
            return (0, 0);
        }
        let (at, len, _) = self.block(bytes, number);
        let widths = Widths::read(bytes, at);
        let bit = widths.at * 8 + (widths.gap + widths.length) as usize * len;
        let main = one_of(bytes, bit, widths.main, index);
        if widths.title == 0 {
            return (main.saturating_add(1), 0);
        }
        (
            main,
            one_of(bytes, bit + widths.main as usize * len, widths.title, index),
        )
    }

    /// All runs with their counts.
    #[must_use]
    pub fn all(&self, bytes: &[u8], versions: u32) -> Vec<Run> {
        let (mut runs, mut counts) = (Runs::default(), Counts::default());
        self.runs(bytes, versions, &mut runs);
        self.counts(bytes, runs.first.len(), &mut counts);
        let places = runs.first.into_iter().zip(runs.last);
        places
            .zip(counts.main.into_iter().zip(counts.title))
            .map(|((first, last), (main, title))| Run {
                first,
                last,
                main,
                title,
            })
            .collect()
    }
}
