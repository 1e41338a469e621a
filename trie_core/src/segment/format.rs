//! The frame of a segment file: a head that says where each section stands, and a checksum at the end.
//!
//! ```text
//! "HUDSEG\r\n" | format u32 | tokeniser u32 | length u64 | section offsets u64 × (SECTIONS + 1)
//! sections …
//! 8 zero bytes | XXH3-64 of everything before
//! ```

use xxhash_rust::xxh3::xxh3_64;

use crate::bits::{load, load32};
use crate::error::{Error, Result};
use crate::text::TOKENIZER_VERSION;

/// Raised whenever the layout changes.
pub const FORMAT: u32 = 5;
const MAGIC: &[u8; 8] = b"HUDSEG\r\n";
const OFFSETS: usize = 24;
const TRAILER: usize = 16;

/// The sections, in the order in which they stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
#[expect(missing_docs, reason = "each is explained where it is read")]
pub enum Section {
    Table,
    TermOffsets,
    Postings,
    Pages,
    Starts,
    VersionOffsets,
    EntryMarks,
    EntrySites,
    FirstReads,
    ReadSpans,
    Gone,
    Minor,
    VersionLanguages,
    TitleLengths,
    MainLengths,
    RestLengths,
    Sites,
    Languages,
    TouchPages,
    TouchOrdinals,
    TouchReads,
    PlaceOffsets,
    Places,
    PlaceBases,
    TitleSkips,
    MainSkips,
    RestSkips,
    EditEnds,
    Edits,
    Folded,
    FoldedStarts,
    FoldedWords,
    Stems,
    StemStarts,
    StemWords,
    Endings,
}

/// How many there are.
pub const SECTIONS: usize = Section::Endings as usize + 1;
/// Bytes before the first section.
pub const HEAD: usize = OFFSETS + (SECTIONS + 1) * 8;

/// Where the sections stand.
#[derive(Debug, Clone)]
pub struct Frame {
    offsets: [usize; SECTIONS + 1],
}

impl Frame {
    /// Checks the frame and the checksum.
    ///
    /// # Errors
    /// [`Error::Corrupt`] or [`Error::Version`].
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let bad = |what: String| Err(Error::Corrupt(what));
        if bytes.len() < HEAD + TRAILER {
            return bad(format!(
                "a segment has at least {} bytes, got {}",
                HEAD + TRAILER,
                bytes.len()
            ));
        }
        if &bytes[..8] != MAGIC {
            return bad("not a segment of this index (its first bytes are others)".into());
        }
        let (format, tokenizer) = (load32(bytes, 8), load32(bytes, 12));
        if format != FORMAT {
            return Err(Error::Version(format!(
                "segment format {format}, this program reads {FORMAT}; rebuild the index"
            )));
        }
        if load(bytes, 16) != bytes.len() as u64 {
            return bad(format!(
                "the file should have {} bytes, got {}",
                load(bytes, 16),
                bytes.len()
            ));
        }
        if load(bytes, bytes.len() - 8) != xxh3_64(&bytes[..bytes.len() - 8]) {
            return bad("the checksum does not match: the file is damaged".into());
        }
        if tokenizer != TOKENIZER_VERSION {
            return Err(Error::Version(format!(
                "words of tokeniser {tokenizer}, this program has {TOKENIZER_VERSION}; rebuild the index"
            )));
        }
        let mut offsets = [0; SECTIONS + 1];
        let mut least = HEAD as u64;
        for (number, slot) in offsets.iter_mut().enumerate() {
            let offset = load(bytes, OFFSETS + number * 8);
            if offset < least || offset > (bytes.len() - TRAILER) as u64 {
                return bad(format!("section {number} stands outside the file"));
            }
            least = offset;
            *slot = usize::try_from(offset)
                .map_err(|_| Error::Corrupt("a file too large for this machine".into()))?;
        }
        Ok(Self { offsets })
    }

    /// Where a section begins and ends.
    #[must_use]
    pub const fn section(&self, section: Section) -> (usize, usize) {
        (
            self.offsets[section as usize],
            self.offsets[section as usize + 1],
        )
    }
}

/// Puts sections into a file.
#[must_use]
pub fn assemble(sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let length = HEAD + sections.iter().map(Vec::len).sum::<usize>() + TRAILER;
    let mut out = Vec::with_capacity(length);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&FORMAT.to_le_bytes());
    out.extend_from_slice(&TOKENIZER_VERSION.to_le_bytes());
    out.extend_from_slice(&(length as u64).to_le_bytes());
    let mut offset = HEAD as u64;
    out.extend_from_slice(&offset.to_le_bytes());
    for section in sections {
        offset += section.len() as u64;
        out.extend_from_slice(&offset.to_le_bytes());
    }
    for section in sections {
        out.extend_from_slice(section);
    }
    out.extend_from_slice(&[0; TRAILER]);
    seal(&mut out);
    out
}

/// Writes the checksum of what stands before it: how tests make damaged files that pass for whole ones.
pub fn seal(bytes: &mut [u8]) {
    if let Some(body) = bytes.len().checked_sub(8) {
        let sum = xxh3_64(&bytes[..body]);
        bytes[body..].copy_from_slice(&sum.to_le_bytes());
    }
}

/// Appends strings, each behind its length.
pub fn put_strings<'a>(out: &mut Vec<u8>, strings: impl ExactSizeIterator<Item = &'a str>) {
    crate::bits::put_varint(out, strings.len() as u64);
    for string in strings {
        crate::bits::put_varint(out, string.len() as u64);
        out.extend_from_slice(string.as_bytes());
    }
}

/// Reads what [`put_strings`] wrote.
///
/// # Errors
/// [`Error::Corrupt`] when a string reaches beyond `end` or is not UTF-8.
pub fn get_strings(bytes: &[u8], mut at: usize, end: usize) -> Result<Vec<String>> {
    let bad = || Error::Corrupt("a list of names reaches beyond its section".into());
    let section = bytes.get(..end).ok_or_else(bad)?;
    let count = crate::bits::get_varint(section, &mut at);
    let mut strings = Vec::new();
    for _ in 0..count {
        let len = usize::try_from(crate::bits::get_varint(section, &mut at)).map_err(|_| bad())?;
        let string = at
            .checked_add(len)
            .and_then(|stop| section.get(at..stop))
            .ok_or_else(bad)?;
        at += len;
        strings.push(std::str::from_utf8(string).map_err(|_| bad())?.to_owned());
        // An empty name costs a byte too, so a forged count ends at the section's end.
        if at > end || (len == 0 && at >= end && (strings.len() as u64) < count) {
            return Err(bad());
        }
    }
    Ok(strings)
}
