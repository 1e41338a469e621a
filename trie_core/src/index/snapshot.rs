//! One generation, open for reading: the segments, and which of their entries still hold.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};

use hashbrown::HashMap;

use super::manifest::{Manifest, Named};
use super::view::View;
use crate::bits::load;
use crate::error::{Error, Result};
use crate::segment::Segment;

/// A stretch of a page's history that stands in one segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Number of the segment.
    pub view: u32,
    /// The page's entry there.
    pub entry: u32,
    /// First ordinal.
    pub start: u32,
    /// One behind the last ordinal.
    pub end: u32,
}

/// One generation, open for reading.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The generation.
    pub generation: u64,
    /// The writer's bookmark.
    pub cursor: Option<i64>,
    /// Oldest first.
    pub views: Vec<View>,
    /// Page ids by slot, ascending.
    pub pages: Vec<u32>,
    pub(super) parts: Vec<Part>,
    pub(super) part_offsets: Vec<u32>,
    pub(crate) touches: Arc<HashMap<(u32, u32), i64>>,
    /// Names of the sites.
    pub sites: Arc<Vec<String>>,
    /// For each slot the number of its site.
    pub slot_sites: Vec<u32>,
    /// Filled by the first search with a ruler.
    pub(crate) earliest: OnceLock<Option<i64>>,
    /// Filled by the first who asks how many versions there are.
    pub(super) versions: OnceLock<usize>,
    /// Filled by the first ranked search.
    pub(crate) statistics: OnceLock<crate::search::Statistics>,
    /// What stood for the words asked for of late.
    pub(crate) known_forms: RwLock<crate::search::KnownForms>,
}

impl Snapshot {
    /// Opens the newest generation of a directory; an empty or absent one is generation 0.
    ///
    /// # Errors
    /// [`Error::Corrupt`], [`Error::Version`], [`Error::Io`].
    pub fn open(folder: &Path) -> Result<Self> {
        let mut manifest = Manifest::read(folder)?;
        loop {
            match Self::of(folder, &manifest) {
                Ok(snapshot) => return Ok(snapshot),
                Err(error) => {
                    // A merge may have deleted the file after the manifest was read; then there is a newer one.
                    let newer = Manifest::read(folder)?;
                    if newer.generation == manifest.generation {
                        return Err(error);
                    }
                    manifest = newer;
                }
            }
        }
    }

    pub(super) fn of(folder: &Path, manifest: &Manifest) -> Result<Self> {
        let segments = manifest
            .segments
            .iter()
            .map(|named| open_once(folder, named));
        Ok(Self::new(
            manifest.generation,
            manifest.cursor,
            segments.collect::<Result<_>>()?,
        ))
    }

    /// Its segments, oldest first.
    pub(super) fn segments(&self) -> impl Iterator<Item = &Arc<Segment>> {
        self.views.iter().map(|view| &view.segment)
    }

    /// The slot of a page.
    #[must_use]
    pub fn slot_of(&self, page: u32) -> Option<usize> {
        self.pages.binary_search(&page).ok()
    }

    /// The parts of a page's history, oldest first.
    #[inline]
    #[must_use]
    pub fn parts(&self, slot: usize) -> &[Part] {
        &self.parts[self.part_offsets[slot] as usize..self.part_offsets[slot + 1] as usize]
    }

    /// Whether every page's whole history stands in one segment.
    #[inline]
    #[must_use]
    pub fn flat(&self) -> bool {
        self.parts.len() == self.pages.len()
    }

    /// Whether every version is the current one of its page.
    #[must_use]
    pub fn fresh(&self) -> bool {
        self.views
            .iter()
            .all(|view| view.fresh && view.segment.one_each())
    }

    /// Whether a page's whole history stands in one segment.
    #[inline]
    #[must_use]
    pub fn whole(&self, slot: usize) -> bool {
        self.flat() || self.parts(slot).len() == 1
    }

    /// One behind the page's last ordinal.
    #[inline]
    #[must_use]
    pub fn end(&self, slot: usize) -> u32 {
        self.parts(slot).last().map_or(0, |part| part.end)
    }

    pub(super) fn part(&self, slot: usize, ordinal: u32) -> Option<&Part> {
        self.parts(slot)
            .iter()
            .rev()
            .find(|part| (part.start..part.end).contains(&ordinal))
    }

