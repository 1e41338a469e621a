//! Minor versions: those that differ from the one before in the rest alone.
//!
//! Such a version has the title and main text of the major one before it, so that one's runs simply go on, and its life
//! is that of all its minor ones together.

use super::{Part, Snapshot};

impl Snapshot {
    /// Whether only the rest is another than in the version before.
    #[must_use]
    pub fn minor(&self, slot: usize, ordinal: u32) -> bool {
        self.version(slot, ordinal)
            .is_some_and(|(view, version)| self.views[view].segment.minor(version))
    }

    /// Whether a page has no minor versions.
    fn none_minor(&self, slot: usize) -> bool {
        let none = |part: &Part| self.views[part.view as usize].segment.none_minor();
        self.parts(slot).iter().all(none)
    }

    /// The version whose title and main text a version has: itself, unless it is a minor one.
    #[must_use]
    pub fn major(&self, slot: usize, mut ordinal: u32) -> u32 {
        if self.none_minor(slot) {
            return ordinal;
        }
        while ordinal > 0 && self.minor(slot, ordinal) && !self.gone(slot, ordinal - 1) {
            ordinal -= 1;
        }
        ordinal
    }

    /// The last version that has the title and main text of one: itself, unless minor ones follow.
    #[must_use]
    pub fn last_minor(&self, slot: usize, mut ordinal: u32) -> u32 {
        if self.none_minor(slot) || self.gone(slot, ordinal) {
            return ordinal;
        }
        while self.minor(slot, ordinal + 1) {
            ordinal += 1;
        }
        ordinal
    }

    /// The versions that are one with a version to whoever looks at the rest of the pages, or does not: first and last.
    #[must_use]
    pub fn alike(&self, slot: usize, ordinal: u32, rest: bool) -> (u32, u32) {
        if rest {
            return (ordinal, ordinal);
        }
        (self.major(slot, ordinal), self.last_minor(slot, ordinal))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::tests::tempdir;
    use super::super::{Version, Writer};
    use crate::query::parse;
    use crate::search::Request;

    fn said(first_read: i64, rest: &str, minor: bool) -> Version {
        Version {
            first_read,
            last_read: first_read + 5,
            main: "apple".to_owned(),
            rest: rest.to_owned(),
            minor,
            ..Version::default()
        }
    }

    #[test]
    fn a_major_version_lives_on_through_its_minor_ones() {
        let folder = tempdir::Folder::new();
        let mut writer = Writer::open(&folder.0, Duration::ZERO).expect("a writer");
        let first = [said(10, "menu", false), said(20, "footer", true)];
        writer.put(1, 0, &first, "a.org").expect("a history");
        writer.commit(None).expect("a commit");
        // Its last part stands in a segment of its own.
        writer
            .put(1, 2, &[said(30, "menu", true)], "a.org")
            .expect("more of it");
        let hit = |writer: &mut Writer, text: &str, window| {
            let request = Request {
                window: Some(window),
                limit: 1,
                ..Request::default()
            };
            let query = parse(text, false).expect("a query");
            let answer = writer.reader().expect("a reader").search(&query, &request);
            let hits = answer.hits.first();
            hits.map(|hit| {
                (
                    hit.version,
                    hit.first_read,
                    hit.last_read,
                    hit.until,
                    hit.since,
                    hit.versions,
                )
            })
        };
        for merged in [false, true] {
            if merged {
                writer.commit(None).expect("a commit");
                writer.merge(true).expect("a merge");
            }
            let whole = Some((0, 10, 35, None, 10, 1));
            assert_eq!(hit(&mut writer, "apple", (22, 24)), whole);
            assert_eq!(hit(&mut writer, "apple", (10, 90)), whole);
            let second = Some((1, 20, 25, Some(30), 20, 1));
            assert_eq!(hit(&mut writer, "footer in:all", (0, 90)), second);
            assert_eq!(hit(&mut writer, "footer in:all", (30, 90)), None);
            assert_eq!(
                hit(&mut writer, "menu in:all", (12, 12)),
                Some((0, 10, 15, Some(20), 10, 1))
            );
            assert_eq!(
                hit(&mut writer, "apple in:all", (0, 90)),
                Some((2, 30, 35, None, 10, 1))
            );
            let reader = writer.reader().expect("a reader");
            assert_eq!(reader.count_versions(), 1);
            reader.verify().expect("sound");
        }
    }

    #[test]
    fn a_minor_version_of_nothing_is_refused() {
        let folder = tempdir::Folder::new();
        let mut writer = Writer::open(&folder.0, Duration::ZERO).expect("a writer");
        let gone = Version {
            gone: true,
            ..said(10, "", false)
        };
        for versions in [
            vec![said(10, "menu", true)],
            vec![gone, said(20, "menu", true)],
        ] {
            let refused = writer.put(1, 0, &versions, "a.org");
            assert!(matches!(refused, Err(crate::error::Error::Input(_))));
        }
    }
}
