//! Segments into one.

use std::ops::Deref;

use super::draft::{Draft, Meta};
use super::{Run, Segment};
use crate::error::{Error, Result};

impl<B: Deref<Target = [u8]>> Segment<B> {
    /// Adds all that stands here to a draft (for a merge; oldest segment first).
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a run reaches over the end of a page.
    pub fn pour(&self, draft: &mut Draft) -> Result<()> {
        let base = draft.versions.len() as u32;
        // The touches of a segment speak of older ones, the pages of this one come after.
        for touch in self.touches() {
            draft.touch(touch);
        }
        let languages: Vec<u32> = self
            .languages
            .iter()
            .map(|language| draft.language(language))
            .collect();
        for entry in 0..self.entries() {
            let site = self
                .sites
                .get(self.site(entry) as usize)
                .map_or("", String::as_str);
            draft.part(self.page(entry), self.start(entry), site);
            for version in self.range(entry) {
                let meta = self.meta(version);
                let language = languages.get(meta.language as usize).copied().unwrap_or(0);
                draft.version(Meta { language, ..meta });
            }
        }
        let mut numbers = Vec::with_capacity(self.table.len());
        let mut sound = true;
        let mut terms = self.terms(0..self.table.len() as u32);
        self.table.visit(&self.bytes, "", |word, _| {
            let Some(term) = terms.next() else {
                return false;
            };
            let number = draft.word(word);
            numbers.push(number);
            for (rest, list) in [(false, term.body), (true, term.rest)] {
                for run in list.all(&self.bytes, self.versions) {
                    sound &= self.range(self.entry_of(run.first)).contains(&run.last);
                    let (first, last) = (run.first + base, run.last + base);
                    draft.posting(number, rest, Run { first, last, ..run });
                }
            }
            sound
        });
        if !sound {
            return Err(Error::Corrupt(
                "a word's run reaches over the end of its page".into(),
            ));
        }
        match &mut draft.streams {
            Some(streams) => self.pour_streams(&numbers, streams),
            None => Ok(()),
        }
    }
}

/// Merges segments, oldest first. With `whole` there is nothing older than the first of them.
///
/// # Errors
/// [`Error::Corrupt`] when a page's history has a hole.
pub fn merge<B: Deref<Target = [u8]>>(segments: &[&Segment<B>], whole: bool) -> Result<Vec<u8>> {
    // Places are of use only where all have them.
    let mut draft = if segments
        .iter()
        .all(|segment| segment.positions().any() || segment.versions() == 0)
    {
        Draft::with_places()
    } else {
        Draft::default()
    };
    for segment in segments {
        segment.pour(&mut draft)?;
    }
    draft.finish(whole)
}
