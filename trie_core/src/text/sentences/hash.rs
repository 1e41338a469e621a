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
pub(crate) fn hash(sentence: &str, buffer: &mut String) -> u64 {
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
    if text.is_ascii() {
        return is_even_ascii(text.as_bytes());
    }
    let mut blank = true;
    for c in text.chars() {
        if c.is_whitespace() && (blank || c != ' ') {
            return false;
        }
        blank = c == ' ';
    }
    !blank || text.is_empty()
}

/// The same of ASCII, without a branch a byte: most of the time that a sentence takes is here.
fn is_even_ascii(text: &[u8]) -> bool {
    let ends = text.first() == Some(&b' ') || text.last() == Some(&b' ');
    let control = text
        .iter()
        .fold(false, |any, &byte| any | (byte.wrapping_sub(b'\t') < 5));
    let double = text
        .iter()
        .zip(text.iter().skip(1))
        .fold(0, |any, (&one, &other)| {
            any | (u8::from(one == b' ') & u8::from(other == b' '))
        });
    !(ends || control || double != 0)
}

#[cfg(test)]
mod tests {
    use super::{is_even, is_even_ascii};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ascii_is_as_even_as_any_text(text in "[ab \t\n\r\x0b\x0c\x1c\x1f]{0,6}") {
            // A letter that is not ASCII changes nothing of it but the way it is looked at.
            let any = if text.is_empty() { "é".to_owned() } else { text.replacen('a', "é", 1) };
            prop_assert_eq!(is_even_ascii(text.as_bytes()), is_even(&any));
        }
    }
}
