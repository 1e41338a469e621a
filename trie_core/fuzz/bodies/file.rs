//! Any segment file, whatever its bytes, is refused or answered; one that passes for sound answers what its runs say.
//!
//! The checksum tells damage that happens. What is looked at here lies behind it: bytes that somebody made to fit.

use std::sync::Arc;

use trie_core::index::Snapshot;
use trie_core::query::parse;
use trie_core::search::{Bins, Order, Request};
use trie_core::segment::format::seal;
use trie_core::segment::{Segment, Store, merge};
use trie_core::text::{plain_spellings, words};

/// What came of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Refused when it was opened.
    Refused,
    /// Opened, and found wrong by who looks at everything.
    Wrong,
    /// Nothing wrong with it.
    Sound,
}

const QUERIES: [&str; 12] = [
    "common words",
    "often OR x",
    "p* -common",
    "site:b.net lang:en",
    "title:common in:all",
    "\"common words\" -\"été page4\"",
    "(title:\"common title\" OR \"menu common\") in:all",
    "comon~2 often~",
    "-common",
    "ete x",
    "",
    "menu in:all -x",
];

/// Makes the length and the checksum of a file those of its bytes, so that what lies behind them is looked at.
pub fn forge(bytes: &mut [u8]) {
    let length = (bytes.len() as u64).to_le_bytes();
    if let Some(place) = bytes.get_mut(16..24) {
        place.copy_from_slice(&length);
    }
    seal(bytes);
}

/// Does what can be done with a file, a part of it each time; panics where an answer is not what the runs say.
pub fn check(bytes: &[u8]) -> Fate {
    let Ok(segment) = Segment::new(Store::Owned(bytes.to_vec())) else {
        return Fate::Refused;
    };
    // The checksum decides what is done: nobody can foresee it, and the same file is always treated alike.
    let pick = bytes.iter().rev().take(8);
    let pick = pick.fold(0_u64, |pick, &byte| pick << 8 | u64::from(byte));
    let sound = segment.verify().is_ok();
    look_up(&segment, pick);
    if pick.is_multiple_of(5) {
        let _ = merge(&[&segment, &segment], true);
    }
    let segment = Arc::new(segment);
    let snapshot = Snapshot::new(1, None, vec![Arc::clone(&segment)]);
    ask(&snapshot, pick);
    if pick.is_multiple_of(7) {
        ask(&snapshot.with(2, None, Arc::clone(&segment)), pick / 7);
    }
    if sound && snapshot.verify().is_ok() {
        compare(&snapshot, &segment, pick);
    }
    if sound { Fate::Sound } else { Fate::Wrong }
}

fn look_up(segment: &Segment, pick: u64) {
    let (bytes, table) = (segment.bytes(), segment.table());
    let word = ["common", "été", "missing", "often"][pick as usize % 4];
    if let Some(term) = segment.find(word) {
        let _ = term.body.all(bytes, segment.versions());
        let _ = term.rest.all(bytes, segment.versions());
        let _ = term.body.at(bytes, segment.versions(), 17);
    }
    let _ = table.word(bytes, (pick >> 8) as u32 % 64);
    if pick.is_multiple_of(3) {
        // Asked often enough, it has its words written backwards too.
        for (word, limit) in [("comon", 2), ("wrods", 1), ("oftne", 2), ("page44", 1)] {
            let _ = segment.near(word, limit);
        }
    }
}

