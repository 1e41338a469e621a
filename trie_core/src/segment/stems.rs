//! The second key to the forms of words: their stems, by the rules of each language that a word is written in here; and
//! to compounds, by how they end.
//!
//! A key is the [sign](Rules::sign) of the rules and the stem. A word that is its own stem has none: who looks for a stem
//! looks for it among the words too. Stems with accents have a second key without, behind a sign of its own, so that
//! who types none finds the forms of words that have some.
//!
//! The compounds' column holds the ordinals of long words in languages that write compounds as one word, in the order
//! of their spelling from the end. A compound that begins with a word is found among the words themselves.

use std::ops::{Deref, Range};

use super::Segment;
use super::draft::Draft;
use super::fold::Folded;
use super::format::Section;
use super::keyed;
use super::lists::Lists;
use crate::bits::Packed;
use crate::error::{Error, Result};
use crate::stem::{RuleSet, Rules, UNRULED, may_be_compound, rule_of};
use crate::text::{MOST_SPELLINGS, plain_spellings};

pub(super) const SECTIONS: [Section; 3] = [Section::Stems, Section::StemStarts, Section::StemWords];

/// How far the sign of stems without their accents is from that of the rules.
const PLAIN: u8 = 40;

/// The most pairs of stem and word that so many words have.
pub(super) fn most(words: usize) -> usize {
    words
        .saturating_mul(MOST_SPELLINGS + 1)
        .saturating_mul(Rules::all().count())
}

/// The sign behind which a stem without accents stands.
fn plain_sign(rules: Rules) -> char {
    // Both are ASCII.
    char::from(rules.sign() as u8 + PLAIN)
}

/// The rules of the languages of a segment, by their numbers there.
#[derive(Debug)]
pub(super) struct Spoken {
    rules: Vec<RuleSet>,
    /// All of them together.
    all: RuleSet,
}

impl Spoken {
    pub fn of(languages: &[String]) -> Self {
        let rules: Vec<RuleSet> = languages.iter().map(|tag| rule_of(tag)).collect();
        Self {
            all: rules.iter().fold(0, |all, rules| all | rules),
            rules,
        }
    }
}

impl<B: Deref<Target = [u8]>> Segment<B> {
    /// The rules of the language that a version is in.
    #[inline]
    #[must_use]
    pub fn rule(&self, version: u32) -> RuleSet {
        let rules = self.spoken.rules.get(self.language(version) as usize);
        rules.copied().unwrap_or(UNRULED)
    }

    /// The rules of all languages here.
    #[inline]
    #[must_use]
    pub const fn rules(&self) -> RuleSet {
        self.spoken.all
    }

    /// Of versions, one bit each, keeps those whose language goes by one of these rules.
    pub fn keep_ruled(&self, rules: RuleSet, bits: &mut [u64]) {
        for (group, bits) in bits.iter_mut().enumerate() {
            let mut left = *bits;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                if self.rule(group as u32 * 64 + bit) & rules == 0 {
                    *bits ^= 1 << bit;
                }
            }
        }
    }

    /// Hands over the words that have this stem by these rules, and whether they have it only without their accents.
    pub fn each_form(&self, rules: Rules, stem: &str, mut found: impl FnMut(u32, bool)) {
        let mut key = String::with_capacity(stem.len() + 1);
        key.push(rules.sign());
        key.push_str(stem);
        for ordinal in self.stems.find(&self.bytes, &key) {
            found(ordinal, false);
        }
        if let Some(ordinal) = self.table.ordinal(&self.bytes, stem)
            && rules.stem(stem).is_some_and(|own| own == stem)
        {
            found(ordinal, false);
        }
        key.replace_range(..1, plain_sign(rules).encode_utf8(&mut [0; 4]));
        for ordinal in self.stems.find(&self.bytes, &key) {
            found(ordinal, true);
        }
    }

    /// Hands over the long words that end so, looking at so many at most.
    pub fn each_ending(&self, end: &str, most: usize, mut found: impl FnMut(u32, &str)) {
        let keys = self.ending_keys.get_or_init(|| self.keys_of_endings());
        let [low, high] = [u8::MIN, u8::MAX].map(|filled| ending_key(end, filled));
        let first = keys.partition_point(|key| *key < low);
        let here = keys[first..].iter().take_while(|key| **key <= high).count();
        for at in (first..first + here).take(most) {
            let ordinal = self.endings.get32(&self.bytes, at);
            let word = self.table.word(&self.bytes, ordinal).unwrap_or_default();
            if word.ends_with(end) {
                found(ordinal, &word);
            }
        }
    }

    /// The ends of the long words in their order, so that looking for one follows no reference.
    fn keys_of_endings(&self) -> Vec<u64> {
        let mut places: Vec<(u32, usize)> = (0..self.endings.len())
            .map(|at| (self.endings.get32(&self.bytes, at), at))
            .collect();
        places.sort_unstable();
        let mut keys = vec![0; places.len()];
        let mut next = places.into_iter().peekable();
        self.table.visit(&self.bytes, "", |word, ordinal| {
            while let Some((_, at)) = next.next_if(|(place, _)| *place <= ordinal) {
                keys[at] = ending_key(word, 0);
            }
            true
        });
        keys
    }

    /// Whether each stem is one that its word has, and each ending in its place.
    pub(super) fn wrong_stems(&self) -> Option<String> {
        let mut wrong = None;
        self.stems.visit(&self.bytes, |key, ordinal| {
            let word = self.table.word(&self.bytes, ordinal).unwrap_or_default();
            let fits = Rules::all().any(|rules| {
                let Some(stem) = rules.stem(&word) else {
                    return false;
                };
                let mut plain = false;
                if let Some(bare) = key.strip_prefix(plain_sign(rules)) {
                    plain_spellings(&stem, |spelled| plain |= spelled == bare);
                }
                plain || key.strip_prefix(rules.sign()) == Some(&*stem)
            });
            if !fits {
                wrong = Some(format!("{key:?} is no stem of the word {word:?}"));
            }
            wrong.is_none()
        });
        let mut before: Option<String> = None;
        for at in 0..self.endings.len() {
            let ordinal = self.endings.get32(&self.bytes, at);
            let word = self.table.word(&self.bytes, ordinal).unwrap_or_default();
            let ordered = |before: &String| before.bytes().rev().lt(word.bytes().rev());
            if !before.as_ref().is_none_or(ordered) {
                wrong = Some(format!("the word {word:?} does not end where it stands"));
            }
            before = Some(word);
        }
        wrong
    }
}

