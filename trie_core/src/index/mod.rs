//! A directory of segments: one writer, any number of readers in any number of processes.
//!
//! ```text
//! DIR/manifest        which segments make up this generation, oldest first; replaced by rename
//! DIR/lock            held by the writer; the system lets it go when the process dies
//! DIR/*.seg           segments, never changed
//! ```
//!
//! A newer segment's entry of a page that begins at version *a* supersedes everything older segments say of that page
//! at versions *a* and above. So appending a version, saying a page's whole history anew and deleting it are one
//! mechanism: an entry from *n*, an entry from 0, an empty entry from 0.
//!
//! # Publishing
//!
//! A commit writes one segment and flushes it, then the next manifest beside the present one, flushed too; one rename
//! makes it the manifest, and flushing the folder makes that last. Three flushes: the name of a segment needs none of
//! its own, because no manifest speaks of it before the rename and the folder is flushed after both. Killed at any
//! moment, a writer leaves the old generation or the new one, and what else it left is swept up by the next.
//!
//! What is put can be read before: [`Writer::reader`] freezes it into a segment in memory and puts that behind the
//! published ones. Nothing is flushed, and what costs is what is new: a generation shares with the one before all that
//! it leaves as it was ([`Snapshot::with`]). A commit publishes what readers froze as one segment.
//!
//! # Tiers
//!
//! Segments up to 64 KiB are one tier, those up to four times as much the next, and so on. When a fourth would stand in
//! a tier, the four become one, which may fill the next tier at once: after any number of commits there are at most
//! three segments a tier, and a version is written again as often as there are tiers. Merging joins runs that touch and
//! drops what was superseded, so it shrinks. The same tiers hold for what is frozen in memory.

mod build;
mod check;
mod facts;
mod files;
mod manifest;
mod merge;
mod minors;
mod snapshot;
#[cfg(test)]
mod tests;
mod view;
mod writer;

pub use check::{check, published};
pub use manifest::{Manifest, Named};
pub use snapshot::{Part, Snapshot};
pub use view::View;
pub use writer::{Version, Writer};
