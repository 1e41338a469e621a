//! The files of a writer: its lock, its segments, and what is left over.

use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use super::manifest::Manifest;
use crate::error::{Error, Result};

/// Writes and flushes a segment file. No manifest speaks of it yet, so it needs no other name until it is whole; and
/// the folder is flushed once, after the manifest has been renamed.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let flushed = File::create(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    flushed.map_err(|error| {
        let _ = std::fs::remove_file(path);
        Error::Io(format!("{} cannot be written", path.display()), error)
    })
}

/// Deletes files no manifest speaks of: merged segments, and what a killed writer left.
pub(super) fn sweep(folder: &Path, manifest: &Manifest) {
    let Ok(files) = std::fs::read_dir(folder) else {
        return;
    };
    for file in files.flatten() {
        let name = file.file_name();
        let name = name.to_string_lossy();
        let extension = Path::new(&*name).extension().unwrap_or_default();
        let ours = extension == "seg" || extension == "tmp";
        if ours && !manifest.segments.iter().any(|named| named.name == *name) {
            // What cannot be deleted now is tried again at the next commit.
            let _ = std::fs::remove_file(file.path());
        }
    }
}

/// Takes the lock, which the system lets go when the process dies.
pub(super) fn lock(folder: &Path, wait: Duration) -> Result<File> {
    let path = folder.join("lock");
    let fail = |error| Error::Io(format!("{} cannot be locked", path.display()), error);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(fail)?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if start.elapsed() >= wait => {
                return Err(Error::Locked(format!(
                    "another writer holds {}; stop it, or wait longer than {:.1} s",
                    folder.display(),
                    wait.as_secs_f64()
                )));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            Err(TryLockError::Error(error)) => return Err(fail(error)),
        }
    }
}
