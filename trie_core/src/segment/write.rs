//! A folded draft into the bytes of a segment.

use super::blocks::{put_list, put_one};
use super::dense::Line;
use super::draft::Draft;
use super::fold::Folded;
use super::format::{SECTIONS, Section, assemble, put_strings};
use super::lists::{Lists, ranked, shares, tidy};
use super::postings::Run;
use crate::bits::{from_time, pack, put_varint};
use crate::error::{Error, Result};

/// A word's record is found by stepping from every eighth one.
pub const STRIDE: usize = 8;

/// Words from which on a second thread for the table is worth its start.
const LARGE: usize = 4096;

pub(super) fn write(draft: &Draft, folded: &Folded) -> Result<Vec<u8>> {
    let mut sections: [Vec<u8>; SECTIONS] = std::array::from_fn(|_| Vec::new());
    let mut put = |section: Section, bytes: Vec<u8>| sections[section as usize] = bytes;
    pages(folded, &mut put);
    versions(folded, &mut put);
    let mut out = Vec::new();
    put_strings(&mut out, draft.sites.list.iter().map(String::as_str));
    put(Section::Sites, out);
    let mut out = Vec::new();
    put_strings(&mut out, draft.languages.list.iter().map(String::as_str));
    put(Section::Languages, out);

    let own = draft.words.sorted();
    let shares = shares(draft, &own);
    let (mut words, ranks) = ranked(&shares);
    let mut lists = Lists::of(&shares, &ranks, &folded.places, words.len());
    // Which word of the draft each is, for the places in its texts.
    let mut numbers: Vec<u32> = match &draft.streams {
        Some(_) => own.iter().map(|word| word.1).collect(),
        None => Vec::new(),
    };
    lists.drop_empty(&mut words, &mut numbers);
    super::folded::write(&words, &mut put);
    super::stems::write(&words, &lists, (draft, folded), &mut put);
    let table = || {
        let mut table = Vec::new();
        crate::table::build(&mut table, &words);
        table
    };
    let one_each = folded.entries.iter().all(|entry| entry.versions == 1);
    let line = one_each.then_some(folded.versions.len() as u32);
    let terms = || terms(lists, &marks(folded), line);
    let alone = || std::thread::available_parallelism().map_or(1, usize::from) < 2;
    let (table, (postings, offsets)) = if words.len() < LARGE || alone() {
        (table(), terms())
    } else {
        std::thread::scope(|scope| {
            let table = scope.spawn(table);
            let terms = terms();
            table.join().map(|table| (table, terms))
        })
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    };
    let counts: Vec<u32> = folded.entries.iter().map(|entry| entry.versions).collect();
    let mut order = vec![0; folded.versions.len()];
    for (version, &place) in (0..).zip(&folded.places) {
        if let Some(slot) = order.get_mut(place as usize) {
            *slot = version;
        }
    }
    let streams = draft.streams.as_ref();
    let parts = crate::phrase::write(streams, &counts, &order, &numbers, draft.words.len())?;
    let first = Section::PlaceOffsets as usize;
    for (section, part) in (first..).zip(parts) {
        sections[section] = part;
    }
    let mut put = |section: Section, bytes: Vec<u8>| sections[section as usize] = bytes;
    if postings.len() > u32::MAX as usize {
        return Err(Error::Input(
            "more than 4 GiB of postings in one segment; commit more often".into(),
        ));
    }
    put(Section::Table, table);
    put(Section::TermOffsets, packed(offsets.iter().copied()));
    put(Section::Postings, postings);
    Ok(assemble(&sections))
}

/// The records of the words in order, and where every eighth one stands.
fn terms(mut lists: Lists, marks: &[u64], line: Line) -> (Vec<u8>, Vec<u64>) {
    let words = lists.words();
    let mut postings = Vec::with_capacity(lists.runs.len() * 2);
    let mut offsets = Vec::with_capacity(words / STRIDE + 1);
    for word in 0..words {
        if word.is_multiple_of(STRIDE) {
            offsets.push(postings.len() as u64);
        }
        let [body, rest] = [0, 1].map(|list| lists.range(word * 2 + list));
        let [body, rest] = [body, rest].map(|list| {
            let kept = tidy(&mut lists.runs[list.clone()], marks, line.is_some());
            list.start..list.start + kept
        });
        put_term(&mut postings, &lists.runs[body], &lists.runs[rest], line);
    }
    (postings, offsets)
}

