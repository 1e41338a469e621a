//! Scripts against a plain model: read along one side they are the older text, along the other the newer one.

use proptest::prelude::*;

use super::{Blind, Kind, Script, Since, Step, diff};
use crate::text::tests::cases;

/// Both texts put together from a script that must hold each sentence, and each of its words, once.
fn applied(script: &Script, older: &str, newer: &str) -> [Vec<String>; 2] {
    let mut texts = [Vec::new(), Vec::new()];
    for step in &script.steps {
        let [one, other] = [
            (older, &script.older, &step.older),
            (newer, &script.newer, &step.newer),
        ]
        .map(|(text, all, range)| -> Vec<String> {
            all[range.clone()]
                .iter()
                .map(|range| text[range.clone()].to_owned())
                .collect()
        });
        let from_words = |side: usize| -> String {
            let part = |part: &super::Part| match side {
                0 => older[part.older.clone()].to_owned(),
                _ => newer[part.newer.clone()].to_owned(),
            };
            step.words.iter().map(part).collect()
        };
        if !step.words.is_empty() {
            assert_eq!(
                [one[0].clone(), other[0].clone()],
                [from_words(0), from_words(1)]
            );
        }
        let is_there = |side: usize| match side {
            0 => step.kind != Kind::MovedHere && step.kind != Kind::Added,
            _ => step.kind != Kind::MovedAway && step.kind != Kind::Removed,
        };
        texts[0].extend(one.into_iter().filter(|_| is_there(0)));
        texts[1].extend(other.into_iter().filter(|_| is_there(1)));
    }
    texts
}

fn cut(text: &str, ranges: &[std::ops::Range<usize>]) -> Vec<String> {
    ranges
        .iter()
        .map(|range| text[range.clone()].to_owned())
        .collect()
}

fn check(older: &str, newer: &str, blind: Blind) -> Script {
    let script = diff(older, newer, "en", blind);
    let texts = applied(&script, older, newer);
    assert_eq!(texts[0], cut(older, &script.older), "{older:?} {newer:?}");
    assert_eq!(texts[1], cut(newer, &script.newer), "{older:?} {newer:?}");
    for step in &script.steps {
        let pair = |step: &Step| {
            (
                words_of(&older[script.older[step.older.start].clone()]),
                words_of(&newer[script.newer[step.newer.start].clone()]),
            )
        };
        let is_same = match step.kind {
            Kind::Kept => blind == Blind::default(),
            Kind::MovedAway | Kind::MovedHere => {
                let partner = match step.kind {
                    Kind::MovedAway => Kind::MovedHere,
                    _ => Kind::MovedAway,
                };
                let found = script.steps.iter().find(|other| {
                    other.kind == partner && other.older == step.older && other.newer == step.newer
                });
                assert!(found.is_some(), "{step:?}");
                blind == Blind::default()
                    && step.words.is_empty()
                    && found.is_some_and(|found| found.words.is_empty())
            }
            _ => false,
        };
        if is_same {
            let (one, other) = pair(step);
            assert_eq!(one, other);
        }
    }
    script
}

