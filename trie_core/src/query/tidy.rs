//! Operators without anything to work on, read as words or left out.

use super::Note;
use super::lexer::{Kind, Token};
use super::note::Reading;
use crate::text::is_core;

/// Leaves out what says nothing, and makes words of operators that lack a side. While somebody types, the last operator
/// is left out: what it is for is still to come.
pub(super) fn tidy(tokens: &mut Vec<Token<'_>>, typing: bool, notes: &mut Vec<Note>) {
    *tokens = spoken(tokens);
    if typing {
        while tokens.len() > 1 && tokens.last().is_some_and(unfinished) {
            tokens.pop();
        }
    }
    leading(tokens, notes);
    let mut before = None;
    tokens.retain(|token| {
        // Of a word that is left out a plus says nothing.
        let left_out = matches!(before, Some(Kind::Minus | Kind::Not));
        let kept = token.kind != Kind::Plus || !left_out;
        before = if kept { Some(token.kind) } else { before };
        kept
    });
    between(tokens, notes);
    if !tokens
        .iter()
        .any(|token| matches!(token.kind, Kind::And | Kind::Or | Kind::Not))
    {
        unwrap(tokens, typing);
    }
}

/// Leaves out brackets around one word, or nothing, unless a minus stands before them: with no operator beside them they
/// are punctuation, as in any text. What is being typed may end inside of some.
fn unwrap(tokens: &mut Vec<Token<'_>>, typing: bool) {
    let mut kept: Vec<Token<'_>> = Vec::with_capacity(tokens.len());
    for &token in tokens.iter() {
        if token.kind == Kind::Close
            && let Some(open) = around_one(&kept)
        {
            kept.remove(open);
        } else {
            kept.push(token);
        }
    }
    while typing && let Some(open) = around_one(&kept) {
        kept.remove(open);
    }
    *tokens = kept;
}

/// The place of the bracket that is opened last, if no more than one word follows and no minus stands before it.
fn around_one(tokens: &[Token<'_>]) -> Option<usize> {
    let word = matches!(tokens.last()?.kind, Kind::Text | Kind::Phrase);
    let open = tokens.len().checked_sub(1 + usize::from(word))?;
    let left_out = open > 0 && tokens[open - 1].kind == Kind::Minus;
    (tokens[open].kind == Kind::Open && !left_out).then_some(open)
}

/// The tokens without punctuation, nor a minus or plus before that.
fn spoken<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut kept: Vec<Token<'a>> = Vec::with_capacity(tokens.len());
    for &token in tokens {
        if token.kind == Kind::Text && !token.text.contains(is_core) {
            while kept
                .last()
                .is_some_and(|last| matches!(last.kind, Kind::Minus | Kind::Plus))
            {
                kept.pop();
            }
        } else {
            kept.push(token);
        }
    }
    kept
}

fn unfinished(token: &Token<'_>) -> bool {
    matches!(
        token.kind,
        Kind::And | Kind::Or | Kind::Not | Kind::Minus | Kind::Plus
    )
}

/// NOT, minus and plus stand before something.
fn leading(tokens: &mut Vec<Token<'_>>, notes: &mut Vec<Note>) {
    let mut follows = false;
    let mut kept = vec![true; tokens.len()];
    for at in (0..tokens.len()).rev() {
        let token = &mut tokens[at];
        match token.kind {
            Kind::Not if !follows => {
                notes.push(Reading::StrayOperator.at(token.position, token.text));
                token.kind = Kind::Text;
            }
            Kind::Minus | Kind::Plus if !follows => kept[at] = false,
            _ => {}
        }
        if kept[at] {
            follows = token.kind.begins();
        }
    }
    let mut kept = kept.into_iter();
    tokens.retain(|_| kept.next().unwrap_or(true));
}

/// AND and OR stand between two things; of two beside each other the second counts.
fn between(tokens: &mut Vec<Token<'_>>, notes: &mut Vec<Note>) {
    let mut before = false;
    let mut kept = Vec::with_capacity(tokens.len());
    for at in 0..tokens.len() {
        let next = tokens.get(at + 1).map(|next| next.kind);
        let mut token = tokens[at];
        if matches!(token.kind, Kind::And | Kind::Or) && !(before && next.is_some_and(Kind::begins))
        {
            notes.push(Reading::StrayOperator.at(token.position, token.text));
            if before && matches!(next, Some(Kind::And | Kind::Or)) {
                continue;
            }
            token.kind = Kind::Text;
        }
        before = token.kind.ends();
        kept.push(token);
    }
    *tokens = kept;
}
