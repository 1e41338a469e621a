//! One word's places in a segment, ascending: gaps in blocks of 128, each as wide as most of its gaps are.
//!
//! ```text
//! count                                one place: the place itself, and that is all
//! bytes of what follows
//! (last place u32, end u32) × blocks   only where there are several
//! width u8 | wider u8 | gaps | which are wider u8 × wider | their upper bits × wider
//! ```
//!
//! A word comes in bursts, so a block's widest gap is far wider than the others; the few wide ones keep their upper
//! bits apart. `count`, `bytes` and upper bits are numbers in groups of seven bits.

use crate::bits::{get_varint, load32, mask, put_varint, width};
use crate::segment::unpack;

/// Places in a block.
pub const BLOCK: usize = 128;
/// The widest a gap is packed; wider ones keep upper bits apart.
const WIDEST: u32 = 31;

/// Where a word's places stand in a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct List {
    /// The places themselves (one), or the table of the blocks (several), or the block.
    at: usize,
    end: usize,
    len: usize,
}

/// Appends lists; what it needs for a block stays for the next one.
pub struct Packer {
    gaps: [u32; BLOCK],
    /// Which gaps are wider than most.
    wider: [u8; BLOCK],
    /// The gaps packed, and behind them what is written over their end.
    packed: [u8; BLOCK * WIDEST as usize / 8 + 8],
}

impl Default for Packer {
    fn default() -> Self {
        Self {
            gaps: [0; BLOCK],
            wider: [0; BLOCK],
            packed: [0; BLOCK * WIDEST as usize / 8 + 8],
        }
    }
}

impl Packer {
    /// Appends a list.
    pub fn put(&mut self, out: &mut Vec<u8>, places: &[u32]) {
        put_varint(out, places.len() as u64);
        if let [place] = places {
            put_varint(out, u64::from(*place));
        }
        if places.len() < 2 {
            return;
        }
        let blocks = places.len().div_ceil(BLOCK);
        if blocks == 1 {
            // Nearly always one byte says how long a block is; written first, it spares memory of its own.
            let at = out.len();
            out.push(0);
            self.put_block(out, places, 0);
            let bytes = out.len() - at - 1;
            if bytes < 0x80 {
                out[at] = bytes as u8;
            } else {
                out[at] = (bytes & 0x7F) as u8 | 0x80;
                out.insert(at + 1, (bytes >> 7) as u8);
            }
            return;
        }
        let (mut table, mut data) = (Vec::new(), Vec::with_capacity(places.len()));
        let mut next = 0;
        for block in places.chunks(BLOCK) {
            let last = block[block.len() - 1];
            self.put_block(&mut data, block, next);
            next = last + 1;
            table.extend_from_slice(&last.to_le_bytes());
            table.extend_from_slice(&(data.len() as u32).to_le_bytes());
        }
        put_varint(out, (table.len() + data.len()) as u64);
        out.append(&mut table);
        out.append(&mut data);
    }

    fn put_block(&mut self, out: &mut Vec<u8>, places: &[u32], mut next: u32) {
        let gaps = &mut self.gaps[..places.len().min(BLOCK)];
        let (mut widths, mut all) = ([0; 34], 0);
        for (&place, gap) in places.iter().zip(&mut *gaps) {
            *gap = place - std::mem::replace(&mut next, place + 1);
            widths[width((*gap).into()) as usize] += 1;
            all |= *gap;
        }
        let packed = cheapest(&widths, width(all.into()), gaps.len());
        // Both without a branch: whether a gap is a wide one is anybody's guess.
        let (mut wide, mut at, mut held, mut filled) = (0, 0, 0, 0);
        for (number, &gap) in gaps.iter().enumerate() {
            self.wider[wide] = number as u8;
            wide += usize::from(gap >> packed != 0);
            held |= (u64::from(gap) & mask(packed)) << filled;
            self.packed[at..at + 8].copy_from_slice(&held.to_le_bytes());
            filled += packed;
            at += filled as usize / 8;
            held >>= filled & !7;
            filled &= 7;
        }
        let bytes = at + usize::from(filled > 0);
        out.extend_from_slice(&[packed as u8, wide as u8]);
        out.extend_from_slice(&self.packed[..bytes]);
        out.extend_from_slice(&self.wider[..wide]);
        for &number in &self.wider[..wide] {
            put_varint(out, u64::from(gaps[usize::from(number)] >> packed));
        }
    }
}

