//! The tokeniser.
#![no_main]

#[path = "../bodies/words.rs"]
mod words;

libfuzzer_sys::fuzz_target!(|data: &str| words::check(data));
