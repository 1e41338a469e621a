//! Lists of words that stand in a good part of all versions: one bit for each version.
//!
//! Only where every page has one version, so that a run is a version and a bit says all of it. Sixty-four versions are
//! then compared at once, and a word as common as "the" costs a search no more than a middling one.

use std::ops::Deref;

use super::Segment;
use super::blocks::BLOCK;
use super::postings::{List, Run};
use crate::bits::{load, load32, mask};

/// From this share of the versions on (one in so many) a list is kept as bits.
const SHARE: usize = 16;
/// Words of bits between two counts of what stands before.
const RANKED: usize = 8;

/// How long a line of versions is, for lists on which every run is one version; `None` where runs may be longer.
pub type Line = Option<u32>;

/// Whether a list of so many runs is kept as bits.
pub(super) fn is_dense(len: usize, line: Line) -> bool {
    line.is_some_and(|versions| len > BLOCK && len.saturating_mul(SHARE) >= versions as usize)
}

/// Where the bits of a list stand: words of sixty-four, then for each eight words how many bits are set before them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits {
    pub at: usize,
    pub versions: u32,
}

impl Bits {
    const fn words(self) -> usize {
        self.versions as usize / 64 + 1
    }

    /// How many bytes they take.
    pub const fn size(self) -> usize {
        self.words() * 8 + self.words().div_ceil(RANKED) * 4
    }

    /// The words' bytes, unless the file ends before (a forged one).
    fn bytes(self, bytes: &[u8]) -> Option<&[u8]> {
        bytes.get(self.at..self.at.checked_add(self.words() * 8)?)
    }

    pub fn contains(self, bytes: &[u8], version: u32) -> bool {
        version < self.versions
            && load(bytes, self.at + version as usize / 64 * 8) >> (version % 64) & 1 == 1
    }

    /// How many versions before this one are in the list.
    pub fn rank(self, bytes: &[u8], version: u32) -> usize {
        let word = version as usize / 64;
        let group = word / RANKED;
        let before = load32(bytes, self.at + self.words() * 8 + group * 4) as usize;
        let whole: u32 = (group * RANKED..word)
            .map(|word| load(bytes, self.at + word * 8).count_ones())
            .sum();
        let part = load(bytes, self.at + word * 8) & mask(version % 64);
        before + (whole + part.count_ones()) as usize
    }

    /// Clears in `kept` what is not in the list.
    pub fn keep(self, bytes: &[u8], kept: &mut [u64]) {
        let Some(words) = self.bytes(bytes) else {
            kept.fill(0);
            return;
        };
        for (word, kept) in words.as_chunks::<8>().0.iter().zip(kept) {
            *kept &= u64::from_le_bytes(*word);
        }
    }

    /// Sets in `joined` what is in the list.
    pub fn join(self, bytes: &[u8], joined: &mut [u64]) {
        let words = self.bytes(bytes).unwrap_or_default();
        for (word, joined) in words.as_chunks::<8>().0.iter().zip(joined) {
            *joined |= u64::from_le_bytes(*word);
        }
    }

    /// The versions, ascending.
    pub fn versions(self, bytes: &[u8], out: &mut Vec<u32>) {
        let words = self.bytes(bytes).unwrap_or_default();
        for (group, word) in (0..).zip(words.as_chunks::<8>().0) {
            let mut word = u64::from_le_bytes(*word);
            while word != 0 {
                out.push(group * 64 + word.trailing_zeros());
                word &= word - 1;
            }
        }
        // Only a forged list has bits beyond the line.
        while out.last().is_some_and(|&last| last >= self.versions) {
            out.pop();
        }
    }

    /// Whether the counts before each eight words are right.
    pub fn is_ranked(self, bytes: &[u8]) -> bool {
        let mut before = 0;
        (0..self.words()).all(|word| {
            let right = !word.is_multiple_of(RANKED)
                || load32(bytes, self.at + self.words() * 8 + word / RANKED * 4) == before;
            before += load(bytes, self.at + word * 8).count_ones();
            right
        })
    }
}

impl List {
    /// Whether its places are kept as bits.
    #[must_use]
    pub const fn is_dense(&self) -> bool {
        self.dense.is_some()
    }

    pub(super) fn bits(&self) -> Option<Bits> {
        let at = self.at.saturating_add(self.blocks() * 8);
        self.dense.map(|versions| Bits { at, versions })
    }

