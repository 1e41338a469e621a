//! Damaged files: refused, or (when length and checksum have been forged too) answered, but never a panic; and what
//! passes for sound answers what its runs say.

#[path = "../fuzz/bodies/file.rs"]
mod file;
mod long;

use std::ops::Range;

use file::{Fate, check, forge};
use long::{Numbers, rounds};
use trie_core::segment::format::{HEAD, SECTIONS};
use trie_core::segment::{Draft, Meta, Segment, Texts, Touch};

/// Where the offsets of the sections stand in a file.
const OFFSETS: usize = HEAD - (SECTIONS + 1) * 8;
/// Bytes behind the last section.
const TRAILER: usize = 16;

/// Some pages of some versions, with something in every section.
fn several(draft: &mut Draft) {
    for page in 2..9 {
        draft.part(page, 0, ["a.org", "www.b.net"][page as usize % 2]);
        for number in 0..3_i64 {
            let language = draft.language(["nl", "en-GB"][page as usize % 2]);
            let time = 1_000_000 * (i64::from(page) * 10 + number);
            let gone = page == 5 && number == 1;
            let meta = Meta {
                first_read: time,
                last_read: time + 7,
                gone,
                minor: number == 2 && page != 5,
                language,
                ..Meta::default()
            };
            let main = format!(
                "common words été page{page} number{number} {}",
                "often ".repeat(usize::try_from(number).unwrap())
            );
            let texts = Texts {
                title: "common title",
                main: &main,
                rest: "menu common",
            };
            draft.text(meta, if gone { Texts::default() } else { texts });
        }
    }
}

/// Enough pages of one version for lists that are kept as bits.
fn many(draft: &mut Draft) {
    for page in 100..300 {
        draft.part(page, 0, "a.org");
        let language = draft.language("nl");
        let main = if page % 3 == 0 { "common x" } else { "common" };
        draft.text(
            Meta {
                language,
                ..Meta::default()
            },
            Texts {
                main,
                ..Texts::default()
            },
        );
    }
}

/// What follows on older segments: an unchanged reading, a version more, a deletion.
fn later(draft: &mut Draft) {
    draft.touch(Touch {
        page: 1,
        ordinal: 0,
        last_read: 9,
    });
    draft.part(10, 1, "a.org");
    let texts = Texts {
        title: "common title",
        main: "common words often",
        rest: "menu",
    };
    let language = draft.language("");
    let meta = Meta {
        language,
        ..Meta::default()
    };
    draft.text(meta, texts);
    draft.part(11, 0, "a.org");
}

fn made(fill: &[fn(&mut Draft)]) -> Vec<u8> {
    let mut draft = Draft::with_places();
    for fill in fill {
        fill(&mut draft);
    }
    draft.finish(false).unwrap()
}

/// Whole files: all kinds of content, whole histories, lists of bits, what follows on older segments, nothing.
fn seeds() -> Vec<Vec<u8>> {
    vec![
        made(&[later, several, many]),
        made(&[several]),
        made(&[many]),
        made(&[later]),
        made(&[]),
    ]
}

#[test]
#[ignore = "writes what a fuzzer begins with: without a whole file it would have to find the frame by chance"]
fn write_corpus() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/file");
    std::fs::create_dir_all(&folder).unwrap();
    for (number, bytes) in seeds().iter().enumerate() {
        std::fs::write(folder.join(format!("whole-{number}")), bytes).unwrap();
    }
}

#[test]
fn whole_files_are_sound() {
    for bytes in seeds() {
        Segment::new(&bytes[..]).unwrap().verify().unwrap();
        assert_eq!(check(&bytes), Fate::Sound);
        let mut forged = bytes.clone();
        forge(&mut forged);
        assert_eq!(forged, bytes);
    }
}

