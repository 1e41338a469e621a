//! Light stemming of French: number, gender, and the endings of verbs in *-er*, which most are.
//!
//! After the idea of J. Savoy's light stemmers (*A stemming procedure and stopword list for general French corpora*, 1999):
//! take off what inflects a word, leave what makes another word of it (*-ation*, *-eur*, *-ment*).

use std::borrow::Cow;

/// Endings of verbs, longest first, each with the letters that have to be left.
const VERBS: [(&str, usize); 21] = [
    ("issaient", 3),
    ("eraient", 3),
    ("issant", 3),
    ("issent", 3),
    ("issait", 3),
    ("aient", 3),
    ("èrent", 3),
    ("erait", 3),
    ("erai", 3),
    ("eront", 3),
    ("issez", 3),
    ("erez", 3),
    ("era", 3),
    ("ait", 4),
    ("ant", 4),
    ("ai", 4),
    ("er", 3),
    ("ez", 3),
    ("ir", 4),
    ("é", 3),
    ("i", 4),
];

/// The stem of a word of letters.
pub(super) fn stem(word: &str) -> Cow<'_, str> {
    if word.chars().count() < 4 {
        return Cow::Borrowed(word);
    }
    let mut stem = singular(word);
    if takes(&mut stem, "e", 3) {
        masculine(&mut stem);
    }
    VERBS
        .iter()
        .any(|(ending, left)| takes(&mut stem, ending, *left));
    if stem.contains('è') {
        stem = stem.replace('è', "é");
    }
    if stem == word {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(stem)
    }
}

/// Without the ending, if there is one and so many letters are left.
fn takes(stem: &mut String, ending: &str, left: usize) -> bool {
    let Some(rest) = stem.strip_suffix(ending) else {
        return false;
    };
    let long = rest.chars().count() >= left;
    if long {
        stem.truncate(rest.len());
    }
    long
}

fn singular(word: &str) -> String {
    if let Some(rest) = word.strip_suffix("eaux") {
        return format!("{rest}eau");
    }
    if let Some(rest) = word.strip_suffix("aux").filter(|rest| rest.len() > 2) {
        return format!("{rest}al");
    }
    let plural = word.ends_with("ux") || (word.ends_with('s') && !word.ends_with("ss"));
    if plural {
        word[..word.len() - 1].to_owned()
    } else {
        word.to_owned()
    }
}

/// What a feminine or a form of a verb is without its last `e`, with the consonant that the other form ends in.
fn masculine(stem: &mut String) {
    if let Some(rest) = stem.strip_suffix("ièr") {
        *stem = format!("{rest}ier");
    } else if let Some(rest) = stem.strip_suffix("iqu") {
        *stem = format!("{rest}ic");
    } else if let Some(rest) = stem.strip_suffix("iv") {
        *stem = format!("{rest}if");
    } else {
        let mut letters = stem.chars().rev();
        let last = letters.next();
        if last == letters.next() && last.is_some_and(|last| "lnst".contains(last)) {
            stem.pop();
        }
        // *française*, whose masculine lost its *s* as if it were a plural.
        takes(stem, "s", 3);
    }
}
