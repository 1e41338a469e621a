//! Packing of runs: one alone as a few bytes, many as blocks of bit-packed columns.

use super::dense::{Line, is_dense, put_bits};
use super::postings::Run;
use crate::bits::{BitWriter, load, load32, mask, put_varint, width};

/// Runs in a block.
pub const BLOCK: usize = 128;

/// The widths of one block's columns, and where they begin.
pub(super) struct Widths {
    pub at: usize,
    pub gap: u32,
    pub length: u32,
    pub main: u32,
    pub title: u32,
}

impl Widths {
    pub fn read(bytes: &[u8], at: usize) -> Self {
        let head = load32(bytes, at);
        let (gap, kind) = (head & 31, head >> 5 & 7);
        if kind < 7 {
            return Self {
                at: at + 1,
                gap,
                length: 0,
                main: kind,
                title: 0,
            };
        }
        let more = head >> 8;
        Self {
            at: at + 3,
            gap,
            length: more & 31,
            main: more >> 5 & 31,
            title: more >> 10 & 31,
        }
    }

    pub fn bytes(&self, len: usize) -> usize {
        ((self.gap + self.length + self.main + self.title) as usize * len).div_ceil(8)
    }
}

/// Appends a list; its length must be stored by the caller.
pub(super) fn put_list(out: &mut Vec<u8>, runs: &[Run], line: Line) {
    match runs {
        [] => {}
        [run] => put_one(out, *run),
        _ if runs.len() <= BLOCK => put_block(out, runs, Some(0)),
        _ => {
            // Bytes of all blocks, then for each block its last version and where it ends: what a reader skips by.
            let table = out.len();
            let blocks = runs.len().div_ceil(BLOCK);
            out.resize(table + blocks * 8, 0);
            let (start, mut base) = (out.len(), 0);
            let bits = line.filter(|_| is_dense(runs.len(), line));
            if let Some(versions) = bits {
                put_bits(out, runs, versions);
            }
            for (number, block) in runs.chunks(BLOCK).enumerate() {
                put_block(out, block, bits.is_none().then_some(base));
                base = block[block.len() - 1].last + 1;
                let entry = table + number * 8;
                out[entry..entry + 4].copy_from_slice(&(base - 1).to_le_bytes());
                let end = (out.len() - start) as u32;
                out[entry + 4..entry + 8].copy_from_slice(&end.to_le_bytes());
            }
        }
    }
}

/// Appends one run. Its lowest two bits are never both zero, so a reader can tell it from the head of a longer record.
pub(super) fn put_one(out: &mut Vec<u8>, run: Run) {
    let first = u64::from(run.first) << 2;
    if run.first == run.last && run.title == 0 {
        put_varint(out, first | if run.main == 1 { 1 } else { 2 });
        if run.main != 1 {
            put_varint(out, run.main.into());
        }
        return;
    }
    put_varint(out, first | 3);
    for value in [run.last - run.first, run.main, run.title] {
        put_varint(out, value.into());
    }
}

/// Appends one block; without a base to count gaps from, its counts alone.
fn put_block(out: &mut Vec<u8>, runs: &[Run], base: Option<u32>) {
    // All bits that any of the numbers has: as wide as the widest.
    let (mut next, [mut gaps, mut lengths, mut mains, mut titles]) = (base.unwrap_or(0), [0; 4]);
    for run in runs {
        gaps |= run.first.wrapping_sub(next);
        next = run.last + 1;
        lengths |= run.last - run.first;
        titles |= run.title;
    }
    // Without titles every run has a count of at least one.
    let less = u32::from(titles == 0);
    for run in runs {
        mains |= run.main - less.min(run.main);
    }
    let gap = if base.is_some() {
        width(gaps.into())
    } else {
        0
    };
    let [length, main, title] = [lengths, mains, titles].map(|bits| width(bits.into()));
    if length == 0 && title == 0 && main < 7 {
        out.push((gap | main << 5) as u8);
    } else {
        out.push((gap | 7 << 5) as u8);
        out.extend_from_slice(&((length | main << 5 | title << 10) as u16).to_le_bytes());
    }
    let mut writer = BitWriter::behind(std::mem::take(out));
    if let Some(mut next) = base {
        for run in runs {
            writer.push((run.first - next).into(), gap);
            next = run.last + 1;
        }
    }
    if length > 0 {
        for run in runs {
            writer.push((run.last - run.first).into(), length);
        }
    }
    if main > 0 {
        for run in runs {
            writer.push((run.main - less.min(run.main)).into(), main);
        }
    }
    if title > 0 {
        for run in runs {
            writer.push(run.title.into(), title);
        }
    }
    *out = writer.finish();
}

/// One block's runs.
pub struct Block {
    pub(super) first: [u32; BLOCK],
    pub(super) last: [u32; BLOCK],
    pub(super) len: usize,
}

impl Default for Block {
    fn default() -> Self {
        Self {
            first: [0; BLOCK],
            last: [0; BLOCK],
            len: 0,
        }
    }
}

#[inline]
pub(super) fn one_of(bytes: &[u8], bit: usize, width: u32, index: usize) -> u32 {
    let bit = bit + index * width as usize;
    ((load(bytes, bit >> 3) >> (bit & 7)) & mask(width)) as u32
}

/// Reads numbers of equal width (at most 31 bits) that begin at a bit.
#[inline]
pub(crate) fn unpack(bytes: &[u8], bit: usize, width: u32, out: &mut [u32]) {
    macro_rules! whole {
        ($out:expr, $($width:literal)*) => {
            match width {
                $($width => unpack_block::<$width>(bytes, bit >> 3, $out),)*
                _ => false,
            }
        };
    }
    if width == 0 {
        out.fill(0);
        return;
    }
    // Columns of whole blocks begin at whole bytes; the compiler lays their sixteen rounds out at full width.
    if bit.is_multiple_of(8)
        && let Ok(out) = <&mut [u32; BLOCK]>::try_from(&mut *out)
        && whole!(out, 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    {
        return;
    }
    let mask = mask(width);
    let mut bit = bit;
    for value in out {
        *value = ((load(bytes, bit >> 3) >> (bit & 7)) & mask) as u32;
        bit += width as usize;
    }
}

/// Reads a whole column of a whole block; false when it is not all there.
fn unpack_block<const WIDTH: usize>(bytes: &[u8], at: usize, out: &mut [u32; BLOCK]) -> bool {
    // Eight numbers take `WIDTH` bytes.
    let Some(column) = bytes.get(at..at + WIDTH * (BLOCK / 8)) else {
        return false;
    };
    let mask = mask(WIDTH as u32) as u32;
    for (chunk, eight) in column.chunks_exact(WIDTH).zip(out.chunks_exact_mut(8)) {
        let mut buffer = [0; 16];
        buffer[..WIDTH].copy_from_slice(chunk);
        let [low, high] = [0, 8].map(|half: usize| {
            let mut word = [0; 8];
            word.copy_from_slice(&buffer[half..half + 8]);
            u64::from_le_bytes(word)
        });
        if WIDTH <= 8 {
            for (number, value) in eight.iter_mut().enumerate() {
                *value = (low >> (number * WIDTH)) as u32 & mask;
            }
        } else {
            let bits = u128::from(high) << 64 | u128::from(low);
            for (number, value) in eight.iter_mut().enumerate() {
                *value = (bits >> (number * WIDTH)) as u32 & mask;
            }
        }
    }
    true
}
