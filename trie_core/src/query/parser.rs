//! The parser: recursive descent over the tokens, one function a level of precedence.
//!
//! Each token is looked at once and nesting is limited, so time and stack are bounded by the limits of the
//! language whatever is typed. Nothing is refused but what contradicts itself: text that is no query is read as words.

use super::error::{Problem, QuerySyntax};
use super::lexer::{self, Kind, Token, lex};
use super::list::{Leaves, List};
use super::note::Reading;
use super::tidy::tidy;
use super::{MAX_CHARS, MAX_DEPTH, Node, Note, Query, paste, value};
use crate::text::{Scratch, is_core};

/// The state while a query is parsed.
pub(super) struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    next: usize,
    pub typing: bool,
    /// The text is read as plain words.
    pub text: bool,
    /// The parts about the whole query seen so far.
    pub outer: Vec<Token<'a>>,
    leaves: Leaves<'a>,
    pub scratch: Scratch,
    pub query: Query,
}

/// Whether the text begins with one of the names that have a meaning before a colon.
pub(super) fn names_field(text: &str) -> bool {
    super::leaf::split_field(text).is_some()
}

/// Parses a query.
///
/// With `typing`, the query is one that somebody is still writing: the last word is a prefix unless
/// something ends it, and what may still be closed, followed or filled in says nothing yet.
///
/// ```
/// use trie_core::query::parse;
/// let query = parse("Solar (wind OR tides) -coal after:2026-01-31", false)?;
/// assert_eq!(query.words, ["solar", "wind", "tides"]);
/// assert_eq!(query.after.as_deref(), Some("2026-01-31"));
/// assert_eq!(parse("sol", true)?.words, ["sol*"]);
/// assert_eq!(parse("wind OR", false)?.notes[0].position, 5);
/// assert_eq!(parse("wind at:2026-02-30", false).unwrap_err().position, 8);
/// # Ok::<(), trie_core::query::QuerySyntax>(())
/// ```
///
/// # Errors
///
/// [`QuerySyntax`] says what contradicts what, or which day cannot be, where, and what to do.
pub fn parse(text: &str, typing: bool) -> Result<Query, QuerySyntax> {
    match read(text, typing) {
        // `-(a at:2026`: the group that may still be closed is what makes it a contradiction.
        Err(_) if typing => read(text, false),
        result => result,
    }
}

fn read(text: &str, typing: bool) -> Result<Query, QuerySyntax> {
    let said = said(text, typing);
    let parser = Parser::new(text, said.tokens, said.typing);
    if said.is_text {
        parser.read_text(said.notes)
    } else {
        parser.read(said.notes, said.empty)
    }
}

/// A query's text as what its words and signs are.
pub(super) struct Said<'a> {
    pub tokens: Vec<Token<'a>>,
    notes: Vec<Note>,
    /// It is pasted text: the tokens are words, besides fields.
    pub is_text: bool,
    /// There was no token at all.
    empty: bool,
    /// It may still go on.
    typing: bool,
}

pub(super) fn said(text: &str, typing: bool) -> Said<'_> {
    let read = beginning(text);
    let typing = typing && read.len() == text.len();
    let (mut tokens, mut notes) = lex(read, typing);
    if read.len() < text.len() {
        let position = read.chars().count();
        notes.push(Reading::TooLong.at(position, &text[read.len()..]));
    }
    if let Some(sign) = paste::symbol(read, &tokens) {
        notes.retain(|note| note.kind == Reading::TooLong.kind());
        if !tokens.iter().all(paste::is_word) {
            notes.push(Reading::Symbols.at(sign.position, sign.text));
        }
        return as_text(read, notes, typing);
    }
    let empty = tokens.is_empty();
    if let Some(operator) = paste::headline(&tokens) {
        notes.push(Reading::Capitals.at(operator.position, operator.text));
        for token in &mut tokens {
            token.kind = Kind::Text;
        }
    }
    tidy(&mut tokens, typing, &mut notes);
    if let Some(sign) = paste::sentence(&mut tokens) {
        notes.push(Reading::Sentence.at(sign.position, sign.text));
    }
    if let Some(deep) = too_deep(&tokens) {
        notes.retain(|note| note.kind == Reading::TooLong.kind());
        notes.push(Reading::TooDeep.at(deep.position, deep.text));
        return as_text(read, notes, typing);
    }
    Said {
        tokens,
        notes,
        is_text: false,
        empty,
        typing,
    }
}

