//! Words as numbers, so that they can be compared without following a reference.

use crate::bits::{load, load32, mask};

/// Bytes of a word that its key holds whole.
const SHORT: usize = 16;

/// What of the two numbers is of a word, for each length.
const WHOLE: [[u64; 2]; SHORT + 1] = {
    let mut masks = [[0; 2]; SHORT + 1];
    let mut len = 0;
    while len <= SHORT {
        let bits = len as u32 * 8;
        masks[len] = [mask(bits), mask(bits.saturating_sub(64))];
        len += 1;
    }
    masks
};

/// A word as numbers. Nearly every word is short enough that its key is the word itself, so that it is found without
/// following a reference: the first eight bytes and the next eight (or a sum of all others where there are more),
/// filled up with zeros.
#[derive(Clone, Copy, Default)]
pub(super) struct Key {
    pub head: u64,
    pub rest: u64,
    pub len: u32,
}

impl Key {
    /// The key of a word of ASCII at a place in a text, whose capitals count as small letters; none of a long one.
    /// What follows it there spares looking at its length.
    #[inline]
    pub fn at(text: &str, start: usize, len: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let masks = WHOLE.get(len)?;
        let [head, rest] = match bytes.get(start..).and_then(<[u8]>::first_chunk::<SHORT>) {
            Some(chunk) => {
                let both = u128::from_le_bytes(*chunk);
                [both as u64, (both >> 64) as u64]
            }
            None => [load(bytes, start), load(bytes, start + 8)],
        };
        Some(Self {
            head: small(head & masks[0]),
            rest: small(rest & masks[1]),
            len: len as u32,
        })
    }

    /// The key of any word; `seeds` go into the sum that a long one has.
    pub fn of(word: &str, seeds: &[u64; 3]) -> Self {
        let bytes = word.as_bytes();
        let rest = match bytes.len() {
            0..=8 => 0,
            9..=SHORT => head(&bytes[8..]),
            _ => bytes[8..]
                .chunks(8)
                .fold(seeds[2], |sum, part| mix(sum ^ head(part), seeds[0])),
        };
        Self {
            head: head(bytes),
            rest,
            len: bytes.len() as u32,
        }
    }

    /// Whether the word is all in its key.
    #[inline]
    pub const fn is_short(self) -> bool {
        self.len as usize <= SHORT
    }

    /// The bytes of a short word, and behind them zeros.
    pub fn bytes(self) -> [u8; SHORT] {
        let both = u128::from(self.rest) << 64 | u128::from(self.head);
        both.to_le_bytes()
    }

    /// Where to look for the word.
    #[inline]
    pub const fn hash(self, seeds: &[u64; 3]) -> u32 {
        (mix(self.head ^ seeds[0], self.rest ^ seeds[1]) & 0xFFFF_FFFF) as u32
    }
}

/// Each bit of the product hangs on many of both numbers.
#[inline]
const fn mix(left: u64, right: u64) -> u64 {
    let product = left as u128 * right as u128;
    product as u64 ^ (product >> 64) as u64
}

/// The first eight bytes, filled up with zeros.
#[inline]
pub(super) fn head(bytes: &[u8]) -> u64 {
    match bytes.len() {
        8.. => load(bytes, 0),
        len @ 4..8 => {
            let high = u64::from(load32(bytes, len - 4)) << ((len - 4) * 8);
            u64::from(load32(bytes, 0)) | high
        }
        0 => 0,
        len => {
            let at = |at: usize| u64::from(bytes[at]) << (at * 8);
            at(0) | at(len / 2) | at(len - 1)
        }
    }
}

/// Eight characters of ASCII with their capitals made small.
#[inline]
const fn small(letters: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // The highest bit of a byte: from `A` on, and behind `Z`.
    let from = letters.wrapping_add(ONES * (0x80 - b'A' as u64));
    let behind = letters.wrapping_add(ONES * (0x80 - b'Z' as u64 - 1));
    letters | ((from ^ behind) & (ONES * 0x80)) >> 2
}
