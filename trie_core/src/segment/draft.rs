//! A segment in the making: words, postings and versions as they come, in any order.
//!
//! Everything that ends in a segment goes through a draft: rows, texts, what a writer was given since its last commit,
//! and the segments of a merge. The rule by which newer knowledge of a page supersedes older is therefore written
//! down once, in `fold`.

use std::ops::Range;

use hashbrown::HashMap;

use super::fold::Folded;
use super::postings::Run;
use super::tally::Tally;
use super::words::{Sorted, Words};
use crate::error::Result;
use crate::phrase::Streams;
use crate::text::Scratch;

/// What is known of one version besides its words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Meta {
    /// When it was first read, in microseconds.
    pub first_read: i64,
    /// When it was last read.
    pub last_read: i64,
    /// The page was gone.
    pub gone: bool,
    /// Only the rest is another than in the version before.
    pub minor: bool,
    /// Number of its language.
    pub language: u32,
    /// Words in the title.
    pub title: u32,
    /// Words in the main text.
    pub main: u32,
    /// Words in the rest.
    pub rest: u32,
}

/// A history of a page from an ordinal on, as it was put.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub page: u32,
    pub start: u32,
    pub site: u32,
    /// Its versions, counted over the draft.
    pub from: u32,
    pub to: u32,
}

/// A run of a word, in title and main text or in the rest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    /// Twice the word, and one more for the rest.
    list: u32,
    pub run: Run,
}

impl Posting {
    #[inline]
    pub fn new(word: u32, rest: bool, run: Run) -> Self {
        let list = word << 1 | u32::from(rest);
        Self { list, run }
    }

    /// Of two lists for each word, of which words get other numbers, the one it belongs to.
    #[inline]
    pub fn list(self, numbers: &[u32]) -> usize {
        numbers[self.list as usize / 2] as usize * 2 + self.list as usize % 2
    }
}

/// "Version `ordinal` of `page` was read again at `last_read`."
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// Which page.
    pub page: u32,
    /// Which of its versions.
    pub ordinal: u32,
    /// When.
    pub last_read: i64,
}

/// Names (sites, languages), each with a number.
#[derive(Default)]
pub(super) struct Names {
    numbers: HashMap<String, u32>,
    pub list: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.list.len() as u32;
        self.numbers.insert(name.to_owned(), number);
        self.list.push(name.to_owned());
        number
    }
}

/// A segment in the making.
#[derive(Default)]
pub struct Draft {
    pub(super) words: Words,
    pub(super) postings: Vec<Posting>,
    pub(super) versions: Vec<Meta>,
    pub(super) parts: Vec<Part>,
    pub(super) sites: Names,
    pub(super) languages: Names,
    /// Each with the number of parts there were when it came.
    pub(super) touches: Vec<(Touch, usize)>,
    /// What was counted beside, of some of the versions each.
    pub(super) shares: Vec<Share>,
    scratch: Scratch,
    /// The texts, word by word, where phrases are to be found.
    pub(super) streams: Option<Streams>,
}

/// Words counted by one of several threads, in numbers of its own.
#[derive(Default)]
pub(super) struct Share {
    pub words: Words,
    /// They in byte order.
    pub order: Vec<Sorted>,
    pub postings: Vec<Posting>,
    /// From which version on which of the postings speak of the versions that follow.
    pub pieces: Vec<(u32, Range<usize>)>,
    scratch: Scratch,
}

impl Share {
    /// Counts the main text of a version; gives how many words it has.
    pub fn text(&mut self, version: u32, main: &str) -> u32 {
        let from = self.postings.len();
        let mut tally = Tally {
            words: &mut self.words,
            postings: &mut self.postings,
            streams: None,
            version,
        };
        tally.count(main, 1, from, &mut self.scratch).words
    }
}

/// The texts of one version.
#[derive(Debug, Clone, Copy, Default)]
pub struct Texts<'a> {
    /// The title.
    pub title: &'a str,
    /// The main text.
    pub main: &'a str,
    /// Menus, footers, asides.
    pub rest: &'a str,
}

impl Draft {
    /// A draft that remembers where in a text each word stands, so that phrases can be found.
    #[must_use]
    pub fn with_places() -> Self {
        Self {
            streams: Some(Streams::default()),
            ..Self::default()
        }
    }

    /// The number of a word.
    pub fn word(&mut self, word: &str) -> u32 {
        self.words.number(word)
    }

    /// The number of a language.
    pub fn language(&mut self, language: &str) -> u32 {
        self.languages.number(language)
    }

    /// Begins the history of a page; its versions follow by [`Draft::version`] or [`Draft::text`].
    pub fn part(&mut self, page: u32, start: u32, site: &str) {
        let site = self.sites.number(site);
        let from = self.versions.len() as u32;
        self.parts.push(Part {
            page,
            start,
            site,
            from,
            to: from,
        });
    }

    /// Adds a version to the part begun last; gives its number in the draft.
    pub fn version(&mut self, meta: Meta) -> u32 {
        self.versions.push(meta);
        if let Some(part) = self.parts.last_mut() {
            part.to += 1;
        }
        self.versions.len() as u32 - 1
    }

    /// Says that a word stood on a stretch of the draft's versions.
    #[inline]
    pub fn posting(&mut self, word: u32, rest: bool, run: Run) {
        self.postings.push(Posting::new(word, rest, run));
    }

    /// Adds a version with its words.
    pub fn text(&mut self, mut meta: Meta, texts: Texts<'_>) -> u32 {
        let mut tally = Tally {
            words: &mut self.words,
            postings: &mut self.postings,
            streams: self.streams.as_mut(),
            version: self.versions.len() as u32,
        };
        let (mut lengths, mut skips) = ([0; 3], [0; 3]);
        let mut from = tally.postings.len();
        for (field, text) in [texts.title, texts.main, texts.rest]
            .into_iter()
            .enumerate()
        {
            if field == 2 {
                from = tally.postings.len();
            }
            let found = tally.count(text, field, from, &mut self.scratch);
            (lengths[field], skips[field]) = (found.words, found.gaps);
            if let Some(streams) = &mut tally.streams {
                streams.end_field(field, skips);
            }
        }
        [meta.title, meta.main, meta.rest] = lengths;
        self.version(meta)
    }

    /// Notes an unchanged reading.
    pub fn touch(&mut self, touch: Touch) {
        self.touches.push((touch, self.parts.len()));
    }

    /// Whether nothing was put.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.touches.is_empty()
    }

    /// About how much memory it holds.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.postings.len() * size_of::<Posting>()
            + self.versions.len() * size_of::<Meta>()
            + self.words.bytes()
            + match &self.streams {
                Some(streams) => streams.bytes(),
                None => 0,
            }
    }

    /// Freezes what was put into a segment file. With `whole` there is no older segment left, so that deletions and
    /// what else speaks of older segments can be dropped.
    ///
    /// # Errors
    /// [`Error::Corrupt`](crate::error::Error::Corrupt) when a page's parts leave a hole, [`Error::Input`](crate::error::Error::Input) when there is too much for one segment.
    pub fn finish(&self, whole: bool) -> Result<Vec<u8>> {
        let folded = Folded::of(self, whole)?;
        super::write::write(self, &folded)
    }

    /// Makes room for postings.
    pub fn reserve(&mut self, postings: usize) {
        self.postings.reserve(postings);
    }
}
