//! A version's words as changes to the next newer version's: what was put in, what was passed over, what is the same.
//!
//! Only stretches in the same order count as the same. So a copy never repeats itself, what an edit makes is never
//! longer than what it was made from and what it puts in, and a forged one cannot blow up.

use hashbrown::HashMap;

use crate::bits::{BitWriter, get_varint, load, mask, put_varint, width};

/// One step of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Op {
    /// So many words of the older version come first.
    pub insert: u32,
    /// So many words of the newer one are passed over.
    pub skip: u32,
    /// So many words are the same in both.
    pub copy: u32,
}

/// Words in a row that must be the same and stand nowhere else, to say that two places are the same; first strictly,
/// then between those places less so.
const SHINGLES: [usize; 2] = [4, 1];

/// A common stretch: where it begins in the older and in the newer text, and how long it is.
type Same = (usize, usize, usize);

/// The steps from `newer` to `older`, and the words they put in.
#[must_use]
pub fn diff(older: &[u32], newer: &[u32]) -> (Vec<Op>, Vec<u32>) {
    let mut same = Vec::new();
    common((older, 0), (newer, 0), 0, &mut same);
    same.push((older.len(), newer.len(), 0));
    let (mut ops, mut words): (Vec<Op>, Vec<u32>) = (Vec::new(), Vec::new());
    let (mut from, mut to) = (0, 0);
    for (old, new, len) in same {
        match ops.last_mut() {
            Some(op) if (from, to) == (old, new) => op.copy += len as u32,
            _ if from < old || len > 0 => {
                words.extend_from_slice(&older[from..old]);
                let (insert, skip) = ((old - from) as u32, (new - to) as u32);
                ops.push(Op {
                    insert,
                    skip,
                    copy: len as u32,
                });
            }
            _ => {}
        }
        (from, to) = (old + len, new + len);
    }
    (ops, words)
}

/// Appends what two texts have in common, in order. Each comes with its place in the whole.
fn common(
    (old, old_at): (&[u32], usize),
    (new, new_at): (&[u32], usize),
    level: usize,
    out: &mut Vec<Same>,
) {
    let head = old
        .iter()
        .zip(new)
        .take_while(|(one, other)| one == other)
        .count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let (old_at, new_at) = (old_at + head, new_at + head);
    if head > 0 {
        out.push((old_at - head, new_at - head, head));
    }
    if !old.is_empty() && !new.is_empty() {
        middle((old, old_at), (new, new_at), level, out);
    }
    if tail > 0 {
        out.push((old_at + old.len(), new_at + new.len(), tail));
    }
}

fn middle(
    (old, old_at): (&[u32], usize),
    (new, new_at): (&[u32], usize),
    level: usize,
    out: &mut Vec<Same>,
) {
    let Some(&shingle) = SHINGLES.get(level) else {
        // What is left was replaced in place, if it is as long.
        if old.len() == new.len() {
            for at in (0..old.len()).filter(|&at| old[at] == new[at]) {
                out.push((old_at + at, new_at + at, 1));
            }
        }
        return;
    };
    let (mut from, mut to) = (0, 0);
    for (one, other) in anchors(old, new, shingle) {
        if one < from || other < to {
            continue;
        }
        common(
            (&old[from..one], old_at + from),
            (&new[to..other], new_at + to),
            level + 1,
            out,
        );
        let len = old[one..]
            .iter()
            .zip(&new[other..])
            .take_while(|(one, other)| one == other)
            .count();
        out.push((old_at + one, new_at + other, len));
        (from, to) = (one + len, other + len);
    }
    let (old, new) = (&old[from..], &new[to..]);
    if !old.is_empty() && !new.is_empty() {
        let (old, new) = ((old, old_at + from), (new, new_at + to));
        if (from, to) == (0, 0) {
            middle(old, new, level + 1, out);
        } else {
            common(old, new, level + 1, out);
        }
    }
}

