//! The leaves of a query: words, beginnings of words, phrases, and what stands behind a colon.

use std::ops::Range;

use super::error::{Problem, QuerySyntax};
use super::lexer::{Kind, Token, quoted};
use super::note::Reading;
use super::parser::Parser;
use super::time::{self, End};
use super::{Node, language, value};
use crate::text::{Sink, is_mark, scan};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Site,
    Lang,
    Tag,
    Title,
    Url,
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
        "tag" => Name::Tag,
        "title" => Name::Title,
        "url" => Name::Url,
        "in" => Name::In,
        "after" => Name::After,
        "before" => Name::Before,
        "at" => Name::At,
        _ => return None,
    };
    Some((name, unquoted(name, value)))
}

/// A value without the quotation marks around it, which keep the words of a name together. Those of a title mean a phrase.
fn unquoted(name: Name, value: &str) -> &str {
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|_| name != Name::Title).unwrap_or(value)
}

/// Whether the text is a field with a value that it can have.
pub(super) fn is_field(text: &str) -> bool {
    let Some((name, value)) = split_field(text) else {
        return false;
    };
    match name {
        Name::Site => value::site(value).is_some(),
        Name::Lang => language::language(value).is_some(),
        Name::Tag => value::tag(value).is_some(),
        Name::In => value.eq_ignore_ascii_case("all"),
        Name::After | Name::Before | Name::At => time::read(value, End::Last).is_some(),
        Name::Title | Name::Url => !value.trim_matches('"').is_empty(),
    }
}

/// The words of a text, in pieces between which a word stood that is too long to be kept.
struct Pieces {
    pieces: Vec<Vec<String>>,
    /// Where the last word ends.
    end: usize,
}

impl Pieces {
    fn of(text: &str, parser: &mut Parser<'_>) -> Self {
        let mut found = Self {
            pieces: vec![Vec::new()],
            end: 0,
        };
        scan(text, &mut parser.scratch, &mut found);
        found
    }

    fn has_gap(&self) -> bool {
        self.pieces.len() > 1
    }
}

impl Sink for Pieces {
    fn word(&mut self, word: &str, range: Range<usize>) {
        if let Some(piece) = self.pieces.last_mut() {
            piece.push(word.to_owned());
        }
        self.end = range.end;
    }

    fn skip(&mut self) {
        self.pieces.push(Vec::new());
    }
}

impl<'a> Parser<'a> {
    /// What a token means, part after part; nothing for what is about the whole query.
    pub(super) fn leaf(&mut self, token: Token<'a>) -> Result<Vec<Node>, QuerySyntax> {
        if token.kind == Kind::Phrase {
            return Ok(self.phrase(token));
        }
        let Some((name, text)) = split_field(token.text) else {
            self.unknown_field(token);
            return Ok(self.words(token, false));
        };
        // The names are ASCII: as many characters as bytes.
        let value = Token {
            text,
            position: token.position + token.text.find(':').map_or(0, |colon| colon + 1),
            ..token
        };
        let unfinished = self.typing && token.last;
        if text.is_empty() && unfinished {
            return Ok(Vec::new());
        }
        let node = match name {
            _ if text.is_empty() => Err(Reading::NoValue),
            Name::Title | Name::Url if self.text => Ok(None),
            Name::Title => return Ok(self.words(value, true)),
            Name::Site => value::site(text)
                .map(Node::Site)
                .map(Some)
                .ok_or(Reading::NotASite),
            Name::Lang => language::language(text)
                .map(Node::Language)
                .map(Some)
                .ok_or(Reading::NotALanguage),
            Name::Tag => value::tag(text)
                .map(Node::Tag)
                .map(Some)
                .ok_or(Reading::NotATag),
            Name::Url => return self.url(token, value),
            Name::In => return Ok(self.all_fields(token, value)),
            Name::After | Name::Before | Name::At => return self.time(name, token, value),
        };
        match node {
            Ok(Some(node)) => Ok(vec![node]),
            Ok(None) => Ok(self.words(token, false)),
            Err(reading) => Ok(self.as_words(reading, token)),
        }
    }

    /// The token's words, with a note that it was meant to be more.
    fn as_words(&mut self, reading: Reading, token: Token<'a>) -> Vec<Node> {
        if !self.text {
            self.note(reading.at(token.position, token.text));
        }
        self.words(token, false)
    }

    /// Notes a name before a colon that has no meaning; `EU:s` has none either, and `https://` and `localhost:80` are no
    /// names.
    fn unknown_field(&mut self, token: Token<'a>) {
        let Some((name, value)) = token.text.split_once(':').filter(|_| !self.text) else {
            return;
        };
        let named = name.len() > 1
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        let address = value::address(token.text).is_some();
        if named
            && !address
            && value.starts_with(char::is_alphanumeric)
            && value.chars().count() > 2
        {
            self.note(Reading::UnknownField.at(token.position, token.text));
        }
    }

    /// `in:all`.
    fn all_fields(&mut self, token: Token<'a>, value: Token<'a>) -> Vec<Node> {
        let written = value.text.to_ascii_lowercase();
        if written == "all" {
            self.outer.push(token);
            self.query.in_all = true;
            return Vec::new();
        }
        if self.typing && token.last && "all".starts_with(&written) {
            return Vec::new();
        }
        self.as_words(Reading::UnknownField, token)
    }

