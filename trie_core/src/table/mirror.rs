//! The words written backwards, for finding those that are near another one from both ends.
//!
//! Of a word with one slip one half is right. A walk from the front that allows the slip in the second half only, and
//! one from the back that allows it in the first half only, each look up a half and then try out a few short rows,
//! where a walk that allows it anywhere has to try every letter in the first rows, which are the longest. With two
//! slips one walk allows one of them in its first part, and the walk from the other end finds what has both there.
//!
//! A mirror takes about as much memory as the table, so it is made for a table that is asked often: once walks
//! without one have looked at as many edges and rows as a fourth of its edges, and never stored.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::automaton::Automaton;
use super::fuzzy::{Near, in_order};
use super::{MAX_WORD, Table, build};

/// Words that are few enough to be looked through for two slips.
const FEW: u32 = 256;

/// A table of the words of another one, written backwards.
#[derive(Debug)]
struct Mirror {
    bytes: Vec<u8>,
    table: Table,
    /// The ordinal of each in the other table.
    ordinals: Vec<u32>,
}

/// What is kept beside a table to find near words quickly.
#[derive(Debug, Default)]
pub struct Neighbours {
    /// Edges and rows that walks looked at.
    walked: AtomicUsize,
    mirror: OnceLock<Mirror>,
}

impl Neighbours {
    /// [`Table::near`], quicker when asked often.
    #[must_use]
    pub fn near(&self, table: &Table, bytes: &[u8], word: &str, limit: u32) -> Vec<Near> {
        let mut found = Vec::new();
        let machine = || Automaton::new(word, limit).filter(|_| limit > 0);
        let Some(front) = machine() else {
            found.extend(table.itself(bytes, word));
            return found;
        };
        let mirror = match self.mirror.get() {
            None if self.walked.load(Ordering::Relaxed) < table.edges / 4 => None,
            _ => Some(self.mirror.get_or_init(|| Mirror::of(table, bytes))),
        };
        if let Some(mirror) = mirror.filter(|_| front.letters() > front.limit() + 1) {
            mirror.near(table, bytes, word, front, &mut found);
        } else {
            let walked = table.walk(bytes, &front, &mut found);
            self.walked.fetch_add(walked, Ordering::Relaxed);
        }
        in_order(&mut found);
        found
    }
}

#[cfg(test)]
impl Neighbours {
    /// Whether the words were written backwards.
    pub fn is_mirrored(&self) -> bool {
        self.mirror.get().is_some()
    }
}

impl Mirror {
    fn of(table: &Table, bytes: &[u8]) -> Self {
        let (mut text, mut words) = (String::new(), Vec::with_capacity(table.len()));
        table.visit(bytes, "", |word, ordinal| {
            let start = text.len();
            text.extend(word.chars().rev());
            // Only a forged table has longer ones.
            if word.len() <= MAX_WORD {
                words.push((start, text.len(), ordinal));
            }
            true
        });
        let word = |(start, end, ordinal): (usize, usize, u32)| {
            let word: &str = &text[start..end];
            // Its first letters in an order of numbers decide nearly every comparison.
            let mut head = [0; 8];
            let many = word.len().min(8);
            head[..many].copy_from_slice(&word.as_bytes()[..many]);
            (u64::from_be_bytes(head), word, ordinal)
        };
        let mut words: Vec<(u64, &str, u32)> = words.into_iter().map(word).collect();
        words.sort_unstable();
        words.dedup_by_key(|word| word.1);
        let (words, ordinals): (Vec<&str>, Vec<u32>) = words
            .into_iter()
            .map(|(_, word, ordinal)| (word, ordinal))
            .unzip();
        let mut written = Vec::new();
        build(&mut written, &words);
        let table = Table::read(&written, 0, written.len()).unwrap_or_default();
        Self {
            bytes: written,
            table,
            ordinals,
        }
    }

    /// Appends the words near one, from both ends, in no order and some twice.
    fn near(
        &self,
        table: &Table,
        bytes: &[u8],
        word: &str,
        front: Automaton,
        found: &mut Vec<Near>,
    ) {
        let backwards: String = word.chars().rev().collect();
        let (letters, limit) = (front.letters(), front.limit());
        let Some(back) = Automaton::new(&backwards, limit as u32) else {
            return;
        };
        let front_crowds = crowds(table, bytes, word);
        let back_crowds = crowds(&self.table, &self.bytes, &backwards);
        // How long the first part is when the last slip is behind it, and which end it is the first part from. A swap
        // of neighbours may reach one letter further, and the other walk has to find it.
        let others = |first: usize| letters - first - 1;
        let (from_back, first) = if limit == 1 {
            let crowd = |&first: &usize| {
                let others = back_crowds[others(first)];
                front_crowds[first].saturating_add(others)
            };
            (false, (1..letters - 1).min_by_key(crowd).unwrap_or(1))
        } else {
            let [one, other] = [&back_crowds, &front_crowds].map(|crowds| {
                let few = |first: &usize| crowds[others(*first)] <= FEW;
                (1..letters - 1).rev().find(few).unwrap_or(1)
            });
            (other > one, one.max(other))
        };
        let (one, other) = (first, others(first));
        if from_back {
            table.walk(bytes, &front.behind(other, true), found);
            self.walk(&back.behind(one, false), found);
        } else {
            table.walk(bytes, &front.behind(one, false), found);
            self.walk(&back.behind(other, true), found);
        }
    }

    /// Appends the words that the machine takes, as the other table has them.
    fn walk(&self, machine: &Automaton, found: &mut Vec<Near>) {
        let from = found.len();
        self.table.walk(&self.bytes, machine, found);
        for near in &mut found[from..] {
            near.word = near.word.chars().rev().collect();
            near.ordinal = self.ordinals[near.ordinal as usize];
        }
    }
}

/// For each beginning of a word, the empty one too, how many words begin so, by letters.
fn crowds(table: &Table, bytes: &[u8], word: &str) -> Vec<u32> {
    let crowds = table.crowds(bytes, word.as_bytes());
    let starts = word.char_indices().map(|(start, _)| crowds[start]);
    starts.chain([crowds[word.len()]]).collect()
}
