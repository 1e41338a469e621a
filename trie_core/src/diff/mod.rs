//! The difference of two texts as a script of edits: by sentence, and inside changed sentences by word.
//!
//! [`changes`](crate::changes) says which sentence became which; here they are put in the order in which a reader meets
//! them. Read along its older sides a script is the older text, along its newer sides the newer one:
//!
//! ```text
//! older             newer             script
//!
//! Open at 9.        Dogs welcome.     moved here   Dogs welcome.
//! Free entry.       Open at 10.       changed      Open at [9][10].
//! Toilets.          Free entry.       kept         Free entry. Toilets.
//! Dogs welcome.     Toilets.          moved away   Dogs welcome.
//! Closed on Monday. Bring cash.       removed      Closed on Monday.
//!                                     added        Bring cash.
//! ```
//!
//! A sentence that only moved stands in it twice, and is neither removed nor added. One that moved and changed is a move
//! with words. [`Blind`] leaves out of the comparison what a reader does not want to hear of: then a pair that is kept
//! may differ in just that.
//!
//! Time and memory are about linear, whatever the texts are (see [`changes`](crate::changes)), and the same texts always
//! give the same script.

mod keys;
mod months;
mod since;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use crate::changes::{Pair, Side, matched, rising};
use crate::text::hashed_sentences;

pub use keys::Blind;
pub use since::{Since, Stood};
pub use words::{Part, carried, words};

/// What became of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It stands in both, in order.
    Kept,
    /// Most of its words stand in both, at the same place.
    Changed,
    /// It is gone from here, and stands elsewhere in the newer text.
    MovedAway,
    /// It stood elsewhere in the older text.
    MovedHere,
    /// Only the older text has it.
    Removed,
    /// Only the newer text has it.
    Added,
}

/// One step of a script: sentences of the two texts by their numbers.
///
/// Of `Kept` there may be several, as many on both sides. One that was removed or added has nothing on the other side,
/// where the empty range says between which sentences it belongs. A moved one names its place on the other side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What became of them.
    pub kind: Kind,
    /// The sentences of the older text.
    pub older: Range<usize>,
    /// The sentences of the newer text.
    pub newer: Range<usize>,
    /// The words of one that changed, in bytes of the two texts; empty for all others.
    pub words: Vec<Part>,
}

/// The difference of two texts.
#[derive(Debug)]
pub struct Script {
    /// Where the older text's sentences stand, in bytes.
    pub older: Vec<Range<usize>>,
    /// Where the newer text's sentences stand, in bytes.
    pub newer: Vec<Range<usize>>,
    /// In the order in which both texts are read.
    pub steps: Vec<Step>,
}

/// The script that leads from one text to the other, both cut in the same language.
///
/// ```
/// use trie_core::diff::{Blind, Kind, diff};
/// let (older, newer) = ("Open at 9. Free entry.", "Open at 10. Free entry. Bring cash.");
/// let script = diff(older, newer, "en", Blind::default());
/// let kinds: Vec<Kind> = script.steps.iter().map(|step| step.kind).collect();
/// assert_eq!(kinds, [Kind::Changed, Kind::Kept, Kind::Added]);
/// let changed: Vec<&str> =
///     script.steps[0].words.iter().filter(|part| part.older.is_empty()).map(|part| &newer[part.newer.clone()]).collect();
/// assert_eq!(changed, ["10"]);
/// ```
#[must_use]
pub fn diff(older: &str, newer: &str, language: &str, blind: Blind) -> Script {
    let sides = if blind == Blind::default() {
        Side::both(older, newer, language)
    } else {
        [older, newer].map(|text| blind_side(text, language, blind))
    };
    let (kept, changes) = matched(&sides[0], &sides[1]);
    let (in_order, crossing) = ordered(&kept, changes.changed);
    let mut places = Places::new(&sides);
    for &(from, to) in &changes.moved {
        places.moved(from, to, false);
    }
    for &(from, to) in &crossing {
        places.moved(from, to, true);
    }
    let mut steps = Steps {
        texts: [older, newer],
        sides: &sides,
        places: &places,
        blind,
        all: Vec::new(),
        at: (0, 0),
    };
    let (mut one, mut other) = (kept.iter().peekable(), in_order.iter().peekable());
    loop {
        match (one.peek(), other.peek()) {
            (Some(&&pair), next) if next.is_none_or(|&&next| pair < next) => {
                one.next();
                steps.pair(Kind::Kept, pair);
            }
            (_, Some(&&pair)) => {
                other.next();
                steps.pair(Kind::Changed, pair);
            }
            _ => break,
        }
    }
    steps.gap((sides[0].ranges().len(), sides[1].ranges().len()));
    let all = steps.all;
    let [older, newer] = sides.map(|side| side.ranges().to_vec());
    Script {
        older,
        newer,
        steps: all,
    }
}

