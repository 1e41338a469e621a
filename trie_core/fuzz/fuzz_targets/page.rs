//! The reader of HTML.
#![no_main]

#[path = "../bodies/page.rs"]
mod page;

libfuzzer_sys::fuzz_target!(|data: &str| page::check(data));
