//! From a page to its parts: one pass over the bytes that keeps only what texts and their places need.
//!
//! Nodes stand in document order and know where they end, so that any part of the page is a slice. Elements
//! that neither break lines nor hide anything leave no node at all.

use memchr::{memchr, memmem};

use super::Refused;
use super::attributes::{Attributes, Name, resolved};
use super::clean::{Gap, clean};
use super::head::Head;
use super::open::Stack;
use super::tags::{self, Tag, kind, lookup, tag};
use super::verdict::{Said, verdict};

/// No node.
pub(super) const NONE: u32 = u32::MAX;
const MOST_NODES: usize = 500_000;
const DEEPEST: usize = 2_048;

/// A piece of the page.
#[derive(Clone, Copy)]
pub(super) enum Node {
    /// Text, up to where the next one starts.
    Text {
        gap: Gap,
        start: u32,
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
    pub text: String,
    pub links: Vec<Link>,
    pub hrefs: Vec<(u32, u32)>,
    pub alts: Vec<(u32, u32)>,
    pub head: Head,
    pub hides: bool,
}

struct Reader<'a> {
    page: &'a str,
    attributes: Attributes<'a>,
    tree: Tree,
    stack: Stack,
    gap: Gap,
    marks: u32,
    /// Depth below which nothing is shown, and of elements that must be followed for their end.
    gone: Option<usize>,
    hiding: Option<usize>,
    lines: u32,
    link: bool,
    foreign: bool,
}

const A: Tag = const { tag("a") };
const P: Tag = const { tag("p") };

