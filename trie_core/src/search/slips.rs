//! Cost of a misspelling: edits weighed by what people do.
//!
//! Which slips are common was counted on lists of misspellings: letters that sound alike are taken for each other (all
//! vowels are), a letter is doubled or not, neighbours are swapped, a vowel that is not heard is left out; the first
//! letter is nearly always right. Whatever else happens is an edit like any other.

/// Letters that are taken for each other, besides the vowels.
const ALIKE: [&str; 12] = [
    "cks", "ckq", "sz", "cx", "td", "mn", "gj", "vfw", "bp", "iy", "lr", "uw",
];
/// Neighbours on the keyboard, row by row.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

const EDIT: f64 = 1.0;
const SWAP: f64 = 0.7;
const DOUBLE: f64 = 0.55;
const VOWEL: f64 = 0.7;
const SOUND: f64 = 0.75;
const KEY: f64 = 0.9;
const SILENT: f64 = 0.85;
/// What an edit of the first letter costs besides.
const FIRST: f64 = 0.6;
/// An accent that was left out, or put where none belongs.
const ACCENT: f64 = 0.3;

fn is_vowel(letter: char) -> bool {
    "aeiouy".contains(plain(letter))
}

/// The letter without its accent, if it is Latin and has one.
fn plain(letter: char) -> char {
    if letter.is_ascii() {
        return letter;
    }
    let mut found = letter;
    crate::text::plain_spellings(letter.encode_utf8(&mut [0; 4]), |spelled| {
        if found == letter {
            found = spelled.chars().next().unwrap_or(letter);
        }
    });
    found
}

fn change(wrong: char, right: char) -> f64 {
    let both = |group: &&str| group.contains(wrong) && group.contains(right);
    let near = |row: &&str| {
        let (one, other) = (row.find(wrong), row.find(right));
        one.zip(other)
            .is_some_and(|(one, other)| one.abs_diff(other) == 1)
    };
    if wrong == right {
        0.0
    } else if plain(wrong) == plain(right) {
        ACCENT
    } else if is_vowel(wrong) && is_vowel(right) {
        VOWEL
    } else if ALIKE.iter().any(both) {
        SOUND
    } else if ROWS.iter().any(near) {
        KEY
    } else {
        EDIT
    }
}

/// What it costs that the letter at a place of a word is too many or missing.
fn alone(letters: &[char], at: usize) -> f64 {
    let letter = letters[at];
    let twin = |other: Option<&char>| other == Some(&letter);
    if twin(at.checked_sub(1).and_then(|before| letters.get(before))) || twin(letters.get(at + 1)) {
        DOUBLE
    } else if is_vowel(letter) || letter == 'h' || letter == '\'' {
        SILENT
    } else {
        EDIT
    }
}

/// What the way from a wrong word to a right one costs.
pub(super) fn cost(wrong: &str, right: &str) -> f64 {
    let (wrong, right): (Vec<char>, Vec<char>) = (wrong.chars().collect(), right.chars().collect());
    let first = |at: usize| if at == 0 { FIRST } else { 0.0 };
    let mut rows = vec![vec![0.0]];
    for j in 0..right.len() {
        let before: f64 = rows[0][j];
        rows[0].push(before + alone(&right, j) + first(j));
    }
    for i in 0..wrong.len() {
        let mut row = vec![rows[i][0] + alone(&wrong, i) + first(i)];
        for j in 0..right.len() {
            let edit = change(wrong[i], right[j]);
            let edge = if edit > 0.0 { first(i.min(j)) } else { 0.0 };
            let mut value = (rows[i][j] + edit + edge)
                .min(rows[i][j + 1] + alone(&wrong, i) + first(i))
                .min(row[j] + alone(&right, j) + first(j));
            if i > 0 && j > 0 && wrong[i] == right[j - 1] && wrong[i - 1] == right[j] {
                value = value.min(rows[i - 1][j - 1] + SWAP + first(i.min(j) - 1) / 2.0);
            }
            row.push(value);
        }
        rows.push(row);
    }
    rows[wrong.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::cost;

    #[test]
    fn common_slips_cost_less_than_others() {
        for (wrong, meant, other) in [
            ("wrod", "word", "rod"),
            ("acomodate", "accommodate", "accolade"),
            ("seperate", "separate", "serrate"),
            ("recieve", "receive", "relieve"),
            ("cafe", "café", "cage"),
            ("hoise", "house", "moose"),
            ("tabel", "table", "label"),
        ] {
            assert!(cost(wrong, meant) < cost(wrong, other), "{wrong}");
            assert!(cost(meant, meant) == 0.0);
        }
    }
}