    /// Where a version stands: number of the segment, place in its line.
    #[inline]
    #[must_use]
    pub fn version(&self, slot: usize, ordinal: u32) -> Option<(usize, u32)> {
        let part = self.part(slot, ordinal)?;
        let range = self.views[part.view as usize]
            .segment
            .range(part.entry as usize);
        Some((part.view as usize, range.start + (ordinal - part.start)))
    }

    /// When a version was first read.
    #[inline]
    #[must_use]
    pub fn first_read(&self, slot: usize, ordinal: u32) -> Option<i64> {
        let (view, version) = self.version(slot, ordinal)?;
        Some(self.views[view].segment.first_read(version))
    }

    /// When a version was last read.
    #[must_use]
    pub fn last_read(&self, slot: usize, ordinal: u32) -> Option<i64> {
        let (view, version) = self.version(slot, ordinal)?;
        let own = self.views[view].segment.last_read(version);
        Some(self.touched(slot, ordinal, own))
    }

    /// When a version was last read, given what its own segment knows.
    #[inline]
    #[must_use]
    pub fn touched(&self, slot: usize, ordinal: u32, own: i64) -> i64 {
        if self.touches.is_empty() {
            return own;
        }
        let later = self.touches.get(&(slot as u32, ordinal));
        later.map_or(own, |&read| read.max(own))
    }

    /// When the next version was first read; none for the current one.
    #[must_use]
    pub fn until(&self, slot: usize, ordinal: u32) -> Option<i64> {
        self.first_read(slot, ordinal.checked_add(1)?)
    }

    /// Whether the page was gone.
    #[must_use]
    pub fn gone(&self, slot: usize, ordinal: u32) -> bool {
        self.version(slot, ordinal)
            .is_none_or(|(view, version)| self.views[view].segment.gone(version))
    }

    /// The ordinals of a page.
    pub fn ordinals(&self, slot: usize) -> impl Iterator<Item = u32> + '_ {
        self.parts(slot)
            .iter()
            .flat_map(|part| part.start..part.end)
    }

    /// How many versions of a page are neither gone nor minor.
    #[must_use]
    pub fn alive(&self, slot: usize) -> u32 {
        let alive = |part: &Part| {
            let segment = &self.views[part.view as usize].segment;
            let start = segment.range(part.entry as usize).start;
            if segment.none_gone() && segment.none_minor() {
                return part.end - part.start;
            }
            (start..start + (part.end - part.start))
                .filter(|&version| !segment.gone(version) && !segment.minor(version))
                .count() as u32
        };
        self.parts(slot).iter().map(alive).sum()
    }

    /// Looks at every structure of every segment.
    ///
    /// # Errors
    /// [`Error::Corrupt`].
    pub fn verify(&self) -> Result<()> {
        for view in &self.views {
            view.segment.verify()?;
        }
        for slot in 0..self.pages.len() {
            if !self
                .parts(slot)
                .windows(2)
                .all(|pair| pair[0].end == pair[1].start)
                || self.parts(slot)[0].start != 0
            {
                return Err(Error::Corrupt(format!(
                    "the history of page {} has a hole",
                    self.pages[slot]
                )));
            }
        }
        Ok(())
    }
}

/// Opens a segment once for all generations of this process that hold it: a new generation costs only what is new.
pub(super) fn open_once(folder: &Path, named: &Named) -> Result<Arc<Segment>> {
    type Open = HashMap<(PathBuf, u64, u64), Weak<Segment>>;
    static OPEN: Mutex<Option<Open>> = Mutex::new(None);
    let path = folder.join(&named.name);
    let key = (path.clone(), named.bytes, named.sum);
    let mut guard = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    let open = guard.get_or_insert_default();
    if let Some(segment) = open.get(&key).and_then(Weak::upgrade) {
        return Ok(segment);
    }
    let segment = Segment::open(&path)?;
    let bytes = segment.bytes();
    if bytes.len() as u64 != named.bytes || load(bytes, bytes.len() - 8) != named.sum {
        return Err(Error::Corrupt(format!(
            "{} is not the file the manifest speaks of",
            path.display()
        )));
    }
    let segment = Arc::new(segment);
    open.retain(|_, segment| segment.strong_count() > 0);
    open.insert(key, Arc::downgrade(&segment));
    Ok(segment)
}
