//! Changes between two texts, sentence by sentence.
//!
//! Every sentence of the older text is kept, moved, changed or removed, and every one of the newer kept, moved, changed
//! or added:
//!
//! - **kept**: it stands in both, in the same order as the others that are kept;
//! - **moved**: of the others, those that both texts have, as often as both have them;
//! - **changed**: of what then is left, one of each text that stand between the same kept sentences, or beside the same
//!   kept, moved or changed one, and share half of their words or more;
//! - **removed**, **added**: the rest.
//!
//! Sentences are compared by their [hashes](mod@crate::text::sentences), words as the [tokeniser](crate::text) folds
//! them. Two texts of 20,000 lines with nothing in common take some ten milliseconds; time and memory are about linear.

mod align;
mod pairs;
mod reuse;
#[cfg(test)]
mod tests;

pub(crate) use align::{Pair, kept, rising};

use std::collections::VecDeque;
use std::ops::Range;

use hashbrown::HashMap;

use crate::text::sentences::hashed_sentences;

/// A text and its sentences.
#[derive(Debug)]
pub struct Side<'a> {
    text: &'a str,
    ranges: Vec<Range<usize>>,
    hashes: Vec<u64>,
}

impl<'a> Side<'a> {
    /// Cuts a text in a language; both sides of a comparison should be cut in the same one.
    #[must_use]
    pub fn new(text: &'a str, language: &str) -> Self {
        let (ranges, hashes) = hashed_sentences(text, language).unzip();
        Self {
            text,
            ranges,
            hashes,
        }
    }

    /// Cuts both sides of a comparison: what the newer text says as the older one does is cut and hashed once.
    #[must_use]
    pub fn both(older: &'a str, newer: &'a str, language: &str) -> [Self; 2] {
        let older = Self::new(older, language);
        let newer = reuse::cut(&older, newer, language);
        [older, newer]
    }

    /// A text that is cut already, with another number for each sentence than its hash: those with the same number are
    /// taken for the same.
    pub(crate) fn numbered(text: &'a str, ranges: Vec<Range<usize>>, hashes: Vec<u64>) -> Self {
        Self {
            text,
            ranges,
            hashes,
        }
    }

    /// Where the sentences stand, in bytes.
    #[must_use]
    pub fn ranges(&self) -> &[Range<usize>] {
        &self.ranges
    }

    /// What they are compared by.
    pub(crate) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// A sentence by its number.
    #[must_use]
    pub fn sentence(&self, number: usize) -> &'a str {
        &self.text[self.ranges[number].clone()]
    }
}

/// What became of the sentences, by their numbers; pairs are (older, newer), and all are in the newer text's order,
/// `removed` in the older one's.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// How many stand in both and in order.
    pub kept: usize,
    /// Those that stand elsewhere.
    pub moved: Vec<(usize, usize)>,
    /// Those that share most words with one at the same place.
    pub changed: Vec<(usize, usize)>,
    /// Those of the older text that are gone.
    pub removed: Vec<usize>,
    /// Those of the newer text that are new.
    pub added: Vec<usize>,
}

/// Compares two texts.
///
/// ```
/// use trie_core::changes::{Side, compare};
/// let older = Side::new("Open at 9. Free entry. Toilets. Dogs welcome.", "en");
/// let newer = Side::new("Dogs welcome. Open at 10. Free entry. Toilets. Bring cash.", "en");
/// let changes = compare(&older, &newer);
/// assert_eq!(changes.kept, 2);
/// assert_eq!(changes.moved, [(3, 0)]);
/// assert_eq!(changes.changed, [(0, 1)]);
/// assert_eq!((changes.removed, changes.added), (vec![], vec![4]));
/// ```
#[must_use]
pub fn compare(older: &Side<'_>, newer: &Side<'_>) -> Changes {
    matched(older, newer).1
}

/// The pairs that are kept, in order, and what became of all others.
pub(crate) fn matched(older: &Side<'_>, newer: &Side<'_>) -> (Vec<Pair>, Changes) {
    let kept = align::kept(&older.hashes, &newer.hashes);
    let mut hunks = align::hunks(&kept, (older.hashes.len(), newer.hashes.len()));
    let moved = moved(&mut hunks, older, newer);
    let mut changed = pairs::changed(&mut hunks, older, newer);
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for hunk in hunks {
        removed.extend(hunk.older);
        added.extend(hunk.newer);
    }
    let known = kept.iter().chain(&moved).chain(&changed).copied();
    let beside = pairs::beside(known, &mut removed, &mut added, older, newer);
    changed.extend(beside);
    changed.sort_unstable_by_key(|&(_, to)| to);
    let found = Changes {
        kept: kept.len(),
        removed,
        added,
        moved,
        changed,
    };
    (kept, found)
}

/// Takes out of the hunks what both texts have; gives the pairs in the newer text's order.
fn moved(hunks: &mut [align::Hunk], older: &Side<'_>, newer: &Side<'_>) -> Vec<(usize, usize)> {
    let mut gone: HashMap<u64, VecDeque<usize>> = HashMap::new();
    for &number in hunks.iter().flat_map(|hunk| &hunk.older) {
        gone.entry(older.hashes[number])
            .or_default()
            .push_back(number);
    }
    let (mut pairs, mut taken) = (Vec::new(), vec![false; older.hashes.len()]);
    for hunk in &mut *hunks {
        hunk.newer.retain(|&number| {
            let from = gone
                .get_mut(&newer.hashes[number])
                .and_then(VecDeque::pop_front);
            if let Some(from) = from {
                pairs.push((from, number));
                taken[from] = true;
            }
            from.is_none()
        });
    }
    for hunk in hunks {
        hunk.older.retain(|&number| !taken[number]);
    }
    pairs
}
