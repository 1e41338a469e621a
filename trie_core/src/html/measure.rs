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
    /// What is left out of these sums.
    left_out: Vec<bool>,
}

const P: Tag = const { tag("p") };
/// A link of fewer characters is a short one.
const SHORT: u32 = 10;

impl<'a> Sums<'a> {
    /// Adds up a page without what is left out.
    pub(super) fn of(tree: &'a Tree, out: &[bool]) -> Self {
        let mut texts = Vec::with_capacity(tree.nodes.len() + 1);
        let mut sums = [0_u32; 3];
        let mut paragraph = 0;
        for (at, node) in tree.nodes.iter().enumerate() {
            texts.push(sums);
            match *node {
                Node::Element { tag, end, .. } if tag == P => {
                    paragraph = paragraph.max(end as usize);
                }
                Node::Element { .. } => {}
                Node::Text {
                    gap, weight, chars, ..
                } => {
                    sums[0] += weight;
                    sums[1] += chars + u32::from(gap != Gap::None);
                    if at < paragraph {
                        sums[2] += weight;
                    }
                }
            }
        }
        texts.push(sums);
        let mut sums = Self {
            tree,
            texts,
            links: Vec::with_capacity(tree.links.len() + 1),
            left_out: vec![false; tree.nodes.len()],
        };
        sums.add_links();
        sums.follow(out);
        sums
    }

    /// Takes off what is left out by now and was not before; nothing ever comes back.
    pub(super) fn follow(&mut self, out: &[bool]) {
        let parts = self.fresh(out);
        if parts.is_empty() {
            return;
        }
        let (mut done, mut taken) = (0, [0_u32; 3]);
        for (from, to) in parts {
            lower(&mut self.texts[done..=from], taken);
            let level = self.texts[from];
            taken = [0, 1, 2].map(|of| self.texts[to][of] - level[of]);
            self.texts[from + 1..=to].fill(level);
            done = to + 1;
        }
        lower(&mut self.texts[done..], taken);
        self.left_out.copy_from_slice(out);
        self.add_links();
    }

    /// The parts that are left out by now and were not before, apart from each other.
    fn fresh(&self, out: &[bool]) -> Vec<(usize, usize)> {
        const AT_ONCE: usize = 64;
        let mut parts: Vec<(usize, usize)> = Vec::new();
        let pairs = out.chunks(AT_ONCE).zip(self.left_out.chunks(AT_ONCE));
        for (chunk, (now, before)) in pairs.enumerate() {
            if now == before {
                continue;
            }
            for (at, _) in (0..).zip(now).filter(|&(at, now)| *now && !before[at]) {
                let from = chunk * AT_ONCE + at;
                let Node::Element { end, .. } = self.tree.nodes[from] else {
                    continue;
                };
                match parts.last_mut() {
                    Some((_, to)) if from <= *to => *to = (*to).max(end as usize),
                    _ => parts.push((from, end as usize)),
                }
            }
        }
        parts
    }

    fn add_links(&mut self) {
        let mut linked = [0; 3];
        self.links.clear();
        for link in &self.tree.links {
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

fn lower(texts: &mut [[u32; 3]], by: [u32; 3]) {
    if by != [0; 3] {
        for sums in texts {
            for (sum, by) in sums.iter_mut().zip(by) {
                *sum -= by;
            }
        }
    }
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