/// The width at which so many gaps, none of them wider than `most`, take the least room, given how many have which
/// width.
fn cheapest(widths: &[u32; 34], most: u32, gaps: usize) -> u32 {
    // For each width how many gaps are wider, and how many bytes their upper bits take.
    let (mut wider, mut upper) = ([0_u32; 34 + 7], [0_u32; 34 + 7]);
    let (mut best, mut least) = (0, u32::MAX);
    for packed in (0..=most.min(32)).rev() {
        let at = packed as usize;
        wider[at] = wider[at + 1] + widths[at + 1];
        upper[at] = wider[at] + upper[at + 7];
        let bytes = (gaps as u32 * packed).div_ceil(8) + wider[at] + upper[at];
        if bytes <= least && packed <= WIDEST {
            (best, least) = (packed, bytes);
        }
        // A wide gap takes two bytes at least, and no lower width has fewer of them.
        if wider[at] * 2 > least {
            break;
        }
    }
    best
}

impl List {
    /// The list that stands at `at` in the file, and one behind its last byte.
    #[must_use]
    pub fn read(bytes: &[u8], mut at: usize) -> (Self, usize) {
        let len = get_varint(bytes, &mut at);
        if len < 2 {
            let start = at;
            if len == 1 {
                let _ = get_varint(bytes, &mut at);
            }
            let list = Self {
                at: start,
                end: at,
                len: len as usize,
            };
            return (list, at);
        }
        let body = usize::try_from(get_varint(bytes, &mut at)).unwrap_or(usize::MAX);
        let end = at.saturating_add(body).min(bytes.len()).max(at);
        // 128 places take two bytes at least; a greater number is forged.
        let len = usize::try_from(len)
            .unwrap_or(usize::MAX)
            .min((end - at).saturating_mul(BLOCK));
        (Self { at, end, len }, end)
    }

    /// How many places.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    const fn blocks(&self) -> usize {
        self.len.div_ceil(BLOCK)
    }

    /// The last place of a block; of a list of one block nobody knows without reading it.
    fn last(&self, bytes: &[u8], block: usize) -> u32 {
        if self.blocks() == 1 {
            u32::MAX
        } else {
            load32(bytes, self.at + block * 8)
        }
    }

    /// Appends a block's places; those that a forged file makes go backwards end the list.
    #[must_use]
    fn block(&self, bytes: &[u8], number: usize, out: &mut Vec<u32>) -> Option<()> {
        let len = BLOCK.min(self.len - number * BLOCK);
        let (mut at, mut next) = (self.at, 0_u64);
        if self.blocks() > 1 {
            let data = self.at.checked_add(self.blocks() * 8)?;
            at = data;
            if number > 0 {
                let before = self.at + (number - 1) * 8;
                next = u64::from(load32(bytes, before)) + 1;
                at = data.checked_add(load32(bytes, before + 4) as usize)?;
            }
        }
        let packed = u32::from(*bytes.get(at)?);
        let wide = usize::from(*bytes.get(at + 1)?);
        let size = (len * packed as usize).div_ceil(8);
        let mut upper = (at + 2).checked_add(size)?.checked_add(wide)?;
        if packed > WIDEST || upper > self.end {
            return None;
        }
        let mut gaps = [0_u32; BLOCK];
        unpack(bytes, (at + 2) * 8, packed, &mut gaps[..len]);
        let which = upper - wide..upper;
        for index in which {
            let more = get_varint(bytes, &mut upper).checked_shl(packed)?;
            let gap = gaps.get_mut(usize::from(bytes[index]))?;
            *gap |= u32::try_from(more).ok()?;
        }
        let start = out.len();
        out.resize(start + len, 0);
        for (slot, gap) in out[start..].iter_mut().zip(gaps) {
            next += u64::from(gap) + 1;
            *slot = (next - 1) as u32;
        }
        if next > u64::from(u32::MAX) {
            out.truncate(start);
            return None;
        }
        Some(())
    }

    /// Appends all places.
    pub fn all(&self, bytes: &[u8], out: &mut Vec<u32>) {
        if self.len < 2 {
            let mut at = self.at;
            if self.len == 1 {
                out.push(get_varint(bytes, &mut at) as u32);
            }
            return;
        }
        out.reserve(self.len.min(bytes.len().saturating_mul(64)));
        for number in 0..self.blocks() {
            if self.block(bytes, number, out).is_none() {
                return;
            }
        }
    }
}

