//! The query's text as tokens.
//!
//! Only blanks, parentheses, a minus at the beginning of something and quotation marks around a phrase end or
//! begin a token; what a token with a colon or star means is the parser's business.

use crate::text::is_mark;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    Minus,
    And,
    Or,
    Not,
    Text,
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

pub(super) fn lex(query: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut position = 0;
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            position += 1;
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (kind, length) = match first {
            '(' => (Kind::Open, 1),
            ')' => (Kind::Close, 1),
            '-' if rest[1..].starts_with(|next| !ends_text(next) || next == '(') => {
                (Kind::Minus, 1)
            }
            _ => {
                let length =
                    phrase(rest).unwrap_or_else(|| rest.find(ends_text).unwrap_or(rest.len()));
                (operator(&rest[..length]), length)
            }
        };
        let text = &rest[..length];
        rest = &rest[length..];
        tokens.push(Token {
            kind,
            text,
            position,
            last: rest.is_empty(),
        });
        position += text.chars().count();
    }
    tokens
}

/// The length of a phrase that begins here, with or without `title:`, both quotation marks included.
fn phrase(rest: &str) -> Option<usize> {
    let title = rest
        .split_at_checked(TITLE.len())
        .filter(|(name, _)| name.eq_ignore_ascii_case(TITLE));
    let start = rest.len() - title.map_or(rest, |(_, value)| value).len();
    let (inner, closed) = rest[start..]
        .starts_with('"')
        .then(|| quoted(&rest[start..]))?;
    Some(start + 1 + inner.len() + usize::from(closed))
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

fn ends_text(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')')
}

fn operator(text: &str) -> Kind {
    match text {
        "AND" => Kind::And,
        "OR" => Kind::Or,
        "NOT" => Kind::Not,
        _ => Kind::Text,
    }
}
