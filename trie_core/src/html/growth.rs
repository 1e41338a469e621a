//! A tree while it grows: what opens, what ends, what is shown and what parts its words.

use std::borrow::Cow;

use super::Refused;
use super::attributes::{Attributes, Kept};
use super::clean::{Gap, clean};
use super::open::Stack;
use super::style::{layout, stands_apart};
use super::tags::{self, Tag, kind, tag};
use super::tree::{A, DEEPEST, Link, MOST_NODES, NONE, Node, Tree};
use super::verdict::{Said, verdict};

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
    /// Readings of words in the paragraph, which stand behind it.
    readings: String,
    reading: Option<usize>,
    /// Depths at which the children of some elements stand apart.
    apart: Vec<usize>,
    /// Whether the last thing read was the end of a piece of drawn text.
    pub after_span: bool,
}

const TEMPLATE: Tag = const { tag("template") };
const NOSCRIPT: Tag = const { tag("noscript") };
const RUBY: Tag = const { tag("ruby") };
const READINGS: [Tag; 2] = [const { tag("rt") }, const { tag("rtc") }];
pub(super) const TSPAN: Tag = const { tag("tspan") };
const H1: Tag = const { tag("h1") };
const BUTTON: Tag = const { tag("button") };
const TEXTAREA: Tag = const { tag("textarea") };
const INPUT: Tag = const { tag("input") };
/// What a field to search is called.
const SEARCHES: [&str; 8] = [
    "q",
    "s",
    "search",
    "query",
    "keyword",
    "keywords",
    "term",
    "searchword",
];

