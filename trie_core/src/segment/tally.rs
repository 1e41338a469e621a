//! Counting the words of one version.
//!
//! A version has some hundreds of words and says the same ones again and again, a segment has tens of thousands. So a
//! version is counted in a table of its own, small enough to stay in a processor's nearest cache, and only when it is
//! over each of its words is looked for among those of the segment, once.

use std::ops::Range;

use super::words::{Short, Words};
use crate::phrase::Streams;
use crate::text::{Scratch, Sink, scan};

/// Slots of a tally at first: twice the words of most pages.
const SLOTS: usize = 1024;

#[derive(Clone, Copy, Default)]
struct Slot {
    key: Short,
    /// Which of the words seen it is.
    place: u32,
    /// For which version it was taken; one taken for an earlier one is free.
    stamp: u32,
}

/// A word of the version, and how often it stands in each of its fields.
pub(super) struct Seen {
    key: Short,
    counts: [u32; 3],
}

/// The words of one version, in the order in which they first appear.
#[derive(Default)]
pub(super) struct Tally {
    slots: Vec<Slot>,
    stamp: u32,
    seen: Vec<Seen>,
    scratch: Scratch,
}

impl Tally {
    /// Counts the words of a field, and notes their places among the words of the version where they are to be noted
    /// one by one; gives how many there are, and in how many gaps some were left out.
    pub fn count(
        &mut self,
        text: &str,
        field: usize,
        words: &mut Words,
        streams: Option<&mut Streams>,
    ) -> (u32, u32) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let mut counter = Counter {
            tally: self,
            words,
            streams,
            field,
            all: 0,
            skips: 0,
        };
        scan(text, &mut scratch, &mut counter);
        let sums = (counter.all, counter.skips);
        self.scratch = scratch;
        sums
    }

    /// Gives each word's number and counts, and forgets them all.
    pub fn drain(&mut self, words: &mut Words, mut f: impl FnMut(u32, [u32; 3])) {
        for seen in self.seen.drain(..) {
            f(words.number_of(seen.key), seen.counts);
        }
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.slots.clear();
        }
    }

    /// The place of a word among those seen.
    #[inline]
    fn place(&mut self, key: Short, words: &Words) -> usize {
        if self.seen.len() * 2 >= self.slots.len() {
            self.grow(words);
        }
        let most = self.slots.len() - 1;
        let mut at = words.hash(key) as usize & most;
        loop {
            let slot = &mut self.slots[at];
            if slot.stamp != self.stamp {
                let place = self.seen.len();
                *slot = Slot {
                    key,
                    place: place as u32,
                    stamp: self.stamp,
                };
                let counts = [0; 3];
                self.seen.push(Seen { key, counts });
                return place;
            }
            if slot.key == key {
                return slot.place as usize;
            }
            at = (at + 1) & most;
        }
    }

    #[cold]
    fn grow(&mut self, words: &Words) {
        let len = (self.slots.len() * 2).max(SLOTS);
        self.slots.clear();
        self.slots.resize(len, Slot::default());
        // No slot is taken for version zero.
        self.stamp = self.stamp.max(1);
        for (place, seen) in (0..).zip(&self.seen) {
            let mut at = words.hash(seen.key) as usize & (len - 1);
            while self.slots[at].stamp == self.stamp {
                at = (at + 1) & (len - 1);
            }
            let (key, stamp) = (seen.key, self.stamp);
            self.slots[at] = Slot { key, place, stamp };
        }
    }
}

/// Takes the words of one field as they come.
struct Counter<'a> {
    tally: &'a mut Tally,
    words: &'a mut Words,
    streams: Option<&'a mut Streams>,
    field: usize,
    all: u32,
    skips: u32,
}

impl Counter<'_> {
    #[inline]
    fn add(&mut self, key: Short) {
        let place = self.tally.place(key, self.words);
        self.tally.seen[place].counts[self.field] += 1;
        self.all += 1;
        if let Some(streams) = &mut self.streams {
            streams.words.push(place as u32);
        }
    }
}

impl Sink for Counter<'_> {
    fn skip(&mut self) {
        if let Some(streams) = &mut self.streams {
            streams.gap(&mut self.skips);
        }
    }

    #[inline]
    fn word(&mut self, word: &str, _: Range<usize>) {
        let key = Short::of(word).unwrap_or_else(|| Short::known(self.words.number(word)));
        self.add(key);
    }

    #[inline]
    fn plain(&mut self, text: &str, range: Range<usize>, _: bool, buffer: &mut String) {
        let Some(key) = Short::at(text, &range) else {
            buffer.clear();
            buffer.push_str(&text[range]);
            buffer.make_ascii_lowercase();
            let key = Short::known(self.words.number(buffer));
            return self.add(key);
        };
        self.add(key);
    }
}
