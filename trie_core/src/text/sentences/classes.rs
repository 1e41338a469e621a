//! Classes of characters as the rules have them: the `Sentence_Break` property, a few values of which are taken together.

use icu_properties::props::SentenceBreak;
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

const SENTENCE: CodePointMapDataBorrowed<'static, SentenceBreak> =
    CodePointMapData::<SentenceBreak>::new();

/// The values of the property; `Line` is `Sep`, `CR` and `LF`, `Mark` is `Extend` and `Format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Other,
    Line,
    Blank,
    Mark,
    Lower,
    Upper,
    Letter,
    Digit,
    /// `ATerm`: a full stop, which may also end an abbreviation. The ellipsis is one too.
    Dot,
    /// `STerm`: a question mark, an exclamation mark, and what other scripts end a sentence with.
    End,
    /// Brackets and quotation marks, opening ones too.
    Close,
    /// `SContinue`: commas, colons, dashes.
    Goes,
}

impl Class {
    pub(super) fn is_end(self) -> bool {
        matches!(self, Self::Dot | Self::End)
    }
}

const ASCII: [Class; 128] = {
    let mut table = [Class::Other; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'\n' | b'\r' => Class::Line,
            b' ' | b'\t' | 0x0b | 0x0c => Class::Blank,
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            b'.' => Class::Dot,
            b'!' | b'?' => Class::End,
            b'"' | b'\'' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => Class::Close,
            b',' | b'-' | b':' | b';' => Class::Goes,
            _ => Class::Other,
        };
        byte += 1;
    }
    table
};

pub(super) fn class(c: char) -> Class {
    if let Some(&class) = ASCII.get(c as usize) {
        return class;
    }
    if c == '…' {
        return Class::Dot;
    }
    unicode(c)
}

/// What the standard says, without a rule of ours.
pub(super) fn unicode(c: char) -> Class {
    match SENTENCE.get(c) {
        SentenceBreak::Sep | SentenceBreak::CR | SentenceBreak::LF => Class::Line,
        SentenceBreak::Sp => Class::Blank,
        SentenceBreak::Extend | SentenceBreak::Format => Class::Mark,
        SentenceBreak::Lower => Class::Lower,
        SentenceBreak::Upper => Class::Upper,
        SentenceBreak::OLetter => Class::Letter,
        SentenceBreak::Numeric => Class::Digit,
        SentenceBreak::ATerm => Class::Dot,
        SentenceBreak::STerm => Class::End,
        SentenceBreak::Close => Class::Close,
        SentenceBreak::SContinue => Class::Goes,
        _ => Class::Other,
    }
}

/// The first character of a text and what it is.
pub(super) fn first(text: &str) -> Option<(char, Class)> {
    text.chars().next().map(|c| (c, class(c)))
}

/// Where the next character stands that ends a line or may end a sentence, and which.
pub(super) fn next_end(text: &str, from: usize) -> Option<(usize, char, Class)> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte < 0x80 {
            let class = ASCII[usize::from(byte)];
            if matches!(class, Class::Dot | Class::End | Class::Line) {
                return Some((at, byte.into(), class));
            }
            at += 1;
            continue;
        }
        let c = text[at..].chars().next()?;
        // Latin letters with accents, of which none ends anything; they are most of what is not ASCII in Europe.
        if !('\u{c0}'..='\u{24f}').contains(&c) {
            let class = class(c);
            if matches!(class, Class::Dot | Class::End | Class::Line) {
                return Some((at, c, class));
            }
        }
        at += c.len_utf8();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_for_ascii_is_the_standard() {
        for c in '\0'..'\u{80}' {
            assert_eq!(class(c), unicode(c), "{c:?}");
        }
    }

    #[test]
    fn accented_letters_end_nothing() {
        for c in '\u{c0}'..='\u{24f}' {
            assert!(
                !matches!(unicode(c), Class::Dot | Class::End | Class::Line),
                "{c:?}"
            );
        }
    }

    #[test]
    fn only_the_ellipsis_is_otherwise() {
        for c in '\0'..=char::MAX {
            assert_eq!(class(c) == unicode(c), c != '…', "{c:?}");
        }
    }
}
