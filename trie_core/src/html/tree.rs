//! The tree of a page: nodes in document order that know where they end, so that any part is a slice.
//!
//! Elements that neither break lines nor hide anything leave no node at all.

use super::clean::Gap;
use super::head::Head;
use super::tags::{Tag, tag};
use super::verdict::Said;

/// No node.
pub(super) const NONE: u32 = u32::MAX;
pub(super) const MOST_NODES: usize = 4_000_000;
pub(super) const DEEPEST: usize = 2_048;
pub(super) const A: Tag = const { tag("a") };

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
        /// Inside a part of the page that has heads and feet of its own.
        sectioned: bool,
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
#[derive(Default)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
    /// The elements whose names say something or that are hidden.
    pub marked: Vec<u32>,
    pub text: String,
    pub links: Vec<Link>,
    pub hrefs: Vec<(u32, u32)>,
    /// Where the pages in its frames are.
    pub frames: Vec<(u32, u32)>,
    /// Addresses of the pages that stand inside this one.
    pub more_hrefs: Vec<String>,
    /// What stands on the page and is no text of it: alternative texts, values, names of pictures.
    pub asides: Vec<String>,
    pub head: Head,
    /// Where a reader can write, those that search among them, and where buttons are.
    pub fields: Vec<u32>,
    pub searches: Vec<u32>,
    pub buttons: Vec<u32>,
    /// The headings of the first rank.
    pub headings: Vec<u32>,
    /// Lists, and tables of them.
    pub lists: Vec<u32>,
    /// Where structured data stands in the page.
    pub data: Vec<(u32, u32)>,
    pub hides: bool,
    /// Whether something is for readers without scripts.
    pub unscripted: bool,
}
