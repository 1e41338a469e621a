//! The same promises asked of every layout.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Layout, Overlap, Table};

/// Written among other bytes, as in a segment.
fn written<L: Layout>(words: &[&str]) -> (Vec<u8>, L) {
    let mut bytes = vec![9; 5];
    L::build(&mut bytes, words).unwrap();
    let end = bytes.len();
    bytes.extend_from_slice(&[0; 16]);
    let table = L::read(&bytes, 5, end).unwrap();
    (bytes, table)
}

fn holds_what_a_list_holds<L: Layout>(words: &BTreeSet<String>, others: &BTreeSet<String>) {
    let list: Vec<&str> = words.iter().map(String::as_str).collect();
    let (bytes, table) = written::<L>(&list);
    assert_eq!(
        (table.len(), table.is_empty()),
        (list.len(), list.is_empty())
    );
    for (ordinal, word) in (0..).zip(&list) {
        assert_eq!(table.ordinal(&bytes, word), Some(ordinal), "{word:?}");
        assert_eq!(table.word(&bytes, ordinal).as_deref(), Some(*word));
    }
    assert_eq!(table.word(&bytes, list.len() as u32), None);
    for word in others.difference(words) {
        assert_eq!(table.ordinal(&bytes, word), None, "{word:?}");
    }
}

fn stays_calm_when_damaged<L: Layout>(words: &BTreeSet<String>, place: usize, change: u8) {
    let list: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut bytes = Vec::new();
    L::build(&mut bytes, &list).unwrap();
    let place = place % bytes.len();
    bytes[place] ^= change;
    let Ok(table) = L::read(&bytes, 0, bytes.len()) else {
        return;
    };
    for ordinal in 0..list.len() as u32 + 3 {
        // Nonsense may come out, but an end has to be reached.
        let _ = table.word(&bytes, ordinal);
    }
    for word in list {
        let _ = table.ordinal(&bytes, word);
    }
}

#[test]
fn many_words_at_once_are_looked_for_calmly_in_a_damaged_table() {
    let words = ["ab", "abc", "abd", "b", "ba", "bcd", "c", "ca", "cab"];
    let mut bytes = Vec::new();
    Overlap::build(&mut bytes, &words).unwrap();
    for place in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[place] ^= 0x55;
        if let Ok(table) = Overlap::read(&bytes, 0, bytes.len()) {
            table.ordinals(&bytes, &words, &mut Vec::new());
        }
    }
}

/// Few letters, so that words share beginnings and ends and some begin others.
fn vocabulary() -> impl Strategy<Value = BTreeSet<String>> {
    proptest::collection::btree_set("[abcé日\\x00z1]{1,9}|[a-f]{1,3}", 0..200)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn every_layout_holds_what_a_list_holds(words in vocabulary(), others in vocabulary()) {
        holds_what_a_list_holds::<Table>(&words, &others);
        holds_what_a_list_holds::<Overlap>(&words, &others);
        let list: Vec<&str> = words.iter().map(String::as_str).collect();
        let (bytes, table) = written::<Overlap>(&list);
        let asked: Vec<&str> = words.iter().chain(&others).map(String::as_str).collect();
        let mut found = Vec::new();
        table.ordinals(&bytes, &asked, &mut found);
        let each: Vec<Option<u32>> = asked.iter().map(|word| table.ordinal(&bytes, word)).collect();
        assert_eq!(found, each);
    }

    #[test]
    fn every_layout_stays_calm_when_damaged(words in vocabulary(), place in 0..1_usize << 16, change in 1..=255_u8) {
        stays_calm_when_damaged::<Table>(&words, place, change);
        stays_calm_when_damaged::<Overlap>(&words, place, change);
    }
}
