//! Phrases: words one after the other, in one field of one version.
//!
//! # Places
//!
//! A version's words stand at places 0, 1, 2 …: the title's, a gap, the main text's, a gap, the rest's. Where the
//! tokeniser leaves a word out because it is too long, there is a gap too (one for several in a row), so `a … b` with
//! such a word between is not the phrase `"a b"`. No phrase reaches over a gap, and so none over a field's end.
//!
//! # What is stored, and why so
//!
//! A segment keeps the places of the *newest* version it has of each page, word by word ([`list`]). All newest versions
//! stand in one line of places, page after page with a gap between, so a word's places are one ascending list and a
//! phrase of two words is what the one list and the other, moved by one, have in common: no pages need to be compared
//! first.
//!
//! Every older version is kept as changes to the next newer one ([`edit`]). To look for a phrase there, the places of
//! its words are carried back from edit to edit; the rest of the text is never put together. Pages change little, so
//! an edit is a few bytes, and a version costs as much as it changed. The other way would be a compressed store of the
//! older texts beside the index: it grows with every re-crawl (there is no stretch long enough for a general
//! compressor to see that two versions are alike, unless they lie side by side), has to be cut into words at every
//! search, and is a second kind of file to keep in step. Edits are sections of the segment: written, checked, merged,
//! published and deleted with it.
//!
//! When a segment is merged, a page's newest version stays as it is, edits inside one segment are taken over, and only
//! where two segments meet an edit is made anew. Versions that are no longer the newest lose their places and become
//! edits. A segment made of rows or bare texts has none of this, and in it no phrase is found.
//!
//! # Bounds
//!
//! Carrying places back is bounded by [`Work`], the versions read last first. What was not looked at is taken as not
//! matching (below a NOT: as matching), so an answer is never more than the truth, and says that it is `at_least`.

pub mod edit;
mod find;
pub mod list;
mod read;
mod stream;
#[cfg(test)]
mod tests;
mod verify;
mod write;

pub(crate) use find::find;
pub use find::{Fields, WORK, Work, newest};
pub(crate) use read::Positions;
pub(crate) use stream::Streams;
pub(crate) use write::write;

/// How many sections of a segment are phrases'.
pub(crate) const PARTS: usize = 8;
