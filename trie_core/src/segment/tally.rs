//! Counting the words of one version.

use std::ops::Range;

use super::batch::{BATCH, Batch};
use super::draft::Posting;
use super::key::Key;
use super::postings::Run;
use super::words::Words;
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
        let Self {
            tally,
            field,
            from,
            found,
            batch,
        } = self;
        let Tally {
            words,
            postings,
            streams,
            version,
        } = &mut **tally;
        words.look(batch);
        make_room(postings);
        let run = Run {
            first: *version,
            last: *version,
            ..Run::default()
        };
        for at in 0..batch.len() {
            let word = words.looked(batch, at);
            let latest = words.latest(word);
            if *latest <= *from {
                postings.push(Posting::new(word, *field == 2, run));
                *latest = postings.len() as u32;
            }
            let run = &mut postings[*latest as usize - 1].run;
            if *field == 0 {
                run.title += 1;
            } else {
                run.main += 1;
            }
        }
        found.words += batch.len() as u32;
        if let Some(streams) = streams {
            make_room(&mut streams.words);
            streams.words.extend_from_slice(&batch.found[..batch.len()]);
        }
        batch.clear();
    }

    /// A word of which the number has to be asked for.
    #[inline(never)]
    fn long(&mut self, word: &str) {
        let number = self.tally.words.number(word);
        if self.batch.put(number) {
            self.settle();
        }
    }

    #[inline(never)]
    fn long_plain(&mut self, word: &str, buffer: &mut String) {
        buffer.clear();
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
        self.long(buffer);
    }
}

/// Makes room for a batch. Four times as much when it grows, since memory that is never touched costs nothing, but
/// moving what is there does.
#[inline]
fn make_room<T>(list: &mut Vec<T>) {
    if list.capacity() - list.len() < BATCH {
        list.reserve(list.len() * 3 + BATCH);
    }
}

impl Sink for Counter<'_, '_> {
    #[inline(never)]
    fn skip(&mut self) {
        self.settle();
        if let Some(streams) = &mut self.tally.streams {
            streams.gap(&mut self.found.gaps);
        }
    }

    fn word(&mut self, word: &str, _: Range<usize>) {
        self.long(word);
    }

    #[expect(
        clippy::inline_always,
        reason = "what calls it is one loop, and it runs for every word"
    )]
    #[inline(always)]
    fn plain(&mut self, text: &str, range: Range<usize>, buffer: &mut String) {
        let Some(key) = Key::at(text, range.start, range.end - range.start) else {
            return self.long_plain(&text[range], buffer);
        };
        if self.tally.words.note(key, &mut self.batch) {
            self.settle();
        }
    }
}
