//! A folded draft into the bytes of a segment.

use super::blocks::{put_list, put_one};
use super::dense::Line;
use super::draft::{Draft, Posting};
use super::fold::Folded;
use super::format::{SECTIONS, Section, assemble, put_strings};
use super::postings::Run;
use crate::bits::{from_time, pack, put_varint};
use crate::error::{Error, Result};

/// A word's record is found by stepping from every eighth one.
pub const STRIDE: usize = 8;

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

    let marks = marks(folded);
    let one_each = folded.entries.iter().all(|entry| entry.versions == 1);
    let line = one_each.then_some(folded.versions.len() as u32);
    let numbers = draft.words.sorted();
    let (order, starts) = by_word(&draft.postings, &folded.places, draft.words.len());
    let (mut postings, mut offsets) = (Vec::new(), Vec::new());
    let mut kept: Vec<&str> = Vec::with_capacity(numbers.len());
    let mut lists = [Vec::new(), Vec::new()];
    for number in numbers {
        let range = starts[number as usize] as usize..starts[number as usize + 1] as usize;
        if range.is_empty() {
            continue;
        }
        lists.iter_mut().for_each(Vec::clear);
        for &posting in &order[range] {
            let posting = &draft.postings[posting as usize];
            clip(
                posting,
                &folded.places,
                &mut lists[usize::from(posting.rest)],
            );
        }
        for list in &mut lists {
            tidy(list, &marks);
        }
        if kept.len().is_multiple_of(STRIDE) {
            offsets.push(postings.len() as u64);
        }
        kept.push(draft.words.get(number));
        put_term(&mut postings, &lists, line);
    }
    if postings.len() > u32::MAX as usize {
        return Err(Error::Input(
            "more than 4 GiB of postings in one segment; commit more often".into(),
        ));
    }
    let mut table = Vec::new();
    crate::table::build(&mut table, &kept);
    put(Section::Table, table);
    put(Section::TermOffsets, packed(offsets.iter().copied()));
    put(Section::Postings, postings);
    Ok(assemble(&sections))
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

/// The postings in the order of their words' numbers, and where each word's begin.
fn by_word(postings: &[Posting], places: &[u32], words: usize) -> (Vec<u32>, Vec<u32>) {
    // A posting counts when any of its versions is left.
    let alive = |posting: &&Posting| {
        let stretch = &places[posting.run.first as usize..=posting.run.last as usize];
        stretch.iter().any(|&place| place != u32::MAX)
    };
    let mut starts = vec![0_u32; words + 2];
    for posting in postings.iter().filter(alive) {
        starts[posting.word as usize + 2] += 1;
    }
    for word in 1..starts.len() {
        starts[word] += starts[word - 1];
    }
    let mut order = vec![0; starts[words + 1] as usize];
    for (number, posting) in postings
        .iter()
        .enumerate()
        .filter(|(_, posting)| alive(posting))
    {
        let slot = &mut starts[posting.word as usize + 1];
        order[*slot as usize] = number as u32;
        *slot += 1;
    }
    starts.pop();
    (order, starts)
}

/// What is left of a posting, on the segment's line of versions. What is left of a stretch is one stretch: newer
/// parts cut pages off at the end.
fn clip(posting: &Posting, places: &[u32], out: &mut Vec<Run>) {
    let run = posting.run;
    let first = places[run.first as usize];
    let kept = places[run.first as usize..=run.last as usize]
        .iter()
        .take_while(|&&place| place != u32::MAX)
        .count();
    if kept > 0 {
        out.push(Run {
            first,
            last: first + kept as u32 - 1,
            ..run
        });
    }
}

/// Sorts a word's runs, adds up what was said twice of a version, joins what touches and is equal within a page.
fn tidy(runs: &mut Vec<Run>, marks: &[u64]) {
    if !runs.is_sorted_by_key(|run| run.first) {
        runs.sort_unstable_by_key(|run| run.first);
    }
    let begins_page = |version: u32| marks[version as usize / 64] >> (version % 64) & 1 == 1;
    runs.dedup_by(|next, run| {
        let twice = next.first == run.first;
        if twice {
            run.main = run.main.saturating_add(next.main).min(MOST);
            run.title = run.title.saturating_add(next.title).min(MOST);
        }
        twice
    });
    // Only when all is added up can be seen what is equal.
    runs.dedup_by(|next, run| {
        if next.first <= run.last {
            // Only a forged table says a word twice.
            return true;
        }
        let joins = next.first == run.last + 1
            && (next.main, next.title) == (run.main, run.title)
            && !begins_page(next.first);
        if joins {
            run.last = next.last;
        }
        joins
    });
}

/// Greatest count kept.
pub const MOST: u32 = (1 << 30) - 1;

/// A word's record: one run of its own, or how many there are in both lists and then the lists.
fn put_term(out: &mut Vec<u8>, [body, rest]: &[Vec<Run>; 2], line: Line) {
    if let ([run], []) = (&body[..], &rest[..]) {
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