/// Places of a line that are compared at once: their bits stay in a processor's nearest memory.
const WINDOW: u32 = 1 << 17;

/// Keeps of `places` those that stand in `other` when moved on by `offset`, for lists of about the same length.
pub fn keep_common(places: &mut Vec<u32>, other: &[u32], offset: u32) {
    const MASK: u32 = WINDOW - 1;
    let mut bits = vec![0_u64; WINDOW as usize / 64];
    let mut out = vec![0; places.len() + 1];
    let (mut kept, mut at, mut here) = (0, 0, 0);
    // Stepping through both would mean to guess at each step which of the two comes next.
    while let Some(&first) = places.get(at) {
        let last = first | MASK;
        let stop = at + places[at..].partition_point(|&place| place <= last);
        for &place in &places[at..stop] {
            bits[(place & MASK) as usize / 64] |= 1 << (place % 64);
        }
        let (from, to) = (
            (first & !MASK).saturating_add(offset),
            last.saturating_add(offset),
        );
        here += other[here..].partition_point(|&place| place < from);
        let end = here + other[here..].partition_point(|&place| place <= to);
        for &place in &other[here..end] {
            let place = place - offset;
            out[kept] = place;
            kept += (bits[(place & MASK) as usize / 64] >> (place % 64) & 1) as usize;
        }
        for &place in &places[at..stop] {
            bits[(place & MASK) as usize / 64] = 0;
        }
        (at, here) = (stop, end);
    }
    out.truncate(kept);
    *places = out;
}

/// Reads parts of a list; keeps the block read last.
#[derive(Debug, Default)]
pub struct Reader {
    list: List,
    block: Option<usize>,
    places: Vec<u32>,
}

impl Reader {
    /// For this list.
    #[must_use]
    pub fn new(list: List) -> Self {
        Self {
            list,
            ..Self::default()
        }
    }

    /// The places of a block, and its number, for the first block that reaches to `place`; from block `from` on.
    fn reach(&mut self, bytes: &[u8], place: u32, from: usize) -> Option<usize> {
        let (mut low, mut high) = (from, self.list.blocks());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.list.last(bytes, middle) < place {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.load(bytes, low)
    }

    fn load(&mut self, bytes: &[u8], number: usize) -> Option<usize> {
        if number >= self.list.blocks() {
            return None;
        }
        if self.block != Some(number) {
            self.block = None;
            self.places.clear();
            if self.list.len < 2 {
                self.list.all(bytes, &mut self.places);
            } else {
                self.list.block(bytes, number, &mut self.places)?;
            }
            self.block = Some(number);
        }
        Some(number)
    }

    /// Appends the places from `from` up to, not including, `to`, counted from `from`.
    pub fn range(&mut self, bytes: &[u8], from: u32, to: u32, out: &mut Vec<u32>) {
        let mut at = self.reach(bytes, from, 0);
        while let Some(number) = at {
            let start = self.places.partition_point(|&place| place < from);
            let end = self.places.partition_point(|&place| place < to);
            out.extend(
                self.places[start..end.max(start)]
                    .iter()
                    .map(|place| place - from),
            );
            if end < self.places.len() {
                return;
            }
            at = self.load(bytes, number + 1);
        }
    }

    /// Keeps of `places` those that stand in the list when moved on by `offset`.
    pub fn keep(&mut self, bytes: &[u8], offset: u32, places: &mut Vec<u32>) {
        let (mut kept, mut at, mut block) = (0, 0, 0);
        while let Some(wanted) = places.get(at).and_then(|place| place.checked_add(offset)) {
            let Some(number) = self.reach(bytes, wanted, block) else {
                break;
            };
            block = number;
            let last = self.places.last().copied().unwrap_or(0);
            if last < wanted {
                // Behind a list of one block, or a block that a forged table says reaches further.
                at += 1;
                continue;
            }
            let stop = at + places[at..].partition_point(|&place| place <= last - offset);
            // Guessing which of the two comes next costs more than stepping through both.
            let mut here = 0;
            while at < stop && here < self.places.len() {
                let (one, other) = (places[at] + offset, self.places[here]);
                places[kept] = places[at];
                kept += usize::from(one == other);
                at += usize::from(one <= other);
                here += usize::from(other <= one);
            }
            at = stop;
        }
        places.truncate(kept);
    }
}
