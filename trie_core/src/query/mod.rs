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
//! | `+a` | this one, also where others may be missing |
//! | `begin*` | any word that begins so |
//! | `wrod~`, `wrod~2` | any word within one edit, or two |
//! | `title:word`, `title:begin*`, `title:wrod~` | in the title |
//! | `site:example.org` | on this site or below it |
//! | `lang:nl`, `lang:dutch` | in this language |
//! | `tag:news`, `tag:"city council"` | of the pages that people gave this tag |
//! | `url:https://example.org/a` | the page of this address |
//! | `in:all` | also in menus, footers and asides |
//! | `after:2026-01-31`, `before:2026-02-15`, `at:2026-03-01` | as the page stood then |
//! | `at:2026-12-25T15:00+01:00`, `after:2026-11`, `after:2026` | a time, month or year |
//!
//! NOT binds tighter than AND, AND than OR; operators are operators in capitals only. `in:`, `url:`, `after:`,
//! `before:` and `at:` are about the whole query and cannot stand below OR or NOT; several `after:` or
//! `before:` narrow each other. Names before a colon may be written in capitals too.
//!
//! Plain words may be missing where few pages have them all ([`Query::plain`]); everything else holds for every page
//! ([`Query::required`]). AND, OR, NOT and brackets make the whole query strict.
//!
//! A `~` right behind a word asks for all words that one edit turns into it, `~2` for two. An edit puts in, leaves out
//! or changes a letter, or swaps two neighbours; digits are never edited, so that `2026~` is `2026`.
//!
//! Everything else is text, cut by [the tokeniser](crate::text) as pages are: `e-mail` is both of `e` and
//! `mail`, a pasted address is its words, `foo:bar` is what the page's `foo:bar` is. Whatever is not the language's is
//! read as words and said in a [`Note`]: quotation marks and brackets that are left open, operators without a side,
//! stars inside a word, code, sentences. Only what contradicts itself is refused ([`QuerySyntax`]), and a day that
//! cannot be. Punctuation says nothing; a text of nothing else finds nothing.
//! To search for `site:x` as a word, write `'site:x`.
//!
//! At most [`MAX_CHARS`] characters are read and [`MAX_WORDS`] different words, sites, languages and tags searched; with more
//! than [`MAX_DEPTH`] brackets and NOTs inside each other all are plain words. The empty query finds everything.

mod ast;
mod display;
mod divide;
mod error;
mod language;
mod leaf;
mod lexer;
mod list;
mod note;
mod parser;
mod paste;
mod rewrite;
#[cfg(test)]
mod tests;
mod tidy;
mod time;
mod value;

pub use ast::{Field, Form, Node, Note, Query, Relation};
pub use error::{QuerySyntax, broken_text, messages};
pub use language::language;
pub use note::notes;
pub use parser::parse;
pub use rewrite::Part;
pub use value::{MAX_TAG, site, tag};

/// The longest query, in characters.
pub const MAX_CHARS: usize = 4096;

/// The most leaves of a query: words, sites, languages, tags.
pub const MAX_WORDS: usize = 64;

/// How deep brackets and NOTs may stand inside each other.
pub const MAX_DEPTH: usize = 64;
