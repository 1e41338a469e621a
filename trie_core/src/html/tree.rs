//! The tree of a page: nodes in document order that know where they end, so that any part is a slice.
//!
//! Elements that neither break lines nor hide anything leave no node at all.

use super::Refused;
use super::attributes::{Attributes, Kept, resolved};
use super::clean::{Gap, clean};
use super::head::Head;
use super::open::Stack;
use super::tags::{self, Tag, kind, tag};
use super::verdict::{Said, verdict};

/// No node.
pub(super) const NONE: u32 = u32::MAX;
pub(super) const MOST_NODES: usize = 4_000_000;
pub(super) const DEEPEST: usize = 2_048;

/// A piece of the page.
#[derive(Clone, Copy)]
pub(super) enum Node {
    /// Text, from a place in [`Tree::text`] to another.
    Text {
        gap: Gap,
        start: u32,
        end: u32,
        weight: u32,
        chars: u32,
    },
    /// An element with the nodes up to `end` inside.
    Element {
        tag: Tag,
        said: Said,
        hidden: bool,
        parent: u32,
        end: u32,
    },
}

/// The nodes of a link's text.
pub(super) struct Link {
    pub first: u32,
    pub end: u32,
}

/// What one pass over a page found.
pub(super) struct Tree {
    pub nodes: Vec<Node>,
    /// The elements whose names say something or that are hidden.
    pub marked: Vec<u32>,
    pub text: String,
    pub links: Vec<Link>,
    pub hrefs: Vec<(u32, u32)>,
    /// Where the pages in its frames are.
    pub frames: Vec<(u32, u32)>,
    pub alts: Vec<(u32, u32)>,
    pub head: Head,
    pub hides: bool,
}

/// A tree while it grows.
pub(super) struct Growth {
    pub tree: Tree,
    pub stack: Stack,
    gap: Gap,
    marks: u32,
    /// Depth below which nothing is shown, and of elements that must be followed for their end.
    gone: Option<usize>,
    hiding: Option<usize>,
    lines: u32,
    link: bool,
}

pub(super) const A: Tag = const { tag("a") };

