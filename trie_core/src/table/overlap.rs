//! The other way to shrink the table: rows pushed over each other until no cells collide.
//!
//! This is the *double array*. All rows lie in one array of cells; each begins somewhere (its *base*), and the cell of a
//! letter stands so many places behind. A cell remembers its letter, and no two rows have the same base, so a cell
//! with the right letter belongs to the row that was asked: one load and one comparison for each letter of a word. Most
//! rows have one entry and fill the holes that the others leave: for the words of real pages one cell of 700 stays free.
//! (Where nearly every row is full, as with random numbers, most rows collide, and this is no layout for them.)
//!
//! ```text
//! cell   31 ‥ 9   base of the next row, or the word's ordinal
//!        8        a word ends here
//!        7 ‥ 0    letter: 0 for "the word ends here", else the byte plus one; 0xFF for a cell that is free
//! ```
//!
//! What remains of a word that is alone stands in a pool of tails, as in the other layout; where, says a column by
//! ordinal. Steps without a choice stay cells, since one more of them costs less than looking whether there is a tail.

use super::build::{Pool, shared};
use super::layout::Layout;
use super::{END, MAX_WORD, STOP};
use crate::bits::{Packed, load32, pack};
use crate::error::{Error, Result};

/// The letter of a free cell; no byte of UTF-8 is that great.
const FREE: u32 = 0xFF;
const LEAF: u32 = 0x100;
const HEAD: usize = 16;
/// Greatest number a cell holds.
const MOST: usize = (1 << 23) - 1;
/// Words looked for at once.
const LANES: usize = 8;
/// Free cells that are tried for a row before it is laid behind all others.
const TRIES: usize = 64;

/// Where an overlapped table's arrays stand inside a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Overlap {
    words: u32,
    root: u32,
    cells: usize,
    cells_end: usize,
    tails: Packed,
    pool: usize,
    pool_end: usize,
}

impl Layout for Overlap {
    fn build(out: &mut Vec<u8>, words: &[&str]) -> Result<()> {
        let mut builder = Builder::default();
        let root = if words.is_empty() {
            0
        } else {
            builder.row(words, &shared(words), 0, 0)
        };
        // A row may be asked for any letter.
        builder.cells.resize(builder.cells.len() + 256, FREE);
        if builder.cells.len() > MOST || words.len() > MOST {
            return Err(Error::Input(format!(
                "{} words are too many for this layout",
                words.len()
            )));
        }
        let (pool, offsets) = builder.tails.lay(words.len());
        let at = out.len();
        for number in [words.len(), root, builder.cells.len(), 0] {
            out.extend_from_slice(&(number as u32).to_le_bytes());
        }
        for cell in builder.cells {
            out.extend_from_slice(&cell.to_le_bytes());
        }
        pack(out, offsets.iter().map(|&offset| offset.into()));
        let pool_at = (out.len() - at) as u32;
        out[at + 12..at + HEAD].copy_from_slice(&pool_at.to_le_bytes());
        out.extend_from_slice(&pool);
        Ok(())
    }

    fn read(bytes: &[u8], at: usize, end: usize) -> Result<Self> {
        let bad = || Error::Corrupt("the table's arrays reach beyond their section".into());
        if end > bytes.len() || at.checked_add(HEAD).is_none_or(|head| head > end) {
            return Err(bad());
        }
        let [words, root, cells, pool] = [0, 4, 8, 12].map(|field| load32(bytes, at + field));
        let (cells_end, pool) = (at + HEAD + cells as usize * 4, at + pool as usize);
        if cells_end > pool || pool > end {
            return Err(bad());
        }
        let tails = Packed::read(bytes, cells_end, pool)?;
        if tails.len() != words as usize {
            return Err(Error::Corrupt("the table has not a tail a word".into()));
        }
        Ok(Self {
            words,
            root,
            cells: at + HEAD,
            cells_end,
            tails,
            pool,
            pool_end: end,
        })
    }

    fn len(&self) -> usize {
        self.words as usize
    }

