//! The one writer of an index directory.

use std::borrow::{Borrow, Cow};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hashbrown::HashMap;

use super::files::{lock, sweep, write};
use super::manifest::{Manifest, Named};
use super::merge::due;
use super::snapshot::{Snapshot, open_once};
use crate::bits::load;
use crate::error::{Error, Result};
use crate::segment::{Draft, Meta, Segment, Store, Texts, Touch, merge};

/// Segments that readers may have frozen before some are merged: a commit merges them anyway, and a reader that need
/// not is there at once.
const HELD: usize = if cfg!(test) { 3 } else { 16 };

/// A version as it is put.
#[derive(Debug, Clone, Default)]
pub struct Version {
    /// When it was first read, in microseconds.
    pub first_read: i64,
    /// When it was last read.
    pub last_read: i64,
    /// The title.
    pub title: String,
    /// The main text.
    pub main: String,
    /// Menus, footers, asides.
    pub rest: String,
    /// Language tag, or empty.
    pub language: String,
    /// The page was gone; such a version has no words.
    pub gone: bool,
    /// Only the rest is another than in the version before.
    pub minor: bool,
}

/// The one writer of an index directory; holds its lock until it is dropped.
#[derive(Default)]
pub struct Writer {
    folder: PathBuf,
    _lock: Option<File>,
    manifest: Manifest,
    /// The generation tried last: a name that may have been published before something failed is not used again.
    tried: u64,
    snapshot: Arc<Snapshot>,
    /// What was frozen for readers since the last commit, oldest first. It is in memory only.
    held: Vec<Arc<Segment>>,
    /// What is published and what is held.
    live: Arc<Snapshot>,
    draft: Draft,
    /// One behind the last ordinal of pages put since the last commit.
    ends: HashMap<u32, u32>,
}

impl Writer {
    /// Opens (or begins) an index for writing; clears away what a killed writer left.
    ///
    /// # Errors
    /// [`Error::Locked`] when another writer still holds it after `wait`, else what reading the index can give.
    pub fn open(folder: &Path, wait: Duration) -> Result<Self> {
        let fail = |error| Error::Io(format!("{} cannot be made", folder.display()), error);
        std::fs::create_dir_all(folder).map_err(fail)?;
        let lock = lock(folder, wait)?;
        let manifest = Manifest::read(folder)?;
        let snapshot = Arc::new(Snapshot::of(folder, &manifest)?);
        let folder = folder.to_owned();
        let writer = Self {
            folder,
            _lock: Some(lock),
            manifest,
            live: Arc::clone(&snapshot),
            snapshot,
            draft: Draft::with_places(),
            ..Self::default()
        };
        sweep(&writer.folder, &writer.manifest);
        Ok(writer)
    }

    /// The bookmark committed last.
    #[must_use]
    pub const fn cursor(&self) -> Option<i64> {
        self.manifest.cursor
    }