#[test]
fn every_truncation_is_refused() {
    for bytes in seeds() {
        for len in 0..bytes.len() {
            assert_eq!(check(&bytes[..len]), Fate::Refused, "cut to {len}");
        }
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let bytes = &seeds()[0];
    for bit in 0..bytes.len() * 8 {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(Segment::new(&bytes[..]).is_err(), "bit {bit}");
    }
}

#[test]
fn every_flipped_bit_under_a_forged_checksum_ends_in_an_answer_or_an_error() {
    let bytes = &seeds()[1];
    for bit in 0..(bytes.len() - 8) * 8 {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        forge(&mut bytes);
        check(&bytes);
    }
}

/// What happens to files on disks and wires: none is taken for whole.
#[test]
fn damage_is_refused() {
    let seeds = seeds();
    rounds("damaged files", 20_000, 1_000_000, |numbers| {
        let whole = numbers.of(&seeds);
        let mut bytes = whole.clone();
        for _ in 0..=numbers.below(3) {
            tear(&mut bytes, numbers);
        }
        let fate = check(&bytes);
        assert!(fate == Fate::Refused || &bytes == whole);
        fate == Fate::Refused
    });
}

/// What somebody makes who knows the layout: an answer or an error, and the right answer where nothing is wrong.
#[test]
fn forgery_ends_in_an_answer_or_an_error() {
    let seeds = seeds();
    let taken = rounds("forged files", 10_000, 1_000_000, |numbers| {
        let mut bytes = numbers.of(&seeds).clone();
        for _ in 0..=numbers.below(3) {
            if numbers.below(4) == 0 {
                tear(&mut bytes, numbers);
            } else {
                bend(&mut bytes, &seeds, numbers);
            }
        }
        forge(&mut bytes);
        check(&bytes) != Fate::Refused
    });
    assert!(taken > 100, "only {taken} files came past the frame");
}

/// Changes a file without knowing what it is.
fn tear(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    let len = bytes.len();
    let at = numbers.below(len);
    if len == 0 {
        return;
    }
    match numbers.below(6) {
        0 => bytes[at] ^= 1 << numbers.below(8),
        1 => bytes[at] = numbers.below(256) as u8,
        2 => bytes.truncate(at),
        3 => {
            let end = (at + 1 + numbers.below(64)).min(len);
            bytes[at..end].fill(*numbers.of(&[0, 0xFF]));
        }
        4 => {
            let from = numbers.below(len);
            let count = numbers.below(64).min(len - at.max(from));
            bytes.copy_within(from..from + count, at);
        }
        _ => {
            let end = (at + numbers.below(32)).min(len);
            bytes.drain(at..end);
        }
    }
}

/// Changes one section of a file; the others are found where they are then.
fn bend(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], numbers: &mut Numbers) {
    let number = numbers.below(SECTIONS);
    let Some(section) = section(bytes, number) else {
        return;
    };
    let mut own = bytes[section.clone()].to_vec();
    let at = numbers.below(own.len());
    match numbers.below(9) {
        // A number one more or less, or as large or small as can be; a column begins with what all others hang on.
        0 if !own.is_empty() => own[at] = own[at].wrapping_add(*numbers.of(&[1, 0xFF])),
        1 if !own.is_empty() => own[at] = *numbers.of(&[0, 1, 0x7F, 0x80, 0xFF]),
        2 if !own.is_empty() => {
            let at = numbers.below(own.len().min(24));
            own[at] ^= 1 << numbers.below(8);
        }
        3 => {
            let end = (at + *numbers.of(&[2, 4, 8])).min(own.len());
            own[at..end].fill(*numbers.of(&[0, 0x7F, 0xFF]));
        }
        4 => own.truncate(at),
        5 => own.insert(at, numbers.below(256) as u8),
        6 => {
            let other = numbers.of(seeds);
            if let Some(theirs) = self::section(other, number) {
                own = other[theirs].to_vec();
            }
        }
        7 => {
            if let Some(theirs) = self::section(bytes, numbers.below(SECTIONS)) {
                own = bytes[theirs].to_vec();
            }
        }
        _ => {
            // The offset alone, so that two sections share bytes or leave some out.
            let place = OFFSETS + (number + 1) * 8;
            bytes[place] = bytes[place].wrapping_add(*numbers.of(&[1, 8, 0xF8, 0xFF]));
            return;
        }
    }
    let grown = own.len() as u64;
    let shrunk = section.len() as u64;
    bytes.splice(section, own);
    for offset in number + 1..=SECTIONS {
        let place = OFFSETS + offset * 8;
        let moved = number_at(bytes, place)
            .wrapping_add(grown)
            .wrapping_sub(shrunk);
        bytes[place..place + 8].copy_from_slice(&moved.to_le_bytes());
    }
}

/// Where a section stands, if the file has it whole.
fn section(bytes: &[u8], number: usize) -> Option<Range<usize>> {
    if bytes.len() < HEAD + TRAILER {
        return None;
    }
    let offset = |number: usize| usize::try_from(number_at(bytes, OFFSETS + number * 8)).ok();
    let range = offset(number)?..offset(number + 1)?;
    (range.start >= HEAD && range.start <= range.end && range.end <= bytes.len() - TRAILER)
        .then_some(range)
}

fn number_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())
}