    #[inline]
    fn ordinal(&self, bytes: &[u8], word: &str) -> Option<u32> {
        let (word, cells) = (word.as_bytes(), bytes.get(self.cells..self.cells_end)?);
        let mut base = self.root;
        for (at, &byte) in word.iter().enumerate() {
            match cell(cells, base, u32::from(byte) + 1)? {
                Cell::Row(next) => base = next,
                Cell::Word(ordinal) => return self.ends(bytes, ordinal, &word[at + 1..]),
            }
        }
        match cell(cells, base, END.into())? {
            Cell::Word(ordinal) => self.ends(bytes, ordinal, &[]),
            Cell::Row(_) => None,
        }
    }

    fn word(&self, bytes: &[u8], ordinal: u32) -> Option<String> {
        if ordinal >= self.words {
            return None;
        }
        let cells = bytes.get(self.cells..self.cells_end)?;
        let (mut word, mut base) = (Vec::new(), self.root);
        while word.len() <= MAX_WORD {
            // The last cell of the row below which no word comes after the one wanted.
            let (letter, found) = (0..FREE).rev().find_map(|letter| {
                let found = cell(cells, base, letter)?;
                (least(cells, found)? <= ordinal).then_some((letter, found))
            })?;
            word.extend(letter.checked_sub(1).map(|byte| byte as u8));
            match found {
                Cell::Row(next) => base = next,
                Cell::Word(found) => {
                    let rest = bytes.get(self.tail(bytes, found)..self.pool_end)?;
                    let len = rest.iter().position(|&byte| byte == STOP)?;
                    word.extend_from_slice(&rest[..len]);
                    return String::from_utf8(word).ok().filter(|_| found == ordinal);
                }
            }
        }
        None
    }
}

#[derive(Clone, Copy)]
enum Cell {
    Row(u32),
    Word(u32),
}

/// What stands behind a letter of a row, if the row has it.
#[inline]
fn cell(cells: &[u8], base: u32, letter: u32) -> Option<Cell> {
    let at = (base as usize + letter as usize) * 4;
    let cell = u32::from_le_bytes(*cells.get(at..)?.first_chunk()?);
    if cell & 0xFF != letter {
        return None;
    }
    let number = cell >> 9;
    Some(if cell & LEAF == 0 {
        Cell::Row(number)
    } else {
        Cell::Word(number)
    })
}

/// The least ordinal behind a cell.
fn least(cells: &[u8], mut found: Cell) -> Option<u32> {
    // No word is longer; a forged table may lead in circles.
    for _ in 0..=MAX_WORD {
        match found {
            Cell::Word(ordinal) => return Some(ordinal),
            Cell::Row(base) => found = (0..FREE).find_map(|letter| cell(cells, base, letter))?,
        }
    }
    None
}

impl Overlap {
    /// The ordinals of many words, several of which are looked for at once, letter by letter: while one waits for
    /// memory the others go on, and where one ends no guess is lost.
    // A branch for each letter of each word is what the lanes are there to save.
    #[allow(clippy::needless_bitwise_bool)]
    pub fn ordinals<W: AsRef<str>>(&self, bytes: &[u8], words: &[W], out: &mut Vec<Option<u32>>) {
        let cells = bytes.get(self.cells..self.cells_end).unwrap_or_default();
        for words in words.chunks(LANES) {
            let mut texts: [&[u8]; LANES] = [&[]; LANES];
            for (text, word) in texts.iter_mut().zip(words) {
                *text = word.as_ref().as_bytes();
            }
            let mut bases = [self.root; LANES];
            let (mut found, mut ends) = ([u32::MAX; LANES], [0; LANES]);
            let mut going = [true; LANES];
            for at in 0..=MAX_WORD {
                let mut any = false;
                for lane in 0..LANES {
                    let letter = texts[lane].get(at).map_or(0, |&byte| u32::from(byte) + 1);
                    let place = (bases[lane] as usize + letter as usize) * 4;
                    let chunk = cells.get(place..).and_then(<[u8]>::first_chunk);
                    let cell = chunk.map_or(FREE, |chunk| u32::from_le_bytes(*chunk));
                    let hit = going[lane] & (cell & 0xFF == letter);
                    let leaf = hit & (cell & LEAF != 0);
                    if leaf {
                        found[lane] = cell >> 9;
                        ends[lane] = at + 1;
                    }
                    going[lane] = hit & !leaf;
                    if going[lane] {
                        bases[lane] = cell >> 9;
                    }
                    any |= going[lane];
                }
                if !any {
                    break;
                }
            }
            for lane in 0..words.len() {
                let rest = texts[lane].get(ends[lane]..).unwrap_or_default();
                let ends = |ordinal: u32| self.ends(bytes, ordinal, rest);
                out.push(
                    Some(found[lane])
                        .filter(|&found| found != u32::MAX)
                        .and_then(ends),
                );
            }
        }
    }

