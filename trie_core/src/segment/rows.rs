//! Rows and texts into a segment: each distinct time of a page is a version of it.

use hashbrown::HashMap;

use super::draft::{Draft, Meta, Texts};
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
    let (left, right) = texts.split_at(middle(texts));
    if left.is_empty() {
        return counted(right).finish(true);
    }
    let draft = std::thread::scope(|scope| {
        let right = scope.spawn(|| counted(right));
        let mut draft = counted(left);
        right.join().map(|right| {
            draft.append(&right);
            draft
        })
    })
    .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    draft.finish(true)
}

/// Where a page begins about in the middle of the texts; 0 when they are too short to be worth two threads.
fn middle<T: AsRef<str>>(texts: &[(u32, i64, T)]) -> usize {
    let all: usize = texts.iter().map(|(_, _, text)| text.as_ref().len()).sum();
    if all < LARGE || std::thread::available_parallelism().map_or(1, usize::from) < 2 {
        return 0;
    }
    let mut before = 0;
    texts
        .windows(2)
        .position(|pair| {
            before += pair[0].2.as_ref().len();
            before >= all / 2 && pair[0].0 != pair[1].0
        })
        .map_or(0, |at| at + 1)
}

/// The words of some texts, in the order of their pages.
fn counted<T: AsRef<str>>(texts: &[(u32, i64, T)]) -> Draft {
    let mut draft = Draft::default();
    let language = draft.language("");
    let mut last = None;
    for (page, time, text) in texts {
        if last != Some(page) {
            draft.part(*page, 0, "");
            last = Some(page);
        }
        let meta = Meta {
            first_read: *time,
            last_read: *time,
            language,
            ..Meta::default()
        };
        let main = text.as_ref();
        draft.text(
            meta,
            Texts {
                main,
                ..Texts::default()
            },
        );
    }
    draft
}
