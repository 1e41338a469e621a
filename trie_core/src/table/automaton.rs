//! A machine that reads a word letter by letter and knows how many edits it is away from another one.
//!
//! An edit puts in, leaves out or changes a letter, or swaps two neighbours (the *optimal string alignment* distance:
//! nothing else is edited between the two). Digits are never edited: they have to be the same ones.
//!
//! The machine is the nondeterministic one with a place for each beginning of the wanted word and each number of
//! edits, run on bits (after Wu and Manber, "Fast text searching allowing errors", 1992). Having read `t` letters, at
//! most `limit` edits away, only the beginnings of `t - limit` to `t + limit` letters can be reached: five at the most,
//! so that a state is a few bytes and a step a few operations, however long the words are.

/// The most edits asked for.
pub const FARTHEST: u32 = 2;

/// The longest word that has others near it, in letters.
const LONGEST: usize = 64;

/// What was read so far, as far as it matters for what follows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State {
    /// For each number of edits the beginnings reached with it or less: bit `k` is the one of `read + k - limit`
    /// letters.
    near: [u8; 3],
    /// The same for beginnings whose next two letters are being swapped: the second one has been read.
    swaps: [u8; 3],
    /// Letters read.
    read: u8,
    /// Bytes of a letter that still has to come whole: how many are missing, and its bits so far.
    missing: u8,
    partial: u32,
}

/// The machine for one word.
#[derive(Debug)]
pub struct Automaton {
    letters: Vec<char>,
    limit: usize,
    /// Where each ASCII letter stands in the word,
    ascii: [u64; 128],
    /// and each other one.
    others: Vec<(char, u64)>,
    /// Where the word has a letter that may be edited.
    soft: u64,
    all: u8,
}

impl Automaton {
    /// The machine for words within `limit` (at most [`FARTHEST`]) edits; none for a word of more than 64 letters.
    #[must_use]
    pub fn new(word: &str, limit: u32) -> Option<Self> {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() > LONGEST {
            return None;
        }
        let limit = limit.min(FARTHEST) as usize;
        let mut machine = Self {
            letters,
            limit,
            ascii: [0; 128],
            others: Vec::new(),
            soft: 0,
            all: (1_u8 << (2 * limit + 1)) - 1,
        };
        for (at, &letter) in machine.letters.iter().enumerate() {
            let bit = 1 << at;
            if let Some(places) = machine.ascii.get_mut(letter as usize) {
                *places |= bit;
            } else if let Some((_, places)) = machine.others.iter_mut().find(|(c, _)| *c == letter)
            {
                *places |= bit;
            } else {
                machine.others.push((letter, bit));
            }
            if !letter.is_numeric() {
                machine.soft |= bit;
            }
        }
        Some(machine)
    }

    /// Edits between the machine's word and another one, if they are within the limit.
    #[must_use]
    pub fn distance(&self, word: &str) -> Option<u32> {
        let mut state = self.start();
        for letter in word.chars() {
            state = self.letter(&state, letter);
            if !self.lives(&state) {
                return None;
            }
        }
        self.edits(&state)
    }

    pub(super) fn start(&self) -> State {
        let mut state = State {
            near: [1 << self.limit; 3],
            ..State::default()
        };
        let [_, soft, _] = self.windows(self.soft, 0);
        self.leave_out(&mut state, soft);
        state
    }

    /// Whether some word that begins so can be near.
    #[inline]
    pub(super) fn lives(&self, state: &State) -> bool {
        state.near[self.limit] | state.swaps[self.limit] != 0
    }

    /// Whether nothing may be edited any more, so that only the letters of [`Automaton::next`] can follow.
    #[inline]
    pub(super) fn is_strict(&self, state: &State) -> bool {
        state.missing == 0 && (self.limit == 0 || state.near[self.limit - 1] == 0)
    }

    /// The bytes that a strict state can go on with, ascending; first of all whether the word may end here.
    pub(super) fn next(&self, state: &State) -> (bool, [u8; 10], usize) {
        let mut found = [0; 10];
        let mut count = 0;
        let mut ends = false;
        for (bits, read) in [
            (state.near[self.limit], usize::from(state.read)),
            (
                state.swaps[self.limit],
                usize::from(state.read).wrapping_sub(1),
            ),
        ] {
            for bit in 0..=2 * self.limit {
                if bits >> bit & 1 == 0 {
                    continue;
                }
                let at = read.wrapping_add(bit).wrapping_sub(self.limit);
                ends |= at == self.letters.len();
                if let Some(letter) = self.letters.get(at) {
                    let mut bytes = [0; 4];
                    letter.encode_utf8(&mut bytes);
                    if !found[..count].contains(&bytes[0]) {
                        found[count] = bytes[0];
                        count += 1;
                    }
                }
            }
        }
        found[..count].sort_unstable();
        (ends, found, count)
    }