fn ask(snapshot: &Snapshot, pick: u64) {
    for turn in 0..3 {
        let pick = pick >> (turn * 8);
        let text = QUERIES[pick as usize % QUERIES.len()];
        let query = parse(text, false).expect("a query");
        let all = pick & 16 > 0;
        let request = Request {
            limit: 10,
            order: [Order::Best, Order::Newest, Order::Oldest][pick as usize % 3],
            ever: all && pick & 32 > 0,
            at: (pick & 0xC0 == 0xC0).then_some(51_000_000),
            window: (pick & 0x300 == 0x300).then_some((50_500_000, 51_500_000)),
            ruler: all.then(|| match pick & 0x400 {
                0 => Bins::Equal(5),
                _ => Bins::At(vec![-7, 50_000_000, 51_000_001]),
            }),
            loosen: pick & 64 > 0,
            stopwords: vec!["common".to_owned()],
            sites: if all { 5 } else { 0 },
            before: all,
            ..Request::default()
        };
        let _ = snapshot.search(&query, &request);
        if all {
            let _ = snapshot.why_none(&query, &request);
            let _ = snapshot.did_you_mean(&query, None);
        }
    }
    match pick % 5 {
        0 => drop(snapshot.history("common", true)),
        1 => drop(snapshot.complete("c", 5)),
        2 => drop(snapshot.similar("comon", 2, 5)),
        3 => drop((snapshot.timeline(3), snapshot.language(3))),
        _ => drop(snapshot.verify()),
    }
}

/// Whether a version is found in which two words stand or not.
type Rule = fn((bool, bool)) -> bool;

/// Two words of a sound file, and what is made of them, against a look at every version.
fn compare(snapshot: &Snapshot, segment: &Segment, pick: u64) {
    let table = segment.table();
    let count = table.len().max(1) as u64;
    let word = |shift: u32| table.word(segment.bytes(), ((pick >> shift) % count) as u32);
    let (Some(one), Some(other)) = (word(3), word(29)) else {
        return;
    };
    if !says_itself(segment, &one) || !says_itself(segment, &other) {
        return;
    }
    let plainly = table.near(segment.bytes(), &one, 2);
    for _ in 0..3 {
        let near = segment.near(&one, 2);
        assert_eq!(format!("{near:?}"), format!("{plainly:?}"), "near {one:?}");
    }
    let versions: Vec<(bool, bool)> = {
        let (one, other) = (stands(segment, &one), stands(segment, &other));
        one.into_iter().zip(other).collect()
    };
    let rules: [(String, Rule); 4] = [
        (one.clone(), |has| has.0),
        (format!("{one} {other}"), |has| has.0 && has.1),
        (format!("{one} OR {other}"), |has| has.0 || has.1),
        (format!("{one} -{other}"), |has| has.0 && !has.1),
    ];
    for (text, rule) in rules {
        let query = parse(&text, false).expect("two words");
        for ever in [false, true] {
            let request = Request {
                limit: usize::MAX,
                order: Order::Newest,
                ever,
                ..Request::default()
            };
            let answer = snapshot.search(&query, &request);
            let mut pages: Vec<u32> = answer.hits.iter().map(|hit| hit.page).collect();
            pages.sort_unstable();
            let expected: Vec<u32> = (0..segment.entries())
                .filter(|&entry| {
                    let range = segment.range(entry);
                    let from = if ever {
                        range.start
                    } else {
                        range.end.max(1) - 1
                    };
                    (from.max(range.start)..range.end)
                        .any(|version| rule(versions[version as usize]))
                })
                .map(|entry| segment.page(entry))
                .collect();
            assert_eq!(pages, expected, "{text:?}, ever: {ever}");
            assert_eq!(answer.total, expected.len(), "{text:?}, ever: {ever}");
        }
    }
}

/// Whether a query of this word means it and no other.
fn says_itself(segment: &Segment, word: &str) -> bool {
    let mut alone = !["OR", "AND", "NOT"].contains(&word) && words(word) == [word];
    segment.table().visit(segment.bytes(), "", |other, _| {
        plain_spellings(other, |plain| alone &= plain != word);
        alone
    });
    alone
}

/// In which versions that are not gone a word stands, in title or main text.
fn stands(segment: &Segment, word: &str) -> Vec<bool> {
    let mut stands = vec![false; segment.versions() as usize];
    let term = segment.find(word).unwrap_or_default();
    for run in term.body.all(segment.bytes(), segment.versions()) {
        for version in run.first..=run.last {
            stands[version as usize] = !segment.gone(version);
        }
    }
    stands
}
