//! Damaged files: refused, or (when the checksum has been forged too) answered somehow, but never a panic.

use std::sync::Arc;

use trie_core::index::Snapshot;
use trie_core::query::parse;
use trie_core::search::{Order, Request};
use trie_core::segment::format::{HEAD, seal};
use trie_core::segment::{Draft, Meta, Segment, Store, Texts, Touch, merge};

/// A small segment with something in every section.
fn whole() -> Vec<u8> {
    let mut draft = Draft::with_places();
    draft.touch(Touch {
        page: 1,
        ordinal: 0,
        last_read: 9,
    });
    for page in 2..9 {
        draft.part(
            page,
            u32::from(page == 3),
            ["a.org", "www.b.net"][page as usize % 2],
        );
        for number in 0..3_i64 {
            let language = draft.language(["nl", "en-GB"][page as usize % 2]);
            let time = 1_000_000 * (i64::from(page) * 10 + number);
            let gone = page == 5 && number == 1;
            let meta = Meta {
                first_read: time,
                last_read: time + 7,
                gone,
                language,
                ..Meta::default()
            };
            let main = format!(
                "common words été page{page} number{number} {}",
                "often ".repeat(usize::try_from(number).unwrap())
            );
            draft.text(
                meta,
                Texts {
                    title: "common title",
                    main: if gone { "" } else { &main },
                    rest: "menu common",
                },
            );
        }
    }
    for page in 100..300 {
        draft.part(page, 0, "a.org");
        let language = draft.language("nl");
        draft.text(
            Meta {
                language,
                ..Meta::default()
            },
            Texts {
                main: "common x",
                ..Texts::default()
            },
        );
    }
    draft.finish(false).unwrap()
}

/// Does everything that can be done with a file; says whether it was taken at all.
fn exercise(bytes: &[u8]) -> bool {
    let Ok(segment) = Segment::new(Store::Owned(bytes.to_vec())) else {
        return false;
    };
    let _ = segment.verify();
    let table = segment.table();
    for word in ["common", "été", "missing", "often"] {
        if let Some(term) = segment.find(word) {
            let _ = term.body.all(segment.bytes(), segment.versions());
            let _ = term.rest.all(segment.bytes(), segment.versions());
            let _ = term.body.at(segment.bytes(), segment.versions(), 17);
        }
    }
    let _ = table.word(segment.bytes(), 3);
    let _ = segment.near("comon", 2);
    let _ = merge(&[&segment, &segment], true);
    let snapshot = Snapshot::new(1, None, vec![Arc::new(segment)]);
    let request = Request {
        limit: 10,
        ..Request::default()
    };
    for text in [
        "common words",
        "often OR x",
        "p* -common",
        "site:b.net lang:en",
        "title:common in:all",
        "\"common words\" -\"été page4\"",
        "(title:\"common title\" OR \"menu common\") in:all",
    ] {
        let query = parse(text, false).unwrap();
        for order in [Order::Best, Order::Newest] {
            let _ = snapshot.search(
                &query,
                &Request {
                    order,
                    ..request.clone()
                },
            );
        }
        let all = Request {
            ever: true,
            ruler: 5,
            sites: 5,
            ..request.clone()
        };
        let _ = snapshot.search(&query, &all);
        let _ = snapshot.did_you_mean(&query);
    }
    let _ = (
        snapshot.history("common", true),
        snapshot.complete("c", 5),
        snapshot.similar("comon", 2, 5),
    );
    let _ = (snapshot.timeline(3), snapshot.verify());
    true
}

fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    }
}

#[test]
fn the_whole_file_is_taken() {
    let bytes = whole();
    Segment::new(Store::Owned(bytes.clone()))
        .unwrap()
        .verify()
        .unwrap();
    assert!(exercise(&bytes));
}

#[test]
fn every_truncation_is_refused() {
    let bytes = whole();
    for len in 0..bytes.len() {
        assert!(!exercise(&bytes[..len]), "cut to {len}");
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let bytes = whole();
    for bit in 0..bytes.len() * 8 {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(Segment::new(&bytes[..]).is_err(), "bit {bit}");
    }
}

#[test]
fn every_flipped_bit_under_a_forged_checksum_ends_in_an_answer_or_an_error() {
    let bytes = whole();
    let step = if soak() { 1 } else { 3 };
    for bit in (0..(bytes.len() - 8) * 8).step_by(step) {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        seal(&mut bytes);
        exercise(&bytes);
    }
}

/// A file as the index would have written it, of other words: what a wrong answer could come from.
#[test]
fn what_verifies_under_a_forged_checksum_answers_what_its_runs_say() {
    let bytes = whole();
    let mut number = numbers(7);
    let (mut sound, rounds) = (0, if soak() { 200_000 } else { 2_000 });
    for _ in 0..rounds {
        let mut bytes = bytes.clone();
        let at = HEAD + number(bytes.len() - HEAD - 16);
        bytes[at] ^= 1 << number(8);
        seal(&mut bytes);
        let Ok(segment) = Segment::new(Store::Owned(bytes)) else {
            continue;
        };
        if segment.verify().is_err() {
            continue;
        }
        sound += 1;
        // Both words of a phrase stand in every version that has it.
        let snapshot = Snapshot::new(1, None, vec![Arc::new(segment)]);
        let pages = |text: &str| -> Vec<u32> {
            let request = Request {
                limit: 1000,
                ever: true,
                order: Order::Newest,
                ..Request::default()
            };
            let answer = snapshot.search(&parse(text, false).unwrap(), &request);
            let mut pages: Vec<u32> = answer.hits.iter().map(|hit| hit.page).collect();
            pages.sort_unstable();
            pages
        };
        let (phrase, words) = (pages("\"words été\" in:all"), pages("words été in:all"));
        assert!(phrase.iter().all(|page| words.contains(page)));
    }
    assert!(sound > 0, "no change of a time or name came through");
}

#[test]
fn splices_and_extreme_numbers_under_a_forged_checksum_end_in_an_answer_or_an_error() {
    let bytes = whole();
    let mut number = numbers(42);
    let (mut taken, rounds) = (0, if soak() { 1_000_000 } else { 3_000 });
    for round in 0..rounds {
        let mut bytes = bytes.clone();
        for _ in 0..=number(3) {
            let at = number(bytes.len() - 8);
            match round % 4 {
                0 => bytes[at] = number(256) as u8,
                1 => {
                    let value = [0, 1, 0x7F, 0xFF][number(4)];
                    let end = (at + [1, 2, 4, 8][number(4)]).min(bytes.len() - 8);
                    bytes[at..end].fill(value);
                }
                2 => {
                    let (from, len) = (number(bytes.len() - 8), number(64));
                    let len = len.min(bytes.len() - at.max(from));
                    bytes.copy_within(from..from + len, at);
                }
                _ => {
                    let len = number(32).min(bytes.len() - at);
                    bytes.drain(at..at + len);
                    let len = bytes.len() as u64;
                    bytes[16..24].copy_from_slice(&len.to_le_bytes());
                }
            }
        }
        seal(&mut bytes);
        taken += usize::from(exercise(&bytes));
    }
    assert!(
        taken > rounds / 100,
        "only {taken} of {rounds} files came past the frame"
    );
}

fn soak() -> bool {
    std::env::var_os("HUD_SOAK").is_some_and(|value| value == "1")
}
