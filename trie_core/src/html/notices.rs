//! Notices that have nothing to do with what a page says: consent to cookies, and whose the text is.

use super::choose::ENOUGH;
use super::measure::Sums;
use super::tags::{Tag, tag};
use super::tree::{A, Node, Tree};

/// Longer ones are about cookies.
const LONGEST: u32 = 1_500;
/// What is pressed says little.
const SHORT: usize = 60;
const PRESSED: [Tag; 2] = [A, const { tag("button") }];
/// What a notice speaks of.
const SUBJECTS: [&str; 7] = [
    "cookie",
    "kakor",
    "informasjonskaps",
    "gdpr",
    "traceur",
    "rgpd",
    "dsgvo",
];
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
    let mut found = Vec::new();
    let mut parents = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        let at = at as u32;
        match *node {
            Node::Element { end, .. } => {
                while parents.pop_if(|(_, end)| *end <= at).is_some() {}
                parents.push((at, end));
            }
            Node::Text { start, end, .. } => {
                while parents.pop_if(|(_, end)| *end <= at).is_some() {}
                let text = &tree.text[start as usize..end as usize];
                if found.last().is_some_and(|&(_, until)| at < until) {
                    continue;
                }
                if mentions(text, &SUBJECTS)
                    && let Some(notice) = asking(tree, sums, &parents, count)
                {
                    found.push(notice);
                } else if is_claim(text)
                    && let Some(claim) = claim(sums, &parents, count)
                {
                    found.push(claim);
                }
            }
        }
    }
    found.into_iter().map(|(at, _)| at).collect()
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
