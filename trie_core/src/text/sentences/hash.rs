//! Sentences as numbers that can be compared over years and machines.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use xxhash_rust::xxh3::xxh3_64;

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();

/// A text in Unicode's form C.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        text.into()
    } else {
        NFC.normalize(text)
    }
}

/// The number of a sentence: XXH3 (64 bits, without a seed) of its form C, white space as single blanks.
pub(super) fn hash(sentence: &str, buffer: &mut String) -> u64 {
    let text = composed(sentence);
    if is_even(&text) {
        return xxh3_64(text.as_bytes());
    }
    buffer.clear();
    for word in text.split_whitespace() {
        if !buffer.is_empty() {
            buffer.push(' ');
        }
        buffer.push_str(word);
    }
    xxh3_64(buffer.as_bytes())
}

/// Whether white space is nothing but single blanks, none at the ends.
fn is_even(text: &str) -> bool {
    let mut blank = true;
    for c in text.chars() {
        if c.is_whitespace() && (blank || c != ' ') {
            return false;
        }
        blank = c == ' ';
    }
    !blank || text.is_empty()
}