    /// `url:`, of which there is one.
    fn url(&mut self, token: Token<'a>, value: Token<'a>) -> Result<Vec<Node>, QuerySyntax> {
        let written = value.text.trim_matches('"');
        if written.is_empty() {
            return Ok(self.as_words(Reading::NoValue, token));
        }
        if self.query.url.as_deref().is_some_and(|url| url != written) {
            return Err(Problem::TwoAddresses.at(token.position, token.text));
        }
        self.outer.push(token);
        self.query.url = Some(written.to_owned());
        Ok(Vec::new())
    }

    /// `after:`, `before:` and `at:`. Several `after:` and `before:` narrow each other.
    fn time(
        &mut self,
        name: Name,
        token: Token<'a>,
        value: Token<'a>,
    ) -> Result<Vec<Node>, QuerySyntax> {
        let end = if name == Name::After {
            End::First
        } else {
            End::Last
        };
        let Some(read) = time::read(value.text, end) else {
            if self.typing && token.last && time::may_become(value.text) {
                return Ok(Vec::new());
            }
            if time::is_attempt(value.text) && !self.text {
                return Err(Problem::BadDay.at(value.position, value.text));
            }
            return Ok(self.as_words(Reading::NotADay, token));
        };
        let query = &mut self.query;
        let place = match name {
            Name::After => &mut query.after,
            Name::Before => &mut query.before,
            _ => &mut query.at,
        };
        if let Some(other) = place.as_deref().filter(|other| *other != read) {
            if name == Name::At {
                return Err(Problem::TwoDays.at(token.position, token.text));
            }
            let (one, two) = (time::bound(other, end), time::bound(&read, end));
            if one.0 != two.0 {
                return Err(Problem::TwoClocks.at(token.position, token.text));
            }
            if (two.1 > one.1) == (end == End::First) {
                *place = Some(read);
            }
        } else {
            *place = Some(read);
        }
        self.outer.push(token);
        Ok(Vec::new())
    }

    /// The words between quotation marks, one after the other.
    fn phrase(&mut self, token: Token<'a>) -> Vec<Node> {
        let title = !token.text.starts_with('"');
        let start = token.text.find('"').unwrap_or(0);
        let (inner, closed) = quoted(&token.text[start..]);
        let found = Pieces::of(inner, self);
        if found.has_gap() {
            self.note(Reading::LongWord.at(token.position, token.text));
        }
        let mut pieces = found.pieces;
        // Nobody knows yet how the word that is being typed ends, nor whether the phrase goes on: it is looked for
        // as a beginning, beside the phrase of the words before it.
        let open = if closed || found.end < inner.len() {
            None
        } else {
            pieces.last_mut().and_then(Vec::pop)
        };
        let said = pieces.into_iter().filter(|words| !words.is_empty());
        let phrases = said.map(|words| Node::Phrase { words, title });
        phrases
            .chain(open.map(|prefix| Node::Prefix { prefix, title }))
            .collect()
    }

    /// All words that the tokeniser finds in the text.
    pub(super) fn words(&mut self, token: Token<'a>, title: bool) -> Vec<Node> {
        let (stem, form) = if self.text || token.text.contains("://") {
            (token.text, Form::Whole)
        } else {
            self.form(token)
        };
        let found = Pieces::of(stem, self);
        if found.has_gap() {
            self.note(Reading::LongWord.at(token.position, token.text));
        }
        let unfinished = self.typing && token.last && found.end == token.text.len();
        let form = match form {
            Form::Whole if unfinished => Form::Begun,
            form => form,
        };
        let words: Vec<String> = found.pieces.into_iter().flatten().collect();
        let count = words.len();
        let leaf = |(at, word): (usize, String)| match form {
            Form::Begun if at + 1 == count => Node::Prefix {
                prefix: word,
                title,
            },
            Form::Similar(edits) if at + 1 == count => Node::Similar { word, edits, title },
            _ => Node::Word { word, title },
        };
        words.into_iter().enumerate().map(leaf).collect()
    }

    /// What the signs behind a word say of its last one, and the text without them.
    fn form(&mut self, token: Token<'a>) -> (&'a str, Form) {
        let text = token.text;
        let note = |parser: &mut Self, reading: Reading, byte: usize| {
            let position = token.position + text[..byte].chars().count();
            parser.note(reading.at(position, &text[byte..]));
            (text, Form::Whole)
        };
        let (text, edits) = match similar(text) {
            None => (text, None),
            Some((word, "" | "1")) => (word, Some(1)),
            Some((word, "2")) => (word, Some(2)),
            Some((word, _)) => return note(self, Reading::Edits, word.len()),
        };
        let stem = text.trim_end_matches('*');
        if let Some(star) = stem.find('*') {
            return note(self, Reading::Star, star);
        }
        match edits {
            Some(edits) => (stem, Form::Similar(edits)),
            None if stem.len() < text.len() => (stem, Form::Begun),
            None => (stem, Form::Whole),
        }
    }
}

/// What is meant by the last word of a token.
#[derive(Debug, Clone, Copy)]
enum Form {
    Whole,
    Begun,
    Similar(u32),
}

/// What stands before and behind the `~` of `wrod~` and `wrod~2`. One that follows no word is a sign like others.
fn similar(text: &str) -> Option<(&str, &str)> {
    let (word, edits) = text.rsplit_once('~')?;
    let follows = word.ends_with(|c: char| c.is_alphanumeric() || is_mark(c));
    (follows && edits.bytes().all(|byte| byte.is_ascii_digit())).then_some((word, edits))
}
