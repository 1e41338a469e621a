//! Counts of how often people open each page, in a file beside the index.
//!
//! It changes all the time while segments never do, so it stands apart from them and is replaced whole. An index
//! without it ranks as if nobody had opened anything.

use std::path::Path;

use crate::bits::{load, load32};
use crate::error::{Error, Result};
use crate::segment::save;

const MAGIC: &[u8; 8] = b"hudvisit";
const HEAD: usize = 8;
const ROW: usize = 8;
const SUM: usize = 8;

/// How often each page was opened; those not named never were.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Visits {
    /// By page.
    rows: Vec<(u32, f32)>,
}

impl Visits {
    /// Of pages and how often each was opened; of a page named twice the greater counts, what is no number above
    /// zero does not.
    #[must_use]
    pub fn new(mut rows: Vec<(u32, f32)>) -> Self {
        rows.retain(|row| row.1 > 0.0 && row.1.is_finite());
        rows.sort_by(|left, right| left.0.cmp(&right.0).then(right.1.total_cmp(&left.1)));
        rows.dedup_by_key(|row| row.0);
        Self { rows }
    }

    /// Pages that were opened.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How often a page was opened.
    #[must_use]
    pub fn of(&self, page: u32) -> f64 {
        let found = self.rows.binary_search_by_key(&page, |row| row.0);
        found.map_or(0.0, |at| f64::from(self.rows[at].1))
    }

    /// Writes the file anew, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn save(&self, path: &Path) -> Result<()> {
        let mut out = MAGIC.to_vec();
        for (page, opened) in &self.rows {
            out.extend_from_slice(&page.to_le_bytes());
            out.extend_from_slice(&opened.to_le_bytes());
        }
        let sum = xxhash_rust::xxh3::xxh3_64(&out);
        out.extend_from_slice(&sum.to_le_bytes());
        save(path, &out)
    }

    /// Reads a file; one that is not there says that nobody opened anything.
    ///
    /// # Errors
    /// [`Error::Corrupt`], [`Error::Io`].
    pub fn open(path: &Path) -> Result<Self> {
        match std::fs::read(path) {
            Ok(bytes) => Self::read(&bytes).map_err(|error| error.of(path)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => {
                let what = format!("{} cannot be read", path.display());
                Err(Error::Io(what, error))
            }
        }
    }

    fn read(bytes: &[u8]) -> Result<Self> {
        let bad = || Error::Corrupt("not a whole file of visits".to_owned());
        let end = bytes.len().checked_sub(SUM).ok_or_else(bad)?;
        let right = end >= HEAD
            && &bytes[..HEAD] == MAGIC
            && (end - HEAD).is_multiple_of(ROW)
            && load(bytes, end) == xxhash_rust::xxh3::xxh3_64(&bytes[..end]);
        if !right {
            return Err(bad());
        }
        let row = |at| (load32(bytes, at), f32::from_bits(load32(bytes, at + 4)));
        Ok(Self::new((HEAD..end).step_by(ROW).map(row).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_is_read_and_what_is_damaged_refused() {
        let rows = vec![(7, 2.5), (3, 1.0), (7, 9.0), (4, 0.0), (5, f32::NAN)];
        let visits = Visits::new(rows);
        assert_eq!(
            (visits.len(), visits.of(7), visits.of(3), visits.of(4)),
            (2, 9.0, 1.0, 0.0)
        );
        let folder = std::env::temp_dir().join(format!("visits-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("visits");
        assert_eq!(Visits::open(&path).unwrap(), Visits::default());
        visits.save(&path).unwrap();
        assert_eq!(Visits::open(&path).unwrap(), visits);
        let bytes = std::fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert!(Visits::read(&damaged).is_err());
            assert!(Visits::read(&bytes[..at]).is_err());
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
