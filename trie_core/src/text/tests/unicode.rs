//! Against Unicode's own data.

use std::path::PathBuf;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{TOKENIZER_VERSION, words};

fn data(name: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data/conformance/unicode")
        .join(name);
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        eprintln!("skipped: {name} is not beside the project");
    }
    text
}

fn code_points(list: &str) -> String {
    list.split_whitespace()
        .map(|hex| char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap())
        .collect()
}

#[test]
fn boundaries_are_those_of_the_standard() {
    let Some(table) = data("WordBreakTest.txt") else {
        return;
    };
    let mut differing = Vec::new();
    for line in table.lines() {
        let rule = line.split('#').next().unwrap().trim();
        if rule.is_empty() {
            continue;
        }
        let expected: Vec<String> = rule
            .split('÷')
            .map(|part| code_points(&part.replace('×', " ")))
            .filter(|part| !part.is_empty())
            .collect();
        let text = expected.concat();
        if !text
            .split_word_bounds()
            .eq(expected.iter().map(String::as_str))
        {
            differing.push(rule.to_owned());
        }
    }
    // The table is Unicode 15.0; since then U+2701 (scissors) is no pictograph any more, so that a joiner
    // does not hold it.
    assert_eq!(
        differing,
        ["÷ 2701 × 200D × 2701 ÷", "÷ 0061 × 200D × 2701 ÷"]
    );
}

#[test]
fn case_folding_is_the_standards() {
    let Some(table) = data("CaseFolding.txt") else {
        return;
    };
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(';').map(str::trim).collect();
        if let [from, "C" | "F", to, ..] = fields[..] {
            // Both spellings are the same word: that is all that a search needs. (A letter before them,
            // because a combining mark alone is no word.)
            let [from, to] = [from, to].map(|list| words(&format!("x{}", code_points(list))));
            assert_eq!(from, to, "{line}");
        }
    }
}

#[test]
fn every_code_point_as_before() {
    // FNV-1a over the words of each character alone, between letters and between digits.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for c in '\0'..=char::MAX {
        for word in words(&format!("{c} a{c}b 1{c}2 l'{c}")) {
            assert_eq!(words(&word), [word.as_str()], "{c:?}");
            for byte in word.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    // If this fails, texts get other words than before: raise TOKENIZER_VERSION, then write the new number.
    assert_eq!((TOKENIZER_VERSION, hash), (1, 12_903_389_954_596_222_246));
}
