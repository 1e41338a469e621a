//! Storage of a segment's bytes: mapped from a file, or in memory.

use std::fs::File;
use std::ops::Deref;
use std::path::Path;

use memmap2::Mmap;

use crate::error::{Error, Result};

/// Bytes that stay as they are.
#[derive(Debug)]
pub enum Store {
    /// A mapped file. Segment files are written under another name, flushed, renamed and never changed again.
    Mapped(Mmap),
    /// Bytes of our own.
    Owned(Vec<u8>),
}

impl Store {
    /// Maps a regular file read-only.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when it is no regular file or empty, [`Error::Io`] when it cannot be opened.
    pub fn map(path: &Path) -> Result<Self> {
        let fail = |error| Error::Io(format!("{} cannot be opened", path.display()), error);
        // Asked before opening: opening a FIFO would wait for a writer.
        let kind = std::fs::metadata(path).map_err(fail)?;
        if !kind.is_file() || kind.len() == 0 {
            let what = if kind.is_file() {
                "is empty"
            } else {
                "is no regular file"
            };
            return Err(Error::Corrupt(format!(
                "{} {what}, expected a segment",
                path.display()
            )));
        }
        let file = File::open(path).map_err(fail)?;
        // The only unsafe line of the crate. The mapping is sound as long as nobody changes the file, which the
        // index never does: it writes a new file and renames it, and deletes by unlinking.
        #[expect(unsafe_code, reason = "mapping a file; see above")]
        let map = unsafe { Mmap::map(&file) }.map_err(fail)?;
        Ok(Self::Mapped(map))
    }
}

impl Deref for Store {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Owned(bytes) => bytes,
        }
    }
}

/// Writes a file so that it is there whole or not at all: under another name, flushed, renamed, the folder flushed.
///
/// # Errors
/// [`Error::Io`].
pub fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    let fail = |error| Error::Io(format!("{} cannot be written", path.display()), error);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&draft, path)?;
        std::fs::File::open(folder)?.sync_all()
    };
    write().map_err(|error| {
        let _ = std::fs::remove_file(&draft);
        fail(error)
    })
}