/// The number of each sentence by which those that differ only in what is not looked at are the same, in order.
///
/// ```
/// use trie_core::diff::{Blind, keys};
/// let blind = Blind { numbers: true, ..Blind::default() };
/// assert_eq!(keys("3 visitors. Closed.", "en", blind), keys("14 visitors. Closed.", "en", blind));
/// ```
#[must_use]
pub fn keys(text: &str, language: &str, blind: Blind) -> Vec<u64> {
    blind_side(text, language, blind).hashes().to_vec()
}

fn blind_side<'a>(text: &'a str, language: &str, blind: Blind) -> Side<'a> {
    let ranges: Vec<Range<usize>> = hashed_sentences(text, language)
        .map(|(range, _)| range)
        .collect();
    let mut buffer = String::new();
    let keys = ranges
        .iter()
        .map(|range| keys::sentence(&text[range.clone()], blind, &mut buffer))
        .collect();
    Side::numbered(text, ranges, keys)
}

/// The changed pairs that stand in the order of the kept ones and each other, and those that do not.
fn ordered(kept: &[Pair], mut changed: Vec<Pair>) -> (Vec<Pair>, Vec<Pair>) {
    changed.sort_unstable();
    let (beside, mut crossing): (Vec<Pair>, Vec<Pair>) =
        changed.into_iter().partition(|&(from, to)| {
            kept.partition_point(|pair| pair.0 < from) == kept.partition_point(|pair| pair.1 < to)
        });
    let in_order = rising(&beside);
    let mut next = in_order.iter().peekable();
    for pair in beside {
        if next.next_if_eq(&&pair).is_none() {
            crossing.push(pair);
        }
    }
    (in_order, crossing)
}

/// Where each sentence that moved stands on the other side, and whether it changed too.
struct Places {
    away: Vec<Option<(usize, bool)>>,
    here: Vec<Option<(usize, bool)>>,
}

impl Places {
    fn new(sides: &[Side<'_>; 2]) -> Self {
        Self {
            away: vec![None; sides[0].ranges().len()],
            here: vec![None; sides[1].ranges().len()],
        }
    }

    fn moved(&mut self, from: usize, to: usize, changed: bool) {
        self.away[from] = Some((to, changed));
        self.here[to] = Some((from, changed));
    }
}

/// A script that is being written; up to `at` both texts are in it.
struct Steps<'a> {
    texts: [&'a str; 2],
    sides: &'a [Side<'a>; 2],
    places: &'a Places,
    blind: Blind,
    all: Vec<Step>,
    at: Pair,
}

impl Steps<'_> {
    /// A pair at the same place, and before it what stands on one side alone.
    fn pair(&mut self, kind: Kind, pair: Pair) {
        self.gap(pair);
        self.at = (pair.0 + 1, pair.1 + 1);
        if let Some(last) = self.all.last_mut()
            && kind == Kind::Kept
            && last.kind == Kind::Kept
        {
            (last.older.end, last.newer.end) = self.at;
            return;
        }
        self.step(kind, pair, (1, 1), kind == Kind::Changed);
    }

    /// All up to a pair: first what is gone from here, then what is new here.
    fn gap(&mut self, end: Pair) {
        for from in self.at.0..end.0 {
            match self.places.away[from] {
                Some((to, _)) => self.step(Kind::MovedAway, (from, to), (1, 1), false),
                None => self.step(Kind::Removed, (from, self.at.1), (1, 0), false),
            }
        }
        for to in self.at.1..end.1 {
            match self.places.here[to] {
                Some((from, changed)) => self.step(Kind::MovedHere, (from, to), (1, 1), changed),
                None => self.step(Kind::Added, (end.0, to), (0, 1), false),
            }
        }
        self.at = end;
    }

    fn step(&mut self, kind: Kind, at: Pair, counts: Pair, changed: bool) {
        let words = if changed {
            let places = [(0, at.0), (1, at.1)]
                .map(|(side, number)| self.sides[side].ranges()[number].clone());
            words::words(self.texts, &places, self.blind)
        } else {
            Vec::new()
        };
        self.all.push(Step {
            kind,
            older: at.0..at.0 + counts.0,
            newer: at.1..at.1 + counts.1,
            words,
        });
    }
}
