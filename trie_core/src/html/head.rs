//! A page's statements about itself: title, language, base, canonical address, robots directives, refresh.

use super::attributes::{Attributes, Kept};
use super::tags::{Tag, tag};

/// The claims of a page, as they stand there; the first of each counts, robots directives add up.
#[derive(Debug, Default)]
pub struct Head {
    /// The title, as one line.
    pub title: String,
    /// `og:title`, for pages without another.
    pub og_title: String,
    /// What it says it is about, in its own words for others to show.
    pub description: String,
    /// The language attribute of the root, else the `content-language`.
    pub language: String,
    /// The base of relative addresses.
    pub base: String,
    /// The address the page would rather be known by.
    pub canonical: String,
    /// The content of a refreshing `meta`.
    pub refresh: String,
    /// Directives for robots of any name or called `hud`, separated by commas.
    pub robots: String,
    /// There are scripts or frames, which may bring words that do not stand here, or it sends the reader on.
    pub drawn: bool,
    /// It is a set of frames: what it says stands in the pages they show.
    pub framed: bool,
    rooted: bool,
}

fn first(claim: &mut String, said: &str) {
    if claim.is_empty() {
        said.trim_matches(|c: char| c.is_ascii_whitespace())
            .clone_into(claim);
    }
}

/// Whether an element brings what stands elsewhere: the program of a script, the page in a frame.
fn draws(element: Tag) -> bool {
    [
        const { tag("script") },
        const { tag("iframe") },
        const { tag("frame") },
        const { tag("object") },
        const { tag("embed") },
    ]
    .contains(&element)
}

impl Head {
    /// Takes note of an element.
    pub(super) fn claim(&mut self, element: Tag, of: &Attributes<'_>) {
        self.drawn |= draws(element);
        if element == const { tag("meta") } {
            self.meta(of);
        } else if element == const { tag("base") } {
            first(&mut self.base, &of.text(Kept::Href));
        } else if element == const { tag("link") } {
            let rel = of.text(Kept::Rel);
            if rel
                .split_ascii_whitespace()
                .any(|rel| rel.eq_ignore_ascii_case("canonical"))
            {
                first(&mut self.canonical, &of.text(Kept::Href));
            }
        } else if element == const { tag("html") } && !self.rooted {
            self.rooted = true;
            let lang = of.text(Kept::Lang);
            let said = if lang.is_empty() {
                of.text(Kept::XmlLang)
            } else {
                lang
            };
            if !said.is_empty() {
                self.language = said.into_owned();
            }
        }
    }

    fn meta(&mut self, of: &Attributes<'_>) {
        let content = of.text(Kept::Content);
        let named = of.get(Kept::Name).filter(|name| !name.is_empty());
        let name = named.unwrap_or_else(|| of.text(Kept::Property));
        let name = name.trim();
        let equiv = of.text(Kept::Equiv);
        let equiv = equiv.trim();
        if name.eq_ignore_ascii_case("robots") || name.eq_ignore_ascii_case("hud") {
            self.robots.push_str(&content);
            self.robots.push(',');
        } else if name.eq_ignore_ascii_case("og:title") {
            first(&mut self.og_title, &content);
        } else if name.eq_ignore_ascii_case("description")
            || name.eq_ignore_ascii_case("og:description")
        {
            first(&mut self.description, &content);
        } else if equiv.eq_ignore_ascii_case("content-language") {
            first(&mut self.language, &content);
        } else if equiv.eq_ignore_ascii_case("refresh") {
            first(&mut self.refresh, &content);
            self.drawn = true;
        }
    }
}
