//! Stemming: what the forms of a word have in common, by the rules of one language.
//!
//! The rules are those of [Snowball](https://snowballstem.org/) as the `waken_snowball` crate has them, generated from the
//! project's own sources. French has lighter ones (`french`): Snowball's join words there that have little to do with
//! each other. A language without rules has no forms, and neither has a page whose language is not known.
//!
//! A stem is no word and is never shown; all it is for is that two words with the same one are forms of each other.

mod french;

use std::borrow::Cow;

use waken_snowball::{Algorithm, stem};

use crate::text::is_mark;

/// Letters that a word has at least and at most to have forms.
const SHORTEST: usize = 3;
const LONGEST: usize = 40;

/// Letters of the shortest part of a compound.
pub const PART: usize = 4;

/// A set of rules, one bit each; [`UNRULED`] for all other languages.
pub type RuleSet = u64;

/// The bit of languages without rules.
pub const UNRULED: RuleSet = 1 << 63;

/// Every language.
pub const EVERY: RuleSet = RuleSet::MAX;

/// The rules of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rules(u8);

/// By the codes of the languages that go by them. The place of a row is written in files: new ones come behind.
const ALL: [(&[&str], Algorithm); 31] = [
    (&["en"], Algorithm::English),
    (&["nl"], Algorithm::Dutch),
    (&["sv"], Algorithm::Swedish),
    (&["nb", "nn", "no"], Algorithm::Norwegian),
    (&["fr"], Algorithm::French),
    (&["de"], Algorithm::German),
    (&["da"], Algorithm::Danish),
    (&["es"], Algorithm::Spanish),
    (&["it"], Algorithm::Italian),
    (&["pt"], Algorithm::Portuguese),
    (&["ca"], Algorithm::Catalan),
    (&["ro"], Algorithm::Romanian),
    (&["fi"], Algorithm::Finnish),
    (&["et"], Algorithm::Estonian),
    (&["hu"], Algorithm::Hungarian),
    (&["ru"], Algorithm::Russian),
    (&["sr"], Algorithm::Serbian),
    (&["lt"], Algorithm::Lithuanian),
    (&["el"], Algorithm::Greek),
    (&["tr"], Algorithm::Turkish),
    (&["ar"], Algorithm::Arabic),
    (&["hy"], Algorithm::Armenian),
    (&["eu"], Algorithm::Basque),
    (&["eo"], Algorithm::Esperanto),
    (&["ga"], Algorithm::Irish),
    (&["hi"], Algorithm::Hindi),
    (&["id"], Algorithm::Indonesian),
    (&["ne"], Algorithm::Nepali),
    (&["ta"], Algorithm::Tamil),
    (&["yi"], Algorithm::Yiddish),
    (&["bs", "hr", "sh"], Algorithm::Serbian),
];

/// What may stand between the parts of a compound, in the languages that write compounds as one word.
const JOINTS: [(&str, &[&str]); 3] = [
    ("nl", &["", "s", "e", "en", "n"]),
    ("sv", &["", "s", "e", "a", "o", "u"]),
    ("nb", &["", "s", "e"]),
];

impl Rules {
    /// Those of a language, by its tag.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        let named = |code: &&str| code.eq_ignore_ascii_case(primary);
        let at = ALL.iter().position(|(codes, _)| codes.iter().any(named))?;
        Some(Self(at as u8))
    }

    /// All there are.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ALL.len()).map(|at| Self(at as u8))
    }

    /// Their bit.
    #[must_use]
    pub const fn bit(self) -> RuleSet {
        1 << self.0
    }

    /// A sign of their own, for the keys of tables.
    #[must_use]
    pub const fn sign(self) -> char {
        (b'!' + self.0) as char
    }

    /// The stem of a normalised word; nothing for what has no forms: short words, numbers, names with signs in them.
    #[must_use]
    pub fn stem(self, word: &str) -> Option<Cow<'_, str>> {
        let (codes, algorithm) = ALL.get(usize::from(self.0))?;
        if !has_forms(word) {
            return None;
        }
        if codes[0] == "fr" {
            return Some(french::stem(word));
        }
        Some(stem(*algorithm, word)).filter(|stem| !stem.is_empty())
    }

    /// What may stand between the parts of a compound; nothing where words are written apart.
    #[must_use]
    pub fn joints(self) -> &'static [&'static str] {
        let (codes, _) = ALL[usize::from(self.0)];
        let found = JOINTS.iter().find(|(code, _)| *code == codes[0]);
        found.map_or(&[], |(_, joints)| joints)
    }
}

/// The bit of a language's rules, or of all languages without.
#[must_use]
pub fn rule_of(tag: &str) -> RuleSet {
    Rules::of(tag).map_or(UNRULED, Rules::bit)
}

/// Whether a word is one that may have forms: letters, and none too many or few. An apostrophe may stand among them.
fn has_forms(word: &str) -> bool {
    if word.is_ascii() {
        let letters = |byte: u8| byte.is_ascii_alphabetic() || byte == b'\'';
        return (SHORTEST..=LONGEST).contains(&word.len()) && word.bytes().all(letters);
    }
    let letters = |c: char| c.is_alphabetic() || c == '\'' || is_mark(c);
    (SHORTEST..=LONGEST).contains(&word.chars().count()) && word.chars().all(letters)
}

