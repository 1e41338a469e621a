//! Lists and edits come back as they were put, and pieces of lists are what they are of the whole.

use proptest::prelude::*;

use super::edit::{self, apply, diff};
use super::list::{self, List, Packer, Reader};
use crate::text::tests::cases;

fn places() -> impl Strategy<Value = Vec<u32>> {
    let gap = prop_oneof![8 => 0_u32..40, 2 => 0_u32..2000, 1 => 0_u32..1_000_000];
    prop::collection::vec(gap, 1..700).prop_map(|gaps| {
        let mut next = 0;
        gaps.iter()
            .map(|gap| {
                next += gap + 1;
                next - 1
            })
            .collect()
    })
}

fn stored(places: &[u32]) -> (Vec<u8>, List) {
    let mut bytes = vec![9; 5];
    Packer::default().put(&mut bytes, places);
    let (list, end) = List::read(&bytes, 5);
    assert_eq!((list.len(), end), (places.len(), bytes.len()));
    (bytes, list)
}

fn text() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(0_u32..30, 0..120)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_list_comes_back(places in places()) {
        let (bytes, list) = stored(&places);
        let mut back = Vec::new();
        list.all(&bytes, &mut back);
        prop_assert_eq!(back, places);
    }

    #[test]
    fn a_block_is_as_small_as_any_width_makes_it(places in places()) {
        let places = &places[..places.len().min(128)];
        let gaps = std::iter::once(places[0]).chain(places.windows(2).map(|pair| pair[1] - pair[0] - 1));
        let width = |gap: u32| 32 - gap.leading_zeros();
        let bytes = |packed: u32| {
            let wider = gaps.clone().map(width).filter(|&width| width > packed);
            let upper: u32 = wider.map(|width| 1 + (width - packed).div_ceil(7)).sum();
            (places.len() as u32 * packed).div_ceil(8) + upper
        };
        if places.len() > 1 {
            let (stored, _) = stored(places);
            let least = (0..32).map(bytes).min().unwrap_or(0) as usize + 2;
            // Behind what stands before, two bytes of places and as many of length.
            let counted = 5 + if places.len() < 128 { 1 } else { 2 } + if least < 128 { 1 } else { 2 };
            prop_assert_eq!(stored.len(), counted + least);
        }
    }

    #[test]
    fn a_range_is_what_the_whole_says(places in places(), from in 0_u32..60_000, len in 0_u32..5000) {
        let (bytes, list) = stored(&places);
        let inside = |place: &&u32| (from..from + len).contains(*place);
        let expected: Vec<u32> = places.iter().filter(inside).map(|place| place - from).collect();
        let (mut reader, mut found) = (Reader::new(list), Vec::new());
        reader.range(&bytes, from, from + len, &mut found);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn what_is_kept_is_in_both(one in places(), other in places(), offset in 0_u32..3) {
        let (bytes, list) = stored(&other);
        let expected: Vec<u32> =
            one.iter().copied().filter(|place| other.binary_search(&(place + offset)).is_ok()).collect();
        let mut kept = one.clone();
        Reader::new(list).keep(&bytes, offset, &mut kept);
        prop_assert_eq!(&kept, &expected);
        let mut kept = one;
        list::keep_common(&mut kept, &other, offset);
        prop_assert_eq!(kept, expected);
    }

    #[test]
    fn an_edit_leads_back(newer in text(), older in text(), cut in 0_usize..100, moved in 0_usize..100) {
        // Mostly what was there, some of it, and something else in between.
        let cut = cut.min(newer.len());
        let changed = [&newer[..cut], &older[..older.len() / 4], &newer[(cut + moved / 8).min(newer.len())..]].concat();
        for older in [older, changed] {
            let (ops, words) = diff(&older, &newer);
            prop_assert_eq!(apply(&newer, &ops, &words), Some(older));
            let mut bytes = vec![1];
            edit::put(&mut bytes, &ops, &words, edit::bits(29));
            let (mut at, mut read_ops, mut read_words) = (1, Vec::new(), Vec::new());
            edit::read(&bytes, &mut at, bytes.len(), edit::bits(29), &mut read_ops, &mut read_words).unwrap();
            prop_assert_eq!((at, read_ops, read_words), (bytes.len(), ops, words));
        }
    }
}

#[test]
fn a_replaced_word_costs_one_step() {
    let newer: Vec<u32> = (0..300).map(|n| n % 37 * 7 % 29).collect();
    let mut older = newer.clone();
    for at in [40, 41, 200] {
        older[at] = 99;
    }
    let (ops, words) = diff(&older, &newer);
    assert_eq!((ops.len(), words.len()), (3, 3));
}

#[test]
fn a_list_of_one_place_is_only_that() {
    let (bytes, list) = stored(&[70_000]);
    assert_eq!(bytes.len(), 5 + 4);
    let (mut reader, mut found) = (Reader::new(list), Vec::new());
    reader.range(&bytes, 69_990, 80_000, &mut found);
    reader.range(&bytes, 0, 69_990, &mut found);
    assert_eq!(found, [10]);
}
