//! Choice of a page's main text, apart from the frame around it.
//!
//! Whatever no rule understands is main text. A part is left out by what it is made of: links, fields, its
//! place on the page, and whether enough is left without it. Names only make a part suspect.

use super::edges::edges;
use super::frames::take_frames;
use super::lists::link_lists;
use super::measure::{Size, Sums};
use super::notices::notices;
use super::outside::take_outside;
use super::tree::{NONE, Node, Tree};
use super::verdict::Said;

/// Characters of text that may be what a page is about.
pub(super) const ENOUGH: u32 = 250;
/// Links shorter than this on average lead somewhere; longer ones say something.
pub(super) const TELLING: u32 = 40;

/// Which parts of a page are not its main text.
pub(super) struct Choice {
    /// Elements that are not shown.
    pub hidden: Vec<bool>,
    /// Elements for readers without scripts.
    pub unscripted: Vec<bool>,
    /// Frames and lists of links.
    pub out: Vec<bool>,
    /// The nodes of the heading.
    pub heading: Option<(u32, u32)>,
}

/// The part that holds the main text.
#[derive(Clone, Copy)]
pub(super) struct Anchor {
    pub from: u32,
    pub to: u32,
    pub said: Said,
}

/// Whether a part is more than so many percent of a whole.
pub(super) fn share(part: u32, percent: u64, whole: u32) -> bool {
    u64::from(part) * 100 > percent * u64::from(whole)
}

/// Chooses the main text of a page.
pub(super) fn choose(tree: &Tree) -> Choice {
    let count = u32::try_from(tree.nodes.len()).unwrap_or(NONE);
    let mut out = vec![false; tree.nodes.len()];
    if tree.unscripted {
        for &at in &tree.marked {
            out[at as usize] = is(tree, at, Said::Unscripted);
        }
    }
    let unscripted = out.clone();
    let mut sums = Sums::of(tree, &out);
    let mut hidden = Vec::new();
    if tree.hides {
        hidden = out_of_sight(tree, &sums, count);
        for (out, hidden) in out.iter_mut().zip(&hidden) {
            *out |= hidden;
        }
        sums.follow(&out);
    }
    let heading = heading(tree, &out);
    for notice in notices(tree, &sums, count) {
        out[notice as usize] = true;
    }
    let suspects = take_frames(tree, &sums, count, heading, &mut out);
    sums.follow(&out);
    let anchor = anchor(tree, &sums, count, &out);
    take_replies(tree, &sums, anchor, &mut out);
    take_outside(tree, &sums, count, anchor, heading, &mut out);
    sums.follow(&out);
    take_suspects(tree, &sums, count, &suspects, &mut out);
    sums.follow(&out);
    for list in link_lists(tree, &sums, count, &out) {
        out[list as usize] = true;
    }
    sums.follow(&out);
    for row in edges(tree, &sums, count, &out) {
        out[row as usize] = true;
    }
    Choice {
        hidden,
        unscripted,
        out,
        heading,
    }
}

fn is(tree: &Tree, at: u32, wanted: Said) -> bool {
    matches!(tree.nodes[at as usize], Node::Element { said, .. } if said == wanted)
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

/// The first visible heading of the first rank.
fn heading(tree: &Tree, out: &[bool]) -> Option<(u32, u32)> {
    let (mut at, mut until) = (0, 0);
    for &heading in &tree.headings {
        while at <= heading {
            if out[at as usize]
                && let Node::Element { end, .. } = tree.nodes[at as usize]
            {
                until = until.max(end);
            }
            at += 1;
        }
        if heading >= until
            && let Node::Element { end, .. } = tree.nodes[heading as usize]
        {
            return Some((heading, end));
        }
    }
    None
}

/// The marked elements that are not within what is left out.
pub(super) fn shown(tree: &Tree, out: &[bool]) -> Vec<u32> {
    let mut until = 0;
    let mut at = 0;
    let mut shown = tree.marked.clone();
    shown.retain(|&marked| {
        // What is left out need not be marked itself.
        while at <= marked {
            if out[at as usize]
                && let Node::Element { end, .. } = tree.nodes[at as usize]
            {
                until = until.max(end);
            }
            at += 1;
        }
        marked >= until
    });
    shown
}

/// Leaves out readers' replies to an article: where they are the page, it has none.
fn take_replies(tree: &Tree, sums: &Sums, anchor: Anchor, out: &mut [bool]) {
    let enough = match anchor.said {
        Said::Article => ENOUGH,
        Said::BodyText => 4 * ENOUGH,
        _ => return,
    };
    let mut replies = Vec::new();
    let mut done = 0;
    let mut story = sums.between(anchor.from, anchor.to);
    for &at in &shown(tree, out) {
        if let Node::Element {
            said: Said::Comments,
            end,
            ..
        } = tree.nodes[at as usize]
            && at >= done
            && !(at < anchor.from && anchor.to <= end)
        {
            done = end;
            replies.push(at);
            if (anchor.from..anchor.to).contains(&at) {
                story = story.without(&sums.between(at, end));
            }
        }
    }
    if story.prose() >= enough {
        for at in replies {
            out[at as usize] = true;
        }
    }
}

/// Leaves out what is called a frame and tells of other pages, where this one has more to say itself.
fn take_suspects(tree: &Tree, sums: &Sums, count: u32, suspects: &[u32], out: &mut [bool]) {
    let mut own = sums.between(0, count);
    let mut told = Size::default();
    for &at in suspects {
        if let Node::Element { end, .. } = tree.nodes[at as usize] {
            let size = sums.between(at, end);
            own = own.without(&size);
            told = told.with(&size);
        }
    }
    if own.prose() >= ENOUGH && 2 * own.prose() >= told.dense {
        for &at in suspects {
            out[at as usize] = true;
        }
    }
}

/// The part that holds the main text: the surest with enough of it, else all.
fn anchor(tree: &Tree, sums: &Sums, count: u32, out: &[bool]) -> Anchor {
    let body = sums.between(0, count);
    let all = Anchor {
        from: 0,
        to: count,
        said: Said::Nothing,
    };
    let mut replies = 0;
    let shown: Vec<(u32, u32, Said)> = shown(tree, out)
        .into_iter()
        .filter_map(|at| match tree.nodes[at as usize] {
            Node::Element { said, end, .. } => {
                if said == Said::Comments {
                    replies = replies.max(end);
                }
                (at >= replies).then_some((at, end, said))
            }
            Node::Text { .. } => None,
        })
        .collect();
    for wanted in [Said::BodyText, Said::Article, Said::Main, Said::Content] {
        let fitting: Vec<(u32, u32, Size)> = shown
            .iter()
            .filter(|(_, _, said)| *said == wanted)
            .map(|&(at, end, _)| (at, end, sums.between(at, end)))
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
            return all;
        }
        return Anchor {
            from,
            to,
            said: wanted,
        };
    }
    all
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
