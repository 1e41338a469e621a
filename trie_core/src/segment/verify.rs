//! Checks made when a segment is opened, and the further ones of `verify`.

use std::ops::Deref;

use super::Segment;
use crate::error::{Error, Result};

impl<B: Deref<Target = [u8]>> Segment<B> {
    /// The columns fit each other, so that pages and versions can be read without asking again. Says whether every
    /// page has exactly one version.
    pub(super) fn check(&self, marks: usize) -> Result<bool> {
        let bad = |what: &str| Err(Error::Corrupt(what.to_owned()));
        let (entries, versions) = (self.pages.len(), self.first_reads.len());
        if versions >= 1 << 31 {
            return bad("more versions than can be numbered");
        }
        if self.starts.len() != entries
            || self.entry_sites.len() != entries
            || self.offsets.len() != entries + 1
        {
            return bad("the columns of the pages differ in length");
        }
        let columns = [
            &self.read_spans,
            &self.gone,
            &self.minor,
            &self.version_languages,
        ];
        if columns
            .into_iter()
            .chain(&self.lengths)
            .any(|column| column.len() != versions)
        {
            return bad("the columns of the versions differ in length");
        }
        if self
            .touches
            .iter()
            .any(|column| column.len() != self.touches[0].len())
        {
            return bad("the columns of the readings differ in length");
        }
        if self.term_offsets.len() != self.table.len().div_ceil(super::write::STRIDE) {
            return bad("the words and their runs differ in number");
        }
        if marks != (versions / 64 + 1) * 12 {
            return bad("the marks of the pages do not fit the versions");
        }
        // A column of one number takes no room however long it says it is.
        if (entries > 0 && self.pages.is_constant() && entries > 1)
            || (versions > 0 && entries == 0)
            || self.touches[0].len() > self.bytes().len() * 8
        {
            return bad("more pages or versions than the file can hold");
        }
        if self.offsets.get(self.bytes(), 0) != 0
            || self.offsets.get(self.bytes(), entries) != versions as u64
        {
            return bad("the versions of the pages do not add up");
        }
        let mut before = None;
        let mut one_each = true;
        for entry in 0..entries {
            let page = self.pages.get(self.bytes(), entry);
            if before.is_some_and(|before| page <= before) || page > u64::from(u32::MAX) {
                return bad("the pages are not in order");
            }
            before = Some(page);
            let (from, to) = (
                self.offsets.get(self.bytes(), entry),
                self.offsets.get(self.bytes(), entry + 1),
            );
            one_each &= to.wrapping_sub(from) == 1;
            let start = self.starts.get(self.bytes(), entry);
            if from > to
                || start
                    .checked_add(to - from)
                    .is_none_or(|end| end > u64::from(u32::MAX))
            {
                return bad("a page's versions are out of range");
            }
        }
        Ok(one_each)
    }

    /// Looks at every structure: every word found again under its ordinal, every run inside one page, every name.
    ///
    /// # Errors
    /// [`Error::Corrupt`] with the first thing that is wrong.
    pub fn verify(&self) -> Result<()> {
        let bad = |what: String| Err(Error::Corrupt(what));
        for entry in 0..self.entries() {
            if self.site(entry) as usize >= self.sites.len() {
                return bad(format!(
                    "page {} stands on a site without a name",
                    self.page(entry)
                ));
            }
        }
        for version in 0..self.versions() {
            if self.language(version) as usize >= self.languages.len() {
                return bad(format!("version {version} has a language without a name"));
            }
            if !self.range(self.entry_of(version)).contains(&version) {
                return bad(format!("version {version} is not found in its page"));
            }
        }
        if let Some(version) = self.minor_of_none() {
            return bad(format!(
                "version {version} is a minor one of nothing that is there"
            ));
        }
        let gone = self.gone_before();
        let mut before = String::new();
        let (mut seen, mut spellings) = (0, 0);
        let mut wrong = None;
        let mut terms = self.terms(0..self.table.len() as u32);
        self.table.visit(self.bytes(), "", |word, ordinal| {
            let known = self.table.ordinal(self.bytes(), word) == Some(ordinal);
            if !known || (seen > 0 && word <= before.as_str()) {
                wrong = Some(format!("the word {word:?} is not found at its place"));
            }
            let term = terms.next().unwrap_or_default();
            for list in [term.body, term.rest] {
                if let Some(what) = self.wrong_runs(list, &gone) {
                    wrong = Some(format!("the runs of {word:?} {what}"));
                }
            }
            crate::text::plain_spellings(word, |plain| {
                spellings += 1;
                if !self.accented(plain).any(|found| found == ordinal) {
                    wrong = Some(format!(
                        "the word {word:?} is not found without its accents"
                    ));
                }
            });
            word.clone_into(&mut before);
            seen += 1;
            wrong.is_none()
        });
        match wrong {
            Some(what) => bad(what),
            None if seen != self.table.len() => {
                bad(format!("{seen} words of {} are found", self.table.len()))
            }
            None if spellings != self.folded.len() => {
                bad("there are plain spellings of words that are not there".into())
            }
            None => match self.wrong_stems() {
                Some(what) => bad(what),
                None => self.verify_places(),
            },
        }
    }

    /// A minor version that has no version before it to be one of, or says nothing itself.
    fn minor_of_none(&self) -> Option<u32> {
        if self.none_minor() {
            return None;
        }
        let alone = |version: u32| {
            let entry = self.entry_of(version);
            let first = self.range(entry).start == version;
            let nothing = if first {
                // What is before may stand in an older segment.
                self.start(entry) == 0
            } else {
                self.gone(version - 1)
            };
            self.minor(version) && (nothing || self.gone(version))
        };
        (0..self.versions()).find(|&version| alone(version))
    }

    /// For each version how many before it are gone; nothing when none is.
    fn gone_before(&self) -> Vec<u32> {
        if self.none_gone() {
            return Vec::new();
        }
        let mut count = 0;
        let counts = (0..self.versions()).map(|version| {
            count += u32::from(self.gone(version));
            count
        });
        std::iter::once(0).chain(counts).collect()
    }

    fn wrong_runs(&self, list: super::List, gone: &[u32]) -> Option<&'static str> {
        let runs = list.all(self.bytes(), self.versions());
        if !list.is_ranked(self.bytes()) {
            return Some("are counted wrongly");
        }
        if runs.len() != list.len() {
            return Some("reach beyond the versions");
        }
        for run in &runs {
            let range = self.range(self.entry_of(run.first));
            if run.last >= range.end || run.last < run.first {
                return Some("reach over the end of a page");
            }
            let before = |version: u32| gone.get(version as usize).copied().unwrap_or(0);
            if before(run.last + 1) != before(run.first) {
                return Some("reach over a version that is gone");
            }
            if run.main == 0 && run.title == 0 {
                return Some("count nothing");
            }
        }
        None
    }
}
