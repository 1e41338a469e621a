//! Check that published files are still what was published, without mapping them.
//!
//! A generation that is open goes on with what it has mapped, so opening it again says nothing of the files as they
//! are now; and a mapped file that was cut ends the process that looks at its missing end. Here the files are read, a
//! piece at a time, and their checksums compared with those that the manifest remembers.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use xxhash_rust::xxh3::Xxh3;

use super::manifest::{Manifest, Named};
use crate::error::{Error, Result};

/// Read at a time.
const PIECE: usize = 1 << 18;
/// Bytes of the checksum at a file's end.
const TRAILER: usize = 8;

/// The manifest of a directory that has one.
///
/// # Errors
/// [`Error::Corrupt`] when it is damaged or not there, [`Error::Version`], [`Error::Io`].
pub fn published(folder: &Path) -> Result<Manifest> {
    let manifest = Manifest::read(folder)?;
    if manifest.generation == 0 {
        let what = format!("{} has no manifest; rebuild the index", folder.display());
        return Err(Error::Corrupt(what));
    }
    Ok(manifest)
}

/// Reads every file of the newest generation and compares it with what the manifest says of it. At most `rate` bytes
/// are read in a second (none: as fast as it goes). Says how many bytes were read.
///
/// # Errors
/// [`Error::Corrupt`] names the first file that is another one, [`Error::Io`] one that cannot be read.
pub fn check(folder: &Path, rate: Option<u64>) -> Result<u64> {
    let manifest = published(folder)?;
    let mut pace = Pace::new(rate);
    for named in &manifest.segments {
        match one(folder, named, &mut pace) {
            Ok(()) => {}
            // A merge may have deleted the file since; then there is a newer generation, whose turn comes again.
            Err(_) if published(folder)?.generation != manifest.generation => break,
            Err(error) => return Err(error),
        }
    }
    Ok(pace.read)
}

/// Compares one file.
fn one(folder: &Path, named: &Named, pace: &mut Pace) -> Result<()> {
    let path = folder.join(&named.name);
    let fail = |error| Error::Io(format!("{} cannot be read", path.display()), error);
    let bad = |what: String| Err(Error::Corrupt(format!("{} {what}", path.display())));
    let state = std::fs::metadata(&path).map_err(fail)?;
    if !state.is_file() || state.len() != named.bytes {
        return bad(format!(
            "should have {} bytes, got {}",
            named.bytes,
            state.len()
        ));
    }
    let mut file = File::open(&path).map_err(fail)?;
    let mut sum = Xxh3::new();
    let mut left = usize::try_from(named.bytes).unwrap_or(usize::MAX);
    let mut piece = vec![0; PIECE];
    while left > TRAILER {
        let want = PIECE.min(left - TRAILER);
        let read = file.read(&mut piece[..want]).map_err(fail)?;
        if read == 0 {
            return bad("ends too early".into());
        }
        sum.update(&piece[..read]);
        left -= read;
        pace.keep(read);
    }
    let mut trailer = [0; TRAILER];
    file.read_exact(&mut trailer).map_err(fail)?;
    if sum.digest() != named.sum || u64::from_le_bytes(trailer) != named.sum {
        return bad("does not match its checksum: the file is damaged".into());
    }
    Ok(())
}

/// Waits so that no more is read than is allowed.
struct Pace {
    rate: Option<u64>,
    began: Instant,
    read: u64,
}

impl Pace {
    fn new(rate: Option<u64>) -> Self {
        let began = Instant::now();
        Self {
            rate,
            began,
            read: 0,
        }
    }

    fn keep(&mut self, read: usize) {
        self.read += read as u64;
        if let Some(rate) = self.rate {
            let due = Duration::from_secs_f64(self.read as f64 / rate.max(1) as f64);
            std::thread::sleep(due.saturating_sub(self.began.elapsed()));
        }
    }
}
