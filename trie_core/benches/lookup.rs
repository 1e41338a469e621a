//! Look-ups in both layouts of the table beside the standard library's hash map, as one line of JSON:
//! `cargo bench --bench lookup -- WORDS`, where WORDS is a file with a word a line, sorted by bytes.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

use trie_core::table::{Layout, Overlap, Table};

/// Rounds of which the best counts.
const ROUNDS: usize = 200;
/// Words asked for: few enough that what is measured is the look-up and not the machine's memory.
const FEW: usize = 1000;

fn main() {
    let path = std::env::args()
        .nth(1)
        .filter(|path| !path.starts_with('-'));
    let Some(text) = path.and_then(|path| std::fs::read_to_string(path).ok()) else {
        // `cargo test --benches` starts it without a file.
        println!("{{}}");
        return;
    };
    let words: Vec<&str> = text.lines().collect();
    let asked = shuffled(&words);
    let map: HashMap<String, u32> = (0..)
        .zip(&words)
        .map(|(number, word)| ((*word).to_owned(), number))
        .collect();
    let (rows, csr) = built::<Table>(&words);
    let (cells, overlap) = built::<Overlap>(&words);
    let doors = csr.doors(&rows);
    for word in &words {
        let number = map.get(*word).copied();
        assert_eq!(csr.ordinal_behind(&doors, &rows, word), number);
        assert_eq!(overlap.ordinal(&cells, word), number);
    }
    let mut out = Vec::new();
    let mut say = |name: &str, value: f64| out.push(format!("\"{name}\": {value:.2}"));
    let per_word = |bytes: usize| bytes as f64 / words.len() as f64;
    say("csr_bytes", per_word(rows.len()));
    say("overlap_bytes", per_word(cells.len()));
    let few = &asked[..FEW.min(asked.len())];
    for (part, asked) in [("", few), ("_all", &asked[..])] {
        let names = ["map", "csr", "doors", "overlap"];
        let mut best = [f64::MAX; 4];
        for _ in 0..ROUNDS {
            let taken = [
                spent(asked, |word| map.get(word).copied()),
                spent(asked, |word| csr.ordinal(&rows, word)),
                spent(asked, |word| csr.ordinal_behind(&doors, &rows, word)),
                spent(asked, |word| overlap.ordinal(&cells, word)),
            ];
            for (best, taken) in best.iter_mut().zip(taken) {
                *best = best.min(taken);
            }
        }
        for (name, best) in names.iter().zip(best) {
            say(&format!("{name}{part}"), best);
        }
        let mut batch = f64::MAX;
        let mut found = Vec::with_capacity(asked.len());
        for _ in 0..ROUNDS {
            found.clear();
            let start = Instant::now();
            overlap.ordinals(&cells, black_box(asked), &mut found);
            let taken = start.elapsed().as_secs_f64() * 1e9 / asked.len().max(1) as f64;
            batch = batch.min(taken);
            black_box(&found);
        }
        say(&format!("batch{part}"), batch);
    }
    let ordinals: Vec<u32> = few
        .iter()
        .filter_map(|word| map.get(word).copied())
        .collect();
    say("csr_back", back(&ordinals, |at| csr.word(&rows, at)));
    say(
        "overlap_back",
        back(&ordinals, |at| overlap.word(&cells, at)),
    );
    println!("{{{}}}", out.join(", "));
}

/// Nanoseconds of one way back from an ordinal.
fn back(ordinals: &[u32], call: impl Fn(u32) -> Option<String>) -> f64 {
    let start = Instant::now();
    for &ordinal in ordinals {
        black_box(call(ordinal));
    }
    start.elapsed().as_secs_f64() * 1e9 / ordinals.len().max(1) as f64
}

fn built<L: Layout>(words: &[&str]) -> (Vec<u8>, L) {
    let mut bytes = Vec::new();
    L::build(&mut bytes, words).expect("words that fit the layout");
    let table = L::read(&bytes, 0, bytes.len()).expect("a table as it was built");
    (bytes, table)
}

/// Nanoseconds of one look-up.
fn spent(asked: &[String], call: impl Fn(&str) -> Option<u32>) -> f64 {
    let start = Instant::now();
    for word in asked {
        black_box(call(word));
    }
    start.elapsed().as_secs_f64() * 1e9 / asked.len().max(1) as f64
}

/// The words in another order, each in memory of its own, the same order every time.
fn shuffled(words: &[&str]) -> Vec<String> {
    let mut asked: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    let mut state = 12_345_u64;
    for place in (1..asked.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let other = usize::try_from(state % (place as u64 + 1)).unwrap_or(0);
        asked.swap(place, other);
    }
    asked
}
