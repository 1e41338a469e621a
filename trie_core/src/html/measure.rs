//! Amount of text in any part of a page, by sums up to each node: a part's size is a subtraction.

use super::clean::{Gap, bounded};
use super::tags::{Tag, tag};
use super::tree::{Node, Tree};

/// Sizes of a part: characters as in the page, kept ones, those in paragraphs and in links.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    pub all: u32,
    pub dense: u32,
    pub paragraphs: u32,
    pub linked: u32,
    pub links: u32,
    pub short_links: u32,
    /// Links, those of pictures too.
    pub ways: u32,
    /// Fields to write in, and buttons.
    pub fields: u32,
    pub buttons: u32,
}

/// Sums over the nodes of a page that are not left out.
pub(super) struct Sums<'a> {
    tree: &'a Tree,
    texts: Vec<[u32; 3]>,
    links: Vec<(u32, [u32; 3])>,
    /// How many nodes were marked as left out when this was added up.
    left_out: usize,
}

const P: Tag = const { tag("p") };
/// A link of fewer characters is a short one.
const SHORT: u32 = 10;

impl<'a> Sums<'a> {
    /// Adds up a page without what is left out.
    pub(super) fn of(tree: &'a Tree, out: &[bool]) -> Self {
        let mut sums = Self {
            tree,
            texts: Vec::with_capacity(tree.nodes.len() + 1),
            links: Vec::with_capacity(tree.links.len() + 1),
            left_out: 0,
        };
        sums.add_up(out);
        sums
    }

    /// Adds up again if more is left out than before; nothing ever comes back.
    pub(super) fn follow(&mut self, out: &[bool]) {
        if self.left_out != marks(out) {
            self.add_up(out);
        }
    }

    fn add_up(&mut self, out: &[bool]) {
        let tree = self.tree;
        self.left_out = marks(out);
        self.texts.clear();
        self.links.clear();
        let mut sums = [0_u32; 3];
        let (mut skipped, mut paragraph) = (0, 0);
        for ((at, node), &leaves) in tree.nodes.iter().enumerate().zip(out) {
            self.texts.push(sums);
            match *node {
                Node::Element { tag, end, .. } => {
                    if leaves {
                        skipped = skipped.max(end as usize);
                    }
                    if tag == P {
                        paragraph = paragraph.max(end as usize);
                    }
                }
                Node::Text {
                    gap, weight, chars, ..
                } if at >= skipped => {
                    sums[0] += weight;
                    sums[1] += chars + u32::from(gap != Gap::None);
                    if at < paragraph {
                        sums[2] += weight;
                    }
                }
                Node::Text { .. } => {}
            }
        }
        self.texts.push(sums);
        let mut linked = [0; 3];
        for link in &tree.links {
            self.links.push((link.first, linked));
            let size = self.texts[link.end as usize][0] - self.texts[link.first as usize][0];
            if size > 0 {
                linked[0] += size;
                linked[1] += 1;
                linked[2] += u32::from(size < SHORT);
            }
        }
        self.links.push((u32::MAX, linked));
    }

    /// The size of the nodes from one to another.
    pub(super) fn between(&self, from: u32, to: u32) -> Size {
        let (a, b) = (self.texts[from as usize], self.texts[to as usize]);
        let link = |node: u32| self.links.partition_point(|link| link.0 < node);
        let (first, last) = (link(from + 1), link(to + 1));
        let most = self.links.len() - 1;
        let (c, d) = (self.links[first.min(most)].1, self.links[last.min(most)].1);
        let within = |places: &[u32]| {
            if places.is_empty() {
                return 0;
            }
            let before = |node: u32| places.partition_point(|&place| place < node);
            bounded(before(to) - before(from))
        };
        Size {
            all: b[0] - a[0],
            dense: b[1] - a[1],
            paragraphs: b[2] - a[2],
            linked: d[0] - c[0],
            links: d[1] - c[1],
            short_links: d[2] - c[2],
            ways: bounded(last - first),
            fields: within(&self.tree.fields),
            buttons: within(&self.tree.buttons),
        }
    }
}

fn marks(out: &[bool]) -> usize {
    out.iter().map(|&leaves| usize::from(leaves)).sum()
}

impl Sums<'_> {
    /// Whether there is a field to search between two nodes.
    pub(super) fn searches(&self, from: u32, to: u32) -> bool {
        let first = self.tree.searches.partition_point(|&place| place < from);
        self.tree
            .searches
            .get(first)
            .is_some_and(|&place| place < to)
    }
}

impl Size {
    /// Characters that are not links.
    pub(super) fn prose(&self) -> u32 {
        self.all.saturating_sub(self.linked)
    }

    /// Whether more than half of the text is links.
    pub(super) fn mostly_links(&self) -> bool {
        2 * self.linked > self.dense
    }

    /// Without a part of it.
    pub(super) fn without(&self, part: &Size) -> Size {
        Size {
            all: self.all.saturating_sub(part.all),
            dense: self.dense.saturating_sub(part.dense),
            paragraphs: self.paragraphs.saturating_sub(part.paragraphs),
            linked: self.linked.saturating_sub(part.linked),
            links: self.links.saturating_sub(part.links),
            short_links: self.short_links.saturating_sub(part.short_links),
            ways: self.ways.saturating_sub(part.ways),
            fields: self.fields.saturating_sub(part.fields),
            buttons: self.buttons.saturating_sub(part.buttons),
        }
    }

    /// Together with another part.
    pub(super) fn with(&self, part: &Size) -> Size {
        Size {
            all: self.all + part.all,
            dense: self.dense + part.dense,
            paragraphs: self.paragraphs + part.paragraphs,
            linked: self.linked + part.linked,
            links: self.links + part.links,
            short_links: self.short_links + part.short_links,
            ways: self.ways + part.ways,
            fields: self.fields + part.fields,
            buttons: self.buttons + part.buttons,
        }
    }
}
