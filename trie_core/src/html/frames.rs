//! Frames of a page: parts that say what they are, borne out by what they are made of.

use hashbrown::HashMap;

use super::choose::{ENOUGH, TELLING, share, shown};
use super::measure::{Size, Sums};
use super::tags::{HEADING, kind, tag};
use super::tree::{NONE, Node, Tree};
use super::verdict::Said;

/// Characters for each link of what names the ways to go on.
const WAY: u32 = 120;
/// Characters of a row that leads to the pages before and after this one, and names what they are parts of.
const ROW: u32 = 100;
/// Parts of one kind that make a list.
const SEVERAL: u32 = 3;

/// Leaves out the frames, the last first, so that an inner one has left when its outer one is weighed.
///
/// Answers the parts that are called frames and whose links are telling, which only the rest of the page can
/// decide on.
pub(super) fn take_frames(
    tree: &Tree,
    sums: &Sums,
    count: u32,
    heading: Option<(u32, u32)>,
    out: &mut [bool],
) -> Vec<u32> {
    let shown = shown(tree, out);
    let holds = holders(tree, &shown);
    let alike = alike(tree, &shown);
    let whole = sums.between(0, count);
    let mut body = whole;
    let mut suspects = Vec::new();
    // What has been taken, with the first one last.
    let mut taken: Vec<(u32, Size)> = Vec::new();
    for &at in shown.iter().rev() {
        let Node::Element {
            said,
            end,
            sectioned,
            ..
        } = tree.nodes[at as usize]
        else {
            continue;
        };
        if holds[at as usize] {
            continue;
        }
        let mut inside = Size::default();
        while let Some((_, size)) = taken.pop_if(|(inner, _)| *inner < end) {
            inside = inside.with(&size);
        }
        let size = sums.between(at, end).without(&inside);
        let is_of_page = !sectioned;
        let headed = heading.is_some_and(|(h1, _)| at < h1 && h1 < end);
        let links = size.mostly_links();
        let leaves = match said {
            Said::Control => !is_headline(tree, at),
            Said::Nav => true,
            Said::Header | Said::Footer => !headed && (is_of_page || links),
            Said::NamedHeader => {
                links
                    || is_of_page
                        && sums.between(0, at).prose() < ENOUGH
                        && size.prose() < ENOUGH
                        && if headed {
                            is_titled(tree) && whole.prose() > 2 * ENOUGH
                        } else {
                            size.ways > 0
                        }
            }
            Said::NamedFooter => links || is_of_page && sums.between(end, count).prose() < ENOUGH,
            Said::Ways => links || size.ways > 1 && size.dense < WAY * size.ways,
            Said::Form => sums.searches(at, end) && size.fields < 3 && size.prose() < 100,
            Said::Aside => links,
            Said::Frame => {
                links
                    || is_of_page && size.fields > 0 && size.prose() < ENOUGH
                    || is_of_page && is_way_on(&size) && sums.between(0, at).prose() < ROW
            }
            _ => false,
        };
        let telling = links && size.links > 0 && size.linked >= TELLING * size.links;
        if leaves && said != Said::Nav && (telling || alike(at)) {
            suspects.push(at);
            taken.push((at, inside));
            continue;
        }
        if !leaves || size.all > ENOUGH && said != Said::Control && too_much(&size, &body) {
            taken.push((at, inside));
        } else {
            taken.push((at, inside.with(&size)));
            body = body.without(&size);
            out[at as usize] = true;
        }
    }
    suspects
}

/// Which parts are called frames and have several of their kind beside them: a list of something.
fn alike(tree: &Tree, shown: &[u32]) -> impl Fn(u32) -> bool {
    let parent = |at: u32| match tree.nodes[at as usize] {
        Node::Element {
            said: Said::Frame,
            parent,
            ..
        } => Some(parent),
        _ => None,
    };
    let mut counts: HashMap<u32, u32> = HashMap::new();
    let parents: HashMap<u32, u32> = shown
        .iter()
        .filter_map(|&at| parent(at).map(|parent| (at, parent)))
        .collect();
    for parent in parents.values() {
        *counts.entry(*parent).or_default() += 1;
    }
    move |at| {
        let count = parents.get(&at).and_then(|parent| counts.get(parent));
        count.is_some_and(|&count| count >= SEVERAL)
    }
}

/// Whether a part is a short row with ways to go on at hand, where not all of it needs to be links.
fn is_way_on(size: &Size) -> bool {
    size.links > 1 && size.dense < ROW && size.paragraphs == 0
}

/// Whether the page has a title, in which its first heading most often stands too.
fn is_titled(tree: &Tree) -> bool {
    !tree.head.title.is_empty()
}

fn too_much(frame: &Size, body: &Size) -> bool {
    !frame.mostly_links()
        && (share(frame.all, 40, body.all) || share(frame.paragraphs, 40, body.paragraphs))
}

/// Which elements hold a part that is called an article or the main text, replies aside.
fn holders(tree: &Tree, shown: &[u32]) -> Vec<bool> {
    let mut holds = vec![false; tree.nodes.len()];
    let mut replies = 0;
    for &at in shown {
        let Node::Element {
            said, parent, end, ..
        } = tree.nodes[at as usize]
        else {
            continue;
        };
        if said == Said::Comments {
            replies = replies.max(end);
        }
        if at < replies || !matches!(said, Said::BodyText | Said::Article | Said::Main) {
            continue;
        }
        let mut above = parent;
        while above != NONE && !holds[above as usize] {
            holds[above as usize] = true;
            let Node::Element { parent, .. } = tree.nodes[above as usize] else {
                break;
            };
            above = parent;
        }
    }
    holds
}

/// Whether a button is the heading of what it opens.
fn is_headline(tree: &Tree, at: u32) -> bool {
    let mut above = at;
    for _ in 0..4 {
        let Node::Element {
            parent,
            tag: element,
            ..
        } = tree.nodes[above as usize]
        else {
            break;
        };
        if kind(element) & HEADING != 0 || element == const { tag("summary") } {
            return true;
        }
        if parent == NONE {
            break;
        }
        above = parent;
    }
    false
}
