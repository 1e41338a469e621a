//! Starting points for the walk to a word when its first two characters are known.
//!
//! The first rows of a table are the longest and every look-up goes through them. Who looks up many words keeps
//! these doors, some 20 KB, beside the table; nothing of them is stored.

use super::walk::Below;
use super::{END, Table};

/// Letters and digits of ASCII.
const CODES: usize = 36;

/// A row on the way to a word: what a walk knows when it arrives there.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Door {
    pub row: u32,
    /// Inner edges before it.
    pub rank: u32,
    /// Words before all that stands below it.
    pub before: u32,
    /// Bytes of the word that led here.
    pub depth: u32,
}

/// A door for each two characters.
#[derive(Debug, Clone)]
pub struct Doors(Vec<Door>);

#[inline]
const fn code(byte: u8) -> Option<usize> {
    match byte {
        b'a'..=b'z' => Some((byte - b'a') as usize),
        b'0'..=b'9' => Some((byte - b'0') as usize + 26),
        _ => None,
    }
}

impl Doors {
    #[inline]
    fn of(&self, word: &str) -> Door {
        let &[first, second, ..] = word.as_bytes() else {
            return Door::default();
        };
        match (code(first), code(second)) {
            (Some(first), Some(second)) => self.0[first * CODES + second],
            _ => Door::default(),
        }
    }
}

impl Table {
    /// The doors of this table.
    #[must_use]
    pub fn doors(&self, bytes: &[u8]) -> Doors {
        let mut doors = vec![Door::default(); CODES * CODES];
        for (edge, below) in self.edges(bytes, self.root()) {
            let (Some(first), Some((node, door))) =
                (self.code(bytes, edge), self.door(bytes, &below, 1))
            else {
                continue;
            };
            let doors = &mut doors[first * CODES..][..CODES];
            match self.step(bytes, edge).1 {
                [] => {
                    doors.fill(door);
                    for (edge, below) in self.edges(bytes, node) {
                        if let (Some(second), Some((_, door)), []) = (
                            self.code(bytes, edge),
                            self.door(bytes, &below, 2),
                            self.step(bytes, edge).1,
                        ) {
                            doors[second] = door;
                        }
                    }
                }
                &[second] => {
                    if let Some(second) = code(second) {
                        doors[second] = Door { depth: 2, ..door };
                    }
                }
                _ => {}
            }
        }
        Doors(doors)
    }

    fn code(&self, bytes: &[u8], edge: usize) -> Option<usize> {
        match self.label(bytes, edge) {
            END => None,
            label => code(label - 1),
        }
    }

    fn door(&self, bytes: &[u8], below: &Below, depth: u32) -> Option<(super::Node, Door)> {
        let &Below::Row(node) = below else {
            return None;
        };
        let door = Door {
            row: node.at as u32,
            rank: self.rank(bytes, node.at) as u32,
            before: node.low,
            depth,
        };
        Some((node, door))
    }

    /// [`Table::ordinal`] for who keeps the doors.
    #[inline]
    #[must_use]
    pub fn ordinal_behind(&self, doors: &Doors, bytes: &[u8], word: &str) -> Option<u32> {
        self.look::<true>(bytes, word.as_bytes(), doors.of(word))
    }

    /// [`Table::contains`] for who keeps the doors.
    #[inline]
    #[must_use]
    pub fn contains_behind(&self, doors: &Doors, bytes: &[u8], word: &str) -> bool {
        self.look::<false>(bytes, word.as_bytes(), doors.of(word))
            .is_some()
    }
}
