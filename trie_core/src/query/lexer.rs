//! The query's text as tokens.
//!
//! Only blanks, parentheses and a minus at the beginning of something end or begin a token; what a token
//! with a colon, star or quotation mark means is the parser's business.

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
                let length = rest.find(ends_text).unwrap_or(rest.len());
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
