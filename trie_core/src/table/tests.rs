//! The table against sorted lists of words.

use std::collections::BTreeSet;

use super::{Neighbours, Table, build, distance};

fn table(words: &[&str]) -> (Vec<u8>, Table) {
    let mut bytes = vec![9; 5];
    build(&mut bytes, words);
    let end = bytes.len();
    bytes.extend_from_slice(&[0; 16]);
    let table = Table::read(&bytes, 5, end).unwrap();
    (bytes, table)
}

/// Words over few letters, so that they share beginnings and ends; some of them beginnings of others.
fn words(count: usize, seed: u64) -> BTreeSet<String> {
    let mut state = seed;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let letters: Vec<char> = "abcdeé日ø\0z1".chars().collect();
    let mut words = BTreeSet::new();
    while words.len() < count {
        let len = next(9) + u64::from(count < 5) + 1;
        words.insert(
            (0..len)
                .map(|_| letters[next(letters.len() as u64) as usize])
                .collect(),
        );
    }
    words
}

#[test]
fn words_and_ordinals_both_ways() {
    for (count, seed) in [(0, 1), (1, 2), (2, 3), (7, 4), (64, 5), (129, 6), (5000, 7)] {
        let words = words(count, seed);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (bytes, table) = table(&words);
        for (ordinal, word) in (0..).zip(&words) {
            assert_eq!(
                table.ordinal(&bytes, word),
                Some(ordinal),
                "{word:?} of {count}"
            );
            assert_eq!(table.word(&bytes, ordinal).as_deref(), Some(*word));
        }
        assert_eq!(table.word(&bytes, words.len() as u32), None);
        for word in ["", "aa!", "日日日日日日日日日日日", "\u{7f}"] {
            let place = words.binary_search(&word).ok().map(|place| place as u32);
            assert_eq!(table.ordinal(&bytes, word), place, "{word:?}");
            assert_eq!(table.contains(&bytes, word), place.is_some(), "{word:?}");
        }
    }
}

#[test]
fn words_that_are_not_there_are_not_found() {
    let (inside, outside) = (words(3000, 8), words(3000, 9));
    let list: Vec<&str> = inside.iter().map(String::as_str).collect();
    let (bytes, table) = table(&list);
    for word in outside.difference(&inside) {
        assert_eq!(table.ordinal(&bytes, word), None, "{word:?}");
        assert!(!table.contains(&bytes, word));
    }
}

#[test]
fn prefixes_give_ranges_in_byte_order() {
    let words = words(2000, 10);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (bytes, table) = table(&words);
    for prefix in [
        "",
        "a",
        "ab",
        "日",
        "éa",
        "zzz",
        "nothing",
        words[77],
        words[1500],
    ] {
        let fits: Vec<usize> = (0..words.len())
            .filter(|&at| words[at].starts_with(prefix))
            .collect();
        let range = table.range(&bytes, prefix);
        assert_eq!(range.len(), fits.len(), "{prefix:?}");
        assert!(fits.is_empty() || fits[0] == range.start as usize);
        let mut seen = Vec::new();
        table.visit(&bytes, prefix, |word, ordinal| {
            assert_eq!(words[ordinal as usize], word);
            seen.push(ordinal as usize);
            true
        });
        assert_eq!(seen, fits, "{prefix:?}");
    }
}

#[test]
fn near_words_are_those_within_the_distance() {
    let words = words(1500, 11);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (bytes, table) = table(&words);
    for (wanted, limit) in [
        ("abcd", 1),
        ("abcd", 2),
        ("é日", 1),
        ("é日ø", 2),
        ("a", 2),
        ("", 1),
        ("ab1", 2),
        ("da", 1),
        ("ébd日a", 2),
    ] {
        let expected: Vec<(u32, u32)> = (0..)
            .zip(&words)
            .filter_map(|(ordinal, word)| Some((ordinal, distance(wanted, word)?)))
            .filter(|&(_, distance)| distance <= limit)
            .collect();
        let found = table.near(&bytes, wanted, limit);
        for near in &found {
            assert_eq!(near.word, words[near.ordinal as usize]);
        }
        let found: Vec<(u32, u32)> = found.iter().map(|n| (n.ordinal, n.distance)).collect();
        assert_eq!(found, expected, "{wanted:?} within {limit}");
    }
}

#[test]
fn swapped_neighbours_are_one_edit() {
    let (bytes, table) = table(&["own", "sword", "word", "wordy", "world"]);
    let found = table.near(&bytes, "wrod", 1);
    assert_eq!(found.len(), 1);
    assert_eq!((&*found[0].word, found[0].distance), ("word", 1));
}

#[test]
fn near_words_are_the_same_ones_from_both_ends() {
    let (inside, outside) = (words(3000, 14), words(150, 15));
    let list: Vec<&str> = inside.iter().map(String::as_str).collect();
    let (bytes, table) = table(&list);
    let asked = outside.iter().map(String::as_str);
    let asked: Vec<&str> = asked.chain(list.iter().copied().step_by(40)).collect();
    let neighbours = Neighbours::default();
    for _ in 0..2 {
        for limit in 0..=2 {
            for word in &asked {
                let near = neighbours.near(&table, &bytes, word, limit);
                assert_eq!(
                    near,
                    table.near(&bytes, word, limit),
                    "{word:?} within {limit}"
                );
            }
        }
    }
    assert!(neighbours.is_mirrored());
}

#[test]
fn doors_lead_to_the_same_words() {
    for (count, seed) in [(0, 1), (1, 2), (40, 3), (3000, 8)] {
        let (inside, outside) = (words(count, seed), words(3000, 9));
        let list: Vec<&str> = inside.iter().map(String::as_str).collect();
        let (bytes, table) = table(&list);
        let doors = table.doors(&bytes);
        for word in inside
            .iter()
            .chain(&outside)
            .map(String::as_str)
            .chain(["", "a"])
        {
            let place = table.ordinal(&bytes, word);
            assert_eq!(
                table.ordinal_behind(&doors, &bytes, word),
                place,
                "{word:?}"
            );
            let there = table.contains_behind(&doors, &bytes, word);
            assert_eq!(there, place.is_some(), "{word:?}");
        }
    }
}

#[test]
fn a_forged_table_answers_something_and_ends() {
    let words = words(60, 12);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (bytes, _) = table(&words);
    for bit in 0..(bytes.len() - 16) * 8 {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let end = bytes.len() - 16;
        let Ok(table) = Table::read(&bytes, 5, end) else {
            continue;
        };
        for word in &words[..5] {
            let _ = table.ordinal(&bytes, word);
        }
        let _ = table.word(&bytes, 17);
        table.visit(&bytes, "", |_, _| true);
        let _ = table.near(&bytes, "abcd", 2);
        let neighbours = Neighbours::default();
        for _ in 0..20 {
            let _ = neighbours.near(&table, &bytes, "abcd", 2);
        }
        let doors = table.doors(&bytes);
        for word in &words[..5] {
            let _ = table.ordinal_behind(&doors, &bytes, word);
            let _ = table.contains_behind(&doors, &bytes, word);
        }
    }
}