/// The last eight bytes of a word as a number, the last one first, filled up where there are fewer.
fn ending_key(word: &str, filled: u8) -> u64 {
    let mut key = [filled; 8];
    for (key, byte) in key.iter_mut().zip(word.bytes().rev()) {
        *key = byte;
    }
    u64::from_be_bytes(key)
}

/// Reads the column of compounds, which are fewer than the words.
pub(super) fn endings(bytes: &[u8], (at, end): (usize, usize), words: usize) -> Result<Packed> {
    let column = Packed::read(bytes, at, end)?;
    if column.len() > words {
        return Err(Error::Corrupt("there are more compounds than words".into()));
    }
    Ok(column)
}

/// Writes the sections for words in byte order.
pub(super) fn write(
    words: &[&str],
    lists: &Lists,
    (draft, folded): (&Draft, &Folded),
    put: &mut impl FnMut(Section, Vec<u8>),
) {
    let languages = &draft.languages.list;
    let by_language: Vec<RuleSet> = languages.iter().map(|tag| rule_of(tag)).collect();
    let line: Vec<RuleSet> = folded
        .versions
        .iter()
        // A page that never said anything has none, nor has what a damaged segment names.
        .map(|version| by_language.get(version.language as usize))
        .map(|rules| rules.copied().unwrap_or(UNRULED))
        .collect();
    let all = line.iter().fold(0, |all, rules| all | rules) & !UNRULED;
    let (mut pairs, mut long) = (Vec::new(), Vec::new());
    let present: Vec<Rules> = Rules::all()
        .filter(|rules| rules.bit() & all != 0)
        .collect();
    if !present.is_empty() {
        let one = line.iter().all(|rules| *rules == line[0]);
        for (ordinal, &word) in (0..).zip(words) {
            let spoken = if one {
                all
            } else {
                rules_of(lists, ordinal as usize, &line)
            };
            for &rules in present.iter().filter(|rules| rules.bit() & spoken != 0) {
                add_stem(word, ordinal, rules, &mut pairs);
            }
            let compounds = present.iter().any(|rules| {
                rules.bit() & spoken != 0 && !rules.joints().is_empty() && may_be_compound(word)
            });
            if compounds {
                long.push(ordinal);
            }
        }
    }
    keyed::write(pairs, SECTIONS, put);
    long.sort_by(|&left, &right| {
        let spelled = |ordinal: u32| words[ordinal as usize].bytes().rev();
        spelled(left).cmp(spelled(right))
    });
    let long: Vec<u64> = long.into_iter().map(u64::from).collect();
    put(Section::Endings, keyed::packed(&long));
}

/// The rules of the languages of the versions that a word stands in.
fn rules_of(lists: &Lists, word: usize, line: &[RuleSet]) -> RuleSet {
    let ranges: [Range<usize>; 2] = [0, 1].map(|list| lists.range(word * 2 + list));
    let runs = ranges.into_iter().flat_map(|range| &lists.runs[range]);
    runs.flat_map(|run| &line[run.first as usize..=run.last as usize])
        .fold(0, |all, rules| all | rules)
}

fn add_stem(word: &str, ordinal: u32, rules: Rules, pairs: &mut Vec<(String, u32)>) {
    let Some(stem) = rules.stem(word) else {
        return;
    };
    if stem != word {
        pairs.push((format!("{}{stem}", rules.sign()), ordinal));
    }
    if !stem.is_ascii() {
        let sign = plain_sign(rules);
        plain_spellings(&stem, |plain| {
            pairs.push((format!("{sign}{plain}"), ordinal));
        });
    }
}
