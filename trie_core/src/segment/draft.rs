//! A segment in the making: words, postings and versions as they come, in any order.
//!
//! Everything that ends in a segment goes through a draft: rows, texts, what a writer was given since its last commit,
//! and the segments of a merge. The rule by which newer knowledge of a page supersedes older is therefore written
//! down once, in `fold`.

use std::ops::Range;

use hashbrown::HashMap;

use super::fold::Folded;
use super::postings::Run;
use super::words::Words;
use crate::error::Result;
use crate::phrase::Streams;
use crate::text::{Scratch, Sink, scan};

/// What is known of one version besides its words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Meta {
    /// When it was first read, in microseconds.
    pub first_read: i64,
    /// When it was last read.
    pub last_read: i64,
    /// The page was gone.
    pub gone: bool,
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

#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub word: u32,
    pub rest: bool,
    pub run: Run,
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
    scratch: Scratch,
    /// For each word where its counts stand among those of the version being counted, plus one; else zero.
    places: Vec<u32>,
    counts: Vec<(u32, [u32; 3])>,
    /// The texts, word by word, where phrases are to be found.
    pub(super) streams: Option<Streams>,
}

/// Counts the words of one field of a version.
struct Counter<'a> {
    words: &'a mut Words,
    places: &'a mut Vec<u32>,
    counts: &'a mut Vec<(u32, [u32; 3])>,
    streams: Option<&'a mut Streams>,
    field: usize,
    all: u32,
    skips: u32,
}

impl Counter<'_> {
    #[inline]
    fn add(&mut self, word: u32) {
        if word as usize == self.places.len() {
            self.places.push(0);
        }
        let place = &mut self.places[word as usize];
        if *place == 0 {
            self.counts.push((word, [0; 3]));
            *place = self.counts.len() as u32;
        }
        self.counts[*place as usize - 1].1[self.field] += 1;
        self.all += 1;
        if let Some(streams) = &mut self.streams {
            streams.words.push(word);
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
        let number = self.words.number(word);
        self.add(number);
    }

    #[inline]
    fn plain(&mut self, text: &str, range: Range<usize>, _: bool, _: &mut String) {
        let number = self.words.number_at(text, range);
        self.add(number);
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
        self.postings.push(Posting { word, rest, run });
    }

    /// Adds a version with its words.
    pub fn text(&mut self, mut meta: Meta, texts: Texts<'_>) -> u32 {
        let Self {
            words,
            places,
            counts,
            scratch,
            streams,
            ..
        } = self;
        // Words can have come without being counted.
        places.resize(words.len(), 0);
        let (mut lengths, mut skips) = ([0_u32; 3], [0_u32; 3]);
        for (field, text) in [texts.title, texts.main, texts.rest]
            .into_iter()
            .enumerate()
        {
            let mut counter = Counter {
                words: &mut *words,
                places: &mut *places,
                counts: &mut *counts,
                streams: streams.as_mut(),
                field,
                all: 0,
                skips: 0,
            };
            scan(text, scratch, &mut counter);
            (lengths[field], skips[field]) = (counter.all, counter.skips);
            if let Some(streams) = streams {
                streams.end_field(field, skips);
            }
        }
        [meta.title, meta.main, meta.rest] = lengths;
        let version = self.version(meta);
        for (word, [title, main, rest]) in self.counts.drain(..) {
            self.places[word as usize] = 0;
            if title + main > 0 {
                let run = Run {
                    first: version,
                    last: version,
                    main,
                    title,
                };
                self.postings.push(Posting {
                    word,
                    rest: false,
                    run,
                });
            }
            if rest > 0 {
                let run = Run {
                    first: version,
                    last: version,
                    main: rest,
                    title: 0,
                };
                self.postings.push(Posting {
                    word,
                    rest: true,
                    run,
                });
            }
        }
        version
    }

    /// Adds all parts of another draft behind those of this one. Both hold no touches and no places.
    pub(super) fn append(&mut self, other: &Self) {
        let base = self.versions.len() as u32;
        let numbers = |own: &mut Names, list: &[String]| -> Vec<u32> {
            list.iter().map(|name| own.number(name)).collect()
        };
        let sites = numbers(&mut self.sites, &other.sites.list);
        let languages = numbers(&mut self.languages, &other.languages.list);
        let words: Vec<u32> = (0..other.words.len() as u32)
            .map(|number| self.words.number(other.words.get(number)))
            .collect();
        self.versions.extend(other.versions.iter().map(|meta| Meta {
            language: languages[meta.language as usize],
            ..*meta
        }));
        self.parts.extend(other.parts.iter().map(|part| Part {
            site: sites[part.site as usize],
            from: part.from + base,
            to: part.to + base,
            ..*part
        }));
        let shifted = other.postings.iter().map(|&Posting { word, rest, run }| {
            let (first, last) = (run.first + base, run.last + base);
            let word = words[word as usize];
            let run = Run { first, last, ..run };
            Posting { word, rest, run }
        });
        self.postings.extend(shifted);
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
    /// [`Error::Corrupt`] when a page's parts leave a hole, [`Error::Input`] when there is too much for one segment.
    pub fn finish(&self, whole: bool) -> Result<Vec<u8>> {
        let folded = Folded::of(self, whole)?;
        super::write::write(self, &folded)
    }

    /// Makes room for postings.
    pub fn reserve(&mut self, postings: usize) {
        self.postings.reserve(postings);
    }
}
