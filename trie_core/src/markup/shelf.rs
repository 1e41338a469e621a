//! Cards at hand: those that are known to be true as things stand.

use std::sync::Arc;

use hashbrown::HashMap;

use super::Card;
use crate::search::Answer;

/// Cards by page, version and look, for as long as what they were made from stays as it is.
#[derive(Debug)]
pub struct Shelf {
    /// What the counters said of it.
    state: Vec<u64>,
    cards: HashMap<(u32, u32, i64, u32), Arc<Card>>,
    size: usize,
    most: usize,
}

impl Shelf {
    /// One for cards that weigh so many bytes with their texts.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            state: Vec::new(),
            cards: HashMap::new(),
            size: 0,
            most,
        }
    }

    /// The cards of all hits, if every one is there and says what is known now.
    #[must_use]
    pub fn cards(&self, answer: &Answer, look: u32, state: &[u64]) -> Option<Vec<Arc<Card>>> {
        if self.state != state {
            return None;
        }
        let card = |hit| {
            let card = self.cards.get(&Card::key(hit, look))?;
            card.fits(hit).then(|| Arc::clone(card))
        };
        answer.hits.iter().map(card).collect()
    }

    /// Keeps a card that is true in a state; those of another state are forgotten, and all when they weigh too much.
    pub fn put(&mut self, card: &Arc<Card>, look: u32, state: &[u64]) {
        let size = card.whole();
        if self.state != state || self.size + size > self.most {
            self.cards.clear();
            self.size = 0;
            self.state = state.to_vec();
        }
        self.size += size;
        let before = self.cards.insert(card.place(look), Arc::clone(card));
        self.size -= before.map_or(0, |card| card.whole());
    }
}