/// Reads a page.
pub(super) fn read(page: &str) -> Result<Tree, Refused> {
    let mut reader = Reader {
        page,
        attributes: Attributes::new(page),
        tree: Tree {
            nodes: Vec::with_capacity(page.len() / 64),
            text: String::with_capacity(page.len() / 2),
            links: Vec::new(),
            hrefs: Vec::new(),
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
        foreign: false,
    };
    reader.run()?;
    reader.close(0);
    reader.end_link();
    Ok(reader.tree)
}

impl Reader<'_> {
    fn run(&mut self) -> Result<(), Refused> {
        let bytes = self.page.as_bytes();
        let (mut from, mut at) = (0, 0);
        while let Some(found) = memchr(b'<', &bytes[at..]) {
            let lt = at + found;
            let next = match bytes.get(lt + 1) {
                Some(b'a'..=b'z' | b'A'..=b'Z') => {
                    self.text(from, lt, true)?;
                    self.start(lt + 1)?
                }
                Some(b'/') => match bytes.get(lt + 2) {
                    Some(b'a'..=b'z' | b'A'..=b'Z') => {
                        self.text(from, lt, true)?;
                        self.end(lt + 2)?
                    }
                    Some(_) => {
                        self.text(from, lt, true)?;
                        past(bytes, lt + 2, b'>')
                    }
                    None => break,
                },
                Some(b'!') => {
                    self.text(from, lt, true)?;
                    self.declaration(lt)?
                }
                Some(b'?') => {
                    self.text(from, lt, true)?;
                    past(bytes, lt + 2, b'>')
                }
                _ => {
                    at = lt + 1;
                    continue;
                }
            };
            (from, at) = (next, next);
        }
        self.text(from, bytes.len(), true)
    }

    fn declaration(&mut self, lt: usize) -> Result<usize, Refused> {
        let bytes = self.page.as_bytes();
        let rest = &bytes[lt..];
        if rest.starts_with(b"<!--") {
            return Ok(comment_end(bytes, lt + 4));
        }
        if self.foreign && rest.starts_with(b"<![CDATA[") {
            let end = memmem::find(rest, b"]]>").map_or(bytes.len(), |end| lt + end);
            self.text(lt + 9, end, false)?;
            return Ok((end + 3).min(bytes.len()));
        }
        Ok(past(bytes, lt + 2, b'>'))
    }

    fn text(&mut self, from: usize, to: usize, markup: bool) -> Result<(), Refused> {
        if from >= to || self.gone.is_some() {
            return Ok(());
        }
        let start = self.tree.text.len();
        let run = clean(
            &self.page[from..to],
            self.lines > 0,
            markup,
            &mut self.tree.text,
        );
        if run.chars == 0 {
            self.gap = self.gap.max(run.lead);
            self.marks += u32::from(self.marks == 0);
            return Ok(());
        }
        let node = Node::Text {
            gap: self.gap.max(run.lead),
            start: short(start),
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

    fn mark(&mut self, gap: Gap) {
        if self.gone.is_none() {
            self.gap = self.gap.max(gap);
            self.marks += 1;
        }
    }

    fn here(&self) -> u32 {
        short(self.tree.nodes.len())
    }

    fn start(&mut self, at: usize) -> Result<usize, Refused> {
        let bytes = self.page.as_bytes();
        let name_end = name_end(bytes, at);
        let element = lookup(&bytes[at..name_end]);
        let Some(tail) = self.attributes.read(name_end)? else {
            return Ok(bytes.len());
        };
        self.foreign |=
            (element == const { tag("svg") } || element == const { tag("math") }) && !tail.closed;
        let what = kind(element);
        self.claims(element);
        if what & tags::ENDS_P != 0
            && let Some(depth) = self.stack.paragraph()
        {
            self.close(depth);
        }
        if what & tags::AFTER != 0 {
            self.mark(Gap::Break);
        }
        if what & tags::VOID != 0 {
            return Ok(tail.next);
        }
        if what & tags::RAW != 0 && (what & tags::GONE != 0) {
            let script = element == const { tag("script") };
            if tail.closed && !script {
                return Ok(tail.next);
            }
            let end = raw_end(bytes, tail.next, &bytes[at..name_end]);
            if element == const { tag("title") } && self.tree.head.title.is_empty() {
                let raw = &self.page[tail.next..end];
                let title = super::clean::line(&htmlize::unescape(raw), 500);
                self.tree.head.title = title;
            }
            return Ok(end);
        }
        self.open(element, what, tail.closed)?;
        if what & tags::RAW != 0 && !tail.closed {
            let end = if element == const { tag("plaintext") } {
                bytes.len()
            } else {
                raw_end(bytes, tail.next, &bytes[at..name_end])
            };
            self.text(tail.next, end, element == const { tag("textarea") })?;
            return Ok(end);
        }
        Ok(tail.next)
    }

    /// Collects what is known of a page whether or not the element is shown.
    fn claims(&mut self, element: Tag) {
        if element == A || element == const { tag("area") } {
            let nofollow = self
                .attributes
                .get(Name::Rel)
                .is_some_and(|rel| rel.to_ascii_lowercase().contains("nofollow"));
            if let (Some(href), false) = (self.attributes.place(Name::Href), nofollow) {
                self.tree.hrefs.push(href);
            }
        } else if element == const { tag("img") } || element == const { tag("image") } {
            self.tree.alts.extend(self.attributes.place(Name::Alt));
        } else {
            self.tree.head.claim(element, &self.attributes);
        }
    }

    fn open(&mut self, element: Tag, what: u16, closed: bool) -> Result<(), Refused> {
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
        let hidden = self.is_hidden(element);
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
                self.said(element)
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
        self.add(Node::Element {
            tag,
            said,
            hidden,
            parent,
            end,
        })
    }

    fn said(&self, element: Tag) -> Said {
        let of = &self.attributes;
        verdict(
            element,
            &of.text(Name::Class),
            &of.text(Name::Id),
            &of.text(Name::Role),
        )
    }

    fn is_hidden(&self, element: Tag) -> bool {
        let of = &self.attributes;
        of.has(Name::Style) && hides(&of.text(Name::Style))
            || of
                .get(Name::Hidden)
                .is_some_and(|how| !how.eq_ignore_ascii_case("until-found"))
            || element == const { tag("dialog") } && !of.has(Name::Open)
    }

    fn end(&mut self, at: usize) -> Result<usize, Refused> {
        let bytes = self.page.as_bytes();
        let name_end = name_end(bytes, at);
        let element = lookup(&bytes[at..name_end]);
        let next = if bytes.get(name_end) == Some(&b'>') {
            name_end + 1
        } else {
            match self.attributes.read(name_end)? {
                Some(tail) => tail.next,
                None => return Ok(bytes.len()),
            }
        };
        self.foreign &= element != const { tag("svg") } && element != const { tag("math") };
        if element == A {
            self.end_link();
        }
        if element == P {
            match self.stack.paragraph() {
                Some(depth) => self.close(depth),
                None => self.mark(Gap::Break),
            }
        } else if element == const { tag("br") } {
            self.mark(Gap::Break);
        } else if let Some(depth) = self.stack.ended_by(element) {
            self.close(depth);
        }
        Ok(next)
    }

    fn end_link(&mut self) {
        if self.link {
            self.link = false;
            let end = self.here();
            if let Some(link) = self.tree.links.last_mut() {
                link.end = end;
            }
        }
    }

    /// Ends what is open beyond a depth.
    fn close(&mut self, depth: usize) {
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

fn name_end(bytes: &[u8], at: usize) -> usize {
    let ends = |&byte: &u8| matches!(byte, b'>' | b'/') || super::attributes::is_blank(byte);
    bytes[at..]
        .iter()
        .position(ends)
        .map_or(bytes.len(), |end| at + end)
}

fn past(bytes: &[u8], at: usize, byte: u8) -> usize {
    memchr(byte, &bytes[at.min(bytes.len())..]).map_or(bytes.len(), |end| at + end + 1)
}

/// Where a comment ends whose text begins at `start`.
fn comment_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(found) = memchr(b'>', &bytes[at..]) {
        let gt = at + found;
        let text = &bytes[start - 2..gt];
        if text.ends_with(b"--") || text.ends_with(b"--!") && text.len() > 3 || gt == start {
            return gt + 1;
        }
        at = gt + 1;
    }
    bytes.len()
}

/// Where the end tag of an element begins whose content is no markup.
fn raw_end(bytes: &[u8], start: usize, name: &[u8]) -> usize {
    let mut at = start;
    while let Some(found) = memmem::find(&bytes[at..], b"</") {
        let lt = at + found;
        let behind = lt + 2 + name.len();
        if bytes
            .get(lt + 2..behind)
            .is_some_and(|end| end.eq_ignore_ascii_case(name))
            && bytes.get(behind).is_none_or(|&byte| {
                byte == b'>' || byte == b'/' || super::attributes::is_blank(byte)
            })
        {
            return lt;
        }
        at = lt + 2;
    }
    bytes.len()
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
