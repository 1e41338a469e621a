//! Tells pasted text from queries: what nobody writes who means an operator.
//!
//! Code, messages of programs, headlines and sentences have minus signs, stars, brackets and capitals of their own. Read as
//! operators these would leave out the very page that the text was copied from.

use super::leaf::{Name, is_field, split_field};
use super::lexer::{Kind, Token};

/// Words from which on text without AND and OR is a sentence, and how many of them stand between two dashes at most.
const SENTENCE: usize = 10;
const DASHES: usize = 8;
/// Words from which on text in capitals is a headline, and how many of them come to an operator.
const HEADLINE: usize = 4;
const PER_OPERATOR: usize = 3;

/// The first token that only code, an option, a path or a line between paragraphs has, or that is cut from a table.
pub(super) fn symbol<'t, 'a>(text: &str, tokens: &'t [Token<'a>]) -> Option<&'t Token<'a>> {
    // Nobody types two tabs.
    let table = text.matches('\t').count() > 1;
    let shown =
        |text: &str| !text.contains("://") && split_field(text).is_none() && is_symbolic(text);
    tokens.iter().find(|token| {
        // What stands behind a quotation mark that is still open may become anything.
        let open = token.kind == Kind::Phrase && !token.text.trim_end().ends_with('"');
        table
            || (token.kind == Kind::Text && shown(token.text))
            || (open && token.text.split_whitespace().any(shown))
    })
}

/// Whether a token is no more than the words in it. An option is more: one minus before a word leaves it out.
pub(super) fn is_word(token: &Token<'_>) -> bool {
    let field =
        split_field(token.text).is_some_and(|(name, _)| matches!(name, Name::Title | Name::Url));
    let option = token.text.starts_with("--") && token.text.contains(char::is_alphabetic);
    token.kind == Kind::Text && !field && !option && !token.text.ends_with(['*', '~'])
}

fn is_symbolic(text: &str) -> bool {
    let path = ["/", "./", "../", "~/"].iter().any(|start| {
        let rest = text.strip_prefix(start);
        rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
    });
    let option = text.strip_prefix("--");
    let line = |sign: &u8| text.len() > 2 && text.bytes().all(|byte| byte == *sign);
    path || option.is_some_and(|rest| rest.starts_with(char::is_alphabetic))
        || b"-*=_#~+".iter().any(line)
        || matches!(text, "//" | "/*" | "*/" | "&&" | "@@")
        || text.contains(['{', '}', '=', '<', '>', '|', '\\', '`', '[', ']'])
        || ends_statement(text)
}

/// Whether a semicolon stands where it joins no numbers.
fn ends_statement(text: &str) -> bool {
    let mut places = text.match_indices(';');
    places.any(|(at, _)| !text[at + 1..].starts_with(char::is_numeric))
}

/// The first operator of a text that is all in capitals and has few of them.
pub(super) fn headline<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<&'t Token<'a>> {
    let operator = |token: &&Token<'_>| matches!(token.kind, Kind::And | Kind::Or | Kind::Not);
    let capitals = |token: &Token<'_>| {
        (token.kind == Kind::Text || operator(&token))
            && !token.text.contains(['*', '~', ':'])
            && !token.text.contains(char::is_lowercase)
    };
    // Chinese has no small letters, and neither have numbers. Cherokee is kept in capitals.
    let capital = |c: char| c < '\u{590}' && c.is_uppercase();
    let written = |token: &Token<'_>| token.kind == Kind::Text && token.text.contains(capital);
    let operators = tokens.iter().filter(operator).count();
    let words = tokens.iter().filter(|token| written(token)).count();
    let fits = words >= HEADLINE.max(operators * PER_OPERATOR) && tokens.iter().all(capitals);
    tokens.iter().find(operator).filter(|_| fits)
}

/// Reads a sentence: brackets, NOT and minus signs around words and before numbers are what they are in any text. The
/// first of them.
pub(super) fn sentence<'a>(tokens: &mut Vec<Token<'a>>) -> Option<Token<'a>> {
    let sign = |at: usize| match tokens[at].kind {
        Kind::Open | Kind::Close | Kind::Not => true,
        Kind::Minus => {
            let after = &tokens[at + 1..];
            let number = |token: &Token<'_>| {
                token.kind == Kind::Text && !token.text.contains(char::is_alphabetic)
            };
            let dash = |token: &Token<'_>| token.kind == Kind::Text && token.text.ends_with('-');
            after.first().is_some_and(number) || after.iter().take(DASHES).any(dash)
        }
        _ => false,
    };
    let signs: Vec<bool> = (0..tokens.len()).map(sign).collect();
    if !signs.contains(&true) || !is_sentence(tokens) {
        return None;
    }
    let mut first = None;
    let mut kept = Vec::with_capacity(tokens.len());
    for (&token, sign) in tokens.iter().zip(signs) {
        if sign {
            first.get_or_insert(token);
        }
        if token.kind == Kind::Not {
            kept.push(Token {
                kind: Kind::Text,
                ..token
            });
        } else if !sign {
            kept.push(token);
        }
    }
    *tokens = kept;
    first
}

/// Whether there are many words and no choice between any, nor a group that is left out.
fn is_sentence(tokens: &[Token<'_>]) -> bool {
    let choice = |token: &Token<'_>| matches!(token.kind, Kind::And | Kind::Or);
    let left_out = |pair: &[Token<'_>]| {
        pair[1].kind == Kind::Open && matches!(pair[0].kind, Kind::Minus | Kind::Not)
    };
    let excluded = |at: usize| {
        let before = at.checked_sub(1).map(|before| tokens[before].kind);
        matches!(before, Some(Kind::Minus | Kind::Not))
    };
    let words = tokens
        .iter()
        .enumerate()
        .filter(|(at, token)| token.kind == Kind::Text && !excluded(*at) && !is_field(token.text))
        // Words and not tokens: their number is the same when the query is written out again.
        .map(|(_, token)| crate::text::words(token.text).len());
    !tokens.iter().any(choice)
        && !tokens.windows(2).any(left_out)
        && words.sum::<usize>() >= SENTENCE
}