    #[inline]
    fn tail(&self, bytes: &[u8], ordinal: u32) -> usize {
        let offset = self.tails.get32(bytes, ordinal as usize) as usize;
        self.pool.saturating_add(offset)
    }

    /// The ordinal, if what is left of a word is its tail.
    #[inline]
    fn ends(&self, bytes: &[u8], ordinal: u32, rest: &[u8]) -> Option<u32> {
        let tail = bytes.get(self.tail(bytes, ordinal)..self.pool_end)?;
        let same = tail.get(..rest.len())? == rest && tail.get(rest.len()) == Some(&STOP);
        (same && ordinal < self.words).then_some(ordinal)
    }
}

#[derive(Default)]
struct Builder<'a> {
    cells: Vec<u32>,
    /// Bases that are taken.
    bases: Vec<bool>,
    /// For each cell one that is not before the first free cell from there on: those in use lead on, shorter each time.
    free: Vec<u32>,
    tails: Pool<'a>,
}

impl<'a> Builder<'a> {
    /// Lays the row of words that agree in their first `depth` bytes, and all below it; gives its base.
    fn row(&mut self, words: &[&'a str], shared: &[u8], first: usize, depth: usize) -> usize {
        let mut letters: Vec<(u32, usize)> = Vec::new();
        let mut low = 0;
        let parts = memchr::memchr_iter(depth as u8, &shared[1..]).map(|at| at + 1);
        for high in parts.chain([words.len()]) {
            let letter = words[low].as_bytes().get(depth);
            letters.push((letter.map_or(0, |&byte| u32::from(byte) + 1), low));
            low = high;
        }
        let base = self.place(&letters);
        for (number, &(letter, low)) in letters.iter().enumerate() {
            let high = letters.get(number + 1).map_or(words.len(), |next| next.1);
            let below = if high - low == 1 {
                let word = words[low].as_bytes();
                self.tails
                    .add(&word[(depth + 1).min(word.len())..], (first + low) as u32);
                LEAF | ((first + low) as u32) << 9
            } else {
                let (words, shared) = (&words[low..high], &shared[low..high]);
                (self.row(words, shared, first + low, depth + 1) as u32) << 9
            };
            self.cells[base + letter as usize] = letter | below;
        }
        base
    }

    /// The first free cell from `cell` on.
    fn next_free(&mut self, mut cell: usize) -> usize {
        while let Some(&next) = self.free.get(cell)
            && next as usize != cell
        {
            let further = self.free.get(next as usize).copied().unwrap_or(next);
            self.free[cell] = further;
            cell = further as usize;
        }
        cell
    }

    /// Finds room for a row and takes its cells.
    fn place(&mut self, letters: &[(u32, usize)]) -> usize {
        let least = letters[0].0 as usize;
        let (mut cell, mut tried) = (self.next_free(least), 0);
        while !self.fits(cell - least, letters) {
            tried += 1;
            // Behind all others there is room for certain.
            let from = if tried < TRIES {
                cell + 1
            } else {
                self.cells.len().max(cell + 1)
            };
            cell = self.next_free(from);
        }
        let base = cell - least;
        let most = letters.last().map_or(least, |letter| letter.0 as usize);
        let len = self.cells.len().max(base + most + 1);
        self.free.extend(self.cells.len() as u32..len as u32);
        self.cells.resize(len, FREE);
        if base >= self.bases.len() {
            self.bases.resize(base + 1, false);
        }
        self.bases[base] = true;
        for &(letter, _) in letters {
            // Taken; what stands behind it comes later.
            let cell = base + letter as usize;
            self.cells[cell] = letter;
            self.free[cell] = cell as u32 + 1;
        }
        base
    }

    fn fits(&self, base: usize, letters: &[(u32, usize)]) -> bool {
        let is_free = |cell: usize| self.cells.get(cell).is_none_or(|&cell| cell == FREE);
        let is_taken = self.bases.get(base).copied().unwrap_or(false);
        !is_taken
            && letters
                .iter()
                .all(|&(letter, _)| is_free(base + letter as usize))
    }
}
