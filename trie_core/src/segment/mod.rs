//! One immutable segment: a dictionary, the runs of every word, and the pages with their versions.
//!
//! A file of sections behind a head that says where each stands ([`mod@format`]), read where it lies through anything that
//! derefs to bytes. Its checksum and the columns of its pages are checked once, when it is opened.
//!
//! | sections | hold |
//! |---|---|
//! | table | the words, by the [trie](crate::table): word → ordinal → word |
//! | term offsets, postings | for every eighth word where its record begins; records: one run inlined, or [lists](postings) |
//! | pages, starts, version offsets, marks, entry sites | for each page its number, its first ordinal here, where its versions stand in the line, its site |
//! | first reads, read spans, gone, minor, languages, three lengths | for each version when it was read, and what ranking needs |
//! | sites, languages | their names |
//! | touches | unchanged readings of versions that stand in older segments |
//! | places, edits and what leads to them | where words stand in the newest texts, and older texts as changes ([phrases](crate::phrase)) |
//! | folded | plain spellings of words with accents, and which words those are |
//! | stems, endings | stems by language, and which words have them; long words by how they end |

mod batch;
mod blocks;
mod dense;
mod draft;
mod fold;
mod folded;
pub mod format;
mod key;
mod keyed;
mod lists;
mod merge;
pub mod postings;
mod rows;
mod stems;
mod store;
mod tally;
mod term;
mod verify;
mod words;
mod write;

pub(crate) use blocks::unpack;
pub use dense::Times;
pub use draft::{Draft, Meta, Texts, Touch};
pub use merge::merge;
pub use postings::{Counts, List, Look, Run, Runs};
pub use rows::{Rows, from_texts};
pub use store::{Store, save};
pub use term::Term;
pub use write::{MOST, STRIDE};

use std::ops::{Deref, Range};
use std::path::Path;
use std::sync::OnceLock;

use crate::bits::{Packed, load, load32, to_time};
use crate::error::Result;
use crate::phrase::Positions;
use crate::table::{Near, Neighbours, Table};
use format::{Frame, Section, get_strings};
use keyed::Keyed;
use stems::Spoken;

/// An open segment over anything that derefs to bytes.
#[derive(Debug)]
pub struct Segment<B = Store> {
    bytes: B,
    table: Table,
    folded: Keyed,
    stems: Keyed,
    endings: Packed,
    ending_keys: OnceLock<Vec<u64>>,
    spoken: Spoken,
    term_offsets: Packed,
    postings: usize,
    pages: Packed,
    starts: Packed,
    offsets: Packed,
    entry_sites: Packed,
    marks: usize,
    versions: u32,
    one_each: bool,
    first_reads: Packed,
    read_spans: Packed,
    gone: Packed,
    minor: Packed,
    version_languages: Packed,
    lengths: [Packed; 3],
    sites: Vec<String>,
    languages: Vec<String>,
    touches: [Packed; 3],
    positions: Positions,
    times: OnceLock<(Vec<Times>, Times)>,
    neighbours: Neighbours,
}

impl Segment<Store> {
    /// Maps a segment file.
    ///
    /// # Errors
    /// See [`Segment::new`]; [`Error::Io`](crate::error::Error::Io) when the file cannot be opened.
    pub fn open(path: &Path) -> Result<Self> {
        Self::new(Store::map(path)?).map_err(|error| error.of(path))
    }
}