fn as_text(read: &str, notes: Vec<Note>, typing: bool) -> Said<'_> {
    Said {
        tokens: lexer::plain(read),
        notes,
        is_text: true,
        empty: false,
        typing,
    }
}

/// As much of a text as is read: what fits, up to the end of a word.
fn beginning(text: &str) -> &str {
    let Some((end, _)) = text.char_indices().nth(MAX_CHARS) else {
        return text;
    };
    let whole = text[..end].rfind(|c: char| !c.is_alphanumeric());
    let whole = &text[..whole.unwrap_or(end)];
    if whole.trim().is_empty() {
        &text[..end]
    } else {
        whole
    }
}

/// The first token that stands inside too many brackets and NOTs.
fn too_deep<'a>(tokens: &[Token<'a>]) -> Option<Token<'a>> {
    let (mut outside, mut depth, mut nots) = (Vec::new(), 0, 0);
    for &token in tokens {
        match token.kind {
            Kind::Not | Kind::Minus => nots += 1,
            Kind::Open => {
                outside.push(depth);
                depth += nots + 1;
                nots = 0;
            }
            Kind::Close => depth = outside.pop().unwrap_or(0),
            Kind::Text | Kind::Phrase => nots = 0,
            Kind::And | Kind::Or | Kind::Plus => {}
        }
        if depth + nots > MAX_DEPTH {
            return Some(token);
        }
    }
    None
}

impl<'a> Parser<'a> {
    fn new(text: &str, tokens: Vec<Token<'a>>, typing: bool) -> Self {
        let query = Query {
            text: text.to_owned(),
            root: Node::All,
            required: None,
            plain: Vec::new(),
            strict: true,
            words: Vec::new(),
            after: None,
            before: None,
            at: None,
            in_all: false,
            url: None,
            address: value::address(text).map(str::to_owned),
            notes: Vec::new(),
        };
        Self {
            tokens,
            next: 0,
            typing,
            text: false,
            outer: Vec::new(),
            leaves: Leaves::default(),
            scratch: Scratch::default(),
            query,
        }
    }

    /// Reads the tokens as plain words.
    fn read_text(mut self, notes: Vec<Note>) -> Result<Query, QuerySyntax> {
        self.text = true;
        let empty = self.tokens.is_empty();
        self.tokens.retain(|token| token.text.contains(is_core));
        self.read(notes, empty)
    }

    fn read(mut self, notes: Vec<Note>, empty: bool) -> Result<Query, QuerySyntax> {
        self.query.notes = notes;
        let operators =
            |token: &Token<'_>| matches!(token.kind, Kind::And | Kind::Or | Kind::Not | Kind::Open);
        if self.tokens.iter().any(operators) {
            let root = self.any()?;
            self.query.root = root.unwrap_or(Node::All);
            self.query.divide();
        } else {
            self.list()?;
        }
        let said = |token: &&Token<'_>| matches!(token.kind, Kind::Text | Kind::Phrase);
        let said = self.tokens.iter().filter(said).count();
        let wordless = self.query.root == Node::All && !empty && !self.typing;
        if wordless && (self.outer.is_empty() || said > self.outer.len()) {
            self.query.root = Node::Or(Vec::new());
            self.query.required = Some(Node::Or(Vec::new()));
            self.query
                .notes
                .push(Reading::NoWords.at(0, self.query.text.trim()));
        }
        if let Some((position, text)) = self.leaves.first_left_out {
            self.query
                .notes
                .push(Reading::TooManyWords.at(position, text));
        }
        let mut query = self.query;
        query.root.positive_words(&mut query.words);
        query.notes.sort_by_key(|note| (note.kind, note.position));
        query.notes.dedup_by_key(|note| note.kind);
        query.notes.sort_by_key(|note| note.position);
        Ok(query)
    }

