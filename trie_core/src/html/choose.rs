//! Choice of a page's main text, apart from the frame around it.
//!
//! The names authors give their parts decide where they suffice; how much of a list's text is links decides
//! on lists. Each visible word ends up on one side.

use super::lists::link_lists;
use super::measure::{Size, Sums};
use super::tags::{HEADING, Tag, kind, tag};
use super::tree::{NONE, Node, Tree};
use super::verdict::Said;

const ENOUGH: u32 = 250;
const SURE_FRAMES: [Tag; 3] = [
    const { tag("nav") },
    const { tag("footer") },
    const { tag("aside") },
];

/// Where the main text stands: nodes from and to, and which of them begin what is left out of it.
pub(super) struct Choice {
    pub from: u32,
    pub to: u32,
    /// Hidden elements, which belong nowhere.
    pub hidden: Vec<bool>,
    /// Frames and lists of links.
    pub out: Vec<bool>,
    /// The node of the first visible heading.
    pub heading: Option<(u32, u32)>,
}

fn share(part: u32, percent: u64, whole: u32) -> bool {
    u64::from(part) * 100 > percent * u64::from(whole)
}

/// Chooses the main text of a page.
pub(super) fn choose(tree: &Tree) -> Choice {
    let count = u32::try_from(tree.nodes.len()).unwrap_or(NONE);
    let mut sums = Sums::of(tree, &[]);
    let mut hidden = Vec::new();
    if tree.hides {
        hidden = out_of_sight(tree, &sums, count);
        sums = Sums::of(tree, &hidden);
    }
    let heading = heading(tree, &hidden);
    let mut out = hidden.clone();
    out.resize(tree.nodes.len(), false);
    if take_frames(tree, &sums, count, heading, &mut out) {
        sums = Sums::of(tree, &out);
    }
    let (from, to) = part(tree, &sums, count, &out);
    for list in link_lists(tree, &sums, from, to, &out) {
        out[list as usize] = true;
    }
    Choice {
        from,
        to,
        hidden,
        out,
        heading,
    }
}

/// Which elements are hidden: not those that hold most of the page, which a script will show.
fn out_of_sight(tree: &Tree, sums: &Sums, count: u32) -> Vec<bool> {
    let whole = sums.between(0, count).all;
    let mut done = 0;
    let mut found = vec![false; tree.nodes.len()];
    for &at in &tree.marked {
        if let Node::Element {
            hidden: true, end, ..
        } = tree.nodes[at as usize]
            && at >= done
            && 2 * sums.between(at, end).all <= whole
        {
            found[at as usize] = true;
            done = end;
        }
    }
    found
}

fn heading(tree: &Tree, hidden: &[bool]) -> Option<(u32, u32)> {
    let mut shown = 0;
    for (at, node) in (0_u32..).zip(&tree.nodes) {
        let Node::Element {
            tag: element, end, ..
        } = *node
        else {
            continue;
        };
        if hidden.get(at as usize) == Some(&true) {
            shown = shown.max(end);
        }
        if at >= shown && kind(element) & HEADING != 0 && element == const { tag("h1") } {
            return Some((at, end));
        }
    }
    None
}

/// Leaves out the frames, the last first, so that an inner one has left when its outer one is weighed.
fn take_frames(
    tree: &Tree,
    sums: &Sums,
    count: u32,
    heading: Option<(u32, u32)>,
    out: &mut [bool],
) -> bool {
    let shown = shown(tree, out);
    let holds = holders(tree, &shown);
    let mut body = sums.between(0, count);
    // What has been taken, with the first one last.
    let mut taken: Vec<(u32, Size)> = Vec::new();
    for &at in shown.iter().rev() {
        let Node::Element {
            tag: element,
            said,
            end,
            ..
        } = tree.nodes[at as usize]
        else {
            continue;
        };
        if !matches!(said, Said::Frame | Said::Comments) || holds[at as usize] {
            continue;
        }
        let mut inside = Size::default();
        while let Some((_, size)) = taken.pop_if(|(inner, _)| *inner < end) {
            inside = inside.with(&size);
        }
        let size = sums.between(at, end).without(&inside);
        let headed = element == const { tag("header") }
            && heading.is_some_and(|(h1, _)| at < h1 && h1 < end);
        let doubtful = said == Said::Frame && !SURE_FRAMES.contains(&element);
        let kept = doubtful && (headed || size.all > ENOUGH && too_much(&size, &body));
        if kept {
            taken.push((at, inside));
        } else {
            taken.push((at, inside.with(&size)));
            body = body.without(&size);
            out[at as usize] = true;
        }
    }
    !taken.is_empty()
}

