//! Rows of short links before the first and behind the last words of a page: its ways to go on.

use super::clean::bounded;
use super::measure::{Size, Sums};
use super::tags::{HEADING, kind};
use super::tree::{A, Node, Tree};

/// A text of so many characters is what a page says, and no name of a link.
const SAYING: u32 = 25;
/// Links are that short on average.
const SHORT: u32 = 20;
const MOST: u32 = 250;

/// The rows at both ends, where enough is left without them.
pub(super) fn edges(tree: &Tree, sums: &Sums, count: u32, out: &[bool]) -> Vec<u32> {
    let Some((first, last)) = said(tree, out) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut left = sums.between(0, count).dense;
    for (from, to) in [(0, first), (last, count)] {
        let (rows, dense) = rows(tree, sums, from, to, out);
        if left >= 3 * dense && dense < MOST {
            left -= dense;
            found.extend(rows);
        }
    }
    found
}

/// The first and behind the last node that says something.
fn said(tree: &Tree, out: &[bool]) -> Option<(u32, u32)> {
    let (mut gone, mut heading) = (0, 0);
    let mut found = None;
    let mut links = tree.links.iter().peekable();
    let count = bounded(tree.nodes.len());
    // Short texts behind what certainly says something: only the last one matters.
    let mut doubtful: Vec<u32> = Vec::new();
    let has_word_at = |at: u32| match tree.nodes[at as usize] {
        Node::Text { start, end, .. } => has_word(&tree.text[start as usize..end as usize]),
        Node::Element { .. } => false,
    };
    for ((at, node), &leaves) in (0_u32..).zip(&tree.nodes).zip(out) {
        match *node {
            Node::Element { tag, end, .. } => {
                if leaves {
                    gone = gone.max(end);
                }
                if kind(tag) & HEADING != 0 {
                    heading = heading.max(end);
                }
            }
            Node::Text { chars, .. } if at >= gone => {
                if chars < SAYING && at >= heading {
                    while links.next_if(|link| link.end <= at).is_some() {}
                    if links.peek().is_some_and(|link| link.first <= at) {
                        continue;
                    }
                    if found.is_some() {
                        doubtful.push(at);
                        continue;
                    }
                    if !has_word_at(at) {
                        continue;
                    }
                }
                let (first, _) = found.unwrap_or((at, at));
                // Links below a heading are what it announces.
                let last = if at < heading { count } else { at + 1 };
                found = Some((first, last));
                doubtful.clear();
            }
            Node::Text { .. } => {}
        }
    }
    let (first, last) = found?;
    let later = doubtful.into_iter().rev().find(|&at| has_word_at(at));
    Some((first, later.map_or(last, |at| at + 1)))
}

/// Whether a text is more than what parts links.
fn has_word(text: &str) -> bool {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .nth(2)
        .is_some()
}

/// The outermost rows between two nodes, and how much they say.
fn rows(tree: &Tree, sums: &Sums, from: u32, to: u32, out: &[bool]) -> (Vec<u32>, u32) {
    let (mut found, mut dense) = (Vec::new(), 0);
    let mut at = from;
    while at < to {
        if let Node::Element {
            tag: element, end, ..
        } = tree.nodes[at as usize]
        {
            if out[at as usize] {
                at = end.max(at + 1);
                continue;
            }
            let size = sums.between(at, end);
            if element != A && end <= to && is_row(&size) {
                found.push(at);
                dense += size.dense;
                at = end.max(at + 1);
                continue;
            }
        }
        at += 1;
    }
    (found, dense)
}

fn is_row(size: &Size) -> bool {
    size.links > 1
        && size.dense < MOST
        && 10 * size.linked >= 7 * size.dense
        && size.linked <= SHORT * size.links
}