impl Growth {
    /// Nothing yet, with room for a page of `bytes`.
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            tree: Tree {
                nodes: Vec::with_capacity(bytes / 64),
                marked: Vec::new(),
                text: String::with_capacity(bytes / 2),
                links: Vec::new(),
                hrefs: Vec::new(),
                frames: Vec::new(),
                alts: Vec::new(),
                head: Head::default(),
                hides: false,
            },
            stack: Stack::new(),
            gap: Gap::None,
            marks: 0,
            gone: None,
            hiding: None,
            lines: 0,
            link: false,
        }
    }

    /// The tree, with everything ended that the page left open.
    pub(super) fn done(mut self) -> Tree {
        self.close(0);
        self.end_link();
        self.tree
    }

    /// Adds what a stretch between tags says.
    pub(super) fn text(&mut self, raw: &str, markup: bool) -> Result<(), Refused> {
        if raw.is_empty() || self.gone.is_some() {
            return Ok(());
        }
        let start = self.tree.text.len();
        let run = clean(raw, self.lines > 0, markup, &mut self.tree.text);
        if run.chars == 0 {
            self.gap = self.gap.max(run.lead);
            self.marks += u32::from(self.marks == 0);
            return Ok(());
        }
        let node = Node::Text {
            gap: self.gap.max(run.lead),
            start: short(start),
            end: short(self.tree.text.len()),
            weight: run.weight + self.marks,
            chars: run.chars,
        };
        (self.gap, self.marks) = (run.trail, 0);
        self.add(node)
    }

    fn add(&mut self, node: Node) -> Result<(), Refused> {
        if self.tree.nodes.len() >= MOST_NODES {
            return Err(Refused::Nodes(MOST_NODES));
        }
        self.tree.nodes.push(node);
        Ok(())
    }

    /// Notes that texts here stand apart.
    pub(super) fn mark(&mut self, gap: Gap) {
        if self.gone.is_none() {
            self.gap = self.gap.max(gap);
            self.marks += 1;
        }
    }

    fn here(&self) -> u32 {
        short(self.tree.nodes.len())
    }

    /// Opens an element whose attributes are the ones read last.
    pub(super) fn open(
        &mut self,
        element: Tag,
        closed: bool,
        of: &Attributes,
    ) -> Result<(), Refused> {
        let what = kind(element);
        if matches!(element, _ if element == const { tag("html") } || element == const { tag("body") } || element == const { tag("head") })
            || element == const { tag("form") } && self.stack.has(element)
        {
            return Ok(());
        }
        self.close(self.stack.before(element));
        if element == A {
            self.end_link();
            if self.gone.is_none() {
                let first = self.here() + 1;
                self.tree.links.push(Link { first, end: NONE });
                self.link = true;
                self.node(A, Said::Nothing, false)?;
                self.leave(first - 1);
            }
        }
        let hidden = is_hidden(element, of);
        let follows =
            what & (tags::BREAK | tags::CELL | tags::GONE) != 0 || hidden || self.hiding.is_some();
        if !follows {
            return Ok(());
        }
        if self.stack.depth() >= DEEPEST {
            return Err(Refused::Depth(DEEPEST));
        }
        let gap = match what {
            _ if what & tags::BREAK != 0 => Some(Gap::Break),
            _ if what & tags::CELL != 0 => Some(Gap::Space),
            _ => None,
        };
        if let Some(gap) = gap {
            self.mark(gap);
        }
        let depth = self.stack.depth();
        let mut node = NONE;
        if what & tags::GONE != 0 {
            self.gone.get_or_insert(depth);
        } else if self.gone.is_none() {
            node = self.here();
            let said = if what & tags::PART != 0 {
                said(element, of)
            } else {
                Said::Nothing
            };
            self.node(element, said, hidden)?;
            if hidden {
                self.tree.hides = true;
                self.hiding.get_or_insert(depth);
            }
        }
        self.lines += u32::from(what & tags::LINES != 0);
        self.stack.push(element, node);
        if closed {
            self.close(depth);
        }
        Ok(())
    }

    fn node(&mut self, tag: Tag, said: Said, hidden: bool) -> Result<(), Refused> {
        let parent = self.stack.top().map_or(NONE, |open| open.node);
        let end = NONE;
        if said != Said::Nothing || hidden {
            let here = self.here();
            self.tree.marked.push(here);
        }
        self.add(Node::Element {
            tag,
            said,
            hidden,
            parent,
            end,
        })
    }

    /// Ends the link that is open, if one is.
    pub(super) fn end_link(&mut self) {
        if self.link {
            self.link = false;
            let end = self.here();
            if let Some(link) = self.tree.links.last_mut() {
                link.end = end;
            }
        }
    }

    /// Ends what is open beyond a depth.
    pub(super) fn close(&mut self, depth: usize) {
        while self.stack.depth() > depth {
            let Some(open) = self.stack.pop() else { return };
            let what = kind(open.tag);
            self.lines -= u32::from(what & tags::LINES != 0);
            if self.gone == Some(self.stack.depth()) {
                self.gone = None;
            }
            if self.hiding == Some(self.stack.depth()) {
                self.hiding = None;
            }
            if open.node == NONE {
                continue;
            }
            if self.link
                && self
                    .tree
                    .links
                    .last()
                    .is_some_and(|link| link.first > open.node)
            {
                self.end_link();
            }
            self.leave(open.node);
            if what & tags::BREAK != 0 {
                self.mark(Gap::Break);
            } else if what & tags::CELL != 0 {
                self.mark(Gap::Space);
            }
        }
    }

    fn leave(&mut self, node: u32) {
        let here = self.here();
        if let Some(Node::Element { end, .. }) = self.tree.nodes.get_mut(node as usize) {
            *end = here;
        }
    }
}

impl Tree {
    /// Alternative texts, in order.
    pub(super) fn alts<'a>(
        &'a self,
        page: &'a str,
    ) -> impl Iterator<Item = std::borrow::Cow<'a, str>> {
        self.alts.iter().map(|&place| resolved(page, place))
    }
}

/// Pages are bounded, so places in them fit.
#[allow(clippy::cast_possible_truncation)]
fn short(place: usize) -> u32 {
    place as u32
}

fn said(element: Tag, of: &Attributes) -> Said {
    verdict(
        element,
        &of.text(Kept::Class),
        &of.text(Kept::Id),
        &of.text(Kept::Role),
    )
}

fn is_hidden(element: Tag, of: &Attributes) -> bool {
    of.has(Kept::Style) && hides(&of.text(Kept::Style))
        || of
            .get(Kept::Hidden)
            .is_some_and(|how| !how.eq_ignore_ascii_case("until-found"))
        || element == const { tag("dialog") } && !of.has(Kept::Open)
}

/// Whether an inline style takes an element off the page.
fn hides(style: &str) -> bool {
    let flat: String = style
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_ascii_lowercase();
    flat.contains("display:none") || flat.contains("visibility:hidden")
}
