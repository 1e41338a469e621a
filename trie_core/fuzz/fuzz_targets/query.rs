//! The query parser.
#![no_main]

#[path = "../bodies/query.rs"]
mod query;

libfuzzer_sys::fuzz_target!(|data: (&str, bool)| query::check(data.0, data.1));
