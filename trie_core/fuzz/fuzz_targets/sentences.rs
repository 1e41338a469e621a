//! Sentences, and what became of them.
#![no_main]

#[path = "../bodies/sentences.rs"]
mod sentences;

libfuzzer_sys::fuzz_target!(|data: &str| sentences::check(data));
