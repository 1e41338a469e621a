//! Tests by many rounds of changed input: short every day, full with `HUD_SOAK=1`, when docs/soak.md gets a line.
//!
//! Each round has numbers of its own, made of the seed and the round, so that one that fails can be had again alone:
//! the message says with which `HUD_SEED` and `HUD_ROUND`.

use std::fs::OpenOptions;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;
use std::thread;

/// Numbers that look like chance and are the same each time.
pub struct Numbers(u64);

impl Numbers {
    fn new(seed: u64, round: u64) -> Self {
        // The steps between spread the bits of neighbouring rounds.
        let mut numbers = Self((seed ^ round.wrapping_mul(0x9E37_79B9_7F4A_7C15)) | 1);
        for _ in 0..4 {
            numbers.next();
        }
        numbers
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// One below `most`, which is at least 1.
    pub fn below(&mut self, most: usize) -> usize {
        ((self.next() >> 11) % most.max(1) as u64) as usize
    }

    /// One of several.
    pub fn of<'a, T>(&mut self, some: &'a [T]) -> &'a T {
        &some[self.below(some.len())]
    }
}

/// Runs many rounds on all cores there are; gives how many said true. `what` names them in the log.
pub fn rounds(
    what: &str,
    short: u64,
    full: u64,
    run: impl Fn(&mut Numbers) -> bool + Sync,
) -> usize {
    let soak = std::env::var_os("HUD_SOAK").is_some_and(|value| value == "1");
    let number = |name| {
        std::env::var(name)
            .ok()
            .and_then(|value| value.parse().ok())
    };
    let seed = number("HUD_SEED").unwrap_or(if soak { clock() } else { 42 });
    let all = match number("HUD_ROUND") {
        Some(round) => round..round + 1,
        None => 0..if soak { full } else { short },
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let one = |round| {
        catch_unwind(AssertUnwindSafe(|| run(&mut Numbers::new(seed, round)))).map_err(|_| round)
    };
    let share = |first: usize| -> Result<usize, u64> {
        let mut yes = 0;
        for round in all.clone().skip(first).step_by(threads) {
            yes += usize::from(one(round)?);
        }
        Ok(yes)
    };
    let sum: Result<usize, u64> = thread::scope(|scope| {
        let share = &share;
        let shares: Vec<_> = (0..threads)
            .map(|first| scope.spawn(move || share(first)))
            .collect();
        let ended = shares.into_iter().map(|one| one.join().unwrap_or(Err(0)));
        ended.sum()
    });
    if soak {
        let count = all.end - all.start;
        let result = match sum {
            Ok(_) => "passed".to_owned(),
            Err(round) => format!("FAILED in round {round}"),
        };
        note(&format!("{what}: {count}, seed {seed}"), &result);
    }
    sum.unwrap_or_else(|round| panic!("{what}: HUD_SEED={seed} HUD_ROUND={round} fails again"))
}

fn clock() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(1, |now| now.as_secs())
}

/// Appends a line to the log.
fn note(counts: &str, result: &str) {
    let said = |command: &str, arguments: &[&str]| {
        let output = Command::new(command).args(arguments).output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        text.unwrap_or_default().trim().to_owned()
    };
    let when = said("date", &["-u", "+%Y-%m-%d %H:%M"]);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let rustc = said("rustc", &["--version"]);
    let rust = rustc.split(' ').nth(1).unwrap_or("?");
    let cores = match cores {
        1 => "1 core".to_owned(),
        more => format!("{more} cores"),
    };
    let machine = format!("{}, {cores}, Rust {rust}", std::env::consts::ARCH);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/soak.md");
    let mut log = OpenOptions::new()
        .append(true)
        .open(path)
        .expect("docs/soak.md");
    writeln!(log, "| {when} | {machine} | {counts} | {result} |").expect("a line more");
}
