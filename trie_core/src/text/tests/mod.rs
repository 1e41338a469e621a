//! The tokeniser's promises.

mod cases;
mod properties;
mod snippets;
mod unicode;

use proptest::test_runner::Config;

use super::{Scratch, cut};

/// The words by the full algorithm alone, over the whole text at once.
fn slow(text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let mut all = Vec::new();
    cut::cut(
        text,
        0,
        &mut Scratch::default(),
        &mut |word: &str, range| all.push((word.to_owned(), range)),
    );
    all
}

/// So many cases, unless `PROPTEST_CASES` asks for another number (the long form).
pub(crate) fn cases(usual: u32) -> Config {
    if std::env::var_os("PROPTEST_CASES").is_some() {
        Config::default()
    } else {
        Config::with_cases(usual)
    }
}