/// Places at which the same words in a row stand, once in each text, in the same order in both: the longest such
/// row of places.
fn anchors(old: &[u32], new: &[u32], shingle: usize) -> Vec<(usize, usize)> {
    let mut seen: HashMap<&[u32], (u32, usize, usize)> = HashMap::new();
    for (at, words) in new.windows(shingle).enumerate() {
        let known = seen.entry(words).or_insert((0, 0, at));
        known.0 += 1;
    }
    for (at, words) in old.windows(shingle).enumerate() {
        if let Some(known) = seen.get_mut(words) {
            (known.0, known.1) = (known.0 + (1 << 16), at);
        }
    }
    let once = |known: &&(u32, usize, usize)| known.0 == 1 << 16 | 1;
    let mut pairs: Vec<(usize, usize)> = seen
        .values()
        .filter(once)
        .map(|&(_, old, new)| (old, new))
        .collect();
    pairs.sort_unstable();
    rising(&pairs)
}

/// The longest row of pairs that rises in the second number too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the pair that ends a row of that length lowest, and for each pair the one before it in its row.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; pairs.len()];
    for (at, pair) in pairs.iter().enumerate() {
        let len = ends.partition_point(|&end| pairs[end].1 < pair.1);
        if len > 0 {
            before[at] = ends[len - 1];
        }
        if len == ends.len() {
            ends.push(at);
        } else {
            ends[len] = at;
        }
    }
    let mut row = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(here) = at {
        row.push(pairs[here]);
        at = Some(before[here]).filter(|&before| before != usize::MAX);
    }
    row.reverse();
    row
}

/// What the steps make of the newer text; none when they do not fit it.
#[must_use]
pub fn apply(newer: &[u32], ops: &[Op], words: &[u32]) -> Option<Vec<u32>> {
    let (mut older, mut at, mut put) = (Vec::new(), 0_usize, 0_usize);
    for op in ops {
        older.extend_from_slice(words.get(put..put + op.insert as usize)?);
        put += op.insert as usize;
        let from = at.checked_add(op.skip as usize)?;
        at = from.checked_add(op.copy as usize)?;
        older.extend_from_slice(newer.get(from..at)?);
    }
    Some(older)
}

/// Appends an edit; its words are below `2^bits`.
pub fn put(out: &mut Vec<u8>, ops: &[Op], words: &[u32], bits: u32) {
    put_varint(out, ops.len() as u64);
    for op in ops {
        // Mostly a word stands where another one stood.
        let replaced = op.insert == op.skip;
        put_varint(out, u64::from(op.insert) << 1 | u64::from(!replaced));
        if !replaced {
            put_varint(out, op.skip.into());
        }
        put_varint(out, op.copy.into());
    }
    let mut writer = BitWriter::default();
    for &word in words {
        writer.push(word.into(), bits);
    }
    out.append(&mut writer.finish());
}

/// Reads an edit that ends at or before `end` and moves `at` behind it; none when it does not.
pub fn read(
    bytes: &[u8],
    at: &mut usize,
    end: usize,
    bits: u32,
    ops: &mut Vec<Op>,
    words: &mut Vec<u32>,
) -> Option<()> {
    ops.clear();
    words.clear();
    let mut inserted = 0_u64;
    for _ in 0..get_varint(bytes, at) {
        if *at >= end {
            return None;
        }
        let head = get_varint(bytes, at);
        let insert = u32::try_from(head >> 1).ok()?;
        let skip = if head & 1 == 0 {
            insert
        } else {
            u32::try_from(get_varint(bytes, at)).ok()?
        };
        let copy = u32::try_from(get_varint(bytes, at)).ok()?;
        inserted += u64::from(insert);
        ops.push(Op { insert, skip, copy });
    }
    let size = inserted.checked_mul(bits.into())?.div_ceil(8);
    let stop = at.checked_add(usize::try_from(size).ok()?)?;
    // Words of no width would cost nothing, however many a forged edit says there are.
    if stop > end || (bits == 0 && inserted > 0) {
        return None;
    }
    for number in 0..inserted as usize {
        let bit = number * bits as usize;
        words.push((load(bytes, *at + bit / 8) >> (bit % 8) & mask(bits)) as u32);
    }
    *at = stop;
    Some(())
}

/// How many bits a word of an edit takes, among so many words: none of them is zero.
#[must_use]
pub fn bits(words: usize) -> u32 {
    width(words as u64).max(1)
}
