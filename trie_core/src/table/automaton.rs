//! A machine that reads a word letter by letter and knows how many edits it is away from another one.
//!
//! An edit puts in, leaves out or changes a letter, or swaps two neighbours (the *optimal string alignment* distance:
//! nothing else is edited between the two). Digits are never edited: they have to be the same ones.
//!
//! The machine is the nondeterministic one with a place for each beginning of the wanted word and each number of
//! edits, run on bits (after Wu and Manber, "Fast text searching allowing errors", 1992): one number holds the places
//! for one number of edits, so a step is a few operations, however long the word is.

/// The most edits asked for.
pub const FARTHEST: u32 = 2;

/// The longest word that has others near it, in letters: a place for each beginning, the empty one too, in 64 bits.
const LONGEST: usize = 63;

/// What was read so far, as far as it matters for what follows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State {
    /// For each number of edits the beginnings reached with it or less: bit `n` is the one of `n` letters.
    near: [u64; 3],
    /// The same for beginnings whose next two letters are being swapped: the second one has been read.
    swaps: [u64; 3],
    /// Bytes of a letter that still has to come whole: how many are missing, and its bits so far.
    missing: u8,
    partial: u32,
}

/// The machine for one word.
#[derive(Debug)]
pub struct Automaton {
    letters: usize,
    limit: usize,
    /// Where each ASCII letter stands in the word,
    ascii: [u64; 128],
    /// and each other one.
    others: Vec<(char, u64)>,
    /// Where the word has a letter that may be edited.
    soft: u64,
    /// For each number of edits the places from which on the last of them may be made.
    late: [u64; 3],
    /// The word, behind it what is left of it when two neighbours are swapped and the first of them was read, for
    /// each two.
    rests: Vec<u8>,
    /// Where each letter begins in it, and where each of those.
    starts: Vec<u32>,
}

