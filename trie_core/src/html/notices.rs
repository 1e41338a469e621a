//! Notices that have nothing to do with what a page says: consent to cookies, and whose the text is.

use memchr::{memchr2_iter, memmem};

use super::choose::ENOUGH;
use super::clean::bounded;
use super::measure::Sums;
use super::tags::{Tag, tag};
use super::tree::{A, Node, Tree};

/// Longer ones are about cookies.
const LONGEST: u32 = 1_500;
/// What is pressed says little.
const SHORT: usize = 60;
const PRESSED: [Tag; 2] = [A, const { tag("button") }];
/// What a notice speaks of: by a letter that is rare, the subjects and how many bytes before it they begin.
const SUBJECTS: [(u8, &[(&str, usize)]); 2] = [
    (
        b'k',
        &[("cookie", 3), ("kakor", 0), ("informasjonskaps", 12)],
    ),
    (b'g', &[("gdpr", 0), ("rgpd", 1), ("dsgvo", 2)]),
];
/// A subject without a rare letter, as it is written.
const TRACKERS: [&str; 2] = ["raceur", "RACEUR"];
/// What it asks for.
const WISHES: [&str; 34] = [
    "accept",
    "akzept",
    "agree",
    "allow",
    "consent",
    "reject",
    "refuse",
    "decline",
    "akkoord",
    "toestaan",
    "weiger",
    "zustimm",
    "ablehn",
    "einverstanden",
    "godta",
    "godkänn",
    "avvis",
    "avböj",
    "samtyck",
    "tillad",
    "tillåt",
    "refus",
    "j'autorise",
    "autoris",
    "acepta",
    "rechaz",
    "accett",
    "rifiut",
    "aceit",
    "hyväksy",
    "akcept",
    "zgadzam",
    "got it",
    "begrepen",
];

/// The outermost elements of notices that ask to accept cookies, and of lines that say whose the page is.
pub(super) fn notices(tree: &Tree, sums: &Sums, count: u32) -> Vec<u32> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut about = mentions_in(&tree.text).peekable();
    let mut parents = Vec::new();
    for (at, node) in (0_u32..).zip(&tree.nodes) {
        match *node {
            Node::Element { end, .. } => {
                while parents.pop_if(|(_, end)| *end <= at).is_some() {}
                parents.push((at, end));
            }
            Node::Text { start, end, .. } => {
                let mut is_about = false;
                while let Some((from, to)) = about.next_if(|(from, _)| *from < end) {
                    is_about |= start <= from && to <= end;
                }
                let claims = is_claim(&tree.text[start as usize..end as usize]);
                if !is_about && !claims || found.last().is_some_and(|&(_, until)| at < until) {
                    continue;
                }
                while parents.pop_if(|(_, end)| *end <= at).is_some() {}
                let asks = is_about.then(|| asking(tree, sums, &parents, count));
                if let Some(notice) = asks.flatten() {
                    found.push(notice);
                } else if claims && let Some(claim) = claim(sums, &parents, count) {
                    found.push(claim);
                }
            }
        }
    }
    found.into_iter().map(|(at, _)| at).collect()
}

/// Where a text names one of the subjects, in whatever case, in order of their beginnings.
///
/// Whole pages are looked through for the rarest letters of the subjects, and what stands around one is
/// compared: making every text small first took a quarter of all reading.
fn mentions_in(text: &str) -> impl Iterator<Item = (u32, u32)> {
    let bytes = text.as_bytes();
    let mut found: Vec<(u32, u32)> = Vec::new();
    for &(letter, subjects) in &SUBJECTS {
        for at in memchr2_iter(letter, letter.to_ascii_uppercase(), bytes) {
            for &(subject, before) in subjects {
                if let Some(from) = at.checked_sub(before)
                    && let Some(said) = bytes.get(from..from + subject.len())
                    && said.eq_ignore_ascii_case(subject.as_bytes())
                {
                    found.push((bounded(from), bounded(from + subject.len())));
                }
            }
        }
    }
    for subject in TRACKERS {
        for from in memmem::find_iter(bytes, subject) {
            if from > 0 && bytes[from - 1].eq_ignore_ascii_case(&b't') {
                found.push((bounded(from - 1), bounded(from + subject.len())));
            }
        }
    }
    found.sort_unstable();
    found.into_iter()
}

/// The smallest part around a mention with something to press that gives consent.
fn asking(tree: &Tree, sums: &Sums, parents: &[(u32, u32)], count: u32) -> Option<(u32, u32)> {
    let whole = sums.between(0, count).all;
    for &(at, end) in parents.iter().rev().take(8) {
        let size = sums.between(at, end);
        if size.dense > LONGEST || 2 * size.all > whole {
            return None;
        }
        if size.buttons + size.links > 0 && can_consent(tree, at, end) {
            return Some((at, end));
        }
    }
    None
}

/// Whether a button or link in a part says a wish and hardly more.
fn can_consent(tree: &Tree, from: u32, to: u32) -> bool {
    (from..to).any(|at| match tree.nodes[at as usize] {
        Node::Element {
            tag: element, end, ..
        } if PRESSED.contains(&element) => {
            let said: String = tree.nodes[at as usize..end as usize]
                .iter()
                .filter_map(|node| match *node {
                    Node::Text { start, end, .. } => Some(&tree.text[start as usize..end as usize]),
                    Node::Element { .. } => None,
                })
                .collect();
            said.len() < SHORT && mentions(&said, &WISHES)
        }
        _ => false,
    })
}

/// The line that says whose a page is, with the links beside it; only at the page's end.
fn claim(sums: &Sums, parents: &[(u32, u32)], count: u32) -> Option<(u32, u32)> {
    let mut parents = parents.iter().rev();
    let mut line = *parents.next()?;
    let said = sums.between(line.0, line.1);
    if said.all >= ENOUGH || sums.between(line.1, count).prose() >= ENOUGH {
        return None;
    }
    for &(at, end) in parents {
        let size = sums.between(at, end);
        if size.prose() > said.prose() + 10 || size.all >= ENOUGH {
            break;
        }
        line = (at, end);
    }
    Some(line)
}

fn mentions(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}

fn is_claim(text: &str) -> bool {
    text.starts_with('©') || text.starts_with("(c) ") || text.starts_with("Copyright")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_found_in_any_case_and_nowhere_else() {
        for (letter, subjects) in SUBJECTS {
            for &(subject, before) in subjects {
                assert_eq!(subject.as_bytes()[before], letter, "{subject}");
                for said in [subject.to_owned(), subject.to_uppercase()] {
                    let text = format!("é {said}s, {said}");
                    let found: Vec<_> = mentions_in(&text)
                        .map(|(from, to)| &text[from as usize..to as usize])
                        .collect();
                    assert_eq!(found, [said.as_str(), said.as_str()]);
                }
                assert_eq!(mentions_in(&subject[1..]).count(), 0);
                assert_eq!(mentions_in(&subject[..subject.len() - 1]).count(), 0);
            }
        }
    }
}
