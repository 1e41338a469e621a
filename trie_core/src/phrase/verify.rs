//! Check that the texts of a segment say what its runs say.

use std::ops::Deref;

use super::edit::apply;
use crate::error::{Error, Result};
use crate::segment::Segment;

impl<B: Deref<Target = [u8]>> Segment<B> {
    /// Puts every version's text together and counts its words.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when texts and runs differ.
    pub(crate) fn verify_places(&self) -> Result<()> {
        if !self.positions().any() {
            return Ok(());
        }
        let bad = |version: u32| {
            Error::Corrupt(format!(
                "the places of words in version {version} are not its words"
            ))
        };
        let (bytes, positions) = (self.bytes(), self.positions());
        let all = positions.base(bytes, self.entries()) as usize;
        // Words plus one, as edits write them.
        let mut line = vec![0_u32; all];
        let mut places = Vec::new();
        for (word, list) in (0..self.table().len() as u32).zip(positions.lists(bytes, 0)) {
            places.clear();
            list.all(bytes, &mut places);
            if places.len() != list.len() {
                return Err(Error::Corrupt(format!(
                    "the places of word {word} break off"
                )));
            }
            for &place in &places {
                match line.get_mut(place as usize) {
                    Some(slot @ 0) => *slot = word + 1,
                    _ => {
                        return Err(Error::Corrupt(format!(
                            "word {word} stands where there is no place for it"
                        )));
                    }
                }
            }
        }
        let mut counted = 0_u64;
        for entry in 0..self.entries() {
            let [from, to] = [entry, entry + 1].map(|entry| positions.base(bytes, entry) as usize);
            let Some(last) = self.range(entry).last() else {
                continue;
            };
            let mut text = line
                .get(from..to.wrapping_sub(1))
                .ok_or_else(|| bad(last))?
                .to_vec();
            if line.get(to - 1) != Some(&0) {
                return Err(bad(last));
            }
            let mut walk = self.walk(entry);
            for version in self.range(entry).rev() {
                if version < last {
                    text = if walk.step() {
                        apply(&text, &walk.ops, &walk.words)
                    } else {
                        None
                    }
                    .ok_or_else(|| bad(version))?;
                }
                counted += self
                    .verify_text(version, &text)
                    .ok_or_else(|| bad(version))?;
            }
            if !walk.is_done() {
                return Err(bad(last));
            }
        }
        // Every run was met as often as it is long: none speaks of a word that the texts do not have.
        let mut runs = 0;
        for term in self.terms(0..self.table().len() as u32) {
            for list in [term.body, term.rest] {
                for run in list.all(bytes, self.versions()) {
                    runs += u64::from(run.last - run.first) + 1;
                }
            }
        }
        if runs == counted {
            Ok(())
        } else {
            Err(Error::Corrupt(
                "runs speak of words that the texts do not have".into(),
            ))
        }
    }

    /// Whether a text's words are counted so by the runs; gives how many counts that were.
    fn verify_text(&self, version: u32, text: &[u32]) -> Option<u64> {
        let [title, main, rest] = self
            .places(version)
            .map(|len| usize::try_from(len).unwrap_or(usize::MAX));
        let (in_title, others) = text.split_at_checked(title)?;
        let (in_main, in_rest) = others
            .split_first()
            .filter(|gap| *gap.0 == 0)?
            .1
            .split_at_checked(main)?;
        let in_rest = in_rest.split_first().filter(|gap| *gap.0 == 0)?.1;
        if in_rest.len() != rest {
            return None;
        }
        let mut counted = 0;
        let words = |text: &[u32]| {
            let mut words: Vec<u32> = text.iter().filter(|&&word| word != 0).copied().collect();
            words.sort_unstable();
            words
        };
        let (titles, mains, rests) = (words(in_title), words(in_main), words(in_rest));
        if [titles.len(), mains.len(), rests.len()] != self.lengths(version).map(|len| len as usize)
        {
            return None;
        }
        let count = |words: &[u32], word: u32| {
            let from = words.partition_point(|&other| other < word);
            words[from..].partition_point(|&other| other == word) as u32
        };
        let mut all = [&titles[..], &mains, &rests].concat();
        all.sort_unstable();
        all.dedup();
        for word in all {
            let term = self.term(
                word.checked_sub(1)
                    .filter(|&word| (word as usize) < self.table().len())?,
            );
            let run = |list: crate::segment::List| {
                list.at(self.bytes(), self.versions(), version)
                    .map_or((0, 0), |run| (run.main, run.title))
            };
            if run(term.body) != (count(&mains, word), count(&titles, word))
                || run(term.rest).0 != count(&rests, word)
            {
                return None;
            }
            counted += u64::from(!term.body.is_empty() && run(term.body) != (0, 0));
            counted += u64::from(run(term.rest).0 > 0);
        }
        Some(counted)
    }
}
