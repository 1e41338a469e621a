//! The words of a draft's versions into the sections of a segment.

use std::borrow::Cow;

use super::PARTS;
use super::edit::{self, diff};
use super::list::Packer;
use super::stream::{GAP, Streams, Text};
use crate::bits::pack;
use crate::error::{Error, Result};
use crate::segment::STRIDE;

/// The sections, in the order in which [`Positions`](super::Positions) reads them.
///
/// `counts` says how many versions each page has, `order` which version of the draft each version of the segment is,
/// `numbers` which word of the draft each word of the segment, of `words` in the draft.
pub(crate) fn write(
    streams: Option<&Streams>,
    counts: &[u32],
    order: &[u32],
    numbers: &[u32],
    words: usize,
) -> Result<[Vec<u8>; PARTS]> {
    let Some(streams) = streams else {
        let mut empty: [Vec<u8>; PARTS] = std::array::from_fn(|_| packed(std::iter::empty()));
        // Lists and edits are no columns.
        (empty[1], empty[7]) = (Vec::new(), Vec::new());
        return Ok(empty);
    };
    let mut ordinals = vec![GAP; words];
    for (ordinal, &number) in (0..).zip(numbers) {
        ordinals[number as usize] = ordinal;
    }
    let mut edits = Edits {
        streams,
        ordinals: &ordinals,
        bits: edit::bits(numbers.len()),
        out: Vec::new(),
    };
    let (mut newest, mut bases, mut ends) = (Vec::new(), vec![0], vec![0]);
    let (mut base, mut from) = (0, 0);
    for &count in counts {
        let versions = &order[from..from + count as usize];
        from += count as usize;
        if let Some(&last) = versions.last() {
            let whole = streams.whole(last as usize)?;
            base += whole.len() as u64 + 1;
            newest.push(whole);
            for pair in versions.windows(2).rev() {
                edits.put(pair[0] as usize, pair[1] as usize)?;
            }
        }
        bases.push(base);
        ends.push(edits.out.len() as u64);
    }
    if base >= u64::from(u32::MAX) {
        return Err(Error::Input(
            "more than 4,294,967,294 words in one segment; commit more often".into(),
        ));
    }
    let (offsets, lists) = lists(&newest, &bases, numbers, words)?;
    let skips = [0, 1, 2].map(|field: usize| {
        packed(
            order
                .iter()
                .map(|&version| streams.skips[version as usize][field].into()),
        )
    });
    let [title, main, rest] = skips;
    let (bases, ends) = (packed(bases.iter().copied()), packed(ends.iter().copied()));
    Ok([
        packed(offsets.iter().copied()),
        lists,
        bases,
        title,
        main,
        rest,
        ends,
        edits.out,
    ])
}

fn packed(values: impl Iterator<Item = u64> + Clone) -> Vec<u8> {
    let mut out = Vec::new();
    pack(&mut out, values);
    out
}

fn unknown() -> Error {
    Error::Corrupt("a version's text has a word that none of its runs has".into())
}

/// Every word's places in the newest versions, and where the list of every eighth word stands.
fn lists(
    newest: &[Cow<'_, [u32]>],
    bases: &[u64],
    numbers: &[u32],
    words: usize,
) -> Result<(Vec<u64>, Vec<u8>)> {
    // Sorted by counting, under the numbers that words had in the draft: frequent ones came early there, so that what
    // is counted for them lies close together.
    let mut starts = vec![0_u32; words + 2];
    for text in newest {
        for &word in text.iter().filter(|&&word| word != GAP) {
            *starts.get_mut(word as usize + 2).ok_or_else(unknown)? += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut places = vec![0_u32; sum as usize];
    // Pages without versions have no text, and the same base as the one behind them.
    let mut begins = bases
        .windows(2)
        .filter(|pair| pair[0] < pair[1])
        .map(|pair| pair[0] as u32);
    for text in newest {
        let base = begins.next().unwrap_or_default();
        for (place, &word) in (base..).zip(text.iter()) {
            if word != GAP {
                let slot = &mut starts[word as usize + 1];
                places[*slot as usize] = place;
                *slot += 1;
            }
        }
    }
    let mut out = Vec::with_capacity(places.len() * 3 / 2);
    let mut offsets = Vec::with_capacity(numbers.len() / STRIDE + 1);
    let (mut packer, mut put) = (Packer::default(), 0);
    for (ordinal, &number) in numbers.iter().enumerate() {
        if ordinal.is_multiple_of(STRIDE) {
            offsets.push(out.len() as u64);
        }
        let [from, to] = [0, 1].map(|next| starts[number as usize + next] as usize);
        packer.put(&mut out, &places[from..to]);
        put += to - from;
    }
    if put == places.len() {
        Ok((offsets, out))
    } else {
        Err(unknown())
    }
}

struct Edits<'a> {
    streams: &'a Streams,
    ordinals: &'a [u32],
    bits: u32,
    out: Vec<u8>,
}

impl Edits<'_> {
    /// Appends what leads from the newer of two versions of a page to the older one.
    fn put(&mut self, older: usize, newer: usize) -> Result<()> {
        let Streams {
            texts, ops, words, ..
        } = self.streams;
        match &texts[older] {
            Text::Edit(steps, put) if newer == older + 1 => {
                self.write(&ops[steps.clone()], &words[put.clone()])
            }
            _ => {
                let (older, newer) = (self.streams.whole(older)?, self.streams.whole(newer)?);
                let (ops, words) = diff(&older, &newer);
                self.write(&ops, &words)
            }
        }
    }

    fn write(&mut self, ops: &[edit::Op], words: &[u32]) -> Result<()> {
        let code = |&word: &u32| match word {
            GAP => Ok(0),
            word => match self.ordinals.get(word as usize) {
                Some(&ordinal) if ordinal != GAP => Ok(ordinal + 1),
                _ => Err(unknown()),
            },
        };
        let words = words.iter().map(code).collect::<Result<Vec<u32>>>()?;
        edit::put(&mut self.out, ops, &words, self.bits);
        Ok(())
    }
}
