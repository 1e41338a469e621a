//! The query language: text into a tree.
//!
//! | written | means |
//! |---|---|
//! | `a b`, `a AND b` | both, in one version of a page |
//! | `a OR b` | one of them |
//! | `NOT a`, `-a` | not this one |
//! | `(…)` | a group |
//! | `"a b"`, `title:"a b"` | these words one after the other, in the title or in the main text |
//! | `"a"` | exactly this word |
//! | `begin*` | any word that begins so |
//! | `wrod~`, `wrod~2` | any word within one edit, or two |
//! | `title:word`, `title:begin*`, `title:wrod~` | in the title |
//! | `site:example.org` | on this site or below it |
//! | `lang:nl` | in this language |
//! | `in:all` | also in menus, footers and asides |
//! | `after:2026-01-31`, `before:2026-02-15`, `at:2026-03-01` | as the page stood then |
//!
//! NOT binds tighter than AND, AND than OR; operators are operators in capitals only. `in:`, `after:`,
//! `before:` and `at:` are about the whole query and cannot stand below OR or NOT; several `after:` or
//! `before:` narrow each other. Names before a colon may be written in capitals too.
//!
//! A `~` right behind a word asks for all words that one edit turns into it, `~2` for two. An edit puts in, leaves out
//! or changes a letter, or swaps two neighbours; digits are never edited, so that `2026~` is `2026`.
//!
//! Everything else is text, cut by [the tokeniser](crate::text) as pages are: `e-mail` is both of `e` and
//! `mail`, a pasted address is its words, `foo:bar` is what the page's `foo:bar` is. A minus negates only at
//! the beginning of a word or group. Punctuation alone says nothing and is passed over, but a query of
//! nothing else is an error: it would find every page. So is a word longer than the index keeps one.
//! Between quotation marks too: signs say nothing there, stars and capital operators neither. A quotation mark that
//! is left open is an error, but not while somebody types. One that stands inside or behind a word (`19"`) opens nothing.
//! To search for `site:x` as a word, write `'site:x`.
//!
//! At most [`MAX_CHARS`] characters, [`MAX_WORDS`] words, sites and languages together, and [`MAX_DEPTH`]
//! parentheses and NOTs inside each other. The empty query finds everything.

mod ast;
mod display;
mod divide;
mod error;
mod leaf;
mod lexer;
mod note;
mod parser;
#[cfg(test)]
mod tests;
mod value;

pub use ast::{Field, Form, Node, Note, Query};
pub use error::{QuerySyntax, broken_text, messages};
pub use note::notes;
pub use parser::parse;

/// The longest query, in characters.
pub const MAX_CHARS: usize = 4096;

/// The most leaves of a query: words, sites, languages.
pub const MAX_WORDS: usize = 64;

/// How deep parentheses and NOTs may stand inside each other.
pub const MAX_DEPTH: usize = 64;
