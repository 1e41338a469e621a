//! Columns of small numbers, packed to the bit and read in place.
//!
//! A segment is read where it lies (mapped, or in a vector), so every reader here takes the whole file's bytes and
//! knows only *where* its column stands. Reading outside the file gives zeros instead of a panic: a forged file may
//! then answer nonsense, never crash; [`Segment::verify`](crate::segment::Segment::verify) is what tells nonsense.

use crate::error::{Error, Result};

/// Eight bytes at `at` as a little-endian number; what lies beyond the end reads as zero.
#[inline]
#[must_use]
pub fn load(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => load_end(bytes, at),
    }
}

#[cold]
fn load_end(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut chunk = [0; 8];
    chunk[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(chunk)
}

/// Four bytes at `at`; what lies beyond the end reads as zero.
#[inline]
#[must_use]
pub fn load32(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk::<4>) {
        Some(chunk) => u32::from_le_bytes(*chunk),
        None => (load_end(bytes, at) & 0xFFFF_FFFF) as u32,
    }
}

/// How many bits the number needs.
#[inline]
#[must_use]
pub const fn width(value: u64) -> u32 {
    64 - value.leading_zeros()
}

/// The lowest `width` bits set.
#[inline]
#[must_use]
pub const fn mask(width: u32) -> u64 {
    if width >= 64 {
        u64::MAX
    } else {
        (1 << width) - 1
    }
}

/// Appends numbers of equal width, lowest bit first.
#[derive(Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    held: u64,
    filled: u32,
}

impl BitWriter {
    /// Begins behind what was written before.
    #[must_use]
    pub const fn behind(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            held: 0,
            filled: 0,
        }
    }

    /// Appends the lowest `width` bits of `value`.
    #[inline]
    pub fn push(&mut self, value: u64, width: u32) {
        let value = value & mask(width);
        self.held |= value << self.filled;
        self.filled += width;
        if self.filled >= 64 {
            self.bytes.extend_from_slice(&self.held.to_le_bytes());
            self.filled -= 64;
            // What did not fit, if anything.
            self.held = value.checked_shr(width - self.filled).unwrap_or(0);
        }
    }

    /// The bytes, the last one filled up with zeros.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let bytes = self.held.to_le_bytes();
        self.bytes
            .extend_from_slice(&bytes[..self.filled.div_ceil(8) as usize]);
        self.bytes
    }
}

const HEADER: usize = 24;

/// One column: each number is `base + step × raw`, the raw ones `width` bits wide, so any of them is one load away.
#[derive(Debug, Clone, Copy, Default)]
pub struct Packed {
    at: usize,
    len: usize,
    base: u64,
    step: u64,
    width: u32,
    mask: u64,
}

impl Packed {
    /// Reads the column's head at `at`; the column must end at or before `end`.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when it would reach beyond `end`.
    pub fn read(bytes: &[u8], at: usize, end: usize) -> Result<Self> {
        let bad = |what: &str| Error::Corrupt(format!("a packed column at byte {at} {what}"));
        if end > bytes.len() || at.checked_add(HEADER).is_none_or(|head| head > end) {
            return Err(bad("reaches beyond its section"));
        }
        let len = load32(bytes, at + 16) as usize;
        let width = u32::from(bytes[at + 20]);
        if width > 64 {
            return Err(bad("is wider than 64 bits"));
        }
        let need = (len as u64 * u64::from(width)).div_ceil(8);
        if need > (end - at - HEADER) as u64 {
            return Err(bad("is longer than its section"));
        }
        Ok(Self {
            at: at + HEADER,
            len,
            base: load(bytes, at),
            step: load(bytes, at + 8),
            width,
            mask: mask(width),
        })
    }

    /// How many numbers.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether every number is the same one.
    #[inline]
    #[must_use]
    pub const fn is_constant(&self) -> bool {
        self.width == 0
    }

    /// The number at `index`.
    #[inline]
    #[must_use]
    pub fn get(&self, bytes: &[u8], index: usize) -> u64 {
        if self.width == 0 {
            return self.base;
        }
        let bit = index.wrapping_mul(self.width as usize);
        let shift = (bit & 7) as u32;
        let at = self.at.wrapping_add(bit >> 3);
        let mut raw = load(bytes, at) >> shift;
        if shift + self.width > 64 {
            raw |= load(bytes, at.wrapping_add(8)) << (64 - shift);
        }
        self.base
            .wrapping_add(self.step.wrapping_mul(raw & self.mask))
    }