    pub(super) fn note(&mut self, note: Note) {
        // Tokens are read from left to right: the first of a kind is the one to keep.
        if self.query.notes.iter().all(|known| known.kind != note.kind) {
            self.query.notes.push(note);
        }
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next).copied()
    }

    /// A query without operators and brackets: one part after the other.
    fn list(&mut self) -> Result<(), QuerySyntax> {
        let mut list = List::default();
        while self.peek().is_some() {
            let (nots, plus) = self.signs();
            let Some(token) = self.peek() else { break };
            self.next += 1;
            let outer = self.outer.len();
            let nodes = self.leaf(token)?;
            self.outermost(outer, nots > 0)?;
            if nots % 2 == 1 {
                list.exclude(nodes, token)?;
            } else {
                list.add(nodes, plus, token)?;
            }
        }
        list.into_query(&mut self.query, &mut self.leaves);
        Ok(())
    }

    /// `a OR b`.
    fn any(&mut self) -> Result<Option<Node>, QuerySyntax> {
        let outer = self.outer.len();
        let mut parts = Vec::from_iter(self.all()?);
        let mut choice = false;
        while self.peek().is_some_and(|token| token.kind == Kind::Or) {
            self.next += 1;
            choice = true;
            parts.extend(self.all()?);
        }
        self.outermost(outer, choice)?;
        Ok(Node::any_of(parts))
    }

    /// `a b`, `a AND b`.
    fn all(&mut self) -> Result<Option<Node>, QuerySyntax> {
        let mut parts = Vec::new();
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Or | Kind::Close => break,
                Kind::And => self.next += 1,
                _ => parts.extend(self.not()?),
            }
        }
        Ok(Node::all_of(parts))
    }

    /// `NOT a`, `-a`.
    fn not(&mut self) -> Result<Option<Node>, QuerySyntax> {
        let (nots, _) = self.signs();
        let outer = self.outer.len();
        let node = self.one()?;
        self.outermost(outer, nots > 0)?;
        Ok(if nots % 2 == 1 {
            node.map(Node::negated)
        } else {
            node
        })
    }

    /// How many NOTs and minus signs stand here, and whether a plus does.
    fn signs(&mut self) -> (usize, bool) {
        let (mut nots, mut plus) = (0, false);
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Not | Kind::Minus => nots += 1,
                Kind::Plus => plus = true,
                _ => break,
            }
            self.next += 1;
        }
        (nots, plus)
    }

    /// A group, or a leaf.
    fn one(&mut self) -> Result<Option<Node>, QuerySyntax> {
        let Some(token) = self.peek() else {
            return Ok(None);
        };
        self.next += 1;
        if token.kind != Kind::Open {
            let nodes = self.leaf(token)?.into_iter();
            let nodes = nodes.filter_map(|node| self.leaves.take(node, token));
            let nodes = nodes.collect();
            return Ok(Node::all_of(nodes));
        }
        let inner = self.any()?;
        if self.peek().is_some() {
            self.next += 1;
        }
        Ok(inner)
    }

    /// Refuses what is about the whole query and was read since there were so many of it, where only a part is meant.
    fn outermost(&self, since: usize, part: bool) -> Result<(), QuerySyntax> {
        match self.outer.get(since).filter(|_| part) {
            Some(token) => Err(Problem::NotOutermost.at(token.position, token.text)),
            None => Ok(()),
        }
    }
}