fn words_of(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn kinds(older: &str, newer: &str, blind: Blind) -> Vec<Kind> {
    check(older, newer, blind)
        .steps
        .iter()
        .map(|step| step.kind)
        .collect()
}

#[test]
fn as_documented() {
    let older = "Open at 9. Free entry. Toilets. Dogs welcome. Closed on Monday.";
    let newer = "Dogs welcome. Open at 10. Free entry. Toilets. Bring cash.";
    assert_eq!(
        kinds(older, newer, Blind::default()),
        [
            Kind::MovedHere,
            Kind::Changed,
            Kind::Kept,
            Kind::MovedAway,
            Kind::Removed,
            Kind::Added
        ]
    );
}

#[test]
fn numbers_and_dates_are_left_out_when_asked() {
    let numbers = Blind {
        numbers: true,
        ..Blind::default()
    };
    for (older, newer) in [
        (
            "Updated Monday 24 November 2026, 06:40.",
            "Updated Tuesday, 1 December 2026, 18:05.",
        ),
        (
            "In May 3 of 1,204 boats came.",
            "In May 12 of 7 boats came.",
        ),
        ("Den 3. mars kl. 12", "Den 17. april kl. 9"),
    ] {
        assert_eq!(kinds(older, newer, numbers), [Kind::Kept], "{older}");
        assert_ne!(
            kinds(older, newer, Blind::default()),
            [Kind::Kept],
            "{older}"
        );
    }
    for (older, newer) in [
        ("You may go.", "You march go."),
        ("3 boats", "3 ships"),
        ("one", "1"),
    ] {
        assert_ne!(kinds(older, newer, numbers), [Kind::Kept], "{older}");
    }
}

#[test]
fn case_and_white_space_are_left_out_when_asked() {
    let case = Blind {
        case: true,
        ..Blind::default()
    };
    assert_eq!(kinds("OPEN Straße", "open STRASSE", case), [Kind::Kept]);
    let space = Blind {
        space: true,
        ..Blind::default()
    };
    assert_eq!(kinds("a - b c", "a-bc", space), [Kind::Kept]);
    assert_ne!(kinds("A", "a", space), [Kind::Kept]);
    let all = Blind {
        numbers: true,
        case: true,
        space: true,
    };
    assert_eq!(
        kinds("At 9 A M", "at 10am", all),
        kinds("at 1 am", "AT 2AM", all)
    );
}

#[test]
fn a_sentence_that_moved_and_changed_is_a_move_with_words() {
    let dogs = "Dogs may come. Cats may come. Cows may not.";
    let script = check(
        &format!("The pool opens at nine. It is open on Monday.\n{dogs}"),
        &format!("{dogs}\nThe pool opens at ten. It is open on Monday."),
        Blind::default(),
    );
    let moved: Vec<bool> = script
        .steps
        .iter()
        .filter(|step| step.kind == Kind::MovedHere)
        .map(|step| !step.words.is_empty())
        .collect();
    assert_eq!(moved, [true, false]);
}

#[test]
fn hostile_texts_take_no_longer_than_others() {
    // Each of these would take minutes where work grows with the square.
    let long = |seed: usize| {
        (0..200_000)
            .map(|n| if n * seed % 7 < 3 { "ab " } else { "c " })
            .collect::<String>()
    };
    let han = |seed: usize| {
        (0..100_000u32)
            .map(|n| char::from_u32(0x4e00 + n * seed as u32 % 977).unwrap())
            .collect::<String>()
    };
    let rtl = |word: &str| format!("שלום {word} עולם. ").repeat(20_000);
    for (older, newer) in [
        (long(3), long(5)),
        (han(3), han(11)),
        (rtl("א"), rtl("ב")),
        ("Same. ".repeat(10_000), "Same. ".repeat(9_999)),
        ("a".repeat(1 << 20), "b".repeat(1 << 20)),
        ("9 May ".repeat(50_000), "10 May ".repeat(50_000)),
    ] {
        for blind in [
            Blind::default(),
            Blind {
                numbers: true,
                case: true,
                space: true,
            },
        ] {
            check(&older, &newer, blind);
        }
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn applied_to_the_older_text_a_script_gives_the_newer(
        older in "([abA1]{1,2}[ .\n-]){0,30}", newer in "([abcA2]{1,2}[ .\n-]){0,30}",
        numbers in any::<bool>(), case in any::<bool>(), space in any::<bool>()
    ) {
        check(&older, &newer, Blind::default());
        check(&older, &newer, Blind { numbers, case, space });
    }

    #[test]
    fn any_texts_have_a_script(older in ".{0,60}", newer in ".{0,60}") {
        check(&older, &newer, Blind::default());
        check(&older, &newer, Blind { numbers: true, case: true, space: true });
    }

    #[test]
    fn without_equal_sentences_since_is_exact(
        versions in prop::collection::vec(prop::sample::subsequence((1..30u64).collect::<Vec<_>>(), 0..30), 1..12),
        seed in any::<u64>()
    ) {
        let versions: Vec<Vec<u64>> = versions.into_iter().enumerate().map(|(at, mut one)| {
            if (seed >> at) & 1 == 1 {
                one.sort_by_key(|n| n.wrapping_mul(seed | 1));
            }
            one
        }).collect();
        let mut since = Since::new(&versions[0]);
        for older in &versions[1..] {
            since.older(older);
        }
        for (hash, found) in versions[0].iter().zip(since.found()) {
            let has = |at: usize| versions[at].contains(hash);
            let first = (0..versions.len()).rev().find(|&at| has(at)).unwrap();
            let run = (0..versions.len()).take_while(|&at| has(at)).count() - 1;
            let away = (run + 1..versions.len()).find(|&at| has(at));
            prop_assert_eq!((found.first as usize, found.since as usize, found.away.map(|at| at as usize)), (first, run, away));
        }
    }

    #[test]
    fn of_equal_sentences_as_many_are_first_as_ever_stood(
        versions in prop::collection::vec(prop::collection::vec(1..5u64, 0..12), 1..12)
    ) {
        let mut since = Since::new(&versions[0]);
        for older in &versions[1..] {
            since.older(older);
        }
        let found = since.found();
        for hash in 1..5 {
            let of_kind: Vec<_> = versions[0].iter().zip(&found).filter(|(one, _)| **one == hash).map(|(_, stood)| stood).collect();
            let first = versions.iter().rposition(|one| one.contains(&hash));
            prop_assert_eq!(of_kind.iter().map(|one| one.first as usize).max(), first.filter(|_| !of_kind.is_empty()));
            for one in of_kind {
                prop_assert!(one.since <= one.first && one.away.is_none_or(|away| one.since < away && away <= one.first));
                prop_assert_eq!(one.away.is_some(), one.first > one.since);
            }
        }
    }
}