    /// The number at `index` as a `u32` (the columns of ordinals and ids).
    #[inline]
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a forged column may hold more; it then reads as another id"
    )]
    pub fn get32(&self, bytes: &[u8], index: usize) -> u32 {
        self.get(bytes, index) as u32
    }
}

/// Appends `values` as a column that [`Packed::read`] understands.
///
/// What all numbers have in common, their least one and their greatest common step, is stored once: times that are
/// whole seconds cost no bits for the microseconds.
pub fn pack(out: &mut Vec<u8>, values: impl Iterator<Item = u64> + Clone) {
    let base = values.clone().min().unwrap_or(0);
    let (mut step, mut top, mut len) = (0_u64, 0_u64, 0_u32);
    for value in values.clone() {
        let over = value - base;
        top = top.max(over);
        len += 1;
        if step != 1 {
            step = gcd(step, over);
        }
    }
    let step = step.max(1);
    let bits = width(top / step);
    out.extend_from_slice(&base.to_le_bytes());
    out.extend_from_slice(&step.to_le_bytes());
    out.extend_from_slice(&len.to_le_bytes());
    out.extend_from_slice(&bits.to_le_bytes());
    if bits == 0 {
        return;
    }
    let mut writer = BitWriter::behind(std::mem::take(out));
    for value in values {
        let over = value - base;
        writer.push(if step == 1 { over } else { over / step }, bits);
    }
    *out = writer.finish();
}

const fn gcd(mut left: u64, mut right: u64) -> u64 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}

/// Signed times in an order-keeping unsigned form.
#[inline]
#[must_use]
pub const fn from_time(time: i64) -> u64 {
    time.cast_unsigned() ^ (1 << 63)
}

/// The time back from [`from_time`].
#[inline]
#[must_use]
pub const fn to_time(raw: u64) -> i64 {
    (raw ^ (1 << 63)).cast_signed()
}

/// Appends a number in groups of seven bits.
pub fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7F) as u8);
}

/// Reads a number written by [`put_varint`] and moves `at` behind it; nonsense beyond the end reads as zero.
#[inline]
#[must_use]
pub fn get_varint(bytes: &[u8], at: &mut usize) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = bytes.get(*at).copied().unwrap_or(0);
        *at = at.wrapping_add(1);
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(values: &[u64]) {
        let mut out = vec![7; 3];
        pack(&mut out, values.iter().copied());
        let column = Packed::read(&out, 3, out.len()).unwrap();
        let back: Vec<u64> = (0..column.len())
            .map(|index| column.get(&out, index))
            .collect();
        assert_eq!(back, values);
    }

    #[test]
    fn columns_of_every_width_come_back_whole() {
        for width in 0..=64 {
            round(
                &(0..150)
                    .map(|n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15) & mask(width))
                    .collect::<Vec<_>>(),
            );
        }
    }

    #[test]
    fn columns_come_back_whole() {
        round(&[]);
        round(&[5]);
        round(&[u64::MAX, 0, 1]);
        round(&[1_000_000, 3_000_000, 61_000_000]);
        round(&(0..1000).map(|n| n * n * 977 % 8191).collect::<Vec<_>>());
        round(
            &(0..70)
                .map(|n| (1 << 63) | (n * 0x0123_4567_89AB))
                .collect::<Vec<_>>(),
        );
    }

    #[test]
    fn whole_seconds_cost_no_microseconds() {
        let mut out = Vec::new();
        pack(
            &mut out,
            (0..128).map(|n| 1_700_000_000_000_000 + n * 1_000_000),
        );
        assert_eq!(out.len(), HEADER + 128 * 7 / 8);
    }

    #[test]
    fn a_column_longer_than_its_section_is_refused() {
        let mut out = Vec::new();
        pack(&mut out, 0..100);
        assert!(Packed::read(&out, 0, out.len() - 1).is_err());
        assert!(Packed::read(&out, usize::MAX - 3, out.len()).is_err());
    }

    #[test]
    fn varints_come_back_whole() {
        for value in [0, 1, 127, 128, 300, u64::MAX] {
            let (mut out, mut at) = (Vec::new(), 0);
            put_varint(&mut out, value);
            assert_eq!(get_varint(&out, &mut at), value);
            assert_eq!(at, out.len());
        }
    }
}
