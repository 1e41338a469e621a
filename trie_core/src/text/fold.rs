//! Folding: one spelling for all the ways a word can be written.
//!
//! `NFKC_Casefold` of the Unicode standard, with the apostrophes made one; a separate file because it is
//! the part whose results hang on Unicode's data.

use std::borrow::Cow;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use icu_properties::props::{
    Alphabetic, DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup,
};
use icu_properties::{
    CodePointMapData, CodePointMapDataBorrowed, CodePointSetData, CodePointSetDataBorrowed,
};

const CASES: CaseMapperBorrowed<'static> = CaseMapper::new();
const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfkc();
const CATEGORY: CodePointMapDataBorrowed<'static, GeneralCategory> =
    CodePointMapData::<GeneralCategory>::new();
const ALPHABETIC: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<Alphabetic>();
const IGNORABLE: CodePointSetDataBorrowed<'static> =
    CodePointSetData::new::<DefaultIgnorableCodePoint>();

/// Whether the character is one of the apostrophes that [`fold`] writes as `'`.
pub(super) const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '\u{ff07}')
}

/// Whether the character is a combining mark.
pub(crate) fn is_mark(c: char) -> bool {
    c >= '\u{300}' && GeneralCategoryGroup::Mark.contains(CATEGORY.get(c))
}

/// Whether the character makes a segment a word: a letter or a number, not a mark.
pub(crate) fn is_core(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    // The table of categories is quick; the set of alphabetic characters decides about a few symbols.
    let category = CATEGORY.get(c);
    GeneralCategoryGroup::Letter.contains(category)
        || GeneralCategoryGroup::Number.contains(category)
        || !GeneralCategoryGroup::Mark.contains(category) && ALPHABETIC.contains(c)
}

/// Whether the character counts as a letter before an apostrophe.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else {
        ALPHABETIC.contains(c) && !is_mark(c)
    }
}

/// Puts the folded `source` into `out`; true if new word boundaries may have come about.
pub(super) fn fold(source: &str, out: &mut String) -> bool {
    out.clear();
    if fold_western(source, out) {
        return false;
    }
    let mut text: Cow<str> = Cow::Borrowed(source);
    // Unicode's own definition takes two rounds; the next finds that nothing changes any more.
    for _ in 0..4 {
        let Some(next) = changed(&text) else { break };
        text = Cow::Owned(next);
    }
    out.clear();
    out.push_str(&text);
    out != source
}

/// NFKC alone, for names of hosts.
pub(crate) fn composed(text: &str) -> String {
    NFKC.normalize(text).into_owned()
}

/// The letters of western Europe, where folding is one character for one and moves no boundary.
fn fold_western(source: &str, out: &mut String) -> bool {
    for c in source.chars() {
        match c {
            '\0'..='\x7f' => out.push(c.to_ascii_lowercase()),
            'à'..='ö' | 'ø'..='ÿ' => out.push(c),
            'À'..='Ö' | 'Ø'..='Þ' => out.extend(c.to_lowercase()),
            '\u{2019}' => out.push('\''),
            _ => return false,
        }
    }
    true
}

/// One round of folding, if it changes anything.
fn changed(text: &str) -> Option<String> {
    let strange = |c: char| c > '\u{ac}' && (is_apostrophe(c) || IGNORABLE.contains(c));
    let seen: Cow<str> = if text.contains(strange) {
        let kept = text.chars().filter(|&c| !IGNORABLE.contains(c));
        Cow::Owned(
            kept.map(|c| if is_apostrophe(c) { '\'' } else { c })
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    };
    let folded = CASES.fold_string(&seen);
    let normal = NFKC.normalize(&folded);
    (normal != text).then(|| normal.into_owned())
}
