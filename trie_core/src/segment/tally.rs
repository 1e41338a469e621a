//! Counting the words of one version.

use std::ops::Range;

use super::draft::Posting;
use super::postings::Run;
use super::words::{BATCH, Batch, Key, Words};
use crate::phrase::Streams;
use crate::text::{Scratch, Sink, scan};

/// Where what is counted goes: the words met so far, how often they stood in each version, and where.
pub(super) struct Tally<'a> {
    pub words: &'a mut Words,
    pub postings: &'a mut Vec<Posting>,
    pub streams: Option<&'a mut Streams>,
    /// The version that is being counted.
    pub version: u32,
}

/// What was found in a field.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    /// Words.
    pub words: u32,
    /// Gaps where words were left out.
    pub gaps: u32,
}

impl Tally<'_> {
    /// Counts the words of a field. Postings from the `from`th on are those of the fields that are counted together.
    pub fn count(&mut self, text: &str, field: usize, from: usize, scratch: &mut Scratch) -> Found {
        self.words.settle();
        let mut counter = Counter {
            tally: self,
            field,
            from: from as u32,
            found: Found::default(),
            batch: Batch::default(),
        };
        scan(text, scratch, &mut counter);
        counter.settle();
        counter.found
    }
}

/// Takes the words of one field as they come.
struct Counter<'a, 'b> {
    tally: &'a mut Tally<'b>,
    field: usize,
    from: u32,
    found: Found,
    /// Words that wait to be counted.
    batch: Batch,
}

impl Counter<'_, '_> {
    /// Counts the words that wait.
    #[inline(never)]
    fn settle(&mut self) {
        self.tally.words.look(&mut self.batch);
        for at in 0..self.batch.len {
            let word = self.tally.words.looked(&self.batch, at);
            self.add(word);
        }
        self.batch.len = 0;
    }

    #[inline]
    fn add(&mut self, word: u32) {
        let Tally {
            words,
            postings,
            streams,
            version,
        } = &mut *self.tally;
        let latest = words.latest(word);
        if *latest <= self.from {
            let run = Run {
                first: *version,
                last: *version,
                ..Run::default()
            };
            postings.push(Posting::new(word, self.field == 2, run));
            *latest = postings.len() as u32;
        }
        let run = &mut postings[*latest as usize - 1].run;
        if self.field == 0 {
            run.title += 1;
        } else {
            run.main += 1;
        }
        self.found.words += 1;
        if let Some(streams) = streams {
            streams.words.push(word);
        }
    }
}

impl Sink for Counter<'_, '_> {
    fn skip(&mut self) {
        self.settle();
        if let Some(streams) = &mut self.tally.streams {
            streams.gap(&mut self.found.gaps);
        }
    }

    fn word(&mut self, word: &str, _: Range<usize>) {
        self.settle();
        let word = self.tally.words.number(word);
        self.add(word);
    }

    #[inline]
    fn plain(&mut self, text: &str, range: Range<usize>, buffer: &mut String) {
        if let Some(key) = Key::at(text, &range) {
            self.tally.words.note(key, &mut self.batch);
            if self.batch.len == BATCH {
                self.settle();
            }
        } else {
            buffer.clear();
            buffer.push_str(&text[range.clone()]);
            buffer.make_ascii_lowercase();
            self.word(buffer, range);
        }
    }
}
