//! From bytes to a tree: one pass that finds the tags and follows the standard on what each one ends.

use memchr::{memchr, memmem};

use super::Refused;
use super::attributes::{Attributes, Kept, is_blank};
use super::clean::Gap;
use super::growth::{Growth, TSPAN};
use super::tags::{self, Tag, kind, name, tag};
use super::tree::{A, Tree};

const P: Tag = const { tag("p") };
const TITLE: Tag = const { tag("title") };
const SCRIPT: Tag = const { tag("script") };
const IFRAME: Tag = const { tag("iframe") };

struct Reader<'a> {
    page: &'a str,
    attributes: Attributes<'a>,
    growth: Growth,
    foreign: bool,
    rules: Rules,
}

/// By which rules a page is read.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// XML: elements may close themselves, and nothing but a marked section is free of markup.
    pub xml: bool,
    /// How many pages this one stands in.
    pub inside: u32,
}

/// Pages that stand in others are read so many deep.
const INSIDE: u32 = 3;

/// Reads a page.
pub(super) fn read(page: &str, rules: Rules) -> Result<Tree, Refused> {
    let mut reader = Reader {
        page,
        attributes: Attributes::new(page),
        growth: Growth::new(page.len()),
        foreign: false,
        rules,
    };
    reader.run()?;
    reader.growth.done()
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
                    if self.rules.xml {
                        beyond(bytes, lt + 2, b"?>")
                    } else {
                        past(bytes, lt + 2, b'>')
                    }
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

    fn text(&mut self, from: usize, to: usize, markup: bool) -> Result<(), Refused> {
        self.growth.after_span &= to <= from;
        self.growth.text(&self.page[from..to.max(from)], markup)
    }

    fn declaration(&mut self, lt: usize) -> Result<usize, Refused> {
        let bytes = self.page.as_bytes();
        let rest = &bytes[lt..];
        if rest.starts_with(b"<!--") {
            return Ok(comment_end(bytes, lt + 4));
        }
        if (self.foreign || self.rules.xml) && rest.starts_with(b"<![CDATA[") {
            let end = memmem::find(rest, b"]]>").map_or(bytes.len(), |end| lt + end);
            self.text(lt + 9, end, false)?;
            return Ok((end + 3).min(bytes.len()));
        }
        if self.rules.xml {
            // The declaration of a document's type may hold others in brackets.
            let end = past(bytes, lt + 2, b'>');
            if memchr(b'[', &bytes[lt..end]).is_some() {
                return Ok(past(bytes, beyond(bytes, lt, b"]"), b'>'));
            }
            return Ok(end);
        }
        Ok(past(bytes, lt + 2, b'>'))
    }

    fn start(&mut self, at: usize) -> Result<usize, Refused> {
        let bytes = self.page.as_bytes();
        let (element, name_end) = self.name(at);
        let Some(tail) = self.attributes.read(name_end)? else {
            return Ok(bytes.len());
        };
        self.growth.after_span &= element == TSPAN;
        let closed = tail.closed;
        let what = kind(element);
        self.claims(element)?;
        if what & tags::ENDS_P != 0
            && let Some(depth) = self.growth.stack.paragraph()
        {
            self.growth.close(depth)?;
        }
        if what & tags::AFTER != 0 {
            self.growth.mark(Gap::Break);
        }
        if what & tags::VOID != 0 {
            return Ok(tail.next);
        }
        if element == TITLE && !(self.rules.xml && closed) {
            return Ok(self.title(tail.next, &bytes[at..name_end]));
        }
        self.foreign |=
            (element == const { tag("svg") } || element == const { tag("math") }) && !closed;
        if element == IFRAME {
            self.page_inside()?;
        }
        if self.rules.xml {
            self.growth.open(element, closed, &self.attributes)?;
            return Ok(tail.next);
        }
        if what & tags::RAW != 0 && what & tags::GONE != 0 {
            if closed && element != SCRIPT {
                return Ok(tail.next);
            }
            let end = raw_end(bytes, tail.next, &bytes[at..name_end]);
            if element == SCRIPT {
                if closed && end == bytes.len() {
                    // Written as XML by somebody whose server does not say so: nothing would be left.
                    return Ok(tail.next);
                }
                self.data(tail.next, end);
            }
            return Ok(end);
        }
        self.growth.open(element, closed, &self.attributes)?;
        if what & tags::RAW != 0 && !closed {
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

    /// The element whose name begins there; in XML a prefix says whose it is, which hardly matters.
    fn name(&self, at: usize) -> (Tag, usize) {
        let bytes = self.page.as_bytes();
        let (element, end) = name(bytes, at);
        if self.rules.xml
            && let Some(prefix) = memchr(b':', &bytes[at..end])
        {
            return name(bytes, at + prefix + 1);
        }
        (element, end)
    }

    /// Reads a title: the page's, or one of a picture, which is no more than a word on it.
    fn title(&mut self, start: usize, name: &[u8]) -> usize {
        let end = raw_end(self.page.as_bytes(), start, name);
        let tree = &mut self.growth.tree;
        let raw = htmlize::unescape(&self.page[start..end]);
        if self.foreign {
            tree.asides.push(raw.into_owned());
        } else if tree.head.title.is_empty() {
            tree.head.title = super::clean::line(&raw, super::MOST_TITLE);
        }
        end
    }

    /// Notes where data about the page stands.
    fn data(&mut self, start: usize, end: usize) {
        let sort = self.attributes.text(Kept::Type);
        if sort.trim().eq_ignore_ascii_case("application/ld+json") {
            // Pages are bounded, so places in them fit.
            #[allow(clippy::cast_possible_truncation)]
            self.growth.tree.data.push((start as u32, end as u32));
        }
    }

    /// Reads the page that a frame holds in its own attribute. It stands where the frame does.
    fn page_inside(&mut self) -> Result<(), Refused> {
        let Some(page) = self.attributes.get(Kept::Srcdoc) else {
            return Ok(());
        };
        if self.rules.inside >= INSIDE {
            return Ok(());
        }
        let rules = Rules {
            xml: false,
            inside: self.rules.inside + 1,
        };
        let inside = super::whole(&page, rules)?;
        self.growth.mark(Gap::Break);
        self.growth.lines(&inside.main)?;
        self.growth.mark(Gap::Break);
        let tree = &mut self.growth.tree;
        tree.asides.push(inside.rest);
        tree.more_hrefs.extend(inside.hrefs);
        Ok(())
    }

    /// Collects what is known of a page whether or not the element is shown.
    fn claims(&mut self, element: Tag) -> Result<(), Refused> {
        if element == A || element == const { tag("area") } {
            let nofollow = self
                .attributes
                .get(Kept::Rel)
                .is_some_and(|rel| rel.to_ascii_lowercase().contains("nofollow"));
            if let (Some(href), false) = (self.attributes.place(Kept::Href), nofollow) {
                self.growth.tree.hrefs.push(href);
            }
        } else if element == const { tag("img") } || element == const { tag("image") } {
            if let Some(alt) = self.attributes.get(Kept::Alt) {
                self.growth.tree.asides.push(alt.into_owned());
            }
        } else if element == const { tag("input") } {
            self.growth.input(&self.attributes)?;
        } else {
            self.growth.tree.head.claim(element, &self.attributes);
            if element == const { tag("frame") } || element == const { tag("iframe") } {
                let src = self.attributes.place(Kept::Src);
                self.growth.tree.frames.extend(src);
                self.growth.tree.hrefs.extend(src);
            } else if element == const { tag("frameset") } {
                self.growth.tree.head.framed = true;
            } else if element == const { tag("link") } && self.leads_on() {
                let href = self.attributes.place(Kept::Href);
                self.growth.tree.hrefs.extend(href);
            }
        }
        Ok(())
    }

    /// Whether a `link` names the page that comes next.
    fn leads_on(&self) -> bool {
        let rel = self.attributes.text(Kept::Rel);
        let mut rels = rel.split_ascii_whitespace();
        rels.any(|rel| rel.eq_ignore_ascii_case("next"))
    }

    fn end(&mut self, at: usize) -> Result<usize, Refused> {
        let bytes = self.page.as_bytes();
        let (element, name_end) = self.name(at);
        let next = if bytes.get(name_end) == Some(&b'>') {
            name_end + 1
        } else {
            match self.attributes.read(name_end)? {
                Some(tail) => tail.next,
                None => return Ok(bytes.len()),
            }
        };
        self.foreign &= element != const { tag("svg") } && element != const { tag("math") };
        self.growth.after_span = element == TSPAN;
        if element == A {
            self.growth.end_link();
        }
        if element == P {
            match self.growth.stack.paragraph() {
                Some(depth) => self.growth.close(depth)?,
                None => self.growth.mark(Gap::Break),
            }
        } else if element == const { tag("br") } {
            self.growth.mark(Gap::Break);
        } else if let Some(depth) = self.growth.stack.ended_by(element) {
            self.growth.close(depth)?;
        }
        Ok(next)
    }
}

fn past(bytes: &[u8], at: usize, byte: u8) -> usize {
    memchr(byte, &bytes[at.min(bytes.len())..]).map_or(bytes.len(), |end| at + end + 1)
}

/// Where what ends with a few bytes is over.
fn beyond(bytes: &[u8], at: usize, end: &[u8]) -> usize {
    memmem::find(&bytes[at..], end).map_or(bytes.len(), |found| at + found + end.len())
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
            && bytes
                .get(behind)
                .is_none_or(|&byte| byte == b'>' || byte == b'/' || is_blank(byte))
        {
            return lt;
        }
        at = lt + 2;
    }
    bytes.len()
}
