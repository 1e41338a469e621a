//! Finds where a few words may stand in a text without cutting it all into words.
//!
//! What stands between two bytes that are boundaries whatever stands beside them (blanks, brackets, hyphens…) is cut
//! by itself. So only those pieces have to be cut that hold the letters of a word, or anything that is not ASCII and
//! might be another way to write it; and where a word stands alone between two such bytes, nothing has to be cut. To
//! look for letters, sixty-four bytes at a time, is ten times as fast as cutting.

use std::ops::Range;

use memchr::memmem::Finder;

use super::scan::{is_core, is_edge};
use super::shown::{Even, Shown};

/// With more words than this, going through the text for each takes longer than cutting it once.
pub(super) const MOST_WORDS: usize = 8;

/// Bytes looked at together: few enough to stay near the processor.
const PART: usize = 4096;

const STEP: usize = 32;

/// The bit by which small ASCII letters differ from capitals.
const SMALL: u8 = 0x20;

/// The letters of a word that is looked for: ASCII, small.
pub(super) struct Letters {
    all: Vec<u8>,
    /// What is found where they stand alone; None where they may go on, and what is found has to be looked up.
    whole: Option<usize>,
    finder: Finder<'static>,
}

impl Letters {
    /// Those of a word, which must have some.
    pub fn new(word: &str, whole: Option<usize>) -> Self {
        let all = word.as_bytes().to_vec();
        let small: Vec<u8> = all.iter().map(|byte| byte | SMALL).collect();
        Self {
            all,
            whole,
            finder: Finder::new(&small).into_owned(),
        }
    }

    /// What is to be done about a place: nothing where the word does not begin.
    #[inline]
    fn at(&self, bytes: &[u8], at: usize) -> Option<Find> {
        let end = at + self.all.len();
        let here = bytes.get(at..end)?;
        if !here.eq_ignore_ascii_case(&self.all) || at > 0 && is_core(bytes[at - 1]) {
            return None;
        }
        let (Some(pattern), next) = (self.whole, bytes.get(end)) else {
            return Some(Find::Cut);
        };
        if next.is_some_and(|&next| is_core(next)) {
            return None;
        }
        let alone = next.is_none_or(|&next| is_edge(next)) && (at == 0 || is_edge(bytes[at - 1]));
        Some(if alone {
            Find::Word(pattern, end)
        } else {
            Find::Cut
        })
    }
}

enum Find {
    Word(usize, usize),
    Cut,
}

/// A place where a word may stand.
pub(super) enum Spot {
    /// It does, with nothing beside it.
    Word(usize, Range<usize>),
    /// The text has to be cut to know.
    Piece(Range<usize>),
}

/// Calls `f` with each place of `text`, in order, at which one of the words may stand; of those that begin outside the
/// stretches `within` perhaps not with all.
pub(super) fn for_each_spot(
    Shown { text, even }: Shown<'_>,
    words: &[Letters],
    within: Vec<Range<usize>>,
    mut f: impl FnMut(Spot),
) {
    let bytes = text.as_bytes();
    // Where a word ends that begins inside, what it is may be told by its last letter.
    let within = within.into_iter().map(|Range { start, end }| {
        let rest = bytes[end..].iter().position(|&byte| is_edge(byte));
        start..rest.map_or(bytes.len(), |more| end + more)
    });
    let parts = within.flat_map(|Range { start, end }| {
        let parts = (start..end).step_by(PART);
        parts.map(move |base| base..end.min(base + PART))
    });
    let longest = words.iter().map(|word| word.all.len()).max().unwrap_or(1);
    let mut small = Vec::with_capacity(PART + longest);
    let mut next = vec![None; words.len()];
    let mut done = 0;
    for Range { start: base, end } in parts {
        // A word may begin here and end in the next part.
        let part = &bytes[base..bytes.len().min(end + longest - 1)];
        small.clear();
        small.extend(part.iter().map(|byte| byte | SMALL));
        let place = |word: &Letters, from: usize| {
            let from = from.max(base) - base;
            Some(base + from + word.finder.find(small.get(from..)?)?).filter(|&at| at < end)
        };
        for (word, next) in words.iter().zip(&mut next) {
            *next = place(word, done);
        }
        let next_high = |from: usize| {
            let is_ascii = even == Even::Bytes;
            if is_ascii {
                None
            } else {
                high_from(&bytes[..end], from)
            }
        };
        let mut high = next_high(done.max(base));
        while let Some(at) = next.iter().copied().flatten().chain(high).min() {
            let find = if high == Some(at) {
                Some(Find::Cut)
            } else {
                found(bytes, words, at)
            };
            done = match find {
                None => at + 1,
                Some(Find::Word(pattern, end)) => {
                    f(Spot::Word(pattern, at..end));
                    end
                }
                Some(Find::Cut) => {
                    let start = bytes[..at].iter().rposition(|&byte| is_edge(byte));
                    let start = start.map_or(0, |edge| edge + 1);
                    let len = bytes[at..].iter().position(|&byte| is_edge(byte));
                    let end = len.map_or(bytes.len(), |len| at + len);
                    f(Spot::Piece(start..end));
                    end
                }
            };
            for (word, next) in words.iter().zip(&mut next) {
                if next.is_some_and(|at| at < done) {
                    *next = place(word, done);
                }
            }
            if high.is_some_and(|at| at < done) {
                high = next_high(done);
            }
        }
    }
}

/// What is to be done about a place where one of the words stands, or the letters of one.
fn found(bytes: &[u8], words: &[Letters], at: usize) -> Option<Find> {
    let mut finds = words.iter().filter_map(|word| word.at(bytes, at));
    match finds.next() {
        Some(Find::Cut) => finds
            .find(|find| matches!(find, Find::Word(..)))
            .or(Some(Find::Cut)),
        first => first,
    }
}

/// The first byte from `from` on that is not ASCII.
pub(super) fn high_from(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from.min(bytes.len());
    // Many at once, because most texts have few.
    for step in bytes[at..].chunks_exact(STEP) {
        if step.iter().fold(0, |all, byte| all | byte) >= 0x80 {
            break;
        }
        at += STEP;
    }
    bytes[at..]
        .iter()
        .position(|&byte| byte >= 0x80)
        .map(|more| at + more)
}