fn too_much(frame: &Size, body: &Size) -> bool {
    !frame.mostly_links()
        && (share(frame.all, 40, body.all) || share(frame.paragraphs, 40, body.paragraphs))
}

/// Which nodes lie within what is left out.
fn within(tree: &Tree, out: &[bool]) -> Vec<bool> {
    let mut until = 0;
    let mut gone = vec![false; tree.nodes.len()];
    for (at, node) in tree.nodes.iter().enumerate() {
        if let Node::Element { end, .. } = *node
            && out[at]
        {
            until = until.max(end as usize);
        }
        gone[at] = at < until;
    }
    gone
}

/// The marked elements that are not within what is left out.
fn shown(tree: &Tree, out: &[bool]) -> Vec<u32> {
    let mut until = 0;
    let mut shown = tree.marked.clone();
    shown.retain(|&at| {
        if let Node::Element { end, .. } = tree.nodes[at as usize]
            && out[at as usize]
        {
            until = until.max(end);
        }
        at >= until
    });
    shown
}

/// Which elements hold a part that is surely of the main text.
fn holders(tree: &Tree, shown: &[u32]) -> Vec<bool> {
    let mut holds = vec![false; tree.nodes.len()];
    for &at in shown {
        let Node::Element {
            said: Said::BodyText | Said::Article | Said::Main,
            parent,
            ..
        } = tree.nodes[at as usize]
        else {
            continue;
        };
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

/// The nodes of the part that holds the main text: the surest with enough of it, else all.
fn part(tree: &Tree, sums: &Sums, count: u32, out: &[bool]) -> (u32, u32) {
    let body = sums.between(0, count);
    let shown = shown(tree, out);
    for wanted in [Said::BodyText, Said::Article, Said::Main, Said::Content] {
        let fitting: Vec<(u32, u32, Size)> = shown
            .iter()
            .filter_map(|&at| match tree.nodes[at as usize] {
                Node::Element { said, end, .. } if said == wanted => {
                    Some((at, end, sums.between(at, end)))
                }
                _ => None,
            })
            .collect();
        let Some(&(from, to, size)) = largest(&fitting, wanted == Said::Article) else {
            continue;
        };
        let percent = if matches!(wanted, Said::Main | Said::Content) {
            15
        } else {
            5
        };
        if size.all < ENOUGH || u64::from(size.all) * 100 < percent * u64::from(body.all) {
            continue;
        }
        // A lead with the rest of the story outside it, or a box called content on a page that has none.
        if wanted != Said::BodyText
            && !share(size.all, 40, body.all)
            && body.paragraphs > 3 * size.paragraphs + ENOUGH
        {
            return densest(tree, sums, count, &within(tree, out));
        }
        return (from, to);
    }
    (0, count)
}

/// The part with most text; nothing if it should stand `alone` and does not.
///
/// Links weigh nothing where names leave a choice, so that a list of teasers does not beat the story.
fn largest(parts: &[(u32, u32, Size)], alone: bool) -> Option<&(u32, u32, Size)> {
    if let [only] = parts {
        return Some(only);
    }
    let most = parts.iter().map(|part| part.2.prose()).max()?;
    let all: u64 = parts.iter().map(|part| u64::from(part.2.prose())).sum();
    if most < ENOUGH || alone && 2 * u64::from(most) < all {
        return None;
    }
    parts.iter().find(|part| part.2.prose() == most)
}

/// The innermost element around the first paragraph that holds most of the text in paragraphs.
fn densest(tree: &Tree, sums: &Sums, count: u32, gone: &[bool]) -> (u32, u32) {
    let whole = sums.between(0, count).paragraphs;
    let first = tree
        .nodes
        .iter()
        .enumerate()
        .find_map(|(at, node)| match *node {
            Node::Element {
                tag: element,
                parent,
                ..
            } if element == const { tag("p") } && !gone[at] => Some(parent),
            _ => None,
        });
    let mut above = first.unwrap_or(NONE);
    while above != NONE {
        let Node::Element { end, parent, .. } = tree.nodes[above as usize] else {
            break;
        };
        if u64::from(sums.between(above, end).paragraphs) * 100 >= 60 * u64::from(whole) {
            return (above, end);
        }
        above = parent;
    }
    (0, count)
}