    /// Clears in `kept`, one bit for each version, what is not in a list kept as bits.
    pub fn keep(&self, bytes: &[u8], kept: &mut [u64]) {
        if let Some(bits) = self.bits() {
            bits.keep(bytes, kept);
        }
    }

    /// Sets in `joined`, one bit for each version, what is in a list kept as bits.
    pub fn join(&self, bytes: &[u8], joined: &mut [u64]) {
        if let Some(bits) = self.bits() {
            bits.join(bytes, joined);
        }
    }

    /// Keeps the versions that are in a list kept as bits.
    pub fn retain(&self, bytes: &[u8], versions: &mut Vec<u32>) {
        if let Some(bits) = self.bits() {
            versions.retain(|&version| bits.contains(bytes, version));
        }
    }

    /// Whether what helps to find a run's counts is right.
    #[must_use]
    pub fn is_ranked(&self, bytes: &[u8]) -> bool {
        self.bits().is_none_or(|bits| bits.is_ranked(bytes))
    }
}

/// When the versions of a group of sixty-four were read.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// The earliest and the latest first reading.
    pub first: (i64, i64),
    /// The earliest and the latest last reading.
    pub last: (i64, i64),
}

/// When no versions were read.
const NEVER: Times = Times {
    first: (i64::MAX, i64::MIN),
    last: (i64::MAX, i64::MIN),
};

impl Times {
    fn and(self, other: Self) -> Self {
        let both = |one: (i64, i64), other: (i64, i64)| (one.0.min(other.0), one.1.max(other.1));
        Self {
            first: both(self.first, other.first),
            last: both(self.last, other.last),
        }
    }
}

impl<B: Deref<Target = [u8]>> Segment<B> {
    /// For each 64 versions when they were read; made when first asked for.
    #[must_use]
    pub fn times(&self) -> &[Times] {
        &self.all_times().0
    }

    /// When all its versions were read.
    #[must_use]
    pub fn span(&self) -> &Times {
        &self.all_times().1
    }

    fn all_times(&self) -> &(Vec<Times>, Times) {
        self.times.get_or_init(|| {
            let groups = (0..self.versions).step_by(64);
            let times = |group: u32| {
                let mut times = NEVER;
                for version in group..self.versions.min(group.saturating_add(64)) {
                    let (first, last) = (self.first_read(version), self.last_read(version));
                    times = times.and(Times {
                        first: (first, first),
                        last: (last, last),
                    });
                }
                times
            };
            let groups: Vec<Times> = groups.map(times).collect();
            let all = groups.iter().copied().fold(NEVER, Times::and);
            (groups, all)
        })
    }
}

/// Appends the bits of runs that are one version each.
pub(super) fn put_bits(out: &mut Vec<u8>, runs: &[Run], versions: u32) {
    let mut words = vec![0_u64; Bits { at: 0, versions }.words()];
    for run in runs {
        words[run.first as usize / 64] |= 1 << (run.first % 64);
    }
    for word in &words {
        out.extend_from_slice(&word.to_le_bytes());
    }
    let mut before = 0_u32;
    for group in words.chunks(RANKED) {
        out.extend_from_slice(&before.to_le_bytes());
        before += group.iter().map(|word| word.count_ones()).sum::<u32>();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_tell_what_was_put() {
        let versions = 1500;
        let numbers: Vec<u32> = (0..versions)
            .filter(|n| n % 7 < 3 || n % 64 == 63)
            .collect();
        let runs: Vec<Run> = numbers
            .iter()
            .map(|&first| Run {
                first,
                last: first,
                main: 1,
                title: 0,
            })
            .collect();
        let mut out = vec![9; 5];
        put_bits(&mut out, &runs, versions);
        let bits = Bits { at: 5, versions };
        assert_eq!(out.len(), 5 + bits.size());
        let mut back = Vec::new();
        bits.versions(&out, &mut back);
        assert_eq!(back, numbers);
        for version in 0..versions {
            assert_eq!(bits.contains(&out, version), numbers.contains(&version));
            let before = numbers.partition_point(|&number| number < version);
            assert_eq!(bits.rank(&out, version), before);
        }
        assert!(bits.is_ranked(&out));
        assert!(!bits.contains(&out, versions));
        out.truncate(100);
        back.clear();
        bits.versions(&out, &mut back);
        assert!(back.is_empty());
    }
}
