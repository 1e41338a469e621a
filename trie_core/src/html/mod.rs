//! Reads pages as strangers write them: title, main text, the rest, links, and what a page says of itself.
//!
//! One pass over the bytes (`reader`) finds tags with `memchr`, cleans each piece of text into one buffer and
//! notes the elements that break lines, name parts or hide something, each a small node that knows where it
//! ends. End tags and implied ends follow the HTML standard as far as text and structure depend on it; what
//! may close what is answered from remembered places (`open`), so no input makes it walk far. Then sums over
//! the nodes (`measure`) make the size of any part a subtraction, by which `choose` and `lists` tell the
//! main text from its frame, and the two are written out.
//!
//! Work is linear in the page and memory at most about ten times its size; what would need more, or no
//! person has written, is [`Refused`] by name. Nothing is executed, fetched or followed.

mod attributes;
mod choose;
mod clean;
mod edges;
mod frames;
mod growth;
mod head;
mod links;
mod lists;
mod markdown;
mod measure;
mod names;
mod notices;
mod open;
mod outside;
mod reader;
mod style;
mod tags;
#[cfg(test)]
mod tests;
mod tree;
mod verdict;

use std::fmt;

use memchr::memmem;

use self::clean::Gap;
pub use self::head::Head;
pub use self::links::{Joined, join};
pub use self::markdown::read as read_markdown;
use self::reader::Rules;
use self::tree::{Node, Tree};

/// Bytes of main text and rest together that are kept; the main text comes first.
pub const MOST_TEXT: usize = 2_000_000;
/// Bytes at the end of a text that is cut in which a blank is looked for.
const LONGEST_WORD: usize = 200;
/// Characters of a title that are kept.
pub const MOST_TITLE: usize = 500;

/// Why a page is not read: it has more of something than any page needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Elements nested deeper than this.
    Depth(usize),
    /// More attributes in a tag.
    Attributes(usize),
    /// More pieces of text and elements.
    Nodes(usize),
    /// More bytes.
    Bytes(usize),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Depth(most) => {
                write!(f, "expected elements nested at most {most} deep, got more")
            }
            Self::Attributes(most) => {
                write!(f, "expected at most {most} attributes in a tag, got more")
            }
            Self::Nodes(most) => write!(f, "expected at most {most} elements and texts, got more"),
            Self::Bytes(most) => write!(f, "expected at most {most} bytes, got more"),
        }
    }
}

/// What a page says.
#[derive(Debug, Default)]
pub struct Html {
    /// Its title, else its first heading, else its `og:title`.
    pub title: String,
    /// Its main text, a line a paragraph.
    pub main: String,
    /// The other words on it: frames, what is hidden, alternative texts, its description.
    pub rest: String,
    /// Where its words come from.
    pub source: Source,
    /// What it says of itself.
    pub head: Head,
    /// Where it links to, as it stands there; `nofollow` links are left out.
    pub hrefs: Vec<String>,
    /// Where the pages in its frames are, as it stands there.
    pub frames: Vec<String>,
    /// Bytes of main text and rest before they were cut.
    pub whole: usize,
    /// Structured data (JSON-LD) of a page whose words do not stand on it; else nothing.
    pub data: Vec<String>,
}

/// Where a page's words come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// They stand on it.
    #[default]
    Page,
    /// They are for readers without scripts; there are no others.
    Unscripted,
    /// There are none but its description, if it has one.
    Nowhere,
}

/// Reads a page; `xml` by the rules of XML.
///
/// # Errors
/// [`Refused`] where it has more of something than any page needs.
pub fn read(page: &str, xml: bool) -> Result<Html, Refused> {
    if page.len() > u32::MAX as usize / 2 {
        return Err(Refused::Bytes(u32::MAX as usize / 2));
    }
    let without;
    let page = if memchr::memchr(0, page.as_bytes()).is_some() {
        without = page.replace('\0', "");
        &without
    } else {
        page
    };
    whole(page, Rules { xml, inside: 0 })
}

