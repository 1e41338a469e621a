//! Parts outside the one that holds the main text: left out where they only lead elsewhere.

use super::choose::{Anchor, ENOUGH, TELLING};
use super::measure::{Size, Sums};
use super::tree::{Node, Tree};
use super::verdict::Said;

/// Characters for each link of a row of links with a word before it.
const SHORT: u32 = 20;

/// Leaves out the outermost parts outside that are links or something to fill in; other text stays.
pub(super) fn take_outside(
    tree: &Tree,
    sums: &Sums,
    count: u32,
    anchor: Anchor,
    heading: Option<(u32, u32)>,
    out: &mut [bool],
) {
    if anchor.said == Said::Nothing {
        return;
    }
    let main = sums.between(anchor.from, anchor.to);
    let mut found = Vec::new();
    let mut telling = Size::default();
    let mut at = 0;
    while at < count {
        if at == anchor.from {
            at = anchor.to;
            continue;
        }
        let Node::Element { said, end, .. } = tree.nodes[at as usize] else {
            at += 1;
            continue;
        };
        if out[at as usize] {
            at = end;
            continue;
        }
        let holds = at < anchor.from && anchor.to <= end;
        let headed = heading.is_some_and(|(h1, _)| at <= h1 && h1 < end);
        let size = sums.between(at, end);
        let beside = said == Said::Aside && !has_form(tree, at, end) && size.prose() < 2 * ENOUGH;
        if !holds && !headed && (beside && size.dense > 0 || leads_elsewhere(&size, said)) {
            if size.links > 0 && size.linked >= TELLING * size.links {
                telling = telling.with(&size);
            }
            found.push((at, size));
            at = end;
            continue;
        }
        at += 1;
    }
    // A page of headlines, one of which stands in a part of its own.
    let many = telling.dense > 2 * main.dense;
    for (at, size) in found {
        if !many || size.linked < TELLING * size.links {
            out[at as usize] = true;
        }
    }
}

/// Whether there is something to order or to ask for in a part.
fn has_form(tree: &Tree, from: u32, to: u32) -> bool {
    let first = tree.marked.partition_point(|&at| at < from);
    tree.marked[first..]
        .iter()
        .take_while(|&&at| at < to)
        .any(|&at| {
            matches!(
                tree.nodes[at as usize],
                Node::Element {
                    said: Said::Form,
                    ..
                }
            )
        })
}

fn leads_elsewhere(size: &Size, said: Said) -> bool {
    if size.dense == 0 {
        return false;
    }
    size.mostly_links()
        || size.links > 1 && size.dense < SHORT * size.links
        || size.fields > 0 && size.prose() < ENOUGH
        || matches!(
            said,
            Said::Frame | Said::Aside | Said::NamedFooter | Said::NamedHeader
        ) && size.links > 2
            && size.prose() < 2 * ENOUGH
}