impl Growth {
    /// Nothing yet, with room for a page of `bytes`.
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            tree: Tree {
                nodes: Vec::with_capacity(bytes / 64),
                text: String::with_capacity(bytes / 2),
                ..Tree::default()
            },
            stack: Stack::new(),
            gap: Gap::None,
            marks: 0,
            gone: None,
            hiding: None,
            lines: 0,
            link: false,
            readings: String::new(),
            reading: None,
            apart: Vec::new(),
            after_span: false,
        }
    }

    /// The tree, with everything ended that the page left open.
    pub(super) fn done(mut self) -> Result<Tree, Refused> {
        self.close(0)?;
        self.read_aloud()?;
        self.end_link();
        Ok(self.tree)
    }

    /// Adds what a stretch between tags says.
    pub(super) fn text(&mut self, raw: &str, markup: bool) -> Result<(), Refused> {
        if raw.is_empty() || self.gone.is_some() {
            return Ok(());
        }
        if self.reading.is_some() {
            clean(raw, false, markup, &mut self.readings);
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

    /// Adds text that is written already, a line a paragraph.
    pub(super) fn lines(&mut self, text: &str) -> Result<(), Refused> {
        self.lines += 1;
        let added = self.text(text, false);
        self.lines -= 1;
        added
    }

    fn add(&mut self, node: Node) -> Result<(), Refused> {
        if self.tree.nodes.len() >= MOST_NODES {
            return Err(Refused::Nodes(MOST_NODES));
        }
        self.tree.nodes.push(node);
        Ok(())
    }

    /// Writes the readings of a paragraph's words behind it.
    fn read_aloud(&mut self) -> Result<(), Refused> {
        let readings = std::mem::take(&mut self.readings);
        let start = self.tree.text.len();
        let run = clean(&readings, false, false, &mut self.tree.text);
        if run.chars == 0 {
            return Ok(());
        }
        self.add(Node::Text {
            gap: self.gap.max(Gap::Space),
            start: short(start),
            end: short(self.tree.text.len()),
            weight: run.weight,
            chars: run.chars,
        })
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
        self.close(self.stack.before(element))?;
        if element == RUBY && !self.readings.is_empty() {
            self.readings.push(' ');
        }
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
        let depth = self.stack.depth();
        let class = if what & tags::PART == 0 {
            Cow::Borrowed("")
        } else {
            of.text(Kept::Class)
        };
        let (gap, hidden) = self.laid_out(element, of, &class);
        let shadow = element == TEMPLATE && of.has(Kept::Shadow);
        let gone = what & tags::GONE != 0 && !shadow;
        let reading = READINGS.contains(&element);
        let follows = gap != Gap::None
            || what & tags::GONE != 0
            || hidden
            || reading
            || element == RUBY
            || element == NOSCRIPT
            || self.hiding.is_some()
            || self.apart.last() == Some(&depth);
        if !follows {
            return Ok(());
        }
        if depth >= DEEPEST {
            return Err(Refused::Depth(DEEPEST));
        }
        if what & tags::BREAK != 0 && !self.readings.is_empty() && self.reading.is_none() {
            self.read_aloud()?;
        }
        if gap != Gap::None {
            self.mark(gap);
        }
        let mut node = NONE;
        if gone {
            self.gone.get_or_insert(depth);
        } else if self.gone.is_none() {
            node = self.here();
            let said = if element == NOSCRIPT {
                Said::Unscripted
            } else if what & tags::PART != 0 {
                verdict(element, &class, &of.text(Kept::Id), &of.text(Kept::Role))
            } else {
                Said::Nothing
            };
            self.node(element, said, hidden)?;
            self.note(element, node);
            if hidden {
                self.tree.hides = true;
                self.hiding.get_or_insert(depth);
            }
            self.tree.unscripted |= element == NOSCRIPT;
            if reading {
                self.reading.get_or_insert(depth);
            }
        }
        self.lines += u32::from(what & tags::LINES != 0);
        self.stack.push(element, node, gap);
        if closed {
            self.close(depth)?;
        }
        Ok(())
    }

    /// What parts an element from its neighbours, and whether it is hidden; only parts have a `class` here.
    fn laid_out(&mut self, element: Tag, of: &Attributes, class: &str) -> (Gap, bool) {
        let what = kind(element);
        let depth = self.stack.depth();
        let styled = of
            .get(Kept::Style)
            .map(|style| layout(&style))
            .unwrap_or_default();
        let mut gap = styled.gap;
        if what & tags::BREAK != 0 {
            gap = Gap::Break;
        } else if what & tags::CELL != 0 || self.apart.last() == Some(&depth) {
            gap = gap.max(Gap::Space);
        } else if element == TSPAN {
            let placed = of.has(Kept::Across) || of.has(Kept::Down);
            if placed || self.after_span {
                gap = gap.max(Gap::Space);
            }
        }
        if styled.apart || stands_apart(class) {
            self.apart.push(depth + 1);
        }
        let hidden = styled.hidden
            || of
                .get(Kept::Hidden)
                .is_some_and(|how| !how.eq_ignore_ascii_case("until-found"))
            || element == const { tag("dialog") } && !of.has(Kept::Open);
        (gap, hidden)
    }

    fn node(&mut self, tag: Tag, said: Said, hidden: bool) -> Result<(), Refused> {
        let parent = self.stack.top().map_or(NONE, |open| open.node);
        let sectioned = match self.tree.nodes.get(parent as usize) {
            Some(Node::Element {
                tag,
                said,
                sectioned,
                ..
            }) => {
                *sectioned
                    || kind(*tag) & tags::SECTIONS != 0
                    || matches!(said, Said::Main | Said::Article)
            }
            _ => false,
        };
        let end = NONE;
        if said != Said::Nothing || hidden {
            let here = self.here();
            self.tree.marked.push(here);
        }
        self.add(Node::Element {
            tag,
            said,
            hidden,
            sectioned,
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
                let link = link.first - 1;
                self.leave(link);
            }
        }
    }

    /// Notes where readers write or press, and what is asked for again.
    fn note(&mut self, element: Tag, node: u32) {
        let what = kind(element);
        if what & tags::LIST != 0 {
            self.tree.lists.push(node);
        } else if what & tags::HEADING != 0 {
            if element == H1 {
                self.tree.headings.push(node);
            }
        } else if element == BUTTON {
            self.tree.buttons.push(node);
        } else if element == TEXTAREA {
            self.tree.fields.push(node);
        }
    }

    /// Adds a field or button without an end tag. What it shows stands beside the text.
    pub(super) fn input(&mut self, of: &Attributes) -> Result<(), Refused> {
        if self.gone.is_some() {
            return Ok(());
        }
        let sort = of.text(Kept::Type).trim().to_ascii_lowercase();
        let here = self.here();
        let mut shows = true;
        match sort.as_str() {
            "hidden" | "checkbox" | "radio" | "range" | "color" | "file" => return Ok(()),
            "submit" | "button" | "reset" | "image" => self.tree.buttons.push(here),
            "password" => {
                shows = false;
                self.tree.fields.push(here);
            }
            _ => {
                self.tree.fields.push(here);
                let name = of.text(Kept::Name).to_ascii_lowercase();
                if sort == "search" || SEARCHES.contains(&name.as_str()) {
                    self.tree.searches.push(here);
                }
            }
        }
        if shows && of.has(Kept::Value) {
            self.tree.asides.push(of.text(Kept::Value).into_owned());
        }
        self.node(INPUT, Said::Nothing, false)?;
        self.leave(here);
        Ok(())
    }

    /// Ends what is open beyond a depth.
    pub(super) fn close(&mut self, depth: usize) -> Result<(), Refused> {
        while self.stack.depth() > depth {
            let Some(open) = self.stack.pop() else { break };
            let here = self.stack.depth();
            let what = kind(open.tag);
            self.lines -= u32::from(what & tags::LINES != 0);
            for place in [&mut self.gone, &mut self.hiding, &mut self.reading] {
                if *place == Some(here) {
                    *place = None;
                }
            }
            while self.apart.last().is_some_and(|&inside| inside > here) {
                self.apart.pop();
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
            if open.gap == Gap::Break && !self.readings.is_empty() && self.reading.is_none() {
                self.read_aloud()?;
            }
            self.leave(open.node);
            if open.gap != Gap::None {
                self.mark(open.gap);
            }
        }
        Ok(())
    }

    fn leave(&mut self, node: u32) {
        let here = self.here();
        if let Some(Node::Element { end, .. }) = self.tree.nodes.get_mut(node as usize) {
            *end = here;
        }
    }
}

/// Pages are bounded, so places in them fit.
#[allow(clippy::cast_possible_truncation)]
fn short(place: usize) -> u32 {
    place as u32
}