/// Whether a word is long enough to be a compound, and made of letters.
#[must_use]
pub fn may_be_compound(word: &str) -> bool {
    word.len() >= 2 * PART && has_forms(word) && word.chars().count() >= 2 * PART
}

/// Whether a word is long enough to be a part of a compound, and made of letters.
#[must_use]
pub fn may_be_part(word: &str) -> bool {
    word.len() >= PART && has_forms(word) && word.chars().count() >= PART
}

#[cfg(test)]
mod tests {
    use super::Rules;
    use proptest::prelude::*;

    fn same(language: &str, words: &[&str]) -> bool {
        let rules = Rules::of(language).unwrap();
        let stems: Vec<_> = words.iter().map(|word| rules.stem(word).unwrap()).collect();
        stems.windows(2).all(|pair| pair[0] == pair[1])
    }

    #[test]
    fn forms_of_a_word_have_one_stem_in_their_language() {
        for (language, words) in [
            ("en", &["flood", "floods", "flooded", "flooding"][..]),
            ("en-GB", &["government", "government's", "governments"]),
            ("nl", &["boot", "boten", "bootje"]),
            ("sv", &["hamn", "hamnen", "hamnar", "hamnarna"]),
            ("nb", &["havn", "havnen", "havner", "havnene"]),
            ("no", &["båt", "båten", "båter"]),
            ("de", &["haus", "häuser", "hauses"]),
            ("fr", &["port", "ports"]),
            ("fr", &["cheval", "chevaux"]),
            ("fr", &["national", "nationale", "nationaux", "nationales"]),
            ("fr", &["heureux", "heureuse", "heureuses"]),
            (
                "fr",
                &[
                    "parler",
                    "parle",
                    "parlé",
                    "parlées",
                    "parlait",
                    "parlaient",
                    "parlera",
                ],
            ),
            ("fr", &["français", "française", "françaises"]),
            ("fr", &["actif", "active", "actives"]),
            ("fr", &["public", "publique", "publics"]),
            ("fr", &["dernier", "dernière", "dernières"]),
            ("fr", &["officiel", "officielle", "officiels"]),
            ("ru", &["книга", "книги", "книгу"]),
        ] {
            assert!(same(language, words), "{language}: {words:?}");
        }
    }

    #[test]
    fn other_words_have_other_stems() {
        for (language, one, other) in [
            ("en", "flood", "floor"),
            ("fr", "maison", "mais"),
            ("fr", "conte", "content"),
            ("fr", "port", "porc"),
            ("sv", "hamn", "hand"),
        ] {
            assert!(!same(language, &[one, other]), "{language}: {one}, {other}");
        }
    }

    #[test]
    fn what_is_no_word_of_letters_has_no_forms() {
        let english = Rules::of("en").unwrap();
        for word in ["2026", "h2o", "as", "node.js", "a_b", &"a".repeat(60)] {
            assert_eq!(english.stem(word), None, "{word}");
        }
        assert_eq!(Rules::of(""), None);
        assert_eq!(Rules::of("zh"), None);
    }

    /// The vocabularies of the Snowball project lie beside the project, not in it.
    #[test]
    fn the_vocabularies_of_snowball_have_its_stems() {
        let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let Some(data) = home
            .ancestors()
            .map(|folder| folder.join("shared/data/stemming"))
            .find(|data| data.is_dir())
        else {
            eprintln!("shared/data/stemming is not there");
            return;
        };
        for (folder, code) in [
            ("english", "en"),
            ("dutch", "nl"),
            ("swedish", "sv"),
            ("norwegian", "nb"),
        ] {
            let read = |name| std::fs::read_to_string(data.join(folder).join(name)).unwrap();
            let (words, stems) = (read("voc.txt"), read("output.txt"));
            let rules = Rules::of(code).unwrap();
            let (mut seen, mut other) = (0, Vec::new());
            for (word, expected) in words.lines().zip(stems.lines()) {
                if let Some(stem) = rules.stem(word) {
                    seen += 1;
                    if stem != expected {
                        other.push(word);
                    }
                }
            }
            // English has since got a few exceptions: *internal* and *intern*, *interfere* and *interferon*.
            let most = if code == "en" { 17 } else { 0 };
            assert!(other.len() <= most, "{folder}: {other:?}");
            assert!(seen > 15_000, "{folder}: {seen} words");
        }
    }

    proptest! {
        #[test]
        fn no_word_is_too_much_for_any_rules(word in "\\PC{1,24}", letters in "[a-zåäöéèçßœ']{3,20}") {
            for rules in Rules::all() {
                for word in [&word, &letters] {
                    if let Some(stem) = rules.stem(&crate::text::fold(word)) {
                        prop_assert!(!stem.is_empty());
                    }
                }
            }
        }
    }
}
