//! Text into words: the one tokeniser for pages and queries; and into [`sentences`](mod@sentences).
//!
//! A page and a query meet only if both were cut into the same words, so everything that turns text
//! into words (counting, searching, marking a snippet) goes through [`for_each_word_at`].
//!
//! # What a word is
//!
//! 1. The text is cut at the word boundaries of [UAX #29](https://www.unicode.org/reports/tr29/).
//!    Segments without a letter or a digit are dropped; a combining mark alone is neither.
//! 2. **Apostrophes.** One or two letters before an apostrophe, at the beginning of what is left of the
//!    segment, are a word of their own; the apostrophe goes. That finds *eau* in `l'eau` and *il* in
//!    `qu'il` whatever the language. `'`, `’`, `ʼ` and `＇` are the same apostrophe, written `'`.
//! 3. The rest is folded: NFKC and full case folding, until neither changes anything, without the
//!    characters that are never seen (soft hyphens, joiners, direction marks).
//! 4. Where folding made new boundaries (`ﷺ` is four words) it is cut again.
//! 5. A word of more than [`MAX_WORD`] bytes is skipped, and so is a segment of more than
//!    [`MAX_SEGMENT`] bytes, so that hostile text costs no more than time linear in its length.
//!
//! Tokenising a word that came out gives the same single word again.
//!
//! | text | words | why |
//! |---|---|---|
//! | `L’eau d'Évian` | `l` `eau` `d` `évian` | rule 2 |
//! | `don’t` | `don't` | three letters before the apostrophe |
//! | `o'clock`, `I'm`, `it's` | `o` `clock`, `i` `m`, `it` `s` | rule 2 knows no language |
//! | `aujourd'hui`, `jusqu'à`, `rock'n'roll` | one word each | more than two letters come first |
//! | `5'10`, `1'000` | `5'10`, `1'000` | digits are not letters |
//! | `1,234.5`, `example.org`, `EU:s`, `snake_case` | one word each | UAX #29 joins them |
//! | `e-mail`, `C++`, `AT&T` | `e` `mail`, `c`, `at` `t` | UAX #29 cuts there |
//! | `Straße`, `ＡＢＣ`, `ﬁn`, `½` | `strasse`, `abc`, `fin`, `1⁄2` | rule 3 |
//! | `日本` | `日` `本` | UAX #29 has no dictionary |
//!
//! # The crates behind it
//!
//! Boundaries come from `unicode-segmentation` and not from `icu_segmenter`: it is the plain algorithm,
//! whereas the other adds dictionaries and models whose results change with their data. Normalisation, case
//! folding and properties come from ICU4X, kept by Unicode itself; the older `caseless` crate has stood
//! still. Both know Unicode 17.
//!
//! # When to raise [`TOKENIZER_VERSION`]
//!
//! Whenever any text could give other words than before: a change of the rules or limits above, or an
//! update of those crates that brings another Unicode version. The test `every_code_point_as_before`
//! fails in either case; raise the version together with its number. Stored pages are then read again.

mod accents;
mod cut;
mod fold;
mod scan;
pub mod sentences;
mod shown;
mod sketch;
mod snippet;
mod source;
mod spot;
#[cfg(test)]
pub(crate) mod tests;
mod window;

use std::ops::Range;

use hashbrown::HashMap;
use hashbrown::hash_map::EntryRef;

pub use accents::{MOST_SPELLINGS, plain_spellings};
pub(crate) use fold::{composed, is_core, is_mark};
pub(crate) use scan::{Sink, scan};
pub(crate) use sentences::hashed_sentences;
pub use sentences::{SENTENCES_VERSION, Sentences, sentence_hashes, sentences};
pub use shown::is_seen;
pub use sketch::Sketch;
pub use snippet::{Marker, Part, snippet};
pub use source::Source;

/// Raised whenever the words of some text could come out differently.
pub const TOKENIZER_VERSION: u32 = 1;

/// The longest word that is kept, in bytes of UTF-8 after folding.
pub const MAX_WORD: usize = 64;

/// The longest segment between two word boundaries that is looked at, in bytes of UTF-8.
pub const MAX_SEGMENT: usize = 1024;

/// Buffers that one call hands to the next, and what was left out.
#[derive(Debug, Default)]
pub struct Scratch {
    folded: String,
    head: String,
    skipped: usize,
}

impl Scratch {
    /// How many words were skipped because of their length since this scratch was made.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.skipped
    }
}

/// Calls `f` with each word of `text`, in order of appearance.
///
/// ```
/// use trie_core::text::{Scratch, for_each_word};
/// let mut found = Vec::new();
/// for_each_word("L’eau vive", &mut Scratch::default(), |word| found.push(word.to_owned()));
/// assert_eq!(found, ["l", "eau", "vive"]);
/// ```
pub fn for_each_word(text: &str, scratch: &mut Scratch, mut f: impl FnMut(&str)) {
    scan::scan(text, scratch, &mut |word: &str, _| f(word));
}

/// Like [`for_each_word`], also with the bytes of `text` that the word came from.
///
/// Where one character became several words (`ﷺ`), they all carry its range.
///
/// ```
/// use trie_core::text::{Scratch, for_each_word_at};
/// let text = "De l'Eau!";
/// for_each_word_at(text, &mut Scratch::default(), |word, range| {
///     assert_eq!(word, text[range].to_lowercase());
/// });
/// ```
pub fn for_each_word_at(text: &str, scratch: &mut Scratch, mut f: impl FnMut(&str, Range<usize>)) {
    scan::scan(text, scratch, &mut f);
}

/// The words of `text` in order of appearance.
///
/// ```
/// assert_eq!(trie_core::text::words("Don’t PANIC"), ["don't", "panic"]);
/// ```
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for_each_word(text, &mut Scratch::default(), |word| {
        all.push(word.to_owned());
    });
    all
}

/// The spelling under which a word is kept: NFKC, small letters, `'` for every apostrophe.
///
/// It cuts nothing; [`words`] does, and folds as well.
///
/// ```
/// assert_eq!(trie_core::text::fold("STRA\u{df}E"), "strasse");
/// ```
#[must_use]
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold::fold(word, &mut folded);
    folded
}

/// Each distinct word of `text` with how often it stands there, in order of first appearance.
///
/// ```
/// let counted = trie_core::text::count("one two one", &mut Default::default());
/// assert_eq!(counted, [("one".to_owned(), 2), ("two".to_owned(), 1)]);
/// ```
#[must_use]
pub fn count(text: &str, scratch: &mut Scratch) -> Vec<(String, u32)> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut counts: Vec<u32> = Vec::new();
    for_each_word(text, scratch, |word| match places.entry_ref(word) {
        EntryRef::Occupied(known) => {
            let count = &mut counts[*known.get()];
            *count = count.saturating_add(1);
        }
        EntryRef::Vacant(new) => {
            new.insert(counts.len());
            counts.push(1);
        }
    });
    let mut ordered: Vec<(String, u32)> = counts.into_iter().map(|n| (String::new(), n)).collect();
    for (word, place) in places {
        ordered[place].0 = word;
    }
    ordered
}