    /// The state after one more byte.
    #[inline]
    pub(super) fn byte(&self, state: &State, byte: u8) -> State {
        if state.missing == 0 && byte < 0x80 {
            return self.step(state, self.ascii[usize::from(byte)], byte.is_ascii_digit());
        }
        let mut next = *state;
        (next.partial, next.missing) = match byte {
            0xF0.. => (u32::from(byte & 0x07), 3),
            0xE0.. => (u32::from(byte & 0x0F), 2),
            0xC0.. => (u32::from(byte & 0x1F), 1),
            _ => (
                state.partial << 6 | u32::from(byte & 0x3F),
                state.missing.saturating_sub(1),
            ),
        };
        if next.missing > 0 {
            return next;
        }
        // What is no letter stands in no honest table; it is as good as one that the word has not.
        let letter = char::from_u32(next.partial).unwrap_or(char::REPLACEMENT_CHARACTER);
        self.letter(&next, letter)
    }

    fn letter(&self, state: &State, letter: char) -> State {
        let places = match self.ascii.get(letter as usize) {
            Some(&places) => places,
            None => self
                .others
                .iter()
                .find(|(c, _)| *c == letter)
                .map_or(0, |found| found.1),
        };
        self.step(state, places, letter.is_numeric())
    }

    /// The state after a letter that stands at `places` of the word.
    #[inline]
    fn step(&self, state: &State, places: u64, digit: bool) -> State {
        // Most letters of the table stand nowhere in the word.
        let [before, here, after] = if places == 0 {
            [0; 3]
        } else {
            self.windows(places, state.read)
        };
        let [_, soft, soft_after] = self.windows(self.soft, state.read);
        let mut next = State {
            read: state.read.saturating_add(1),
            ..State::default()
        };
        next.near[0] = state.near[0] & here;
        if digit {
            for edits in 1..=self.limit {
                next.near[edits] = state.near[edits] & here;
            }
        } else {
            for edits in 1..=self.limit {
                let less = state.near[edits - 1];
                next.near[edits] = (state.near[edits] & here)
                    | (less & soft)
                    | (less >> 1)
                    | (state.swaps[edits] & before);
                next.swaps[edits] = less & soft & soft_after & after;
            }
        }
        self.leave_out(&mut next, soft_after);
        next
    }

    /// Adds the beginnings that are reached by leaving letters of the word out, those that are `soft`.
    #[inline]
    fn leave_out(&self, state: &mut State, soft: u8) {
        for edits in 1..=self.limit {
            let less = state.near[edits - 1];
            state.near[edits] |= less | ((less & soft) << 1 & self.all);
        }
    }

    /// Places of the word as bits like those of a state after `read` letters, one letter less, and one more.
    #[inline]
    fn windows(&self, places: u64, read: u8) -> [u8; 3] {
        let shifted = (u128::from(places) << (self.limit + 1)) >> u32::from(read.min(127));
        [0, 1, 2].map(|by| (shifted >> by) as u8 & self.all)
    }

    /// Edits to the word read so far, if it is near.
    #[inline]
    pub(super) fn edits(&self, state: &State) -> Option<u32> {
        let bit = (self.letters.len() + self.limit).checked_sub(usize::from(state.read))?;
        if bit > 2 * self.limit || state.missing > 0 {
            return None;
        }
        let reached = state.near[..=self.limit].iter();
        let edits = reached.take_while(|near| *near >> bit & 1 == 0).count();
        (edits <= self.limit).then_some(edits as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::Automaton;
    use crate::table::distance;

    #[test]
    fn counts_edits_as_the_matrix_does() {
        let words = [
            "", "a", "ab", "ba", "abc", "acb", "bca", "abcd", "abdc", "badc", "aé", "éa", "日é",
            "a1", "1a", "a12", "a21", "ab1", "ba1", "a1b", "b1a", "aab", "abb", "aabb", "abab",
        ];
        for wanted in words {
            for limit in 0..=2 {
                let machine = Automaton::new(wanted, limit).unwrap();
                for other in words {
                    let edits = distance(wanted, other).filter(|&edits| edits <= limit);
                    assert_eq!(machine.distance(other), edits, "{wanted:?} and {other:?}");
                }
            }
        }
    }

    #[test]
    fn long_words_have_near_ones_too() {
        let long = "a".repeat(64);
        let machine = Automaton::new(&long, 2).unwrap();
        for (letters, edits) in [
            (61, None),
            (62, Some(2)),
            (64, Some(0)),
            (66, Some(2)),
            (67, None),
        ] {
            assert_eq!(machine.distance(&"a".repeat(letters)), edits);
        }
        assert!(Automaton::new(&"a".repeat(65), 1).is_none());
    }
}
