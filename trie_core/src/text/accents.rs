//! Words as people write them whose keyboard has no accents, so that they find the words that have some.
//!
//! Accents go: é, ï, ç, ñ, ő are e, i, c, n, o. The letters of the north and of German have two plain spellings, the
//! one that looks alike and the one that has been the rule on typewriters and in addresses, and people use both:
//!
//! | letter | plain | | letter | plain |
//! |---|---|---|---|---|
//! | å | a, aa | | æ | ae |
//! | ä, ö, ü | a, o, u or ae, oe, ue | | œ | oe |
//! | ø | o, oe | | ð, đ, ħ, ı, ł, ŧ, þ | d, d, h, i, l, t, th |
//!
//! Within one word a person keeps to one of them: *smörgåsbord* is found by *smorgasbord*, *smoergaasbord*,
//! *smorgaasbord* and *smoergasbord*, but a word with two ö not by one of each. ß and ĳ need no rule: folding makes
//! them ss and ij everywhere.
//!
//! Only Latin, Greek and Cyrillic letters lose marks; elsewhere a mark makes another letter.

use icu_normalizer::{DecomposingNormalizer, DecomposingNormalizerBorrowed};

const NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizer::new_nfd();

/// Letters that are spelled in two ways, by kinds that a word spells alike.
const KINDS: [&[(char, &str, &str)]; 3] = [
    &[('å', "a", "aa")],
    &[('ä', "a", "ae"), ('ö', "o", "oe"), ('ü', "u", "ue")],
    &[('ø', "o", "oe")],
];

/// Letters that are spelled in one way and are no other letter with a mark.
const LETTERS: [(char, &str); 9] = [
    ('æ', "ae"),
    ('œ', "oe"),
    ('ð', "d"),
    ('đ', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ł', "l"),
    ('ŧ', "t"),
    ('þ', "th"),
];

/// The most plain spellings of a word.
pub const MOST_SPELLINGS: usize = 1 << KINDS.len();

/// Whether the letter may have a plain spelling: it is Latin, Greek or Cyrillic, or a mark on one.
const fn is_accentable(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{58f}' | '\u{1e00}'..='\u{1fff}')
}

/// Calls `found` with each plain spelling of a normalised word, once; never when it is plain itself.
pub fn plain_spellings(word: &str, mut found: impl FnMut(&str)) {
    if !word.contains(is_accentable) {
        return;
    }
    let kinds: Vec<usize> = (0..KINDS.len())
        .filter(|&kind| {
            KINDS[kind]
                .iter()
                .any(|&(letter, ..)| word.contains(letter))
        })
        .collect();
    let mut out = String::with_capacity(word.len());
    for choice in 0..1_usize << kinds.len() {
        out.clear();
        for c in word.chars() {
            if !is_accentable(c) {
                out.push(c);
                continue;
            }
            let spelled = kinds.iter().enumerate().find_map(|(bit, &kind)| {
                let &(_, short, long) = KINDS[kind].iter().find(|(letter, ..)| *letter == c)?;
                Some(if choice >> bit & 1 == 0 { short } else { long })
            });
            match spelled {
                Some(spelled) => out.push_str(spelled),
                None => push_plain(c, &mut out),
            }
        }
        if out != word && !out.is_empty() {
            found(&out);
        }
    }
}

fn push_plain(c: char, out: &mut String) {
    let mut bytes = [0; 4];
    for part in NFD.normalize(c.encode_utf8(&mut bytes)).chars() {
        match LETTERS.iter().find(|(letter, _)| *letter == part) {
            Some((_, plain)) => out.push_str(plain),
            None if part == 'ø' => out.push('o'),
            None if matches!(part, '\u{300}'..='\u{36f}') => {}
            None => out.push(part),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain_spellings;

    #[test]
    fn each_language_finds_its_words_without_accents() {
        for (word, spellings) in [
            ("naïve", &["naive"][..]),
            ("cœur", &["coeur"]),
            ("ça", &["ca"]),
            (
                "ångström",
                &["angstrom", "aangstrom", "angstroem", "aangstroem"],
            ),
            ("århus", &["arhus", "aarhus"]),
            (
                "blåbærsyltetøy",
                &[
                    "blabaersyltetoy",
                    "blaabaersyltetoy",
                    "blabaersyltetoey",
                    "blaabaersyltetoey",
                ],
            ),
            ("coördinatie", &["coordinatie", "cooerdinatie"]),
            ("überöl", &["uberol", "ueberoel"]),
            ("łódź", &["lodz"]),
            ("þór", &["thor"]),
            ("tiếng", &["tieng"]),
            ("ǿ", &["o"]),
            ("αθήνα", &["αθηνα"]),
            ("ёлка", &["елка"]),
            ("naive", &[]),
            ("が", &[]),
            ("한국어", &[]),
            ("мир", &[]),
        ] {
            let mut found = Vec::new();
            plain_spellings(word, |plain| found.push(plain.to_owned()));
            assert_eq!(found, spellings, "{word}");
        }
    }
}