impl<B: Deref<Target = [u8]>> Segment<B> {
    /// Reads a segment where its bytes lie, after checking its frame, checksum and the columns of its pages.
    ///
    /// # Errors
    /// [`Error::Corrupt`](crate::error::Error::Corrupt) for damaged or foreign bytes, [`Error::Version`](crate::error::Error::Version) for those of another version.
    pub fn new(bytes: B) -> Result<Self> {
        let frame = Frame::read(&bytes)?;
        let column = |section| {
            let (at, end) = frame.section(section);
            Packed::read(&bytes, at, end)
        };
        let names = |section| {
            let (at, end) = frame.section(section);
            get_strings(&bytes, at, end)
        };
        let (table_at, table_end) = frame.section(Section::Table);
        let table = Table::read(&bytes, table_at, table_end)?;
        let (pages, offsets) = (column(Section::Pages)?, column(Section::VersionOffsets)?);
        let first_reads = column(Section::FirstReads)?;
        let versions = u32::try_from(first_reads.len()).unwrap_or(u32::MAX);
        let languages = names(Section::Languages)?;
        let mut segment = Self {
            table,
            folded: Keyed::read(&bytes, &frame, folded::SECTIONS, folded::most(table.len()))?,
            stems: Keyed::read(&bytes, &frame, stems::SECTIONS, stems::most(table.len()))?,
            endings: stems::endings(&bytes, frame.section(Section::Endings), table.len())?,
            ending_keys: OnceLock::new(),
            spoken: Spoken::of(&languages),
            term_offsets: column(Section::TermOffsets)?,
            postings: frame.section(Section::Postings).0,
            pages,
            starts: column(Section::Starts)?,
            offsets,
            entry_sites: column(Section::EntrySites)?,
            marks: frame.section(Section::EntryMarks).0,
            versions,
            one_each: false,
            first_reads,
            read_spans: column(Section::ReadSpans)?,
            gone: column(Section::Gone)?,
            minor: column(Section::Minor)?,
            version_languages: column(Section::VersionLanguages)?,
            lengths: [
                column(Section::TitleLengths)?,
                column(Section::MainLengths)?,
                column(Section::RestLengths)?,
            ],
            sites: names(Section::Sites)?,
            languages,
            touches: [
                column(Section::TouchPages)?,
                column(Section::TouchOrdinals)?,
                column(Section::TouchReads)?,
            ],
            positions: Positions::default(),
            times: OnceLock::new(),
            neighbours: Neighbours::default(),
            bytes,
        };
        let (marks, marks_end) = frame.section(Section::EntryMarks);
        segment.one_each = segment.check(marks_end - marks)?;
        segment.positions = Positions::read(&segment, &frame)?;
        Ok(segment)
    }

    /// The bytes read from.
    #[inline]
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The dictionary.
    #[inline]
    #[must_use]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// The words within `limit` edits of one: see [`Table::near`].
    #[must_use]
    pub fn near(&self, word: &str, limit: u32) -> Vec<Near> {
        self.neighbours.near(&self.table, &self.bytes, word, limit)
    }

    /// Where words stand in the texts.
    pub(crate) const fn positions(&self) -> &Positions {
        &self.positions
    }

    /// How many versions stand in its line.
    #[inline]
    #[must_use]
    pub const fn versions(&self) -> u32 {
        self.versions
    }

    /// How many pages it speaks of.
    #[inline]
    #[must_use]
    pub const fn entries(&self) -> usize {
        self.pages.len()
    }

    /// Whether every page has exactly one version, so that the two are numbered alike.
    #[inline]
    #[must_use]
    pub const fn one_each(&self) -> bool {
        self.one_each
    }

    /// The id of the page at `entry`.
    #[inline]
    #[must_use]
    pub fn page(&self, entry: usize) -> u32 {
        self.pages.get32(&self.bytes, entry)
    }

    /// The place of a page.
    #[must_use]
    pub fn entry_of_page(&self, page: u32) -> Option<usize> {
        let (mut low, mut high) = (0, self.entries());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.page(middle) < page {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low < self.entries() && self.page(low) == page).then_some(low)
    }

    /// The ordinal of the first version that stands here.
    #[inline]
    #[must_use]
    pub fn start(&self, entry: usize) -> u32 {
        self.starts.get32(&self.bytes, entry)
    }

    /// Where a page's versions stand in the line.
    #[inline]
    #[must_use]
    pub fn range(&self, entry: usize) -> Range<u32> {
        if self.one_each {
            let at = entry as u32;
            return at..at + 1;
        }
        self.offsets.get32(&self.bytes, entry)..self.offsets.get32(&self.bytes, entry + 1)
    }

