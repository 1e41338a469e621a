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

mod build;
mod facts;
mod manifest;
mod merge;
mod snapshot;
#[cfg(test)]
mod tests;
mod view;
mod writer;

pub use manifest::{Manifest, Named};
pub use snapshot::{Part, Snapshot};
pub use view::View;
pub use writer::{Version, Writer};
