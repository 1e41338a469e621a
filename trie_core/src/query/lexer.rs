//! The query's text as tokens.
//!
//! Only blanks, brackets, a minus or plus at the beginning of something and quotation marks around a phrase end or
//! begin a token; what a token with a colon or star means is the parser's business. Whatever does not come in pairs is
//! no sign of the language but a part of the text.

use super::Note;
use super::leaf::split_field;
use super::note::Reading;
use crate::text::is_mark;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    Minus,
    Plus,
    And,
    Or,
    Not,
    /// Words between quotation marks, these and a `title:` before them included.
    Phrase,
    Text,
}

impl Kind {
    /// Whether something to search for begins here.
    pub fn begins(self) -> bool {
        !matches!(self, Kind::Close | Kind::And | Kind::Or)
    }

    /// Whether something to search for ends here.
    pub fn ends(self) -> bool {
        matches!(self, Kind::Close | Kind::Phrase | Kind::Text)
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    /// In code points of the query.
    pub position: usize,
    /// Nothing, not even a blank, stands behind it.
    pub last: bool,
}

/// What an opening bracket is.
enum Bracket {
    /// A group, by the place of its token.
    Group(usize),
    /// A sign behind a word, as in `f(x)`.
    Sign,
}

struct Lexer<'a> {
    query: &'a str,
    /// Bytes and code points read.
    at: usize,
    position: usize,
    typing: bool,
    tokens: Vec<Token<'a>>,
    open: Vec<Bracket>,
    notes: Vec<Note>,
}

/// The tokens of a query, and what in it is no sign of the language. While somebody types, quotation marks and
/// brackets may still be closed.
pub(super) fn lex(query: &str, typing: bool) -> (Vec<Token<'_>>, Vec<Note>) {
    let mut lexer = Lexer {
        query,
        at: 0,
        position: 0,
        typing,
        tokens: Vec::new(),
        open: Vec::new(),
        notes: Vec::new(),
    };
    while lexer.step() {}
    lexer.finish()
}

/// The tokens of text in which nothing but words is looked for.
pub(super) fn plain(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let (mut position, mut start) = (0, None);
    for (at, c) in text.char_indices() {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some((at, position)),
            (true, Some((from, place))) => {
                tokens.push(word(&text[from..at], place, false));
                start = None;
            }
            _ => {}
        }
        position += 1;
    }
    tokens.extend(start.map(|(from, place)| word(&text[from..], place, true)));
    tokens
}

fn word(text: &str, position: usize, last: bool) -> Token<'_> {
    Token {
        kind: Kind::Text,
        text,
        position,
        last,
    }
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.query[self.at..]
    }

    /// Reads the next token, blank or sign; nothing at the end.
    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return false;
        };
        let next = rest[first.len_utf8()..].chars().next();
        let glued = self.glued();
        if let Some(length) = quoted_value(rest) {
            self.push(Kind::Text, length);
            return true;
        }
        match first {
            _ if first.is_whitespace() => self.skip(first.len_utf8()),
            '(' => {
                self.open.push(Bracket::Group(self.tokens.len()));
                self.push(Kind::Open, 1);
            }
            ')' if matches!(self.open.last(), Some(Bracket::Group(_))) => {
                self.open.pop();
                self.push(Kind::Close, 1);
            }
            '-' | '+' if !glued && leads(first, next) && !signs_number(&rest[1..]) => {
                let kind = if first == '-' {
                    Kind::Minus
                } else {
                    Kind::Plus
                };
                self.push(kind, 1);
            }
            _ => match quoted_from(rest) {
                Some((length, true)) => self.push(Kind::Phrase, length),
                Some((length, false)) if self.typing => self.push(Kind::Phrase, length),
                other => {
                    if other.is_some() {
                        self.note(Reading::OpenQuote);
                    }
                    self.text();
                }
            },
        }
        true
    }

    /// Whether what comes stands right behind a phrase or group, and is no beginning of anything.
    fn glued(&self) -> bool {
        let before = self.tokens.last().filter(|_| self.at > 0);
        let blank = self.query[..self.at].ends_with(char::is_whitespace);
        !blank && before.is_some_and(|token| matches!(token.kind, Kind::Close | Kind::Phrase))
    }

    /// Reads a token of text.
    fn text(&mut self) {
        let rest = self.rest();
        let (mut length, mut stray) = (0, None);
        for (at, c) in rest.char_indices() {
            match c {
                _ if c.is_whitespace() => break,
                '(' if operator(&rest[..at]) != Kind::Text => break,
                '(' => self.open.push(Bracket::Sign),
                ')' => match self.open.last() {
                    Some(Bracket::Group(_)) => break,
                    Some(Bracket::Sign) => drop(self.open.pop()),
                    None if stray.is_none() => stray = Some(at),
                    None => {}
                },
                _ => {}
            }
            length = at + c.len_utf8();
        }
        if let Some(at) = stray {
            let position = self.position + rest[..at].chars().count();
            self.notes
                .push(Reading::StrayBracket.at(position, &rest[at..]));
        }
        self.push(operator(&rest[..length]), length);
    }

    fn note(&mut self, reading: Reading) {
        self.notes.push(reading.at(self.position, self.rest()));
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let (text, position) = (&self.rest()[..length], self.position);
        self.skip(length);
        self.tokens.push(Token {
            kind,
            text,
            position,
            last: self.at == self.query.len(),
        });
    }

    fn skip(&mut self, length: usize) {
        self.position += self.rest()[..length].chars().count();
        self.at += length;
    }

    /// Leaves out the brackets that are never closed.
    fn finish(mut self) -> (Vec<Token<'a>>, Vec<Note>) {
        if !self.typing {
            let mut closed = vec![true; self.tokens.len()];
            for bracket in self.open {
                if let Bracket::Group(place) = bracket {
                    let token = self.tokens[place];
                    let note = Reading::OpenBracket.at(token.position, token.text);
                    self.notes.push(note);
                    closed[place] = false;
                }
            }
            let mut closed = closed.into_iter();
            self.tokens.retain(|_| closed.next().unwrap_or(true));
        }
        (self.tokens, self.notes)
    }
}