fn whole(page: &str, rules: Rules) -> Result<Html, Refused> {
    let tree = reader::read(page, rules)?;
    let choice = choose::choose(&tree);
    let mut main = Writer {
        text: String::with_capacity(tree.text.len() + tree.nodes.len()),
        gap: Gap::None,
    };
    let mut rest = Writer::default();
    let mut unscripted = Writer::default();
    write(&tree, &choice, [&mut main, &mut rest, &mut unscripted]);
    if main.text.is_empty() {
        // A page that is all frame is about what its frame says.
        main = std::mem::take(&mut rest);
    }
    let mut source = Source::Page;
    if main.text.is_empty() && rest.text.is_empty() {
        source = Source::Nowhere;
        if !unscripted.text.is_empty() && !is_plea(&unscripted.text) {
            (main, source) = (unscripted, Source::Unscripted);
        }
    }
    let title = title(&tree, &choice);
    for text in &tree.asides {
        rest.line(text);
    }
    if source == Source::Nowhere && !rest.text.is_empty() {
        source = Source::Page;
    }
    let mut data = Vec::new();
    if source == Source::Nowhere {
        data.extend(
            tree.data
                .iter()
                .map(|&(from, to)| page[from as usize..to as usize].to_owned()),
        );
    }
    let description = &tree.head.description;
    if !description.is_empty()
        && ![&main, &rest]
            .iter()
            .any(|writer| memmem::find(writer.text.as_bytes(), description.as_bytes()).is_some())
    {
        rest.line(description);
    }
    let mut hrefs = links::distinct(page, &tree.hrefs);
    hrefs.extend(tree.more_hrefs);
    let whole = main.text.len() + rest.text.len();
    let main = bounded(main.text, MOST_TEXT);
    let rest = bounded(rest.text, MOST_TEXT - main.len());
    Ok(Html {
        title,
        main,
        rest,
        whole,
        source,
        hrefs,
        frames: links::distinct(page, &tree.frames),
        data,
        head: tree.head,
    })
}

fn title(tree: &Tree, choice: &choose::Choice) -> String {
    let mut title = tree.head.title.clone();
    if title.is_empty()
        && let Some((from, to)) = choice.heading
    {
        let mut heading = Writer::default();
        for node in from..to {
            heading.node(tree, node);
        }
        title = clean::line(&heading.text, MOST_TITLE);
    }
    if title.is_empty() {
        title = clean::line(&tree.head.og_title, MOST_TITLE);
    }
    title
}

/// Whether a text for readers without scripts only asks them to turn scripts on.
fn is_plea(text: &str) -> bool {
    text.len() < 2_000 && text.to_lowercase().contains("script")
}

/// Writes each text to one side: main text, rest, and what is for readers without scripts.
fn write(tree: &Tree, choice: &choose::Choice, [main, rest, unscripted]: [&mut Writer; 3]) {
    let (mut hidden, mut out, mut apart) = (0, 0, 0);
    for (at, node) in (0_u32..).zip(&tree.nodes) {
        if let Node::Element { end, .. } = *node {
            if choice.unscripted[at as usize] {
                apart = apart.max(end);
                unscripted.gap = Gap::Break;
            } else if choice.hidden.get(at as usize) == Some(&true) {
                hidden = hidden.max(end);
                rest.gap = Gap::Break;
            } else if choice.out[at as usize] {
                out = out.max(end);
                main.gap = Gap::Break;
                rest.gap = Gap::Break;
            }
        } else if at < apart {
            unscripted.node(tree, at);
            main.part(tree, at);
        } else if at < hidden {
            rest.node(tree, at);
            main.part(tree, at);
        } else if at < out {
            rest.node(tree, at);
        } else {
            rest.gap = Gap::Break;
            main.node(tree, at);
        }
    }
}

/// Text that grows by pieces.
#[derive(Default)]
struct Writer {
    text: String,
    gap: Gap,
}

impl Writer {
    fn node(&mut self, tree: &Tree, at: u32) {
        if let Node::Text {
            gap, start, end, ..
        } = tree.nodes[at as usize]
        {
            self.gap = self.gap.max(gap);
            self.add(&tree.text[start as usize..end as usize]);
        }
    }

    /// Notes what parts a text that stands elsewhere from what is written next.
    fn part(&mut self, tree: &Tree, at: u32) {
        if let Node::Text { gap, .. } = tree.nodes[at as usize] {
            self.gap = self.gap.max(gap);
        }
    }

    /// Adds a line that is not yet clean.
    fn line(&mut self, raw: &str) {
        let mut line = String::new();
        clean::clean(raw, true, false, &mut line);
        self.gap = Gap::Break;
        self.add(&line);
    }

    fn add(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Space => self.text.push(' '),
                Gap::Break => self.text.push('\n'),
            }
        }
        self.gap = Gap::None;
        self.text.push_str(text);
    }
}

/// The beginning of a text, at most so many bytes, without half a word at its end.
fn bounded(mut text: String, mut most: usize) -> String {
    if text.len() > most {
        while !text.is_char_boundary(most) {
            most -= 1;
        }
        let bytes = text.as_bytes();
        if !bytes[most].is_ascii_whitespace() {
            let tail = &bytes[most.saturating_sub(LONGEST_WORD)..most];
            most -= tail
                .iter()
                .rev()
                .position(u8::is_ascii_whitespace)
                .unwrap_or(0);
        }
        text.truncate(most);
        text.truncate(text.trim_end_matches([' ', '\n']).len());
    }
    text
}
