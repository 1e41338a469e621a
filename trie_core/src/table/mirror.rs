//! The words written backwards, for finding those that are near another one from both ends.
//!
//! Of a word with one slip one half is right. A walk from the front that allows the slip in the second half only, and
//! one from the back that allows it in the first half only, each look up a half and then try out a few short rows,
//! where a walk that allows it anywhere has to try every letter in the first rows, which are the longest. With two
//! slips the walk from the front allows one in the first part, and the one from the back finds what has both there.
//!
//! A mirror takes about as much memory as the table, so it is made for a table that is asked often: once walks
//! without one have gone along as many edges as there are, and never stored.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::automaton::Automaton;
use super::fuzzy::{Near, in_order};
use super::{MAX_WORD, Table, build};

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
    /// Edges that walks went along.
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
            None if self.walked.load(Ordering::Relaxed) < table.edges => None,
            _ => Some(self.mirror.get_or_init(|| Mirror::of(table, bytes))),
        };
        let letters = front.letters();
        if let Some(mirror) = mirror.filter(|_| letters > front.limit() + 1) {
            let first = if limit == 1 {
                letters / 2
            } else {
                letters * 4 / 9
            };
            table.walk(bytes, &front.behind(first, false), &mut found);
            let backwards: String = word.chars().rev().collect();
            if let Some(back) = Automaton::new(&backwards, limit) {
                // A swap of neighbours may reach one letter behind the first part.
                mirror.walk(&back.behind(letters - first - 1, true), &mut found);
            }
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
        let mut words: Vec<(&str, u32)> = words
            .into_iter()
            .map(|(start, end, ordinal)| (&text[start..end], ordinal))
            .collect();
        words.sort_unstable();
        words.dedup_by_key(|word| word.0);
        let (words, ordinals): (Vec<&str>, Vec<u32>) = words.into_iter().unzip();
        let mut written = Vec::new();
        build(&mut written, &words);
        let table = Table::read(&written, 0, written.len()).unwrap_or_default();
        Self {
            bytes: written,
            table,
            ordinals,
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