    /// Which page a version belongs to, numbered among pages that have versions.
    #[inline]
    fn mark_rank(&self, version: u32) -> usize {
        let group = self.marks + version as usize / 64 * 12;
        let bits = load(&self.bytes, group) & crate::bits::mask(version % 64 + 1);
        (load32(&self.bytes, group + 8) as usize + bits.count_ones() as usize).wrapping_sub(1)
    }

    /// The page (its place) a version belongs to.
    #[inline]
    #[must_use]
    pub fn entry_of(&self, version: u32) -> usize {
        if self.one_each {
            return version as usize;
        }
        // Pages without versions have no mark and shift the rest a little.
        let guess = self.mark_rank(version);
        if guess < self.entries() && self.range(guess).contains(&version) {
            return guess;
        }
        let (mut low, mut high) = (0, self.entries());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.range(middle).end <= version {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.min(self.entries().saturating_sub(1))
    }

    /// The site of a page.
    #[must_use]
    pub fn site(&self, entry: usize) -> u32 {
        self.entry_sites.get32(&self.bytes, entry)
    }

    /// Names of the sites.
    #[must_use]
    pub fn sites(&self) -> &[String] {
        &self.sites
    }

    /// Names of the languages.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// When a version was first read.
    #[inline]
    #[must_use]
    pub fn first_read(&self, version: u32) -> i64 {
        to_time(self.first_reads.get(&self.bytes, version as usize))
    }

    /// When a version was last read, as far as this segment knows.
    #[inline]
    #[must_use]
    pub fn last_read(&self, version: u32) -> i64 {
        self.first_read(version).wrapping_add(
            self.read_spans
                .get(&self.bytes, version as usize)
                .cast_signed(),
        )
    }

    /// Whether the page was gone.
    #[inline]
    #[must_use]
    pub fn gone(&self, version: u32) -> bool {
        self.gone.get(&self.bytes, version as usize) != 0
    }

    /// Whether no version is gone.
    #[inline]
    #[must_use]
    pub fn none_gone(&self) -> bool {
        self.gone.is_constant() && !self.gone(0)
    }

    /// Whether only the rest is another than in the version before.
    #[inline]
    #[must_use]
    pub fn minor(&self, version: u32) -> bool {
        self.minor.get(&self.bytes, version as usize) != 0
    }

    /// Whether no version is minor.
    #[inline]
    #[must_use]
    pub fn none_minor(&self) -> bool {
        self.minor.is_constant() && !self.minor(0)
    }

    /// The number of a version's language.
    #[inline]
    #[must_use]
    pub fn language(&self, version: u32) -> u32 {
        self.version_languages.get32(&self.bytes, version as usize)
    }

    /// Words in a version's title, main text and rest.
    #[inline]
    #[must_use]
    pub fn lengths(&self, version: u32) -> [u32; 3] {
        [0, 1, 2].map(|field: usize| self.lengths[field].get32(&self.bytes, version as usize))
    }

    /// Words in a version's title and main text together.
    #[inline]
    #[must_use]
    pub fn length(&self, version: u32) -> u32 {
        let [title, main, _] = &self.lengths;
        let of = |field: &Packed| field.get32(&self.bytes, version as usize);
        of(title).saturating_add(of(main))
    }

    /// Everything known of a version besides its words.
    #[must_use]
    pub fn meta(&self, version: u32) -> Meta {
        let [title, main, rest] = self.lengths(version);
        Meta {
            first_read: self.first_read(version),
            last_read: self.last_read(version),
            gone: self.gone(version),
            minor: self.minor(version),
            language: self.language(version),
            title,
            main,
            rest,
        }
    }

    /// Readings of versions that stand in older segments.
    pub fn touches(&self) -> impl Iterator<Item = Touch> + '_ {
        let [pages, ordinals, reads] = &self.touches;
        (0..pages.len()).map(|at| Touch {
            page: pages.get32(&self.bytes, at),
            ordinal: ordinals.get32(&self.bytes, at),
            last_read: to_time(reads.get(&self.bytes, at)),
        })
    }
}
