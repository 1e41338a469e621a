//! `trie_core`: a small text index that remembers *when* each word stood on a page.
//!
//! Pages change little from one reading to the next, so the index does not store what each reading said. It stores
//! *runs*: this word stood on this page from this version to that one, so and so often. It grows with change, not with
//! the number of readings, and questions about time are exact: two words in the same version are the intersection of
//! their runs, `NOT` is the rest of the page's history, and when a word was first and last seen is there to be read.
//!
//! | module | what it holds |
//! |---|---|
//! | [`html`] | pages as strangers write them into title, main text and the rest |
//! | [`text`] | text into words, snippets around them; text into sentences |
//! | [`changes`] | what changed between two texts, sentence by sentence |
//! | [`diff`] | the same as a script of edits, word by word where a sentence changed; since when a sentence stands |
//! | [`query`] | the query language into a tree |
//! | [`stem`] | what the forms of a word have in common, by language |
//! | [`table`] | the dictionary: a trie kept as compressed sparse rows |
//! | [`segment`] | one immutable file: dictionary, runs, pages and versions |
//! | [`index`] | a directory of segments, one writer, any number of readers |
//! | [`phrase`] | words one after the other: their places, older texts as edits |
//! | [`search`] | a tree against a generation: hits, ruler, sites, suggestions |
//! | [`bits`], [`error`] | packed columns; what can go wrong |
//!
//! # A worked example
//!
//! Two pages; the first was read in two versions. Versions of all pages of a segment stand in one line, page after
//! page, and a run is a stretch of it:
//!
//! ```text
//! line              0              1               2
//! page, version     1, 0           1, 1            2, 0
//! text              the cat sat    the cat ran     the dog ran
//!
//! the   ├──────────── once ────────────┤├── once ──┤     two runs: a run ends with its page
//! cat   ├──────────── once ────────────┤
//! ran                  ├─── once ──────┤├── once ──┤
//! sat   ├── once ──┤
//! ```
//!
//! ```
//! use trie_core::segment::{Run, Segment, from_texts};
//! let mut texts =
//!     [(1, 10, "the cat sat"), (1, 20, "the cat ran"), (2, 15, "the dog ran")];
//! let segment = Segment::new(from_texts(&mut texts).unwrap()).unwrap();
//! let runs = |word: &str| -> Vec<(u32, u32)> {
//!     let list = segment.find(word).unwrap().body;
//!     list.all(segment.bytes(), segment.versions()).iter().map(|run| (run.first, run.last)).collect()
//! };
//! assert_eq!(runs("the"), [(0, 1), (2, 2)]);
//! assert_eq!(runs("cat"), [(0, 1)]);
//! assert_eq!(runs("ran"), [(1, 1), (2, 2)]);
//! // Version 1 of the line, which is version 1 of page 1, is where `cat` and `ran` meet.
//! use trie_core::search::spans::and;
//! assert_eq!(and(&runs("cat"), &runs("ran")), [(1, 1)]);
//! ```
//!
//! # Promises
//!
//! No input makes it panic: files are checked before they are used, and reading outside a file gives zeros. A file is
//! flushed before anything speaks of it, and never changed. The only `unsafe` is the mapping of files. What is promised
//! of any input stands in `fuzz/bodies`: the fuzz targets call it, and so do the tests that change input at random.

// What holds of any input is written once, in `fuzz/bodies`, which speak of this crate by its name.
#[cfg(test)]
extern crate self as trie_core;

pub mod bits;
pub mod changes;
pub mod diff;
pub mod error;
pub mod html;
pub mod index;
pub mod phrase;
pub mod query;
pub mod search;
pub mod segment;
pub mod stem;
pub mod table;
pub mod text;

#[cfg(feature = "python")]
mod python;
