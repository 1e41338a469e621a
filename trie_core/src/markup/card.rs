//! Results: what a page shows whatever was looked for, with the passage and the counts of one search in it.

use std::sync::Arc;

use super::{Source, escape, number};
use crate::search::{Answer, Hit};
use crate::text::Marker;

/// A piece of a [`Card`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// It stands as it is.
    Plain(Vec<u8>),
    /// The passage around the words that were looked for.
    Passage,
    /// How often they stand in it.
    Counts,
    /// Those of them that it lacks.
    Missing,
}

/// A version of a page as searches show it.
#[derive(Debug, Clone)]
pub struct Card {
    /// What passages are cut from; cards in several languages have the same.
    text: Arc<Source>,
    facts: Facts,
    pieces: Vec<Piece>,
}

/// What the pieces say of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Facts {
    page: u32,
    version: u32,
    last_read: i64,
    until: Option<i64>,
    since: i64,
    versions: u32,
}

impl From<&Hit> for Facts {
    fn from(hit: &Hit) -> Self {
        Self {
            page: hit.page,
            version: hit.version,
            last_read: hit.last_read,
            until: hit.until,
            since: hit.since,
            versions: hit.versions,
        }
    }
}

impl Card {
    /// One whose pieces say what is known of a version by this hit.
    #[must_use]
    pub fn new(text: Arc<Source>, hit: &Hit, pieces: Vec<Piece>) -> Self {
        Self {
            text,
            facts: hit.into(),
            pieces,
        }
    }

    /// Whether its pieces say of a hit what is known now.
    #[must_use]
    pub fn fits(&self, hit: &Hit) -> bool {
        self.facts == hit.into()
    }

    /// What a hit's card is found by, among those of several looks.
    pub(super) fn key(hit: &Hit, look: u32) -> (u32, u32, i64, u32) {
        (hit.page, hit.version, hit.since, look)
    }

    /// What it is found by itself.
    pub(super) fn place(&self, look: u32) -> (u32, u32, i64, u32) {
        let Facts {
            page,
            version,
            since,
            ..
        } = self.facts;
        (page, version, since, look)
    }

    /// Bytes of memory with the text, roughly.
    pub(super) fn whole(&self) -> usize {
        self.size() + self.text.size()
    }

    /// Bytes of memory, roughly and without the text.
    #[must_use]
    pub fn size(&self) -> usize {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Plain(bytes) => bytes.len(),
            Piece::Passage | Piece::Counts | Piece::Missing => 0,
        });
        size_of::<Self>() + pieces.sum::<usize>()
    }
}

/// What cards are written with.
#[derive(Clone, Copy)]
pub struct Manner<'a> {
    /// The words that the counts belong to.
    pub words: &'a [String],
    /// What passages are chosen and marked by.
    pub marker: &'a Marker,
    /// What stands between every three digits.
    pub separator: &'a str,
    /// What stands between the hits with all words and those with some, where both are there.
    pub between: &'a [u8],
    /// What stands before the words that a hit lacks.
    pub missing: &'a [u8],
}

impl Answer {
    /// Appends the hits one after the other, each on its card.
    pub fn write_cards<'a>(
        &self,
        cards: impl IntoIterator<Item = (usize, &'a Card)>,
        manner: Manner,
        out: &mut Vec<u8>,
    ) {
        let mut has_all = false;
        for (at, card) in cards {
            let missing = self.missing_of(at);
            if missing.is_empty() {
                has_all = true;
            } else if std::mem::take(&mut has_all) {
                out.extend_from_slice(manner.between);
            }
            for piece in &card.pieces {
                match piece {
                    Piece::Plain(bytes) => out.extend_from_slice(bytes),
                    Piece::Passage => passage(manner.marker, &card.text, out),
                    Piece::Counts => {
                        counts(manner.words, self.counts_of(at), manner.separator, out);
                    }
                    Piece::Missing => lacks(missing, manner.missing, out),
                }
            }
        }
    }
}

/// The words that a hit lacks, struck.
fn lacks(words: &[String], before: &[u8], out: &mut Vec<u8>) {
    for (at, word) in words.iter().enumerate() {
        if at == 0 {
            out.extend_from_slice(b"<span class=\"missing\">");
            out.extend_from_slice(before);
        } else {
            out.extend_from_slice(b", ");
        }
        out.extend_from_slice(b"<s>");
        escape(word, out);
        out.extend_from_slice(b"</s>");
    }
    if !words.is_empty() {
        out.extend_from_slice(b"</span>");
    }
}

fn passage(marker: &Marker, text: &Source, out: &mut Vec<u8>) {
    for part in text.passage(marker) {
        if part.marked {
            out.extend_from_slice(b"<mark>");
        }
        escape(&part.text, out);
        if part.marked {
            out.extend_from_slice(b"</mark>");
        }
    }
}

/// The words that stand in a hit, each with how often.
fn counts(words: &[String], counts: &[u32], separator: &str, out: &mut Vec<u8>) {
    let mut is_first = true;
    for (word, &count) in words.iter().zip(counts).filter(|(_, count)| **count > 0) {
        if !std::mem::take(&mut is_first) {
            out.extend_from_slice(b", ");
        }
        out.extend_from_slice(b"<span title=\"");
        escape(word, out);
        out.extend_from_slice(b"\">");
        number(u64::from(count), separator, out);
        out.extend_from_slice("×</span>".as_bytes());
    }
}