impl Automaton {
    /// The machine for words within `limit` (at most [`FARTHEST`]) edits; none for a word of more than 63 letters.
    #[must_use]
    pub fn new(word: &str, limit: u32) -> Option<Self> {
        let letters = word.chars().count();
        if letters > LONGEST {
            return None;
        }
        let mut machine = Self {
            letters,
            limit: limit.min(FARTHEST) as usize,
            ascii: [0; 128],
            others: Vec::new(),
            soft: 0,
            late: [u64::MAX; 3],
            rests: word.as_bytes().to_vec(),
            starts: Vec::with_capacity(2 * letters + 1),
        };
        for (at, (start, letter)) in word.char_indices().enumerate() {
            let bit = 1 << at;
            machine.starts.push(start as u32);
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
        machine.starts.push(word.len() as u32);
        for at in 1..letters {
            let [before, here] = [at - 1, at].map(|at| machine.starts[at] as usize);
            let behind = machine.starts[at + 1] as usize;
            machine
                .rests
                .extend_from_slice(&word.as_bytes()[before..here]);
            machine.rests.extend_from_slice(&word.as_bytes()[behind..]);
            machine.starts.push(machine.rests.len() as u32);
        }
        Some(machine)
    }

    /// The same, but the last edit is made behind the first `letters` of the word; with `all` every edit.
    pub(super) fn behind(mut self, letters: usize, all: bool) -> Self {
        let late = u64::MAX << letters.min(LONGEST);
        self.late[self.limit] = late;
        if all {
            self.late = [late; 3];
        }
        self
    }

    /// Letters of its word.
    pub(super) const fn letters(&self) -> usize {
        self.letters
    }

    /// The most edits.
    pub(super) const fn limit(&self) -> usize {
        self.limit
    }

    /// Edits between the machine's word and another one, if they are within the limit.
    #[must_use]
    pub fn distance(&self, word: &str) -> Option<u32> {
        match self.limit {
            0 => self.read::<0>(word),
            1 => self.read::<1>(word),
            _ => self.read::<2>(word),
        }
    }

    fn read<const LIMIT: usize>(&self, word: &str) -> Option<u32> {
        let mut state = self.start::<LIMIT>();
        for letter in word.chars() {
            state = self.letter::<LIMIT>(&state, letter);
            if !state.lives::<LIMIT>() {
                return None;
            }
        }
        self.edits::<LIMIT>(&state)
    }

    pub(super) fn start<const LIMIT: usize>(&self) -> State {
        let mut state = State::default();
        state.near[0] = 1;
        for edits in 1..=LIMIT {
            state.near[edits] = self.left_out(&state, edits);
        }
        state
    }

    /// The beginnings reached with one edit less, and those that are when letters of the word are left out.
    #[inline]
    fn left_out(&self, state: &State, edits: usize) -> u64 {
        let less = state.near[edits - 1];
        less | (less & self.soft & self.late[edits]) << 1
    }

    /// Whether an edit may be made now, so that every letter can follow.
    #[inline]
    pub(super) fn is_open<const LIMIT: usize>(&self, state: &State) -> bool {
        let open = |edits: usize| state.near[edits - 1] & self.late[edits] != 0;
        state.missing > 0 || (1..=LIMIT).any(open)
    }

    /// The first bytes of the letters that can follow where no edit may be made.
    pub(super) fn next<const LIMIT: usize>(&self, state: &State) -> impl Iterator<Item = u8> {
        let mut places = state.near[LIMIT] | state.swaps[1] | state.swaps[2];
        let mut seen = [0_u64; 4];
        let next = move || {
            while places != 0 {
                let at = places.trailing_zeros() as usize;
                places &= places - 1;
                let start = self.starts.get(at).filter(|_| at < self.letters);
                let Some(&byte) = start.and_then(|&at| self.rests.get(at as usize)) else {
                    continue;
                };
                let (word, bit) = (usize::from(byte / 64), 1 << (byte % 64));
                if seen[word] & bit == 0 {
                    seen[word] |= bit;
                    return Some(byte);
                }
            }
            None
        };
        std::iter::from_fn(next)
    }

    /// All that can follow a state without further edits.
    pub(super) fn rests<const LIMIT: usize>(&self, state: &State) -> impl Iterator<Item = &[u8]> {
        let (mut places, mut swaps) = (state.near[LIMIT], state.swaps[LIMIT]);
        let next = move || {
            if places != 0 {
                let at = places.trailing_zeros() as usize;
                places &= places - 1;
                let end = self.starts[self.letters] as usize;
                return Some(&self.rests[self.starts[at] as usize..end]);
            }
            if swaps != 0 {
                let at = self.letters + swaps.trailing_zeros() as usize;
                swaps &= swaps - 1;
                return Some(&self.rests[self.starts[at] as usize..self.starts[at + 1] as usize]);
            }
            None
        };
        std::iter::from_fn(next)
    }

    /// The state after one more byte.
    #[inline]
    pub(super) fn byte<const LIMIT: usize>(&self, state: &State, byte: u8) -> State {
        if state.missing == 0 && byte < 0x80 {
            let places = self.ascii[usize::from(byte)];
            return self.step::<LIMIT>(state, places, byte.is_ascii_digit());
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
        self.letter::<LIMIT>(&next, letter)
    }

    fn letter<const LIMIT: usize>(&self, state: &State, letter: char) -> State {
        let places = match self.ascii.get(letter as usize) {
            Some(&places) => places,
            None => self
                .others
                .iter()
                .find(|(c, _)| *c == letter)
                .map_or(0, |found| found.1),
        };
        self.step::<LIMIT>(state, places, letter.is_numeric())
    }

    /// The state after a letter that stands at `places` of the word.
    #[inline]
    fn step<const LIMIT: usize>(&self, state: &State, places: u64, digit: bool) -> State {
        let mut next = State::default();
        next.near[0] = (state.near[0] & places) << 1;
        let free = if digit { 0 } else { u64::MAX };
        for edits in 1..=LIMIT {
            let less = state.near[edits - 1] & self.late[edits];
            let changed = less & self.soft;
            next.near[edits] = (state.near[edits] & places) << 1
                | (state.swaps[edits] & places) << 2
                | (changed << 1 | less) & free
                | self.left_out(&next, edits);
            next.swaps[edits] = changed & (self.soft & places) >> 1;
        }
        next
    }

    /// Edits to the word read so far, if it is near.
    #[inline]
    pub(super) fn edits<const LIMIT: usize>(&self, state: &State) -> Option<u32> {
        let whole = |near: &u64| near >> self.letters & 1 == 1;
        let edits = state.near[..=LIMIT].iter().position(whole);
        edits
            .filter(|_| state.missing == 0)
            .map(|edits| edits as u32)
    }
}

impl State {
    /// Whether some word that begins so can be near.
    #[inline]
    pub fn lives<const LIMIT: usize>(&self) -> bool {
        self.near[LIMIT] | self.swaps[1] | self.swaps[2] != 0
    }

    /// Whether all edits are made, so that only [`Automaton::rests`] can follow.
    #[inline]
    pub const fn is_strict<const LIMIT: usize>(&self) -> bool {
        self.missing == 0 && self.near[LIMIT - 1] == 0
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
        let long = "a".repeat(63);
        let machine = Automaton::new(&long, 2).unwrap();
        for (letters, edits) in [
            (60, None),
            (61, Some(2)),
            (63, Some(0)),
            (65, Some(2)),
            (66, None),
        ] {
            assert_eq!(machine.distance(&"a".repeat(letters)), edits);
        }
        assert!(Automaton::new(&"a".repeat(64), 1).is_none());
    }
}
