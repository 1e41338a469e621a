//! The file reader, with length and checksum forged.
#![no_main]

#[path = "../bodies/file.rs"]
mod file;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let mut bytes = data.to_vec();
    file::forge(&mut bytes);
    file::check(&bytes);
});
