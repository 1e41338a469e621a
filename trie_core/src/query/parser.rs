//! The parser: recursive descent over the tokens, one function a level of precedence.
//!
//! Each token is looked at once and nesting is limited, so time and stack are bounded by the limits of the
//! language whatever is typed.

use super::error::{Problem, QuerySyntax};
use super::lexer::{Kind, Token, lex};
use super::{MAX_CHARS, MAX_DEPTH, MAX_WORDS, Node, Query};
use crate::text::Scratch;

/// What an operator found on one side.
pub(super) struct Operand {
    /// Something was written there.
    pub written: bool,
    /// What it means; nothing for punctuation and for what is about the whole query.
    pub node: Option<Node>,
}

/// The state while a query is parsed.
pub(super) struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    next: usize,
    pub typing: bool,
    /// How many ORs and NOTs stand above.
    pub below: usize,
    /// The parts about the whole query seen so far.
    pub outer: Vec<Token<'a>>,
    pub leaves: usize,
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
/// something ends it, and an open parenthesis, a dangling operator or a missing value at the end is
/// forgiven.
///
/// ```
/// use trie_core::query::parse;
/// let query = parse("Solar (wind OR tides) -coal after:2026-01-31", false)?;
/// assert_eq!(query.words, ["solar", "wind", "tides"]);
/// assert_eq!(query.after.as_deref(), Some("2026-01-31"));
/// assert_eq!(parse("sol", true)?.words, ["sol*"]);
/// assert_eq!(parse("wind OR", false).unwrap_err().position, 5);
/// # Ok::<(), trie_core::query::QuerySyntax>(())
/// ```
///
/// # Errors
///
/// [`QuerySyntax`] says what is wrong, where, and what to do.
pub fn parse(text: &str, typing: bool) -> Result<Query, QuerySyntax> {
    if let Some((end, _)) = text.char_indices().nth(MAX_CHARS) {
        return Err(Problem::TooLong.at(MAX_CHARS, &text[end..]));
    }
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
        address: None,
        notes: Vec::new(),
    };
    let mut parser = Parser {
        tokens: lex(text),
        next: 0,
        typing,
        below: 0,
        outer: Vec::new(),
        leaves: 0,
        scratch: Scratch::default(),
        query,
    };
    let root = parser.any(0)?.node;
    if let Some(close) = parser.peek() {
        return Err(Problem::NotOpened.at(close.position, close.text));
    }
    match (root, parser.tokens.first()) {
        (Some(root), _) => parser.query.root = root,
        (None, Some(first)) if !typing && parser.outer.is_empty() => {
            return Err(Problem::NoWords.at(first.position, text.trim_start()));
        }
        (None, _) => {}
    }
    let operators = |token: &Token<'_>| !matches!(token.kind, Kind::Text | Kind::Minus);
    let operators = parser.tokens.iter().any(operators);
    let mut query = parser.query;
    query.root.positive_words(&mut query.words);
    query.divide(operators);
    Ok(query)
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next).copied()
    }

    /// `a OR b`.
    fn any(&mut self, depth: usize) -> Result<Operand, QuerySyntax> {
        let outer = self.outer.len();
        let first = self.all(depth)?;
        let mut written = first.written;
        let mut parts = Vec::from_iter(first.node);
        while let Some(or) = self.peek().filter(|token| token.kind == Kind::Or) {
            if !written {
                return Err(Problem::NoLeft.at(or.position, or.text));
            }
            self.next += 1;
            self.below += 1;
            let right = self.all(depth)?;
            self.below -= 1;
            if right.written {
                if let Some(token) = self.outer.get(outer) {
                    return Err(Problem::NotOutermost.at(token.position, token.text));
                }
                parts.extend(right.node);
            } else {
                self.forgive(or)?;
            }
            written = true;
        }
        Ok(Operand {
            written,
            node: Node::any_of(parts),
        })
    }

    /// `a b`, `a AND b`.
    fn all(&mut self, depth: usize) -> Result<Operand, QuerySyntax> {
        let mut written = false;
        let mut parts = Vec::new();
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Or | Kind::Close => break,
                Kind::And if !written => return Err(Problem::NoLeft.at(token.position, token.text)),
                Kind::And => {
                    self.next += 1;
                    if !self.operand_follows() {
                        self.forgive(token)?;
                    }
                }
                _ => {
                    written = true;
                    parts.extend(self.not(depth)?);
                }
            }
        }
        Ok(Operand {
            written,
            node: Node::all_of(parts),
        })
    }

    /// `NOT a`, `-a`.
    fn not(&mut self, depth: usize) -> Result<Option<Node>, QuerySyntax> {
        let mut nots = 0;
        while let Some(token) = self
            .peek()
            .filter(|token| matches!(token.kind, Kind::Not | Kind::Minus))
        {
            nots += 1;
            if depth + nots > MAX_DEPTH {
                return Err(Problem::TooDeep.at(token.position, token.text));
            }
            self.next += 1;
            if !self.operand_follows() {
                self.forgive(token)?;
                return Ok(None);
            }
        }
        self.below += nots;
        let node = self.one(depth + nots)?;
        self.below -= nots;
        Ok(if nots % 2 == 1 {
            node.map(Node::negated)
        } else {
            node
        })
    }

    /// A group, or a leaf.
    fn one(&mut self, depth: usize) -> Result<Option<Node>, QuerySyntax> {
        let Some(token) = self.peek() else {
            return Ok(None);
        };
        self.next += 1;
        if token.kind != Kind::Open {
            return self.leaf(token);
        }
        if depth >= MAX_DEPTH {
            return Err(Problem::TooDeep.at(token.position, token.text));
        }
        let inner = self.any(depth + 1)?;
        match self.peek() {
            Some(_) => self.next += 1,
            None if self.typing => {}
            None => return Err(Problem::NotClosed.at(token.position, token.text)),
        }
        Ok(inner.node)
    }

    fn operand_follows(&self) -> bool {
        self.peek()
            .is_some_and(|token| !matches!(token.kind, Kind::And | Kind::Or | Kind::Close))
    }

    /// Lets an operator without its right side pass if it is the end of what is being typed.
    fn forgive(&self, operator: Token<'a>) -> Result<(), QuerySyntax> {
        if self.typing && self.peek().is_none() {
            return Ok(());
        }
        Err(Problem::NoRight.at(operator.position, operator.text))
    }

    /// Counts one more leaf of the tree.
    pub(super) fn count_leaf(&mut self, token: Token<'a>) -> Result<(), QuerySyntax> {
        self.leaves += 1;
        if self.leaves > MAX_WORDS {
            return Err(Problem::TooManyWords.at(token.position, token.text));
        }
        Ok(())
    }
}
