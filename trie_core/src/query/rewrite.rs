//! The query's text with some of it left out or read otherwise, and where its plain words stand: for other searches to
//! offer.

use std::ops::Range;

use super::leaf::{Name, is_field, split_field};
use super::lexer::{Kind, Token};
use super::parser::said;
use super::{Node, Query, value};

/// What a query may say beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `after:`, `before:` and `at:`.
    Time,
    /// `site:`, `lang:`, `tag:` and `url:`, where they hold for every result.
    Place,
}

/// Signs around words that are told apart from others: what is quoted is meant as it stands.
const QUOTES: [char; 12] = ['"', '“', '”', '„', '‟', '«', '»', '‹', '›', '‚', '‘', '‛'];

impl Query {
    /// The sites of `site:` that every result is on.
    pub fn sites(&self) -> impl Iterator<Item = &str> {
        self.narrowing().filter_map(|node| match node {
            Node::Site(site) => Some(site.as_str()),
            _ => None,
        })
    }

    /// The languages of `lang:` that every result is in.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.narrowing().filter_map(|node| match node {
            Node::Language(language) => Some(language.as_str()),
            _ => None,
        })
    }

    /// The tags of `tag:` that every result has.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.narrowing().filter_map(|node| match node {
            Node::Tag(tag) => Some(tag.as_str()),
            _ => None,
        })
    }

    fn narrowing(&self) -> impl Iterator<Item = &Node> {
        match &self.root {
            Node::And(nodes) => nodes.as_slice(),
            node => std::slice::from_ref(node),
        }
        .iter()
    }

    /// The text without brackets and with AND, OR and NOT as words, so that its plain words loosen; groups that are left
    /// out are gone. Nothing where there are no brackets nor operators.
    #[must_use]
    pub fn loosened(&self) -> Option<String> {
        let said = said(&self.text, false);
        if said.is_text {
            return None;
        }
        let mut edits = Vec::new();
        let (mut left_out, mut depth) = (None, 0_usize);
        for (at, token) in said.tokens.iter().enumerate() {
            match token.kind {
                Kind::Open => {
                    if at > 0 && said.tokens[at - 1].kind == Kind::Minus && left_out.is_none() {
                        left_out = Some((depth, self.place(&said.tokens[at - 1]).start));
                    }
                    depth += 1;
                }
                Kind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            let place = self.place(token);
            if let Some((outside, start)) = left_out {
                if token.kind == Kind::Close && depth == outside {
                    edits.push((start..place.end, " ".to_owned()));
                    left_out = None;
                }
                continue;
            }
            match token.kind {
                Kind::Open | Kind::Close => edits.push((place, " ".to_owned())),
                Kind::And | Kind::Or | Kind::Not => edits.push((place, token.text.to_lowercase())),
                _ => {}
            }
        }
        (!edits.is_empty()).then(|| edited(&self.text, &edits))
    }

    /// The text without what it says of time or place.
    #[must_use]
    pub fn without(&self, part: Part) -> String {
        let said = said(&self.text, false);
        let (mut depth, mut before) = (0_usize, None);
        let choice = |token: &Token<'_>| matches!(token.kind, Kind::Or | Kind::Not);
        let chosen = said.tokens.iter().any(choice);
        let mut edits = Vec::new();
        for token in &said.tokens {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            let name = split_field(token.text).map(|(name, _)| name);
            let fits = match (part, name) {
                (Part::Time, Some(Name::After | Name::Before | Name::At)) => true,
                (Part::Place, Some(Name::Url)) => !said.is_text,
                // Inside a choice they hold for some of it.
                (Part::Place, Some(Name::Site | Name::Lang | Name::Tag)) => {
                    let left_out = matches!(before, Some(Kind::Minus | Kind::Not));
                    !left_out && (!chosen || self.is_general(token, depth))
                }
                _ => false,
            };
            if fits && token.kind == Kind::Text && is_field(token.text) {
                edits.push((self.place(token), String::new()));
            }
            before = Some(token.kind);
        }
        if edits.is_empty() {
            return self.text.clone();
        }
        edited(&self.text, &edits)
    }

    /// Whether a site, language or tag beside an operator is one that every result is of.
    fn is_general(&self, token: &Token<'_>, depth: usize) -> bool {
        let value = split_field(token.text).map_or("", |(_, value)| value);
        let name = split_field(token.text).map(|(name, _)| name);
        let sure = match name {
            Some(Name::Site) => {
                value::site(value).is_some_and(|site| self.sites().any(|known| known == site))
            }
            Some(Name::Lang) => {
                let language = super::language(value);
                language.is_some_and(|language| self.languages().any(|known| known == language))
            }
            Some(Name::Tag) => {
                value::tag(value).is_some_and(|tag| self.tags().any(|known| known == tag))
            }
            _ => false,
        };
        depth == 0 && sure
    }

    /// Where the plain words stand in the text, in bytes, that a slip may be in: no fields, addresses, quotations nor
    /// signs, nor what is left out or was read as text.
    #[must_use]
    pub fn places(&self) -> Vec<Range<usize>> {
        let said = said(&self.text, false);
        if said.is_text || self.address.is_some() {
            return Vec::new();
        }
        let before = std::iter::once(None).chain(said.tokens.iter().map(|token| Some(token.kind)));
        let tokens = said.tokens.iter().zip(before);
        tokens
            .filter(|(token, before)| {
                token.kind == Kind::Text
                    && !matches!(before, Some(Kind::Minus | Kind::Not))
                    && is_spelled(token.text)
            })
            .map(|(token, _)| self.place(token))
            .collect()
    }

    /// Where a token stands in the text, in bytes.
    fn place(&self, token: &Token<'_>) -> Range<usize> {
        // A token is a piece of the text.
        let start = token.text.as_ptr() as usize - self.text.as_ptr() as usize;
        start..start + token.text.len()
    }
}

/// Whether a token is a word as people write it, with punctuation around it.
fn is_spelled(text: &str) -> bool {
    let joined = text.split_once(':').is_some_and(|(_, rest)| {
        rest.contains(char::is_alphanumeric) || split_field(text).is_some()
    });
    !joined
        && !text.contains(QUOTES)
        && !text.contains(['*', '~', '@'])
        && !matches!(text, "AND" | "OR" | "NOT")
        && value::address(text.trim_end_matches(['.', ',', ';', '!', '?', ')'])).is_none()
}

/// The text with some of it replaced, and single blanks between its words.
fn edited(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, with) in edits {
        out.push_str(&text[done..range.start]);
        out.push_str(with);
        done = range.end;
    }
    out.push_str(&text[done..]);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