    /// The generation committed last.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.manifest.generation
    }

    /// One behind the last ordinal known of a page.
    pub(super) fn end(&self, page: u32) -> u32 {
        let known = || {
            self.snapshot
                .slot_of(page)
                .map_or(0, |slot| self.snapshot.end(slot))
        };
        self.ends.get(&page).copied().unwrap_or_else(known)
    }

    /// Says what a page's history is from ordinal `start` on. See [the module](super).
    ///
    /// # Errors
    /// [`Error::Input`] when ordinals before `start` are unknown or times run backwards.
    pub fn put(
        &mut self,
        page: u32,
        start: u32,
        versions: &[impl Borrow<Version>],
        site: &str,
    ) -> Result<()> {
        let known = self.end(page);
        if start > known {
            return Err(Error::Input(format!(
                "page {page} has versions below {known}, so its history cannot go on at {start}; put from {known}"
            )));
        }
        check_times(page, versions)?;
        check_minors(page, start, versions)?;
        self.draft.part(page, start, site);
        for version in versions {
            let version = version.borrow();
            let language = self.draft.language(&version.language);
            let Version {
                first_read,
                last_read,
                gone,
                minor,
                ..
            } = *version;
            let meta = Meta {
                first_read,
                last_read,
                gone,
                minor,
                language,
                ..Meta::default()
            };
            let texts = if gone {
                Texts::default()
            } else {
                Texts {
                    title: &version.title,
                    main: &version.main,
                    rest: &version.rest,
                }
            };
            self.draft.text(meta, texts);
        }
        let count = u32::try_from(versions.len()).unwrap_or(u32::MAX);
        self.ends.insert(page, start.saturating_add(count));
        Ok(())
    }

    /// Notes an unchanged reading of a version.
    ///
    /// # Errors
    /// [`Error::Input`] when the version is unknown.
    pub fn touch(&mut self, page: u32, ordinal: u32, last_read: i64) -> Result<()> {
        let known = self.end(page);
        if ordinal >= known {
            return Err(Error::Input(format!(
                "page {page} has versions below {known}, got {ordinal}; put it first"
            )));
        }
        self.draft.touch(Touch {
            page,
            ordinal,
            last_read,
        });
        Ok(())
    }

    /// Forgets a page.
    pub fn delete(&mut self, page: u32) {
        if self.end(page) > 0 {
            self.draft.part(page, 0, "");
            self.ends.insert(page, 0);
        }
    }

    /// Forgets what was put since the last commit.
    pub fn rollback(&mut self) {
        self.draft = Draft::with_places();
        self.ends.clear();
        self.held.clear();
        self.live = Arc::clone(&self.snapshot);
    }

    /// About how much memory the uncommitted changes hold.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.draft.bytes() + self.held_bytes()
    }

    fn held_bytes(&self) -> usize {
        self.held.iter().map(|segment| segment.bytes().len()).sum()
    }

    /// What is published and all that was put since, for reading at once: nothing is written or flushed. Generation
    /// and bookmark are those published last, and it answers what the next commit will make everybody's answer.
    ///
    /// # Errors
    /// What [`Draft::finish`] gives.
    pub fn reader(&mut self) -> Result<Arc<Snapshot>> {
        self.freeze()?;
        let Manifest {
            generation, cursor, ..
        } = self.manifest;
        let sizes: Vec<usize> = self.held.iter().map(|one| one.bytes().len()).collect();
        let kept = sizes.len() - if sizes.len() > HELD { due(&sizes) } else { 0 };
        if kept < sizes.len() {
            let parts: Vec<&Segment> = self.held[kept..].iter().map(|one| &**one).collect();
            let merged = owned(merge(&parts, kept == 0 && self.snapshot.views.is_empty())?)?;
            self.held.truncate(kept);
            self.held.push(merged);
            let whole = self.snapshot.segments().chain(&self.held).cloned();
            self.live = Arc::new(Snapshot::new(generation, cursor, whole.collect()));
        }
        let known = self.live.views.len() - self.snapshot.views.len();
        for fresh in &self.held[known..] {
            self.live = Arc::new(self.live.with(generation, cursor, Arc::clone(fresh)));
        }
        Ok(Arc::clone(&self.live))
    }

    /// Makes what was put a segment in memory, if there is anything that would stand in it.
    fn freeze(&mut self) -> Result<()> {
        if self.draft.is_empty() {
            return Ok(());
        }
        let whole = self.snapshot.views.is_empty() && self.held.is_empty();
        let segment = owned(self.draft.finish(whole)?)?;
        self.draft = Draft::with_places();
        if segment.entries() > 0 || segment.touches().next().is_some() {
            self.held.push(segment);
        }
        Ok(())
    }

    /// Freezes what was put and publishes it with the bookmark (none keeps the last one). When it fails, what was put
    /// is still there and the commit can be tried again.
    ///
    /// # Errors
    /// [`Error::Io`] and what [`Draft::finish`] gives.
    pub fn commit(&mut self, cursor: Option<i64>) -> Result<u64> {
        let cursor = cursor.or(self.manifest.cursor);
        if self.draft.is_empty() && self.held.is_empty() && cursor == self.manifest.cursor {
            return Ok(self.manifest.generation);
        }
        self.freeze()?;
        let mut sizes = self.sizes();
        if !self.held.is_empty() {
            sizes.push(self.held_bytes());
        }
        let held = self.held.clone();
        self.publish(&held, due(&sizes), cursor)?;
        self.rollback();
        Ok(self.manifest.generation)
    }

    fn sizes(&self) -> Vec<usize> {
        let sizes = self.snapshot.segments().map(|one| one.bytes().len());
        sizes.collect()
    }

    /// Merges all published segments into one, or those that a tier has too many of.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Corrupt`].
    pub fn merge(&mut self, all: bool) -> Result<()> {
        let sizes = self.sizes();
        let count = if all { sizes.len() } else { due(&sizes) };
        if count > 1
            || (all && count == 1 && self.snapshot.views[0].segment.touches().next().is_some())
        {
            self.publish(&[], count, self.manifest.cursor)?;
            let whole = self.snapshot.segments().chain(&self.held).cloned();
            let (generation, cursor) = (self.manifest.generation, self.manifest.cursor);
            self.live = Arc::new(Snapshot::new(generation, cursor, whole.collect()));
        }
        Ok(())
    }

    /// Publishes a generation in which the `count` newest segments (all that is fresh being one of them) are one.
    fn publish(&mut self, fresh: &[Arc<Segment>], count: usize, cursor: Option<i64>) -> Result<()> {
        let kept = self
            .manifest
            .segments
            .len()
            .saturating_sub(count.saturating_sub(usize::from(!fresh.is_empty())));
        self.tried = self.tried.max(self.manifest.generation) + 1;
        let mut manifest = Manifest {
            generation: self.tried,
            cursor,
            segments: self.manifest.segments[..kept].to_vec(),
        };
        let old = self.snapshot.segments().skip(kept);
        let parts: Vec<&Segment> = old.chain(fresh).map(|one| &**one).collect();
        let bytes = match parts[..] {
            [] => None,
            [one] if count == 0 => Some(Cow::Borrowed(one.bytes())),
            _ => Some(Cow::Owned(merge(&parts, kept == 0)?)),
        };
        if let Some(bytes) = &bytes {
            let name = format!("{:012x}.seg", manifest.generation);
            write(&self.folder.join(&name), bytes)?;
            let (len, sum) = (bytes.len() as u64, load(bytes, bytes.len() - 8));
            manifest.segments.push(Named {
                name,
                bytes: len,
                sum,
            });
        }
        manifest.publish(&self.folder)?;
        let snapshot = match manifest.segments.last() {
            Some(newest) if count == 0 && bytes.is_some() => self.snapshot.with(
                manifest.generation,
                cursor,
                open_once(&self.folder, newest)?,
            ),
            _ => Snapshot::of(&self.folder, &manifest)?,
        };
        self.manifest = manifest;
        self.snapshot = Arc::new(snapshot);
        sweep(&self.folder, &self.manifest);
        Ok(())
    }

    /// What is published, for reading.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }
}

/// A segment of bytes that no file holds.
fn owned(bytes: Vec<u8>) -> Result<Arc<Segment>> {
    Segment::new(Store::Owned(bytes)).map(Arc::new)
}

/// A minor version has a version before it that it is one of.
fn check_minors(page: u32, start: u32, versions: &[impl Borrow<Version>]) -> Result<()> {
    let mut before = None;
    for version in versions.iter().map(Borrow::borrow) {
        let alone = before.map_or(start == 0, |before: &Version| before.gone);
        if version.minor && (alone || version.gone) {
            return Err(Error::Input(format!(
                "page {page}: the version first read at {} is minor, but follows none that says the same",
                version.first_read
            )));
        }
        before = Some(version);
    }
    Ok(())
}

fn check_times(page: u32, versions: &[impl Borrow<Version>]) -> Result<()> {
    for (number, version) in versions.iter().enumerate() {
        let version = version.borrow();
        let next = versions.get(number + 1).map(Borrow::borrow);
        if version.last_read < version.first_read
            || next.is_some_and(|next| next.first_read < version.first_read)
        {
            return Err(Error::Input(format!(
                "page {page}: the times of version {number} of {} run backwards; put versions oldest first",
                versions.len()
            )));
        }
    }
    Ok(())
}
