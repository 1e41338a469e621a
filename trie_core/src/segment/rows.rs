//! Rows and texts into a segment: each distinct time of a page is a version of it.

use std::ops::Range;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use hashbrown::HashMap;

use super::draft::{Draft, Meta, Share};
use super::postings::Run;
use super::write::MOST;
use crate::error::{Error, Result};
use crate::table::MAX_WORD;

/// Gathers (word, page, time, count).
#[derive(Default)]
pub struct Rows {
    draft: Draft,
    taken: Vec<(u32, u32, u32)>,
    numbers: HashMap<(u32, i64), u32>,
    moments: Vec<(u32, i64)>,
    latest: Option<((u32, i64), u32)>,
}

impl Rows {
    /// Adds a row.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty word and one longer than [`MAX_WORD`] bytes.
    #[inline]
    pub fn push(&mut self, word: &str, page: u32, time: i64, count: u32) -> Result<()> {
        if word.is_empty() || word.len() > MAX_WORD {
            return Err(Error::Input(format!(
                "a word has 1 to {MAX_WORD} bytes, got {}",
                word.len()
            )));
        }
        let word = self.draft.word(word);
        let moment = (page, time);
        let number = match self.latest {
            Some((latest, number)) if latest == moment => number,
            _ => {
                let next = self.moments.len() as u32;
                let number = *self.numbers.entry(moment).or_insert(next);
                if number == next {
                    self.moments.push(moment);
                }
                self.latest = Some((moment, number));
                number
            }
        };
        if count > 0 {
            self.taken.push((word, number, count.min(MOST)));
        }
        Ok(())
    }

    /// The segment's bytes.
    ///
    /// # Errors
    /// See [`Draft::finish`].
    pub fn finish(mut self) -> Result<Vec<u8>> {
        let mut order: Vec<u32> = (0..self.moments.len() as u32).collect();
        order.sort_unstable_by_key(|&number| self.moments[number as usize]);
        let mut lengths = vec![0_u32; order.len()];
        for &(_, number, count) in &self.taken {
            lengths[number as usize] = lengths[number as usize].saturating_add(count);
        }
        let language = self.draft.language("");
        let mut places = vec![0; order.len()];
        let mut page = None;
        for number in order {
            let (next, time) = self.moments[number as usize];
            if page != Some(next) {
                self.draft.part(next, 0, "");
                page = Some(next);
            }
            let main = lengths[number as usize];
            let meta = Meta {
                first_read: time,
                last_read: time,
                main,
                language,
                ..Meta::default()
            };
            places[number as usize] = self.draft.version(meta);
        }
        self.draft.reserve(self.taken.len());
        for (word, number, main) in self.taken {
            let place = places[number as usize];
            self.draft.posting(
                word,
                false,
                Run {
                    first: place,
                    last: place,
                    main,
                    title: 0,
                },
            );
        }
        self.draft.finish(true)
    }
}

/// Bytes of text from which on a second thread is worth its start.
const LARGE: usize = 1 << 18;
/// Bytes of text that a thread takes at a time: some milliseconds' work, so that neither waits long for the other.
const PIECE: usize = 1 << 17;

/// Makes a segment from (page, time, text).
///
/// # Errors
/// See [`Draft::finish`].
pub fn from_texts<T: AsRef<str> + Sync>(texts: &mut [(u32, i64, T)]) -> Result<Vec<u8>> {
    texts.sort_by_key(|&(page, time, _)| (page, time));
    for pair in texts.windows(2) {
        let (page, time) = (pair[1].0, pair[1].1);
        if (pair[0].0, pair[0].1) == (page, time) {
            return Err(Error::Input(format!(
                "page {page} has two texts of one time, {time}"
            )));
        }
    }
    let pieces = pieces(texts);
    let next = AtomicUsize::new(0);
    let count = || counted(texts, &pieces, &next);
    let counted = if pieces.len() < 2 {
        vec![count()]
    } else {
        std::thread::scope(|scope| {
            let other = scope.spawn(count);
            let own = count();
            other.join().map(|other| vec![own, other])
        })
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    };
    let mut lengths = vec![0; texts.len()];
    let mut draft = Draft::default();
    for (share, counted) in counted {
        for (version, length) in counted {
            lengths[version as usize] = length;
        }
        draft.shares.push(share);
    }
    let language = draft.language("");
    let mut last = None;
    for (&(page, time, _), main) in texts.iter().zip(lengths) {
        if last != Some(page) {
            draft.part(page, 0, "");
            last = Some(page);
        }
        draft.version(Meta {
            first_read: time,
            last_read: time,
            language,
            main,
            ..Meta::default()
        });
    }
    draft.finish(true)
}

/// The texts in stretches that are worth being handed to a thread.
fn pieces<T: AsRef<str>>(texts: &[(u32, i64, T)]) -> Vec<Range<usize>> {
    let all: usize = texts.iter().map(|(_, _, text)| text.as_ref().len()).sum();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let alone = all < LARGE || threads < 2;
    let (mut pieces, mut start, mut bytes) = (Vec::new(), 0, 0);
    for (at, (_, _, text)) in texts.iter().enumerate() {
        bytes += text.as_ref().len();
        if bytes >= PIECE && !alone {
            pieces.push(start..at + 1);
            (start, bytes) = (at + 1, 0);
        }
    }
    pieces.push(start..texts.len());
    pieces
}

/// Counts pieces as long as there are some that no other thread has taken; gives how many words each text has too.
fn counted<T: AsRef<str>>(
    texts: &[(u32, i64, T)],
    pieces: &[Range<usize>],
    next: &AtomicUsize,
) -> (Share, Vec<(u32, u32)>) {
    let (mut share, mut lengths) = (Share::default(), Vec::new());
    while let Some(piece) = pieces.get(next.fetch_add(1, Relaxed)) {
        let from = share.postings.len();
        for at in piece.clone() {
            let length = share.text(at as u32, texts[at].2.as_ref());
            lengths.push((at as u32, length));
        }
        share
            .pieces
            .push((piece.start as u32, from..share.postings.len()));
    }
    share.order = share.words.sorted();
    (share, lengths)
}
