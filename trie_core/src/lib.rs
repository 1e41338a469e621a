//! `trie_core`: a small text index that remembers *when* each word stood on a page.

pub mod bits;
pub mod error;
pub mod html;
pub mod index;
pub mod query;
pub mod search;
pub mod segment;
pub mod table;
pub mod text;

#[cfg(feature = "python")]
mod python;