fn packed(values: impl Iterator<Item = u64> + Clone) -> Vec<u8> {
    let mut out = Vec::new();
    pack(&mut out, values);
    out
}

fn pages(folded: &Folded, put: &mut impl FnMut(Section, Vec<u8>)) {
    let entries = &folded.entries;
    put(
        Section::Pages,
        packed(entries.iter().map(|entry| entry.page.into())),
    );
    put(
        Section::Starts,
        packed(entries.iter().map(|entry| entry.start.into())),
    );
    put(
        Section::EntrySites,
        packed(entries.iter().map(|entry| entry.site.into())),
    );
    let mut offsets = vec![0_u64];
    for entry in entries {
        offsets.push(offsets[offsets.len() - 1] + u64::from(entry.versions));
    }
    put(Section::VersionOffsets, packed(offsets.iter().copied()));
    let touches = &folded.touches;
    put(
        Section::TouchPages,
        packed(touches.iter().map(|touch| touch.page.into())),
    );
    put(
        Section::TouchOrdinals,
        packed(touches.iter().map(|touch| touch.ordinal.into())),
    );
    put(
        Section::TouchReads,
        packed(touches.iter().map(|touch| from_time(touch.last_read))),
    );
}

fn versions(folded: &Folded, put: &mut impl FnMut(Section, Vec<u8>)) {
    let versions = &folded.versions;
    put(
        Section::FirstReads,
        packed(versions.iter().map(|version| from_time(version.first_read))),
    );
    let span = |version: &super::Meta| {
        from_time(version.last_read).wrapping_sub(from_time(version.first_read))
    };
    put(Section::ReadSpans, packed(versions.iter().map(span)));
    put(
        Section::Gone,
        packed(versions.iter().map(|version| version.gone.into())),
    );
    put(
        Section::Minor,
        packed(versions.iter().map(|version| version.minor.into())),
    );
    put(
        Section::VersionLanguages,
        packed(versions.iter().map(|version| version.language.into())),
    );
    put(
        Section::TitleLengths,
        packed(versions.iter().map(|version| version.title.into())),
    );
    put(
        Section::MainLengths,
        packed(versions.iter().map(|version| version.main.into())),
    );
    put(
        Section::RestLengths,
        packed(versions.iter().map(|version| version.rest.into())),
    );
    let mut marks_out = Vec::new();
    let mut rank = 0_u32;
    for group in marks(folded) {
        marks_out.extend_from_slice(&group.to_le_bytes());
        marks_out.extend_from_slice(&rank.to_le_bytes());
        rank += group.count_ones();
    }
    put(Section::EntryMarks, marks_out);
}

/// One bit for each version, set where a page begins. A page without versions has none.
fn marks(folded: &Folded) -> Vec<u64> {
    let mut marks = vec![0; folded.versions.len() / 64 + 1];
    let mut at = 0;
    for entry in &folded.entries {
        if entry.versions > 0 {
            marks[at / 64] |= 1 << (at % 64);
        }
        at += entry.versions as usize;
    }
    marks
}

/// Greatest count kept.
pub const MOST: u32 = (1 << 30) - 1;

/// A word's record: one run of its own, or how many there are in both lists and then the lists.
fn put_term(out: &mut Vec<u8>, body: &[Run], rest: &[Run], line: Line) {
    if let ([run], []) = (body, rest) {
        put_one(out, *run);
        return;
    }
    put_varint(
        out,
        (body.len() as u64) << 3 | u64::from(!rest.is_empty()) << 2,
    );
    if !rest.is_empty() {
        put_varint(out, rest.len() as u64);
    }
    put_list(out, body, line);
    put_list(out, rest, line);
}
