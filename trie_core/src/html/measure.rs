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
pub(super) struct Sums {
    texts: Vec<[u32; 3]>,
    links: Vec<(u32, [u32; 3])>,
    fields: Vec<u32>,
    buttons: Vec<u32>,
    searches: Vec<u32>,
}

const P: Tag = const { tag("p") };
/// A link of fewer characters is a short one.
const SHORT: u32 = 10;

impl Sums {
    /// Adds up a page without what is left out.
    pub(super) fn of(tree: &Tree, out: &[bool]) -> Self {
        let mut texts = Vec::with_capacity(tree.nodes.len() + 1);
        let mut sums = [0_u32; 3];
        let (mut skipped, mut paragraph) = (0, 0);
        for (at, node) in tree.nodes.iter().enumerate() {
            texts.push(sums);
            match *node {
                Node::Element { tag, end, .. } => {
                    if out.get(at) == Some(&true) {
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
        texts.push(sums);
        let mut linked = [0; 3];
        let mut links = Vec::with_capacity(tree.links.len() + 1);
        for link in &tree.links {
            links.push((link.first, linked));
            let size = texts[link.end as usize][0] - texts[link.first as usize][0];
            if size > 0 {
                linked[0] += size;
                linked[1] += 1;
                linked[2] += u32::from(size < SHORT);
            }
        }
        links.push((u32::MAX, linked));
        Self {
            texts,
            links,
            fields: tree.fields.clone(),
            buttons: tree.buttons.clone(),
            searches: tree.searches.clone(),
        }
    }

    /// The size of the nodes from one to another.
    pub(super) fn between(&self, from: u32, to: u32) -> Size {
        let (a, b) = (self.texts[from as usize], self.texts[to as usize]);
        let links = |node: u32| {
            let at = self.links.partition_point(|link| link.0 < node);
            self.links[at.min(self.links.len() - 1)].1
        };
        let (c, d) = (links(from + 1), links(to + 1));
        let ways = |node: u32| self.links.partition_point(|link| link.0 < node);
        let within = |places: &[u32]| {
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
            ways: bounded(ways(to + 1) - ways(from + 1)),
            fields: within(&self.fields),
            buttons: within(&self.buttons),
        }
    }
}

impl Sums {
    /// Whether there is a field to search between two nodes.
    pub(super) fn searches(&self, from: u32, to: u32) -> bool {
        let first = self.searches.partition_point(|&place| place < from);
        self.searches.get(first).is_some_and(|&place| place < to)
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