/// Whether a sign before this character is about what follows. Two of a kind are a dash, or begin an option.
fn leads(sign: char, next: Option<char>) -> bool {
    next.is_some_and(|next| !next.is_whitespace() && next != ')' && next != sign)
}

/// Whether a number stands here of which the sign before it is a part: `-12`, `+1`, `-0.3`, `-1072896748`. One of three
/// or four digits is the name of something, such as a year.
pub(super) fn signs_number(rest: &str) -> bool {
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() - after.len();
    let mut after = after.chars();
    let (next, second) = (after.next(), after.next());
    let decimal = matches!(next, Some('.' | ',')) && second.is_some_and(|c| c.is_ascii_digit());
    let whole = next.is_none_or(|c| {
        !c.is_alphanumeric() && !is_mark(c) && !matches!(c, '_' | '*' | '~' | '\'')
    });
    digits > 0 && (decimal || (whole && !(3..=4).contains(&digits)))
}

/// The length of a field that begins here with its value between quotation marks, both included: `lang:"dutch"`. That of
/// a title is a phrase.
fn quoted_value(rest: &str) -> Option<usize> {
    let (name, value) = rest.split_once(':')?;
    let field = name.len() <= LONGEST_NAME && split_field(rest).is_some();
    if !field || name.eq_ignore_ascii_case("title") || !value.starts_with('"') {
        return None;
    }
    let (inner, closed) = quoted(value);
    closed.then_some(name.len() + inner.len() + 3)
}

const LONGEST_NAME: usize = "before".len();

/// The length of a phrase that begins here, with or without `title:`, both quotation marks included, and whether it is
/// closed.
fn quoted_from(rest: &str) -> Option<(usize, bool)> {
    let title = rest
        .split_at_checked(TITLE.len())
        .filter(|(name, _)| name.eq_ignore_ascii_case(TITLE));
    let start = rest.len() - title.map_or(rest, |(_, value)| value).len();
    if !rest[start..].starts_with('"') {
        return None;
    }
    let (inner, closed) = quoted(&rest[start..]);
    Some((start + 1 + inner.len() + usize::from(closed), closed))
}

const TITLE: &str = "title:";

/// What stands between the quotation mark at the beginning and the next one, and whether there is a next one.
///
/// Between two Hebrew letters a quotation mark is a part of the word, as the tokeniser says.
pub(super) fn quoted(text: &str) -> (&str, bool) {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let hebrew = |c: char| matches!(c, '\u{5d0}'..='\u{5f2}' | '\u{fb1d}'..='\u{fb4f}');
    let closes = |at: usize| {
        let before = inner[..at].chars().rev().find(|&c| !is_mark(c));
        let after = inner[at + 1..].chars().next();
        !(before.is_some_and(hebrew) && after.is_some_and(hebrew))
    };
    let mut marks = inner.match_indices('"').map(|(at, _)| at);
    marks
        .find(|&at| closes(at))
        .map_or((inner, false), |at| (&inner[..at], true))
}

fn operator(text: &str) -> Kind {
    match text {
        "AND" => Kind::And,
        "OR" => Kind::Or,
        "NOT" => Kind::Not,
        _ => Kind::Text,
    }
}
