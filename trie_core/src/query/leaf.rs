//! The leaves of a query: words, beginnings of words, and what stands behind a colon.

use super::error::{Problem, QuerySyntax};
use super::lexer::Token;
use super::parser::Parser;
use super::{Node, value};
use crate::text::{for_each_word_at, is_mark};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Site,
    Lang,
    Title,
    In,
    After,
    Before,
    At,
}

/// The name before the first colon, if it is one with a meaning, and what follows.
pub(super) fn split_field(text: &str) -> Option<(Name, &str)> {
    let (name, value) = text.split_once(':')?;
    let name = match name.to_ascii_lowercase().as_str() {
        "site" => Name::Site,
        "lang" => Name::Lang,
        "title" => Name::Title,
        "in" => Name::In,
        "after" => Name::After,
        "before" => Name::Before,
        "at" => Name::At,
        _ => return None,
    };
    Some((name, value))
}

impl<'a> Parser<'a> {
    pub(super) fn leaf(&mut self, token: Token<'a>) -> Result<Option<Node>, QuerySyntax> {
        let Some((name, text)) = split_field(token.text) else {
            return self.words(token, false);
        };
        // The names are ASCII: as many characters as bytes.
        let value = Token {
            text,
            position: token.position + token.text.len() - text.len(),
            ..token
        };
        if text.is_empty() {
            return if self.typing && token.last {
                Ok(None)
            } else {
                Err(Problem::NoValue.at(token.position, token.text))
            };
        }
        match name {
            Name::Title => self.words(value, true),
            Name::Site => {
                self.count_leaf(token)?;
                let site =
                    value::site(text).ok_or_else(|| Problem::BadSite.at(value.position, text))?;
                Ok(Some(Node::Site(site)))
            }
            Name::Lang => {
                self.count_leaf(token)?;
                let code = value::language(text);
                let code = code.ok_or_else(|| Problem::BadLanguage.at(value.position, text))?;
                Ok(Some(Node::Language(code)))
            }
            Name::In | Name::After | Name::Before | Name::At => self.outermost(name, token, value),
        }
    }

    /// What is about the whole query.
    fn outermost(
        &mut self,
        name: Name,
        token: Token<'a>,
        value: Token<'a>,
    ) -> Result<Option<Node>, QuerySyntax> {
        let (text, position) = (value.text, value.position);
        let unfinished = self.typing && token.last;
        if name == Name::In {
            let all = text.eq_ignore_ascii_case("all");
            if !all && unfinished && "all".starts_with(&text.to_ascii_lowercase()) {
                return Ok(None);
            }
            if !all {
                return Err(Problem::BadIn.at(position, text));
            }
        } else if !value::is_day(text) {
            if unfinished && value::begins_day(text) {
                return Ok(None);
            }
            return Err(Problem::BadDay.at(position, text));
        }
        if self.below > 0 {
            return Err(Problem::NotOutermost.at(token.position, token.text));
        }
        self.outer.push(token);
        let query = &mut self.query;
        // Days have one width, so that their order is that of their text. Several narrow each other.
        match name {
            Name::After => query.after = query.after.take().max(Some(text.to_owned())),
            Name::Before => {
                let earlier = query.before.take().filter(|day| day.as_str() < text);
                query.before = earlier.or_else(|| Some(text.to_owned()));
            }
            Name::At if query.at.as_deref().is_some_and(|day| day != text) => {
                return Err(Problem::TwoDays.at(token.position, token.text));
            }
            Name::At => query.at = Some(text.to_owned()),
            _ => query.in_all = true,
        }
        Ok(None)
    }

    /// The words between quotation marks, which the lexer left around them.
    fn phrase(&mut self, token: Token<'a>, title: bool) -> Result<Option<Node>, QuerySyntax> {
        let (inner, closed) = super::lexer::quoted(token.text);
        if !(closed || self.typing) {
            return Err(Problem::NotEnded.at(token.position, token.text));
        }
        let skipped = self.scratch.skipped();
        let mut words: Vec<String> = Vec::new();
        let mut end = 0;
        for_each_word_at(inner, &mut self.scratch, |word, range| {
            words.push(word.to_owned());
            end = range.end;
        });
        if self.scratch.skipped() > skipped {
            return Err(Problem::WordTooLong.at(token.position, token.text));
        }
        for _ in &words {
            self.count_leaf(token)?;
        }
        // Nobody knows yet how the word that is being typed ends, nor whether the phrase goes on: it is looked for
        // as a beginning, beside the phrase of the words before it.
        let open = if closed || end < inner.len() {
            None
        } else {
            words.pop()
        };
        let mut parts = Vec::new();
        if !words.is_empty() {
            parts.push(Node::Phrase { words, title });
        }
        parts.extend(open.map(|prefix| Node::Prefix { prefix, title }));
        Ok(Node::all_of(parts))
    }

    /// All words that the tokeniser finds in the text.
    fn words(&mut self, token: Token<'a>, title: bool) -> Result<Option<Node>, QuerySyntax> {
        let text = token.text;
        if text.starts_with('"') {
            return self.phrase(token, title);
        }
        let column = |byte: usize| token.position + text[..byte].chars().count();
        let (text, edits) = match similar(text) {
            None => (text, None),
            Some((word, "" | "1")) => (word, Some(1)),
            Some((word, "2")) => (word, Some(2)),
            Some((word, _)) => return Err(Problem::Edits.at(column(word.len()), text)),
        };
        let stem = text.trim_end_matches('*');
        let starred = stem.len() < text.len();
        if let Some(star) = stem.find('*') {
            return Err(Problem::StarInside.at(column(star), text));
        }
        let skipped = self.scratch.skipped();
        let mut found: Vec<String> = Vec::new();
        let mut end = 0;
        for_each_word_at(stem, &mut self.scratch, |word, range| {
            found.push(word.to_owned());
            end = range.end;
        });
        if self.scratch.skipped() > skipped {
            return Err(Problem::WordTooLong.at(token.position, text));
        }
        let unfinished = self.typing && token.last;
        if starred && found.is_empty() {
            return if unfinished {
                Ok(None)
            } else {
                Err(Problem::BareStar.at(column(stem.len()), text))
            };
        }
        let open = edits.is_none() && (starred || (unfinished && end == stem.len()));
        let count = found.len();
        let mut parts = Vec::with_capacity(count);
        for (at, word) in found.into_iter().enumerate() {
            self.count_leaf(token)?;
            let last = at + 1 == count;
            parts.push(match edits {
                Some(edits) if last => Node::Similar { word, edits, title },
                None if last && open => Node::Prefix {
                    prefix: word,
                    title,
                },
                _ => Node::Word { word, title },
            });
        }
        Ok(Node::all_of(parts))
    }
}

/// What stands before and behind the `~` of `wrod~` and `wrod~2`. One that follows no word is a sign like others.
fn similar(text: &str) -> Option<(&str, &str)> {
    let (word, edits) = text.rsplit_once('~')?;
    let follows = word.ends_with(|c: char| c.is_alphanumeric() || is_mark(c));
    (follows && edits.bytes().all(|byte| byte.is_ascii_digit())).then_some((word, edits))
}
