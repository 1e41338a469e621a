//! Detection of lists of links: menus and tables of contents, and not text that happens to have links.
//!
//! Most lists are told by their first entry; only those that begin with a link are weighed, as main-text
//! extractors (jusText, trafilatura) do: by the share of their characters that are links.

use super::choose::{ENOUGH, TELLING};
use super::measure::Sums;
use super::tags::{Tag, tag};
use super::tree::{Node, Tree};

const SHORT: u32 = 100;
const DL: Tag = const { tag("dl") };
const FEW: u32 = 4;
/// Links this long on average are titles of things with their summaries, not a menu.
const CARD: u64 = 100;

/// The outermost lists of links on a page, or none when hardly any of its text would be left.
pub(super) fn link_lists(tree: &Tree, sums: &Sums, count: u32, out: &[bool]) -> Vec<u32> {
    let mut found = Vec::new();
    let mut telling = 0;
    let mut left = sums.between(0, count).all;
    let mut done = 0;
    for &at in &tree.lists {
        let Node::Element { tag, end, .. } = tree.nodes[at as usize] else {
            continue;
        };
        // Inside what is left out already, a list has no links.
        if at < done || out[at as usize] || !is_link_list(tree, sums, at, end, tag, out) {
            continue;
        }
        found.push(at);
        let size = sums.between(at, end);
        left = left.saturating_sub(size.all);
        // A table of contents is a list of terms in most manuals.
        if tag != DL && size.linked >= TELLING * size.links {
            telling += size.all;
        }
        done = end;
    }
    // Lists that tell much more than what stands around them are what the page is about.
    if left >= ENOUGH && telling <= 5 * left {
        found
    } else {
        Vec::new()
    }
}

fn is_link_list(tree: &Tree, sums: &Sums, at: u32, end: u32, list: Tag, out: &[bool]) -> bool {
    if !starts_with_link(tree, at, end, out) {
        return false;
    }
    let size = sums.between(at, end);
    let more =
        |part: u32, percent: u64, whole: u32| u64::from(part) * 100 > percent * u64::from(whole);
    if size.links == 0 {
        return false;
    }
    if list == const { tag("table") } {
        let percent = if size.dense < 10 * SHORT { 80 } else { 50 };
        return size.dense >= 2 * SHORT && more(size.linked, percent, size.dense);
    }
    if size.dense < SHORT {
        return more(size.linked, 80, size.dense)
            || size.links > 1 && more(size.short_links, 80, size.links);
    }
    size.links > FEW
        && more(size.linked, 90, size.dense)
        && u64::from(size.linked) < CARD * u64::from(size.links)
}

/// Follows first children down to a link; a text on the way says that this is no list of links.
fn starts_with_link(tree: &Tree, list: u32, end: u32, out: &[bool]) -> bool {
    let mut paragraph = false;
    for at in list + 1..(list + 7).min(end) {
        match tree.nodes[at as usize] {
            // Links that are paragraphs of their own are the text of their list.
            Node::Element { tag: element, .. } if element == const { tag("a") } => {
                return !paragraph;
            }
            Node::Element {
                tag: element, end, ..
            } if !out[at as usize] && end > at + 1 => {
                paragraph = element == const { tag("p") };
            }
            _ => return false,
        }
    }
    false
}
